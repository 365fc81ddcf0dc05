"""Native venue feeds against a server of this machine that speaks their protocol with messages that they published."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from quantdesk.ingest.received import Garbage, Received, Source
from quantdesk.ingest.sources.binance import binance
from quantdesk.ingest.sources.bybit import bybit
from quantdesk.ingest.sources.hyperliquid import hyperliquid
from quantdesk.ingest.sources.okx import okx
from quantdesk.model.feed import E9, BookSnapshot, Print, Quote
from tests.integration.ingest.loopback import lost, taken, venue

VENUES = Path("tests/vectors/venues")
BTC = "BTC-PERP"


def messages(name: str) -> list[str]:
    return (VENUES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


class Talk:
    """A venue's side: takes subscriptions, answers pings, plays messages, then waits or closes."""

    def __init__(
        self, played: list[str], subscriptions: int, pongs: dict[str, str] | None = None, *, close: bool = False
    ):
        self.played = played
        self.heard: list[str] = []
        self.path = ""
        self._subscriptions = subscriptions
        self._pongs = pongs or {}
        self._close = close
        self.pinged = asyncio.Event()

    async def __call__(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.path = connection.request.path
        for _ in range(self._subscriptions):
            self.heard.append(str(await connection.recv(decode=True)))
        for message in self.played:
            await connection.send(message)
        if self._close:
            return
        async for heard in connection:
            text = heard if isinstance(heard, str) else heard.decode()
            if text in self._pongs:
                await connection.send(self._pongs[text])
                self.pinged.set()


def kinds(found: list[Received]) -> list[type]:
    return [type(each.event) for each in found]


async def test_binance_quotes_and_trades_are_read() -> None:
    talk = Talk(messages("binance"), 0)
    async with venue(talk) as url:
        quote, trade = await taken(binance({"BTCUSDT": BTC}, url), 2)
    assert talk.path == "/stream?streams=btcusdt@bookTicker/btcusdt@trade"
    assert quote.event == Quote(1_568_014_460_893_000, 25_351_900_000, 31_210_000_000, 25_365_200_000, 40_660_000_000)
    assert (quote.source, quote.symbol, quote.number) == ("binance", BTC, 400_900_217)
    assert trade.event == Print(1_723_161_256_322_000, 61_800_300_000_000, 6_000_000, True)
    assert trade.number == 5_266_583_935


async def test_bybit_book_and_trades_are_read_and_the_ping_is_answered() -> None:
    talk = Talk(messages("bybit"), 1, {'{"op":"ping"}': messages("bybit")[-1]})
    async with venue(talk) as url:
        quote, trade = await taken(bybit({"BTCUSDT": BTC}, url), 2)
    assert json.loads(talk.heard[0]) == {"op": "subscribe", "args": ["orderbook.1.BTCUSDT", "publicTrade.BTCUSDT"]}
    assert quote.event == Quote(1_672_304_484_978_000, 16_493_500_000_000, 6_000_000, 16_611 * E9, 29_000_000)
    assert trade.event == Print(1_672_304_486_865_000, 16_578_500_000_000, 1_000_000, True)


async def test_okx_best_prices_and_trades_are_read_and_silence_is_pinged() -> None:
    talk = Talk(messages("okx"), 1, {"ping": "pong"})
    async with venue(talk) as url:
        source = okx({"BTC-USDT-SWAP": BTC}, url, ping_s=0.05)
        quote, trade = [await anext(source), await anext(source)]
        waiting = asyncio.ensure_future(anext(source))
        await asyncio.wait_for(talk.pinged.wait(), 20)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await source.aclose()  # type: ignore[attr-defined]
    wanted = [{"channel": name, "instId": "BTC-USDT-SWAP"} for name in ("bbo-tbt", "trades")]
    assert json.loads(talk.heard[0]) == {"op": "subscribe", "args": wanted}
    assert quote.event == Quote(1_670_324_386_802_000, 111_050_000_000, 57_745 * E9, 111_060_000_000, 55_154 * E9)
    assert (trade.event, trade.number) == (
        Print(1_630_048_897_897_000, 42_219_900_000_000, 120_603_060, True),
        130_639_474,
    )


async def test_hyperliquid_book_and_trades_are_read() -> None:
    talk = Talk(messages("hyperliquid"), 2)
    async with venue(talk) as url:
        book, quote, trade = await taken(hyperliquid({"BTC": BTC}, url), 3)
    assert [json.loads(heard)["subscription"]["type"] for heard in talk.heard] == ["l2Book", "trades"]
    assert isinstance(book.event, BookSnapshot)
    assert book.event.bids == [(19_900 * E9, E9), (19_800 * E9, 2 * E9)]
    assert quote.event == Quote(1_677_773_400_000_000, 19_900 * E9, E9, 20_100 * E9, E9)
    assert (trade.event, trade.number) == (
        Print(1_677_773_400_123_000, 20_000 * E9, E9 // 2, True),
        118_906_512_037_719,
    )


Open = Callable[[str], Source]
OPENS: dict[str, tuple[int, Open]] = {
    "binance": (0, lambda url: binance({"BTCUSDT": BTC}, url)),
    "bybit": (1, lambda url: bybit({"BTCUSDT": BTC}, url)),
    "okx": (1, lambda url: okx({"BTC-USDT-SWAP": BTC}, url)),
    "hyperliquid": (2, lambda url: hyperliquid({"BTC": BTC}, url)),
}


@pytest.mark.parametrize("name", OPENS)
async def test_garbage_is_given_on_and_a_closed_connection_is_said(name: str) -> None:
    subscriptions, open_source = OPENS[name]
    unread = [
        "no json",
        "{}",
        '{"topic":"x"}',
        '{"event":"error","code":"60012","msg":"bad"}',
        '{"channel":"x"}',
        "[1]",
    ]
    cut = [message[:-9] for message in messages(name)]
    async with venue(Talk([*unread, *cut, *messages(name)], subscriptions, close=True)) as url:
        found, reason = await lost(open_source(url))
    spoiled = [each for each in found if isinstance(each.event, Garbage)]
    assert len(spoiled) == len(unread) + len(cut)
    assert {type(each.event) for each in found} > {Garbage}
    assert all(each.source == name for each in spoiled)
    assert "closed" in reason


async def test_a_venue_that_is_not_there_is_lost_at_once() -> None:
    found, reason = await lost(binance({"BTCUSDT": BTC}, "ws://127.0.0.1:1"))
    assert (found, "127.0.0.1:1" in reason) == ([], True)


@pytest.mark.parametrize("name", ["no", "BTCUSDT"])
async def test_a_market_that_was_not_asked_for_is_garbage(name: str) -> None:
    async with venue(Talk(messages("binance"), 0, close=True)) as url:
        found, _ = await lost(binance({"ETHUSDT" if name == "no" else name: "ETH-PERP"}, url))
    assert (Garbage in kinds(found)) == (name == "no")
