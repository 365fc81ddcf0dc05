"""Planted faults: every listed one can be planted, and one that no test catches is told."""

import shutil

import pytest

from quantdesk.desk import faults as module
from quantdesk.desk.faults import Fault, faults_read, faults_run
from quantdesk.desk.paths import ROOT, places
from quantdesk.desk.suites import Suite
from quantdesk.runtime.settings import DeskSettings

SOURCE = "def double(n):\n    return n + n\n"


def test_every_listed_fault_fits_its_file_and_names_its_reason():
    for fault in faults_read():
        assert (ROOT / fault.file).read_text().count(fault.find) == 1, fault.name
        assert fault.why
        assert fault.find != fault.replace
        assert fault.test.startswith("cargo:") or (ROOT / fault.test.partition("::")[0]).exists(), fault.name


def test_names_of_faults_are_used_once():
    names = [fault.name for fault in faults_read()]
    assert len(names) == len(set(names))


@pytest.fixture
def plant(tmp_path, monkeypatch):
    root = tmp_path / "root"
    (root / "tests").mkdir(parents=True)
    (root / "src").mkdir()
    (root / "src" / "doubling.py").write_text(SOURCE)
    (root / "Cargo.lock").write_text("")
    monkeypatch.setattr(module, "ROOT", root)
    where = places(DeskSettings(home=str(tmp_path / "desk"), cache=str(tmp_path / "cache")))

    def run(test_text, find="n + n"):
        (root / "tests" / "test_doubling.py").write_text(test_text)
        fault = Fault(
            name="f",
            file="src/doubling.py",
            find=find,
            replace="n * n",
            test="tests/test_doubling.py",
            why="w",
            quick=True,
        )
        monkeypatch.setattr(module, "faults_read", lambda: [fault])
        return faults_run(Suite(name="faults", what="", kind="faults", paths=[], budget_s=60), where, "")

    yield run
    shutil.rmtree(where.run)


def test_fault_that_a_test_catches_passes(plant):
    outcome = plant("from doubling import double\ndef test_double(): assert double(3) == 6\n")
    assert (outcome.passed, outcome.failed) == (1, 0)


def test_fault_that_no_test_catches_is_a_failure(plant):
    outcome = plant("from doubling import double\ndef test_double(): assert double(2) == 4\n")
    assert (outcome.passed, outcome.failed) == (0, 1)
    assert "did not catch it" in outcome.output


def test_fault_that_does_not_fit_any_more_is_a_failure(plant):
    outcome = plant("def test_nothing(): pass\n", find="n - n")
    assert "bring the fault up to date" in outcome.output


def test_test_that_cannot_run_does_not_count_as_catching(plant):
    assert plant("import nothing_of_this_name\n").failed == 1
