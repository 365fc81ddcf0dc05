"""Registration of signed orders, before their first settlement [CUST-15].

Invariant: the precompile verifies the very bytes that register_orders reads: every offset points into the precompile's own instruction.
"""

import struct
from typing import Final

import msgspec

from quantdesk.chain.instruction import Instruction
from quantdesk.chain.lookup import Lookup
from quantdesk.chain.network import Addresses, entries_address
from quantdesk.chain.program_gen import register_orders
from quantdesk.model.base58 import decode_base58

ED25519: Final = decode_base58("Ed25519SigVerify111111111111111111111111111", 32)
THIS: Final = 0xFFFF
MESSAGE_BYTES: Final = 64
# Signed messages that fit a packet beside the accounts, and how an order and an account's instruction fill it.
ORDERS_MAX: Final = 4
ROOM_BYTES: Final = 890
ORDER_BYTES: Final = 175
CALL_BYTES: Final = 23
# Compute units. Measured: 4,400 to 6,300 of an account's first order, which makes its table, 1,200 of a further one. An address that is
# found at the sixteenth try costs 25,000.
UNITS_BASE: Final = 8_000
UNITS_AN_ACCOUNT: Final = 25_000
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
    orders: list[tuple[bytes, SignedOrder]], lookup: Lookup
) -> list[list[tuple[bytes, SignedOrder]]]:
    """Orders of accounts as groups that fit a transaction each; lookup: tables by which accounts may be named."""
    groups: list[list[tuple[bytes, SignedOrder]]] = []
    for order in orders:
        grown = [*(groups[-1] if groups else ()), order]
        _, named = lookup.naming(registered(grown))
        needed = ORDER_BYTES * len(grown) + CALL_BYTES * len({user for user, _ in grown}) + named
        if groups and len(grown) <= ORDERS_MAX and needed <= ROOM_BYTES:
            groups[-1] = grown
        else:
            groups.append([order])
    return groups


def registered(orders: list[tuple[bytes, SignedOrder]]) -> list[bytes]:
    """Accounts that a registration of these orders writes: of each user, and of his table of orders."""
    return [key for user in dict.fromkeys(user for user, _ in orders) for key in (user, entries_address(user))]


def units_of(orders: list[tuple[bytes, SignedOrder]]) -> int:
    """Compute units that a registration of these may take."""
    accounts = len({user for user, _ in orders})
    return UNITS_BASE + UNITS_AN_ACCOUNT * accounts + UNITS_AN_ORDER * len(orders)
