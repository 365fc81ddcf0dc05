"""What an operation of the HTTP door declares: address, scope, budget, weight, forms, example.

Invariant: default deny. There is no way to build a route without an Operation, an Operation has no default scope, and
`require_declared` refuses to start an application that holds a route of another making.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

import msgspec
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute, WebSocketRoute
from litestar.types import HTTPScope

OPERATION_KEY: Final = "operation"

Method = str
JsonValue = object


class Scope(StrEnum):
    """Who may ask."""

    PUBLIC = "public"  # everyone, counted by address
    REFRESH = "refresh"  # whoever holds the refresh cookie
    READ = "read"  # a session or an API key that may read
    TRADE = "trade"  # a session or an API key that may trade
    SESSION = "session"  # a signed-in person only: keys, delegates, accounts, sessions
    OPERATOR = "operator"  # this machine, or whoever holds the service token


class Budget(StrEnum):
    """Which allowance a request draws on."""

    TRADING = "trading"
    CANCELS = "cancels"
    DATA = "data"
    SIGN_IN = "sign_in"
    NONE = "none"


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A request that a test sends as it stands; names in braces stand for what only the running desk knows."""

    path: Mapping[str, JsonValue] = {}
    query: Mapping[str, JsonValue] = {}
    body: JsonValue = None
    status: int = 200


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation. Types are msgspec structs: path and query are read from text, body from JSON."""

    method: Method
    path: str
    name: str
    summary: str
    tag: str
    scope: Scope
    budget: Budget
    weight: int
    example: Example
    status: int = 200
    answer: type[msgspec.Struct] | None = None
    path_form: type[msgspec.Struct] | None = None
    query_form: type[msgspec.Struct] | None = None
    body_form: type[msgspec.Struct] | None = None
    body_required: bool = True
    statuses: tuple[int, ...] = ()
    other_answers: Mapping[int, type[msgspec.Struct]] = {}
    media_type: str = "application/json"


class UndeclaredRoute(Exception):
    """A route without an Operation; the process does not start."""


def operation_of(handler: HTTPRouteHandler) -> Operation:
    """Returns the declaration of a handler; raises UndeclaredRoute."""
    declared = handler.opt.get(OPERATION_KEY)
    if not isinstance(declared, Operation):
        raise UndeclaredRoute(
            f"route {sorted(handler.paths)} declares no operation: give it a scope, a budget and a weight"
        )
    return declared


def require_declared(routes: Iterable[object]) -> list[Operation]:
    """Returns the operations of all routes, in the order of their addresses; raises UndeclaredRoute for any other route.

    OPTIONS, which the framework adds to each address by itself and which only names methods, is the one exception.
    """
    found: dict[str, Operation] = {}
    for route in routes:
        if isinstance(route, WebSocketRoute) or not isinstance(route, HTTPRoute):
            raise UndeclaredRoute(f"route {getattr(route, 'path', route)} is of a kind that declares no operation")
        for handler in route.route_handlers:
            if set(handler.http_methods) == {"OPTIONS"}:
                continue
            declared = operation_of(handler)
            if found.setdefault(declared.name, declared) is not declared:
                raise UndeclaredRoute(f"two operations are named {declared.name}")
    return sorted(found.values(), key=lambda declared: (declared.path, declared.method))


def scope_operation(scope: HTTPScope) -> Operation:
    """Returns the declaration of the route that a request was led to."""
    handler = scope["route_handler"]
    if not isinstance(handler, HTTPRouteHandler):
        raise UndeclaredRoute("a request was led to a route that declares no operation")
    return operation_of(handler)
