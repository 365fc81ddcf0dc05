"""Changes of resting orders: cancels, shrinks, expiry.

Invariant (BOOK-8): nothing here asks margin, pauses or limits; what is left of an order only falls.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import book, ties
from tests.sim.judge.matching import cancel, cancel_open, expired, lower
from tests.sim.judge.state import EVERY, GROUP_EVERY, NO_ID, RESTING, WAITING, Account, Order, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

CONNECTION = 1
TIMEOUT_MIN_US, TIMEOUT_MAX_US = 1_000_000, 86_400_000_000
# Market, side, group; each may stand for all.
Choice = tuple[int, int, int]


def resting(x: "Exchange", account: Account, order_id: bytes, client: int) -> Order:
    """The open order of an account by its id, or by client order id when the id is zero."""
    order = account.memory.get(client) if order_id == NO_ID else x.orders.get(order_id)
    if order is None or order.account is not account:
        raise Refusal("order_unknown")
    if order.state == WAITING:
        raise Refusal("order_waiting")
    if order.state != RESTING:
        raise Refusal("order_final")
    return order


def cancel_one(x: "Exchange", account: Account, order_id: bytes, client: int) -> None:
    """CancelOrder: never refused for margin, pauses or limits (BOOK-8)."""
    order = account.memory.get(client) if order_id == NO_ID else x.orders.get(order_id)
    if order is not None and order.account is account and order.state == WAITING:
        ties.cancel(x, order, "user")
    else:
        cancel(x, resting(x, account, order_id, client), "user")


def cancel_chosen(x: "Exchange", account: Account, chosen: Choice, reason: str) -> int:
    """Open orders of one market, side and group, or of all, by time of arrival; gives how many."""
    market, side, group = chosen
    orders = {
        order.id: order
        for number, position in account.positions.items()
        if market in (EVERY, number)
        for order in position.orders.values()
    }
    orders |= {order.id: order for order in account.waits() if market in (EVERY, order.market)}
    chosen_orders = [
        order for order in book.oldest_first(orders) if side in (2, order.side) and group in (GROUP_EVERY, order.group)
    ]
    for order in chosen_orders:
        cancel_open(x, order, reason)
    return len(chosen_orders)


def cancel_all(x: "Exchange", account: Account, market: int, side: int) -> None:
    """CancelAll: of a market and side."""
    cancel_many(x, account, market, side, GROUP_EVERY, 0)


def cancel_many(x: "Exchange", account: Account, market: int, side: int, group: int, gone: int) -> None:
    """CancelMany: of a group too; a socket that is gone takes its timer along."""
    if market != EVERY:
        x.market(market)
    count = cancel_chosen(x, account, (market, side, group), "disconnected" if gone else "user")
    if gone:
        account.dead_man[CONNECTION] = 0
    x.emit("CancelledAll", account.number, count)


def set_dead_man(x: "Exchange", account: Account, timer: int, timeout_us: int) -> None:
    """SetDeadMan: from one second to a day from now, or off."""
    bound = min(max(timeout_us, TIMEOUT_MIN_US), TIMEOUT_MAX_US)
    if timeout_us and timeout_us != bound:
        raise Refusal("timeout", bound, timeout_us)
    account.dead_man[timer] = x.ts_us + timeout_us if timeout_us else 0
    x.emit("DeadManSet", account.number, timer, account.dead_man[timer])


def dead_men(x: "Exchange") -> None:
    """Tick: who has let his deadline pass loses his open orders: the earliest first, then by opening, then by timer."""
    due = [
        (deadline, x.openings.index(number), timer, account)
        for number, account in x.accounts.items()
        for timer, deadline in enumerate(account.dead_man)
        if 0 < deadline <= x.ts_us
    ]
    for _, _, timer, account in sorted(due, key=lambda entry: entry[:3]):
        account.dead_man[timer] = 0
        reason = "disconnected" if timer == CONNECTION else "dead_man"
        count = cancel_chosen(x, account, (EVERY, 2, GROUP_EVERY), reason)
        x.emit("DeadManFired", account.number, timer, count)


def shrink(x: "Exchange", account: Account, order_id: bytes, client: int, left: int) -> None:
    """ShrinkOrder: only down, time kept (BOOK-5)."""
    order = resting(x, account, order_id, client)
    if left == 0:
        raise Refusal("order_size", order.left, left)
    if left >= order.left:
        raise Refusal("replace_grows", order.left, left)
    lower(x, order, order.left - left)


def expire(x: "Exchange") -> None:
    """Tick: every order whose expiry slot has passed, the earliest first."""
    due = [order for order in (*x.resting_orders(), *x.waiting_orders()) if expired(order.expiry, x.ts_us)]
    for order in sorted(due, key=lambda o: (o.expiry, o.arrival)):
        cancel_open(x, order, "expired")
