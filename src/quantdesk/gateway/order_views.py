"""Orders and previews as the engine and the records tell them, in the words of the wire."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from quantdesk.gateway.listings import Listing
from quantdesk.gateway.order_results import STATES
from quantdesk.gateway.refusals import reason_code
from quantdesk.gateway.wire.fields import (
    AnyOrderTypeName,
    LinkName,
    OrderStatusName,
    PriceSourceName,
    SideName,
    TimeInForceName,
)
from quantdesk.gateway.wire.orders import Order, PreviewAnswer, Terms, Waits
from quantdesk.model.money import atoms_text
from quantdesk.model.records_gen import (
    Link,
    OrderKind,
    OrderView,
    PreviewView,
    PriceSource,
    Side,
    TermsView,
    TimeInForce,
    View,
    WaitingView,
)
from quantdesk.store.orders import Order as StoredOrder

NEVER: Final = 1 << 63
"""At and above it a price stands for any: a trailing stop that begins at the first one."""


def open_orders(views: Sequence[View], listings: Mapping[int, Listing]) -> list[Order]:
    """Returns the orders of an answer; what one waits for, or its terms, stand behind it."""
    beside = {view.order_id: view for view in views if isinstance(view, WaitingView | TermsView)}
    found = [view for view in views if isinstance(view, OrderView)]
    return [open_order(view, listings[view.market], beside.get(view.order_id)) for view in found]


def waits_of(view: WaitingView, listing: Listing) -> Waits:
    """Returns what an order waits for."""
    return Waits(
        trigger=listing.price(view.trigger) if view.trigger else None,
        source=cast(PriceSourceName, PriceSource(view.source).label),
        distance=listing.price(view.distance) if view.distance else None,
        distance_ppm=view.distance_ppm,
        activation=listing.price(view.activation) if view.activation else None,
        link=cast(LinkName, Link(view.link).label),
        linked=view.linked.hex() if any(view.linked) else None,
        armed=listing.size(view.armed),
        starts_at=listing.known_mticks(view.starts_at) if view.starts_at < NEVER else None,
        slices=view.slices,
        sliced=view.sliced,
        next_ms=view.next // 1_000 if view.next else None,
    )


def terms_of(order: OrderView, view: TermsView, listing: Listing) -> Terms:
    """Returns the terms of an order that rests; its offset is told for a pegged order alone."""
    pegged = order.kind == OrderKind.PEGGED
    return Terms(
        display=listing.size(view.display) if view.display else None,
        shown=listing.size(order.shown),
        source=cast(PriceSourceName, PriceSource(view.source).label) if pegged else None,
        offset=listing.price(view.offset) if pegged else None,
        worst_price=listing.price(view.worst),
    )


def open_order(view: OrderView, listing: Listing, beside: WaitingView | TermsView | None = None) -> Order:
    """Returns an order as the engine sees it now."""
    return Order(
        order_id=view.order_id.hex(),
        account=view.account,
        client_order_id=str(view.client_order_id),
        market=listing.symbol,
        side=cast(SideName, Side(view.side).label),
        type=cast(AnyOrderTypeName, OrderKind(view.kind).label),
        time_in_force=cast(TimeInForceName, TimeInForce(view.time_in_force).label),
        post_only=bool(view.post_only),
        reduce_only=bool(view.reduce_only),
        status=STATES[view.state],
        reason=reason_code(view.reason) if view.reason else None,
        price=listing.price(view.price),
        size=listing.size(view.size),
        filled=listing.size(view.filled),
        left=listing.size(view.left),
        expiry_slot=min(view.expiry, 2**53 - 1),
        seq=view.accepted_seq,
        accepted_ms=view.accepted // 1_000,
        waits=waits_of(beside, listing) if isinstance(beside, WaitingView) else None,
        terms=terms_of(view, beside, listing) if isinstance(beside, TermsView) else None,
    )


def history_order(row: StoredOrder, listing: Listing) -> Order:
    """Returns an order of the records."""
    return Order(
        order_id=row.order_id.hex(),
        account=row.account,
        client_order_id=str(row.client_order_id),
        market=listing.symbol,
        side=cast(SideName, row.side),
        type=cast(AnyOrderTypeName, row.type),
        time_in_force=cast(TimeInForceName, row.time_in_force),
        post_only=row.post_only,
        reduce_only=row.reduce_only,
        status=cast(OrderStatusName, row.status),
        reason=row.cancel_reason,
        price=listing.price(row.price_ticks),
        size=listing.size(row.size_lots),
        filled=listing.size(row.filled_lots),
        left=listing.size(row.left_lots),
        expiry_slot=min(row.expiry_slot, 2**53 - 1),
        seq=row.accepted_seq,
        accepted_ms=row.accepted_us // 1_000,
    )


def preview_answer(view: PreviewView, listing: Listing, seq: int) -> PreviewAnswer:
    """Returns what an order would do, as the core says."""
    return PreviewAnswer(
        refusal=reason_code(view.reason) if view.reason else None,
        filled=listing.size(view.filled),
        resting=listing.size(view.resting),
        average_price=listing.known_mticks(view.average_price),
        fee=atoms_text(view.fee),
        equity=atoms_text(view.equity),
        equity_open=atoms_text(view.equity_open),
        initial_margin=atoms_text(view.imr),
        maintenance_margin=atoms_text(view.mmr),
        position=listing.size(view.position),
        liquidation_price=listing.known_mticks(view.liquidation_price),
        seq=seq,
    )
