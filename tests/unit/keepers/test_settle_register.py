"""Places of registered orders: remembered, and read again while a fork may still change them."""

from types import SimpleNamespace

import pytest

from quantdesk.chain.books import Books, Seat
from quantdesk.chain.entries import ENTRY_BYTES
from quantdesk.chain.items import Fill, Money, Party
from quantdesk.chain.network import entries_address
from quantdesk.chain.program_gen import Entries
from quantdesk.chain.registration import SignedOrder
from quantdesk.keepers import settle_register
from quantdesk.keepers.parts import Recent
from quantdesk.keepers.settle_register import FORK_S, orders_register
from tests.unit.keepers.test_settle import user_of

MAKER, TAKER = 1, 2
FIRST, SECOND = 71, 72


def table(number: int, *nonces: int) -> bytes:
    """A table of orders with these in its places."""
    head = Entries(version=1, bump=0, reserved=bytes(5), user=bytes(32), number=number, event_seq=0).write()
    return (
        head
        + len(nonces).to_bytes(4, "little")
        + b"".join(nonce.to_bytes(8, "little").ljust(ENTRY_BYTES, b"\0") for nonce in nonces)
    )


class Chain:
    """Parts of a keeper whose node shows the tables of two accounts."""

    def __init__(self) -> None:
        self.tables: dict[bytes, bytes] = {}
        self.shows(MAKER, FIRST, SECOND)
        self.shows(TAKER, FIRST)
        self.asked = 0
        # What the look after the next one shows.
        self.later: tuple[int, int] | None = None
        self.rpc = self
        self.recent = Recent()

    def shows(self, number: int, *nonces: int) -> None:
        self.tables[entries_address(user_of(number).address)] = table(number, *nonces)

    async def accounts(self, keys: list[bytes], _: str) -> SimpleNamespace:
        self.asked += 1
        read = SimpleNamespace(accounts=[SimpleNamespace(data=self.tables[key]) for key in keys])
        if self.later:
            self.shows(*self.later)
        return read

    async def places(self) -> dict[int, int] | None:
        """The maker's, as a run knows them that settles a fill of two orders."""
        books = Books({number: Seat(user_of(number)) for number in (MAKER, TAKER)}, {})
        after = Money(lots=0, quote=0, claim=0, collateral=None)
        maker, taker = (
            Party(account=number, item_seq=0, order_id=bytes(16), nonce=FIRST, accepted_seq=1, fee=0, after=after)
            for number in (MAKER, TAKER)
        )
        fill = Fill(market=0, side=0, lots=1, price=1, taker=taker, maker=maker, ts_us=1)
        await orders_register(self, None, books, [fill])
        return books.seats[MAKER].places


async def test_places_that_a_fork_exchanged_are_seen_and_old_ones_are_not_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """CUST-15: orders of two transactions may change places in a fork; the fill of one would be counted against the other."""
    now_s = [1_000.0]
    monkeypatch.setattr(settle_register, "monotonic_s", lambda: now_s[0])
    chain = Chain()
    assert await chain.places() == {FIRST: 0, SECOND: 1}
    now_s[0] += FORK_S - 1
    chain.shows(MAKER, SECOND, FIRST)
    assert await chain.places() == {FIRST: 1, SECOND: 0}
    now_s[0] += FORK_S - 1
    assert await chain.places() == {FIRST: 1, SECOND: 0}
    asked = chain.asked
    now_s[0] += 1
    assert await chain.places() == {FIRST: 1, SECOND: 0}
    assert chain.asked == asked


@pytest.mark.parametrize("refused", [False, True])
async def test_orders_that_come_a_moment_later_are_not_sent_twice_and_refused_ones_are_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, refused: bool
) -> None:
    """CUST-15: a chain takes some slots until it shows what was handed over."""
    chain = Chain()
    chain.shows(TAKER)
    followed: list[int] = []

    async def handed_over(*_: object) -> set[int]:
        chain.later = (TAKER, FIRST)
        return {TAKER} if refused else set()

    async def signed(*_: object) -> dict[bytes, SignedOrder]:
        return {bytes(16): SignedOrder(bytes(32), bytes(64), bytes(64))}

    async def follow(_: object, __: object, seat: Seat, *___: object) -> None:
        followed.append(seat.number)

    monkeypatch.setattr(settle_register, "_side_by_side", handed_over)
    monkeypatch.setattr(settle_register, "orders_signed", signed)
    monkeypatch.setattr(settle_register, "_register", follow)
    await chain.places()
    assert followed == ([TAKER] if refused else [])
