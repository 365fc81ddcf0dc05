"""The keeper `candles` over a real journal: equal to recomputation, the same however it is made, partitioned and kept in time."""

import random

import asyncpg
import pytest

from quantdesk.keepers.candles import AHEAD, partitions_keep, rebuild, run_once
from quantdesk.model.candle_ticks import ticks_of
from quantdesk.model.candles import (
    INTERVALS_S,
    KINDS,
    US_PER_S,
    Candle,
    candles_of,
    candles_read,
    open_of,
    window_filled,
)
from quantdesk.runtime.clock import now_us
from quantdesk.store.candles import DAY_US, candles_newest, candles_window, partitions_expire, progress
from quantdesk.store.journal import journal_read
from quantdesk.store.pool import Pool, open_pool
from quantdesk.store.projections import ProjectionMoved
from tests.integration.engine.traders import MARKET
from tests.integration.keepers.journals import JournalMaker

HASH = "select md5(string_agg(c::text, E'\\n' order by interval_s, market, kind, open_us)) from candles c"
DEFAULTS = "select (select count(*) from candles_fine_default) + (select count(*) from candles_coarse_default)"
PARTS = "select count(*) from pg_inherits where inhparent = $1::text::regclass"
NARROW = "explain (costs off) select * from candles where interval_s = 60 and market = 1 and kind = 'trade' and open_us >= $1"


async def journal_candles(pool: Pool) -> list[Candle]:
    """Candles of the whole journal folded at once."""
    rows = await journal_read(pool, 0, 1 << 30, 100_000)
    return candles_read(candles_of(b"".join(ticks_of(row.events, row.ts_us) for row in rows)))


async def test_kept_candles_equal_recomputation_for_any_window_and_any_pages(database_url: str) -> None:
    """CDL-3, CDL-5, JRN-6."""
    maker = JournalMaker(seed=41)
    await maker.write(database_url, batches=120, size=30)
    pool = await open_pool(database_url, size=2)
    chance = random.Random(4)
    while (await progress(pool))[0] < maker.exchange.seq:
        await run_once(pool, chance.randrange(1, 9))
    whole = await journal_candles(pool)
    assert {candle.kind for candle in whole} == set(KINDS.values())
    first_us, last_us = min(c.open_us for c in whole if c.interval_s == 1), max(c.open_us for c in whole)
    for _ in range(40):
        kind, interval_s = chance.choice(list(KINDS)), chance.choice(INTERVALS_S)
        begin = open_of(chance.randrange(first_us - 10 * US_PER_S, last_us + 1), interval_s)
        end = chance.randrange(begin + 1, last_us + 5 * US_PER_S)
        own = [c for c in whole if (c.kind, c.interval_s) == (KINDS[kind], interval_s)]
        rows = await candles_window(pool, MARKET, kind, interval_s, (begin, end))
        carried = [c for c in own if c.open_us < begin][-1:]
        assert rows == carried + [c for c in own if begin <= c.open_us < end]
        shown = window_filled(rows, begin, end - 1)
        assert shown == window_filled([c for c in own if c.open_us < end], begin, end - 1)
    live = await pool.fetchval(HASH)
    for rows_max in (1, 1_000):
        assert await rebuild(pool, rows_max) == maker.exchange.seq
        assert await pool.fetchval(HASH) == live
    assert await pool.fetchval(DEFAULTS) == 0
    applied_seq, newest = await candles_newest(pool, 2)
    assert applied_seq == maker.exchange.seq
    for interval_s in INTERVALS_S:
        own = [c for c in whole if (c.kind, c.interval_s) == (KINDS["trade"], interval_s)][-2:]
        assert sorted((c for c in newest if (c.kind, c.interval_s) == (0, interval_s)), key=lambda c: c.open_us) == own
    await pool.close()


async def test_a_second_keeper_on_the_same_journal_changes_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CDL-5: whoever is late finds applied_seq moved, and writes nothing."""
    maker = JournalMaker(seed=42)
    await maker.write(database_url, batches=10, size=30)
    pool = await open_pool(database_url, size=2)

    async def late(_: Pool) -> tuple[int, int]:
        return 0, 0

    await run_once(pool, 5)
    before = await pool.fetchval(HASH)
    monkeypatch.setattr("quantdesk.keepers.candles.progress", late)
    with pytest.raises(ProjectionMoved):
        await run_once(pool, 5)
    assert await pool.fetchval(HASH) == before
    await pool.close()


async def test_partitions_are_made_ahead_and_dropped_when_they_expire(database_url: str) -> None:
    pool = await open_pool(database_url, size=2)
    made, _ = await partitions_keep(pool)
    assert made == 2 * (AHEAD + 1)
    assert (await partitions_keep(pool))[0] == 0
    assert await pool.fetchval(PARTS, "candles_fine") == AHEAD + 2
    moment_us = now_us()
    assert await partitions_expire(pool, "candles_fine", moment_us) == 0
    assert await partitions_expire(pool, "candles_fine", moment_us + 2 * DAY_US) == 2
    assert await pool.fetchval(PARTS, "candles_fine") == AHEAD
    await pool.close()


async def test_history_reads_one_partition_by_its_index(database_url: str) -> None:
    maker = JournalMaker(seed=43)
    await maker.write(database_url, batches=10, size=30)
    pool = await open_pool(database_url, size=2)
    await partitions_keep(pool)
    await run_once(pool)
    connection = await asyncpg.connect(database_url)
    await connection.execute("set enable_seqscan = off; set plan_cache_mode = force_custom_plan")
    month_us = 30 * DAY_US
    plan = "\n".join(row[0] for row in await connection.fetch(NARROW, now_us() + (AHEAD - 1) * month_us))
    assert "candles_fine" not in plan
    assert "_pkey" in plan
    assert plan.count("Scan") <= 3 * 2
    await connection.close()
    await pool.close()
