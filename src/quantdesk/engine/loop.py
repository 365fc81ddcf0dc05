"""The loop: gather, apply, commit, answer, publish. One commit is in flight while the next batch gathers.

An answer, also to a query, leaves after the commit of the last batch applied before it was made; a commit that failed, or of
which nobody knows, ends the process, since what was applied here may be in no journal (JRN-1, JRN-2).
"""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from quantdesk.bus.command_server import CommandConnection
from quantdesk.bus.frames import ANSWER, HEAD, LENGTH_LEAST
from quantdesk.core import BatchError, Exchange
from quantdesk.engine.exchange import Applied, apply_records
from quantdesk.engine.gauges import EngineGauges
from quantdesk.engine.inbox import FrameTaken, Inbox, QueryTaken, Work
from quantdesk.model.records_gen import Tick
from quantdesk.runtime.clock import monotonic_ns, now_us
from quantdesk.store.journal import JournalRow, crc_of

TICK_EVERY_S = 0.08
TICK = Tick().encode()
GATHERED_ENOUGH = 64
"""Commands that wait: with so many the next turn begins at once."""

_pack = HEAD.pack


class Journal(Protocol):
    """Where rows become durable."""

    async def append(self, row: JournalRow) -> None:
        """Returns after the commit; an exception leaves it open whether there was one."""


class LoopParts(Struct, frozen=True):
    """What the loop works with. publish(seq_from, seq_to, ts_us, events); keep(seq, ts_us, hash, body) stores a snapshot."""

    exchange: Exchange
    inbox: Inbox
    journal: Journal
    publish: Callable[[int, int, int, bytes], None]
    keep: Callable[[int, int, bytes, bytes], None]
    gauges: EngineGauges


class LoopLimits(Struct, frozen=True):
    """linger_us: how long after a commit the next batch still gathers, LINGER_US_MAX at most; hash_every, snapshot_every:
    commands between two of them.
    """

    epoch: int
    linger_us: int = 0
    hash_every: int = 100_000
    snapshot_every: int = 200_000
    snapshot_every_us: int = 300_000_000


class EngineLoop:
    """Turns of the engine. Nothing else touches the exchange while it runs."""

    def __init__(self, parts: LoopParts, limits: LoopLimits) -> None:
        self._parts = parts
        self._exchange = parts.exchange
        self._inbox = parts.inbox
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._tick_due = True
        self._stopping = False
        self._fault: BaseException | None = None
        self._hashed_seq = parts.exchange.seq
        self._kept_seq = parts.exchange.seq
        self._kept_us = now_us()
        self._committed_ns = 0

    def stop(self) -> None:
        """Lets the turn that runs end; run() then returns."""
        self._stopping = True
        self._inbox.arrived.set()

    async def run(self, first: bytes = b"") -> None:
        """Serves until stop(). `first`: a command of the engine itself that precedes everything.

        Errors: Deposed, and whatever made a commit fail or doubtful (JRN-2).
        """
        inbox = self._inbox
        timer = self._loop.call_later(TICK_EVERY_S, self._tick)
        try:
            if first:
                await self._turn(Work([], [], 0, 0), [first])
            while not self._stopping:
                if not inbox.arrived.is_set():
                    await inbox.arrived.wait()
                await self._gathered()
                work = inbox.take()
                own = [TICK] if self._tick_due else []
                self._tick_due = False
                if work.frames or own:
                    await self._turn(work, own)
                elif work.queries:
                    self._answer(work, None, self._asked(work.queries))
                if self._fault is not None:
                    raise self._fault
        finally:
            timer.cancel()
            self._stopping = True

    async def _gathered(self) -> None:
        """Waits for company right after a commit, unless enough waits already; what comes later than that never waits.

        A turn of one or two commands costs as much as one of twenty, here, in PostgreSQL and at every reader of events.
        """
        left_us = self._limits.linger_us - (monotonic_ns() - self._committed_ns) // 1_000
        if left_us > 0 and self._inbox.waiting_commands < GATHERED_ENOUGH and not self._stopping:
            await asyncio.sleep(left_us / 1_000_000)

    async def _turn(self, work: Work, own: list[bytes]) -> None:
        started_ns = monotonic_ns()
        records = own + [frame[3] for frame in work.frames]
        applied = apply_records(self._exchange, records, work.count + len(own), now_us())
        applied_ns = monotonic_ns()
        state_hash, body = await self._hashed(applied.seq_to)
        answers: list[bytes] = []
        if work.queries:
            self._loop.call_soon(self._asked_while_committing, work.queries, answers)
        await self._parts.journal.append(
            JournalRow(
                applied.seq_from,
                applied.seq_to,
                applied.ts_us,
                self._limits.epoch,
                crc_of(applied.commands, applied.events),
                state_hash,
                applied.commands,
                applied.events,
            )
        )
        self._committed_ns = monotonic_ns()
        self._inbox.seq = applied.seq_to
        # Answers are written while the next batch commits: its statement leaves first.
        self._loop.call_soon(self._settled, work, applied, answers)
        if body is not None and state_hash is not None:
            self._parts.keep(applied.seq_to, applied.ts_us, state_hash, body)
        self._parts.gauges.turn(len(applied.ends), started_ns, applied_ns, self._committed_ns)

    def _settled(self, work: Work, applied: Applied, answers: list[bytes]) -> None:
        try:
            self._parts.publish(applied.seq_from, applied.seq_to, applied.ts_us, applied.events)
            self._answer(work, applied, answers)
        except BaseException as error:
            self._fault = error
            self._inbox.arrived.set()
            raise

    def _answer(self, work: Work, applied: Applied | None, answers: list[bytes]) -> None:
        pieces: dict[CommandConnection, list[bytes]] = {}
        if applied is not None:
            _events_answered(work.frames, applied, len(applied.ends) - work.count, pieces)
        for (connection, correlation, _), answer in zip(work.queries, answers, strict=True):
            if answer:
                out = pieces.setdefault(connection, [])
                out.append(_pack(LENGTH_LEAST + len(answer), ANSWER, correlation))
                out.append(answer)
        for connection, out in pieces.items():
            connection.answer_pieces(out)
        self._inbox.answered(work)

    def _asked_while_committing(self, queries: list[QueryTaken], answers: list[bytes]) -> None:
        try:
            answers.extend(self._asked(queries))
        except BaseException as error:
            self._fault = error
            raise

    def _asked(self, queries: list[QueryTaken]) -> list[bytes]:
        answers = []
        for connection, correlation, record in queries:
            try:
                answers.append(self._exchange.query(record))
            except BatchError as error:
                connection.refuse(correlation, str(error))
                answers.append(b"")
        return answers

    async def _hashed(self, seq: int) -> tuple[bytes | None, bytes | None]:
        """State hash for this row and, where a snapshot is due, the state's bytes."""
        limits = self._limits
        keep = seq - self._kept_seq >= limits.snapshot_every or (
            now_us() - self._kept_us >= limits.snapshot_every_us and seq > self._kept_seq
        )
        if not keep and seq - self._hashed_seq < limits.hash_every:
            return None, None
        body, digest = await self._loop.run_in_executor(None, snapshot_hashed, self._exchange)
        self._hashed_seq = seq
        if not keep:
            return digest, None
        self._kept_seq, self._kept_us = seq, now_us()
        return digest, body

    def _tick(self) -> None:
        if not self._stopping:
            self._tick_due = True
            self._inbox.arrived.set()
            self._loop.call_later(TICK_EVERY_S, self._tick)


def snapshot_hashed(exchange: Exchange) -> tuple[bytes, bytes]:
    """The state's canonical bytes and their SHA-256, which is the state hash."""
    body = exchange.snapshot()
    return body, hashlib.sha256(body).digest()


def _events_answered(
    frames: list[FrameTaken], applied: Applied, own: int, pieces: dict[CommandConnection, list[bytes]]
) -> None:
    """Adds to each connection's pieces the events of its frames; the first `own` commands are the engine's."""
    events, ends = applied.events, applied.ends
    at = own
    start = ends[own - 1] if own else 0
    for connection, correlation, count, _ in frames:
        at += count
        end = ends[at - 1]
        out = pieces.get(connection)
        if out is None:
            out = pieces[connection] = []
        out.append(_pack(LENGTH_LEAST + end - start, ANSWER, correlation))
        out.append(events[start:end])
        start = end
