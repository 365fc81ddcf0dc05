"""Programs that a verb runs: each with its output kept, its time taken and its end bounded."""

import hashlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from quantdesk.desk.paths import ROOT, Places
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.settings import environment_inherited


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A program to run: name for people, arguments, environment beside the inherited one, folder, the longest that it may take."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = {}
    cwd: Path = ROOT
    timeout_s: float = 600.0


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A program that ended. code 124: it was stopped because it took too long."""

    step: Step
    code: int
    output: str
    seconds: float


TIMED_OUT = 124


def step_run(step: Step) -> Done:
    """Runs one program to its end, in a session of its own so that nothing of it is left."""
    started_s = monotonic_s()
    process = subprocess.Popen(
        step.argv,
        cwd=step.cwd,
        env=environment_inherited() | dict(step.env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        body, _ = process.communicate(timeout=step.timeout_s)
        code = process.returncode
    except (subprocess.TimeoutExpired, KeyboardInterrupt) as error:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            body, _ = process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            body, _ = process.communicate()
        if isinstance(error, KeyboardInterrupt):
            raise
        code = TIMED_OUT
        body += f"\nstopped after {step.timeout_s:.0f} s\n".encode()
    return Done(step=step, code=code, output=body.decode(errors="replace"), seconds=monotonic_s() - started_s)


def steps_run(lanes: Sequence[Sequence[Step]]) -> list[Done]:
    """Runs every lane beside the others, the steps of a lane one after the other."""
    with ThreadPoolExecutor(max_workers=len(lanes)) as pool:
        futures = [pool.submit(lambda lane: [step_run(step) for step in lane], lane) for lane in lanes]
        return [done for future in futures for done in future.result()]


def cargo_target(where: Places) -> Path:
    """The folder that cargo builds into: in the cache, one for each Cargo.lock."""
    digest = hashlib.sha256((ROOT / "Cargo.lock").read_bytes()).hexdigest()[:16]
    return where.cache / f"target-{digest}"


def tool_environment(where: Places) -> dict[str, str]:
    """Where tools keep what they remember: never in the clone."""
    return {
        "CARGO_TARGET_DIR": str(cargo_target(where)),
        "MYPY_CACHE_DIR": str(where.cache / "mypy"),
        "RUFF_CACHE_DIR": str(where.cache / "ruff"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(where.cache / "hypothesis"),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "CARGO_TERM_COLOR": "never",
        "NO_COLOR": "1",
    }
