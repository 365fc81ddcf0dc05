"""`./desk up`: starts a desk, follows its start, prints the addresses."""

import contextlib
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Literal

from msgspec.structs import replace
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from quantdesk.desk.control import DeskDown, Request, Status, control_ask
from quantdesk.desk.paths import ROOT, Places, data_found, places, python_command
from quantdesk.desk.plan import DEFAULT, processes_of
from quantdesk.desk.state import leftovers_end, state_read
from quantdesk.desk.told import Told
from quantdesk.desk.web import web_build
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.embedded import Postgres
from quantdesk.runtime.settings import DeskSettings, environment_inherited, environment_of, load

STAGES = (
    "starting",
    "starting PostgreSQL and Valkey",
    "deploying the program",
    "applying migrations",
    "starting the engine",
    "seeding markets and accounts",
    "starting the doors and the keepers",
    "depositing",
    "starting the makers",
    "ready",
)
FOLLOW_S = 0.1
ANSWER_TIMEOUT_S = 20.0
STOP_TIMEOUT_S = 60.0


def up(
    *,
    detach: bool = False,
    fresh: bool = False,
    profile: Literal["quiet", "demo"] = "quiet",
    workers: int = 1,
) -> int:
    """Start the desk: embedded servers, the engine, the doors, the keepers, markets and accounts.

    Parameters
    ----------
    detach
        Return when everything is ready; `./desk down` stops it. Otherwise Ctrl-C does.
    fresh
        Begin with an empty database. Keys and secrets stay.
    profile
        demo: makers quote around the index and a crowd takes, in every market. quiet: nobody trades by himself.
    workers
        Copies of the gateway and of the stream.
    """
    console = Console(highlight=False, soft_wrap=True)
    settings = replace(data_found(load(DeskSettings)), profile=profile, workers=workers, attached=not detach)
    where = places(settings)
    running = _running(where)
    if running is not None:
        if fresh:
            raise Told("a desk is up: expected none for --fresh; ./desk down stops it")
        _up_already(console, where, running)
        _addresses(console, settings, where)
        return 0
    for name in leftovers_end(where):
        console.print(f"ended {name}, left by an earlier desk")
    ports_check(settings)
    if fresh:
        data_remove(where)
    if "web" in processes_of(settings) and not settings.web_folder:
        with console.status("building the terminal (half a minute the first time)"):
            settings = replace(settings, web_folder=str(web_build(where)))
    supervisor = supervisor_start(settings, where)
    with _interrupts():
        try:
            _follow(console, where, supervisor)
            _addresses(console, settings, where)
            if not detach:
                console.print("Ctrl-C stops all of it")
                supervisor.wait()
        except KeyboardInterrupt:
            console.print("stopping")
            supervisor_stop(supervisor)
    return 0 if detach else (supervisor.poll() or 0)


def supervisor_start(settings: DeskSettings, where: Places) -> subprocess.Popen[bytes]:
    """Starts the supervisor of these settings in a session of its own, its log in the desk's folder."""
    full = replace(settings, home=str(where.home), cache=str(where.cache))
    where.state.unlink(missing_ok=True)
    with (where.logs / "desk.log").open("ab") as log:
        return subprocess.Popen(
            python_command("supervisor"),
            env=environment_inherited() | environment_of(full),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def supervisor_stop(supervisor: subprocess.Popen[bytes]) -> None:
    """Stops a supervisor that this process started, and waits for it."""
    if supervisor.poll() is None:
        supervisor.send_signal(signal.SIGTERM)
    supervisor.wait(STOP_TIMEOUT_S)


def data_remove(where: Places) -> None:
    """Deletes everything that the desk knows but its secrets."""
    Postgres(where.home / "postgres", where.run / "pg").remove()
    for name in ("valkey", "localnet", "logs"):
        shutil.rmtree(where.home / name, ignore_errors=True)
    where.logs.mkdir(exist_ok=True)


def ports_check(settings: DeskSettings) -> None:
    """Every port of the desk is free. Errors: Told, with the setting that moves it."""
    ports = [(name, f"{name}_port") for name in processes_of(settings) if name in DEFAULT]
    if settings.rpc_urls:
        ports = [(name, field) for name, field in ports if name != "localnet"]
    elif "localnet" in processes_of(settings):
        ports.append(("localnet", "localnet_ws_port"))
    for name, field in ports:
        port: int = getattr(settings, field)
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind((settings.host, port))
            except OSError as error:
                raise Told(
                    f"port {port} of the {name}: expected it free, found {error.strerror}; "
                    f"end what listens there or set QUANTDESK_{field.upper()}"
                ) from None


def status_wait(where: Places, supervisor: subprocess.Popen[bytes]) -> Iterator[Status]:
    """The desk's status again and again until it is ready. Errors: Told when it fails."""
    deadline_s = monotonic_s() + ANSWER_TIMEOUT_S
    while True:
        status = _running(where)
        # Another supervisor may still hold the folder: its answer is not this one's.
        if status is None or status.pid != supervisor.pid:
            _failure_check(where, supervisor, late=monotonic_s() > deadline_s)
        else:
            deadline_s = monotonic_s() + ANSWER_TIMEOUT_S
            yield status
            if status.ready:
                return
            if status.failure:
                supervisor.wait(STOP_TIMEOUT_S)
        time.sleep(FOLLOW_S)


def _failure_check(where: Places, supervisor: subprocess.Popen[bytes], *, late: bool) -> None:
    if supervisor.poll() is None and not late:
        return
    state = state_read(where)
    failure = (
        state.failure if state is not None and state.failure else f"the supervisor ended; see {where.logs / 'desk.log'}"
    )
    raise Told(f"the desk did not start: {failure}")


def _follow(console: Console, where: Places, supervisor: subprocess.Popen[bytes]) -> None:
    columns = (SpinnerColumn(), TextColumn("{task.description:<36}"), BarColumn(24), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(STAGES[0], total=len(STAGES) - 1)
        told = ""
        for status in status_wait(where, supervisor):
            done = STAGES.index(status.stage) if status.stage in STAGES else 0
            progress.update(task, description=status.stage, completed=done)
            if status.stage != told and not console.is_terminal:
                console.print(status.stage)
            told = status.stage


def _up_already(console: Console, where: Places, status: Status | None) -> None:
    """Waits for a desk that somebody else is starting."""
    if status is not None and not status.ready:
        console.print(f"a desk is coming up: {status.stage}")
    while status is not None and not status.ready:
        if status.failure or status.stage == "stopping":
            raise Told(f"the desk that was coming up is {status.stage} {status.failure}".rstrip())
        time.sleep(FOLLOW_S)
        status = _running(where)
    if status is None:
        raise Told(f"the desk that was coming up has ended; see {where.logs / 'desk.log'}")
    console.print("the desk is up already")


def _running(where: Places) -> Status | None:
    try:
        return control_ask(where.control, Request("status"))
    except DeskDown:
        return None


def _addresses(console: Console, settings: DeskSettings, where: Places) -> None:
    host = settings.host
    console.print(f"terminal http://localhost:{settings.web_port}")
    console.print(f"gateway  http://{host}:{settings.gateway_port}/api  (documentation: /api/docs/swagger)")
    console.print(f"stream   ws://{host}:{settings.stream_port}/ws")
    if not settings.rpc_urls:
        console.print(f"chain    http://{host}:{settings.localnet_port}  (./desk faucet ADDRESS gives SOL and USDC)")
    console.print(
        f"wallets  {where.home / 'secrets'}/alice.json and bob.json: 50,000 USDC deposited, as much in the wallet"
    )


@contextlib.contextmanager
def _interrupts() -> Iterator[None]:
    """A termination is told like Ctrl-C, also where whoever started us ignores Ctrl-C."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
