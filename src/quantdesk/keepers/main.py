"""The keepers process: runs reconcilers, all of them or those named on the command line, each in a loop of its own.

A keeper that fails is logged, counted and tried again; the others go on. Those of the chain run where a chain is configured.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import httpx
from msgspec import Struct

from quantdesk.bus.commands import CommandClient, EngineRefused
from quantdesk.bus.events import wake_on_events
from quantdesk.chain.errors import ChainRefused, NetworkMismatch, TransactionFailed
from quantdesk.chain.instruction import AccountMalformed
from quantdesk.chain.network import GENESIS, PRICE_OWNER
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner
from quantdesk.chain.view import Viewer
from quantdesk.keepers import (
    accounts,
    authority,
    backpressure,
    candles,
    claims,
    deposits,
    fee_tiers,
    mirror,
    payouts,
    post_prices,
    project,
    settle,
    sweep,
    withdrawals,
)
from quantdesk.keepers.gauges import Gauges
from quantdesk.keepers.heard_prices import prices_follow
from quantdesk.keepers.parts import CommandRefused, Parts, Ran, Recent
from quantdesk.keepers.project import JournalGap
from quantdesk.model.errors import Unavailable
from quantdesk.model.records_gen import Service
from quantdesk.model.settled import SettlementImpossible
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Ops
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import KeepersSettings, load
from quantdesk.runtime.tasks import tasks_end
from quantdesk.runtime.tokens import seed_bytes
from quantdesk.store.pool import STORE_ERRORS, Pool, open_pool
from quantdesk.store.projections import ProjectionMoved, applied_seq

POOL_SIZE = 4
STATEMENT_TIMEOUT_MS = 60_000
# Between two pages, so that a steady trickle of small batches becomes few transactions.
PAGE_PAUSE_S = 0.1
FAILURE_PAUSE_S = 1.0

# What stops one run of a keeper and not the process: the world is not ready, or somebody else was first.
KEEPER_ERRORS = (*STORE_ERRORS, ProjectionMoved, JournalGap)
CHAIN_ERRORS = (
    *KEEPER_ERRORS,
    Unavailable,
    EngineRefused,
    CommandRefused,
    ChainRefused,
    TransactionFailed,
    AccountMalformed,
    NetworkMismatch,
    SettlementImpossible,
    httpx.HTTPError,
)
CONNECT_TIMEOUT_S: Final = 60.0


class Keeper(Struct, frozen=True):
    """A reconciler: run_once(pool) does what there is to do now and says whether there may be more at once.

    woken: by every batch, else by its interval alone.
    """

    name: str
    interval_s: float
    run_once: Callable[[Pool], Awaitable[tuple[int, bool]]]
    woken: bool = True


class ChainKeeper(Struct, frozen=True):
    """A reconciler between engine and chain."""

    name: str
    interval_s: float
    run_once: Callable[[Parts], Awaitable[Ran]]
    woken: bool = True


KEEPERS = (
    Keeper(project.NAME, project.INTERVAL_S, project.run_once),
    Keeper(candles.NAME, candles.INTERVAL_S, candles.run_once, woken=False),
    Keeper(candles.PARTITIONS_NAME, candles.PARTITIONS_INTERVAL_S, candles.partitions_keep, woken=False),
)
CHAIN_KEEPERS = (
    ChainKeeper(accounts.NAME, accounts.INTERVAL_S, accounts.run_once),
    ChainKeeper(authority.NAME, authority.INTERVAL_S, authority.run_once),
    ChainKeeper(deposits.NAME, deposits.INTERVAL_S, deposits.run_once),
    ChainKeeper(withdrawals.NAME, withdrawals.INTERVAL_S, withdrawals.run_once),
    ChainKeeper(settle.NAME, settle.INTERVAL_S, settle.run_once),
    ChainKeeper(payouts.NAME, payouts.INTERVAL_S, payouts.run_once),
    ChainKeeper(mirror.NAME, mirror.INTERVAL_S, mirror.run_once),
    ChainKeeper(claims.NAME, claims.INTERVAL_S, claims.run_once),
    ChainKeeper(backpressure.NAME, backpressure.INTERVAL_S, backpressure.run_once),
    ChainKeeper(post_prices.NAME, post_prices.INTERVAL_S, post_prices.run_once, woken=False),
    ChainKeeper(sweep.NAME, sweep.INTERVAL_S, sweep.run_once),
    ChainKeeper(fee_tiers.NAME, fee_tiers.INTERVAL_S, fee_tiers.run_once, woken=False),
)


class KeepersUnknown(Exception):
    """A name on the command line is no keeper."""


def main() -> int:
    """Runs the keepers named after `keepers` on the command line, or all; the exit status."""
    settings = load(KeepersSettings)
    configure("keepers", settings.log_level)
    chosen = keepers_named(sys.argv[2:])
    return run("keepers", lambda stop: serve(settings, chosen, stop))


def keepers_named(names: list[str]) -> list[Keeper | ChainKeeper]:
    """The keepers of these names; all without any. Errors: KeepersUnknown."""
    every: list[Keeper | ChainKeeper] = [*KEEPERS, *CHAIN_KEEPERS]
    known = {keeper.name: keeper for keeper in every}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise KeepersUnknown(f"keeper: expected one of {', '.join(known)}, found {unknown[0]}")
    return [known[name] for name in names or known]


class _State:
    """What /ready and /metrics tell."""

    def __init__(self, metrics: Metrics) -> None:
        self.applied_seq = 0
        self.failing: dict[str, str] = {}
        self.told: dict[str, dict[str, int | str | bool]] = {}
        self.lag = metrics.gauge("keepers_applied_seq_count", "Last command that a keeper has worked on", ("keeper",))
        self.duration = metrics.histogram("keepers_run_seconds", "Time of one run of a keeper", ("keeper",))
        self.success = metrics.gauge(
            "keepers_success_last_seconds", "Unix time of a keeper's last success", ("keeper",)
        )
        self.failures = metrics.counter("keepers_failures_total", "Runs of a keeper that failed", ("keeper",))

    def missing(self) -> list[str]:
        """Keepers whose last run failed, with the reason."""
        return [f"{name}: {reason}" for name, reason in self.failing.items()]

    def facts(self) -> dict[str, int | str | bool]:
        """How far the projection is, and what the chain's keepers found."""
        facts: dict[str, int | str | bool] = {"applied_seq": self.applied_seq}
        for told in self.told.values():
            facts |= told
        return facts


async def serve(settings: KeepersSettings, keepers: list[Keeper | ChainKeeper], stop: asyncio.Event) -> int:
    """Runs until stop is set."""
    metrics = Metrics("keepers")
    state = _State(metrics)
    ops = Ops("keepers", metrics, state.missing, state.facts)
    await ops.start(settings.host, settings.keepers_port)
    pool = await open_pool(
        settings.database_url.reveal(), size=POOL_SIZE, statement_timeout_ms=STATEMENT_TIMEOUT_MS, application="keepers"
    )
    try:
        state.applied_seq = await applied_seq(pool)
        if not settings.rpc_urls:
            keepers = [keeper for keeper in keepers if isinstance(keeper, Keeper)]
        async with _chain_parts(settings, pool, metrics) as parts, asyncio.TaskGroup() as group:
            wakes = [asyncio.Event() for _ in keepers]
            woken = [wake for keeper, wake in zip(keepers, wakes, strict=True) if keeper.woken]
            url = settings.valkey_url.reveal()
            others = [group.create_task(wake_on_events(url, woken), name="wake")]
            if parts is not None:
                hearing = prices_follow(url, pool, GENESIS[settings.network], parts.recent.prices)
                others.append(group.create_task(hearing, name="prices"))
            loops = [
                group.create_task(_kept(keeper, pool, parts, state, wake), name=keeper.name)
                for keeper, wake in zip(keepers, wakes, strict=True)
            ]
            await stop.wait()
            await tasks_end((*others, *loops))
    finally:
        pool.terminate()
        await ops.close()
    return 0


@asynccontextmanager
async def _chain_parts(settings: KeepersSettings, pool: Pool, metrics: Metrics) -> AsyncIterator[Parts | None]:
    """Engine, nodes and the operator's key, where a chain is configured."""
    if not settings.rpc_urls:
        yield None
        return
    engine = CommandClient(settings.engine_socket, Service.KEEPERS, settings.service_token.reveal())
    rpc = Rpc(settings.rpc_urls, GENESIS[settings.network])
    try:
        await engine.connect(CONNECT_TIMEOUT_S)
        yield Parts(
            pool=pool,
            engine=engine,
            rpc=rpc,
            viewer=Viewer(rpc),
            near=Viewer(rpc, commitment="processed"),
            operator=KeySigner(seed_bytes(settings.operator_key.reveal())),
            gauges=Gauges(metrics),
            recent=Recent(),
            price_owner=PRICE_OWNER if settings.network == "localnet" else None,
        )
    finally:
        await engine.close()
        await rpc.close()


async def _kept(
    keeper: Keeper | ChainKeeper, pool: Pool, parts: Parts | None, state: _State, wake: asyncio.Event
) -> None:
    while True:
        wake.clear()
        if isinstance(keeper, Keeper):
            more = await _ran(keeper, pool, state)
        else:
            assert parts is not None, "a keeper of the chain runs where a chain is configured"  # noqa: S101 - an invariant
            more = await _chain_ran(keeper, parts, state)
        if keeper.name in state.failing:
            await asyncio.sleep(FAILURE_PAUSE_S)
        elif not more:
            await asyncio.sleep(PAGE_PAUSE_S)
            await _woken(wake, keeper.interval_s)


async def _ran(keeper: Keeper, pool: Pool, state: _State) -> bool:
    started_s = monotonic_s()
    try:
        seq, more = await keeper.run_once(pool)
    except KEEPER_ERRORS as error:
        return _failed(keeper.name, error, state)
    if keeper.name == project.NAME:
        state.applied_seq = seq
    state.lag.labels(keeper.name).set(seq)
    _succeeded(keeper.name, started_s, state)
    return more


async def _chain_ran(keeper: ChainKeeper, parts: Parts, state: _State) -> bool:
    started_s = monotonic_s()
    try:
        ran = await keeper.run_once(parts)
    except CHAIN_ERRORS as error:
        return _failed(keeper.name, error, state)
    except ExceptionGroup as errors:
        # Transactions that were followed side by side; what is not an error of the world outside ends the process.
        expected, rest = errors.split(CHAIN_ERRORS)
        if rest is not None or expected is None:
            raise
        return _failed(keeper.name, expected.exceptions[0], state)
    state.told[keeper.name] = ran.facts
    _succeeded(keeper.name, started_s, state)
    return ran.more


def _failed(name: str, error: BaseException, state: _State) -> bool:
    if name not in state.failing:
        get().warning("keeper_failed", keeper=name, reason=repr(error))
    state.failing[name] = repr(error)
    state.failures.labels(name).inc()
    return False


def _succeeded(name: str, started_s: float, state: _State) -> None:
    state.failing.pop(name, None)
    state.success.labels(name).set(now_us() / 1_000_000)
    state.duration.labels(name).observe(monotonic_s() - started_s)


async def _woken(wake: asyncio.Event, interval_s: float) -> None:
    try:
        async with asyncio.timeout(interval_s):
            await wake.wait()
    except TimeoutError:
        pass
