"""Keeper `rents`: takes back the rent of what the operator paid for and nobody needs any more [CUST-41, CUST-42].

Invariant: it decides nothing. The program closes a receipt whose message is over, and a table in which nothing can settle; what somebody
else has closed is not there any more. The table of an account that still trades stays: it would be paid for again with the next order.
"""

from typing import Final, NamedTuple

from quantdesk.chain.entries import entries_read
from quantdesk.chain.errors import TransactionFailed
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.network import entries_address
from quantdesk.chain.program_gen import Entries, TransferReceipt, close_entries, close_receipt
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.view import View
from quantdesk.keepers.parts import Parts, Ran, sent
from quantdesk.runtime.log import get

NAME = "rents"
INTERVAL_S = 60.0
# So many fit a packet with their accounts.
CLOSED_A_TRANSACTION: Final = 6
# Compute units of each.
UNITS: Final = 30_000
GRACE_SLOTS: Final = 750
# As the program has them: how far ahead of the last mark round orders end, and how far behind the chain at most.
SLACK_SLOTS, BEHIND_SLOTS_MAX = 250, 9_000
# A day without an order: then a table is looked through.
IDLE_SLOTS: Final = 216_000


class Due(NamedTuple):
    """Something to close, and its bytes before."""

    made: Instruction
    data: bytes


async def run_once(parts: Parts) -> Ran:
    """Closes what is over; more when there is more than a transaction takes."""
    program = parts.viewer.program
    _, receipts = await parts.rpc.owned(program, TransferReceipt.SIZE, TransferReceipt.DISCRIMINATOR)
    _, tables = await parts.rpc.owned(program, None, Entries.DISCRIMINATOR, (0, Entries.SIZE))
    view = await parts.view()
    due = receipts_over(view, receipts)
    if len(due) < CLOSED_A_TRANSACTION:
        due |= await _tables_over(parts, view, tables, CLOSED_A_TRANSACTION + 1 - len(due))
    some = dict(list(due.items())[:CLOSED_A_TRANSACTION])
    if some:
        await _close_some(parts, some)
    kept = {"receipts": len(receipts), "tables": len(tables), "over": len(due)}
    return Ran(more=len(due) > len(some), facts=dict(kept))


def over_slot(view: View) -> int:
    """The slot by which messages have ended for good: the chain's, or an earlier one while rounds are late or have not begun [CUST-41]."""
    return min(view.slot, max(view.exchange.round_slot + SLACK_SLOTS, view.slot - BEHIND_SLOTS_MAX))


def receipts_over(view: View, found: dict[bytes, bytes]) -> dict[bytes, Due]:
    """Receipts whose messages nothing takes any more, by address."""
    slot, due = over_slot(view), {}
    for address, data in found.items():
        receipt = TransferReceipt.read(data)
        if slot > receipt.expiry_slot + GRACE_SLOTS:
            made = close_receipt(
                view.addresses.program, exchange=view.addresses.exchange, receipt=address, payer=receipt.payer
            )
            due[address] = Due(made, data)
    return due


async def _tables_over(parts: Parts, view: View, heads: dict[bytes, bytes], most: int) -> dict[bytes, Due]:
    """Tables of accounts that are gone, and up to `most` with those in which nothing can settle for a day already, by address. One in which
    something can is looked through again a day later; another is due until it is closed.
    """
    idle = parts.recent.tables_idle
    idle_now: dict[bytes, tuple[int, int]] = {}
    due: dict[bytes, Due] = {}
    slot = over_slot(view)
    for address, head in heads.items():
        table = Entries.read(head)
        if table.number not in view.users:
            due[address] = Due(_close_table(parts, view, table), head)
            continue
        events, since = idle.get(address, (-1, 0))
        idle_now[address] = (table.event_seq, since if events == table.event_seq else view.slot)
        if len(due) < most and view.slot - idle_now[address][1] >= IDLE_SLOTS:
            read = (await parts.rpc.accounts([address])).accounts[0]
            floor = view.users[table.number].account.floor
            if read is not None and entries_over(read.data, slot, floor):
                due[address] = Due(_close_table(parts, view, table), head)
            else:
                idle_now[address] = (table.event_seq, view.slot)
    parts.recent.tables_idle = idle_now
    return due


def _close_table(parts: Parts, view: View, table: Entries) -> Instruction:
    return close_entries(
        view.addresses.program,
        operator=parts.operator.public,
        exchange=view.addresses.exchange,
        user=table.user,
        entries=entries_address(table.user, view.addresses.program),
    )


def entries_over(data: bytes, slot: int, floor: int) -> bool:
    """Whether no order of a table can settle at a slot, by which orders end, and a floor."""
    return all(nonce < floor or slot > expiry + GRACE_SLOTS for _, nonce, expiry in entries_read(data))


async def _close_some(parts: Parts, due: dict[bytes, Due]) -> None:
    """Together, or, where one of them is refused, each alone, so that it holds up no other. Errors: TransactionFailed."""
    try:
        await _close(parts, due)
        return
    except TransactionFailed:
        if len(due) == 1:
            raise
    refused: TransactionFailed | None = None
    for address, one in due.items():
        try:
            await _close(parts, {address: one})
        except TransactionFailed as error:
            refused = error
    if refused is not None:
        raise refused


async def _close(parts: Parts, due: dict[bytes, Due]) -> None:
    """Errors: TransactionFailed, where the program still needs one of them."""

    async def gone() -> bool:
        read = await parts.rpc.accounts(list(due))
        found = zip(read.accounts, due.values(), strict=True)
        return all(one is None or not one.data.startswith(known.data) for one, known in found)

    made = tuple(one.made for one in due.values())
    outcome = await sent(parts, NAME, (units_limit(UNITS * len(made)), *made), gone)
    if outcome.error is not None:
        raise outcome.error
    if outcome.state == "landed":
        get().info("rents_taken_back", accounts=len(due))
