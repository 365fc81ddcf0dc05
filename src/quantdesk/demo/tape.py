"""The tape of a market: the recorded feed where there is one, else a made-up one, in real time or as fast as it is read.

Invariant: a tape is one pass; its events come in order, and none earlier than its own time says at the wanted speed.
"""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from itertools import takewhile
from pathlib import Path
from typing import Final

from quantdesk.model.feed import FeedEvent, feed_ordered
from quantdesk.model.feed_synthetic import SYNTHETIC, synthetic_feed
from quantdesk.runtime.clock import monotonic_ns, now_us

RECORDED: Final = {"BTC-PERP": Path("l2_trades_binance_usdm", "btcusdt_20240808.gz")}
SYNTHETIC_PASS_US: Final = 600_000_000
"""A made-up tape ends after this long and begins again, like a recorded one."""
SLEEP_MIN_S: Final = 0.002


def tape(symbol: str, data: str, limit_us: int | None = None) -> Iterator[FeedEvent]:
    """One pass over a market's feed; data: folder of recorded data or ""; limit_us: ends after so much feed time."""
    first_us: int | None = None
    for event in _events(symbol, data):
        first_us = event.ts_us if first_us is None else first_us
        if limit_us is not None and event.ts_us - first_us > limit_us:
            return
        yield event


async def paced(events: Iterator[FeedEvent], speed: float) -> AsyncIterator[FeedEvent]:
    """The events at `speed` times real time; 0: without waiting, but letting others run."""
    started_ns = monotonic_ns()
    first_us: int | None = None
    for event in events:
        if first_us is None:
            first_us = event.ts_us
        if speed:
            wait_s = (event.ts_us - first_us) / 1e6 / speed - (monotonic_ns() - started_ns) / 1e9
            if wait_s > SLEEP_MIN_S:
                await asyncio.sleep(wait_s)
        yield event


def _events(symbol: str, data: str) -> Iterator[FeedEvent]:
    recorded = RECORDED.get(symbol)
    if data and recorded is not None and (path := Path(data) / recorded).is_file():
        with gzip.open(path) as lines:
            yield from feed_ordered(lines)
        return
    start_us = now_us()
    yield from takewhile(
        lambda event: event.ts_us < start_us + SYNTHETIC_PASS_US, synthetic_feed(SYNTHETIC[symbol], start_us)
    )
