"""TWAP: an order that is taken in slices on the clock (BOOK-15).

Invariant: after every tick each such order is where an even pace and its catch-up would have it, or refused or unfilled there.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import book, delegates, matching, orders, ties
from tests.sim.judge.schema import REASON
from tests.sim.judge.state import DECREMENT, FILLED, IOC, MARK, NO_LINK, TWAP, WAITING, Order, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Event, Exchange

SLICE_US = 30_000_000
SLICES_MIN, SLICES_MAX = 2, 2_880
CATCH_UP = 3


def fit(order: Order) -> bool:
    """Whether the terms of an order that is to be sliced go together."""
    if order.distance or order.distance_ppm or order.activation or order.link != NO_LINK or order.source != MARK:
        return False
    if order.trigger or order.trigger_falls or order.tif != IOC or order.self_trade == DECREMENT:
        return False
    return SLICES_MIN <= order.slices <= min(SLICES_MAX, order.size)


def next_us(order: Order) -> int:
    """When its next moment comes."""
    return order.accepted_us + order.sliced * SLICE_US


def tick(x: "Exchange") -> None:
    """Time passes: orders whose moment has come, the earliest first, then by arrival."""
    while True:
        due = [order for order in x.waiting_orders() if order.kind == TWAP and next_us(order) <= x.ts_us]
        if not due:
            return
        moment(x, min(due, key=lambda order: (next_us(order), order.arrival)))


def moment(x: "Exchange", order: Order) -> None:
    """One moment: those that passed unseen are one with it. Behind the last there is nothing but the end."""
    passed = (x.ts_us - order.accepted_us) // SLICE_US
    if passed >= order.slices:
        ties.end(x, order, "unfilled")
        return
    order.sliced = passed + 1
    even = -(-order.size // order.slices)
    lots = min(order.size * order.sliced // order.slices - order.filled, CATCH_UP * even)
    if lots <= 0:
        return
    order.state = 0  # neither waiting nor final: nothing finds it
    ended = None
    if not delegates.live(order.account, order.signer, x.ts_us) or not delegates.trades_here(order):
        ended = "delegate"
    elif order.reduce_only and not matching.reducible(order):
        ended = "reduce_only"
    else:
        take(x, order, min(lots, matching.reducible(order)) if order.reduce_only else lots)
        if order.reduce_only and not matching.reducible(order):
            ended = "reduce_only"
    order.state = WAITING
    if not order.left:
        book.finish(order, FILLED, x.ts_us)
    elif ended:
        ties.end(x, order, ended)


def take(x: "Exchange", order: Order, lots: int) -> None:
    """A slice: an order that takes what it can now, judged like any that arrives."""
    part = Order(order.account, order.id, order.signer, order.kind)
    for name in (
        "client_order_id",
        "nonce",
        "expiry",
        "market",
        "side",
        "tif",
        "price",
        "fee_cap",
        "self_trade",
        "arrival",
    ):
        setattr(part, name, getattr(order, name))
    part.reduce_only, part.size, part.waited = order.reduce_only, lots, True
    at, reason = len(x.happened), "none"
    try:
        market = orders.check_message(x, part)
        orders.admit(x, market, part)
        part.left = part.size
        book.count(part, part.size)
        matching.match(x, part)
        book.count(part, -part.left)
    except Refusal as refusal:
        reason, part.filled = refusal.reason, 0
    order.filled += part.filled
    order.left -= part.filled
    x.happened.insert(at, sliced(x, part, reason, order.left))


def sliced(x: "Exchange", part: Order, reason: str, left: int) -> "Event":
    """OrderSliced."""
    ids = (part.id, part.account.number, part.client_order_id, part.market, part.side, part.price)
    return x.event("OrderSliced", *ids, part.size, REASON[reason], part.filled, left)
