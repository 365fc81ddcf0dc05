"""Positions, from the engine; fills, from the records."""

from typing import Final, Literal, cast

from litestar.handlers import HTTPRouteHandler
from msgspec import UnsetType

from quantdesk.gateway.asking import ask
from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.cursors import cursor_text, trade_cursor
from quantdesk.gateway.entry_price import entry_price
from quantdesk.gateway.examples import EXAMPLE_MARKET, EXAMPLE_QUERY
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.problems import engine_unavailable
from quantdesk.gateway.refusals import refusal_of
from quantdesk.gateway.routes.accounts import seq_of
from quantdesk.gateway.wire.accounts import (
    AccountFill,
    AccountQueryString,
    FillPage,
    FillsQuery,
    IsolationAnswer,
    IsolationRequest,
    LeverageAnswer,
    LeverageRequest,
    Position,
    PositionList,
)
from quantdesk.gateway.wire.fields import SideName
from quantdesk.model.ids import MARKET_ALL
from quantdesk.model.money import atoms_text
from quantdesk.model.records_gen import (
    AccountQuery,
    IsolationSet,
    LeverageSet,
    PositionView,
    Refused,
    SetIsolation,
    SetLeverage,
)
from quantdesk.store.projections import applied_seq
from quantdesk.store.trades import Trade, fills_of

POSITIONS: Final = Operation(
    method="GET",
    path="/api/positions",
    name="positions_list",
    summary="Lists positions of an account",
    tag="positions",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=2,
    query_form=AccountQueryString,
    answer=PositionList,
    example=Example(query=EXAMPLE_QUERY),
)
FILLS: Final = Operation(
    method="GET",
    path="/api/fills",
    name="fills_list",
    summary="Lists fills of an account, newest first",
    tag="positions",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=5,
    query_form=FillsQuery,
    answer=FillPage,
    statuses=(404, 422),
    example=Example(query={**EXAMPLE_QUERY, "limit": 10}),
)


LEVERAGE: Final = Operation(
    method="POST",
    path="/api/positions/leverage",
    name="positions_leverage",
    summary="Sets the most leverage that new risk may have in a market; it can only lower what the market allows",
    tag="positions",
    scope=Scope.TRADE,
    budget=Budget.TRADING,
    weight=1,
    body_form=LeverageRequest,
    answer=LeverageAnswer,
    statuses=(404, 422),
    example=Example(body={**EXAMPLE_QUERY, "market": EXAMPLE_MARKET, "leverage": 5}),
)


async def leverage(call: Call[None, None, LeverageRequest]) -> LeverageAnswer:
    """Sets it [MGN-2]."""
    body = call.body
    await call.parts.ownership.require(call.caller, body.account)
    listing = await call.parts.listings.by_symbol(body.market)
    record = SetLeverage(account=body.account, market=listing.market, leverage=body.leverage).encode()
    for event in await call.parts.sender.send(record, 0):
        if isinstance(event, Refused):
            raise refusal_of(event, listing)
        if isinstance(event, LeverageSet):
            return LeverageAnswer(account=event.account, market=listing.symbol, leverage=event.leverage, seq=event.seq)
    raise engine_unavailable()


ISOLATION: Final = Operation(
    method="POST",
    path="/api/positions/isolation",
    name="positions_isolation",
    summary="Binds a sub-account to one market, so that what it loses there is its own collateral alone, or frees it",
    tag="positions",
    scope=Scope.TRADE,
    budget=Budget.TRADING,
    weight=1,
    body_form=IsolationRequest,
    answer=IsolationAnswer,
    statuses=(404, 422),
    example=Example(body={**EXAMPLE_QUERY, "market": None}),
)


async def isolation(call: Call[None, None, IsolationRequest]) -> IsolationAnswer:
    """Binds or frees it [MGN-8]."""
    body = call.body
    await call.parts.ownership.require(call.caller, body.account)
    listing = None if body.market is None else await call.parts.listings.by_symbol(body.market)
    record = SetIsolation(account=body.account, market=MARKET_ALL if listing is None else listing.market).encode()
    for event in await call.parts.sender.send(record, 0):
        if isinstance(event, Refused):
            raise refusal_of(event, listing)
        if isinstance(event, IsolationSet):
            return IsolationAnswer(account=event.account, market=body.market, seq=event.seq)
    raise engine_unavailable()


async def positions(call: Call[None, AccountQueryString, None]) -> PositionList:
    """Lists positions."""
    await call.parts.ownership.require(call.caller, call.query.account)
    views = await ask(call.parts.engine, AccountQuery(account=call.query.account).encode())
    found = [
        _position(view, await call.parts.listings.by_number(view.market))
        for view in views
        if isinstance(view, PositionView)
    ]
    return PositionList(positions=tuple(found), seq=seq_of(views))


def _position(view: PositionView, listing: Listing) -> Position:
    return Position(
        account=view.account,
        market=listing.symbol,
        size=listing.size(view.position),
        entry_price=entry_price(view, listing),
        mark_price=listing.known_mticks(view.mark_price),
        liquidation_price=listing.known_mticks(view.liquidation_price),
        unrealized=atoms_text(view.unrealized),
        swept=atoms_text(view.swept),
        claim=atoms_text(view.claim),
        initial_margin=atoms_text(view.imr),
        maintenance_margin=atoms_text(view.mmr),
        buying=listing.size(view.buys),
        selling=listing.size(view.sells),
        leverage=view.leverage or None,
    )


async def fills(call: Call[None, FillsQuery, None]) -> FillPage:
    """Lists fills."""
    query = call.query
    await call.parts.ownership.require(call.caller, query.account)
    wanted = None if isinstance(query.market, UnsetType) else await call.parts.listings.by_symbol(query.market)
    before = None if isinstance(query.before, UnsetType) else trade_cursor(query.before)
    # How far the records are is asked first: they may be further by the time they are read, never less far.
    seq = await applied_seq(call.parts.database)
    rows = await fills_of(call.parts.database, query.account, query.limit, before)
    found = [
        _fill(row, await call.parts.listings.by_number(row.market))
        for row in rows
        if wanted is None or row.market == wanted.market
    ]
    last = cursor_text(rows[-1].seq, rows[-1].index) if len(rows) == query.limit else None
    return FillPage(fills=tuple(found), next_cursor=last, seq=seq)


def _fill(row: Trade, listing: Listing) -> AccountFill:
    return AccountFill(
        fill_id=f"{cursor_text(row.seq, row.index)}.{row.role}",
        market=listing.symbol,
        side=cast(SideName, row.side),
        role=cast(Literal["maker", "taker"], row.role),
        price=listing.price(row.price_ticks),
        size=listing.size(row.size_lots),
        fee=atoms_text(row.fee_atoms),
        realized=atoms_text(row.realized_atoms),
        order_id=row.order_id.hex(),
        ts_ms=row.ts_us // 1_000,
        settled_ms=None if row.settled_us is None else row.settled_us // 1_000,
    )


ROUTES: Final[list[HTTPRouteHandler]] = [
    route(POSITIONS, positions),
    route(LEVERAGE, leverage),
    route(ISOLATION, isolation),
    route(FILLS, fills),
]
