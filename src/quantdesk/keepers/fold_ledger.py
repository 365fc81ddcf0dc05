"""Folds events into positions and balances: the last state that an event tells, and the sums of what a page added.

Items of the settlement log are folded from the same events, beside them.
"""

from typing import Final

from quantdesk.keepers.fold_settlement import SettlementFold
from quantdesk.model import records_gen as records
from quantdesk.model.assets import ASSETS, USDC
from quantdesk.store.projections import Row

_CAUSES: Final = {int(cause): cause.label for cause in records.MoveCause}


class LedgerFold:
    """What a page does to the money of accounts. ts_us: time of the batch whose events are taken."""

    def __init__(self) -> None:
        self.ts_us = 0
        self.settlement = SettlementFold()
        self.moves: list[Row] = []
        self._positions: dict[tuple[int, int], list[int]] = {}
        self._balances: dict[tuple[int, int], list[int]] = {}

    def positions(self) -> list[Row]:
        """Rows of positions that changed."""
        return [(*key, *row) for key, row in self._positions.items()]

    def balances(self) -> list[Row]:
        """Rows of balances that changed."""
        return [(account, ASSETS[asset].name, *row) for (account, asset), row in self._balances.items()]

    def credited(self, event: records.Credited) -> None:
        """Collateral that arrived."""
        self._balance(event.account, event.collateral, event.seq, event.asset)[1] += event.amount
        self.settlement.credited(event)

    def debited(self, event: records.Debited) -> None:
        """Collateral that left."""
        self._balance(event.account, event.collateral, event.seq, event.asset)[2] += event.amount
        self.settlement.debited(event)

    def transferred(self, event: records.Transferred) -> None:
        """Collateral between two accounts."""
        self._balance(event.account, event.collateral, event.seq)[2] += event.amount
        self._balance(event.to_account, event.to_collateral, event.seq)[1] += event.amount
        self.settlement.transferred(event)

    def debt_paid(self, event: records.DebtPaid) -> None:
        """A loss without a position that was paid."""
        self.settlement.debt_paid(event)
        self._position(event.account, event.market, (0, event.quote, event.claim, event.funding), event.seq)
        self._balance(event.account, event.collateral, event.seq)

    def swept(self, event: records.Swept) -> None:
        """One step of a sweep (PNL-5)."""
        self.settlement.swept(event)
        state = (event.position, event.quote, event.claim, event.funding)
        self._position(event.account, event.market, state, event.seq)
        self._balance(event.account, event.collateral, event.seq)

    def funding_paid(self, event: records.FundingPaid) -> None:
        """Funding that a position took in (FND-3)."""
        self.settlement.funding_paid(event)
        state = (event.position, event.quote, event.claim, event.funding)
        self._position(event.account, event.market, state, event.seq)

    def moved(self, event: records.Moved) -> None:
        """Lots or money that moved beside the book (LIQ-2 to LIQ-6)."""
        self.settlement.moved(event)
        self.moves.append(
            (event.seq, event.index, event.market, event.account, _CAUSES[event.cause], event.lots, event.amount, event.fee,
             event.position, self.ts_us)
        )  # fmt: skip
        state = (event.position, event.quote, event.claim, event.funding)
        self._position(event.account, event.market, state, event.seq)[5] += event.fee
        self._balance(event.account, event.collateral, event.seq)

    def converted(self, event: records.Converted) -> None:
        """Other collateral for USDC of the backstop (MGN-7)."""
        self.settlement.converted(event)
        self._balance(event.account, event.collateral, event.seq)[1] += event.paid
        self._balance(event.account, event.left, event.seq, event.asset)[2] += event.amount
        self._balance(event.backstop, event.backstop_collateral, event.seq)[2] += event.paid
        self._balance(event.backstop, event.backstop_amount, event.seq, event.asset)[1] += event.amount

    def insurance_funded(self, event: records.InsuranceFunded) -> None:
        """Collateral that became insurance."""
        self.settlement.insurance_funded(event)
        self._balance(event.account, event.collateral, event.seq)[2] += event.amount

    def share_paid(self, event: records.SharePaid) -> None:
        """A referrer's part of fees (FEE-2)."""
        self.settlement.share_paid(event)
        self._balance(event.account, event.collateral, event.seq)[1] += event.amount

    def filled(self, event: records.OrderFilled) -> None:
        """Both sides of a match."""
        self.settlement.filled(event)
        state = (event.maker_position, event.maker_quote, event.maker_claim, event.maker_funding)
        row = self._position(event.maker_account, event.market, state, event.seq)
        row[4] += event.maker_realized
        row[5] += event.maker_fee
        state = (event.taker_position, event.taker_quote, event.taker_claim, event.taker_funding)
        row = self._position(event.taker_account, event.market, state, event.seq)
        row[4] += event.taker_realized
        row[5] += event.taker_fee
        self._balance(event.maker_account, event.maker_collateral, event.seq)
        self._balance(event.taker_account, event.taker_collateral, event.seq)

    def _position(self, account: int, market: int, state: tuple[int, int, int, int], seq: int) -> list[int]:
        key = (account, market)
        row = self._positions.get(key)
        if row is None:
            row = self._positions[key] = [0] * 8
        row[0:4] = state
        row[6:8] = (seq, self.ts_us)
        return row

    def _balance(self, account: int, collateral: int, seq: int, asset: int = USDC) -> list[int]:
        key = (account, asset)
        row = self._balances.get(key)
        if row is None:
            row = self._balances[key] = [0] * 5
        row[0], row[3], row[4] = collateral, seq, self.ts_us
        return row
