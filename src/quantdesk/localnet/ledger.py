"""The ledger: an append-only file of the slots in which something changed, each with a checksum.

Invariant: append returns after fsync, so what it was given survives kill -9 and a power cut; read gives exactly that. A torn
tail is cut; a broken record with a whole one behind it is damage, and nothing is served. Compaction writes a new file beside
the old one and renames it: at every moment one whole ledger exists.
"""

import fcntl
import os
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from quantdesk.localnet.records import AccountRow, Genesis, SlotRow, record_decode, record_encode

HEAD: Final = struct.Struct("<4sII")
MARK: Final = b"QDrl"
MAGIC: Final = b"QDLNET1\n"
NAME: Final = "ledger"
COMPACT_BYTES_MIN: Final = 64 * 1024 * 1024
COMPACT_RATIO: Final = 2


class LedgerBroken(Exception):
    """The file holds what no crash leaves behind, or another process holds it; the text says where and what to do."""


class Kept(msgspec.Struct, kw_only=True):
    """Everything that a ledger holds: newest version of each account, transactions in order, newest slot."""

    genesis: Genesis
    slot: int
    offset_us: int = 0
    airdrops: int = 0
    accounts: dict[bytes, AccountRow] = {}
    transactions: list[bytes] = []
    cut_bytes: int = 0


class Ledger:
    """One ledger in one folder, held by one process."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / NAME
        self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise LedgerBroken(
                f"{folder}: expected a ledger that nobody holds, found another process; end it"
            ) from None
        self._file = -1
        self.bytes = 0
        self._compact_bytes = COMPACT_BYTES_MIN

    def open(self, genesis: Genesis, first: SlotRow) -> Kept:
        """Reads what is there, or begins with this genesis and its accounts; cuts a torn tail. Errors: LedgerBroken."""
        self.path.with_suffix(".part").unlink(missing_ok=True)
        if not self.path.exists():
            self._replace([genesis, first])
        data = self.path.read_bytes()
        kept, end = ledger_read(data, self.path)
        self._file = os.open(self.path, os.O_RDWR)
        if end < len(data):
            os.ftruncate(self._file, end)
            os.fsync(self._file)
        os.lseek(self._file, end, os.SEEK_SET)
        self.bytes = end
        return kept

    def append(self, rows: Iterable[SlotRow]) -> None:
        """Writes slots and returns when the disk has them. Errors: OSError; then nothing of them counts as written."""
        blob = b"".join(framed(row) for row in rows)
        view = memoryview(blob)
        while view:
            view = view[os.write(self._file, view) :]
        os.fsync(self._file)
        self.bytes += len(blob)

    @property
    def compaction_due(self) -> bool:
        """The file is worth writing anew."""
        return self.bytes > self._compact_bytes

    def compact(self, genesis: Genesis, whole: SlotRow) -> None:
        """Replaces the file by one that begins with this state. Errors: OSError; then the old file still holds."""
        self._replace([genesis, whole])
        os.close(self._file)
        self._file = os.open(self.path, os.O_RDWR)
        self.bytes = os.lseek(self._file, 0, os.SEEK_END)
        self._compact_bytes = max(COMPACT_BYTES_MIN, self.bytes * COMPACT_RATIO)

    def close(self) -> None:
        """Lets go of the folder."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _replace(self, records: list[Genesis | SlotRow]) -> None:
        part = self.path.with_suffix(".part")
        with part.open("wb") as out:
            out.write(MAGIC + b"".join(framed(record) for record in records))
            out.flush()
            os.fsync(out.fileno())
        part.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def framed(record: Genesis | SlotRow) -> bytes:
    """A record as it stands in the file: mark, length, checksum of length and body, compressed body."""
    body = zlib.compress(record_encode(record), 1)
    return HEAD.pack(MARK, len(body), checksum(body)) + body


def checksum(body: bytes) -> int:
    """CRC-32 over length and body: a zeroed head does not fit a zeroed body."""
    return zlib.crc32(body, zlib.crc32(struct.pack("<I", len(body)) + MAGIC))


def ledger_read(data: bytes, path: Path) -> tuple[Kept, int]:
    """What the bytes hold, and where the last whole record ends. Errors: LedgerBroken."""
    if not data.startswith(MAGIC):
        raise LedgerBroken(f"{path}: expected a ledger of version 1, found {data[:8]!r}; move it away to begin anew")
    kept: Kept | None = None
    at = len(MAGIC)
    while (body := record_at(data, at)) is not None:
        record = record_decode(zlib.decompress(body))
        if isinstance(record, Genesis):
            kept = Kept(genesis=record, slot=record.first_slot)
        elif kept is not None:
            slot_fold(kept, record)
        at += HEAD.size + len(body)
    if kept is None:
        raise LedgerBroken(f"{path}: expected a genesis record first, found none; move it away to begin anew")
    _tail_check(data, at, path)
    kept.cut_bytes = len(data) - at
    return kept, at


def record_at(data: bytes, at: int) -> bytes | None:
    """The body of the record at this place; None when no whole one stands there."""
    if at + HEAD.size > len(data):
        return None
    mark, length, crc = HEAD.unpack_from(data, at)
    if mark != MARK or at + HEAD.size + length > len(data):
        return None
    body = data[at + HEAD.size : at + HEAD.size + length]
    return body if checksum(body) == crc else None


def slot_fold(kept: Kept, row: SlotRow) -> None:
    """Adds a slot to what is known."""
    kept.slot, kept.offset_us, kept.airdrops = row.slot, row.offset_us, row.airdrops
    for account in row.accounts:
        kept.accounts[account.key] = account
    kept.transactions.extend(row.transactions)


def _tail_check(data: bytes, at: int, path: Path) -> None:
    """A crash tears the last append alone: no whole record may stand behind a broken one."""
    later = data.find(MARK, at + 1)
    while later >= 0:
        if record_at(data, later) is not None:
            raise LedgerBroken(f"{path}: damaged at byte {at}, with a whole record at {later}; restore it from a copy")
        later = data.find(MARK, later + 1)
