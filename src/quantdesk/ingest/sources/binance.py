"""Binance USD-M futures: best bid and ask, trades. Protocol: developers.binance.com, "USDS-M Futures: Websocket Market Streams".

One connection to /stream?streams=…; the venue pings every three minutes and ends it after 24 hours.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

import msgspec

from quantdesk.ingest.received import Received
from quantdesk.ingest.sources.venue import Venue, venue_events
from quantdesk.model.feed import FeedInvalid, Print, Quote, e9_decode

NAME: Final = "binance"
URL: Final = "wss://fstream.binance.com"
US_PER_MS: Final = 1_000


class _Ticker(msgspec.Struct, tag_field="e", tag="bookTicker", gc=False):
    u: int
    s: str
    b: str
    B: str
    a: str
    A: str
    E: int


class _Trade(msgspec.Struct, tag_field="e", tag="trade", gc=False):
    E: int
    s: str
    t: int
    p: str
    q: str
    m: bool


class _Message(msgspec.Struct, gc=False):
    data: _Ticker | _Trade


_decode = msgspec.json.Decoder(_Message).decode


async def binance(symbols: Mapping[str, str], url: str = URL) -> AsyncIterator[Received]:
    """Events of markets; symbols: the venue's name (BTCUSDT) → ours. Errors: SourceLost."""
    streams = "/".join(f"{name.lower()}@{kind}" for name in symbols for kind in ("bookTicker", "trade"))
    venue = Venue(NAME, f"{url}/stream?streams={streams}", silence_s=30.0)
    async for received in venue_events(venue, lambda message, recv_us: binance_read(message, recv_us, symbols)):
        yield received


def binance_read(message: bytes, recv_us: int, symbols: Mapping[str, str]) -> Iterable[Received]:
    """Events of one message. Errors: FeedInvalid, msgspec.DecodeError."""
    data = _decode(message).data
    symbol = symbols.get(data.s)
    if symbol is None:
        raise FeedInvalid(f"expected one of {', '.join(symbols)}, found {data.s[:32]!r}")
    ts_us = data.E * US_PER_MS
    if isinstance(data, _Ticker):
        quote = Quote(ts_us, e9_decode(data.b), e9_decode(data.B), e9_decode(data.a), e9_decode(data.A))
        yield Received(NAME, symbol, recv_us, quote, data.u)
    elif data.p.strip("0."):  # trades of the insurance fund come with a price of zero
        yield Received(NAME, symbol, recv_us, Print(ts_us, e9_decode(data.p), e9_decode(data.q), not data.m), data.t)
