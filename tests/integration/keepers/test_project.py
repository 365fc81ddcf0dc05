"""The projection of a real journal: equal to the engine, and the same however it is made."""

import asyncio
import random

import asyncpg
import pytest

from quantdesk.keepers.fold import Fold
from quantdesk.keepers.project import JournalGap, rebuild, run_once, run_to_end
from quantdesk.model.assets import ASSETS
from quantdesk.model.records_gen import (
    AccountQuery,
    AssetView,
    Credited,
    Debited,
    DelegateRemoved,
    FloorRaised,
    OpenOrdersQuery,
    OrderFilled,
    OrderView,
    PositionView,
    events_decode,
    views_decode,
)
from quantdesk.store.accounts import accounts_of, delegates_of
from quantdesk.store.balances import balances_of
from quantdesk.store.journal import batches_between, journal_read
from quantdesk.store.markets import market_by_symbol, markets_list
from quantdesk.store.orders import order_get, orders_history
from quantdesk.store.pool import Cursor, open_pool
from quantdesk.store.positions import positions_of
from quantdesk.store.projections import ProjectionMoved, applied_seq, changes_write
from quantdesk.store.settlement import progress_of, settlement_items_of
from quantdesk.store.trades import fills_of, trades_of
from tests.integration.engine.traders import MARKET
from tests.integration.keepers.journals import JournalMaker

TABLES = {
    "markets": "market",
    "accounts": "account",
    "delegates": "account, delegate",
    "fee_tiers": "owner",
    "orders": "order_id",
    "trades": "seq, index, role",
    "positions": "account, market",
    "user_balances": "account, asset",
    "settlement_items": "account, item_seq",
    "projections": "name",
}


async def table_hashes(url: str) -> dict[str, str]:
    """One hash a table over all its rows in order of their keys."""
    connection = await asyncpg.connect(url)
    hashes = {}
    for table, keys in TABLES.items():
        hashes[table] = await connection.fetchval(
            f"select md5(string_agg(t::text, E'\\n' order by {keys})) from {table} t"
        )
    await connection.close()
    return hashes


async def test_dropping_and_rebuilding_gives_identical_tables_whatever_the_pages(database_url: str) -> None:
    """JRN-6."""
    maker = JournalMaker(seed=11)
    await maker.write(database_url, batches=40, size=60)
    pool = await open_pool(database_url, size=2)
    chance = random.Random(3)
    while await applied_seq(pool) < maker.exchange.seq:  # pages of changing sizes, as live work has them
        await run_once(pool, chance.randrange(1, 6))
    live = await table_hashes(database_url)
    assert all(live.values())
    for rows_max in (1, 7, 1_000):
        assert await rebuild(database_url, rows_max) == maker.exchange.seq
        assert await table_hashes(database_url) == live
    await pool.close()


async def test_tables_say_the_same_as_the_engine(database_url: str) -> None:
    maker = JournalMaker(seed=12)
    await maker.write(database_url, batches=30, size=80)
    pool = await open_pool(database_url, size=2)
    await run_to_end(pool)
    for trader in maker.traders:
        views = views_decode(maker.exchange.query(AccountQuery(account=trader.account).encode()))
        stored = {balance.asset: balance.collateral_atoms for balance in await balances_of(pool, trader.account)}
        assert stored == {ASSETS[view.asset].name: view.collateral for view in views if isinstance(view, AssetView)}
        held = {position.market: position for position in await positions_of(pool, trader.account)}
        for view in views:
            if isinstance(view, PositionView):
                row = held[view.market]
                assert (row.position_lots, row.quote_atoms) == (view.position, view.quote)
        views = views_decode(maker.exchange.query(OpenOrdersQuery(account=trader.account, market=65_535).encode()))
        resting = {view.order_id: view for view in views if isinstance(view, OrderView)}
        rows = [order for order in await orders_history(pool, trader.account, 1_000) if order.status == "resting"]
        assert {order.order_id for order in rows} == set(resting)
        for order in rows:
            view = resting[order.order_id]
            assert (order.filled_lots, order.left_lots) == (view.filled, view.left)
    await pool.close()


async def test_settlement_log_holds_every_item_of_the_journal_in_order(database_url: str) -> None:
    """CUST-6: an account's items are numbered without a gap, whatever the pages: each credit, debit, acknowledgement, side of a fill."""
    maker = JournalMaker(seed=21)
    await maker.write(database_url, batches=40, size=60)
    pool = await open_pool(database_url, size=2)
    while await applied_seq(pool) < maker.exchange.seq:
        await run_once(pool, 3)
    wanted: dict[int, list[tuple[str, int, int, int, int]]] = {}
    for row in await batches_between(pool, 0, 2**63 - 1, 10_000):
        for event in events_decode(row.events):
            place = (event.seq, event.index)
            if isinstance(event, Credited | Debited):
                kind = "credit" if isinstance(event, Credited) else "debit"
                wanted.setdefault(event.account, []).append((kind, event.asset, event.amount, *place))
            elif isinstance(event, DelegateRemoved | FloorRaised) and event.inbox:
                wanted.setdefault(event.account, []).append(("ack", 0, event.inbox, *place))
            elif isinstance(event, OrderFilled):
                for account in (event.taker_account, event.maker_account):
                    wanted.setdefault(account, []).append(("fill", 0, event.size, *place))
    kinds = {kind for items in wanted.values() for kind, *_ in items}
    assert kinds == {"credit", "debit", "ack", "fill"}
    for account, items in wanted.items():
        stored = await settlement_items_of(pool, account, 0, 10_000)
        assert [item.item_seq for item in stored] == list(range(len(stored)))
        assert [(item.seq, item.index, item.place) for item in stored] == sorted(
            (item.seq, item.index, item.place) for item in stored
        )
        told = [(item.kind, item.asset, item.amount, item.seq, item.index) for item in stored]
        assert [row for row in told if row[0] in kinds] == items
        assert await settlement_items_of(pool, account, 1, 1) == stored[1:2]
    await pool.close()


async def test_every_match_is_in_two_rows_and_sums_agree_with_orders_and_positions(database_url: str) -> None:
    maker = JournalMaker(seed=13)
    await maker.write(database_url, batches=30, size=60)
    pool = await open_pool(database_url, size=2)
    await run_to_end(pool)
    fills = [
        event
        for row in await journal_read(pool, 0, 1 << 30, 10_000)
        for event in events_decode(row.events)
        if isinstance(event, OrderFilled)
    ]
    rows = await pool.fetch("select seq, index, role, size_lots, fee_atoms from trades")
    assert len(rows) == 2 * len(fills) > 100
    found = {(row["seq"], row["index"], row["role"]): (row["size_lots"], row["fee_atoms"]) for row in rows}
    for fill in fills:
        assert found[fill.seq, fill.index, "maker"] == (fill.size, fill.maker_fee)
        assert found[fill.seq, fill.index, "taker"] == (fill.size, fill.taker_fee)
    differing = await pool.fetchval(
        "select count(*) from orders o where (filled_lots, filled_notional_atoms, fee_atoms) is distinct from"
        " (select (coalesce(sum(size_lots), 0)::bigint, coalesce(sum(notional_atoms), 0)::bigint,"
        " coalesce(sum(fee_atoms), 0)::bigint)"
        "  from trades t where t.order_id = o.order_id)"
    )
    assert differing == 0
    assert await pool.fetchval("select sum(position_lots) from positions") == 0
    assert (
        await pool.fetchval(
            "select count(*) from positions p where position_lots <> (select sum(case when t.side = 'buy' then size_lots"
            " else -size_lots end) from trades t where t.account = p.account and t.market = p.market)"
        )
        == 0
    )
    await pool.close()


async def test_two_keepers_at_once_apply_every_row_once(database_url: str) -> None:
    maker = JournalMaker(seed=14)
    await maker.write(database_url, batches=20, size=30)
    pool = await open_pool(database_url, size=4)

    async def worker() -> None:
        while await applied_seq(pool) < maker.exchange.seq:
            try:
                await run_once(pool, 3)
            except ProjectionMoved:
                await asyncio.sleep(0)

    await asyncio.gather(worker(), worker(), worker())
    live = await table_hashes(database_url)
    await rebuild(database_url)
    assert await table_hashes(database_url) == live
    await pool.close()


async def test_what_fails_in_the_middle_leaves_tables_and_applied_seq_together(database_url: str) -> None:
    maker = JournalMaker(seed=15)
    await maker.write(database_url, batches=3, size=40)
    pool = await open_pool(database_url, size=2)
    await run_once(pool, 2)
    before = await table_hashes(database_url)
    connection = await asyncpg.connect(database_url)
    await connection.execute("alter table user_balances rename to hidden")
    with pytest.raises(asyncpg.UndefinedTableError):
        await run_once(pool, 2)
    await connection.execute("alter table hidden rename to user_balances")
    await connection.close()
    assert await table_hashes(database_url) == before
    assert await run_to_end(pool) == maker.exchange.seq
    await pool.close()


async def test_a_missing_row_stops_the_projection(database_url: str) -> None:
    """JRN-1."""
    maker = JournalMaker(seed=16)
    await maker.write(database_url, batches=3, size=5)
    connection = await asyncpg.connect(database_url)
    await connection.execute("alter table engine.journal disable trigger all")
    await connection.execute(
        "delete from engine.journal where seq_from = (select seq_from from engine.journal order by 1 offset 2 limit 1)"
    )
    await connection.close()
    pool = await open_pool(database_url, size=2)
    with pytest.raises(JournalGap):
        await run_once(pool)
    assert await applied_seq(pool) == 0
    await pool.close()


async def test_nothing_is_written_when_applied_seq_is_not_what_was_read(database_url: str) -> None:
    maker = JournalMaker(seed=17)
    await maker.write(database_url, batches=1, size=5)
    pool = await open_pool(database_url, size=2)
    await run_to_end(pool)
    before = await table_hashes(database_url)
    with pytest.raises(ProjectionMoved):
        await changes_write(pool, 1, 99, Fold([]).changes())
    assert await table_hashes(database_url) == before
    await pool.close()


async def test_history_is_read_in_pages_without_gap_or_repetition(database_url: str) -> None:
    maker = JournalMaker(seed=18)
    await maker.write(database_url, batches=20, size=60)
    pool = await open_pool(database_url, size=2)
    await run_to_end(pool)
    account = maker.traders[0].account
    whole = await orders_history(pool, account, 1_000)
    paged, place = [], None
    while page := await orders_history(pool, account, 7, place):
        paged += page
        place = Cursor(page[-1].accepted_seq, page[-1].accepted_index)
    assert paged == whole
    assert len(whole) > 30
    assert await order_get(pool, account, whole[0].order_id) == whole[0]
    assert await order_get(pool, account + 1, whole[0].order_id) is None
    everything = await trades_of(pool, MARKET, 1_000)
    assert all(trade.role == "taker" for trade in everything)
    paged, place = [], None
    while part := await trades_of(pool, MARKET, 13, place):
        paged += part
        place = Cursor(part[-1].seq, part[-1].index)
    assert paged[: len(everything)] == everything
    fills = await fills_of(pool, account, 1_000)
    assert {fill.account for fill in fills} == {account}
    # Nobody has told that anything is on a chain.
    assert {fill.settled_us for fill in fills} == {None}
    progress = await progress_of(pool, account)
    assert progress.pending == progress.items >= len(fills)
    assert progress.oldest_us is not None
    assert progress.oldest_us <= fills[-1].ts_us
    await pool.close()


async def test_accounts_markets_and_delegates_are_projected(database_url: str) -> None:
    maker = JournalMaker(seed=19)
    await maker.write(database_url, batches=20, size=60)
    pool = await open_pool(database_url, size=2)
    await run_to_end(pool)
    for trader in maker.traders:
        assert [account.account for account in await accounts_of(pool, trader.owner)] == [trader.account]
    market = await market_by_symbol(pool, "BTC-PERP")
    assert market is not None
    assert (market.market, market.tick_value_atoms, market.paused) == (MARKET, 10, False)
    assert market.last_price_ticks > 0
    assert await markets_list(pool) == [market]
    assert sum([len(await delegates_of(pool, trader.account)) for trader in maker.traders]) > 0
    await pool.close()


PAGES = (
    ("trades where account = 1 and (seq, index) < (9, 9) order by seq desc, index desc", "trades_account"),
    (
        "trades where market = 1 and role = 'taker' and (seq, index) < (9, 9) order by seq desc, index desc",
        "trades_market",
    ),
    (
        "orders where account = 1 and (accepted_seq, accepted_index) < (9, 9) order by accepted_seq desc, accepted_index desc",
        "orders_account",
    ),
    ("engine.journal where seq_from > 5 order by seq_from", "journal_pkey"),
)


async def test_lists_are_read_along_their_indexes(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("set enable_seqscan = off")
    for page, index in PAGES:
        plan = "\n".join(row[0] for row in await connection.fetch(f"explain select * from {page} limit 5"))
        assert index in plan, plan
        assert "Sort" not in plan, plan
    await connection.close()
