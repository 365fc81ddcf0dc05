"""The strategy's own ledger, kept from fills alone, and what it must agree on with the exchange at every step.

Invariant, to the atom: cash = collateral + quote + claim of the account, where cash is what was paid in, less what each fill
was worth and cost, less funding; position = the account's lots. What the exchange tells otherwise ends the run (LedgerBroken).
"""

import msgspec

from quantdesk.backtest.strategy import OwnFill
from quantdesk.model.records_gen import AccountView, PositionView, Side


class LedgerBroken(Exception):
    """The exchange and the ledger of fills disagree; the text holds both."""


class Ledger(msgspec.Struct):
    """Sums over all fills. v: atoms of one tick times one lot. slippage: what was paid beyond the middle that was decided on; funding: what
    was paid, negative: received; index: the market's F, atoms a lot.
    """

    v: int
    paid_in: int
    cash: int = 0
    position: int = 0
    fees: int = 0
    funding: int = 0
    index: int = 0
    slippage: int = 0
    volume: int = 0
    fills: int = 0
    maker_fills: int = 0
    checks: int = 0

    def __post_init__(self) -> None:
        self.cash = self.paid_in

    def take(self, fill: OwnFill) -> None:
        """Books one fill."""
        sign = 1 if fill.side == Side.BUY else -1
        value = self.v * fill.price * fill.lots
        self.cash -= sign * value + fill.fee
        self.position += sign * fill.lots
        self.fees += fill.fee
        self.volume += value
        self.fills += 1
        self.maker_fills += fill.maker
        # The middle may lie between two mticks of a whole atom: what is lost to slippage is rounded up.
        self.slippage -= -sign * (fill.price * 1_000 - fill.middle_mticks) * fill.lots * self.v // 1_000

    def funded(self, index: int) -> None:
        """Books funding up to the market's F: what each lot owes, exact [FND-3]."""
        due = self.position * (index - self.index)
        self.index = index
        self.funding += due
        self.cash -= due

    def check(self, position: int, money: int) -> None:
        """Compares with lots and c + e + r as the exchange told them. Raises LedgerBroken."""
        self.checks += 1
        if (position, money) != (self.position, self.cash):
            raise LedgerBroken(
                f"expected {self.position} lots and {self.cash} atoms by the ledger of fills, found {position} and {money}"
            )

    def check_views(self, head: AccountView, held: PositionView | None) -> None:
        """The same against the account's views, and its equity against cash and the position at mark [PNL-1]. Raises LedgerBroken."""
        if held is None:
            self.check(0, head.collateral)
            return
        self.check(held.position, head.collateral + held.quote + held.claim)
        equity = self.equity(held.mark_price)
        if equity != head.equity:
            raise LedgerBroken(f"expected an equity of {equity} atoms at mark, found {head.equity}")

    def equity(self, mark_mticks: int) -> int:
        """Cash and the position at mark, rounded down [PNL-1]."""
        return self.cash + self.position * self.v * mark_mticks // 1_000

    def market(self, mark_mticks: int) -> int:
        """What the market's moves made: the result without fees, slippage and funding; the parts add up to it exactly."""
        return self.equity(mark_mticks) - self.paid_in + self.fees + self.slippage + self.funding
