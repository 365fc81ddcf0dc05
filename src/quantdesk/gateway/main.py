"""The gateway process: builds its parts, serves until it is told to stop, lets running requests end."""

import asyncio
import contextlib
import gc
from functools import partial
from typing import Final, cast

from quantdesk.bus.commands import CommandClient
from quantdesk.bus.limits import Limiter
from quantdesk.bus.valkey_link import VALKEY_ERRORS, ValkeyClient, open_valkey
from quantdesk.gateway.app import application, openapi_document
from quantdesk.gateway.budgets import Budgets
from quantdesk.gateway.callers import Tokens
from quantdesk.gateway.chain_facts import ChainFacts
from quantdesk.gateway.key_proofs import KeyProofs
from quantdesk.gateway.listings import Listings
from quantdesk.gateway.ownership import Ownership
from quantdesk.gateway.parts import Parts
from quantdesk.gateway.revocations import Revocations
from quantdesk.gateway.sending import Sender
from quantdesk.gateway.settlement_lag import SettlementLag
from quantdesk.gateway.stream_entry import Entry
from quantdesk.gateway.wire_protocol import BoundedHttpProtocol
from quantdesk.model.errors import Unavailable
from quantdesk.model.message import DOMAIN_LOCALNET
from quantdesk.model.records_gen import Service
from quantdesk.runtime.http_server import server_make, server_run
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Ops
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import GatewaySettings, load
from quantdesk.runtime.tokens import Signer, Verifier
from quantdesk.store.pool import Pool, open_pool

STOP_WAITS_S: Final = 5
SETTLE_EVERY_S: Final = 0.25
ENGINE_FIRST_S: Final = 1.0
CACHE_CHECK_S: Final = 1.0
CACHE_CALL_S: Final = 1.0
GARBAGE_THRESHOLD: Final = 50_000
# A turn of the loop seldom gathers more over HTTP. Up to here the hand-over to a worker costs more than it wins: measured on
# two cores, 64 connections, 0.93 of the floor's rate against 0.65. The check itself uses more threads and no interpreter lock.
INLINE_SIGNATURES_MAX: Final = 64


class Health:
    """What the gateway needs and does not have, as last seen."""

    def __init__(self, engine: CommandClient) -> None:
        self._engine = engine
        self.cache = False

    def missing(self) -> list[str]:
        """Returns the names of parts that do not answer."""
        return [name for name, there in (("engine", self._engine.connected), ("valkey", self.cache)) if not there]

    async def watch(self, valkey: ValkeyClient) -> None:
        """Looks for ever."""
        while True:
            try:
                await valkey.ping()
                self.cache = True
            except VALKEY_ERRORS:
                self.cache = False
            await asyncio.sleep(CACHE_CHECK_S)


def build(settings: GatewaySettings, database: Pool, valkey: ValkeyClient) -> tuple[Parts, Health, Entry, Limiter]:
    """Returns the parts of a gateway over open adapters; the engine is not connected yet."""
    metrics = Metrics("gateway")
    engine = CommandClient(settings.engine_socket, Service.GATEWAY, settings.service_token.reveal())
    health = Health(engine)
    loop = asyncio.get_running_loop()
    commands = metrics.counter("gateway_commands_total", "Commands sent to the engine.")
    entry = Entry(engine, loop, commands.inc, INLINE_SIGNATURES_MAX)
    limiter = Limiter(valkey)
    revocations = Revocations(valkey)
    parts = Parts(
        settings=settings,
        engine=engine,
        database=database,
        valkey=valkey,
        tokens=Tokens(Verifier(settings.jwks), revocations),
        signer=Signer(settings.signing_key.reveal()),
        key_proofs=KeyProofs(database, valkey, revocations),
        revocations=revocations,
        ownership=Ownership(engine),
        listings=Listings(engine),
        sender=Sender(entry, loop),
        budgets=Budgets(limiter),
        metrics=metrics,
        ops=Ops("gateway", metrics, health.missing),
        chain=ChainFacts(settings.rpc_urls, settings.network),
        lag=SettlementLag(database),
        domain=DOMAIN_LOCALNET,
        document=openapi_document(),
    )
    return parts, health, entry, limiter


async def serve(settings: GatewaySettings, stop: asyncio.Event) -> int:
    """Serves until stop is set; returns the exit status."""
    database = await open_pool(settings.database_url.reveal(), application="gateway")
    valkey = open_valkey(settings.valkey_url.reveal(), timeout_s=CACHE_CALL_S)
    parts, health, entry, limiter = build(settings, database, valkey)
    with contextlib.suppress(Unavailable):
        await parts.engine.connect(ENGINE_FIRST_S)  # Without it the gateway serves what it can, and says so in /ready.
    with contextlib.suppress(*VALKEY_ERRORS):
        await parts.revocations.read()  # Before the first request, so that no ended session is taken for a living one.
    door, lane = application(parts)
    protocol = cast(type[asyncio.Protocol], partial(BoundedHttpProtocol, lane))
    server = server_make(door, http=protocol, lifespan="on", stop_waits_s=STOP_WAITS_S)
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    try:
        async with asyncio.TaskGroup() as tasks:
            helpers = [
                tasks.create_task(parts.revocations.run(), name="revocations"),
                tasks.create_task(health.watch(valkey), name="cache-watch"),
                tasks.create_task(_settle(limiter), name="limits-settle"),
            ]
            serving = tasks.create_task(server_run(server, settings.host, settings.gateway_port), name="http")
            get().info("gateway_started", host=settings.host, port=settings.gateway_port, worker=settings.worker)
            await stop.wait()
            server.should_exit = True
            await serving
            for helper in helpers:
                helper.cancel()
    finally:
        entry.close()
        with contextlib.suppress(*VALKEY_ERRORS):
            await limiter.close()
        await parts.engine.close()
        await parts.chain.close()
        await valkey.aclose()
        await database.close()
    return 0


async def _settle(limiter: Limiter) -> None:
    while True:
        await limiter.settle()
        await asyncio.sleep(SETTLE_EVERY_S)


def main() -> int:
    """Runs the gateway; returns the exit status."""
    settings = load(GatewaySettings)
    configure("gateway", settings.log_level)
    return run("gateway", lambda stop: serve(settings, stop))
