"""Published numbers of liquidations that stop: at health, or at what somebody takes. Each test says what it converts.

What a liquidator takes at most is what a maker offers. Positions of other markets that carry themselves (carriers) lift Net and
requirement alike, so that the step is one on the book (LIQ-2); they leave the difference of both, which those venues call health, as it
is.
"""

from fractions import Fraction
from typing import Any

from tests.sim.judge.state import BUY, SELL
from tests.sim.records import record
from tests.sim.scene import Scene
from tests.sim.vectors import CROWD, HERO, Held, V, Vector, brought, exact, liquidated, named, of, view_of
from tests.sim.world import key_of

# One unit of a case: 1,000 lots at 100 ticks of 10 atoms, 1 USD.
LOTS, PRICE = 1_000, 100
UNIT = LOTS * PRICE * V
# Half of the notional, and the least fee of a liquidation at tier 3, which closing costs.
FEE = 300
MMF = 500_000 + FEE
LOSER = 5
CLOSE = Fraction(1, 100)


def at_the_edge(base: int, short: Fraction, lost: int = 0) -> Scene:
    """A position of so many units at a maintenance fraction of a half, whose requirement and 2 % of it exceed Net by `short` units; a
    long may have lost some ticks since it was opened."""
    beside = abs(base) - 1
    needed = abs(base)
    held = {0: Held(base * LOTS, PRICE)}
    while short * 3 > needed * Fraction(MMF, 10**6):
        held[len(held)] = Held(beside * LOTS, PRICE)
        needed += beside
    requirement = needed * UNIT * MMF // 10**6
    net = -(-requirement * 102 // 100) - int(short * UNIT)
    held[0] = Held(base * LOTS, PRICE + lost)
    scene = brought(held, net + lost * base * LOTS * V, tier=3, imf=600_000, mmf=MMF)
    scene.prices(PRICE * 1_000, market=1)
    assert view_of(scene, HERO, "AccountView")["mmr"] == requirement
    return scene


def offered(scene: Scene, base: int, units: int) -> dict[str, Any]:
    """Somebody offers to take so many units of the position at the mark; the fill of the step that follows."""
    assert scene.place(CROWD, BUY if base > 0 else SELL, PRICE, units * LOTS, market=1) == "OrderAccepted"
    (fill,) = named(liquidated(scene), "OrderFilled")
    return fill


TOKENS = "liqee_spot_base_quote_other"
END = "liqee_end_spot_base_quote"


def is_partial(vector: Vector) -> bool:
    """Whether nobody is paid for settling, some of the lots go, and health or an offer ends it before they are all gone."""
    given, expected = vector["inputs"], vector["expected"]
    if TOKENS not in given or given["positive_pnl_liq_fee"]:
        return False
    return expected[END][1] != given[TOKENS][1] and (expected[END][1] != 0 or expected["health_at_end"] >= 0)


def is_settled(vector: Vector) -> bool:
    """Whether profit alone is settled."""
    return TOKENS in vector["inputs"] and vector["expected"][END][1] == vector["inputs"][TOKENS][1]


@of("partial_liquidation_size", is_partial)
def test_a_step_ends_at_health_or_at_what_is_offered(vector: Vector) -> None:
    """[LIQ-2] [LIQ-4]: spot and quote together are collateral; our 2 % is part of what is missing, our fee part of the fraction. Theirs are
    told to a hundredth."""
    spot, base, quote, other = vector["inputs"][TOKENS]
    end_spot, end_base, end_quote = vector["expected"][END]
    short = Fraction(abs(base), 2) - sum(map(exact, (spot, base, quote, other)))
    scene = at_the_edge(base, short)
    before = view_of(scene, HERO, "AccountView")
    fill = offered(scene, base, abs(vector["inputs"]["max_base"]))
    after = view_of(scene, HERO, "AccountView")
    assert abs(Fraction(fill["taker_position"], LOTS) - exact(end_base)) < CLOSE
    assert abs(end_spot + end_base + end_quote - spot - base - quote) < CLOSE
    assert before["equity"] - after["equity"] == fill["taker_fee"]
    gained = (after["equity"] - after["mmr"]) - (before["equity"] - before["mmr"])
    assert abs(Fraction(gained, UNIT) - short - exact(vector["expected"]["health_at_end"])) < CLOSE
    scene.finish()


def is_taken_over(vector: Vector) -> bool:
    """Whether somebody takes all that is lost for collateral of the loser."""
    return not (vector["expected"]["socialised_loss"] or vector["expected"]["liqor_insurance"])


@of("bankruptcy", is_taken_over)
def test_a_loss_moves_with_the_lots_that_somebody_takes(vector: Vector) -> None:
    """[PNL-4] [LIQ-2]: a loss of one tick a lot; what is taken leaves collateral, the rest stays open."""
    given, expected = vector["inputs"], vector["expected"]
    loss, unit = -given["liqee_perp_pnl"], LOTS * V
    scene = at_the_edge(loss, Fraction(loss, 2), lost=1)
    before, open_before = view_of(scene, HERO, "AccountView"), view_of(scene, HERO, "PositionView")["unrealized"]
    fill = offered(scene, loss, given["max_liab_transfer"])
    after, open_after = view_of(scene, HERO, "AccountView"), view_of(scene, HERO, "PositionView")["unrealized"]
    assert (open_before, open_after) == (given["liqee_perp_pnl"] * unit, expected["liqee_perp"] * unit)
    paid = before["collateral"] - after["collateral"] - fill["taker_fee"]
    assert paid == expected["liqor_settle_token"] * unit == -expected["liqor_perp"] * unit
    assert given["liqee_settle_token"] * unit - paid == expected["liqee_settle_token"] * unit
    assert not named(liquidated(scene), "LossCovered")
    scene.finish()


@of("partial_liquidation_size", is_settled)
def test_what_is_settled_is_what_the_loser_has(vector: Vector) -> None:
    """[PNL-4] [PNL-5]: quote is a claim of 10 whose loser has 5. The lots stay, and so does equity; what is not paid counts for nothing
    there, so health rises by what is paid."""
    spot, base, quote, _ = vector["inputs"][TOKENS]
    end_spot, end_base, end_quote = vector["expected"][END]
    unit, sold = LOTS * V, quote * LOTS
    scene = brought({0: Held(base * LOTS + sold, PRICE)}, 100 * UNIT)
    scene.step(record("OpenAccount", LOSER, key_of(LOSER), 0), record("SetFeeTier", key_of(LOSER), 2))
    scene.step(scene.credit(LOSER, vector["inputs"]["max_pnl_transfer"] * unit))
    assert scene.place(LOSER, SELL, PRICE, sold, market=1) == "OrderAccepted"
    assert scene.place(CROWD, BUY, PRICE, sold, market=1) == "OrderAccepted"
    scene.prices((PRICE + 1) * 1_000, market=1)
    assert scene.place(LOSER, BUY, PRICE + 1, sold, market=1) == "OrderAccepted"
    assert scene.place(HERO, SELL, PRICE + 1, sold, market=1) == "OrderAccepted"
    scene.prices(PRICE * 1_000, market=1)
    before, held = view_of(scene, HERO, "AccountView"), view_of(scene, HERO, "PositionView")
    assert (held["position"], held["claim"]) == (base * LOTS, quote * unit)
    scene.step(record("Sweep", 1))
    after, held = view_of(scene, HERO, "AccountView"), view_of(scene, HERO, "PositionView")
    assert (held["position"], held["claim"]) == (end_base * LOTS, end_quote * unit)
    paid = after["collateral"] - before["collateral"]
    assert paid == (end_spot - spot) * unit
    assert spot + Fraction(paid, unit) == Fraction(str(vector["expected"]["health_at_end"]))
    assert after["equity"] == before["equity"]
    scene.finish()
