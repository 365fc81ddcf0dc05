"""The client of the engine's command socket.

Commands sent in one turn of the event loop leave in one write. A lost connection fails what is in flight, since nobody knows
whether it was taken, and is made again by itself; the caller decides about repeating (orders are idempotent by client id).
"""

import asyncio
import random
from collections.abc import Callable
from typing import cast

from quantdesk.bus.frames import (
    ANSWER,
    ANSWER_BYTES_MAX,
    BUSY,
    COMMANDS,
    HELLO,
    HELLO_ANSWER,
    PAYLOAD_BYTES_MAX,
    QUERY,
    REFUSED,
    FrameReader,
    FramingBroken,
    frame,
    hello_payload,
    service_token,
)
from quantdesk.model.errors import Busy, EngineUnavailable, Invalid, Unavailable
from quantdesk.model.records_gen import SCHEMA_HASH

__all__ = ["Busy", "CommandClient", "EngineRefused", "EngineUnavailable", "Unavailable", "service_token"]

RECONNECT_FIRST_S = 0.02
RECONNECT_LAST_S = 0.5
HELLO_TIMEOUT_S = 5.0
IN_FLIGHT_MAX = 100_000


class EngineRefused(Invalid):
    """The frame or a record in it is malformed, or this service may not send it; nothing got a seq."""


class CommandClient:
    """One connection to the engine that comes back by itself. seq and epoch are those of the newest hello."""

    def __init__(self, path: str, service: int, token: str) -> None:
        self.path = path
        self._hello = hello_payload(SCHEMA_HASH, service, token)
        self._link: _Link | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self.seq = 0
        self.epoch = 0
        self.refusal = ""

    @property
    def connected(self) -> bool:
        """Whether a command sent now would leave."""
        return self._link is not None

    async def connect(self, timeout_s: float = HELLO_TIMEOUT_S) -> None:
        """Starts the connection and waits until the engine has said hello.

        Errors: Unavailable when it has not within timeout_s; the client goes on trying. EngineRefused when the token,
        service or schema hash is wrong.
        """
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep(), name="engine-connection")
        try:
            async with asyncio.timeout(timeout_s):
                while self._link is None:
                    if self.refusal:
                        raise EngineRefused(self.refusal)
                    await self._changed.wait()
        except TimeoutError:
            raise Unavailable(f"no engine at its socket within {timeout_s} s") from None

    async def close(self) -> None:
        """Ends the connection; what is in flight fails."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
        if self._link is not None:
            self._link.drop("closed")
            self._link = None

    def send_nowait(self, records: bytes) -> asyncio.Future[bytes]:
        """Sends command records as one frame; they go into one batch of the engine.

        Result: a future of the events of these commands, in order. Errors, in the future: Unavailable (it never left),
        EngineUnavailable (lost on the way: the outcome is unknown), Busy, EngineRefused.
        """
        return self._request(COMMANDS, records)

    async def send(self, records: bytes) -> bytes:
        """send_nowait, awaited."""
        return await self._request(COMMANDS, records)

    async def query(self, record: bytes) -> bytes:
        """Asks the engine; the answer is an AnswerHead and views, of a state that is durable."""
        return await self._request(QUERY, record)

    def _request(self, kind: int, payload: bytes) -> asyncio.Future[bytes]:
        link = self._link
        if link is not None and len(payload) <= PAYLOAD_BYTES_MAX and len(link.waiting) < IN_FLIGHT_MAX:
            return link.request(kind, payload)
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        if link is None:
            future.set_exception(Unavailable("the engine is not connected"))
        elif len(payload) > PAYLOAD_BYTES_MAX:
            text = f"frame: expected at most {PAYLOAD_BYTES_MAX} bytes, found {len(payload)}"
            future.set_exception(EngineRefused(text))
        else:
            future.set_exception(Busy(f"{IN_FLIGHT_MAX} requests are in flight"))
        return future

    async def _keep(self) -> None:
        pause_s = RECONNECT_FIRST_S
        while True:
            link = await self._open()
            if link is not None:
                pause_s = RECONNECT_FIRST_S
                self._link = link
                self._notify()
                await link.lost.wait()
                self._link = None
            self._notify()
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
            pause_s = min(pause_s * 2, RECONNECT_LAST_S)

    async def _open(self) -> "_Link | None":
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(HELLO_TIMEOUT_S):
                _, link = await loop.create_unix_connection(lambda: _Link(loop), self.path)
                try:
                    answer = await link.request(HELLO, self._hello)
                except BaseException:
                    link.drop("no hello")
                    raise
        except EngineRefused as error:
            self.refusal = str(error)
            return None
        except (OSError, TimeoutError, Unavailable):
            return None
        self.seq, self.epoch = HELLO_ANSWER.unpack(answer)
        self.refusal = ""
        return link

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class _Link(asyncio.Protocol):
    """One connection: writes of a loop turn together, answers matched to requests by correlation."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._new_future: Callable[[], asyncio.Future[bytes]] = loop.create_future
        self._reader = FrameReader(self._take, ANSWER_BYTES_MAX)
        self._out: list[bytes] = []
        self._correlation = 0
        self._transport: asyncio.Transport | None = None
        self.waiting: dict[int, asyncio.Future[bytes]] = {}
        self.lost = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio.Protocol: the socket is open."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's does not inherit from it

    def data_received(self, data: bytes) -> None:
        """asyncio.Protocol: bytes of the engine."""
        try:
            self._reader.feed(data)
        except FramingBroken as error:
            self.drop(str(error))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """asyncio.Protocol: the socket is closed."""
        self.drop("the connection to the engine was lost")

    def request(self, kind: int, payload: bytes) -> asyncio.Future[bytes]:
        """Queues one frame for the end of this loop turn."""
        future = self._new_future()
        if self.lost.is_set():
            future.set_exception(Unavailable("the engine is not connected"))
            return future
        self._correlation = correlation = self._correlation + 1
        self.waiting[correlation] = future
        out = self._out
        if not out:
            self._loop.call_soon(self._flush)
        out.append(frame(kind, correlation, payload))
        return future

    def drop(self, reason: str) -> None:
        """Ends the connection and fails everything in flight."""
        if self._transport is not None:
            self._transport.abort()
        self.lost.set()
        waiting, self.waiting = self.waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_exception(EngineUnavailable(reason))

    def _flush(self) -> None:
        out, self._out = self._out, []
        if self._transport is not None and not self.lost.is_set():
            self._transport.write(b"".join(out))

    def _take(self, kind: int, correlation: int, payload: bytes) -> None:
        future = self.waiting.pop(correlation, None)
        if future is None or future.done():
            return
        if kind == ANSWER:
            future.set_result(payload)
        elif kind == BUSY:
            future.set_exception(Busy("the engine has too many unanswered bytes"))
        elif kind == REFUSED:
            future.set_exception(EngineRefused(payload.decode(errors="replace")))
        else:
            future.set_exception(EngineRefused(f"answer of an unknown kind {kind}"))
