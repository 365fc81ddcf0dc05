"""Channels: numbered messages of one subject, each built once and sent to all its readers.

Invariant: seq grows within a channel and prev is the seq of the message before, so a reader sees every loss. The first
message of a subscription is a snapshot whose seq is the channel's last. A ring keeps the latest messages for resume.
"""

from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from quantdesk.gateway.stream_frames import TEXT, frame

RING_MAX: Final = 4_096
"""Messages that a channel keeps for resume."""
RING_BYTES_MAX: Final = 4 * 1024 * 1024
RING_PRIVATE_BYTES_MAX: Final = 512 * 1024


class ChannelUnknown(Exception):
    """No such channel; the text says which names there are."""


class Reader(Protocol):
    """A connection as a channel sees it."""

    def offer(self, channel: "Channel", message: bytes) -> None:
        """Takes a frame of the channel, or notes that it was missed."""


class Channel:
    """One subject. A state channel may be conflated (its snapshot says all); an event channel may not."""

    __slots__ = (
        "_bytes_max",
        "_head",
        "_ring_bytes",
        "is_state",
        "name",
        "readers",
        "ring",
        "seq",
        "snapshot",
        "ts_ms",
    )

    def __init__(
        self,
        name: str,
        seq: int,
        *,
        is_state: bool,
        snapshot: Callable[[], bytes],
        bytes_max: int = RING_BYTES_MAX,
    ) -> None:
        """snapshot: gives the data of a first message, JSON; seq: last command that it contains; bytes_max: of the ring."""
        self._bytes_max = bytes_max
        self._ring_bytes = 0
        self.name = name
        self.seq = seq
        self.ts_ms = 0
        self.is_state = is_state
        self.snapshot = snapshot
        self.readers: dict[Reader, None] = {}
        self.ring: deque[tuple[int, bytes]] = deque()
        self._head = b'{"channel":"' + name.encode() + b'","seq":'

    def publish(self, seq: int, ts_ms: int, data: bytes) -> None:
        """Sends data (JSON) to all readers as the message seq; seq must be above the last one."""
        kind = b"delta" if self.is_state else b"event"
        prev = self.seq
        message = frame(
            TEXT,
            b"".join(
                (self._head, b'%d,"prev":%d,"type":"%b","ts_ms":%d,"data":' % (seq, prev, kind, ts_ms), data, b"}")
            ),
        )
        self.seq, self.ts_ms = seq, ts_ms
        self._keep(prev, message)
        for reader in self.readers:
            reader.offer(self, message)

    def _keep(self, prev: int, message: bytes) -> None:
        """Adds to the ring and drops the oldest beyond its bounds."""
        self.ring.append((prev, message))
        self._ring_bytes += len(message)
        while len(self.ring) > RING_MAX or self._ring_bytes > self._bytes_max:
            self._ring_bytes -= len(self.ring.popleft()[1])

    def restart(self, seq: int) -> None:
        """The subject begins anew after the command seq: readers get a first message again, and nothing older can be resumed."""
        self.seq = seq
        self.ring.clear()
        self._ring_bytes = 0
        message = self.first(reset=True)
        for reader in self.readers:
            reader.offer(self, message)

    def first(self, *, reset: bool) -> bytes:
        """A frame with the snapshot; reset: the reader asked to resume and what it missed is gone, or it was too slow."""
        text = b'%d,"prev":%d,"type":"snapshot","ts_ms":%d,%b"data":' % (
            self.seq,
            self.seq,
            self.ts_ms,
            b'"reset":true,' if reset else b"",
        )
        return frame(TEXT, b"".join((self._head, text, self.snapshot(), b"}")))

    def missed(self, seen: int) -> list[bytes] | None:
        """Frames after the message seq `seen`; None when they are no longer all there."""
        if seen == self.seq:
            return []
        messages: list[bytes] = []
        for prev, message in reversed(self.ring):
            messages.append(message)
            if prev == seen:
                messages.reverse()
                return messages
        return None
