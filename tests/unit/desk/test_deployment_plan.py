"""The plan of a deployment: every transaction and lamport of what the loader asks for."""

import pytest

from quantdesk.chain import loader
from quantdesk.desk.deployment_plan import Step, bytes_of, plan_make, rent_exempt
from quantdesk.desk.told import Told


def test_plan_counts_what_the_loader_asks_for():
    """The chunks cover the program, and the buffer's rent comes back."""
    plan = plan_make()
    write = plan.steps[1]
    assert (write.transactions - 1) * loader.CHUNK_BYTES < plan.size <= write.transactions * loader.CHUNK_BYTES
    assert plan.steps[2].returned == plan.steps[0].rent == rent_exempt(37 + plan.size)
    assert plan.cost == sum(step.rent + step.fees for step in plan.steps) - plan.steps[0].rent
    assert rent_exempt(165) == 2_039_280  # what every token account on the network holds
    assert Step(what="", transactions=3, signatures=2, rent=0).fees == 30_000


def test_types_without_a_fixed_size_have_no_rent():
    types = {"Pair": {"fields": [{"type": "u8"}, {"type": {"array": ["u64", 3]}}]}}
    assert bytes_of({"defined": {"name": "Pair"}}, types) == 25
    with pytest.raises(Told, match="fixed size"):
        bytes_of({"vec": "u8"}, types)


def test_more_room_costs_its_rent():
    size = plan_make().size
    small, large = plan_make(size), plan_make(size + 100_000)
    assert large.cost - small.cost == rent_exempt(size + 100_000) - rent_exempt(size)
