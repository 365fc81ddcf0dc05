"""A small desk in a folder of its own, on free ports: for tests, benches and chaos. The same supervisor, the same processes."""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from quantdesk.bus.commands import CommandClient, service_token
from quantdesk.desk.control import DeskDown, Request, Status, control_ask
from quantdesk.desk.keys import keys
from quantdesk.desk.member import MemberState
from quantdesk.desk.paths import places
from quantdesk.desk.plan import Plan, plan_make, processes_of
from quantdesk.desk.seed import Owner, SeedFailed, account_fund, tiers_set
from quantdesk.desk.state import leftovers_end
from quantdesk.desk.up import status_wait, supervisor_start, supervisor_stop
from quantdesk.model.ids import ENTRIES_ANY
from quantdesk.model.records_gen import Refused, Service, SetEntryLimit, events_decode
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.embedded import Postgres
from quantdesk.runtime.settings import DeskSettings

PROCESSES = ("engine", "gateway", "stream", "keepers")
READY_TIMEOUT_S = 60.0
CONNECT_TIMEOUT_S = 10.0
POLL_S = 0.05


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where a test finds the desk's parts. service_secret makes the tokens of services."""

    page: str
    gateway: str
    stream: str
    engine_socket: str
    database_url: str
    valkey_url: str
    service_secret: str


class World:
    """A desk that lives as long as the with-block."""

    def __init__(
        self,
        folder: Path,
        processes: tuple[str, ...] = PROCESSES,
        *,
        fsync: bool = False,
        data: str = "",
        workers: int = 1,
        web_folder: str = "",
    ) -> None:
        gateway, stream, engine, keepers, ingest, web, localnet, localnet_ws = ports_free(8)
        self.settings = DeskSettings(
            home=str(folder / "desk"),
            cache=str(folder / "cache"),
            processes=processes,
            attached=True,
            database_fsync=fsync,
            data=data,
            workers=workers,
            log_level="info",
            gateway_port=gateway,
            stream_port=stream,
            engine_port=engine,
            keepers_port=keepers,
            ingest_port=ingest,
            web_port=web,
            web_folder=web_folder,
            localnet_port=localnet,
            localnet_ws_port=localnet_ws,
        )
        self.places = places(self.settings)
        self.plan: Plan = plan_make(
            self.settings, self.places, keys(self.places.home), processes_of(self.settings), workers
        )
        self.addresses = Addresses(
            page=self.plan.address("web"),
            gateway=self.plan.address("gateway"),
            stream=self.plan.address("stream"),
            engine_socket=str(self.places.engine_socket),
            database_url=self.plan.database_url,
            valkey_url=self.plan.valkey_url,
            service_secret=self.plan.keys.service.reveal(),
        )
        self._supervisor: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def start(self) -> None:
        """Starts the desk and waits until all of it is ready. Errors: Told with the reason when it does not start."""
        self._supervisor = supervisor_start(self.settings, self.places)
        with ExitStack() as undo:
            undo.callback(self.stop)
            for _ in status_wait(self.places, self._supervisor):
                pass
            undo.pop_all()

    def stop(self) -> None:
        """Stops the desk; its data stays, start begins from it."""
        if self._supervisor is not None:
            supervisor_stop(self._supervisor)
            self._supervisor = None
        leftovers_end(self.places)

    def remove(self) -> None:
        """Stops the desk and deletes everything of it."""
        self.stop()
        Postgres(self.places.home / "postgres", self.places.run / "pg").remove()
        shutil.rmtree(self.places.run, ignore_errors=True)

    def status(self) -> Status:
        """What runs now."""
        return control_ask(self.places.control, Request("status"))

    def process(self, name: str) -> MemberState:
        """What is known of one process."""
        return next(state for state in self.status().processes if state.name == name)

    def pid(self, name: str) -> int:
        """The pid of a process; 0 while it is not there."""
        state = self.process(name)
        return state.pid if state.alive else 0

    def kill(self, name: str, number: int = signal.SIGKILL) -> int:
        """Sends a signal to a process; the supervisor starts it again. Returns the pid that it had, 0 when it was not there."""
        pid = self.pid(name)
        if pid:
            os.kill(pid, number)
        return pid

    def wait_ready(self, timeout_s: float = READY_TIMEOUT_S, after_pid: dict[str, int] | None = None) -> float:
        """Waits until all is ready, with other pids than those given by name. Returns the seconds that it took.

        Errors: TimeoutError with what is missing.
        """
        started_s = monotonic_s()
        missing = "an answer of the supervisor"
        while monotonic_s() - started_s < timeout_s:
            try:
                status = self.status()
            except DeskDown:
                time.sleep(POLL_S)
                continue
            old = [state.name for state in status.processes if state.pid == (after_pid or {}).get(state.name)]
            waiting = [f"{state.name}: {', '.join(state.missing)}" for state in status.processes if not state.ready]
            if status.ready and not old:
                return monotonic_s() - started_s
            missing = "; ".join(waiting + old)
            time.sleep(POLL_S)
        raise TimeoutError(f"the desk is not ready after {timeout_s:.0f} s, missing {missing}")

    async def client(self, service: Service = Service.DESK) -> CommandClient:
        """A connected client of the engine's command socket; close it."""
        token = service_token(self.addresses.service_secret, service)
        client = CommandClient(self.addresses.engine_socket, service, token)
        await client.connect(CONNECT_TIMEOUT_S)
        return client

    async def command(self, records: bytes, service: Service = Service.DESK) -> bytes:
        """Sends command records over a connection of their own. Returns the events."""
        client = await self.client(service)
        try:
            return await client.send(records)
        finally:
            await client.close()

    async def entries_uncounted(self) -> None:
        """For a desk without a chain: nothing there holds an entry [BOOK-6]. Errors: SeedFailed."""
        events = events_decode(await self.command(SetEntryLimit(entries=ENTRIES_ANY).encode()))
        if any(isinstance(event, Refused) for event in events):
            raise SeedFailed("the engine refused to leave entries uncounted")

    async def fund(self, owner: bytes, usdc: int = 100_000, tier: str = "user", index: int = 0) -> int:
        """Opens and funds an account of a 32-byte public key. Returns its number."""
        client = await self.client(Service.KEEPERS)
        try:
            account = await account_fund(client, Owner(key=owner, usdc=usdc, tier=tier), index)
        finally:
            await client.close()
        await tiers_set(self.addresses.database_url, [Owner(key=owner, usdc=usdc, tier=tier)])
        return account


def ports_free(count: int) -> list[int]:
    """TCP ports that nobody listens on now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) for _ in range(count)]
        for sock in sockets:
            sock.bind(("127.0.0.1", 0))
        return [int(sock.getsockname()[1]) for sock in sockets]
