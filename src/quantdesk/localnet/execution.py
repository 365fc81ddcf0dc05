"""One transaction through LiteSVM, and the record of it.

Invariant: balances before and after are read around the very run, logs and inner instructions are the runtime's own.
"""

from collections.abc import Sequence

import msgspec
from solders.account import Account
from solders.litesvm import LiteSVM
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from solders.transaction_metadata import FailedTransactionMetadata, TransactionMetadata

from quantdesk.localnet.errors import error_json
from quantdesk.localnet.records import SLOT_US, Entry, InnerRow, TokenRow, TransactionRow, row_decode, row_encode
from quantdesk.localnet.tokens import decimals_of, token_read

LOOKUP_HEAD_BYTES = 56
KEY_BYTES = 32


Wired = tuple[VersionedTransaction, bytes]


class Execution(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a run. entry is None when the chain did not take it."""

    entry: Entry | None
    err: object
    logs: list[str]
    units: int


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts of a transaction: its own keys, then those of lookup tables."""

    keys: list[Pubkey]
    writable: list[Pubkey]
    loaded_writable: list[Pubkey]
    loaded_readonly: list[Pubkey]


def execute(svm: LiteSVM, named: Named, wired: Wired, slot: int, index: int) -> Execution:
    """Runs a transaction; what it changes is in svm when this returns."""
    transaction, wire = wired
    read = svm.get_account
    before = {key: read(key) for key in named.keys}
    result = svm.send_transaction(transaction)
    after = {key: read(key) for key in named.writable}
    failed = isinstance(result, FailedTransactionMetadata)
    meta: TransactionMetadata = result.meta() if isinstance(result, FailedTransactionMetadata) else result
    err = error_json(result.err()) if isinstance(result, FailedTransactionMetadata) else None
    payer = named.keys[0]
    # A transaction that was not even loaded costs no fee, and leaves nothing that could be remembered.
    if failed and lamports_of(before[payer]) == lamports_of(after[payer]):
        return Execution(entry=None, err=err, logs=meta.logs(), units=meta.compute_units_consumed())
    ends = [after.get(key, before[key]) for key in named.keys]
    starts = [before[key] for key in named.keys]
    tokens = tokens_of(svm, starts)
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
        units=meta.compute_units_consumed(),
        logs=meta.logs(),
        before=[lamports_of(account) for account in starts],
        after=[lamports_of(account) for account in ends],
        tokens_before=tokens,
        tokens_after=tokens_after(svm, tokens, named.keys, after),
        inner=inner_of(meta),
        returned=(bytes(returned.program_id), data) if data else None,
        loaded_writable=[bytes(key) for key in named.loaded_writable],
        loaded_readonly=[bytes(key) for key in named.loaded_readonly],
    )
    entry = entry_make(row, row_encode(row), named)
    return Execution(entry=entry, err=err, logs=row.logs, units=row.units)


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
    return entry_make(row, body, named_make(transaction, *loaded))


def named_of(svm: LiteSVM, transaction: VersionedTransaction) -> Named:
    """The accounts of a transaction, lookup tables read; a table that is not there gives none, and the run refuses."""
    message = transaction.message
    writable: list[Pubkey] = []
    readonly: list[Pubkey] = []
    if isinstance(message, MessageV0):
        for lookup in message.address_table_lookups:
            table = svm.get_account(lookup.account_key)
            data = b"" if table is None else bytes(table.data)
            writable += looked_up(data, lookup.writable_indexes)
            readonly += looked_up(data, lookup.readonly_indexes)
    return named_make(transaction, writable, readonly)


def looked_up(table: bytes, indexes: bytes | Sequence[int]) -> list[Pubkey]:
    """Addresses of a lookup table's data at these places."""
    starts = [LOOKUP_HEAD_BYTES + KEY_BYTES * index for index in indexes]
    return [Pubkey(table[at : at + KEY_BYTES]) for at in starts if at + KEY_BYTES <= len(table)]


def named_make(transaction: VersionedTransaction, writable: list[Pubkey], readonly: list[Pubkey]) -> Named:
    """The accounts of a transaction whose lookups are known."""
    own = list(transaction.message.account_keys)
    return Named(
        keys=own + writable + readonly,
        writable=written_keys(transaction) + writable,
        loaded_writable=writable,
        loaded_readonly=readonly,
    )


def written_keys(transaction: VersionedTransaction) -> list[Pubkey]:
    """The transaction's own keys that it may write, by its header."""
    message = transaction.message
    head, keys = message.header, list(message.account_keys)
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


def tokens_of(svm: LiteSVM, accounts: Sequence[Account | None]) -> list[TokenRow]:
    """Token balances among accounts, by their place."""
    found = [token_row(svm, index, account) for index, account in enumerate(accounts)]
    return [row for row in found if row is not None]


def tokens_after(
    svm: LiteSVM, before: list[TokenRow], keys: list[Pubkey], after: dict[Pubkey, Account | None]
) -> list[TokenRow]:
    """Token balances after a run: what could not be written is as it was."""
    same = [row for row in before if keys[row.index] not in after]
    written = [token_row(svm, index, after[key]) for index, key in enumerate(keys) if key in after]
    return sorted([*same, *(row for row in written if row is not None)], key=lambda row: row.index)


def token_row(svm: LiteSVM, index: int, account: Account | None) -> TokenRow | None:
    """The token balance of an account at a place; None for what is no token account."""
    if account is None or account.executable:
        return None
    token = token_read(account)
    if token is None:
        return None
    decimals = decimals_of(svm.get_account(Pubkey(token.mint)))
    return TokenRow(index, token.mint, token.owner, bytes(account.owner), token.amount, decimals)


def lamports_of(account: Account | None) -> int:
    """Lamports of an account; none has none."""
    return 0 if account is None else account.lamports
