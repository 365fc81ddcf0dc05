"""What a journal, the engine, the tables and a subscriber must agree on after a run."""

import asyncio
from collections.abc import Sequence

import msgspec

from quantdesk.bus.commands import CommandClient
from quantdesk.client.answers import Message
from quantdesk.core import Exchange
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    AnswerHead,
    BookQuery,
    Credited,
    LevelView,
    OrderFilled,
    PositionView,
    Side,
    TotalsQuery,
    TotalsView,
    View,
    events_decode,
    views_decode,
)
from quantdesk.store.balances import balances_of
from quantdesk.store.journal import JournalRow, journal_read
from quantdesk.store.pool import Pool
from quantdesk.store.positions import positions_of

BookSides = tuple[dict[int, int], dict[int, int]]
BTC_TICK_E9, BTC_LOT_E9 = 100_000_000, 100_000


class Checkpoint(msgspec.Struct):
    """A subscriber's book after the command seq, prices and sizes in e9."""

    seq: int
    bids: dict[int, int]
    asks: dict[int, int]


async def ask(client: CommandClient, query: bytes) -> tuple[int, list[View]]:
    """Seq and views of an answer."""
    views = views_decode(await client.query(query))
    head = views[0]
    assert isinstance(head, AnswerHead)
    return head.seq, views[1:]


def levels_e9(views: Sequence[View]) -> BookSides:
    """Bids and asks of an answer in e9."""
    sides: BookSides = ({}, {})
    for view in views:
        assert isinstance(view, LevelView)
        sides[0 if view.side == Side.BUY else 1][view.price * BTC_TICK_E9] = view.total * BTC_LOT_E9
    return sides


async def journal_rows(pool: Pool) -> list[JournalRow]:
    """The whole journal."""
    rows: list[JournalRow] = []
    while page := await journal_read(pool, rows[-1].seq_to if rows else 0):
        rows += page
    return rows


def books_check(rows: list[JournalRow], market: int, checkpoints: list[Checkpoint]) -> int:
    """Replays the journal: at each checkpoint's seq the book must be the subscriber's. Returns how many were compared."""
    exchange = Exchange()
    due = iter(checkpoints)
    checkpoint = next(due, None)
    compared = 0
    for row in rows:
        exchange.apply(row.commands)
        while checkpoint is not None and checkpoint.seq <= row.seq_to:
            assert checkpoint.seq == row.seq_to, "a book message's seq is the last one of its batch"
            views = views_decode(exchange.query(BookQuery(market=market, depth=0).encode()))[1:]
            assert (checkpoint.bids, checkpoint.asks) == levels_e9(views), f"book after command {checkpoint.seq}"
            compared += 1
            checkpoint = next(due, None)
    assert checkpoint is None
    return compared


def fills_of(rows: list[JournalRow]) -> list[OrderFilled]:
    """Every match in the journal, in order."""
    return [event for row in rows for event in events_decode(row.events) if isinstance(event, OrderFilled)]


async def trades_check(pool: Pool, fills: list[OrderFilled]) -> None:
    """The table trades holds two rows a match, with the engine's numbers."""
    stored = await pool.fetch(
        "select seq, index, role::text, account, order_id, side::text, price_ticks, size_lots, fee_atoms, realized_atoms, position_lots "
        "from trades order by seq, index, role"
    )
    expected = []
    for fill in fills:
        taker_side, maker_side = ("buy", "sell") if fill.side == Side.BUY else ("sell", "buy")
        rest = (fill.price, fill.size)
        expected.append(
            (
                fill.seq,
                fill.index,
                "maker",
                fill.maker_account,
                fill.maker_order_id,
                maker_side,
                *rest,
                fill.maker_fee,
                fill.maker_realized,
                fill.maker_position,
            )
        )
        expected.append(
            (
                fill.seq,
                fill.index,
                "taker",
                fill.taker_account,
                fill.taker_order_id,
                taker_side,
                *rest,
                fill.taker_fee,
                fill.taker_realized,
                fill.taker_position,
            )
        )
    assert [tuple(row) for row in stored] == expected


async def accounts_check(pool: Pool, client: CommandClient, accounts: Sequence[int]) -> None:
    """Tables positions and user_balances are the engine's, to the atom."""
    for account in accounts:
        _, views = await ask(client, AccountQuery(account=account).encode())
        balances = await balances_of(pool, account)
        assert [view.collateral for view in views if isinstance(view, AccountView)] == [
            balance.collateral_atoms for balance in balances
        ]
        engine = {
            view.market: (view.position, view.quote, view.claim, view.funding)
            for view in views
            if isinstance(view, PositionView) and (view.position or view.quote or view.claim)
        }
        stored = {
            position.market: (
                position.position_lots,
                position.quote_atoms,
                position.claim_atoms,
                position.funding_atoms,
            )
            for position in await positions_of(pool, account)
            if position.position_lots or position.quote_atoms or position.claim_atoms
        }
        assert stored == engine


async def money_check(rows: list[JournalRow], client: CommandClient) -> None:
    """PNL-2, PNL-3: what was credited is there, to the atom, and no market's sums are off."""
    credited = sum(event.amount for row in rows for event in events_decode(row.events) if isinstance(event, Credited))
    _, views = await ask(client, TotalsQuery().encode())
    totals = views[0]
    assert isinstance(totals, TotalsView)
    assert totals.violations == 0
    assert totals.tracked == credited
    assert (
        totals.collateral + totals.pools + totals.insurance + totals.fee_buckets + totals.tail + totals.shares
        == credited
    )


async def projection_wait(pool: Pool, seq: int, timeout_s: float = 30.0) -> None:
    """Returns when the tables contain everything up to a command."""
    async with asyncio.timeout(timeout_s):
        while await pool.fetchval("select applied_seq from projections where name = 'project'") < seq:
            await asyncio.sleep(0.05)


def trades_heard_check(messages: list[Message], fills: list[OrderFilled]) -> None:
    """A subscriber of trades heard every match once, in order."""
    heard = [trade["trade_id"] for message in messages for trade in message.data]
    assert heard == [f"{fill.seq}.{fill.index}" for fill in fills]
