"""Status: processor time and memory of a process hold its children."""

import os
import subprocess
import sys

from quantdesk.desk.status import _usage


def test_usage_of_a_process_holds_its_children():
    code = "x = bytearray(50_000_000); x[::4096] = b'1' * len(x[::4096]); input()"
    with subprocess.Popen((sys.executable, "-c", f"print('up', flush=True); {code}"), stdin=-1, stdout=-1) as child:
        child.stdout.readline()
        while _usage().total(child.pid)[1] < 40_000_000:
            pass
        usage = _usage()
        assert usage.total(os.getpid())[1] >= usage.total(child.pid)[1] > 40_000_000
        child.communicate(b"\n")


def test_usage_of_nobody_is_zero():
    assert _usage().total(0x7FFFFFFF) == (0.0, 0)
