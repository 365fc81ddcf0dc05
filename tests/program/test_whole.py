"""Every kind of item, of the engine's own events by the keepers' own writer, against the program: no difference, no lie accepted."""

import os

import pytest

from tests.program.whole import TOUCHES, Whole
from tests.program.whole_acts import Acts
from tests.program.whole_gamblers import Gamblers
from tests.program.whole_lies import MOVES, PLOTS, SINGLES, TURNS, Plotters
from tests.program.world import USDC

ITEMS = int(os.environ.get("DIFFERENTIAL_ITEMS", "20000"))
SEED = int(os.environ.get("DIFFERENTIAL_SEED", "11"))
# Every kind of item that the engine's log may have, as `name_of` names it: a new one is added here, and to what a world does.
KINDS = ("credit", "credit SOL", "debit", "debit SOL", "ack", "fill", *TOUCHES, "step", "move")
GAMBLERS = 56
# What settle_items may answer in a world that runs; after a freeze it answers Frozen alone (test_freeze).
REFUSALS = {plot.refusal for plot in PLOTS.values()} | {refusal for _, refusal in SINGLES.values()}
REFUSALS |= {refusal for table in (MOVES, TURNS) for _, refusal in table.values() if refusal}
# A hundred of each in a million items.
ITEMS_A_REFUSAL = 10_000


def table(whole: Whole) -> str:
    """What landed and what was refused, with the shares of the items."""
    items = sum(whole.told[kind] for kind in KINDS)
    rows = [f"{kind:<44} {whole.told[kind]:>9,} {100 * whole.told[kind] / items:>6.2f} %" for kind in KINDS]
    rows += [f"{name:<44} {count:>9,}" for name, count in sorted(whole.told.items()) if name not in KINDS]
    return "\n".join([f"seed {SEED}: {items:,} items; 0 differences, 0 accepted lies", *rows])


def test_every_kind_of_item_lands_with_the_engines_state_and_no_lie_does():
    """CUST-6 to CUST-8, CUST-14, PNL-3: honest items by the writer of the keepers; a hostile operator and three who sign for him."""
    whole = Whole(SEED, backstop=True, gamblers=GAMBLERS)
    acts = Acts(whole)
    gamblers, plotters = Gamblers(whole, acts), Plotters(whole)
    while sum(whole.told[kind] for kind in KINDS) < ITEMS:
        acts.step()
        gamblers.step()
        whole.settle(plotters.lie)
    print("\n" + table(whole))
    items = sum(whole.told[kind] for kind in KINDS)
    assert all(whole.told[kind] * 100 >= items for kind in KINDS), "a kind of item below one in a hundred"
    reached = {name: whole.told[f"refused {name}"] for name in REFUSALS}
    assert min(reached.values()) * ITEMS_A_REFUSAL >= ITEMS, reached
    assert {name for name in whole.told if not name.startswith("refused ")} == set(KINDS), (
        "a kind that this test does not count"
    )
    acts.all_paid()


def test_whole_finds_a_program_that_forgets_an_atom():
    """The twin is no mirror: one atom moved behind the core's back, and the next honest settlement is refused."""
    whole = Whole(SEED)
    acts = Acts(whole)
    owner = whole.traders[1]
    record = whole.world.user(owner.user)
    record["settled"]["collateral"][USDC] += 1
    whole.world.rewrite("UserAccount", owner.user, record)
    acts.deposit(acts.owners[0], USDC, 10)
    acts.credit(acts.owners[0], USDC)
    with pytest.raises(AssertionError, match="Digest"):
        whole.settle()
