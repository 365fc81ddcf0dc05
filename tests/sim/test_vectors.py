"""Published numbers of other venues (tests/vectors/perps.json), by core and judge.

Prices are ticks, sizes lots; one tick x one lot is worth V atoms here, so money is V times the published figure. A price "above all" is the
highest that a bid may have, because orders rest no further than the initial margin from the index [BOOK-9].
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.sim.judge.state import BUY, GTC, IOC, SELL
from tests.sim.records import record
from tests.sim.scene import Scene, listing
from tests.sim.vectors import VECTORS, V, case, of, view_of
from tests.sim.vectors_left import EXCEPTIONS, RUN
from tests.sim.world import key_of

RICH = 10**12
ABOVE_ALL = 45


def scene_at(price: int, **changes: int) -> Scene:
    """Three rich accounts; whatever price is in band, and no order is too far from the index."""
    scene = Scene().open(3, RICH, **({"band": 1_000_000, "imf": 1_000_000, "mmf": 1_000} | changes))
    scene.prices(price * 1_000)
    return scene


def trade(scene: Scene, lots: int, price: int) -> dict[str, Any]:
    """Account 1 takes signed lots of account 2 at a price; the fill."""
    scene.prices(price * 1_000)
    side = BUY if lots > 0 else SELL
    assert scene.place(2, 1 - side, price, abs(lots)) == "OrderAccepted"
    return next(
        event for event in scene.step(scene.order(1, side, price, abs(lots))) if event["event"] == "OrderFilled"
    )


@of("position_pnl")
def test_positions_cost_and_earn_what_others_say(vector: dict[str, Any]) -> None:
    """[PNL-1] [PNL-4]: e keeps the cost of what is left, the reducing part realises; both together are the running quote."""
    given, expected = vector["inputs"], vector["expected"]
    if "unsettled_pnl" in expected:
        scene = scene_at(given["entry_price"])
        assert given["base_lot_size"] == V
        trade(scene, given["base_lots"], given["entry_price"])
        scene.prices(given["oracle_price"] * 1_000)
        assert view_of(scene, 1, "PositionView")["unrealized"] == expected["unsettled_pnl"]
        return
    scene = scene_at(given["trades_base_price"][0][1])
    fills = [trade(scene, lots, price) for lots, price in given["trades_base_price"]]
    b, e = fills[-1]["taker_position"], fills[-1]["taker_quote"]
    realized = sum(fill["taker_realized"] for fill in fills)
    if "breakeven_price" in expected:
        assert -(e + realized) == expected["breakeven_price"] * b * V
        return
    assert realized == expected["realized_pnl"] * V
    assert e + realized == expected["quote_running"] * V
    assert -e == expected["avg_entry"] * b * V


@of("matching", "dydx.match.reduce_only_exact_close_cancels_others", "openbook.stp.decrement_take")
def test_orders_meet_as_others_say(vector: dict[str, Any]) -> None:
    """[BOOK-1] [BOOK-3] [BOOK-4]: best price first, post-only, immediate orders, self-trade."""
    given, expected = vector["inputs"], vector["expected"]
    scene = scene_at(25)
    numbers = {"A1": 1, "B0": 2}
    ids = {}
    for side, rows in ((BUY, given["bids_owner_id_price_size"]), (SELL, given["asks_owner_id_price_size"])):
        for owner, name, price, size in rows:
            (accepted,) = (
                e for e in scene.step(scene.order(numbers[owner], side, price, size)) if e["event"] == "OrderAccepted"
            )
            ids[accepted["order_id"]] = name
    owner, _, side, price, size = given["taker_owner_id_side_price_size"]
    terms = {"tif": IOC if given["tif"] == "IOC" else GTC, "post_only": given["tif"] == "POST_ONLY"}
    order = scene.order(numbers[owner], BUY if side == "buy" else SELL, min(price, ABOVE_ALL), size, **terms)
    events = scene.step(order)
    fills = [[ids[e["maker_order_id"]], e["price"], e["size"]] for e in events if e["event"] == "OrderFilled"]
    assert fills == expected["fills_maker_price_size"]
    if "rejected" in expected:
        assert events[0]["event"] == "Refused"
    else:
        assert events[0]["left"] == expected["taker_resting"]


def test_reduce_only_orders_go_with_the_position() -> None:
    """[BOOK-3]: dydx.match.reduce_only_exact_close_cancels_others; its long of 20 is bought first."""
    vector = case("dydx.match.reduce_only_exact_close_cancels_others")
    given, expected = vector["inputs"], vector["expected"]
    scene = scene_at(12)
    trade(scene, given["position"], 12)
    for price, size in given["resting_reduce_only_sells"]:
        assert scene.place(1, SELL, price, size, reduce_only=True) == "OrderAccepted"
    assert scene.place(3, BUY, *given["resting_bid"]) == "OrderAccepted"
    events = scene.step(scene.order(1, SELL, *given["taker_sell"]))
    (fill,) = [event for event in events if event["event"] == "OrderFilled"]
    found = (fill["size"], fill["price"], fill["taker_position"])
    assert found == (expected["filled"], expected["fill_price"], expected["position_after"])
    left = scene.trial.audit.mirror.accounts[1].positions[0].orders
    assert len(left) == expected["reduce_only_orders_after"]


@of("conservation")
def test_money_in_and_out_is_one_to_one(vector: dict[str, Any]) -> None:
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
def test_legs_of_a_batch_open_interest_on_both_sides(vector: dict[str, Any]) -> None:
    """[UNIT-2] [PNL-2]: notional is price times size; what one side opens the other does."""
    given, expected = vector["inputs"], vector["expected"]
    scene = scene_at(100)
    scene.step(record("ListMarket", 1, *listing(band=1_000_000, imf=1_000_000, mmf=1_000)))
    scene.prices(100_000, market=1)
    notional = 0
    for market, lots, price in given["legs"]:
        side = BUY if lots > 0 else SELL
        assert scene.place(2, 1 - side, price, abs(lots), market=market) == "OrderAccepted"
        assert scene.place(1, side, price, abs(lots), market=market) == "OrderAccepted"
        notional += abs(scene.trial.audit.mirror.accounts[1].positions[market].e) // V
    assert notional == expected["notional"]
    interest = [max(sides) for sides in scene.trial.audit.mirror.sides.values()]
    assert interest == expected.get("oi", expected.get("oi_long"))


@of("margin")
def test_initial_margin_is_a_part_of_notional(vector: dict[str, Any]) -> None:
    """[MGN-1]."""
    given, expected = vector["inputs"], vector["expected"]
    scene = scene_at(given["price"], imf=given["im_bps"] * 100)
    trade(scene, given["size"], given["price"])
    assert view_of(scene, 1, "AccountView")["imr"] == expected["im"] * V


@of("margin_requirement")
def test_requirements_are_rounded_up(vector: dict[str, Any]) -> None:
    """[MGN-1]: here v is 1 atom; a notional without a price is one lot at it; the maintenance fraction is a share of the initial one."""
    given, expected = vector["inputs"], vector["expected"]
    price, size, initial, maintenance = given.get("notional", 0), 1, "initial_margin", ""
    if not price:
        exponent = given["price_exponent"] + given["base_atomic_resolution"] + 6
        price = int(given["price"] * Fraction(10) ** exponent)
        size, initial, maintenance = abs(given["size_quantums"]), "initial_quote_quantums", "maintenance_quote_quantums"
    imf = given["initial_margin_ppm"]
    mmf = imf * given.get("maintenance_fraction_ppm", 10**6) // 10**6
    scene = scene_at(price, tick_size=1_000_000, lot_size=1_000_000, price_max=10_000_000, imf=imf, mmf=mmf)
    trade(scene, size if given.get("size_quantums", 1) > 0 else -size, price)
    view = view_of(scene, 1, "AccountView")
    assert view["imr"] == expected[initial]
    if maintenance:
        assert view["mmr"] == expected[maintenance]


@of("liquidation_price")
def test_liquidation_price_solves_equity_against_maintenance(vector: dict[str, Any]) -> None:
    """[LIQ-7]: 500 + 200 (p - 25) = 5 % of 200 p, so p = 450 / 19; a tick is a cent and a dollar 1,000 atoms here."""
    given = vector["inputs"]
    price, size = given["entry_usd"] * 100, given["long_sol"]
    scene = scene_at(price, imf=60_000, mmf=50_000)
    fee = -(-V * price * size * 450 // 10**6)
    scene.step(record("OpenAccount", 4, key_of(3), 0), scene.credit(4, given["collateral_usdc"] * 1_000 + fee))
    assert scene.place(2, SELL, price, size) == "OrderAccepted"
    assert scene.place(4, BUY, price, size) == "OrderAccepted"
    found = view_of(scene, 4, "PositionView")["liquidation_price"]
    assert found == 450 * 100_000 // 19


@of("position_limit")
def test_position_limit_bounds_both_sides(vector: dict[str, Any]) -> None:
    """[BOOK-9]: a short may grow to the limit, or turn into a long of it."""
    given, expected = vector["inputs"], vector["expected"]
    for side, most in ((SELL, expected["max_sell"]), (BUY, expected["max_buy"])):
        scene = scene_at(100, position_max=given["limit"])
        trade(scene, given["position"], 100)
        assert scene.place(1, side, 100, most + 1) == "position_limit"
        assert scene.place(1, side, 100, most) == "OrderAccepted"


def test_every_published_case_is_run_or_named() -> None:
    """[PNL-1]: nothing is left out in silence: each case that does not run is named with what it would need."""
    names = [name for group in EXCEPTIONS.values() for name in group]
    assert len(names) == len(set(names)) <= 10
    assert set(names) <= {vector["name"] for vector in VECTORS}
    assert len(VECTORS) - len(names) == RUN
    files = [
        *Path(__file__).parent.glob("test_vectors*.py"),
        Path(__file__).parents[2] / "crates/core/tests/published.rs",
    ]
    tests = "".join(file.read_text("utf-8") for file in files)
    for vector in VECTORS:
        named = vector["name"] in tests or f'"{vector["kind"]}"' in tests
        assert named or vector["name"] in names, vector["name"]
