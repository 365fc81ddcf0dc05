"""What services have sent and nobody has answered yet, in the order of arrival.

Bounded: above UNANSWERED_BYTES_MAX a frame is told `busy` before any of its commands has a number (JRN-8). Frames of nothing but
cancels pass that bound (BOOK-8); at twice of it nothing is read any more until answers have left.
"""

import asyncio

from msgspec import Struct

from quantdesk.bus.command_server import CommandConnection
from quantdesk.core import BatchError, records_check
from quantdesk.model.records_gen import CancelAll, CancelMany, CancelOrder, SetDeadMan

UNANSWERED_BYTES_MAX = 16 << 20
BATCH_COMMANDS_MAX = 8_192
BATCH_BYTES_MAX = 4 << 20
QUERY_BYTES_MAX = 256

_CANCELS = frozenset((CancelOrder.KIND, CancelAll.KIND, CancelMany.KIND, SetDeadMan.KIND))

# connection, correlation, number of commands, records
FrameTaken = tuple[CommandConnection, int, int, bytes]
QueryTaken = tuple[CommandConnection, int, bytes]


class Work(Struct, frozen=True, gc=False):
    """What goes into one turn of the engine: whole frames for one batch, and queries that are answered after it."""

    frames: list[FrameTaken]
    queries: list[QueryTaken]
    count: int
    unanswered_bytes: int


class Inbox:
    """Takes frames from all connections; the engine takes Work from it."""

    def __init__(self, unanswered_bytes_max: int = UNANSWERED_BYTES_MAX) -> None:
        self._bytes_max = unanswered_bytes_max
        self._frames: list[FrameTaken] = []
        self._queries: list[QueryTaken] = []
        self._held: list[CommandConnection] = []
        self.arrived = asyncio.Event()
        self.unanswered_bytes = 0
        self.waiting_commands = 0
        self.frames_busy = 0
        self.frames_refused = 0
        self.seq = 0
        self.epoch = 0

    # ---- FrameTaker of the command server

    def take_commands(self, connection: CommandConnection, correlation: int, records: bytes) -> None:
        """Queues a frame whole, or says at once why not."""
        try:
            count = records_check(records, connection.service)
        except BatchError as error:
            self.frames_refused += 1
            connection.refuse(correlation, str(error))
            return
        if not count:
            self.frames_refused += 1
            connection.refuse(correlation, "commands: expected at least one record, found none")
            return
        size = len(records)
        if self.unanswered_bytes + size > self._bytes_max and not self._room_for(connection, records):
            self.frames_busy += 1
            connection.busy(correlation)
            return
        self.unanswered_bytes += size
        self.waiting_commands += count
        self._frames.append((connection, correlation, count, records))
        self.arrived.set()

    def take_query(self, connection: CommandConnection, correlation: int, record: bytes) -> None:
        """Queues a query; it is answered from a state that holds every command sent before it."""
        if len(record) > QUERY_BYTES_MAX:
            connection.refuse(correlation, f"query: expected at most {QUERY_BYTES_MAX} bytes, found {len(record)}")
            return
        if self.unanswered_bytes + len(record) > self._bytes_max:
            self.frames_busy += 1
            connection.busy(correlation)
            return
        self.unanswered_bytes += len(record)
        self._queries.append((connection, correlation, record))
        self.arrived.set()

    def hello_facts(self) -> tuple[int, int]:
        """Last durable command and epoch."""
        return self.seq, self.epoch

    # ---- for the engine

    def take(self) -> Work:
        """The oldest frames that fit into one batch, and the queries if these are all frames."""
        frames, queries = self._frames, self._queries
        count, size, taken = 0, 0, 0
        for frame in frames:
            if count and (count + frame[2] > BATCH_COMMANDS_MAX or size + len(frame[3]) > BATCH_BYTES_MAX):
                break
            count += frame[2]
            size += len(frame[3])
            taken += 1
        self.waiting_commands -= count
        if taken < len(frames):
            self._frames = frames[taken:]
            return Work(frames[:taken], [], count, size)
        self._frames, self._queries = [], []
        self.arrived.clear()
        return Work(frames, queries, count, size + sum(len(query[2]) for query in queries))

    def answered(self, work: Work) -> None:
        """Work whose answers have been written."""
        self.unanswered_bytes -= work.unanswered_bytes
        if self._held and self.unanswered_bytes <= self._bytes_max:
            held, self._held = self._held, []
            for connection in held:
                connection.release("inbox")

    def _room_for(self, connection: CommandConnection, records: bytes) -> bool:
        if not cancels_only(records):
            return False
        if self.unanswered_bytes > 2 * self._bytes_max:
            connection.hold("inbox")
            self._held.append(connection)
        return True


def cancels_only(records: bytes) -> bool:
    """Whether well-formed command records are all cancels (BOOK-8)."""
    offset = 0
    while offset < len(records):
        if records[offset] not in _CANCELS:
            return False
        offset += int.from_bytes(records[offset + 2 : offset + 4], "little")
    return True
