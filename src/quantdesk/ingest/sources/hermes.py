"""Pyth Hermes: signed price updates, over server-sent events and over WebSocket. Protocol: hermes.pyth.network/docs.

Invariant: only signed bytes are taken, never the parsed prices beside them. All endpoints are listened to at once; each comes back by
itself with jitter, before the service's own limit of 24 hours, and a refusal for too many requests is waited out.
"""

import asyncio
import binascii
import random
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Final

import httpx
import msgspec

from quantdesk.ingest.received import Received, SignedUpdate, Source, SourceLost, garbage
from quantdesk.ingest.sources.venue import Venue, venue_events
from quantdesk.model.feed import FeedInvalid
from quantdesk.runtime.clock import monotonic_s, now_us

NAME: Final = "hermes"
CONNECTION_S: Final = 23 * 3_600.0
PENALTY_S: Final = 60.0
RECONNECT_FIRST_S: Final = 0.25
RECONNECT_LAST_S: Final = 15.0
SILENCE_S: Final = 15.0
TOO_MANY: Final = 429
QUEUE_MAX: Final = 4_096
LINE_BYTES_MAX: Final = 4 * 1024 * 1024


class Endpoint(msgspec.Struct, frozen=True):
    """One service: http(s):// for server-sent events, ws(s):// for WebSocket; key: bearer, "" where none is asked for."""

    url: str
    key: str = ""


class Limited(SourceLost):
    """The service refuses because we asked too often."""


class _Binary(msgspec.Struct):
    encoding: str
    data: list[str]


class _Event(msgspec.Struct):
    binary: _Binary


class _Feed(msgspec.Struct, frozen=True):
    vaa: str | None = None


class _Message(msgspec.Struct):
    type: str
    status: str = ""
    error: str = ""
    price_feed: _Feed = _Feed()


_event = msgspec.json.Decoder(_Event).decode
_message = msgspec.json.Decoder(_Message).decode


async def hermes(endpoints: tuple[Endpoint, ...], feed_ids: tuple[bytes, ...]) -> AsyncIterator[Received]:
    """Signed updates of feeds from all endpoints, for ever; the same update may come from each."""
    queue: asyncio.Queue[Received] = asyncio.Queue(QUEUE_MAX)
    tasks = [asyncio.create_task(_kept(endpoint, feed_ids, queue)) for endpoint in endpoints]
    try:
        while True:
            yield await queue.get()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _kept(endpoint: Endpoint, feed_ids: tuple[bytes, ...], queue: "asyncio.Queue[Received]") -> None:
    open_source: Callable[[Endpoint, tuple[bytes, ...]], Source] = (
        hermes_socket if endpoint.url.startswith("ws") else hermes_events
    )
    pause_s = RECONNECT_FIRST_S
    while True:
        started_s = monotonic_s()
        try:
            async with asyncio.timeout(CONNECTION_S * random.uniform(0.9, 1.0)):  # noqa: S311 - jitter
                async for received in open_source(endpoint, feed_ids):
                    await queue.put(received)
        except Limited:
            pause_s = PENALTY_S
        except (SourceLost, TimeoutError):
            was_long = monotonic_s() - started_s > RECONNECT_LAST_S
            pause_s = RECONNECT_FIRST_S if was_long else min(pause_s * 2, RECONNECT_LAST_S)
        await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311 - jitter


async def hermes_events(endpoint: Endpoint, feed_ids: tuple[bytes, ...]) -> AsyncIterator[Received]:
    """Updates of one connection of server-sent events. Errors: SourceLost; Limited when we asked too often."""
    ids = "&".join(f"ids[]={feed.hex()}" for feed in feed_ids)
    url = f"{endpoint.url}/v2/updates/price/stream?{ids}&encoding=base64&parsed=false&ignore_invalid_price_ids=true"
    headers = {"accept": "text/event-stream"} | ({"authorization": f"Bearer {endpoint.key}"} if endpoint.key else {})
    source = f"{NAME}:{httpx.URL(endpoint.url).host}"
    timeout = httpx.Timeout(SILENCE_S)
    try:
        async with httpx.AsyncClient(timeout=timeout) as client, client.stream("GET", url, headers=headers) as answer:
            if answer.status_code == TOO_MANY:
                raise Limited(f"{endpoint.url}: too many requests")
            if answer.status_code != httpx.codes.OK:
                raise SourceLost(f"{endpoint.url}: expected status 200, found {answer.status_code}")
            async for line in _lines(answer):
                if line.startswith(b"data:"):
                    for received in event_read(line[5:].strip(), source, now_us()):
                        yield received
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceLost(f"{endpoint.url}: {error!r}"[:200]) from error
    raise SourceLost(f"{endpoint.url}: the service closed the stream")


async def _lines(answer: httpx.Response) -> AsyncIterator[bytes]:
    """Lines of an answer that does not end. Errors: SourceLost for a line without end."""
    rest = b""
    async for chunk in answer.aiter_bytes():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line
        if len(rest) > LINE_BYTES_MAX:
            raise SourceLost(f"expected lines of at most {LINE_BYTES_MAX} bytes")


def event_read(data: bytes, source: str, recv_us: int) -> list[Received]:
    """Signed updates of one server-sent event; Garbage when it is none."""
    try:
        binary = _event(data).binary
        return [Received(source, "", recv_us, SignedUpdate(_bytes_of(text, binary.encoding))) for text in binary.data]
    except (msgspec.DecodeError, FeedInvalid) as error:
        return [garbage(source, recv_us, data, str(error))]


async def hermes_socket(endpoint: Endpoint, feed_ids: tuple[bytes, ...]) -> AsyncIterator[Received]:
    """Updates of one WebSocket. Errors: SourceLost."""
    hello: Mapping[str, object] = {
        "type": "subscribe",
        "ids": [feed.hex() for feed in feed_ids],
        "verbose": False,
        "binary": True,
        "allow_out_of_order": False,
        "ignore_invalid_price_ids": True,
    }
    source = f"{NAME}:{httpx.URL(endpoint.url.replace('ws', 'http', 1)).host}:ws"
    headers = {"authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    venue = Venue(source, f"{endpoint.url}/ws", (msgspec.json.encode(hello),), silence_s=SILENCE_S, headers=headers)
    async for received in venue_events(venue, lambda message, recv_us: message_read(message, source, recv_us)):
        yield received


def message_read(message: bytes, source: str, recv_us: int) -> list[Received]:
    """Signed updates of one message. Errors: FeedInvalid, msgspec.DecodeError."""
    told = _message(message)
    if told.type == "response":
        if told.status != "success":
            raise FeedInvalid(f"expected success, found {told.status[:20]!r}: {told.error[:80]}")
        return []
    if told.type != "price_update" or told.price_feed.vaa is None:
        raise FeedInvalid(f"expected a signed price_update, found {told.type[:32]!r}")
    return [Received(source, "", recv_us, SignedUpdate(_bytes_of(told.price_feed.vaa, "base64")))]


def _bytes_of(text: str, encoding: str) -> bytes:
    try:
        return b64decode(text, validate=True) if encoding == "base64" else bytes.fromhex(text)
    except (binascii.Error, ValueError):
        raise FeedInvalid(f"expected bytes in {encoding[:16]!r}, found {text[:40]!r}") from None
