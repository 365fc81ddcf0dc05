"""Embedded servers: they start, take connections, survive kill -9 with what was committed, and leave nothing."""

import os
import shutil
import signal

import pytest
import valkey

from quantdesk.runtime.embedded import Postgres, Valkey
from quantdesk.runtime.places import run_folder
from quantdesk.store.pool import open_connection


@pytest.fixture
def run(tmp_path):
    folder = run_folder(tmp_path)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


async def value(server, statement):
    connection = await open_connection(server.url("postgres"), statement_timeout_ms=5_000, application="tests")
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_committed_rows_survive_a_killed_server(tmp_path, run):
    server = Postgres(tmp_path / "data", run / "pg")
    server.start()
    try:
        await value(server, "create table kept (n int)")
        await value(server, "insert into kept values (7)")
        os.kill(server.pid(), signal.SIGKILL)
        server.start()
        assert await value(server, "select n from kept") == 7
    finally:
        server.stop()
        server.remove()
    assert not (tmp_path / "data").exists()


async def test_killed_server_is_not_taken_for_a_ready_one(tmp_path, run):
    server = Postgres(tmp_path / "data", run / "pg", fsync=False)
    server.start()
    try:
        pid = server.pid()
        os.kill(pid, signal.SIGKILL)
        assert not server.ready(pid + 1)
    finally:
        server.stop()
        server.remove()


def test_valkey_answers_on_its_socket_only(tmp_path, run):
    server = Valkey(tmp_path / "valkey", run)
    server.start()
    try:
        client = valkey.Valkey.from_url(server.url())
        assert client.ping()
        assert client.config_get("port")["port"] == "0"
        client.close()
    finally:
        server.stop()
    assert not server.ready(0)
