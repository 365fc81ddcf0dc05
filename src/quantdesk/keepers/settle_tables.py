"""Lookup tables of keeper `settle`: with them twenty fills among sixteen accounts fit a transaction.

Invariant: they are the operator's, found on the chain by his key; without one, or with a key that is not in yet, a transaction is as it
would be anyhow: smaller. Keys that were sent and not seen are not sent again while they may still land.
"""

from typing import Final

from quantdesk.chain.books import Books
from quantdesk.chain.lookup import (
    AUTHORITY_AT,
    KEYS_AN_EXTENSION,
    KEYS_MAX,
    LOOKUP_PROGRAM,
    Table,
    lookup_of,
    table_create,
    table_extend,
    table_read,
)
from quantdesk.chain.network import entries_address
from quantdesk.chain.rpc import Commitment, Rpc
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.view import View
from quantdesk.keepers.parts import Parts
from quantdesk.keepers.settle_send import NEAR, sent
from quantdesk.runtime.clock import monotonic_s

# A market and its makers change seldom: what is missing is added this often at most.
READ_S: Final = 5.0
EXTENSIONS_MAX: Final = 4
# A transaction of which nothing was heard lands within the life of its blockhash, or never.
UNHEARD_S: Final = 120.0
UNITS: Final = 50_000


async def tables_kept(parts: Parts, view: View, books: Books) -> None:
    """Reads the tables; keys of these books that none has are added, to count from a later reading on. Where nobody has anything to
    settle there is nothing to learn: the reading waits for a run that has.
    """
    recent = parts.recent
    if not books.seats or monotonic_s() - recent.tables_s < READ_S:
        return
    recent.tables_s = monotonic_s()
    tables = await tables_of(parts.rpc, parts.operator.public, NEAR)
    recent.lookup = lookup_of(tables)
    for _ in range(EXTENSIONS_MAX):
        known = {key for table in tables for key in table.added}
        missing = [key for key in keys_of(view, books) if key not in known]
        if not missing or monotonic_s() < recent.extend_s:
            break
        recent.extend_s = monotonic_s() + UNHEARD_S
        await _extend(parts, tables, missing)
        recent.extend_s = monotonic_s()
        tables = await tables_of(parts.rpc, parts.operator.public, NEAR)
    recent.lookup = lookup_of(tables)


def keys_of(view: View, books: Books) -> list[bytes]:
    """Accounts that settlements of these books name."""
    users = [seat.user.address for seat in books.seats.values()]
    ledgers = [ledger.address for ledger in books.ledgers.values()]
    return [view.addresses.exchange, view.addresses.risk, *ledgers, *users, *(entries_address(one) for one in users)]


async def _extend(parts: Parts, tables: tuple[Table, ...], missing: list[bytes]) -> None:
    """Adds keys to the table that has room, or to a new one."""
    operator = parts.operator.public
    table = next((one for one in tables if len(one.added) < KEYS_MAX), None)
    made = [units_limit(UNITS)]
    if table is None:
        # The chain knows the slots behind its present one alone; the refusal of another would hold settlement up until it is final.
        address, create = table_create(operator, await parts.rpc.slot("finalized"))
        made.append(create)
    else:
        address = table.address
    some = missing[: min(KEYS_AN_EXTENSION, KEYS_MAX - (0 if table is None else len(table.added)))]
    made.append(table_extend(address, operator, some))

    async def seen() -> bool:
        found = await tables_of(parts.rpc, operator, NEAR)
        before = 0 if table is None else len(table.added)
        return any(one.address == address and len(one.added) > before for one in found)

    await sent(parts, tuple(made), seen)


async def tables_of(rpc: Rpc, authority: bytes, commitment: Commitment = "finalized") -> tuple[Table, ...]:
    """Tables of an authority that are in use, by address, as they are at the node's slot. Errors: those of the chain."""
    slot, found = await rpc.owned(LOOKUP_PROGRAM, None, authority, commitment=commitment, at=AUTHORITY_AT)
    read = (table_read(address, found[address], slot) for address in sorted(found))
    return tuple(table for table in read if table is not None)
