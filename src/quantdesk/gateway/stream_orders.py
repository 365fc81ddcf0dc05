"""Open orders of an account as its socket sees them, kept from the engine's answer and the events behind it.

Invariant: the table holds exactly the orders that rest or wait after the last event taken; every change says the whole order as it is then.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from quantdesk.gateway.listings import Listing
from quantdesk.model.records_gen import (
    CancelReason,
    OrderAccepted,
    OrderCancelled,
    OrderFilled,
    OrderKind,
    OrderRepriced,
    OrderShrunk,
    OrderSliced,
    OrderState,
    OrderTriggered,
    OrderView,
    OrderWaiting,
    Side,
    TimeInForce,
    WaitingView,
)

SIDES: Final[dict[int, str]] = {number: number.label for number in Side}
KINDS: Final[dict[int, str]] = {number: number.label for number in OrderKind}
VALIDITIES: Final[dict[int, str]] = {number: number.label for number in TimeInForce}
CANCELS: Final[dict[int, str]] = {number: number.label for number in CancelReason}


class Line(msgspec.Struct, gc=False):
    """One order as it is now: what a message of the channel orders holds."""

    event: str
    order_id: str
    client_order_id: str
    market: str
    side: str
    type: str
    time_in_force: str
    post_only: bool
    reduce_only: bool
    status: str
    price: str
    size: str
    filled: str
    left: str
    seq: int
    reason: str | None = None
    trigger: str | None = None


class OpenOrders:
    """Resting orders of one account by order id."""

    __slots__ = ("_lines", "_markets", "_takes")

    def __init__(self, markets: dict[int, Listing]) -> None:
        """markets: by number, shared and growing."""
        self._markets = markets
        self._lines: dict[bytes, tuple[Line, int, int]] = {}
        self._takes: dict[type, Callable[..., Line | None]] = {
            OrderAccepted: self.accepted,
            OrderCancelled: self.cancelled,
            OrderShrunk: self.shrunk,
            OrderWaiting: self.waits,
            OrderTriggered: self.triggered,
            OrderRepriced: self.repriced,
            OrderSliced: self.sliced,
        }

    def take(self, event: object) -> Line | None:
        """An event of one order but its fills; None: it is not known here."""
        return self._takes[type(event)](event)

    def lines(self) -> list[Line]:
        """All resting orders, oldest first."""
        return [line for line, _, _ in self._lines.values()]

    def load(self, views: list[OrderView | WaitingView]) -> None:
        """Starts from the engine's answer; what an order waits for stands behind it."""
        self._lines.clear()
        triggers = {view.order_id: view.trigger for view in views if isinstance(view, WaitingView)}
        for view in views:
            if isinstance(view, WaitingView):
                continue
            names = self._markets[view.market]
            status = "waiting" if view.state == OrderState.WAITING else "resting"
            line = _line(names, view, "open", status, view.accepted_seq)
            if triggers.get(view.order_id):
                line.trigger = names.price(triggers[view.order_id])
            self._lines[view.order_id] = (line, view.filled, view.market)

    def accepted(self, event: OrderAccepted) -> Line:
        """An order was taken: how it is after its first matches."""
        self._lines.pop(event.order_id, None)
        status = "resting" if event.left else "filled" if event.filled == event.size else "cancelled"
        line = _line(self._markets[event.market], event, "accepted", status, event.seq)
        if event.left:
            self._lines[event.order_id] = (line, event.filled, event.market)
        return line

    def waits(self, event: OrderWaiting) -> Line:
        """An order was taken and waits for its price."""
        names = self._markets[event.market]
        trigger = names.price(event.trigger) if event.trigger else None
        line = msgspec.structs.replace(_line(names, event, "waiting", "waiting", event.seq), trigger=trigger)
        self._lines[event.order_id] = (line, 0, event.market)
        return line

    def triggered(self, event: OrderTriggered) -> Line | None:
        """Its price came; what becomes of it follows."""
        found = self._lines.pop(event.order_id, None)
        if found is None:
            return None
        size = self._markets[event.market].size(event.size)
        line = msgspec.structs.replace(found[0], event="triggered", size=size, left=size, seq=event.seq)
        self._lines[event.order_id] = (line, 0, event.market)
        return line

    def filled(self, event: OrderFilled) -> Line | None:
        """A resting order met a taker; None when it is not known here."""
        found = self._lines.pop(event.maker_order_id, None)
        if found is None:
            return None
        line, filled, market = found
        grid = self._markets[market]
        filled += event.size
        line = msgspec.structs.replace(
            line,
            event="filled",
            status="resting" if event.maker_left else "filled",
            filled=grid.size(filled),
            left=grid.size(event.maker_left),
            seq=event.seq,
        )
        if event.maker_left:
            self._lines[event.maker_order_id] = (line, filled, market)
        return line

    def cancelled(self, event: OrderCancelled) -> Line | None:
        """An order was given up."""
        found = self._lines.pop(event.order_id, None)
        if found is None:
            return None
        left = self._markets[event.market].size(0)
        return msgspec.structs.replace(
            found[0], event="cancelled", status="cancelled", left=left, seq=event.seq, reason=CANCELS.get(event.reason)
        )

    def repriced(self, event: OrderRepriced) -> Line | None:
        """A pegged order followed its source."""
        found = self._lines.get(event.order_id)
        if found is None:
            return None
        price = self._markets[event.market].price(event.price)
        line = msgspec.structs.replace(found[0], event="repriced", price=price, seq=event.seq)
        self._lines[event.order_id] = (line, found[1], event.market)
        return line

    def sliced(self, event: OrderSliced) -> Line | None:
        """A slice of a TWAP was taken, or refused."""
        found = self._lines.get(event.order_id)
        if found is None:
            return None
        line, filled, market = found
        grid, filled = self._markets[market], filled + event.filled
        status = line.status if event.left else "filled"
        change = {"filled": grid.size(filled), "left": grid.size(event.left), "status": status, "seq": event.seq}
        line = msgspec.structs.replace(line, event="sliced", **change)
        if event.left:
            self._lines[event.order_id] = (line, filled, market)
        else:
            del self._lines[event.order_id]
        return line

    def shrunk(self, event: OrderShrunk) -> Line | None:
        """An order was made smaller."""
        found = self._lines.get(event.order_id)
        if found is None:
            return None
        left = self._markets[event.market].size(event.left)
        line = msgspec.structs.replace(found[0], event="shrunk", left=left, seq=event.seq)
        self._lines[event.order_id] = (line, event.filled, event.market)
        return line


def _line(names: Listing, order: OrderAccepted | OrderView | OrderWaiting, event: str, status: str, seq: int) -> Line:
    return Line(
        event=event,
        order_id=order.order_id.hex(),
        client_order_id=str(order.client_order_id),
        market=names.symbol,
        side=SIDES[order.side],
        type=KINDS[order.kind],
        time_in_force=VALIDITIES[order.time_in_force],
        post_only=bool(order.post_only),
        reduce_only=bool(order.reduce_only),
        status=status,
        price=names.price(order.price),
        size=names.size(order.size),
        filled=names.size(0 if isinstance(order, OrderWaiting) else order.filled),
        left=names.size(order.size if isinstance(order, OrderWaiting) else order.left),
        seq=seq,
    )
