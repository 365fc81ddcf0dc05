"""Whether this process lives, is ready, and what it measures."""

from typing import Final

from litestar.handlers import HTTPRouteHandler

from quantdesk.gateway.calls import Call, Reply, route
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.problems import framework_refusal
from quantdesk.gateway.wire.markets import HealthAnswer, ReadyAnswer

HEALTH: Final = Operation(
    method="GET",
    path="/health",
    name="health",
    summary="This process is alive",
    tag="process",
    scope=Scope.PUBLIC,
    budget=Budget.NONE,
    weight=0,
    answer=HealthAnswer,
    example=Example(),
)
READY: Final = Operation(
    method="GET",
    path="/ready",
    name="ready",
    summary="This process can do its job; 503 names what it lacks",
    tag="process",
    scope=Scope.PUBLIC,
    budget=Budget.NONE,
    weight=0,
    answer=ReadyAnswer,
    other_answers={503: ReadyAnswer},
    example=Example(),
)
METRICS: Final = Operation(
    method="GET",
    path="/metrics",
    name="metrics",
    summary="Measurements in Prometheus' text form, for operators",
    tag="process",
    scope=Scope.OPERATOR,
    budget=Budget.NONE,
    weight=0,
    media_type="text/plain",
    example=Example(),
)


async def ops(call: Call[None, None, None]) -> Reply:
    """Answers one of the three paths."""
    found = call.parts.ops.answer(call.visit.target.decode("latin-1"))
    if found is None:
        raise framework_refusal(404)
    status, media_type, body = found
    return Reply(content=body, media_type=media_type, status=status)


ROUTES: Final[list[HTTPRouteHandler]] = [route(HEALTH, ops), route(READY, ops), route(METRICS, ops)]
