"""A market-data feed: what another exchange's book and trades looked like, one event after another.

Prices and sizes are whole billionths (e9) of a USD and of a base unit, times are microseconds UTC of the exchange.
Invariant: what cannot be read exactly is refused with FeedInvalid; nothing is rounded here.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

E9: Final = 1_000_000_000
FRACTION_DIGITS_MAX: Final = 9

Level = tuple[int, int]
"""Price e9 and total size e9 at it; a size of 0 takes the level away."""


class FeedInvalid(ValueError):
    """A recorded line is not what the feed's format says."""


class BookSnapshot(msgspec.Struct, frozen=True, gc=False):
    """The whole book; it replaces whatever was known."""

    ts_us: int
    update_id: int
    bids: list[Level]
    asks: list[Level]


class BookDelta(msgspec.Struct, frozen=True, gc=False):
    """New totals of the levels that changed since previous_id."""

    ts_us: int
    update_id: int
    previous_id: int
    bids: list[Level]
    asks: list[Level]


class Quote(msgspec.Struct, frozen=True, gc=False):
    """Best bid and best ask."""

    ts_us: int
    bid_price: int
    bid_size: int
    ask_price: int
    ask_size: int


class Print(msgspec.Struct, frozen=True, gc=False):
    """One trade; buy: the taker bought."""

    ts_us: int
    price: int
    size: int
    buy: bool


FeedEvent = BookSnapshot | BookDelta | Quote | Print


class _Snapshot(msgspec.Struct, gc=False):
    lastUpdateId: int  # noqa: N815 - the exchange's own names
    E: int
    bids: list[tuple[str, str]]
    asks: list[tuple[str, str]]


class _Depth(msgspec.Struct, tag_field="e", tag="depthUpdate", gc=False):
    E: int
    u: int
    pu: int
    b: list[tuple[str, str]]
    a: list[tuple[str, str]]


class _Ticker(msgspec.Struct, tag_field="e", tag="bookTicker", gc=False):
    E: int
    b: str
    B: str
    a: str
    A: str


class _Trade(msgspec.Struct, tag_field="e", tag="trade", gc=False):
    E: int
    p: str
    q: str
    m: bool


class _Message(msgspec.Struct, gc=False):
    data: _Depth | _Ticker | _Trade


_message = msgspec.json.Decoder(_Message)
_snapshot = msgspec.json.Decoder(_Snapshot)


def e9_decode(text: str) -> int:
    """A decimal text ("61800.20") as whole billionths; FeedInvalid when it has a sign, an exponent or more than nine decimals."""
    whole, _, fraction = text.partition(".")
    digits = whole + fraction
    if len(fraction) > FRACTION_DIGITS_MAX or not digits.isascii() or not digits.isdigit():
        raise FeedInvalid(f"expected a decimal number with at most {FRACTION_DIGITS_MAX} decimals, found {text!r}")
    scale: int = 10 ** (FRACTION_DIGITS_MAX - len(fraction))
    return int(digits) * scale


def binance_decode(line: bytes) -> FeedEvent:
    """One line of a recorded Binance USD-M feed, `<local ns> <json>`, as an event; times are the exchange's.

    The local clock of the recording is wrong by more than a second, so it is not used. Errors: FeedInvalid.
    """
    body = line[line.find(b" ") + 1 :]
    try:
        if body.startswith(b'{"lastUpdateId"'):
            book = _snapshot.decode(body)
            return BookSnapshot(book.E * 1_000, book.lastUpdateId, _levels(book.bids), _levels(book.asks))
        return _event(_message.decode(body).data)
    except msgspec.DecodeError as error:
        raise FeedInvalid(f"expected a depth, ticker or trade message, found {line[:120]!r}: {error}") from None


def feed_ordered(lines: Iterable[bytes]) -> Iterator[FeedEvent]:
    """The events of recorded lines from the snapshot on: deltas that the snapshot contains are left out.

    Errors: FeedInvalid for a line that cannot be read, and for a gap between two deltas.
    """
    update_id = 0
    contiguous = False
    for line in lines:
        event = binance_decode(line)
        if isinstance(event, BookSnapshot):
            update_id, contiguous = event.update_id, False
        elif not update_id:
            continue
        elif isinstance(event, BookDelta):
            if event.update_id < update_id:
                continue
            if contiguous and event.previous_id != update_id:
                raise FeedInvalid(f"expected a delta after {update_id}, found one after {event.previous_id}")
            update_id, contiguous = event.update_id, True
        yield event


def _event(data: _Depth | _Ticker | _Trade) -> FeedEvent:
    ts_us = data.E * 1_000
    if isinstance(data, _Depth):
        return BookDelta(ts_us, data.u, data.pu, _levels(data.b), _levels(data.a))
    if isinstance(data, _Ticker):
        return Quote(ts_us, e9_decode(data.b), e9_decode(data.B), e9_decode(data.a), e9_decode(data.A))
    # m says that the buyer was the maker, so the taker sold.
    return Print(ts_us, e9_decode(data.p), e9_decode(data.q), not data.m)


def _levels(pairs: list[tuple[str, str]]) -> list[Level]:
    return [(e9_decode(price), e9_decode(size)) for price, size in pairs]
