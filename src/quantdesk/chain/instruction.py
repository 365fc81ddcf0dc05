"""An instruction of a transaction, and what the generated builders and readers share.

Invariant: keys are 32 bytes; a struct that was read is of its own kind and whole size.
"""

import struct
from typing import NamedTuple

from quantdesk.model.errors import QuantDeskError

KEY_BYTES = 32


class AccountMalformed(QuantDeskError):
    """Bytes of an account that are not what was asked for."""


class Meta(NamedTuple):
    """An account of an instruction: key, whether it signs, whether it is written."""

    key: bytes
    signer: bool
    writable: bool


class Instruction(NamedTuple):
    """A call of a program."""

    program: bytes
    accounts: tuple[Meta, ...]
    data: bytes


def account_check(data: bytes, discriminator: bytes, size: int, name: str) -> None:
    """Errors: AccountMalformed, unless the bytes are an account of this discriminator and size."""
    if len(data) != size or data[: len(discriminator)] != discriminator:
        raise AccountMalformed(
            f"account: expected {size} bytes of {name}, found {len(data)} that open with {data[:8].hex()}"
        )


def list_of(values: bytes | tuple[bytes, ...]) -> bytes:
    """A list as an instruction holds it: a length of 32 bits, then bytes or keys."""
    return struct.pack("<I", len(values)) + (values if isinstance(values, bytes) else b"".join(values))
