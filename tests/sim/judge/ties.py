"""Ties between orders: the legs of an OCO, the entry of a bracket and its children (BOOK-12).

Invariant: a tie lasts as long as the order that names the other one waits.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import book, matching
from tests.sim.judge.schema import CANCEL
from tests.sim.judge.state import BUY, CANCELLED, CHILD, NO_LINK, OCO, PPM, SELL, TRAILING_STOP, Account, Market, Order

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

ANY_PRICE = (1 << 64) - 1


def price_of(market: Market, source: int) -> int:
    """A price in mticks; 0: not known."""
    return (market.mark, market.index, market.last * 1000)[source]


def starts_at(order: Order) -> tuple[int, bool]:
    """The price at which a waiting order starts, or from which it trails, and whether that is at or below."""
    if order.kind != TRAILING_STOP:
        return order.trigger * 1000, order.trigger_falls
    if not order.best:
        at = order.activation * 1000
        return (at or ANY_PRICE) if order.side == BUY else at, order.side == BUY
    away = order.distance * 1000 or max(1, order.best * order.distance_ppm // PPM)
    return (max(0, order.best - away), True) if order.side == SELL else (order.best + away, False)


def naming(order: Order) -> list[Order]:
    """Waiting orders that name this one, by arrival."""
    return naming_id(order.account, order.id)


def naming_id(account: Account, order_id: bytes) -> list[Order]:
    """Waiting orders of an account that name an order, remembered or not, by arrival."""
    return [other for other in account.waits() if other.link != NO_LINK and other.linked == order_id]


def cancel(x: "Exchange", order: Order, reason: str) -> None:
    """Ends an order that waits, and what is tied to it."""
    end(x, order, reason)
    if order.link == OCO and reason != "linked":
        matching.cancel_open(x, x.orders[order.linked], "linked")


def end(x: "Exchange", order: Order, reason: str) -> None:
    """Its state, its event, and what names it."""
    left, order.left = order.left, 0
    book.finish(order, CANCELLED, x.ts_us)
    x.emit(
        "OrderCancelled",
        order.id,
        order.account.number,
        order.client_order_id,
        order.market,
        order.side,
        order.price,
        left,
        order.filled,
        CANCEL[reason],
    )
    named_changed(x, order, True)


def named_changed(x: "Exchange", named: Order, ended: bool) -> None:
    """An order filled or ended: what names it is armed, or goes."""
    for order in naming(named):
        if order.link == CHILD and named.filled:
            if not order.armed and order.kind == TRAILING_STOP and not order.activation:
                order.best = price_of(x.markets[order.market], order.source)
            order.armed = named.filled
        elif ended or (order.link == OCO and named.filled):
            cancel(x, order, "linked")
