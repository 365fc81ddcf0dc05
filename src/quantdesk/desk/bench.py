"""`./desk bench NAMES`: runs benches of the folder benches, floor and project interleaved, and prints its figures.

Invariant: a bench gets of the desk's settings those that say where things are (cache, data, browser) and no other: the desks that it
starts are its own.
"""

import subprocess
import sys

from quantdesk.desk.paths import ROOT, Places, data_found, places
from quantdesk.desk.plan import ENGINE_MEMORY
from quantdesk.desk.steps import tool_environment
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import DeskSettings, environment_inherited, load

BENCHES = ROOT / "benches"


def bench_names() -> list[str]:
    """Benches that exist, in alphabetical order."""
    return sorted(path.parent.name for path in BENCHES.glob("*/bench.py"))


def run(*benches: str, json: bool = False, rounds: int = 0) -> int:
    """Measure parts of the exchange against their floors, one after another; the worst exit status.

    Parameters
    ----------
    benches
        Names; without one it says which there are.
    json
        One object a bench.
    rounds
        An odd number; 0: as many as the bench asks for.
    """
    names = bench_names()
    unknown = [name for name in benches if name not in names]
    if unknown or not benches:
        raise Told(f"bench: expected some of {', '.join(names)}; found {unknown[0] if unknown else 'none'}")
    settings = data_found(load(DeskSettings))
    where = places(settings)
    more = (["--json"] if json else []) + (["--rounds", str(rounds)] if rounds else [])
    return max(_measured(name, more, settings, where) for name in benches)


def _measured(name: str, more: list[str], settings: DeskSettings, where: Places) -> int:
    argv = [sys.executable, str(BENCHES / name / "bench.py"), "--work", str(where.cache / "bench"), *more]
    return subprocess.run(argv, env=bench_environment(name, settings, where), check=False).returncode


def bench_environment(name: str, settings: DeskSettings, where: Places) -> dict[str, str]:
    """The environment of a bench."""
    paths = (ROOT / "src", BENCHES, BENCHES / name, BENCHES / "floors")
    named = {"CACHE": str(where.cache), "DATA": settings.data, "CHROMIUM": settings.chromium}
    environment = ENGINE_MEMORY | environment_inherited() | tool_environment(where)
    environment |= {f"QUANTDESK_{key}": value for key, value in named.items() if value}
    return environment | {"PYTHONPATH": ":".join(str(path) for path in paths)}
