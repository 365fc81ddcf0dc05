"""One WebSocket connection: what it may do, what it reads, what it is owed.

Invariant: frames leave in order, many in one write; what is not read stays bounded: state channels are conflated, everything
else ends the connection. Input that is no message of ours is answered with a clear error or ends the connection.
"""

from collections.abc import Callable
from typing import Final, Protocol

import msgspec
from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from quantdesk.gateway.stream_channels import Channel
from quantdesk.gateway.stream_frames import BINARY, TEXT, frame
from quantdesk.gateway.stream_sessions import Session

BUFFER_SLOW_BYTES: Final = 256 * 1024
"""Above this many unread bytes state channels wait for the reader."""
BUFFER_MAX_BYTES: Final = 4 * 1024 * 1024
"""Above this many unread bytes the connection ends."""
CHANNELS_MAX: Final = 64
ERRORS_MAX: Final = 100
"""Refused messages after which a connection ends."""
EARLY_MAX: Final = 64
"""Messages that may come before the ticket is checked."""
MESSAGE_BYTES_MAX: Final = 64 * 1024

_json = msgspec.json.Encoder().encode


class Duty(Protocol):
    """What the process does for a connection."""

    def text(self, connection: "Connection", message: bytes) -> None:
        """A text message came."""

    def binary(self, connection: "Connection", message: bytes) -> None:
        """A binary message came."""

    def opened(self, connection: "Connection") -> None:
        """The socket is open; the ticket, if any, is not checked yet."""

    def closed(self, connection: "Connection") -> None:
        """The socket is closed."""

    def flush_soon(self, connection: "Connection") -> None:
        """The connection has frames; its flush() is called at the end of this loop turn."""


class Error(msgspec.Struct, frozen=True, tag_field="op", tag="error", omit_defaults=True):
    """A refused message."""

    code: str
    detail: str
    id: int | None = None
    field: str | None = None
    expected: str | None = None
    found: str | None = None


class Connection(WSListener):
    """One client."""

    def __init__(self, duty: Duty, ticket: str | None) -> None:
        """ticket: of the address that it opened; None for the public."""
        self.duty = duty
        self.ticket = ticket
        self.session: Session | None = None
        self.transport: WSTransport | None = None
        self.channels: dict[str, Channel] = {}
        self.early: list[tuple[bool, bytes]] | None = [] if ticket is not None else None
        self.errors = 0
        self.waiting = 0
        self.slow = False
        self._missed: dict[Channel, None] = {}
        self._out: list[bytes] = []
        self._write: Callable[[bytes], None] | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """picows: the handshake is done."""
        self.transport = transport
        stream = transport.underlying_transport
        stream.set_write_buffer_limits(high=BUFFER_SLOW_BYTES)
        self._write = stream.write
        self.duty.opened(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """picows: a frame came; pings are answered by picows itself."""
        kind = frame.msg_type
        if not frame.fin or kind == WSMsgType.CONTINUATION:
            self.close(WSCloseCode.UNSUPPORTED_DATA, "expected a message in one frame")
        elif frame.rsv1 or frame.rsv2 or frame.rsv3:
            self.close(WSCloseCode.PROTOCOL_ERROR, "expected no reserved bits")
        elif kind == WSMsgType.BINARY:
            self._take(False, frame.get_payload_as_bytes())
        elif kind == WSMsgType.TEXT:
            self._take(True, frame.get_payload_as_bytes())
        elif kind == WSMsgType.CLOSE:
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002 - picows's signature
        """picows: the socket is closed."""
        self.transport = None
        self._write = None
        self._out.clear()
        for channel in self.channels.values():
            channel.readers.pop(self, None)
        self.channels.clear()
        self._missed.clear()
        self.duty.closed(self)

    def pause_writing(self) -> None:
        """picows: the reader is slow."""
        self.slow = True

    def resume_writing(self) -> None:
        """picows: the reader has caught up; conflated channels get a new first message."""
        self.slow = False
        missed, self._missed = self._missed, {}
        for channel in missed:
            if self in channel.readers:
                self.send(channel.first(reset=True))

    def offer(self, channel: Channel, message: bytes) -> None:
        """A channel's frame: sent, or conflated when the reader is slow and the channel is one of state."""
        if channel in self._missed:
            return
        if self.slow and channel.is_state:
            self._missed[channel] = None
        else:
            self.send(message)

    def send(self, message: bytes) -> None:
        """Puts a whole frame behind the others of this loop turn."""
        if not self._out:
            self.duty.flush_soon(self)
        self._out.append(message)

    def flush(self) -> None:
        """Writes the frames of this loop turn at once; ends the connection when too much is unread."""
        out, self._out = self._out, []
        write, transport = self._write, self.transport
        if write is None or transport is None:
            return
        write(out[0] if len(out) == 1 else b"".join(out))
        if self.slow and transport.underlying_transport.get_write_buffer_size() > BUFFER_MAX_BYTES:
            # A close frame would wait behind what is not read.
            transport.underlying_transport.abort()

    def answered(self, tag: bytes, events: bytes) -> None:
        """stream_entry.Asker: the answer to a binary message: its correlation and the events."""
        self.waiting -= 1
        self.send(frame(BINARY, tag + events))

    def failed(self, tag: bytes, code: str, detail: str) -> None:
        """stream_entry.Asker: no answer; a text message says why."""
        self.waiting -= 1
        self.error(Error(code, detail, int.from_bytes(tag, "little")), counts=False)

    def reply(self, answer: msgspec.Struct) -> None:
        """Sends a text message."""
        self.send(frame(TEXT, _json(answer)))

    def error(self, error: Error, *, counts: bool = True) -> None:
        """Refuses a message; counts: too many of them end the connection."""
        self.reply(error)
        if counts:
            self.errors += 1
            if self.errors > ERRORS_MAX:
                self.close(WSCloseCode.POLICY_VIOLATION, f"expected at most {ERRORS_MAX} refused messages")

    def close(self, code: WSCloseCode, reason: str) -> None:
        """Writes what is there, says why and closes."""
        if self.transport is not None:
            if self._out:
                self.flush()
            if self.transport is not None:
                self.transport.send_close(code, reason.encode())
                self.transport.disconnect()

    def begin(self) -> None:
        """The ticket is checked: what came before is taken now."""
        early, self.early = self.early or [], None
        for is_text, message in early:
            self._take(is_text, message)

    def _take(self, is_text: bool, message: bytes) -> None:
        if self.early is not None:
            if len(self.early) >= EARLY_MAX:
                self.close(WSCloseCode.POLICY_VIOLATION, "expected fewer messages before the ticket is checked")
            else:
                self.early.append((is_text, message))
        elif is_text:
            self.duty.text(self, message)
        else:
            self.duty.binary(self, message)
