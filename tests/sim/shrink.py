"""Shrinking: the least list of commands that still fails in the same way (delta debugging).

Invariant: what is given back fails with the same kind as what was given in.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from tests.sim.records import Batch
from tests.sim.trial import Failure, Trial

T = TypeVar("T")
Fails = Callable[[list[Batch]], bool]


def failure_of(batches: list[Batch], judged: bool) -> Failure | None:
    """Runs the batches, with everything compared after the last; None when all agree."""
    trial = Trial(judged)
    try:
        for batch in batches:
            if batch.records:
                trial.step(batch)
        trial.finish()
    except Failure as failure:
        return failure
    except Exception as error:  # a panic or a crash of either side is a failure to shrink as well
        return Failure(f"crash {type(error).__name__}", str(error))
    return None


def shrink(batches: list[Batch], kind: str, judged: bool, budget_s: float) -> list[Batch]:
    """Leaves out batches, then single records, for as long as the failure stays and processor time is left."""
    until = time.process_time() + budget_s

    def fails(candidate: list[Batch]) -> bool:
        failure = failure_of(candidate, judged)
        return failure is not None and failure.kind == kind

    batches = least(batches, fails, until)
    singles = [Batch(batch.ts_us, (row,)) for batch in batches for row in batch.records]
    if len(singles) > len(batches) and fails(singles):
        return least(singles, fails, until)
    for at in range(len(batches)):
        batches = batch_thinned(batches, at, fails, until)
    return [batch for batch in batches if batch.records]


def batch_thinned(batches: list[Batch], at: int, fails: Fails, until: float) -> list[Batch]:
    """Leaves out records of one batch."""

    def with_rows(rows: list[bytes]) -> list[Batch]:
        return [*batches[:at], Batch(batches[at].ts_us, tuple(rows)), *batches[at + 1 :]]

    return with_rows(least(list(batches[at].records), lambda rows: fails(with_rows(rows)), until))


def least(items: list[T], fails: Callable[[list[T]], bool], until: float) -> list[T]:
    """Delta debugging: drops chunks, halving their size, while the rest still fails."""
    chunk = max(1, len(items) // 2)
    while items:
        at, dropped = 0, False
        while at < len(items) and time.process_time() < until:
            candidate = items[:at] + items[at + chunk :]
            if fails(candidate):
                items, dropped = candidate, True
            else:
                at += chunk
        if time.process_time() >= until or (chunk == 1 and not dropped):
            break
        chunk = max(1, chunk // 2) if not dropped or chunk > 1 else 1
    return items
