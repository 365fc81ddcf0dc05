"""Keeps snapshots in the background: the loop hands over bytes and goes on.

A snapshot that cannot be kept costs a longer start, nothing else; it is logged and counted.
"""

import asyncio
import gc
import zlib

from quantdesk.engine.gauges import EngineGauges
from quantdesk.runtime.log import get
from quantdesk.store.pool import STORE_ERRORS, Pool
from quantdesk.store.snapshots import Snapshot, snapshot_write, snapshots_prune


class SnapshotKeeper:
    """Writes the newest snapshot it was given; one that comes while another is written replaces what waits."""

    def __init__(self, pool: Pool, gauges: EngineGauges) -> None:
        self._pool = pool
        self._gauges = gauges
        self._waiting: Snapshot | None = None
        self._arrived = asyncio.Event()

    def keep(self, seq: int, ts_us: int, state_hash: bytes, body: bytes) -> None:
        """Takes a state after command seq that is durable."""
        self._waiting = Snapshot(seq, ts_us, state_hash, zlib.crc32(body), body)
        self._arrived.set()

    async def run(self) -> None:
        """Writes, for ever."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            await self.write_waiting()
            # The collector is off in this process; what cycles there are go here, away from the frozen heap.
            gc.collect()

    async def write_waiting(self) -> None:
        """Writes what waits, if anything does."""
        snapshot, self._waiting = self._waiting, None
        if snapshot is None:
            return
        try:
            await snapshot_write(self._pool, snapshot)
            await snapshots_prune(self._pool)
        except STORE_ERRORS as error:
            self._gauges.snapshot_failures.inc()
            get().warning("snapshot_failed", seq=snapshot.seq, reason=repr(error))
            return
        self._gauges.snapshot.set(snapshot.seq)
        get().info("snapshot_kept", seq=snapshot.seq, size_bytes=len(snapshot.body))
