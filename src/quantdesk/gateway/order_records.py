"""Bodies of order entry as command records.

Invariant: the 64-byte message that the signature is checked over is made of the very fields that are shown and answered;
no signed field is taken from anywhere else. Source: SIG-1, BOOK-7.
"""

from functools import partial
from typing import Final

from msgspec import UnsetType

from quantdesk.gateway.base58 import key_decode, signature_decode
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.problems import Refusal, rejected
from quantdesk.gateway.wire.orders import OrderRequest, PreviewRequest, WaitingRequest
from quantdesk.model.errors import Invalid
from quantdesk.model.ids import U64_MAX
from quantdesk.model.message import OrderMessage
from quantdesk.model.money import fee_max_of, signed_of
from quantdesk.model.records_gen import (
    CancelMany,
    CancelOrder,
    Link,
    OrderKind,
    PlaceAlgo,
    PlaceOrder,
    PreviewQuery,
    PriceSource,
    ReplaceOrder,
    SelfTrade,
    ShrinkOrder,
    Side,
    TimeInForce,
)

NO_ORDER_ID: Final = bytes(16)
MARKET_EVERY: Final = 65_535
SIDE_BOTH: Final = 2
GROUP_EVERY: Final = 4
FEES_REMEMBERED_MAX: Final = 1_024

SIDES: Final = {side.label: side for side in Side}
TYPES: Final = {kind.label: kind for kind in OrderKind}
SOURCES: Final = {source.label: source for source in PriceSource}
LINKS: Final = {link.label: link for link in Link}
STOPS: Final = frozenset(("stop_market", "stop_limit"))
VALIDITIES: Final = {validity.label: validity for validity in TimeInForce}
SELF_TRADES: Final = {mode.label: mode for mode in SelfTrade}
TAKING: Final = frozenset(("market", "stop_market", "take_profit_market", "trailing_stop", "twap"))

_PLACE: Final = PlaceOrder.LAYOUT
_REPLACE: Final = ReplaceOrder.LAYOUT


def validity_of(type_name: str, validity: str | UnsetType) -> TimeInForce:
    """Returns the TimeInForce number; not said: ioc for one that takes and never rests, gtc for any other."""
    if isinstance(validity, UnsetType):
        return TimeInForce.IOC if type_name in TAKING else TimeInForce.GTC
    return VALIDITIES[validity]


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
    trigger = listing.ticks(order.trigger, "trigger") if isinstance(order, WaitingRequest) and order.trigger else 0
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
        group=order.group,
        trigger=trigger,
        trigger_falls=bool(trigger) and (order.side == "sell") == (order.type in STOPS),
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


def waiting_record(order: WaitingRequest, listing: Listing, domain: bytes) -> bytes:
    """Returns a PlaceAlgo; its order id is filled in where the signature is checked."""
    signature, signer = _keys(order)
    message = message_of(order, listing, domain)
    return PlaceAlgo(
        order_id=NO_ORDER_ID,
        message=message,
        signature=signature,
        signer=signer,
        kind=TYPES[order.type],
        source=SOURCES[order.source],
        distance=0 if isinstance(order.distance, UnsetType) else listing.ticks(order.distance, "distance"),
        distance_ppm=order.distance_ppm,
        activation=0 if isinstance(order.activation, UnsetType) else listing.ticks(order.activation, "activation"),
        link=LINKS[order.link],
        linked=NO_ORDER_ID if isinstance(order.linked, UnsetType) else bytes.fromhex(order.linked),
        display=0 if isinstance(order.display, UnsetType) else listing.lots(order.display, "display"),
        offset=0
        if isinstance(order.offset, UnsetType)
        else signed_of(order.offset, partial(listing.ticks, field="offset")),
        slices=order.slices,
    ).encode()


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


def cancel_many_record(
    account: int, market: int | None, side: str | UnsetType, group: int | UnsetType, *, disconnected: bool = False
) -> bytes:
    """Returns a CancelMany; what is not named stands for all. disconnected: the socket that asked for it is gone."""
    return CancelMany(
        account=account,
        market=MARKET_EVERY if market is None else market,
        side=SIDE_BOTH if isinstance(side, UnsetType) else SIDES[side],
        group=GROUP_EVERY if isinstance(group, UnsetType) else group,
        disconnected=int(disconnected),
    ).encode()


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
