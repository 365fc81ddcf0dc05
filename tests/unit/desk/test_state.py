"""State on disk: one supervisor a folder, and only its own leftovers are ended."""

import shutil
import subprocess
import sys

import pytest

from quantdesk.desk.paths import places
from quantdesk.desk.state import DeskBusy, Mark, State, desk_lock, leftovers_end, mark, state_read, state_write
from quantdesk.runtime.settings import DeskSettings


@pytest.fixture
def where(tmp_path):
    found = places(DeskSettings(home=str(tmp_path / "desk")))
    yield found
    shutil.rmtree(found.run)


@pytest.fixture
def sleeper():
    process = subprocess.Popen((sys.executable, "-c", "import time; time.sleep(60)"))
    yield process
    process.kill()
    process.wait()


def dead():
    process = subprocess.Popen((sys.executable, "-c", ""))
    process.wait()
    return Mark(process.pid, 1)


def test_second_supervisor_of_a_folder_is_refused(where):
    with desk_lock(where), pytest.raises(DeskBusy, match="another desk runs"), desk_lock(where):
        pass
    with desk_lock(where):
        pass


def test_state_comes_back_and_a_broken_file_is_no_state(where):
    state = State(supervisor=mark(1), processes={"engine": Mark(2, 3)}, failure="x")
    state_write(where, state)
    assert state_read(where) == state
    where.state.write_text("{")
    assert state_read(where) is None


def test_leftovers_of_a_dead_supervisor_are_ended(where, sleeper):
    state_write(where, State(supervisor=dead(), processes={"engine": mark(sleeper.pid)}))
    assert leftovers_end(where) == ["engine"]
    assert sleeper.wait() == -15


def test_process_with_the_same_pid_but_another_start_is_left_alone(where, sleeper):
    state_write(where, State(supervisor=dead(), processes={"engine": Mark(sleeper.pid, 1)}))
    assert leftovers_end(where) == []
    assert sleeper.poll() is None


def test_processes_of_a_living_supervisor_are_left_alone(where, sleeper):
    state_write(where, State(supervisor=mark(sleeper.pid), processes={"engine": mark(sleeper.pid)}))
    assert leftovers_end(where) == []
    assert sleeper.poll() is None
