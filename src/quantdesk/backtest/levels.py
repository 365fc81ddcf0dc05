"""The book of the tape: lots of each price on our grid, and the levels near the touch.

Invariant: prices of a side are kept sorted, best first; what does not lie on our grid is refused, nothing is rounded.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import Final

import msgspec

from quantdesk.model.errors import Invalid
from quantdesk.model.feed import BookDelta, BookSnapshot, FeedEvent, Quote
from quantdesk.model.records_gen import Side

DEPTH: Final = 20
"""Levels a side that are rebuilt in the exchange."""

Spot = tuple[Side, int]
"""Side and price in ticks."""


class Grid(msgspec.Struct, frozen=True):
    """Tick and lot of our market in e9."""

    tick_e9: int
    lot_e9: int

    def ticks(self, price_e9: int) -> int:
        """A price of the tape in ticks. Raises Invalid: it lies between two ticks."""
        return _steps(price_e9, self.tick_e9, "price")

    def lots(self, size_e9: int) -> int:
        """A size of the tape in lots. Raises Invalid: it is no whole number of lots."""
        return _steps(size_e9, self.lot_e9, "size")


class TapeBook:
    """The levels that the tape has told, on our grid."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        # Prices of bids are kept negative, so that the best stands first on both sides.
        self._lots: dict[Side, dict[int, int]] = {Side.BUY: {}, Side.SELL: {}}
        self._order: dict[Side, list[int]] = {Side.BUY: [], Side.SELL: []}

    def take(self, event: FeedEvent) -> bool:
        """Applies an event; whether levels have changed. Raises Invalid: a level off our grid."""
        if isinstance(event, BookSnapshot):
            self._lots, self._order = {Side.BUY: {}, Side.SELL: {}}, {Side.BUY: [], Side.SELL: []}
        if isinstance(event, BookSnapshot | BookDelta):
            for side, levels in ((Side.BUY, event.bids), (Side.SELL, event.asks)):
                for price, size in levels:
                    self._set(side, self._key(side, price), size)
            return True
        if isinstance(event, Quote):
            bid = self._quoted(Side.BUY, event.bid_price, event.bid_size)
            return self._quoted(Side.SELL, event.ask_price, event.ask_size) or bid
        return False

    def touch(self) -> tuple[int, int] | None:
        """Best bid and best ask in ticks; None while the tape's book is crossed or one-sided."""
        bids, asks = self._order[Side.BUY], self._order[Side.SELL]
        return (-bids[0], asks[0]) if bids and asks and -bids[0] < asks[0] else None

    def wanted(self, also: Iterable[Spot] = ()) -> dict[Spot, int]:
        """Lots of the best levels, and of those of `also` that exist deeper; empty while the tape's book is crossed or one-sided."""
        if self.touch() is None:
            return {}
        found = {}
        for side, order in self._order.items():
            lots = self._lots[side]
            for key in order[:DEPTH]:
                found[side, abs(key)] = lots[key]
        for side, price in also:
            size = self._lots[side].get(-price if side == Side.BUY else price)
            if size is not None:
                found[side, price] = size
        return found

    def _quoted(self, side: Side, price: int, size: int) -> bool:
        """The best price comes more often than deltas: what lies beyond it is gone. Whether anything changed."""
        key, order = self._key(side, price), self._order[side]
        beyond = bisect_left(order, key)
        for gone in order[:beyond]:
            del self._lots[side][gone]
        del order[:beyond]
        return self._set(side, key, size) or beyond > 0

    def _set(self, side: Side, key: int, size: int) -> bool:
        lots, order = self._lots[side], self._order[side]
        known = lots.get(key)
        if size:
            if known is None:
                insort(order, key)
            lots[key] = self.grid.lots(size)
        elif known is not None:
            del lots[key], order[bisect_left(order, key)]
        return known != lots.get(key)

    def _key(self, side: Side, price: int) -> int:
        return -self.grid.ticks(price) if side == Side.BUY else self.grid.ticks(price)


def _steps(value: int, step: int, what: str) -> int:
    count, rest = divmod(value, step)
    if rest:
        raise Invalid(f"expected a {what} of the tape on our grid of {step} e-9, found {value} e-9")
    return count
