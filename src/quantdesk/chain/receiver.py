"""Pyth's receiver on Solana: the instructions that bring a signed update to the receiver's own account of a feed.

Interface: pyth-network/pyth-crosschain, target_chains/solana (2026-07): the verifier's `init_encoded_vaa`, `write_encoded_vaa`,
`verify_encoded_vaa_v1`, `close_encoded_vaa`, and the price feed program's `update_price_feed`, which calls the receiver.
Invariant: the signed statement goes there whole, every signature with it, so that what the receiver writes is fully verified [PYTH-8]; it
lies in one account of the payer's, found again by its seed, so that what a killed sender left is taken back by the next; lamports that a
stranger leaves at that address do not keep it from being made.
"""

import hashlib
import struct
from typing import Final

from msgspec import Struct

from quantdesk.chain.instruction import Instruction, Meta, list_of
from quantdesk.chain.network import derived
from quantdesk.chain.transaction import PACKET_BYTES, transaction_bytes, transfer, units_limit
from quantdesk.model.base58 import decode_base58
from quantdesk.model.pyth_update import Leaf, PriceMessage, message_read, update_parts

SYSTEM: Final = bytes(32)
SHARD: Final = (0).to_bytes(2, "little")
TREASURY: Final = 0
SEED: Final = b"quantdesk-vaa"
HEAD_BYTES: Final = 46
"""Of the account that holds a statement: discriminator, status, authority, version, length."""
STATUS_AT: Final = 8
STATUS_VERIFIED: Final = 2
CHUNK_BYTES: Final = 700
UNITS_WRITE: Final = 20_000
UNITS_SIGNATURE: Final = 60_000
UNITS_FEED: Final = 120_000
UNITS_MAX: Final = 1_400_000
SIGNATURES_AT: Final = 5


class Oracle(Struct, frozen=True):
    """Programs of one generation of Pyth: who owns price accounts, who names them, who verifies statements."""

    receiver: bytes
    feeds: bytes
    verifier: bytes

    def price_address(self, feed: bytes) -> bytes:
        """The account of a feed: shard and feed."""
        return derived(self.feeds, SHARD, feed)


class Step(Struct, frozen=True):
    """Instructions of one transaction, its limit of units first, and what is there afterwards: so many bytes of the statement, its proof,
    the prices of these feeds; last: the statement's account is taken back.
    """

    instructions: tuple[Instruction, ...]
    written: int
    verifies: bool
    feeds: tuple[bytes, ...]
    last: bool


class _Part(Struct, frozen=True):
    """One instruction of a posting, and what it brings about."""

    call: Instruction
    units: int = UNITS_WRITE
    written: int = 0
    verifies: bool = False
    feed: bytes = b""


def _oracle(receiver: str, feeds: str, verifier: str) -> Oracle:
    return Oracle(decode_base58(receiver, 32), decode_base58(feeds, 32), decode_base58(verifier, 32))


GUARDIANS: Final = _oracle(
    "rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ",
    "pythWSnswVUd12oZpeFP8e9CVaEqJg25g1Vtc2biRsT",
    "HDwcJBJXjL9FpJ7UBsYBtaDjsBUhuLCUYoz3zr8SWWaQ",
)
ROUTERS: Final = _oracle(
    "rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp",
    "pyt2F414BA6dPttK6RddPZUdHfapoBN24GL5wbrPCou",
    "HDw2E7P8X1SkCyjvoGsfBGAVUutKcj874bXjHrpVYrVL",
)


def oracle_of(receiver: bytes) -> Oracle | None:
    """The generation of a receiver; None for a stranger."""
    return next((one for one in (GUARDIANS, ROUTERS) if one.receiver == receiver), None)


def statement_address(oracle: Oracle, payer: bytes) -> bytes:
    """Where a payer's statement lies while it is used."""
    return hashlib.sha256(payer + SEED + oracle.verifier).digest()


def statement_bytes(update: bytes) -> int:
    """Size of the account that an update's statement needs. Errors: UpdateRefused."""
    return HEAD_BYTES + len(update_parts(update)[0])


def posting(oracle: Oracle, update: bytes, feeds: tuple[bytes, ...], payer: bytes, lamports: int) -> list[Step]:
    """Transactions, one after the other, that bring these feeds of an update to the chain and take the account back.

    lamports: what the account's address lacks of the rent of statement_bytes. Errors: UpdateRefused; ValueError when a feed is not in the
    update.
    """
    vaa, leaves = update_parts(update)
    account = statement_address(oracle, payer)
    found = [(message_read(leaf.message), leaf) for leaf in leaves]
    by_feed = {message.feed_id: leaf for message, leaf in found if isinstance(message, PriceMessage)}
    if missing := [feed for feed in feeds if feed not in by_feed]:
        raise ValueError(f"update: expected feed {missing[0].hex()} in it, found {len(leaves)} others")
    parts = [_Part(transfer(payer, account, lamports))] if lamports else []
    parts += [
        _Part(_allocate(oracle, payer, account, HEAD_BYTES + len(vaa))),
        _Part(_call(oracle.verifier, "init_encoded_vaa", _authority(payer, account))),
    ]
    for at in range(0, len(vaa), CHUNK_BYTES):
        chunk = vaa[at : at + CHUNK_BYTES]
        data = at.to_bytes(4, "little") + list_of(chunk)
        call = _call(oracle.verifier, "write_encoded_vaa", _authority(payer, account), data)
        parts.append(_Part(call, written=at + len(chunk)))
    signers = derived(oracle.verifier, b"GuardianSet", vaa[1:SIGNATURES_AT])
    verify = _call(oracle.verifier, "verify_encoded_vaa_v1", (*_authority(payer, account), Meta(signers, False, False)))
    parts.append(_Part(verify, UNITS_WRITE + UNITS_SIGNATURE * vaa[SIGNATURES_AT], verifies=True))
    parts += [_Part(_feed(oracle, payer, account, feed, by_feed[feed]), UNITS_FEED, feed=feed) for feed in feeds]
    parts.append(_Part(closing(oracle, payer)))
    return _packed(parts, payer)


def closing(oracle: Oracle, payer: bytes) -> Instruction:
    """Takes the statement's account back, and its rent with it."""
    account = statement_address(oracle, payer)
    return _call(oracle.verifier, "close_encoded_vaa", (Meta(payer, True, True), Meta(account, False, True)))


def _packed(parts: list[_Part], payer: bytes) -> list[Step]:
    """As few transactions as the packet and the units allow, in order."""
    groups: list[list[_Part]] = [[]]
    for part in parts:
        wider = [*groups[-1], part]
        units = sum(each.units for each in wider)
        if units > UNITS_MAX or transaction_bytes(_limited(wider), payer) > PACKET_BYTES:
            groups.append([part])
        else:
            groups[-1] = wider
    return [
        Step(
            _limited(group),
            max(part.written for part in group),
            any(part.verifies for part in group),
            tuple(part.feed for part in group if part.feed),
            group is groups[-1],
        )
        for group in groups
    ]


def _limited(parts: list[_Part]) -> tuple[Instruction, ...]:
    return (units_limit(sum(part.units for part in parts)), *(part.call for part in parts))


def _allocate(oracle: Oracle, payer: bytes, account: bytes, size: int) -> Instruction:
    """Allocate-with-seed of the system program, which gives the account to the verifier; unlike a creation it bears lamports there."""
    data = struct.pack("<I", 9) + payer + struct.pack("<Q", len(SEED)) + SEED + struct.pack("<Q", size)
    return Instruction(SYSTEM, (Meta(account, False, True), Meta(payer, True, False)), data + oracle.verifier)


def _feed(oracle: Oracle, payer: bytes, account: bytes, feed: bytes, leaf: Leaf) -> Instruction:
    proof = struct.pack("<I", len(leaf.path)) + b"".join(leaf.path)
    metas = (
        Meta(payer, True, True),
        Meta(oracle.receiver, False, False),
        Meta(account, False, False),
        Meta(derived(oracle.receiver, b"config"), False, False),
        Meta(derived(oracle.receiver, b"treasury", bytes((TREASURY,))), False, True),
        Meta(oracle.price_address(feed), False, True),
        Meta(SYSTEM, False, False),
    )
    data = list_of(leaf.message) + proof + bytes((TREASURY,)) + SHARD + feed
    return _call(oracle.feeds, "update_price_feed", metas, data)


def _authority(payer: bytes, account: bytes) -> tuple[Meta, ...]:
    return (Meta(payer, True, False), Meta(account, False, True))


def _call(program: bytes, name: str, metas: tuple[Meta, ...], data: bytes = b"") -> Instruction:
    """A call of an Anchor program."""
    return Instruction(program, metas, opening(name) + data)


def opening(name: str) -> bytes:
    """The eight bytes of its name's hash with which a call of an Anchor program opens."""
    return hashlib.sha256(b"global:" + name.encode()).digest()[:8]
