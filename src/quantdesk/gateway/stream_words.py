"""Order entry of the sockets in JSON: the same fields, records and answers as over HTTP.

Invariant: an op becomes the records that the HTTP body of the same fields would become, and is answered with the same result
or the same code; only the envelope (op, id) differs.
"""

from collections.abc import Callable
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from quantdesk.gateway.listings import Listing
from quantdesk.gateway.order_records import (
    cancel_many_record,
    cancel_record,
    place_record,
    replace_record,
    shrink_record,
    waiting_record,
)
from quantdesk.gateway.order_results import (
    cancel_result,
    cancelled_count,
    item_result,
    order_result,
    shrink_result,
)
from quantdesk.gateway.problems import Refusal, engine_unavailable, invalid, not_found
from quantdesk.gateway.refusals import refusal_of
from quantdesk.gateway.stream_frames import TEXT, frame
from quantdesk.gateway.stream_ops import MessageId
from quantdesk.gateway.stream_socket import Connection, Error
from quantdesk.gateway.wire.batches import BatchAnswer, BatchItem
from quantdesk.gateway.wire.fields import (
    ITEMS_MAX,
    AccountNumber,
    Decimal,
    OrderId,
    OrderReference,
    SideName,
    Symbol,
)
from quantdesk.gateway.wire.order_cancels import CancelAllAnswer
from quantdesk.gateway.wire.orders import Group, OrderRequest, WaitingRequest
from quantdesk.model.command import batch_encode
from quantdesk.model.records_gen import Event, OrderCancelled, OrderShrunk, Refused, events_decode

_json = msgspec.json.Encoder().encode
Answer = Callable[[list[Event]], msgspec.Struct]


class Place(OrderRequest, frozen=True, kw_only=True, tag_field="op", tag="place"):
    """A signed order."""

    id: MessageId


class PlaceWaiting(WaitingRequest, frozen=True, kw_only=True, tag_field="op", tag="place_waiting"):
    """A signed order that waits for a price."""

    id: MessageId


class Cancel(msgspec.Struct, frozen=True, kw_only=True, tag_field="op", tag="cancel", forbid_unknown_fields=True):
    """Gives up an open order."""

    id: MessageId
    account: AccountNumber
    order: OrderReference


class Shrink(msgspec.Struct, frozen=True, kw_only=True, tag_field="op", tag="shrink", forbid_unknown_fields=True):
    """Lowers what is left of an open order."""

    id: MessageId
    account: AccountNumber
    order: OrderReference
    market: Symbol
    left: Decimal


class Replace(msgspec.Struct, frozen=True, kw_only=True, tag_field="op", tag="replace", forbid_unknown_fields=True):
    """Gives up an open order for a newly signed one."""

    id: MessageId
    order_id: OrderId
    with_order: OrderRequest


class CancelAllOp(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="op", tag="cancel_all", forbid_unknown_fields=True
):
    """Gives up all open orders of an account, or those of one market, side or group."""

    id: MessageId
    account: AccountNumber
    market: Symbol | UnsetType = UNSET
    side: SideName | UnsetType = UNSET
    group: Group | UnsetType = UNSET


class BatchOp(msgspec.Struct, frozen=True, kw_only=True, tag_field="op", tag="batch", forbid_unknown_fields=True):
    """Up to 50 items of one account in one command; whole: all of them or none."""

    id: MessageId
    account: AccountNumber
    items: Annotated[tuple[BatchItem, ...], Meta(min_length=1, max_length=ITEMS_MAX)]
    whole: bool = False


EntryOp = Place | PlaceWaiting | Cancel | Shrink | Replace | CancelAllOp | BatchOp


class Ask:
    """A message that waits for its events."""

    __slots__ = ("_answer", "_connection", "_number")

    def __init__(self, connection: Connection, number: int, answer: Answer) -> None:
        self._connection = connection
        self._number = number
        self._answer = answer

    def answered(self, tag: bytes, events: bytes) -> None:  # noqa: ARG002 - one connection may ask in two ways
        """stream_entry.Asker: sends the result, or the refusal of the core."""
        self._connection.waiting -= 1
        try:
            body = _json(self._answer(events_decode(events)))
        except Refusal as refusal:
            self._connection.error(error_of(refusal, self._number), counts=False)
            return
        self._connection.send(frame(TEXT, b'{"op":"result","id":%d,' % self._number + body[1:]))

    def failed(self, tag: bytes, code: str, detail: str) -> None:  # noqa: ARG002 - as above
        """stream_entry.Asker: no answer will come."""
        self._connection.waiting -= 1
        self._connection.error(Error(code, detail, self._number), counts=False)


class Words:
    """Reads ops of order entry."""

    def __init__(self, listings: dict[int, Listing], domain: bytes) -> None:
        """listings: by number, shared and growing; domain: first 8 bytes of every message on this network."""
        self._listings = listings
        self._domain = domain

    def read(self, connection: Connection, op: EntryOp) -> tuple[bytes, Ask]:
        """The command records of an op (order ids still zero) and who gets their events. Errors: Refusal."""
        records, answer = self._read(op)
        return records, Ask(connection, op.id, answer)

    def _read(self, op: EntryOp) -> tuple[bytes, Answer]:
        if isinstance(op, PlaceWaiting):
            listing = self._listing(op.market)
            return waiting_record(op, listing, self._domain), lambda events: order_result(events, listing)
        if isinstance(op, Place):
            listing = self._listing(op.market)
            return place_record(op, listing, self._domain), lambda events: order_result(events, listing)
        if isinstance(op, Replace):
            listing = self._listing(op.with_order.market)
            old = bytes.fromhex(op.order_id)
            records = replace_record(old, op.with_order, listing, self._domain)
            return records, lambda events: order_result(events, listing)
        if isinstance(op, Cancel):
            return cancel_record(op.account, op.order), self._cancelled
        if isinstance(op, Shrink):
            lots = self._listing(op.market).lots(op.left, "left")
            return shrink_record(op.account, op.order, lots), self._shrunk
        if isinstance(op, CancelAllOp):
            market = None if isinstance(op.market, UnsetType) else self._listing(op.market).market
            return cancel_many_record(op.account, market, op.side, op.group), cancelled_all
        return self._batch(op)

    def _batch(self, op: BatchOp) -> tuple[bytes, Answer]:
        items: list[bytes] = []
        named: list[Listing | None] = []
        for item in op.items:
            record, listing = self._item(op.account, item)
            items.append(record)
            named.append(listing)
        return batch_encode(op.account, items, whole=op.whole), lambda events: self._batch_answer(events, named)

    def _item(self, account: int, item: BatchItem) -> tuple[bytes, Listing | None]:
        given = [
            part
            for part in (item.place, item.cancel, item.replace, item.shrink, item.wait)
            if not isinstance(part, UnsetType)
        ]
        if len(given) != 1:
            raise invalid(
                "field_invalid",
                "An item is exactly one of place, cancel, replace, shrink, wait.",
                "items",
                "one",
                str(len(given)),
            )
        if not isinstance(item.place, UnsetType):
            listing = self._listing(item.place.market)
            return place_record(item.place, listing, self._domain), listing
        if not isinstance(item.wait, UnsetType):
            listing = self._listing(item.wait.market)
            return waiting_record(item.wait, listing, self._domain), listing
        if not isinstance(item.replace, UnsetType):
            order = item.replace.with_order
            listing = self._listing(order.market)
            return replace_record(bytes.fromhex(item.replace.order_id), order, listing, self._domain), listing
        if not isinstance(item.shrink, UnsetType):
            listing = self._listing(item.shrink.market)
            return shrink_record(account, item.shrink.order, listing.lots(item.shrink.left, "left")), listing
        if isinstance(item.cancel, UnsetType):
            raise AssertionError("one part of the item is given")  # noqa: TRY004 - a broken invariant, not a type
        return cancel_record(account, item.cancel.order), None

    def _batch_answer(self, events: list[Event], named: list[Listing | None]) -> BatchAnswer:
        if events and isinstance(events[0], Refused) and len(events) == 1 and len(named) > 1:
            raise refusal_of(events[0], None)
        by_item: list[list[Event]] = [[] for _ in named]
        for event in events:
            by_item[event.item].append(event)
        results = [item_result(place, own, self._listings, named[place]) for place, own in enumerate(by_item)]
        return BatchAnswer(results=tuple(results), seq=events[0].seq if events else 0)

    def _cancelled(self, events: list[Event]) -> msgspec.Struct:
        for event in events:
            if isinstance(event, OrderCancelled):
                return cancel_result(event, self._listings[event.market])
            if isinstance(event, Refused):
                raise refusal_of(event, None)
        raise engine_unavailable()

    def _shrunk(self, events: list[Event]) -> msgspec.Struct:
        for event in events:
            if isinstance(event, OrderShrunk):
                return shrink_result(event, self._listings[event.market])
            if isinstance(event, Refused):
                raise refusal_of(event, None)
        raise engine_unavailable()

    def _listing(self, symbol: str) -> Listing:
        for listing in self._listings.values():
            if listing.symbol == symbol:
                return listing
        raise not_found("market_unknown", "There is no market of this symbol.", "market", symbol)


def cancelled_all(events: list[Event]) -> CancelAllAnswer:
    """The answer to a cancel-all."""
    count, seq = cancelled_count(events)
    return CancelAllAnswer(cancelled=count, seq=seq)


def error_of(refusal: Refusal, number: int) -> Error:
    """A refusal as the error of the message `number`."""
    return Error(refusal.code, refusal.detail, number, refusal.field, refusal.expected, refusal.found)
