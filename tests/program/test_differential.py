"""The engine's core against the program: equal verdicts and equal accounts, honest and lying operator (CUST-6 to CUST-8).

Credits and debits of USDC and SOL, removals and floors of ten accounts, two of them with positions, at marks that move. Owners act
on the chain, the core is told what keepers would tell it, and what its settlement log then holds the chain must take with the core's
digest; what the core refuses, the chain refuses under the same number; no lie is accepted.
"""

import os

from tests.program.differential import ACCOUNTS, ACTS_A_STEP, NAMES, Twins
from tests.program.differential_lies import LIES, lie_told, refusals_shared
from tests.program.world import USDC

ITEMS = int(os.environ.get("DIFFERENTIAL_MONEY", "6000"))
SEED = int(os.environ.get("DIFFERENTIAL_SEED", "4"))


def step(twins: Twins, name: str) -> None:
    """Time passes, owners and prices move, one settlement is lied about and then made."""
    chance = twins.chance
    twins.world.time_pass(1 + chance.randrange(3))
    if chance.random() < 0.3:
        twins.prices()
    for _ in range(ACTS_A_STEP):
        twins.owner_acts()
    taken, after, refused = twins.judged(twins.wants())
    refusals_shared(twins, refused[: 1 + chance.randrange(2)])
    if taken:
        if chance.random() < 0.6:
            lie_told(twins, name, taken, twins.made(taken, after, twins.now_us))
        twins.committed(taken, after)


def table(twins: Twins) -> str:
    """Verdicts by name, with the share of the whole."""
    whole = twins.told.total()
    rows = [f"{name:<44} {count:>9,} {100 * count / whole:>6.2f} %" for name, count in sorted(twins.told.items())]
    return "\n".join([f"seed {SEED}: {whole:,} items; 0 differences, 0 accepted lies", *rows])


def test_core_and_program_agree_on_every_item_and_no_lie_is_accepted(record_property):
    """CUST-6 to CUST-8, PNL-3."""
    twins = Twins(SEED)
    names = list(LIES)
    turn = 0
    while twins.told.total() < ITEMS:
        step(twins, names[turn % len(names)])
        turn += 1
    record_property("told", table(twins))
    whole = twins.told.total()
    assert all(twins.told[f"accepted {name}"] * 100 >= whole for name in NAMES), "a kind of item below one in a hundred"
    assert all(twins.told[f"lie {name}"] * 5_000 >= ITEMS for name in LIES), "a lie that was hardly told"
    assert twins.told["refused by both, Withdrawable"] * 200 >= whole
    assert twins.told["refused by both, Amount"] * 1_000 >= whole
    assert twins.told["refused by the core, the chain is weaker"] > 0
    assert twins.told["told twice, no item"] * 1_000 >= whole
    assert (twins.funds_back(), twins.sol_untracked()) == (0, 0)


def test_differential_finds_a_program_that_forgets_an_atom():
    """The twin is no mirror: one atom moved behind the core's back, and the next honest item is refused."""
    twins = Twins(SEED)
    record = twins.world.user(twins.ledgers[ACCOUNTS - 1].user)
    record["settled"]["collateral"][USDC] += 1
    twins.world.rewrite("UserAccount", twins.ledgers[ACCOUNTS - 1].user, record)
    ledger = twins.ledgers[ACCOUNTS - 1]
    twins.deposit(ledger, USDC, 10)
    taken, after, _ = twins.judged([twins.credit(ACCOUNTS - 1, USDC, 1, ledger.credited)])
    verdict = twins.sent(twins.made(taken, after, twins.now_us))
    assert twins.world.interface.errors[verdict] == "Digest"
