"""The raw ends of a channel on Valkey: one socket that publishes, one that listens.

The library's own pub/sub costs more a message than all that is done with it: three timers, a retry and two wake-ups. Here bytes
become messages where they arrive. Invariant: a listener's memory is bounded, since above WAITING_BYTES_MAX nothing is read.
"""

import asyncio
from typing import cast

from libvalkey import ProtocolError, Reader
from valkey.asyncio.connection import AbstractConnection

from quantdesk.bus.topics import EVENTS
from quantdesk.bus.valkey_link import CALL_TIMEOUT_S, open_valkey

WAITING_BYTES_MAX = 16 << 20
MESSAGE = b"message"
SUBSCRIBED = b"subscribe"


class RawLink(asyncio.Protocol):
    """A connection that the library has opened and signed in, whose bytes come here from then on. Close it."""

    def __init__(self) -> None:
        self._connection: AbstractConnection | None = None
        self._ended = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    async def open(self, url: str, *command: str) -> None:
        """Connects and sends a command. Errors: VALKEY_ERRORS."""
        self._connection = open_valkey(url, timeout_s=None).connection_pool.make_connection()  # type: ignore[no-untyped-call]
        await self._connection.connect()
        writer = self._connection._writer  # noqa: SLF001 - the library has no public way to its socket
        if writer is None:
            raise ConnectionError("Valkey: the connection ended while it was opened")
        self.transport = cast(asyncio.Transport, writer.transport)
        self.transport.set_protocol(self)
        await self._connection.send_command(*command, check_health=False)

    async def close(self) -> None:
        """Ends the connection."""
        transport, self.transport = self.transport, None
        if transport is not None:
            transport.abort()
        if self._connection is not None:
            await self._connection.disconnect(nowait=True)

    async def ended(self) -> None:
        """Waits until the connection has ended by itself."""
        await asyncio.shield(self._ended)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """asyncio.Protocol: the socket is closed."""
        self.transport = None
        if not self._ended.done():
            self._ended.set_result(None)


class Listener(RawLink):
    """Listens to a channel: that of events, unless another is named."""

    def __init__(self, silence_s: float) -> None:
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._silence_s = silence_s
        self._reader = Reader()
        self._messages: list[bytes] = []
        self._waiting_bytes = 0
        self._subscribed = self._loop.create_future()
        self._waiter: asyncio.Future[None] | None = None
        self._heard_s = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._paused = False

    async def listen(self, url: str, channel: str = EVENTS) -> None:
        """Subscribes; whatever is published after this returns is heard. Errors: VALKEY_ERRORS."""
        await self.open(url, "SUBSCRIBE", channel)
        async with asyncio.timeout(CALL_TIMEOUT_S):
            await self._subscribed
        self._heard_s = self._loop.time()
        self._timer = self._loop.call_later(self._silence_s, self._silent)

    async def next(self) -> list[bytes]:
        """All messages that have come since the last call, in order; none when it was silent for so long.

        Errors: ConnectionError when the connection has ended and nothing is left of it.
        """
        if not self._messages:
            if self.transport is None:
                raise ConnectionError("Valkey: the subscription has ended")
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        messages, self._messages, self._waiting_bytes = self._messages, [], 0
        if self._paused and self.transport is not None:
            self._paused = False
            self.transport.resume_reading()
        return messages

    async def close(self) -> None:
        """Ends the subscription."""
        if self._timer is not None:
            self._timer.cancel()
        await super().close()

    def data_received(self, data: bytes) -> None:
        """asyncio.Protocol: bytes of the server."""
        self._heard_s = self._loop.time()
        self._waiting_bytes += len(data)
        reader, messages = self._reader, self._messages
        try:
            reader.feed(data)
            while (told := reader.gets()) is not False:
                if told[0] == MESSAGE:
                    messages.append(told[2])
                elif told[0] == SUBSCRIBED and not self._subscribed.done():
                    self._subscribed.set_result(None)
        except (ProtocolError, TypeError, IndexError, KeyError):
            # No message of a subscription: whatever speaks here is not followed any further.
            if self.transport is not None:
                self.transport.abort()
        if self._waiting_bytes > WAITING_BYTES_MAX and not self._paused and self.transport is not None:
            self._paused = True
            self.transport.pause_reading()
        if messages:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio.Protocol: the socket is closed."""
        super().connection_lost(exc)
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _silent(self) -> None:
        """One timer for all messages: it looks when the last one came."""
        left_s = self._heard_s + self._silence_s - self._loop.time()
        if left_s <= 0:
            self._heard_s, left_s = self._loop.time(), self._silence_s
            self._wake()
        self._timer = self._loop.call_later(left_s, self._silent)
