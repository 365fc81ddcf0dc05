"""Folds events into the settlement log: its items, and the marks and changes that the chain must have before the items behind them.

Invariant: items stand in the order in which the chain can apply them. A loss elsewhere that money pays is told before the event that
brought the money; its item stands behind that event's (PNL-4). Collateral is told where it is the last of a command's.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from quantdesk.keepers.fold_dealing import DealingFold
from quantdesk.model import records_gen as records
from quantdesk.model.assets import USDC
from quantdesk.model.ids import MARKET_ALL
from quantdesk.model.settled import CLAIM, DUE, FUND, LEAVING, LOSS, TAIL_DEFICIT, TAIL_LOSS
from quantdesk.store.pool import signed64
from quantdesk.store.projections import Row, Value

# Places in a row of a mark (store/projections.py, ROUND_COLUMNS).
_HOUR: Final = slice(8, 11)
# Events of which acts of dealing are.
DEALT: Final = (records.Moved, records.RecordStarted, records.RecordDone, records.DeficitPaid)


class What(NamedTuple):
    """What an item is of. order: among items of one event; the money is what is there afterwards, None where it is not told; usdc: where
    collateral is of another asset, and that changes too.
    """

    asset: int = USDC
    amount: int = 0
    total: int = 0
    request: int = 0
    order: int = 0
    step: int = DUE
    market: int | None = None
    position: int | None = None
    quote: int | None = None
    claim: int | None = None
    collateral: int | None = None
    usdc: int | None = None


class SettlementFold:
    """What a page adds to the log. ts_us: time of the batch whose events are taken."""

    def __init__(self) -> None:
        self.ts_us = 0
        self.items: list[Row] = []
        self._rounds: list[list[Value]] = []
        self._round_seq = 0
        self._debts: dict[int, list[records.DebtPaid]] = {}
        self._landed: dict[int, int] = {}
        self._handing: dict[int, tuple[int, int]] = {}
        self._giving: records.Moved | None = None
        self.dealing = DealingFold(self._dealt)
        self._leaving_seq = 0
        self.settled: list[Row] = []
        self.changes: list[Row] = []

    @property
    def takes(self) -> dict[type[records.Event], Callable[[Any], None]]:
        """By kind of event what takes it, of those that are of no other fold."""
        return {
            records.FloorRaised: self.acknowledged,
            records.FundingSet: self.funding_set,
            records.MarkRound: self.round_made,
            records.Settled: self.landed,
            records.ChangeTaken: self.change_taken,
            records.LeavingClosed: self.leaving_closed,
            records.LiquidationStep: self.stepped,
            records.TailGiven: self.tail_given,
            **self.dealing.takes,
        }

    @property
    def rounds(self) -> list[Row]:
        """Marks of the page."""
        return [tuple(row) for row in self._rounds]

    def credited(self, event: records.Credited) -> None:
        """Collateral that arrived."""
        self._carried("credit", event, event.credited, 0)

    def debited(self, event: records.Debited) -> None:
        """Collateral that left."""
        self._carried("debit", event, event.debited, event.request)

    def acknowledged(self, event: records.DelegateRemoved | records.FloorRaised) -> None:
        """An owner instruction of the chain that the engine has seen: an item, unless it was one before (CUST-5)."""
        if event.inbox:
            self._item(event.account, "ack", event, What(amount=event.inbox))

    def transferred(self, event: records.Transferred) -> None:
        """USDC between two accounts: an item of both, the first of who gives (CUST-38)."""
        self._item(event.account, "transfer", event, What(amount=event.amount, collateral=event.collateral))
        there = None if event.to_account in self._debts else event.to_collateral
        self._item(event.to_account, "transfer", event, What(amount=event.amount, step=1, collateral=there))
        self._debts_pay(event.to_account, event)

    def converted(self, event: records.Converted) -> None:
        """Other collateral of an account that the backstop took for USDC (MGN-7), or a borrow that it paid: an item of both, the first of
        who owed (CUST-40). Money that pays debts behind it is told with them.
        """
        of = What(asset=event.asset, amount=event.amount, total=event.paid)
        usdc = None if event.account in self._debts else event.collateral
        left = usdc if event.asset == USDC else event.left
        self._item(event.account, "convert", event, of._replace(collateral=left, usdc=usdc))
        taken = of._replace(step=1, collateral=event.backstop_amount, usdc=event.backstop_collateral)
        self._item(event.backstop, "convert", event, taken)
        self._debts_pay(event.account, event)

    def insurance_funded(self, event: records.InsuranceFunded) -> None:
        """Collateral that became insurance, of a market or of all."""
        what = What(amount=event.amount, step=FUND, collateral=event.collateral)
        if event.market == MARKET_ALL:
            self._item(event.account, "tail", event, what)
        else:
            self._item(event.account, "insure", event, what._replace(market=event.market))

    def share_paid(self, event: records.SharePaid) -> None:
        """What was set aside for a referrer came to him (FEE-2)."""
        collateral = None if event.account in self._debts else event.collateral
        self._item(event.account, "share", event, What(amount=event.amount, market=event.market, collateral=collateral))
        self._debts_pay(event.account, event)

    def tail_given(self, event: records.TailGiven) -> None:
        """The tail filled a market's fund: an item of the backstop, so that the chain draws on the tail in the engine's order (CUST-44)."""
        act = TAIL_LOSS if event.cause == records.MoveCause.LOSS else TAIL_DEFICIT
        what = What(amount=event.amount, request=event.account, step=act, market=event.market)
        self._item(event.backstop, "tail", event, what)

    def moved(self, event: records.Moved) -> None:
        """Lots that pass to the backstop, in two events; else an act by which what a bankrupt left is dealt out."""
        step = (event.seq, records.LiquidationWay.BACKSTOP)
        is_backstop = event.cause == records.MoveCause.BACKSTOP
        if is_backstop and self._giving is None and self._handing.get(event.account) == step:
            self._giving = event
        elif self._giving is not None:
            giving, self._giving = self._giving, None
            for place, part in enumerate((giving, event)):
                what = What(
                    amount=part.fee, step=place, market=part.market, position=part.position, quote=part.quote,
                    claim=part.claim, collateral=None if part.account in self._debts else part.collateral,
                )  # fmt: skip
                self._item(part.account, "move", event, what)
        else:
            self.dealing.moved(event)

    def _dealt(
        self, account: int, kind: str, event: records.Event, act: int, told: records.Moved | None, order: int
    ) -> None:
        """An act by which what a bankrupt left goes to others; told: the money behind it."""
        assert isinstance(event, DEALT), "acts are of a market"  # noqa: S101 - an invariant
        what = What(step=act, market=event.market, order=order)
        if told is not None:
            what = what._replace(
                amount=told.amount, position=told.position, quote=told.quote, claim=told.claim,
                collateral=None if account in self._debts else told.collateral,
            )  # fmt: skip
        self._item(account, kind, event, what)

    def stepped(self, event: records.LiquidationStep) -> None:
        """A step of a liquidation: what is done of it stands behind it (LIQ-2). Of positions that all go it is told for each; it is one."""
        on_book = event.way == records.LiquidationWay.BOOK
        if on_book or self._handing.get(event.account) != (event.seq, event.way):
            what = What(amount=event.size if on_book else 0, market=event.market, step=event.way)
            self._item(event.account, "liquidation", event, what)
        if not on_book:
            self._handing[event.account] = (event.seq, event.way)

    def debt_paid(self, event: records.DebtPaid) -> None:
        """A loss without a position that money will pay: its item waits for the event that brings the money."""
        self._debts.setdefault(event.account, []).append(event)

    def swept(self, event: records.Swept) -> None:
        """One step of a sweep (PNL-5)."""
        step = CLAIM if event.received else LOSS
        amount = event.received + event.paid + event.offset
        self._item(event.account, "touch", event, self._money_of(event, amount, step))
        self._debts_pay(event.account, event)

    def funding_paid(self, event: records.FundingPaid) -> None:
        """Funding that a position took in (FND-3)."""
        self._item(event.account, "touch", event, self._money_of(event, abs(event.amount), DUE))

    def leaving_closed(self, event: records.LeavingClosed) -> None:
        """The fills of this command close an owner who leaves (CUST-34)."""
        self._leaving_seq = event.seq

    def filled(self, event: records.OrderFilled) -> None:
        """A match: an item of both accounts, of a step of a liquidation as of an order."""
        sides = (
            (event.taker_account, event.taker_position, event.taker_quote, event.taker_claim, event.taker_collateral),
            (event.maker_account, event.maker_position, event.maker_quote, event.maker_claim, event.maker_collateral),
        )
        # Orders that the close sets off are somebody's.
        leaving = event.seq == self._leaving_seq and not any(event.taker_order_id)
        for account, position, quote, claim, collateral in sides:
            what = What(
                amount=event.size, total=event.shared, step=LEAVING if leaving else DUE, market=event.market, position=position,
                quote=quote, claim=claim, collateral=None if account in self._debts else collateral,
            )  # fmt: skip
            self._item(account, "fill", event, what)
        for account, *_ in sides:
            self._debts_pay(account, event)

    def round_made(self, event: records.MarkRound) -> None:
        """The marks of this command are of a round."""
        self._round_seq = event.seq

    def priced(self, event: records.PricesSet, before: list[Value]) -> None:
        """A mark of a round, or prices that were set and differ from those before: index and mark. What the engine did not sample the chain
        must not either: an hour is proven by samples of which each is the engine's (CUST-16).
        """
        of_round = event.seq == self._round_seq
        if of_round or [event.index_price, event.mark_price] != before:
            place = (event.seq, event.index, self.ts_us, event.market)
            prices = (event.mark_price, event.index_price)
            self._rounds.append([*place, *prices, of_round, bool(event.sampled), None, None, None])

    def funding_set(self, event: records.FundingSet) -> None:
        """The hour that ended with the last mark of its market (FND-2)."""
        row = next(row for row in reversed(self._rounds) if row[3] == event.market)
        row[_HOUR] = [event.premium, event.samples, event.index_price]

    def landed(self, event: records.Settled) -> None:
        """Items of an account are on the chain: those before a number, and behind what was told of it before."""
        self.settled.append((event.account, self._landed.get(event.account, 0), event.items, self.ts_us))
        self._landed[event.account] = event.items

    def change_taken(self, event: records.ChangeTaken) -> None:
        """What items are judged by has changed: the chain changes here too (CUST-50)."""
        self.changes.append((event.change, event.seq, event.index, self.ts_us))

    def _money_of(self, event: records.Swept | records.FundingPaid, amount: int, step: int) -> What:
        return What(
            amount=amount, step=step, market=event.market, position=event.position, quote=event.quote, claim=event.claim,
            collateral=None if event.account in self._debts else event.collateral,
        )  # fmt: skip

    def _carried(self, kind: str, event: records.Credited | records.Debited, total: int, request: int) -> None:
        owes = event.asset == USDC and event.account in self._debts
        collateral = None if owes else event.collateral
        what = What(asset=event.asset, amount=event.amount, total=total, request=request, collateral=collateral)
        self._item(event.account, kind, event, what)
        if owes:
            self._debts_pay(event.account, event)

    def _debts_pay(self, account: int, event: records.Event) -> None:
        for number, debt in enumerate(self._debts.pop(account, ()), 1):
            what = What(
                order=number, market=debt.market, position=0, quote=debt.quote, claim=debt.claim, collateral=debt.collateral
            )  # fmt: skip
            self._item(account, "touch", event, what)

    def _item(self, account: int, kind: str, event: records.Event, what: What) -> None:
        asset, amount, total, request, *rest = what
        place = (event.seq, event.index, self.ts_us)
        self.items.append((account, kind, asset, amount, total, signed64(request), *place, *rest))
