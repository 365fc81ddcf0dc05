"""`./desk bench NAME`: runs one bench of the folder benches, floor and project interleaved, and prints its figures."""

import subprocess
import sys

from quantdesk.desk.paths import ROOT, places
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
    where = places(load(DeskSettings))
    paths = (ROOT / "src", BENCHES, BENCHES / name, BENCHES / "floors")
    environment = ENGINE_MEMORY | environment_inherited() | tool_environment(where)
    environment["PYTHONPATH"] = ":".join(str(path) for path in paths)
    argv = [sys.executable, str(BENCHES / name / "bench.py"), "--work", str(where.cache / "bench")]
    argv += ["--json"] if json else []
    argv += ["--rounds", str(rounds)] if rounds else []
    return subprocess.run(argv, env=environment, check=False).returncode
