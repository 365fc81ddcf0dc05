"""One process under the supervisor: started, watched, asked whether it is ready, started again when it dies or hangs.

A process hangs when it has answered once and then nothing for HUNG_S, not even that it is not ready. Both are asked for, the time
and a number of questions in a row, so that a supervisor that was kept waiting itself blames nobody.
"""

import asyncio
import os
import signal
import subprocess
from pathlib import Path

import msgspec

from quantdesk.desk.plan import Member
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.runtime.launch import spawn
from quantdesk.runtime.log import get

WATCH_S = 0.05
UNREADY_POLL_S = 0.1
READY_POLL_S = 1.0
READY_TIMEOUT_S = 1.0
ASKS_MAX = 16
HUNG_ASKS = 10
# What every process answers; the rest are facts of its own.
KNOWN = {"ready", "missing", "process", "pid", "uptime_s"}
STOP_TIMEOUT_S = 15.0
BACKOFF_FIRST_S = 0.1
BACKOFF_MAX_S = 3.0
# A process that lived this long was well: its next restart is immediate again.
WELL_S = 10.0
LOG_BYTES_MAX = 64 * 1024 * 1024


class Answer(msgspec.Struct, kw_only=True):
    """What /ready says; the facts beside these are a process's own."""

    ready: bool = False
    missing: list[str] = []
    pid: int = 0


class MemberState(msgspec.Struct, kw_only=True):
    """What is known of a process, for `status`."""

    name: str
    port: int = 0
    pid: int = 0
    alive: bool = False
    ready: bool = False
    missing: list[str] = msgspec.field(default_factory=lambda: ["not started"])
    started_us: int = 0
    restarts: int = 0
    facts: dict[str, int | str | bool] = {}


class Silence:
    """How long a process that has answered before has answered nothing."""

    def __init__(self, hung_s: float) -> None:
        self._hung_s = hung_s
        self._answered_s: float | None = None
        self._asks = 0

    def begin(self) -> None:
        """Another process is asked from now on."""
        self._answered_s, self._asks = None, 0

    def answered(self) -> None:
        """It has answered a question, whatever it said."""
        self._answered_s, self._asks = monotonic_s(), 0

    def unanswered(self) -> None:
        """It has left a question without an answer."""
        self._asks += 1

    def hung_s(self) -> float:
        """Seconds of silence when it counts as hung, else 0. Before the first answer it starts, and may take its time."""
        if self._answered_s is None or self._asks < HUNG_ASKS:
            return 0.0
        silent_s = monotonic_s() - self._answered_s
        return silent_s if silent_s >= self._hung_s else 0.0


class Keeper:
    """Keeps one member alive until it is told to stop."""

    def __init__(self, member: Member, host: str, logs: Path, hung_s: float) -> None:
        self.member = member
        self._silence = Silence(hung_s)
        self.state = MemberState(name=member.name, port=member.port)
        self.deaths_before_ready = 0
        self.was_ready = False
        self._host = host
        self._log_path = logs / f"{member.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._stop_signal: int = signal.SIGTERM
        self._stopping = False
        self._log = get(name=member.name)

    async def keep(self, needs: list["Keeper"]) -> None:
        """Runs the member for ever: waits for what it needs, starts it, watches it, starts it again."""
        backoff_s = BACKOFF_FIRST_S
        while not self._stopping:
            while not all(need.state.ready for need in needs):
                self.state.missing = [need.member.name for need in needs if not need.state.ready]
                await asyncio.sleep(WATCH_S)
            started_s = monotonic_s()
            await self._watch(self._start())
            if self._told_to_stop():
                return
            self.deaths_before_ready += not self.was_ready
            self.state.restarts += 1
            if monotonic_s() - started_s > WELL_S:
                backoff_s = BACKOFF_FIRST_S
            self._log.warning("process_died", exit=self._exit(), restarts=self.state.restarts, again_in_s=backoff_s)
            await asyncio.sleep(backoff_s)
            backoff_s = min(backoff_s * 2, BACKOFF_MAX_S)

    async def stop(self) -> None:
        """Stops the member for good: its own signal, then by force."""
        self._stopping = True
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(self._stop_signal)
        deadline_s = monotonic_s() + STOP_TIMEOUT_S
        while process.poll() is None:
            if monotonic_s() > deadline_s:
                self._log.warning("process_killed", pid=process.pid, after_s=STOP_TIMEOUT_S)
                process.kill()
                deadline_s += STOP_TIMEOUT_S
            await asyncio.sleep(WATCH_S)
        self.state.alive = self.state.ready = False

    def signal(self, number: int) -> int:
        """Sends a signal to the member; returns its pid, 0 when it does not run."""
        if self._process is None or self._process.poll() is not None:
            return 0
        os.kill(self._process.pid, number)
        return self._process.pid

    def log_tail(self, chars: int = 2_000) -> str:
        """The end of its log."""
        try:
            return self._log_path.read_text(errors="replace")[-chars:].strip()
        except OSError:
            return ""

    def _told_to_stop(self) -> bool:
        return self._stopping

    def _start(self) -> subprocess.Popen[bytes]:
        if self._log_path.exists() and self._log_path.stat().st_size > LOG_BYTES_MAX:
            self._log_path.replace(self._log_path.with_suffix(".log.1"))
        launch = self.member.launch()
        self._stop_signal = launch.stop_signal
        self._process = spawn(launch, self._log_path)
        self._silence.begin()
        self.state.pid = self._process.pid
        self.state.alive, self.state.ready = True, False
        self.state.missing = ["starting"]
        self.state.started_us = now_us()
        self._log.info("process_started", pid=self.state.pid)
        return self._process

    async def _watch(self, process: subprocess.Popen[bytes]) -> None:
        asked_s = 0.0
        while process.poll() is None:
            if monotonic_s() - asked_s >= (READY_POLL_S if self.state.ready else UNREADY_POLL_S):
                await self._ask(process.pid)
                asked_s = monotonic_s()
                self._end_if_hung(process)
            await asyncio.sleep(WATCH_S)
        self.state.alive = self.state.ready = False
        self.state.missing = [f"died: {self._exit()}"]

    def _end_if_hung(self, process: subprocess.Popen[bytes]) -> None:
        silent_s = self._silence.hung_s()
        if silent_s and not self._stopping:
            self._log.warning("process_hung", pid=process.pid, silent_s=int(silent_s))
            self._silence.begin()
            process.kill()

    async def _ask(self, pid: int) -> None:
        if self.member.ready is not None:
            self.state.ready = await asyncio.to_thread(self.member.ready, pid)
            self.state.missing = [] if self.state.ready else [self.member.missing]
        elif self.member.port:
            await self._ask_web()
        else:
            self.state.ready, self.state.missing = True, []
        self.was_ready = self.was_ready or self.state.ready

    async def _ask_web(self) -> None:
        """Asks until this very process answers: copies share a port, and each question reaches one of them."""
        for _ in range(ASKS_MAX):
            try:
                async with asyncio.timeout(READY_TIMEOUT_S):
                    body = await _get(self._host, self.member.port, "/ready")
                facts = msgspec.json.decode(body, type=dict[str, object])
                answer = msgspec.convert(facts, Answer)
            except (OSError, EOFError, TimeoutError, ValueError, msgspec.MsgspecError):
                self.state.ready, self.state.missing = False, [f"answer at port {self.member.port}"]
                self._silence.unanswered()
                return
            if answer.pid in (0, self.state.pid):
                self._silence.answered()
                self.state.facts = {
                    k: v for k, v in facts.items() if k not in KNOWN and isinstance(v, int | str | bool)
                }
                self.state.ready, self.state.missing = answer.ready, answer.missing
                return
        self.state.ready, self.state.missing = False, [f"its own answer at port {self.member.port}"]
        self._silence.unanswered()

    def _exit(self) -> str:
        code = self._process.poll() if self._process else None
        if code is None:
            return "running"
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit {code}"


async def _get(host: str, port: int, path: str) -> bytes:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0] or b"0")
        return await reader.readexactly(length) if length else await reader.read(65_536)
    finally:
        writer.close()
