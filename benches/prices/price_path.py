"""The way of a price: from a source's socket through ingestion, engine, journal and stream to a client's socket.

A service of this machine speaks Hermes' server-sent events; its updates hold a price of each of ten markets, signed by three of five
routers. Each is one second younger than the last, from the past on, so that any rate is possible. A client reads the channels `index:`,
which leave none out; a tick's time is from the service's write to the client's read of that market's message.
"""

import asyncio
import json
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import asyncpg
import websockets

from harness import FLOORS, run, told
from quantdesk.desk.markets import LISTINGS, Listing
from quantdesk.desk.seed import markets_list
from quantdesk.desk.world import World, ports_free
from quantdesk.ingest.feeds import FEED_IDS
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.model.pyth_sign import address_of, update_sign
from quantdesk.model.pyth_update import PriceMessage
from quantdesk.model.pyth_verify import Trust
from quantdesk.model.records_gen import Service, SetPrices
from quantdesk.runtime.clock import now_us

PROCESSES = ("engine", "gateway", "stream", "ingest")
KEYS = {number: bytes([number + 1]) * 32 for number in (0, 2, 4)}
ROUTERS = Trust(
    2_000,
    "bench",
    1,
    tuple(address_of(bytes([number + 1]) * 32) for number in range(5)),
    3,
    ((26, b"pythnet" * 4 + b"pyth"),),
    0,
    0,
    GENESIS_HASH_LOCALNET,
)
SECONDS = 8
WARM = 50
UPDATES_A_SECOND = 50
WAIT_S = 60
API_SPEED = 3.0
API_SECONDS = 30
API_WARM = 5
EXPO = -9
TRUST_ADD = "insert into oracle_trust values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing"
SOURCE_ADD = "insert into price_sources (name, kind, config, changed_us) values ($1, $2, $3::text::jsonb, $4)"


class PriceService:
    """The service: one listener, to whom updates are written."""

    def __init__(self) -> None:
        self.listener: asyncio.Future[asyncio.StreamWriter] = asyncio.get_running_loop().create_future()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        if not self.listener.done():
            self.listener.set_result(writer)


def symbol_of(one: Listing) -> str:
    """BTC-PERP and its like."""
    return one.market.symbol.rstrip(b"\0").decode("ascii")


def update_of(number: int, publish_s: int) -> bytes:
    """A signed update of all markets as an event; prices wander by a ten-thousandth."""
    prices = []
    for one in LISTINGS:
        feed = FEED_IDS[symbol_of(one)]
        e9 = one.price_mticks * one.market.tick_size // 1_000
        price = e9 + e9 // 10_000 * (number % 7)
        prices.append(PriceMessage(feed, price, price // 10_000, EXPO, publish_s, publish_s - 1, price, 1))
    data = update_sign(prices, KEYS, (publish_s, number, number), ROUTERS)
    return b"data:" + json.dumps({"binary": {"encoding": "hex", "data": [data.hex()]}}).encode() + b"\n\n"


async def quieted(desk: World, address: str) -> None:
    """Ends the desk's own prices and names the service as the source; prices by hand let publish times begin anew."""
    client = await desk.client()
    await markets_list(client)
    database = await asyncpg.connect(desk.addresses.database_url)
    try:
        await database.execute("update price_sources set wish = 'stop', changed_us = $1", now_us())
        stopped = "select count(*) = 0 from price_source_states where state <> 'stopped'"
        async with asyncio.timeout(WAIT_S):
            while not await database.fetchval(stopped):  # noqa: ASYNC110 - another process's doing
                await asyncio.sleep(0.2)
        await asyncio.sleep(2)  # what was signed before is written
        pid = desk.kill("ingest")
        await database.execute("truncate index_prices, price_updates")
        for one in LISTINGS:
            price = SetPrices(market=one.market.market, index_price=one.price_mticks, mark_price=one.price_mticks)
            await desk.command(price.encode(), Service.INGEST)
        row = (ROUTERS.version, ROUTERS.name, ROUTERS.set_index, list(ROUTERS.signers), ROUTERS.quorum, [26])
        await database.execute(TRUST_ADD, *row, [ROUTERS.emitters[0][1]], 0, 0, GENESIS_HASH_LOCALNET, "bench")
        async with asyncio.timeout(WAIT_S):
            while desk.pid("ingest") in (0, pid):  # noqa: ASYNC110 - another process's doing
                await asyncio.sleep(0.2)
        await database.execute(SOURCE_ADD, "bench", "hermes", json.dumps({"endpoints": [address]}), now_us())
    finally:
        await database.close()
        await client.close()


async def ticks_ms(desk: World, seconds: int = SECONDS) -> list[float]:
    """Milliseconds of every tick, sorted; ticks that never came are an error."""
    service = PriceService()
    server = await asyncio.start_server(service, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    await quieted(desk, address)
    writer = await asyncio.wait_for(service.listener, WAIT_S)
    count = WARM + seconds * UPDATES_A_SECOND
    begin_s = now_us() // 1_000_000 - count - 60
    events = [update_of(number, begin_s + number) for number in range(count)]
    sent: dict[int, float] = {}
    channels = [f"index:{symbol_of(one)}" for one in LISTINGS]
    async with websockets.connect(desk.addresses.stream, max_size=2**22) as socket:
        await socket.send(json.dumps({"op": "subscribe", "channels": channels}))
        reading = asyncio.create_task(_read(socket, sent, begin_s + WARM, seconds * UPDATES_A_SECOND * len(channels)))
        started = time.perf_counter()
        for number, event in enumerate(events):
            await asyncio.sleep(max(0.0, started + number / UPDATES_A_SECOND - time.perf_counter()))
            sent[begin_s + number] = time.perf_counter()
            writer.write(event)
        found = await asyncio.wait_for(reading, WAIT_S)
    writer.close()
    server.close()
    return sorted(found)


async def _read(socket: websockets.ClientConnection, sent: dict[int, float], first_s: int, wanted: int) -> list[float]:
    found: list[float] = []
    while len(found) < wanted:
        message = json.loads(await socket.recv())
        if message.get("type") != "event":
            continue
        at = time.perf_counter()
        publish_s = message["data"]["publish_ms"] // 1_000
        if publish_s >= first_s:
            found.append((at - sent[publish_s]) * 1e3)
    return found


async def replay_gap_s(desk: World, seconds: int) -> float:
    """Longest time between two indices that a stream client hears while the recording runs at API_SPEED times real time."""
    client = await desk.client()
    await markets_list(client)
    await client.close()
    database = await asyncpg.connect(desk.addresses.database_url)
    faster = "update price_sources set config = config || $1::text::jsonb where kind = 'replay' returning name"
    try:
        async with asyncio.timeout(WAIT_S):
            while not await database.fetchval(faster, json.dumps({"speed": API_SPEED})):  # noqa: ASYNC110 - another process's doing
                await asyncio.sleep(0.2)
    finally:
        await database.close()
    times: list[int] = []
    async with websockets.connect(desk.addresses.stream, max_size=2**22) as socket:
        await socket.send(json.dumps({"op": "subscribe", "channels": ["index:BTC-PERP"]}))
        async with asyncio.timeout(WAIT_S + seconds):
            while len(times) < seconds:
                message = json.loads(await socket.recv())
                if message.get("type") == "event":
                    times.append(message["data"]["publish_ms"])
    return max(later - earlier for earlier, later in pairwise(times[API_WARM:])) / 1e3


def floor_ms(dsn: str) -> float:
    """p99 of the floor, socket, journal row, socket, at as many messages a second."""
    port = ports_free(1)[0]
    server = subprocess.Popen(
        [sys.executable, str(FLOORS / "ack_ws.py"), dsn, "--port", str(port), "--no-verify"],
        cwd=FLOORS,
        stdout=subprocess.DEVNULL,
    )
    try:
        rate = str(UPDATES_A_SECOND * len(LISTINGS))
        load = [sys.executable, str(FLOORS / "load.py"), "ws", "--port", str(port), "--pid", str(server.pid)]
        more = ["--connections", "10", "--window", "32", "--seconds", "4", "--rate", rate]
        return float(json.loads(run([*load, *more]))["p99_ms"])
    finally:
        server.terminate()
        server.wait(10)


async def _floors(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("create database floors")
    finally:
        await connection.close()
    return url.replace("/quantdesk?", "/floors?")


def path_p99(work: Path, rounds: int) -> tuple[list[float], list[float]]:
    """p99 of path and floor, a pair a round, interleaved on one desk each."""
    paths, floors = [], []
    for number in range(rounds):
        with World(work / f"path-{number}", PROCESSES, fsync=True) as desk:
            dsn = asyncio.run(_floors(desk.addresses.database_url))
            floors.append(floor_ms(dsn))
            found = asyncio.run(ticks_ms(desk))
            paths.append(found[len(found) * 99 // 100])
            told(
                f"path {number + 1}: p50 {found[len(found) // 2]:.2f} ms, p99 {paths[-1]:.2f} ms; floor p99 {floors[-1]:.2f} ms"
            )
    return paths, floors


def api_gap_s(work: Path, data: str) -> float:
    """The recorded feed at three times real time through ingestion, engine and stream: the longest silence of the index, seconds."""
    with World(work / "api", PROCESSES, data=data) as desk:
        return asyncio.run(replay_gap_s(desk, API_SECONDS))
