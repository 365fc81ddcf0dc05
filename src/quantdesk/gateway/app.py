"""The application: routes, their document, and the door before them.

Invariant: it is assembled only of declared operations; `require_declared` refuses to start anything else.
"""

from typing import Any, Final

from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from quantdesk.gateway.calls import PARTS_KEY
from quantdesk.gateway.door import Door
from quantdesk.gateway.entry import ENTRY, OrderEntry, request_counter
from quantdesk.gateway.methods import Methods
from quantdesk.gateway.openapi import document_of
from quantdesk.gateway.operations import Operation, require_declared
from quantdesk.gateway.order_lane import OrderLane
from quantdesk.gateway.parts import Parts
from quantdesk.gateway.problems import PROBLEM_TYPE, Refusal, framework_refusal, outside_refusal, problem_body
from quantdesk.gateway.routes import (
    accounts,
    api_keys,
    auth,
    batch,
    docs,
    health,
    markets,
    moves,
    network,
    oracle,
    order_cancels,
    orders,
    positions,
    sources,
    views,
    withdrawals,
)
from quantdesk.gateway.visits import VISIT_KEY
from quantdesk.runtime.log import get

METHODS_KEY: Final = "methods"
RESOURCES: Final = (
    accounts,
    api_keys,
    auth,
    batch,
    docs,
    health,
    markets,
    moves,
    network,
    oracle,
    order_cancels,
    orders,
    positions,
    sources,
    views,
    withdrawals,
)


def route_handlers() -> list[HTTPRouteHandler]:
    """Returns the routes of all resources; order entry is not one of them, it stands before the router."""
    return [handler for resource in RESOURCES for handler in resource.ROUTES]


def router_of(parts: Parts | None, handlers: list[HTTPRouteHandler] | None = None) -> tuple[Litestar, list[Operation]]:
    """Returns the router and what it answers; raises UndeclaredRoute for a route that declares no operation."""
    router = Litestar(
        route_handlers=route_handlers() if handlers is None else handlers,
        openapi_config=None,
        exception_handlers={Exception: answer_exception},
        state=State({PARTS_KEY: parts}),
        logging_config=None,
        debug=False,
        request_max_body_size=None,
    )
    return router, require_declared(router.routes)


def openapi_document() -> bytes:
    """Returns the OpenAPI document of this gateway as JSON; needs nothing that runs."""
    _, operations = router_of(None)
    return document_of([*operations, ENTRY])


def application(parts: Parts) -> tuple[Door, OrderLane]:
    """Returns the ASGI application of a running gateway, and the short way of orders that stands before it."""
    router, operations = router_of(parts)
    methods = Methods([*operations, ENTRY])
    router.state[METHODS_KEY] = methods
    requests = request_counter(parts.metrics)

    def counted(operation: str, status: int) -> None:
        requests.labels(operation, str(status)).inc()

    door = Door(router, OrderEntry(parts), methods, parts.settings.origins, counted)
    return door, OrderLane(parts, door.cors, door.request_ids)


def answer_exception(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answers what a route raised as a problem; what nobody expected is logged and says nothing of itself."""
    refusal = _refusal(error)
    visit = request.scope["state"].get(VISIT_KEY)
    request_id = visit.request_id if visit is not None else "none"
    if refusal is None:
        get().error("request_failed", request_id=request_id, path=request.scope["path"], exc_info=error)
        refusal = framework_refusal(500)
    headers = {name.decode(): value.decode() for name, value in refusal.headers}
    if refusal.status == 405:
        headers["allow"] = request.app.state[METHODS_KEY].allowed(request.scope["path"])
    return Response(
        problem_body(refusal, request_id), status_code=refusal.status, media_type=PROBLEM_TYPE, headers=headers
    )


def _refusal(error: Exception) -> Refusal | None:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, HTTPException) and error.status_code < 500:
        return framework_refusal(error.status_code)
    return outside_refusal(error)
