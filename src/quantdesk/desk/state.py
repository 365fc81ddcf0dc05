"""What a desk leaves on disk while it runs: a lock that one supervisor holds, and the pids for the case that it dies."""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator

import msgspec

from quantdesk.desk.paths import Places, alive, private_write, started_ticks
from quantdesk.runtime.clock import monotonic_s

LEFTOVER_TIMEOUT_S = 20.0
POLL_S = 0.05


class DeskBusy(Exception):
    """Another supervisor holds this desk's folder."""


class Mark(msgspec.Struct, frozen=True):
    """A process: its pid and when it started, so that a later one with the same pid is not taken for it."""

    pid: int
    ticks: int

    def lives(self) -> bool:
        """That very process is still there."""
        return self.ticks != 0 and alive(self.pid) and started_ticks(self.pid) == self.ticks


class State(msgspec.Struct, frozen=True, kw_only=True):
    """The supervisor, its processes by name, and why the desk failed if it did."""

    supervisor: Mark
    processes: dict[str, Mark]
    failure: str = ""


def mark(pid: int) -> Mark:
    """The mark of a running process."""
    return Mark(pid, started_ticks(pid))


def state_write(places: Places, state: State) -> None:
    """Replaces the state on disk."""
    private_write(places.state, msgspec.json.encode(state).decode() + "\n")


def state_read(places: Places) -> State | None:
    """The state on disk, if there is one that can be read."""
    try:
        return msgspec.json.decode(places.state.read_bytes(), type=State)
    except (OSError, msgspec.MsgspecError):
        return None


@contextlib.contextmanager
def desk_lock(places: Places) -> Iterator[None]:
    """Holds the desk's folder. The kernel lets go of it when the process ends. Errors: DeskBusy."""
    descriptor = os.open(places.home / "desk.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise DeskBusy(f"another desk runs in {places.home}: ./desk down stops it") from None
    finally:
        os.close(descriptor)


def leftovers_end(places: Places) -> list[str]:
    """Ends processes that a dead supervisor left behind. Returns their names; takes until they are gone."""
    state = state_read(places)
    if state is None or state.supervisor.lives():
        return []
    left = {name: process for name, process in state.processes.items() if process.lives()}
    for name, process in left.items():
        os.kill(process.pid, signal.SIGINT if name == "postgres" else signal.SIGTERM)
    deadline_s = monotonic_s() + LEFTOVER_TIMEOUT_S
    while any(process.lives() for process in left.values()):
        if monotonic_s() > deadline_s:
            for process in left.values():
                if process.lives():
                    os.kill(process.pid, signal.SIGKILL)
            deadline_s += LEFTOVER_TIMEOUT_S
        time.sleep(POLL_S)
    return list(left)
