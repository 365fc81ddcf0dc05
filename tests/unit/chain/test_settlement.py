"""The settlement log as the keeper computes it is the log that the program accepts [CUST-6, CUST-8]."""

import random

import pytest
from msgspec.structs import replace
from solders.pubkey import Pubkey

from quantdesk.chain.books import Books, Seat
from quantdesk.chain.entries import places_read
from quantdesk.chain.items import ACK, CREDIT, DEBIT, Fill, Item
from quantdesk.chain.lookup import Table, lookup_of
from quantdesk.chain.network import addresses_of, entries_address
from quantdesk.chain.registration import ORDERS_MAX, SignedOrder, registration
from quantdesk.chain.settlement import Settlement
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.view import User
from quantdesk.model.records_gen import AddDelegate, Side
from quantdesk.model.settled import SettlementImpossible
from tests.program.conftest import trader_of
from tests.program.orders import order
from tests.program.test_accounts import positions_set
from tests.program.told import Told, books_of, filled_transaction, user_of, wire
from tests.program.world import DAY_S, SOL, USDC, Refused, World, key_of

# What the runtime locks for one transaction (MAX_TX_ACCOUNT_LOCKS).
LOCKS_MAX = 64


def items_of(user: User, *items: tuple[int, int, int]) -> list[Item]:
    settled = user.account.settled
    return [
        Item(account=settled.number, item_seq=settled.seq + place, kind=kind, asset=asset, amount=amount, ts_us=0)
        for place, (kind, asset, amount) in enumerate(items)
    ]


def send(world: World, books: Books, works: list[Item | Fill], mark_round: int = 0) -> None:
    settlement = Settlement(books, world.now_s * 1_000_000)
    for work in works:
        assert settlement.takes(work)
        settlement.take(work)
    made = settlement.instruction(addresses_of(bytes(world.mint)), bytes(world.operator.pubkey()), mark_round)
    world.send(wire(made), signers=[world.operator])


def test_program_accepts_the_digest_of_several_accounts_with_positions() -> None:
    """CUST-8."""
    world = World()
    traders = [trader_of(world, 200 + number) for number in range(3)]
    chance = random.Random(5)
    for trader in traders:
        world.deposit(trader.key, trader.tokens, 500_000_000)
        world.sol_deposit(trader.key, 10**9)
    for round_ in range(4):
        users = [user_of(world, trader.user) for trader in traders]
        items = []
        for user in users:
            items += items_of(user, (CREDIT, USDC, chance.randint(1, 10**6)), (CREDIT, SOL, 77), (DEBIT, SOL, 5))
        if round_ == 1:
            items += [
                Item(account=users[0].number, item_seq=items[2].item_seq + 1, kind=ACK, asset=0, amount=2, ts_us=0)
            ]
        send(world, books_of(users), items)
        if round_ == 2:
            positions_set(world, traders[1].user, 4, lots=3, quote=-100)
    assert world.user(traders[0].user)["settled"]["seq"] == 13


def test_a_settlement_sent_twice_refuses_itself() -> None:
    """CUST-6."""
    world = World()
    trader = trader_of(world, 200)
    world.deposit(trader.key, trader.tokens, 1_000)
    user = user_of(world, trader.user)
    items = items_of(user, (CREDIT, USDC, 1_000))
    send(world, books_of([user]), items)
    with pytest.raises(Refused):
        send(world, books_of([user]), items)
    assert world.user(trader.user)["settled"]["collateral"][USDC] == 1_000


def test_item_that_does_not_follow_its_account_changes_nothing() -> None:
    """CUST-6."""
    world = World()
    user = user_of(world, trader_of(world, 200).user)
    books = books_of([user])
    settlement = Settlement(books, 5)
    item = Item(account=user.number, item_seq=1, kind=CREDIT, asset=USDC, amount=1, ts_us=0)
    with pytest.raises(ValueError, match="expected sequence 0, found 1"):
        settlement.take(item)
    assert not settlement.works
    assert books.seats[user.number].settled == user.account.settled


def test_program_accepts_fills_as_the_engine_tells_them() -> None:
    """CUST-8: what the core makes of the chain's state is what the engine told and what the program computes."""
    twins, settled = Told(11), 0
    while settled < 60:
        twins.prices(twins.chance.randrange(-4_000, 4_001))
        while not twins.told:
            number = twins.chance.choice(list(twins.parties))
            price = twins.mark // 1_000 + twins.chance.randrange(-40, 41)
            twins.order(number, Side(twins.chance.randrange(2)), price, 1 + twins.chance.randrange(30))
        books = twins.books()
        fills = twins.fills(books)
        for start in range(0, len(fills), 6):
            send(twins.world, books, fills[start : start + 6], twins.round)
        settled += len(fills)
        for seat in books.seats.values():
            user = user_of(twins.world, Pubkey(seat.user.address))
            assert Seat(user).block() == seat.block()


def test_a_match_of_before_midnight_is_named_for_its_own_day() -> None:
    """CUST-49: both days of a delegate to the last atom, written after midnight."""
    twins = Told(13)
    key, lots, price = key_of(401), 6, twins.mark // 1_000
    twins.world.time_pass(DAY_S - twins.world.now_s % DAY_S - 20)
    twins.prices(0)
    expiry_s, amount = twins.world.now_s + 9 * DAY_S, lots * price * twins.tick_value
    trader = twins.parties[1].trader.key
    twins.world.update(trader, 1, key=key.pubkey(), expiry_s=expiry_s, markets=1, notional_day_atoms=amount)
    twins.apply(AddDelegate(1, bytes(key.pubkey()), expiry_s * 1_000_000, 0, 1, amount, 0))
    twins.order(2, Side.SELL, price, 3 * lots)
    assert twins.order(1, Side.BUY, price, lots, key)
    late_us = twins.world.now_s * 1_000_000
    twins.world.time_pass(20)
    twins.prices(0)
    assert twins.order(1, Side.BUY, price, lots, key)
    books = twins.books()
    late, early = twins.fills(books)
    with pytest.raises(Refused, match=r"^6661"):
        send(twins.world, twins.books(), [late, early], twins.round)
    send(twins.world, books, [replace(late, ts_us=late_us), early], twins.round)
    assert twins.world.user(twins.parties[1].trader.user)["traded_atoms"][0] == amount


def test_fill_that_the_engine_tells_differently_is_not_sent() -> None:
    """CUST-8."""
    twins = Told(12)
    while not twins.told:
        twins.order(1 + twins.chance.randrange(4), Side(twins.chance.randrange(2)), twins.mark // 1_000, 3)
    books = twins.books()
    fill = twins.fills(books)[0]
    lie = replace(fill, maker=replace(fill.maker, after=replace(fill.maker.after, quote=fill.maker.after.quote + 1)))
    before = {number: seat.block() for number, seat in books.seats.items()}
    with pytest.raises(SettlementImpossible, match="quote of account"):
        Settlement(books, 0).take(lie)
    assert {number: seat.block() for number, seat in books.seats.items()} == before


def test_program_registers_signed_orders_of_our_own_instruction() -> None:
    """CUST-15."""
    world = World()
    trader = trader_of(world, 210)
    number = world.user(trader.user)["settled"]["number"]
    messages = [order(world, number, counter) for counter in range(1, ORDERS_MAX + 1)]
    made = [SignedOrder(bytes(trader.key.pubkey()), one, bytes(trader.key.sign_message(one))) for one in messages]
    where = addresses_of(bytes(world.mint))
    calls = registration(where, bytes(world.operator.pubkey()), [(bytes(trader.user), one) for one in made], 0)
    world.send(*(wire(call) for call in calls), signers=[world.operator])
    table = world.data_of(Pubkey(entries_address(bytes(trader.user))))
    assert sorted(places_read(table, number).values()) == list(range(ORDERS_MAX))
    assert places_read(table, number + 1) == {}


def test_a_transaction_has_twenty_fills_among_sixteen_accounts() -> None:
    """CUST-6: the figure fills_per_tx of the bench cu; what the keeper packs fits a packet, and the program takes it."""
    fills, _ = filled_transaction()
    assert fills >= 20


def test_a_settlement_locks_as_many_accounts_as_the_runtime_and_no_more() -> None:
    """A transaction with a sixty-fifth account is refused by every node: nothing behind it would settle."""
    pairs = 15
    twins = Told(9, traders=2 * pairs + 4)
    for place in range(1, pairs + 1):
        twins.order(place, Side.SELL, 618_000, 2)
        twins.order(pairs + place, Side.BUY, 618_000, 2)
    books, where = twins.books(), addresses_of(bytes(twins.world.mint))
    users = [seat.user for seat in books.seats.values()]
    addresses = [user.address for user in users]
    ledgers = [ledger.address for ledger in books.ledgers.values()]
    keys = (where.exchange, where.risk, *ledgers, *addresses, *map(entries_address, addresses))
    settlement = Settlement(books, twins.world.now_s * 1_000_000, lookup_of((Table(bytes(32), keys, keys),)))
    works: list[Item | Fill] = [*twins.fills(books)]
    works += [item for user in users[2 * pairs :] for item in items_of(user, (ACK, 0, 1))]
    for work in works:
        if settlement.takes(work):
            settlement.take(work)
    made = settlement.instruction(where, bytes(twins.world.operator.pubkey()), 0)
    limit = units_limit(settlement.units)
    named = {made.program, limit.program} | {meta.key for one in (made, limit) for meta in one.accounts}
    assert len(named) == LOCKS_MAX
