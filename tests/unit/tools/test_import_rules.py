"""Import rules of pyproject.toml hold in this very tree; tests/faults.toml plants breaches of each."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_floors_drivers_and_determinism_hold(tmp_path):
    program = Path(sys.executable).parent / "lint-imports"
    environment = {"PYTHONPATH": f"{ROOT / 'src'}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        (str(program), "--no-cache"), cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert f"{len(rules)} kept, 0 broken" in done.stdout
