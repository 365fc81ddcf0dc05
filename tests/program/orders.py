"""Signed orders in a world: messages, the precompile's instruction, registration, the table read back."""

import struct
from typing import Any, NamedTuple

from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from quantdesk.chain.entries import ENTRIES_HEAD_BYTES, ENTRY_BYTES
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, nonce_of
from quantdesk.model.records_gen import Side
from tests.program.world import INSTRUCTIONS, SYSTEM, World

ED25519 = Pubkey.from_string("Ed25519SigVerify111111111111111111111111111")
THIS = 0xFFFF


class Signed(NamedTuple):
    """Key, message and signature."""

    key: bytes
    message: bytes
    signature: bytes


class Entry(NamedTuple):
    """A registered order as the table holds it."""

    nonce: int
    expiry_slot: int
    price: int
    size: int
    filled: int
    market: int
    flags: int
    fee_max: int


def order(world: World, number: int, counter: int, **changed: Any) -> bytes:
    """A well-formed order message of an account."""
    fields = {
        "domain": DOMAIN_LOCALNET, "account": number, "nonce": nonce_of(world.now_s * 1_000, counter),
        "expiry_slot": world.slot + 1_000, "client_order_id": counter, "price": 618_000, "size": 10, "market": 0,
        "side": Side.BUY, "fee_max": 100,
    } | changed  # fmt: skip
    return OrderMessage(**fields).encode()


def signed(key: Keypair, message: bytes) -> Signed:
    return Signed(bytes(key.pubkey()), message, bytes(key.sign_message(message)))


def precompile(items: list[Signed], places: tuple[int, int, int] = (THIS, THIS, THIS), size: int = 64) -> Instruction:
    """The Ed25519 instruction of these signatures; places: instructions that signature, key and message are said to be in."""
    body_at = 2 + 14 * len(items)
    heads, body = b"", b""
    for item in items:
        at = body_at + len(body)
        heads += struct.pack("<7H", at, places[0], at + 64, places[1], at + 96, size, places[2])
        body += item.signature + item.key + item.message
    return Instruction(ED25519, bytes([len(items), 0]) + heads + body, [])


def entries_of(world: World, user: Pubkey) -> Pubkey:
    return world.pda(b"entries", bytes(user))


def register_accounts(world: World, user: Pubkey) -> dict[str, Pubkey | None]:
    return {
        "operator": world.operator.pubkey(), "exchange": world.exchange, "user": user,
        "entries": entries_of(world, user), "system_program": SYSTEM, "instructions": INSTRUCTIONS,
    }  # fmt: skip


def register_call(world: World, user: Pubkey, which: bytes, signed_at: int = 0, **changed: Any) -> Instruction:
    accounts = register_accounts(world, user) | changed
    return world.interface.instruction("register_orders", accounts, {"signed_at": signed_at, "which": which})


def register(world: World, user: Pubkey, items: list[Signed], which: bytes | None = None):
    """Registers signed messages of one account in one transaction; returns the events."""
    call = register_call(world, user, bytes(range(len(items))) if which is None else which)
    result = world.send(precompile(items), call, signers=[world.operator])
    lines = [line for line in result.logs() if line.startswith(f"Program {world.program} consumed")]
    world.units["register_orders"] = int(lines[-1].split()[3])
    return world.interface.events_read(result.logs())


def entries_read(world: World, user: Pubkey) -> list[Entry]:
    """The registered orders of an account in the order of their places."""
    data = world.data_of(entries_of(world, user))
    [count] = struct.unpack_from("<I", data, ENTRIES_HEAD_BYTES - 4)
    rows = [data[ENTRIES_HEAD_BYTES + n * ENTRY_BYTES :][:ENTRY_BYTES] for n in range(count)]
    return [Entry(*struct.unpack("<QQIIIHHH14x", row)) for row in rows]
