"""Snapshots of the exchange's state: what a start needs so that it reads only the journal behind them.

A snapshot is never the truth. One that does not match its crc or hash is passed over for an older one.
"""

import hashlib
import zlib

from msgspec import Struct

from quantdesk.store.pool import Db

KEPT = 3
BODY_TIMEOUT_S = 120.0

INSERT = """
insert into engine.snapshots (seq, ts_us, state_hash, crc, body) values ($1, $2, $3, $4, $5) on conflict (seq) do nothing
"""
DELETE_OLD = """
delete from engine.snapshots where seq not in (select seq from engine.snapshots order by seq desc limit $1)
"""
SELECT_SEQS = "select seq from engine.snapshots where seq <= $1 order by seq desc"
SELECT_ONE = "select seq, ts_us, state_hash, crc, body from engine.snapshots where seq = $1"


class Snapshot(Struct, frozen=True, gc=False):
    """State after command seq: canonical bytes with their CRC-32 and SHA-256."""

    seq: int
    ts_us: int
    state_hash: bytes
    crc: int
    body: bytes

    def damage(self) -> str:
        """What is wrong with the bytes; empty when they are whole."""
        if zlib.crc32(self.body) != self.crc:
            return "crc of the body"
        if hashlib.sha256(self.body).digest() != self.state_hash:
            return "hash of the body"
        return ""


async def snapshot_write(db: Db, snapshot: Snapshot) -> None:
    """Keeps a snapshot. Writing the same one twice does nothing."""
    await db.execute(
        INSERT,
        snapshot.seq,
        snapshot.ts_us,
        snapshot.state_hash,
        snapshot.crc,
        snapshot.body,
        timeout=BODY_TIMEOUT_S,
    )


async def snapshots_prune(db: Db, kept: int = KEPT) -> None:
    """Drops all but the newest ones."""
    await db.execute(DELETE_OLD, kept)


async def snapshot_seqs(db: Db, up_to_seq: int) -> list[int]:
    """Commands at which there is a snapshot, newest first, none behind up_to_seq."""
    return [row["seq"] for row in await db.fetch(SELECT_SEQS, up_to_seq)]


async def snapshot_read(db: Db, seq: int) -> Snapshot | None:
    """The snapshot after a command."""
    row = await db.fetchrow(SELECT_ONE, seq, timeout=BODY_TIMEOUT_S)
    return Snapshot(*row) if row else None
