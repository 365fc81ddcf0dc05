"""The short way of an order: from the bytes of POST /api/orders to its command, and from its events to the bytes of the answer,
without a task, a future or an ASGI message. An order on the short way costs half of one on the long way (entry.py).

Invariant: it takes only orders of which everything is known already (a token that verified, an account that is the caller's, texts
that were read before, an allowance that is held) and answers what the long way would. For any doubt it does nothing and says
nothing: the long way then begins, and only it refuses a request before the engine has seen it.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final, Protocol

import msgspec

from quantdesk.gateway.admission import AUTHORIZATION
from quantdesk.gateway.budgets import Budgets
from quantdesk.gateway.door import BODY_BYTES_MAX, ENTRY_PATH, HEADERS_MAX
from quantdesk.gateway.entry import ORDER_WEIGHT, EntryMetrics
from quantdesk.gateway.headers import Cors, answer_headers, header_lines, json_headers, problem_headers
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.operations import Budget
from quantdesk.gateway.order_records import place_record
from quantdesk.gateway.order_results import order_result
from quantdesk.gateway.parts import Parts
from quantdesk.gateway.problems import Refusal, framework_refusal, outside_refusal, problem_body
from quantdesk.gateway.quick_order import quick_order
from quantdesk.gateway.sending import failure
from quantdesk.gateway.visits import Header
from quantdesk.model.records_gen import events_decode
from quantdesk.runtime.clock import monotonic_ns, now_us
from quantdesk.runtime.log import get

TARGET: Final = ENTRY_PATH.encode()
METHOD: Final = b"POST"
JSON_TYPE: Final = b"application/json"
CONTENT_TYPE: Final = b"content-type"
CONTENT_LENGTH: Final = b"content-length"
ORIGIN: Final = b"origin"
LONG_WAY_ONLY: Final = (b"transfer-encoding", b"upgrade", b"expect")
LENGTH_DIGITS_MAX: Final = 5
TAKEN_LINE: Final = b"HTTP/1.1 200 OK\r\n"
CLOSE_LINE: Final = b"connection: close\r\n"

_encode: Final = msgspec.json.Encoder().encode


class Connection(Protocol):
    """Whoever reads orders from a client."""

    def order_answered(self, turn: "OrderTurn", answer: bytes) -> None:
        """Sends the whole answer of an order that was taken here."""


class OrderTurn:
    """One order on the short way. It stands where uvicorn keeps a request, and has the names that uvicorn uses of one:
    disconnected, keep_alive, response_complete, message_event.
    """

    __slots__ = (
        "allowance",
        "connection",
        "disconnected",
        "keep_alive",
        "lane",
        "listing",
        "origin",
        "record",
        "response_complete",
        "started_ns",
    )

    def __init__(
        self,
        lane: "OrderLane",
        connection: Connection,
        record: bytes,
        listing: Listing,
        origin: bytes,
        allowance: list[Header],
    ) -> None:
        """record: the command; origin: of the page that asks, or b""; allowance: headers of what is left of the caller's."""
        self.lane, self.connection, self.record, self.listing = lane, connection, record, listing
        self.origin, self.allowance = origin, allowance
        self.started_ns = monotonic_ns()
        self.disconnected = False
        self.response_complete = False
        self.keep_alive = True

    @property
    def message_event(self) -> "OrderTurn":
        """What uvicorn sets to wake a reader of the body; nobody reads here."""
        return self

    def set(self) -> None:
        """As message_event."""

    @property
    def done(self) -> bool:
        """Waiting: whether the answer has left or nobody is there to read it."""
        return self.response_complete or self.disconnected

    def answered(self, tag: bytes, events: bytes) -> None:  # noqa: ARG002 - a request has one answer, it needs no tag
        """Waiting: the events of the order, after their commit."""
        if not self.done:
            self.connection.order_answered(self, self.lane.answer(self, events))

    def failed(self, tag: bytes, code: str, detail: str) -> None:  # noqa: ARG002 - as above; the words are this door's own
        """Waiting: no events will come."""
        if not self.done:
            self.connection.order_answered(self, self.lane.problem(self, failure(code)))


class OrderLane:
    """The short way, shared by all connections of a gateway."""

    def __init__(self, parts: Parts, cors: Cors, request_ids: Iterator[str]) -> None:
        self._parts, self._cors, self._request_ids = parts, cors, request_ids
        self._budgets: Budgets = parts.budgets
        self._metrics = EntryMetrics(parts.metrics)

    @staticmethod
    def opens(headers: list[Header]) -> dict[bytes, bytes] | None:
        """Returns the headers of POST /api/orders by name when its body may be read on the short way, else None."""
        named = dict(headers)
        length = named.get(CONTENT_LENGTH, b"")
        if (
            len(named) != len(headers)
            or len(headers) > HEADERS_MAX
            or AUTHORIZATION not in named
            or named.get(CONTENT_TYPE) != JSON_TYPE
            or not length.isdigit()
            or len(length) > LENGTH_DIGITS_MAX
            or int(length) > BODY_BYTES_MAX
        ):
            return None
        for name in LONG_WAY_ONLY:
            if name in named:
                return None
        return named

    def read(self, named: dict[bytes, bytes], body: bytes, connection: Connection) -> OrderTurn | None:
        """Returns the order of a whole request, its allowance taken; None when nothing was done and the long way must judge."""
        parts = self._parts
        caller = parts.tokens.known(named[AUTHORIZATION], now_us())
        if caller is None or not caller.may_trade:
            return None
        order = quick_order(body)
        listing = parts.listings.known(order.market) if order is not None else None
        if order is None or listing is None or not listing.knows(order.price, order.size):
            return None
        if not parts.ownership.owns(caller, order.account):
            return None
        try:
            record = place_record(order, listing, parts.domain)
        except Refusal:
            return None
        left = self._budgets.take_held(Budget.TRADING, caller, ORDER_WEIGHT)
        if left is None:
            return None
        return OrderTurn(self, connection, record, listing, named.get(ORIGIN, b""), left)

    def send(self, turn: OrderTurn) -> None:
        """Sends an order to the engine; its connection gets the answer, perhaps before this returns."""
        self._parts.sender.ask(turn, turn.record, 1)

    def answer(self, turn: OrderTurn, events: bytes) -> bytes:
        """Returns the answer of an order by its events."""
        try:
            body = _encode(order_result(events_decode(events), turn.listing))
        except Exception as error:  # noqa: BLE001 - whatever it was is logged and becomes a problem, as at the door
            refusal = error if isinstance(error, Refusal) else outside_refusal(error)
            if refusal is None:
                get().error("request_failed", path=ENTRY_PATH, exc_info=True)
                refusal = framework_refusal(500)
            return self.problem(turn, refusal)
        self._metrics.taken(turn.started_ns)
        cors = self._cors.of(turn.origin)
        head = header_lines(json_headers(len(body), next(self._request_ids), cors, turn.allowance))
        return b"".join((TAKEN_LINE, head, b"" if turn.keep_alive else CLOSE_LINE, b"\r\n", body))

    def problem(self, turn: OrderTurn, refusal: Refusal) -> bytes:
        """Returns a refusal as an answer."""
        self._metrics.refused(refusal.status)
        request_id = next(self._request_ids)
        body = problem_body(refusal, request_id)
        own = problem_headers(refusal, len(body))
        headers = answer_headers(own, request_id, self._cors.of(turn.origin), turn.allowance)
        status = b"HTTP/1.1 %d %b\r\n" % (refusal.status, HTTPStatus(refusal.status).phrase.encode())
        return b"".join((status, header_lines(headers), b"" if turn.keep_alive else CLOSE_LINE, b"\r\n", body))
