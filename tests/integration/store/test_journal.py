"""Reading the journal in pages."""

import asyncpg
import pytest

from quantdesk.store.journal import (
    JournalRow,
    JournalWriter,
    batches_between,
    crc_of,
    journal_at,
    journal_head,
    journal_read,
)
from quantdesk.store.lease import epoch_take
from quantdesk.store.pool import open_connection


async def written(url: str, sizes: list[int]) -> None:
    connection = await open_connection(url, statement_timeout_ms=5_000, application="test")
    epoch = await epoch_take(connection, "test", 1)
    writer = await JournalWriter.open(connection, 5)
    try:
        for number, size in enumerate(sizes, 1):
            commands = bytes([number]) * size
            await writer.append(JournalRow(number, number, number, epoch, crc_of(commands, b""), None, commands, b""))
    finally:
        await connection.close()


async def test_a_page_holds_at_least_one_row_and_no_more_than_its_bytes(database_url: str) -> None:
    await written(database_url, [100, 100, 100, 5_000, 100])
    connection = await asyncpg.connect(database_url)
    pages, seq = [], 0
    while rows := await journal_read(connection, seq, bytes_max=250):
        pages.append([row.seq_from for row in rows])
        seq = rows[-1].seq_to
    assert pages == [[1, 2], [3], [4], [5]]
    assert [row.seq_from for row in await journal_read(connection, 0, rows_max=3)] == [1, 2, 3]
    await connection.close()


async def test_a_gap_is_read_from_the_middle_of_a_row_on(database_url: str) -> None:
    await written(database_url, [1] * 9)
    connection = await asyncpg.connect(database_url)
    assert [row.seq_from for row in await batches_between(connection, 3, 6)] == [4, 5, 6]
    assert await journal_head(connection) == 9
    assert [row.seq_from for row in await batches_between(connection, 0, 2)] == [1, 2]
    assert await batches_between(connection, 9, 20) == []
    row = await journal_at(connection, 9)
    assert row is not None
    assert row.seq_from == 9
    assert await journal_at(connection, 10) is None
    await connection.close()


async def test_the_same_number_cannot_be_written_twice(database_url: str) -> None:
    """JRN-1: one row a batch."""
    await written(database_url, [1])
    with pytest.raises(asyncpg.UniqueViolationError):
        await written(database_url, [1])
