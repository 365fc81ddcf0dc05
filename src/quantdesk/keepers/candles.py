"""Keepers `candles` and `partitions`: journal rows become candles; partitions are there before they are needed and go when they expire.

Table and applied_seq change in one transaction (CDL-5, JRN-6), so it may stop anywhere, run twice or run late.
"""

from typing import Final

from quantdesk.keepers.project import continuous
from quantdesk.model.candle_ticks import ticks_of
from quantdesk.model.candles import candle_pack, candles_of, candles_read, joined
from quantdesk.runtime.clock import now_us
from quantdesk.store.candles import (
    DAY_US,
    candles_clear,
    candles_same,
    candles_write,
    partitions_ahead,
    partitions_expire,
    progress,
)
from quantdesk.store.journal import batches_between
from quantdesk.store.pool import Pool

NAME: Final = "candles"
INTERVAL_S: Final = 1.0
PAGE_ROWS_MAX: Final = 1_024
MORE_ROWS: Final = 256
"""So many rows in a page: more will have come meanwhile."""
SEQ_MAX: Final = 2**63 - 1

PARTITIONS_NAME: Final = "partitions"
PARTITIONS_INTERVAL_S: Final = 3_600.0
AHEAD: Final = 3
KEPT_DAYS: Final = {"candles_fine": 7, "candles_coarse": 3_650}
"""Retention: seconds, five and fifteen seconds for a week, all others for ten years."""


async def run_once(pool: Pool, rows_max: int = PAGE_ROWS_MAX) -> tuple[int, bool]:
    """Folds one page into the candles. Result: applied_seq afterwards, and whether there may be more.

    Errors: JournalGap; ProjectionMoved when another keeper works on the same table.
    """
    after_seq, _ = await progress(pool)
    rows = await batches_between(pool, after_seq, SEQ_MAX, rows_max)
    if not rows:
        return after_seq, False
    continuous(after_seq, rows)
    news = candles_of(b"".join([ticks_of(row.events, row.ts_us) for row in rows]))
    kept = b"".join([candle_pack(candle) for candle in await candles_same(pool, candles_read(news))])
    await candles_write(pool, after_seq, rows[-1].seq_to, rows[-1].ts_us, candles_read(joined(kept, news)))
    return rows[-1].seq_to, len(rows) >= MORE_ROWS


async def rebuild(pool: Pool, rows_max: int = PAGE_ROWS_MAX) -> int:
    """Drops the candles and makes them again from the first row; applied_seq afterwards."""
    await candles_clear(pool)
    before, seq = -1, 0
    while seq > before:
        before = seq
        seq, _ = await run_once(pool, rows_max)
    return seq


async def partitions_keep(pool: Pool) -> tuple[int, bool]:
    """Makes the partitions of the next steps and drops those beyond retention. Result: how many changed, and no more."""
    moment_us = now_us()
    changed = await partitions_ahead(pool, moment_us, AHEAD)
    for table, days in KEPT_DAYS.items():
        changed += await partitions_expire(pool, table, moment_us - days * DAY_US)
    return changed, False
