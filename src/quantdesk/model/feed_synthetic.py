"""A made-up feed of the same shape as a recorded one: snapshot, deltas, quotes and trades of a market that wanders.

The price moves in regimes (calm, trend up or down, volatile) that last some seconds; levels near the touch are thin and
change often, deeper ones are thick. Invariant: the same seed and market give the same events, bit by bit; bids stay below asks.
"""

import random
from collections.abc import Iterator
from typing import Final

import msgspec

from quantdesk.model.feed import E9, BookDelta, BookSnapshot, FeedEvent, Level, Print, Quote

LEVELS: Final = 40
PRINTS_PER_STEP: Final = 1.5
REGIME_STEPS: Final = (60, 600)


class SyntheticMarket(msgspec.Struct, frozen=True):
    """What a made-up market looks like; prices and sizes in e9."""

    seed: int
    price: int
    tick: int
    lot: int
    level_lots: int
    """Typical lots of the best level."""
    step_ticks: float
    """Typical move of the middle in one step of a calm market, in ticks."""
    step_us: int = 50_000
    """Time between two deltas: the recorded feed of BTC has 19 a second; quieter markets cost a desk less."""
    levels: int = LEVELS


QUIET_US: Final = 250_000
QUIET_LEVELS: Final = 20


def _quiet(seed: int, price: int, tick: int, lot: int, level_lots: int, step_ticks: float) -> SyntheticMarket:
    return SyntheticMarket(seed, price, tick, lot, level_lots, step_ticks, QUIET_US, QUIET_LEVELS)


SYNTHETIC: Final = {
    "BTC-PERP": SyntheticMarket(
        seed=1, price=61_800 * E9, tick=E9 // 10, lot=E9 // 1_000, level_lots=800, step_ticks=4.0
    ),
    "ETH-PERP": _quiet(2, 3_000 * E9, E9 // 100, E9 // 100, 900, 6.0),
    "SOL-PERP": _quiet(3, 150 * E9, E9 // 100, E9 // 10, 700, 1.2),
    "AVAX-PERP": _quiet(4, 20 * E9, E9 // 1_000, E9 // 10, 500, 2.0),
    "BNB-PERP": _quiet(5, 600 * E9, E9 // 100, E9 // 100, 400, 4.0),
    "JUP-PERP": _quiet(6, E9 // 2, E9 // 100_000, E9, 9_000, 5.0),
    "BONK-PERP": _quiet(7, 20_000, 1, 10_000 * E9, 4_000, 2.0),
    "WIF-PERP": _quiet(8, E9 * 8 // 10, E9 // 100_000, E9, 6_000, 9.0),
    "PYTH-PERP": _quiet(9, E9 * 15 // 100, E9 // 100_000, 10 * E9, 2_000, 2.0),
    "DOGE-PERP": _quiet(10, E9 // 5, E9 // 100_000, 10 * E9, 3_000, 3.0),
}
"""Made-up markets by symbol, at the prices that a local desk opens with: a mark follows its index slowly [MRK-2]. The grid is that of
the feed, not of our market."""


class _Regime(msgspec.Struct, frozen=True):
    drift: float
    swing: float


REGIMES: Final = (_Regime(0.0, 1.0), _Regime(0.25, 1.2), _Regime(-0.25, 1.2), _Regime(0.0, 3.5))


def synthetic_feed(market: SyntheticMarket, start_us: int) -> Iterator[FeedEvent]:
    """Endless events from start_us on; the middle is drawn back to the first price, so that it stays near it for ever."""
    rng = random.Random(market.seed)  # noqa: S311 - a made-up market must repeat itself
    home = market.price // market.tick
    mid = float(home)
    regime, left = REGIMES[0], 0
    bids, asks = _sides(rng, market, int(mid))
    update_id, ts_us = 1, start_us
    yield BookSnapshot(ts_us, update_id, _priced(bids, market), _priced(asks, market))
    while True:
        if left == 0:
            regime, left = rng.choice(REGIMES), rng.randint(*REGIME_STEPS)
        left -= 1
        pull = (home - mid) * 0.0005
        mid = max(market.levels * 2.0, mid + market.step_ticks * (rng.gauss(regime.drift, regime.swing)) + pull)
        yield from _prints(rng, market, ts_us, bids, asks)
        ts_us += market.step_us
        bids_next, asks_next = _moved(rng, market, bids, asks, int(mid))
        update_id += 1
        yield BookDelta(
            ts_us, update_id, update_id - 1, _changes(bids, bids_next, market), _changes(asks, asks_next, market)
        )
        bids, asks = bids_next, asks_next
        bid, ask = max(bids), min(asks)
        tick, lot = market.tick, market.lot
        yield Quote(ts_us, bid * tick, bids[bid] * lot, ask * tick, asks[ask] * lot)


def _lots(rng: random.Random, market: SyntheticMarket, depth: int) -> int:
    return max(1, int(market.level_lots * rng.lognormvariate(0.0, 0.9) * (1 + depth * 0.15)))


def _sides(rng: random.Random, market: SyntheticMarket, mid: int) -> tuple[dict[int, int], dict[int, int]]:
    bids = {mid - depth: _lots(rng, market, depth) for depth in range(market.levels)}
    asks = {mid + 1 + depth: _lots(rng, market, depth) for depth in range(market.levels)}
    return bids, asks


def _moved(
    rng: random.Random, market: SyntheticMarket, bids: dict[int, int], asks: dict[int, int], mid: int
) -> tuple[dict[int, int], dict[int, int]]:
    """Both sides around a new middle: levels that stay keep their size, one in six of them changes it."""

    def side(old: dict[int, int], best: int, away: int) -> dict[int, int]:
        fresh: dict[int, int] = {}
        for depth in range(market.levels):
            price = best + away * depth
            lots = old.get(price)
            fresh[price] = _lots(rng, market, depth) if lots is None or rng.random() < 1 / 6 else lots
        return fresh

    return side(bids, mid, -1), side(asks, mid + 1, 1)


def _prints(
    rng: random.Random, market: SyntheticMarket, ts_us: int, bids: dict[int, int], asks: dict[int, int]
) -> Iterator[Print]:
    count = min(8, int(rng.expovariate(1 / PRINTS_PER_STEP)))
    for number in range(count):
        buy = rng.random() < 0.5
        price = min(asks) if buy else max(bids)
        lots = max(1, int(market.level_lots * rng.paretovariate(1.6) * 0.05))
        yield Print(ts_us + (number + 1) * market.step_us // 10, price * market.tick, lots * market.lot, buy)


def _changes(old: dict[int, int], new: dict[int, int], market: SyntheticMarket) -> list[Level]:
    changed = {price: lots for price, lots in new.items() if old.get(price) != lots}
    changed.update({price: 0 for price in old if price not in new})
    return _priced(changed, market)


def _priced(levels: dict[int, int], market: SyntheticMarket) -> list[Level]:
    return [(price * market.tick, lots * market.lot) for price, lots in levels.items()]
