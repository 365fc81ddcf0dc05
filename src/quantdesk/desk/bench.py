"""`./desk bench NAME`: runs one bench of the folder benches, floor and project interleaved, and prints its figures.

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


def run(name: str, *, json: bool = False, rounds: int = 0) -> int:
    """Measure one part of the exchange against its floor; --json prints one object. Rounds 0: as many as the bench asks for."""
    names = bench_names()
    if name not in names:
        raise Told(f"no bench {name}: there are {', '.join(names)}")
    settings = data_found(load(DeskSettings))
    where = places(settings)
    environment = bench_environment(name, settings, where)
    argv = [sys.executable, str(BENCHES / name / "bench.py"), "--work", str(where.cache / "bench")]
    argv += ["--json"] if json else []
    argv += ["--rounds", str(rounds)] if rounds else []
    return subprocess.run(argv, env=environment, check=False).returncode


def bench_environment(name: str, settings: DeskSettings, where: Places) -> dict[str, str]:
    """The environment of a bench."""
    paths = (ROOT / "src", BENCHES, BENCHES / name, BENCHES / "floors")
    named = {"CACHE": str(where.cache), "DATA": settings.data, "CHROMIUM": settings.chromium}
    environment = ENGINE_MEMORY | environment_inherited() | tool_environment(where)
    environment |= {f"QUANTDESK_{key}": value for key, value in named.items() if value}
    return environment | {"PYTHONPATH": ":".join(str(path) for path in paths)}
