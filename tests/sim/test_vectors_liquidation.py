"""Published numbers of liquidation, by core, judge and auditor. Each test says what it converts."""

from fractions import Fraction
from typing import Any

from tests.sim.judge.schema import CANCEL
from tests.sim.judge.state import BUY, SELL, SLOT_US
from tests.sim.vectors import (
    CROWD,
    HERO,
    LOTS,
    Held,
    V,
    Vector,
    brought,
    costs,
    exact,
    gives,
    insurance_fund,
    is_fine,
    liquidated,
    named,
    of,
    view_of,
)

USD = 10**6
TICKS = 100
NUMBERS = {"BTC": 0, "ETH": 1}


def coins(given: dict[str, Any]) -> dict[int, Held]:
    """Positions of a case."""
    prices = given["oracle_price_usd"]
    return {
        NUMBERS[coin]: Held(int(exact(amount) * LOTS), prices[coin] * TICKS)
        for coin, amount in given["positions_coin"].items()
    }


@of("bankruptcy_price", lambda vector: costs(vector) and not is_fine(vector))
def test_worst_reduction_is_at_the_bankruptcy_price(vector: Vector) -> None:
    """[MGN-6]: the price at which equity over requirement stays as it is, the last at which a reduction of a solvent one is allowed, in
    whole ticks; at an initial fraction of one Open is below the requirement, so that the ratio binds."""
    given, quote = vector["inputs"], vector["expected"]["bankruptcy_quote_quantums"]
    positions = coins(given)
    worth = sum(held.lots * held.mark * V for held in positions.values())
    net = int(given["quote_balance_usd"] * USD) + worth
    number, delta = NUMBERS[given["close_asset"]], int(exact(given["delta_coin"]) * LOTS)
    # A seller asks no less than the quote, a buyer pays no more: the quote is rounded up.
    price = -(-quote // (V * -delta)) if delta < 0 else -quote // (V * delta)
    hero, crowd, worse = (BUY, SELL, 1) if delta > 0 else (SELL, BUY, -1)
    mmf = int(exact(given["mmr"]) * 10**6)
    for ticks, filled in ((worse, False), (0, True)):
        scene = brought(positions, net, imf=1_000_000, mmf=mmf)
        before = view_of(scene, HERO, "AccountView")
        assert before["mmr"] == sum(-(-abs(held.lots) * held.mark * V * mmf // 10**6) for held in positions.values())
        assert scene.place(HERO, hero, price + ticks, abs(delta), market=number + 1) == "OrderAccepted"
        events = scene.step(scene.order(CROWD, crowd, price + ticks, abs(delta), market=number + 1))
        if net > 0:
            assert bool(named(events, "OrderFilled")) == filled
        if not filled:
            assert net <= 0 or named(events, "OrderCancelled")[0]["reason"] == CANCEL["margin"]
            continue
        after = view_of(scene, HERO, "AccountView")
        # Within a tick and an atom the ratio is kept.
        within = (V * abs(delta) if quote % (V * abs(delta)) else 0) + 1
        kept = Fraction(before["equity"] * after["mmr"], before["mmr"])
        assert abs(after["equity"] - kept) <= within or net <= 0
        scene.finish()


# How far the price leaves the mark is as many times the missing share of the requirement here and there.
SPREAD = Fraction(3, 2)


@of("liquidation_limit_price")
def test_fillable_price_leaves_the_mark_with_the_missing_share(vector: Vector) -> None:
    """[LIQ-7]: our spread is 1.5 times the requirement, theirs `spread`, and their share is adjusted and at most one. A third of the
    requirement is missing at most here before the backstop takes all (LIQ-2): of a larger share a quarter is asked for, and the
    distance is rescaled by that."""
    given = vector["inputs"]
    lots, mark = int(exact(given["position_coin"]) * LOTS), given["oracle_usd"] * TICKS
    mmf = int(exact(given["mmr"]) * 10**6)
    needed = -(-abs(lots) * mark * V * mmf // 10**6)
    net = int(given["quote_balance_usd"] * USD) + lots * mark * V
    share = min(max(exact(given["bankruptcy_adjustment"]) * (1 - Fraction(net, needed)), Fraction(0)), Fraction(1))
    asked = 1 - Fraction(net, needed)
    if not 0 <= asked <= Fraction(1, 3):
        asked = share / 4
    scene = brought({0: Held(lots, mark)}, int(needed * (1 - asked)), imf=2 * mmf, mmf=mmf)
    (step,) = named(liquidated(scene), "LiquidationStep")
    away = Fraction(step["price"], 1_000) - mark
    scaled = share / asked * exact(given["spread_to_mmr_ratio"]) / SPREAD if asked else Fraction(1)
    theirs = exact(vector["expected"]["fillable_price_usd"]) * TICKS
    assert abs(mark + away * scaled - theirs) < max(scaled, Fraction(1, 10**6))
    scene.finish()


@of("insurance_delta")
def test_liquidation_fee_is_capped_by_its_rate_and_by_what_is_left(vector: Vector) -> None:
    """[LIQ-3] [LIQ-5]: at most its part of the worth and of the equity left; below zero insurance pays."""
    given, delta = vector["inputs"], vector["expected"]["insurance_fund_delta_quote_quantums"]
    sign = 1 if given["side"] == "long" else -1
    quote = given["fill_quote_quantums"]
    lots = next(10**power for power in (2, 1, 0) if quote % (10**power * V) == 0)
    net = sign * (quote - given["bankruptcy_quote_quantums"])
    scene = brought({0: Held(sign * lots, quote // lots // V)}, net, imf=1_000_000, mmf=1_000_000)
    insurance_fund(scene, max(100 * USD, -delta))
    events = liquidated(scene, fee=given["max_liquidation_fee_ppm"])
    if delta < 0:
        assert named(events, "LossCovered")[0]["insurance"] == -delta
    else:
        assert 0 <= named(events, "Moved")[0]["fee"] - delta <= 1
    scene.finish()


# The least fee of a step at tier 3, ppm: where they charge less, what is missing of it is part of the fraction.
FEE_LEAST = 300


@of("partial_liquidation_size", gives("margin_ratio_1e4"))
def test_a_step_closes_what_the_shortage_asks(vector: Vector) -> None:
    """[LIQ-2]: lots of 1e-6; both their fees are one here; rounded up, not down."""
    given = vector["inputs"]
    price = Fraction(given["oracle_price_1e6"] * given["quote_price_1e6"], 10**12)
    fee = given["liquidation_fee_1e6"] + given["if_fee_1e6"]
    size = step_of(given["margin_shortage"], price, given["margin_ratio_1e4"] * 100 + max(0, FEE_LEAST - fee), fee)
    expected = -(-vector["expected"]["base_amount_1e9"] // 1_000)
    assert 0 <= size - expected < price.denominator


def step_of(shortage: int, price: Fraction, mmf: int, fee: int) -> int:
    """Units of 1e-6 that a step on the book asks for when so many atoms are missing; a lot is as many as are worth whole atoms."""
    grid = {"lot_size": 1_000_000, "position_max": 40_000_000, "open_interest_max": 40_000_000}
    # So many that less than a third of the requirement is missing; of very many a part.
    held = max(1_000, 4 * shortage * 10**6 // price.numerator // mmf)
    if held > grid["position_max"]:
        return 10 * step_of(shortage // 10, price, mmf, fee)
    needed = -(-held * price.numerator * mmf // 10**6)
    net = -(-needed * 102 // 100) - shortage
    scene = brought({0: Held(held, price.numerator)}, net, tier=3, grid=grid, imf=max(400_000, mmf), mmf=mmf)
    (step,) = named(liquidated(scene, fee=fee), "LiquidationStep")
    assert (step["way"], step["mmr"]) == (1, needed)
    scene.finish()
    return int(step["size"]) * price.denominator


def freed(given: dict[str, Any]) -> int:
    """What a unit of a liability frees of its worth, ppm: its weight less that of the asset given for it, rounded as theirs to 1e-5."""
    spent = given["asset_weight_1e4"] * 10 * given["asset_multiplier_1e6"] // given["liability_multiplier_1e6"]
    return int(given["liability_weight_1e4"] * 100 - spent * 10)


def is_swap(vector: Vector) -> bool:
    """Whether an asset is given for a liability."""
    return "liability_weight_1e4" in vector["inputs"]


@of("partial_liquidation_size", lambda vector: is_swap(vector) and freed(vector["inputs"]) > 0)
def test_weights_of_two_sides_are_one_fraction(vector: Vector) -> None:
    """[LIQ-2]: that, and our least fee, is our fraction. Theirs is rounded at each step."""
    given, expected = vector["inputs"], vector["expected"]["liability_transfer"]
    price = Fraction(given["oracle_price_1e6"], 10**6)
    fraction = freed(given) - given["liability_weight_1e4"] * given["if_fee_1e6"] // 10**4
    size = step_of(given["margin_shortage"], price, fraction + FEE_LEAST, 0)
    assert abs(size * 1_000 - expected) <= expected // 10**4 + 1_000


@of("partial_liquidation_size", lambda vector: is_swap(vector) and freed(vector["inputs"]) <= 0)
def test_what_frees_nothing_is_closed_whole(vector: Vector) -> None:
    """[LIQ-2]: a denominator that is not above zero is no bound; here the fee of the first tier is above the fraction."""
    assert vector["expected"]["liability_transfer"] == "u128::MAX"
    scene = brought({0: Held(300, 1_000)}, 1_000, tier=0, imf=200_000, mmf=400)
    (step,) = named(liquidated(scene), "LiquidationStep")
    assert (step["way"], step["mmr"], step["size"]) == (1, 1_200, 300)
    scene.finish()


@of("liquidation_fee", gives("max_if_fee_1e6"))
def test_insurance_has_its_part_of_what_the_shortage_leaves(vector: Vector) -> None:
    """[LIQ-3]: what the requirement is above the shortage and the liquidator's part; 0.95 of it there, half here."""
    given, expected = vector["inputs"], exact(vector["expected"]["if_fee_1e6"]) / 10**6
    worth, most = given["base_1e9"] * given["oracle_1e6"] // 10**9, -(-given["max_if_fee_1e6"] * 100 // 95)
    ratio = given["margin_ratio_1e4"] * 100 - given["liquidator_fee_1e6"]
    net = worth * ratio // 10**6 - given["margin_shortage"]
    scene = brought({0: Held(worth // V // 1_000, 1_000)}, net, imf=1_000_000, mmf=1_000_000)
    events = liquidated(scene, fee=most)
    part = Fraction(scene.trial.audit.mirror.markets[1].insurance, worth) * Fraction(95, 50)
    assert abs(part - expected) <= Fraction(1, 10**6)
    assert bool(named(events, "LossCovered")) == (net < 0)
    scene.finish()


def is_level(vector: Vector) -> bool:
    """Whether the fee has not begun to grow."""
    given = vector["inputs"]
    return "slots_since_start" in given and given["base_fee_1e6"] == vector["expected"]["fee_1e6"]


@of("liquidation_fee", is_level)
def test_the_fee_of_a_liquidation_is_the_same_some_slots_later(vector: Vector) -> None:
    """[LIQ-3]."""
    given = vector["inputs"]
    scene = brought({0: Held(1_000, 1_000)}, 5_000_000, imf=1_000_000, mmf=1_000_000)
    scene.ts_us += given["slots_since_start"] * SLOT_US
    moved = named(liquidated(scene, fee=given["base_fee_1e6"]), "Moved")[0]
    assert Fraction(moved["fee"], moved["amount"]) == Fraction(vector["expected"]["fee_1e6"], 10**6)
    scene.finish()


def is_closed_whole(vector: Vector) -> bool:
    """Whether all lots go and more is owed than there is."""
    expected = vector["expected"]
    if "liqee_spot_base_quote_other" not in vector["inputs"] or vector["inputs"]["positive_pnl_liq_fee"]:
        return False
    gone = expected["liqee_end_spot_base_quote"][1] == 0 != vector["inputs"]["liqee_spot_base_quote_other"][1]
    return bool(gone and expected["health_at_end"] < 0)


@of("partial_liquidation_size", is_closed_whole)
def test_who_owes_more_than_he_has_is_closed_whole(vector: Vector) -> None:
    """[LIQ-1] [LIQ-5]: spot and quote together are collateral; what is left below zero is the loss."""
    spot, base, quote, _ = vector["inputs"]["liqee_spot_base_quote_other"]
    unit = 1_000 * V
    # More lots than theirs, so that they can have lost as much; they all go.
    scene = brought({0: Held(base * 100, 1_000)}, (spot + base + quote) * unit, imf=500_000, mmf=500_000)
    events = liquidated(scene)
    end_spot, end_base, end_quote = vector["expected"]["liqee_end_spot_base_quote"]
    assert view_of(scene, HERO, "AccountView")["collateral"] == end_base == 0
    (covered,) = named(events, "LossCovered")
    assert covered["insurance"] + covered["deficit"] == -(end_spot + end_quote) * unit
    scene.finish()


@of("loss_ordering", gives(without=("counter_before",)))
def test_loss_comes_before_the_fee(vector: Vector) -> None:
    """[LIQ-3] [FEE-4]: the loss takes its part, the fee what is left, or what is due."""
    given, expected, unit = vector["inputs"], vector["expected"], 1_000
    own = given["capital"] if "capital" in given else given["deposit_long"]
    loss = -given["pnl"] if "pnl" in given else given["open_price"] - given["mark_price"]
    due = given.get("fee_due") or given["fee_slots"] * given["fee_per_slot"]
    # Worth so much more than he has that the backstop takes it; what is due is a part of it.
    rate = next(rate for rate in (250_000, 50_000, 10_000, 1_000, 100) if due * 10**6 // rate > 2 * own)
    worth = due * 1_000_000 // rate * unit
    scene = brought({0: Held(100, worth // 100 // V)}, (own - loss) * unit, imf=1_000_000, mmf=1_000_000)
    moved = named(liquidated(scene, fee=rate), "Moved")[0]
    assert moved["fee"] == expected["charged"] * unit
    assert moved["collateral"] == expected.get("capital", expected.get("long_capital")) * unit
    scene.finish()
