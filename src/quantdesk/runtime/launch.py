"""How a program is started and stopped: what, as whom, where its output goes."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from quantdesk.runtime.clock import monotonic_s

START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 20.0
POLL_S = 0.02


class EmbeddedFailed(Exception):
    """A program cannot start; the text says what was expected, what was found and what to do."""


class Launch(msgspec.Struct, frozen=True, kw_only=True):
    """How a program is started: arguments, environment, folder, and the user when it is not ours."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    user: int | None = None
    group: int | None = None
    stop_signal: int = signal.SIGTERM


def spawn(launch: Launch, log: Path) -> subprocess.Popen[bytes]:
    """Starts it in a session of its own, output appended to log."""
    dropped: dict[str, object] = {}
    if launch.user is not None:
        dropped = {"user": launch.user, "group": launch.group, "extra_groups": []}
    with log.open("ab") as out:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            launch.argv,
            env=dict(launch.env),
            cwd=launch.cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            **dropped,
        )


def start(launch: Launch, log: Path, ready: Callable[[int], bool]) -> subprocess.Popen[bytes]:
    """Starts it and waits until ready(pid). Errors: EmbeddedFailed with the end of its log."""
    server = spawn(launch, log)
    deadline_s = monotonic_s() + START_TIMEOUT_S
    while not ready(server.pid):
        if server.poll() is not None or monotonic_s() > deadline_s:
            server.kill()
            tail = log.read_text(errors="replace")[-500:]
            raise EmbeddedFailed(f"{launch.name} did not start (exit {server.poll()}); its log {log} ends: {tail}")
        time.sleep(POLL_S)
    return server


def stop(server: subprocess.Popen[bytes] | None, number: int) -> None:
    """Stops it with this signal, by force after STOP_TIMEOUT_S."""
    if server is None or server.poll() is not None:
        return
    server.send_signal(number)
    try:
        server.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
