"""Committed batches over a real Valkey, with losses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from quantdesk.bus.events import Batch, EventFeed, EventPublisher
from quantdesk.bus.topics import EVENTS
from quantdesk.bus.valkey_link import open_valkey

ROWS = [
    Batch(1, 3, 10, b"a"),
    Batch(4, 4, 11, b""),
    Batch(5, 9, 12, b"b"),
    Batch(10, 10, 13, b"c"),
    Batch(11, 12, 14, b"d"),
]


class Journal:
    """Rows that are durable so far."""

    def __init__(self) -> None:
        self.rows: list[Batch] = []

    async def read(self, after_seq: int, to_seq: int) -> list[Batch]:
        return [row for row in self.rows if row.seq_to > after_seq and row.seq_from <= to_seq][:2]


@asynccontextmanager
async def publisher(url: str) -> AsyncIterator[EventPublisher]:
    sender = EventPublisher(url)
    task = asyncio.create_task(sender.run())
    yield sender
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def collect(feed: EventFeed, found: list[Batch]) -> None:
    async for batch in feed.batches():
        found.append(batch)


async def until(found: list[Batch], count: int) -> None:
    async with asyncio.timeout(5):
        while len(found) < count:
            await asyncio.sleep(0.01)


async def test_a_reader_gets_every_batch_once_although_messages_are_lost(valkey_url: str) -> None:
    """JRN-7."""
    journal, found = Journal(), []
    journal.rows = ROWS[:1]
    feed = EventFeed(valkey_url, journal.read, 0)
    task = asyncio.create_task(collect(feed, found))
    await until(found, 1)
    async with publisher(valkey_url) as sender:
        sender.publish(ROWS[0])  # again: it is known
        journal.rows = ROWS[:4]
        sender.publish(ROWS[3])  # 4 to 9 never came
        await until(found, 4)
        journal.rows = ROWS
        sender.publish(ROWS[4])
        await until(found, 5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert found == ROWS
    assert feed.gaps == 1


async def test_silence_makes_a_reader_look_into_the_journal(valkey_url: str) -> None:
    journal, found = Journal(), []
    task = asyncio.create_task(collect(EventFeed(valkey_url, journal.read, 0), found))
    await asyncio.sleep(0.1)
    journal.rows = ROWS
    await until(found, 5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert found == ROWS


async def test_a_reader_goes_on_when_its_connection_is_cut(valkey_url: str) -> None:
    journal, found = Journal(), []
    feed = EventFeed(valkey_url, journal.read, 0)
    task = asyncio.create_task(collect(feed, found))
    while not feed.connected:
        await asyncio.sleep(0.01)
    valkey = open_valkey(valkey_url)
    await valkey.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    journal.rows = ROWS[:3]
    await until(found, 3)
    async with publisher(valkey_url) as sender:
        async with asyncio.timeout(5):
            while not (await valkey.pubsub_numsub(EVENTS))[0][1]:
                await asyncio.sleep(0.02)
        journal.rows = ROWS
        sender.publish(ROWS[3])
        sender.publish(ROWS[4])
        await until(found, 5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await valkey.aclose()
    assert found == ROWS


async def test_the_publisher_drops_and_counts_when_valkey_is_away_and_sends_again_when_it_is_back(
    valkey_url: str,
) -> None:
    sender = EventPublisher("unix:///nonexistent/valkey.sock")
    task = asyncio.create_task(sender.run())
    sender.publish(ROWS[0])
    async with asyncio.timeout(2):
        while not sender.dropped_batches:
            await asyncio.sleep(0.01)
    assert not sender.connected
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
