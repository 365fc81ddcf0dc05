"""The exchange replays a market: makers mirror a feed, takers repeat its trades, and afterwards everybody agrees on everything."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from quantdesk.bus.commands import CommandClient
from quantdesk.client import LiveBook, Message, Stream, Subscription
from quantdesk.demo.replica import Replica
from quantdesk.demo.taker import Taker
from quantdesk.demo.tape import tape
from quantdesk.desk.world import World
from quantdesk.engine.replay import replay
from quantdesk.model.feed import Print
from quantdesk.store.journal import JournalRow
from quantdesk.store.pool import Pool, open_pool
from tests.journeys.audit import (
    Checkpoint,
    accounts_check,
    books_check,
    fills_of,
    journal_rows,
    money_check,
    projection_wait,
    trades_check,
    trades_heard_check,
)
from tests.traders import markets_there, trader

MARKET = "BTC-PERP"
MARKET_NUMBER = 0
CHECKPOINTS_MAX = 400


@pytest.fixture
def own_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A desk of this test alone: its journal holds nothing else."""
    with World(tmp_path_factory.mktemp("replay")) as desk:
        yield desk


class Observer:
    """A member of the public who follows book and trades from the start."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.book = LiveBook()
        self.checkpoints: list[Checkpoint] = []
        self.trades: list[Message] = []
        self.subscriptions: list[Subscription] = [
            stream.subscribe(f"book:{MARKET}"),
            stream.subscribe(f"trades:{MARKET}"),
        ]
        self.tasks = [asyncio.create_task(self._follow_book()), asyncio.create_task(self._follow_trades())]

    async def _follow_book(self) -> None:
        async for message in self.subscriptions[0]:
            self.book.take(message)
            if message.type == "delta" and len(self.checkpoints) < CHECKPOINTS_MAX:
                self.checkpoints.append(Checkpoint(message.seq, dict(self.book.bids), dict(self.book.asks)))

    async def _follow_trades(self) -> None:
        async for message in self.subscriptions[1]:
            self.trades.append(message)

    async def heard(self, seq: int) -> None:
        """Waits until everything up to a command has been heard."""
        async with asyncio.timeout(20):
            while not self.trades or self.trades[-1].seq < seq:
                await asyncio.sleep(0.05)
            # Book messages come every 50 ms; after two quiet turns there is nothing more to come.
            await asyncio.sleep(0.3)

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.stream.close()


@asynccontextmanager
async def observing(desk: World) -> AsyncIterator[Observer]:
    """An observer that is closed however the test ends."""
    observer = Observer(await Stream.open(desk.addresses.stream))
    try:
        yield observer
    finally:
        await observer.close()


async def play(desk: World, data: str, seconds: int) -> None:
    await markets_there(desk)
    async with AsyncExitStack() as held:
        observer = await held.enter_async_context(observing(desk))
        maker_desk, taker_desk = [await held.enter_async_context(trader(desk, 40_000_000)) for _ in range(2)]
        maker = await Replica.open(maker_desk, MARKET, 1)
        held.push_async_callback(maker.close)
        taker = await Taker.open(taker_desk, MARKET, 1)
        prints = 0
        try:
            for event in tape(MARKET, data, seconds * 1_000_000):
                if isinstance(event, Print):
                    await taker.take(event)
                    prints += 1
                else:
                    maker.take(event)
                    await maker.settled()
        finally:
            await taker.close()
        await maker.settled()
        assert taker.lost == 0
        assert taker.orders > prints * 0.99
        assert taker.filled_lots > 0
        assert maker.orders > 500
        await check(desk, observer, [maker_desk.account, taker_desk.account])


async def check(desk: World, observer: Observer, accounts: list[int]) -> None:
    async with AsyncExitStack() as held:
        pool = await open_pool(desk.addresses.database_url, size=2)
        held.push_async_callback(pool.close)
        client = await desk.client()
        held.push_async_callback(client.close)
        rows = await agree(pool, client, observer, accounts)
    old = desk.kill("engine", signal.SIGTERM)
    await asyncio.to_thread(desk.wait_ready, 60.0, {"engine": old})
    report = await replay(desk.addresses.database_url)
    assert report.snapshots_checked >= 1
    assert report.commands >= rows[-1].seq_to


async def agree(pool: Pool, client: CommandClient, observer: Observer, accounts: list[int]) -> list[JournalRow]:
    fills = fills_of(await journal_rows(pool))
    await observer.heard(fills[-1].seq)
    assert observer.stream.connections == 1
    assert [subscription.gaps for subscription in observer.subscriptions] == [0, 0]
    last = Checkpoint(observer.book.seq, observer.book.bids, observer.book.asks)
    rows = await journal_rows(pool)
    # A fast machine plays the tape in a second or two, and a book speaks twenty times a second.
    checkpoints = [each for each in observer.checkpoints if each.seq < last.seq] + [last]
    assert books_check(rows, MARKET_NUMBER, checkpoints) > 10
    trades_heard_check(observer.trades, fills)
    await projection_wait(pool, rows[-1].seq_to)
    await trades_check(pool, fills)
    await accounts_check(pool, client, accounts)
    await money_check(rows, client)
    return rows


async def test_seeded_feed_is_replayed_and_everybody_agrees(own_desk: World) -> None:
    """PNL-2, PNL-3, BOOK-1: money is conserved, books and tables are the engine's."""
    await play(own_desk, "", 30)


@pytest.mark.data
async def test_minute_of_recorded_feed_is_replayed_and_everybody_agrees(own_desk: World, data_folder: Path) -> None:
    """PNL-2, PNL-3, BOOK-1: money is conserved, books and tables are the engine's."""
    await play(own_desk, str(data_folder), 60)
