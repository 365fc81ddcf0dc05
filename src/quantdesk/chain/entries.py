"""The table of an account's registered orders, as the chain keeps it: a head, then entries in places of their own (CUST-15).

Invariant: a table speaks for the number of the account that it names alone.
"""

import struct
from collections.abc import Iterator
from typing import Final

from quantdesk.chain.instruction import AccountMalformed
from quantdesk.chain.program_gen import Entries

_COUNT: Final = struct.Struct("<I")
ENTRIES_HEAD_BYTES: Final = Entries.SIZE + _COUNT.size
ENTRY_BYTES: Final = 48
_ENTRY: Final = struct.Struct("<QQ")


def entries_read(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Place, nonce and last slot of each order that a table holds. Errors: AccountMalformed."""
    if len(data) < ENTRIES_HEAD_BYTES:
        raise AccountMalformed(f"table of orders: expected {ENTRIES_HEAD_BYTES} bytes and more, found {len(data)}")
    (count,) = _COUNT.unpack_from(data, Entries.SIZE)
    for place in range(count):
        nonce, expiry = _ENTRY.unpack_from(data, ENTRIES_HEAD_BYTES + place * ENTRY_BYTES)
        if nonce:
            yield place, nonce, expiry


def places_read(data: bytes, number: int) -> dict[int, int]:
    """Places of registered orders by nonce, of an account's present number; none where the table is another's. Errors: AccountMalformed."""
    if Entries.read(data[: Entries.SIZE]).number != number:
        return {}
    return {nonce: place for place, nonce, _ in entries_read(data)}
