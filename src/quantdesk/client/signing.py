"""Orders, signed: from decimal texts to the 64-byte message, its signature and the two forms in which it travels.

Invariant: a signer never makes two messages with one nonce, and the fields that are sent are the fields that were signed.
"""

import secrets
from typing import Final, Literal

import msgspec

from quantdesk.client.answers import Market, Network
from quantdesk.client.keys import Keypair
from quantdesk.model.base58 import encode_base58
from quantdesk.model.message import OrderMessage, TransferMessage, order_id_of
from quantdesk.model.money import fee_max_of, signed_of
from quantdesk.model.records_gen import (
    Link,
    OrderKind,
    PlaceAlgo,
    PlaceOrder,
    PriceSource,
    ReplaceOrder,
    SelfTrade,
    Side,
    TimeInForce,
    Transfer,
)
from quantdesk.runtime.clock import monotonic_ns, now_ms

NONCE_COUNTER_BITS: Final = 12
EXPIRY_DEFAULT_S: Final = 7 * 86_400
# The exchange takes a transfer that ends within an hour.
EXPIRY_TRANSFER_S: Final = 600
EXPIRY_TAKING_S: Final = 60
"""Of an order that takes at once or not at all: its entry on the chain frees five minutes after it [BOOK-6]."""
FEE_MAX_DEFAULT: Final = "0.0005"
SLIPPAGE_DEFAULT_PPM: Final = 10_000
NO_ORDER_ID: Final = bytes(16)

SideName = Literal["buy", "sell"]
TriggerName = Literal["stop_market", "stop_limit", "take_profit_market", "take_profit_limit", "trailing_stop"]
TypeName = Literal["limit", "market", "slide", "iceberg", "pegged", "twap", TriggerName]
SourceName = Literal["mark", "index", "last"]
LinkName = Literal["none", "oco", "child"]
TAKING: Final = frozenset(("market", "stop_market", "take_profit_market", "trailing_stop", "twap"))
STOPS: Final = frozenset(("stop_market", "stop_limit"))
Validity = Literal["gtc", "ioc", "fok", "gtd"]
SelfTradeName = Literal["cancel_maker", "cancel_taker", "cancel_both", "decrement"]


class OrderTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a user wants. price: the worst, None only for one that takes; group: 0 to 3, by which many are cancelled at once;
    expiry_s: how long the signature holds, by default a week, a minute where it takes at once.
    A "slide" is a post-only limit order that moves away from the other side.
    Orders that wait: trigger (of stops and take-profits) or distance (of a trailing stop) by a source; linked: the order id of
    the other leg of an OCO, or of the entry whose child it is. An "iceberg" shows at most display at a time; a "pegged" order
    rests at its source and offset (signed), never at a price worse than its own; a "twap" is taken in slices, one each 30 s.
    """

    side: SideName
    size: str
    price: str | None = None
    type: TypeName = "limit"
    time_in_force: Validity | None = None
    post_only: bool = False
    reduce_only: bool = False
    self_trade: SelfTradeName = "cancel_maker"
    group: int = 0
    trigger: str | None = None
    source: SourceName = "mark"
    distance: str | None = None
    distance_ppm: int = 0
    activation: str | None = None
    link: LinkName = "none"
    linked: str | None = None
    display: str | None = None
    offset: str | None = None
    slices: int = 0
    client_order_id: int | None = None
    expiry_s: int | None = None
    max_fee: str = FEE_MAX_DEFAULT


class Waits(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What rides beside a message: what it waits for, or its terms at rest; prices in ticks, display in lots. linked: 16 bytes of
    the order that it is tied to.
    """

    source: PriceSource = PriceSource.MARK
    distance: int = 0
    distance_ppm: int = 0
    activation: int = 0
    link: Link = Link.NONE
    linked: bytes = NO_ORDER_ID
    display: int = 0
    offset: int = 0
    slices: int = 0


class SignedOrder(msgspec.Struct, frozen=True, gc=False):
    """A message with its signature."""

    order: OrderMessage
    kind: OrderKind
    message: bytes
    signature: bytes
    signer: bytes
    waits: Waits | None = None

    @property
    def order_id(self) -> str:
        """Its id, known before it is sent: what another one is tied to."""
        return order_id_of(self.message).hex()

    def place(self) -> bytes:
        """The command record; the server fills in the order id."""
        waits = self.waits
        if waits is not None:
            terms = (waits.source, waits.distance, waits.distance_ppm, waits.activation, waits.link, waits.linked)
            beside = (*terms, waits.display, waits.offset, waits.slices)
            return PlaceAlgo(NO_ORDER_ID, self.message, self.signature, self.signer, self.kind, *beside).encode()
        return PlaceOrder(NO_ORDER_ID, self.message, self.signature, self.signer, self.kind).encode()

    def replace(self, old_order_id: bytes) -> bytes:
        """The command record that gives up an open order for this one."""
        return ReplaceOrder(old_order_id, NO_ORDER_ID, self.message, self.signature, self.signer, self.kind).encode()

    def fields(self, market: Market) -> dict[str, object]:
        """The fields of the HTTP body."""
        order = self.order
        return self._waits_fields(market) | {
            "account": order.account,
            "market": market.market,
            "side": order.side.label,
            "type": self.kind.label,
            "price": market.price(order.price),
            "size": market.size(order.size),
            "time_in_force": order.time_in_force.label,
            "post_only": order.post_only,
            "reduce_only": order.reduce_only,
            "self_trade": order.self_trade.label,
            "group": order.group,
            "client_order_id": str(order.client_order_id),
            "nonce": order.nonce,
            "expiry_slot": order.expiry_slot,
            "max_fee": _fee_text(order.fee_max),
            "signer": encode_base58(self.signer),
            "signature": encode_base58(self.signature),
        }

    def _waits_fields(self, market: Market) -> dict[str, object]:
        """The fields of the HTTP body that an order which waits has beside."""
        waits, trigger = self.waits, self.order.trigger
        if waits is None:
            return {}
        fields: dict[str, object] = {"source": waits.source.label, "link": waits.link.label}
        fields["distance_ppm"] = waits.distance_ppm
        prices = (("trigger", trigger), ("distance", waits.distance), ("activation", waits.activation))
        fields |= {name: market.price(ticks) for name, ticks in prices if ticks}
        fields |= {"linked": waits.linked.hex()} if waits.link else {}
        fields |= {"display": market.size(waits.display)} if waits.display else {}
        fields |= {"slices": waits.slices} if waits.slices else {}
        return fields | ({"offset": market.price(waits.offset)} if waits.offset else {})


class OrderSigner:
    """Signs for one account with one key: its owner's or a delegate's."""

    def __init__(self, keypair: Keypair, account: int, network: Network) -> None:
        self.account = account
        self.rests_s = EXPIRY_DEFAULT_S
        """How long what `lots_order` signs may rest. Who trades much lets it end soon: each order that matched holds an entry on the chain
        until five minutes later [BOOK-6]."""
        self._keypair = keypair
        self._domain = bytes.fromhex(network.domain)
        self._slot = network.slot
        self._slot_ms = network.slot_ms
        self._seen_ns = monotonic_ns()
        self._nonce = 0
        # Two signers of one account share a millisecond now and then; they start at different counters within it.
        self._counter = secrets.randbelow(1 << NONCE_COUNTER_BITS)

    def order(self, market: Market, terms: OrderTerms) -> SignedOrder:
        """Signs an order. Errors: Invalid and OffGrid for texts off the market's grid [UNIT-5], MessageInvalid."""
        price = terms.price or (market.protection(terms.side, SLIPPAGE_DEFAULT_PPM) if terms.type in TAKING else "")
        validity = terms.time_in_force or ("ioc" if terms.type in TAKING else "gtc")
        nonce = self._nonce_next()
        order = OrderMessage(
            domain=self._domain,
            account=self.account,
            nonce=nonce,
            expiry_slot=self._expiry_slot(terms.expiry_s or _expiry_default_s(validity, terms.type)),
            client_order_id=nonce if terms.client_order_id is None else terms.client_order_id,
            price=market.ticks(price),
            size=market.lots(terms.size),
            market=market.market_id,
            side=Side[terms.side.upper()],
            time_in_force=TimeInForce[validity.upper()],
            self_trade=SelfTrade[terms.self_trade.upper()],
            reduce_only=terms.reduce_only,
            post_only=terms.post_only or terms.type in ("slide", "pegged"),
            fee_max=fee_max_of(terms.max_fee),
            group=terms.group,
            trigger=market.ticks(terms.trigger) if terms.trigger else 0,
            trigger_falls=bool(terms.trigger) and (terms.side == "sell") == (terms.type in STOPS),
        )
        kind = OrderKind[terms.type.upper()]
        signed = self.sign(order, kind)
        if kind <= OrderKind.SLIDE:
            return signed
        return msgspec.structs.replace(signed, waits=_waits(market, terms))

    def lots_order(
        self, market_id: int, side: Side, price: int, size: int, *, post_only: bool = False, ioc: bool = False
    ) -> SignedOrder:
        """Signs a limit order given in ticks and lots: the fast way for programs. Its client order id is its nonce."""
        nonce = self._nonce_next()
        order = OrderMessage(
            domain=self._domain,
            account=self.account,
            nonce=nonce,
            expiry_slot=self._expiry_slot(EXPIRY_TAKING_S if ioc else self.rests_s),
            client_order_id=nonce,
            price=price,
            size=size,
            market=market_id,
            side=side,
            time_in_force=TimeInForce.IOC if ioc else TimeInForce.GTC,
            post_only=post_only,
            fee_max=fee_max_of(FEE_MAX_DEFAULT),
        )
        return self.sign(order, OrderKind.LIMIT)

    def sign(self, order: OrderMessage, kind: OrderKind) -> SignedOrder:
        """Signs an order as it is."""
        message = order.encode()
        return SignedOrder(order, kind, message, self._keypair.sign(message), self._keypair.public)

    def transfer(self, to_account: int, amount_atoms: int) -> bytes:
        """The record of a signed transfer to another account of the owner."""
        message = TransferMessage(
            domain=self._domain,
            account=self.account,
            nonce=self._nonce_next(),
            expiry_slot=self._expiry_slot(EXPIRY_TRANSFER_S),
            to_account=to_account,
            amount=amount_atoms,
        ).encode()
        return Transfer(NO_ORDER_ID, message, self._keypair.sign(message), self._keypair.public).encode()

    def _nonce_next(self) -> int:
        """Above every nonce before, and of the present millisecond [SIG-5]."""
        self._nonce = max(self._nonce + 1, now_ms() << NONCE_COUNTER_BITS | self._counter)
        return self._nonce

    def _expiry_slot(self, seconds: int) -> int:
        passed_ms = (monotonic_ns() - self._seen_ns) // 1_000_000
        return self._slot + (passed_ms + seconds * 1_000) // self._slot_ms


def _expiry_default_s(validity: Validity, kind: TypeName) -> int:
    """A week; a minute where it takes at once and waits for nothing."""
    at_once = validity in ("ioc", "fok") and kind in ("limit", "market")
    return EXPIRY_TAKING_S if at_once else EXPIRY_DEFAULT_S


def _waits(market: Market, terms: OrderTerms) -> Waits:
    return Waits(
        source=PriceSource[terms.source.upper()],
        distance=market.ticks(terms.distance) if terms.distance else 0,
        distance_ppm=terms.distance_ppm,
        activation=market.ticks(terms.activation) if terms.activation else 0,
        link=Link[terms.link.upper()],
        linked=bytes.fromhex(terms.linked) if terms.linked else NO_ORDER_ID,
        display=market.lots(terms.display) if terms.display else 0,
        offset=signed_of(terms.offset, market.ticks) if terms.offset else 0,
        slices=terms.slices,
    )


def _fee_text(steps: int) -> str:
    """A fee cap in steps of 10 ppm as a fraction."""
    return f"{steps // 100_000}.{steps % 100_000:05d}"
