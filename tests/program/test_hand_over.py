"""The item move: all lots of an account that is liquidated pass to the exchange's backstop, at the mark and for the law's fee (CUST-31)."""

import random
import struct
from collections import Counter
from typing import Any, NamedTuple

import pytest

from quantdesk.model.records_gen import LiquidationStep, Moved, OrderFilled, SetBackstop, Side, Tick
from tests.program.fills import FillWorld
from tests.program.markets import index_bring, market_of, round_post
from tests.program.test_admin import apply, propose
from tests.program.test_step import (
    BACKSTOP,
    BIDDER,
    BOOK,
    DEBTOR,
    LOTS,
    NAMED,
    PRICE,
    WINNER,
    held,
    item,
    refused,
    send,
    settled,
    step_alone,
)
from tests.program.test_vault import error_of
from tests.program.world import World

MOVE = 7
RATE = 2_500


class Due(NamedTuple):
    """A world whose core has handed over; the chain has not seen it."""

    twins: FillWorld
    step: LiquidationStep
    given: Moved
    taken: Moved


def due() -> Due:
    """The price has fallen below two thirds of what the debtor must have."""
    twins = held()
    for ppm in (-3_700, -3_700, -3_700, -3_100):
        twins.prices(ppm)
    events = twins.apply(Tick())
    [step] = [event for event in events if isinstance(event, LiquidationStep)]
    given, taken = [event for event in events if isinstance(event, Moved)]
    assert (step.way, given.account, taken.account) == (BACKSTOP, DEBTOR, NAMED)
    return Due(twins, step, given, taken)


def move(one: Due, **changed: Any) -> bytes:
    """The move as an item, behind its step."""
    parties = one.twins.parties
    fields = {
        "kind": MOVE, "place": 0, "backstop": 1, "market": 0, "rate": RATE, "seq": parties[DEBTOR].seq + 1,
        "backstop_seq": parties[NAMED].seq, "ledger_seq": one.twins.ledger_seq,
    } | changed  # fmt: skip
    return struct.pack("<BBBBIQQQ", *fields.values())


def taken_over(one: Due) -> None:
    """What the core has behind the step and the move."""
    twins = one.twins
    for event, items in ((one.given, 2), (one.taken, 1)):
        party = twins.parties[event.account]
        party.seq, party.engine_us = party.seq + items, twins.world.now_s * 1_000_000
        party.position, party.collateral = (event.position, event.quote, event.claim, event.swept), event.collateral
    twins.ledger_seq += 1
    twins.counts_take()


def test_lots_pass_to_the_backstop_at_the_mark_for_the_fee():
    """LIQ-2, LIQ-3, CUST-8: accounts, ledger, insurance and open interest are the core's, to the atom."""
    one = due()
    body = item(one.twins, one.step) + move(one)
    taken_over(one)
    events = send(one.twins, body, [DEBTOR, NAMED], one.twins.digest([DEBTOR, NAMED]))
    [told] = [event for name, event in events if name == "PositionHandedOver"]
    assert (told["lots"], told["fee_atoms"], told["worth_atoms"]) == (LOTS, one.given.fee, one.given.amount)
    assert one.given.fee == -(-one.given.amount * RATE // 1_000_000)
    engine = one.twins.world.read("Market", market_of(one.twins.world))["engine"]
    assert (engine["long_lots"], engine["short_lots"], engine["longs"], engine["shorts"]) == (0, LOTS, 0, 1)
    assert engine["insurance_atoms"] > 0


def test_fills_of_the_backstop_count_in_no_open_interest():
    """LIQ-2: it sells to one who buys; the chain counts what the engine counts."""
    one = due()
    twins = one.twins
    body = item(twins, one.step) + move(one)
    taken_over(one)
    send(twins, body, [DEBTOR, NAMED], twins.digest([DEBTOR, NAMED]))
    price = twins.mark // 1_000
    twins.order(NAMED, Side.SELL, price, 100)
    twins.settle(twins.order(WINNER, Side.BUY, price, 100))
    engine = twins.world.read("Market", market_of(twins.world))["engine"]
    assert (engine["long_lots"], engine["short_lots"], engine["longs"], engine["shorts"]) == (0, LOTS - 100, 0, 1)


@pytest.mark.parametrize("seed", range(6))
def test_core_and_program_agree_on_liquidations_at_random(seed):
    """LIQ-2, LIQ-3, LIQ-7, CUST-8: long or short, however far the price goes and whoever bids; what is left goes to the backstop."""
    chance = random.Random(seed)
    twins = FillWorld(seed, traders=3, backstop=True)
    twins.apply(SetBackstop(account=NAMED))
    side, sign = (Side.BUY, -1) if seed % 2 else (Side.SELL, 1)
    lots = 560 + chance.randrange(150)
    twins.order(WINNER, Side(1 - side), PRICE, lots)
    twins.settle(twins.order(DEBTOR, side, PRICE, lots))
    steps: Counter[int] = Counter()
    while twins.parties[DEBTOR].position[0]:
        twins.prices(sign * (2_000 + chance.randrange(1_500)) if steps[BOOK] == 0 or chance.random() < 0.4 else 0)
        for _ in range(chance.randrange(3)):
            twins.order(BIDDER, side, twins.mark // 1_000 + sign * chance.randrange(40, 400), 1 + chance.randrange(60))
        events = twins.apply(Tick())
        told = [event for event in events if isinstance(event, LiquidationStep)]
        moved = [event for event in events if isinstance(event, Moved)]
        fills = [twins.fill_of(event) for event in events if isinstance(event, OrderFilled)]
        steps.update(step.way for step in told)
        if moved:
            one = Due(twins, told[0], *moved)
            body = item(twins, one.step) + move(one)
            taken_over(one)
            send(twins, body, [DEBTOR, NAMED], twins.digest([DEBTOR, NAMED]))
        elif fills:
            settled(twins, told[0], fills)
        elif told:
            step_alone(twins, told[0])
    assert steps[BACKSTOP] == 1
    assert twins.world.user(twins.parties[DEBTOR].trader.user)["positions_count"] == 0


LIES = {
    "a fee above the law's": ({"rate": RATE + 1}, "FeeCap"),
    "another fee": ({"rate": RATE - 9}, "Digest"),
    "from the backstop": ({"place": 1, "backstop": 0}, "BackstopOther"),
    "to itself": ({"backstop": 0}, "ItemsMalformed"),
    "another sequence of the account": ({"seq": 9}, "ItemSequence"),
    "another sequence of the backstop": ({"backstop_seq": 9}, "ItemSequence"),
    "another sequence of the ledger": ({"ledger_seq": 9}, "ItemSequence"),
    "a market that is not there": ({"market": 1}, "ItemsMalformed"),
}


@pytest.mark.parametrize("title", LIES)
def test_move_that_is_not_the_cores_is_refused(title):
    """LIQ-3, CUST-6, CUST-7."""
    changed, reason = LIES[title]
    one = due()
    assert refused(one.twins, item(one.twins, one.step) + move(one, **changed), [DEBTOR, NAMED]) == reason


def test_no_other_account_takes_over():
    """LIQ-2: not the operator's friend, whatever he could carry."""
    one = due()
    body = item(one.twins, one.step) + move(one, backstop_seq=one.twins.parties[WINNER].seq)
    assert refused(one.twins, body, [DEBTOR, WINNER]) == "BackstopOther"


def test_nothing_passes_without_a_step_or_after_its_round():
    """CUST-31: a healthy account keeps its lots, and no bad mark is kept for later."""
    one = due()
    assert refused(one.twins, move(one, seq=one.twins.parties[DEBTOR].seq), [DEBTOR, NAMED]) == "StepTerms"
    one = due()
    user = one.twins.parties[DEBTOR].trader.user
    record = one.twins.world.user(user)
    record["step"] |= {"way": BACKSTOP, "round": one.twins.round}
    one.twins.world.rewrite("UserAccount", user, record)
    one.twins.world.time_pass(5)
    index_bring(one.twins.world, one.twins.index)
    round_post(one.twins.world, [one.twins.mark])
    one.twins.round += 1
    assert refused(one.twins, move(one, seq=one.twins.parties[DEBTOR].seq), [DEBTOR, NAMED]) == "StepTerms"


def test_account_above_two_thirds_is_not_handed_over():
    """LIQ-2: there the book comes first."""
    twins = held()
    for ppm in (-3_700, -3_700, -3_700):
        twins.prices(ppm)
    step = LiquidationStep(0, 0, 0, account=DEBTOR, market=0, way=BACKSTOP, size=LOTS, price=0, equity=0, mmr=0)
    assert refused(twins, item(twins, step), [DEBTOR, NAMED]) == "StepTerms"


def test_backstop_takes_no_more_than_it_carries():
    """LIQ-2, MGN-5: the rest is for rounds, which its own money stands behind."""
    one = due()
    user = one.twins.parties[NAMED].trader.user
    record = one.twins.world.user(user)
    record["settled"]["collateral"][0] = 700_000_000
    one.twins.world.rewrite("UserAccount", user, record)
    assert refused(one.twins, item(one.twins, one.step) + move(one), [DEBTOR, NAMED]) == "MarginInitial"


def test_market_price_does_not_matter_to_the_price_of_a_move():
    """CUST-31: the mark in force is the only one; the item names no price."""
    one = due()
    assert PRICE > one.twins.mark // 1_000
    assert one.given.amount == one.twins.mark * LOTS * one.twins.tick_value // 1_000


def test_backstop_is_named_once_behind_the_delay_of_a_change():
    """CUST-22: where there is one, no change names another."""
    world = World()
    assert bytes(world.read("Exchange", world.exchange)["backstop"]) == bytes(world.backstop.pubkey())
    change = propose(world, kind=14, key=world.stranger.pubkey())
    world.time_pass(7 * 86_400)
    assert error_of(world, lambda: apply(world, change)) == "ChangeBounds"
