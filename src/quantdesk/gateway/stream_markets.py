"""Public channels of one market: book, trades, ticker and index, and the texts of its grid.

Invariant: each channel's messages come in the order of commands; book and ticker say the newest state, trades leave none out.
"""

from collections import deque
from typing import Final

import msgspec

from quantdesk.gateway.funding import funding_next_ms, funding_of
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.stream_books import Book
from quantdesk.gateway.stream_channels import Channel
from quantdesk.model.market import Market
from quantdesk.model.records_gen import (
    IndexSet,
    LevelView,
    MarketChanged,
    MarketView,
    OrderFilled,
    PricesSet,
    Tier,
    TierCause,
    TierChanged,
)
from quantdesk.runtime.clock import now_ms

TRADES_FIRST_MAX: Final = 50
"""Trades in the first message of a subscription."""
SIDE_NAMES: Final = ("buy", "sell")

_json = msgspec.json.Encoder().encode


class Trade(msgspec.Struct, frozen=True, gc=False):
    """One match; side is the taker's."""

    trade_id: str
    price: str
    size: str
    side: str
    seq: int
    ts_ms: int


class Ticker(msgspec.Struct, frozen=True, gc=False):
    """Prices of a market; null where none is known."""

    market: str
    bid: str | None
    ask: str | None
    last_price: str | None
    mark_price: str | None
    index_price: str | None
    price_tier: str
    price_cause: str
    open_interest: str
    funding_rate: str | None
    next_funding_ms: int | None


class Index(msgspec.Struct, frozen=True, gc=False):
    """An index as it was told: evidence names the signed update that proves it; used: whether it may count [ORC-3]."""

    market: str
    index_price: str
    confidence: str
    publish_ms: int
    evidence: str
    used: bool


class MarketFeed:
    """A market's state as readers see it, and what has changed since they were last told."""

    __slots__ = (
        "_cause",
        "_funding",
        "_index",
        "_last",
        "_mark",
        "_newest",
        "_open_interest",
        "_recent",
        "_tier",
        "_trades",
        "book",
        "book_channel",
        "grid",
        "index_channel",
        "symbol",
        "ticker_channel",
        "ticker_due",
        "trades_channel",
    )

    def __init__(self, view: MarketView, seq: int) -> None:
        """view: the engine's, after the command seq."""
        self.grid = Listing(Market.of(view))
        self.symbol = self.grid.symbol
        self.book = Book(self.grid)
        self._last, self._mark, self._index = view.last_price, view.mark_price, view.index_price
        self._open_interest = view.open_interest
        self._tier, self._cause = view.tier, view.cause
        self._funding = funding_of(view)
        self._newest: Index | None = None
        self._trades: list[Trade] = []
        self._recent: deque[Trade] = deque(maxlen=TRADES_FIRST_MAX)
        self.ticker_due = False
        self.book_channel = Channel(f"book:{self.symbol}", seq, is_state=True, snapshot=self.book.snapshot)
        self.trades_channel = Channel(
            f"trades:{self.symbol}", seq, is_state=False, snapshot=lambda: _json(list(self._recent))
        )
        self.index_channel = Channel(f"index:{self.symbol}", seq, is_state=False, snapshot=lambda: _json(self._newest))
        self.ticker_channel = Channel(
            f"ticker:{self.symbol}", seq, is_state=True, snapshot=lambda: _json(self._ticker(now_ms()))
        )

    @property
    def channels(self) -> tuple[Channel, ...]:
        """All of them."""
        return self.book_channel, self.trades_channel, self.ticker_channel, self.index_channel

    def indexed(self, told: IndexSet, ts_ms: int) -> None:
        """Tells readers of an index, each one at once."""
        grid = self.grid
        self._newest = Index(
            market=self.symbol,
            index_price=grid.mticks(told.index_price),
            confidence=grid.mticks(told.conf),
            publish_ms=told.published // 1_000,
            evidence=told.evidence.hex(),
            used=bool(told.used),
        )
        if told.seq > self.index_channel.seq:
            self.index_channel.publish(told.seq, ts_ms, _json(self._newest))

    def book_load(self, seq: int, levels: list[LevelView]) -> None:
        """Starts the book anew from the engine's answer; readers get it as a new first message."""
        self.book.load(seq, levels)
        self.book_channel.restart(seq)

    def filled(self, fill: OrderFilled, ts_ms: int) -> None:
        """Notes a match for the trades channel."""
        texts = self.grid
        trade = Trade(
            f"{fill.seq}.{fill.index}",
            texts.price(fill.price),
            texts.size(fill.size),
            SIDE_NAMES[fill.side],
            fill.seq,
            ts_ms,
        )
        self._trades.append(trade)
        self._recent.append(trade)

    def priced(self, prices: PricesSet) -> None:
        """Notes new index and mark."""
        self._index, self._mark = prices.index_price, prices.mark_price
        self.ticker_due = True

    def tiered(self, told: TierChanged) -> None:
        """Notes how far the price can be relied upon."""
        self._tier, self._cause = told.tier, told.cause
        self.ticker_due = True

    def funded(self, view: MarketView) -> None:
        """Notes how funding stands after a mark round."""
        self._funding = funding_of(view)
        self.ticker_due = True

    def changed(self, totals: MarketChanged) -> None:
        """Notes last price and open interest."""
        self._last, self._open_interest = totals.last_price, totals.open_interest
        self.ticker_due = True

    def trades_publish(self, ts_ms: int) -> None:
        """Tells readers of the matches since the last call, in one message."""
        if self._trades:
            self.trades_channel.publish(self._trades[-1].seq, ts_ms, _json(self._trades))
            self._trades = []

    def book_publish(self, ts_ms: int) -> None:
        """Tells readers of the levels that changed since the last call."""
        if self.book.changed:
            self.ticker_due = True
            if self.book.seq > self.book_channel.seq:
                self.book_channel.publish(self.book.seq, ts_ms, self.book.changes_take())

    def ticker_publish(self, seq: int, ts_ms: int) -> None:
        """Tells readers the prices, if they have changed since the last call."""
        if self.ticker_due and seq > self.ticker_channel.seq:
            self.ticker_due = False
            self.ticker_channel.publish(seq, ts_ms, _json(self._ticker(ts_ms)))

    def _ticker(self, ts_ms: int) -> Ticker:
        bid, ask = self.book.touch()
        grid = self.grid
        return Ticker(
            market=self.symbol,
            bid=grid.price(bid) if bid else None,
            ask=grid.price(ask) if ask else None,
            last_price=grid.price(self._last) if self._last else None,
            mark_price=grid.known_mticks(self._mark),
            index_price=grid.known_mticks(self._index),
            price_tier=Tier(self._tier).label,
            price_cause=TierCause(self._cause).label,
            open_interest=grid.size(self._open_interest),
            funding_rate=self._funding,
            next_funding_ms=funding_next_ms(ts_ms) if self._funding is not None else None,
        )
