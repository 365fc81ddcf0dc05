"""Bodies of order entry as command records.

Invariant: the 64-byte message that the signature is checked over is made of the very fields that are shown and answered;
no signed field is taken from anywhere else. Source: SIG-1, BOOK-7.
"""

from typing import Final

from msgspec import UnsetType

from quantdesk.gateway.base58 import key_decode, signature_decode
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.problems import Refusal, rejected
from quantdesk.gateway.wire.orders import OrderRequest, PreviewRequest
from quantdesk.model.errors import Invalid
from quantdesk.model.ids import U64_MAX
from quantdesk.model.message import OrderMessage
from quantdesk.model.money import fee_max_of
from quantdesk.model.records_gen import (
    CancelOrder,
    OrderKind,
    PlaceOrder,
    PreviewQuery,
    ReplaceOrder,
    SelfTrade,
    ShrinkOrder,
    Side,
    TimeInForce,
)

NO_ORDER_ID: Final = bytes(16)
FEES_REMEMBERED_MAX: Final = 1_024

SIDES: Final = {side.label: side for side in Side}
TYPES: Final = {kind.label: kind for kind in OrderKind}
VALIDITIES: Final = {validity.label: validity for validity in TimeInForce}
SELF_TRADES: Final = {mode.label: mode for mode in SelfTrade}
DEFAULT_VALIDITIES: Final = {"limit": TimeInForce.GTC, "market": TimeInForce.IOC}

_PLACE: Final = PlaceOrder.LAYOUT
_REPLACE: Final = ReplaceOrder.LAYOUT


def validity_of(type_name: str, validity: str | UnsetType) -> TimeInForce:
    """Returns the TimeInForce number; not said: gtc for a limit order, ioc for a market order."""
    return DEFAULT_VALIDITIES[type_name] if isinstance(validity, UnsetType) else VALIDITIES[validity]


def u64(text: str, field: str) -> int:
    """Returns a whole number below 2^64 from its text; raises Refusal (422)."""
    value = int(text)
    if value > U64_MAX:
        raise rejected("out_of_range", "A number is above 2^64.", field, f"at most {U64_MAX}", text)
    return value


_FEES: Final[dict[str, int]] = {}


def fee_steps(text: str) -> int:
    """Returns a fee cap in steps of 10 ppm of notional; remembered. Raises Refusal (422)."""
    steps = _FEES.get(text)
    if steps is None:
        try:
            steps = fee_max_of(text)
        except Invalid as error:
            raise Refusal(422, "out_of_range", "The fee cap cannot be signed.", "max_fee", error.detail, text) from None
        if len(_FEES) >= FEES_REMEMBERED_MAX:
            _FEES.clear()
        _FEES[text] = steps
    return steps


def fee_known(text: str) -> bool:
    """Whether the text of a fee cap was read before."""
    return text in _FEES


def message_of(order: OrderRequest, listing: Listing, domain: bytes) -> bytes:
    """Returns the 64-byte message that the fields make; raises Refusal for a value that it cannot carry."""
    return OrderMessage(
        domain=domain,
        account=order.account,
        nonce=order.nonce,
        expiry_slot=order.expiry_slot,
        client_order_id=u64(order.client_order_id, "client_order_id"),
        price=listing.ticks(order.price),
        size=listing.lots(order.size),
        market=listing.market,
        side=SIDES[order.side],
        time_in_force=validity_of(order.type, order.time_in_force),
        self_trade=SELF_TRADES[order.self_trade],
        reduce_only=order.reduce_only,
        post_only=order.post_only,
        fee_max=fee_steps(order.max_fee),
    ).encode()


def _keys(order: OrderRequest) -> tuple[bytes, bytes]:
    """Returns signature and signer; raises Refusal (422) for text that is not as many bytes."""
    try:
        signature = signature_decode(order.signature)
    except ValueError as error:
        raise rejected("base58_length", "The text is not base58 of a signature.", "signature", str(error)) from None
    try:
        return signature, key_decode(order.signer)
    except ValueError as error:
        raise rejected("base58_length", "The text is not base58 of a key.", "signer", str(error)) from None


def place_record(order: OrderRequest, listing: Listing, domain: bytes) -> bytes:
    """Returns a PlaceOrder; its order id is filled in where the signature is checked."""
    signature, signer = _keys(order)
    message = message_of(order, listing, domain)
    return _PLACE.pack(PlaceOrder.KIND, 0, PlaceOrder.SIZE, NO_ORDER_ID, message, signature, signer, TYPES[order.type])


def replace_record(old: bytes, order: OrderRequest, listing: Listing, domain: bytes) -> bytes:
    """Returns a ReplaceOrder of the open order `old` (16 bytes)."""
    signature, signer = _keys(order)
    message = message_of(order, listing, domain)
    return _REPLACE.pack(
        ReplaceOrder.KIND, 0, ReplaceOrder.SIZE, old, NO_ORDER_ID, message, signature, signer, TYPES[order.type]
    )


def reference_ids(reference: str) -> tuple[bytes, int]:
    """Returns (order id, client order id) of an OrderReference; the one that it does not name is zero. Raises Refusal (422)."""
    if reference.startswith("client:"):
        return NO_ORDER_ID, u64(reference[len("client:") :], "order_id")
    return bytes.fromhex(reference), 0


def cancel_record(account: int, reference: str) -> bytes:
    """Returns a CancelOrder."""
    order_id, client_order_id = reference_ids(reference)
    return CancelOrder(account=account, order_id=order_id, client_order_id=client_order_id).encode()


def shrink_record(account: int, reference: str, left_lots: int) -> bytes:
    """Returns a ShrinkOrder to the size left, in lots."""
    order_id, client_order_id = reference_ids(reference)
    return ShrinkOrder(account=account, order_id=order_id, client_order_id=client_order_id, left=left_lots).encode()


def preview_query(order: PreviewRequest, listing: Listing) -> bytes:
    """Returns a PreviewQuery."""
    return PreviewQuery(
        account=order.account,
        market=listing.market,
        side=SIDES[order.side],
        kind=TYPES[order.type],
        time_in_force=validity_of(order.type, order.time_in_force),
        post_only=int(order.post_only),
        reduce_only=int(order.reduce_only),
        price=listing.ticks(order.price),
        size=listing.lots(order.size),
    ).encode()
