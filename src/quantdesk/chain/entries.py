"""The table of an account's registered orders, as the chain keeps it: a head, then entries in places of their own (CUST-15).

Invariant: a table speaks for the number of the account that it names alone.
"""

from typing import Final

from quantdesk.chain.instruction import AccountMalformed

ENTRIES_HEAD_BYTES: Final = 8 + 56 + 4
ENTRY_BYTES: Final = 48
_COUNT_AT: Final = ENTRIES_HEAD_BYTES - 4
_NUMBER_AT: Final = 8 + 2 + 1 + 5 + 32


def places_read(data: bytes, number: int) -> dict[int, int]:
    """Places of registered orders by nonce, of the account's present number; empty where the table is another's."""
    if len(data) < ENTRIES_HEAD_BYTES:
        raise AccountMalformed(f"table of orders: expected {ENTRIES_HEAD_BYTES} bytes and more, found {len(data)}")
    if int.from_bytes(data[_NUMBER_AT : _NUMBER_AT + 8], "little") != number:
        return {}
    count = int.from_bytes(data[_COUNT_AT:ENTRIES_HEAD_BYTES], "little")
    starts = range(ENTRIES_HEAD_BYTES, ENTRIES_HEAD_BYTES + count * ENTRY_BYTES, ENTRY_BYTES)
    nonces = (int.from_bytes(data[start : start + 8], "little") for start in starts)
    return {nonce: place for place, nonce in enumerate(nonces) if nonce}
