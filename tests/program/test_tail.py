"""Item tail: insurance that all markets share fills a market's fund on the chain where and as far as the core lets it (CUST-44)."""

import pytest
from msgspec.structs import replace

from quantdesk.chain.items import Deal, Tail
from quantdesk.model.ids import MARKET_ALL
from tests.program.dealt import DAY_US, USD, Dealt
from tests.program.markets import market_of

DEBTOR, BIDDER = 1, 9
TAIL = 500
FUND = 255


def bankrupt(tail: int = TAIL, insurance: int = 0, cap: int = 10**12) -> Dealt:
    """The debtor is long with 600 USD behind 24,700; shorts of three sizes hold the other side; the backstop has given to the tail."""
    one = Dealt(3, cap=cap)
    for number in range(1, 5):
        one.fund(number, 600 * USD)
    for market, amount in ((MARKET_ALL, tail), (0, insurance)):
        if amount:
            one.insure(amount * USD, market)
    for number, lots in ((2, 201), (3, 102), (4, 97)):
        one.trade(DEBTOR, number, lots)
    one.settle()
    return one


def drawn(one: Dealt) -> Dealt:
    """A fall of 4 % is dealt out up to, not including, what the tail gives."""
    one.jump(-40_000)
    one.land(lambda work: isinstance(work, Tail))
    assert one.left, "the tail gives something"
    return one


def engine_of(one: Dealt) -> dict:
    """The engine's ledger of the market on the chain."""
    return one.world.read("Market", market_of(one.world))["engine"]


def engine_set(one: Dealt, **changed: int) -> None:
    """The same, rewritten."""
    record = one.world.read("Market", market_of(one.world))
    record["engine"] |= changed
    one.world.rewrite("Market", market_of(one.world), record)
    one.ledger.engine = replace(one.ledger.engine, **changed)


def test_tail_fills_the_fund_of_a_bankrupts_market_as_in_the_engine():
    """LIQ-5, CUST-8, CUST-44: the fund has 30 of what he lacks, the tail a tenth of itself, and both are spent; no token moved."""
    one = bankrupt(insurance=30)
    tracked = one.world.read("TokenVault", one.world.vault)["book"]["tracked_atoms"]
    assert one.tail == TAIL * USD
    one.jump(-40_000)
    one.settle()
    assert (one.told["tail, funded"], one.told["tail, for a loss"], one.told["loss"]) == (1, 1, 1), one.told
    assert one.tail == one.tail_told == TAIL * USD * 9 // 10
    assert one.world.read("TokenVault", one.world.vault)["book"]["tracked_atoms"] == tracked
    engine = engine_of(one)
    assert (engine["insurance_atoms"], engine["tail_atoms"]) == (0, TAIL * USD // 10)
    assert engine["tail_day"] == one.now_us // DAY_US


def test_tail_stands_for_a_deficit_that_a_funds_cap_left():
    """LIQ-6, CUST-44: 20 for the bankrupt, 20 for what is left of him, as far as a fund pays of each."""
    one = bankrupt(cap=20 * USD)
    one.jump(-40_000)
    one.settle()
    assert (one.told["tail, for a loss"], one.told["tail, for a deficit"]) == (1, 1), one.told
    assert one.tail == one.tail_told == (TAIL - 40) * USD
    assert engine_of(one)["tail_atoms"] == 40 * USD


def test_tail_gives_for_a_loss_that_stands_alone():
    """CUST-44: nothing for who can pay, for who has a position still, or where there is no deficit."""
    one = bankrupt()
    assert one.forged_tail(one.named, 2) == "Healthy"
    assert one.forged_tail(one.named, BIDDER) == "Healthy"
    assert one.forged_tail(one.named) == "TailLimit", "the market has no deficit"
    one.jump(-40_000)
    assert one.forged_tail(one.named, DEBTOR) == "Healthy", "nobody has judged him"
    one.land(lambda work: isinstance(work, Deal))
    assert one.forged_tail(one.named, DEBTOR) == "PositionsOpen"
    one.land_rest()
    assert one.forged_tail(one.named, DEBTOR) == "TailLimit", "his loss was written off"


def test_tail_gives_no_more_than_a_tenth_of_itself_a_market_and_day():
    """CUST-44: an atom more is refused, and the next day has a tenth of what is left."""
    one = drawn(bankrupt())
    due = TAIL * USD // 10
    assert one.forged_tail(one.named, DEBTOR, amount=due + 1) == "TailLimit"
    assert one.forged_tail(one.named, DEBTOR, amount=due) == "Digest"
    one.land_rest()
    engine_set(one, deficit_atoms=10**9)
    assert one.forged_tail(one.named) == "TailLimit"
    one.time_pass(86_400)
    one.row_write()
    assert one.forged_tail(one.named, amount=due * 9 // 10) == "Digest"
    assert one.forged_tail(one.named, amount=due * 9 // 10 + 1) == "TailLimit"


def test_tail_fills_a_fund_up_to_the_loss_and_the_cap_of_one_bankrupt():
    """CUST-44: what the fund has counts, and the cap that the market was listed with."""
    one = bankrupt()
    engine_set(one, deficit_atoms=100, insurance_atoms=60)
    assert one.forged_tail(one.named, amount=40) == "Digest"
    assert one.forged_tail(one.named, amount=41) == "TailLimit"


@pytest.mark.parametrize("days", [-2, 1])
def test_day_of_a_gift_is_the_engines_or_the_one_before(days):
    """CUST-44: days that are over for longer, or to come, lend nothing."""
    one = drawn(bankrupt())
    today = one.now_us // DAY_US
    assert one.forged_tail(one.named, DEBTOR, day=today - 1) == "Digest"
    assert one.forged_tail(one.named, DEBTOR, day=today + days) == "EngineTime"


def test_gifts_of_yesterday_and_of_today_are_not_mixed():
    """CUST-44: what was given today counts for a gift that names yesterday too."""
    one = bankrupt()
    engine_set(one, deficit_atoms=10**9, tail_day=one.now_us // DAY_US, tail_atoms=TAIL * USD)
    for day in (0, 1):
        assert one.forged_tail(one.named, day=one.now_us // DAY_US - day) == "TailLimit"


def test_tail_is_the_backstops_and_has_no_more_than_may_leave():
    """CUST-35, CUST-44: no trader's collateral becomes the tail, and nobody else draws on it."""
    one = bankrupt()
    free = one.books.seats[one.named].settled.collateral[0]
    assert one.forged_tail(2, market=FUND) == "BackstopOther"
    assert one.forged_tail(one.named, market=FUND, amount=free + 1) == "Withdrawable"
    assert one.forged_tail(one.named, market=FUND, amount=free) == "Digest"
    drawn(one)
    assert one.forged_tail(2, DEBTOR) == "BackstopOther"


@pytest.mark.parametrize("field", ["debtor", "day", "ledger_seq"])
def test_what_means_nothing_is_zero(field):
    """CUST-44: an item has one encoding."""
    one = bankrupt()
    assert one.forged_tail(one.named, market=FUND, **{field: 1}) == "ItemsMalformed"
    assert one.forged_tail(one.named, market=FUND, amount=0) == "Amount"


def test_tail_lies_in_the_vault_of_usdc_alone():
    """CUST-44: without its books nothing of it moves."""
    one = drawn(bankrupt())
    one.vaults = []
    assert one.forged_tail(one.named, DEBTOR) == "ItemsMalformed"


def test_gift_on_the_chain_is_in_the_tail_that_the_chain_judges_by():
    """PNL-3, CUST-44: a surplus that was swept is given by the same tenth; the engine, which does not know it, asks for less."""
    one = drawn(bankrupt())
    one.world.gift(1_000 * USD)
    sweep = {"vault": one.world.vault, "vault_tokens": one.world.vault_tokens, "sol_vault": None}
    one.world.call("sweep_surplus", sweep, {}, [one.world.stranger])
    assert one.forged_tail(one.named, DEBTOR, amount=(TAIL + 1_000) * USD // 10) == "Digest"
    one.land_rest()
    assert one.tail == (TAIL * 9 // 10 + 1_000) * USD
