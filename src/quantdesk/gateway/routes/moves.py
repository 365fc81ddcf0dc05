"""What moved beside the book, from the records."""

from typing import Final, cast

from litestar.handlers import HTTPRouteHandler
from msgspec import UnsetType

from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.cursors import cursor_text, trade_cursor
from quantdesk.gateway.entry_price import price_moved
from quantdesk.gateway.examples import EXAMPLE_QUERY
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.wire.moves import AccountMove, AccountMovesQuery, CauseName, MovePage
from quantdesk.model.money import atoms_text
from quantdesk.store.moves import Move, moves_of
from quantdesk.store.projections import applied_seq

MOVES: Final = Operation(
    method="GET",
    path="/api/moves",
    name="moves_list",
    summary="Lists what moved beside the book, newest first: by the backstop, by rounds, by what a bankrupt left",
    tag="positions",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=5,
    query_form=AccountMovesQuery,
    answer=MovePage,
    statuses=(404, 422),
    example=Example(query={**EXAMPLE_QUERY, "limit": 10}),
)


async def moves(call: Call[None, AccountMovesQuery, None]) -> MovePage:
    """Lists moves [LIQ-2 to LIQ-6, CUST-51]."""
    query = call.query
    await call.parts.ownership.require(call.caller, query.account)
    wanted = None if isinstance(query.market, UnsetType) else await call.parts.listings.by_symbol(query.market)
    before = None if isinstance(query.before, UnsetType) else trade_cursor(query.before)
    # How far the records are is asked first: they may be further by the time they are read, never less far.
    seq = await applied_seq(call.parts.database)
    rows = await moves_of(call.parts.database, query.account, query.limit, before)
    found = [
        _move(row, await call.parts.listings.by_number(row.market))
        for row in rows
        if wanted is None or row.market == wanted.market
    ]
    last = cursor_text(rows[-1].seq, rows[-1].index) if len(rows) == query.limit else None
    return MovePage(moves=tuple(found), next_cursor=last, seq=seq)


def _move(row: Move, listing: Listing) -> AccountMove:
    return AccountMove(
        move_id=cursor_text(row.seq, row.index),
        market=listing.symbol,
        cause=cast(CauseName, row.cause),
        size=listing.size(row.lots),
        price=price_moved(row.lots, row.amount_atoms, listing),
        amount=atoms_text(row.amount_atoms),
        fee=atoms_text(row.fee_atoms),
        position=listing.size(row.position_lots),
        ts_ms=row.ts_us // 1_000,
        settled_ms=None if row.settled_us is None else row.settled_us // 1_000,
    )


ROUTES: Final[list[HTTPRouteHandler]] = [route(MOVES, moves)]
