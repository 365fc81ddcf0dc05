"""`./desk up --profile demo`: prices come in, makers and takers trade through the public doors, and a newcomer can join them."""

import asyncio
import signal
from collections.abc import Iterator

import httpx
import pytest

from quantdesk.client import LiveBook, Stream
from quantdesk.demo.quotes import STYLES
from quantdesk.desk.world import World
from tests.traders import depositor

PROCESSES = ("localnet", "engine", "gateway", "stream", "keepers", "ingest", "demo")
MARKETS = tuple(STYLES)
LOST = ("gateway", "stream", "engine", "demo")


@pytest.fixture
def demo_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A desk with its demonstration, without recorded data."""
    with World(tmp_path_factory.mktemp("demo"), PROCESSES) as desk:
        yield desk


async def lives(stream: Stream, market: str) -> None:
    """Returns when a market has a book of ten levels a side, its index moves, and it has seen three trades from now on."""
    book, trades, indices = LiveBook(), 0, set()
    levels, prints = stream.subscribe(f"book:{market}"), stream.subscribe(f"trades:{market}")
    ticker = stream.subscribe(f"ticker:{market}")
    try:
        async for message in levels:
            book.take(message)
            if min(len(book.bids), len(book.asks)) >= 10:
                break
        async for message in ticker:
            indices.add(message.data["index_price"])
            if len(indices) >= 3:
                break
        async for message in prints:
            trades += len(message.data) if message.type == "event" else 0
            if trades >= 3:
                return
    finally:
        for subscription in (levels, prints, ticker):
            await subscription.close()


async def all_live(desk: World) -> None:
    """Returns when every market lives."""
    # The socket door learns of new markets within a tenth of a second.
    await asyncio.sleep(1)
    async with asyncio.timeout(180), await Stream.open(desk.addresses.stream, timeout_s=60) as stream:
        await asyncio.gather(*(lives(stream, market) for market in MARKETS))


async def test_every_market_lives_and_a_newcomer_trades_with_the_makers(demo_desk: World) -> None:
    await all_live(demo_desk)
    async with depositor(demo_desk, 50_000) as (_, newcomer):
        result = await newcomer.place("SOL-PERP", "buy", "0.5", time_in_force="ioc", type="market")
        assert result.status in {"filled", "cancelled"}
        assert result.fills
    async with httpx.AsyncClient() as client:
        ready = (await client.get(f"http://127.0.0.1:{demo_desk.settings.ingest_port}/ready")).json()
    assert {ready[market] for market in MARKETS} == {"synthetic"}
    async with httpx.AsyncClient(base_url=demo_desk.addresses.gateway, timeout=30) as client:
        listed = (await client.get("/api/markets")).json()["markets"]
    assert {market["market"] for market in listed if float(market["open_interest"]) > 0} == set(MARKETS)
    # Whatever is lost, the demonstration begins again from what it finds.
    for name in LOST:
        old = demo_desk.kill(name, signal.SIGKILL)
        await asyncio.to_thread(demo_desk.wait_ready, 120.0, {name: old})
    await all_live(demo_desk)
