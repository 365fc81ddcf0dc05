"""The 64 signed bytes, and what an account remembers of those it has seen (SIG-1 to SIG-6, BOOK-7).

Invariant: a nonce serves one message of an account; a message is taken once, its first result is kept for a
day after it is final, and what is forgotten raises the floor below which no nonce is taken.
"""

import bisect
import struct
from dataclasses import dataclass

from tests.sim.judge.state import CLIENT_ORDER_IDS_MAX, DAY_US, LIFE_US, NONCES_MAX, SLOT_US, Account, Order, Refusal

FORM = struct.Struct("<8sQQQQIIIHHHHHBB")
FLAGS_KNOWN = 0b110_1111_1111
ORDER_MESSAGE, TRANSFER_MESSAGE = 0, 1


@dataclass(frozen=True)
class Message:
    """Fields of a signed message; of a transfer `client` is the receiver and `amount` the atoms."""

    account: int
    nonce: int
    expiry: int
    client: int
    price: int
    size: int
    market: int
    side: int
    reduce_only: bool
    tif: int
    post_only: bool
    self_trade: int
    fee_cap: int
    amount: int
    group: int = 0
    trigger: int = 0
    trigger_falls: bool = False


def message_read(data: bytes, domain: bytes, kind: int) -> Message:
    """Decodes the bytes of one kind; SIG-1, SIG-2: foreign domain, reserved bits and unknown kinds are refused."""
    (
        found_domain,
        account,
        nonce,
        expiry,
        client,
        price,
        size,
        trigger,
        market,
        flags,
        fee,
        builder,
        share,
        byte,
        zero,
    ) = FORM.unpack(data)
    if found_domain != domain:
        raise Refusal("message_domain")
    if byte != kind or zero or flags & ~FLAGS_KNOWN:
        raise Refusal("message_malformed")
    if builder or share or (kind == TRANSFER_MESSAGE and (trigger or market or flags or fee)):
        raise Refusal("message_malformed")
    return Message(
        account=account,
        nonce=nonce,
        expiry=expiry,
        client=client,
        price=price,
        size=size,
        market=market,
        side=flags & 1,
        reduce_only=bool(flags & 2),
        tif=(flags >> 2) & 3,
        post_only=bool(flags & 16),
        self_trade=(flags >> 6) & 3,
        fee_cap=fee * 10,
        amount=price | size << 32,
        group=(flags >> 9) & 3,
        trigger=trigger,
        trigger_falls=bool(flags & 32),
    )


def message_write(domain: bytes, message: Message, kind: int = ORDER_MESSAGE) -> bytes:
    """The 64 bytes of a message."""
    flags = message.side | message.reduce_only << 1 | message.tif << 2 | message.post_only << 4
    flags |= message.trigger_falls << 5 | message.self_trade << 6 | message.group << 9
    price, size = message.price, message.size
    if kind == TRANSFER_MESSAGE:
        price, size = message.amount & 0xFFFF_FFFF, message.amount >> 32
    return FORM.pack(
        domain,
        message.account,
        message.nonce,
        message.expiry,
        message.client,
        price,
        size,
        message.trigger,
        message.market,
        flags,
        message.fee_cap // 10,
        0,
        0,
        kind,
        0,
    )


def forget(account: Account, orders: dict[bytes, Order], ts_us: int) -> None:
    """BOOK-7: what has been final for a day is forgotten and raises the floor."""
    while account.finals and account.finals[0][0] + DAY_US <= ts_us:
        forget_oldest(account, orders)


def forget_oldest(account: Account, orders: dict[bytes, Order]) -> None:
    """Drops the result that has been final longest; its nonce and all below it never come again."""
    _, order = account.finals.popleft()
    del account.memory[order.client_order_id], orders[order.id]
    raise_floor(account, order.nonce)


def raise_floor(account: Account, nonce: int) -> None:
    """No nonce up to this one is taken any more."""
    account.floor = max(account.floor, nonce)
    del account.nonces[: bisect.bisect_right(account.nonces, account.floor)]


def remember(account: Account, orders: dict[bytes, Order], order: Order) -> None:
    """Keeps an order's first result; a full memory loses the oldest final one."""
    take_nonce(account, order.nonce)
    while len(account.memory) >= CLIENT_ORDER_IDS_MAX and account.finals:
        forget_oldest(account, orders)
    account.memory[order.client_order_id] = order
    orders[order.id] = order


def take_nonce(account: Account, nonce: int) -> None:
    """SIG-5: binds a nonce; of too many the smallest raises the floor."""
    bisect.insort(account.nonces, nonce)
    if len(account.nonces) > NONCES_MAX:
        raise_floor(account, account.nonces[0])


def nonce_check(account: Account, nonce: int, ts_us: int) -> None:
    """SIG-5: a nonce serves one message, and its time is at most a day ahead."""
    place = bisect.bisect_left(account.nonces, nonce)
    if nonce <= account.floor or account.nonces[place : place + 1] == [nonce]:
        raise Refusal("nonce_used")
    nonce_us = (nonce >> 12) * 1000
    if nonce_us > ts_us + DAY_US:
        raise Refusal("nonce_too_far", ts_us + DAY_US, nonce_us)


def expiry_check(expiry: int, ts_us: int, most_us: int = LIFE_US) -> None:
    """SIG-6: not passed, at most 180 days ahead, or so far."""
    now = ts_us // SLOT_US
    if now > expiry:
        raise Refusal("expired", now, expiry)
    furthest = now + most_us // SLOT_US
    if expiry > furthest:
        raise Refusal("expiry_too_far", furthest, expiry)
