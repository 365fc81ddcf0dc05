"""`./desk down`: stops a desk and leaves nothing behind."""

import os
import shutil
import signal
import time

from rich.console import Console

from quantdesk.desk.control import DeskDown, Request, control_ask
from quantdesk.desk.paths import places
from quantdesk.desk.state import leftovers_end, state_read
from quantdesk.desk.told import Told
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.settings import DeskSettings, load

STOP_TIMEOUT_S = 90.0
POLL_S = 0.05


def down() -> int:
    """Stop the desk and everything that it started."""
    console = Console(highlight=False, soft_wrap=True)
    where = places(load(DeskSettings))
    state = state_read(where)
    try:
        control_ask(where.control, Request("stop"))
        asked = True
    except DeskDown:
        asked = False
    if state is not None and state.supervisor.lives():
        if not asked:
            os.kill(state.supervisor.pid, signal.SIGTERM)
        deadline_s = monotonic_s() + STOP_TIMEOUT_S
        while state.supervisor.lives():
            if monotonic_s() > deadline_s:
                raise Told(
                    f"the supervisor, process {state.supervisor.pid}, did not end in {STOP_TIMEOUT_S:.0f} s: see ./desk logs desk"
                )
            time.sleep(POLL_S)
    left = leftovers_end(where)
    shutil.rmtree(where.run, ignore_errors=True)
    for name in left:
        console.print(f"ended {name}, left by a supervisor that had died")
    console.print("the desk is down" if asked or left else "no desk was up")
    return 0
