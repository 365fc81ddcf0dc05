"""Published numbers of health with orders and borrows, of bankruptcy prices below a tick, of what a liability ties up. Each test says
what it converts."""

from fractions import Fraction
from math import ceil

from tests.sim.judge.schema import VIEWS
from tests.sim.judge.state import BUY, SELL
from tests.sim.records import record
from tests.sim.scene import Scene
from tests.sim.vectors import CROWD, HERO, Held, V, Vector, brought, costs, exact, gives, is_fine, named, of, view_of
from tests.sim.world import key_of

UNIT = 1_000 * V
WEIGHTS = {"token1": (Fraction(4, 5), Fraction(6, 5)), "token2": (Fraction(1, 2), Fraction(3, 2))}
LOT_QUOTE = 50
OWNER = 5


def spare(scene: Scene, given: int) -> Fraction:
    """Open less the initial requirement, in units, without what the hero was given beyond the case."""
    view = view_of(scene, HERO, "AccountView")
    return Fraction(view["equity_open"] - view["imr"] - given, UNIT)


def short_of(units: Fraction, fraction: Fraction) -> Fraction:
    """Health of a borrow of so many units of quote: a short of their worth, which is owed, at an initial fraction; asked of the core for a
    thousand."""
    scene = brought({0: Held(-10_000, 100)}, 10**9, imf=int(fraction * 10**6), mmf=min(1_000, int(fraction * 10**6)))
    scene.finish()
    return units * spare(scene, 10**9) / 1_000 - units


def asset_of(units: int, weight: Fraction) -> Fraction:
    """Health of so many units of quote of an asset at an initial weight, asked of the core."""
    scene = Scene().open(1, 0)
    ppm = int(weight * 10**6)
    scene.step(record("SetAsset", 1, 0, 0, ppm, ppm))
    price = 100 * scene.trial.audit.mirror.markets[0].parameters.tick_size // 1_000
    scene.step(record("Credit", 1, 1, units * 100))
    worth = Fraction(view_of(scene, 1, "AccountView")["equity_open"], 100 * price)
    scene.finish()
    return worth


@of("health", gives("token1", "token2", "open_orders", "perp"))
def test_orders_count_on_the_side_that_asks_more(vector: Vector) -> None:
    """[MGN-1] [MGN-5] [MGN-7]: the position with all bids or all asks, at a fraction of 20 %; a token owed is a short, one owned an
    asset. Tokens in spot orders are collateral, all of one token: of the two ways the one that leaves less."""
    given = vector["inputs"]
    base, quote, bids, asks = given["perp"]
    own, price = given["open_orders"], given["prices"][1]
    scene = brought({0: Held(base * 10, LOT_QUOTE * 100)}, 10**9, imf=200_000, mmf=1_000)
    for side, lots, away in ((BUY, bids, -1), (SELL, asks, 1)):
        assert scene.place(HERO, side, LOT_QUOTE * 100 + away, lots * 10, market=1) == "OrderAccepted"
    perp = spare(scene, 10**9) + base * LOT_QUOTE + quote
    scene.finish()
    ways = []
    for first, second in ((own[0] + own[1] * price, 0), (0, own[1] + Fraction(own[0], price))):
        settled, tokens = perp + given["token1"] + first, (given["token2"] + second) * price
        low, high = WEIGHTS["token2"]
        other = asset_of(int(tokens), low) if tokens > 0 else short_of(-tokens, high - 1)
        ways.append(settled * WEIGHTS["token1"][settled < 0] + other)
    assert min(ways) == exact(vector["expected"]["init_health"])


@of("health", gives("borrows", "scale_start_quote"))
def test_borrows_are_shorts_of_their_weight(vector: Vector) -> None:
    """[MGN-1]: a weight above one is an initial fraction. Weights here never depend on totals (MGN-7): how far what all have borrowed
    raises one is the case's; a weight above two is a larger short at two."""
    given, health = vector["inputs"], Fraction(0)
    tokens = zip(given["prices"], given["borrows"], given["scale_start_quote"], strict=True)
    for number, (price, borrowed, start) in enumerate(tokens, 1):
        name = f"token{number}"
        weight = exact(given["init_weights"][name][1]) * max(1, Fraction(borrowed * price, start))
        larger = max(Fraction(1), weight / 2)
        health += short_of(-given[name] * price * larger, weight / larger - 1)
    assert health == exact(vector["expected"]["init_health"])


# Lots of 1e-8 coins at whole dollars: a lot at one tick is V atoms, and theirs is a hundredth of an atom.
COIN = 10**8
THEIRS = 100 * V
FINE = {"price_max": 1_000_000, "position_max": 2 * COIN, "open_interest_max": 2 * COIN}


@of("bankruptcy_price", lambda vector: costs(vector) and is_fine(vector))
def test_worst_reduction_of_a_few_lots_is_at_the_bankruptcy_price(vector: Vector) -> None:
    """[MGN-6]: at an initial fraction of one Open is below the requirement, so the ratio binds; rounded up to their atoms."""
    given, expected = vector["inputs"], vector["expected"]["bankruptcy_quote_quantums"]
    ((coin, amount),) = given["positions_coin"].items()
    lots, delta = int(exact(amount) * COIN), int(exact(given["delta_coin"]) * COIN)
    mark, own = given["oracle_price_usd"][coin], given["quote_balance_usd"]
    # At that price all lots together are worth what he owes, so that the part that goes takes its part of it.
    price = Fraction(abs(own) * COIN, abs(lots))
    assert ceil(-delta * price * V / THEIRS) == expected
    assert price.denominator == 1
    mmf = int(exact(given["mmr"]) * 10**6)
    net = own * 10**6 * THEIRS + lots * mark * V
    hero, crowd, worse = (BUY, SELL, 1) if delta > 0 else (SELL, BUY, -1)
    for ticks, filled in ((worse, False), (0, True)):
        scene = brought({0: Held(lots, mark)}, net, grid=FINE, imf=1_000_000, mmf=mmf)
        before = view_of(scene, HERO, "AccountView")
        assert scene.place(HERO, hero, int(price) + ticks, abs(delta), market=1) == "OrderAccepted"
        events = scene.step(scene.order(CROWD, crowd, int(price) + ticks, abs(delta), market=1))
        if net > 0:
            assert bool(named(events, "OrderFilled")) == filled
        if filled:
            after = view_of(scene, HERO, "AccountView")
            kept = Fraction(before["equity"] * after["mmr"], before["mmr"])
            assert abs(after["equity"] - kept) <= 1
            scene.finish()


@of("bankruptcy_price", lambda vector: not costs(vector))
def test_who_has_more_than_his_position_costs_has_no_bankruptcy_price(vector: Vector) -> None:
    """[MGN-6]: a long sold whole at the lowest price there is; what is left, without what he got, he could still have paid."""
    given = vector["inputs"]
    ((coin, amount),) = given["positions_coin"].items()
    assert exact(amount) == -exact(given["delta_coin"]) > 0
    lots, mark = int(1_000 * exact(amount)), given["oracle_price_usd"][coin]
    scene = brought(
        {0: Held(lots, mark)}, given["quote_balance_usd"] * UNIT + lots * mark * V, imf=1_000_000, mmf=100_000
    )
    assert scene.place(HERO, SELL, 1, lots, market=1) == "OrderAccepted"
    (fill,) = named(scene.step(scene.order(CROWD, BUY, 1, lots, market=1)), "OrderFilled")
    assert fill["maker_position"] == 0
    left = view_of(scene, HERO, "AccountView")["equity"] - lots * V
    assert Fraction(-left, UNIT) * 10**6 == vector["expected"]["bankruptcy_quote_quantums"]
    scene.finish()


@of("liquidation_transfer")
def test_a_liability_ties_up_its_worth_of_an_asset(vector: Vector) -> None:
    """[MGN-7]: all prices and multipliers are in the asset's price; what cannot leave covers the loss, rounded up, not down."""
    given = vector["inputs"]
    whole, decimals, lots = 10**9, 9, 100
    price = Fraction(
        given["asset_price_1e6"] * given["liability_multiplier_1e6"], given["asset_multiplier_1e6"] * 10**6
    )
    loss = given["liability_amount_1e9"] * given["liability_price_1e6"] // 10**9
    low, high = 1_000, 1_000 + loss // V // lots
    scene = brought({0: Held(1, high), 1: Held(1, ceil(price * whole / 1_000))}, 10**9)
    # A whole asset is worth as many atoms as it has least units, at a price of one.
    scene.prices(round(price * whole), market=2)
    scene.step(record("SetAsset", 1, 2, decimals, 10**6, 10**6), record("OpenAccount", OWNER, key_of(OWNER), 0))
    scene.step(record("SetFeeTier", key_of(OWNER), 2), record("Credit", OWNER, 1, 1_000 * whole))
    for side, at in ((BUY, high), (SELL, low)):
        scene.prices(at * 1_000, market=1)
        assert scene.place(OWNER, side, at, lots, market=1) == "OrderAccepted"
        assert scene.place(CROWD, 1 - side, at, lots, market=1) == "OrderAccepted"
    answer = scene.trial.core.ask("AccountQuery", OWNER)
    views = [dict(zip(VIEWS[name].fields, values, strict=True)) for name, values in answer if name == "AssetView"]
    asset = next(view for view in views if view["asset"] == 1)
    tied = asset["collateral"] - asset["withdrawable"]
    assert 0 <= tied - vector["expected"]["asset_transfer_1e6"] <= 1
    scene.finish()
