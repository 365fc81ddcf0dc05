"""Hermes over server-sent events and WebSocket: signed bytes of published updates arrive as they were sent."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection

from quantdesk.ingest.received import Garbage, SignedUpdate
from quantdesk.ingest.sources import hermes as module
from quantdesk.ingest.sources.hermes import Endpoint, Limited, hermes, hermes_events, hermes_socket
from quantdesk.model.pyth_verify import update_verify
from tests.integration.ingest.loopback import lost, taken, venue
from tests.unit.model.pyth_rows import MAINNET, VECTORS, data_of, judge_of

FEED = bytes.fromhex(VECTORS["valid"][0]["expect"]["updates"][0]["feed_id"])
EVENTS = [
    json.dumps({"binary": {"encoding": "base64", "data": [vector["base64"]]}, "parsed": None})
    for vector in VECTORS["valid"][:3]
]


class EventServer:
    """An HTTP/1.1 service of server-sent events: keeps what was asked, plays events, closes or stays."""

    def __init__(self, events: list[str], status: str = "200 OK", *, stay: bool = False) -> None:
        self.asked: list[str] = []
        self._events = events
        self._status = status
        self._stay = stay

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
            head = f"HTTP/1.1 {self._status}\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
            writer.write(head.encode())
            for event in self._events:
                for part in (f"data:{event[:300]}", f"{event[300:]}\n\n"):  # an event comes in pieces
                    writer.write(f"{len(part.encode()):x}\r\n{part}\r\n".encode())
                    await writer.drain()
            if self._stay:
                await reader.read()
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(events: EventServer) -> AsyncIterator[str]:
    server = await asyncio.start_server(events, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def test_server_sent_events_carry_updates_that_verify() -> None:
    """PYTH-3: over the wire as from the file."""
    events = EventServer([*EVENTS, "{]", '{"binary":{"encoding":"base64","data":["%%"]}}'])
    async with serving(events) as url:
        found, reason = await lost(hermes_events(Endpoint(url, "secret"), (FEED,)))
    signed = [each.event for each in found if isinstance(each.event, SignedUpdate)]
    assert [each.data for each in signed] == [data_of(vector) for vector in VECTORS["valid"][:3]]
    for vector, each in zip(VECTORS["valid"][:3], signed, strict=True):
        update_verify(each.data, MAINNET, judge_of(vector))
    assert [type(each.event) for each in found[3:]] == [Garbage, Garbage]
    assert "closed" in reason
    assert f"ids[]={FEED.hex()}" in events.asked[0].replace("%5B%5D", "[]")
    assert "authorization: Bearer secret" in events.asked[0]


async def test_the_socket_subscribes_to_binary_updates() -> None:
    heard: list[dict[str, object]] = []

    async def play(connection: ServerConnection) -> None:
        heard.append(json.loads(await connection.recv()))
        await connection.send('{"type":"response","status":"success"}')
        for vector in VECTORS["valid"][:2]:
            feed = {"id": FEED.hex(), "vaa": vector["base64"]}
            await connection.send(json.dumps({"type": "price_update", "price_feed": feed}))
        await connection.send('{"type":"price_update","price_feed":{"id":"00","price":{"price":"1"}}}')

    async with venue(play) as url:
        found, _ = await lost(hermes_socket(Endpoint(url), (FEED,)))
    assert (heard[0]["type"], heard[0]["ids"], heard[0]["binary"]) == ("subscribe", [FEED.hex()], True)
    assert [type(each.event) for each in found] == [SignedUpdate, SignedUpdate, Garbage]


async def test_two_endpoints_are_heard_at_once_and_come_back_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECONNECT_FIRST_S", 0.01)
    stays, closes = EventServer(EVENTS[:1], stay=True), EventServer(EVENTS[1:2])
    async with serving(stays) as one, serving(closes) as two:
        found = await taken(hermes((Endpoint(one), Endpoint(two)), (FEED,)), 4)
    assert len(closes.asked) >= 3
    assert len(stays.asked) == 1
    assert {each.event.data for each in found if isinstance(each.event, SignedUpdate)} == {
        data_of(vector) for vector in VECTORS["valid"][:2]
    }


async def test_too_many_requests_are_waited_out() -> None:
    async with serving(EventServer([], "429 Too Many Requests")) as url:
        with pytest.raises(Limited):
            await anext(hermes_events(Endpoint(url), (FEED,)))
