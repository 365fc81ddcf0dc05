"""The plan: every process gets its own settings and only its own secrets."""

import shutil

import pytest

from quantdesk.bus.commands import service_token
from quantdesk.desk.keys import keys
from quantdesk.desk.paths import places
from quantdesk.desk.plan import DEFAULT, SETTINGS, plan_make, process_settings, processes_of
from quantdesk.model.records_gen import Service
from quantdesk.runtime.settings import DeskSettings, environment_of, load


@pytest.fixture
def plan(tmp_path):
    settings = DeskSettings(home=str(tmp_path / "desk"), gateway_port=4002, stream_port=4006)
    where = places(settings)
    yield plan_make(settings, where, keys(where.home), processes_of(settings))
    shutil.rmtree(where.run)


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_process_reads_back_the_settings_that_it_is_started_with(plan, name):
    settings = process_settings(plan, name)
    assert load(SETTINGS[name], environment_of(settings)) == settings


@pytest.mark.parametrize("name", sorted(set(SETTINGS) - {"gateway"}))
def test_only_the_gateway_is_given_the_signing_key(plan, name):
    assert plan.keys.signing.reveal() not in str(environment_of(process_settings(plan, name)))


@pytest.mark.parametrize("name", ["gateway", "stream", "ingest", "keepers"])
def test_service_is_given_its_own_token_and_not_what_tokens_are_made_of(plan, name):
    environment = environment_of(process_settings(plan, name))
    secret = plan.keys.service.reveal()
    assert environment["QUANTDESK_SERVICE_TOKEN"] == service_token(secret, Service[name.upper()])
    assert secret not in environment.values()


def test_demo_is_given_keys_and_public_addresses_only(plan):
    environment = environment_of(process_settings(plan, "demo"))
    assert environment["QUANTDESK_GATEWAY_URL"] == "http://127.0.0.1:4002"
    assert not {"QUANTDESK_DATABASE_URL", "QUANTDESK_SERVICE_TOKEN", "QUANTDESK_ENGINE_SOCKET"} & environment.keys()


def test_settings_of_the_engine_reach_it_through_the_desk(tmp_path):
    settings = DeskSettings(home=str(tmp_path / "desk"), engine_linger_us=250, engine_hash_every=7)
    where = places(settings)
    engine = process_settings(plan_make(settings, where, keys(where.home), DEFAULT), "engine")
    assert (engine.engine_linger_us, engine.engine_hash_every) == (250, 7)
    shutil.rmtree(where.run)


def test_external_servers_take_the_place_of_embedded_ones(tmp_path):
    settings = DeskSettings(home=str(tmp_path / "desk"), database_url="postgresql://h/d", valkey_url="valkey://h:1/0")
    where = places(settings)
    plan = plan_make(settings, where, keys(where.home), DEFAULT)
    assert not {"postgres", "valkey"} & {member.name for member in plan.members}
    assert process_settings(plan, "engine").database_url.reveal() == "postgresql://h/d"
    shutil.rmtree(where.run)


def test_profile_demo_adds_the_makers():
    assert processes_of(DeskSettings(profile="demo")) == (*DEFAULT, "demo")
    assert processes_of(DeskSettings(processes=("engine",))) == ("engine",)


def test_a_configured_cluster_leaves_no_local_chain_and_everybody_is_told_its_nodes(tmp_path) -> None:
    settings = DeskSettings(home=str(tmp_path / "desk"), rpc_urls=("https://one.example", "https://two.example"))
    where = places(settings)
    plan = plan_make(settings, where, keys(where.home), DEFAULT)
    assert "localnet" not in {member.name for member in plan.members}
    assert plan.rpc_urls == settings.rpc_urls


def test_the_local_chain_stands_alone_and_holds_no_token_of_the_engine(tmp_path) -> None:
    settings = DeskSettings(home=str(tmp_path / "desk"))
    where = places(settings)
    plan = plan_make(settings, where, keys(where.home), DEFAULT)
    member = next(each for each in plan.members if each.name == "localnet")
    assert (member.needs, member.port) == ((), settings.localnet_port)
    assert plan.token("localnet") is None
    assert plan.rpc_urls == (f"http://127.0.0.1:{settings.localnet_port}",)
