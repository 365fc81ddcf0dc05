"""Keeper `settle`: sends the settlement log to the chain [CUST-6 to CUST-9].

Invariant: its only memory is the sequence of the finalised account. It may stop anywhere, run twice or run late: an item that landed
refuses itself. An honest item is never refused; one that is, again and again on the state that it was made for, stops its account,
is told, and holds the markets (keeper `backpressure`).
"""

import asyncio
from typing import Final

from quantdesk.chain.errors import TransactionFailed
from quantdesk.chain.follow import Outcome, send_and_follow
from quantdesk.chain.program_gen import UserAccount
from quantdesk.chain.settlement import ACK, CREDIT, DEBIT, Item, Settlement, instruction
from quantdesk.chain.transaction import SignedTransaction, transaction_sign, units_limit
from quantdesk.chain.view import User, View
from quantdesk.keepers.parts import Parts, Ran
from quantdesk.model.errors import QuantDeskError
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.runtime.log import get
from quantdesk.store.settlement import (
    Halt,
    SettlementItem,
    Totals,
    halt_end,
    halt_put,
    halts_list,
    items_pending,
    totals_of,
)

NAME = "settle"
INTERVAL_S = 0.4
ITEMS_MAX: Final = 2_000
ITEMS_AN_ACCOUNT: Final = 16
# What an account and an item add to a transaction, and what is left of a packet beside operator, exchange and risk.
ACCOUNT_BYTES: Final = 33
ITEM_BYTES: Final = 32
ROOM_BYTES: Final = 900
UNITS_BASE: Final = 20_000
UNITS_AN_ACCOUNT: Final = 12_000
UNITS_AN_ITEM: Final = 8_000
IN_FLIGHT: Final = 4
# Engine time of what waited: the chain takes none that is older than 300 s.
TIME_AGE_MAX_US: Final = 60_000_000
REFUSALS_MAX: Final = 3
HALT_RETRY_S: Final = 60.0
SLOTS: Final = tuple(range(8))
KINDS: Final = {"credit": CREDIT, "debit": DEBIT, "ack": ACK}


class SettlementImpossible(QuantDeskError):
    """The runtime does not take settlements, whatever is in them: no fee money, no program."""


async def run_once(parts: Parts) -> Ran:
    """Settles what is pending, several accounts a transaction, several transactions at a time."""
    view = await parts.view()
    halts = {halt.account: halt for halt in await halts_list(parts.pool)}
    seqs = {number: user.account.settled.seq for number, user in view.users.items()}
    rows = await items_pending(parts.pool, seqs, ITEMS_AN_ACCOUNT, ITEMS_MAX)
    due = {number: items for number, items in by_account(rows).items() if _may(parts, number, halts)}
    totals = await totals_of(parts.pool, {number: seqs[number] for number in due}, SLOTS)
    sound = {number: items for number, items in due.items() if explained(view.users[number], totals)}
    settlements = packed(view, sound, alone={number for number, _ in parts.recent.refusals})
    gate = asyncio.Semaphore(IN_FLIGHT)
    async with asyncio.TaskGroup() as group:
        for settlement in settlements:
            group.create_task(_settle(parts, view, settlement, gate))
    parts.gauges.pending.set(len(rows))
    parts.gauges.halted.set(len(halts))
    facts: dict[str, int | str | bool] = {"items_pending": len(rows), "halts": len(halts), "oldest_ms": _age_ms(rows)}
    return Ran(more=bool(settlements), facts=facts)


def by_account(rows: list[SettlementItem]) -> dict[int, list[Item]]:
    """Items by account, each account's in the order of its log, accounts in the order of their oldest."""
    found: dict[int, list[Item]] = {}
    for row in rows:
        item = Item(
            account=row.account,
            item_seq=row.item_seq,
            kind=KINDS[row.kind],
            asset=row.asset,
            amount=row.amount,
            ts_us=row.ts_us,
        )
        found.setdefault(row.account, []).append(item)
    return {number: sorted(items, key=lambda item: item.item_seq) for number, items in found.items()}


def explained(user: User, totals: dict[tuple[int, int], Totals]) -> bool:
    """Whether the account's collateral is what the log's items below its sequence make; after a claim it is not [CUST-10]."""
    for asset, atoms in enumerate(user.account.settled.collateral):
        sums = totals.get((user.number, asset), Totals())
        if atoms != sums.credited_settled - sums.debited_settled:
            return False
    return True


def packed(view: View, due: dict[int, list[Item]], alone: set[int]) -> list[Settlement]:
    """Settlements of these items, as many accounts in each as a packet holds; accounts `alone` have one of their own."""
    settlements: list[Settlement] = []
    users: list[User] = []
    items: list[Item] = []
    room = ROOM_BYTES

    def close() -> None:
        nonlocal users, items, room
        if users:
            time_us = engine_time(view, users, items)
            settlements.append(Settlement(users=tuple(users), items=tuple(items), engine_us=time_us))
        users, items, room = [], [], ROOM_BYTES

    for number, pending in due.items():
        user = view.users[number]
        if pending[0].item_seq != user.account.settled.seq:
            continue  # the projection is behind: it will come
        needed = ACCOUNT_BYTES + ITEM_BYTES * len(pending)
        if needed > room or number in alone:
            close()
        users.append(user)
        items.extend(pending)
        room -= needed
        if number in alone:
            close()
    close()
    return settlements


def engine_time(view: View, users: list[User], items: list[Item]) -> int:
    """Engine time of a settlement: of its newest item, or later where the chain wants it [CUST-7]."""
    newest = max(item.ts_us for item in items)
    last = max(user.account.settled.engine_us for user in users)
    return max(newest, last, view.risk.round_us, view.unix_s * 1_000_000 - TIME_AGE_MAX_US)


async def _settle(parts: Parts, view: View, settlement: Settlement, gate: asyncio.Semaphore) -> None:
    async with gate:
        signed = await _signed(parts, view, settlement)
        try:
            await parts.rpc.simulate(signed.raw)
        except TransactionFailed as error:
            outcome = Outcome(state="failed", signature=signed.signature, error=error)
        else:
            outcome = await send_and_follow(parts.rpc, signed, lambda: landed(parts, settlement))
    parts.gauges.transactions.labels(NAME, outcome.state).inc()
    if outcome.state == "landed":
        await _went_through(parts, settlement)
    elif outcome.error is not None:
        await _refused(parts, settlement, outcome.error)


async def _signed(parts: Parts, view: View, settlement: Settlement) -> SignedTransaction:
    units = UNITS_BASE + UNITS_AN_ACCOUNT * len(settlement.users) + UNITS_AN_ITEM * len(settlement.items)
    made = instruction(settlement, view.addresses, parts.operator.public, view.risk.round)
    return transaction_sign((units_limit(units), made), (parts.operator,), await parts.rpc.blockhash())


async def landed(parts: Parts, settlement: Settlement) -> bool:
    """Whether every account has moved past the settlement's items, finalised."""
    wanted: dict[int, int] = {}
    for item in settlement.items:
        wanted[item.account] = item.item_seq + 1
    read = await parts.rpc.accounts([user.address for user in settlement.users])
    for user, found in zip(settlement.users, read.accounts, strict=True):
        if found is None or UserAccount.read(found.data).settled.seq < wanted[user.number]:
            return False
    return True


async def _went_through(parts: Parts, settlement: Settlement) -> None:
    for user in settlement.users:
        for key in [key for key in parts.recent.refusals if key[0] == user.number]:
            del parts.recent.refusals[key]
        if parts.recent.tried_s.pop(user.number, None) is not None:
            await halt_end(parts.pool, user.number)


async def _refused(parts: Parts, settlement: Settlement, error: TransactionFailed) -> None:
    """A refusal counts against an account alone in its settlement, on the very state that the settlement was made for."""
    if error.code is None:
        raise SettlementImpossible(f"settlement: expected it taken, found {error.detail}")
    for user in settlement.users:
        parts.recent.refusals.setdefault((user.number, user.account.settled.seq), 0)
    read = await parts.rpc.accounts([user.address for user in settlement.users], "confirmed")
    for user, found in zip(settlement.users, read.accounts, strict=True):
        if found is None or UserAccount.read(found.data).settled.seq != user.account.settled.seq:
            return  # what another run sent is landing
    if len(settlement.users) > 1:
        return
    user = settlement.users[0]
    key = (user.number, user.account.settled.seq)
    parts.recent.refusals[key] += 1
    if parts.recent.refusals[key] >= REFUSALS_MAX:
        parts.recent.tried_s[user.number] = monotonic_s()
        await halt(parts, user, "refused", str(error))


async def halt(parts: Parts, user: User, cause: str, reason: str) -> None:
    """Notes that an account's log stands still, and pages when that is new."""
    seq = user.account.settled.seq
    made = Halt(account=user.number, item_seq=seq, cause=cause, reason=reason, since_us=now_us())
    if await halt_put(parts.pool, made):
        get().error("settlement_halted", account=user.number, item_seq=seq, cause=cause, reason=reason)


def _may(parts: Parts, number: int, halts: dict[int, Halt]) -> bool:
    halted = halts.get(number)
    if halted is None:
        return True
    if halted.cause == "claimed":
        return False
    return monotonic_s() - parts.recent.tried_s.setdefault(number, -HALT_RETRY_S) >= HALT_RETRY_S


def _age_ms(rows: list[SettlementItem]) -> int:
    return (now_us() - min(row.ts_us for row in rows)) // 1_000 if rows else 0
