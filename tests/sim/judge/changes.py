"""Changes of resting orders: cancels, shrinks, expiry.

Invariant (BOOK-8): nothing here asks margin, pauses or limits; what is left of an order only falls.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import book
from tests.sim.judge.matching import cancel, expired
from tests.sim.judge.state import EVERY, NO_ID, RESTING, Account, Order, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange


def resting(x: "Exchange", account: Account, order_id: bytes, client: int) -> Order:
    """The open order of an account by its id, or by client order id when the id is zero."""
    order = account.memory.get(client) if order_id == NO_ID else x.orders.get(order_id)
    if order is None or order.account is not account:
        raise Refusal("order_unknown")
    if order.state != RESTING:
        raise Refusal("order_final")
    return order


def cancel_one(x: "Exchange", account: Account, order_id: bytes, client: int) -> None:
    """CancelOrder: never refused for margin, pauses or limits (BOOK-8)."""
    cancel(x, resting(x, account, order_id, client), "user")


def cancel_all(x: "Exchange", account: Account, market: int, side: int) -> None:
    """CancelAll: by time of arrival."""
    if market != EVERY:
        x.market(market)
    orders = {
        order.id: order
        for number, position in account.positions.items()
        if market in (EVERY, number)
        for order in position.orders.values()
        if side in (2, order.side)
    }
    chosen = book.oldest_first(orders)
    for order in chosen:
        cancel(x, order, "user")
    x.emit("CancelledAll", account.number, len(chosen))


def shrink(x: "Exchange", account: Account, order_id: bytes, client: int, left: int) -> None:
    """ShrinkOrder: only down, time kept (BOOK-5)."""
    order = resting(x, account, order_id, client)
    if left == 0:
        raise Refusal("order_size", order.left, left)
    if left >= order.left:
        raise Refusal("replace_grows", order.left, left)
    x.touch_level(x.markets[order.market], order.side, order.price)
    book.count(order, left - order.left)
    order.size -= order.left - left
    order.left = left
    x.emit(
        "OrderShrunk",
        order.id,
        account.number,
        order.client_order_id,
        order.market,
        order.side,
        order.price,
        order.left,
        order.filled,
    )


def expire(x: "Exchange") -> None:
    """Tick: every order whose expiry slot has passed, the earliest first."""
    due = [order for order in x.resting_orders() if expired(order.expiry, x.ts_us)]
    for order in sorted(due, key=lambda o: (o.expiry, o.arrival)):
        cancel(x, order, "expired")
