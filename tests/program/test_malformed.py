"""Bytes that are no instruction: cut, lengthened, unknown, random. All are refused and nothing changes."""

import random

import pytest
from solders.instruction import Instruction

from tests.program.honest_calls import CASES, slots_of
from tests.program.world import Refused

TITLES = [title for title in CASES if " of " not in title]


def attempt(title: str, data: bytes) -> str:
    """Whether a call with other data is taken; the honest accounts sign it."""
    case = CASES[title]()
    honest, _ = slots_of(case)
    watched = [meta.pubkey for meta in honest.accounts if meta.is_writable and meta.pubkey != case.signers[0].pubkey()]
    before = [case.world.data_of(key) for key in watched]
    try:
        case.world.send(
            *case.before, Instruction(case.world.program, data, list(honest.accounts)), signers=case.signers
        )
    except Refused:
        assert [case.world.data_of(key) for key in watched] == before
        return "refused"
    return "taken"


def data_of(title: str) -> bytes:
    return bytes(slots_of(CASES[title]())[0].data)


@pytest.mark.parametrize("title", TITLES)
def test_data_cut_anywhere_is_refused(title):
    data = data_of(title)
    for end in {0, 1, 7, len(data) - 1, (len(data) + 8) // 2}:
        if end < len(data):
            assert attempt(title, data[:end]) == "refused", end


def test_right_digest_behind_a_wrong_one_does_not_count():
    """CUST-8: Anchor reads its arguments and ignores what follows them; what follows cannot stand in for the digest."""
    data = data_of("settle_items")
    assert attempt("settle_items", data[:-16] + bytes(16) + data[-16:]) == "refused"


def test_unknown_discriminators_are_refused():
    chance = random.Random(1)
    for _ in range(20):
        assert attempt("view_health", chance.randbytes(8)) == "refused"


def test_random_items_of_an_operator_are_refused():
    """CUST-1: whatever an operator sends, no byte of an account changes unless it is an honest item."""
    case = CASES["settle_items"]()
    user = case.more[0][0]
    before = case.world.data_of(user)
    chance = random.Random(2)
    for _ in range(200):
        items = chance.randbytes(32 * chance.randrange(1, 4))
        if chance.random() < 0.5:
            items = bytes([chance.randrange(5), 0, chance.randrange(9)]) + bytes(5) + chance.randbytes(16) + bytes(8)
        with pytest.raises(Refused):
            case.world.settle([], items=items, digest=chance.randbytes(16), more=case.more)
    assert case.world.data_of(user) == before
