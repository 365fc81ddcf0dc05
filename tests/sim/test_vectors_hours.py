"""Published numbers of premiums and funding, by core, judge and auditor. Each test says what it converts.

A last price far from the index holds the mark half the maintenance fraction away (MRK-2): so an hour has the premium that a case gives.
"""

from fractions import Fraction
from math import lcm
from typing import Any

from tests.sim.judge.state import BUY, SELL
from tests.sim.records import record, set_index
from tests.sim.scene import Scene
from tests.sim.vectors import CROWD, HERO, HOUSE, RICH, Held, Vector, brought, exact, gives, named, of, view_of, wide
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


# What the rate of an hour is here, of eight hours and ppm: within our cap, and with the interest a whole number of the mark's bounds.
RATE_8H = 25_000
INTEREST = 500


@of("funding_index", gives("funding_rate_ppm_8h"))
def test_an_index_moves_by_rate_times_price_over_the_hours(vector: Vector) -> None:
    """[FND-2] [FND-3]: their rates may be beyond our cap: ours is always the same, and the price has the rest; so has it the hours."""
    given = vector["inputs"]
    rate = given["funding_rate_ppm_8h"]
    price = given["price"] * Fraction(10) ** (given["price_exponent"] + given["base_atomic_resolution"] + 6)
    worth = price * given["elapsed_hours"] * abs(rate) / RATE_8H * 10**6
    # Their index in 1e-6 quanta is ours in atoms of a lot, in ticks as fine as may be; of an even number half the fraction is whole.
    power = next(power for power in range(16) if worth < 10**9 * 10**power)
    grid = {"lot_size": 10**6 * 10**power, "price_max": 2 * 10**9, "order_max": 1, "position_max": 1}
    index = 2 * round(worth / 10**power / 2)
    sign = 1 if rate > 0 else -1
    scene = brought(
        {0: Held(1, index * (100 + 5 * sign) // 100)},
        10**12,
        grid=grid | {"open_interest_max": 1},
        imf=200_000,
        mmf=2 * (RATE_8H + INTEREST),
    )
    told = hour_of(scene, index * 1_000)
    assert Fraction(told["rate"], 1_000) == Fraction(sign * RATE_8H, 8)
    rounded = Fraction(RATE_8H, 8 * 10**6) * abs(worth - index * 10**power)
    assert abs(told["funding"] - vector["expected"]["index_delta"]) <= rounded + (rounded > 0)
    scene.finish()


@of("funding_index", gives("premium"))
def test_a_premium_beyond_the_interest_is_paid_by_its_part_of_eight_hours(vector: Vector) -> None:
    """[FND-2] [FND-3]: the premium less 0.05 % of the price in 8 hours; our hour is as many of their steps as it has."""
    given, expected = vector["inputs"], vector["expected"]
    steps = Fraction(3_600, given["elapsed_s"])
    coins = exact(given["position"].split()[0])
    sign, premium = (1 if coins > 0 else -1), exact(given["premium"])
    # A tick of 0.1 USD; one lot is all there is.
    grid = {"tick_size": 10**8, "lot_size": int(abs(coins) * 10**9), "price_max": 10**6, "order_max": 10}
    grid |= {"position_max": 10, "open_interest_max": 10}
    index, mmf = given["spot"] * 10, int(abs(premium) * 2 * 10**6)
    entry = index * (102 if premium > 0 else 98) // 100
    scene = brought({0: Held(sign, entry)}, 10**12, grid=grid, imf=200_000, mmf=mmf)
    before = view_of(scene, HERO, "PositionView")["unrealized"]
    told = hour_of(scene, index * 1_000)
    assert told["premium"] == premium * 10**9
    assert Fraction(told["funding"], USD) / abs(coins) / steps == exact(expected["index_delta"])
    moved = (index * 1_000 * (1 + premium) - entry * 1_000) * sign * int(abs(coins) * 10**5) / 1_000
    paid = view_of(scene, HERO, "PositionView")["unrealized"] - before - moved
    # The value of the position is floored before and after.
    assert abs(Fraction(paid, USD) / steps - exact(expected["pnl_usd"])) <= Fraction(1, USD)
    scene.finish()


@of("funding_payment", gives("contracts"))
def test_an_inverse_contract_is_a_linear_one_from_the_other_side(vector: Vector) -> None:
    """[FND-3] [PNL-4]: long contracts of 1 USD are short as many lots whose price is in XBT: both prices are whole ticks of the least
    part of one that both divide. Their payments are one hour here."""
    given, expected = vector["inputs"], vector["expected"]
    contracts, ticks = given["contracts"], lcm(given["price"], given["close_price"])
    entry, close = ticks // given["price"], ticks // given["close_price"]
    value, rate = 100, exact(expected["funding_rate"])
    assert Fraction(contracts * entry, ticks) == exact(expected["position_xbt"])
    grid = {"lot_size": 10**8, "price_max": 10**4, "order_max": 10**5}
    # Shorts pay at a rate below zero; the interest draws it back by 0.05 % in 8 hours.
    mmf = int((abs(rate) * 8 + Fraction(5, 10_000)) * 2 * 10**6)
    scene = brought({0: Held(-contracts, entry)}, 10**9, grid=grid, imf=200_000, mmf=mmf)
    scene.step(record("SetFeeTier", key_of(1), 2), record("OpenAccount", 5, key_of(5), 0), scene.credit(5, 10**9))
    last = entry - 1 if rate > 0 else entry + 1
    assert scene.place(5, SELL, last, 1, market=1) == "OrderAccepted"
    assert scene.place(HOUSE, BUY, last, 1, market=1) == "OrderAccepted"
    told = hour_of(scene, entry * 1_000)
    assert Fraction(told["rate"], 10**9) == -rate
    assert scene.place(HERO, BUY, close, contracts, market=1) == "OrderAccepted"
    (fill,) = named(scene.step(scene.order(CROWD, SELL, close, contracts, market=1)), "OrderFilled")
    xbt = ticks * value
    paid = Fraction(-told["funding"] * contracts, xbt)
    assert paid == exact(expected["paid_xbt"])
    assert Fraction(fill["maker_realized"], xbt) + paid == exact(expected["close_pnl_xbt"])
    assert Fraction(fill["maker_realized"], xbt) == exact(expected["net_xbt"])
    scene.finish()


def impact(scene: Scene, side: int, levels: list[list[str]], notional: Fraction) -> Fraction:
    """The average price at which so much is sold into bids or bought from asks, in ticks; what is left of a level goes as well."""
    lots = quote = 0
    left = notional
    for price, size in ((Fraction(p) * TICKS, Fraction(q) * COIN) for p, q in levels):
        taken = min(int(size), round(left / price))
        if not taken:
            break
        assert scene.place(CROWD, side, int(price), int(size), market=1) == "OrderAccepted"
        left -= taken * price
        (fill,) = named(scene.step(scene.order(HOUSE, 1 - side, int(price), taken, market=1)), "OrderFilled")
        lots, quote = lots + fill["size"], quote + fill["size"] * fill["price"]
        if fill["maker_left"]:
            scene.step(scene.order(HOUSE, 1 - side, int(price), fill["maker_left"], market=1))
    return Fraction(quote, lots)


@of("funding_premium")
def test_a_premium_is_what_the_price_of_their_impact_is_over_the_index(vector: Vector) -> None:
    """[FND-1] [MRK-2]: the mark is made of the last price, here the average that the impact notional pays; truncated to ppm. An index
    inside the book is the last price itself."""
    given = vector["inputs"]
    index = exact(given["index_usd"]) * TICKS * 1_000
    above = [row for row in given["bids"] if exact(row[0]) * TICKS * 1_000 > index]
    below = [row for row in given["asks"] if exact(row[0]) * TICKS * 1_000 < index]
    scene = Scene().open(0, 0)
    grid = {"tick_size": 10**5, "price_max": 2 * 10**8, "position_max": 4 * 10**6, "open_interest_max": 4 * 10**6}
    scene.step(record("ListMarket", 1, *wide(**grid, imf=10**6, mmf=250_000)))
    for number in (HOUSE, CROWD):
        scene.step(record("OpenAccount", number, key_of(number), 0), scene.credit(number, 10 * RICH))
    scene.prices(int(index), market=1)
    notional = exact(given["impact_notional_usd"]) * TICKS * COIN
    average = round(index / 1_000)
    if above or below:
        side, levels = (BUY, given["bids"]) if above else (SELL, given["asks"])
        average = round(impact(scene, side, levels, notional))
    assert scene.place(CROWD, BUY, average, 1, market=1) == "OrderAccepted"
    assert scene.place(HOUSE, SELL, average, 1, market=1) == "OrderAccepted"
    scene.ts_us += HOUR_US - scene.ts_us % HOUR_US - SETTLED * ROUND_US
    rounds(scene, int(index), SETTLED + 3)
    scene.ts_us += HOUR_US
    (told,) = rounds(scene, int(index), 1)
    assert int(Fraction(told["premium"], 1_000)) == vector["expected"]["premium_ppm"]
    scene.finish()
