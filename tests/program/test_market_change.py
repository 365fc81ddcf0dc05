"""Changes of a market behind their delay, a shorter time for exits, and a price for an emergency (CUST-21, CUST-22, ORC-3)."""

import struct

import pytest
from msgspec.structs import replace

from quantdesk.model.records_gen import Side, TimeInForce
from tests.program.conftest import trader_of
from tests.program.ending import freeze, position_set
from tests.program.fills import FillWorld
from tests.program.markets import BTC, index_bring, market_list, market_of, row_of
from tests.program.orders import order, register, signed
from tests.program.test_admin import apply, cancel, propose
from tests.program.test_fill import PRICE
from tests.program.test_vault import error_of
from tests.program.world import DAY_S, HOUR_S, INSTRUCTIONS, Refused, World

MARGIN, LIMITS, SHORTER = 11, 12, 13
USD = 10**8


@pytest.fixture
def listed(world) -> World:
    market_list(world)
    return world


def changed(world: World, kind: int, *amounts: int, number: int = 0) -> str:
    """Proposes and applies a week later; the refusal, or nothing."""
    change = propose(world, kind, number=number, amounts=list(amounts or (0, 0, 0)))
    world.time_pass(7 * DAY_S - 1)
    market = market_of(world) if kind != SHORTER else None
    assert error_of(world, lambda: apply(world, change, market=market)) == "ChangeEarly"
    world.time_pass(1)
    try:
        apply(world, change, market=market, operator=world.operator)
    except Refused as refused:
        return world.interface.errors[refused.code]
    return ""


def test_fractions_of_a_market_move_behind_a_week_at_most_to_the_double(listed):
    assert changed(listed, MARGIN, 2 * BTC.imf, 2 * BTC.mmf, 2 * BTC.requirement_min) == ""
    row = row_of(listed)
    assert (row["imf_ppm"], row["mmf_ppm"], row["requirement_min_atoms"]) == (40_000, 20_000, 2_000)
    assert changed(listed, MARGIN, 30_000, 10_000, 1_000) == ""


REFUSED = {
    "initial more than twice": (MARGIN, (2 * BTC.imf + 1, BTC.mmf, 1_000), 0, "ChangeBounds"),
    "maintenance more than twice": (MARGIN, (40_000, 2 * BTC.mmf + 1, 1_000), 0, "ChangeBounds"),
    "least requirement more than twice": (MARGIN, (BTC.imf, BTC.mmf, 2_001), 0, "ChangeBounds"),
    "maintenance above initial": (MARGIN, (15_000, 16_000, 1_000), 0, "MarketParameters"),
    "maintenance that a round's move exceeds": (MARGIN, (BTC.imf, 5_000, 1_000), 0, "MarketEnvelope"),
    "positions more than twice": (LIMITS, (2 * BTC.position_max + 1, BTC.open_interest_max, 1), 0, "ChangeBounds"),
    "interest more than twice": (LIMITS, (1, 2 * BTC.open_interest_max + 1, 1), 0, "ChangeBounds"),
    "another market": (MARGIN, (BTC.imf, BTC.mmf, 1_000), 1, "MarketUnknown"),
    "more hours for exits": (SHORTER, (), 73, "ChangeBounds"),
}


@pytest.mark.parametrize("title", REFUSED)
def test_change_beyond_its_bounds_is_refused_when_it_applies(listed, title):
    """CUST-22: and nothing moved."""
    kind, amounts, number, reason = REFUSED[title]
    before = (listed.data_of(listed.risk), listed.data_of(market_of(listed)))
    assert changed(listed, kind, *amounts, number=number) == reason
    assert (listed.data_of(listed.risk), listed.data_of(market_of(listed))) == before


def test_limits_of_a_market_loosen_at_most_to_the_double(listed):
    assert changed(listed, LIMITS, 2 * BTC.position_max, 2 * BTC.open_interest_max, 5_000) == ""
    record = listed.read("Market", market_of(listed))
    assert [record[name] for name in ("position_max", "open_interest_max", "order_max")] == [
        2_000_000,
        10_000_000,
        5_000,
    ]


def test_hours_for_an_exit_only_become_fewer(listed, trader):
    """CUST-17: and count for exits that were asked for before."""
    assert changed(listed, SHORTER, number=24) == ""
    assert changed(listed, SHORTER, number=24) == "ChangeBounds"
    position_set(listed, trader.user)
    listed.exit_call("request_exit", trader.key)
    listed.time_pass(24 * HOUR_S - 1)
    assert error_of(listed, lambda: freeze(listed, trader.user)) == "FreezeEarly"
    listed.time_pass(1)
    freeze(listed, trader.user)


# ---- whose a change is that items are judged by


def named(world: World) -> int:
    """A change of a market's fractions."""
    return propose(world, MARGIN, amounts=[2 * BTC.imf, 2 * BTC.mmf, BTC.requirement_min])


def refusal_of(world: World, change: int, operator=None) -> str:
    return error_of(world, lambda: apply(world, change, market=market_of(world), operator=operator))


def test_change_that_items_are_judged_by_is_an_operators_for_an_hour(listed):
    """CUST-50: then anybody's; a key that is no operator's is no better than none."""
    change, other = named(listed), named(listed)
    listed.time_pass(7 * DAY_S)
    for operator, reason in ((None, "ChangeOperators"), (listed.stranger, "OperatorUnknown")):
        assert refusal_of(listed, change, operator) == reason
    apply(listed, other, market=market_of(listed), operator=listed.operator)
    listed.time_pass(HOUR_S - 1)
    assert refusal_of(listed, change) == "ChangeOperators"
    listed.time_pass(1)
    apply(listed, change, market=market_of(listed))


def test_operators_hour_begins_when_the_last_early_exit_is_paid(listed, trader):
    """CUST-50: nobody keeps his exit open and puts the change where he likes; a young exit does not count."""
    change = named(listed)
    listed.time_pass(2 * DAY_S)
    listed.exit_call("request_exit", trader.key)
    listed.time_pass(6 * DAY_S)
    assert refusal_of(listed, change) == "ChangeWaitsForExits"
    listed.claim(trader.user, listed.stranger)
    assert refusal_of(listed, change) == "ChangeOperators"
    listed.time_pass(HOUR_S // 2)
    young = trader_of(listed, 108)
    listed.exit_call("request_exit", young.key)
    listed.exit_call("cancel_request", young.key)
    listed.time_pass(HOUR_S // 2)
    apply(listed, change, market=market_of(listed))


def test_change_that_items_are_judged_by_is_not_taken_back_for_a_day_once_it_may_apply(listed):
    """CUST-50: before its time as ever, and later when it cannot apply."""
    early, late = named(listed), named(listed)
    listed.time_pass(7 * DAY_S - 1)
    cancel(listed, early, listed.guardian)
    listed.time_pass(1)
    assert error_of(listed, lambda: cancel(listed, late, listed.guardian)) == "ChangeDue"
    listed.time_pass(DAY_S - 1)
    assert error_of(listed, lambda: cancel(listed, late, listed.stranger, 2)) == "ChangeDue"
    listed.time_pass(1)
    cancel(listed, late, listed.guardian)


# ---- a price for an emergency


def emergency(world: World, price: int, admins: int = 2):
    accounts = {"exchange": world.exchange, "market": market_of(world), "instructions": INSTRUCTIONS}
    signers = [world.stranger, *world.admins[:admins]]
    return world.call("set_emergency_price", accounts, {"price_mticks": price}, signers, world.admins_sign(admins))


def test_emergency_price_needs_admins_and_a_feed_that_is_gone(listed):
    index_bring(listed, 61_800 * USD)
    assert error_of(listed, lambda: emergency(listed, 700_000_000)) == "PriceThere"
    listed.time_pass(60)
    assert error_of(listed, lambda: emergency(listed, 700_000_000)) == "PriceThere"
    listed.time_pass(1)
    assert error_of(listed, lambda: emergency(listed, 700_000_000, admins=1)) == "AdminThreshold"
    for price in (0, BTC.price_max * 1_000 + 1):
        assert error_of(listed, lambda price=price: emergency(listed, price)) == "ChangeBounds"
    before = row_of(listed)
    [(name, event)] = emergency(listed, 700_000_000)
    assert (name, event["price_mticks"]) == ("EmergencyPriceSet", 700_000_000)
    assert row_of(listed) == before
    index_bring(listed, 62_000 * USD)
    assert listed.read("Market", market_of(listed))["emergency_mticks"] == 0


def test_market_that_never_had_a_price_gets_none(listed):
    assert error_of(listed, lambda: emergency(listed, 700_000_000)) == "PriceThere"


FAR = PRICE * 112 // 100


def far_orders(twins: FillWorld, sides: tuple[Side, Side]) -> list[int]:
    """Orders of accounts 1 and 2 at a price far from the last mark, registered; their places."""
    world, places = twins.world, []
    for number, side in zip((1, 2), sides, strict=True):
        one = order(world, number, 900 + number, side=side, price=FAR, size=5, expiry_slot=world.slot + 900)
        [(_, event)] = register(
            world, twins.parties[number].trader.user, [signed(twins.parties[number].trader.key, one)]
        )
        places.append(event["place"])
    return places


def test_both_sides_lower_positions_around_the_emergency_price_and_nothing_is_opened():
    """ORC-3: voluntary reductions only, and only while the feed is gone; the honest one is told by its digest alone."""
    twins = FillWorld(31, traders=2)
    twins.order(1, Side.SELL, PRICE, 20)
    twins.settle(twins.order(2, Side.BUY, PRICE, 20))
    world = twins.world
    world.time_pass(61)
    for sides, with_price in (((Side.BUY, Side.SELL), "Digest"), ((Side.SELL, Side.BUY), "PriceBand")):
        taker, maker = far_orders(twins, sides)
        fields = {"taker": taker, "maker": maker}
        answers = []
        for named in (False, True):
            if named:
                emergency(world, FAR * 1_000)
            answers.append(attempt(twins, **fields))
        assert answers[-1] == with_price
        index_bring(world, twins.index)
        assert attempt(twins, **fields) == "PriceBand"
        world.time_pass(61)


def test_fill_at_the_emergency_price_lands_with_the_core_s_state():
    """CUST-21: matched by a core whose band is wide enough, since the engine's own does not know that price yet."""
    twins = FillWorld(32, traders=2, listed=replace(BTC, band=200_000))
    twins.order(1, Side.SELL, PRICE, 20)
    twins.settle(twins.order(2, Side.BUY, PRICE, 20))
    twins.order(2, Side.SELL, FAR, 5)
    fills = twins.order(1, Side.BUY, FAR, 5, time_in_force=TimeInForce.IOC)
    world = twins.world
    world.time_pass(61)
    body, numbers = twins.items(fills)
    call = twins.call(body, bytes(16), twins.metas(numbers))
    assert error_of(world, lambda: world.send(call, signers=[world.operator])) == "PriceBand"
    before = row_of(world)
    emergency(world, FAR * 1_000)
    twins.settle(fills)
    lots = [world.user(twins.parties[number].trader.user)["positions"][0]["lots"] for number in (1, 2)]
    assert lots == [-15, 15]
    assert row_of(world) == before


def attempt(twins: FillWorld, taker: int, maker: int) -> str:
    party = twins.parties
    body = struct.pack(
        "<BBBBBBhhBBIIIII",
        4,
        0,
        1,
        0,
        taker,
        maker,
        450,
        100,
        0,
        0,
        5,
        FAR,
        party[1].seq,
        party[2].seq,
        twins.ledger_seq,
    )
    call = twins.call(body, bytes(16), twins.metas([1, 2]))
    return error_of(twins.world, lambda: twins.world.send(call, signers=[twins.world.operator]))
