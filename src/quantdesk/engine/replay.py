"""Replays the journal from its first row: the same commands must give the same events, hashes and state (JRN-5)."""

from collections.abc import Callable

from msgspec import Struct

from quantdesk.core import Exchange
from quantdesk.engine.recovery import JournalBroken, RowCheck, follow_journal
from quantdesk.runtime.clock import monotonic_s
from quantdesk.store.journal import JournalRow, journal_head
from quantdesk.store.pool import open_connection
from quantdesk.store.snapshots import snapshot_read, snapshot_seqs

__all__ = ["JournalBroken", "ReplayReport", "replay"]

STATEMENT_TIMEOUT_MS = 600_000


class ReplayReport(Struct, frozen=True):
    """What a replay found. state_hash: hex, of the state after command seq; seconds: how long it took."""

    rows: int
    commands: int
    seq: int
    state_hash: str
    hashes_checked: int
    snapshots_checked: int
    seconds: float


async def replay(
    database_url: str,
    progress: Callable[[int, int], None] | None = None,
    seen: Callable[[JournalRow], None] | None = None,
) -> ReplayReport:
    """Replays every row that is there when it starts; progress(seq, last) is told now and then, seen each row that held.

    Errors: JournalBroken names the first row that is torn, altered, missing or does not give its events.
    """
    started_s = monotonic_s()
    connection = await open_connection(database_url, statement_timeout_ms=STATEMENT_TIMEOUT_MS, application="replay")
    try:
        head = await journal_head(connection)
        check = RowCheck(Exchange(), seen=seen)
        snapshots = 0
        for seq in reversed(await snapshot_seqs(connection, head)):
            await follow_journal(connection, check, _told(progress, head), seq)
            snapshot = await snapshot_read(connection, seq)
            if snapshot is not None and check.exchange.seq == seq:
                found = check.exchange.state_hash()
                if snapshot.state_hash != found:
                    raise JournalBroken(seq, "hash of the snapshot", snapshot.state_hash.hex(), found.hex())
                snapshots += 1
        await follow_journal(connection, check, _told(progress, head), head)
    finally:
        await connection.close()
    return ReplayReport(
        rows=check.rows,
        commands=check.commands,
        seq=check.exchange.seq,
        state_hash=check.exchange.state_hash().hex(),
        hashes_checked=check.hashes_checked,
        snapshots_checked=snapshots,
        seconds=monotonic_s() - started_s,
    )


def _told(progress: Callable[[int, int], None] | None, last: int) -> Callable[[int], None] | None:
    return None if progress is None else lambda seq: progress(min(seq, last), last)
