"""Benches by name: each folder with a bench.py is one, and another name is told what there is."""

import subprocess
import sys

import pytest

from quantdesk.desk.bench import BENCHES, bench_names, run
from quantdesk.desk.paths import ROOT
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import environment_inherited


def test_every_bench_of_the_spine_is_there():
    assert {"ack", "engine", "prices", "recovery", "ui"} <= set(bench_names())
    assert "floors" not in bench_names()


def test_unknown_bench_is_refused_with_the_names_that_exist():
    with pytest.raises(Told, match="ack, cu, engine, lighthouse, prices, recovery, risk, ui"):
        run("nothing")


def test_even_or_too_few_rounds_are_refused(tmp_path):
    program = ROOT / "benches" / "engine" / "bench.py"
    for rounds in ("1", "4"):
        argv = (sys.executable, str(program), "--work", str(tmp_path), "--rounds", rounds)
        environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'benches'}"}
        done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert "an odd number of at least 3" in done.stderr


@pytest.mark.parametrize("name", bench_names())
def test_every_bench_finds_what_it_measures(name, tmp_path):
    """What a bench imports moves with the sources; it is not first seen when somebody measures."""
    paths = (ROOT / "src", BENCHES, BENCHES / name, BENCHES / "floors")
    argv = (sys.executable, str(BENCHES / name / "bench.py"), "--help")
    environment = environment_inherited() | {"PYTHONPATH": ":".join(str(path) for path in paths)}
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
