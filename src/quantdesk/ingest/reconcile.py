"""Rows of wishes and the sources that run: ingestion makes the second agree with the first [DATA-5].

Invariant: at most one task a row, of exactly its kind, configuration and wish; a source that is lost is opened again with jitter; how far
a recording is, is kept over pauses and restarts.
"""

import asyncio
import random
from typing import Final

import msgspec

from quantdesk.ingest.flow import Flow
from quantdesk.ingest.received import Received, SignedUpdate, SourceLost
from quantdesk.ingest.sources.kinds import (
    LOCAL_KINDS,
    OPEN,
    READ,
    Config,
    ConfigInvalid,
    Surroundings,
    config_read,
    replay_file,
)
from quantdesk.ingest.sources.replay import REPLAY_SYMBOL, recorded
from quantdesk.model.feed import FeedInvalid
from quantdesk.model.pyth_update import MAGIC
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.log import get
from quantdesk.store.market_data import (
    Letter,
    SourceRow,
    StateRow,
    letter_retried,
    letters_retry,
    source_checkpoint,
    sources_wished,
)
from quantdesk.store.pool import Pool

RECONNECT_FIRST_S: Final = 0.25
RECONNECT_LAST_S: Final = 30.0
YIELD_EVERY: Final = 256
ROWS_WAITING_MAX: Final = 20_000
NEVER_READY: Final = ("pause", "stop")


class Running:
    """One source that runs, or rests."""

    def __init__(self, row: SourceRow) -> None:
        self.row = row
        self.task: asyncio.Task[None] | None = None
        self.state, self.reason = "waiting", ""
        self.events = self.checkpoint = self.last_us = 0


class Reconciler:
    """All sources of this process."""

    def __init__(self, flow: Flow, pool: Pool, around: Surroundings) -> None:
        self._flow = flow
        self._pool = pool
        self._around = around
        self._running: dict[str, Running] = {}

    @property
    def states(self) -> dict[str, str]:
        """State of every source by name."""
        return {name: running.state for name, running in self._running.items()}

    async def once(self) -> None:
        """Reads the wishes, starts and stops what differs, notes how everything is, and reads dead letters again."""
        wished = {row.name: row for row in await sources_wished(self._pool)}
        for name, running in list(self._running.items()):
            if wished.get(name) != running.row:
                await self._end(running)
                if name not in wished:
                    del self._running[name]
        for name, row in wished.items():
            if name not in self._running or self._running[name].row != row:
                await self._begin(row)
        await self._states_note()
        for letter in await letters_retry(self._pool):
            await letter_retried(self._pool, letter.letter, await self._read_again(letter))

    async def close(self) -> None:
        """Ends every source; how far they are is noted."""
        for running in self._running.values():
            await self._end(running)
        await self._states_note()

    async def _begin(self, row: SourceRow) -> None:
        running = self._running[row.name] = Running(row)
        running.checkpoint = 0 if row.wish == "stop" else await source_checkpoint(self._pool, row.name)
        if row.wish in NEVER_READY:
            running.state = {"pause": "paused", "stop": "stopped"}[row.wish]
            return
        try:
            config = config_read(row.kind, row.config)
            if row.wish == "backfill":
                replay_file(config, self._around)
        except ConfigInvalid as error:
            running.state, running.reason = "stopped", str(error)
            get().warning("source_refused", source=row.name, reason=str(error))
            return
        if row.kind in LOCAL_KINDS:
            self._flow.origins[row.name] = row.kind
        work = self._fill_in(running, config) if row.wish == "backfill" else self._keep(running, config)
        running.task = asyncio.create_task(work, name=f"source-{row.name}")

    async def _end(self, running: Running) -> None:
        if running.task is not None:
            running.task.cancel()
            await asyncio.gather(running.task, return_exceptions=True)
        self._flow.origins.pop(running.row.name, None)

    async def _keep(self, running: Running, config: Config) -> None:
        """Runs a source for ever."""
        pause_s = RECONNECT_FIRST_S
        while True:
            taken = running.events
            try:
                source = OPEN[running.row.kind](config, self._around)
                async for received in source:
                    running.state, running.reason = "running", ""
                    self._count(running, received.recv_us)
                    await self._flow.take(msgspec.structs.replace(received, source=running.row.name))
                    if running.events % YIELD_EVERY == 0:
                        await asyncio.sleep(0)
            except (SourceLost, FeedInvalid, ConfigInvalid, OSError) as error:
                running.state, running.reason = "waiting", str(error)[:200]
                get().warning("source_lost", source=running.row.name, reason=running.reason)
            if running.events > taken:
                pause_s = RECONNECT_FIRST_S
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
            pause_s = min(pause_s * 2, RECONNECT_LAST_S)

    async def _fill_in(self, running: Running, config: Config) -> None:
        """Keeps the ticks of a recording once, from the checkpoint on, as fast as they are written; nothing is judged or sent."""
        running.state = "running"
        path = replay_file(config, self._around)
        for number, received in enumerate(recorded(path, config.symbol or REPLAY_SYMBOL), 1):
            if number <= running.checkpoint:
                continue
            moment_us = now_us()
            running.checkpoint = number
            self._count(running, moment_us)
            self._flow.rows.tick(msgspec.structs.replace(received, source=running.row.name, recv_us=moment_us))
            if number % YIELD_EVERY == 0:
                await asyncio.sleep(0)
            await self._flow.rows.room(ROWS_WAITING_MAX)
        running.state = "done"

    @staticmethod
    def _count(running: Running, recv_us: int) -> None:
        running.events += 1
        running.last_us = recv_us

    async def _states_note(self) -> None:
        moment_us = now_us()
        rows = [
            StateRow(
                name,
                running.state,
                running.reason,
                running.events,
                running.checkpoint,
                msgspec.json.encode(self._flow.voices(name, moment_us)).decode(),
                running.last_us,
                moment_us,
            )
            for name, running in self._running.items()
        ]
        await self._flow.rows.flush(self._pool, rows)

    async def _read_again(self, letter: Letter) -> str:
        """Gives a dead letter to its reader; what became of it."""
        moment_us = now_us()
        if letter.payload.startswith(MAGIC):
            return await self._flow.update(Received(letter.source, "", moment_us, SignedUpdate(letter.payload)))
        running = self._running.get(letter.source)
        read = READ.get(running.row.kind) if running is not None else None
        if running is None or read is None:
            return "no source of this name that can read it"
        try:
            config = config_read(running.row.kind, running.row.config)
            found = list(read(letter.payload, moment_us, config))
        except (FeedInvalid, msgspec.DecodeError, ConfigInvalid) as error:
            return f"refused again: {error}"
        for received in found:
            await self._flow.take(msgspec.structs.replace(received, source=letter.source))
        return f"taken: {len(found)} events"
