"""What keeper `settle` reads of the chain and sends to it: books, transactions, registrations of signed orders.

Invariant: an order is registered by the very bytes that the journal holds; nobody else could make them (CUST-15).
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from quantdesk.chain.books import Books, Ledger, Seat, places_read
from quantdesk.chain.follow import Outcome, send_and_follow
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.items import Fill, Party
from quantdesk.chain.lookup import Table
from quantdesk.chain.network import entries_address, market_address
from quantdesk.chain.program_gen import Market, Risk
from quantdesk.chain.registration import ORDERS_MAX, SignedOrder, registration, units_of
from quantdesk.chain.rpc import KEYS_MAX, Commitment
from quantdesk.chain.transaction import Blockhash, transaction_sign, units_limit
from quantdesk.chain.view import User, View
from quantdesk.keepers.parts import Parts, command
from quantdesk.model.market import symbol_bytes
from quantdesk.model.records_gen import (
    PlaceAlgo,
    PlaceOrder,
    Reason,
    ReplaceOrder,
    Settle,
    commands_decode,
)
from quantdesk.model.settled import SettlementImpossible
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.log import get
from quantdesk.store.journal import commands_holding
from quantdesk.store.markets import markets_list

# What is read and tried here is the newest state: sequences bear that a fork takes it back.
NEAR: Final[Commitment] = "processed"
LOOK_S: Final = 0.05
IN_FLIGHT: Final = 8
# It lives for a minute: what is signed with one of this age has nearly all of that left.
BLOCKHASH_AGE_S: Final = 2.0
# Told before, or of an account that the engine has not opened or has closed.
TOLD: Final = (Reason.SETTLED_KNOWN, Reason.ACCOUNT_UNKNOWN)


async def sent(
    parts: Parts, made: tuple[Instruction, ...], seen: Callable[[], Awaitable[bool]], tables: tuple[Table, ...] = ()
) -> Outcome:
    """Signs and sends a transaction of the operator; its end."""
    signed = transaction_sign(made, (parts.operator,), await _blockhash(parts), tables)
    outcome = await send_and_follow(parts.rpc, signed, seen, NEAR, LOOK_S, fresh=True)
    if outcome.state != "landed":
        parts.recent.blockhash = None
    parts.gauges.transactions.labels("settle", outcome.state).inc()
    return outcome


async def _blockhash(parts: Parts) -> Blockhash:
    """One of the last moments, asked for once for the transactions of them."""
    kept = parts.recent.blockhash
    if kept is None or monotonic_s() - kept[1] > BLOCKHASH_AGE_S:
        asked_s = monotonic_s()
        kept = parts.recent.blockhash = (await parts.rpc.blockhash(), asked_s)
    return kept[0]


async def landed_tell(parts: Parts, seqs: dict[int, int]) -> None:
    """Tells the engine which items of accounts have landed. Errors: CommandRefused."""
    known = parts.recent.settled
    fresh = {number: seq for number, seq in seqs.items() if seq > known.get(number, 0)}
    async with asyncio.TaskGroup() as group:
        for number, seq in fresh.items():
            group.create_task(command(parts, Settle(account=number, items=seq), TOLD))
    known.update({number: max(seq, known.get(number, 0)) for number, seq in fresh.items()})


async def books_load(parts: Parts, view: View, numbers: set[int]) -> Books:
    """Books of these accounts and of every market."""
    users = [view.users[number] for number in numbers if number in view.users]
    seats = {user.number: Seat(user, is_backstop(view, user)) for user in users}
    listed = await markets_list(parts.pool)
    program = view.addresses.program
    parts.recent.markets = {one.market: market_address(symbol_bytes(one.symbol), program) for one in listed}
    _, ledgers = await ledgers_and_risk(parts, view)
    return Books(seats, ledgers)


def is_backstop(view: View, user: User) -> bool:
    """Whether an account takes over what the book does not: the first of the owner whom the exchange names (LIQ-2)."""
    named = view.exchange.backstop
    return any(named) and (user.account.owner, user.account.index_) == (named, 0)


async def ledgers_and_risk(parts: Parts, view: View) -> tuple[Risk, dict[int, Ledger]]:
    """Risk and ledgers by market number, of one slot. Errors: SettlementImpossible."""
    keys = list(parts.recent.markets.values())
    first, *others = (await parts.rpc.accounts([view.addresses.risk, *keys], NEAR)).accounts
    if first is None:
        raise SettlementImpossible("risk account: expected it on the chain, found none")
    risk = Risk.read(first.data)
    ledgers: dict[int, Ledger] = {}
    for key, one in zip(keys, others, strict=True):
        if one is not None:
            market = Market.read(one.data)
            ledgers[market.number] = Ledger(key, market, risk.rows[market.number])
    return risk, ledgers


async def orders_register(parts: Parts, view: View, books: Books, fills: list[Fill]) -> None:
    """Registers what of these fills' orders is not registered; the seats know the places of all that are."""
    parties = [party for fill in fills for party in fill.signed if party.account in books.seats]
    numbers = list(dict.fromkeys(party.account for party in parties))
    await places_load(parts, books, numbers)
    missing: dict[int, dict[int, Party]] = {}
    for party in parties:
        if party.nonce not in (books.seats[party.account].places or {}):
            missing.setdefault(party.account, {})[party.nonce] = party
    if not missing:
        return
    signed = await orders_signed(parts, [party for group in missing.values() for party in group.values()])
    gate = asyncio.Semaphore(IN_FLIGHT)
    async with asyncio.TaskGroup() as group:
        for number, wanted in missing.items():
            orders = [(nonce, signed[party.order_id]) for nonce, party in wanted.items() if party.order_id in signed]
            group.create_task(_register(parts, view, books.seats[number], orders, gate))
    await places_load(parts, books, list(missing))


async def places_load(parts: Parts, books: Books, numbers: list[int]) -> None:
    """Reads the tables of accounts."""
    for start in range(0, len(numbers), KEYS_MAX):
        some = numbers[start : start + KEYS_MAX]
        addresses = [entries_address(books.seats[number].user.address) for number in some]
        read = await parts.rpc.accounts(addresses, NEAR)
        for number, found in zip(some, read.accounts, strict=True):
            books.seats[number].places = {} if found is None else places_read(found.data, number)


async def orders_signed(parts: Parts, parties: list[Party]) -> dict[bytes, SignedOrder]:
    """The signed messages of orders, by order id, out of the journal."""
    wanted = {party.order_id for party in parties}
    found: dict[bytes, SignedOrder] = {}
    for records in await commands_holding(parts.pool, sorted({party.accepted_seq for party in parties})):
        for record in commands_decode(records):
            if isinstance(record, PlaceOrder | PlaceAlgo | ReplaceOrder) and record.order_id in wanted:
                found[record.order_id] = SignedOrder(record.signer, record.message, record.signature)
    return found


async def _register(
    parts: Parts, view: View, seat: Seat, orders: list[tuple[int, SignedOrder]], gate: asyncio.Semaphore
) -> None:
    """Registers an account's orders, some at a time; what is refused waits, and its fills with it."""
    for start in range(0, len(orders), ORDERS_MAX):
        some = orders[start : start + ORDERS_MAX]
        nonces = {nonce for nonce, _ in some}
        limit = units_limit(units_of(len(some)))
        calls = registration(view.addresses, parts.operator.public, seat.user.address, [one for _, one in some], 1)

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
