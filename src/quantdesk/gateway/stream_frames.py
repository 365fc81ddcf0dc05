"""WebSocket frames of the server, built by hand: the same bytes go to every reader and many leave in one write.

Invariant: a frame is one whole unmasked message (RFC 6455, 5.2); a socket's bytes are whole frames one behind another.
"""

import struct
from typing import Final

TEXT: Final = 0x81
BINARY: Final = 0x82
SHORT_MAX: Final = 125
MEDIUM_MAX: Final = 0xFFFF

_medium = struct.Struct(">BBH").pack
_long = struct.Struct(">BBQ").pack


def frame(opcode: int, payload: bytes) -> bytes:
    """A whole message; opcode is TEXT or BINARY."""
    size = len(payload)
    if size <= SHORT_MAX:
        return bytes((opcode, size)) + payload
    if size <= MEDIUM_MAX:
        return _medium(opcode, 126, size) + payload
    return _long(opcode, 127, size) + payload
