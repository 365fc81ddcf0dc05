"""Bounded types of single fields, shared by all bodies and parameters.

Invariant: what passes here fits the field of the command record behind it, or the grid refuses it by name.
Decimals are strings; whole numbers that may pass 2^53 are strings as well; times are whole milliseconds.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from quantdesk.gateway.base58 import KEY_PATTERN, SIGNATURE_PATTERN
from quantdesk.gateway.patterns import whole

SAFE_INTEGER_MAX: Final = 9_007_199_254_740_991
U64_MAX: Final = 18_446_744_073_709_551_615
DECIMAL_PATTERN: Final = whole(r"(0|[1-9][0-9]{0,15})(\.[0-9]{1,12})?")
DECIMAL_SIGNED_PATTERN: Final = whole(r"-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,12})?")
U64_PATTERN: Final = whole("(0|[1-9][0-9]{0,19})")
CURSOR_PATTERN: Final = whole(r"[0-9]{1,20}(\.[0-9]{1,10}(\.[a-z]{5})?)?")
ORDER_REFERENCE_PATTERN: Final = whole("([0-9a-f]{32}|client:(0|[1-9][0-9]{0,19}))")
SYMBOL_PATTERN: Final = whole("[A-Z0-9]{1,10}-[A-Z]{1,5}")
ITEMS_MAX: Final = 50
PAGE_MAX: Final = 500
DEPTH_MAX: Final = 1_000
OPEN_ORDERS_MAX: Final = 1_100
"""1,000 that rest and 100 that wait for a price."""
ROWS_MAX: Final = 1_024


class Wire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A closed body: fields by name, none beyond those declared."""


Decimal = Annotated[str, Meta(pattern=DECIMAL_PATTERN, max_length=30, description="Decimal, never negative.")]
DecimalSigned = Annotated[str, Meta(pattern=DECIMAL_SIGNED_PATTERN, max_length=33, description="Decimal.")]
U64Text = Annotated[str, Meta(pattern=U64_PATTERN, max_length=20, description="Whole number below 2^64, as text.")]
Whole = Annotated[int, Meta(ge=0, le=SAFE_INTEGER_MAX)]
AccountNumber = Annotated[int, Meta(ge=1, le=SAFE_INTEGER_MAX, description="Number of a margin account.")]
TimeMs = Annotated[int, Meta(ge=0, le=SAFE_INTEGER_MAX, description="Milliseconds since 1970 UTC.")]
Seq = Annotated[int, Meta(ge=0, le=SAFE_INTEGER_MAX, description="Number of the command in the journal.")]
Symbol = Annotated[str, Meta(pattern=SYMBOL_PATTERN, max_length=16, description="Market, such as BTC-PERP.")]
PublicKey = Annotated[str, Meta(pattern=KEY_PATTERN, max_length=44, description="Ed25519 public key, base58.")]
Signature = Annotated[str, Meta(pattern=SIGNATURE_PATTERN, max_length=88, description="Ed25519 signature, base58.")]
OrderId = Annotated[
    str,
    Meta(pattern=whole("[0-9a-f]{32}"), max_length=32, description="First 16 bytes of SHA-256 of the signed message."),
]
OrderReference = Annotated[
    str,
    Meta(
        pattern=ORDER_REFERENCE_PATTERN,
        max_length=32,
        description="An order id, or client:NUMBER for a client order id.",
    ),
]
Cursor = Annotated[
    str, Meta(pattern=CURSOR_PATTERN, max_length=40, description="Where the next page begins; of next_cursor.")
]
PageLimit = Annotated[int, Meta(ge=1, le=PAGE_MAX, description="Most rows of the page.")]
Uuid = Annotated[str, Meta(pattern=whole("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), max_length=36)]
Label = Annotated[str, Meta(pattern=whole("[ -~]{1,64}"), max_length=64)]

SideName = Literal["buy", "sell"]
WaitingTypeName = Literal[
    "stop_market", "stop_limit", "take_profit_market", "take_profit_limit", "trailing_stop", "iceberg", "pegged", "twap"
]
OrderTypeName = Literal["limit", "market", "slide"]
AnyOrderTypeName = Literal[
    "limit",
    "market",
    "slide",
    "stop_market",
    "stop_limit",
    "take_profit_market",
    "take_profit_limit",
    "trailing_stop",
    "iceberg",
    "pegged",
    "twap",
]
PriceSourceName = Literal["mark", "index", "last"]
LinkName = Literal["none", "oco", "child"]
TimeInForceName = Literal["gtc", "ioc", "fok", "gtd"]
SelfTradeName = Literal["cancel_maker", "cancel_taker", "cancel_both", "decrement"]
OrderStatusName = Literal["resting", "filled", "cancelled", "refused", "waiting"]
CancelReasonName = Literal[
    "user",
    "replaced",
    "expired",
    "unfilled",
    "self_trade",
    "reduce_only",
    "margin",
    "band",
    "open_interest",
    "position_limit",
    "fee_cap",
    "delegate",
    "overflow",
    "floor",
    "liquidation",
    "deficit",
    "dead_man",
    "disconnected",
    "linked",
    "refused",
    "restricted",
    "entries",
    "delegate_day",
    "delegate_price",
]
ScopeName = Literal["read", "trade"]
TierName = Literal["user", "maker"]
