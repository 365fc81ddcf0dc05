"""Keeper `settle`: sends the settlement log to the chain [CUST-6 to CUST-9].

Invariant: its only memory are the sequences on the chain. It may stop anywhere, run twice or run late: an item that landed refuses
itself. Items, mark rounds and changes land in the order of the journal, so that the chain judges by what the engine judged by: what can
land a moment later holds up all that is behind it. An honest item is never refused; one that is, again and again on the state that it
was made for, stops its accounts, is told, and holds the markets (keeper `backpressure`).
"""

import asyncio
from typing import Final

from quantdesk.chain.books import Books
from quantdesk.chain.errors import TransactionFailed
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.items import Change, Convert, Fill, Hour, Move, Round, Step, Transfer, Unknown, Work
from quantdesk.chain.program_gen import UserAccount
from quantdesk.chain.rounds import MICROSECONDS
from quantdesk.chain.settlement import Settled, Settlement, accounts_of, market_of
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.transfer import TransferSettlement
from quantdesk.chain.view import View
from quantdesk.keepers.parts import Parts, Ran
from quantdesk.keepers.settle_changes import change_bring
from quantdesk.keepers.settle_halts import explained, halt, left_so, may_go_on
from quantdesk.keepers.settle_log import Log, Most, complete, works_of
from quantdesk.keepers.settle_register import orders_register, transfer_signed
from quantdesk.keepers.settle_rounds import AGE_MAX_US, round_bring
from quantdesk.keepers.settle_send import NEAR, books_load, landed_tell, sent
from quantdesk.keepers.settle_tables import tables_kept
from quantdesk.model.assets import USDC
from quantdesk.model.settled import SettlementImpossible
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.store.changes import changes_taken
from quantdesk.store.projections import applied_seq
from quantdesk.store.settlement import (
    Halt,
    SettlementItem,
    collateral_of,
    halt_end,
    halts_list,
    items_pending,
    rounds_after,
    rounds_forget,
)

NAME = "settle"
INTERVAL_S = 0.4
ITEMS_MAX: Final = 1_000
ITEMS_AN_ACCOUNT: Final = 200
# Marks of rounds in one run: it ends before its view of the chain's clock is too old.
ROUNDS_MAX: Final = 256
# Rounds that were posted are kept for so long.
ROUNDS_KEPT_US: Final = 3_600_000_000
WORKS_MAX: Final = 400
REFUSALS_MAX: Final = 3
TIME_REFUSED: Final = "EngineTime"
# An entry that the engine frees becomes free on the chain seconds later; then the next order is registered.
REGISTRATION_S: Final = 20.0
SLOTS: Final = tuple(range(8))
OTHER_COLLATERAL: Final = "the program judges no liquidation of an account with collateral that is not listed there"


class Waits(Exception):
    """What is behind it cannot land now."""


class Run:
    """One run: books as they will be, and what must wait."""

    def __init__(self, parts: Parts, view: View, books: Books, telling: asyncio.TaskGroup) -> None:
        self.parts, self.view, self.books, self._telling = parts, view, books, telling
        self.alone = bool(parts.recent.refusals)
        self.accounts: set[int] = set()
        self.markets: set[int] = set()
        self.landed = 0
        self._missed: dict[int, Hour] = {}
        self._settlement = self._fresh()

    def _fresh(self) -> Settlement:
        return Settlement(self.books, self._floor_us(), self.parts.recent.lookup)

    def _floor_us(self) -> int:
        return max(self.view.risk.round_us, self.view.unix_s * MICROSECONDS - AGE_MAX_US)

    async def work(self, work: Work) -> None:
        """Goes on with one item, round or change. Errors: Waits."""
        if isinstance(work, Round):
            await self.flush()
            before_us = self.view.risk.round_us
            self.view = await round_bring(self.parts, self.view, self.books, work, self._missed)
            self.parts.recent.posted_us = max(self.view.risk.round_us, work.ts_us)
            self.landed += self.view.risk.round_us > before_us
            self._settlement = self._fresh()
        elif isinstance(work, Change):
            await self.flush()
            self.view = await change_bring(self.parts, self.view, self.books, work)
            self._settlement = self._fresh()
        elif isinstance(work, Unknown):
            for account in work.accounts:
                await self.block(account, "unknown" if work.what else "", work.what, work.item_seq)
        elif isinstance(work, Step) and self._is_unjudged(work.account):
            await self.block(work.account, "unknown", OTHER_COLLATERAL, work.item_seq)
        elif isinstance(work, Convert) and self._is_unjudged(work.giving.account):
            await self.block(work.giving.account, "unknown", OTHER_COLLATERAL, work.giving.item_seq)
        elif self._waits(work):
            await self._stop(work)
        elif isinstance(work, Transfer):
            await self._transfer(work)
        elif isinstance(work, Fill) and (lacking := self._unregistered(work)):
            reason = f"order of account {lacking[0]}: expected it registered, found that it is not"
            await self._again(work, reason, REGISTRATION_S)
        else:
            await self._take(work)

    def _waits(self, work: Settled | Transfer) -> bool:
        if any(number in self.accounts or number not in self.books.seats for number in accounts_of(work)):
            return True
        market = market_of(work)
        return market is not None and (market in self.markets or market not in self.books.ledgers)

    def _is_unjudged(self, account: int) -> bool:
        """Whether an account has collateral that is not listed on the chain: it judges no liquidation of it (CUST-39)."""
        seat, rows = self.books.seats.get(account), self.view.risk.assets
        if seat is None:
            return False
        others = zip(seat.settled.collateral[USDC + 1 :], rows[USDC + 1 :], strict=True)
        return any(atoms and not row.tick_size for atoms, row in others)

    def _unregistered(self, work: Fill) -> list[int]:
        """Accounts of a fill whose order the chain does not know."""
        seats = self.books.seats
        return [party.account for party in work.signed if party.nonce not in (seats[party.account].places or {})]

    async def _stop(self, work: Settled | Transfer, reason: str = "") -> None:
        """Neither an item nor what stands on it goes on in this run."""
        for account in accounts_of(work):
            await self.block(account, "refused" if reason else "", reason)
        market = market_of(work)
        self.markets.update(() if market is None else (market,))

    async def _again(self, work: Settled | Transfer, reason: str, patience_s: float = 0) -> None:
        """What does not fit the state that was read is tried on a fresh one, before anything behind it, some times and for as long as
        may help; then it is stopped.

        Errors: Waits.
        """
        await self.flush()
        recent = self.parts.recent
        first = work.taker if isinstance(work, Fill) else work.giving if isinstance(work, Move | Convert) else work
        key = (first.account, first.item_seq)
        tries, since_s = recent.again.get(key, (0, monotonic_s()))
        recent.again[key] = (tries + 1, since_s)
        if tries + 1 < REFUSALS_MAX or monotonic_s() - since_s < patience_s:
            raise Waits
        del recent.again[key]
        await self._stop(work, reason)

    async def _take(self, work: Settled) -> None:
        if self.alone or not self._settlement.takes(work):
            await self.flush()
        try:
            self._settlement.take(work)
        except (ValueError, SettlementImpossible) as error:
            await self._again(work, str(error))

    async def flush(self) -> None:
        """Sends what was gathered. Errors: Waits, SettlementImpossible, TransactionFailed."""
        settlement, self._settlement = self._settlement, self._fresh()
        if settlement.works:
            made = settlement.instruction(self.view.addresses, self.parts.operator.public, self.view.risk.round)
            await self._land(settlement, (made,))

    async def _transfer(self, work: Transfer) -> None:
        """A transfer goes alone, with the message that its owner signed. Errors: Waits."""
        await self.flush()
        try:
            signed = await transfer_signed(self.parts, work)
            settlement = TransferSettlement(self.books, work, signed, self._floor_us())
        except (ValueError, SettlementImpossible) as error:
            await self._again(work, str(error))
            return
        where, operator = self.view.addresses, self.parts.operator.public
        await self._land(settlement, settlement.instructions(where, operator, self.view.risk.round))

    async def _land(self, settlement: Settlement | TransferSettlement, made: tuple[Instruction, ...]) -> None:
        parts = self.parts
        users = {number: self.books.seats[number].user.address for number in settlement.seqs}

        async def seen() -> bool:
            read = await parts.rpc.accounts(list(users.values()), NEAR)
            found = zip(settlement.seqs.values(), read.accounts, strict=True)
            return all(one is not None and UserAccount.read(one.data).settled.seq >= seq for seq, one in found)

        outcome = await sent(parts, (units_limit(settlement.units), *made), seen, settlement.tables)
        if outcome.state == "landed":
            self.landed += len(settlement.works)
            self._telling.create_task(landed_tell(parts, settlement.seqs))
            await self._went_through(settlement)
            return
        if outcome.error is not None:
            await self._refused(settlement, outcome.error)
        raise Waits

    async def _went_through(self, settlement: Settlement | TransferSettlement) -> None:
        recent = self.parts.recent
        for number, seq in settlement.seqs.items():
            recent.left[number] = (seq, self.books.seats[number].settled.collateral)
            for tried in (recent.refusals, recent.again):
                for key in [key for key in tried if key[0] == number]:
                    del tried[key]
            if recent.tried_s.pop(number, None) is not None:
                await halt_end(self.parts.pool, number, seq)

    async def _refused(self, settlement: Settlement | TransferSettlement, error: TransactionFailed) -> None:
        """A refusal counts against the accounts of an item alone, on the very state that the item was made for. What the runtime
        refuses is no account's fault, but may be that of many items together: they too go alone from then on.
        """
        if error.name == TIME_REFUSED:
            return  # the chain's clock is behind: it will come
        recent = self.parts.recent
        before = {number: self.books.seats[number].user for number in settlement.seqs}
        for number, user in before.items():
            # Registrations that were seen may have been taken back by a fork.
            recent.places.pop(number, None)
            recent.refusals.setdefault((number, user.account.settled.seq), 0)
        if error.code is None:
            raise error
        read = await self.parts.rpc.accounts([user.address for user in before.values()], "confirmed")
        for user, found in zip(before.values(), read.accounts, strict=True):
            if found is None or UserAccount.read(found.data).settled.seq != user.account.settled.seq:
                return  # what another run sent is landing
        if len(settlement.works) > 1:
            return
        for number, user in before.items():
            key = (number, user.account.settled.seq)
            recent.refusals[key] += 1
            if recent.refusals[key] >= REFUSALS_MAX:
                await self.block(number, "refused", str(error))

    async def block(self, account: int, cause: str, reason: str, item_seq: int | None = None) -> None:
        """Nothing of an account goes on in this run. cause: when somebody must know why, or nothing; item_seq: where, if not at once."""
        self.accounts.add(account)
        user = self.view.users.get(account)
        if user is not None and cause:
            self.parts.recent.tried_s[account] = monotonic_s()
            await halt(self.parts, user, cause, reason, item_seq)


async def run_once(parts: Parts) -> Ran:
    """Settles what is pending, with the mark rounds between, in the order of the journal."""
    view = await parts.near.view()
    young_us = view.unix_s * MICROSECONDS - AGE_MAX_US
    parts.recent.posted_us = max(view.risk.round_us, young_us) if view.risk.round_us else 0
    halts = {one.account: one for one in await halts_list(parts.pool)}
    seqs = {number: user.account.settled.seq for number, user in view.users.items()}
    await landed_tell(parts, seqs)
    applied = await applied_seq(parts.pool)
    rows = await items_pending(parts.pool, seqs, ITEMS_AN_ACCOUNT, ITEMS_MAX)
    rounds = await rounds_after(parts.pool, view.risk.round_us, young_us, ROUNDS_MAX)
    read = Log(rows, rounds, await changes_taken(parts.pool))
    log = complete(read, Most(applied, ITEMS_AN_ACCOUNT, ITEMS_MAX, ROUNDS_MAX))
    works, rows = (await works_of(parts.pool, log))[:WORKS_MAX], log.rows
    numbers = {row.account for row in rows}
    books = await books_load(parts, view, numbers)
    await tables_kept(parts, view, books)
    async with asyncio.TaskGroup() as telling:
        landed = await _ran(Run(parts, view, books, telling), works, numbers, halts)
    await rounds_forget(parts.pool, view.risk.round_us - ROUNDS_KEPT_US)
    parts.gauges.halted.set(len(halts))
    facts: dict[str, int | str | bool] = {"halts": len(halts), "oldest_ms": _age_ms(rows)}
    return Ran(more=landed > 0, facts=facts)


async def _ran(run: Run, works: list[Work], numbers: set[int], halts: dict[int, Halt]) -> int:
    """Goes on with works until one must wait; how many landed."""
    parts, view, books = run.parts, run.view, run.books
    doubted = {number: view.users[number].account.settled.seq for number in numbers if not left_so(parts, view, number)}
    told = await collateral_of(parts.pool, doubted, SLOTS)
    run.accounts.update(number for number in doubted if not explained(view.users[number], told))
    run.accounts.update(number for number in numbers if not may_go_on(parts, number, halts))
    await orders_register(parts, view, books, [work for work in works if isinstance(work, Fill)])
    try:
        for work in works:
            await run.work(work)
        await run.flush()
    except Waits:
        pass
    return run.landed


def _age_ms(rows: list[SettlementItem]) -> int:
    return (now_us() - min(row.ts_us for row in rows)) // 1_000 if rows else 0
