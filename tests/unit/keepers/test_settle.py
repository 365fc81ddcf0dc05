"""Settlements: what goes into one transaction, its engine time, and when an account's state is explained by its log."""

from hypothesis import given, settings
from hypothesis import strategies as st
from solders.transaction import VersionedTransaction

from quantdesk.chain.books import Books, Seat
from quantdesk.chain.items import CREDIT, Change, Fill, Item, Mark, Round, Step, Touch, Unknown
from quantdesk.chain.lookup import Lookup, Table, lookup_of
from quantdesk.chain.network import addresses_of
from quantdesk.chain.program_gen import Settled, UserAccount
from quantdesk.chain.settlement import Settlement
from quantdesk.chain.transaction import PACKET_BYTES, Blockhash, KeySigner, transaction_sign, units_limit
from quantdesk.chain.view import User
from quantdesk.keepers.settle_halts import explained
from quantdesk.keepers.settle_log import Log, Most, complete, works_make
from quantdesk.store.changes import TakenChange
from quantdesk.store.settlement import FillSide, RoundRow, SettlementItem

NOW_US = 1_800_000_000_000_000


def replaced(kind, fields):
    made = kind.read(kind.DISCRIMINATOR + bytes(kind.SIZE - 8))
    return type(made)(**{name: fields.get(name, getattr(made, name)) for name in made.__struct_fields__})


def user_of(number: int, seq: int = 0, engine_us: int = 0, usdc: int = 0) -> User:
    settled = Settled(
        number=number, seq=seq, engine_us=engine_us, inbox_acked=0, held_epoch=0, held_current=0, held_previous=0,
        collateral=(usdc, 0, 0, 0, 0, 0, 0, 0),
    )  # fmt: skip
    account = replaced(UserAccount, {"settled": settled})
    return User(number.to_bytes(32, "little"), account, account.write())


def item(account: int, seq: int, ts_us: int = NOW_US) -> Item:
    return Item(account=account, item_seq=seq, kind=CREDIT, asset=0, amount=5, ts_us=ts_us)


def test_a_settlement_takes_as_many_items_as_fit_a_packet() -> None:
    """CUST-6."""
    users = [user_of(number) for number in range(1, 60)]
    settlement = Settlement(Books({user.number: Seat(user) for user in users}, {}), NOW_US)
    for user in users:
        if not settlement.takes(item(user.number, 0)):
            break
        settlement.take(item(user.number, 0))
    operator = KeySigner(bytes([3]) * 32)
    call = settlement.instruction(addresses_of(bytes([9]) * 32), operator.public, 0)
    signed = transaction_sign((units_limit(1_000_000), call), (operator,), Blockhash(bytes(32), 9))
    assert 1_100 < len(signed.raw) <= PACKET_BYTES
    assert settlement.seqs == dict.fromkeys(range(1, len(settlement.works) + 1), 1)


LOCKS_MAX = 64
OPERATOR = KeySigner(bytes([3]) * 32)
WHERE = addresses_of(bytes([9]) * 32)


def filled(numbers: list[int], lookup: Lookup) -> Settlement:
    """As many credits of these accounts, in this order, as it takes."""
    settlement = Settlement(Books({number: Seat(user_of(number)) for number in numbers}, {}), NOW_US, lookup)
    seqs = dict.fromkeys(numbers, 0)
    for number in numbers:
        work = item(number, seqs[number])
        if not settlement.takes(work):
            break
        settlement.take(work)
        seqs[number] += 1
    return settlement


def raw_of(settlement: Settlement, tables: tuple[Table, ...]) -> bytes:
    call = settlement.instruction(WHERE, OPERATOR.public, 0)
    return transaction_sign((units_limit(1_000_000), call), (OPERATOR,), Blockhash(bytes(32), 9), tables).raw


@st.composite
def lookups(draw: st.DrawFn) -> Lookup:
    """Up to four tables of accounts, exchange, risk and strangers, some of whose keys are in one twice, or do not count yet."""
    names = st.one_of(
        st.integers(1, 90).map(lambda number: number.to_bytes(32, "little")),
        st.sampled_from([WHERE.exchange, WHERE.risk, WHERE.program, OPERATOR.public]),
    )
    made = []
    for number in range(draw(st.integers(0, 4))):
        keys = tuple(draw(st.lists(names, max_size=60)))
        made.append(Table(bytes([200 + number]) * 32, keys, keys))
    return lookup_of(tuple(made))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(1, 80), min_size=1, max_size=70), lookups())
def test_what_tables_let_a_settlement_take_fits_a_packet_and_is_never_less_than_without(
    numbers: list[int], lookup: Lookup
) -> None:
    """CUST-6: whatever tables there are and whatever is in them."""
    plain, looked_up = filled(numbers, Lookup()), filled(numbers, lookup)
    assert len(looked_up.works) >= len(plain.works)
    raw = raw_of(looked_up, looked_up.tables)
    assert len(raw) <= PACKET_BYTES
    message = VersionedTransaction.from_bytes(raw).message
    named = sum(len(one.writable_indexes) + len(one.readonly_indexes) for one in _lookups(message))
    assert len(message.account_keys) + named <= LOCKS_MAX
    same = filled(numbers[: len(plain.works)], lookup)
    assert len(raw_of(same, same.tables)) <= len(raw_of(plain, ()))


def _lookups(message):
    return getattr(message, "address_table_lookups", ())


def test_engine_time_is_the_newest_items_unless_the_chain_wants_it_later() -> None:
    """CUST-7."""

    def time_of(user: User, floor_us: int, *times: int) -> int:
        settlement = Settlement(Books({1: Seat(user)}, {}), floor_us)
        for place, time_us in enumerate(times):
            settlement.take(item(1, place, time_us))
        return settlement.engine_us

    assert time_of(user_of(1, engine_us=NOW_US - 5), 0, NOW_US - 4, NOW_US - 2) == NOW_US - 2
    assert time_of(user_of(1, engine_us=NOW_US + 7), 0, NOW_US) == NOW_US + 7
    assert time_of(user_of(1), NOW_US + 9, NOW_US) == NOW_US + 9


def test_items_of_two_epochs_are_two_transactions() -> None:
    """PNL-6: profit is held on the chain for as long as in the engine."""
    settlement = Settlement(Books({1: Seat(user_of(1))}, {}), 0)
    settlement.take(item(1, 0, 600_000_000))
    assert settlement.takes(item(1, 1, 899_999_999))
    assert not settlement.takes(item(1, 1, 900_000_000))


def test_state_is_explained_when_collateral_is_what_the_last_item_left() -> None:
    """CUST-10: after a claim it is not."""
    told: dict[tuple[int, int], int | None] = {(1, 0): 750}
    assert explained(user_of(1, seq=3, usdc=750), told)
    assert not explained(user_of(1, seq=3, usdc=200), told)
    assert not explained(user_of(2, seq=3, usdc=1), told)
    assert explained(user_of(1, seq=3, usdc=5), {(1, 0): None})


def row(account: int, item_seq: int, kind: str, seq: int, **changed: int) -> SettlementItem:
    fields = {"asset": 0, "amount": 1, "total": 1, "request": 0, "index": 0, "ts_us": seq} | changed
    return SettlementItem(account=account, item_seq=item_seq, kind=kind, seq=seq, **fields)


def side(role: str, account: int, seq: int) -> FillSide:
    return FillSide(seq, 0, role, account, bytes([account]) * 16, "buy" if role == "taker" else "sell", 60, 3, 9, 1)


def test_works_stand_in_the_order_of_the_journal_with_rounds_between() -> None:
    """CUST-6, CUST-7: a fill stands once; what it lets an account pay elsewhere follows it; marks of one time are one round."""
    rows = [
        row(2, 1, "touch", 7, place=1, market=5, position_lots=0), row(1, 0, "credit", 3),
        row(2, 0, "fill", 7, market=4, position_lots=-2), row(1, 1, "fill", 7, market=4, position_lots=2),
        row(1, 2, "debit", 9),
    ]  # fmt: skip
    sides = {(7, 0): {"taker": side("taker", 1, 7), "maker": side("maker", 2, 7)}}
    rounds = [RoundRow(5, 0, 50, 4, 600, 601), RoundRow(6, 0, 50, 5, 700, 701), RoundRow(8, 0, 80, 4, 610, 611)]
    works = works_make(Log(rows, rounds, []), sides)
    assert [type(work) for work in works] == [Item, Round, Fill, Touch, Round, Item]
    first, fill = works[1], works[2]
    assert isinstance(first, Round)
    assert first.marks == {4: Mark(600, 601), 5: Mark(700, 701)}
    assert isinstance(fill, Fill)
    assert (fill.taker.account, fill.maker.account, fill.maker.item_seq) == (1, 2, 0)


def test_nothing_goes_on_past_a_place_behind_which_something_may_be_missing() -> None:
    """CUST-7: what was left in the table would meet the marks of later rounds."""
    rows = [row(1, 0, "credit", 3), row(2, 0, "credit", 4), row(1, 1, "debit", 6), row(2, 1, "debit", 9)]
    rounds = [RoundRow(5, 0, 50, 4, 600, 601), RoundRow(7, 0, 70, 4, 610, 611), RoundRow(7, 1, 70, 5, 710, 711)]
    changes = [TakenChange(1, 2, 0), TakenChange(2, 8, 0)]
    every = Most(9, 10, 10, 10)

    def places(most: Most) -> tuple[list[int], ...]:
        log = complete(Log(rows, rounds, changes), most)
        return [one.seq for one in log.rows], [one.seq for one in log.rounds], [one.seq for one in log.changes]

    assert places(every) == ([3, 4, 6, 9], [5, 7, 7], [2, 8])
    assert places(every._replace(seq=6)) == ([3, 4, 6], [5], [2])
    assert places(every._replace(an_account=2)) == ([3, 4], [5], [2])
    assert places(every._replace(items=4)) == ([3, 4, 6], [5, 7, 7], [2, 8])
    assert places(every._replace(rounds=3)) == ([3, 4, 6], [5], [2])
    assert complete(Log([], [], []), every) == Log([], [], [])


def test_a_change_stands_between_what_was_matched_before_it_and_behind_it() -> None:
    """CUST-50: at the place of its event, also among those of one command."""
    rows = [row(1, 0, "credit", 3), row(1, 1, "debit", 7, index=4), row(1, 2, "credit", 8)]
    works = works_make(Log(rows, [RoundRow(7, 0, 70, 4, 600, 601)], [TakenChange(12, 7, 2)]), {})
    assert [type(work) for work in works] == [Item, Round, Change, Item, Item]
    assert works[2] == Change(change=12)


def test_a_fill_waits_until_both_accounts_have_it() -> None:
    """CUST-6."""
    works = works_make(Log([row(1, 0, "fill", 7, market=4, position_lots=2)], [], []), {})
    assert works == [Unknown(accounts=(1,), what="", item_seq=0)]


def test_a_step_stands_before_its_fill_whose_taker_signed_nothing() -> None:
    """CUST-30: the step is one item; its fill names the place that stands for it, and the taker's table is not needed."""
    rows = [
        row(1, 0, "liquidation", 7, index=0, market=4, step=1),
        row(1, 1, "fill", 7, index=1, market=4, position_lots=2),
        row(2, 0, "fill", 7, index=1, market=4, position_lots=3),
    ]
    side = {"seq": 7, "index": 1, "side": "sell", "price_ticks": 5, "fee_atoms": 1}
    sides = {
        (7, 1): {
            "taker": FillSide(role="taker", account=1, order_id=bytes(16), nonce=0, accepted_seq=0, **side),
            "maker": FillSide(role="maker", account=2, order_id=b"m" * 16, nonce=9, accepted_seq=3, **side),
        }
    }
    step, fill = works_make(Log(rows, [], []), sides)
    assert isinstance(step, Step)
    assert (step.account, step.way, step.market) == (1, 1, 4)
    assert isinstance(fill, Fill)
    assert fill.is_step
    assert [party.account for party in fill.signed] == [2]
