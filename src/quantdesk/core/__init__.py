"""Typed face of the compiled crate: the exchange as one function of bytes, and the mathematics of signatures.

Invariant: nothing is computed here. Functions that take longer than a conversion run without the interpreter lock.
"""

from quantdesk.core._native import (
    BatchError,
    Exchange,
    batch_head,
    candles_fold,
    candles_join,
    fee_rate_of,
    fill_settle,
    funding_rate,
    held_paid,
    ladder,
    mark_moved,
    message_encode,
    message_recode,
    order_id,
    orders_prepare,
    public_key,
    records_check,
    schema_hash,
    sign,
    signatures_verify,
    touch_settle,
    transfer_encode,
)

__all__ = [
    "BatchError",
    "Exchange",
    "batch_head",
    "candles_fold",
    "candles_join",
    "fee_rate_of",
    "fill_settle",
    "funding_rate",
    "held_paid",
    "ladder",
    "mark_moved",
    "message_encode",
    "message_recode",
    "order_id",
    "orders_prepare",
    "public_key",
    "records_check",
    "schema_hash",
    "sign",
    "signatures_verify",
    "touch_settle",
    "transfer_encode",
]
