"""Sources of market data, one async generator each, paced in real time.

A source yields (symbol, event) for ever and owns nothing but its place in the feed; whoever stops iterating ends it.
"""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

from quantdesk.model.feed import FeedEvent, feed_ordered
from quantdesk.model.feed_synthetic import SyntheticMarket, synthetic_feed
from quantdesk.runtime.clock import monotonic_ns, now_us

REPLAY_FILE: Final = Path("l2_trades_binance_usdm", "btcusdt_20240808.gz")
REPLAY_SYMBOL: Final = "BTC-PERP"
SLEEP_MIN_S: Final = 0.002
"""Events closer than this share one wake-up."""


def replay_path(data: str) -> Path | None:
    """The recorded feed in the data folder; None when no folder is set or it has none."""
    path = Path(data) / REPLAY_FILE
    return path if data and path.is_file() else None


async def replay_source(path: Path) -> AsyncIterator[tuple[str, FeedEvent]]:
    """The recorded Binance USD-M feed of one market, again and again. Errors: FeedInvalid, OSError."""
    while True:
        with gzip.open(path) as lines:
            async for event in _paced(feed_ordered(lines)):
                yield REPLAY_SYMBOL, event


async def synthetic_source(symbol: str, market: SyntheticMarket) -> AsyncIterator[tuple[str, FeedEvent]]:
    """A seeded feed of one market that never ends."""
    async for event in _paced(synthetic_feed(market, now_us())):
        yield symbol, event


async def _paced(events: Iterator[FeedEvent]) -> AsyncIterator[FeedEvent]:
    """Gives each event as long after the first as its own time says."""
    started_ns = monotonic_ns()
    first_us: int | None = None
    for event in events:
        if first_us is None:
            first_us = event.ts_us
        wait_s = (event.ts_us - first_us) / 1e6 - (monotonic_ns() - started_ns) / 1e9
        if wait_s > SLEEP_MIN_S:
            await asyncio.sleep(wait_s)
        yield event
