"""Orders that enter together or not at all (BOOK-16).

Invariant: the plainest way there is: they enter one after the other, and when one is refused those before it are taken out again.
"""

from typing import TYPE_CHECKING, NamedTuple

from tests.sim.judge import book, orders
from tests.sim.judge.message import remember
from tests.sim.judge.schema import COMMANDS, Codec, Values
from tests.sim.judge.state import GTC, GTD, LIMIT, SLIDE, Order, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

Subject = tuple[int, bytes, int]
PLACE_ORDER = COMMANDS["PlaceOrder"].kind


class Item(NamedTuple):
    """An item of the batch: its place in it, and what a refusal names."""

    place: int
    codec: Codec
    values: Values
    about: Subject


def take(x: "Exchange", account: int, items: list[Item]) -> None:
    """A batch whose items are one, in the order of their turns."""
    ones = authentic(x, account, items)
    before, touched = len(x.happened), set(x.touched_levels)
    entered: list[Order] = []
    failed: tuple[Order, Refusal] | None = None
    if len(ones) == len(items):
        for turn, order in ones.items():
            x.turn, x.item = turn, items[turn].place
            try:
                belongs(order, ones[0])
                orders.enter(x, order)
            except Refusal as refusal:
                failed = (order, refusal)
                break
            entered.append(order)
        if failed is None:
            return
    del x.happened[before:]
    x.touched_levels = touched
    for order in entered:
        book.count(order, -order.left)
        book.take_out(x.markets[order.market], order)
    for turn, order in ones.items():
        x.turn, x.item, x.about = turn, items[turn].place, items[turn].about
        why = failed[1] if failed and failed[0] is order else Refusal("batch_whole")
        orders.refuse(order, why.reason, x.ts_us)
        x.refused(PLACE_ORDER, why)


def authentic(x: "Exchange", account: int, items: list[Item]) -> dict[int, Order]:
    """By turn, the orders that are sent for the first time, remembered; of each other one it is told what is the matter."""
    ones: dict[int, Order] = {}
    for turn, item in enumerate(items):
        x.turn, x.item, x.about = turn, item.place, item.about
        try:
            if item.codec.name != "PlaceOrder":
                raise Refusal("order_kind")
            if item.about[0] != account:
                raise Refusal("message_account")
            order, _ = orders.authentic(x, orders.Signed(*item.values), keep=False)
            if order is not None:
                once(order, list(ones.values()))
                ones[turn] = order
        except Refusal as refusal:
            x.refused(item.codec.kind, refusal)
    for order in ones.values():
        remember(order.account, x.orders, order)
    return ones


def once(order: Order, others: list[Order]) -> None:
    """BOOK-7, SIG-5: no number of one batch serves twice."""
    for other in others:
        if other.client_order_id == order.client_order_id or other.id == order.id:
            raise Refusal("client_order_id_reused")
        if other.nonce == order.nonce:
            raise Refusal("nonce_used")


def belongs(order: Order, first: Order) -> None:
    """Each rests, takes nothing, and is of the first one's market and side."""
    fits = order.kind in (LIMIT, SLIDE) and order.post_only and order.tif in (GTC, GTD)
    if not fits or (order.market, order.side) != (first.market, first.side):
        raise Refusal("order_kind")
