"""What an account cannot see, left out: others' orders as willing counterparties.

Invariant (BOOK-11): a level keeps its lots and the asker's own orders stand behind the others'; a counterparty has no more lots
than a position may have, is flat, and can carry whatever it is asked to; both sides hold the open interest that is told.
"""

from collections import deque
from typing import TYPE_CHECKING

from tests.sim.judge import book, matching
from tests.sim.judge.state import NO_ID, NOTIONAL_MAX, RESTING, Account, Market, Order, Owner

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

FOREVER = (1 << 64) - 1
FEE_CAP_ANY = 655_350


def gather(x: "Exchange", market: Market, asking: Order) -> None:
    """Puts the crowd in the place of others' orders on the other side of the book; the caller takes it back."""
    side = 1 - asking.side
    longs, shorts = matching.interest(x, market, everybody=True)
    for lots in (market.oi - longs, shorts - market.oi):
        rest = Account(0, Owner(NO_ID), 0)
        rest.position(market.number).b = lots
        x.unseen.append(rest)
    for price, queue in market.levels[side].items():
        own = [order for order in queue if order.account.owner is asking.account.owner]
        lots = sum(order.shown() for order in queue) - sum(order.shown() for order in own)
        crowd = []
        while lots:
            taken = min(lots, market.parameters.position_max)
            crowd.append(willing(market.number, side, price, taken))
            x.unseen.append(crowd[-1].account)
            lots -= taken
        market.levels[side][price] = deque([*crowd, *own])


def willing(market: int, side: int, price: int, lots: int) -> Order:
    """An order of an account of nobody that is known."""
    account = Account(0, Owner(NO_ID), 0)
    account.c = NOTIONAL_MAX
    order = Order(account, NO_ID, account.owner.key, 0)
    order.market, order.side, order.price, order.state = market, side, price, RESTING
    order.size = order.left = lots
    order.expiry, order.fee_cap = FOREVER, FEE_CAP_ANY
    account.position(market).orders[order.id] = order
    book.count(order, lots)
    return order
