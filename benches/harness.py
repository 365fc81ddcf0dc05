"""What every bench shares: interleaved rounds, medians, the table for people and the object for programs.

A bench compares the project with a floor in the same call, in the order floor, project, project, floor, so that both meet
the same machine. Rounds are odd and at least three; a figure is the median of its rounds. A figure that could not be measured stands in
the table as such, and the bench ends with 1.
"""

import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

ROUNDS_MIN = 3
ROOT = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).resolve().parent / "floors"


@dataclass(frozen=True)
class Result:
    """One figure. With a floor, ratio = value / floor; without one both are None. value None: not measured, and unit says why."""

    metric: str
    value: float | None
    unit: str
    floor: float | None = None
    ratio: float | None = None


def compared(metric: str, value: float, unit: str, floor: float) -> Result:
    """A figure beside its floor."""
    return Result(metric, rounded(value), unit, rounded(floor), round(value / floor, 4))


def figure(metric: str, value: float, unit: str) -> Result:
    """A figure without a floor."""
    return Result(metric, rounded(value), unit)


def unmeasured(metric: str, reason: str) -> Result:
    """A figure that is missing, and why."""
    return Result(metric, None, f"not measured: {reason}")


def rounded(value: float) -> float:
    """Four significant digits and no more than people read."""
    return float(f"{value:.4g}") if abs(value) < 10_000 else float(round(value))


def interleaved(rounds: int, floor: Callable[[], object], project: Callable[[], object]) -> tuple[list, list]:
    """Runs both `rounds` times: floor, project, project, floor, floor, project … Returns their results."""
    floors, projects = [], []
    for number in range(rounds):
        turns = (floors, projects) if number % 2 == 0 else (projects, floors)
        for turn in turns:
            turn.append(floor() if turn is floors else project())
            told(f"round {number + 1} of {rounds}: {'floor' if turn is floors else 'project'} {turn[-1]}")
    return floors, projects


def median(values: list[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def told(text: str) -> None:
    """A line of progress, beside the figures."""
    print(text, file=sys.stderr, flush=True)


def run(argv: list[str], **options: object) -> str:
    """Runs a program to its end; returns what it wrote. Errors: SystemExit with its last lines."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise SystemExit(f"{' '.join(argv[:3])} ended with {done.returncode}: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


def machine() -> str:
    """What this ran on: cores, processor, system, Python."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return (
        f"{os.cpu_count()} cores, {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def arguments_read(description: str, rounds: int) -> argparse.Namespace:
    """Arguments that every bench takes: --json, --rounds, --work (a folder for what is built and written), --smoke (open the world that
    is measured, with the least load, and end: whether the bench still fits what it measures).
    """
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.rounds < ROUNDS_MIN or arguments.rounds % 2 == 0:
        parser.error(f"--rounds: an odd number of at least {ROUNDS_MIN}, so that a median is a measured round")
    arguments.work.mkdir(parents=True, exist_ok=True)
    # Ends as by Ctrl-C, so that the servers of the bench end with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    return arguments


def report(name: str, mix: str, results: list[Result], *, as_json: bool, beside: list[str] = ()) -> None:
    """Prints the figures: one JSON object, or a table. beside: lines of what stands beside them, told either way.

    Errors: SystemExit 1, after all is printed, when a figure is missing.
    """
    for line in beside:
        told(line)
    if as_json:
        print(json.dumps({"name": name, "machine": machine(), "mix": mix, "results": [asdict(one) for one in results]}))
    else:
        _table(name, mix, results)
    if missing := [one.metric for one in results if one.value is None]:
        told(f"{name}: not measured: {', '.join(missing)}")
        raise SystemExit(1)


def _table(name: str, mix: str, results: list[Result]) -> None:
    print(f"{name}: {mix}\n{machine()}\n")
    print(f"{'metric':<24}{'value':>14}  {'unit':<24}{'floor':>14}{'ratio':>9}")
    for one in results:
        value = "-" if one.value is None else f"{one.value:,.10g}"
        floor = "" if one.floor is None else f"{one.floor:,.10g}"
        ratio = "" if one.ratio is None else f"{one.ratio:.3f}"
        print(f"{one.metric:<24}{value:>14}  {one.unit:<24}{floor:>14}{ratio:>9}".rstrip())
