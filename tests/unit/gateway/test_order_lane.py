"""The short way of an order says what the long way says, byte for byte, and leaves every doubt to it."""

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import uvicorn

from quantdesk.bus.commands import Busy, EngineUnavailable
from quantdesk.bus.limits import Budget as Allowance
from quantdesk.bus.limits import Verdict
from quantdesk.gateway.budgets import Budgets
from quantdesk.gateway.callers import Caller, Tokens
from quantdesk.gateway.door import Door
from quantdesk.gateway.entry import OrderEntry
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.methods import Methods
from quantdesk.gateway.order_lane import OrderLane
from quantdesk.gateway.order_records import fee_steps, message_of
from quantdesk.gateway.ownership import Ownership
from quantdesk.gateway.parts import Parts
from quantdesk.gateway.sending import ANSWER_S, Sender
from quantdesk.gateway.stream_entry import Entry
from quantdesk.gateway.wire.orders import OrderRequest
from quantdesk.gateway.wire_protocol import BoundedHttpProtocol
from quantdesk.model.base58 import encode_base58
from quantdesk.model.records_gen import Event, Reason
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.tokens import Verifier
from tests.unit.gateway.orders_made import (
    DOMAIN,
    KEY,
    accepted,
    cancelled,
    duplicate,
    filled,
    listing,
    order_body,
    refused,
)

TOKEN = b"Bearer good"
ENDED = b"Bearer ended"
READER = b"Bearer reader"
PAGE = "https://desk.example"
ACCOUNT = 7
IDLE_S = 0.05


class Limits:
    """Stands for the limiter: an allowance that is held, or has to be asked for."""

    def __init__(self) -> None:
        self.held = True
        self.taken = 0

    def take_held(self, budget: Allowance, subject: str, count: int) -> Verdict | None:
        if not self.held:
            return None
        self.taken += count
        return Verdict(True, budget.limit, 5, 7, 0)

    async def take(self, budget: Allowance, subject: str, count: int) -> Verdict:
        self.taken += count
        return Verdict(True, budget.limit, 5, 7, 0)


class Socket:
    """Stands for the engine's end of the command socket: keeps what it gets, answers when it is told to."""

    def __init__(self) -> None:
        self.frames: list[tuple[bytes, asyncio.Future[bytes]]] = []

    def send_nowait(self, records: bytes) -> asyncio.Future[bytes]:
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.frames.append((records, future))
        return future


class Wire(asyncio.Transport):
    """Stands for a client's socket: keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.said = b""
        self.closed = False

    def write(self, data: Any) -> None:
        assert not self.closed
        self.said += data

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        """Nothing comes by itself."""

    def resume_reading(self) -> None:
        """As above."""

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"peername": ("192.0.2.1", 5), "sockname": ("127.0.0.1", 3002)}.get(name, default)


class House:
    """A gateway without its sockets: both ways of an order over one entry to the engine."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.engine, self.limits, self.metrics = Socket(), Limits(), Metrics("gateway")
        self.entry = Entry(cast(Any, self.engine), loop, lambda _: None)
        self.tokens = Tokens(cast(Verifier, None), {"ended"})
        for token, session, may_trade in ((TOKEN, "one", True), (ENDED, "ended", True), (READER, "two", False)):
            self.tokens._known[token] = Caller(
                KEY.public, KEY.text, session, "session", True, may_trade, "maker", 2**60
            )
        self.listing = listing()
        self.ownership = Ownership(cast(Any, None))
        self.ownership.remember(KEY.public, ACCOUNT)
        self.parts = cast(
            Parts,
            SimpleNamespace(
                tokens=self.tokens,
                ownership=self.ownership,
                listings=SimpleNamespace(known=self.known, by_symbol=self.by_symbol),
                sender=Sender(self.entry, loop),
                budgets=Budgets(cast(Any, self.limits)),
                metrics=self.metrics,
                domain=DOMAIN,
            ),
        )
        self.door = Door(cast(Any, self.lost), OrderEntry(self.parts), Methods([]), (PAGE,), lambda *_: None)
        self.lane = OrderLane(self.parts, self.door.cors, self.door.request_ids)
        self.state = SimpleNamespace(connections=set(), tasks=set(), default_headers=[], total_requests=0)
        self.learn()

    def learn(self) -> None:
        """What orders before have taught."""
        self.listing.ticks("60000.5")
        self.listing.lots("0.01")
        fee_steps("0.00045")

    def known(self, symbol: str) -> Listing | None:
        return self.listing if symbol == self.listing.symbol else None

    async def by_symbol(self, symbol: str) -> Listing:
        return self.listing

    async def lost(self, *_: Any) -> None:
        raise AssertionError("order entry stands before the router")

    def connect(self, *, short: bool, idle_s: float = 3_600) -> tuple[BoundedHttpProtocol, Wire]:
        """A connection whose orders may take the short way, or not."""
        config = uvicorn.Config(
            self.door,
            interface="asgi3",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_keep_alive=cast(int, idle_s),
        )
        protocol = BoundedHttpProtocol(
            self.lane if short else None,
            config=config,
            server_state=self.state,
            app_state={},
            _loop=asyncio.get_running_loop(),
        )
        wire = Wire()
        protocol.connection_made(wire)
        return protocol, wire

    async def settle(self, frames: int) -> None:
        """Lets the loop turn until the engine has got so many frames."""
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(self.engine.frames) == frames


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    yield made
    made.entry.close()
    for protocol in list(made.state.connections):
        protocol.connection_lost(None)
    for task in list(made.state.tasks):
        task.cancel()
    await asyncio.gather(*made.state.tasks, return_exceptions=True)


NUMBERS = itertools.count(1)


def signed_body(house: House, **changes: Any) -> bytes:
    """The body of an order with a signature that holds."""
    fields = order_body(nonce=7_352_320_000_000_000 + next(NUMBERS), **changes)
    message = message_of(OrderRequest(**fields), house.listing, DOMAIN)
    return json.dumps(fields | {"signature": encode_base58(KEY.sign(message))}).encode()


def request(
    body: bytes,
    *more: bytes,
    token: bytes = TOKEN,
    kind: bytes = b"application/json",
    line: bytes = b"POST /api/orders HTTP/1.1",
) -> bytes:
    """The bytes of POST /api/orders."""
    head = [
        line,
        b"host: localhost",
        b"content-type: " + kind,
        b"content-length: %d" % len(body),
        b"authorization: " + token,
        *more,
    ]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def plain(said: bytes) -> bytes:
    """An answer without the id of its request, which alone differs from one request to the next."""
    return re.sub(rb"[0-9a-f]{12}-[0-9a-f]+", b"ID", said)


def encoded(*events: Event) -> bytes:
    return b"".join(event.encode() for event in events)


OUTCOMES: dict[str, tuple[Event, ...]] = {
    "resting": (accepted(),),
    "filled": (accepted(filled=100, left=0), filled(600_005, 60), filled(600_010, 40)),
    "rest given up": (accepted(filled=60, left=0), filled(600_005, 60), cancelled()),
    "refused": (refused(Reason.PRICE_BAND, 600_000, 700_000),),
    "duplicate": (duplicate(),),
    "duplicate of a refused one": (duplicate(reason=int(Reason.PRICE_BAND)),),
    "no event of it": (cancelled(b"\3" * 16),),
}
FAULTS: dict[str, Exception] = {
    "busy": Busy("full"),
    "lost": EngineUnavailable("gone"),
    "a bug": ZeroDivisionError("a secret text"),
}
HEADS: dict[str, tuple[bytes, ...]] = {
    "a program": (),
    "its own page": (b"origin: https://desk.example",),
    "a foreign page": (b"origin: https://evil.example",),
    "the last request": (b"connection: close",),
}


async def said(house: House, outcome: bytes | Exception, data: bytes, *, short: bool) -> tuple[bytes, bool]:
    """What a new connection is answered, and whether it is closed then."""
    protocol, wire = house.connect(short=short)
    before = len(house.engine.frames)
    protocol.data_received(data)
    # The short way needs no task: that it was taken is seen by that.
    assert bool(house.state.tasks) is not short
    await house.settle(before + 1)
    _, answer = house.engine.frames[-1]
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
    await house.settle(before + 1)
    return plain(wire.said), wire.closed


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize(
    "outcome", [*(encoded(*events) for events in OUTCOMES.values()), *FAULTS.values()], ids=[*OUTCOMES, *FAULTS]
)
async def test_both_ways_say_the_same(house: House, outcome: bytes | Exception, head: tuple[bytes, ...]) -> None:
    long = await said(house, outcome, request(signed_body(house), *head), short=False)
    short = await said(house, outcome, request(signed_body(house), *head), short=True)
    assert short == long
    assert short[0].startswith(b"HTTP/1.1 ")
    assert b"secret" not in short[0]


async def test_both_ways_say_the_same_of_an_old_protocol_and_of_a_forged_signature(house: House) -> None:
    old = b"POST /api/orders HTTP/1.0"
    data = [request(signed_body(house), line=old) for _ in range(2)]
    assert await said(house, encoded(accepted()), data[0], short=False) == await said(
        house, encoded(accepted()), data[1], short=True
    )
    forged = json.dumps(order_body()).encode()
    answers = []
    for short in (False, True):
        protocol, wire = house.connect(short=short)
        protocol.data_received(request(forged))
        await house.settle(2)
        answers.append(plain(wire.said))
    assert answers[0] == answers[1]
    assert b"signature_invalid" in answers[0]


async def test_both_ways_send_the_same_command_and_count_the_same(house: House) -> None:
    body = signed_body(house)
    for short in (False, True):
        await said(house, encoded(accepted()), request(body), short=short)
    assert house.engine.frames[0][0] == house.engine.frames[1][0]
    assert house.limits.taken == 2
    assert b'gateway_requests_total{operation="orders_place",status="200"} 2.0' in house.metrics.render()


def doubts(house: House) -> dict[str, bytes]:
    """Requests that the short way must leave to the long one."""
    body = signed_body(house)
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    chunked = request(b"").replace(b"content-length: 0", b"transfer-encoding: chunked")
    return {
        "unknown token": request(body, token=b"Bearer other"),
        "ended session": request(body, token=ENDED),
        "a key that may only read": request(body, token=READER),
        "another type": request(body, kind=b"text/plain"),
        "a type with a parameter": request(body, kind=b"application/json; charset=utf-8"),
        "a header twice": request(body, b"origin: a", b"origin: b"),
        "a query": request(body, line=b"POST /api/orders?x=1 HTTP/1.1"),
        "a query mark": request(body, line=b"POST /api/orders? HTTP/1.1"),
        "another method": request(body, line=b"PUT /api/orders HTTP/1.1"),
        "an upgrade": request(body, b"connection: upgrade", b"upgrade: h2c"),
        "an expectation": request(body, b"expect: 100-continue"),
        "too many headers": request(body, *(b"h%d: x" % number for number in range(70))),
        "a body in chunks": chunked + chunks,
        "no body": request(b""),
        "no JSON": request(b"{"),
        "a foreign account": request(signed_body(house, account=8)),
        "an unread price": request(signed_body(house, price="60001")),
        "an unread fee": request(body.replace(b"0.00045", b"0.03217")),
        "a number written otherwise": request(body.replace(b'"1001"', b'"01001"')),
        "an unknown field": request(b'{"x":1,' + body[1:]),
    }


async def test_every_doubt_goes_the_long_way(house: House) -> None:
    for name, data in doubts(house).items():
        house.listing = listing()  # What one of them taught is forgotten before the next.
        house.learn()
        protocol, _ = house.connect(short=True)
        taken = house.limits.taken
        protocol.data_received(data)
        assert house.state.tasks, name
        assert not house.engine.frames, name
        assert house.limits.taken == taken, name
        for task in list(house.state.tasks):
            task.cancel()
        await asyncio.gather(*house.state.tasks, return_exceptions=True)


async def test_an_allowance_that_is_not_held_goes_the_long_way(house: House) -> None:
    house.limits.held = False
    protocol, wire = house.connect(short=True)
    protocol.data_received(request(signed_body(house)))
    assert house.state.tasks
    await house.settle(1)
    house.engine.frames[0][1].set_result(encoded(accepted()))
    await house.settle(1)
    assert wire.said.startswith(b"HTTP/1.1 200")
    assert house.limits.taken == 1


async def test_requests_that_follow_each_other_are_answered_in_their_order(house: House) -> None:
    protocol, wire = house.connect(short=True)
    protocol.data_received(b"".join(request(signed_body(house, client_order_id=str(number))) for number in (1, 2, 3)))
    for number in (1, 2, 3):
        await house.settle(number)
        house.engine.frames[-1][1].set_result(encoded(accepted(client_order_id=number)))
    await house.settle(3)
    assert re.findall(rb'"client_order_id":"(\d)"', wire.said) == [b"1", b"2", b"3"]
    assert not wire.closed


async def test_a_request_in_pieces_is_one_order(house: House) -> None:
    protocol, wire = house.connect(short=True)
    for byte in request(signed_body(house)):
        protocol.data_received(bytes((byte,)))
    assert not house.state.tasks
    await house.settle(1)
    house.engine.frames[0][1].set_result(encoded(accepted()))
    await house.settle(1)
    assert wire.said.count(b"HTTP/1.1 200 OK") == 1


async def test_an_answer_to_nobody_is_dropped(house: House) -> None:
    protocol, wire = house.connect(short=True)
    protocol.data_received(request(signed_body(house)))
    await house.settle(1)
    wire.closed = True
    protocol.connection_lost(None)
    house.engine.frames[0][1].set_result(encoded(accepted()))
    await house.settle(1)
    assert wire.said == b""


async def test_an_engine_that_stays_silent_is_told_and_its_late_answer_is_not(house: House) -> None:
    protocol, wire = house.connect(short=True)
    house.parts.sender._now_s = lambda: -ANSWER_S
    protocol.data_received(request(signed_body(house)))
    await house.settle(1)
    house.parts.sender._now_s = lambda: 0.0
    house.parts.sender._sweep()
    assert b"engine_unavailable" in wire.said
    once = wire.said
    house.engine.frames[0][1].set_result(encoded(accepted()))
    await house.settle(1)
    assert wire.said == once


async def test_a_stop_lets_the_order_in_flight_end_and_then_closes(house: House) -> None:
    protocol, wire = house.connect(short=True)
    protocol.data_received(request(signed_body(house)))
    await house.settle(1)
    protocol.shutdown()
    assert not wire.closed
    house.engine.frames[0][1].set_result(encoded(accepted()))
    await house.settle(1)
    assert b"connection: close" in wire.said
    assert wire.closed


@pytest.mark.parametrize("short", [True, False])
async def test_a_connection_that_waits_for_its_answer_is_not_idle(house: House, short: bool) -> None:
    protocol, wire = house.connect(short=short, idle_s=IDLE_S)
    protocol.data_received(request(signed_body(house)))
    await house.settle(1)
    await asyncio.sleep(4 * IDLE_S)
    assert not wire.closed
    house.engine.frames[-1][1].set_result(encoded(accepted()))
    async with asyncio.timeout(20):
        while not wire.closed:
            await asyncio.sleep(IDLE_S)
    assert wire.said.count(b"HTTP/1.1 200 OK") == 1


async def test_each_request_begins_the_idleness_anew(house: House) -> None:
    protocol, wire = house.connect(short=True)
    for number in (1, 2):
        protocol.data_received(request(signed_body(house)))
        await house.settle(number)
        house.engine.frames[-1][1].set_result(encoded(accepted()))
        await house.settle(number)
    protocol.timeout_keep_alive_handler()  # The timer of the first request: the second has moved its end.
    assert not wire.closed
    protocol.idle_end_s = protocol.loop.time()
    protocol.timeout_keep_alive_handler()
    assert wire.closed
