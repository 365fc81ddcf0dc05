"""One transaction through LiteSVM, and the record of it.

Invariant: balances before and after are read around the very run, logs and inner instructions are the runtime's own.
"""

from collections.abc import Iterable, Sequence

import msgspec
from solders.litesvm import LiteSVM
from solders.message import Message, MessageHeader, MessageV0, MessageV1
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from solders.transaction_metadata import FailedTransactionMetadata, TransactionMetadata

from quantdesk.localnet.accounts import Accounts, Held
from quantdesk.localnet.errors import error_json
from quantdesk.localnet.records import SLOT_US, Entry, InnerRow, TokenRow, TransactionRow, row_decode, row_encode

LOOKUP_HEAD_BYTES = 56
KEY_BYTES = 32


Wired = tuple[VersionedTransaction, bytes]
AnyMessage = Message | MessageV0 | MessageV1


class Execution(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a run. entry is None when the chain did not take it; before: its accounts as they were."""

    entry: Entry | None
    err: object
    logs: list[str]
    units: int
    before: dict[Pubkey, Held]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts of a transaction: its own keys, then those of lookup tables."""

    keys: list[Pubkey]
    writable: list[Pubkey]
    loaded_writable: list[Pubkey]
    loaded_readonly: list[Pubkey]


def execute(svm: LiteSVM, accounts: Accounts, named: Named, wired: Wired, place: tuple[int, int]) -> Execution:
    """Runs a transaction; what it changes is in svm when this returns. place: slot, and how many were before it there."""
    transaction, wire = wired
    slot, index = place
    before = {key: accounts.at(key) for key in named.keys}
    result = svm.send_transaction(transaction)
    after = before | {key: accounts.renewed(key) for key in named.writable}
    failed = isinstance(result, FailedTransactionMetadata)
    meta: TransactionMetadata = result.meta() if isinstance(result, FailedTransactionMetadata) else result
    err = error_json(result.err()) if isinstance(result, FailedTransactionMetadata) else None
    logs, units = meta.logs(), meta.compute_units_consumed()
    payer = named.keys[0]
    # A transaction that was not even loaded costs no fee, and leaves nothing that could be remembered.
    if failed and before[payer].lamports == after[payer].lamports:
        return Execution(entry=None, err=err, logs=logs, units=units, before=before)
    returned = meta.return_data()
    data = bytes(returned.data)
    row = TransactionRow(
        signature=bytes(transaction.signatures[0]),
        slot=slot,
        index=index,
        time_s=slot * SLOT_US // 1_000_000,
        wire=wire,
        err=err,
        fee=meta.fee(),
        units=units,
        logs=logs,
        before=[held.lamports for held in before.values()],
        after=[held.lamports for held in after.values()],
        tokens_before=tokens_of(before.values()),
        tokens_after=tokens_of(after.values()),
        inner=inner_of(meta),
        returned=(bytes(returned.program_id), data) if data else None,
        loaded_writable=[bytes(key) for key in named.loaded_writable],
        loaded_readonly=[bytes(key) for key in named.loaded_readonly],
    )
    entry = entry_make(row, row_encode(row), named)
    return Execution(entry=entry, err=err, logs=logs, units=units, before=before)


def entry_make(row: TransactionRow, body: bytes, named: Named) -> Entry:
    """What is remembered of a transaction."""
    return Entry(
        signature=row.signature,
        slot=row.slot,
        index=row.index,
        time_s=row.time_s,
        err=row.err,
        keys=b"".join(map(bytes, named.keys)),
        writable=tuple(map(bytes, named.writable)),
        logs=row.logs,
        body=body,
    )


def entry_of(body: bytes) -> Entry:
    """A transaction of the ledger, remembered again."""
    row = row_decode(body)
    transaction = VersionedTransaction.from_bytes(row.wire)
    loaded = ([Pubkey(key) for key in row.loaded_writable], [Pubkey(key) for key in row.loaded_readonly])
    return entry_make(row, body, named_make(transaction.message, *loaded))


def named_of(accounts: Accounts, transaction: VersionedTransaction) -> Named:
    """The accounts of a transaction, lookup tables read; a table that is not there gives none, and the run refuses."""
    message = transaction.message
    writable: list[Pubkey] = []
    readonly: list[Pubkey] = []
    if isinstance(message, MessageV0):
        for lookup in message.address_table_lookups:
            table = accounts.at(lookup.account_key).account
            data = b"" if table is None else bytes(table.data)
            writable += looked_up(data, lookup.writable_indexes)
            readonly += looked_up(data, lookup.readonly_indexes)
    return named_make(message, writable, readonly)


def looked_up(table: bytes, indexes: bytes | Sequence[int]) -> list[Pubkey]:
    """Addresses of a lookup table's data at these places."""
    starts = [LOOKUP_HEAD_BYTES + KEY_BYTES * index for index in indexes]
    return [Pubkey(table[at : at + KEY_BYTES]) for at in starts if at + KEY_BYTES <= len(table)]


def named_make(message: AnyMessage, writable: list[Pubkey], readonly: list[Pubkey]) -> Named:
    """The accounts of a transaction whose lookups are known."""
    own = list(message.account_keys)
    return Named(
        keys=own + writable + readonly,
        writable=written_keys(message.header, own) + writable,
        loaded_writable=writable,
        loaded_readonly=readonly,
    )


def written_keys(head: MessageHeader, keys: list[Pubkey]) -> list[Pubkey]:
    """The transaction's own keys that it may write, by its header."""
    signed = head.num_required_signatures
    first = keys[: signed - head.num_readonly_signed_accounts]
    return first + keys[signed : len(keys) - head.num_readonly_unsigned_accounts]


def inner_of(meta: TransactionMetadata) -> list[InnerRow]:
    """The instructions that programs called."""
    rows = []
    for outer, calls in enumerate(meta.inner_instructions()):
        for call in calls:
            compiled = call.instruction()
            rows.append(
                InnerRow(
                    outer=outer,
                    program=compiled.program_id_index,
                    accounts=bytes(compiled.accounts),
                    data=bytes(compiled.data),
                    height=call.stack_height(),
                )
            )
    return rows


def tokens_of(accounts: Iterable[Held]) -> list[TokenRow]:
    """Token balances among accounts, by their place."""
    return [TokenRow(index, *held.token) for index, held in enumerate(accounts) if held.token is not None]
