"""`./desk up --profile demo`: prices come in, makers and takers trade through the public doors, and a newcomer can join them."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from quantdesk.client import LiveBook, Stream
from quantdesk.desk.world import World
from tests.traders import depositor

PROCESSES = ("localnet", "engine", "gateway", "stream", "keepers", "ingest", "demo")
MARKETS = ("BTC-PERP", "ETH-PERP", "SOL-PERP")


@pytest.fixture
def demo_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A desk with its demonstration, without recorded data."""
    with World(tmp_path_factory.mktemp("demo"), PROCESSES) as desk:
        yield desk


async def lives(stream: Stream, market: str) -> None:
    """Returns when a market has a book of ten levels a side and has seen five trades."""
    book, trades = LiveBook(), 0
    levels, prints = stream.subscribe(f"book:{market}"), stream.subscribe(f"trades:{market}")
    async for message in levels:
        book.take(message)
        if min(len(book.bids), len(book.asks)) >= 10:
            break
    async for message in prints:
        trades += len(message.data)
        if trades >= 5:
            return


async def test_every_market_lives_and_a_newcomer_trades_with_the_makers(demo_desk: World) -> None:
    # The socket door learns of new markets within a tenth of a second.
    await asyncio.sleep(1)
    async with asyncio.timeout(60):
        async with await Stream.open(demo_desk.addresses.stream) as stream:
            await asyncio.gather(*(lives(stream, market) for market in MARKETS))
            ticker = stream.subscribe("ticker:BTC-PERP")
            marks = set()
            async for message in ticker:
                marks.add(message.data["mark_price"])
                if len(marks) >= 3:
                    break
    async with depositor(demo_desk, 50_000) as (_, newcomer):
        result = await newcomer.place("SOL-PERP", "buy", "0.5", time_in_force="ioc", type="market")
        assert result.status in {"filled", "cancelled"}
        assert result.fills
    async with httpx.AsyncClient() as client:
        ready = (await client.get(f"http://127.0.0.1:{demo_desk.settings.ingest_port}/ready")).json()
    assert {ready[market] for market in MARKETS} == {"synthetic"}
