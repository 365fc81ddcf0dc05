"""Frames of the command socket: u32 length of what follows, u8 kind, u64 correlation, payload; little-endian.

What a service sends is never larger than FRAME_BYTES_MAX; an answer may be, since one order can match thousands. Whoever breaks the
framing is told once and cut off; nothing after it is read.
"""

import hashlib
import hmac
import struct
from collections.abc import Callable

HELLO = 1
COMMANDS = 2
QUERY = 3
ANSWER = 4
BUSY = 5
REFUSED = 6

FRAME_BYTES_MAX = 1 << 20
ANSWER_BYTES_MAX = 1 << 28
HEAD = struct.Struct("<IBQ")
HEAD_BYTES = HEAD.size
# What `length` counts beside the payload: kind and correlation.
LENGTH_LEAST = HEAD_BYTES - 4
PAYLOAD_BYTES_MAX = FRAME_BYTES_MAX - LENGTH_LEAST

HELLO_ANSWER = struct.Struct("<QQ")
SCHEMA_HASH_BYTES = 32

_pack = HEAD.pack
_unpack_from = HEAD.unpack_from


class FramingBroken(Exception):
    """The bytes are no frames; the connection cannot go on."""


def frame(kind: int, correlation: int, payload: bytes) -> bytes:
    """One frame."""
    return _pack(LENGTH_LEAST + len(payload), kind, correlation) + payload


class FrameReader:
    """Cuts a stream of bytes into frames and calls take(kind, correlation, payload) for each, in order."""

    __slots__ = ("_bytes_max", "_need_bytes", "_rest", "_rest_bytes", "_take")

    def __init__(self, take: Callable[[int, int, bytes], None], bytes_max: int = FRAME_BYTES_MAX) -> None:
        self._take = take
        self._bytes_max = bytes_max
        self._rest: list[bytes] = []
        self._rest_bytes = 0
        self._need_bytes = 0

    def then(self, take: Callable[[int, int, bytes], None]) -> None:
        """Who takes the frames from the next one on."""
        self._take = take

    def feed(self, data: bytes) -> None:
        """More bytes of the stream. Errors: FramingBroken when a length is impossible."""
        if self._rest:
            self._rest.append(data)
            self._rest_bytes += len(data)
            if self._rest_bytes < self._need_bytes:
                return
            data = b"".join(self._rest)
            self._rest = []
        offset, end, need = 0, len(data), HEAD_BYTES
        while end - offset >= HEAD_BYTES:
            length, kind, correlation = _unpack_from(data, offset)
            if not LENGTH_LEAST <= length <= self._bytes_max:
                raise FramingBroken(f"frame length: expected {LENGTH_LEAST} to {self._bytes_max}, found {length}")
            stop = offset + 4 + length
            if stop > end:
                need = 4 + length
                break
            self._take(kind, correlation, data[offset + HEAD_BYTES : stop])
            offset = stop
        if offset < end:
            self._rest = [data[offset:]]
            self._rest_bytes, self._need_bytes = end - offset, need


def hello_payload(schema_hash: bytes, service: int, token: str) -> bytes:
    """What a client says first."""
    return schema_hash + bytes((service,)) + token.encode()


def hello_read(payload: bytes) -> tuple[bytes, int, str]:
    """Schema hash, service and token of a hello. Errors: ValueError when it is too short or no UTF-8."""
    if len(payload) <= SCHEMA_HASH_BYTES:
        raise ValueError(f"hello: expected more than {SCHEMA_HASH_BYTES} bytes, found {len(payload)}")
    service = payload[SCHEMA_HASH_BYTES]
    return payload[:SCHEMA_HASH_BYTES], service, payload[SCHEMA_HASH_BYTES + 1 :].decode()


def service_token(secret: str, service: int) -> str:
    """The token that one service shows, made of the engine's secret: HMAC-SHA256 in hex. Nobody else's can be made of it."""
    return hmac.new(secret.encode(), f"quantdesk service {service}".encode(), hashlib.sha256).hexdigest()


def service_token_valid(secret: str, service: int, token: str) -> bool:
    """Whether a token is that of a service, in constant time."""
    return hmac.compare_digest(service_token(secret, service).encode(), token.encode())
