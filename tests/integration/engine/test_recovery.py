"""Journals that were torn or altered: found at the start and by a replay, and named by the seq of the row."""

import hashlib
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from quantdesk.core import Exchange
from quantdesk.engine.exchange import apply_records
from quantdesk.engine.recovery import JournalBroken, recover
from quantdesk.engine.replay import replay
from quantdesk.model.message import DOMAIN_LOCALNET
from quantdesk.model.records_gen import OpenAccount, OpenExchange, Tick
from quantdesk.store.journal import Deposed, JournalRow, JournalWriter, crc_of, journal_read
from quantdesk.store.journal_days import DAY_US, DayRoot, JournalDays, day_root
from quantdesk.store.lease import epoch_take, lease_lock
from quantdesk.store.pool import open_connection
from quantdesk.store.snapshots import Snapshot, snapshot_write
from tests.integration.engine.engines import EngineProcess

ROWS = 12
Change = Callable[[asyncpg.Connection], object]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder for sockets."""
    path = Path(tempfile.mkdtemp(prefix="qdr-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


async def journal_made(url: str, rows: int = ROWS, step_us: int = 1_000_000) -> Exchange:
    """A journal of rows with two commands each, so long after each other, hashes on every third."""
    connection = await open_connection(url, statement_timeout_ms=5_000, application="test")
    epoch = await epoch_take(connection, "test", 1)
    writer = await JournalWriter.open(connection, 5)
    exchange = Exchange()
    for number in range(rows):
        first = (
            OpenExchange(domain=DOMAIN_LOCALNET)
            if not number
            else OpenAccount(account=number, owner=bytes([number] * 32), index=0)
        )
        applied = apply_records(exchange, [first.encode(), Tick().encode()], 2, step_us * number)
        await writer.append(
            JournalRow(
                applied.seq_from,
                applied.seq_to,
                applied.ts_us,
                epoch,
                crc_of(applied.commands, applied.events),
                exchange.state_hash() if number % 3 == 0 else None,
                applied.commands,
                applied.events,
            )
        )
    await connection.close()
    return exchange


async def altered(url: str, statement: str, *arguments: object) -> None:
    """Changes the journal behind the engine's back."""
    connection = await asyncpg.connect(url)
    await connection.execute("alter table engine.journal disable trigger all")
    await connection.execute(statement, *arguments)
    await connection.close()


async def recovered_hash(url: str) -> bytes:
    connection = await open_connection(url, statement_timeout_ms=5_000, application="test")
    try:
        return (await recover(connection, lambda *_: None)).exchange.state_hash()
    finally:
        await connection.close()


async def test_a_journal_gives_the_same_state_again(database_url: str) -> None:
    """JRN-5."""
    exchange = await journal_made(database_url)
    report = await replay(database_url)
    assert report.state_hash == exchange.state_hash().hex()
    assert (report.rows, report.commands, report.hashes_checked) == (ROWS, 2 * ROWS, 4)
    assert await recovered_hash(database_url) == exchange.state_hash()


async def test_days_folded_while_replaying_are_those_that_are_read_one_by_one(database_url: str) -> None:
    """CUST-20: the last day is not over."""
    await journal_made(database_url, step_us=DAY_US // 3)
    folding, over, seqs = JournalDays(), list[DayRoot](), list[int]()

    def seen(row: JournalRow) -> None:
        seqs.append(row.seq_from)
        if (day := folding.add(row)) is not None:
            over.append(day)

    await replay(database_url, seen=seen)
    connection = await open_connection(database_url, statement_timeout_ms=5_000, application="test")
    days: list[DayRoot] = []
    while day := await day_root(connection, days[-1].last_seq if days else 0):
        days.append(day)
    await connection.close()
    assert over == days
    assert [(day.day, day.first_seq, day.last_seq, day.batches) for day in days] == [
        (0, 1, 6, 3),
        (1, 7, 12, 3),
        (2, 13, 18, 3),
    ]
    assert seqs == list(range(1, 2 * ROWS, 2))


CUT = "update engine.journal set commands = substr(commands, 1, octet_length(commands) - 1) where seq_from = 9"
BIT = "update engine.journal set events = set_byte(events, 20, 255 - get_byte(events, 20)) where seq_from = 9"
GONE = "delete from engine.journal where seq_from = 9"
HASH = "update engine.journal set state_hash = sha256('x') where seq_from = 7"
EPOCH = "update engine.journal set epoch = 0 where seq_from = 9"
LATER = "update engine.journal set ts_us = ts_us + 1 where seq_from = 9"


@pytest.mark.parametrize(
    ("change", "seq", "what"),
    [
        (CUT, 9, "crc"),
        (BIT, 9, "crc"),
        (GONE, 9, "first command"),
        (HASH, 7, "state hash"),
        (EPOCH, 9, "epoch"),
        (LATER, 9, "last command and time"),
    ],
)
async def test_a_torn_or_altered_row_is_found_and_named(database_url: str, change: str, seq: int, what: str) -> None:
    """JRN-4."""
    await journal_made(database_url)
    await altered(database_url, change)
    for reading in (replay(database_url), recovered_hash(database_url)):
        with pytest.raises(JournalBroken, match=f"journal row {seq}: {what}") as broken:
            await reading
        assert broken.value.seq == seq


async def test_a_row_altered_together_with_its_crc_is_found_by_its_events(database_url: str) -> None:
    await journal_made(database_url)
    connection = await asyncpg.connect(database_url)
    row = (await journal_read(connection, 8))[0]
    await connection.close()
    commands = row.commands.replace(bytes([4] * 32), bytes([77] * 32))
    assert commands != row.commands
    await altered(
        database_url,
        "update engine.journal set commands = $1, crc = $2 where seq_from = 9",
        commands,
        crc_of(commands, row.events),
    )
    with pytest.raises(JournalBroken, match="journal row 9: events"):
        await replay(database_url)


async def test_an_engine_does_not_serve_a_broken_journal_and_says_which_row(
    folder: Path, database_url: str, valkey_url: str
) -> None:
    await journal_made(database_url)
    await altered(database_url, BIT)
    engine = EngineProcess(folder, database_url, valkey_url)
    engine.start()
    try:
        assert await engine.ended() == 1
        assert "journal row 9: crc" in engine.text()
        assert not Path(engine.path).exists()
    finally:
        engine.kill()


async def test_a_damaged_snapshot_is_passed_over_for_an_older_one(database_url: str) -> None:
    exchange = await journal_made(database_url)
    connection = await open_connection(database_url, statement_timeout_ms=5_000, application="test")
    rows = await journal_read(connection, 0)
    part = Exchange()
    for row in rows[:5]:
        part.apply(row.commands)
    body = part.snapshot()
    await snapshot_write(
        connection, Snapshot(part.seq, part.ts_us, hashlib.sha256(body).digest(), zlib.crc32(body), body)
    )
    for row in rows[5:]:
        part.apply(row.commands)
    body = part.snapshot()
    digest = hashlib.sha256(body).digest()
    assert digest == part.state_hash()
    await snapshot_write(connection, Snapshot(part.seq, part.ts_us, digest, zlib.crc32(body) ^ 1, body))
    passed: list[tuple[str, int]] = []
    found = await recover(connection, lambda fault, seq: passed.append((fault, seq)))
    await connection.close()
    assert found.snapshot_seq == 10
    assert found.rows == ROWS - 5
    assert passed == [("crc of the body", 2 * ROWS)]
    assert found.exchange.state_hash() == exchange.state_hash()


async def test_of_two_writers_only_the_newest_epoch_can_write(database_url: str) -> None:
    """JRN-3: both try to write the same next row."""
    first = await open_connection(database_url, statement_timeout_ms=5_000, application="first")
    second = await open_connection(database_url, statement_timeout_ms=5_000, application="second")
    assert await lease_lock(first)
    assert not await lease_lock(second)
    old = await epoch_take(first, "first", 1)
    new = await epoch_take(second, "second", 2)
    writers = [(await JournalWriter.open(first, 5), old), (await JournalWriter.open(second, 5), new)]
    applied = apply_records(Exchange(), [OpenExchange(domain=DOMAIN_LOCALNET).encode()], 1, 1)
    outcomes = []
    for writer, epoch in writers:
        crc = crc_of(applied.commands, applied.events)
        row = JournalRow(1, 1, applied.ts_us, epoch, crc, None, applied.commands, applied.events)
        try:
            await writer.append(row)
            outcomes.append("written")
        except Deposed:
            outcomes.append("deposed")
    assert outcomes == ["deposed", "written"]
    await first.close()
    assert await lease_lock(second)
    await second.close()


async def test_the_journal_refuses_every_change(database_url: str) -> None:
    await journal_made(database_url, 2)
    connection = await asyncpg.connect(database_url)
    for statement in ("update engine.journal set crc = 0", "delete from engine.journal", "truncate engine.journal"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await connection.execute(statement)
    await connection.close()


async def test_a_journal_of_another_network_is_not_served(
    folder: Path, bare_database_url: str, database_url: str, valkey_url: str
) -> None:
    connection = await open_connection(database_url, statement_timeout_ms=5_000, application="test")
    epoch = await epoch_take(connection, "test", 1)
    applied = apply_records(Exchange(), [OpenExchange(domain=b"\xffanother").encode()], 1, 1)
    crc = crc_of(applied.commands, applied.events)
    writer = await JournalWriter.open(connection, 5)
    await writer.append(JournalRow(1, 1, applied.ts_us, epoch, crc, None, applied.commands, applied.events))
    await connection.close()
    for url, reason in ((database_url, "domain of the journal"), (bare_database_url, "run ./desk db migrate")):
        engine = EngineProcess(folder, url, valkey_url)
        engine.start()
        try:
            assert await engine.ended() == 1
            assert reason in engine.text()
        finally:
            engine.kill()
