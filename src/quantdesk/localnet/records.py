"""What the local chain keeps: accounts, transactions and slots as they stand on disk.

Invariant: every record is whole numbers and bytes, nothing that depends on this process; a reader needs no chain to read one.
"""

from typing import Any

import msgspec

SLOT_US = 400_000
SLOTS_OF_BLOCKHASH = 150
# The chain begins this long ago, empty: so that its first slot is final before the first transaction comes.
SLOTS_BEFORE = 64


class Genesis(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """The first record: seed of blockhashes and of the faucet, first slot, time of making."""

    seed: bytes
    first_slot: int
    created_us: int


class AccountRow(msgspec.Struct, frozen=True, array_like=True):
    """An account after a slot. lamports 0: it does not exist."""

    key: bytes
    lamports: int
    owner: bytes
    executable: bool
    data: bytes


class SlotRow(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """A slot in which something changed. offset_us: how far the chain's clock stands before the wall's."""

    slot: int
    offset_us: int
    airdrops: int
    accounts: list[AccountRow]
    transactions: list[bytes]


class TokenRow(msgspec.Struct, frozen=True, array_like=True):
    """A token balance before or after a transaction. index: of the account in the transaction's keys."""

    index: int
    mint: bytes
    owner: bytes
    program: bytes
    amount: int
    decimals: int


class InnerRow(msgspec.Struct, frozen=True, array_like=True):
    """An instruction that a program called. outer: number of the instruction that the transaction holds."""

    outer: int
    program: int
    accounts: bytes
    data: bytes
    height: int | None


class TransactionRow(msgspec.Struct, frozen=True, array_like=True):
    """A transaction that was taken. err: in JSON-RPC's shape, None when it succeeded; loaded: keys out of lookup tables."""

    signature: bytes
    slot: int
    index: int
    time_s: int
    wire: bytes
    err: Any
    fee: int
    units: int
    logs: list[str]
    before: list[int]
    after: list[int]
    tokens_before: list[TokenRow]
    tokens_after: list[TokenRow]
    inner: list[InnerRow]
    returned: tuple[bytes, bytes] | None
    loaded_writable: list[bytes]
    loaded_readonly: list[bytes]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A transaction as the chain remembers it: what questions filter by, and the whole as bytes."""

    signature: bytes
    slot: int
    index: int
    time_s: int
    err: Any
    keys: bytes
    writable: tuple[bytes, ...]
    logs: list[str]
    body: bytes

    def names(self, key: bytes) -> bool:
        """The transaction names this account."""
        at = self.keys.find(key)
        while at >= 0 and at % 32:
            at = self.keys.find(key, at + 1)
        return at >= 0


_rows = msgspec.msgpack.Encoder().encode
_row_read = msgspec.msgpack.Decoder(TransactionRow).decode
_record_read = msgspec.msgpack.Decoder[Genesis | SlotRow](Genesis | SlotRow).decode


def row_encode(row: TransactionRow) -> bytes:
    """The bytes of a transaction's record."""
    return _rows(row)


def row_decode(body: bytes) -> TransactionRow:
    """A transaction's record. Errors: msgspec's own when the bytes are none."""
    return _row_read(body)


def record_encode(record: Genesis | SlotRow) -> bytes:
    """The bytes of a record of the ledger."""
    return _rows(record)


def record_decode(body: bytes) -> Genesis | SlotRow:
    """A record of the ledger."""
    record: Genesis | SlotRow = _record_read(body)
    return record
