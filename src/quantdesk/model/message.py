"""The 64 bytes that a wallet or delegate signs: one order or one transfer [SIG-1].

Invariant: one message has one encoding. What is not used yet is zero, `decode` refuses everything else, and
`decode(encode(m)) == m`. Written apart from the core's encoder; tests/vectors holds the two together.
"""

import hashlib
import struct
from typing import Final, Self

import msgspec

from quantdesk.model.base58 import decode_base58
from quantdesk.model.errors import MessageInvalid
from quantdesk.model.ids import OrderId
from quantdesk.model.records_gen import SelfTrade, Side, TimeInForce

MESSAGE_BYTES: Final = 64
DOMAIN_BYTES: Final = 8
DOMAIN_NAME: Final = b"perp-order-v1"
PROGRAM_ID: Final = decode_base58("HsSzXVuSwiqGQvocT2zMX8zc86KQ9TYfZFZcfmmejzso", 32)
GENESIS_HASH_LOCALNET: Final = hashlib.sha256(b"quantdesk localnet genesis").digest()
SLOT_US: Final = 400_000
NONCE_COUNTER_BITS: Final = 12
FEE_MAX_UNIT_PPM: Final = 10
AMOUNT_MAX_ATOMS: Final = 2**53
PRICE_MAX_TICKS: Final = 2**31 - 1
SIZE_MAX_LOTS: Final = 2**31 - 1
GROUP_MAX: Final = 3

_ORDER: Final = struct.Struct("<8sQQQQIIIHHHHHBB")
_TRANSFER: Final = struct.Struct("<8sQQQQQ14sBB")
_KIND_ORDER: Final = 0
_KIND_TRANSFER: Final = 1
_SELL: Final = 1
_REDUCE_ONLY: Final = 2
_TIME_IN_FORCE_SHIFT: Final = 2
_POST_ONLY: Final = 16
_SELF_TRADE_SHIFT: Final = 6
_TRIGGER_FALLS: Final = 32
_GROUP_SHIFT: Final = 9
# Isolated (8) and 11 to 15.
_FLAGS_ZERO: Final = 0xF900


def domain_of(program_id: bytes, genesis_hash: bytes) -> bytes:
    """The first 8 bytes of every message for one program on one network. Source: [SIG-2]."""
    if len(program_id) != 32 or len(genesis_hash) != 32:
        raise MessageInvalid(
            f"expected twice 32 bytes, found {len(program_id)} of program id and {len(genesis_hash)} of genesis hash"
        )
    return b"\xff" + hashlib.sha256(DOMAIN_NAME + program_id + genesis_hash).digest()[: DOMAIN_BYTES - 1]


DOMAIN_LOCALNET: Final = domain_of(PROGRAM_ID, GENESIS_HASH_LOCALNET)


def order_id_of(message: bytes) -> OrderId:
    """First 16 bytes of SHA-256 of a message, never of its signature. Source: [SIG-7]."""
    return OrderId(hashlib.sha256(message).digest()[:16])


def slot_of(time_us: int) -> int:
    """Slot of the local network at a time in microseconds since 1970 UTC."""
    return time_us // SLOT_US


def nonce_of(time_ms: int, counter: int) -> int:
    """Nonce of the `counter`-th message (0 to 4,095) of a millisecond since 1970 UTC. Source: [SIG-5]."""
    if not 0 <= counter < 1 << NONCE_COUNTER_BITS:
        raise MessageInvalid(f"expected a counter from 0 to 4095, found {counter}", "nonce")
    return time_ms << NONCE_COUNTER_BITS | counter


class OrderMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A signed order. price in ticks (the worst), size in lots, fee_max in 10 ppm of notional, times in slots."""

    domain: bytes
    account: int
    nonce: int
    expiry_slot: int
    client_order_id: int
    price: int
    size: int
    market: int
    side: Side
    time_in_force: TimeInForce = TimeInForce.GTC
    self_trade: SelfTrade = SelfTrade.CANCEL_MAKER
    reduce_only: bool = False
    post_only: bool = False
    fee_max: int = 0
    group: int = 0
    trigger: int = 0
    trigger_falls: bool = False

    def encode(self) -> bytes:
        """The 64 bytes. Raises MessageInvalid: a field outside its range [SIG-1]."""
        flags = (
            int(self.side)
            | self.time_in_force << _TIME_IN_FORCE_SHIFT
            | self.self_trade << _SELF_TRADE_SHIFT
            | (_REDUCE_ONLY if self.reduce_only else 0)
            | (_POST_ONLY if self.post_only else 0)
            | (_TRIGGER_FALLS if self.trigger_falls else 0)
            | self.group << _GROUP_SHIFT
        )
        _domain_check(self.domain)
        if not 0 < self.price <= PRICE_MAX_TICKS:
            raise MessageInvalid(f"expected a price from 1 to {PRICE_MAX_TICKS} ticks, found {self.price}", "price")
        if not 0 < self.size <= SIZE_MAX_LOTS:
            raise MessageInvalid(f"expected a size from 1 to {SIZE_MAX_LOTS} lots, found {self.size}", "size")
        if not 0 <= self.group <= GROUP_MAX:
            raise MessageInvalid(f"expected a group from 0 to {GROUP_MAX}, found {self.group}", "group")
        if not 0 <= self.trigger <= PRICE_MAX_TICKS:
            raise MessageInvalid(f"expected a trigger up to {PRICE_MAX_TICKS} ticks, found {self.trigger}", "trigger")
        try:
            return _ORDER.pack(
                self.domain,
                self.account,
                self.nonce,
                self.expiry_slot,
                self.client_order_id,
                self.price,
                self.size,
                self.trigger,
                self.market,
                flags,
                self.fee_max,
                0,
                0,
                _KIND_ORDER,
                0,
            )
        except struct.error as error:
            raise MessageInvalid(f"a field of the order is outside its range: {error}") from None

    @classmethod
    def decode(cls, message: bytes) -> Self:
        """The order in 64 bytes; its price and size may be out of range, the exchange judges them.

        Raises MessageInvalid: not an order, or a bit or byte that must be zero is set [SIG-1].
        """
        _kind_check(message, _KIND_ORDER)
        values = _ORDER.unpack(message)
        domain, account, nonce, expiry_slot, client_order_id, price, size, trigger, market, flags, fee_max = values[:11]
        if flags & _FLAGS_ZERO or any(values[11:13]):
            raise MessageInvalid("expected zero in builder and unused flags of the order")
        return cls(
            domain=domain,
            account=account,
            nonce=nonce,
            expiry_slot=expiry_slot,
            client_order_id=client_order_id,
            price=price,
            size=size,
            market=market,
            side=Side(flags & _SELL),
            time_in_force=TimeInForce(flags >> _TIME_IN_FORCE_SHIFT & 3),
            self_trade=SelfTrade(flags >> _SELF_TRADE_SHIFT & 3),
            reduce_only=bool(flags & _REDUCE_ONLY),
            post_only=bool(flags & _POST_ONLY),
            fee_max=fee_max,
            group=flags >> _GROUP_SHIFT & GROUP_MAX,
            trigger=trigger,
            trigger_falls=bool(flags & _TRIGGER_FALLS),
        )


class TransferMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A signed transfer of `amount` atoms between two accounts of one owner."""

    domain: bytes
    account: int
    nonce: int
    expiry_slot: int
    to_account: int
    amount: int

    def encode(self) -> bytes:
        """The 64 bytes. Raises MessageInvalid: a field outside its range [SIG-1]."""
        _domain_check(self.domain)
        if not 0 < self.amount <= AMOUNT_MAX_ATOMS:
            raise MessageInvalid(
                f"expected an amount from 1 to {AMOUNT_MAX_ATOMS} atoms, found {self.amount}", "amount"
            )
        values = (self.domain, self.account, self.nonce, self.expiry_slot, self.to_account, self.amount)
        try:
            return _TRANSFER.pack(*values, bytes(14), _KIND_TRANSFER, 0)
        except struct.error as error:
            raise MessageInvalid(f"a field of the transfer is outside its range: {error}") from None

    @classmethod
    def decode(cls, message: bytes) -> Self:
        """The transfer in 64 bytes; the exchange judges its amount. Raises MessageInvalid as OrderMessage.decode does."""
        _kind_check(message, _KIND_TRANSFER)
        domain, account, nonce, expiry_slot, to_account, amount, zeros, _, _ = _TRANSFER.unpack(message)
        if any(zeros):
            raise MessageInvalid("expected zero in bytes 48 to 61 of the transfer")
        return cls(
            domain=domain,
            account=account,
            nonce=nonce,
            expiry_slot=expiry_slot,
            to_account=to_account,
            amount=amount,
        )


def _domain_check(domain: bytes) -> None:
    if len(domain) != DOMAIN_BYTES:
        raise MessageInvalid(f"expected a domain of {DOMAIN_BYTES} bytes, found {len(domain)}", "domain")


def _kind_check(message: bytes, kind: int) -> None:
    if len(message) != MESSAGE_BYTES:
        raise MessageInvalid(f"expected a message of {MESSAGE_BYTES} bytes, found {len(message)}", "message")
    if message[62] != kind or message[63] != 0:
        raise MessageInvalid(
            f"expected kind {kind} and a zero byte at the end, found {message[62]} and {message[63]}", "message"
        )
