"""Leaving: what an owner who asked for an exit on the chain may still do, and what the operator closes for him (CUST-23, CUST-34).

Invariant: who leaves takes on no risk; what closes for him is no worse than 50 bps from the index.
"""

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from tests.sim.judge import accounts, deleverage, hold, marks, matching, tiers
from tests.sim.judge.state import BUY, LEAVING, SELL, Account, Market, Order, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

DISTANCE = Fraction(50, 10_000)


def leave(x: "Exchange", account: Account, leaving: int) -> None:
    """Leave (CUST-23): asked for, or taken back."""
    if leaving > 1:
        raise Refusal("record_malformed")
    account.restrictions = account.restrictions & ~LEAVING | leaving * LEAVING
    if leaving:
        accounts.risk_end(x, account)
    x.emit("RestrictionsSet", account.number, account.restrictions)


def close(x: "Exchange", account: Account, last: int) -> None:
    """CloseLeaving (CUST-34, CUST-51): market by market, where the price allows a mark round; in the last hours by a round too."""
    if last > 1:
        raise Refusal("record_malformed")
    held = [number for number, position in account.positions.items() if position.b]
    if not account.restrictions & LEAVING or not held:
        raise Refusal("reduce_only_nothing")
    hold.check(x, reduction=True)
    for number in held:
        if tiers.closes(x, x.markets[number], "round"):
            close_position(x, account, x.markets[number])
            if last and not marks.catches_up(x.markets[number]):
                deleverage.leave(x, account, x.markets[number])


def worst_price(side: int, index: int) -> int:
    """CUST-34: worst price in ticks, rounded for the one who leaves; 0: no tick lies within."""
    if side == SELL:
        return ceil(index * (1 - DISTANCE) / 1000)
    return floor(index * (1 + DISTANCE) / 1000)


def close_position(x: "Exchange", account: Account, market: Market) -> None:
    """All lots, for the fee of a taker, against what is there; the rest stays."""
    deleverage.touch(x, account, market)
    b = account.positions[market.number].b
    price = worst_price(SELL if b > 0 else BUY, market.index)
    if not price:
        return
    order = Order.closing(account, market.number, abs(b), price)
    x.emit("LeavingClosed", account.number, market.number, order.side, order.left, price)
    matching.match(x, order)
