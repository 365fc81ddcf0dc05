"""Orders: preview, replace, shrink, and what is open or was. Placing one is in entry.py, cancels are in order_cancels.py."""

from typing import Final

from litestar.handlers import HTTPRouteHandler
from msgspec import UnsetType
from msgspec.structs import asdict

from quantdesk.gateway.asking import ask
from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.cursors import cursor_text, trade_cursor
from quantdesk.gateway.examples import (
    EXAMPLE_ORDER,
    EXAMPLE_QUERY,
    ORDER_EXAMPLE,
    PREVIEW_EXAMPLE,
    WAITING_EXAMPLE,
)
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.order_records import (
    MARKET_EVERY,
    preview_query,
    reference_ids,
    replace_record,
    shrink_record,
    waiting_record,
)
from quantdesk.gateway.order_results import order_result, shrink_result
from quantdesk.gateway.order_views import history_order, open_order, open_orders, preview_answer
from quantdesk.gateway.problems import engine_unavailable, not_found
from quantdesk.gateway.refusals import refusal_of
from quantdesk.gateway.routes.accounts import seq_of
from quantdesk.gateway.wire.orders import (
    Order,
    OrderIdPath,
    OrderPage,
    OrderPath,
    OrderQueryString,
    OrderRequest,
    OrderResult,
    OrdersQuery,
    PreviewAnswer,
    PreviewRequest,
    ShrinkAnswer,
    ShrinkRequest,
    WaitingRequest,
)
from quantdesk.model.records_gen import (
    OpenOrdersQuery,
    OrderQuery,
    OrderShrunk,
    OrderView,
    PreviewView,
    Refused,
    TermsView,
    WaitingView,
)
from quantdesk.store.orders import orders_history

PREVIEW: Final = Operation(
    method="POST",
    path="/api/orders/preview",
    name="orders_preview",
    summary="Says what an order would do now, without signature",
    tag="orders",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=2,
    body_form=PreviewRequest,
    answer=PreviewAnswer,
    statuses=(404, 422),
    example=Example(body=PREVIEW_EXAMPLE),
)
LIST: Final = Operation(
    method="GET",
    path="/api/orders",
    name="orders_list",
    summary="Lists open orders, or history",
    tag="orders",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=5,
    query_form=OrdersQuery,
    answer=OrderPage,
    statuses=(404, 422),
    example=Example(query={**EXAMPLE_QUERY, "status": "open"}),
)
SHOW: Final = Operation(
    method="GET",
    path="/api/orders/{order_id}",
    name="orders_show",
    summary="Shows an order that is open or became final in the last 24 hours",
    tag="orders",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=1,
    path_form=OrderPath,
    query_form=OrderQueryString,
    answer=Order,
    statuses=(404, 422),
    example=Example(path={"order_id": "client:1001"}, query=EXAMPLE_QUERY),
)
WAIT: Final = Operation(
    method="POST",
    path="/api/orders/waiting",
    name="orders_wait",
    summary="Places a signed order with terms: stop, take-profit, trailing stop, legs of an OCO or a bracket, iceberg, pegged, TWAP",
    tag="orders",
    scope=Scope.TRADE,
    budget=Budget.TRADING,
    weight=1,
    body_form=WaitingRequest,
    answer=OrderResult,
    statuses=(404, 422),
    example=Example(body=WAITING_EXAMPLE),
)
REPLACE: Final = Operation(
    method="POST",
    path="/api/orders/{order_id}/replace",
    name="orders_replace",
    summary="Gives up an open order for a newly signed one, in one step",
    tag="orders",
    scope=Scope.TRADE,
    budget=Budget.TRADING,
    weight=1,
    path_form=OrderIdPath,
    body_form=OrderRequest,
    answer=OrderResult,
    statuses=(404, 422),
    example=Example(path=EXAMPLE_ORDER, body=ORDER_EXAMPLE),
)
SHRINK: Final = Operation(
    method="PATCH",
    path="/api/orders/{order_id}",
    name="orders_shrink",
    summary="Lowers what is left of an open order; its place in the queue is kept",
    tag="orders",
    scope=Scope.TRADE,
    budget=Budget.CANCELS,
    weight=1,
    path_form=OrderPath,
    query_form=OrderQueryString,
    body_form=ShrinkRequest,
    answer=ShrinkAnswer,
    statuses=(404, 422),
    example=Example(path=EXAMPLE_ORDER, query=EXAMPLE_QUERY, body={"left": "0.005"}),
)


async def preview(call: Call[None, None, PreviewRequest]) -> PreviewAnswer:
    """Asks the core."""
    await call.parts.ownership.require(call.caller, call.body.account)
    listing = await call.parts.listings.by_symbol(call.body.market)
    views = await ask(call.parts.engine, preview_query(call.body, listing))
    view = next((view for view in views if isinstance(view, PreviewView)), None)
    if view is None:
        raise engine_unavailable()
    return preview_answer(view, listing, seq_of(views))


async def list_orders(call: Call[None, OrdersQuery, None]) -> OrderPage:
    """Lists orders: open ones from the engine, history from the records."""
    query = call.query
    await call.parts.ownership.require(call.caller, query.account)
    wanted = None if isinstance(query.market, UnsetType) else await call.parts.listings.by_symbol(query.market)
    if query.status == "history":
        return await _history(call, wanted)
    market = MARKET_EVERY if wanted is None else wanted.market
    views = await ask(call.parts.engine, OpenOrdersQuery(account=query.account, market=market).encode())
    numbers = {view.market for view in views if isinstance(view, OrderView)}
    listings = {number: await call.parts.listings.by_number(number) for number in numbers}
    return OrderPage(orders=tuple(open_orders(views, listings)), next_cursor=None, seq=seq_of(views))


async def _history(call: Call[None, OrdersQuery, None], wanted: Listing | None) -> OrderPage:
    query = call.query
    before = None if isinstance(query.before, UnsetType) else trade_cursor(query.before)
    rows = await orders_history(call.parts.database, query.account, query.limit, before)
    orders = [
        history_order(row, await call.parts.listings.by_number(row.market))
        for row in rows
        if wanted is None or row.market == wanted.market
    ]
    last = cursor_text(rows[-1].accepted_seq, rows[-1].accepted_index) if len(rows) == query.limit else None
    return OrderPage(orders=tuple(orders), next_cursor=last, seq=max((row.updated_seq for row in rows), default=0))


async def show(call: Call[OrderPath, OrderQueryString, None]) -> Order:
    """Shows one order."""
    await call.parts.ownership.require(call.caller, call.query.account)
    view, beside = await _order_view(call, call.query.account, call.path.order_id)
    return open_order(view, await call.parts.listings.by_number(view.market), beside)


async def _order_view(
    call: Call[OrderPath, OrderQueryString, None] | Call[OrderPath, OrderQueryString, ShrinkRequest],
    account: int,
    reference: str,
) -> tuple[OrderView, WaitingView | TermsView | None]:
    order_id, client_order_id = reference_ids(reference)
    query = OrderQuery(account=account, order_id=order_id, client_order_id=client_order_id)
    views = await ask(call.parts.engine, query.encode())
    beside = next((view for view in views if isinstance(view, WaitingView | TermsView)), None)
    for view in views:
        if isinstance(view, OrderView):
            return view, beside
    raise not_found(
        "order_unknown",
        "The account has no such order, or it has been final for more than a day.",
        "order_id",
        reference,
    )


async def wait(call: Call[None, None, WaitingRequest]) -> OrderResult:
    """Places an order with terms."""
    await call.parts.ownership.require(call.caller, call.body.account)
    listing = await call.parts.listings.by_symbol(call.body.market)
    record = waiting_record(call.body, listing, call.parts.domain)
    return order_result(await call.parts.sender.send(record, 1), listing)


async def replace(call: Call[OrderIdPath, None, OrderRequest]) -> OrderResult:
    """Replaces an order."""
    await call.parts.ownership.require(call.caller, call.body.account)
    listing = await call.parts.listings.by_symbol(call.body.market)
    record = replace_record(bytes.fromhex(call.path.order_id), call.body, listing, call.parts.domain)
    return order_result(await call.parts.sender.send(record, 1), listing)


async def shrink(call: Call[OrderPath, OrderQueryString, ShrinkRequest]) -> ShrinkAnswer:
    """Makes an order smaller; the size is read in the grid of the order's market."""
    await call.parts.ownership.require(call.caller, call.query.account)
    view, _ = await _order_view(call, call.query.account, call.path.order_id)
    listing = await call.parts.listings.by_number(view.market)
    record = shrink_record(call.query.account, call.path.order_id, listing.lots(call.body.left, "left"))
    for event in await call.parts.sender.send(record, 0):
        if isinstance(event, Refused):
            raise refusal_of(event, listing)
        if isinstance(event, OrderShrunk):
            return ShrinkAnswer(**asdict(shrink_result(event, listing)), seq=event.seq)
    raise engine_unavailable()


ROUTES: Final[list[HTTPRouteHandler]] = [
    route(PREVIEW, preview),
    route(LIST, list_orders),
    route(SHOW, show),
    route(WAIT, wait),
    route(REPLACE, replace),
    route(SHRINK, shrink),
]
