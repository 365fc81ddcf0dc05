"""The crowd: who takes in a market. Most trade at random, some follow the index where it has been going.

Invariant: the same seed, moments and prices give the same trades; a trade never takes the crowd's position beyond its limit. No I/O, no
clock.
"""

import random
from typing import Final

import msgspec

from quantdesk.demo.quotes import MTICKS, PPM, Style, lots_of
from quantdesk.model.records_gen import Side

TREND_SHARE: Final = 0.3
TREND_FADES: Final = 0.03
"""How much of the distance the remembered index closes with each look."""
TREND_PPM: Final = 60
"""The index must have moved so far from where it was for trend to see it."""
LEAN: Final = 0.4
"""How much less often the crowd adds to a full position than it reduces it."""
CLIP_PART: Final = 0.3
"""A trade is typically so much of a maker's best level."""
SIZE_SPREAD: Final = 0.9
SLACK_PPM: Final = 300
"""How much worse than the best price a trade may be."""
DEAR_PPM: Final = 5_000
"""A best price so much worse than the index is a hole in the book, not a price: nobody takes it."""


class Seen(msgspec.Struct, frozen=True):
    """What the crowd looks at: best prices in ticks, 0: none, and the index in 1/1000 tick."""

    bid: int
    ask: int
    index_mticks: int


class Take(msgspec.Struct, frozen=True):
    """A trade to try: up to so many lots, no worse than the price."""

    side: Side
    price: int
    lots: int


class Crowd:
    """Takers of one market."""

    def __init__(self, tick_value: int, style: Style, rng: random.Random) -> None:
        """tick_value: atoms of one tick of one lot."""
        self._tick_value = tick_value
        self._style = style
        self._rng = rng
        self._remembered: float = 0.0

    def wait_s(self) -> float:
        """Seconds until the next one makes up his mind."""
        return self._rng.expovariate(self._style.trades_per_s)

    def decide(self, seen: Seen, position_lots: int) -> Take | None:
        """What the next one does; None: nothing, or there is nobody to trade with."""
        index = seen.index_mticks
        self._remembered += ((index - self._remembered) * TREND_FADES) if self._remembered else index
        limit = lots_of(self._tick_value, self._style.limit, index)
        held = max(-1.0, min(1.0, position_lots / limit))
        follows = self._rng.random() < TREND_SHARE
        chance, size = self._rng.random(), self._rng.lognormvariate(0.0, SIZE_SPREAD)
        moved_ppm = (index - self._remembered) * PPM / index
        if follows and abs(moved_ppm) < TREND_PPM:
            return None
        buys = moved_ppm > 0 if follows else chance < 0.5 - LEAN * held
        best = seen.ask if buys else seen.bid
        room = limit - position_lots if buys else limit + position_lots
        lots = min(room, max(1, int(lots_of(self._tick_value, self._style.clip, index) * CLIP_PART * size)))
        if not best or lots <= 0 or _is_dear(best, index, buys=buys):
            return None
        slack = best * SLACK_PPM // PPM + 1
        return Take(Side.BUY, best + slack, lots) if buys else Take(Side.SELL, max(1, best - slack), lots)


def _is_dear(best: int, index_mticks: int, *, buys: bool) -> bool:
    """Whether a best price (ticks) is too far from the index to be taken."""
    worse = best * MTICKS - index_mticks if buys else index_mticks - best * MTICKS
    return worse * PPM > index_mticks * DEAR_PPM
