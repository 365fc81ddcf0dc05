"""The engine process: takes the lease, recovers, opens the command socket, runs the loop, and ends when anything is in doubt."""

import asyncio
import gc
import os
import socket

from quantdesk.bus.command_server import CommandServer
from quantdesk.bus.events import EventPublisher
from quantdesk.core import Exchange
from quantdesk.engine.domain import domain_checked
from quantdesk.engine.gauges import EngineGauges
from quantdesk.engine.inbox import Inbox
from quantdesk.engine.leadership import Leadership, lead
from quantdesk.engine.loop import EngineLoop, LoopLimits, LoopParts, snapshot_hashed
from quantdesk.engine.recovery import Recovered, recover
from quantdesk.engine.snapshot import SnapshotKeeper
from quantdesk.model.price_tiers import tiers_text
from quantdesk.model.records_gen import (
    FrozenQuery,
    FrozenView,
    Hold,
    MarketQuery,
    MarketView,
    OpenExchange,
    views_decode,
)
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Ops
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import EngineSettings, load
from quantdesk.runtime.tasks import tasks_end
from quantdesk.store.pool import Pool, open_connection, open_pool

MARKET_ALL = 0xFFFF
# What is taken, by how far the chain is behind (CUST-9).
HOLDS = {
    Hold.NONE: "everything",
    Hold.REDUCTIONS: "reductions and cancels: the chain is behind",
    Hold.NOTHING: "cancels: the chain is far behind",
}
SNAPSHOT_STATEMENT_TIMEOUT_MS = 120_000
RECOVERY_STATEMENT_TIMEOUT_MS = 120_000


def main() -> int:
    """Runs the engine until it is stopped or deposed; its exit status."""
    settings = load(EngineSettings)
    configure("engine", settings.log_level)
    return run("engine", lambda stop: serve(settings, stop))


class _Stage:
    """What /ready tells while the engine starts."""

    def __init__(self) -> None:
        self.missing = ["lease"]
        self.inbox: Inbox | None = None
        self.exchange: Exchange | None = None

    def lacking(self) -> list[str]:
        """What is missing; of a journal that begins, until its first command is durable: that; of one that has ended: that."""
        if not self.missing and self.inbox and not self.inbox.seq:
            return ["first command"]
        frozen_us = 0 if self.exchange is None else frozen_since_us(self.exchange)
        return (
            [*self.missing, f"exchange: frozen on the chain at unix second {frozen_us // 1_000_000}"]
            if frozen_us
            else self.missing
        )

    def facts(self) -> dict[str, int | str | bool]:
        """Last durable command, epoch, and markets whose price is not valid."""
        inbox, exchange = self.inbox, self.exchange
        found: dict[str, int | str | bool] = {"seq": inbox.seq if inbox else 0, "epoch": inbox.epoch if inbox else 0}
        if exchange is not None:
            views = views_decode(exchange.query(MarketQuery(market=MARKET_ALL).encode()))
            found["prices"] = tiers_text(views)
            found["takes"] = next(
                (HOLDS[Hold(one.hold)] for one in views if isinstance(one, MarketView)), HOLDS[Hold.NONE]
            )
        return found


def frozen_since_us(exchange: Exchange) -> int:
    """When the exchange was frozen on the chain, microseconds; 0: it was not (CUST-24)."""
    (view,) = [one for one in views_decode(exchange.query(FrozenQuery().encode())) if isinstance(one, FrozenView)]
    return view.since


async def serve(settings: EngineSettings, stop: asyncio.Event) -> int:
    """Leads until stop is set. Errors: Deposed, JournalBroken, StoreUnavailable, and what fails a commit end it."""
    metrics = Metrics("engine")
    stage = _Stage()
    ops = Ops("engine", metrics, stage.lacking, stage.facts)
    await ops.start(settings.host, settings.engine_port)
    leadership = None
    try:
        leadership = await lead(settings.database_url.reveal(), f"{socket.gethostname()} {os.getpid()}", stop)
        if leadership is not None:
            await _reign(settings, leadership, stage, EngineGauges(metrics), stop)
    finally:
        if leadership is not None:
            leadership.connection.terminate()
        await ops.close()
    return 0


async def _reign(
    settings: EngineSettings, leadership: Leadership, stage: _Stage, gauges: EngineGauges, stop: asyncio.Event
) -> None:
    stage.missing = ["journal"]
    recovered = await _recovered(settings)
    inbox = Inbox()
    inbox.seq, inbox.epoch = recovered.exchange.seq, leadership.epoch
    stage.inbox, stage.exchange = inbox, recovered.exchange
    gauges.epoch.set(leadership.epoch)
    publisher = EventPublisher(settings.valkey_url.reveal())
    pool = await open_pool(
        settings.database_url.reveal(),
        size=1,
        statement_timeout_ms=SNAPSHOT_STATEMENT_TIMEOUT_MS,
        application="engine-snapshots",
    )
    keeper = SnapshotKeeper(pool, gauges)
    parts = LoopParts(recovered.exchange, inbox, leadership.journal, publisher.publish_parts, keeper.keep, gauges)
    limits = LoopLimits(
        epoch=leadership.epoch,
        linger_us=settings.engine_linger_us,
        hash_every=settings.engine_hash_every,
        snapshot_every=settings.engine_snapshot_every,
    )
    domain = await domain_checked(settings.network, pool)
    loop = EngineLoop(parts, limits)
    server = CommandServer(settings.engine_socket, settings.service_token.reveal(), inbox)
    first = b"" if recovered.exchange.seq else OpenExchange(domain=domain).encode()
    gc.collect()
    gc.freeze()
    gc.disable()
    async with asyncio.TaskGroup() as group:
        background = [
            group.create_task(publisher.run(), name="publish"),
            group.create_task(keeper.run(), name="snapshots"),
            group.create_task(_watched(inbox, gauges, publisher), name="gauges"),
            group.create_task(_stopped(stop, loop), name="stop"),
        ]
        await server.start()
        stage.missing = []
        get().info("engine_ready", seq=inbox.seq, epoch=inbox.epoch)
        try:
            await loop.run(first)
        finally:
            stage.missing = ["leadership"]
            await server.close()
            await tasks_end(background)
    await _parting(recovered, keeper, pool)


async def _recovered(settings: EngineSettings) -> Recovered:
    connection = await open_connection(
        settings.database_url.reveal(),
        statement_timeout_ms=RECOVERY_STATEMENT_TIMEOUT_MS,
        application="engine-recovery",
    )
    started_s = monotonic_s()
    try:
        recovered = await recover(connection, _snapshot_passed_over)
    finally:
        await connection.close()
    get().info(
        "engine_recovered",
        seq=recovered.exchange.seq,
        snapshot_seq=recovered.snapshot_seq,
        rows=recovered.rows,
        commands=recovered.commands,
        hashes_checked=recovered.hashes_checked,
        took_ms=int((monotonic_s() - started_s) * 1_000),
    )
    return recovered


def _snapshot_passed_over(fault: str, seq: int) -> None:
    get().warning("snapshot_passed_over", seq=seq, fault=fault)


async def _stopped(stop: asyncio.Event, loop: EngineLoop) -> None:
    await stop.wait()
    loop.stop()


async def _watched(inbox: Inbox, gauges: EngineGauges, publisher: EventPublisher) -> None:
    """Copies what the hot path counts in plain integers into the metrics, twice a second."""
    while True:
        gauges.seq.set(inbox.seq)
        gauges.unanswered.set(inbox.unanswered_bytes)
        gauges.busy.set(inbox.frames_busy)
        gauges.refused.set(inbox.frames_refused)
        gauges.dropped.set(publisher.dropped_batches)
        await asyncio.sleep(0.5)


async def _parting(recovered: Recovered, keeper: SnapshotKeeper, pool: Pool) -> None:
    """After an orderly stop: a last snapshot makes the next start short."""
    exchange = recovered.exchange
    if exchange.seq:
        body, digest = snapshot_hashed(exchange)
        keeper.keep(exchange.seq, exchange.ts_us, digest, body)
        await keeper.write_waiting()
    await pool.close()
