"""The program's verbs: an unknown one is told in one line, and a deployment says what it takes before anything is sent."""

import pytest

from quantdesk.desk.deploy import CHUNK_BYTES, Step, bytes_of, plan_make, rent_exempt
from quantdesk.desk.program import program
from quantdesk.desk.told import Told


@pytest.mark.parametrize("verb", ["", "fly"])
def test_unknown_verb_names_those_that_exist(verb):
    with pytest.raises(Told, match="build, test, deploy"):
        program(verb)


@pytest.mark.parametrize("network", ["localnet", "devnet", "mainnet"])
def test_deploy_says_what_it_would_send_and_what_it_costs(network, capsys):
    """Nothing is sent: the table names every kind of transaction, the rent and what the payer must hold."""
    assert program("deploy", network=network) == 0
    said = capsys.readouterr().out
    plan = plan_make()
    assert said.startswith(f"{network}: program {plan.program}")
    assert plan.sha256 in said
    assert f"{plan.cost / 1e9:.6f} SOL" in said
    assert "nothing was sent" in said


def test_deploy_on_an_unknown_network_is_refused():
    with pytest.raises(Told, match="expected a network of localnet, devnet, mainnet"):
        program("deploy", network="moon")


def test_plan_counts_what_the_loader_asks_for():
    """The chunks cover the program, and the buffer's rent comes back."""
    plan = plan_make()
    write = plan.steps[1]
    assert (write.transactions - 1) * CHUNK_BYTES < plan.size <= write.transactions * CHUNK_BYTES
    assert plan.steps[2].returned == plan.steps[0].rent == rent_exempt(37 + plan.size)
    assert plan.cost == sum(step.rent + step.fees for step in plan.steps) - plan.steps[0].rent
    assert rent_exempt(165) == 2_039_280  # what every token account on the network holds
    assert Step(what="", transactions=3, signatures=2, rent=0).fees == 30_000


def test_types_without_a_fixed_size_have_no_rent():
    types = {"Pair": {"fields": [{"type": "u8"}, {"type": {"array": ["u64", 3]}}]}}
    assert bytes_of({"defined": {"name": "Pair"}}, types) == 25
    with pytest.raises(Told, match="fixed size"):
        bytes_of({"vec": "u8"}, types)
