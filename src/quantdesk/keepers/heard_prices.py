"""Price updates of late as ingestion tells them, each proven here again [PYTH-2 to 5].

Invariant: what comes out was signed by a quorum that holds now, whoever told it. It is a memory of moments: without it everything is
right, only later, out of the table.
"""

from collections import deque
from typing import Final

from msgspec import Struct

from quantdesk.bus.price_updates import updates_heard
from quantdesk.model.market import mticks_of
from quantdesk.model.pyth_update import PriceMessage, UpdateRefused
from quantdesk.model.pyth_verify import Judge, Trust, update_verify
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.runtime.log import get
from quantdesk.store.market_data import trusts
from quantdesk.store.pool import STORE_ERRORS, Pool

KEPT: Final = 64
"""Prices of a feed."""
FEEDS_MAX: Final = 1_024
TRUST_EVERY_S: Final = 10.0


class Proven(Struct, frozen=True):
    """A price and the signed update that it stands in."""

    price: PriceMessage
    update: bytes


class HeardPrices:
    """Newest prices by feed."""

    def __init__(self) -> None:
        self._prices: dict[bytes, deque[Proven]] = {}
        self.refused = 0

    def take(self, update: bytes, rows: list[Trust], judge: Judge) -> bool:
        """Proves an update and keeps its prices; False when it proves nothing."""
        try:
            verified = update_verify(update, rows, judge)
        except UpdateRefused:
            self.refused += 1
            return False
        for price in verified.prices:
            if price.feed_id in self._prices or len(self._prices) < FEEDS_MAX:
                self._prices.setdefault(price.feed_id, deque(maxlen=KEPT)).append(Proven(price, update))
        return True

    def find(self, feed: bytes, mticks: int, tick_size: int) -> Proven | None:
        """The newest price of a feed that is this index; tick_size: e9 USD."""
        found = [
            each
            for each in self._prices.get(feed, ())
            if mticks_of(each.price.price, each.price.expo, tick_size) == mticks
        ]
        return max(found, key=lambda each: each.price.publish_time, default=None)


async def prices_follow(url: str, pool: Pool, genesis: bytes, heard: HeardPrices) -> None:
    """Keeps what is heard, for ever; rows of trust are read again now and then."""
    rows: list[Trust] = []
    read_s = -TRUST_EVERY_S
    async for update in updates_heard(url):
        if monotonic_s() - read_s >= TRUST_EVERY_S:
            try:
                rows, read_s = await trusts(pool), monotonic_s()
            except STORE_ERRORS as error:
                get().info("trust_awaited", error=type(error).__name__)
        heard.take(update, rows, Judge(now_us() // 1_000_000, genesis))
