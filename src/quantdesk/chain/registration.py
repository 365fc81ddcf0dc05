"""Registration of signed orders, before their first settlement [CUST-15].

Invariant: the precompile verifies the very bytes that register_orders reads: every offset points into the precompile's own instruction.
"""

import struct
from typing import Final

import msgspec

from quantdesk.chain.instruction import Instruction
from quantdesk.chain.lookup import Table
from quantdesk.chain.network import Addresses, entries_address
from quantdesk.chain.program_gen import register_orders
from quantdesk.model.base58 import decode_base58

ED25519: Final = decode_base58("Ed25519SigVerify111111111111111111111111111", 32)
THIS: Final = 0xFFFF
MESSAGE_BYTES: Final = 64
# Signed messages that fit a packet beside the accounts, and how an order, an account's instruction, a key and a table fill it.
ORDERS_MAX: Final = 4
ROOM_BYTES: Final = 890
ORDER_BYTES: Final = 175
CALL_BYTES: Final = 23
KEY_BYTES: Final = 33
LOOKED_UP_BYTES: Final = 2
TABLE_BYTES: Final = 36
UNITS_BASE: Final = 60_000
UNITS_AN_ORDER: Final = 25_000
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
    where: Addresses, operator: bytes, orders: list[tuple[bytes, SignedOrder]], signed_at: int
) -> tuple[Instruction, ...]:
    """The precompile's instruction and register_orders of each account among these; signed_at: place of the first in its transaction."""
    places: dict[bytes, list[int]] = {}
    for place, (user, _) in enumerate(orders):
        places.setdefault(user, []).append(place)
    registers = [
        register_orders(
            where.program,
            operator=operator,
            exchange=where.exchange,
            user=user,
            entries=entries_address(user),
            signed_at=signed_at,
            which=bytes(which),
        )
        for user, which in places.items()
    ]
    return (precompile([one for _, one in orders]), *registers)


def registrations_fitting(
    orders: list[tuple[bytes, SignedOrder]], tables: tuple[Table, ...] = ()
) -> list[list[tuple[bytes, SignedOrder]]]:
    """Orders of accounts as groups that fit a transaction each; tables: by which accounts may be named."""
    known = {key for table in tables for key in table.keys}
    groups: list[list[tuple[bytes, SignedOrder]]] = []
    for order in orders:
        grown = [*(groups[-1] if groups else ()), order]
        users = {user for user, _ in grown}
        keys = sum(
            LOOKED_UP_BYTES if key in known else KEY_BYTES for user in users for key in (user, entries_address(user))
        )
        needed = ORDER_BYTES * len(grown) + CALL_BYTES * len(users) + keys + TABLE_BYTES * len(tables)
        if groups and len(grown) <= ORDERS_MAX and needed <= ROOM_BYTES:
            groups[-1] = grown
        else:
            groups.append([order])
    return groups


def units_of(orders: int) -> int:
    """Compute units that a registration of so many may take."""
    return UNITS_BASE + UNITS_AN_ORDER * orders
