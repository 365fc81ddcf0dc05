"""Benches by name: each folder with a bench.py is one, and another name is told what there is. What they cannot measure they say."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from quantdesk.desk.bench import BENCHES, bench_environment, bench_names, run
from quantdesk.desk.paths import ROOT, places
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import DeskSettings, environment_inherited


def test_every_bench_of_the_spine_is_there():
    assert {"ack", "engine", "prices", "recovery", "ui"} <= set(bench_names())
    assert "floors" not in bench_names()


def test_unknown_bench_is_refused_with_the_names_that_exist():
    with pytest.raises(Told, match="ack, cu, engine, lighthouse, prices, recovery, risk, settle, ui"):
        run("settle", "nothing")
    with pytest.raises(Told, match=r"expected some of ack, .*; found none"):
        run()


def test_benches_run_one_after_another_and_the_worst_end_counts(monkeypatch):
    ran = []

    def measured(argv, **_):
        ran.append([Path(argv[1]).parent.name, *argv[4:]])
        return subprocess.CompletedProcess(argv, 3 if "settle" in argv[1] else 0)

    monkeypatch.setattr("quantdesk.desk.bench.subprocess.run", measured)
    assert run("settle", "cu", json=True, rounds=3) == 3
    assert ran == [["settle", "--json", "--rounds", "3"], ["cu", "--json", "--rounds", "3"]]


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


def test_a_bench_gets_cache_data_and_browser_of_the_desk_and_no_other_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("QUANTDESK_HOME", "/elsewhere")
    settings = DeskSettings(home=str(tmp_path / "home"), cache=str(tmp_path), data="/recorded", chromium="/browser")
    environment = bench_environment("prices", settings, places(settings))
    named = {name: value for name, value in environment.items() if name.startswith("QUANTDESK_")}
    assert named == {
        "QUANTDESK_CACHE": str(tmp_path),
        "QUANTDESK_DATA": "/recorded",
        "QUANTDESK_CHROMIUM": "/browser",
    }


@pytest.mark.parametrize("as_json", [False, True])
def test_a_figure_that_is_missing_stands_in_the_table_and_in_the_exit_status(as_json):
    lines = f"report('x', 'mix', [figure('a', 2.0, 's'), unmeasured('b', 'no feed')], as_json={as_json})"
    argv = (sys.executable, "-c", f"from harness import figure, report, unmeasured; {lines}")
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'benches'}"}
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "not measured: b" in done.stderr
    if as_json:
        assert [one["value"] for one in json.loads(done.stdout)["results"]] == [2.0, None]
    else:
        assert [line.split()[:2] for line in done.stdout.splitlines()[-2:]] == [["a", "2"], ["b", "-"]]
        assert done.stdout.splitlines()[-1].endswith("not measured: no feed")
