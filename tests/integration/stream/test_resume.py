"""Whatever goes away and comes back, a subscriber hears everything once or is told that it begins anew."""

import asyncio

import pytest

from quantdesk.client import AccountFill, LiveBook, Message, QuantDesk, Refused, Stream, Subscription, Unavailable
from quantdesk.desk.world import World
from quantdesk.model.records_gen import Side
from tests.traders import markets_there, trader

MARKET = "SOL-PERP"


async def message(subscription: Subscription) -> Message:
    return await asyncio.wait_for(anext(subscription), 15)


def cut(stream: Stream) -> None:
    """Cuts a client's connection as a broken network would."""
    transport = stream._transport
    assert transport is not None
    transport.underlying_transport.abort()


async def orders_place(desk: QuantDesk, stream: Stream, count: int) -> list[str]:
    """Places orders over a stream; returns their client order ids."""
    market = await desk.market(MARKET)
    signed = [desk.signer.lots_order(market.market_id, Side.BUY, 12_000 + number, 10) for number in range(count)]
    for order in signed:
        while True:
            try:
                await stream.ready(20)
                await stream.send_records(order.place())
            except Unavailable:
                await asyncio.sleep(0.05)
            else:
                break
    return [str(order.order.client_order_id) for order in signed]


async def ids_heard(subscription: Subscription, last: str) -> list[str]:
    """Client order ids of accepted orders up to one of them."""
    heard: list[str] = []
    while last not in heard:
        found = await message(subscription)
        heard += [line["client_order_id"] for line in found.data if line["event"] == "accepted"]
    return heard


async def test_lost_connection_is_resumed_without_loss(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        reader, writer = await desk.stream(), await desk.stream()
        orders = reader.subscribe(f"orders:{desk.account}")
        assert (await message(orders)).type == "snapshot"
        placed = await orders_place(desk, writer, 5)
        heard = await ids_heard(orders, placed[-1])
        cut(reader)
        placed += await orders_place(desk, writer, 20)
        heard += await ids_heard(orders, placed[-1])
        assert heard == placed
        assert orders.gaps == 0
        assert reader.connections == 2
        await desk.cancel_all()
        await reader.close()
        await writer.close()


async def test_resume_from_a_seq_that_is_gone_says_so(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        stream = await desk.stream()
        book = stream.subscribe(f"book:{MARKET}")
        await message(book)
        book.seq = 1
        cut(stream)
        first = await message(book)
        assert (first.type, first.reset) == ("snapshot", True)
        await stream.close()


async def test_stream_that_was_killed_serves_again_and_books_are_right(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        stream = await desk.stream()
        subscription = stream.subscribe(f"book:{MARKET}")
        book = LiveBook()
        book.take(await message(subscription))
        await orders_place(desk, stream, 3)
        old = small_desk.kill("stream")
        await asyncio.to_thread(small_desk.wait_ready, 60.0, {"stream": old})
        await orders_place(desk, stream, 3)
        while len(book.bids) < 3 or stream.connections < 2:
            book.take(await message(subscription))
        shown = await desk.book(MARKET, 10)
        async with asyncio.timeout(10):
            while book.seq < shown.seq and [str(level.price) for level in shown.bids] != [
                f"{price / 10**9:.2f}" for price in sorted(book.bids, reverse=True)
            ]:
                book.take(await message(subscription))
        await desk.cancel_all()
        await stream.close()


async def test_valkey_that_was_killed_costs_no_event(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        reader, writer = await desk.stream(), await desk.stream()
        orders = reader.subscribe(f"orders:{desk.account}")
        await message(orders)
        placed = await orders_place(desk, writer, 3)
        old = small_desk.kill("valkey")
        # Already leased allowances last a moment; then trading waits for Valkey, cancels and reads of what happened do not.
        await asyncio.to_thread(small_desk.wait_ready, 60.0, {"valkey": old})
        placed += await orders_place(desk, writer, 5)
        assert await ids_heard(orders, placed[-1]) == placed
        assert orders.gaps == 0
        await desk.cancel_all()
        await reader.close()
        await writer.close()


async def test_engine_that_was_killed_answers_again_and_nothing_is_doubled(small_desk: World) -> None:
    """BOOK-7: the same message after an unknown outcome returns the first result."""
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        stream = await desk.stream()
        orders = stream.subscribe(f"orders:{desk.account}")
        await message(orders)
        placed = await orders_place(desk, stream, 3)
        old = small_desk.kill("engine")
        placed += await orders_place(desk, stream, 3)
        assert small_desk.pid("engine") != old
        assert await ids_heard(orders, placed[-1]) == placed
        assert sorted(order.client_order_id for order in await desk.orders()) == sorted(placed)
        await desk.cancel_all()
        await stream.close()


async def test_refused_subscription_ends_with_the_reason(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as desk, trader(small_desk) as other:
        stream = await desk.stream()
        for channel in ("book:NONE-PERP", f"orders:{other.account}"):
            with pytest.raises(Refused):
                await message(stream.subscribe(channel))
        assert (await message(stream.subscribe(f"book:{MARKET}"))).type == "snapshot"
        await stream.close()


async def test_private_channel_asked_for_while_the_engine_is_away_begins_when_it_is_back(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        stream = await desk.stream()
        old = small_desk.kill("engine")
        orders = stream.subscribe(f"orders:{desk.account}")
        assert (await asyncio.wait_for(anext(orders), 40)).type == "snapshot"
        await asyncio.to_thread(small_desk.wait_ready, 60.0, {"engine": old})
        await stream.close()


async def test_orders_end_with_the_connection_that_asked_for_it(small_desk: World) -> None:
    """BOOK-8: at once when the socket closes, and within the lease when the stream itself dies."""
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        reader, writer = await desk.stream(), await desk.stream()
        orders = reader.subscribe(f"orders:{desk.account}")
        await message(orders)
        answer = await writer.op("cancel_on_disconnect", {"account": desk.account})
        assert b'"lease_ms":15000' in answer
        placed = await orders_place(desk, writer, 3)
        assert await ids_heard(orders, placed[-1]) == placed
        await writer.close()
        assert await reasons_heard(orders, 3) == ["disconnected"] * 3

        await reader.op("cancel_on_disconnect", {"account": desk.account})
        await orders_place(desk, reader, 2)
        small_desk.kill("stream")
        async with asyncio.timeout(60):
            while await desk.orders():
                await asyncio.sleep(1.0)
        assert {order.status for order in await desk.orders("history")} <= {"cancelled", "resting"}
        await reader.close()


async def test_cancel_on_disconnect_is_for_ones_own_accounts_and_can_be_taken_back(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as desk, trader(small_desk) as other:
        stream, watching = await desk.stream(), await desk.stream()
        with pytest.raises(Refused):
            await stream.op("cancel_on_disconnect", {"account": other.account})
        await stream.op("cancel_on_disconnect", {"account": desk.account})
        await stream.op("cancel_on_disconnect", {"account": desk.account, "on": False})
        placed = await orders_place(desk, stream, 2)
        orders = watching.subscribe(f"orders:{desk.account}")
        await message(orders)
        await stream.close()
        await watching.ping()
        assert sorted(order.client_order_id for order in await desk.orders()) == sorted(placed)
        await desk.cancel_all()
        await watching.close()


async def reasons_heard(subscription: Subscription, count: int) -> list[str]:
    """Why the next `count` orders were cancelled."""
    heard: list[str] = []
    while len(heard) < count:
        found = await message(subscription)
        heard += [line["reason"] for line in found.data if line["event"] == "cancelled"]
    return heard


async def traded(maker: QuantDesk, taker: QuantDesk, count: int) -> None:
    """So many matches of the two over HTTP: the maker sells."""
    for _ in range(count):
        await maker.place(MARKET, "sell", "0.1", "150.00", post_only=True)
        assert (await taker.place(MARKET, "buy", "0.1", "150.00", time_in_force="ioc")).status == "filled"


async def test_matches_that_no_stream_ever_told_come_once_and_in_order(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as maker, trader(small_desk) as taker:
        await traded(maker, taker, 1)
        stream = await taker.stream()
        heard: list[AccountFill] = []

        async def follow() -> None:
            async for fill in taker.follow_fills(stream):
                heard.append(fill)

        async def all_heard(count: int) -> None:
            async with asyncio.timeout(40):
                while len(heard) < count:
                    await asyncio.sleep(0.05)

        following = asyncio.create_task(follow())
        try:
            async with asyncio.timeout(20):
                while stream.subscribe(f"fills:{taker.account}").seq is None:
                    await asyncio.sleep(0.02)
            await traded(maker, taker, 2)
            await all_heard(2)
            # It stays away until these are made.
            old = small_desk.kill("stream")
            await traded(maker, taker, 3)
            await asyncio.to_thread(small_desk.wait_ready, 60.0, {"stream": old})
            await all_heard(5)
            await traded(maker, taker, 1)
            await all_heard(6)
            last = int(heard[-1].fill_id.split(".")[0])
            async with asyncio.timeout(40):
                while (page := await taker.fill_page()).seq < last:
                    await asyncio.sleep(0.2)
            assert [fill.fill_id for fill in heard] == [fill.fill_id for fill in reversed(page.fills)][-6:]
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
            await stream.close()


async def test_first_message_of_money_that_nobody_read_for_a_while_is_as_it_is_now(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as maker, trader(small_desk) as taker:
        stream = await taker.stream()
        names = [f"{kind}:{taker.account}" for kind in ("positions", "account")]
        before = {name: (await message(stream.subscribe(name))).data for name in names}
        for name in names:
            await stream.subscribe(name).close()
        await stream.ping()
        await traded(maker, taker, 1)
        first = [await message(stream.subscribe(name)) for name in names]
        assert [found.type for found in first] == ["snapshot", "snapshot"]
        assert [float(line["size"]) for line in first[0].data] == [0.1]
        assert first[1].data["initial_margin"] != before[names[1]]["initial_margin"]
        await stream.close()
