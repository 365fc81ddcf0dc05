"""Any venue that the library ccxt.pro knows: best prices of its books, and trades.

The library is an extra of its own (`quantdesk[ccxt]`), loaded at the first use: it takes five CPU seconds and 110 MB, more than this whole
process. Its numbers are binary fractions; they are read as the decimal of nine digits that lies nearest, which is what the venue sent.

Invariant: only public data is asked for; settings that hold a key are refused. One failed watch ends all of them with SourceLost.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from importlib import import_module
from typing import Any, Final

from quantdesk.ingest.received import BookChecked, Received, SourceLost
from quantdesk.ingest.sources.bybit import trade_number
from quantdesk.model.feed import FeedInvalid, Print, Quote, e9_decode
from quantdesk.runtime.clock import now_ms, now_us

NAME: Final = "ccxt"
SETTINGS: Final = frozenset({"urls", "options", "hostname", "timeout"})
"""Settings of the library that a row may give; none of them is a secret."""
US_PER_MS: Final = 1_000
QUEUE_MAX: Final = 4_096
SILENCE_S: Final = 60.0
CHECKSUM_VENUES: Final = {"bitfinex": True, "bitget": True, "independentreserve": True, "kraken": False}
"""Venues that send a CRC of their books which the library compares, and whether it does so unless told otherwise (ccxt 4.5.64, pro/*.py).
Elsewhere its option of this name is of numbers, or of nothing.
"""
CHECKSUM_ERROR: Final = "ChecksumError"
"""What the library raises when a book is unlike the checksum that its venue sent."""

Watch = Callable[[str], Awaitable[list[Received]]]


async def ccxt_pro(venue: str, symbols: Mapping[str, str], settings: Mapping[str, Any]) -> AsyncIterator[Received]:
    """Events of markets; venue: the library's id (kraken); symbols: its names (BTC/USD) → ours. Errors: SourceLost."""
    exchange = await _exchange(venue, settings)
    queue: asyncio.Queue[Received | Exception] = asyncio.Queue(QUEUE_MAX)
    reader = Reader(exchange, f"{NAME}:{venue}", symbols)
    tasks = [
        asyncio.create_task(_kept(reader, watch, name, queue))
        for name in symbols
        for watch in (reader.quotes, reader.trades)
    ]
    try:
        while True:
            try:
                async with asyncio.timeout(SILENCE_S):
                    received = await queue.get()
            except TimeoutError:
                raise SourceLost(f"expected a message within {SILENCE_S} s, found none") from None
            if isinstance(received, Exception):
                raise SourceLost(f"{venue}: {type(received).__name__}: {received}"[:200]) from received
            yield received
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await exchange.close()


class Reader:
    """Reads what the library gives into events."""

    def __init__(self, exchange: Any, source: str, symbols: Mapping[str, str]) -> None:
        """exchange: of ccxt.pro."""
        self._exchange = exchange
        self._source = source
        self._symbols = symbols
        self._checked: set[str] = set()
        self.checks = checks(exchange.id, exchange.options)

    async def quotes(self, name: str) -> list[Received]:
        """The next best prices of a market, and once that its books are held against checksums. Errors: the library's; FeedInvalid."""
        book = await self._exchange.watch_order_book(name)
        if self.checks and name not in self._checked:
            self._checked.add(name)
            return [self.book_checked(name, holds=True), *self._best(name, book)]
        return self._best(name, book)

    def book_checked(self, name: str, *, holds: bool) -> Received:
        """Whether a book agreed with the venue's checksum [DATA-8]."""
        return Received(self._source, self._symbols[name], now_us(), BookChecked(holds))

    def _best(self, name: str, book: Any) -> list[Received]:
        if not book["bids"] or not book["asks"]:
            return []
        (bid, bid_size), (ask, ask_size) = book["bids"][0][:2], book["asks"][0][:2]
        ts_us = (book["timestamp"] or now_ms()) * US_PER_MS
        quote = Quote(ts_us, decimal_e9(bid), decimal_e9(bid_size), decimal_e9(ask), decimal_e9(ask_size))
        return [Received(self._source, self._symbols[name], now_us(), quote, book["nonce"] or 0)]

    async def trades(self, name: str) -> list[Received]:
        """The next trades of a market. Errors: the library's; FeedInvalid."""
        found = []
        for trade in await self._exchange.watch_trades(name):
            if trade["side"] not in {"buy", "sell"}:
                raise FeedInvalid(f"expected side buy or sell, found {str(trade['side'])[:16]!r}")
            ts_us = trade["timestamp"] * US_PER_MS
            event = Print(ts_us, decimal_e9(trade["price"]), decimal_e9(trade["amount"]), trade["side"] == "buy")
            number = trade_number(trade["id"]) if trade["id"] else 0
            found.append(Received(self._source, self._symbols[name], now_us(), event, number))
        return found


def decimal_e9(value: float) -> int:
    """A number of the library in billionths: of the decimal with nine digits that is nearest. Errors: FeedInvalid below zero."""
    return e9_decode(f"{value:.9f}")


def checks(venue: str, options: Mapping[str, Any]) -> bool:
    """Whether the library holds a venue's books against checksums; Bitget's unified accounts have none."""
    if venue not in CHECKSUM_VENUES or (venue == "bitget" and options.get("uta")):
        return False
    return bool(options.get("watchOrderBook", {}).get("checksum", CHECKSUM_VENUES[venue]))


async def _exchange(venue: str, settings: Mapping[str, Any]) -> Any:
    """The library's object for a venue. Errors: SourceLost when the library is not installed or does not know the venue."""
    try:
        library = await asyncio.to_thread(import_module, "ccxt.pro")
    except ModuleNotFoundError:
        raise SourceLost("expected the library ccxt, found none: install quantdesk[ccxt]") from None
    if venue not in library.exchanges:
        raise SourceLost(f"expected a venue of ccxt.pro, found {venue[:32]!r}")
    return getattr(library, venue)({**settings, "newUpdates": True, "enableRateLimit": True})


async def _kept(reader: "Reader", watch: Watch, name: str, queue: "asyncio.Queue[Received | Exception]") -> None:
    """Watches a market until the library fails; its failure is the last thing in the queue, after which book was unlike its checksum."""
    try:
        while True:
            for received in await watch(name):
                await queue.put(received)
    except Exception as error:  # noqa: BLE001 - the library raises what it likes; whoever iterates is told
        if reader.checks and type(error).__name__ == CHECKSUM_ERROR:
            await queue.put(reader.book_checked(name, holds=False))
        await queue.put(error)
