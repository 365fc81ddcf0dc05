"""The steps of the schema on a real server."""

import asyncio
import subprocess
from pathlib import Path

import asyncpg
import pytest

from quantdesk.model import records_gen
from quantdesk.model.candles import CandleKind
from quantdesk.runtime.embedded import Postgres
from quantdesk.store.migrate import (
    CREATE_TABLE,
    STEPS_FOLDER,
    MigrationChanged,
    database_ensure,
    migrate,
    reset,
    steps_read,
)

SCHEMA = STEPS_FOLDER.parent / "schema.sql"

ENUMS = {
    "trade_side": records_gen.Side,
    "order_type": records_gen.OrderKind,
    "time_in_force": records_gen.TimeInForce,
    "order_status": records_gen.OrderState,
    "cancel_reason": records_gen.CancelReason,
    "candle_kind": CandleKind,
}

UNCOMMENTED = """
select c.oid::regclass::text || '.' || a.attname from pg_class c
join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
where n.nspname in ('public', 'engine') and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
and (col_description(c.oid, a.attnum) is null or obj_description(c.oid) is null)
"""
MONEY_TYPES = """
select table_name || '.' || column_name from information_schema.columns
where table_schema in ('public', 'engine') and column_name ~ '_(atoms|us|lots|ticks|mticks|seq|ppm|e9)$' and data_type <> 'bigint'
"""


def dump(postgres: Postgres, database: str) -> str:
    """The schema as the server tells it, without what differs between two dumps."""
    arguments = [postgres.tool("pg_dump"), "--schema-only", "--no-owner", postgres.url(database)]
    text = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    return "\n".join(line for line in text.splitlines() if not line.startswith(("--", "\\", "SET ")))


async def test_schema_equals_the_sum_of_the_steps(postgres: Postgres) -> None:
    await migrate(postgres.url("by_steps"))
    await database_ensure(postgres.url("by_schema"))
    connection = await asyncpg.connect(postgres.url("by_schema"))
    await connection.execute(SCHEMA.read_text())
    await connection.close()
    assert dump(postgres, "by_steps") == dump(postgres, "by_schema")


async def test_each_step_runs_twice_without_harm(postgres: Postgres) -> None:
    await database_ensure(postgres.url("twice"))
    connection = await asyncpg.connect(postgres.url("twice"))
    await connection.execute(CREATE_TABLE)
    for step in steps_read():
        for _ in range(2):
            async with connection.transaction():
                await connection.execute(step.text)
    counts = await connection.fetchrow("select (select count(*) from engine.lease), (select count(*) from projections)")
    await connection.close()
    await migrate(postgres.url("once"))
    assert counts is not None
    assert tuple(counts) == (1, 2)
    assert dump(postgres, "twice") == dump(postgres, "once")


async def test_a_second_run_applies_nothing_and_reset_applies_all(database_url: str) -> None:
    assert await migrate(database_url) == []
    assert await reset(database_url) == [step.name for step in steps_read()]


async def test_two_runs_at_the_same_time_apply_each_step_once(postgres: Postgres) -> None:
    results = await asyncio.gather(*(migrate(postgres.url("together")) for _ in range(4)))
    assert sorted(name for names in results for name in names) == [step.name for step in steps_read()]


async def test_an_edited_step_is_refused_by_name(postgres: Postgres, tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_text("set local lock_timeout = '1s'; create table if not exists a (x int);")
    await migrate(postgres.url("edited"), tmp_path)
    (tmp_path / "0001_a.sql").write_text("select 1;")
    with pytest.raises(MigrationChanged, match=r"0001_a\.sql was edited"):
        await migrate(postgres.url("edited"), tmp_path)


def test_every_step_sets_a_lock_timeout() -> None:
    assert [step.name for step in steps_read() if "lock_timeout" not in step.text] == []


async def test_every_table_and_column_says_what_it_is(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    assert [row[0] for row in await connection.fetch(UNCOMMENTED)] == []
    assert [row[0] for row in await connection.fetch(MONEY_TYPES)] == []
    await connection.close()


async def test_enumerations_equal_those_of_the_code(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    for name, kind in ENUMS.items():
        labels = await connection.fetchval(f"select enum_range(null::{name})::text[]")
        assert labels == [member.label for member in kind], name
    await connection.close()


async def test_time_ordered_ids_sort_by_the_time_they_were_made(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    ids = []
    for _ in range(3):
        ids.append(await connection.fetchval("select uuid_v7()"))
        await connection.execute("select pg_sleep(0.002)")
    await connection.close()
    assert ids == sorted(ids)
    assert all(i.version == 7 and i.variant == "specified in RFC 4122" for i in ids)
