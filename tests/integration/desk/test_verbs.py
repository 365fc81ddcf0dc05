"""The verbs, as a person types them, against a desk of its own."""

import json
import re
import subprocess

import pytest

from quantdesk.desk.paths import ROOT, python_command
from quantdesk.desk.world import World
from quantdesk.model.records_gen import MarketQuery, MarketView, views_decode
from quantdesk.runtime.settings import environment_inherited, environment_of


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with World(tmp_path_factory.mktemp("verbs"), processes=("engine",)) as world:
        yield world


@pytest.fixture
def type_(desk):
    environment = environment_inherited() | environment_of(desk.settings) | {"PYTHONPATH": str(ROOT / "src")}

    def run(*words, status=0):
        done = subprocess.run(python_command(*words), env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_status_names_every_process_and_the_sequence(type_):
    found = json.loads(type_("status", "--json"))
    assert [process["name"] for process in found["processes"]] == ["postgres", "valkey", "engine"]
    for process in found["processes"]:
        assert process["alive"]
        assert process["ready"]
        assert process["missing"] == []
        assert process["rss_mb"] > 0
    assert found["seq"] > 0
    assert found["epoch"] == 1


async def test_markets_of_the_desk_are_listed_and_priced(desk):
    client = await desk.client()
    views = views_decode(await client.query(MarketQuery(market=65_535).encode()))
    await client.close()
    markets = {view.symbol.rstrip(b"\0"): view for view in views if isinstance(view, MarketView)}
    assert all(view.mark_price for view in markets.values())
    assert {symbol: view.tick_value for symbol, view in markets.items()} == {
        b"BTC-PERP": 10,
        b"ETH-PERP": 10,
        b"SOL-PERP": 100,
        b"AVAX-PERP": 100,
        b"BNB-PERP": 100,
        b"JUP-PERP": 10,
        b"BONK-PERP": 10,
        b"WIF-PERP": 10,
        b"PYTH-PERP": 100,
        b"DOGE-PERP": 100,
    }


def test_logs_show_lines_of_one_process_or_name_the_known_ones(type_):
    assert "engine_ready" in type_("logs", "engine")
    assert "expected one of desk, engine" in type_("logs", "nobody", status=1)


def test_prompt_takes_the_options_of_psql(type_):
    assert type_("db", "psql", "-Atc", "select 40 + 2").strip() == "42"


def test_what_would_replace_the_data_of_a_running_desk_is_refused(type_):
    assert "found one that is up: ./desk down" in type_("db", "reset", status=1)


def test_second_start_finds_the_desk_that_is_up(type_):
    assert "the desk is up already" in type_("up", "--detach")


def test_backup_restored_into_an_empty_desk_replays_to_the_same_state(desk, type_, tmp_path):
    file = str(tmp_path / "desk.dump")
    try:
        desk.stop()
        before = state_hash(type_("replay"))
        type_("backup", file)
        type_("db", "reset")
        assert state_hash(type_("replay")) != before
        assert "restored" in type_("restore", file)
        assert state_hash(type_("replay")) == before
        assert "nothing to apply" in type_("db", "migrate")
        assert "no backup there" in type_("restore", str(tmp_path / "none"), status=1)
    finally:
        desk.start()


def state_hash(said):
    return re.search(r"state hash ([0-9a-f]{64})", said)[1]
