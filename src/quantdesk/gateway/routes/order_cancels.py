"""Cancels of orders: one, many, and the dead-man switch (BOOK-8)."""

from typing import Final

from litestar.handlers import HTTPRouteHandler
from msgspec import UnsetType
from msgspec.structs import asdict

from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.examples import EXAMPLE_MARKET, EXAMPLE_ORDER, EXAMPLE_QUERY
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.order_records import cancel_many_record, cancel_record
from quantdesk.gateway.order_results import cancel_result, cancelled_count
from quantdesk.gateway.problems import engine_unavailable
from quantdesk.gateway.refusals import refusal_of
from quantdesk.gateway.wire.order_cancels import CancelAllAnswer, CancelAllQuery, DeadManAnswer, DeadManRequest
from quantdesk.gateway.wire.orders import CancelAnswer, OrderPath, OrderQueryString
from quantdesk.model.records_gen import DeadManSet, OrderCancelled, Refused, SetDeadMan, Timer

US_PER_S: Final = 1_000_000

CANCEL: Final = Operation(
    method="DELETE",
    path="/api/orders/{order_id}",
    name="orders_cancel",
    summary="Gives up an open order",
    tag="orders",
    scope=Scope.TRADE,
    budget=Budget.CANCELS,
    weight=1,
    path_form=OrderPath,
    query_form=OrderQueryString,
    answer=CancelAnswer,
    statuses=(422,),
    example=Example(path=EXAMPLE_ORDER, query=EXAMPLE_QUERY),
)
CANCEL_ALL: Final = Operation(
    method="DELETE",
    path="/api/orders",
    name="orders_cancel_all",
    summary="Gives up all open orders of an account, or those of one market, side or group",
    tag="orders",
    scope=Scope.TRADE,
    budget=Budget.CANCELS,
    weight=1,
    query_form=CancelAllQuery,
    answer=CancelAllAnswer,
    statuses=(404, 422),
    example=Example(query={**EXAMPLE_QUERY, "market": EXAMPLE_MARKET}),
)
DEAD_MAN: Final = Operation(
    method="POST",
    path="/api/orders/dead-man",
    name="orders_dead_man",
    summary="Gives up all open orders after a time, unless it is sent again before",
    tag="orders",
    scope=Scope.TRADE,
    budget=Budget.CANCELS,
    weight=1,
    body_form=DeadManRequest,
    answer=DeadManAnswer,
    statuses=(422,),
    example=Example(body={**EXAMPLE_QUERY, "timeout_s": 60}),
)


async def cancel(call: Call[OrderPath, OrderQueryString, None]) -> CancelAnswer:
    """Cancels an order."""
    await call.parts.ownership.require(call.caller, call.query.account)
    for event in await call.parts.sender.send(cancel_record(call.query.account, call.path.order_id), 0):
        if isinstance(event, Refused):
            raise refusal_of(event, None)
        if isinstance(event, OrderCancelled):
            listing = await call.parts.listings.by_number(event.market)
            return CancelAnswer(**asdict(cancel_result(event, listing)), seq=event.seq)
    raise engine_unavailable()


async def cancel_all(call: Call[None, CancelAllQuery, None]) -> CancelAllAnswer:
    """Cancels many."""
    query = call.query
    await call.parts.ownership.require(call.caller, query.account)
    market = None if isinstance(query.market, UnsetType) else (await call.parts.listings.by_symbol(query.market)).market
    record = cancel_many_record(query.account, market, query.side, query.group)
    count, seq = cancelled_count(await call.parts.sender.send(record, 0))
    return CancelAllAnswer(cancelled=count, seq=seq)


async def dead_man(call: Call[None, None, DeadManRequest]) -> DeadManAnswer:
    """Sets, renews or stops the dead-man switch."""
    body = call.body
    await call.parts.ownership.require(call.caller, body.account)
    command = SetDeadMan(account=body.account, timer=Timer.USER, timeout_us=body.timeout_s * US_PER_S)
    for event in await call.parts.sender.send(command.encode(), 0):
        if isinstance(event, Refused):
            raise refusal_of(event, None)
        if isinstance(event, DeadManSet):
            return DeadManAnswer(deadline_ms=event.deadline // 1_000 if event.deadline else None, seq=event.seq)
    raise engine_unavailable()


ROUTES: Final[list[HTTPRouteHandler]] = [
    route(CANCEL, cancel),
    route(CANCEL_ALL, cancel_all),
    route(DEAD_MAN, dead_man),
]
