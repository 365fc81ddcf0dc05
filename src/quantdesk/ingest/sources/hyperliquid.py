"""Hyperliquid: book and trades. Protocol: hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket.

The book comes whole, 20 levels a side, at every block; the connection ends after 60 seconds without a message of ours.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

import msgspec

from quantdesk.ingest.received import Received
from quantdesk.ingest.sources.venue import Venue, venue_events
from quantdesk.model.feed import BookSnapshot, FeedInvalid, Level, Print, Quote, e9_decode

NAME: Final = "hyperliquid"
URL: Final = "wss://api.hyperliquid.xyz/ws"
US_PER_MS: Final = 1_000
PING: Final = b'{"method":"ping"}'
ANSWERS: Final = frozenset({"subscriptionResponse", "pong"})


class _Level(msgspec.Struct, gc=False):
    px: str
    sz: str


class _Book(msgspec.Struct, gc=False):
    coin: str
    levels: tuple[list[_Level], list[_Level]]
    time: int


class _Trade(msgspec.Struct, gc=False):
    coin: str
    px: str
    sz: str
    side: str
    tid: int
    time: int


class _Message(msgspec.Struct, gc=False):
    channel: str
    data: msgspec.Raw = msgspec.Raw(b"null")


_decode = msgspec.json.Decoder(_Message).decode
_book = msgspec.json.Decoder(_Book).decode
_trades = msgspec.json.Decoder(list[_Trade]).decode


async def hyperliquid(symbols: Mapping[str, str], url: str = URL, ping_s: float = 30.0) -> AsyncIterator[Received]:
    """Events of markets; symbols: the venue's coin (BTC) → ours. Errors: SourceLost."""
    wanted = [{"type": kind, "coin": coin} for coin in symbols for kind in ("l2Book", "trades")]
    hello = tuple(msgspec.json.encode({"method": "subscribe", "subscription": each}) for each in wanted)
    venue = Venue(NAME, url, hello, PING, ping_s)
    async for received in venue_events(venue, lambda message, recv_us: hyperliquid_read(message, recv_us, symbols)):
        yield received


def hyperliquid_read(message: bytes, recv_us: int, symbols: Mapping[str, str]) -> Iterable[Received]:
    """Events of one message: of a book its best prices and the whole. Errors: FeedInvalid, msgspec.DecodeError."""
    told = _decode(message)
    if told.channel in ANSWERS:
        return
    if told.channel == "l2Book":
        book = _book(told.data)
        symbol, ts_us = _symbol(book.coin, symbols), book.time * US_PER_MS
        bids, asks = _levels(book.levels[0]), _levels(book.levels[1])
        yield Received(NAME, symbol, recv_us, BookSnapshot(ts_us, book.time, bids, asks), book.time)
        if bids and asks:
            yield Received(NAME, symbol, recv_us, Quote(ts_us, *bids[0], *asks[0]), book.time)
    elif told.channel == "trades":
        for trade in _trades(told.data):
            if trade.side not in {"A", "B"}:
                raise FeedInvalid(f"expected side A or B, found {trade.side[:8]!r}")
            event = Print(trade.time * US_PER_MS, e9_decode(trade.px), e9_decode(trade.sz), trade.side == "B")
            yield Received(NAME, _symbol(trade.coin, symbols), recv_us, event, trade.tid)
    else:
        raise FeedInvalid(f"expected l2Book or trades, found channel {told.channel[:32]!r}")


def _symbol(coin: str, symbols: Mapping[str, str]) -> str:
    symbol = symbols.get(coin)
    if symbol is None:
        raise FeedInvalid(f"expected one of {', '.join(symbols)}, found {coin[:32]!r}")
    return symbol


def _levels(levels: list[_Level]) -> list[Level]:
    return [(e9_decode(level.px), e9_decode(level.sz)) for level in levels]
