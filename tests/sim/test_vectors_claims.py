"""Published numbers of health, claims, insurance, funding and grids, by core, judge and auditor. Each test says what it converts."""

from fractions import Fraction
from math import gcd
from typing import Any

import pytest

from quantdesk.model.errors import OffGrid
from quantdesk.model.market import Market
from quantdesk.model.records_gen import MarketSet
from tests.sim.judge.state import BUY, SELL
from tests.sim.records import record, set_index
from tests.sim.scene import Scene
from tests.sim.vectors import (
    CROWD,
    HERO,
    HOUSE,
    RICH,
    Held,
    V,
    Vector,
    brought,
    exact,
    gives,
    insurance_fund,
    liquidated,
    named,
    of,
    view_of,
    wide,
)
from tests.sim.world import key_of

UNIT = 1_000 * V
CUT = 5


def weighted(weights: dict[str, list[float]], health: Fraction) -> Fraction:
    """Health of a market in its token: what is above zero counts by two weights, what is below by one."""
    low, high = map(exact, weights["token1"])
    return health * low * exact(weights["perp_overall_asset"]) if health > 0 else health * high


@of("health", gives("perp", "init_weights", without=("borrows", "token1")))
def test_health_is_equity_less_requirement(vector: Vector) -> None:
    """[MGN-1] [MGN-5]: the weights of a base are a fraction, that of its side; rescaled by the weights of their token."""
    given = vector["inputs"]
    (base, quote, _, _), weights = given["perp"], given["init_weights"]
    low, high = map(exact, weights["perp_base"])
    fraction = int((1 - low if base > 0 else high - 1) * 10**6)
    lot = given["perp_lot_quote"] * 1_000
    scene = brought({0: Held(base * 10, lot // 10)}, 10**9, imf=fraction, mmf=fraction)
    account = view_of(scene, HERO, "AccountView")
    # What he was given beyond the case's quote and the worth of its lots is no part of the case.
    beyond = account["equity"] - (base * given["perp_lot_quote"] + quote) * UNIT
    health = Fraction(account["equity"] - account["mmr"] - beyond, UNIT)
    assert weighted(weights, health) == exact(vector["expected"]["init_health"])
    scene.finish()


@of("loss_ordering", gives("counter_before"))
def test_a_loss_is_taken_from_collateral_as_it_grows(vector: Vector) -> None:
    """[PNL-5]: swept losses add up; what was swept before, then the case's of its capital."""
    given, expected = vector["inputs"], vector["expected"]
    lots = 100
    scene = brought({0: Held(lots, 100_000)}, (given["capital"] + given["counter_before"]) * UNIT)
    mark = 100_000
    for loss in (given["counter_before"], -given["pnl"]):
        mark -= loss * UNIT // V // lots
        scene.prices(mark * 1_000, market=1)
        scene.step(record("Sweep", 1))
        found = (view_of(scene, HERO, "PositionView")["swept"], view_of(scene, HERO, "AccountView")["collateral"])
    assert found == (expected["counter_after"] * UNIT, expected["capital"] * UNIT)
    assert view_of(scene, HERO, "PositionView")["unrealized"] == expected["pnl"]
    scene.finish()


def after_a_cut(claims: list[int], lots: list[int], price: int, lost: int) -> list[dict[str, Any]]:
    """Claims of winners in proportion to their lots, of a bankrupt who leaves a loss of `lost`: what becomes of each at the cut.

    What the market's fees pay first is added to the loss.
    """
    scene = Scene().open(0, 0)
    scene.step(record("ListMarket", 1, *wide()))
    fees = sum(-(-V * price * size * 300 // 10**6) for size in lots)
    for number, tier, amount in ((HOUSE, 0, RICH), (HERO, 2, sum(claims) - lost - fees)):
        scene.step(record("OpenAccount", number, key_of(number), 0), scene.credit(number, amount))
        scene.step(record("SetFeeTier", key_of(number), tier))
    scene.prices(price * 1_000, market=1)
    for number, size in enumerate(lots, 20):
        scene.step(record("OpenAccount", number, key_of(number), 0), scene.credit(number, RICH // 10))
        scene.step(record("SetFeeTier", key_of(number), 3))
        assert scene.place(HERO, BUY, price, size, market=1) == "OrderAccepted"
        assert scene.place(number, SELL, price, size, market=1) == "OrderAccepted"
    scene.prices((price - claims[0] // lots[0] // V) * 1_000, market=1)
    events = liquidated(scene)
    for number, claim in enumerate(claims, 20):
        assert next(e for e in named(events, "Moved") if e["account"] == number)["claim"] == claim
    scene.finish()
    return [event for event in named(events, "Moved") if event["cause"] == CUT]


@of("socialised_loss", gives("factor"))
def test_a_factor_of_a_claim_is_kept(vector: Vector) -> None:
    """[LIQ-6]: that part of all claims is not there."""
    claim = vector["inputs"]["withdraw"] * UNIT
    (cut,) = after_a_cut([claim], [100], 2 * claim // 100 // V, int(claim * exact(vector["inputs"]["factor"])))
    assert cut["claim"] == exact(vector["expected"]["paid"]) * UNIT


def first_cut(whole: int, part: int, lost: int, unit: int) -> int:
    """What a claim of `unit` atoms loses that is such a part of all claims, of which `lost` atoms are not there."""
    own, others = part // gcd(whole, part), (whole - part) // gcd(whole, part)
    scale = max(10**power for power in range(7) if others * 10**power <= 10**6 and unit % (V * own * 10**power) == 0)
    lots = [own * scale, others * scale]
    first, _ = after_a_cut([unit, unit * others // own], lots, 2 * unit // V // lots[0], lost)
    return int(first["amount"])


@of("socialised_loss", gives("total_deposits"))
def test_a_loss_is_spread_pro_rata_and_rounded_up(vector: Vector) -> None:
    """[LIQ-6]: a claim of 1e10 atoms bears the loss as their index of 1e10 does."""
    given = vector["inputs"]
    claim, part = given["cumulative_interest_1e10"], 10**7
    found = first_cut(given["total_deposits"], part, claim * given["loss"] // part, claim)
    assert abs(found - vector["expected"]["delta"]) <= 1


@of("socialised_loss", gives("long_base_1e9"))
def test_a_share_of_a_loss_is_rounded_up_for_each(vector: Vector) -> None:
    """[LIQ-6]: a unit held on either side is a claim here, among all others."""
    given = vector["inputs"]
    units = given["long_base_1e9"] + given["short_base_1e9"]
    # Twice the loss and more in all, so that the claims bear it.
    unit = next(2 * 10**power for power in range(20) if 10**power * units >= given["loss_quote_1e6"] * 10**9)
    assert first_cut(units, 10**9, given["loss_quote_1e6"], unit) * 1_000 == vector["expected"]["funding_rate_delta"]


@of("insurance")
def test_insurance_of_one_market_does_not_pay_in_another(vector: Vector) -> None:
    """[LIQ-5]: a market's own budget pays, and nothing else."""
    given, expected = vector["inputs"], vector["expected"]
    scene = brought({0: Held(given["close_q"] * 100, 1_000)}, given["account_pnl"] * UNIT)
    scene.step(record("ListMarket", 2, *wide()))
    insurance_fund(scene, given["insurance"] * UNIT, market=2)
    if given["domain_budget"]:
        insurance_fund(scene, given["domain_budget"] * UNIT)
    (covered,) = named(liquidated(scene), "LossCovered")
    residual = expected["residual_booked_positive"]
    assert (covered["insurance"], covered["deficit"] > 0) == (expected["insurance_used"] * UNIT, residual)
    assert scene.trial.audit.mirror.markets[2].insurance == expected["insurance"] * UNIT
    scene.finish()


def is_written_off(vector: Vector) -> bool:
    """Whether somebody else pays a part of a loss."""
    return bool(vector["expected"]["socialised_loss"] or vector["expected"]["liqor_insurance"])


@of("bankruptcy", is_written_off)
def test_loss_is_paid_by_the_bankrupt_then_insurance_then_all(vector: Vector) -> None:
    """[LIQ-5]: what he may settle is his collateral, insurance is valued in what he owes; what health covers, or a limited liquidator
    leaves, is no loss here."""
    given, expected = vector["inputs"], vector["expected"]
    price = exact(given["insurance_price"]) / exact(given["settle_price"])
    own, left = exact(expected["liqor_settle_token"]), -exact(expected["liqee_perp"])
    insured = exact(expected["liqor_insurance"]) * price
    loss = int((-given["liqee_perp_pnl"] - left - own) * UNIT)
    scene = brought({0: Held(100, 1_000)}, -loss)
    fund = int(given["insurance_amount"] * price * UNIT)
    if fund:
        insurance_fund(scene, fund)
    (covered,) = named(liquidated(scene), "LossCovered")
    assert covered["insurance"] == insured * UNIT
    assert abs(covered["deficit"] - exact(expected["socialised_loss"]) * UNIT) <= UNIT // 100
    scene.finish()


@of("resolved_payout")
def test_a_claim_is_paid_as_money_comes_and_never_above_itself(vector: Vector) -> None:
    """[PNL-4] [PNL-5]: what they paid before, then each step; the sweep pays what the loser brings."""
    given, expected = vector["inputs"], vector["expected"]
    lots, start = 100, 100_000
    scene = brought({0: Held(lots, start)}, given["paid"] * UNIT)
    scene.step(record("OpenAccount", 5, key_of(5), 0), scene.credit(5, RICH))
    scene.prices((start - given["claim"] * UNIT // V // lots) * 1_000, market=1)
    low = start - given["claim"] * UNIT // V // lots
    assert scene.place(5, SELL, low, lots, market=1) == "OrderAccepted"
    assert scene.place(CROWD, BUY, low, lots, market=1) == "OrderAccepted"
    assert view_of(scene, CROWD, "PositionView")["claim"] == given["claim"] * UNIT
    paid = []
    more = [1] * (len(expected["payments"]) - len(given["vault_steps"]))
    for step in (0, *given["vault_steps"], *more):
        if step:
            scene.step(scene.credit(HERO, step * UNIT))
        before = view_of(scene, CROWD, "AccountView")["collateral"]
        scene.step(record("Sweep", 1))
        paid.append((view_of(scene, CROWD, "AccountView")["collateral"] - before) // UNIT)
    assert paid == [given["paid"], *expected["payments"]]
    assert sum(paid) == expected["paid_total"]
    scene.finish()


@of("funding_payment", gives("position_index"))
def test_a_position_pays_its_lots_times_the_move_of_the_index(vector: Vector) -> None:
    """[FND-3]: an hour of our index; theirs is rescaled by size and move. What is paid is minus what is settled."""
    given = vector["inputs"]
    size = given["size_quantums"]
    lots = (1 if size > 0 else -1) * min(100, abs(size))
    scene = brought({0: Held(lots, 1_000_000)}, 10**12, imf=200_000, mmf=100_000)
    scene.ts_us += 3_600_000_000 - scene.ts_us % 3_600_000_000
    moved = 0
    for _ in range(722):
        scene.ts_us += 5_000_000
        scene.step(set_index(1, 1_000_000_000, scene.ts_us))
        for event in scene.step(record("Tick")):
            moved += event["funding"] if event["event"] == "FundingSet" else 0
            if event["event"] == "FundingPaid" and event["account"] == HERO:
                paid = event["amount"]
    assert paid == lots * moved != 0
    theirs = Fraction(given["current_index"] - given["position_index"], moved) * Fraction(size, lots)
    assert -paid * theirs == int(vector["expected"]["settlement_ppm"])
    scene.finish()


@of("tick_rule")
def test_prices_off_the_grid_are_refused(vector: Vector) -> None:
    """[UNIT-5]: our grid is one tick: the coarser of five significant figures at that price and of the decimals that they allow, and never
    coarser than whole numbers, which they always take."""
    given = vector["inputs"]
    price = Fraction(given["price"])
    decimals = given["max_decimals"] - given["sz_decimals"]
    magnitude = next(power for power in range(12, -12, -1) if Fraction(10) ** power <= price)
    tick = min(max(Fraction(10) ** (magnitude - 4), Fraction(1, 10**decimals)), Fraction(1))
    tick_e9 = int(tick * 10**9)
    assert Fraction(tick_e9, 10**9) == tick
    names = MarketSet.__struct_fields__
    grid = {"tick_size": tick_e9, "lot_size": 10**12, "tick_value": tick_e9, "price_max": 2**31 - 1}
    fields = dict.fromkeys(names, 1) | grid | {"symbol": b"TICK-PERP".ljust(16, b"\0")}
    market = Market.of(MarketSet(**fields))
    if vector["expected"]["valid"]:
        assert market.price_ticks(given["price"]) == price / tick
        return
    with pytest.raises(OffGrid):
        market.price_ticks(given["price"])
