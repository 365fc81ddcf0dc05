"""Candles: a projection of the journal, partitioned by interval and time.

Nothing but `candles_write` writes them, always in the transaction that moves applied_seq, so that each tick is in them exactly once
and a table made anew is the same (CDL-5, JRN-6). Rows that are there are read, joined by the one fold and written back whole.
"""

from collections.abc import Sequence
from typing import Final

from quantdesk.model.candles import INTERVALS_S, KINDS, US_PER_S, Candle, CandleKind
from quantdesk.store.pool import Db, Pool, Record
from quantdesk.store.projections import UNSYNCED, ProjectionMoved

NAME: Final = "candles"
DAY_US: Final = 86_400 * US_PER_S
PARTITIONS: Final = {"candles_fine": DAY_US, "candles_coarse": 30 * DAY_US}
"""Partitioned tables with the width of a partition, microseconds."""
FINE_S: Final = (1, 5, 15)

ROWS: Final = """
select market, kind::text, interval_s, open_us, open_mticks, high_mticks, low_mticks, close_mticks, volume_lots, ticks,
first_us, first_seq, last_us, last_seq, first_index, last_index from candles
"""
ADVANCE: Final = """
update projections set applied_seq = $2, applied_us = $3 where name = 'candles' and applied_seq = $1 returning applied_seq
"""
PROGRESS: Final = "select applied_seq, applied_us from projections where name = 'candles'"
CLEAR: Final = "truncate candles"
RESTART: Final = "update projections set applied_seq = 0, applied_us = 0 where name = 'candles'"
ENSURE: Final = "select partitions_ensure($1, $2, $3, $4)"
DROP: Final = "select partitions_drop($1, $2)"
SAME: Final = (
    ROWS
    + """join unnest($1::int[], $2::text[]::candle_kind[], $3::int[], $4::bigint[]) as k (m, k, i, o)
on interval_s = k.i and market = k.m and kind = k.k and open_us = k.o
where interval_s = any($5::int[]) and open_us between $6 and $7
"""
)
UPSERT: Final = """
insert into candles (market, kind, interval_s, open_us, open_mticks, high_mticks, low_mticks, close_mticks, volume_lots, ticks,
    first_us, first_seq, last_us, last_seq, first_index, last_index)
select * from unnest($1::int[], $2::text[]::candle_kind[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[],
    $16::bigint[])
on conflict (interval_s, market, kind, open_us) do update set open_mticks = excluded.open_mticks,
    high_mticks = excluded.high_mticks, low_mticks = excluded.low_mticks, close_mticks = excluded.close_mticks,
    volume_lots = excluded.volume_lots, ticks = excluded.ticks, first_us = excluded.first_us, first_seq = excluded.first_seq,
    last_us = excluded.last_us, last_seq = excluded.last_seq, first_index = excluded.first_index,
    last_index = excluded.last_index
"""
SERIES: Final = ROWS + "where interval_s = $1 and market = $2 and kind = $3::text::candle_kind"
WINDOW: Final = SERIES + " and open_us >= $4 and open_us < $5 order by open_us"
BEFORE: Final = SERIES + " and open_us < $4 order by open_us desc limit 1"
# The newest rows of every series of one interval; every series has a candle of a day.
ALL_SERIES: Final = """
select c.* from (select distinct market as m, kind as k from candles where interval_s = 86400) as series, lateral (
"""
OF_ALL_SERIES: Final = """
where interval_s = $1 and market = series.m and kind = series.k order by open_us desc limit $2) as c
"""
NEWEST: Final = ALL_SERIES + ROWS + OF_ALL_SERIES


async def progress(db: Db) -> tuple[int, int]:
    """Last command whose ticks are in the candles, and its time in microseconds; zeros before the first."""
    row = await db.fetchrow(PROGRESS)
    return (row["applied_seq"], row["applied_us"]) if row else (0, 0)


async def candles_same(db: Db, candles: Sequence[Candle]) -> list[Candle]:
    """The kept candles with the keys of these."""
    if not candles:
        return []
    opens = [candle.open_us for candle in candles]
    intervals = [candle.interval_s for candle in candles]
    rows = await db.fetch(
        SAME,
        [candle.market for candle in candles],
        [CandleKind(candle.kind).label for candle in candles],
        intervals,
        opens,
        sorted(set(intervals)),
        min(opens),
        max(opens),
    )
    return [_read(row) for row in rows]


async def candles_write(pool: Pool, after_seq: int, to_seq: int, to_us: int, candles: Sequence[Candle]) -> None:
    """Writes whole candles and how far they are in one transaction; partitions that they need are made first.

    Errors: ProjectionMoved when applied_seq is not after_seq.
    """
    await partitions_ensure(pool, candles)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(UNSYNCED)
        if await connection.fetchval(ADVANCE, after_seq, to_seq, to_us) is None:
            raise ProjectionMoved(f"projection {NAME}: expected to be at {after_seq}")
        if candles:
            columns = zip(*(_row(candle) for candle in candles), strict=True)
            await connection.execute(UPSERT, *[list(column) for column in columns])


async def candles_clear(pool: Pool) -> None:
    """Empties the table and starts again from the first command, in one transaction."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(RESTART)
        await connection.execute(CLEAR)


async def partitions_ensure(db: Db, candles: Sequence[Candle]) -> None:
    """Makes the partitions that candles need."""
    for table, step_us in PARTITIONS.items():
        opens = [c.open_us for c in candles if (c.interval_s in FINE_S) == (table == "candles_fine")]
        if opens:
            await db.execute(ENSURE, table, min(opens), max(opens), step_us)


async def partitions_ahead(db: Db, now_us: int, steps: int) -> int:
    """Makes the partitions of now and of so many steps ahead; how many were missing."""
    made = 0
    for table, step_us in PARTITIONS.items():
        made += await db.fetchval(ENSURE, table, now_us, now_us + steps * step_us, step_us)
    return made


async def partitions_expire(db: Db, table: str, before_us: int) -> int:
    """Drops the partitions of a table that end before a time; how many."""
    dropped: int = await db.fetchval(DROP, table, before_us)
    return dropped


async def candles_window(db: Db, market: int, kind: str, interval_s: int, span_us: tuple[int, int]) -> list[Candle]:
    """Candles of a series that begin in the half-open span, oldest first, and before them the last one before it if there is one."""
    first = await db.fetchrow(BEFORE, interval_s, market, kind, span_us[0])
    rows = await db.fetch(WINDOW, interval_s, market, kind, *span_us)
    return [_read(row) for row in ([first] if first else []) + rows]


async def candles_newest(pool: Pool, count: int) -> tuple[int, list[Candle]]:
    """The newest candles of all series and intervals, at most `count` each, in no order, and the last command in them."""
    found: list[Candle] = []
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        applied_seq, _ = await progress(connection)
        for interval_s in INTERVALS_S:
            found += [_read(row) for row in await connection.fetch(NEWEST, interval_s, count)]
    return applied_seq, found


def _read(row: Record) -> Candle:
    values = list(row)
    values[1] = int(KINDS[values[1]])
    return Candle(*values)


def _row(candle: Candle) -> tuple[int | str, ...]:
    return (candle.market, CandleKind(candle.kind).label, *_numbers(candle))


def _numbers(candle: Candle) -> list[int]:
    return [getattr(candle, name) for name in candle.__struct_fields__[2:]]
