"""Index and mark of a market from the best bid and ask of a feed.

Until oracle prices exist both are the middle of the feed, which is what ORC-1 calls a local network's price.
Invariant: a price is only sent when both sides are known, bid below ask, and at most once an interval.
"""

from typing import Final

from quantdesk.model.feed import BookSnapshot, FeedEvent, Quote

MTICKS_PER_TICK: Final = 1_000
INTERVAL_US: Final = 250_000


class MarketPrice:
    """Latest middle of one market and when it was last sent."""

    __slots__ = ("_sent_us", "_tick_size", "market", "price_mticks")

    def __init__(self, market: int, tick_size: int) -> None:
        """market: its number; tick_size: e9 USD of one tick."""
        self.market = market
        self.price_mticks = 0
        self._tick_size = tick_size
        self._sent_us = 0

    def take(self, event: FeedEvent) -> None:
        """Notes the middle of a quote or snapshot; other events say nothing about it."""
        if isinstance(event, Quote):
            self._note(event.bid_price, event.ask_price)
        elif isinstance(event, BookSnapshot) and event.bids and event.asks:
            self._note(max(event.bids)[0], min(event.asks)[0])

    def due(self, now_us: int) -> bool:
        """Whether a price is known and the interval since the last one sent has passed; the caller then sends it."""
        if not self.price_mticks or now_us - self._sent_us < INTERVAL_US:
            return False
        self._sent_us = now_us
        return True

    def _note(self, bid: int, ask: int) -> None:
        if 0 < bid < ask:
            self.price_mticks = (bid + ask) * MTICKS_PER_TICK // (2 * self._tick_size)
