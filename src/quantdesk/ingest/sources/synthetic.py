"""Made-up markets in real time, for desks without a network and without recordings.

Invariant: the same seed gives the same moves; it is named synthetic wherever it is shown.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from quantdesk.ingest.received import Received
from quantdesk.model.feed_synthetic import SyntheticMarket, synthetic_feed
from quantdesk.runtime.clock import monotonic_ns, now_us

NAME: Final = "synthetic"
SLEEP_MIN_S: Final = 0.002


async def synthetic(symbol: str, market: SyntheticMarket) -> AsyncIterator[Received]:
    """Events of one market that never ends."""
    started_ns, start_us = monotonic_ns(), now_us()
    for number, event in enumerate(synthetic_feed(market, start_us), 1):
        wait_s = (event.ts_us - start_us) / 1e6 - (monotonic_ns() - started_ns) / 1e9
        if wait_s > SLEEP_MIN_S:
            await asyncio.sleep(wait_s)
        yield Received(NAME, symbol, now_us(), event, number)
