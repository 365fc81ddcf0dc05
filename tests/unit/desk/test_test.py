"""The last line of `./desk test`: plain counts, and an exit status that agrees with them."""

import pytest
from rich.console import Console

from quantdesk.desk.suites import Outcome, Suite
from quantdesk.desk.test import _sum, _tell

SUITE = Suite(name="s", what="", kind="pytest", paths=[], budget_s=1)
NO_DATA = "t: QUANTDESK_DATA names no folder"


def outcome(passed=1, failed=0, skips=()):
    return Outcome(suite=SUITE, passed=passed, failed=failed, skips=list(skips), seconds=0.1, output="")


@pytest.mark.parametrize(
    ("outcomes", "data", "said", "status"),
    [
        ([outcome(2), outcome(3)], False, "5 passed, 0 failed, 0 skipped", 0),
        ([outcome(2), outcome(3, failed=1)], False, "5 passed, 1 failed, 0 skipped", 1),
        ([outcome(2, skips=[NO_DATA])], False, "2 passed, 0 failed, 1 skipped", 0),
        ([outcome(2, skips=[NO_DATA])], True, "2 passed, 1 failed, 0 skipped", 1),
        ([outcome(2, skips=["t: no Chromium"])], True, "2 passed, 0 failed, 1 skipped", 0),
        ([outcome(0)], False, "0 passed, 0 failed, 0 skipped", 1),
        ([], False, "0 passed, 0 failed, 0 skipped", 1),
    ],
)
def test_counts_are_summed_and_a_skip_despite_data_is_a_failure(capsys, outcomes, data, said, status):
    assert _sum(outcomes, data=data) == status
    assert capsys.readouterr().out.splitlines()[-1] == said


def test_what_tests_tell_stands_below_their_suite(capsys):
    told = Outcome(suite=SUITE, passed=1, failed=0, skips=[], told=("fill [7]\nround",), seconds=0.1, output="")
    _tell(Console(highlight=False, soft_wrap=True), told)
    assert capsys.readouterr().out.splitlines()[1:] == ["fill [7]", "round"]


def test_failed_tests_are_named_once_more_at_the_end(capsys):
    broken = Outcome(
        suite=SUITE, passed=1, failed=1, skips=[], failures=("t::breaks: AssertionError",), seconds=0.1, output=""
    )
    assert _sum([broken, outcome(2)], data=False) == 1
    assert capsys.readouterr().out.splitlines() == [
        "failed s: t::breaks: AssertionError",
        "3 passed, 1 failed, 0 skipped",
    ]
