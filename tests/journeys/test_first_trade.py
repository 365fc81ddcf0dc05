"""A newcomer trades: through HTTP, through the socket in JSON and in records, and sees the same in all of them."""

import asyncio

import pytest

from quantdesk.client import Keypair, LiveBook, OrderTerms, QuantDesk, Refused, Subscription
from quantdesk.client.answers import Message
from quantdesk.desk.world import World
from quantdesk.model.records_gen import AddDelegate, OrderAccepted, OrderDuplicate, Service, Side, events_decode
from quantdesk.runtime.clock import now_us
from tests.traders import markets_there, trader

MARKET = "ETH-PERP"


async def message(subscription: Subscription) -> Message:
    return await asyncio.wait_for(anext(subscription), 10)


async def test_trade_through_http_is_seen_on_every_channel(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as maker, trader(small_desk) as taker:
        await maker.place(MARKET, "sell", "0.5", "3000.00")
        stream = await taker.stream()
        channels = {
            kind: stream.subscribe(f"{kind}:{taker.account}") for kind in ("account", "orders", "fills", "positions")
        }
        trades = stream.subscribe(f"trades:{MARKET}")
        book = stream.subscribe(f"book:{MARKET}")
        for subscription in (*channels.values(), trades, book):
            assert (await message(subscription)).type == "snapshot"
        result = await taker.place(MARKET, "buy", "0.2")
        assert (result.status, result.filled, result.average_price) == ("filled", "0.200", "3000.00000")
        fill = (await message(channels["fills"])).data[0]
        assert (fill["role"], fill["side"], fill["price"], fill["size"], fill["seq"]) == (
            "taker",
            "buy",
            "3000.00",
            "0.200",
            result.seq,
        )
        order = (await message(channels["orders"])).data[0]
        assert (order["status"], order["order_id"]) == ("filled", result.order_id)
        assert (await message(channels["positions"])).data[0]["size"] == "0.200"
        assert (await message(channels["account"])).data["collateral"] == (await taker.balances()).collateral
        trade = (await message(trades)).data[0]
        assert (trade["price"], trade["side"]) == ("3000.00", "buy")
        delta = await message(book)
        assert delta.data == {"bids": [], "asks": [["3000.00", "0.300"]]}
        assert [position.size for position in await taker.positions()] == ["0.200"]
        await maker.cancel_all()
        await stream.close()


async def test_json_and_records_of_the_socket_do_what_http_does(small_desk: World) -> None:
    """BOOK-7: the same message again returns the first result, whichever way it comes."""
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        market = await desk.market(MARKET)
        stream = await desk.stream()
        signed = await desk.sign(MARKET, OrderTerms(side="buy", size="0.1", price="2500.00", post_only=True))
        first = await desk.send(MARKET, signed)
        assert b'"duplicate":true' in await stream.op("place", signed.fields(market))
        (again,) = events_decode(await stream.send_records(signed.place()))
        assert isinstance(again, OrderDuplicate)
        assert (again.first_seq, again.left) == (first.seq, 100)
        fast = desk.signer.lots_order(market.market_id, Side.BUY, 250_000, 50)
        (accepted,) = events_decode(await stream.send_records(fast.place()))
        assert isinstance(accepted, OrderAccepted)
        assert {order.order_id for order in await desk.orders()} == {first.order_id, accepted.order_id.hex()}
        assert b'"cancelled":2' in await stream.op("cancel_all", {"account": desk.account})
        assert await desk.orders() == ()
        await stream.close()


async def test_batch_replaces_shrinks_and_refuses_item_by_item(small_desk: World) -> None:
    """BOOK-10: a batch is atomic per item."""
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        one = await desk.place(MARKET, "buy", "0.1", "2500.00")
        two = await desk.place(MARKET, "buy", "0.1", "2501.00")
        better = await desk.sign(MARKET, OrderTerms(side="buy", size="0.2", price="2502.00"))
        results = await desk.batch(
            [
                {"shrink": {"order": one.order_id, "market": MARKET, "left": "0.05"}},
                {"replace": {"order_id": two.order_id, "with_order": better.fields(await desk.market(MARKET))}},
                {"cancel": {"order": "client:5"}},
                await desk.place_item(MARKET, OrderTerms(side="buy", size="0.1", price="2500.00", reduce_only=True)),
            ]
        )
        assert results[0].shrunk is not None
        assert results[1].placed is not None
        assert [result.problem.code for result in results[2:] if result.problem] == [
            "order_unknown",
            "reduce_only_nothing",
        ]
        assert {(order.price, order.left) for order in await desk.orders()} == {
            ("2500.00", "0.050"),
            ("2502.00", "0.200"),
        }
        await desk.cancel_all()


async def test_price_off_the_grid_names_its_neighbours_before_anything_is_sent(small_desk: World) -> None:
    """UNIT-5: off-grid input is refused with the nearest valid values."""
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        with pytest.raises(ValueError, match=r"2500\.00 or 2500\.01"):
            await desk.place(MARKET, "buy", "0.1", "2500.005")


async def test_user_is_limited_and_a_cancel_still_goes_through(small_desk: World) -> None:
    """BOOK-8: cancels have a budget of their own."""
    await markets_there(small_desk)
    async with trader(small_desk, tier="user") as desk:
        market = await desk.market(MARKET)
        stream = await desk.stream()
        answers = [
            stream.send_records_nowait(desk.signer.lots_order(market.market_id, Side.BUY, 200_000, 10).place())
            for _ in range(120)
        ]
        outcomes = await asyncio.gather(*answers, return_exceptions=True)
        taken = [outcome for outcome in outcomes if isinstance(outcome, bytes)]
        refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        assert 90 <= len(taken) <= 100
        assert {refusal.code for refusal in refused} == {"rate_limited"}
        assert len(taken) + len(refused) == 120
        await stream.op("cancel_all", {"account": desk.account})
        await stream.close()


async def test_delegate_with_an_api_key_trades_for_its_owner(small_desk: World) -> None:
    """SIG-4: a live delegate may sign; the owner's key is not needed to trade."""
    await markets_there(small_desk)
    async with trader(small_desk) as owner:
        api_key, delegate = Keypair.generate(), Keypair.generate()
        await owner.add_api_key(api_key, ("read", "trade"), "bot", 3_600)
        added = AddDelegate(owner.account, delegate.public, now_us() + 3_600_000_000, 1, 2**64 - 1, 0, 0)
        await small_desk.command(added.encode(), Service.KEEPERS)
        async with await QuantDesk.connect(
            small_desk.addresses.gateway, delegate, api_key=api_key, stream_url=small_desk.addresses.stream
        ) as bot:
            assert bot.account == owner.account
            placed = await bot.place(MARKET, "buy", "0.1", "2400.00")
            assert [order.order_id for order in await owner.orders()] == [placed.order_id]
            assert (await bot.cancel(placed.order_id)).reason == "user"


async def test_local_book_follows_the_exchange(small_desk: World) -> None:
    await markets_there(small_desk)
    async with trader(small_desk) as desk:
        stream = await desk.stream()
        subscription = stream.subscribe("book:SOL-PERP")
        book = LiveBook()
        book.take(await message(subscription))
        for cents in range(14_000, 14_020):
            await desk.place("SOL-PERP", "buy", "1", f"{cents / 100:.2f}")
        while len(book.bids) < 20:
            book.take(await message(subscription))
        shown = await desk.book("SOL-PERP", 100)
        assert [level.price for level in shown.bids][:20] == [
            f"{cents / 100:.2f}" for cents in range(14_019, 13_999, -1)
        ]
        await desk.cancel_all()
        while book.bids:
            book.take(await message(subscription))
        await stream.close()
