"""An hour of the recorded feed through ingestion: judged, signed, proven, kept; its memory must not grow."""

import gc
import os
from pathlib import Path
from typing import cast

from quantdesk.bus.commands import CommandClient
from quantdesk.ingest.flow import Flow
from quantdesk.ingest.local_prices import LocalPrices
from quantdesk.ingest.received import Received
from quantdesk.ingest.sources.replay import BINANCE_FILE, REPLAY_SYMBOL, moved, recorded
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.model.pyth_sign import local_trust
from quantdesk.runtime.metrics import Metrics
from quantdesk.store.pool import open_pool
from tests.unit.ingest.test_flow import Engine, market_told

FEED_US = int(os.environ.get("SOAK_FEED_S", "3600")) * 1_000_000
WARM_US = FEED_US // 6
START_US = 1_790_000_000_000_000
SIGN_EVERY_US = 100_000
FLUSH_EVERY_US = 2_000_000
# Allocators round up; what leaks ten bytes an event would show as three million.
GROWTH_BYTES_MAX = 12 << 20
KEY = b"\x31" * 32


class Forgetful(Engine):
    """Takes every index and keeps none."""

    async def send(self, records: bytes) -> bytes:
        events = await super().send(records)
        self.count = getattr(self, "count", 0) + len(self.sent)
        self.sent.clear()
        return events


def resident_bytes() -> int:
    """Memory of this process that is in RAM and no file's."""
    gc.collect()
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1_024
    raise AssertionError("no RssAnon in /proc")


async def test_memory_stays_flat_over_an_hour_of_replay(database_url: str, data_folder: Path) -> None:
    """DATA-1 to DATA-6 on one feed, again and again, each turn behind the last."""
    trust = local_trust(KEY, GENESIS_HASH_LOCALNET, 1_000)
    engine = Forgetful()
    flow = Flow(cast(CommandClient, engine), GENESIS_HASH_LOCALNET, LocalPrices(KEY, trust), Metrics("soak"))
    flow.trusts = [trust]
    flow.market_add(market_told())
    flow.origins["replay"] = "replay"
    pool = await open_pool(database_url, size=1)
    at_us = signed_us = flushed_us = turn_us = START_US
    warm = turn = events = 0
    try:
        while at_us - START_US < FEED_US:
            first_us = 0
            for received in recorded(data_folder / BINANCE_FILE, REPLAY_SYMBOL):
                first_us = first_us or received.recv_us
                told: Received = moved(received, turn_us - first_us, turn)
                at_us = told.recv_us
                events += 1
                await flow.take(told)
                if at_us - signed_us >= SIGN_EVERY_US:
                    signed_us = at_us
                    flow.check(at_us)
                    await flow.local_prices(at_us)
                if at_us - flushed_us >= FLUSH_EVERY_US:
                    flushed_us = at_us
                    await flow.rows.flush(pool)
                if not warm and at_us - START_US >= WARM_US:
                    warm = resident_bytes()
            turn, turn_us = turn + 1, at_us + 1_000_000
        grown = resident_bytes() - warm
    finally:
        await pool.close()
    assert engine.count > FEED_US // 1_200_000, "an index each second or so"
    assert grown < GROWTH_BYTES_MAX, f"{grown / 1e6:.1f} MB more after {events:,} events"
