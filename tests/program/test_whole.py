"""Every kind of item, of the engine's own events by the keepers' own writer, against the program: no difference, no lie accepted."""

import os
import re
import time
from collections import Counter

import pytest

from quantdesk.model.settled import PAY
from tests.program import whole_lies, whole_transfers
from tests.program.interface import ROOT
from tests.program.whole import DEALS, TAILS, TOUCHES, Whole
from tests.program.whole_acts import Acts
from tests.program.whole_worlds import REFUSED, items_of, plans_of, runs
from tests.program.world import USDC

ITEMS = int(os.environ.get("DIFFERENTIAL_ITEMS", "20000"))
SEED = int(os.environ.get("DIFFERENTIAL_SEED", "11"))
PROCESSES = int(os.environ.get("DIFFERENTIAL_PROCESSES", "1"))
# Every kind of item that the engine's log may have, as `name_of` names it: a new one is added here, and to what a world does.
KINDS = (
    "credit", "credit SOL", "debit", "debit SOL", "ack", "fill", *TOUCHES, "step", "move", "transfer",
    *dict.fromkeys(DEALS.values()), *TAILS, "convert", "share",
)  # fmt: skip
# What a cut leaves is atoms of floors, and only where a loser had nothing at all: no world comes to it by trading (test_deal).
SELDOM = {DEALS[PAY]}
# Ways of one kind, each of which follows a bankruptcy of its own sort: one in two thousand is enough of it, of any kind one in a hundred.
FEW, ITEMS_A_FEW = set(TAILS), 2_000
# What settlement, transfers, rounds, registrations and closings may answer.
REFUSALS = whole_lies.refusals() | whole_transfers.refusals()
# A hundred of each in a million items.
ITEMS_A_REFUSAL = 10_000


def table(told: Counter[str]) -> str:
    """What landed and what was refused, with the shares of the items."""
    items = items_of(told)
    rows = [f"{kind:<44} {told[kind]:>9,} {100 * told[kind] / items:>6.2f} %" for kind in KINDS]
    rows += [f"{name:<44} {count:>9,}" for name, count in sorted(told.items()) if name not in KINDS]
    return "\n".join([f"seed {SEED}: {items:,} items; 0 differences, 0 accepted lies", *rows])


def test_every_kind_of_item_lands_with_the_engines_state_and_no_lie_does(capsys, record_property):
    """CUST-6 to CUST-8, CUST-14, CUST-30, CUST-31, CUST-35 to CUST-40, CUST-44, CUST-46, PNL-3: by the writer of the keepers;
    a hostile operator and three who sign for him; traders, gamblers and bankrupts.
    """
    told: Counter[str] = Counter()
    plans = plans_of(ITEMS, SEED)
    start_s = time.monotonic()
    for number, (plan, one) in enumerate(runs(plans, PROCESSES), 1):
        told.update(one)
        if len(plans) > 3:
            with capsys.disabled():
                spent_s = time.monotonic() - start_s
                print(
                    f"{number} of {len(plans)} worlds, {items_of(told):,} items, {spent_s:,.0f} s: {plan}", flush=True
                )
    record_property("told", table(told))
    items = items_of(told)
    assert not {name for name in told if not name.startswith(REFUSED)} - set(KINDS), (
        "a kind that this test does not count"
    )
    least = {kind: ITEMS_A_FEW if kind in FEW else 100 for kind in KINDS if kind not in SELDOM}
    rare = {kind: told[kind] for kind, each in least.items() if told[kind] * each < items}
    assert not rare, f"kinds of item that are seldom reached: {rare}"
    assert sum(told[kind] for kind in TAILS) * 100 >= items
    missed = {name: told[f"{REFUSED}{name}"] for name in REFUSALS if told[f"{REFUSED}{name}"] * ITEMS_A_REFUSAL < items}
    assert not missed, f"refusals that are seldom reached: {missed}"


# Files whose refusals a settlement instruction may answer; of the states that they share with others what is not theirs is named below.
ANSWERED = (
    "position/*.rs", "market/post_mark_round.rs", "market/price_update.rs", "order/register_orders.rs", "order/signed.rs",
    "order/close_entries.rs", "state/user.rs", "state/risk.rs", "state/market.rs", "state/exchange.rs", "state/step.rs",
)  # fmt: skip
NOT_ANSWERED = {
    "PositionsFull": "an account has a slot for every market that there can be",
    "MarketUnknown": "a market that was listed has a row",
    "EngineAccount": "asked of self accounts alone",
    "RequestExists": "asked of owners alone",
    "Paused": "asked of deposits, self accounts and new accounts alone",
    "NotFrozen": "asked behind a freeze alone",
    "OracleEarly": "asked of indices that are kept, not of one beside a round",
    "AssetParameters": "asked of changes alone",
}
OF_MESSAGES = {"of_message": {"Expired", "NonceUsed"}, "of_change": set(), "from": set()}


def test_every_refusal_that_settlement_may_answer_is_one_of_the_table():
    """A new one needs a lie that earns it, or a reason why no operator can."""
    found: set[str] = set()
    for pattern in ANSWERED:
        for file in (ROOT / "crates/program/src").glob(pattern):
            found.update(re.findall(r"Refusal::(\w+)", file.read_text()))
    for name, answers in OF_MESSAGES.items():
        found = (found - {name}) | (answers if name in found else set())
    assert NOT_ANSWERED.keys() <= found, "a reason for what is not there"
    assert found - NOT_ANSWERED.keys() <= REFUSALS


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
