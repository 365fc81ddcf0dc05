"""The upgradeable loader: how a program gets onto a chain, and what of it stands there.

Invariant: a program's bytes are what finalised or confirmed accounts hold, never what was sent; whoever deploys is the authority
that later upgrades, and no step needs the key of the program's own address.
"""

import struct
from typing import Final

from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.network import CLOCK, derived
from quantdesk.model.base58 import decode_base58

LOADER: Final = decode_base58("BPFLoaderUpgradeab1e11111111111111111111111", 32)
RENT: Final = decode_base58("SysvarRent111111111111111111111111111111111", 32)
SYSTEM: Final = bytes(32)
BUFFER_HEAD_BYTES: Final = 37
DATA_HEAD_BYTES: Final = 45
PROGRAM_BYTES: Final = 36
# A packet of 1,232 bytes less signature, four keys, blockhash, the head of a write and the price that it may offer.
CHUNK_BYTES: Final = 960
EXTEND_BYTES_MIN: Final = 10_240
_STATE_BUFFER: Final = struct.pack("<I", 1)
_STATE_PROGRAM: Final = struct.pack("<I", 2)
_STATE_DATA: Final = struct.pack("<I", 3)
_AUTHORITY_AT: Final = 13
BUFFER_AUTHORITY_AT: Final = 5


def data_address(program: bytes) -> bytes:
    """Where the loader keeps a program's bytes."""
    return derived(LOADER, program)


def program_is_deployed(account: bytes) -> bool:
    """The bytes of a program's account say that it is one."""
    return account[:4] == _STATE_PROGRAM


def program_bytes(data: bytes, size: int) -> bytes | None:
    """The first `size` bytes of the program in a program data account; None when it is none, or more follows than zeros."""
    if data[:4] != _STATE_DATA or any(data[DATA_HEAD_BYTES + size :]):
        return None
    return data[DATA_HEAD_BYTES : DATA_HEAD_BYTES + size]


def data_authority(data: bytes) -> bytes | None:
    """Who may upgrade; None when nobody may, or the account is none of a program's data."""
    if data[:4] != _STATE_DATA or data[_AUTHORITY_AT - 1 : _AUTHORITY_AT] != b"\x01":
        return None
    return data[_AUTHORITY_AT : _AUTHORITY_AT + 32]


def data_slot(data: bytes) -> int:
    """The slot of the last deployment or upgrade, of a program data account."""
    return int.from_bytes(data[4:12], "little")


def buffer_authority(data: bytes) -> bytes | None:
    """Who may write into a buffer; None when nobody may, or the account is none."""
    if data[:4] != _STATE_BUFFER or data[4:5] != b"\x01":
        return None
    return data[BUFFER_AUTHORITY_AT:BUFFER_HEAD_BYTES]


def account_create(payer: bytes, key: bytes, owner: bytes, size: int, lamports: int) -> Instruction:
    """A new account of a program; its key signs."""
    data = struct.pack("<IQQ", 0, lamports, size) + owner
    return Instruction(SYSTEM, (Meta(payer, True, True), Meta(key, True, True)), data)


def buffer_begin(buffer: bytes, authority: bytes) -> Instruction:
    """Makes an account a buffer of this authority's."""
    return Instruction(LOADER, (Meta(buffer, False, True), Meta(authority, False, False)), struct.pack("<I", 0))


def buffer_write(buffer: bytes, authority: bytes, offset: int, chunk: bytes) -> Instruction:
    """Writes a part of the program."""
    data = struct.pack("<IIQ", 1, offset, len(chunk)) + chunk
    return Instruction(LOADER, (Meta(buffer, False, True), Meta(authority, True, False)), data)


def deploy(program: bytes, buffer: bytes, authority: bytes, bytes_max: int) -> Instruction:
    """Makes the buffer's bytes the program; the authority pays and may upgrade."""
    metas = (
        Meta(authority, True, True),
        Meta(data_address(program), False, True),
        Meta(program, False, True),
        Meta(buffer, False, True),
        Meta(RENT, False, False),
        Meta(CLOCK, False, False),
        Meta(SYSTEM, False, False),
        Meta(authority, True, False),
    )
    return Instruction(LOADER, metas, struct.pack("<IQ", 2, bytes_max))


def upgrade(program: bytes, buffer: bytes, authority: bytes) -> Instruction:
    """Makes the buffer's bytes the next version of the program; what the buffer holds in lamports returns."""
    metas = (
        Meta(data_address(program), False, True),
        Meta(program, False, True),
        Meta(buffer, False, True),
        Meta(authority, False, True),
        Meta(RENT, False, False),
        Meta(CLOCK, False, False),
        Meta(authority, True, False),
    )
    return Instruction(LOADER, metas, struct.pack("<I", 3))


def authority_set(account: bytes, authority: bytes, to: bytes) -> Instruction:
    """Makes another key the one that may upgrade a program, or write a buffer and upgrade by it; it need not sign. account: the
    program's data (data_address), or the buffer.
    """
    metas = (Meta(account, False, True), Meta(authority, True, False), Meta(to, False, False))
    return Instruction(LOADER, metas, struct.pack("<I", 4))


def extend(program: bytes, payer: bytes, more: int) -> Instruction:
    """Gives a program's data so many bytes more, at least EXTEND_BYTES_MIN; not in the slot of a deployment."""
    metas = (
        Meta(data_address(program), False, True),
        Meta(program, False, True),
        Meta(SYSTEM, False, False),
        Meta(payer, True, True),
    )
    return Instruction(LOADER, metas, struct.pack("<II", 6, more))
