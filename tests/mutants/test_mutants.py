"""Mutation testing of the core's money files: what the tests of the core do not see."""

from pathlib import Path

from tools.mutants.__main__ import main


def test_nine_in_ten_mutants_die_and_each_survivor_has_a_reason(tmp_path: Path) -> None:
    """[UNIT-4]: every mutant of every file that does arithmetic of money."""
    assert main([str(tmp_path)]) == 0
