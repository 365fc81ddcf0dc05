"""Base58 text of keys and signatures, as Solana writes them.

Invariant: decoding accepts exactly what encoding of the asked length produces; everything else raises ValueError.
"""

from functools import lru_cache
from typing import Final

from quantdesk.gateway.patterns import whole

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
KEY_PATTERN: Final = whole("[1-9A-HJ-NP-Za-km-z]{32,44}")
SIGNATURE_PATTERN: Final = whole("[1-9A-HJ-NP-Za-km-z]{64,88}")
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
TEXT_MAX: Final = 128
KEYS_REMEMBERED_MAX: Final = 16_384

# 255 marks a character outside the alphabet; translate() then gives the digits as bytes.
_DIGITS: Final = bytes(ALPHABET.find(chr(code)) if ALPHABET.find(chr(code)) >= 0 else 255 for code in range(256))


def _lane_steps() -> tuple[tuple[int, int, int], ...]:
    """Returns (lane bits, mask of the lower lane of each pair, 58 ** digits in a lane) for seven doublings of 128 digits."""
    steps = []
    bits, digits = 8, 1
    while digits < TEXT_MAX:
        pair = (1 << bits) - 1
        mask = 0
        for lane in range(TEXT_MAX // (2 * digits)):
            mask |= pair << (2 * bits * lane)
        steps.append((bits, mask, 58**digits))
        bits, digits = 2 * bits, 2 * digits
    return tuple(steps)


_STEPS: Final = _lane_steps()


def _number(digits: bytes) -> int:
    """Returns the value of base58 digits, most significant first.

    All digits are folded together pairwise, in wide integers: an order's signature has 88 of them and a loop over them
    would cost more than the rest of the order's parsing.
    """
    value = int.from_bytes(digits, "big")
    for bits, mask, base in _STEPS:
        value = ((value >> bits) & mask) * base + (value & mask)
    return value


def decode(text: str, length: int) -> bytes:
    """Returns the bytes of base58 text that must be exactly `length` of them; raises ValueError."""
    if len(text) > TEXT_MAX or not text.isascii():
        raise ValueError(f"expected base58 of {length} bytes")
    digits = text.encode().translate(_DIGITS)
    if 255 in digits:
        raise ValueError(f"expected base58 of {length} bytes, found a character outside its alphabet")
    zeros = len(digits) - len(digits.lstrip(b"\0"))
    value = _number(digits)
    body = (value.bit_length() + 7) // 8
    if zeros + body != length:
        raise ValueError(f"expected base58 of {length} bytes, found {zeros + body} bytes")
    return value.to_bytes(length, "big")


def encode(data: bytes) -> str:
    """Returns the base58 text of bytes."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    value = int.from_bytes(data, "big")
    text = ""
    while value:
        value, digit = divmod(value, 58)
        text = ALPHABET[digit] + text
    return "1" * zeros + text


@lru_cache(maxsize=KEYS_REMEMBERED_MAX)
def key_decode(text: str) -> bytes:
    """Returns the 32 bytes of a public key; remembered, because the same keys sign many orders. Raises ValueError."""
    return decode(text, KEY_BYTES)


@lru_cache(maxsize=KEYS_REMEMBERED_MAX)
def key_encode(key: bytes) -> str:
    """Returns the text of a 32-byte public key; remembered."""
    return encode(key)


def signature_decode(text: str) -> bytes:
    """Returns the 64 bytes of a signature; raises ValueError."""
    return decode(text, SIGNATURE_BYTES)
