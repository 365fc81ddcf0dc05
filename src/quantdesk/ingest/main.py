"""The ingest process: sources in, proven indices out to the engine, and everything that came kept.

Invariant: it holds nothing that matters: killed and started again it goes on with the next price and never behind the last one. A source
that fails is opened again; an engine or a database that is away is waited for.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import msgspec

from quantdesk.bus.commands import CommandClient, EngineRefused, Unavailable
from quantdesk.bus.price_updates import UpdateTeller
from quantdesk.ingest.flow import Flow
from quantdesk.ingest.local_prices import LocalPrices
from quantdesk.ingest.reconcile import Reconciler
from quantdesk.ingest.sources.kinds import Surroundings
from quantdesk.ingest.sources.replay import BINANCE_FILE, REPLAY_SYMBOL, replay_path
from quantdesk.model.feed_synthetic import SYNTHETIC
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.model.pyth_sign import local_trust
from quantdesk.model.pyth_verify import Trust
from quantdesk.model.records_gen import MarketQuery, MarketView, Service, views_decode
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Ops
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import IngestSettings, load
from quantdesk.store.market_data import data_partitions, publish_times, source_add, trust_add, trust_row, trusts
from quantdesk.store.pool import STORE_ERRORS, Pool, StoreUnavailable, open_pool

MARKETS_ALL: Final = 0xFFFF
LOCAL_VERSION: Final = 1_000
RETRY_S: Final = 0.5
MARKETS_EVERY_S: Final = 2.0
RECONCILE_EVERY_S: Final = 1.0
CHECK_EVERY_S: Final = 0.1
FLUSH_EVERY_S: Final = 0.5
PARTITIONS_EVERY_S: Final = 3_600.0
AHEAD_DAYS: Final = 2
REMEMBERED_US: Final = 7 * 86_400_000_000
POOL_SIZE: Final = 3


class Ingest:
    """The parts of the process and what it does again and again."""

    def __init__(self, settings: IngestSettings, pool: Pool, metrics: Metrics) -> None:
        key = bytes.fromhex(settings.price_key.reveal())
        is_local = settings.network == "localnet"
        self.genesis = GENESIS_HASH_LOCALNET if is_local else b""
        self.trust = local_trust(key, GENESIS_HASH_LOCALNET, LOCAL_VERSION) if is_local else None
        self.client = CommandClient(settings.engine_socket, Service.INGEST, settings.service_token.reveal())
        local = LocalPrices(key, self.trust) if self.trust is not None else None
        self.flow = Flow(self.client, self.genesis, local, metrics)
        self.teller = UpdateTeller(settings.valkey_url.reveal())
        self.flow.tell = self.teller.tell
        self.pool = pool
        around = Surroundings(data=settings.data, hermes_key=_key_of(settings.hermes_key_file))
        self.reconciler = Reconciler(self.flow, pool, around)
        self.settings = settings

    async def begin(self) -> None:
        """Partitions, the desk's own row of trust, the wishes of a desk that has none, and what was the newest of each feed."""
        await data_partitions(self.pool, now_us(), AHEAD_DAYS)
        if self.trust is not None:
            await self._trust_own(self.trust)
            await self._wishes_first()
        self.flow.trusts = await trusts(self.pool)

    async def _trust_own(self, own: Trust) -> None:
        """Adds a version for the desk's own key, unless the newest one for its network is of it."""
        rows = await trusts(self.pool)
        newest = max([row for row in rows if row.genesis == own.genesis], key=lambda row: row.version, default=None)
        if newest is None or newest.signers != own.signers:
            version = max([LOCAL_VERSION, *(row.version + 1 for row in rows)])
            await trust_add(self.pool, trust_row(msgspec.structs.replace(own, version=version)), "the desk's own key")

    async def _wishes_first(self) -> None:
        """Recorded prices where there are some, made-up ones elsewhere; wishes that are there stay as they are."""
        recorded = replay_path(self.settings.data) is not None
        for symbol in SYNTHETIC:
            is_replay = recorded and symbol == REPLAY_SYMBOL
            config = {"path": str(BINANCE_FILE), "symbol": symbol} if is_replay else {"symbol": symbol}
            kind = "replay" if is_replay else "synthetic"
            await source_add(self.pool, f"{kind}-{symbol}", kind, msgspec.json.encode(config).decode(), now_us())

    async def markets(self) -> None:
        """Learns which markets there are."""
        await self.client.connect()
        views = views_decode(await self.client.query(MarketQuery(market=MARKETS_ALL).encode()))
        newest = await publish_times(self.pool, now_us() - REMEMBERED_US)
        for view in views:
            if isinstance(view, MarketView):
                self.flow.market_add(view)
                self.flow.indices.behind(view.market, newest.get(view.market, 0))

    async def check(self) -> None:
        """Judges streams and signs what is due."""
        moment_us = now_us()
        self.flow.check(moment_us)
        await self.flow.local_prices(moment_us)

    async def flush(self) -> None:
        """Writes what waits."""
        await self.flow.rows.flush(self.pool)

    async def partitions(self) -> None:
        """Makes partitions ahead and drops those beyond retention; learns rows of trust that were added."""
        await data_partitions(self.pool, now_us(), AHEAD_DAYS)
        self.flow.trusts = await trusts(self.pool)


async def every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Does the work again and again; an engine or a database that is away is waited for."""
    while True:
        try:
            await work()
        except (Unavailable, EngineRefused, StoreUnavailable, *STORE_ERRORS) as error:
            get().info("awaited", work=getattr(work, "__name__", ""), error=type(error).__name__)
            await asyncio.sleep(RETRY_S)
        else:
            await asyncio.sleep(seconds)


async def serve(settings: IngestSettings, stop: asyncio.Event) -> None:
    """Runs until stop is set."""
    metrics = Metrics("ingest")
    parts: list[Ingest] = []

    def missing() -> list[str]:
        if not parts:
            return ["database"]
        flow, client = parts[0].flow, parts[0].client
        return [name for name, there in (("engine", client.connected), ("prices", bool(flow.priced))) if not there]

    def facts() -> dict[str, str]:
        if not parts:
            return {}
        tiers = {f"{symbol}_tier": tier for symbol, tier in parts[0].flow.tiers.items()}
        return origins_of(parts[0]) | tiers

    ops = Ops("ingest", metrics, missing, facts)
    await ops.start(settings.host, settings.ingest_port)
    pool = await _pool_open(settings, stop)
    if pool is None:
        await ops.close()
        return
    ingest = Ingest(settings, pool, metrics)
    await ingest.begin()
    parts.append(ingest)
    get().info("ingest_started", network=settings.network)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(every(MARKETS_EVERY_S, ingest.markets)),
            group.create_task(every(RECONCILE_EVERY_S, ingest.reconciler.once)),
            group.create_task(every(CHECK_EVERY_S, ingest.check)),
            group.create_task(every(FLUSH_EVERY_S, ingest.flush)),
            group.create_task(every(PARTITIONS_EVERY_S, ingest.partitions)),
            group.create_task(ingest.teller.run()),
        ]
        await stop.wait()
        for task in tasks:
            task.cancel()
    await _end(ingest)
    await ops.close()


async def _end(ingest: Ingest) -> None:
    """Ends sources and writes what waits, if the database is there."""
    try:
        await ingest.reconciler.close()
        await ingest.flow.settled()
        await ingest.flush()
    except STORE_ERRORS as error:
        get().warning("rows_lost", rows=len(ingest.flow.rows), error=type(error).__name__)
    await ingest.client.close()
    ingest.pool.terminate()


def origins_of(ingest: Ingest) -> dict[str, str]:
    """Where the price of each market comes from: pyth, replay, synthetic; none: nowhere."""
    local = {name.partition("-")[2]: kind for name, kind in ingest.flow.origins.items()}
    return {symbol: local.get(symbol, "pyth") for symbol in ingest.flow.priced}


async def _pool_open(settings: IngestSettings, stop: asyncio.Event) -> "Pool | None":
    while not stop.is_set():
        try:
            return await open_pool(settings.database_url.reveal(), size=POOL_SIZE, application="ingest")
        except StoreUnavailable:
            await asyncio.sleep(RETRY_S)
    return None


def _key_of(path: str) -> str:
    return Path(path).read_text(encoding="utf-8").strip() if path else ""


def main() -> int:
    """Entry point of `python -m quantdesk ingest`."""
    settings = load(IngestSettings)
    configure("ingest", settings.log_level)
    return run("ingest", lambda stop: serve(settings, stop))
