"""Command records as they come from a socket: what they are, for whom they act, what is refused before the engine sees it.

Invariant: after records_walk every record has the size of its kind, its kind may come from a socket, and every account that
it names is one the caller may act for: the engine refuses no frame of such records, so nobody can spoil the frame that his
commands share with others. What the fields mean is the core's to judge.
"""

import struct
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from quantdesk.core import order_id
from quantdesk.model.command import BATCH_ITEMS_MAX
from quantdesk.model.records_gen import (
    Batch,
    CancelAll,
    CancelMany,
    CancelOrder,
    LevelChanged,
    MarketChanged,
    PlaceAlgo,
    PlaceOrder,
    Reason,
    Refused,
    ReplaceOrder,
    SetDeadMan,
    ShrinkOrder,
    Transfer,
)

SEQ_AT: Final = 8
"""Offset of seq in an event."""
TAIL_KINDS: Final = frozenset((MarketChanged.KIND, LevelChanged.KIND))
"""Events of a batch that belong to no command."""

SIZES: Final = {
    kind.KIND: kind.SIZE
    for kind in (
        Transfer,
        PlaceOrder,
        PlaceAlgo,
        CancelOrder,
        CancelAll,
        CancelMany,
        SetDeadMan,
        ShrinkOrder,
        ReplaceOrder,
        Batch,
    )
}
ACCOUNT_AT: Final = {
    Transfer.KIND: 28,
    PlaceOrder.KIND: 28,
    PlaceAlgo.KIND: 28,
    CancelOrder.KIND: 4,
    CancelAll.KIND: 4,
    CancelMany.KIND: 4,
    SetDeadMan.KIND: 4,
    ShrinkOrder.KIND: 4,
    ReplaceOrder.KIND: 44,
    Batch.KIND: 4,
}
"""Offset of the account: of signed records inside their message (header 4, ids, then 8 into the message)."""
MESSAGE_AT: Final = {Transfer.KIND: 20, PlaceOrder.KIND: 20, PlaceAlgo.KIND: 20, ReplaceOrder.KIND: 36}
"""Offset of the 64-byte message of records that carry a signature."""
MESSAGE_BYTES: Final = 64
TRANSFER_TO_AT: Final = 52
BATCH_COUNT_AT: Final = 12
NOT_INSIDE: Final = frozenset((Batch.KIND, Transfer.KIND, SetDeadMan.KIND))
RECORDS_MAX: Final = 256
"""Records of one message, those inside batches included."""

_u64 = struct.Struct("<Q").unpack_from
_u16 = struct.Struct("<H").unpack_from


class RecordsInvalid(Exception):
    """A message that never becomes a command; code and text are for the caller."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Walk(NamedTuple):
    """What a message holds. commands: with an answer of their own; orders and cancels: what its limits count."""

    commands: int
    signed: int
    orders: int
    cancels: int


ONE_ORDER: Final = Walk(1, 1, 1, 0)
ONE_CANCEL: Final = Walk(1, 0, 0, 1)


def records_walk(data: bytes, start: int, accounts: AbstractSet[int]) -> Walk:
    """Checks all records of data from start on; accounts: those that the caller may act for. Errors: RecordsInvalid."""
    kind = data[start] if start < len(data) else 0
    if len(data) - start == SIZES.get(kind) and kind != Batch.KIND:
        _record_check(data, start, kind, accounts)
        return ONE_ORDER if kind in MESSAGE_AT else ONE_CANCEL
    return _walk_all(data, start, accounts)


def _walk_all(data: bytes, at: int, accounts: AbstractSet[int]) -> Walk:
    commands = signed = orders = cancels = inside = records = 0
    end = len(data)
    if at == end:
        raise RecordsInvalid("record_malformed", "expected at least one command record, found none")
    while at < end:
        kind = data[at]
        size = SIZES.get(kind, 0)
        if not size or at + size > end:
            raise RecordsInvalid(
                "record_malformed",
                f"expected a whole command record at byte {at}, found kind {kind}, {end - at} bytes left",
            )
        records += 1
        if records > RECORDS_MAX:
            raise RecordsInvalid("batch_too_large", f"expected at most {RECORDS_MAX} records in a message, found more")
        _record_check(data, at, kind, accounts)
        if inside and kind in NOT_INSIDE:
            raise RecordsInvalid("record_malformed", "expected kinds 14 to 18, 41 and 42 inside a batch")
        commands += not inside
        inside -= bool(inside)
        if kind == Batch.KIND:
            inside = _items_count(data[at + BATCH_COUNT_AT])
        elif kind in MESSAGE_AT:
            signed += 1
            orders += 1
        else:
            cancels += 1
        at += size
    if inside:
        raise RecordsInvalid("record_malformed", f"expected {inside} more records in the last batch, found the end")
    return Walk(commands, signed, orders, cancels)


def _items_count(count: int) -> int:
    if not 0 < count <= BATCH_ITEMS_MAX:
        raise RecordsInvalid("batch_too_large", f"expected a batch of 1 to {BATCH_ITEMS_MAX} items, found {count}")
    return count


def _record_check(data: bytes, at: int, kind: int, accounts: AbstractSet[int]) -> None:
    if data[at + 1] or _u16(data, at + 2)[0] != SIZES[kind]:
        raise RecordsInvalid(
            "record_malformed", f"expected a header of kind {kind} and size {SIZES[kind]} at byte {at}"
        )
    account = _u64(data, at + ACCOUNT_AT[kind])[0]
    if account not in accounts:
        raise RecordsInvalid("account_forbidden", f"expected an account of the ticket's owner, found {account}")
    if kind == Transfer.KIND and _u64(data, at + TRANSFER_TO_AT)[0] not in accounts:
        raise RecordsInvalid("account_forbidden", "expected a transfer to an account of the same owner")


def refusals_of(records: bytes, verdicts: bytes) -> bytes:
    """Refused events, seq 0, for the signed records whose verdict is 0: their signature does not verify (SIG-3).

    records: checked by records_walk; verdicts: one byte a signed record, in order. One wrong signature keeps the whole
    message back: the others are not forwarded and have no event.
    """
    events: list[bytes] = []
    at = signed = item = inside = 0
    while at < len(records):
        kind = records[at]
        message_at = MESSAGE_AT.get(kind)
        if message_at is not None:
            if not verdicts[signed]:
                events.append(
                    _refusal(records[at + message_at : at + message_at + MESSAGE_BYTES], kind, item, len(events))
                )
            signed += 1
        item = item + 1 if inside else 0
        inside = records[at + BATCH_COUNT_AT] if kind == Batch.KIND else max(0, inside - 1)
        item = item if inside else 0
        at += SIZES[kind]
    return b"".join(events)


def _refusal(message: bytes, kind: int, item: int, index: int) -> bytes:
    event = Refused(
        item=item,
        index=index,
        seq=0,
        command=kind,
        reason=Reason.SIGNER_UNKNOWN,
        account=_u64(message, 8)[0],
        order_id=order_id(message),
        client_order_id=_u64(message, 32)[0],
        expected=1,
        found=0,
    )
    return event.encode()
