"""What the mirror learns of orders on terms (BOOK-13 to BOOK-15).

Invariant: as the mirror's own: from events alone, and each must fit what is known.
"""

from tests.sim.judge import book, terms
from tests.sim.judge.state import BUY, ICEBERG, PEGGED, TWAP, Order
from tests.sim.mirror import Mirror
from tests.sim.need import Fields, need


def terms_set(mirror: Mirror, e: Fields) -> None:
    """TermsSet: an iceberg shows no more than it may; a pegged order stands within what was signed."""
    order = mirror.open_order(e["order_id"])
    order.display, order.source, order.offset, order.worst = e["display"], e["source"], e["offset"], e["worst"]
    if order.kind == ICEBERG:
        need(0 < order.size <= 20 * e["display"], "BOOK-13 parts", e, order.size)
    within_worst(order)
    terms.hide(order)
    mirror.touched_levels.add((order.market, order.side, order.price))


def slice_of(mirror: Mirror, e: Fields) -> Order:
    """OrderSliced: the order as the taker of its slice; in all it fills no more than its size."""
    accepted, filled = mirror.sliced[e["order_id"]]
    after = filled + e["filled"]
    need(e["filled"] <= e["size"] <= accepted["size"] - filled, "BOOK-15 a slice is a part of what is left", e, filled)
    need(e["left"] == accepted["size"] - after, "BOOK-15 what is left of the whole", e, after)
    need(e["reason"] == 0 or e["filled"] == 0, "BOOK-15 a slice that is refused fills nothing", e)
    need(e["price"] == accepted["price"], "BOOK-15 the signed price is the worst", e)
    order = Order(mirror.accounts[e["account"]], e["order_id"], b"", TWAP)
    order.market, order.side, order.price, order.tif = e["market"], e["side"], e["price"], accepted["time_in_force"]
    order.reduce_only, order.size, order.left = bool(accepted["reduce_only"]), e["filled"], e["filled"]
    if e["left"]:
        mirror.sliced[e["order_id"]] = (accepted, after)
    else:
        del mirror.sliced[e["order_id"]], mirror.waiting[e["order_id"]]
    return order


def within_worst(order: Order) -> None:
    """No price of an order is worse than the signed one."""
    fits = order.price <= order.worst if order.side == BUY else order.price >= order.worst
    need(fits, "BOOK-14 never beyond the signed price", order.id.hex(), order.price, order.worst)


def repriced(mirror: Mirror, e: Fields) -> None:
    """OrderRepriced: its lots are the same, its place is the last of its price."""
    order, market = mirror.open_order(e["order_id"]), mirror.markets[e["market"]]
    need(order.kind == PEGGED and order.left == e["left"], "BOOK-14 only a pegged order moves", e)
    mirror.touched_levels.add((order.market, order.side, order.price))
    book.take_out(market, order)
    order.price = e["price"]
    within_worst(order)
    book.rest(market, order)
    mirror.touched_levels.add((order.market, order.side, order.price))
