"""Bench `ack`: durable orders a second, from the client's send to its answer, over WebSocket and HTTP.

A desk of its own runs gateway, stream and engine on an embedded PostgreSQL with fsync; the floors write their journal to the
same server. Both get the same connections and orders in flight. p99 is measured at half of the lower top rate, the same for
both. The floors without signature check are printed beside.

BENCH_ACK_KINDS: ws,http or one of them. BENCH_ACK_LINGER_US: how long the engine gathers after a commit, to compare.
"""

import asyncio
import json
import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import msgspec
from msgspec.structs import replace

from harness import FLOORS, arguments_read, compared, figure, median, report, run, told
from quantdesk.client.desk import QuantDesk
from quantdesk.client.keys import Keypair
from quantdesk.desk.markets import LISTINGS
from quantdesk.desk.seed import markets_list
from quantdesk.desk.world import World, ports_free
from quantdesk.runtime.settings import LINGER_US

PROCESSES = ("engine", "gateway", "stream")
HERE = Path(__file__).resolve().parent
CONNECTIONS = {"ws": 16, "http": 64}
WINDOW = {"ws": 32, "http": 1}
SECONDS = 4
CREDIT_USDC = 1_000_000
MIX = (
    f"limit orders of one lot, buys and sells at one price; ws: {CONNECTIONS['ws']} connections x {WINDOW['ws']} in flight, "
    f"http: {CONNECTIONS['http']} x {WINDOW['http']}; PostgreSQL with fsync, no projections; client and servers on the same cores"
)


async def desk_prepare(desk: World, count: int = max(CONNECTIONS.values())) -> dict:
    """Lists the markets and makes so many funded, signed-in traders; returns the target for the client."""
    client = await desk.client()
    await markets_list(client)
    await client.close()
    await desk.entries_uncounted()
    traders = []
    for _ in range(count):
        seed = secrets.token_bytes(32)
        keypair = Keypair.from_seed(seed)
        account = await desk.fund(keypair.public, CREDIT_USDC, tier="maker")
        async with await QuantDesk.connect(desk.addresses.gateway, keypair, stream_url=desk.addresses.stream) as trader:
            network, market = trader.network, await trader.market("BTC-PERP")
            token = await trader._http._access()  # noqa: SLF001 - raw requests carry the session's token
        traders.append({"account": account, "seed": seed.hex(), "token": token})
    target = {"gateway": desk.addresses.gateway, "stream": desk.addresses.stream, "traders": traders}
    target |= {"network": msgspec.to_builtins(network), "market": msgspec.to_builtins(market)}
    return target | {"price_ticks": LISTINGS[0].price_mticks // 1_000}


async def floor_database(desk: World) -> str:
    """A database of the floors on the desk's server; returns its address."""
    url = desk.addresses.database_url
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("create database floors")
    finally:
        await connection.close()
    return url.replace("/quantdesk?", "/floors?")


@contextmanager
def floor_server(kind: str, port: int, dsn: str, *, verify: bool, journal: bool):
    """A floor's server, alone; yields its pid."""
    program = {"ws": ["ack_ws.py", dsn], "http": ["ack_http.py", *(["--journal", dsn] if journal else [])]}[kind]
    argv = [
        sys.executable,
        str(FLOORS / program[0]),
        *program[1:],
        "--port",
        str(port),
        *([] if verify else ["--no-verify"]),
    ]
    server = subprocess.Popen(argv, cwd=FLOORS, stdout=subprocess.DEVNULL)
    try:
        yield server.pid
    finally:
        server.terminate()
        server.wait(10)


class Measure:
    """Runs of one kind, of the floor and of the desk."""

    def __init__(
        self, kind: str, desk: World, target: dict, dsn: str, *, seconds: int = SECONDS, connections: int = 0
    ) -> None:
        self.kind, self.desk, self.target, self.dsn = kind, desk, target, dsn
        self.seconds, self.connections = seconds, connections or CONNECTIONS[kind]

    def load(self, program: list[str], **options) -> dict:
        argv = [sys.executable, *program, self.kind, "--window", str(WINDOW[self.kind]), "--seconds", str(self.seconds)]
        if rate := options.pop("rate", None):
            argv += ["--rate", str(rate)]
        found = json.loads(run([*argv, *options.pop("more")], **options))
        told(f"{self.kind} {'desk' if 'input' in options else 'floor'} {json.dumps(found)}")
        return found

    def floor(self, *, verify: bool = True, rate: int | None = None, journal: bool = False) -> dict:
        """One run of the floor, its server started for it; `journal`: the HTTP floor keeps its orders too."""
        port = ports_free(1)[0]
        with floor_server(self.kind, port, self.dsn, verify=verify, journal=journal) as pid:
            more = ["--port", str(port), "--pid", str(pid), "--connections", str(self.connections)]
            return self.load([str(FLOORS / "load.py")], rate=rate, more=more)

    def project(self, *, rate: int | None = None) -> dict:
        """One run of the desk, whose processes go on."""
        door = "stream" if self.kind == "ws" else "gateway"
        pids = f"{self.desk.pid(door)},{self.desk.pid('engine')}"
        target = self.target | {"traders": self.target["traders"][: self.connections]}
        return self.load([str(HERE / "client.py")], rate=rate, more=["--pids", pids], input=json.dumps(target))

    def interleaved(self, rounds: int, rate: int | None = None) -> tuple[list[dict], list[dict]]:
        """Floor, project, project, floor …"""
        floors, projects = [], []
        for number in range(rounds):
            if number % 2 == 0:
                floors.append(self.floor(rate=rate))
                projects.append(self.project(rate=rate))
            else:
                projects.append(self.project(rate=rate))
                floors.append(self.floor(rate=rate))
        return floors, projects


def of(reports: list[dict], name: str) -> float:
    """Median of one figure over rounds."""
    return median([one[name] for one in reports])


def kind_measure(measure: Measure, rounds: int) -> tuple[list, str]:
    """Figures of one kind, and a line with what stands beside them."""
    kind = measure.kind
    floors, projects = measure.interleaved(rounds)
    unchecked = measure.floor(verify=False)
    top, floor_top = of(projects, "rate"), of(floors, "rate")
    half = int(min(top, floor_top) / 2)
    floors_half, projects_half = measure.interleaved(rounds, rate=half)
    results = [
        compared(f"{kind}_ratio", top, "durable orders per second" if kind == "ws" else "orders per second", floor_top),
        compared(
            f"{kind}_p99_ratio", of(projects_half, "p99_ms"), f"ms at {half:,} a second", of(floors_half, "p99_ms")
        ),
    ]
    line = (
        f"{kind}: CPU us an order: desk {of(projects, 'server_cpu_us')} (door, engine: {projects[-1]['process_cpu_us']}), "
        f"floor {of(floors, 'server_cpu_us')}; floor without check {unchecked['rate']:,} a second, "
        f"{unchecked['server_cpu_us']} us; p50 at half load: desk {of(projects_half, 'p50_ms')} ms, floor {of(floors_half, 'p50_ms')} ms"
    )
    if kind == "http":
        # The floor keeps nothing; what a commit alone costs on this disk is seen with its journal.
        kept = [measure.floor(rate=half, journal=True) for _ in range(rounds)]
        p50, p99 = of(kept, "p50_ms"), of(kept, "p99_ms")
        line += f"; floor with a journal: {p50} ms, p99 {p99} ms, the desk {of(projects_half, 'p99_ms') / p99:.2f} x it"
    if kind == "ws":
        results.append(figure("ws_orders_per_s", top, "durable orders per second"))
        results.append(
            compared(
                "cpu_us_per_order", of(projects, "server_cpu_us"), "us, stream and engine", of(floors, "server_cpu_us")
            )
        )
    return results, line


def measured(desk: World, kinds: list[str], rounds: int, results: list, lines: list[str]) -> None:
    """Adds the figures of each kind, measured on a running desk."""
    target, dsn = asyncio.run(desk_prepare(desk)), asyncio.run(floor_database(desk))
    for kind in kinds:
        found, line = kind_measure(Measure(kind, desk, target, dsn), rounds)
        results += found
        lines.append(line)


def smoke(desk: World) -> None:
    """A trader's orders through both doors, and both floors."""
    target, dsn = asyncio.run(desk_prepare(desk, 1)), asyncio.run(floor_database(desk))
    for kind in CONNECTIONS:
        measure = Measure(kind, desk, target, dsn, seconds=1, connections=1)
        if not measure.project()["rate"] or not measure.floor(journal=kind == "http")["rate"]:
            raise SystemExit(f"{kind}: no order was answered")


def main() -> None:
    arguments = arguments_read(__doc__, rounds=3)
    kinds = os.environ.get("BENCH_ACK_KINDS", "ws,http").split(",")
    linger_us = int(os.environ.get("BENCH_ACK_LINGER_US", LINGER_US))
    results, lines = [], []
    with tempfile.TemporaryDirectory(prefix="qd-ack-") as folder:
        desk = World(Path(folder), PROCESSES, fsync=True)
        desk.settings = replace(desk.settings, engine_linger_us=linger_us)
        with desk:
            if arguments.smoke:
                smoke(desk)
                return
            measured(desk, kinds, arguments.rounds, results, lines)
    report("ack", MIX, results, as_json=arguments.json, beside=lines)


if __name__ == "__main__":
    main()
