"""Quotes of a maker: what it wants resting around the index, given what it holds.

Invariant: the same seed, indices and positions give the same quotes; every bid is below every ask; the side that adds to a position
shrinks as the position grows and is empty at the limit. No I/O, no clock.
"""

import random
from typing import Final

import msgspec

from quantdesk.demo.mirror import Place
from quantdesk.model.records_gen import Side

PPM: Final = 1_000_000
MTICKS: Final = 1_000
ATOMS: Final = 1_000_000
SNAPPED_FROM: Final = 2
"""Levels from this one on lie on a coarser grid, so that a small move of the index leaves them where they are."""
DEEPER: Final = 0.25
"""Each level is larger than the best one by so much more."""
SIZE_SPREAD: Final = 0.5
CHANGED: Final = 0.2
"""How often one of the sizes is thought over."""
MOOD_KEPT: Final = 0.995


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """How a maker quotes and how a crowd trades. *_ppm: of the price; clip (a best level, a trade) and limit (a position): USD."""

    half_ppm: int
    """From the fair price to the best quotes."""
    step_ppm: int
    """Between levels."""
    levels: int = 12
    clip: int
    limit: int
    skew_ppm: int
    """How far a full position moves the fair price."""
    mood_ppm: int
    """How far the maker's own opinion strays from the index: what funding comes from."""
    trades_per_s: float


BUSY: Final = Style(
    half_ppm=15, step_ppm=25, levels=15, clip=6_000, limit=400_000, skew_ppm=250, mood_ppm=120, trades_per_s=1.0
)
STEADY: Final = Style(
    half_ppm=100, step_ppm=90, clip=2_000, limit=120_000, skew_ppm=500, mood_ppm=250, trades_per_s=0.3
)
LIVELY: Final = Style(half_ppm=200, step_ppm=150, clip=800, limit=40_000, skew_ppm=900, mood_ppm=500, trades_per_s=0.3)
STYLES: Final = {
    "BTC-PERP": BUSY,
    "ETH-PERP": BUSY,
    "SOL-PERP": BUSY,
    "AVAX-PERP": STEADY,
    "BNB-PERP": STEADY,
    "JUP-PERP": STEADY,
    "PYTH-PERP": STEADY,
    "BONK-PERP": LIVELY,
    "WIF-PERP": LIVELY,
    "DOGE-PERP": LIVELY,
}


class Quoter:
    """One maker's view of one market."""

    def __init__(self, tick_value: int, style: Style, rng: random.Random) -> None:
        """tick_value: atoms of one tick of one lot."""
        self._tick_value = tick_value
        self._style = style
        self._rng = rng
        self._mood = 0.0
        self._sizes: dict[Place, float] = {}

    def wanted(self, index_mticks: int, position_lots: int) -> dict[Place, int]:
        """Lots wanted at each level; index: 1/1000 tick, above zero."""
        style = self._style
        limit = lots_of(self._tick_value, style.limit, index_mticks)
        held_ppm = max(-PPM, min(PPM, position_lots * PPM // limit))
        self._mood = self._mood * MOOD_KEPT + self._rng.gauss(0.0, style.mood_ppm * 0.1)
        lean_ppm = -style.skew_ppm * held_ppm // PPM + round(self._mood)
        fair = index_mticks * (PPM + lean_ppm) // PPM
        snap = max(1, index_mticks * style.step_ppm // (PPM * MTICKS))
        best = lots_of(self._tick_value, style.clip, index_mticks)
        self._think_over()
        wanted: dict[Place, int] = {}
        kept: dict[Place, float] = {}
        for side, sign in ((Side.BUY, -1), (Side.SELL, 1)):
            room_ppm = PPM - max(0, -sign * held_ppm)
            for level, price in enumerate(_prices(fair, side, style, snap)):
                place = side, price
                kept[place] = self._sizes.get(place) or self._rng.lognormvariate(0.0, SIZE_SPREAD)
                lots = int(best * kept[place] * (1 + DEEPER * level)) * room_ppm // PPM
                if lots and place[1] > 0:
                    wanted[place] = wanted.get(place, 0) + lots
        self._sizes = kept
        return wanted

    def _think_over(self) -> None:
        if self._sizes and self._rng.random() < CHANGED:
            del self._sizes[self._rng.choice(list(self._sizes))]


def lots_of(tick_value: int, usd: int, price_mticks: int) -> int:
    """Lots that so many USD buy at a price, rounded down, at least one."""
    return max(1, usd * ATOMS * MTICKS // (tick_value * price_mticks))


def _prices(fair: int, side: Side, style: Style, snap: int) -> list[int]:
    """Ticks of one side's levels, best first, rounded away from the fair price; snap: ticks between levels."""
    sign = -1 if side == Side.BUY else 1
    best = -(-sign * fair * (PPM + sign * style.half_ppm) // (PPM * MTICKS)) * sign
    exact = [best + sign * snap * level for level in range(SNAPPED_FROM)]
    outside = exact[-1] // snap if side == Side.BUY else -(-exact[-1] // snap)
    return exact + [(outside + sign * level) * snap for level in range(1, style.levels - SNAPPED_FROM + 1)]
