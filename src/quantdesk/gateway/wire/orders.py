"""Bodies of order entry, open orders and order history; batches are in batches.py."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from quantdesk.gateway.patterns import whole
from quantdesk.gateway.problems import CodeText
from quantdesk.gateway.wire.fields import (
    OPEN_ORDERS_MAX,
    SAFE_INTEGER_MAX,
    AccountNumber,
    AnyOrderTypeName,
    CancelReasonName,
    Cursor,
    Decimal,
    DecimalSigned,
    LinkName,
    OrderId,
    OrderReference,
    OrderStatusName,
    OrderTypeName,
    PageLimit,
    PriceSourceName,
    PublicKey,
    SelfTradeName,
    Seq,
    SideName,
    Signature,
    Symbol,
    TimeInForceName,
    TimeMs,
    U64Text,
    WaitingTypeName,
    Whole,
    Wire,
)

Nonce = Annotated[
    int,
    Meta(ge=0, le=SAFE_INTEGER_MAX, description="Unix milliseconds << 12, plus a counter; used by one message only."),
]
ExpirySlot = Annotated[int, Meta(ge=0, le=SAFE_INTEGER_MAX, description="Slot after which the signature is void.")]
MaxFee = Annotated[
    str,
    Meta(
        pattern=whole(r"0(\.[0-9]{1,5})?"),
        max_length=7,
        description="Highest fee as a fraction of notional, in steps of 0.00001.",
    ),
]


Group = Annotated[
    int, Meta(ge=0, le=3, description="A number of the user's, by which many orders are cancelled at once.")
]


class OrderRequest(Wire, frozen=True, kw_only=True):
    """A signed order: the server rebuilds the 64-byte message from these fields and checks the signature over it."""

    account: AccountNumber
    market: Symbol
    side: SideName
    type: OrderTypeName = "limit"
    price: Decimal
    size: Decimal
    time_in_force: TimeInForceName | UnsetType = UNSET
    post_only: bool = False
    reduce_only: bool = False
    self_trade: SelfTradeName = "cancel_maker"
    group: Group = 0
    client_order_id: U64Text
    nonce: Nonce
    expiry_slot: ExpirySlot
    max_fee: MaxFee
    signer: PublicKey
    signature: Signature


class WaitingRequest(OrderRequest, frozen=True, kw_only=True):
    """A signed order with terms: one that waits for a price, an iceberg, a pegged order, or a TWAP. The message carries the trigger and
    its direction, which follows from type and side; what else is here rides beside it. linked: the other leg of an OCO, or the
    entry whose child this is; display: most of an iceberg that is shown; offset: of a pegged order from its source;
    slices: of a TWAP, one each 30 seconds.
    """

    type: WaitingTypeName  # type: ignore[assignment]  # other kinds than those of an order that enters at once
    trigger: Decimal | UnsetType = UNSET
    source: PriceSourceName = "mark"
    distance: Decimal | UnsetType = UNSET
    distance_ppm: Annotated[int, Meta(ge=0, le=999_999)] = 0
    activation: Decimal | UnsetType = UNSET
    link: LinkName = "none"
    linked: OrderId | UnsetType = UNSET
    display: Decimal | UnsetType = UNSET
    offset: DecimalSigned | UnsetType = UNSET
    slices: Annotated[int, Meta(ge=0, le=2_880)] = 0


class Terms(Wire, frozen=True, kw_only=True):
    """Terms of an order that rests. shown: what is in the book now; worst_price: as signed, whatever its price is now."""

    display: Decimal | None
    shown: Decimal
    source: PriceSourceName | None
    offset: DecimalSigned | None
    worst_price: Decimal


class Waits(Wire, frozen=True, kw_only=True):
    """What an order waits for. starts_at: where it starts as things stand; null while it looks at no price. Of a
    TWAP: its slices, how many of their moments have come, and when the next one does.
    """

    trigger: Decimal | None
    source: PriceSourceName
    distance: Decimal | None
    distance_ppm: Whole
    activation: Decimal | None
    link: LinkName
    linked: OrderId | None
    armed: Decimal
    starts_at: Decimal | None
    slices: Annotated[int, Meta(ge=0, le=2_880)]
    sliced: Annotated[int, Meta(ge=0, le=2_880)]
    next_ms: TimeMs | None


class Fill(Wire, frozen=True, kw_only=True):
    """One match of the order that was just placed; it was the taker."""

    price: Decimal
    size: Decimal
    fee: DecimalSigned
    realized: DecimalSigned


class OrderResult(Wire, frozen=True, kw_only=True):
    """What became of an order at once; `duplicate` says that it is the first result of an earlier same order."""

    order_id: OrderId
    client_order_id: U64Text
    status: OrderStatusName
    filled: Decimal
    left: Decimal
    average_price: Decimal | None
    fills: Annotated[tuple[Fill, ...], Meta(max_length=10_000)]
    cancel_reason: CancelReasonName | None
    duplicate: bool
    seq: Seq


class ShrinkRequest(Wire, frozen=True, kw_only=True):
    """Lowers what is left of an open order; its place in the queue is kept."""

    left: Decimal


class CancelResult(Wire, frozen=True, kw_only=True):
    """An order that was given up."""

    order_id: OrderId
    client_order_id: U64Text
    left: Decimal
    filled: Decimal
    reason: CancelReasonName


class ShrinkResult(Wire, frozen=True, kw_only=True):
    """An order that was made smaller."""

    order_id: OrderId
    client_order_id: U64Text
    left: Decimal
    filled: Decimal


class CancelAnswer(CancelResult, frozen=True, kw_only=True):
    """Answer to a cancel."""

    seq: Seq


class ShrinkAnswer(ShrinkResult, frozen=True, kw_only=True):
    """Answer to a shrink."""

    seq: Seq


class PreviewRequest(Wire, frozen=True, kw_only=True):
    """An order without signature: what would it do now?"""

    account: AccountNumber
    market: Symbol
    side: SideName
    type: OrderTypeName = "limit"
    price: Decimal
    size: Decimal
    time_in_force: TimeInForceName | UnsetType = UNSET
    post_only: bool = False
    reduce_only: bool = False


class PreviewAnswer(Wire, frozen=True, kw_only=True):
    """What the order would do: `refusal` names the rule that would refuse it."""

    refusal: CodeText | None
    filled: Decimal
    resting: Decimal
    average_price: Decimal | None
    fee: DecimalSigned
    equity: DecimalSigned
    equity_open: DecimalSigned
    initial_margin: Decimal
    maintenance_margin: Decimal
    position: DecimalSigned
    liquidation_price: Decimal | None
    seq: Seq


class Order(Wire, frozen=True, kw_only=True):
    """An order as the exchange knows it now."""

    order_id: OrderId
    account: AccountNumber
    client_order_id: U64Text
    market: Symbol
    side: SideName
    type: AnyOrderTypeName
    time_in_force: TimeInForceName
    post_only: bool
    reduce_only: bool
    status: OrderStatusName
    reason: CodeText | None
    price: Decimal
    size: Decimal
    filled: Decimal
    left: Decimal
    expiry_slot: Whole
    seq: Seq
    accepted_ms: TimeMs
    waits: Waits | None = None
    terms: Terms | None = None


class OrderPage(Wire, frozen=True, kw_only=True):
    """Orders, and the cursor of the next page of history; open orders come whole."""

    orders: Annotated[tuple[Order, ...], Meta(max_length=OPEN_ORDERS_MAX)]
    next_cursor: Cursor | None
    seq: Seq


class OrdersQuery(Wire, frozen=True, kw_only=True):
    """Which orders: open ones from the exchange itself, history from the records."""

    account: AccountNumber
    status: Literal["open", "history"] = "open"
    market: Symbol | UnsetType = UNSET
    limit: PageLimit = 100
    before: Cursor | UnsetType = UNSET


class OrderQueryString(Wire, frozen=True, kw_only=True):
    """The account that an order belongs to."""

    account: AccountNumber


class OrderPath(Wire, frozen=True, kw_only=True):
    """Names an order in an address."""

    order_id: OrderReference


class OrderIdPath(Wire, frozen=True, kw_only=True):
    """Names an order by its id in an address."""

    order_id: OrderId
