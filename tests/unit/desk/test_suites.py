"""Suites: counts are read from what the programs say, and nothing passes by being empty."""

import shutil

import pytest

from quantdesk.desk import suites as module
from quantdesk.desk.paths import places
from quantdesk.desk.suites import Suite, suite_run, suites_chosen, suites_read
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import DeskSettings


@pytest.fixture
def where(tmp_path):
    found = places(DeskSettings(home=str(tmp_path / "desk"), cache=str(tmp_path / "cache")))
    yield found
    shutil.rmtree(found.run)


def run(where, monkeypatch, tmp_path, text, **more):
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "test_sample.py").write_text(text)
    path = str(tmp_path / "test_sample.py")
    return suite_run(Suite(name="sample", what="", kind="pytest", paths=[path], budget_s=20, **more), where, "")


def test_passed_failed_and_skipped_are_counted(where, monkeypatch, tmp_path):
    text = "import pytest\ndef test_a(): pass\ndef test_b(): assert 0\ndef test_c(): pytest.skip('no data')\n"
    outcome = run(where, monkeypatch, tmp_path, text)
    assert (outcome.passed, outcome.failed, len(outcome.skips)) == (1, 1, 1)
    assert "no data" in outcome.skips[0]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_test_tells_is_kept_line_by_line(where, monkeypatch, tmp_path, workers):
    text = "def test_a(record_property): record_property('told', 'fill   7\\nround  1 <2 %')\n"
    outcome = run(where, monkeypatch, tmp_path, text, workers=workers)
    assert outcome.told == ("fill   7\nround  1 <2 %",)


def test_file_that_does_not_import_is_a_failure(where, monkeypatch, tmp_path):
    assert run(where, monkeypatch, tmp_path, "import nothing_of_this_name\n").failed == 1


def test_empty_suite_is_a_failure(where, monkeypatch, tmp_path):
    outcome = run(where, monkeypatch, tmp_path, "x = 1\n")
    assert outcome.failed == 1
    assert "empty" in outcome.output


def test_missing_folder_is_a_failure(where):
    outcome = suite_run(Suite(name="x", what="", kind="pytest", paths=["tests/nowhere"], budget_s=1), where, "")
    assert outcome.failed == 1


def test_suite_that_takes_too_long_is_stopped_and_a_failure(where, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    outcome = run(where, monkeypatch, tmp_path, "import time\ndef test_a(): time.sleep(60)\n")
    assert outcome.failed == 1
    assert outcome.seconds < 15


def test_counts_of_cargo_are_summed():
    said = (
        "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n"
        "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured\n"
    )
    assert module.CARGO_RESULT.findall(said) == [("3", "0", "1"), ("2", "1", "0")]


def test_unknown_suite_is_refused_with_the_known_ones():
    with pytest.raises(Told, match="no suite nothing: expected one of core, unit"):
        suites_chosen(("nothing",))


def test_long_suites_run_only_when_named():
    names = {suite.name for suite in suites_read() if not suite.default}
    assert "chaos" in names
    assert not names & {suite.name for suite in suites_chosen(())}
    assert [suite.name for suite in suites_chosen(("chaos",))] == ["chaos"]
