"""The mirror: what the feed's book looks like near the touch, what we have resting, and the steps from one to the other.

Invariant: at most one order of ours a level; after all steps are done the levels near the touch have the feed's sizes, on our
grid, divided by `part`. No I/O, no clock.
"""

import heapq
from typing import Final, Literal

import msgspec

from quantdesk.model.feed import BookDelta, BookSnapshot, FeedEvent, Level, Quote
from quantdesk.model.records_gen import Side

DEPTH: Final = 20
"""Levels a side that are mirrored."""
GONE_MAX: Final = 10_000
"""Orders that are remembered as gone, because news of their beginning may come after news of their end."""

Place = tuple[Side, int]
"""Side and price in ticks."""


class Grid(msgspec.Struct, frozen=True):
    """Our market's tick and lot in e9; part: sizes are divided by it."""

    tick_e9: int
    lot_e9: int
    part: int = 1

    def ticks(self, side: Side, price_e9: int) -> int:
        """A price on our grid, away from the touch where it lies between two ticks."""
        return price_e9 // self.tick_e9 if side == Side.BUY else -(-price_e9 // self.tick_e9)

    def lots(self, size_e9: int) -> int:
        """A size on our grid, rounded down, at least one lot."""
        return max(1, size_e9 // (self.lot_e9 * self.part))


class FeedBook:
    """The feed's levels, e9."""

    def __init__(self) -> None:
        self._bids: dict[int, int] = {}
        self._asks: dict[int, int] = {}

    def take(self, event: FeedEvent) -> bool:
        """Applies an event; whether levels may have changed."""
        if isinstance(event, BookSnapshot):
            self._bids, self._asks = dict(event.bids), dict(event.asks)
        elif isinstance(event, BookDelta):
            _apply(self._bids, event.bids)
            _apply(self._asks, event.asks)
        elif isinstance(event, Quote):
            self._quoted(event)
            return False
        else:
            return False
        return True

    def wanted(self, grid: Grid) -> dict[Place, int]:
        """Lots that we want at each level near the touch; empty while the feed's book is crossed or one-sided."""
        bids, asks = heapq.nlargest(DEPTH, self._bids), heapq.nsmallest(DEPTH, self._asks)
        if not bids or not asks or bids[0] >= asks[0]:
            return {}
        sizes: dict[Place, int] = {}
        for side, prices, levels in ((Side.BUY, bids, self._bids), (Side.SELL, asks, self._asks)):
            for price in prices:
                place = (side, grid.ticks(side, price))
                sizes[place] = sizes.get(place, 0) + grid.lots(levels[price])
        return sizes

    def _quoted(self, quote: Quote) -> None:
        """The best prices come more often than deltas: what lies beyond them is gone."""
        for price in [price for price in self._bids if price > quote.bid_price]:
            del self._bids[price]
        for price in [price for price in self._asks if price < quote.ask_price]:
            del self._asks[price]
        self._bids[quote.bid_price] = quote.bid_size
        self._asks[quote.ask_price] = quote.ask_size


def _apply(levels: dict[int, int], changes: list[Level]) -> None:
    for price, size in changes:
        if size:
            levels[price] = size
        else:
            levels.pop(price, None)


class Resting(msgspec.Struct):
    """An order of ours: left lots after the command seq."""

    order_id: bytes
    place: Place
    left: int
    seq: int


class Step(msgspec.Struct, frozen=True):
    """One thing to do at a level. order_id: of the order there, if any; lots: wanted."""

    kind: Literal["cancel", "shrink", "replace", "place"]
    place: Place
    order_id: bytes
    lots: int


class Ours:
    """Our resting orders by level and id; news about them may come twice and in any order."""

    def __init__(self) -> None:
        self._by_id: dict[bytes, Resting] = {}
        self._by_place: dict[Place, Resting] = {}
        self._gone: dict[bytes, None] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def clear(self) -> None:
        """Nothing rests."""
        for order_id in list(self._by_id):
            self.gone(order_id)

    def rests(self, order_id: bytes, place: Place, left: int, seq: int) -> None:
        """An order has so many lots left after the command seq; 0: it is gone."""
        known = self._by_id.get(order_id)
        if not left:
            self.gone(order_id)
        elif known is None:
            if order_id not in self._gone:
                self._by_id[order_id] = self._by_place[place] = Resting(order_id, place, left, seq)
        elif seq >= known.seq:
            known.left, known.seq = left, seq

    def gone(self, order_id: bytes) -> None:
        """An order rests no more, whatever older news come later."""
        self._gone[order_id] = None
        if len(self._gone) > GONE_MAX:
            del self._gone[next(iter(self._gone))]
        known = self._by_id.pop(order_id, None)
        if known is not None and self._by_place.get(known.place) is known:
            del self._by_place[known.place]

    def steps(self, wanted: dict[Place, int]) -> list[Step]:
        """What to do so that what we have is what we want: first what frees a level, then what fills one."""
        freeing: list[Step] = []
        filling: list[Step] = []
        for resting in self._by_id.values():
            place = resting.place
            lots = wanted.get(place, 0) if self._by_place.get(place) is resting else 0
            if not lots:
                freeing.append(Step("cancel", place, resting.order_id, 0))
            elif lots < resting.left:
                freeing.append(Step("shrink", place, resting.order_id, lots))
            elif lots > resting.left:
                filling.append(Step("replace", place, resting.order_id, lots))
        for place, lots in wanted.items():
            if place not in self._by_place:
                filling.append(Step("place", place, b"", lots))
        return freeing + filling
