"""The engine's side of the command socket: who may speak, and frames in and out.

A connection says hello first; until the token of its service is right nothing else is read. A service that does not read its
answers is not read from, so what it can leave unanswered is bounded by the sockets. Nothing here knows what a command is.
"""

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import Protocol, cast

from quantdesk.bus.frames import (
    ANSWER,
    BUSY,
    COMMANDS,
    HELLO,
    HELLO_ANSWER,
    QUERY,
    REFUSED,
    FrameReader,
    FramingBroken,
    frame,
    hello_read,
    service_token_valid,
)
from quantdesk.model.records_gen import SCHEMA_HASH, Service

CONNECTIONS_MAX = 256
HELLO_TIMEOUT_S = 5.0
WRITE_BUFFER_BYTES_MAX = 8 << 20

_SERVICES = frozenset(int(service) for service in Service)


class FrameTaker(Protocol):
    """Who works on frames of connections that have said hello. Both return at once and answer through the connection."""

    def take_commands(self, connection: "CommandConnection", correlation: int, records: bytes) -> None:
        """A frame of command records."""

    def take_query(self, connection: "CommandConnection", correlation: int, record: bytes) -> None:
        """A frame with one query record."""

    def hello_facts(self) -> tuple[int, int]:
        """Seq and epoch that a hello is answered with."""


class CommandServer:
    """Listens on a Unix socket that only this user may open."""

    def __init__(self, path: str, secret: str, taker: FrameTaker) -> None:
        self._path = path
        self._secret = secret
        self._taker = taker
        self._server: asyncio.Server | None = None
        self.connections: set[CommandConnection] = set()

    async def start(self) -> None:
        """Begins to listen; a socket file that a dead engine left is replaced."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, partial(Path(self._path).unlink, missing_ok=True))
        previous = os.umask(0o177)
        try:
            self._server = await loop.create_unix_server(self._connection, self._path)
        finally:
            os.umask(previous)

    async def close(self) -> None:
        """Stops listening and drops every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in list(self.connections):
            connection.drop()

    def _connection(self) -> "CommandConnection":
        return CommandConnection(self._secret, self._taker, self.connections)


class CommandConnection(asyncio.Protocol):
    """One connected service. Answers of one loop turn leave in one write."""

    def __init__(self, secret: str, taker: FrameTaker, connections: "set[CommandConnection]") -> None:
        self._secret = secret
        self._taker = taker
        self._connections = connections
        self._reader = FrameReader(self._hello)
        self._loop = asyncio.get_running_loop()
        self._out: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._hello_timer: asyncio.TimerHandle | None = None
        self._held: set[str] = set()
        self.service = -1
        self.unanswered_bytes = 0

    # ---- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's does not inherit from it
        self._transport.set_write_buffer_limits(high=WRITE_BUFFER_BYTES_MAX)
        if len(self._connections) >= CONNECTIONS_MAX:
            self._refuse_and_close(0, f"connections: expected at most {CONNECTIONS_MAX}")
            return
        self._connections.add(self)
        self._hello_timer = self._loop.call_later(HELLO_TIMEOUT_S, self._hello_late)

    def data_received(self, data: bytes) -> None:
        """Bytes of the service."""
        if self._transport is None:
            return
        try:
            self._reader.feed(data)
        except FramingBroken as error:
            self._refuse_and_close(0, str(error))

    def pause_writing(self) -> None:
        """The service does not read its answers: stop reading its commands."""
        self.hold("writing")

    def resume_writing(self) -> None:
        """It has caught up."""
        self.release("writing")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """The socket is closed."""
        self._transport = None
        self._connections.discard(self)
        if self._hello_timer is not None:
            self._hello_timer.cancel()

    # ---- for the engine

    def answer(self, correlation: int, payload: bytes) -> None:
        """Answers a frame; the bytes leave at the end of this loop turn."""
        self._write(frame(ANSWER, correlation, payload))

    def answer_pieces(self, pieces: list[bytes]) -> None:
        """Whole frames, made by the caller, to leave in one write now."""
        if self._transport is not None:
            self._transport.write(b"".join(pieces))

    def busy(self, correlation: int) -> None:
        """Says that nothing of a frame was taken, for want of room."""
        self._write(frame(BUSY, correlation, b""))

    def refuse(self, correlation: int, text: str) -> None:
        """Says that nothing of a frame was taken, and why; the connection stays."""
        self._write(frame(REFUSED, correlation, text.encode()))

    def hold(self, reason: str) -> None:
        """Stops reading until every reason is released."""
        if self._transport is not None:
            if not self._held:
                self._transport.pause_reading()
            self._held.add(reason)

    def release(self, reason: str) -> None:
        """Takes one reason back."""
        if reason in self._held:
            self._held.discard(reason)
            if not self._held and self._transport is not None:
                self._transport.resume_reading()

    def drop(self) -> None:
        """Ends the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    # ---- inside

    def _write(self, data: bytes) -> None:
        if not self._out:
            self._loop.call_soon(self._flush)
        self._out.append(data)

    def _flush(self) -> None:
        out, self._out = self._out, []
        if self._transport is not None:
            self._transport.write(b"".join(out))

    def _hello(self, kind: int, correlation: int, payload: bytes) -> None:
        if self._transport is None:
            return
        fault = self._hello_fault(kind, payload)
        if fault:
            self._refuse_and_close(correlation, fault)
            return
        if self._hello_timer is not None:
            self._hello_timer.cancel()
        self.service = payload[len(SCHEMA_HASH)]
        self._reader.then(self._take)
        self.answer(correlation, HELLO_ANSWER.pack(*self._taker.hello_facts()))

    def _hello_fault(self, kind: int, payload: bytes) -> str:
        if kind != HELLO:
            return f"first frame: expected hello ({HELLO}), found kind {kind}"
        try:
            schema_hash, service, token = hello_read(payload)
        except ValueError as error:
            return f"hello: {error}"
        if schema_hash != SCHEMA_HASH:
            return f"schema hash: expected {SCHEMA_HASH.hex()}, found {schema_hash.hex()}"
        if service not in _SERVICES or service == Service.ENGINE:
            return f"service: expected the number of a service, found {service}"
        if not service_token_valid(self._secret, service, token):
            return f"token: it is not the one of service {Service(service).label}"
        return ""

    def _take(self, kind: int, correlation: int, payload: bytes) -> None:
        if kind == COMMANDS:
            self._taker.take_commands(self, correlation, payload)
        elif kind == QUERY:
            self._taker.take_query(self, correlation, payload)
        else:
            self.refuse(correlation, f"frame kind: expected {COMMANDS} or {QUERY}, found {kind}")

    def _hello_late(self) -> None:
        self._refuse_and_close(0, f"hello: none within {HELLO_TIMEOUT_S} s")

    def _refuse_and_close(self, correlation: int, text: str) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            pending, self._out = self._out, []
            transport.write(b"".join(pending) + frame(REFUSED, correlation, text.encode()))
            transport.close()
