"""A venue's WebSocket as an async iterator of messages.

Invariant: messages come in order, and each is read or ends the iteration; a reader that falls behind is cut off (SourceLost) instead
of growing without bound, and so is a venue that is silent for longer than it may be.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from quantdesk.ingest.received import SourceLost

QUEUE_MAX: Final = 16_384
FRAME_BYTES_MAX: Final = 8 * 1024 * 1024
OPEN_TIMEOUT_S: Final = 10.0


class VenueSocket(WSListener):
    """One connection."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE_MAX)
        self._transport: WSTransport | None = None
        self._overrun = False

    def on_ws_connected(self, transport: WSTransport) -> None:
        """picows: the handshake is done."""
        self._transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """picows: a frame came."""
        if frame.msg_type in {WSMsgType.TEXT, WSMsgType.BINARY}:
            self._put(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002 - picows's signature
        """picows: the connection is over."""
        self._put(None)

    def _put(self, message: bytes | None) -> None:
        try:
            self._queue.put_nowait(message)
        except asyncio.QueueFull:
            self._overrun = True
            self.close()

    def close(self) -> None:
        """Ends the connection."""
        if self._transport is not None:
            self._transport.disconnect()

    def send(self, message: bytes) -> None:
        """Sends a text message."""
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, message)

    async def next(self, silence_s: float) -> bytes:
        """The next message. Errors: SourceLost when the connection is over or nothing comes for silence_s."""
        try:
            async with asyncio.timeout(silence_s):
                message = await self._queue.get()
        except TimeoutError:
            raise SourceLost(f"expected a message within {silence_s} s, found none") from None
        if message is None or self._overrun:
            raise SourceLost("the reader fell behind" if self._overrun else "the venue closed the connection")
        return message


@asynccontextmanager
async def venue_socket(url: str, headers: dict[str, str] | None = None) -> AsyncIterator[VenueSocket]:
    """A connected socket, closed at the end. Errors: SourceLost when it cannot be opened."""
    listener = VenueSocket()
    try:
        async with asyncio.timeout(OPEN_TIMEOUT_S):
            await ws_connect(
                lambda: listener,
                url,
                extra_headers=headers or {},
                max_frame_size=FRAME_BYTES_MAX,
                ssl_context=ssl.create_default_context() if url.startswith("wss:") else None,
            )
    except (OSError, WSError, TimeoutError) as error:
        raise SourceLost(f"{url}: {error!r}"[:200]) from error
    try:
        yield listener
    finally:
        listener.close()
