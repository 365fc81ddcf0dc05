"""Keepers' loops: one that fails, by whatever error, stops no other."""

import asyncio
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from quantdesk.keepers import loop
from quantdesk.keepers.loop import ChainKeeper, Keeper, State, keep
from quantdesk.keepers.parts import Parts, Ran, Recent
from quantdesk.model.errors import Unavailable
from quantdesk.runtime.metrics import Metrics
from quantdesk.store.pool import Pool


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "FAILURE_PAUSE_S", 0.0)
    monkeypatch.setattr(loop, "PAGE_PAUSE_S", 0.0)


async def kept_until(keeper: Keeper | ChainKeeper, state: State, done: asyncio.Event) -> None:
    """Runs a keeper until `done`; an end of its loop is raised."""
    parts: Any = SimpleNamespace(recent=Recent())  # all that is looked at beside the keeper itself
    pool: Any = object()
    running = asyncio.create_task(keep(keeper, pool, parts, state, asyncio.Event()))
    ended = asyncio.create_task(done.wait())
    await asyncio.wait((running, ended), return_when=asyncio.FIRST_COMPLETED, timeout=10)
    assert not running.done(), "a keeper's loop never ends by itself"
    assert ended.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("transaction: expected at most 1232 bytes, found 1233"),
        KeyError(7),
        ExceptionGroup("side by side", [Unavailable("no node"), AssertionError("an invariant")]),
        ExceptionGroup("side by side", [Unavailable("no node")]),
        Unavailable("no node"),
    ],
    ids=["own fault", "other fault", "both, side by side", "world, side by side", "world"],
)
async def test_a_keeper_of_the_chain_that_fails_is_told_and_tried_again(error: Exception) -> None:
    """A round that did not fit a packet ended the process of all keepers once."""
    runs, state, done = count(1), State(Metrics("keepers")), asyncio.Event()
    told: list[list[str]] = []

    async def run_once(parts: Parts) -> Ran:
        told.append(state.missing())
        match next(runs):
            case 1 | 2:
                raise error
            case 4:
                done.set()
        return Ran(facts={"runs": True})

    await kept_until(ChainKeeper("fails", 0.0, run_once), state, done)
    assert told[0] == told[3] == []
    assert told[1][0].startswith("fails: ")
    assert told[1] == told[2]
    assert state.facts()["runs"] is True


async def test_a_keeper_of_the_database_that_fails_is_told_and_tried_again() -> None:
    runs, state, done = count(1), State(Metrics("keepers")), asyncio.Event()

    async def run_once(pool: Pool) -> tuple[int, bool]:
        if next(runs) == 1:
            raise ZeroDivisionError
        done.set()
        return 5, False

    await kept_until(Keeper("fails", 0.0, run_once), state, done)
    assert state.missing() == []
