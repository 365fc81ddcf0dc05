"""Reads the body of an order without its text patterns, which cost more than all the rest of the reading.

Invariant: it takes nothing that the declared form refuses. A text is accepted here only if it was accepted there before
(price, size, fee: remembered), names something known (market), or decodes to exactly its bytes (keys); everything else is
left to the declared form, which reads it again and says what is wrong.
"""

from typing import Annotated, Any, Final, cast, get_args, get_origin

import msgspec

from quantdesk.gateway.order_records import fee_known
from quantdesk.gateway.wire.orders import OrderRequest

U64_DIGITS_SAFE: Final = 19


def _plain(annotation: Any) -> Any:
    """Returns a field's type without the bounds of a text; numbers keep theirs, which cost nothing."""
    if get_origin(annotation) is Annotated and get_args(annotation)[0] is str:
        return str
    return annotation


def _form() -> type[msgspec.Struct]:
    fields = []
    for field in msgspec.structs.fields(OrderRequest):
        kind = _plain(OrderRequest.__annotations__[field.name])
        required = field.default is msgspec.NODEFAULT
        fields.append((field.name, kind) if required else (field.name, kind, field.default))
    return msgspec.defstruct("QuickOrder", fields, kw_only=True, frozen=True, forbid_unknown_fields=True)


# Same names and types of fields, so that whatever reads an OrderRequest reads it.
_decode: Final = msgspec.json.Decoder(_form()).decode


def quick_order(body: bytes) -> OrderRequest | None:
    """Returns the order of a body, its price, size and keys not read yet; None when the declared form must judge."""
    try:
        order = cast(OrderRequest, _decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    number = order.client_order_id
    if (
        len(number) > U64_DIGITS_SAFE
        or not (number.isascii() and number.isdigit())
        or (number[0] == "0" and len(number) > 1)
    ):
        return None
    return order if fee_known(order.max_fee) else None
