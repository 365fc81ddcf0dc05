"""What native venue feeds share: one connection, its subscriptions, its heartbeat, and messages turned into events.

Invariant: every message of the venue becomes events, nothing (an answer, a pong) or Garbage; none is lost silently.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Final

import msgspec

from quantdesk.ingest.received import Received, garbage
from quantdesk.ingest.venue_socket import VenueSocket, venue_socket
from quantdesk.model.feed import FeedInvalid
from quantdesk.runtime.clock import now_us

SILENCE_S: Final = 60.0


class Venue(msgspec.Struct, frozen=True):
    """How to talk to a venue. hello: messages after opening; ping: what keeps the connection, b"": nothing, every ping_s."""

    name: str
    url: str
    hello: tuple[bytes, ...] = ()
    ping: bytes = b""
    ping_s: float = 20.0
    silence_s: float = SILENCE_S
    headers: dict[str, str] = {}


Read = Callable[[bytes, int], Iterable[Received]]


async def venue_events(venue: Venue, read: Read) -> AsyncIterator[Received]:
    """Events of one connection. read(message, recv_us) may raise FeedInvalid. Errors: SourceLost."""
    async with venue_socket(venue.url, venue.headers) as socket:
        for message in venue.hello:
            socket.send(message)
        beat = asyncio.create_task(_beat(socket, venue)) if venue.ping else None
        try:
            while True:
                message = await socket.next(venue.silence_s)
                recv_us = now_us()
                try:
                    found = list(read(message, recv_us))
                except (FeedInvalid, msgspec.DecodeError) as error:
                    found = [garbage(venue.name, recv_us, message, str(error))]
                for received in found:
                    yield received
        finally:
            if beat is not None:
                beat.cancel()


async def _beat(socket: VenueSocket, venue: Venue) -> None:
    while True:
        await asyncio.sleep(venue.ping_s)
        socket.send(venue.ping)
