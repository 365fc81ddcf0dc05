"""Bybit v5 linear: level 1 of the book and trades. Protocol: bybit-exchange.github.io/docs/v5/websocket/public.

Level 1 comes as snapshots, also unchanged every three seconds; deltas name new totals, size 0 takes a level away. The venue wants a
ping every 20 seconds.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

import msgspec

from quantdesk.ingest.received import Received
from quantdesk.ingest.sources.venue import Venue, venue_events
from quantdesk.model.feed import BookDelta, BookSnapshot, FeedInvalid, Level, Print, Quote, e9_decode

NAME: Final = "bybit"
URL: Final = "wss://stream.bybit.com/v5/public/linear"
US_PER_MS: Final = 1_000
PING: Final = b'{"op":"ping"}'


class _Book(msgspec.Struct, gc=False):
    s: str
    b: list[tuple[str, str]]
    a: list[tuple[str, str]]
    u: int


class _Trade(msgspec.Struct, gc=False):
    T: int
    s: str
    S: str
    v: str
    p: str
    i: str


class _Message(msgspec.Struct, gc=False):
    topic: str = ""
    type: str = ""
    ts: int = 0
    data: msgspec.Raw = msgspec.Raw(b"null")
    op: str = ""
    success: bool = True
    ret_msg: str = ""


_decode = msgspec.json.Decoder(_Message).decode
_book = msgspec.json.Decoder(_Book).decode
_trades = msgspec.json.Decoder(list[_Trade]).decode


async def bybit(symbols: Mapping[str, str], url: str = URL, depth: int = 1) -> AsyncIterator[Received]:
    """Events of markets; symbols: the venue's name (BTCUSDT) → ours. Errors: SourceLost."""
    topics = [topic for name in symbols for topic in (f"orderbook.{depth}.{name}", f"publicTrade.{name}")]
    hello = msgspec.json.encode({"op": "subscribe", "args": topics})
    reader = BybitReader(symbols)
    async for received in venue_events(Venue(NAME, url, (hello,), PING), reader.read):
        yield received


class BybitReader:
    """Reads messages of one connection; it knows which update of each book came last, so that a gap is seen."""

    def __init__(self, symbols: Mapping[str, str]) -> None:
        self._symbols = symbols
        self._updates: dict[str, int] = {}

    def read(self, message: bytes, recv_us: int) -> Iterable[Received]:
        """Events of one message. Errors: FeedInvalid, msgspec.DecodeError."""
        told = _decode(message)
        if not told.topic:
            if not told.success or told.op not in {"subscribe", "ping", "pong"}:
                raise FeedInvalid(f"expected an answer to subscribe or ping, found {message[:100]!r}")
            return
        if told.topic.startswith("orderbook."):
            yield self._book(told, recv_us)
        elif told.topic.startswith("publicTrade."):
            for trade in _trades(told.data):
                yield self._trade(trade, recv_us)
        else:
            raise FeedInvalid(f"expected orderbook or publicTrade, found topic {told.topic[:40]!r}")

    def _book(self, told: _Message, recv_us: int) -> Received:
        book = _book(told.data)
        symbol, ts_us = self._symbol(book.s), told.ts * US_PER_MS
        bids, asks = _levels(book.b), _levels(book.a)
        last, self._updates[book.s] = self._updates.get(book.s, 0), book.u
        if told.type == "snapshot" and told.topic.startswith("orderbook.1.") and len(bids) == len(asks) == 1:
            return Received(NAME, symbol, recv_us, Quote(ts_us, *bids[0], *asks[0]), book.u)
        if told.type == "snapshot":
            return Received(NAME, symbol, recv_us, BookSnapshot(ts_us, book.u, bids, asks), book.u)
        # The venue numbers the updates of a book one by one.
        previous = last if book.u == last + 1 else book.u - 1
        return Received(NAME, symbol, recv_us, BookDelta(ts_us, book.u, previous, bids, asks), book.u)

    def _trade(self, trade: _Trade, recv_us: int) -> Received:
        if trade.S not in {"Buy", "Sell"}:
            raise FeedInvalid(f"expected Buy or Sell, found {trade.S[:16]!r}")
        event = Print(trade.T * US_PER_MS, e9_decode(trade.p), e9_decode(trade.v), trade.S == "Buy")
        return Received(NAME, self._symbol(trade.s), recv_us, event, trade_number(trade.i))

    def _symbol(self, name: str) -> str:
        symbol = self._symbols.get(name)
        if symbol is None:
            raise FeedInvalid(f"expected one of {', '.join(self._symbols)}, found {name[:32]!r}")
        return symbol


def trade_number(text: str) -> int:
    """A trade's id, digits or a UUID, as a number of at most 63 bits. Errors: FeedInvalid."""
    try:
        return int(text) if text.isdigit() else int(text.replace("-", "")[:15], 16)
    except ValueError:
        raise FeedInvalid(f"expected the id of a trade, found {text[:40]!r}") from None


def _levels(pairs: list[tuple[str, str]]) -> list[Level]:
    return [(e9_decode(price), e9_decode(size)) for price, size in pairs]
