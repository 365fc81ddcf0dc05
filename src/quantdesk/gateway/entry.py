"""Hot order entry: POST /api/orders as a raw ASGI route, nothing between the bytes and the command.

Invariant: the same steps as every other operation (proof, scope, budget, form, ownership), in the same order; only the
framework's routing is left out. Declared like any other operation, so that the document and the tests know it.
"""

from typing import Final

import msgspec

from quantdesk.gateway.admission import AUTHORIZATION, prove
from quantdesk.gateway.callers import require_scope
from quantdesk.gateway.door import ENTRY_PATH, answer_problem
from quantdesk.gateway.examples import ORDER_EXAMPLE
from quantdesk.gateway.forms import body_form, require_no_query
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.order_records import place_record
from quantdesk.gateway.order_results import order_result
from quantdesk.gateway.parts import Parts
from quantdesk.gateway.problems import Refusal, body_refusal, outside_refusal
from quantdesk.gateway.visits import Header, Send, Visit
from quantdesk.gateway.wire.orders import OrderRequest, OrderResult
from quantdesk.runtime.clock import monotonic_ns, now_us

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

_decode: Final = msgspec.json.Decoder(OrderRequest).decode
_encode: Final = msgspec.json.Encoder().encode


class OrderEntry:
    """Answers POST /api/orders."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        requests = parts.metrics.counter(
            "gateway_requests_total", "Requests by operation and status.", ("operation", "status")
        )
        self._taken = requests.labels(ENTRY.name, "200")
        self._requests = requests
        self._seconds = parts.metrics.histogram(
            "gateway_request_seconds", "Time to answer by operation.", ("operation",)
        ).labels(ENTRY.name)

    async def __call__(self, visit: Visit, send: Send) -> None:
        """Places the order of a request and answers it."""
        started_ns = monotonic_ns()
        try:
            body = _encode(await self._place(visit))
        except Exception as error:
            refusal = error if isinstance(error, Refusal) else outside_refusal(error)
            if refusal is None:
                raise
            self._requests.labels(ENTRY.name, str(refusal.status)).inc()
            await answer_problem(visit, send, refusal)
            return
        headers: list[Header] = [(CONTENT_TYPE, JSON_TYPE), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})
        self._taken.inc()
        self._seconds.observe((monotonic_ns() - started_ns) / 1e9)

    async def _place(self, visit: Visit) -> OrderResult:
        parts = self._parts
        authorization = visit.headers.get(AUTHORIZATION)
        caller = (
            parts.tokens.caller(authorization, now_us()) if authorization is not None else await prove(parts, visit)
        )
        require_scope(caller, Scope.TRADE)
        visit.caller = caller
        visit.answer_headers += await parts.budgets.take(Budget.TRADING, caller, visit.address, ORDER_WEIGHT)
        if len(visit.target) != len(ENTRY_PATH):
            require_no_query(visit.target.partition(b"?")[2])
        order = self._order(visit)
        if not parts.ownership.owns(caller, order.account):
            await parts.ownership.require(caller, order.account)
        listing = parts.listings.known(order.market) or await parts.listings.by_symbol(order.market)
        return order_result(await parts.sender.send(place_record(order, listing, parts.domain), 1), listing)

    @staticmethod
    def _order(visit: Visit) -> OrderRequest:
        content_type = visit.headers.get(CONTENT_TYPE, b"")
        if content_type != JSON_TYPE:
            return body_form(OrderRequest, visit.body, content_type)
        try:
            return _decode(visit.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise body_refusal(error) from None
