"""Funding as it stands: the door and the socket say the rate that the core makes of the samples so far."""

import asyncio

import httpx

from quantdesk.client import Stream
from quantdesk.core import funding_rate
from quantdesk.desk.world import World
from quantdesk.ingest.received import Received, SignedUpdate
from quantdesk.model.money import decimal_text
from quantdesk.model.records_gen import MarketQuery, MarketView, views_decode
from quantdesk.runtime.clock import now_us
from tests.integration.ingest.test_pipeline import S, ingest_of, routers_row, signed

HOUR_MS = 3_600_000
TIMEOUT_S = 120


async def view_of(desk: World) -> MarketView:
    client = await desk.client()
    try:
        views = views_decode(await client.query(MarketQuery(market=0).encode()))
    finally:
        await client.close()
    return next(view for view in views if isinstance(view, MarketView))


async def sampled(desk: World) -> tuple[MarketView, dict[str, object]]:
    """The engine's view and the door's after the same mark round, once the hour has a sample."""
    async with asyncio.timeout(TIMEOUT_S), httpx.AsyncClient(base_url=desk.addresses.gateway, timeout=30) as http:
        while True:
            before = await view_of(desk)
            shown = (await http.get("/api/markets/BTC-PERP")).json()
            if before.samples and shown["funding_samples"] == before.samples == (await view_of(desk)).samples:
                return before, shown
            await asyncio.sleep(0.3)


async def test_rate_of_the_running_hour_is_shown_by_door_and_socket(small_desk: World) -> None:
    """FND-1, FND-2: of the mean of the samples so far, by the core's formula."""
    async with ingest_of(small_desk, rows=[routers_row()]) as ingest:
        update = SignedUpdate(signed(61_805, now_us() // S))
        assert await ingest.flow.update(Received("hermes", "", now_us(), update)) == "taken"
        view, shown = await sampled(small_desk)
        assert shown["funding_rate"] == decimal_text(funding_rate(view.premium), 9)
        assert int(str(shown["next_funding_ms"])) % HOUR_MS == 0
        async with asyncio.timeout(TIMEOUT_S), await Stream.open(small_desk.addresses.stream) as stream:
            async for message in stream.subscribe("ticker:BTC-PERP"):
                if message.data["funding_rate"] is not None:
                    break
    assert len(message.data["funding_rate"].split(".")[1]) == 9
    assert message.data["next_funding_ms"] % HOUR_MS == 0
