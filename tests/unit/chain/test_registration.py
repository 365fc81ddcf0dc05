"""Registrations of several accounts in one transaction [CUST-15]."""

from solders.pubkey import Pubkey

from quantdesk.chain.entries import places_read
from quantdesk.chain.lookup import Lookup, Table, lookup_of
from quantdesk.chain.network import addresses_of, entries_address
from quantdesk.chain.registration import (
    ORDERS_MAX,
    SignedOrder,
    registered,
    registration,
    registrations_fitting,
    units_of,
)
from quantdesk.chain.transaction import Blockhash, KeySigner, transaction_sign, units_limit
from tests.program.conftest import Trader, trader_of
from tests.program.orders import order
from tests.program.told import wire
from tests.program.world import World

TABLES_MAX = 3


def orders_of(world: World, trader: Trader, first: int, count: int) -> list[tuple[bytes, SignedOrder]]:
    number = world.user(trader.user)["settled"]["number"]
    messages = [order(world, number, counter) for counter in range(first, first + count)]
    key = trader.key
    return [
        (bytes(trader.user), SignedOrder(bytes(key.pubkey()), one, bytes(key.sign_message(one)))) for one in messages
    ]


def test_orders_of_four_accounts_are_registered_by_one_transaction() -> None:
    world = World()
    traders = [trader_of(world, 230 + place) for place in range(4)]
    orders = [orders_of(world, trader, 1, 1)[0] for trader in traders]
    made = registration(addresses_of(bytes(world.mint)), bytes(world.operator.pubkey()), orders, 1)
    result = world.send(*(wire(one) for one in (units_limit(units_of(orders)), *made)), signers=[world.operator])
    assert result.compute_units_consumed() < units_of(orders)
    for trader in traders:
        number = world.user(trader.user)["settled"]["number"]
        assert len(places_read(world.data_of(Pubkey(entries_address(bytes(trader.user)))), number)) == 1


def test_whatever_is_put_together_fits_a_packet() -> None:
    """One account or many, with lookup tables and without: all are there once, in their order."""
    world = World()
    where, signer = addresses_of(bytes(world.mint)), KeySigner(bytes(world.operator)[:32])
    traders = [trader_of(world, 240 + place) for place in range(5)]
    users = [bytes(trader.user) for trader in traders]
    keys = tuple(key for user in users for key in (user, entries_address(user)))
    mixes = [
        [orders_of(world, trader, turn + 1, 1)[0] for turn in range(3) for trader in traders],
        [one for trader in traders for one in orders_of(world, trader, 10, 5)],
    ]
    for orders in mixes:
        for count in range(TABLES_MAX + 1):
            tables = tuple(
                Table(bytes([place + 1]) * 32, keys[place::count], keys[place::count]) for place in range(count)
            )
            lookup = lookup_of(tables)
            groups = registrations_fitting(orders, lookup)
            assert [one for group in groups for one in group] == orders
            assert max(map(len, groups)) == (ORDERS_MAX if count in (1, 2) or orders is mixes[1] else 3)
            for group in groups:
                calls = registration(where, signer.public, group, 1)
                named, _ = lookup.naming(registered(group))
                transaction_sign((units_limit(1), *calls), (signer,), Blockhash(bytes(32), 0), named)
            assert len(groups) <= len(registrations_fitting(orders, Lookup()))
