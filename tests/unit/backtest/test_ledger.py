"""The ledger of fills and the exchange agree to the atom, or the run ends."""

import pytest

from quantdesk.backtest.ledger import Ledger, LedgerBroken
from quantdesk.backtest.strategy import OwnFill
from quantdesk.model.records_gen import Side


def fill(side: Side, price: int, lots: int, fee: int, middle: int) -> OwnFill:
    return OwnFill(0, 1, side, price, lots, fee, False, middle)


def test_an_atom_or_a_lot_too_many_is_seen() -> None:
    ledger = Ledger(v=10, paid_in=1_000)
    ledger.take(fill(Side.BUY, 5, 2, 1, 5_000))
    ledger.check(2, 1_000 - 100 - 1)
    for position, money in ((2, 900), (1, 899), (3, 899)):
        with pytest.raises(LedgerBroken, match="899 atoms by the ledger"):
            ledger.check(position, money)


def test_slippage_is_rounded_against_the_strategy_on_both_sides() -> None:
    ledger = Ledger(v=1, paid_in=0)
    ledger.take(fill(Side.BUY, 1_000, 1, 0, 999_500))
    assert ledger.slippage == 1
    ledger.take(fill(Side.SELL, 1_000, 1, 0, 999_500))
    assert ledger.slippage == 1 + 0
    assert ledger.market(0) == ledger.equity(0) + ledger.slippage


def test_equity_is_rounded_down_for_long_and_short() -> None:
    ledger = Ledger(v=1, paid_in=100)
    ledger.take(fill(Side.SELL, 10, 1, 0, 10_000))
    assert ledger.equity(10_001) == 99
    assert ledger.equity(9_999) == 100
