"""Admin instructions called by another program are refused; what owners and keepers do may be called."""

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey

from tests.program.honest_calls import CASES, slots_of
from tests.program.world import Refused
from tools.sbpf import lock
from tools.sbpf.build import build

ADMIN = (
    "initialize_exchange",
    "initialize_token_vault",
    "propose_change",
    "cancel_change",
    "set_pause",
    "set_emergency_price",
)
OPEN = ("deposit_tokens", "withdraw_tokens", "claim_exit", "settle_items")
CALLER = Pubkey(bytes([55]) * 32)


@pytest.fixture(scope="module")
def caller(tmp_path_factory) -> bytes:
    return build(lock.ROOT / "tests/program_build/caller", tmp_path_factory.mktemp("caller")).elf


def called(caller: bytes, title: str) -> int | None:
    """Error of the honest call when a program makes it; None when it is taken."""
    case = CASES[title]()
    honest, _ = slots_of(case)
    case.world.svm.add_program(CALLER, caller)
    metas = [*honest.accounts, AccountMeta(case.world.program, False, False)]
    try:
        case.world.send(Instruction(CALLER, bytes(honest.data), metas), signers=case.signers)
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize("title", ADMIN)
def test_admin_instruction_called_by_a_program_is_refused(caller, title):
    assert called(caller, title) == 7007


@pytest.mark.parametrize("title", OPEN)
def test_middle_man_himself_works(caller, title):
    assert called(caller, title) is None
