"""Registrations of keeper `settle`: signed orders on the chain before their first fill settles [CUST-15].

Invariant: an order is registered by the very bytes that the journal holds; nobody else could make them. One that is registered already
stays as it is, so orders of several accounts go out side by side, and one look tells which have come; what has not is followed alone.
"""

import asyncio
from typing import Final

from quantdesk.chain.books import Books, Seat
from quantdesk.chain.entries import places_read
from quantdesk.chain.errors import ChainRefused, ChainUnavailable, TransactionFailed
from quantdesk.chain.items import Fill, Party, Transfer
from quantdesk.chain.network import entries_address
from quantdesk.chain.registration import (
    ORDERS_MAX,
    SignedOrder,
    registered,
    registration,
    registrations_fitting,
    units_of,
)
from quantdesk.chain.rpc import KEYS_MAX
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.view import View
from quantdesk.keepers.parts import Parts
from quantdesk.keepers.settle_send import LOOK_S, NEAR, sent, signed_by_operator
from quantdesk.model.records_gen import (
    PlaceAlgo,
    PlaceOrder,
    ReplaceOrder,
    Transferred,
    commands_decode,
    events_decode,
)
from quantdesk.model.records_gen import Transfer as TransferRecord
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.log import get
from quantdesk.store.journal import batches_between, commands_holding

IN_FLIGHT: Final = 8
# What was handed over comes within some slots; an order that is followed at once is paid for twice.
COME_S: Final = 2.0
# A table that changed lately is read again: a fork may take orders back, or give those of two transactions each other's places, and the
# program takes any entry of the account that allows the fill. Seconds until what was seen is final.
FORK_S: Final = 30.0

Missing = dict[int, dict[int, Party]]


async def orders_register(parts: Parts, view: View, books: Books, fills: list[Fill]) -> None:
    """Registers what of these fills' orders is not registered; the seats know the places of all that are."""
    parties = [party for fill in fills for party in fill.signed if party.account in books.seats]
    recent = parts.recent
    numbers = list(dict.fromkeys(party.account for party in parties))
    young = [number for number in numbers if monotonic_s() - recent.placed_s.get(number, -FORK_S) < FORK_S]
    for number in numbers:
        books.seats[number].places = recent.places.get(number)
    await places_load(parts, books, [number for number in numbers if number not in recent.places])
    missing = _missing(books, parties)
    signed: dict[bytes, SignedOrder] = {}
    refused: set[int] = set()
    if missing:
        signed = await orders_signed(parts, [party for group in missing.values() for party in group.values()])
        refused = await _side_by_side(parts, view, books, missing, signed)
    await places_load(parts, books, list(dict.fromkeys([*missing, *young])))
    missing = await _come(parts, books, missing, refused)
    gate = asyncio.Semaphore(IN_FLIGHT)
    async with asyncio.TaskGroup() as group:
        for number, wanted in missing.items():
            orders = [(nonce, signed[party.order_id]) for nonce, party in wanted.items() if party.order_id in signed]
            group.create_task(_register(parts, view, books.seats[number], orders, gate))
    await places_load(parts, books, list(missing))


async def _come(parts: Parts, books: Books, missing: Missing, refused: set[int]) -> Missing:
    """What of orders that were handed over has not come a moment later; accounts that were refused are not waited for."""
    parties = [party for group in missing.values() for party in group.values()]
    end_s = monotonic_s() + COME_S
    while (waiting := (missing := _missing(books, parties)).keys() - refused) and monotonic_s() < end_s:
        await asyncio.sleep(LOOK_S)
        await places_load(parts, books, list(waiting))
    return missing


def _missing(books: Books, parties: list[Party]) -> Missing:
    """Orders that have no place, by account and nonce."""
    missing: Missing = {}
    for party in parties:
        if party.nonce not in (books.seats[party.account].places or {}):
            missing.setdefault(party.account, {})[party.nonce] = party
    return missing


async def places_load(parts: Parts, books: Books, numbers: list[int]) -> None:
    """Reads the tables of accounts; when one was last found changed is kept."""
    for start in range(0, len(numbers), KEYS_MAX):
        some = numbers[start : start + KEYS_MAX]
        addresses = [entries_address(books.seats[number].user.address) for number in some]
        read = await parts.rpc.accounts(addresses, NEAR)
        for number, found in zip(some, read.accounts, strict=True):
            places = {} if found is None else places_read(found.data, number)
            if places != parts.recent.places.get(number):
                parts.recent.placed_s[number] = monotonic_s()
            books.seats[number].places = parts.recent.places[number] = places


async def orders_signed(parts: Parts, parties: list[Party]) -> dict[bytes, SignedOrder]:
    """The signed messages of orders, by order id, out of the journal."""
    wanted = {party.order_id for party in parties}
    found: dict[bytes, SignedOrder] = {}
    for records in await commands_holding(parts.pool, sorted({party.accepted_seq for party in parties})):
        for record in commands_decode(records):
            if isinstance(record, PlaceOrder | PlaceAlgo | ReplaceOrder) and record.order_id in wanted:
                found[record.order_id] = SignedOrder(record.signer, record.message, record.signature)
    return found


async def transfer_signed(parts: Parts, work: Transfer) -> SignedOrder:
    """The signed message of a transfer, out of the journal: the one that its event names, of equal ones in a batch too. Errors:
    ValueError, where there is none.
    """
    told = {
        event.order_id
        for row in await batches_between(parts.pool, work.seq - 1, work.seq)
        for event in events_decode(row.events)
        if isinstance(event, Transferred) and (event.seq, event.index) == (work.seq, work.index)
    }
    for records in await commands_holding(parts.pool, [work.seq]):
        for record in commands_decode(records):
            if isinstance(record, TransferRecord) and record.order_id in told:
                return SignedOrder(record.signer, record.message, record.signature)
    raise ValueError("transfer: expected its message in the journal, found none")


async def _side_by_side(
    parts: Parts, view: View, books: Books, missing: Missing, signed: dict[bytes, SignedOrder]
) -> set[int]:
    """Hands orders of all accounts to the chain, as many in a transaction as fit, and follows none: a look tells what came of it.

    Accounts of which nothing will come: a transaction was refused, or the journal has no message.
    """
    lookup = parts.recent.lookup
    orders = [
        (books.seats[number].user.address, signed[party.order_id])
        for number, wanted in missing.items()
        for party in wanted.values()
        if party.order_id in signed
    ]
    numbers = {books.seats[number].user.address: number for number in missing}
    refused = {
        number for number, wanted in missing.items() if any(party.order_id not in signed for party in wanted.values())
    }
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def hand_over(group: list[tuple[bytes, SignedOrder]]) -> None:
        calls = registration(view.addresses, parts.operator.public, group, 1)
        tables, _ = lookup.naming(registered(group))
        made = await signed_by_operator(parts, (units_limit(units_of(group)), *calls), tables)
        async with gate:
            try:
                await parts.rpc.send(made.raw, NEAR)
            except (TransactionFailed, ChainUnavailable, ChainRefused) as error:
                refused.update(numbers[user] for user, _ in group)
                get().info("registration_refused", orders=len(group), reason=str(error)[:200])

    async with asyncio.TaskGroup() as sending:
        for group in registrations_fitting(orders, lookup):
            sending.create_task(hand_over(group))
    return refused


async def _register(
    parts: Parts, view: View, seat: Seat, orders: list[tuple[int, SignedOrder]], gate: asyncio.Semaphore
) -> None:
    """Registers an account's orders, some at a time; what is refused waits, and its fills with it."""
    for start in range(0, len(orders), ORDERS_MAX):
        some = orders[start : start + ORDERS_MAX]
        nonces = {nonce for nonce, _ in some}
        named = [(seat.user.address, one) for _, one in some]
        limit = units_limit(units_of(named))
        calls = registration(view.addresses, parts.operator.public, named, 1)

        async def seen(nonces: set[int] = nonces) -> bool:
            read = await parts.rpc.accounts([entries_address(seat.user.address)], NEAR)
            found = read.accounts[0]
            return found is not None and nonces <= places_read(found.data, seat.number).keys()

        async with gate:
            outcome = await sent(parts, (limit, *calls), seen)
        if outcome.state != "landed":
            get().warning(
                "orders_not_registered",
                account=seat.number,
                orders=len(some),
                reason=str(outcome.error or outcome.state),
            )
            return
