"""The program's verbs: an unknown one is told in one line, and a deployment says what it takes before anything is sent."""

import msgspec
import pytest

from quantdesk.chain.transaction import KeySigner
from quantdesk.desk.deployment_plan import plan_make
from quantdesk.desk.paths import private_write
from quantdesk.desk.program import program
from quantdesk.desk.told import Told
from quantdesk.desk.world import ports_free


@pytest.mark.parametrize("verb", ["", "fly"])
def test_unknown_verb_names_those_that_exist(verb):
    with pytest.raises(Told, match="build, test, deploy"):
        program(verb)


@pytest.mark.parametrize("network", ["localnet", "devnet", "mainnet"])
def test_deploy_says_what_it_would_send_and_what_it_costs(network, capsys):
    """Nothing is sent: the table names every kind of transaction, the rent and what the payer must hold."""
    assert program("deploy", network=network, dry_run=True) == 0
    said = capsys.readouterr().out
    plan = plan_make()
    assert said.startswith(f"{network}: program {plan.program}")
    assert plan.sha256 in said
    assert f"{plan.cost / 1e9:.6f} SOL" in said
    assert "nothing was sent" in said


def test_deploy_on_an_unknown_network_is_refused():
    with pytest.raises(Told, match="expected a network of localnet, devnet, mainnet"):
        program("deploy", network="moon")


def test_mainnet_is_a_dry_run_until_it_is_meant(capsys, monkeypatch):
    """Without --yes nothing is sent, and that is said; with it a payer and nodes must be named."""
    assert program("deploy", network="mainnet", json=True) == 0
    said = msgspec.json.decode(capsys.readouterr().out)
    assert (said["dry_run"], said["action"], said["verified"]) == (True, None, None)
    assert said["sha256"] == plan_make().sha256
    with pytest.raises(Told, match="QUANTDESK_AUTHORITY_KEY_FILE"):
        program("deploy", network="mainnet", yes=True)


def test_a_program_key_of_another_address_deploys_on_the_local_chain_alone(tmp_path, monkeypatch):
    """The program answers under one address; elsewhere its bytes would be dead."""
    seed = bytes([5]) * 32
    key = tmp_path / "key.json"
    private_write(key, msgspec.json.encode(list(seed + KeySigner(seed).public)).decode())
    monkeypatch.setenv("QUANTDESK_AUTHORITY_KEY_FILE", str(key))
    monkeypatch.setenv("QUANTDESK_PROGRAM_KEY_FILE", str(key))
    with pytest.raises(Told, match="the address that the program answers under"):
        program("deploy", network="devnet", dry_run=True)


def test_room_for_less_than_the_program_is_refused():
    with pytest.raises(Told, match="room for at least"):
        program("deploy", dry_run=True, room=1_000)


def test_a_local_chain_that_is_not_up_is_told_with_the_command_that_starts_it(tmp_path, monkeypatch):
    monkeypatch.setenv("QUANTDESK_HOME", str(tmp_path))
    monkeypatch.setenv("QUANTDESK_LOCALNET_PORT", str(ports_free(1)[0]))
    with pytest.raises(Told, match=r"\./desk up starts the local chain"):
        program("deploy")
