"""A run: episodes of random worlds, one after another, until so many events have been seen.

Invariant: episode k of a seed is a function of shape, seed and k alone; a failure is shrunk from the batches
of its episode and written as a case file.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.sim.cases import case_write
from tests.sim.records import Batch
from tests.sim.shape import SHAPES, Shape
from tests.sim.shrink import failure_of, shrink
from tests.sim.trial import Coverage, Failure, Trial
from tests.sim.world import World

EPISODE_EVENTS = 50_000
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Plan:
    """What to run."""

    events: int
    seed: int
    judged: bool
    shapes: tuple[str, ...] = ("small", "tight", "broke", "wide", "crowd", "huge")
    episode_events: int = EPISODE_EVENTS
    shrink_s: float = 60.0
    cases: Path = Path(".desk/sim")


@dataclass
class Fault:
    """A failure with what reproduces it."""

    kind: str
    text: str
    shape: str
    seed: int
    episode: int
    event: int
    commands: int
    shrunk: int
    path: str


@dataclass
class Outcome:
    """What a run has seen."""

    events: int = 0
    commands: int = 0
    episodes: int = 0
    seconds: float = 0.0
    full_comparisons: int = 0
    views_compared: int = 0
    restores: int = 0
    fills_checked: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    state_hash: str = ""
    fault: Fault | None = None


def run(plan: Plan, progress: Progress = lambda _: None) -> Outcome:
    """Runs a plan; stops at the first failure."""
    outcome = Outcome()
    start = time.monotonic()
    hashes = hashlib.sha256()
    while outcome.events < plan.events and outcome.fault is None:
        shape = SHAPES[plan.shapes[outcome.episodes % len(plan.shapes)]]
        left = min(plan.episode_events, plan.events - outcome.events)
        hashes.update(episode(plan, shape, left, outcome, progress))
        outcome.episodes += 1
    outcome.seconds = time.monotonic() - start
    outcome.state_hash = hashes.hexdigest()
    return outcome


def episode(plan: Plan, shape: Shape, events: int, outcome: Outcome, progress: Progress) -> bytes:
    """One world from its opening; gives its last state hash."""
    number = outcome.episodes
    trial = Trial(plan.judged)
    world = World(shape, plan.seed * 1_000_003 + number, trial.audit.mirror)
    batches = [world.opening()]
    digest = b""
    try:
        while True:
            trial.step(batches[-1])
            progress(outcome.events + trial.events)
            if trial.events >= events:
                break
            batches.append(world.next_batch())
        digest = trial.finish()
    except Failure as failure:
        outcome.fault = told(plan, shape, number, trial, batches, failure)
    outcome.events += trial.events
    outcome.commands += trial.core.seq
    outcome.full_comparisons += trial.fulls
    outcome.views_compared += trial.views
    outcome.restores += trial.reborns
    outcome.fills_checked += trial.audit.checks
    outcome.coverage.add(trial.audit)
    return digest


def told(plan: Plan, shape: Shape, number: int, trial: Trial, batches: list[Batch], failure: Failure) -> Fault:
    """Shrinks a failure and writes its case file."""
    small = batches
    again = failure_of(batches, plan.judged)
    if plan.shrink_s > 0 and again is not None and again.kind == failure.kind:
        small = shrink(batches, failure.kind, plan.judged, plan.shrink_s)
        failure = failure_of(small, plan.judged) or failure
    path = plan.cases / f"{shape.name}-seed{plan.seed}-episode{number}-event{trial.events}.case"
    commands = sum(len(batch.records) for batch in batches)
    shrunk = sum(len(batch.records) for batch in small)
    head = f"shape {shape.name}, seed {plan.seed}, episode {number}, event {trial.events}"
    case_write(path, small, (head, f"{failure.kind}", failure.text))
    return Fault(
        kind=failure.kind,
        text=failure.text,
        shape=shape.name,
        seed=plan.seed,
        episode=number,
        event=trial.events,
        commands=commands,
        shrunk=shrunk,
        path=str(path),
    )
