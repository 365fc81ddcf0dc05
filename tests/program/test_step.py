"""The item liquidation: a step is judged by the core on the chain's state, and what follows of it is within the step (CUST-30)."""

import hashlib
import struct
from typing import Any

import pytest
from msgspec.structs import replace

from quantdesk.model.records_gen import LiquidationStep, OrderFilled, SetBackstop, Side, Tick
from tests.program.fills import Fill, FillWorld
from tests.program.markets import BTC, index_bring, market_list, market_of, round_post
from tests.program.orders import entries_of
from tests.program.test_vault import error_of
from tests.program.world import SOL, USDC

STEP, BOOK, BACKSTOP = 6, 1, 2
PRICE = 618_000
LOTS = 700
WINNER, DEBTOR, BIDDER, NAMED = 1, 2, 3, 4


def held(seed: int = 9) -> FillWorld:
    """The debtor is long with little behind it, and a backstop is named."""
    twins = FillWorld(seed, traders=3, backstop=True)
    twins.apply(SetBackstop(account=NAMED))
    twins.order(WINNER, Side.SELL, PRICE, LOTS)
    twins.settle(twins.order(DEBTOR, Side.BUY, PRICE, LOTS))
    return twins


def fallen(steps: tuple[int, ...] = (-3_700, -3_700, -3_700)) -> FillWorld:
    """The price has fallen so far that a step on the book is due; somebody bids near the mark."""
    twins = held()
    for ppm in steps:
        twins.prices(ppm)
    for lots in (40, 400):
        twins.order(BIDDER, Side.BUY, twins.mark // 1_000 - 100, lots)
    return twins


def judged(twins: FillWorld) -> tuple[LiquidationStep, list[Fill]]:
    """What the core does at a tick: the step, and its fills."""
    events = twins.apply(Tick())
    [step] = [event for event in events if isinstance(event, LiquidationStep)]
    return step, [twins.fill_of(event) for event in events if isinstance(event, OrderFilled)]


def item(twins: FillWorld, step: LiquidationStep, **changed: Any) -> bytes:
    """The step as an item."""
    fields = {
        "kind": STEP, "place": 0, "market": 0, "way": step.way, "lots": step.size if step.way == BOOK else 0,
        "seq": twins.parties[step.account].seq, "step_us": twins.world.now_s * 1_000_000, "word": 0,
    } | changed  # fmt: skip
    return struct.pack("<BBBBIQQQ", *fields.values())


def send(twins: FillWorld, body: bytes, numbers: list[int], digest: bytes = bytes(16), **changed: Any):
    """A settlement of these accounts and the market."""
    accounts = {"operator": twins.world.operator.pubkey(), "exchange": twins.world.exchange, "risk": twins.world.risk}
    args = {"engine_us": twins.world.now_s * 1_000_000, "round": twins.round, "items": body, "digest": digest}
    more = [(meta.pubkey, False, True) for meta in twins.metas(numbers)]
    return twins.world.call("settle_items", accounts, args | changed, [twins.world.operator], more)


def refused(twins: FillWorld, body: bytes, numbers: list[int], **changed: Any) -> str:
    return error_of(twins.world, lambda: send(twins, body, numbers, **changed))


def settled(twins: FillWorld, step: LiquidationStep, fills: list[Fill]):
    """The step and its fills as the core made them; the events."""
    body = item(twins, step)
    twins.parties[step.account].seq += 1
    more, numbers = twins.items(fills)
    twins.state_take(fills)
    return send(twins, body + more, numbers, twins.digest(numbers))


def step_alone(twins: FillWorld, step: LiquidationStep) -> None:
    """The step lands, its fills are yet to come."""
    party = twins.parties[step.account]
    body = item(twins, step)
    party.seq, party.engine_us = party.seq + 1, twins.world.now_s * 1_000_000
    digest = hashlib.sha256(party.settled()).digest()[:16]
    send(twins, body, [step.account], digest)


def test_step_on_the_book_settles_without_an_order_of_its_owner():
    """LIQ-2 to LIQ-4, CUST-8: lots, price, fee and insurance are the core's; the fee's half is insurance on the chain too."""
    twins = fallen()
    step, fills = judged(twins)
    assert (step.way, len(fills)) == (BOOK, 2)
    assert sum(fill.lots for fill in fills) == step.size < LOTS
    events = settled(twins, step, fills)
    [told] = [event for name, event in events if name == "LiquidationStepped"]
    assert (told["lots"], told["price"] * 1_000, told["equity_atoms"]) == (step.size, step.price, step.equity)
    record = twins.world.user(twins.parties[DEBTOR].trader.user)
    assert (record["positions"][0]["lots"], record["step"]["lots"]) == (LOTS - step.size, 0)
    engine = twins.world.read("Market", market_of(twins.world))["engine"]
    assert engine["insurance_atoms"] > 0
    assert fills[0].taker_rate == 2_500


def test_step_that_meets_nobody_is_a_step_all_the_same():
    """LIQ-2: the next comes 30 seconds later, by the engine's own time of the steps, wherever their transactions say they are."""
    twins = held()
    for _ in range(3):
        twins.prices(-3_700)
    step, fills = judged(twins)
    assert fills == []
    step_alone(twins, step)
    user = twins.parties[DEBTOR].trader.user
    first_us = twins.world.user(user)["liquidated_us"]
    for _ in range(5):
        twins.prices(0)
    again = item(twins, step)
    assert refused(twins, again, [DEBTOR]) == "StepEarly"
    twins.prices(0)
    assert twins.world.now_s * 1_000_000 - first_us == 30_000_000
    assert refused(twins, item(twins, step, step_us=first_us + 29_999_999), [DEBTOR]) == "EngineTime"
    assert refused(twins, item(twins, step), [DEBTOR]) == "Digest"


def test_healthy_account_is_not_liquidated():
    """LIQ-1: not by the operator with all its keys; not a moment before it is due."""
    twins = held()
    step = LiquidationStep(0, 0, 0, account=DEBTOR, market=0, way=BOOK, size=1, price=0, equity=0, mmr=0)
    assert refused(twins, item(twins, step), [DEBTOR]) == "Healthy"
    for ppm in (-3_700, -3_700, -2_900):
        twins.prices(ppm)
    assert not any(isinstance(event, LiquidationStep) for event in twins.apply(Tick()))
    assert refused(twins, item(twins, step), [DEBTOR]) == "Healthy"
    assert refused(twins, item(twins, replace(step, account=WINNER)), [WINNER]) == "Healthy"


LIES = {
    "more lots than the core's": ({"lots": 76}, "StepTerms"),
    "no lots": ({"lots": 0}, "ItemsMalformed"),
    "another way": ({"way": BACKSTOP, "lots": 0}, "StepTerms"),
    "a way that there is not": ({"way": 9, "lots": 0}, "StepTerms"),
    "another sequence": ({"seq": 9}, "ItemSequence"),
    "a market that is not there": ({"market": 1}, "ItemsMalformed"),
    "an account that is not there": ({"place": 1}, "ItemsMalformed"),
    "a word that must be zero": ({"word": 1}, "ItemsMalformed"),
}


@pytest.mark.parametrize("title", LIES)
def test_step_that_is_not_the_cores_is_refused(title):
    """LIQ-2, CUST-7."""
    changed, reason = LIES[title]
    twins = fallen()
    step, _ = judged(twins)
    assert step.size < 76
    assert refused(twins, item(twins, step), [DEBTOR]) == "Digest"
    assert refused(twins, item(twins, step, **changed), [DEBTOR]) == reason


def test_step_is_of_its_mark_round_and_its_marks_are_young():
    """CUST-30: nobody keeps a bad mark to liquidate by it later."""
    twins = fallen()
    step, _ = judged(twins)
    now_us = twins.world.now_s * 1_000_000
    assert refused(twins, item(twins, step, step_us=now_us + 1), [DEBTOR]) == "EngineTime"
    assert refused(twins, item(twins, step, step_us=now_us - 1), [DEBTOR]) == "EngineTime"
    twins.world.time_pass(61)
    assert refused(twins, item(twins, step), [DEBTOR]) == "MarkStale"
    assert refused(twins, item(twins, step, step_us=now_us), [DEBTOR]) == "Digest"


def test_market_that_its_rounds_leave_out_liquidates_nobody():
    """CUST-30: rounds of another market go on while this one's price recovers unposted; nobody is closed by its old mark."""
    twins = fallen()
    other = replace(BTC, market=1, symbol=b"SOL-PERP".ljust(16, b"\0"))
    market_list(twins.world, other)
    step, _ = judged(twins)
    for _ in range(13):
        twins.world.time_pass(5)
        index_bring(twins.world, twins.index, symbol=other.symbol)
        round_post(twins.world, [twins.mark], [market_of(twins.world, other.symbol)])
        twins.round += 1
    assert twins.world.health(twins.parties[DEBTOR].trader.user)[0] > 0
    assert refused(twins, item(twins, step), [DEBTOR]) == "MarkStale"
    twins.prices(0)
    assert refused(twins, item(twins, step), [DEBTOR]) == "Digest"


def sol_give(twins):
    """A lamport beside the debtor's USDC."""
    user = twins.parties[DEBTOR].trader.user
    record = twins.world.user(user)
    record["settled"]["collateral"][SOL] = 1
    twins.world.rewrite("UserAccount", user, record)


def test_collateral_by_an_old_price_liquidates_nobody():
    """CUST-30, ORC-3: the market that prices what else the account has is of its health too."""
    twins = fallen()
    step, _ = judged(twins)
    sol_give(twins)
    risk = twins.world.read("Risk", twins.world.risk)
    row = risk["rows"][0]
    risk["assets"][SOL] |= {"market": 1, "decimals": 9, "weight_maintenance_ppm": 1, "tick_size": 1_000_000}
    for age_us, answer in ((60_000_000, "Digest"), (60_000_001, "MarkStale")):
        risk["rows"][1] = row | {"mark_us": row["mark_us"] - age_us, "index_mticks": 1, "slow_mticks": 1}
        twins.world.rewrite("Risk", twins.world.risk, risk)
        assert refused(twins, item(twins, step), [DEBTOR]) == answer


FILL_LIES = {
    "more lots than the step has left": ({"lots": 76}, "OrderSize"),
    "a price beyond the worst": ({"price": -600}, "OrderPrice"),
    "a fee above the law's": ({"rate": 2_501}, "FeeCap"),
    "a fee below nothing": ({"rate": -1}, "FeeCap"),
    "another fee": ({"rate": 2_400}, "Digest"),
}


@pytest.mark.parametrize("title", FILL_LIES)
def test_fill_that_is_not_within_its_step_is_refused(title):
    """LIQ-3, LIQ-7: what nobody signed is bounded by the step alone."""
    changed, reason = FILL_LIES[title]
    twins = fallen()
    if "price" in changed:
        twins.order(BIDDER, Side.BUY, twins.mark // 1_000 + changed["price"], 73)
    step, fills = judged(twins)
    honest = fills[1]._replace(lots=step.size - fills[0].lots)
    lie = honest._replace(
        lots=changed.get("lots", honest.lots), taker_rate=changed.get("rate", honest.taker_rate),
        price=twins.mark // 1_000 + changed["price"] if "price" in changed else honest.price,
    )  # fmt: skip
    if "price" in changed:
        lie = lie._replace(maker_nonce=list(twins.nonce_of_order.values())[-1])
    body = item(twins, step)
    twins.parties[DEBTOR].seq += 1
    more, numbers = twins.items([lie])
    assert refused(twins, body + more, numbers) == reason


def test_fill_without_a_step_or_after_its_round_is_refused():
    """CUST-30: a step ends with its mark round, and without one nothing closes that nobody signed."""
    twins = fallen()
    step, fills = judged(twins)
    more, numbers = twins.items(fills[:1])
    assert refused(twins, more, numbers) == "StepTerms"
    step_alone(twins, step)
    twins.world.time_pass(5)
    index_bring(twins.world, twins.index)
    round_post(twins.world, [twins.mark])
    twins.round += 1
    more, numbers = twins.items(fills[:1])
    assert refused(twins, more, numbers) == "StepTerms"


def test_account_with_other_collateral_is_not_judged():
    """CUST-30: its SOL is worth nothing here, so nobody is liquidated for that."""
    twins = fallen()
    step, _ = judged(twins)
    sol_give(twins)
    assert refused(twins, item(twins, step), [DEBTOR]) == "OtherCollateral"


def test_step_is_in_the_market_with_the_largest_requirement():
    """LIQ-2: of two markets the operator does not choose."""
    twins = fallen()
    step, _ = judged(twins)
    user = twins.parties[DEBTOR].trader.user
    record = twins.world.user(user)
    rows = twins.world.read("Risk", twins.world.risk)
    rows["rows"][1] = dict(rows["rows"][0])
    twins.world.rewrite("Risk", twins.world.risk, rows)
    first = record["positions"][0]
    worth = twins.mark * twins.tick_value // 1_000
    record["positions"][1] = first | {"market": 1, "lots": LOTS + 1, "quote_atoms": first["quote_atoms"] - worth}
    record["positions_count"] = 2
    record["settled"]["collateral"][USDC] += 925_000_000
    twins.world.rewrite("UserAccount", user, record)
    assert refused(twins, item(twins, step, lots=1), [DEBTOR]) == "StepTerms"


def test_taker_of_a_step_needs_no_table():
    """It signed nothing: its table is not looked at."""
    twins = fallen()
    step, fills = judged(twins)
    body = item(twins, step)
    twins.parties[step.account].seq += 1
    more, numbers = twins.items(fills)
    twins.state_take(fills)
    users = [(twins.parties[DEBTOR].trader.user, False, True)]
    maker = twins.parties[BIDDER].trader.user
    users += [
        (maker, False, True),
        (entries_of(twins.world, maker), False, True),
        (market_of(twins.world), False, True),
    ]
    accounts = {"operator": twins.world.operator.pubkey(), "exchange": twins.world.exchange, "risk": twins.world.risk}
    args = {
        "engine_us": twins.world.now_s * 1_000_000, "round": twins.round, "items": body + more,
        "digest": twins.digest(numbers),
    }  # fmt: skip
    twins.world.call("settle_items", accounts, args, [twins.world.operator], users)
