"""Keeper `project`: journal rows behind applied_seq become orders, trades, positions, balances, accounts and markets.

Tables and applied_seq change in one transaction (JRN-6), so it may stop anywhere, run twice or run late. A message of the bus wakes it;
without messages it looks by itself.
"""

from quantdesk.keepers.fold import Fold
from quantdesk.model.records_gen import events_decode
from quantdesk.store.journal import EventRow, batches_between
from quantdesk.store.markets import markets_list
from quantdesk.store.pool import Pool, open_pool
from quantdesk.store.projections import applied_seq, changes_write, projection_clear

NAME = "project"
INTERVAL_S = 0.25
PAGE_ROWS_MAX = 256
# So many rows in a page: more will have come meanwhile.
MORE_ROWS = 32
SEQ_MAX = 2**63 - 1
STATEMENT_TIMEOUT_MS = 60_000


class JournalGap(Exception):
    """A row of the journal is missing; the projection stays where it is."""


async def run_once(pool: Pool, rows_max: int = PAGE_ROWS_MAX) -> tuple[int, bool]:
    """Applies one page. Result: applied_seq afterwards, and whether there may be more.

    Errors: JournalGap; ProjectionMoved when another keeper works on the same tables.
    """
    after_seq = await applied_seq(pool)
    rows = await batches_between(pool, after_seq, SEQ_MAX, rows_max)
    if not rows:
        return after_seq, False
    continuous(after_seq, rows)
    fold = Fold(await markets_list(pool))
    for row in rows:
        fold.take(row.ts_us, events_decode(row.events))
    await changes_write(pool, after_seq, rows[-1].seq_to, fold.changes())
    return rows[-1].seq_to, len(rows) >= MORE_ROWS


async def run_to_end(pool: Pool, rows_max: int = PAGE_ROWS_MAX) -> int:
    """Applies pages until there are no more; applied_seq afterwards."""
    before = -1
    seq, _ = await run_once(pool, rows_max)
    while seq > before:
        before = seq
        seq, _ = await run_once(pool, rows_max)
    return seq


async def rebuild(database_url: str, rows_max: int = PAGE_ROWS_MAX) -> int:
    """Drops what was projected and makes it again from the first row; applied_seq afterwards."""
    pool = await open_pool(
        database_url, size=2, statement_timeout_ms=STATEMENT_TIMEOUT_MS, application="keeper-project-rebuild"
    )
    try:
        await projection_clear(pool)
        return await run_to_end(pool, rows_max)
    finally:
        await pool.close()


def continuous(after_seq: int, rows: list[EventRow]) -> None:
    """Errors: JournalGap, when the rows do not follow after_seq and each other without a gap (JRN-1)."""
    for row in rows:
        if row.seq_from != after_seq + 1:
            raise JournalGap(f"journal: expected a row that begins with {after_seq + 1}, found {row.seq_from}")
        after_seq = row.seq_to
