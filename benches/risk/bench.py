"""Bench `risk`: a mark update over 100,000 accounts, margin of 10,000 accounts with 20 positions, a cascade of 10,000 accounts.

The scenes are crates/core/examples/risk_flow.rs. Its floor is a flat loop over columns of the same accounts in the same program:
net and requirement of everybody at every mark, new numbers and a record for whoever is due. Time is CPU time.
"""

import json
import os
import shutil
from pathlib import Path

from harness import ROOT, Result, arguments_read, compared, figure, median, report, run, told

MIX = "100,000 accounts, 1,000 crossed, half closed on the book; 10,000 x 20 positions; 10,000 accounts fall by 35 %"


def build(work: Path) -> Path:
    """The scenes as a program."""
    target = Path(os.environ.get("CARGO_TARGET_DIR") or work / "target")
    cargo = [shutil.which("cargo") or "cargo", "build", "--release", "--locked", "-p", "quantdesk-core"]
    run([*cargo, "--example", "risk_flow", "--target-dir", str(target)], cwd=ROOT)
    return target / "release" / "examples" / "risk_flow"


def results_of(rows: list[dict[str, float]]) -> list[Result]:
    """Figures of all rounds. Every row is of one scene and round, with the floor's time of the same moment."""

    def of(scene: str, field: str) -> float:
        return median([row[field] for row in rows if row["scene"] == scene])

    return [
        compared("mark_ms", of("mark", "ms"), "ms of CPU", of("mark", "floor_ms")),
        compared("mark_all_ms", of("mark_all", "ms"), "ms of CPU", of("mark_all", "floor_ms")),
        figure("mark_liquidated", of("mark", "due"), "accounts"),
        compared("margin_ms", of("margin", "ms"), "ms of CPU", of("margin", "floor_ms")),
        figure("cascade_ms", of("cascade", "ms"), "ms of CPU"),
        figure("cascade_steps", of("cascade", "steps"), "steps of liquidation"),
        figure("cascade_records", of("cascade", "records"), "rounds, marks and cuts"),
    ]


def main() -> None:
    arguments = arguments_read(__doc__, rounds=11)
    scenes = build(arguments.work)
    told("opening 100,000 accounts")
    rows = [json.loads(line) for line in run([str(scenes), str(arguments.rounds)]).splitlines()]
    report("risk", MIX, results_of(rows), as_json=arguments.json)


if __name__ == "__main__":
    main()
