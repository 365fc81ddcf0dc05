"""An exchange without one rule of the law: the judge, one of its functions replaced while it applies a batch.

Invariant: whatever the named rule does not say is as in the judge. For rules that no parameter carries, so that none switches them off.
"""

from collections.abc import Callable
from typing import TypeVar
from unittest.mock import patch

from quantdesk.model.records_gen import AccountView
from tests.sim.judge import margin, matching, money, views
from tests.sim.judge.exchange import Exchange as Judge
from tests.sim.judge.schema import VIEWS
from tests.sim.judge.state import Account, Market, Order
from tests.sim.stage import Stage


def paid_by_nobody(account: Account, market: Market, ts_us: int) -> int:
    """A claim is paid at once, whatever the pool has: it may fall below zero."""
    position = account.positions[market.number]
    paid = min(position.r, max(0, money.pnl(position, market)))
    position.r -= paid
    market.claims -= paid
    market.pool -= paid
    account.c += paid
    money.epoch_turn(account, ts_us)
    account.held_now += paid
    return paid


def filled_and_paid(x: Judge, market: Market, taker: Order, maker: Order, lots: int) -> tuple[int, int, int, int]:
    """A fill after which both claims are paid."""
    figures = FILL(x, market, taker, maker, lots)
    for order in (maker, taker):
        money.pay(order.account, market, x.ts_us)
    return figures


def nothing_kept(_notional: int) -> int:
    """What leaves keeps the initial requirement alone."""
    return 0


FILL = matching.fill
T = TypeVar("T")
Replaced = tuple[tuple[object, str, Callable[..., object]], ...]
WITHOUT: dict[str, Replaced] = {
    "PNL-4": ((money, "pay", paid_by_nobody), (matching, "fill", filled_and_paid)),
    "MGN-5": ((margin, "kept", nothing_kept),),
}


class Unruled:
    """The judge without a rule, with the face of the core."""

    def __init__(self, rule: str) -> None:
        self.judge, self.replaced = Judge(), WITHOUT[rule]

    @property
    def seq(self) -> int:
        """Number of the last command."""
        return self.judge.seq

    def apply(self, batch: bytes) -> bytes:
        """Events of a batch."""
        return self.patched(lambda: self.judge.apply(batch))

    def patched(self, work: Callable[[], T]) -> T:
        """Work without the rule."""
        patches = [patch.object(module, name, function) for module, name, function in self.replaced]
        for one in patches:
            one.start()
        try:
            return work()
        finally:
            for one in patches:
                one.stop()


class UnruledStage(Stage):
    """A stage on which one rule does not hold."""

    def __init__(self, rule: str) -> None:
        super().__init__()
        self.unruled = Unruled(rule)
        self.core = self.unruled

    def view(self, number: int) -> AccountView:
        """An account as it is."""
        judge = self.unruled.judge
        _, values = self.unruled.patched(lambda: next(views.account_views(judge, judge.accounts[number])))
        return AccountView(**dict(zip(VIEWS["AccountView"].fields, values, strict=True)))

    def violations(self) -> int:
        """The sums of the judge, which hold without any rule: PNL-2 and PNL-3."""
        judge = self.unruled.judge
        owed = {number: market.fee_claim - market.pool - market.deficit for number, market in judge.markets.items()}
        tokens = judge.tail + sum(m.pool + m.insurance + m.fee_bucket + m.shares for m in judge.markets.values())
        for account in judge.accounts.values():
            tokens += account.c
            for number, position in account.positions.items():
                owed[number] += position.e - money.due(position, judge.markets[number]) + position.r
        return sum(left != 0 for left in owed.values()) + int(tokens != judge.tokens)

    def missing(self) -> int:
        """What was paid beyond all losses: pools below zero."""
        return sum(max(0, -market.pool) for market in self.unruled.judge.markets.values())
