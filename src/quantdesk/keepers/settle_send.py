"""What keeper `settle` reads of the chain and sends to it: books, transactions.

Invariant: what a transaction did is what accounts show (chain/follow.py); a blockhash is shared by those of a moment.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from quantdesk.chain.books import Books, Ledger, Seat
from quantdesk.chain.follow import Outcome, send_and_follow
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.lending import Lending
from quantdesk.chain.lookup import Table
from quantdesk.chain.network import market_address
from quantdesk.chain.program_gen import Market, Risk
from quantdesk.chain.rpc import Commitment
from quantdesk.chain.transaction import Blockhash, SignedTransaction, transaction_sign
from quantdesk.chain.view import User, View
from quantdesk.keepers.parts import Parts, command
from quantdesk.model.market import symbol_bytes
from quantdesk.model.records_gen import Reason, Settle
from quantdesk.model.settled import SettlementImpossible
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.log import get
from quantdesk.store.markets import markets_list

# What is read and tried here is the newest state: sequences bear that a fork takes it back.
NEAR: Final[Commitment] = "processed"
LOOK_S: Final = 0.05
# It lives for a minute: what is signed with one of this age has nearly all of that left.
BLOCKHASH_AGE_S: Final = 2.0
# Told before, or of an account that the engine has not opened or has closed.
TOLD: Final = (Reason.SETTLED_KNOWN, Reason.ACCOUNT_UNKNOWN)


async def sent(
    parts: Parts, made: tuple[Instruction, ...], seen: Callable[[], Awaitable[bool]], tables: tuple[Table, ...] = ()
) -> Outcome:
    """Signs and sends a transaction of the operator; its end."""
    signed = await signed_by_operator(parts, made, tables)
    outcome = await send_and_follow(parts.rpc, signed, seen, NEAR, LOOK_S, fresh=True)
    if outcome.state != "landed":
        parts.recent.blockhash = None
        get().info("transaction_not_landed", keeper="settle", state=outcome.state, reason=str(outcome.error or ""))
    parts.gauges.transactions.labels("settle", outcome.state).inc()
    return outcome


async def signed_by_operator(
    parts: Parts, made: tuple[Instruction, ...], tables: tuple[Table, ...] = ()
) -> SignedTransaction:
    """A transaction of the operator, who pays. Errors: ValueError, when it does not fit a packet."""
    return transaction_sign(made, (parts.operator,), await _blockhash(parts), tables)


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
    risk, ledgers = await ledgers_and_risk(parts, view)
    return Books(seats, ledgers, view.addresses.vault, Lending(risk.borrowing, risk.assets))


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
