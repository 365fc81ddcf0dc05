"""The settlement log on the chain's side: items, the state that they leave, and its digest [CUST-6, CUST-8].

Invariant: what is computed here is what the program computes on the same account bytes; a difference is a refusal there.
"""

import hashlib
import struct
from typing import Final

import msgspec
from msgspec.structs import replace

from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.network import Addresses
from quantdesk.chain.program_gen import PositionSlot, Settled, UserAccount, settle_items
from quantdesk.chain.view import User

CREDIT: Final = 1
DEBIT: Final = 2
ACK: Final = 3
DIGEST_BYTES: Final = 16
_ITEM: Final = struct.Struct("<BBB5xQQ8x")


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item: kind, the sequence that its account has before it, and atoms, or the owner instruction of an ack."""

    account: int
    item_seq: int
    kind: int
    asset: int
    amount: int
    ts_us: int


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """Items of several accounts for one transaction, all or none. users: in the order in which items first touch them."""

    users: tuple[User, ...]
    items: tuple[Item, ...]
    engine_us: int


def after(settled: Settled, item: Item, engine_us: int) -> Settled:
    """The settled block behind an item. Errors: ValueError, when the item does not follow it."""
    if item.item_seq != settled.seq:
        raise ValueError(f"item: expected sequence {settled.seq}, found {item.item_seq}")
    collateral = list(settled.collateral)
    if item.kind != ACK:
        collateral[item.asset] += item.amount if item.kind == CREDIT else -item.amount
    return replace(
        settled,
        seq=settled.seq + 1,
        engine_us=engine_us,
        inbox_acked=item.amount if item.kind == ACK else settled.inbox_acked,
        collateral=tuple(collateral),
    )


def digest(settlement: Settlement) -> bytes:
    """The first 16 bytes of SHA-256 over every account's settled block and positions in use afterwards [CUST-8]."""
    blocks = {user.number: user.account.settled for user in settlement.users}
    for item in settlement.items:
        blocks[item.account] = after(blocks[item.account], item, settlement.engine_us)
    parts = [blocks[user.number].write() + _positions(user) for user in settlement.users]
    return hashlib.sha256(b"".join(parts)).digest()[:DIGEST_BYTES]


def instruction(settlement: Settlement, where: Addresses, operator: bytes, mark_round: int) -> Instruction:
    """settle_items of a settlement, signed by an operator."""
    places = {user.number: place for place, user in enumerate(settlement.users)}
    items = b"".join(
        _ITEM.pack(item.kind, places[item.account], item.asset, item.item_seq, item.amount) for item in settlement.items
    )
    return settle_items(
        where.program,
        operator=operator,
        exchange=where.exchange,
        risk=where.risk,
        engine_us=settlement.engine_us,
        round=mark_round,
        items=items,
        digest=digest(settlement),
        more=tuple(Meta(user.address, False, True) for user in settlement.users),
    )


def _positions(user: User) -> bytes:
    start = UserAccount.POSITIONS_AT
    return user.raw[start : start + user.account.positions_count * PositionSlot.SIZE]
