"""A desk of its servers alone: whatever is killed is started again, data stays, nothing is left behind."""

import os
import signal

import pytest
from msgspec.structs import replace

from quantdesk.desk.control import DeskDown
from quantdesk.desk.paths import alive
from quantdesk.desk.told import Told
from quantdesk.desk.world import World
from quantdesk.store.pool import open_connection


@pytest.fixture
def desk(tmp_path):
    with World(tmp_path, processes=("postgres", "valkey")) as world:
        yield world


async def execute(world, statement):
    connection = await open_connection(world.addresses.database_url, statement_timeout_ms=5_000, application="tests")
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_killed_server_is_started_again(desk, name):
    pid = desk.kill(name)
    assert desk.wait_ready(after_pid={name: pid}) < 10
    assert desk.process(name).restarts == 1


def test_both_servers_killed_at_once_come_back(desk):
    pids = {name: desk.kill(name) for name in ("postgres", "valkey")}
    assert desk.wait_ready(after_pid=pids) < 10


async def test_data_stays_over_stop_and_start(desk):
    await execute(desk, "create table kept as select 7 as n")
    desk.stop()
    desk.start()
    assert await execute(desk, "select n from kept") == 7


def test_stop_leaves_no_process(desk):
    pids = [desk.pid("postgres"), desk.pid("valkey"), desk.status().pid]
    desk.stop()
    assert [pid for pid in pids if alive(pid)] == []
    with pytest.raises(DeskDown):
        desk.status()


def test_leftovers_of_a_killed_supervisor_do_not_keep_the_next_from_starting(desk):
    old = [desk.pid("postgres"), desk.pid("valkey")]
    os.kill(desk.status().pid, signal.SIGKILL)
    desk.stop()
    assert [pid for pid in old if alive(pid)] == []
    desk.start()
    assert desk.status().ready


def test_second_supervisor_of_the_same_folder_does_not_start(desk):
    second = World(desk.places.home.parent, processes=("postgres", "valkey"))
    desk.places.state.unlink()
    with pytest.raises(Told, match="did not start"):
        second.start()
    assert desk.status().ready


def test_a_process_that_hangs_is_ended_and_started_again(tmp_path):
    world = World(tmp_path, processes=("postgres", "valkey", "engine"))
    world.settings = replace(world.settings, hung_s=2)
    with world:
        pid = world.kill("engine", signal.SIGSTOP)
        world.wait_ready(120, after_pid={"engine": pid})
        assert world.process("engine").restarts == 1
        assert not alive(pid)


def test_a_process_that_answers_that_it_is_not_ready_is_left_alone(tmp_path):
    world = World(tmp_path, processes=("postgres", "valkey", "engine", "gateway"))
    world.settings = replace(world.settings, hung_s=2)
    with world:
        gateway, engine = world.pid("gateway"), world.kill("engine", signal.SIGSTOP)
        world.wait_ready(120, after_pid={"engine": engine})
        assert world.pid("gateway") == gateway
