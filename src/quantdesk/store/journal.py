"""The journal: one row a batch of commands, append-only and gap-free. It is the truth; everything else can be made from it.

A batch is one row and one commit (JRN-1), written by a statement that also checks the writer's epoch and holds the lease row until
it is durable (JRN-3). seq_from is one more than the seq_to before; crc is CRC-32 over commands and then events (JRN-4).
"""

import zlib
from collections.abc import Awaitable, Callable

from asyncpg.prepared_stmt import PreparedStatement
from msgspec import Struct

from quantdesk.store.pool import Connection, Db, Record

READ_BYTES_MAX = 4 << 20
# Number of records, seq of the first, time: in front of a batch's commands.
HEAD_BYTES = 32
READ_ROWS_MAX = 4_096
FETCH_TIMEOUT_S = 60.0

INSERT = """
insert into engine.journal (seq_from, seq_to, ts_us, epoch, crc, state_hash, commands, events)
select $1, $2, $3, $4, $5, $6, $7, $8 from engine.lease where id = 1 and epoch = $4 for share
returning seq_to
"""
# The rows behind a seq up to a total of so many bytes, and always at least one.
SELECT_AFTER = """
select seq_from, seq_to, ts_us, epoch, crc, state_hash, commands, events from (
    select *, sum(octet_length(commands) + octet_length(events)) over (order by seq_from) as bytes,
        row_number() over (order by seq_from) as place
    from (select * from engine.journal where seq_from > $1 order by seq_from limit $3) as page
) as sized where place = 1 or bytes <= $2 order by seq_from
"""
# The row that holds $1 + 1 is found by the primary key: it is the first one or begins at most there.
SELECT_EVENTS = """
select seq_from, seq_to, ts_us, events from (
    select *, sum(octet_length(events)) over (order by seq_from) as bytes, row_number() over (order by seq_from) as place
    from (
        select * from engine.journal
        where seq_from >= coalesce((select max(seq_from) from engine.journal where seq_from <= $1 + 1), 0)
        and seq_to > $1 and seq_from <= $2 order by seq_from limit $3
    ) as page
) as sized where place = 1 or bytes <= $4 order by seq_from
"""
# The row that holds each of these commands, by the primary key.
SELECT_COMMANDS = """
select distinct on (j.seq_from) j.commands from unnest($1::bigint[]) as wanted (seq), lateral (
    select seq_from, seq_to, commands from engine.journal where seq_from <= wanted.seq order by seq_from desc limit 1
) as j where j.seq_to >= wanted.seq order by j.seq_from
"""
SELECT_HEAD = "select seq_to from engine.journal order by seq_from desc limit 1"
# By the primary key; whether the row ends there is looked at afterwards.
SELECT_AT = """
select seq_from, seq_to, ts_us, epoch, crc, state_hash, commands, events from (
    select * from engine.journal where seq_from <= $1 order by seq_from desc limit 1
) as last where seq_to = $1
"""


class Deposed(Exception):
    """The lease has another epoch: this writer was replaced and wrote nothing."""


class JournalRow(Struct, frozen=True, gc=False):
    """One batch. commands: head of 32 bytes and command records; events: event records; state_hash: 32 bytes or None."""

    seq_from: int
    seq_to: int
    ts_us: int
    epoch: int
    crc: int
    state_hash: bytes | None
    commands: bytes
    events: bytes


class EventRow(Struct, frozen=True, gc=False):
    """What a batch made happen, without its commands."""

    seq_from: int
    seq_to: int
    ts_us: int
    events: bytes


def crc_of(commands: bytes, events: bytes) -> int:
    """CRC-32 over commands and then events (JRN-4)."""
    return zlib.crc32(events, zlib.crc32(commands))


class JournalWriter:
    """Appends rows over one connection; it keeps the statement prepared and no other state."""

    def __init__(self, connection: Connection, statement: "PreparedStatement[Record]", timeout_s: float) -> None:
        self._fetchval: Callable[..., Awaitable[object]] = statement.fetchval
        self._connection = connection
        self._timeout_s = timeout_s

    @staticmethod
    async def open(connection: Connection, timeout_s: float) -> "JournalWriter":
        """A writer whose commits take at most timeout_s before they count as failed."""
        return JournalWriter(connection, await connection.prepare(INSERT), timeout_s)

    async def append(self, row: JournalRow) -> None:
        """Makes a row durable. Returns after the commit (JRN-1, JRN-3).

        Errors: Deposed when the lease has another epoch. Any other exception leaves it open whether the row was written.
        """
        written = await self._fetchval(
            row.seq_from,
            row.seq_to,
            row.ts_us,
            row.epoch,
            row.crc,
            row.state_hash,
            row.commands,
            row.events,
            timeout=self._timeout_s,
        )
        if written != row.seq_to:
            raise Deposed(f"journal row {row.seq_from}: expected epoch {row.epoch} in the lease, found another")


async def journal_read(
    db: Db, after_seq: int, bytes_max: int = READ_BYTES_MAX, rows_max: int = READ_ROWS_MAX
) -> list[JournalRow]:
    """Rows that begin behind after_seq, oldest first: at least one when there is one, at most bytes_max of payload."""
    rows = await db.fetch(SELECT_AFTER, after_seq, bytes_max, rows_max, timeout=FETCH_TIMEOUT_S)
    return [JournalRow(*row) for row in rows]


async def batches_between(
    db: Db, after_seq: int, to_seq: int, rows_max: int = READ_ROWS_MAX, bytes_max: int = READ_BYTES_MAX
) -> list[EventRow]:
    """Events of the rows that hold commands after_seq + 1 to to_seq, oldest first.

    At least one row when there is one, at most rows_max, and at most bytes_max of events.
    """
    rows = await db.fetch(SELECT_EVENTS, after_seq, to_seq, rows_max, bytes_max, timeout=FETCH_TIMEOUT_S)
    return [EventRow(*row) for row in rows]


async def commands_holding(db: Db, seqs: list[int]) -> list[bytes]:
    """Command records, without their heads, of the batches that hold these commands."""
    rows = await db.fetch(SELECT_COMMANDS, seqs, timeout=FETCH_TIMEOUT_S)
    return [row[0][HEAD_BYTES:] for row in rows]


async def journal_head(db: Db) -> int:
    """Number of the last command in the journal; 0 when it is empty."""
    return await db.fetchval(SELECT_HEAD) or 0


async def journal_at(db: Db, seq_to: int) -> JournalRow | None:
    """The row that ends with a command."""
    row = await db.fetchrow(SELECT_AT, seq_to)
    return JournalRow(*row) if row else None
