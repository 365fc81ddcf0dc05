"""The book of one market: a queue of orders at each price.

Invariant (BOOK-1): within a price the queue is by time of arrival, and an order rests in exactly the queue of
its market, side and price, and in the open orders of its position, or nowhere.
"""

from collections import deque

from tests.sim.judge.state import BUY, CANCELLED, FILLED, RESTING, Market, Order


def crosses(order: Order, opposite: int) -> bool:
    """Whether an order would fill against this opposite price."""
    return order.price >= opposite if order.side == BUY else order.price <= opposite


def level_total(market: Market, side: int, price: int) -> int:
    """Sum of lots at a price."""
    return sum(order.shown() for order in market.levels[side].get(price, ()))


def rest(market: Market, order: Order, place: int | None = None) -> None:
    """Puts an order behind all others of its price, or at a place that it has kept (BOOK-5)."""
    queue = market.levels[order.side].setdefault(order.price, deque())
    queue.insert(len(queue) if place is None else place, order)
    position = order.account.position(market.number)
    position.orders[order.id] = order
    order.state = RESTING


def take_out(market: Market, order: Order) -> int:
    """Takes a resting order out of the book; gives its place in the queue."""
    side = market.levels[order.side]
    queue = side[order.price]
    place = 0 if queue[0] is order else queue.index(order)
    del queue[place]
    if not queue:
        del side[order.price]
    del order.account.positions[market.number].orders[order.id]
    return place


def count(order: Order, lots: int) -> None:
    """Adds signed lots to the open lots that count for margin (MGN-1: reduce-only does not)."""
    if order.reduce_only:
        return
    position = order.account.position(order.market)
    if order.side == BUY:
        position.buys += lots
    else:
        position.sells += lots


def finish(order: Order, state: int, ts_us: int) -> None:
    """Marks an order final: BOOK-7 keeps it for a day from now."""
    assert state in (FILLED, CANCELLED)
    order.state, order.hidden = state, 0
    order.account.finals.append((ts_us, order))


def oldest_first(orders: dict[bytes, Order]) -> list[Order]:
    """Open orders by time of arrival: the command, then the turn within its batch."""
    return sorted(orders.values(), key=lambda order: order.arrival)
