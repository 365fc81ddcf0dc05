"""Markets, their books, their trades and their candles: public."""

from typing import Final

import msgspec
from litestar.handlers import HTTPRouteHandler
from msgspec import UnsetType

from quantdesk.gateway.asking import ask
from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.candle_texts import candle_shown
from quantdesk.gateway.cursors import cursor_text, trade_cursor
from quantdesk.gateway.examples import EXAMPLE_MARKET
from quantdesk.gateway.funding import funding_next_ms, funding_of
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.problems import engine_unavailable
from quantdesk.gateway.routes.accounts import seq_of
from quantdesk.gateway.wire.markets import (
    BookAnswer,
    BookQueryString,
    CandlePage,
    CandlesQuery,
    Level,
    MarginTier,
    Market,
    MarketList,
    MarketPath,
    PriceCause,
    PriceTier,
    Trade,
    TradePage,
    TradesQuery,
)
from quantdesk.model.candles import US_PER_S, open_of, window_filled
from quantdesk.model.money import atoms_text, ppm_text
from quantdesk.model.records_gen import AnswerHead, BookQuery, LevelView, MarketView, Side, Tier, TierCause
from quantdesk.runtime.clock import now_ms
from quantdesk.store.candles import candles_window, progress
from quantdesk.store.trades import trades_of

EXAMPLE_PATH: Final = {"symbol": EXAMPLE_MARKET}
BOOK_WEIGHT: Final = 2

LIST: Final = Operation(
    method="GET",
    path="/api/markets",
    name="markets_list",
    summary="Lists markets with their grids, bounds and prices",
    tag="markets",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=1,
    answer=MarketList,
    example=Example(),
)
SHOW: Final = Operation(
    method="GET",
    path="/api/markets/{symbol}",
    name="markets_show",
    summary="Shows a market",
    tag="markets",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=1,
    path_form=MarketPath,
    answer=Market,
    statuses=(404,),
    example=Example(path=EXAMPLE_PATH),
)
BOOK: Final = Operation(
    method="GET",
    path="/api/markets/{symbol}/book",
    name="markets_book",
    summary="Shows the book, best prices first",
    tag="markets",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=BOOK_WEIGHT,
    path_form=MarketPath,
    query_form=BookQueryString,
    answer=BookAnswer,
    statuses=(404,),
    example=Example(path=EXAMPLE_PATH, query={"depth": 10}),
)
TRADES: Final = Operation(
    method="GET",
    path="/api/markets/{symbol}/trades",
    name="markets_trades",
    summary="Lists trades, newest first",
    tag="markets",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=5,
    path_form=MarketPath,
    query_form=TradesQuery,
    answer=TradePage,
    statuses=(404, 422),
    example=Example(path=EXAMPLE_PATH, query={"limit": 10}),
)
CANDLES: Final = Operation(
    method="GET",
    path="/api/markets/{symbol}/candles",
    name="markets_candles",
    summary="Shows candles without a gap, oldest first",
    tag="markets",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=5,
    path_form=MarketPath,
    query_form=CandlesQuery,
    answer=CandlePage,
    statuses=(404,),
    example=Example(path=EXAMPLE_PATH, query={"interval": 60, "limit": 10}),
)


async def list_markets(call: Call[None, None, None]) -> MarketList:
    """Lists markets."""
    seq, views = await call.parts.listings.views()
    return MarketList(
        markets=tuple([_market(view, await call.parts.listings.by_number(view.market)) for view in views]), seq=seq
    )


async def show(call: Call[MarketPath, None, None]) -> Market:
    """Shows a market."""
    listing = await call.parts.listings.by_symbol(call.path.symbol)
    _, views = await call.parts.listings.views(listing.market)
    if not views:
        raise engine_unavailable()
    return _market(views[0], listing)


async def book(call: Call[MarketPath, BookQueryString, None]) -> BookAnswer:
    """Shows the book."""
    listing = await call.parts.listings.by_symbol(call.path.symbol)
    views = await ask(call.parts.engine, BookQuery(market=listing.market, depth=call.query.depth).encode())
    head = views[0]
    levels = [view for view in views if isinstance(view, LevelView)]
    return BookAnswer(
        market=listing.symbol,
        bids=tuple(_level(level, listing) for level in levels if level.side == Side.BUY),
        asks=tuple(_level(level, listing) for level in levels if level.side == Side.SELL),
        seq=seq_of(views),
        ts_ms=head.ts // 1_000 if isinstance(head, AnswerHead) else 0,
    )


async def trades(call: Call[MarketPath, TradesQuery, None]) -> TradePage:
    """Lists trades."""
    listing = await call.parts.listings.by_symbol(call.path.symbol)
    before = None if isinstance(call.query.before, UnsetType) else trade_cursor(call.query.before)
    rows = await trades_of(call.parts.database, listing.market, call.query.limit, before)
    found = tuple(
        Trade(
            trade_id=cursor_text(row.seq, row.index),
            price=listing.price(row.price_ticks),
            size=listing.size(row.size_lots),
            side="buy" if row.side == "buy" else "sell",
            ts_ms=row.ts_us // 1_000,
        )
        for row in rows
    )
    return TradePage(trades=found, next_cursor=found[-1].trade_id if len(found) == call.query.limit else None)


async def candles(call: Call[MarketPath, CandlesQuery, None]) -> CandlePage:
    """Shows candles: the newest as far as they are folded, or those before a moment."""
    listing = await call.parts.listings.by_symbol(call.path.symbol)
    query, database = call.query, call.parts.database
    _, known_us = await progress(database)
    last_us = known_us if isinstance(query.before, UnsetType) else min(known_us, query.before * 1_000 - 1)
    width_us = query.interval * US_PER_S
    end_us = open_of(max(last_us, 0), query.interval) + width_us
    begin_us = max(0, end_us - query.limit * width_us)
    rows = await candles_window(database, listing.market, query.kind, query.interval, (begin_us, end_us))
    found = window_filled(rows, begin_us, end_us - 1)
    has_more = bool(rows) and rows[0].open_us < begin_us
    return CandlePage(
        market=listing.symbol,
        kind=query.kind,
        interval=query.interval,
        candles=tuple([candle_shown(candle, listing) for candle in found]),
        next_before=begin_us // 1_000 if has_more else None,
    )


def _level(view: LevelView, listing: Listing) -> Level:
    return Level(price=listing.price(view.price), size=listing.size(view.total), orders=view.orders)


def _market(view: MarketView, listing: Listing) -> Market:
    return Market(
        market=listing.symbol,
        market_id=view.market,
        status="paused" if view.paused or view.hold else "open",
        tick_size=listing.price(1),
        lot_size=listing.size(1),
        price_max=listing.price(view.price_max),
        order_size_max=listing.size(view.order_max),
        position_size_max=listing.size(view.position_max),
        open_interest_max=listing.size(view.open_interest_max),
        initial_margin_fraction=ppm_text(view.imf),
        maintenance_margin_fraction=ppm_text(view.mmf),
        initial_margin_fraction_now=ppm_text(view.imf_now),
        crowded_from=atoms_text(view.interest_lower) if view.interest_upper else None,
        crowded_at=atoms_text(view.interest_upper) if view.interest_upper else None,
        margin_tiers=tuple(
            MarginTier(above=str(usd), maintenance_margin_fraction=ppm_text(fraction))
            for usd, fraction in ((view.tier1_usd, view.tier1_mmf), (view.tier2_usd, view.tier2_mmf))
            if usd
        ),
        band_fraction=ppm_text(view.band),
        index_price=listing.known_mticks(view.index_price),
        mark_price=listing.known_mticks(view.mark_price),
        last_price=listing.price(view.last_price) if view.last_price else None,
        price_tier=msgspec.convert(Tier(view.tier).label, PriceTier),
        price_cause=msgspec.convert(TierCause(view.cause).label, PriceCause),
        open_interest=listing.size(view.open_interest),
        funding_rate=funding_of(view),
        funding_samples=view.samples,
        next_funding_ms=funding_next_ms(now_ms()) if view.samples else None,
    )


ROUTES: Final[list[HTTPRouteHandler]] = [
    route(LIST, list_markets),
    route(SHOW, show),
    route(BOOK, book),
    route(TRADES, trades),
    route(CANDLES, candles),
]
