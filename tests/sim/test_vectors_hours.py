"""Published numbers of premiums and funding, by core, judge and auditor. Each test says what it converts.

A last price far from the index holds the mark half the maintenance fraction away (MRK-2): so an hour has the premium that a case gives.
"""

from fractions import Fraction
from typing import Any

from tests.sim.judge.state import BUY, SELL
from tests.sim.records import record, set_index
from tests.sim.scene import Scene
from tests.sim.vectors import CROWD, HERO, HOUSE, RICH, Held, brought, case, named, of, view_of, wide
from tests.sim.world import key_of

ROUND_US = 5_000_000
HOUR_US = 3_600_000_000
# Rounds after which a mark stands still.
SETTLED = 200
USD = 10**6
# A tick of 0.0001 USD, a lot of a millionth of a coin.
TICKS, COIN = 10_000, 10**6


def rounds(scene: Scene, index: int, count: int) -> list[dict[str, Any]]:
    """Mark rounds at one index, in mticks; the FundingSet events among what follows."""
    told = []
    for _ in range(count):
        scene.ts_us += ROUND_US
        scene.step(set_index(1, index, scene.ts_us))
        told += named(scene.step(record("Tick")), "FundingSet")
    return told


def hour_of(scene: Scene, index: int) -> dict[str, Any]:
    """Lets the mark settle up to a full hour, and gives what that hour ends with."""
    scene.ts_us += 2 * HOUR_US - scene.ts_us % HOUR_US - SETTLED * ROUND_US
    *_, told = rounds(scene, index, SETTLED + HOUR_US // ROUND_US + 1)
    assert told["samples"] >= 480
    return told


def test_an_index_moves_by_rate_times_price_over_the_hours() -> None:
    """[FND-2] [FND-3]: dydx.funding_index_delta.neg_1h: -100 % in 8 hours is beyond our cap; the rate is divided by 41, the price
    multiplied."""
    vector = case("dydx.funding_index_delta.neg_1h")
    given, scale = vector["inputs"], 41
    rate_8h = Fraction(given["funding_rate_ppm_8h"], scale)
    value, grid = 100_000, {"lot_size": 10**11, "price_max": 10**6, "order_max": 10}
    grid |= {"position_max": 10, "open_interest_max": 10}
    # Their index in 1e-6 quanta is ours in atoms of a lot that is worth a million of their prices.
    index = given["price"] * scale * 10**6 // value
    mmf = int(-2 * (rate_8h - 500))
    scene = brought({0: Held(1, index * 95 // 100)}, 10**12, grid=grid, imf=200_000, mmf=mmf)
    told = hour_of(scene, index * 1_000)
    assert Fraction(told["rate"], 1_000) == rate_8h / 8
    assert told["funding"] == vector["expected"]["index_delta"]
    scene.finish()


def test_a_premium_beyond_the_interest_is_paid_by_its_part_of_eight_hours() -> None:
    """[FND-2] [FND-3]: paradex.funding_index: 0.08 % less 0.05 % of 60,000 USD are 18 USD in 8 hours; our hour is 60 of their steps."""
    vector = case("paradex.funding_index")
    given, expected, steps = vector["inputs"], vector["expected"], 3_600 // vector["inputs"]["elapsed_s"]
    half = Fraction(given["position"].split()[0])
    # A tick of 0.1 USD; one lot is half a coin.
    grid = {"tick_size": 10**8, "lot_size": int(half * 10**9), "price_max": 10**6, "order_max": 10}
    grid |= {"position_max": 10, "open_interest_max": 10}
    index, mmf = given["spot"] * 10, int(Fraction(given["premium"]) * 2 * 10**6)
    scene = brought({0: Held(1, index * 102 // 100)}, 10**12, grid=grid, imf=200_000, mmf=mmf)
    before = view_of(scene, HERO, "PositionView")["unrealized"]
    told = hour_of(scene, index * 1_000)
    assert told["premium"] == Fraction(given["premium"]) * 10**9
    assert Fraction(told["funding"], USD) / half / steps == Fraction(expected["index_delta"])
    mark = index * 1_000 * (1 + Fraction(given["premium"]))
    moved = (mark - index * 1_020) * int(half * 10**5) / 1_000
    paid = view_of(scene, HERO, "PositionView")["unrealized"] - before - moved
    assert Fraction(paid, USD) / steps == Fraction(expected["pnl_usd"])
    scene.finish()


def test_an_inverse_contract_is_a_linear_one_from_the_other_side() -> None:
    """[FND-3] [PNL-4]: bitmex.funding_example: long 15,000 contracts of 1 USD is short 15,000 lots whose price is in XBT: 1/750 and 1/800
    are 16 and 15 ticks of 1/12,000. Their three payments are one hour here."""
    vector = case("bitmex.funding_example")
    given, expected = vector["inputs"], vector["expected"]
    contracts, ticks = given["contracts"], 12_000
    entry, close = ticks // given["price"], ticks // given["close_price"]
    value, rate = 100, Fraction(expected["funding_rate"])
    assert Fraction(contracts * entry, ticks) == int(expected["position_xbt"])
    grid = {"lot_size": 10**8, "price_max": 10**4, "order_max": 10**5}
    # Shorts pay at a rate below zero; the interest draws it back by 0.05 % in 8 hours.
    mmf = int((rate * 8 + Fraction(5, 10_000)) * 2 * 10**6)
    scene = brought({0: Held(-contracts, entry)}, 10**9, grid=grid, imf=200_000, mmf=mmf)
    scene.step(record("SetFeeTier", key_of(1), 2), record("OpenAccount", 5, key_of(5), 0), scene.credit(5, 10**9))
    assert scene.place(5, SELL, close, 1, market=1) == "OrderAccepted"
    assert scene.place(HOUSE, BUY, close, 1, market=1) == "OrderAccepted"
    told = hour_of(scene, entry * 1_000)
    assert Fraction(told["rate"], 10**9) == -rate
    before = view_of(scene, HERO, "AccountView")
    assert scene.place(HERO, BUY, close, contracts, market=1) == "OrderAccepted"
    (fill,) = named(scene.step(scene.order(CROWD, SELL, close, contracts, market=1)), "OrderFilled")
    xbt = ticks * value
    paid = Fraction(-told["funding"] * contracts, xbt)
    assert paid == Fraction(expected["paid_xbt"])
    assert Fraction(fill["maker_realized"], xbt) + paid == Fraction(expected["close_pnl_xbt"])
    assert Fraction(fill["maker_realized"], xbt) == Fraction(expected["net_xbt"])
    assert before["collateral"] + fill["maker_realized"] >= fill["maker_collateral"] > before["collateral"]
    scene.finish()


def impact(scene: Scene, side: int, levels: list[list[str]], notional: Fraction) -> Fraction:
    """The average price at which so much is sold into bids or bought from asks, in ticks; what is left of the levels goes as well."""
    lots = quote = 0
    left = notional
    for price, size in ((Fraction(p) * TICKS, Fraction(q) * COIN) for p, q in levels):
        assert scene.place(CROWD, side, int(price), int(size), market=1) == "OrderAccepted"
        taken = min(int(size), round(left / price))
        left -= taken * price
        (fill,) = named(scene.step(scene.order(HOUSE, 1 - side, int(price), taken, market=1)), "OrderFilled")
        lots, quote = lots + fill["size"], quote + fill["size"] * fill["price"]
        if fill["maker_left"]:
            scene.step(scene.order(HOUSE, 1 - side, int(price), fill["maker_left"], market=1))
    return Fraction(quote, lots)


@of("funding_premium")
def test_a_premium_is_what_the_price_of_their_impact_is_over_the_index(vector: dict[str, Any]) -> None:
    """[FND-1] [MRK-2]: the mark is made of the last price, here the average that the impact notional pays; truncated to ppm."""
    given = vector["inputs"]
    bids = bool(given["bids"])
    scene = Scene().open(0, 0)
    grid = {"tick_size": 10**5, "price_max": 2 * 10**8, "position_max": 4 * 10**6, "open_interest_max": 4 * 10**6}
    scene.step(record("ListMarket", 1, *wide(**grid, imf=10**6, mmf=250_000)))
    for number in (HOUSE, CROWD):
        scene.step(record("OpenAccount", number, key_of(number), 0), scene.credit(number, 10 * RICH))
    index = Fraction(given["index_usd"]) * TICKS * 1_000
    scene.prices(int(index), market=1)
    notional = Fraction(given["impact_notional_usd"]) * TICKS * COIN
    average = round(impact(scene, BUY if bids else SELL, given["bids"] or given["asks"], notional))
    assert scene.place(CROWD, BUY, average, 1, market=1) == "OrderAccepted"
    assert scene.place(HOUSE, SELL, average, 1, market=1) == "OrderAccepted"
    scene.ts_us += HOUR_US - scene.ts_us % HOUR_US - SETTLED * ROUND_US
    rounds(scene, int(index), SETTLED + 3)
    scene.ts_us += HOUR_US
    (told,) = rounds(scene, int(index), 1)
    assert int(Fraction(told["premium"], 1_000)) == vector["expected"]["premium_ppm"]
    scene.finish()
