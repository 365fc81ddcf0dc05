"""Published numbers of other venues (tests/vectors/perps.json), by core and judge.

Prices are ticks, sizes lots; one tick x one lot is worth V atoms here, so money is V times the published figure.
"""

import importlib
import json
import re
from fractions import Fraction

from quantdesk.core import fill_settle
from tests.sim.judge.state import BUY, SELL
from tests.sim.records import record
from tests.sim.scene import Scene, listing
from tests.sim.vectors import PUBLISHED, TAKEN, VECTORS, V, Vector, exact, gives, of, scene_at, trade, view_of
from tests.sim.vectors_left import EXCEPTIONS, RUN
from tests.sim.world import key_of


@of("position_pnl", gives("oracle_price"))
def test_an_open_position_earns_what_others_say(vector: Vector) -> None:
    """[PNL-1]: their lots of some size are ours of V."""
    given, expected = vector["inputs"], vector["expected"]
    scene = scene_at(given["entry_price"])
    trade(scene, given["base_lots"], given["entry_price"])
    scene.prices(given["oracle_price"] * 1_000)
    earned = view_of(scene, 1, "PositionView")["unrealized"]
    assert Fraction(earned, V) * given["base_lot_size"] == exact(expected["unsettled_pnl"])


@of("position_pnl", gives("trades_base_price"))
def test_positions_cost_and_earn_what_others_say(vector: Vector) -> None:
    """[PNL-4]: e keeps the cost of what is left, the reducing part realises, floored; both together are the running quote."""
    given, expected = vector["inputs"], vector["expected"]
    scene = scene_at(given["trades_base_price"][0][1])
    fills = [trade(scene, lots, price) for lots, price in given["trades_base_price"]]
    b, e = fills[-1]["taker_position"], fills[-1]["taker_quote"]
    realized = sum(fill["taker_realized"] for fill in fills)
    if "breakeven_price" in expected:
        assert -(e + realized) == exact(expected["breakeven_price"]) * b * V
        return
    assert e + realized == expected["quote_running"] * V
    # An atom a fill is lost to its floor.
    assert 0 <= exact(expected["realized_pnl"]) * V - realized < len(fills)
    assert 0 <= e + exact(expected["avg_entry"]) * b * V < len(fills)


@of("conservation")
def test_money_in_and_out_is_one_to_one(vector: Vector) -> None:
    """[PNL-3]: what is tracked moves with collateral; more than there is cannot leave."""
    given, expected = vector["inputs"], vector["expected"]
    scene = Scene().open(1, given["deposit"])
    events = scene.step(record("Debit", 1, 0, given["withdraw"], 0, 2**64 - 1))
    if "error" in expected:
        assert events[0]["event"] == "Refused"
        assert view_of(scene, 1, "AccountView")["collateral"] == given["deposit"]
        return
    (totals,) = [values for name, values in scene.trial.core.ask("TotalsQuery") if name == "TotalsView"]
    assert view_of(scene, 1, "AccountView")["collateral"] == expected["capital"]
    assert expected["vault"] in totals


@of("trade")
def test_legs_of_a_batch_open_interest_on_both_sides(vector: Vector) -> None:
    """[UNIT-2] [PNL-2]: notional is price times size; what one side opens the other does."""
    given, expected = vector["inputs"], vector["expected"]
    scene = scene_at(100)
    for market in range(1, 1 + max(market for market, _, _ in given["legs"])):
        scene.step(record("ListMarket", market, *listing(band=1_000_000, imf=1_000_000, mmf=1_000)))
    notional = fills = 0
    for market, lots, price in given["legs"]:
        scene.prices(price * 1_000, market=market)
        side = BUY if lots > 0 else SELL
        assert scene.place(2, 1 - side, price, abs(lots), market=market) == "OrderAccepted"
        for event in scene.step(scene.order(1, side, price, abs(lots), market=market)):
            if event["event"] == "OrderFilled":
                notional += event["size"] * event["price"]
                fills += 1
    assert notional == expected["notional"]
    assert fills == expected.get("fill_count", fills)
    interest = [max(sides) for sides in scene.trial.audit.mirror.sides.values()]
    assert interest == expected.get("oi", expected.get("oi_long"))


@of("margin")
def test_initial_margin_is_a_part_of_notional(vector: Vector) -> None:
    """[MGN-1]: rounded up."""
    given, expected = vector["inputs"], vector["expected"]
    scene = scene_at(given["price"], imf=given["im_bps"] * 100, mmf=min(1_000, given["im_bps"] * 100))
    trade(scene, given["size"], given["price"])
    assert 0 <= view_of(scene, 1, "AccountView")["imr"] - exact(expected["im"]) * V < 1


def requirements(price: int, size: int, imf: int, mmf: int) -> tuple[int, int]:
    """Initial and maintenance requirement of lots of one atom a tick."""
    grid = {"tick_size": 1_000_000, "lot_size": 1_000_000, "price_max": 2**31 - 1, "order_max": 10**6}
    scene = scene_at(price, **grid, position_max=10**6, open_interest_max=10**6, imf=imf, mmf=mmf)
    trade(scene, size, price)
    view = view_of(scene, 1, "AccountView")
    scene.finish()
    return view["imr"], view["mmr"]


@of("margin_requirement")
def test_requirements_are_rounded_up(vector: Vector) -> None:
    """[MGN-1]: a notional without a price is one lot at it. Their maintenance is a share of the initial requirement: where it is no whole
    fraction of ours, the share is taken of the size."""
    given, expected = vector["inputs"], vector["expected"]
    imf, share = given["initial_margin_ppm"], Fraction(given.get("maintenance_fraction_ppm", 10**6), 10**6)
    if "notional" in given:
        assert requirements(given["notional"], 1, imf, imf)[0] == expected["initial_margin"]
        return
    # A part of an atom is a whole one of a finer kind; rounded up twice is rounded up once.
    price = given["price"] * Fraction(10) ** (given["price_exponent"] + given["base_atomic_resolution"] + 6)
    finer, size = price.denominator, given["size_quantums"]
    mmf = imf * share
    whole = mmf if mmf.denominator == 1 else Fraction(imf)
    initial, maintenance = requirements(price.numerator, size, imf, int(whole))
    assert -(-initial // finer) == expected["initial_quote_quantums"]
    if mmf.denominator > 1:
        _, maintenance = requirements(price.numerator, size * share.numerator, imf, imf)
        finer *= share.denominator
    assert -(-maintenance // finer) == expected["maintenance_quote_quantums"]


@of("liquidation_price")
def test_liquidation_price_solves_equity_against_maintenance(vector: Vector) -> None:
    """[LIQ-7]: collateral + size (p - entry) = mmr size p; a tick is a cent and a dollar 1,000 atoms here. Published rounded."""
    given = vector["inputs"]
    price, size, mmr = given["entry_usd"] * 100, given["long_sol"], exact(given["mmr"])
    mmf = int(mmr * 10**6)
    scene = scene_at(price, imf=mmf + 10_000, mmf=mmf)
    fee = -(-V * price * size * 450 // 10**6)
    scene.step(record("OpenAccount", 4, key_of(3), 0), scene.credit(4, given["collateral_usdc"] * 1_000 + fee))
    assert scene.place(2, SELL, price, size) == "OrderAccepted"
    assert scene.place(4, BUY, price, size) == "OrderAccepted"
    found = view_of(scene, 4, "PositionView")["liquidation_price"]
    theirs = (given["entry_usd"] * size - given["collateral_usdc"]) / (size * (1 - mmr))
    # Fee and requirement are rounded, an atom each.
    assert abs(found - theirs * 100_000) < 1 + Fraction(2_000, V * size)
    published = exact(re.match(r"[\d.]+", str(vector["expected"]["liquidation_price_usd"]))[0])
    assert abs(Fraction(found, 100_000) - published) < Fraction(1, 500)


@of("position_limit")
def test_position_limit_bounds_both_sides(vector: Vector) -> None:
    """[BOOK-9]: a short may grow to the limit, or turn into a long of it."""
    given, expected = vector["inputs"], vector["expected"]
    for side, most in ((SELL, expected["max_sell"]), (BUY, expected["max_buy"])):
        scene = scene_at(100, position_max=given["limit"])
        if given["position"]:
            trade(scene, given["position"], 100)
        assert scene.place(1, side, 100, most + 1) == "position_limit"
        assert scene.place(1, side, 100, most) == "OrderAccepted" if most else True


def rates_shared(quote: int, taker_ppm: int, maker_ppm: int) -> tuple[int, int, int]:
    """What a fill of so many atoms leaves at two rates: the taker's fee, the maker's rebate, and what is in the fee bucket."""
    empty, rich = (0,) * 10, (0, 0, 0, 0, 0, 10**15)
    lots, price = 1, quote
    ledger, taker, maker = fill_settle(
        ledger=empty,
        taker=rich,
        maker=rich,
        rates=(taker_ppm, maker_ppm),
        side=BUY,
        lots=lots,
        price=price,
        tick_value=1,
        mark_mticks=price * 1_000,
    )
    return taker[1], -maker[1], ledger[2]


@of("fees")
def test_a_fee_is_shared_between_maker_bucket_and_referrer(vector: Vector) -> None:
    """[FEE-1] [FEE-4]: rates of no tier, asked of a fill of the core; a discount is part of the rate; a reward that is no tenth of what was
    paid (FEE-2) is reckoned here, out of the bucket, and the rest is the market's."""
    given, expected = vector["inputs"], vector["expected"]
    full = given["taker_bps"] * 100 * (100 + given.get("fee_adjustment_pct", 0))
    rebate = given["maker_rebate_bps"] * 100 * (100 + given.get("fee_adjustment_pct", 0))
    paid = Fraction(full * (100 - given.get("referee_discount_pct", 0)), 10**4)
    assert paid.denominator == 1
    fee, rebated, bucket = rates_shared(given["quote"], int(paid), -rebate // 100)
    referred = given["quote"] * full * given.get("referrer_reward_pct", 0) // 10**10
    assert (fee, rebated) == (expected["taker_fee"], expected["maker_rebate"])
    assert bucket - referred == expected["to_market"]
    assert referred == expected.get("referrer_reward", 0)
    assert given["quote"] * full // 10**8 - fee == expected.get("referee_discount", 0)


def test_every_published_case_is_run_or_named() -> None:
    """[PNL-1]: nothing is left out in silence: each case is taken by one test, by what it gives, or is named with what it would need."""
    for module in ("claims", "hours", "limited", "liquidation", "margin", "orders"):
        importlib.import_module(f"tests.sim.test_vectors_{module}")
    names = [name for group in EXCEPTIONS.values() for name in group]
    assert len(names) == len(set(names)) <= 10
    published = json.loads(PUBLISHED.read_text("utf-8"))["vectors"]
    assert set(names) <= {vector["name"] for vector in published}
    assert len(published) - len(names) == RUN
    for vector in VECTORS:
        assert sum(vector["name"] in taken for taken in TAKEN) == (vector["name"] not in names), vector["name"]
