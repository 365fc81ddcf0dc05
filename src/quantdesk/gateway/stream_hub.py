"""The hub: events of the journal in, numbered messages of channels out.

Invariant: batches come in order without gap or repetition; each changes the state behind the channels and is told to readers
before the next one is taken. Books begin from the engine's snapshot, and what it contains already is left out.
"""

import asyncio
import struct
from collections.abc import Callable
from typing import Final

from quantdesk.bus.commands import CommandClient
from quantdesk.bus.events import Batch
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.stream_accounts import ORDER_EVENTS, PRIVATE_KINDS, AccountFeed, OrderEvent, account_number
from quantdesk.gateway.stream_candles import CANDLES, CandleFeeds
from quantdesk.gateway.stream_channels import Channel, ChannelUnknown
from quantdesk.gateway.stream_markets import MarketFeed
from quantdesk.gateway.stream_money import MONEY
from quantdesk.gateway.stream_questions import Questions
from quantdesk.gateway.stream_sessions import Owners
from quantdesk.model.candle_ticks import fill_tick, index_tick, price_ticks
from quantdesk.model.records_gen import (
    EVENTS,
    AccountOpened,
    IndexSet,
    LevelChanged,
    MarketChanged,
    MarketSet,
    MarketView,
    MarkRound,
    Moved,
    OrderFilled,
    PricesSet,
    Settled,
    TierChanged,
)

MARKETS_ALL: Final = 0xFFFF
FEEDS_MAX: Final = 10_000
"""Accounts whose private channels are kept."""
IDLE_MAX_US: Final = 600_000_000
"""Private channels that nobody reads are kept this long for resume."""

_account = struct.Struct("<Q").unpack_from
_accounts = struct.Struct("<QQ").unpack_from
_level = struct.Struct("<HBIQ").unpack_from
_seq = struct.Struct("<Q").unpack_from
ORDER_ACCOUNT_AT: Final = 32
"""Offset of the account in events of one order: header 16, order id 16."""
FILL_ACCOUNTS_AT: Final = 59
"""Offset of maker and taker account in OrderFilled."""

EventTaker = Callable[[bytes, int], None]


class Hub:
    """All channels and the state behind them."""

    def __init__(self, client: CommandClient) -> None:
        self._engine = Questions(client)
        self.owners = Owners(self._engine.accounts_of)
        self.seq = 0
        self.ts_us = self.ts_ms = 0
        self.ready = False
        self.markets: dict[int, MarketFeed] = {}
        self.names: dict[int, Listing] = {}
        self.candles = CandleFeeds(self.names)
        self._channels: dict[str, Channel] = {}
        self._accounts: dict[int, AccountFeed] = {}
        self._beginnings: dict[int, asyncio.Task[None]] = {}
        self._trading: set[MarketFeed] = set()
        self._touched: set[AccountFeed] = set()
        self._unknown_market = False
        self._round_made = False
        self._round_seq = 0
        self._takers: tuple[EventTaker | None, ...] = self._takers_made()

    async def load(self) -> None:
        """Starts markets and books that are not known yet from the engine; seq is then where events must begin."""
        seq, views = await self._engine.markets()
        if not self.ready:
            self.seq = seq
        for view in views:
            if view.market not in self.markets:
                await self._market_add(view, seq)
        self._unknown_market = False
        self.ready = True

    def apply(self, batch: Batch) -> None:
        """Takes a batch and tells readers of trades and private channels; books and tickers wait for tick()."""
        self.ts_us, self.ts_ms = batch.ts_us, batch.ts_us // 1_000
        events = batch.events
        takers, at, end = self._takers, 0, len(events)
        while at < end:
            taker = takers[events[at]]
            if taker is not None:
                taker(events, at)
            at += events[at + 2] | events[at + 3] << 8
        self.seq = batch.seq_to
        self.candles.batch_ended(batch.seq_to, batch.ts_us)
        for market in self._trading:
            market.trades_publish(self.ts_ms)
        self._trading.clear()
        for feed in self._touched:
            feed.publish(self.ts_ms)
        self._touched.clear()

    def books_publish(self) -> None:
        """Tells readers of books what has changed since the last call."""
        for market in self.markets.values():
            market.book_publish(self.ts_ms)

    def tickers_publish(self) -> None:
        """Tells readers of tickers what has changed since the last call."""
        for market in self.markets.values():
            market.ticker_publish(self.seq, self.ts_ms)

    async def money_publish(self, *, revalue: bool) -> None:
        """Asks the engine for accounts that changed and are watched; revalue: for all watched ones, since marks move. After a
        mark round also how funding stands.
        """
        if self._unknown_market:
            await self.load()
        if self._round_made:
            self._round_made = False
            for view in (await self._engine.markets())[1]:
                if view.market in self.markets:
                    self.markets[view.market].funded(view)
        for feed in list(self._accounts.values()):
            if not feed.ready or not (feed.dirty or revalue) or not feed.watched:
                continue
            await feed.revalue(self._engine)

    def idle_remove(self, now_us: int) -> None:
        """Forgets private channels that nobody has read for a while."""
        for account, feed in list(self._accounts.items()):
            if feed.watched or not feed.ready:
                feed.idle_us = 0
            elif not feed.idle_us:
                feed.idle_us = now_us
            elif now_us - feed.idle_us > IDLE_MAX_US:
                del self._accounts[account]

    async def channel(self, name: str) -> Channel:
        """A channel by name; private ones are started. Whether the asker may read it is the caller's to check.

        Errors: ChannelUnknown; CandlesNotReady; EngineUnavailable.
        """
        kind, _, subject = name.partition(":")
        if kind in PRIVATE_KINDS:
            return (await self._account_feed(account_number(subject))).channels[kind]
        found = self.candles.channel(name) if kind == CANDLES else self._channels.get(name)
        if found is None:
            raise ChannelUnknown(
                "expected book:, trades:, ticker: or index: and a market, candles:MARKET:SECONDS with :mark or :index behind it "
                f"for these, or a private channel; found {name[:64]!r}"
            )
        if kind == "book":
            # What readers were not told yet goes out first: the snapshot is then exactly the state after its seq.
            self.books_publish()
        return found

    async def _account_feed(self, account: int) -> AccountFeed:
        feed = self._accounts.get(account)
        if feed is None:
            if len(self._accounts) >= FEEDS_MAX:
                raise ChannelUnknown("expected fewer watched accounts; try again later")
            feed = self._accounts[account] = AccountFeed(account, self.names)
            self._beginnings[account] = asyncio.create_task(self._feed_begin(feed))
        if not feed.ready:
            await asyncio.shield(self._beginnings[account])
        elif not feed.watched:
            # Nobody read it for a while, so nobody asked for its money: a first message says how that is now.
            await feed.revalue(self._engine)
        return feed

    async def _feed_begin(self, feed: AccountFeed) -> None:
        try:
            orders_seq, orders = await self._engine.open_orders(feed.account)
            money = await self._engine.money(feed.account)
            feed.begin(orders_seq, orders, money.seq, money.views)
            # What came meanwhile is in the state already: so says the channels' seq before anybody hears it.
            feed.publish(self.ts_ms)
        except BaseException:
            self._accounts.pop(feed.account, None)
            raise
        finally:
            self._beginnings.pop(feed.account, None)

    async def _market_add(self, view: MarketView, seq: int) -> None:
        market = MarketFeed(view, seq)
        self.names[view.market] = market.grid
        self.markets[view.market] = market
        book_seq, levels = await self._engine.book(view.market)
        market.book_channel.seq = book_seq
        market.book.load(book_seq, levels)
        for channel in market.channels:
            self._channels[channel.name] = channel

    def _takers_made(self) -> tuple[EventTaker | None, ...]:
        takers: list[EventTaker | None] = [None] * 256
        takers[LevelChanged.KIND] = self._on_level
        takers[OrderFilled.KIND] = self._on_fill
        takers[MarketChanged.KIND] = self._on_totals
        takers[PricesSet.KIND] = self._on_prices
        takers[MarkRound.KIND] = self._on_round
        takers[IndexSet.KIND] = self._on_index
        takers[MarketSet.KIND] = self._on_market
        takers[TierChanged.KIND] = self._on_tier
        takers[AccountOpened.KIND] = self._on_account
        takers[Settled.KIND] = self._on_settled
        for kind in (event.KIND for event in ORDER_EVENTS):
            takers[kind] = self._on_order
        for kind in MONEY:
            takers[kind] = self._on_money
        return tuple(takers)

    def _on_level(self, events: bytes, at: int) -> None:
        number, side, price, total = _level(events, at + 16)
        if number in self.markets:
            self.markets[number].book.level(_seq(events, at + 8)[0], side, price, total)

    def _on_fill(self, events: bytes, at: int) -> None:
        fill = OrderFilled.decode(events, at)
        self.candles.ticks.append(fill_tick(fill, self.ts_us))
        market = self.markets.get(fill.market)
        if market is None:
            return
        if fill.seq > market.trades_channel.seq:
            market.filled(fill, self.ts_ms)
            self._trading.add(market)
        if self._accounts:
            for account in {fill.maker_account, fill.taker_account}:
                feed = self._accounts.get(account)
                if feed is not None:
                    self._private(feed, fill)

    def _on_order(self, events: bytes, at: int) -> None:
        if not self._accounts:
            return
        feed = self._accounts.get(_account(events, at + ORDER_ACCOUNT_AT)[0])
        if feed is not None:
            event = EVENTS[events[at]].decode(events, at)
            if isinstance(event, ORDER_EVENTS):
                self._private(feed, event)

    def _private(self, feed: AccountFeed, event: OrderEvent) -> None:
        feed.take(event, self.ts_ms)
        if feed.ready:
            self._touched.add(feed)

    def _on_money(self, events: bytes, at: int) -> None:
        event = EVENTS[events[at]].decode(events, at)
        for field in MONEY[events[at]]:
            feed = self._accounts.get(getattr(event, field))
            if feed is not None:
                feed.dirty = True
                if isinstance(event, Moved):
                    feed.moved(event, self.ts_ms)
                    self._touched.add(feed)

    def _on_settled(self, events: bytes, at: int) -> None:
        feed = self._accounts.get(_account(events, at + 16)[0])
        if feed is not None:
            feed.settled(Settled.decode(events, at), self.ts_ms)

    def _on_totals(self, events: bytes, at: int) -> None:
        event = MarketChanged.decode(events, at)
        if event.market in self.markets:
            self.markets[event.market].changed(event)

    def _on_prices(self, events: bytes, at: int) -> None:
        event = PricesSet.decode(events, at)
        self._round_made = True
        self.candles.ticks.append(price_ticks(event, self.ts_us, of_round=event.seq == self._round_seq))
        if event.market in self.markets:
            self.markets[event.market].priced(event)

    def _on_round(self, events: bytes, at: int) -> None:
        self._round_seq = _seq(events, at + 8)[0]

    def _on_index(self, events: bytes, at: int) -> None:
        event = IndexSet.decode(events, at)
        self.candles.ticks.append(index_tick(event, self.ts_us))
        if event.market in self.markets:
            self.markets[event.market].indexed(event, self.ts_ms)

    def _on_tier(self, events: bytes, at: int) -> None:
        event = TierChanged.decode(events, at)
        if event.market in self.markets:
            self.markets[event.market].tiered(event)

    def _on_market(self, events: bytes, at: int) -> None:
        if MarketSet.decode(events, at).market not in self.markets:
            self._unknown_market = True

    def _on_account(self, events: bytes, at: int) -> None:
        event = AccountOpened.decode(events, at)
        self.owners.opened(event.owner, event.account)
