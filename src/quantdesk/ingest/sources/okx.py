"""OKX v5 public: best bid and ask tick by tick, trades. Protocol: www.okx.com/docs-v5, "Order book channel" and "Trades channel".

The connection ends after 30 seconds without a message, so a text `ping` is sent and `pong` comes back.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

import msgspec

from quantdesk.ingest.received import Received
from quantdesk.ingest.sources.venue import Venue, venue_events
from quantdesk.model.feed import FeedInvalid, Print, Quote, e9_decode

NAME: Final = "okx"
URL: Final = "wss://ws.okx.com:8443/ws/v5/public"
US_PER_MS: Final = 1_000
PING: Final = b"ping"
PONG: Final = b"pong"
PING_S: Final = 15.0


class _Arg(msgspec.Struct, frozen=True, gc=False):
    channel: str = ""
    instId: str = ""  # noqa: N815 - the venue's own name


class _Message(msgspec.Struct, gc=False):
    arg: _Arg = _Arg()
    data: msgspec.Raw = msgspec.Raw(b"null")
    event: str = ""
    code: str = ""
    msg: str = ""


class _Best(msgspec.Struct, gc=False):
    asks: list[tuple[str, str, str, str]]
    bids: list[tuple[str, str, str, str]]
    ts: str
    seqId: int = 0  # noqa: N815 - the venue's own name


class _Trade(msgspec.Struct, gc=False):
    instId: str  # noqa: N815 - the venue's own name
    tradeId: str  # noqa: N815 - the venue's own name
    px: str
    sz: str
    side: str
    ts: str


_decode = msgspec.json.Decoder(_Message).decode
_bests = msgspec.json.Decoder(list[_Best]).decode
_trades = msgspec.json.Decoder(list[_Trade]).decode


async def okx(symbols: Mapping[str, str], url: str = URL, ping_s: float = PING_S) -> AsyncIterator[Received]:
    """Events of markets; symbols: the venue's name (BTC-USDT-SWAP) → ours. Errors: SourceLost."""
    args = [{"channel": channel, "instId": name} for name in symbols for channel in ("bbo-tbt", "trades")]
    hello = msgspec.json.encode({"op": "subscribe", "args": args})
    venue = Venue(NAME, url, (hello,), PING, ping_s)
    async for received in venue_events(venue, lambda message, recv_us: okx_read(message, recv_us, symbols)):
        yield received


def okx_read(message: bytes, recv_us: int, symbols: Mapping[str, str]) -> Iterable[Received]:
    """Events of one message; sizes are contracts. Errors: FeedInvalid, msgspec.DecodeError."""
    if message == PONG:
        return
    told = _decode(message)
    if told.event:
        if told.event not in {"subscribe", "channel-conn-count"}:
            raise FeedInvalid(
                f"expected an answer to subscribe, found {told.event[:20]!r}: {told.code} {told.msg[:80]}"
            )
        return
    symbol = symbols.get(told.arg.instId)
    if symbol is None:
        raise FeedInvalid(f"expected one of {', '.join(symbols)}, found {told.arg.instId[:32]!r}")
    if told.arg.channel == "bbo-tbt":
        for best in _bests(told.data):
            yield Received(NAME, symbol, recv_us, _quote(best), best.seqId)
    elif told.arg.channel == "trades":
        for trade in _trades(told.data):
            if trade.side not in {"buy", "sell"} or not trade.tradeId.isdigit():
                raise FeedInvalid(
                    f"expected a side and a numbered trade, found {trade.side[:8]!r} {trade.tradeId[:24]!r}"
                )
            event = Print(_us(trade.ts), e9_decode(trade.px), e9_decode(trade.sz), trade.side == "buy")
            yield Received(NAME, symbol, recv_us, event, int(trade.tradeId))
    else:
        raise FeedInvalid(f"expected bbo-tbt or trades, found channel {told.arg.channel[:32]!r}")


def _quote(best: _Best) -> Quote:
    if not best.bids or not best.asks:
        raise FeedInvalid("expected both sides of the book")
    bid, ask = best.bids[0], best.asks[0]
    return Quote(_us(best.ts), e9_decode(bid[0]), e9_decode(bid[1]), e9_decode(ask[0]), e9_decode(ask[1]))


def _us(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise FeedInvalid(f"expected milliseconds, found {text[:24]!r}")
    return int(text) * US_PER_MS
