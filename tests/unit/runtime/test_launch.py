"""Programs: one that does not become ready is told with the end of its log."""

import sys

import pytest

from quantdesk.runtime.launch import EmbeddedFailed, Launch, start, stop


def launch_of(tmp_path, code):
    return Launch(name="program", argv=(sys.executable, "-c", code), env={}, cwd=tmp_path)


def test_program_that_ends_before_it_is_ready_is_told_with_its_log(tmp_path):
    launch = launch_of(tmp_path, "print('no disk'); raise SystemExit(3)")
    with pytest.raises(EmbeddedFailed, match=r"(?s)exit 3.*no disk"):
        start(launch, tmp_path / "log", lambda _: False)


def test_started_program_is_stopped_by_its_signal(tmp_path):
    process = start(launch_of(tmp_path, "import time; time.sleep(60)"), tmp_path / "log", lambda _: True)
    stop(process, 15)
    assert process.returncode == -15


def test_stopping_what_never_started_is_nothing():
    stop(None, 15)
