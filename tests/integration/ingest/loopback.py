"""Venues on this machine: a WebSocket or HTTP server that speaks a venue's protocol and sends recorded or published messages."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from websockets.asyncio.server import ServerConnection, serve

from quantdesk.ingest.received import Received, Source, SourceLost

TIMEOUT_S = 60
Play = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def venue(play: Play) -> AsyncIterator[str]:
    """A WebSocket server; play is one connection. Yields its address."""
    async with serve(play, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}"


async def taken(source: Source, count: int) -> list[Received]:
    """The first events of a source, which is closed then."""
    found: list[Received] = []
    async with asyncio.timeout(TIMEOUT_S):
        try:
            async for received in source:
                found.append(received)
                if len(found) >= count:
                    break
        finally:
            await source.aclose()  # type: ignore[attr-defined]  # sources are generators
    return found


async def lost(source: Source) -> tuple[list[Received], str]:
    """Everything until a source is lost, and why."""
    found: list[Received] = []
    async with asyncio.timeout(TIMEOUT_S):
        try:
            async for received in source:
                found.append(received)
        except SourceLost as error:
            return found, str(error)
        finally:
            await source.aclose()  # type: ignore[attr-defined]  # sources are generators
    return found, ""
