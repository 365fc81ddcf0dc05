"""A Pyth price account on Solana (PriceUpdateV2): little-endian fields behind the account's discriminator.

Invariant: only a fully verified account of the expected owner is read; the chain's program, not we, has looked at its signatures.
Source: [PYTH-8].
"""

import struct
from typing import Final

import msgspec

from quantdesk.model.pyth_update import PriceMessage, UpdateReason, UpdateRefused

DISCRIMINATOR: Final = bytes.fromhex("22f123639d7ef4cd")
LEVEL_AT: Final = 40
LEVEL_FULL: Final = 1
_message = struct.Struct("<32sqQiqqqQQ")
FULL_BYTES: Final = LEVEL_AT + 1 + _message.size


class PriceAccount(msgspec.Struct, frozen=True):
    """What a price account says. price: without the Merkle evidence; posted_slot: when it was written."""

    write_authority: bytes
    price: PriceMessage
    posted_slot: int


def price_account_read(data: bytes, owner: str, owner_expected: str) -> PriceAccount:
    """Reads an account of this owner (base58). Errors: UpdateRefused."""
    if owner != owner_expected:
        raise UpdateRefused(UpdateReason.EMITTER, f"expected an account of {owner_expected}, found one of {owner[:44]}")
    if len(data) < FULL_BYTES or data[:8] != DISCRIMINATOR:
        raise UpdateRefused(
            UpdateReason.MALFORMED, f"expected a price account of {FULL_BYTES} bytes, found {len(data)}"
        )
    if data[LEVEL_AT] != LEVEL_FULL:
        raise UpdateRefused(UpdateReason.QUORUM, "expected a fully verified price, found a partial one")
    *fields, posted_slot = _message.unpack_from(data, LEVEL_AT + 1)
    return PriceAccount(data[8:LEVEL_AT], PriceMessage(*fields), posted_slot)
