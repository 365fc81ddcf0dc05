"""From a match to a chart: history over HTTP and the open candle over the socket, equal to the trades that made them."""

import asyncio
import itertools
from typing import Any

from quantdesk.client import Message, QuantDesk, Subscription
from quantdesk.desk.world import World
from quantdesk.model.records_gen import Service, SetPrices
from tests.traders import markets_there, trader

MARKET = "SOL-PERP"


async def message(subscription: Subscription) -> Message:
    return await asyncio.wait_for(anext(subscription), 20)


async def price_set(desk: World, market_id: int, mticks: int) -> None:
    client = await desk.client(Service.INGEST)
    try:
        await client.send(SetPrices(market=market_id, index_price=mticks, mark_price=mticks).encode())
    finally:
        await client.close()


async def traded(maker: QuantDesk, taker: QuantDesk, prices: list[str]) -> None:
    for price in prices:
        await maker.place(MARKET, "sell", "2", price, time_in_force="gtc")
        result = await taker.place(MARKET, "buy", "2", price, time_in_force="ioc")
        assert result.status == "filled"


def merged(chart: dict[int, dict[str, Any]], told: Message) -> None:
    if told.type == "snapshot":
        chart.clear()
    chart.update({candle["open_ms"]: candle for candle in told.data["candles"]})


async def test_history_and_socket_show_the_candles_of_the_trades(small_desk: World) -> None:
    """CDL-2, CDL-4, through the public doors."""
    await markets_there(small_desk)
    async with trader(small_desk) as maker, trader(small_desk) as taker:
        market = await maker.market(MARKET)
        await price_set(small_desk, market.market_id, market.ticks("150.00") * 1_000)
        stream = await maker.stream()
        channel = stream.subscribe(f"candles:{MARKET}:60")
        chart: dict[int, dict[str, Any]] = {}
        first = await message(channel)
        assert (first.type, first.data["interval"], first.data["kind"]) == ("snapshot", 60, "trade")
        merged(chart, first)
        before = sum(candle["ticks"] for candle in chart.values())
        prices = ["150.10", "151.30", "149.20", "150.40"]
        await traded(maker, taker, prices)
        while sum(candle["ticks"] for candle in chart.values()) < before + len(prices):
            merged(chart, await message(channel))
        newest = [each for _, each in sorted(chart.items()) if each["ticks"]]
        assert newest[-1]["close"] == "150.40"
        assert sum(float(each["volume"]) for each in newest) >= 8
        async with asyncio.timeout(120):  # SQL follows the journal
            while True:
                history = await taker.candles(MARKET, 60, limit=200)
                if history and sum(each.ticks for each in history) >= before + len(prices):
                    break
                await asyncio.sleep(0.1)
        kept = {each.open_ms: each for each in history}
        for open_ms in kept.keys() & chart.keys():
            if kept[open_ms].ticks:
                told = chart[open_ms]
                assert (kept[open_ms].open, kept[open_ms].close, kept[open_ms].ticks) == (
                    told["open"],
                    told["close"],
                    told["ticks"],
                )
        assert [b.open_ms - a.open_ms for a, b in itertools.pairwise(history)] == [60_000] * (len(history) - 1)
        marks = await taker.candles(MARKET, 1, kind="mark", limit=1_000)
        assert "150.00000" in {each.close for each in marks}
        assert {float(each.volume) for each in marks} == {0}
        older = await taker.candles(MARKET, 60, before_ms=history[0].open_ms, limit=5)
        assert all(each.open_ms < history[0].open_ms for each in older)
        await stream.close()
