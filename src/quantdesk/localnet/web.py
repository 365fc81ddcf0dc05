"""The HTTP door: JSON-RPC on POST /, the faucet on POST /faucet, health, readiness and metrics.

Invariant: a page of another origin than the desk's own gets nothing done, not even blindly: its Origin is refused.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import msgspec

from quantdesk.localnet.chain import Chain
from quantdesk.localnet.faucet import Faucet, FaucetRefused
from quantdesk.localnet.rpc import answer
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.ops import JSON_TYPE, Ops

BODY_BYTES_MAX: Final = 256 * 1024

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Reply = tuple[int, str, bytes]


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """A request to the faucet: whole SOL and USDC."""

    address: str
    sol: int = 0
    usdc: int = 0


class Web:
    """The ASGI application."""

    def __init__(self, chain: Chain, ops: Ops, faucet: Faucet, origins: Sequence[str]) -> None:
        self._chain, self._ops, self._faucet = chain, ops, faucet
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        allowed = [] if not origin else self._allowed(origin)
        if origin and not allowed:
            await _reply(send, (403, JSON_TYPE, b'{"code":"origin_unknown"}'), [])
        elif scope["method"] == "OPTIONS":
            await _reply(send, (204, JSON_TYPE, b""), allowed)
        elif scope["method"] in ("GET", "HEAD"):
            found = self._ops.answer(scope["path"]) or (404, JSON_TYPE, b'{"code":"not_found"}')
            await _reply(send, found, allowed)
        elif scope["method"] == "POST":
            await _reply(send, await self._post(scope["path"], headers, receive), allowed)
        else:
            await _reply(send, (405, JSON_TYPE, b'{"code":"method_not_allowed"}'), allowed)

    def _allowed(self, origin: str) -> list[tuple[bytes, bytes]]:
        if origin not in self._origins:
            return []
        return [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
            (b"access-control-allow-headers", b"content-type, solana-client"),
            (b"access-control-max-age", b"600"),
            (b"vary", b"origin"),
        ]

    async def _post(self, path: str, headers: dict[bytes, bytes], receive: Receive) -> Reply:
        if not headers.get(b"content-type", b"").lower().startswith(b"application/json"):
            return 415, JSON_TYPE, b'{"code":"content_type_unknown","expected":"application/json"}'
        body = await _body(receive)
        if body is None:
            return 413, JSON_TYPE, b'{"code":"body_too_large"}'
        if path == "/":
            return 200, JSON_TYPE, answer(self._chain, body)
        if path == "/faucet":
            return self._give(body)
        return 404, JSON_TYPE, b'{"code":"not_found"}'

    def _give(self, body: bytes) -> Reply:
        try:
            asked = msgspec.json.decode(body, type=Asked)
            self._chain.tick(now_us())
            given = self._faucet.give(asked.address, asked.sol, asked.usdc)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            return 400, JSON_TYPE, msgspec.json.encode({"code": "request_malformed", "detail": str(error)})
        except FaucetRefused as refused:
            return refused.status, JSON_TYPE, msgspec.json.encode({"code": refused.code, "detail": str(refused)})
        return 200, JSON_TYPE, msgspec.json.encode({"signatures": given})


async def _body(receive: Receive) -> bytes | None:
    body = b""
    while True:
        part = await receive()
        body += bytes(part.get("body", b""))
        if len(body) > BODY_BYTES_MAX:
            return None
        if not part.get("more_body"):
            return body


async def _reply(send: Send, reply: Reply, more: list[tuple[bytes, bytes]]) -> None:
    status, kind, body = reply
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
