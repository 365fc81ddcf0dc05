"""Events of a command as the answer to whoever sent it.

Invariant: nothing is computed that the events do not say, but sums over them; an average price is rounded against the user
to 1/1000 tick [UNIT-4].
"""

from collections.abc import Sequence
from typing import Final, cast

from quantdesk.gateway.listings import Listing
from quantdesk.gateway.problems import Refusal, engine_unavailable
from quantdesk.gateway.refusals import reason_refusal, refusal_of
from quantdesk.gateway.wire.batches import BatchResult, ItemProblem
from quantdesk.gateway.wire.fields import CancelReasonName, OrderStatusName
from quantdesk.gateway.wire.orders import CancelResult, Fill, OrderResult, ShrinkResult
from quantdesk.model.money import atoms_text
from quantdesk.model.records_gen import (
    CancelledAll,
    CancelReason,
    Event,
    OrderAccepted,
    OrderCancelled,
    OrderDuplicate,
    OrderFilled,
    OrderShrunk,
    OrderState,
    OrderWaiting,
    Refused,
    Side,
)

STATES: Final = {state.value: cast(OrderStatusName, state.label) for state in OrderState}
CANCELS: Final = {reason.value: cast(CancelReasonName, reason.label) for reason in CancelReason}
MTICKS: Final = 1_000


def order_result(events: Sequence[Event], listing: Listing) -> OrderResult:
    """Returns what became of the one order that was placed; raises Refusal (422) when the core refused it."""
    for place, event in enumerate(events):
        if isinstance(event, OrderAccepted):
            return _accepted(event, events[place + 1 :], listing)
        if isinstance(event, Refused):
            raise refusal_of(event, listing)
        if isinstance(event, OrderDuplicate):
            return _duplicate(event, listing)
        if isinstance(event, OrderWaiting):
            return _waiting(event, listing)
    raise engine_unavailable()


def _accepted(order: OrderAccepted, behind: Sequence[Event], listing: Listing) -> OrderResult:
    fills: list[Fill] = []
    notional = 0
    reason: CancelReasonName | None = None
    for event in behind:
        if isinstance(event, OrderFilled):
            if event.taker_order_id == order.order_id:
                notional += event.price * event.size
                fills.append(_fill(event, listing))
        elif isinstance(event, OrderCancelled) and event.order_id == order.order_id:
            reason = CANCELS[event.reason]
    return OrderResult(
        order_id=order.order_id.hex(),
        client_order_id=str(order.client_order_id),
        status="resting" if order.left else "filled" if order.filled == order.size else "cancelled",
        filled=listing.size(order.filled),
        left=listing.size(order.left),
        average_price=listing.mticks(average_mticks(notional, order.filled, order.side)) if order.filled else None,
        fills=tuple(fills),
        cancel_reason=reason,
        duplicate=False,
        seq=order.seq,
    )


def _waiting(order: OrderWaiting, listing: Listing) -> OrderResult:
    return OrderResult(
        order_id=order.order_id.hex(),
        client_order_id=str(order.client_order_id),
        status="waiting",
        filled=listing.size(0),
        left=listing.size(order.size),
        average_price=None,
        fills=(),
        cancel_reason=None,
        duplicate=False,
        seq=order.seq,
    )


def average_mticks(notional: int, lots: int, side: int) -> int:
    """Returns the average price in 1/1000 tick of `notional` tick-lots over `lots`, up for a buyer, down for a seller."""
    return -(-notional * MTICKS // lots) if side == Side.BUY else notional * MTICKS // lots


def _fill(event: OrderFilled, listing: Listing) -> Fill:
    return Fill(
        price=listing.price(event.price),
        size=listing.size(event.size),
        fee=atoms_text(event.taker_fee),
        realized=atoms_text(event.taker_realized),
    )


def _duplicate(event: OrderDuplicate, listing: Listing) -> OrderResult:
    if event.reason:
        raise reason_refusal(event.reason)
    return OrderResult(
        order_id=event.order_id.hex(),
        client_order_id=str(event.client_order_id),
        status=STATES[event.state],
        filled=listing.size(event.filled),
        left=listing.size(event.left),
        average_price=None,
        fills=(),
        cancel_reason=None,
        duplicate=True,
        seq=event.first_seq,
    )


def cancel_result(event: OrderCancelled, listing: Listing) -> CancelResult:
    """Returns what a cancel gave up."""
    return CancelResult(
        order_id=event.order_id.hex(),
        client_order_id=str(event.client_order_id),
        left=listing.size(event.left),
        filled=listing.size(event.filled),
        reason=CANCELS[event.reason],
    )


def shrink_result(event: OrderShrunk, listing: Listing) -> ShrinkResult:
    """Returns what a shrink left."""
    return ShrinkResult(
        order_id=event.order_id.hex(),
        client_order_id=str(event.client_order_id),
        left=listing.size(event.left),
        filled=listing.size(event.filled),
    )


def cancelled_count(events: Sequence[Event]) -> tuple[int, int]:
    """Returns how many orders a cancel-all gave up, and its seq; raises Refusal when the core refused it."""
    for event in events:
        if isinstance(event, CancelledAll):
            return event.count, event.seq
        if isinstance(event, Refused):
            raise refusal_of(event, None)
    raise engine_unavailable()


def item_result(
    item: int, events: Sequence[Event], listings: dict[int, Listing], listing: Listing | None
) -> BatchResult:
    """Returns what became of one item of a batch.

    events: those of the item; listings: markets by number; listing: the market that the item named, if it did.
    """
    try:
        return _item_result(item, events, listings, listing)
    except Refusal as refusal:
        return BatchResult(item=item, problem=item_problem(refusal))


def _item_result(
    item: int, events: Sequence[Event], listings: dict[int, Listing], listing: Listing | None
) -> BatchResult:
    if (
        any(isinstance(event, OrderAccepted | OrderDuplicate | OrderWaiting) for event in events)
        and listing is not None
    ):
        return BatchResult(item=item, placed=order_result(events, listing))
    for event in events:
        if isinstance(event, Refused):
            raise refusal_of(event, listing)
        if isinstance(event, OrderShrunk):
            return BatchResult(item=item, shrunk=shrink_result(event, listings[event.market]))
        if isinstance(event, OrderCancelled):
            return BatchResult(item=item, cancelled=cancel_result(event, listings[event.market]))
    raise engine_unavailable()


def item_problem(refusal: Refusal) -> ItemProblem:
    """Returns a refusal as the problem of an item."""
    return ItemProblem(
        code=refusal.code, detail=refusal.detail, field=refusal.field, expected=refusal.expected, found=refusal.found
    )
