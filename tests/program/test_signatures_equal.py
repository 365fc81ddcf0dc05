"""The precompile gives every published case of Ed25519 the verdict that the edge gave it: nothing is matched that cannot settle."""

import json

import pytest
from solders.message import Message
from solders.transaction import Transaction

from quantdesk.core import signatures_verify
from tests.program.interface import ROOT
from tests.program.orders import Signed, precompile
from tests.program.world import World

CASES = json.loads((ROOT / "tests/vectors/signed_messages.json").read_text())["signatures"]


@pytest.fixture(scope="module")
def bare() -> World:
    return World(opened=False)


def taken(world: World, one: Signed) -> bool:
    """Whether a transaction that verifies this signature lands."""
    payer = world.stranger
    message = Message([precompile([one], size=len(one.message))], payer.pubkey())
    world.svm.expire_blockhash()
    result = world.svm.send_transaction(Transaction([payer], message, world.svm.latest_blockhash()))
    return not hasattr(result, "err")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_precompile_and_edge_give_one_verdict(bare, case):
    """SIG-3."""
    one = Signed(*(bytes.fromhex(case[name]) for name in ("signer", "message", "signature")))
    assert taken(bare, one) == case["holds"] == bool(signatures_verify([one])[0])
