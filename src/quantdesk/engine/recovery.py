"""From the journal to a state: the newest whole snapshot, then every row behind it, each of them checked.

Checked per row: crc, continuity of numbers, time and epoch that never go back, the core's events equal to the recorded ones, and
the state hash where the row has one. The first row that fails is named by its seq and nothing is served (JRN-4, JRN-5).
"""

import asyncio
import hashlib
from collections.abc import Callable

from msgspec import Struct

from quantdesk.core import BatchError, Exchange
from quantdesk.store.journal import JournalRow, crc_of, journal_at, journal_head, journal_read
from quantdesk.store.pool import Db
from quantdesk.store.snapshots import Snapshot, snapshot_read, snapshot_seqs

SEQ_MAX = 2**63 - 1


class JournalBroken(Exception):
    """The journal is not what the engine wrote. seq: first command of the row (or of the gap); what: which check failed."""

    def __init__(self, seq: int, what: str, expected: object, found: object) -> None:
        super().__init__(f"journal row {seq}: {what}: expected {expected}, found {found}")
        self.seq = seq
        self.what = what


class Recovered(Struct, frozen=True):
    """A state and how it was reached. snapshot_seq 0: from the first row."""

    exchange: Exchange
    snapshot_seq: int
    rows: int
    commands: int
    epoch: int
    hashes_checked: int


class RowCheck:
    """Follows rows in order over one exchange; holds what the next row must continue."""

    def __init__(self, exchange: Exchange, epoch: int = 0, seen: Callable[[JournalRow], None] | None = None) -> None:
        """seen: told each row that held, in their order."""
        self.exchange = exchange
        self._seen = seen
        self.epoch = epoch
        self.rows = 0
        self.commands = 0
        self.hashes_checked = 0

    def follow(self, row: JournalRow) -> None:
        """Checks and applies one row. Errors: JournalBroken."""
        exchange = self.exchange
        seq = row.seq_from
        if seq != exchange.seq + 1:
            raise JournalBroken(exchange.seq + 1, "first command", exchange.seq + 1, seq)
        crc = crc_of(row.commands, row.events)
        if crc != row.crc:
            raise JournalBroken(seq, "crc", row.crc, crc)
        if row.epoch < self.epoch:
            raise JournalBroken(seq, "epoch", f"at least {self.epoch}", row.epoch)
        try:
            events = exchange.apply(row.commands)
        except BatchError as error:
            raise JournalBroken(seq, "batch", "one that the core takes", error) from error
        if exchange.seq != row.seq_to or exchange.ts_us != row.ts_us:
            raise JournalBroken(seq, "last command and time", (row.seq_to, row.ts_us), (exchange.seq, exchange.ts_us))
        if events != row.events:
            raise JournalBroken(seq, "events", *_difference(row.events, events))
        if row.state_hash is not None:
            self._hash_check(row)
        self.epoch = row.epoch
        self.rows += 1
        self.commands += row.seq_to - row.seq_from + 1
        if self._seen is not None:
            self._seen(row)

    def _hash_check(self, row: JournalRow) -> None:
        found = hashlib.sha256(
            self.exchange.snapshot()
        ).digest()  # the state hash, by the faster of two equal functions
        if found != row.state_hash:
            expected = row.state_hash.hex() if row.state_hash else ""
            raise JournalBroken(row.seq_from, "state hash", expected, found.hex())
        self.hashes_checked += 1

    def follow_all(self, rows: list[JournalRow]) -> None:
        """follow, for each."""
        for row in rows:
            self.follow(row)


async def recover(db: Db, report: Callable[[str, int], None]) -> Recovered:
    """The state at the end of the journal. report(snapshot fault, seq) hears of every snapshot that was passed over.

    Errors: JournalBroken.
    """
    exchange, snapshot_seq = await _restored(db, report)
    epoch = 0
    if snapshot_seq:
        before = await journal_at(db, snapshot_seq)
        epoch = before.epoch if before else 0
    check = RowCheck(exchange, epoch)
    await follow_journal(db, check)
    return Recovered(exchange, snapshot_seq, check.rows, check.commands, check.epoch, check.hashes_checked)


async def follow_journal(
    db: Db, check: RowCheck, progress: Callable[[int], None] | None = None, until_seq: int = SEQ_MAX
) -> None:
    """Follows the rows behind the exchange's seq that end at until_seq or before; the next page is read meanwhile."""
    loop = asyncio.get_running_loop()
    rows = await journal_read(db, check.exchange.seq)
    while rows:
        last = rows[-1].seq_to
        if last > until_seq:
            rows = [row for row in rows if row.seq_to <= until_seq]
        applying = loop.run_in_executor(None, check.follow_all, rows)
        try:
            following = await journal_read(db, last) if last < until_seq else []
        finally:
            await asyncio.wait((applying,))
        applying.result()
        if progress is not None:
            progress(check.exchange.seq)
        rows = following


async def _restored(db: Db, report: Callable[[str, int], None]) -> tuple[Exchange, int]:
    head = await journal_head(db)
    for seq in await snapshot_seqs(db, head):
        snapshot = await snapshot_read(db, seq)
        fault = await _snapshot_fault(db, snapshot)
        if snapshot is not None and not fault:
            try:
                exchange = Exchange.restore(snapshot.body)
            except BatchError as error:
                report(str(error), seq)
                continue
            if exchange.seq == seq:
                return exchange, seq
            fault = f"seq of the body is {exchange.seq}"
        report(fault, seq)
    return Exchange(), 0


async def _snapshot_fault(db: Db, snapshot: Snapshot | None) -> str:
    if snapshot is None:
        return "gone"
    damage = snapshot.damage()
    if damage:
        return damage
    row = await journal_at(db, snapshot.seq)
    if row is None:
        return "no journal row ends there"
    if row.state_hash is not None and row.state_hash != snapshot.state_hash:
        return "hash differs from the journal row's"
    return ""


def _difference(expected: bytes, found: bytes) -> tuple[str, str]:
    """Where two event columns part, with a few bytes of each."""
    size = min(len(expected), len(found))
    at = next((i for i in range(size) if expected[i] != found[i]), size)
    place = f"{len(expected)} bytes with {expected[at : at + 16].hex()} at {at}"
    return place, f"{len(found)} bytes with {found[at : at + 16].hex()} there"
