"""Orders that rest on terms beside their message: icebergs (BOOK-13) and pegged orders (BOOK-14).

Invariant: what an iceberg hides is a part of what it has left; a pegged order's price is made anew from its source whenever that
moves, and from nothing else.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import book, ties
from tests.sim.judge.state import (
    BUY,
    ICEBERG,
    LAST,
    MARK,
    NO_ID,
    NO_LINK,
    PEGGED,
    PPM,
    Market,
    Order,
)

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

PARTS_MAX = 20


def fit(order: Order) -> bool:
    """Whether the terms of an order that is to rest go with its kind and switches."""
    if order.distance or order.distance_ppm or order.activation or order.link != NO_LINK or order.linked != NO_ID:
        return False
    if order.slices:
        return False
    if not order.rests_by_kind():
        return False
    if order.kind == ICEBERG:
        parts = order.display and -(-order.size // order.display)
        return 0 < parts <= PARTS_MAX and order.display <= order.size and (order.source, order.offset) == (MARK, 0)
    return order.post_only and not order.display and order.source != LAST


def peg(x: "Exchange", order: Order) -> None:
    """BOOK-14: a pegged order that can have a price takes it; the signed one is its worst."""
    market = x.markets.get(order.market)
    order.worst = order.price
    if order.kind != PEGGED or market is None or not market.mark or not market.index:
        return
    if 0 < order.worst <= market.parameters.price_max:
        order.price = wanted(market, order)


def wanted(market: Market, order: Order) -> int:
    """Where a pegged order wants to stand."""
    at, most, imf = ties.price_of(market, order.source), market.parameters.price_max, market.parameters.imf
    if order.side == BUY:
        bound = -(-market.index * (PPM + imf) // (1000 * PPM)) - 1
        return max(1, min(at // 1000 + order.offset, order.worst, bound, most - 1))
    bound = market.index * (PPM - imf) // (1000 * PPM) + 1
    return min(most, max(-(-at // 1000) + order.offset, order.worst, bound, 2))


def rested(x: "Exchange", order: Order) -> None:
    """An order has come to rest: what an iceberg does not show is hidden; the terms are told."""
    if order.kind not in (ICEBERG, PEGGED):
        return
    hide(order)
    worst = order.worst if order.kind == PEGGED else order.price
    ids = (order.id, order.account.number, order.market)
    x.emit("TermsSet", *ids, order.display, order.source, order.offset, worst)


def hide(order: Order) -> None:
    """All but the next part of an iceberg is hidden."""
    if order.kind == ICEBERG:
        order.hidden = max(0, order.left - order.display)


def show_next(market: Market, order: Order) -> None:
    """The shown part of an iceberg has filled: the next one stands behind the others of its price."""
    hide(order)
    book.take_out(market, order)
    book.rest(market, order)


def give_up(order: Order, lots: int) -> None:
    """Lots that go without a fill: hidden ones first."""
    order.hidden -= min(order.hidden, lots)
    order.left -= lots


def follow(x: "Exchange", market: Market) -> None:
    """A price moved: pegged orders that want to stand elsewhere leave together, then enter by arrival, beside the other side at most."""
    resting = [order for side in market.levels for queue in side.values() for order in queue if order.kind == PEGGED]
    moving = [order for order in resting if wanted(market, order) != order.price]
    for order in moving:
        x.touch_level(market, order.side, order.price)
        book.take_out(market, order)
    for order in sorted(moving, key=lambda order: order.arrival):
        order.price = wanted(market, order)
        best = market.best(1 - order.side)
        if best is not None and book.crosses(order, best):
            order.price = best - 1 if order.side == BUY else best + 1
        x.touch_level(market, order.side, order.price)
        book.rest(market, order)
        ids = (order.id, order.account.number, order.client_order_id)
        x.emit("OrderRepriced", *ids, market.number, order.side, order.price, order.left)
