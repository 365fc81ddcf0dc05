"""Settlements: what goes into one transaction, its engine time, and when an account's state is explained by its log."""

import random

import pytest

from quantdesk.chain.network import addresses_of
from quantdesk.chain.program_gen import Exchange, ProtocolSolVault, Risk, Settled, TokenVault, UserAccount
from quantdesk.chain.settlement import CREDIT, Item, instruction
from quantdesk.chain.transaction import PACKET_BYTES, Blockhash, KeySigner, transaction_sign, units_limit
from quantdesk.chain.view import User, View
from quantdesk.keepers.settle import ITEMS_AN_ACCOUNT, TIME_AGE_MAX_US, by_account, engine_time, explained, packed
from quantdesk.store.settlement import SettlementItem, Totals

NOW_S = 1_800_000_000
NOW_US = NOW_S * 1_000_000


def blank(kind, **fields):
    """An account of zeros with these fields."""
    return kind.read(kind.DISCRIMINATOR + bytes(kind.SIZE - 8)) if not fields else replaced(kind, fields)


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


def view_of(*users: User, round_us: int = 0) -> View:
    return View(
        slot=1, unix_s=NOW_S, addresses=addresses_of(bytes([9]) * 32), exchange=blank(Exchange),
        risk=replaced(Risk, {"round_us": round_us}), users={user.number: user for user in users},
        books={0: blank(TokenVault).book, 1: blank(ProtocolSolVault).book},
    )  # fmt: skip


def item(account: int, seq: int, ts_us: int = NOW_US) -> Item:
    return Item(account=account, item_seq=seq, kind=CREDIT, asset=0, amount=5, ts_us=ts_us)


@pytest.mark.parametrize("seed", range(20))
def test_every_settlement_fits_a_packet_and_holds_every_item_once_in_order(seed: int) -> None:
    """CUST-6."""
    chance = random.Random(seed)
    users = [user_of(number, seq=chance.randrange(5)) for number in range(1, 60)]
    due = {
        user.number: [
            item(user.number, user.account.settled.seq + n) for n in range(chance.randint(1, ITEMS_AN_ACCOUNT))
        ]
        for user in users
    }
    alone = {user.number for user in users if chance.random() < 0.1}
    view = view_of(*users)
    made = packed(view, due, alone)
    assert sorted((one.account, one.item_seq) for each in made for one in each.items) == sorted(
        (one.account, one.item_seq) for items in due.values() for one in items
    )
    operator = KeySigner(bytes([3]) * 32)
    for each in made:
        call = instruction(each, view.addresses, operator.public, 0)
        signed = transaction_sign((units_limit(1_000_000), call), (operator,), Blockhash(bytes(32), 9))
        assert len(signed.raw) <= PACKET_BYTES
        assert len(each.users) == 1 or not alone & {user.number for user in each.users}


def test_account_whose_next_item_is_not_there_yet_waits() -> None:
    """CUST-6: the projection is behind what the chain has applied."""
    view = view_of(user_of(1, seq=3), user_of(2))
    made = packed(view, {1: [item(1, 4)], 2: [item(2, 0)]}, set())
    assert [one.account for each in made for one in each.items] == [2]


def test_engine_time_is_the_newest_items_unless_the_chain_wants_it_later() -> None:
    """CUST-7."""
    fresh = view_of(user_of(1, engine_us=NOW_US - 5))
    assert (
        engine_time(fresh, list(fresh.users.values()), [item(1, 0, NOW_US - 4), item(1, 1, NOW_US - 2)]) == NOW_US - 2
    )
    ahead = view_of(user_of(1, engine_us=NOW_US + 7))
    assert engine_time(ahead, list(ahead.users.values()), [item(1, 0)]) == NOW_US + 7
    round_later = view_of(user_of(1), round_us=NOW_US + 9)
    assert engine_time(round_later, list(round_later.users.values()), [item(1, 0)]) == NOW_US + 9
    idle = view_of(user_of(1))
    assert engine_time(idle, list(idle.users.values()), [item(1, 0, 5)]) == NOW_US - TIME_AGE_MAX_US


def test_state_is_explained_when_collateral_is_credits_less_debits_below_the_sequence() -> None:
    """CUST-10: after a claim it is not."""
    totals = {(1, 0): Totals(credited_settled=900, debited_settled=200, credited=900, debited=700)}
    assert explained(user_of(1, seq=3, usdc=700), totals)
    assert not explained(user_of(1, seq=3, usdc=200), totals)
    assert not explained(user_of(2, seq=3, usdc=1), totals)


def test_items_are_grouped_by_account_in_their_order() -> None:
    rows = [
        SettlementItem(account, seq, "credit", 0, 1, 1, 0, seq, 0, ts)
        for account, seq, ts in ((2, 1, 3), (1, 0, 1), (2, 0, 2))
    ]
    found = by_account(rows)
    assert {number: [one.item_seq for one in items] for number, items in found.items()} == {2: [0, 1], 1: [0]}
