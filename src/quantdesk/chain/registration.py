"""Registration of signed orders, before their first settlement [CUST-15].

Invariant: the precompile verifies the very bytes that register_orders reads: every offset points into the precompile's own instruction.
"""

import struct
from typing import Final

import msgspec

from quantdesk.chain.instruction import Instruction
from quantdesk.chain.network import Addresses, entries_address
from quantdesk.chain.program_gen import register_orders
from quantdesk.model.base58 import decode_base58

ED25519: Final = decode_base58("Ed25519SigVerify111111111111111111111111111", 32)
THIS: Final = 0xFFFF
MESSAGE_BYTES: Final = 64
# Signed messages that fit a packet beside the accounts.
ORDERS_MAX: Final = 4
# The first order of an account makes its table, whose address costs more or less to find.
UNITS_BASE: Final = 30_000
UNITS_AN_ORDER: Final = 7_500
_OFFSETS: Final = struct.Struct("<7H")
_OFFSETS_BYTES: Final = 2


class SignedOrder(msgspec.Struct, frozen=True):
    """An order as it was signed."""

    signer: bytes
    message: bytes
    signature: bytes


def precompile(orders: list[SignedOrder]) -> Instruction:
    """The Ed25519 instruction that verifies these."""
    at = _OFFSETS_BYTES + _OFFSETS.size * len(orders)
    heads, body = b"", b""
    for one in orders:
        signature = at + len(body)
        key, message = signature + len(one.signature), signature + len(one.signature) + len(one.signer)
        heads += _OFFSETS.pack(signature, THIS, key, THIS, message, MESSAGE_BYTES, THIS)
        body += one.signature + one.signer + one.message
    return Instruction(ED25519, (), bytes([len(orders), 0]) + heads + body)


def registration(
    where: Addresses, operator: bytes, user: bytes, orders: list[SignedOrder], signed_at: int
) -> tuple[Instruction, Instruction]:
    """The precompile's instruction and register_orders of an account; signed_at: place of the first in its transaction."""
    register = register_orders(
        where.program,
        operator=operator,
        exchange=where.exchange,
        user=user,
        entries=entries_address(user),
        signed_at=signed_at,
        which=bytes(range(len(orders))),
    )
    return precompile(orders), register


def units_of(orders: int) -> int:
    """Compute units that a registration of so many may take."""
    return UNITS_BASE + UNITS_AN_ORDER * orders
