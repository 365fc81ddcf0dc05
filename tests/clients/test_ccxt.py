"""The generic source: the library itself, in an environment of its own, against a server of this machine that speaks one of its venues'
protocol.
"""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from quantdesk.desk.paths import ROOT
from quantdesk.ingest.sources.replay import HYPERLIQUID_FILE
from quantdesk.model.feed import E9, e9_decode
from tests.clients.installed import FLOW_TIMEOUT_S, HERE, python_locked, run
from tests.integration.ingest.loopback import venue

VENUES = Path("tests/vectors/venues")
INFO = (VENUES / "hyperliquid_info.json").read_bytes()
MESSAGES = (VENUES / "hyperliquid.jsonl").read_text(encoding="utf-8").splitlines()
SYMBOL = "BTC/USDC:USDC"
SYMBOLS = {SYMBOL: "BTC-PERP"}


async def listing_serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The venue's HTTP side: what it lists."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = int(head.split("content-length:")[1].split("\r\n")[0])
            await reader.readexactly(length)
            answer = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(INFO)}\r\n\r\n"
            writer.write(answer.encode() + INFO)
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


class Side:
    """The venue's socket side: plays to each subscription the messages of its channel; may hang up after the last."""

    def __init__(self, played: list[str], *, close: bool = False) -> None:
        self.played = played
        self.heard: list[dict[str, Any]] = []
        self._close = close

    async def __call__(self, connection: ServerConnection) -> None:
        async for text in connection:
            heard = json.loads(text)
            self.heard.append(heard)
            channel = heard.get("subscription", {}).get("type")
            for message in self.played:
                if json.loads(message)["channel"] == channel:
                    await connection.send(message)
            if self._close and len(self.heard) == 2:
                return


@asynccontextmanager
async def hyperliquid(side: Side) -> AsyncIterator[dict[str, Any]]:
    """Both sides of the venue; settings that lead the library to them."""
    server = await asyncio.start_server(listing_serve, "127.0.0.1", 0)
    try:
        async with venue(side) as socket:
            http = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            urls = {"api": {"public": http, "private": http, "ws": {"public": socket}}}
            yield {"urls": urls, "options": {"fetchMarkets": {"types": ["swap"]}}, "timeout": 60_000}
    finally:
        server.close()


async def given(side: Side, count: int, name: str = "hyperliquid") -> list[dict[str, Any]]:
    """What the source gave of a venue."""
    python = await asyncio.to_thread(python_locked, "ccxt", ROOT / "requirements" / "ccxt.lock")
    async with hyperliquid(side) as settings:
        told = json.dumps({"venue": name, "symbols": SYMBOLS, "settings": settings, "count": count})
        argv = [str(python), str(HERE / "ccxt" / "flow.py"), told]
        text = await asyncio.to_thread(run, argv, HERE, FLOW_TIMEOUT_S, {"PYTHONPATH": str(ROOT / "src")})
    return [json.loads(line) for line in text.splitlines()]


async def test_books_and_trades_of_a_venue_are_read_through_the_library() -> None:
    side = Side(MESSAGES)
    found = await given(side, 2)
    quote = next(each for each in found if each["type"] == "Quote")
    trade = next(each for each in found if each["type"] == "Print")
    assert {(each["source"], each["symbol"]) for each in found} == {("ccxt:hyperliquid", "BTC-PERP")}
    assert quote["event"] == {
        "ts_us": 1_677_773_400_000_000,
        "bid_price": 19_900 * E9,
        "bid_size": E9,
        "ask_price": 20_100 * E9,
        "ask_size": E9,
    }
    assert trade["event"] == {"ts_us": 1_677_773_400_123_000, "price": 20_000 * E9, "size": E9 // 2, "buy": True}
    assert trade["number"] == 118906512037719
    subscriptions = [each["subscription"]["type"] for each in side.heard if each["method"] == "subscribe"]
    assert sorted(subscriptions) == ["l2Book", "trades"]


@pytest.mark.data
async def test_recorded_trades_come_as_the_venue_sent_them(data_folder: Path) -> None:
    with gzip.open(data_folder / HYPERLIQUID_FILE) as lines:
        messages = [line.partition(b" ")[2].decode() for line in lines]
    played = [text for text in messages if json.loads(text).get("channel") == "trades"]
    trades = [trade for text in played for trade in json.loads(text)["data"]]
    assert len(trades) > 5
    found = await given(Side(played), len(trades))
    assert [
        (each["event"]["price"], each["event"]["size"], each["event"]["buy"], each["number"]) for each in found
    ] == [(e9_decode(trade["px"]), e9_decode(trade["sz"]), trade["side"] == "B", trade["tid"]) for trade in trades]


async def test_venue_that_hangs_up_ends_the_source_with_its_reason() -> None:
    last = (await given(Side(MESSAGES, close=True), 100))[-1]
    assert last["type"] == "SourceLost"
    assert last["reason"].startswith("hyperliquid: ")


async def test_venue_that_the_library_does_not_know_is_said() -> None:
    assert "'nowhere'" in (await given(Side([]), 1, "nowhere"))[0]["reason"]
