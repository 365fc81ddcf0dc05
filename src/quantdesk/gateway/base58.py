"""Keys and signatures as the doors read and write them: base58 text of 32 and 64 bytes, with the patterns that the API document shows.

Invariant: decoding accepts exactly what encoding of that length produces; everything else raises Invalid, a ValueError.
"""

from functools import lru_cache
from typing import Final

from quantdesk.gateway.patterns import whole
from quantdesk.model.base58 import decode_base58, encode_base58

KEY_PATTERN: Final = whole("[1-9A-HJ-NP-Za-km-z]{32,44}")
SIGNATURE_PATTERN: Final = whole("[1-9A-HJ-NP-Za-km-z]{64,88}")
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
KEYS_REMEMBERED_MAX: Final = 16_384


@lru_cache(maxsize=KEYS_REMEMBERED_MAX)
def key_decode(text: str) -> bytes:
    """Returns the 32 bytes of a public key; remembered, because the same keys sign many orders. Raises Invalid."""
    return decode_base58(text, KEY_BYTES)


@lru_cache(maxsize=KEYS_REMEMBERED_MAX)
def key_encode(key: bytes) -> str:
    """Returns the text of a 32-byte public key; remembered."""
    return encode_base58(key)


def signature_decode(text: str) -> bytes:
    """Returns the 64 bytes of a signature; raises Invalid."""
    return decode_base58(text, SIGNATURE_BYTES)
