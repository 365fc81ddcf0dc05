"""The projected tables: how far they are, and how a page of changes is written to all of them.

Nothing but `changes_write` writes them, always in the transaction that moves applied_seq, so they can be dropped and made again
from the journal and are then the same (JRN-6).
"""

from collections.abc import Sequence

from msgspec import Struct

from quantdesk.store.changes import COLUMNS as CHANGE_COLUMNS
from quantdesk.store.moves import COLUMNS as MOVE_COLUMNS
from quantdesk.store.pool import Db, Pool, PoolConnection

NAME = "project"

Value = int | str | bytes | bool | None
Row = tuple[Value, ...]

SELECT = "select applied_seq from projections where name = $1"
ADVANCE = "update projections set applied_seq = $3 where name = $1 and applied_seq = $2 returning applied_seq"
# A projection can be made again, so its commit need not wait for the disk; tables and applied_seq are lost together or not.
UNSYNCED = "set local synchronous_commit = off"
CLEAR = """
truncate markets, accounts, delegates, fee_tiers, orders, trades, positions, user_balances, settlement_items, settlement_rounds,
    settlement_changes, moves
"""
RESTART = "update projections set applied_seq = 0 where name = $1"

ORDER_COLUMNS = (
    "order_id", "account", "client_order_id", "nonce", "expiry_slot", "market", "side", "type", "time_in_force", "post_only",
    "reduce_only", "price_ticks", "size_lots", "filled_lots", "left_lots", "status", "cancel_reason", "filled_notional_atoms",
    "fee_atoms", "accepted_seq", "accepted_index", "accepted_us", "updated_seq", "updated_us",
)  # fmt: skip
TRADE_COLUMNS = (
    "seq", "index", "role", "market", "account", "order_id", "client_order_id", "side", "price_ticks", "size_lots",
    "notional_atoms", "fee_atoms", "realized_atoms", "position_lots", "ts_us",
)  # fmt: skip
ACCOUNT_COLUMNS = ("account", "owner", "index", "opened_seq", "opened_us", "closed_seq")

# left, status and reason are null where they did not change.
ORDERS_UPDATE = """
update orders set filled_lots = orders.filled_lots + c.filled, left_lots = coalesce(c.left_lots, orders.left_lots),
    status = coalesce(c.status, orders.status), cancel_reason = coalesce(c.reason, orders.cancel_reason),
    filled_notional_atoms = orders.filled_notional_atoms + c.notional, fee_atoms = orders.fee_atoms + c.fee,
    updated_seq = c.seq, updated_us = c.us
from unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::text[]::order_status[], $5::text[]::cancel_reason[], $6::bigint[],
    $7::bigint[], $8::bigint[], $9::bigint[]) as c (order_id, filled, left_lots, status, reason, notional, fee, seq, us)
where orders.order_id = c.order_id
"""
POSITIONS_UPSERT = """
insert into positions (account, market, position_lots, quote_atoms, claim_atoms, funding_atoms, realized_atoms, fee_atoms,
    updated_seq, updated_us)
select * from unnest($1::bigint[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
    $9::bigint[], $10::bigint[])
on conflict (account, market) do update set position_lots = excluded.position_lots, quote_atoms = excluded.quote_atoms,
    claim_atoms = excluded.claim_atoms, funding_atoms = excluded.funding_atoms,
    realized_atoms = positions.realized_atoms + excluded.realized_atoms, fee_atoms = positions.fee_atoms + excluded.fee_atoms,
    updated_seq = excluded.updated_seq, updated_us = excluded.updated_us
"""
BALANCES_UPSERT = """
insert into user_balances (account, asset, collateral_atoms, credited_atoms, debited_atoms, updated_seq, updated_us)
select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
on conflict (account, asset) do update set collateral_atoms = excluded.collateral_atoms,
    credited_atoms = user_balances.credited_atoms + excluded.credited_atoms,
    debited_atoms = user_balances.debited_atoms + excluded.debited_atoms,
    updated_seq = excluded.updated_seq, updated_us = excluded.updated_us
"""
MARKETS_UPSERT = """
insert into markets values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
    $23, $24, $25, $26)
on conflict (market) do update set symbol = $2, tick_size_e9 = $3, lot_size_e9 = $4, tick_value_atoms = $5, price_max_ticks = $6,
    order_max_lots = $7, position_max_lots = $8, open_interest_max_lots = $9, imf_ppm = $10, mmf_ppm = $11,
    requirement_min_atoms = $12, profit_cap_atoms = $13, band_ppm = $14, paused = $15, index_price_mticks = $16,
    mark_price_mticks = $17, last_price_ticks = $18, open_interest_lots = $19, pool_atoms = $20, insurance_atoms = $21,
    fee_bucket_atoms = $22, fee_claim_atoms = $23, claims_atoms = $24, deficit_atoms = $25, updated_seq = $26
"""
# Items are numbered here, in the transaction that writes them: behind those that the account has, in the order of the page (CUST-6).
ITEMS_INSERT = """
insert into settlement_items (account, item_seq, kind, asset, amount, total, request, seq, index, ts_us, place, step, market,
    position_lots, quote_atoms, claim_atoms, collateral_atoms, usdc_atoms)
select account, coalesce((select max(item_seq) + 1 from settlement_items as known where known.account = c.account), 0)
    + row_number() over (partition by account order by ordinality) - 1, kind::settlement_kind, asset, amount, total, request, seq,
    index, ts_us, place, step, market, position_lots, quote_atoms, claim_atoms, collateral_atoms, usdc_atoms
from unnest($1::bigint[], $2::text[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
    $9::bigint[], $10::smallint[], $11::smallint[], $12::int[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[],
    $17::bigint[])
    with ordinality as c (account, kind, asset, amount, total, request, seq, index, ts_us, place, step, market, position_lots,
    quote_atoms, claim_atoms, collateral_atoms, usdc_atoms, ordinality)
"""
ROUND_COLUMNS = (
    "seq", "index", "ts_us", "market", "mark_price_mticks", "index_price_mticks", "of_round", "sampled", "hour_premium_e9",
    "hour_samples", "hour_index_mticks",
)  # fmt: skip
# What has landed is told for all items before a number at once.
ITEMS_SETTLE = """
update settlement_items i set settled_us = c.ts_us
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) as c (account, known, items, ts_us)
where i.account = c.account and i.item_seq >= c.known and i.item_seq < c.items and i.settled_us is null
"""
ACCOUNTS_CLOSE = "update accounts set closed_seq = $2 where account = $1"
DELEGATES_UPSERT = """
insert into delegates (account, delegate, expiry_us, added_seq, markets, notional_day_atoms, near_index)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (account, delegate) do update set expiry_us = excluded.expiry_us, added_seq = excluded.added_seq,
    markets = excluded.markets, notional_day_atoms = excluded.notional_day_atoms, near_index = excluded.near_index
"""
DELEGATES_DELETE = "delete from delegates where account = $1 and delegate = $2"
TIERS_UPSERT = """
insert into fee_tiers (owner, tier, set_seq) values ($1, $2, $3)
on conflict (owner) do update set tier = excluded.tier, set_seq = excluded.set_seq
"""


class Changes(Struct):
    """What a page of the journal changes. Rows have the columns of their statements above, in that order."""

    accounts: list[Row]
    accounts_closed: list[Row]
    orders_new: list[Row]
    orders_changed: list[Row]
    trades: list[Row]
    moves: list[Row]
    positions: list[Row]
    balances: list[Row]
    settlement_items: list[Row]
    settlement_rounds: list[Row]
    settlement_changes: list[Row]
    settled: list[Row]
    markets: list[Row]
    delegates: list[Row]
    delegates_gone: list[Row]
    fee_tiers: list[Row]


class ProjectionMoved(Exception):
    """Somebody else has moved applied_seq since it was read; nothing was written."""


async def applied_seq(db: Db, name: str = NAME) -> int:
    """Last command whose events are in the tables; 0 before the first."""
    return await db.fetchval(SELECT, name) or 0


async def changes_write(pool: Pool, after_seq: int, to_seq: int, changes: Changes) -> None:
    """Writes what the commands after_seq + 1 to to_seq changed, and applied_seq, in one transaction.

    Errors: ProjectionMoved when applied_seq is not after_seq.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(UNSYNCED)
        if await connection.fetchval(ADVANCE, NAME, after_seq, to_seq) is None:
            raise ProjectionMoved(f"projection {NAME}: expected to be at {after_seq}")
        await _few_write(connection, changes)
        await _many_write(connection, changes)


async def projection_clear(pool: Pool) -> None:
    """Empties every projected table and starts again from the first command, in one transaction."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(RESTART, NAME)
        await connection.execute(CLEAR)


async def _few_write(connection: PoolConnection, changes: Changes) -> None:
    # Closed ones first: their index is free for a new one.
    if changes.accounts_closed:
        await connection.executemany(ACCOUNTS_CLOSE, changes.accounts_closed)
    if changes.accounts:
        await connection.copy_records_to_table("accounts", records=changes.accounts, columns=ACCOUNT_COLUMNS)
    for statement, rows in (
        (MARKETS_UPSERT, changes.markets),
        (DELEGATES_UPSERT, changes.delegates),
        (DELEGATES_DELETE, changes.delegates_gone),
        (TIERS_UPSERT, changes.fee_tiers),
    ):
        if rows:
            await connection.executemany(statement, rows)


async def _many_write(connection: PoolConnection, changes: Changes) -> None:
    if changes.orders_new:
        await connection.copy_records_to_table("orders", records=changes.orders_new, columns=ORDER_COLUMNS)
    if changes.trades:
        await connection.copy_records_to_table("trades", records=changes.trades, columns=TRADE_COLUMNS)
    if changes.moves:
        await connection.copy_records_to_table("moves", records=changes.moves, columns=MOVE_COLUMNS)
    if changes.settlement_rounds:
        await connection.copy_records_to_table(
            "settlement_rounds", records=changes.settlement_rounds, columns=ROUND_COLUMNS
        )
    if changes.settlement_changes:
        await connection.copy_records_to_table(
            "settlement_changes", records=changes.settlement_changes, columns=CHANGE_COLUMNS
        )
    for statement, rows in (
        (ORDERS_UPDATE, changes.orders_changed),
        (POSITIONS_UPSERT, changes.positions),
        (BALANCES_UPSERT, changes.balances),
        (ITEMS_INSERT, changes.settlement_items),
        (ITEMS_SETTLE, changes.settled),
    ):
        if rows:
            await connection.execute(statement, *_columns(rows))


def _columns(rows: Sequence[Row]) -> list[list[Value]]:
    return [list(column) for column in zip(*rows, strict=True)]
