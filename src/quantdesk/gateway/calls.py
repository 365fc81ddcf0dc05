"""One admitted request as an operation sees it, and how an operation becomes a route.

Invariant: an operation gets forms that were checked and a caller who was proven; what it returns is its declared answer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, Generic, TypeVar, cast

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler

from quantdesk.gateway.admission import admit
from quantdesk.gateway.callers import Caller
from quantdesk.gateway.forms import body_form, path_form, query_form, require_no_query
from quantdesk.gateway.operations import OPERATION_KEY, Operation
from quantdesk.gateway.parts import Parts
from quantdesk.gateway.problems import invalid, unauthenticated, unavailable
from quantdesk.gateway.visits import VISIT_KEY, Visit

P = TypeVar("P", bound=msgspec.Struct | None)
Q = TypeVar("Q", bound=msgspec.Struct | None)
B = TypeVar("B", bound=msgspec.Struct | None)

PARTS_KEY: Final = "parts"
ACT_S: Final = 10.0


class Call(Generic[P, Q, B]):
    """A request: path, query and body are of the operation's forms, None where it has none."""

    __slots__ = ("body", "parts", "path", "query", "visit")

    def __init__(self, parts: Parts, visit: Visit, path: P, query: Q, body: B) -> None:
        self.parts, self.visit, self.path, self.query, self.body = parts, visit, path, query, body

    @property
    def caller(self) -> Caller:
        """Who asks; raises Refusal (401) in an operation that lets everyone ask."""
        if self.visit.caller is None:
            raise unauthenticated("unauthenticated", "This operation needs proof of who asks.")
        return self.visit.caller


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer with more than a body: content as bytes, headers, another status."""

    content: bytes = b""
    media_type: str = "application/json"
    headers: dict[str, str] = {}
    status: int = 200


Act = Callable[[Call[Any, Any, Any]], Awaitable[msgspec.Struct | None]]

_encode: Final = msgspec.json.Encoder().encode


def route(operation: Operation, act: Act) -> HTTPRouteHandler:
    """Returns the route of an operation; `act` is a coroutine function from its Call to its answer, a Reply, or None (204)."""

    async def endpoint(request: Request[Any, Any, State]) -> Response[bytes]:
        visit = cast(Visit, request.scope["state"][VISIT_KEY])
        parts = cast(Parts, request.app.state[PARTS_KEY])
        try:
            async with asyncio.timeout(ACT_S):
                return reply_of(operation, await run(parts, visit, operation, act, request.scope["path_params"]))
        except TimeoutError:
            raise unavailable(
                "too_slow", "A part that this needs is too slow; nothing is known of the outcome."
            ) from None

    handler = HTTPRouteHandler(
        operation.path.replace("}", ":str}"),
        http_method=cast(Any, operation.method),
        name=operation.name,
        opt={OPERATION_KEY: operation},
        status_code=200,  # what reply_of sets holds; the framework forbids 204 here because endpoint returns a Response
        include_in_schema=False,
    )
    return handler(endpoint)


async def run(
    parts: Parts, visit: Visit, operation: Operation, act: Act, path_values: dict[str, str]
) -> msgspec.Struct | None:
    """Admits a request, reads its forms and does what it asks; raises Refusal and what the adapters raise."""
    await admit(parts, visit, operation)
    path = None if operation.path_form is None else path_form(operation.path_form, path_values)
    raw_query = visit.target.partition(b"?")[2]
    query = None
    if operation.query_form is None:
        require_no_query(raw_query)
    else:
        query = query_form(operation.query_form, raw_query)
    body = None
    if operation.body_form is not None:
        body = body_form(operation.body_form, visit.body, visit.headers.get(b"content-type", b""))
    elif visit.body:
        raise invalid("body_unexpected", "This operation takes no body.", None, "no body", f"{len(visit.body)} bytes")
    return await act(Call(parts, visit, path, query, body))


def reply_of(operation: Operation, answer: msgspec.Struct | None) -> Response[bytes]:
    """Returns the framework's response of an answer."""
    if isinstance(answer, Reply):
        return Response(
            answer.content, status_code=answer.status, media_type=answer.media_type, headers=dict(answer.headers)
        )
    if answer is None:
        return Response(b"", status_code=operation.status)
    return Response(_encode(answer), status_code=operation.status, media_type=operation.media_type)


def json_reply(answer: msgspec.Struct, headers: dict[str, str], status: int = 200) -> Reply:
    """Returns an answer with headers of its own."""
    return Reply(content=_encode(answer), headers=headers, status=status)
