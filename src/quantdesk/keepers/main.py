"""The keepers process: runs reconcilers, all of them or those named on the command line, each in a loop of its own.

A keeper that fails is logged, counted and tried again; the others go on.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable

from msgspec import Struct

from quantdesk.bus.events import wake_on_events
from quantdesk.keepers import candles, project
from quantdesk.keepers.project import JournalGap
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Ops
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import KeepersSettings, load
from quantdesk.runtime.tasks import tasks_end
from quantdesk.store.pool import STORE_ERRORS, Pool, open_pool
from quantdesk.store.projections import ProjectionMoved, applied_seq

POOL_SIZE = 4
STATEMENT_TIMEOUT_MS = 60_000
# Between two pages, so that a steady trickle of small batches becomes few transactions.
PAGE_PAUSE_S = 0.1
FAILURE_PAUSE_S = 1.0

# What stops one run of a keeper and not the process: the world is not ready, or somebody else was first.
KEEPER_ERRORS = (*STORE_ERRORS, ProjectionMoved, JournalGap)


class Keeper(Struct, frozen=True):
    """A reconciler: run_once(pool) does what there is to do now and says whether there may be more at once.

    woken: by every batch, else by its interval alone.
    """

    name: str
    interval_s: float
    run_once: Callable[[Pool], Awaitable[tuple[int, bool]]]
    woken: bool = True


KEEPERS = (
    Keeper(project.NAME, project.INTERVAL_S, project.run_once),
    Keeper(candles.NAME, candles.INTERVAL_S, candles.run_once, woken=False),
    Keeper(candles.PARTITIONS_NAME, candles.PARTITIONS_INTERVAL_S, candles.partitions_keep, woken=False),
)


class KeepersUnknown(Exception):
    """A name on the command line is no keeper."""


def main() -> int:
    """Runs the keepers named after `keepers` on the command line, or all; the exit status."""
    settings = load(KeepersSettings)
    configure("keepers", settings.log_level)
    chosen = keepers_named(sys.argv[2:])
    return run("keepers", lambda stop: serve(settings, chosen, stop))


def keepers_named(names: list[str]) -> list[Keeper]:
    """The keepers of these names; all without any. Errors: KeepersUnknown."""
    known = {keeper.name: keeper for keeper in KEEPERS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise KeepersUnknown(f"keeper: expected one of {', '.join(known)}, found {unknown[0]}")
    return [known[name] for name in names] if names else list(KEEPERS)


class _State:
    """What /ready and /metrics tell."""

    def __init__(self, metrics: Metrics) -> None:
        self.applied_seq = 0
        self.failing: dict[str, str] = {}
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
        """How far the projection is."""
        return {"applied_seq": self.applied_seq}


async def serve(settings: KeepersSettings, keepers: list[Keeper], stop: asyncio.Event) -> int:
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
        wakes = [asyncio.Event() for _ in keepers]
        woken = [wake for keeper, wake in zip(keepers, wakes, strict=True) if keeper.woken]
        async with asyncio.TaskGroup() as group:
            waker = group.create_task(wake_on_events(settings.valkey_url.reveal(), woken), name="wake")
            loops = [
                group.create_task(_kept(keeper, pool, state, wake), name=keeper.name)
                for keeper, wake in zip(keepers, wakes, strict=True)
            ]
            await stop.wait()
            await tasks_end((waker, *loops))
    finally:
        pool.terminate()
        await ops.close()
    return 0


async def _kept(keeper: Keeper, pool: Pool, state: _State, wake: asyncio.Event) -> None:
    while True:
        wake.clear()
        more = await _ran(keeper, pool, state)
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
        state.failing[keeper.name] = repr(error)
        state.failures.labels(keeper.name).inc()
        get().warning("keeper_failed", keeper=keeper.name, reason=repr(error))
        return False
    state.failing.pop(keeper.name, None)
    if keeper.name == project.NAME:
        state.applied_seq = seq
    state.lag.labels(keeper.name).set(seq)
    state.success.labels(keeper.name).set(now_us() / 1_000_000)
    state.duration.labels(keeper.name).observe(monotonic_s() - started_s)
    return more


async def _woken(wake: asyncio.Event, interval_s: float) -> None:
    try:
        async with asyncio.timeout(interval_s):
            await wake.wait()
    except TimeoutError:
        pass
