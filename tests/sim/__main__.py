"""`python -m tests.sim`: the simulator's own command line, behind `./desk sim`."""

import argparse
import json
import sys
import time
from pathlib import Path

from tests.sim.cases import case_read
from tests.sim.report import as_json, as_text
from tests.sim.run import EPISODE_EVENTS, Plan, Progress, run
from tests.sim.shape import SHAPES
from tests.sim.shrink import failure_of

BAR_WIDTH = 40
BAR_EVERY_S = 0.5


def bar(total: int) -> Progress:
    """A progress bar on the terminal; nothing elsewhere."""
    start = time.monotonic()
    shown = [0.0]

    def show(done: int) -> None:
        now = time.monotonic()
        if now - shown[0] < BAR_EVERY_S and done < total:
            return
        shown[0] = now
        part = min(BAR_WIDTH, BAR_WIDTH * done // total)
        rate = done / max(now - start, 1e-9)
        sys.stderr.write(f"\rsim [{'#' * part}{'.' * (BAR_WIDTH - part)}] {done:,}/{total:,}  {rate:,.0f} events/s ")
        sys.stderr.flush()

    return show if sys.stderr.isatty() else lambda _: None


def main(arguments: list[str]) -> int:
    """Runs a plan, or replays a case file; returns the exit status."""
    parser = argparse.ArgumentParser(prog="./desk sim", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--shape", choices=[*SHAPES, "mixed"], default="mixed")
    parser.add_argument("--episode", type=int, default=EPISODE_EVENTS)
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args(arguments)
    if options.replay is not None:
        failure = failure_of(case_read(options.replay), judged=True)
        print("all agree" if failure is None else f"{failure.kind}\n{failure.text}")
        return int(failure is not None)
    shapes = Plan.shapes if options.shape == "mixed" else (options.shape,)
    shrink_s = 1_200.0 if options.shrink else 60.0
    plan = Plan(options.events, options.seed, options.judge, shapes, options.episode, shrink_s)
    outcome = run(plan, bar(plan.events))
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    print(json.dumps(as_json(plan, outcome)) if options.json else as_text(plan, outcome))
    return int(outcome.fault is not None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
