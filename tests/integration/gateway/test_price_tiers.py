"""An order refused for what the market's price is worth: the door names tier and cause, and says both with the market."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import connect

from quantdesk.desk.markets import LISTINGS
from quantdesk.desk.world import World
from quantdesk.model.records_gen import Service, SetIndex, SetPrices
from quantdesk.runtime.clock import now_us
from tests.integration.gateway.people import Person, problem

LISTING = LISTINGS[0]


@asynccontextmanager
async def wide_price(desk: World) -> AsyncIterator[None]:
    """An index whose confidence interval is wider than any market may use; afterwards prices set by hand again."""
    number, price = LISTING.market.market, LISTING.price_mticks
    index = SetIndex(
        market=number, index_price=price, published=now_us(), conf=price // 40, doubt=0, evidence=b"\7" * 32
    )
    await desk.command(index.encode(), Service.INGEST)
    try:
        yield
    finally:
        by_hand = SetPrices(market=number, index_price=price, mark_price=price)
        await desk.command(by_hand.encode(), Service.INGEST)


async def test_refusal_names_the_tier_and_its_cause(small_desk: World, anna: Person) -> None:
    """ORC-3: no order is taken at an uncertain price; cancels are; the market says the same as the refusal."""
    resting = await anna.post("/api/orders", anna.order(price="50000"))
    assert resting.status_code == 200, resting.text
    async with wide_price(small_desk):
        told = problem(await anna.post("/api/orders", anna.order(price="50000")), 422, "market_tier")
        assert (told["field"], told["expected"], told["found"]) == ("market", "uncertain", "confidence")
        assert "uncertain, because its confidence interval is too wide" in told["detail"]
        shown = (await anna.http.get("/api/markets/BTC-PERP")).json()
        assert (shown["price_tier"], shown["price_cause"]) == ("uncertain", "confidence")
        path = f"/api/orders/{resting.json()['order_id']}"
        assert (await anna.delete(path, account=anna.account)).status_code == 200
    taken = await anna.post("/api/orders", anna.order(price="50000"))
    assert taken.status_code == 200, taken.text


async def test_every_index_is_told_with_its_evidence(small_desk: World, anna: Person) -> None:
    """DATA-6: at once, also one that never counts."""
    async with connect(small_desk.addresses.stream) as socket:
        await socket.send(json.dumps({"op": "subscribe", "channels": ["index:BTC-PERP"]}))
        async with wide_price(small_desk), asyncio.timeout(30):
            while '"type":"event"' not in (told := str(await socket.recv())):
                pass
    data = json.loads(told)["data"]
    assert (data["evidence"], data["used"]) == ("07" * 32, False)
    assert float(data["index_price"]) == 61_800


async def test_ticker_tells_a_change_of_the_tier(small_desk: World, anna: Person) -> None:
    """ORC-3: who listens hears it without asking."""
    async with connect(small_desk.addresses.stream) as socket:
        await socket.send(json.dumps({"op": "subscribe", "channels": ["ticker:BTC-PERP"]}))
        async with wide_price(small_desk), asyncio.timeout(30):
            while '"price_tier":"uncertain","price_cause":"confidence"' not in str(await socket.recv()):
                pass
