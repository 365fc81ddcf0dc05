"""Real parts for tests: one PostgreSQL and one Valkey a worker, an empty migrated database a test, one small desk a worker.

Invariant: nothing here is shared with a desk that a person runs, and all of it is gone at the end.
"""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from types import FrameType
from typing import cast

import pytest
from hypothesis import settings

from quantdesk.desk.world import World
from quantdesk.runtime.embedded import Postgres, Valkey
from quantdesk.runtime.places import run_folder
from quantdesk.store import migrate as steps
from quantdesk.store.pool import open_connection

DATA_SETTING = "QUANTDESK_DATA"

# The slowest honest test of these takes 60 s on two busy cores, but for those marked `limit(seconds)`, which say why; soaks and long
# searches have no limit but their suite's.
TEST_S_MAX = 240
TEST_FOLDERS = ("unit", "integration", "journeys", "e2e")

# Before a change is taken, properties try the same examples every time: a search that finds an old fault is for working hours.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


def waiting_told() -> str:
    """Where every task of the running loop waits; empty without a loop."""
    try:
        tasks = asyncio.all_tasks()
    except RuntimeError:
        return ""
    lines = []
    for task in tasks:
        lines.append(task.get_name())
        awaited = cast(object, task.get_coro())
        while frame := getattr(awaited, "cr_frame", None):
            lines.append(f"  {frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}")
            awaited = getattr(awaited, "cr_await", None)
    return "\n".join(lines)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A test of TEST_FOLDERS that waits for what never comes fails after its limit and says where, and the suite goes on."""
    if not any(f"tests/{folder}/" in item.nodeid for folder in TEST_FOLDERS):
        return (yield)
    own = item.get_closest_marker("limit")
    limit_s = int(own.args[0]) if own else TEST_S_MAX

    def over(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"{item.nodeid} had not ended after {limit_s} s; its tasks wait here:\n{waiting_told()}")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(limit_s)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def servers_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A short folder for the sockets of this worker's servers."""
    run = run_folder(tmp_path_factory.mktemp("servers"))
    yield run
    shutil.rmtree(run, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(servers_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL without fsync."""
    server = Postgres(tmp_path_factory.mktemp("data") / "postgres", servers_folder / "pg", fsync=False)
    server.start()
    yield server
    server.stop()
    server.remove()


@pytest.fixture(scope="session")
def valkey_server(servers_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A Valkey."""
    server = Valkey(tmp_path_factory.mktemp("valkey"), servers_folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def valkey_url(valkey_server: Valkey) -> str:
    """The address of the worker's Valkey; tests use keys of their own."""
    return valkey_server.url()


@pytest.fixture(scope="session")
def database_template() -> list[str]:
    """Names of template databases that exist; filled by database_url."""
    return []


@pytest.fixture
async def database_url(postgres: Postgres, database_template: list[str]) -> AsyncIterator[str]:
    """An empty database with every migration applied, of this test alone."""
    if not database_template:
        await steps.migrate(postgres.url("template_desk"))
        database_template.append("template_desk")
    name = f"t{os.urandom(6).hex()}"
    server = await open_connection(postgres.url("postgres"), statement_timeout_ms=60_000, application="tests")
    await server.execute(f"create database {name} template template_desk")
    try:
        yield postgres.url(name)
    finally:
        await server.execute(f"drop database {name} with (force)")
        await server.close()


@pytest.fixture
async def bare_database_url(postgres: Postgres) -> AsyncIterator[str]:
    """A database without any table, of this test alone."""
    name = f"t{os.urandom(6).hex()}"
    server = await open_connection(postgres.url("postgres"), statement_timeout_ms=60_000, application="tests")
    await server.execute(f"create database {name}")
    try:
        yield postgres.url(name)
    finally:
        await server.execute(f"drop database {name} with (force)")
        await server.close()


@pytest.fixture(scope="session")
def small_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A whole desk (engine, keepers, gateway, stream) shared by this worker's tests; use accounts of your own."""
    with World(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of recorded market data; a test that uses it is skipped where there is none."""
    folder = os.environ.get(DATA_SETTING, "")
    if not folder or not Path(folder).is_dir():
        pytest.skip(f"{DATA_SETTING} names no folder: this test needs the recorded market data")
    return Path(folder)
