"""Steps: nothing of a program outlives its time."""

import sys
import time

from quantdesk.desk.paths import alive
from quantdesk.desk.steps import TIMED_OUT, Step, step_run, steps_run


def test_output_and_exit_status_are_kept():
    done = step_run(Step(name="x", argv=(sys.executable, "-c", "print('said'); raise SystemExit(4)")))
    assert (done.code, done.output) == (4, "said\n")


def test_program_that_takes_too_long_is_stopped_with_its_children():
    code = "import subprocess, sys; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); p.wait()"
    done = step_run(Step(name="x", argv=(sys.executable, "-c", code), timeout_s=1.0))
    assert done.code == TIMED_OUT
    child = int(done.output.split()[0])
    deadline_s = time.monotonic() + 5
    while alive(child) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert not alive(child)


def test_lanes_run_beside_each_other():
    wait = Step(name="x", argv=("sleep", "0.5"))
    started_s = time.monotonic()
    assert [done.code for done in steps_run(((wait,), (wait,)))] == [0, 0]
    assert time.monotonic() - started_s < 0.9
