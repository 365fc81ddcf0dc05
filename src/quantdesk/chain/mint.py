"""A mint of the classic token program: made, and minted from, by its authority."""

import struct
from typing import Final

from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.network import TOKEN_PROGRAM

MINT_BYTES: Final = 82
_MINT_TO: Final = 7
_BEGIN: Final = 20


def mint_begin(mint: bytes, authority: bytes, decimals: int) -> Instruction:
    """Makes an account a mint; nobody can freeze its tokens."""
    data = struct.pack("<BB32sB", _BEGIN, decimals, authority, 0)
    return Instruction(TOKEN_PROGRAM, (Meta(mint, False, True),), data)


def mint_to(mint: bytes, tokens: bytes, authority: bytes, amount: int) -> Instruction:
    """New atoms into a token account."""
    metas = (Meta(mint, False, True), Meta(tokens, False, True), Meta(authority, True, False))
    return Instruction(TOKEN_PROGRAM, metas, struct.pack("<BQ", _MINT_TO, amount))


def mint_of(data: bytes) -> tuple[bytes | None, int, int]:
    """Authority, supply and decimals of a mint's bytes. Errors: ValueError when they are none."""
    if len(data) != MINT_BYTES or data[45] != 1:
        raise ValueError(f"mint: expected {MINT_BYTES} bytes of an initialised one, found {len(data)}")
    present, authority, supply, decimals = struct.unpack_from("<I32sQB", data)
    return (authority if present else None), supply, decimals
