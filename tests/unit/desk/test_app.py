"""The command line: every verb exists, an unknown one is refused, an end is told in one line."""

import subprocess

import pytest

from quantdesk.desk.app import VERBS, main
from quantdesk.desk.paths import ROOT, python_command
from quantdesk.runtime.settings import environment_inherited


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb, capsys):
    assert main([verb, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


@pytest.mark.parametrize("verb", ["program", "score", "claims"])
def test_verb_without_work_says_in_one_line_what_is_missing(verb, capsys):
    assert main([verb]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"desk: {verb}: ")
    assert said.count("\n") == 1


def test_unknown_verb_is_refused():
    environment = environment_inherited() | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(python_command("fly"), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "fly" in done.stdout + done.stderr
