"""Items insurance, record, loss and deficit: what a bankrupt left goes on the chain where the core lets it go (CUST-35 to CUST-37)."""

from collections import Counter

import pytest

from quantdesk.model.records_gen import Side
from tests.program.dealt import LOTS_MAX, USD, Dealt
from tests.program.markets import market_of
from tests.program.whole import TRADERS


def engine_of(one: Dealt) -> dict:
    """The engine's ledger of the market on the chain."""
    return one.world.read("Market", market_of(one.world))["engine"]


def bankrupt(backstop_usd: int = 900, insurance: int = 0, shorts: int = 3) -> Dealt:
    """Account 1 is long with 600 USD behind 24,700; shorts of three sizes hold the other side; a fall of 4 % is to come."""
    one = Dealt(3, backstop_usd)
    for number in range(1, shorts + 2):
        one.fund(number, 600 * USD)
    if insurance:
        one.insure(insurance * USD)
    for number, lots in zip(range(2, shorts + 2), (201, 102, 97), strict=False):
        one.trade(1, number, lots)
    one.settle()
    return one


def test_what_a_bankrupt_left_is_dealt_out_on_the_chain_as_in_the_engine():
    """LIQ-5, LIQ-6, CUST-8: lots to a pot, the loss to insurance, a round of three shorts, a mark, a cut, the atoms of the backstop."""
    one = bankrupt(insurance=100)
    one.jump(-40_000)
    one.settle()
    told = one.told
    assert (told["record, lots into a pot"], told["loss"], told["record, a round"]) == (1, 1, 1), told
    assert told["deficit, what stands"] and told["record, a cut"] == 1
    engine = engine_of(one)
    assert (engine["insurance_atoms"], engine["deficit_atoms"], engine["long_lots"]) == (0, 0, 0)


@pytest.mark.parametrize("seed", range(4))
def test_core_and_program_agree_on_bankruptcies_at_random(seed):
    """LIQ-1 to LIQ-6, CUST-8: whoever goes bankrupt, long or short, alone or with others, insured or not."""
    one = Dealt(seed, 900 if seed % 2 else 60)
    chance = one.chance
    for number in range(1, TRADERS + 1):
        one.fund(number, (200 + chance.randrange(500)) * USD)
    for _ in range(40):
        for _ in range(6):
            price = one.mark // 1_000 + chance.randrange(-200, 200)
            one.order(one.somebody(), Side(chance.randrange(2)), price, 1 + chance.randrange(LOTS_MAX // 2))
        if chance.random() < 0.2:
            one.insure(chance.randrange(1, 20) * USD)
        one.jump(chance.choice((-1, 1)) * chance.randrange(45_000))
        one.settle()
    print(sorted(one.told.items()))
