"""Order entry: POST /api/orders as a raw ASGI route, without the framework's routing.

Invariant: the same steps as every other operation (proof, scope, budget, form, ownership), in the same order. Declared like
any other operation, so that the document and the tests know it. An order of which everything is known already comes here
only when it cannot take the short way (order_lane.py), which says nothing that is not said here.
"""

from typing import Final

import msgspec
from prometheus_client import Counter

from quantdesk.gateway.admission import AUTHORIZATION, prove
from quantdesk.gateway.callers import Caller, require_scope
from quantdesk.gateway.door import ENTRY_PATH, Answer, answer_problem
from quantdesk.gateway.examples import ORDER_EXAMPLE
from quantdesk.gateway.forms import body_form, require_no_query
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.order_records import place_record
from quantdesk.gateway.order_results import order_result
from quantdesk.gateway.parts import Parts
from quantdesk.gateway.problems import Refusal, outside_refusal
from quantdesk.gateway.visits import Visit
from quantdesk.gateway.wire.orders import OrderRequest, OrderResult
from quantdesk.model.records_gen import events_decode
from quantdesk.runtime.clock import monotonic_ns, now_us
from quantdesk.runtime.metrics import Metrics

ORDER_WEIGHT: Final = 1
CONTENT_TYPE: Final = b"content-type"

ENTRY: Final = Operation(
    method="POST",
    path=ENTRY_PATH,
    name="orders_place",
    summary="Places a signed order",
    tag="orders",
    scope=Scope.TRADE,
    budget=Budget.TRADING,
    weight=ORDER_WEIGHT,
    body_form=OrderRequest,
    answer=OrderResult,
    statuses=(422,),
    example=Example(body=ORDER_EXAMPLE),
)

_encode: Final = msgspec.json.Encoder().encode


def request_counter(metrics: Metrics) -> Counter:
    """Returns the counter of answered requests, by operation and status."""
    return metrics.counter("gateway_requests_total", "Requests by operation and status.", ("operation", "status"))


class EntryMetrics:
    """What both ways of an order count; asked for again it counts on."""

    __slots__ = ("_requests", "_seconds", "_taken")

    def __init__(self, metrics: Metrics) -> None:
        self._requests = request_counter(metrics)
        self._taken = self._requests.labels(ENTRY.name, "200")
        self._seconds = metrics.histogram(
            "gateway_request_seconds", "Time to answer by operation.", ("operation",)
        ).labels(ENTRY.name)

    def taken(self, started_ns: int) -> None:
        """An order was answered that began at this moment of the monotonic clock."""
        self._taken.inc()
        self._seconds.observe((monotonic_ns() - started_ns) / 1e9)

    def refused(self, status: int) -> None:
        """An order was answered with a problem."""
        self._requests.labels(ENTRY.name, str(status)).inc()


class OrderEntry:
    """Answers POST /api/orders."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._metrics = EntryMetrics(parts.metrics)

    async def __call__(self, visit: Visit, answer: Answer) -> None:
        """Places the order of a request and answers it."""
        started_ns = monotonic_ns()
        try:
            body = _encode(await self._place(visit))
        except Exception as error:
            refusal = error if isinstance(error, Refusal) else outside_refusal(error)
            if refusal is None:
                raise
            self._metrics.refused(refusal.status)
            await answer_problem(visit, answer, refusal)
            return
        await answer.json(body)
        self._metrics.taken(started_ns)

    async def _place(self, visit: Visit) -> OrderResult:
        parts = self._parts
        authorization = visit.headers.get(AUTHORIZATION)
        if authorization is not None:
            caller = parts.tokens.caller(authorization, now_us())
        else:
            caller = await prove(parts, visit)
        require_scope(caller, Scope.TRADE)
        visit.caller = caller
        left = parts.budgets.take_held(Budget.TRADING, caller, ORDER_WEIGHT)
        if left is None:
            left = await parts.budgets.take(Budget.TRADING, caller, visit.address, ORDER_WEIGHT)
        visit.answer_headers = left
        if len(visit.target) != len(ENTRY_PATH):
            require_no_query(visit.target.partition(b"?")[2])
        record, listing = await self._read(visit, caller)
        return order_result(events_decode(await parts.sender.send_nowait(record, 1)), listing)

    async def _read(self, visit: Visit, caller: Caller) -> tuple[bytes, Listing]:
        """Returns the record of an order by its declared form; raises Refusal."""
        order = body_form(OrderRequest, visit.body, visit.headers.get(CONTENT_TYPE, b""))
        await self._parts.ownership.require(caller, order.account)
        listing = await self._parts.listings.by_symbol(order.market)
        return place_record(order, listing, self._parts.domain), listing
