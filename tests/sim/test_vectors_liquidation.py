"""Published numbers of liquidation, by core, judge and auditor. Each test says what it converts."""

from fractions import Fraction
from typing import Any

from tests.sim.judge.schema import CANCEL
from tests.sim.judge.state import BUY, SELL, SLOT_US
from tests.sim.vectors import (
    CROWD,
    HERO,
    Held,
    V,
    brought,
    case,
    insurance_fund,
    liquidated,
    named,
    named_cases,
    of,
    view_of,
)

USD = 10**6
# Lots of 0.001 coins: a tick is a cent of a coin.
LOTS, TICKS = 1_000, 100
NUMBERS = {"BTC": 0, "ETH": 1}


def coins(given: dict[str, Any]) -> dict[int, Held]:
    """Positions of a case."""
    prices = given["oracle_price_usd"]
    return {
        NUMBERS[coin]: Held(int(Fraction(amount) * LOTS), prices[coin] * TICKS)
        for coin, amount in given["positions_coin"].items()
    }


@of(
    "bankruptcy_price",
    "dydx.bankruptcy.rounds_up_long",
    "dydx.bankruptcy.rounds_up_short",
    "dydx.bankruptcy.long_cannot_be_bankrupted",
)
def test_worst_reduction_is_at_the_bankruptcy_price(vector: dict[str, Any]) -> None:
    """[MGN-6]: the price at which equity over requirement stays as it is, the last at which a reduction of a solvent one is allowed."""
    given, quote = vector["inputs"], abs(vector["expected"]["bankruptcy_quote_quantums"])
    positions = coins(given)
    worth = sum(held.lots * held.mark * V for held in positions.values())
    net = given["quote_balance_usd"] * USD + worth
    number, delta = NUMBERS[given["close_asset"]], int(Fraction(given["delta_coin"]) * LOTS)
    price, rest = divmod(quote, V * abs(delta))
    assert rest == 0
    hero, crowd, worse = (BUY, SELL, 1) if delta > 0 else (SELL, BUY, -1)
    for ticks, filled in ((worse, False), (0, True)):
        scene = brought(positions, net, imf=200_000, mmf=100_000)
        before = view_of(scene, HERO, "AccountView")
        assert before["mmr"] == sum(abs(held.lots) * held.mark for held in positions.values())
        assert scene.place(HERO, hero, price + ticks, abs(delta), market=number + 1) == "OrderAccepted"
        events = scene.step(scene.order(CROWD, crowd, price + ticks, abs(delta), market=number + 1))
        if net > 0:
            assert bool(named(events, "OrderFilled")) == filled
        if not filled:
            assert net <= 0 or named(events, "OrderCancelled")[0]["reason"] == CANCEL["margin"]
            continue
        after = view_of(scene, HERO, "AccountView")
        assert after["equity"] * before["mmr"] == before["equity"] * after["mmr"]
        scene.finish()


@of("liquidation_limit_price", "dydx.fillable.long_at_bankruptcy", "dydx.fillable.long_ba_max")
def test_fillable_price_leaves_the_mark_with_the_missing_share(vector: dict[str, Any]) -> None:
    """[LIQ-7]: our spread is 1.5 times the requirement, theirs `spread x adjustment`; the distance is rescaled by that."""
    given = vector["inputs"]
    lots, mark = int(Fraction(given["position_coin"]) * LOTS), given["oracle_usd"] * TICKS
    net = given["quote_balance_usd"] * USD + lots * mark * V
    scene = brought({0: Held(lots, mark)}, net, imf=200_000, mmf=100_000)
    (step,) = named(liquidated(scene), "LiquidationStep")
    away = Fraction(step["price"], 1_000) - mark
    theirs = Fraction(given["bankruptcy_adjustment"]) * Fraction(given["spread_to_mmr_ratio"]) / Fraction(3, 2)
    assert (mark + away * theirs) / TICKS == Fraction(vector["expected"]["fillable_price_usd"])
    scene.finish()


@of("insurance_delta")
def test_liquidation_fee_is_capped_by_its_rate_and_by_what_is_left(vector: dict[str, Any]) -> None:
    """[LIQ-3] [LIQ-5]: at most its part of the worth and of the equity left; below zero insurance pays."""
    given, delta = vector["inputs"], vector["expected"]["insurance_fund_delta_quote_quantums"]
    sign = 1 if given["side"] == "long" else -1
    lots = int(Fraction(given["base_coin"]) * LOTS)
    mark, rest = divmod(given["fill_quote_quantums"], lots * V)
    assert rest == 0
    net = sign * (given["fill_quote_quantums"] - given["bankruptcy_quote_quantums"])
    scene = brought({0: Held(sign * lots, mark)}, net, imf=1_000_000, mmf=1_000_000)
    insurance_fund(scene, 100 * USD)
    events = liquidated(scene, fee=given["max_liquidation_fee_ppm"])
    if delta < 0:
        assert named(events, "LossCovered")[0]["insurance"] == -delta
    else:
        assert named(events, "Moved")[0]["fee"] == delta
    scene.finish()


@named_cases(
    "drift.liq_size.perp_plain",
    "drift.liq_size.perp_quote_0.99",
    "drift.liq_size.perp_quote_1.01",
    "drift.liq_size.perp_liq_fee_1pct",
)
def test_a_step_closes_what_the_shortage_asks(vector: dict[str, Any]) -> None:
    """[LIQ-2]: lots of 1e-6; where they charge nothing our least fee is added to the fraction; rounded up, not down."""
    given = vector["inputs"]
    price = given["oracle_price_1e6"] * given["quote_price_1e6"] // 10**12
    fee = given["liquidation_fee_1e6"]
    size = step_of(given["margin_shortage"], price, given["margin_ratio_1e4"] * 100 + (0 if fee else 300), fee)
    assert size == -(-vector["expected"]["base_amount_1e9"] // 1_000)


def step_of(shortage: int, price: int, mmf: int, fee: int) -> int:
    """Lots of 1e-6 that a step on the book asks for when so many atoms are missing."""
    grid = {"lot_size": 1_000_000, "position_max": 40_000_000, "open_interest_max": 40_000_000}
    held = 4_000_000
    needed = -(-held * price * mmf // 10**6)
    net = -(-needed * 102 // 100) - shortage
    scene = brought({0: Held(held, price)}, net, tier=3, grid=grid, imf=400_000, mmf=mmf)
    (step,) = named(liquidated(scene, fee=fee), "LiquidationStep")
    assert (step["way"], step["mmr"]) == (1, needed)
    scene.finish()
    return int(step["size"])


def test_weights_of_two_sides_are_one_fraction() -> None:
    """[LIQ-2]: drift.liq_size.liability_am1.1_lm0.9: a unit of the liability frees its weight less that of the asset given for it,
    rounded as theirs to 1e-5; that, and our least fee, is our fraction."""
    vector = case("drift.liq_size.liability_am1.1_lm0.9")
    given = vector["inputs"]
    spent = given["asset_weight_1e4"] * 10 * given["asset_multiplier_1e6"] // given["liability_multiplier_1e6"]
    freed = given["liability_weight_1e4"] * 100 - spent * 10
    size = step_of(given["margin_shortage"], given["oracle_price_1e6"] // 10**6, freed + 300, 0)
    assert size == -(-vector["expected"]["liability_transfer"] // 1_000)


def test_insurance_has_its_part_of_what_the_shortage_leaves() -> None:
    """[LIQ-3]: drift.liq_fee.perp_if_mid: what the requirement is above the shortage and the liquidator's part; 0.95 of it there, half
    here."""
    vector = case("drift.liq_fee.perp_if_mid")
    given = vector["inputs"]
    worth = given["base_1e9"] * given["oracle_1e6"] // 10**9
    ratio = given["margin_ratio_1e4"] * 100 - given["liquidator_fee_1e6"]
    net = worth * ratio // 10**6 - given["margin_shortage"]
    scene = brought({0: Held(worth // V // 1_000, 1_000)}, net, imf=1_000_000, mmf=1_000_000)
    liquidated(scene, fee=given["max_if_fee_1e6"])
    part = Fraction(scene.trial.audit.mirror.markets[1].insurance, worth) * Fraction(95, 50)
    assert part == Fraction(vector["expected"]["if_fee_1e6"], 10**6)
    scene.finish()


def test_the_fee_of_a_liquidation_is_the_same_some_slots_later() -> None:
    """[LIQ-3]: drift.liq_fee.ramp_in_grace."""
    vector = case("drift.liq_fee.ramp_in_grace")
    given = vector["inputs"]
    scene = brought({0: Held(1_000, 1_000)}, 5_000_000, imf=1_000_000, mmf=1_000_000)
    scene.ts_us += given["slots_since_start"] * SLOT_US
    moved = named(liquidated(scene, fee=given["base_fee_1e6"]), "Moved")[0]
    assert Fraction(moved["fee"], moved["amount"]) == Fraction(vector["expected"]["fee_1e6"], 10**6)
    scene.finish()


def test_what_frees_nothing_is_closed_whole() -> None:
    """[LIQ-2]: drift.liq_size.liability_unbounded: a denominator that is not above zero is no bound."""
    scene = brought({0: Held(300, 1_000)}, 1_000, tier=0, imf=200_000, mmf=400)
    (step,) = named(liquidated(scene), "LiquidationStep")
    assert (step["way"], step["mmr"], step["size"]) == (1, 1_200, 300)
    scene.finish()


@named_cases("mango.liq_base.neg_to_zero", "mango.liq_base.pos_to_zero")
def test_who_owes_more_than_he_has_is_closed_whole(vector: dict[str, Any]) -> None:
    """[LIQ-1] [LIQ-5]: spot and quote together are collateral; what is left below zero is the loss."""
    spot, base, quote, _ = vector["inputs"]["liqee_spot_base_quote_other"]
    unit = 1_000 * V
    scene = brought({0: Held(base, 1_000)}, (spot + base + quote) * unit, imf=500_000, mmf=500_000)
    events = liquidated(scene)
    end_spot, end_base, end_quote = vector["expected"]["liqee_end_spot_base_quote"]
    assert view_of(scene, HERO, "AccountView")["collateral"] == end_base == 0
    (covered,) = named(events, "LossCovered")
    assert covered["insurance"] + covered["deficit"] == -(end_spot + end_quote) * unit
    scene.finish()


@named_cases("percolator.flat_loss_before_fee", "percolator.hidden_loss_before_fee")
def test_loss_comes_before_the_fee(vector: dict[str, Any]) -> None:
    """[LIQ-3] [FEE-4]: of 100 the loss takes its part, the fee the rest, however much is due."""
    given, unit, rate = vector["inputs"], 1_000, 250_000
    loss = -given["pnl"] if "pnl" in given else given["open_price"] - given["mark_price"]
    due = given.get("fee_due") or given["fee_slots"] * given["fee_per_slot"]
    worth = due * 1_000_000 // rate * unit
    scene = brought({0: Held(100, worth // 100 // V)}, (100 - loss) * unit, imf=1_000_000, mmf=1_000_000)
    moved = named(liquidated(scene, fee=rate), "Moved")[0]
    assert moved["fee"] == vector["expected"]["charged"] * unit
    assert moved["collateral"] == 0
    scene.finish()
