"""Bodies of order entry, open orders and order history."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from quantdesk.gateway.patterns import whole
from quantdesk.gateway.problems import CodeText, ProblemText
from quantdesk.gateway.wire.fields import (
    ITEMS_MAX,
    OPEN_ORDERS_MAX,
    SAFE_INTEGER_MAX,
    AccountNumber,
    CancelReasonName,
    Cursor,
    Decimal,
    DecimalSigned,
    OrderId,
    OrderReference,
    OrderStatusName,
    OrderTypeName,
    PageLimit,
    PublicKey,
    SelfTradeName,
    Seq,
    SideName,
    Signature,
    Symbol,
    TimeInForceName,
    TimeMs,
    U64Text,
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
    client_order_id: U64Text
    nonce: Nonce
    expiry_slot: ExpirySlot
    max_fee: MaxFee
    signer: PublicKey
    signature: Signature


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


class CancelRequest(Wire, frozen=True, kw_only=True):
    """Gives up one open order."""

    order: OrderReference


class ShrinkRequest(Wire, frozen=True, kw_only=True):
    """Lowers what is left of an open order; its place in the queue is kept."""

    left: Decimal


class ShrinkItem(Wire, frozen=True, kw_only=True):
    """A shrink within a batch."""

    order: OrderReference
    market: Symbol
    left: Decimal


class ReplaceItem(Wire, frozen=True, kw_only=True):
    """A replacement within a batch: the open order that gives way, and the newly signed one."""

    order_id: OrderId
    with_order: OrderRequest


class BatchItem(Wire, frozen=True, kw_only=True):
    """One item of a batch: exactly one of the four."""

    place: OrderRequest | UnsetType = UNSET
    cancel: CancelRequest | UnsetType = UNSET
    replace: ReplaceItem | UnsetType = UNSET
    shrink: ShrinkItem | UnsetType = UNSET


class BatchRequest(Wire, frozen=True, kw_only=True):
    """Up to 50 items of one account in one command, each atomic by itself."""

    account: AccountNumber
    items: Annotated[tuple[BatchItem, ...], Meta(min_length=1, max_length=ITEMS_MAX)]


class ItemProblem(Wire, frozen=True, kw_only=True):
    """Why an item was refused."""

    code: CodeText
    detail: ProblemText
    field: Annotated[str, Meta(max_length=128)] | None = None
    expected: ProblemText | None = None
    found: ProblemText | None = None


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


class BatchResult(Wire, frozen=True, kw_only=True):
    """What became of one item: one of the results, or a problem."""

    item: Annotated[int, Meta(ge=0, le=ITEMS_MAX)]
    placed: OrderResult | None = None
    cancelled: CancelResult | None = None
    shrunk: ShrinkResult | None = None
    problem: ItemProblem | None = None


class BatchAnswer(Wire, frozen=True, kw_only=True):
    """Results in the order of the items."""

    results: Annotated[tuple[BatchResult, ...], Meta(max_length=ITEMS_MAX)]
    seq: Seq


class CancelAllAnswer(Wire, frozen=True, kw_only=True):
    """What a cancel-all gave up."""

    cancelled: Annotated[int, Meta(ge=0, le=OPEN_ORDERS_MAX)]
    seq: Seq


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
    type: OrderTypeName
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


class CancelAllQuery(Wire, frozen=True, kw_only=True):
    """Whose open orders to give up: all, or those of one market or side."""

    account: AccountNumber
    market: Symbol | UnsetType = UNSET
    side: SideName | UnsetType = UNSET


class OrderPath(Wire, frozen=True, kw_only=True):
    """Names an order in an address."""

    order_id: OrderReference


class OrderIdPath(Wire, frozen=True, kw_only=True):
    """Names an order by its id in an address."""

    order_id: OrderId
