"""A keeper's loop: a reconciler that is run again and again, and what /ready and /metrics tell of it.

Invariant: a keeper that fails, by whatever error, is told, counted and tried again; no other keeper notices.
"""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
from msgspec import Struct

from quantdesk.bus.commands import EngineRefused
from quantdesk.chain.errors import ChainRefused, NetworkMismatch, TransactionFailed
from quantdesk.keepers import project
from quantdesk.keepers.parts import CommandRefused, Parts, Ran
from quantdesk.keepers.project import JournalGap
from quantdesk.model.errors import Unavailable
from quantdesk.model.settled import SettlementImpossible
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.runtime.log import get
from quantdesk.runtime.metrics import Metrics
from quantdesk.store.pool import STORE_ERRORS, Pool
from quantdesk.store.projections import ProjectionMoved

# Between two pages, so that a steady trickle of small batches becomes few transactions.
PAGE_PAUSE_S = 0.1
FAILURE_PAUSE_S = 1.0

# What is expected to stop a run of a keeper: the world is not ready, or somebody else was first.
KEEPER_ERRORS = (*STORE_ERRORS, ProjectionMoved, JournalGap)
CHAIN_ERRORS = (
    *KEEPER_ERRORS,
    Unavailable,
    EngineRefused,
    CommandRefused,
    ChainRefused,
    TransactionFailed,
    NetworkMismatch,
    SettlementImpossible,
    httpx.HTTPError,
)


class Keeper(Struct, frozen=True):
    """A reconciler: run_once(pool) does what there is to do now and says whether there may be more at once.

    woken: by every batch, else by its interval alone.
    """

    name: str
    interval_s: float
    run_once: Callable[[Pool], Awaitable[tuple[int, bool]]]
    woken: bool = True


class ChainKeeper(Struct, frozen=True):
    """A reconciler between engine and chain. woken: by every batch too, else by its interval alone, as whatever waits for the chain;
    to_the_end: it runs on when the exchange was frozen; the others rest then.
    """

    name: str
    interval_s: float
    run_once: Callable[[Parts], Awaitable[Ran]]
    woken: bool = False
    to_the_end: bool = False


class State:
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


async def keep(
    keeper: Keeper | ChainKeeper, pool: Pool, parts: Parts | None, state: State, wake: asyncio.Event
) -> None:
    """Runs a keeper for good: again at once while there is more, after a pause when it failed, else when it is woken or due."""
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


async def _ran(keeper: Keeper, pool: Pool, state: State) -> bool:
    started_s = monotonic_s()
    try:
        seq, more = await keeper.run_once(pool)
    except KEEPER_ERRORS as error:
        return _failed(keeper.name, error, state)
    except Exception as error:  # noqa: BLE001 - the others go on, whatever it is
        return _broke(keeper.name, error, state)
    if keeper.name == project.NAME:
        state.applied_seq = seq
    state.lag.labels(keeper.name).set(seq)
    _succeeded(keeper.name, started_s, state)
    return more


async def _chain_ran(keeper: ChainKeeper, parts: Parts, state: State) -> bool:
    if parts.recent.frozen and not keeper.to_the_end:
        state.failing.pop(keeper.name, None)
        state.told.pop(keeper.name, None)
        return False
    started_s = monotonic_s()
    try:
        ran = await keeper.run_once(parts)
    except CHAIN_ERRORS as error:
        return _failed(keeper.name, error, state)
    except ExceptionGroup as errors:
        # Transactions that were followed side by side.
        expected, rest = errors.split(CHAIN_ERRORS)
        if rest is not None or expected is None:
            return _broke(keeper.name, errors, state)
        return _failed(keeper.name, expected.exceptions[0], state)
    except Exception as error:  # noqa: BLE001 - the others go on, whatever it is
        return _broke(keeper.name, error, state)
    state.told[keeper.name] = ran.facts
    _succeeded(keeper.name, started_s, state)
    return ran.more


def _failed(name: str, error: BaseException, state: State) -> bool:
    if name not in state.failing:
        get().warning("keeper_failed", keeper=name, reason=repr(error))
    state.failing[name] = repr(error)
    state.failures.labels(name).inc()
    return False


def _broke(name: str, error: Exception, state: State) -> bool:
    """What is no error of the world outside is a fault of ours: where it lies is told, and it is tried again like any other."""
    if name not in state.failing:
        get().error("keeper_broke", keeper=name, exc_info=error)
    return _failed(name, error, state)


def _succeeded(name: str, started_s: float, state: State) -> None:
    state.failing.pop(name, None)
    state.success.labels(name).set(now_us() / 1_000_000)
    state.duration.labels(name).observe(monotonic_s() - started_s)


async def _woken(wake: asyncio.Event, interval_s: float) -> None:
    try:
        async with asyncio.timeout(interval_s):
            await wake.wait()
    except TimeoutError:
        pass
