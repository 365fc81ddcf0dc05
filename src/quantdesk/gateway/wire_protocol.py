"""uvicorn's HTTP/1.1 protocol with the bounds that it lacks, and with the short way of orders (order_lane.py).

Invariant: a connection holds at most HEAD_BYTES_MAX of a head that is not complete, and a request is whole within
REQUEST_S of its first byte or the connection ends; what is no HTTP gets a problem, as everything else does. Answers leave in
the order of their requests, whichever way these went.
"""

import asyncio
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from quantdesk.gateway.order_lane import METHOD, TARGET, OrderLane, OrderTurn
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
    """One connection of a client. An order that may take the short way is read whole first; any other request, and that order
    when the short way leaves it, goes on as uvicorn would have it.
    """

    def __init__(self, lane: OrderLane | None, **settings: Any) -> None:
        """lane: the short way of orders, if there is one; settings: uvicorn's."""
        super().__init__(**settings)
        self.lane = lane
        self.head_bytes = 0
        self.due_s = 0.0
        self.idle_end_s = 0.0
        self.watch: asyncio.TimerHandle | None = None
        self.order_head: dict[bytes, bytes] | None = None
        self.order_body = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """asyncio.Protocol: counts the connection and starts its watch."""
        if len(self.connections) >= CONNECTIONS_MAX:
            transport.abort()
            return
        super().connection_made(transport)
        self.due_s = self.loop.time() + REQUEST_S
        self.watch = self.loop.call_later(REQUEST_S, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio.Protocol: ends the watches."""
        if self.watch is None:
            return
        self.watch.cancel()
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
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

    def on_message_begin(self) -> None:
        """httptools: a request begins. Its scope is made when it is known to go the long way."""
        self.url = b""
        self.expect_100_continue = False
        self.headers = []

    def on_headers_complete(self) -> None:
        """httptools: the head is whole."""
        self.head_bytes = -1
        if self.url == TARGET and self.lane is not None and self._is_free() and self.parser.get_method() == METHOD:
            self.order_head = self.lane.opens(self.headers)
            if self.order_head is not None:
                self.order_body = b""
                return
        self._go_on()

    def on_body(self, body: bytes) -> None:
        """httptools: a part of the body."""
        if self.order_head is None:
            super().on_body(body)
        else:
            self.order_body += body

    def on_message_complete(self) -> None:
        """httptools: the request is whole; what follows is the next one."""
        self.head_bytes = 0
        self.due_s = 0.0
        head, self.order_head = self.order_head, None
        if head is not None and self.lane is not None:
            turn = self.lane.read(head, self.order_body, self)
            if turn is not None:
                turn.keep_alive = self.parser.should_keep_alive() and self.parser.get_http_version() == "1.1"
                self.cycle = cast(RequestResponseCycle, turn)
                self.lane.send(turn)
                return
            self._go_on()
            super().on_body(self.order_body)
        super().on_message_complete()

    def order_answered(self, turn: OrderTurn, answer: bytes) -> None:
        """Connection of an OrderTurn: sends its answer."""
        turn.response_complete = True
        if self.transport.is_closing():
            return
        self.transport.write(answer)
        if not turn.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def on_response_complete(self) -> None:
        """uvicorn: an answer is complete. One timer a connection looks for idleness, since one a request costs as much as a field."""
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self.idle_end_s = self.loop.time() + self.timeout_keep_alive
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _unset_keepalive_if_required(self) -> None:
        self.idle_end_s = 0.0

    def timeout_keep_alive_handler(self) -> None:
        """uvicorn: closes a connection that has been idle for so long; looks again later when it has not."""
        self.timeout_keep_alive_task = None
        if not self.idle_end_s or self.transport.is_closing():
            return
        left_s = self.idle_end_s - self.loop.time()
        if left_s <= 0:
            self.transport.close()
        else:
            self.timeout_keep_alive_task = self.loop.call_later(left_s, self.timeout_keep_alive_handler)

    def _is_free(self) -> bool:
        """Whether no request is being answered and the client reads its answers."""
        cycle = cast(RequestResponseCycle | None, self.cycle)
        return (cycle is None or cycle.response_complete) and not self.flow.write_paused

    def _go_on(self) -> None:
        """Begins the request whose head is whole as uvicorn does."""
        url, headers, expect = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expect
        self.headers.extend(headers)
        super().on_headers_complete()

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
