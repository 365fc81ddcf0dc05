"""Published numbers of health, claims, insurance, funding and grids, by core, judge and auditor. Each test says what it converts."""

from fractions import Fraction
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
    brought,
    case,
    insurance_fund,
    liquidated,
    named,
    named_cases,
    of,
    view_of,
    wide,
)
from tests.sim.world import key_of

UNIT = 1_000 * V
CUT = 5


@named_cases(
    "mango.health.2_weighted_positive_pnl", "mango.health.3_negative_pnl", "mango.health.4_perp", "mango.health.5_perp"
)
def test_health_is_equity_less_requirement(vector: dict[str, Any]) -> None:
    """[MGN-1] [MGN-5]: weights 0.8 and 1.2 of a base are a fraction of 20 %; rescaled by the weights of their token."""
    given = vector["inputs"]
    (base, quote, _, _), weights = given["perp"], given["init_weights"]
    lot, scale = given["perp_lot_quote"] * 1_000, Fraction(UNIT)
    scene = brought({0: Held(base * 10, lot // 10)}, 10**9, imf=200_000, mmf=200_000)
    account = view_of(scene, HERO, "AccountView")
    # What he was given beyond the case's quote and the worth of its lots is no part of the case.
    beyond = account["equity"] - (base * given["perp_lot_quote"] + quote) * UNIT
    health = Fraction(account["equity"] - account["mmr"] - beyond) / scale
    token = [Fraction(str(weight)) for weight in weights["token1"]]
    rescaled = health * token[0] * Fraction(str(weights["perp_overall_asset"])) if health > 0 else health * token[1]
    assert rescaled == Fraction(str(vector["expected"]["init_health"]))
    scene.finish()


def test_a_loss_is_taken_from_collateral_as_it_grows() -> None:
    """[PNL-5]: percolator.principal_loss_monotone: swept losses add up; 7 before, 40 more of a capital of 100."""
    vector = case("percolator.principal_loss_monotone")
    given, expected = vector["inputs"], vector["expected"]
    lots = 10
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


def test_a_factor_of_a_claim_is_kept() -> None:
    """[LIQ-6]: paradex.socialised_loss: a quarter of all claims is not there."""
    vector = case("paradex.socialised_loss")
    claim = vector["inputs"]["withdraw"] * UNIT
    (cut,) = after_a_cut([claim], [100], 100_000, int(claim * Fraction(vector["inputs"]["factor"])))
    assert cut["claim"] == vector["expected"]["paid"] * UNIT


def test_a_loss_is_spread_pro_rata_and_rounded_up() -> None:
    """[LIQ-6]: drift.socialise.deposit_interest_delta: a claim of 1e10 atoms bears the loss as their index of 1e10 does."""
    vector = case("drift.socialise.deposit_interest_delta")
    given = vector["inputs"]
    claim = given["cumulative_interest_1e10"]
    total, lost = (claim * given[name] // 10**7 for name in ("total_deposits", "loss"))
    first, _ = after_a_cut([claim, total - claim], [1_000, 11_000], 2_000_000, lost)
    assert first["amount"] == vector["expected"]["delta"]


def test_a_share_of_a_loss_is_rounded_up_for_each() -> None:
    """[LIQ-6]: drift.socialise.perp_funding_delta: a unit held on either side is a claim here, and who comes last pays what is left."""
    vector = case("drift.socialise.perp_funding_delta")
    given = vector["inputs"]
    units = (given["long_base_1e9"] + given["short_base_1e9"]) // 10**9
    *cuts, last = after_a_cut([2 * 10**7] * units, [100] * units, 100_000, given["loss_quote_1e6"])
    assert {cut["amount"] * 1_000 for cut in cuts} == {vector["expected"]["funding_rate_delta"]}
    assert last["amount"] + sum(cut["amount"] for cut in cuts) == given["loss_quote_1e6"]


def test_insurance_of_one_market_does_not_pay_in_another() -> None:
    """[LIQ-5]: percolator.insurance_domain_isolation."""
    vector = case("percolator.insurance_domain_isolation")
    given, expected = vector["inputs"], vector["expected"]
    scene = brought({0: Held(given["close_q"] * 100, 1_000)}, given["account_pnl"] * UNIT)
    scene.step(record("ListMarket", 2, *wide()))
    insurance_fund(scene, given["insurance"] * UNIT, market=2)
    (covered,) = named(liquidated(scene), "LossCovered")
    assert (covered["insurance"], covered["deficit"] > 0) == (expected["insurance_used"], True)
    assert scene.trial.audit.mirror.markets[2].insurance == expected["insurance"] * UNIT
    scene.finish()


@named_cases(
    "mango.bankruptcy.bankruptcy_no_ins_2",
    "mango.bankruptcy.bankruptcy_ins_1",
    "mango.bankruptcy.bankruptcy_ins_3_full",
    "mango.bankruptcy.everything_1",
    "mango.bankruptcy.settle_4_socialised",
    "mango.bankruptcy.settle_2_insurance",
    "mango.bankruptcy.bankruptcy_ins_2_limited",
)
def test_loss_is_paid_by_the_bankrupt_then_insurance_then_all(vector: dict[str, Any]) -> None:
    """[LIQ-5]: what he may settle is his collateral, insurance is valued in what he owes; what health covers, or a limited liquidator
    leaves, is no loss here."""
    given, expected = vector["inputs"], vector["expected"]
    price = Fraction(str(given["insurance_price"])) / Fraction(str(given["settle_price"]))
    own, left = Fraction(str(expected["liqor_settle_token"])), -Fraction(str(expected["liqee_perp"]))
    insured = Fraction(str(expected["liqor_insurance"])) * price
    loss = int((-given["liqee_perp_pnl"] - left - own) * UNIT)
    scene = brought({0: Held(100, 1_000)}, -loss)
    fund = int(given["insurance_amount"] * price * UNIT)
    if fund:
        insurance_fund(scene, fund)
    (covered,) = named(liquidated(scene), "LossCovered")
    assert covered["insurance"] == insured * UNIT
    assert abs(covered["deficit"] - Fraction(str(expected["socialised_loss"])) * UNIT) <= UNIT // 100
    scene.finish()


def test_a_claim_is_paid_as_money_comes_and_never_above_itself() -> None:
    """[PNL-4] [PNL-5]: percolator.payout_topup: what they paid before, then each step; the sweep pays what the loser brings."""
    vector = case("percolator.payout_topup")
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
    for step in (0, *given["vault_steps"], given["vault_steps"][-1]):
        if step:
            scene.step(scene.credit(HERO, step * UNIT))
        before = view_of(scene, CROWD, "AccountView")["collateral"]
        scene.step(record("Sweep", 1))
        paid.append((view_of(scene, CROWD, "AccountView")["collateral"] - before) // UNIT)
    assert paid == [given["paid"], *expected["payments"]]
    assert sum(paid) == expected["paid_total"]
    scene.finish()


@of("funding_payment", "bitmex.funding_example")
def test_a_position_pays_its_lots_times_the_move_of_the_index(vector: dict[str, Any]) -> None:
    """[FND-3]: an hour of our index; theirs is rescaled by size and move. What is paid is minus what is settled."""
    given = vector["inputs"]
    lots = given["size_quantums"] // 10_000
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
    theirs = Fraction(given["current_index"] - given["position_index"], moved) * Fraction(given["size_quantums"], lots)
    assert -paid * theirs == int(vector["expected"]["settlement_ppm"])
    scene.finish()


@of("tick_rule")
def test_prices_off_the_grid_are_refused(vector: dict[str, Any]) -> None:
    """[UNIT-5]: our grid is one tick: the coarser of five significant figures at that price and of the decimals that they allow."""
    given = vector["inputs"]
    price = Fraction(given["price"])
    decimals = given["max_decimals"] - given["sz_decimals"]
    magnitude = next(power for power in range(12, -12, -1) if Fraction(10) ** power <= price)
    tick = max(Fraction(10) ** (magnitude - 4), Fraction(1, 10**decimals))
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
