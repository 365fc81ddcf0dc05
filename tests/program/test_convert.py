"""Accounts with SOL that cannot keep what they hold, on the chain as in the core: judged by what SOL counts, and the item convert, by
which the backstop takes it for what is owed (CUST-39, CUST-40)."""

import pytest

from quantdesk.chain.items import Convert, Deal, Step
from quantdesk.model.ids import MARKET_ALL
from quantdesk.model.records_gen import Converted, LiquidationStep, LiquidationWay, LossCovered, TailGiven, Tick
from quantdesk.model.settled import WRITTEN_OFF
from tests.program.backed import LAMPORTS, Backed
from tests.program.dealt import USD
from tests.program.world import SOL

DEBTOR, OTHER = 1, 2
UNKNOWN = 3
LOTS = 400


def held(sol: int, seed: int = 3) -> Backed:
    """The debtor is long with 600 USD and so much SOL, in hundredths, behind 24,700 USD."""
    one = Backed(seed)
    for number in (DEBTOR, OTHER):
        one.fund(number, 600 * USD)
    one.fund_sol(DEBTOR, sol * LAMPORTS // 100)
    one.trade(DEBTOR, OTHER, LOTS)
    one.settle()
    return one


def owing(sol: int) -> Backed:
    """The debtor is bankrupt, and what stands before the first conversion has landed."""
    one = held(sol)
    events = one.jump(-40_000)
    assert any(isinstance(event, Converted) for event in events), events
    one.land(lambda work: isinstance(work, Convert))
    assert one.left
    return one


def equal(one: Backed, *numbers: int) -> None:
    """USDC and SOL of accounts are the core's on the chain."""
    for number in (*numbers, one.named):
        assert one.chain_of(number) == one.engine_of(number), number


def test_bankrupts_sol_pays_what_he_owes_before_anything_is_written_off():
    """LIQ-5, MGN-7, CUST-40: all of it goes to the backstop at 98 % of its price, and only the rest is a loss of the market."""
    one = held(sol=200)
    events = one.jump(-40_000)
    [converted] = [event for event in events if isinstance(event, Converted)]
    assert (converted.amount, converted.paid) == (2 * LAMPORTS, 294 * USD)
    assert [event for event in events if isinstance(event, LossCovered)]
    one.settle()
    assert (one.told["convert"], one.told["loss"]) == (1, 1)
    assert one.chain_of(DEBTOR) == (0, 0)
    assert one.chain_of(one.named)[1] == 2 * LAMPORTS
    equal(one, DEBTOR, OTHER)


def test_tail_stands_for_what_sol_did_not_pay():
    """LIQ-5, CUST-40, CUST-44: his SOL goes first, then a tenth of the tail; the same on both sides."""
    one = held(sol=200)
    one.insure(500 * USD, MARKET_ALL)
    one.settle()
    kinds = [type(event) for event in one.jump(-40_000) if isinstance(event, Converted | TailGiven | LossCovered)]
    assert kinds == [Converted, TailGiven, LossCovered]
    one.settle()
    assert (one.told["convert"], one.told["tail, for a loss"], one.told["loss"]) == (1, 1, 1)
    assert one.tail == one.tail_told == 450 * USD
    equal(one, DEBTOR, OTHER)


def test_bankrupt_keeps_the_sol_that_nobody_needs():
    """MGN-7: no more is taken than is owed; behind it he owes nothing and is no bankrupt."""
    one = held(sol=276)
    events = one.jump(-40_000)
    [converted] = [event for event in events if isinstance(event, Converted)]
    assert 0 < converted.left < LAMPORTS // 10
    assert not [event for event in events if isinstance(event, LossCovered)]
    one.settle()
    assert (one.told["convert"], one.told["loss"]) == (1, 0)
    equal(one, DEBTOR, OTHER)


@pytest.mark.parametrize(
    ("sol", "way"),
    [(900, None), (420, LiquidationWay.BOOK), (300, LiquidationWay.BACKSTOP), (200, LiquidationWay.ROUND)],
)
def test_account_is_judged_by_its_sol_too(sol: int, way: LiquidationWay | None):
    """LIQ-1, LIQ-2, CUST-39: by its maintenance weight, on the chain as in the core; without it all of them were bankrupt."""
    one = held(sol)
    events = one.jump(-40_000)
    steps = [event for event in events if isinstance(event, LiquidationStep)]
    assert [step.way for step in steps] == ([] if way is None else [way])
    one.settle()
    assert one.told["step"] == len(steps)
    equal(one, DEBTOR, OTHER)


def test_sol_that_rose_at_once_carries_nothing_yet():
    """MGN-7: a price that doubles for five seconds counts by its slow index, on both sides."""
    one = held(sol=300)
    one.sol_price(2 * one.sol)
    assert one.slow < one.sol * 51 // 100
    [step] = [event for event in one.jump(-40_000) if isinstance(event, LiquidationStep)]
    assert step.way == LiquidationWay.BACKSTOP
    one.settle()
    equal(one, DEBTOR, OTHER)


def test_sol_that_fell_counts_at_once():
    """MGN-7: of the lower one."""
    one = held(sol=900)
    one.sol_price(one.sol // 4)
    steps = [event for event in one.jump(-40_000) if isinstance(event, LiquidationStep)]
    assert [step.way for step in steps] == [LiquidationWay.ROUND]
    one.settle()
    equal(one, DEBTOR, OTHER)


def test_who_owes_without_a_position_pays_with_sol():
    """MGN-7: he closed at a loss that his USDC does not cover; the next tick's conversion pays the debt, and it settles as a touch."""
    one = held(sol=900)
    one.jump(-40_000, ticks=False)
    one.trade(OTHER, DEBTOR, LOTS)
    [converted] = [event for event in one.apply(Tick()) if isinstance(event, Converted)]
    assert converted.left > 0
    one.settle()
    assert one.told["convert"] == 1
    equal(one, DEBTOR, OTHER)
    assert one.world.user(one.traders[DEBTOR].user)["positions_count"] == 0


def test_market_settles_on_behind_a_conversion():
    """CUST-9: nobody who met the bankrupt stands still."""
    one = held(sol=200)
    one.jump(-40_000)
    one.settle()
    one.fund(3, 600 * USD)
    one.trade(3, OTHER, 50)
    one.settle()
    assert one.told["fill"] == 2


def test_who_owes_nothing_loses_no_sol():
    """CUST-40: not before what makes him a debtor has landed."""
    one = held(sol=200)
    assert one.convert_forged(DEBTOR, one.named) == "Healthy"
    one.jump(-40_000)
    one.land(lambda work: isinstance(work, Deal))
    assert one.convert_forged(DEBTOR, one.named) == "Healthy"


def test_who_has_usdc_for_what_he_owes_loses_no_sol():
    """CUST-40: money that came meanwhile pays by touches, not at 98 % of what SOL is worth."""
    one = owing(sol=200)
    user = one.traders[DEBTOR].user
    record = one.world.user(user)
    record["settled"]["collateral"][0] = 1
    one.world.rewrite("UserAccount", user, record)
    assert one.convert_forged(DEBTOR, one.named) == "Healthy"


def test_conversion_is_the_backstops_alone():
    """CUST-40: nobody else takes anybody's collateral, and nobody the backstop's."""
    one = owing(sol=200)
    assert one.convert_forged(DEBTOR, one.named) == "Digest"
    assert one.convert_forged(DEBTOR, OTHER) == "BackstopOther"
    assert one.convert_forged(one.named, DEBTOR) == "BackstopOther"


LIES = {
    "a sequence that is past": ({"seq": 0}, "ItemSequence"),
    "the backstop's that is past": ({"backstop_seq": 0}, "ItemSequence"),
    "a byte without meaning": ({"zero": 1}, "ItemsMalformed"),
    "no time": ({"convert_us": 0}, "ItemsMalformed"),
    "a time after that of the settlement": ({"convert_us": 2**62}, "EngineTime"),
    "a time before the round": ({"convert_us": 1}, "EngineTime"),
    "a borrow with a time": ({"asset": 0, "convert_us": 1}, "ItemsMalformed"),
    "an account twice": ({"backstop": 0}, "ItemsMalformed"),
    "an asset that he has nothing of": ({"asset": SOL + 1}, "ConversionOrder"),
    "no asset there is": ({"asset": 8}, "AssetUnknown"),
    "his borrow, while he has SOL": ({"asset": 0, "convert_us": 0}, "OtherCollateral"),
}


@pytest.mark.parametrize("title", LIES)
def test_conversion_that_is_none_is_refused(title: str):
    changed, refusal = LIES[title]
    one = owing(sol=200)
    before = one.world.data_of(one.traders[DEBTOR].user)
    assert one.convert_forged(DEBTOR, one.named, **changed) == refusal
    assert one.world.data_of(one.traders[DEBTOR].user) == before


@pytest.mark.parametrize(("age_us", "said"), [(60_000_000, "Digest"), (60_000_001, "MarkStale")])
def test_conversion_is_by_a_mark_of_the_last_minute(age_us: int, said: str):
    """CUST-40: an operator who leaves a market out of rounds does not sell by its old index."""
    one = owing(sol=200)
    one.sol_age_us = age_us
    one.row_write()
    assert one.convert_forged(DEBTOR, one.named) == said


def test_conversion_lands_where_the_slow_indices_differ():
    """MGN-7, ADR 0050: the chain's slow index lags behind rounds that were never posted; what is taken is by the index, the same on both
    sides."""
    one = held(sol=200)
    one.jump(-40_000, ticks=False)
    one.slow = one.sol * 9 // 10
    one.row_write()
    [converted] = [event for event in one.apply(Tick()) if isinstance(event, Converted)]
    assert converted.paid == 294 * USD
    one.settle()
    assert one.told["convert"] == 1
    equal(one, DEBTOR, OTHER)


def test_sol_that_rose_is_taken_at_what_it_costs():
    """MGN-7: it doubled and counts as before; the backstop pays 98 % of the double."""
    one = held(sol=200)
    one.sol_price(2 * one.sol)
    [converted] = [event for event in one.jump(-40_000) if isinstance(event, Converted)]
    assert converted.paid == converted.amount * 294 * USD // LAMPORTS
    one.settle()
    assert one.told["convert"] == 1
    equal(one, DEBTOR, OTHER)


def test_assets_pay_by_their_numbers():
    """MGN-7: what a lower number can still pay, no higher one does."""
    one = owing(sol=200)
    one.asset_list(UNKNOWN)
    user = one.traders[DEBTOR].user
    record = one.world.user(user)
    record["settled"]["collateral"][UNKNOWN] = LAMPORTS
    one.world.rewrite("UserAccount", user, record)
    assert one.convert_forged(DEBTOR, one.named, UNKNOWN) == "ConversionOrder"
    assert one.convert_forged(DEBTOR, one.named, SOL) == "Digest"


def test_collateral_that_is_not_listed_is_not_taken_and_its_owner_not_judged():
    """CUST-39: its worth is nobody's to say."""
    one = owing(sol=200)
    record = one.world.read("Risk", one.world.risk)
    record["assets"][SOL]["tick_size"] = 0
    one.world.rewrite("Risk", one.world.risk, record)
    assert one.convert_forged(DEBTOR, one.named) == "OtherCollateral"


def test_nothing_is_written_off_of_who_has_sol():
    """LIQ-5: his collateral pays first, whatever the operator says."""
    one = owing(sol=200)
    assert one.forged(11, WRITTEN_OFF, DEBTOR) == "OtherCollateral"


def test_step_and_conversion_are_items_of_the_log():
    """CUST-6: a conversion is the next item of both, and its money is told."""
    one = owing(sol=200)
    converting = one.left[0]
    assert isinstance(converting, Convert)
    assert not any(isinstance(work, Step) for work in one.left)
    assert (converting.giving.account, converting.taking.account) == (DEBTOR, one.named)
    assert (converting.paid, converting.giving.left) == (294 * USD, 0)
    one.land_rest()
    equal(one, DEBTOR, OTHER)
