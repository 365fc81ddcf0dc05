"""Every bench opens the world that it measures, with the least load: what it measures moves on, and nobody runs it every day.

The scenes of `risk` are an example of the core, which the suite `core` builds; `lighthouse` installs itself from a registry.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from quantdesk.desk.bench import BENCHES, bench_environment, bench_names
from quantdesk.desk.paths import places
from quantdesk.runtime.settings import DeskSettings

ELSEWHERE = {"risk", "lighthouse"}


@pytest.mark.parametrize("name", sorted(set(bench_names()) - ELSEWHERE))
def test_a_bench_opens_its_world(name: str, tmp_path: Path) -> None:
    """The exchange was opened with another instruction, and a journal with another domain, than the program and the engine took."""
    settings = DeskSettings(home=str(tmp_path / "home"), cache=str(tmp_path))
    environment = bench_environment(name, settings, places(settings))
    argv = (sys.executable, str(BENCHES / name / "bench.py"), "--smoke", "--work", str(tmp_path))
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3_000:]
