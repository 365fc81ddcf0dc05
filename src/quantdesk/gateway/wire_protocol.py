"""uvicorn's HTTP/1.1 protocol with the bounds that it lacks.

Invariant: a connection holds at most HEAD_BYTES_MAX of a head that is not complete, and a request is whole within
REQUEST_S of its first byte or the connection ends; what is no HTTP gets a problem, as everything else does.
"""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from quantdesk.gateway.problems import PROBLEM_TYPE, Refusal, problem_body

HEAD_BYTES_MAX: Final = 16_384
REQUEST_S: Final = 10.0
CONNECTIONS_MAX: Final = 8_192
NO_REQUEST_ID: Final = "none"


def raw_answer(status: int, phrase: str, refusal: Refusal) -> bytes:
    """Returns a whole HTTP answer that ends the connection."""
    body = problem_body(refusal, NO_REQUEST_ID)
    head = f"HTTP/1.1 {status} {phrase}\r\ncontent-type: {PROBLEM_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return head.encode() + body


NOT_HTTP: Final = raw_answer(
    400, "Bad Request", Refusal(400, "http_malformed", "The bytes are not an HTTP/1.1 request.")
)
HEAD_TOO_LARGE: Final = raw_answer(
    431,
    "Request Header Fields Too Large",
    Refusal(431, "headers_too_large", "The head of the request is too large.", None, f"at most {HEAD_BYTES_MAX} bytes"),
)
TOO_SLOW: Final = raw_answer(
    408,
    "Request Timeout",
    Refusal(408, "request_timeout", "The request did not arrive whole in time.", None, f"{REQUEST_S:g} s"),
)


class BoundedHttpProtocol(HttpToolsProtocol):
    """One connection of a client."""

    head_bytes = 0
    due_s = 0.0
    watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """asyncio.Protocol: counts the connection and starts its watch."""
        if len(self.connections) >= CONNECTIONS_MAX:
            transport.abort()
            return
        super().connection_made(transport)
        self.due_s = self.loop.time() + REQUEST_S
        self.watch = self.loop.call_later(REQUEST_S, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio.Protocol: ends the watch."""
        if self.watch is None:
            return
        self.watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """asyncio.Protocol: bounds the head, then parses."""
        if self.head_bytes >= 0:
            self.head_bytes += len(data)
            if self.due_s == 0.0:
                self.due_s = self.loop.time() + REQUEST_S
        super().data_received(data)
        if self.head_bytes > HEAD_BYTES_MAX and not self.transport.is_closing():
            self.transport.write(HEAD_TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """httptools: the head is whole."""
        self.head_bytes = -1
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """httptools: the request is whole; what follows is the next one."""
        self.head_bytes = 0
        self.due_s = 0.0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the parser's words are not for the wire
        """uvicorn: the bytes are no HTTP."""
        self.transport.write(NOT_HTTP)
        self.transport.close()

    def _check(self) -> None:
        now = self.loop.time()
        if self.due_s and now >= self.due_s and not self.transport.is_closing():
            self.transport.write(TOO_SLOW)
            self.transport.close()
            return
        self.watch = self.loop.call_later(REQUEST_S / 2, self._check)
