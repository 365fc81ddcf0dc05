"""Positions in two markets at once: liquidations, bankruptcies and what is dealt of them, on the chain as in the core."""

from collections import Counter

from quantdesk.model.settled import PAY
from tests.program.dealt import USD
from tests.program.paired import MARKETS, Paired
from tests.program.whole import DEALS

SEEDS, STEPS = 6, 60


def test_core_and_program_agree_on_bankruptcies_in_two_markets() -> None:
    """LIQ-1 to LIQ-6, PNL-3, CUST-8: every act lands with the core's state; what a bankrupt lacks is the market's where he lost it."""
    told: Counter[str] = Counter()
    holders = 0
    for seed in range(SEEDS):
        one = Paired(seed, (900, 60, 5)[seed % 3], (20 * USD, 10**12)[seed % 2])
        for _ in range(STEPS):
            one.step()
            holders += sum(len(seat.slots) == len(MARKETS) for seat in one.books.seats.values())
        told.update(one.told)
    assert holders > SEEDS * STEPS
    assert {"step", "move", "loss", *DEALS.values()} - {DEALS[PAY]} <= set(told)
