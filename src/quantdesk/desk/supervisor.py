"""The supervisor of a desk: starts everything in order, keeps it alive, answers `status` and `down`, stops it in reverse.

It holds a lock on the desk's folder, so that one folder has one supervisor. Whatever dies or hangs is started again.
"""

import asyncio
import os
import signal

from quantdesk.desk.backstop import backstop_name
from quantdesk.desk.borrowing import borrowing_follow
from quantdesk.desk.chain import chain_start
from quantdesk.desk.control import Request, Status, control_serve
from quantdesk.desk.deposit import deposits_make
from quantdesk.desk.member import Keeper
from quantdesk.desk.plan import STORES, Plan
from quantdesk.desk.seed import seed
from quantdesk.desk.state import Mark, State, desk_lock, mark, state_write
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.runtime.log import get
from quantdesk.store.migrate import migrate

READY_TIMEOUT_S = 120.0
DEATHS_MAX = 5
POLL_S = 0.05


class DeskFailed(Exception):
    """The desk cannot start; the text says what died and how its log ends."""


class Supervisor:
    """Runs one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        host, logs, hung_s = plan.settings.host, plan.places.logs, plan.settings.hung_s
        self.keepers = {member.name: Keeper(member, host, logs, hung_s) for member in plan.members}
        self.stage = "starting"
        self.failure = ""
        self._started_us = now_us()
        self._tasks: list[asyncio.Task[None]] = []
        self._marks: dict[str, Mark] = {}
        self._log = get()

    async def run(self, stop: asyncio.Event) -> int:
        """Runs until stop is set. Returns 0, or 1 when the desk could not start. Errors: DeskBusy."""
        with desk_lock(self.plan.places):
            server = await control_serve(self.plan.places.control, lambda request: self._answer(request, stop))
            recording = asyncio.create_task(self._record(), name="record")
            starting = asyncio.create_task(self._start(), name="start")
            stopping = asyncio.create_task(stop.wait(), name="stop")
            try:
                await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
                if starting.done():
                    starting.result()
                    await stopping
            except Exception as error:  # noqa: BLE001 - told below
                # Whatever kept the desk from starting is told to the person who started it.
                self.failure = str(error) or type(error).__name__
                self._log.exception("desk_failed")
            finally:
                self.stage = "stopping"
                for task in (starting, stopping, recording):
                    task.cancel()
                await self._end()
                server.close()
                self.plan.places.control.unlink(missing_ok=True)
                self._write()
        return 1 if self.failure else 0

    def status(self) -> Status:
        """What runs now."""
        members = [keeper.state for keeper in self.keepers.values()]
        ready = self.stage == "ready" and all(state.ready for state in members)
        return Status(
            ready=ready,
            stage=self.stage,
            failure=self.failure,
            pid=os.getpid(),
            started_us=self._started_us,
            processes=members,
        )

    async def _start(self) -> None:
        stores = [name for name in self.keepers if name in STORES or name == "localnet"]
        await self._bring(stores, "starting PostgreSQL and Valkey")
        if "localnet" in self.keepers:
            self.stage = "deploying the program"
            await chain_start(self.plan)
        self.stage = "applying migrations"
        await migrate(self.plan.database_url)
        if "engine" in self.keepers:
            await self._bring(["engine"], "starting the engine")
            self.stage = "seeding markets and accounts"
            await seed(self.plan)
        rest = [name for name in self.keepers if name not in (*stores, "engine", "demo")]
        await self._bring(rest, "starting the doors and the keepers")
        if {"localnet", "engine", "keepers"} <= self.keepers.keys():
            self.stage = "depositing"
            await deposits_make(self.plan)
            await backstop_name(self.plan)
            await borrowing_follow(self.plan)
        if "demo" in self.keepers:
            await self._bring(["demo"], "starting the makers")
        self.stage = "ready"
        self._log.info("desk_ready", after_ms=(now_us() - self._started_us) // 1_000)

    async def _bring(self, names: list[str], stage: str) -> None:
        self.stage = stage
        for name in names:
            keeper = self.keepers[name]
            needs = [self.keepers[need] for need in keeper.member.needs if need in self.keepers]
            self._tasks.append(asyncio.create_task(keeper.keep(needs), name=name))
        deadline_s = monotonic_s() + READY_TIMEOUT_S
        while not all(self.keepers[name].state.ready for name in names):
            self._check(names, late=monotonic_s() > deadline_s)
            await asyncio.sleep(POLL_S)

    def _check(self, names: list[str], *, late: bool) -> None:
        for task in self._tasks:
            if task.done() and (error := task.exception()) is not None:
                raise DeskFailed(f"{task.get_name()} cannot be started: {error}")
        for name in names:
            keeper = self.keepers[name]
            if keeper.deaths_before_ready >= DEATHS_MAX:
                tail = keeper.log_tail()
                raise DeskFailed(f"{name} died {DEATHS_MAX} times before it was ready; its log ends:\n{tail}")
            if late and not keeper.state.ready:
                missing = ", ".join(keeper.state.missing)
                raise DeskFailed(
                    f"{name} is not ready after {READY_TIMEOUT_S:.0f} s, missing {missing}: ./desk logs {name}"
                )

    async def _end(self) -> None:
        inner = ("engine", "localnet", "valkey", "postgres")
        outer = [keeper for name, keeper in self.keepers.items() if name not in inner]
        await asyncio.gather(*(keeper.stop() for keeper in outer))
        for name in inner:
            if name in self.keepers:
                await self.keepers[name].stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _answer(self, request: Request, stop: asyncio.Event) -> Status:
        keeper = self.keepers.get(request.name)
        if request.op == "stop":
            stop.set()
        elif request.op == "kill" and keeper is not None:
            keeper.signal(signal.SIGKILL)
        return self.status()

    async def _record(self) -> None:
        while True:
            marks = {name: mark(keeper.state.pid) for name, keeper in self.keepers.items() if keeper.state.alive}
            if marks != self._marks:
                self._marks = marks
                self._write()
            await asyncio.sleep(POLL_S)

    def _write(self) -> None:
        alive = {
            name: self._marks[name]
            for name, keeper in self.keepers.items()
            if keeper.state.alive and name in self._marks
        }
        state = State(supervisor=mark(os.getpid()), processes=alive, failure=self.failure)
        state_write(self.plan.places, state)
