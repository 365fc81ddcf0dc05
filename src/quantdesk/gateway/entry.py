"""Hot order entry: POST /api/orders as a raw ASGI route, nothing between the bytes and the command.

Invariant: the same steps as every other operation (proof, scope, budget, form, ownership), in the same order; only the
framework's routing is left out. Declared like any other operation, so that the document and the tests know it.
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
from quantdesk.gateway.quick_order import quick_order
from quantdesk.gateway.visits import Visit
from quantdesk.gateway.wire.orders import OrderRequest, OrderResult
from quantdesk.model.records_gen import events_decode
from quantdesk.runtime.clock import monotonic_ns, now_us
from quantdesk.runtime.metrics import Metrics

ORDER_WEIGHT: Final = 1
JSON_TYPE: Final = b"application/json"
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


class OrderEntry:
    """Answers POST /api/orders."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        requests = request_counter(parts.metrics)
        self._taken = requests.labels(ENTRY.name, "200")
        self._requests = requests
        self._seconds = parts.metrics.histogram(
            "gateway_request_seconds", "Time to answer by operation.", ("operation",)
        ).labels(ENTRY.name)

    async def __call__(self, visit: Visit, answer: Answer) -> None:
        """Places the order of a request and answers it."""
        started_ns = monotonic_ns()
        try:
            body = _encode(await self._place(visit))
        except Exception as error:
            refusal = error if isinstance(error, Refusal) else outside_refusal(error)
            if refusal is None:
                raise
            self._requests.labels(ENTRY.name, str(refusal.status)).inc()
            await answer_problem(visit, answer, refusal)
            return
        await answer.json(body)
        self._taken.inc()
        self._seconds.observe((monotonic_ns() - started_ns) / 1e9)

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
        record, listing = self._quick(visit, caller) or await self._read(visit, caller)
        return order_result(events_decode(await parts.sender.send_nowait(record, 1)), listing)

    def _quick(self, visit: Visit, caller: Caller) -> tuple[bytes, Listing] | None:
        """Returns the record of an order of which everything is known already; None for any other, and for any doubt."""
        parts = self._parts
        order = quick_order(visit.body) if visit.headers.get(CONTENT_TYPE) == JSON_TYPE else None
        listing = parts.listings.known(order.market) if order is not None else None
        if order is None or listing is None or not listing.knows(order.price, order.size):
            return None
        if not parts.ownership.owns(caller, order.account):
            return None
        try:
            return place_record(order, listing, parts.domain), listing
        except Refusal:
            return None

    async def _read(self, visit: Visit, caller: Caller) -> tuple[bytes, Listing]:
        """Returns the record of an order by its declared form; raises Refusal."""
        order = body_form(OrderRequest, visit.body, visit.headers.get(CONTENT_TYPE, b""))
        await self._parts.ownership.require(caller, order.account)
        listing = await self._parts.listings.by_symbol(order.market)
        return place_record(order, listing, self._parts.domain), listing
