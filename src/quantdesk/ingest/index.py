"""From verified updates to index prices: which message is of which market, newer than the last, and on the market's scale.

Invariant: an index is the youngest verified price of the market's own feed and nothing else [ORC-1, PYTH-7].
"""

from typing import Final

import msgspec

from quantdesk.model.market import mticks_of
from quantdesk.model.pyth_update import PriceMessage, UpdateReason, UpdateRefused
from quantdesk.model.pyth_verify import Verified

AHEAD_MAX_S: Final = 2
EXPO_RANGE: Final = range(-18, 19)


class IndexPrice(msgspec.Struct, frozen=True):
    """An index of a market. price, conf: 1/1000 tick; publish_s: unix seconds; digest: of the signed update that proves it."""

    market: int
    symbol: str
    price_mticks: int
    conf_mticks: int
    publish_s: int
    digest: bytes


class FeedMarket(msgspec.Struct, frozen=True):
    """A market and the feed that it follows; tick_size: e9 USD."""

    market: int
    symbol: str
    tick_size: int
    feed_id: bytes


class Indices:
    """Newest publish time of every market's feed."""

    def __init__(self) -> None:
        self._markets: dict[bytes, FeedMarket] = {}
        self._newest: dict[bytes, int] = {}

    def add(self, market: FeedMarket) -> None:
        """A market is there."""
        self._markets.setdefault(market.feed_id, market)

    def behind(self, market: int, publish_s: int) -> None:
        """An index of a market was published at a time already: nothing up to it is taken."""
        for feed in self._markets.values():
            if feed.market == market:
                self._newest[feed.feed_id] = max(publish_s, self._newest.get(feed.feed_id, 0))

    @property
    def feed_ids(self) -> tuple[bytes, ...]:
        """Feeds of all markets."""
        return tuple(self._markets)

    def market_of(self, feed_id: bytes) -> FeedMarket | None:
        """The market of a feed."""
        return self._markets.get(feed_id)

    def take(self, verified: Verified, now_s: int) -> list[IndexPrice]:
        """New indices of an update; messages of feeds without a market are passed over.

        Errors: UpdateRefused when a message is of our market and not newer, not positive or ahead of its time: then none is taken.
        """
        found = [(self._markets[p.feed_id], p) for p in verified.prices if p.feed_id in self._markets]
        for _, price in found:
            self._admit(price, now_s)
        for _, price in found:
            self._newest[price.feed_id] = price.publish_time
        return [index_price(market, price, verified.digest) for market, price in found]

    def _admit(self, price: PriceMessage, now_s: int) -> None:
        if price.price <= 0 or price.expo not in EXPO_RANGE:
            raise UpdateRefused(UpdateReason.PRICE, f"expected a price above zero, found {price.price}e{price.expo}")
        newest = self._newest.get(price.feed_id, 0)
        if price.publish_time <= newest or price.publish_time > now_s + AHEAD_MAX_S:
            raise UpdateRefused(
                UpdateReason.REPLAYED,
                f"expected a publish time above {newest} and at most {now_s + AHEAD_MAX_S}, found {price.publish_time}",
            )


def index_price(market: FeedMarket, price: PriceMessage, digest: bytes) -> IndexPrice:
    """A price on the market's scale, rounded down; its confidence rounded up, against whoever relies on it."""
    mticks = mticks_of(price.price, price.expo, market.tick_size)
    conf = -mticks_of(-price.conf, price.expo, market.tick_size)
    if not mticks:
        raise UpdateRefused(
            UpdateReason.PRICE, f"{market.symbol}: {price.price}e{price.expo} is below the scale of the market"
        )
    return IndexPrice(market.market, market.symbol, mticks, conf, price.publish_time, digest)
