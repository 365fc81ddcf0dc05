"""`./desk sim`: the seeded simulation, in a process of its own.

Without the judge a crowd of compiled code drives the core (`crates/core/examples/sim`), some hundred thousand events a second;
with it the crowd of `tests/sim` drives core and judge side by side. Neither imports anything that is served; this verb only starts them.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from quantdesk.desk.paths import ROOT, places
from quantdesk.desk.steps import cargo_target, tool_environment
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import DeskSettings, environment_inherited, load

EVENTS = 2_000_000
JUDGED_EVENTS = 40_000
SHRINK_S, SHRINK_LONG_S = 60, 1_200


def run(  # the verb's options are its arguments
    *,
    events: int = 0,
    seed: int = 1,
    judge: bool = False,
    json: bool = False,
    shrink: bool = False,
    shape: str = "mixed",
) -> int:
    """Drives random accounts, markets and orders through the core and checks every event.

    Parameters
    ----------
    events
        Number of events to see; 0: two million, with the judge 40,000.
    seed
        The same seed gives the same commands.
    judge
        Compare every event and state with the second exchange in plain Python.
    json
        Print one JSON object.
    shrink
        Take up to twenty minutes, instead of one, to shrink a failure.
    shape
        World: small, tight, wide, huge, broke, ruin, crowd, or mixed.
    """
    if not (ROOT / "tests" / "sim" / "__main__.py").is_file():
        raise Told("the simulator stands in crates and tests/sim of the clone, and this is no clone")
    where = places(load(DeskSettings))
    environment = environment_inherited() | tool_environment(where)
    arguments = ["--events", str(events or (JUDGED_EVENTS if judge else EVENTS)), "--seed", str(seed), "--shape", shape]
    arguments += ["--json"] if json else []
    if judge:
        argv = [sys.executable, "-m", "tests.sim", *arguments, "--judge", *(["--shrink"] if shrink else [])]
    else:
        argv = [str(crowd_built(cargo_target(where), environment)), *arguments]
        argv += ["--shrink-s", str(SHRINK_LONG_S if shrink else SHRINK_S), "--cases", str(where.home / "sim")]
    return subprocess.run(argv, cwd=ROOT, env=environment, check=False).returncode


def crowd_built(target: Path, environment: dict[str, str]) -> Path:
    """The crowd as a program, built when its sources changed.

    Errors: Told without cargo, or when it does not build.
    """
    cargo = shutil.which("cargo")
    if cargo is None:
        raise Told("needs cargo 1.85 or newer, found none: install rustup, then rustup default stable")
    argv = [cargo, "build", "--release", "--locked", "--quiet", "-p", "quantdesk-core", "--example", "sim"]
    if subprocess.run([*argv, "--target-dir", str(target)], cwd=ROOT, env=environment, check=False).returncode:
        raise Told("the simulator does not build: what cargo says stands above")
    return target / "release" / "examples" / "sim"
