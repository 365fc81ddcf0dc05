"""Committed batches over Valkey: published by the engine, followed by whoever needs events soon.

Delivery may fail, so each message says which commands it holds. A reader that sees a gap, or nothing for a while, reads the
journal through the function it was given; what it yields has neither gap nor repetition (JRN-7).
"""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable

from msgspec import Struct

from quantdesk.bus.event_channel import Listener, RawLink
from quantdesk.bus.topics import EVENTS
from quantdesk.bus.valkey_link import VALKEY_ERRORS

HEAD = struct.Struct("<QQQ")
QUEUE_BYTES_MAX = 64 << 20
PUBLISH = b"*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%b\r\n" % (len(EVENTS), EVENTS.encode())
PAUSE_AFTER_ERROR_S = 0.2
# The engine ticks at least every 100 ms; silence for longer means that messages are lost.
SILENCE_S = 1.0

ReadGap = Callable[[int, int], Awaitable[list["Batch"]]]


class Batch(Struct, frozen=True, gc=False):
    """Events of the commands seq_from to seq_to, made at ts_us."""

    seq_from: int
    seq_to: int
    ts_us: int
    events: bytes


class EventPublisher:
    """Sends committed batches, in order, over a connection of its own: the engine never waits for Valkey.

    What comes while it connects waits; what does not fit or cannot be sent is dropped, and readers see the gap.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._queue: list[bytes] = []
        self._queue_bytes = 0
        self._link: RawLink | None = None
        self.dropped_batches = 0

    @property
    def connected(self) -> bool:
        """Whether a batch published now would leave."""
        return self._link is not None

    def publish(self, batch: Batch) -> None:
        """Sends a batch."""
        self.publish_parts(batch.seq_from, batch.seq_to, batch.ts_us, batch.events)

    def publish_parts(self, seq_from: int, seq_to: int, ts_us: int, events: bytes) -> None:
        """Sends a batch given by its fields."""
        size = HEAD.size + len(events)
        message = b"%b$%d\r\n%b%b\r\n" % (PUBLISH, size, HEAD.pack(seq_from, seq_to, ts_us), events)
        transport = self._link.transport if self._link is not None else None
        waiting_bytes = self._queue_bytes if transport is None else transport.get_write_buffer_size()
        if waiting_bytes + size > QUEUE_BYTES_MAX:
            self.dropped_batches += 1
        elif transport is None:
            self._queue_bytes += size
            self._queue.append(message)
        else:
            transport.write(message)

    async def run(self) -> None:
        """Connects, for ever, and again whenever it has to."""
        while True:
            link = RawLink()
            try:
                # Nobody waits for the number of receivers; without answers a batch costs one write.
                await link.open(self._url, "CLIENT", "REPLY", "OFF")
                if link.transport is not None:
                    link.transport.write(self._taken())
                    self._link = link
                    await link.ended()
            except VALKEY_ERRORS:
                pass
            finally:
                self._link = None
                await link.close()
            self._drop()
            await asyncio.sleep(PAUSE_AFTER_ERROR_S)

    def _taken(self) -> bytes:
        queue = self._queue
        self._queue, self._queue_bytes = [], 0
        return b"".join(queue)

    def _drop(self) -> None:
        self.dropped_batches += len(self._queue) or 1
        self._queue, self._queue_bytes = [], 0


class EventFeed:
    """Batches from a seq on, gap-free, for ever. read_gap(after_seq, to_seq) reads the journal, perhaps only the first part.

    start_seq: last command that the caller knows already; None: begin with the first batch that comes.
    """

    def __init__(self, url: str, read_gap: ReadGap, start_seq: int | None) -> None:
        self._url = url
        self._read_gap = read_gap
        self.seq = start_seq
        self.gaps = 0
        self.connected = False

    async def batches(self) -> AsyncIterator[Batch]:
        """The batches. Errors of read_gap pass through; those of Valkey never do."""
        while True:
            listener = Listener(SILENCE_S)
            try:
                await listener.listen(self._url)
                self.connected = True
                async for batch in self._followed(listener):
                    yield batch
            except VALKEY_ERRORS:
                self.connected = False
            finally:
                await listener.close()
            async for batch in self._caught_up(None):
                yield batch
            await asyncio.sleep(PAUSE_AFTER_ERROR_S)

    async def _followed(self, listener: Listener) -> AsyncIterator[Batch]:
        # The journal first: what was written before the subscription comes in no message.
        async for batch in self._caught_up(None):
            yield batch
        while True:
            messages = await listener.next()
            if not messages:
                async for batch in self._caught_up(None):
                    yield batch
            for message in messages:
                batch = batch_read(message)
                if self.seq is not None and batch.seq_from > self.seq + 1:
                    self.gaps += 1
                    async for missed in self._caught_up(batch.seq_from - 1):
                        yield missed
                if self.seq is None or batch.seq_from == self.seq + 1:
                    self.seq = batch.seq_to
                    yield batch

    async def _caught_up(self, to_seq: int | None) -> AsyncIterator[Batch]:
        if self.seq is None:
            return
        last = to_seq if to_seq is not None else 2**63 - 1
        while self.seq < last:
            batches = await self._read_gap(self.seq, last)
            if not batches:
                return
            for batch in batches:
                if batch.seq_from == self.seq + 1:
                    self.seq = batch.seq_to
                    yield batch


async def wake_on_events(url: str, wakes: list[asyncio.Event]) -> None:
    """Sets every event whenever a batch was published, for ever. For readers that read the journal anyway."""
    while True:
        listener = Listener(SILENCE_S)
        try:
            await listener.listen(url)
            while True:
                await listener.next()
                for wake in wakes:
                    wake.set()
        except VALKEY_ERRORS:
            await asyncio.sleep(PAUSE_AFTER_ERROR_S)
        finally:
            await listener.close()


def batch_read(data: bytes) -> Batch:
    """A message of the channel."""
    seq_from, seq_to, ts_us = HEAD.unpack_from(data)
    return Batch(seq_from, seq_to, ts_us, data[HEAD.size :])
