"""The outermost layer: what holds for every request before any route is known, and for every answer after it.

Invariant: a request that reaches a route has a request id, headers within bounds and its whole body, bounded; an answer
that leaves carries the security headers, and CORS headers exactly for the configured origins. No exception passes.
"""

import itertools
import secrets
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

from litestar.handlers import HTTPRouteHandler

from quantdesk.gateway.headers import Cors, answer_headers, json_headers, problem_headers
from quantdesk.gateway.methods import Methods
from quantdesk.gateway.operations import OPERATION_KEY, Operation
from quantdesk.gateway.problems import Refusal, framework_refusal, problem_body
from quantdesk.gateway.visits import VISIT_KEY, Header, Message, Receive, Scope, Send, Visit
from quantdesk.runtime.log import get

BODY_BYTES_MAX: Final = 65_536
BATCH_BODY_BYTES_MAX: Final = 131_072
HEADERS_MAX: Final = 64
TARGET_BYTES_MAX: Final = 4_096
PREFLIGHT_AGE_S: Final = 600
ENTRY_PATH: Final = "/api/orders"
BATCH_PATH: Final = "/api/orders/batch"

ALLOWED_METHODS: Final = b"GET, POST, PATCH, DELETE"
ALLOWED_HEADERS: Final = (
    b"Authorization, Content-Type, X-QuantDesk-Key, X-QuantDesk-Timestamp, X-QuantDesk-Nonce, X-QuantDesk-Signature"
)
ONCE_ONLY: Final = (
    b"authorization",
    b"content-type",
    b"content-length",
    b"cookie",
    b"host",
    b"origin",
    b"x-quantdesk-key",
    b"x-quantdesk-timestamp",
    b"x-quantdesk-nonce",
    b"x-quantdesk-signature",
)

Place = Callable[[Visit, "Answer"], Awaitable[None]]
# The framework's own types of the same protocol; they differ in spelling alone.
Router = Callable[[Any, Any, Any], Awaitable[None]]


class Door:
    """The ASGI application that the server runs: order entry straight on, everything else to the router."""

    def __init__(
        self,
        router: Router,
        place: Place,
        methods: Methods,
        origins: tuple[str, ...],
        counted: Callable[[str, int], None],
    ) -> None:
        """Takes what answers POST /api/orders, what methods each address has, the pages that may call with credentials,
        and what counts an answered request by operation and status.
        """
        self._router, self._place, self._methods, self._counted = router, place, methods, counted
        self.cors = Cors(origins)
        self.request_ids: Iterator[str] = map(f"{secrets.token_hex(6)}-{{:x}}".format, itertools.count(1))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._router(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": "sockets are served by the stream"})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = self._visit(scope)
        answer = Answer(visit, send, self.cors.of(visit.headers.get(b"origin", b"")))
        try:
            self._check_head(scope, visit)
            if not await self._read_body(visit, receive):
                return
            if visit.method == "POST" and scope["path"] == ENTRY_PATH:
                await self._place(visit, answer)
            elif visit.method == "OPTIONS":
                await answer_options(visit, answer, self.cors.pages, self._methods.allowed(scope["path"]))
            else:
                scope["state"][VISIT_KEY] = visit
                await self._router(scope, _Replay(visit.body, receive), answer)
                self._counted(operation_name(scope), answer.status)
        except Refusal as refusal:
            await answer_problem(visit, answer, refusal)
        except Exception:  # noqa: BLE001 - the outermost layer: whatever it was is logged and becomes a problem
            get().error("request_failed", request_id=visit.request_id, method=visit.method, exc_info=True)
            if not answer.status:
                await answer_problem(visit, answer, framework_refusal(500))

    def _visit(self, scope: Scope) -> Visit:
        client = scope["client"]
        target = scope["raw_path"]
        if scope["query_string"]:
            target += b"?" + scope["query_string"]
        return Visit(
            next(self.request_ids), dict(scope["headers"]), client[0] if client else "local", scope["method"], target
        )

    @staticmethod
    def _check_head(scope: Scope, visit: Visit) -> None:
        """Raises Refusal for a head out of bounds; a header that decides who asks may come once only."""
        headers = scope["headers"]
        if len(headers) > HEADERS_MAX:
            raise Refusal(
                431,
                "headers_too_many",
                "The request has too many headers.",
                None,
                f"at most {HEADERS_MAX}",
                str(len(headers)),
            )
        if len(visit.target) > TARGET_BYTES_MAX:
            raise Refusal(
                414,
                "address_too_long",
                "The address is too long.",
                None,
                f"at most {TARGET_BYTES_MAX} bytes",
                str(len(visit.target)),
            )
        if len(visit.headers) != len(headers):
            names = [name for name, _ in headers]
            for name in ONCE_ONLY:
                if names.count(name) > 1:
                    text = name.decode()
                    raise Refusal(400, "header_repeated", "A header is given twice.", text, "once", "twice")

    @staticmethod
    async def _read_body(visit: Visit, receive: Receive) -> bool:
        """Reads the whole body into the visit; False when the client has gone. Raises Refusal (413)."""
        limit = BATCH_BODY_BYTES_MAX if visit.target == BATCH_PATH.encode() else BODY_BYTES_MAX
        declared = visit.headers.get(b"content-length")
        if declared is not None and (not declared.isdigit() or len(declared) > 12 or int(declared) > limit):
            raise body_too_large(limit)
        if declared is None and b"transfer-encoding" not in visit.headers:
            return True
        body = b""
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return False
            body += message["body"]
            if len(body) > limit:
                raise body_too_large(limit)
            if not message["more_body"]:
                visit.body = body
                return True


class Answer:
    """Sends an answer with the headers that every answer carries."""

    def __init__(self, visit: Visit, send: Send, cors: tuple[Header, ...]) -> None:
        self._visit, self._send, self._cors = visit, send, cors
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = answer_headers(
                message["headers"], self._visit.request_id, self._cors, self._visit.answer_headers
            )
        await self._send(message)

    async def json(self, body: bytes) -> None:
        """Sends a JSON answer of 200."""
        self.status = 200
        visit = self._visit
        headers = json_headers(len(body), visit.request_id, self._cors, visit.answer_headers)
        await self._send({"type": "http.response.start", "status": 200, "headers": headers})
        await self._send({"type": "http.response.body", "body": body, "more_body": False})


class _Replay:
    """Gives the router the body that was read already, then what the server has to say."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        body, self._body = self._body, None
        if body is None:
            return await self._receive()
        return {"type": "http.request", "body": body, "more_body": False}


def operation_name(scope: Scope) -> str:
    """Returns the name of the operation that a request was led to; none when there is none, so that labels stay few."""
    handler = scope.get("route_handler")
    declared = handler.opt.get(OPERATION_KEY) if isinstance(handler, HTTPRouteHandler) else None
    return declared.name if isinstance(declared, Operation) else "none"


def body_too_large(limit: int) -> Refusal:
    """413."""
    return Refusal(
        413, "body_too_large", "The body is larger than this operation takes.", None, f"at most {limit} bytes", None
    )


async def answer_options(visit: Visit, send: Send, cors: dict[bytes, tuple[Header, ...]], allowed: str) -> None:
    """Answers OPTIONS: the methods of an address; a CORS preflight only from a configured origin."""
    if not allowed:
        raise framework_refusal(404)
    if b"access-control-request-method" not in visit.headers:
        await send({"type": "http.response.start", "status": 204, "headers": [(b"allow", allowed.encode())]})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    if visit.headers.get(b"origin", b"") not in cors:
        raise Refusal(403, "origin_forbidden", "Pages of this origin may not call here.", "origin")
    headers: list[Header] = [
        (b"allow", allowed.encode()),
        (b"access-control-allow-methods", ALLOWED_METHODS),
        (b"access-control-allow-headers", ALLOWED_HEADERS),
        (b"access-control-max-age", str(PREFLIGHT_AGE_S).encode()),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def answer_problem(visit: Visit, send: Send, refusal: Refusal) -> None:
    """Sends a refusal as its problem."""
    body = problem_body(refusal, visit.request_id)
    headers = problem_headers(refusal, len(body))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
