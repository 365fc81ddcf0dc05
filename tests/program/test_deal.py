"""Items insurance, record, loss and deficit: what a bankrupt left goes on the chain where the core lets it go (CUST-35 to CUST-37)."""

from collections import Counter

import pytest
from msgspec.structs import replace

from quantdesk.chain.items import DEFICIT, INSURANCE, LOSS, RECORD, Deal, Fill, Money, Work
from quantdesk.model.ids import MARKET_ALL
from quantdesk.model.records_gen import Side
from quantdesk.model.settled import (
    CUT,
    END,
    FUND,
    LEAVE,
    MARK,
    OVER_LONGS,
    PAY,
    POT,
    ROUND_LONGS,
    ROUND_SHORTS,
    SHARE,
    STAND,
    WRITTEN_OFF,
)
from tests.program.dealt import LOTS_MAX, USD, Dealt
from tests.program.markets import market_of
from tests.program.whole import DEALS, TAILS, TRADERS

DEBTOR, BIDDER = 1, 9


def engine_of(one: Dealt) -> dict:
    """The engine's ledger of the market on the chain."""
    return one.world.read("Market", market_of(one.world))["engine"]


def bankrupt(insurance: int = 0) -> Dealt:
    """The debtor is long with 600 USD behind 24,700; shorts of three sizes hold the other side."""
    one = Dealt(3)
    for number in range(1, 5):
        one.fund(number, 600 * USD)
    if insurance:
        one.insure(insurance * USD)
    for number, lots in ((2, 201), (3, 102), (4, 97)):
        one.trade(DEBTOR, number, lots)
    one.settle()
    return one


def acts(one: Dealt, *wanted: int, count: int = 1) -> Dealt:
    """A fall of 4 % is dealt out up to, not including, the n-th act of these."""
    one.jump(-40_000)
    left = [count]

    def stop(work: Work) -> bool:
        left[0] -= isinstance(work, Deal) and work.act in wanted
        return left[0] == 0

    one.land(stop)
    assert one.left
    return one


def test_what_a_bankrupt_left_is_dealt_out_on_the_chain_as_in_the_engine():
    """LIQ-5, LIQ-6, CUST-8: lots to a pot, the loss to insurance, a round of three shorts, a mark, a cut, the atoms of the backstop."""
    one = bankrupt(insurance=100)
    one.jump(-40_000)
    one.settle()
    told = one.told
    assert (told["record, lots into a pot"], told["loss"], told["record, a round"]) == (1, 1, 1), told
    assert (told["deficit, what stands"], told["record, a cut"], told["record, a share"]) == (1, 1, 6), told
    engine = engine_of(one)
    assert not any(engine[name] for name in ("insurance_atoms", "deficit_atoms", "long_lots", "short_lots"))


def test_market_trades_on_behind_a_bankruptcy():
    """CUST-36: what is dealt holds nobody up."""
    one = bankrupt()
    one.jump(-40_000)
    one.settle()
    one.trade(2, 3, 50)
    one.settle()
    assert engine_of(one)["long_lots"] == 50


def at_random(seed: int, leaves: float = 0.0) -> Counter[str]:
    """Whoever goes bankrupt, long or short, alone or with others, insured or not, the backstop too; what landed.

    leaves: how often somebody leaves in the last of his hours.
    """
    one = Dealt(seed, (900, 60, 5)[seed % 3], (40 * USD, 10**12)[seed % 2])
    one.hours_put(12)
    chance = one.chance
    for number in range(1, TRADERS + 1):
        one.fund(number, (200 + chance.randrange(500)) * USD)
    for _ in range(40):
        for _ in range(6):
            price = one.mark // 1_000 + chance.randrange(-200, 200)
            one.order(one.somebody(), Side(chance.randrange(2)), price, 1 + chance.randrange(LOTS_MAX // 2))
        if chance.random() < 0.2:
            one.insure(chance.randrange(1, 20) * USD)
        if chance.random() < 0.2:
            one.insure(chance.randrange(1, 100) * USD, MARKET_ALL)
        if leaves and chance.random() < leaves:
            left = one.somebody()
            one.settle()
            one.leave(left)
            one.settle()
            one.stay(left)
        one.jump(chance.choice((-1, 1)) * chance.randrange(45_000))
        one.settle()
    return one.told


def test_core_and_program_agree_on_bankruptcies_at_random():
    """LIQ-1 to LIQ-6, CUST-8: every act, by the state of the core each time."""
    told: Counter[str] = Counter()
    for seed in range(9):
        told.update(at_random(seed))
    print("\n".join(f"{name:<32}{told[name]:>6}" for name in sorted(told)))
    # What a cut leaves is atoms of floors, and only where neither fees nor insurance stand before them.
    assert (set(DEALS.values()) | set(TAILS)) - {DEALS[PAY], DEALS[LEAVE]} <= set(told)


def test_core_and_program_agree_on_who_leaves_among_bankrupts_at_random():
    """CUST-51, LIQ-6, CUST-8: with whoever is on the other side, the backstop too, and while a deficit stands."""
    told: Counter[str] = Counter()
    for seed in range(6):
        told.update(at_random(100 + seed, 0.6))
    assert told[DEALS[LEAVE]] > 20
    assert told[DEALS[POT]] > 10


def test_backstop_pays_what_is_left_of_a_deficit():
    """LIQ-6: the atoms that a cut leaves, out of its collateral, once."""
    one = bankrupt()
    market = market_of(one.world)
    record = one.world.read("Market", market)
    record["engine"]["deficit_atoms"] = 5
    one.world.rewrite("Market", market, record)
    one.ledger.engine = replace(one.ledger.engine, deficit_atoms=5)
    assert one.forged(DEFICIT, PAY, one.named) == "Nothing", "nothing has stood for it"
    stood = (*record["engine"]["dealing"][:15], one.ledger.row.mark_us, 5, 0)
    record["engine"]["dealing"] = list(stood)
    one.world.rewrite("Market", market, record)
    one.ledger.engine = replace(one.ledger.engine, dealing=stood)
    seat = one.books.seats[one.named]
    before = seat.settled.collateral[0]
    after = Money(lots=0, quote=0, claim=0, collateral=before - 5)
    one.left = [
        Deal(
            account=one.named, item_seq=seat.settled.seq, market=0, kind=DEFICIT, act=PAY, amount=0, after=after,
            ts_us=one.now_us,
        )
    ]  # fmt: skip
    one.land_rest()
    assert one.world.user(one.traders[one.named].user)["settled"]["collateral"][0] == before - 5
    assert engine_of(one)["deficit_atoms"] == 0
    assert one.forged(DEFICIT, PAY, one.named) == "Nothing"


def test_lots_enter_a_pot_only_within_a_step_of_this_round():
    """CUST-36: nobody who keeps his requirement loses his position, and no bad mark is kept for later."""
    one = bankrupt()
    assert one.forged(RECORD, POT, DEBTOR) == "StepTerms"
    assert one.forged(RECORD, POT, 2) == "StepTerms"
    acts(one, POT)
    assert one.forged(RECORD, POT, 2) == "StepTerms"
    assert one.forged(RECORD, POT, DEBTOR) == "Digest"
    one.time_pass(5)
    one.row_write()
    assert one.forged(RECORD, POT, DEBTOR) == "StepTerms"


@pytest.mark.parametrize("trades", [True, False])
def test_step_of_a_bankrupt_ends_with_money_or_a_trade_behind_it(trades):
    """CUST-30, CUST-35: who was bankrupt and has money again in the same mark round loses nothing by what was judged before."""
    one = bankrupt()
    one.jump(-40_000)
    one.settle()
    user = one.traders[DEBTOR].user
    assert one.world.user(user)["step"]["round"] == one.round
    for number in (DEBTOR, BIDDER):
        one.fund(number, 300 * USD)
    if trades:
        one.trade(DEBTOR, BIDDER, 5)
    one.settle()
    assert one.world.user(user)["step"]["round"] == 0
    assert one.forged(RECORD, POT, DEBTOR) == "StepTerms"
    assert one.forged(LOSS, WRITTEN_OFF, DEBTOR) == "Healthy"


def test_loss_is_written_off_of_a_bankrupt_without_a_position_alone():
    """CUST-35: who can pay pays; who has a position is no loss yet."""
    one = bankrupt()
    assert one.forged(LOSS, WRITTEN_OFF, 2) == "Healthy"
    assert one.forged(LOSS, WRITTEN_OFF, BIDDER) == "Healthy"
    acts(one, POT)
    assert one.forged(LOSS, WRITTEN_OFF, DEBTOR) == "PositionsOpen"
    one.land_rest()
    assert one.forged(LOSS, WRITTEN_OFF, DEBTOR) == "Nothing"


@pytest.mark.parametrize("act", [OVER_LONGS, ROUND_LONGS, MARK, CUT, END, STAND, PAY])
def test_acts_of_the_backstop_are_nobody_elses(act):
    """CUST-36: what a record leaves, and what is left of a deficit, is the named backstop's."""
    kind = DEFICIT if act in (STAND, PAY) else RECORD
    one = bankrupt()
    assert one.forged(kind, act, 2) == "BackstopOther"
    assert one.forged(kind, act, one.named) == "Nothing", "there is nothing to deal out"


def test_insurance_is_taken_of_the_backstop_alone_and_no_more_than_may_leave():
    """CUST-35: no trader's collateral becomes insurance."""
    one = bankrupt()
    assert one.forged(INSURANCE, FUND, 2, amount=1) == "BackstopOther"
    assert one.forged(INSURANCE, FUND, one.named, amount=900 * USD + 1) == "Withdrawable"
    assert one.forged(INSURANCE, FUND, one.named, amount=900 * USD) == "Digest"
    assert one.forged(INSURANCE, FUND, one.named) == "ItemsMalformed"


def test_round_is_of_the_lots_in_the_pot():
    """LIQ-6: of no others, and once."""
    one = acts(bankrupt(), ROUND_LONGS)
    assert one.forged(RECORD, ROUND_SHORTS, one.named) == "Nothing"
    assert one.forged(RECORD, OVER_LONGS, one.named) == "Nothing"
    assert one.forged(RECORD, ROUND_LONGS, one.named) == "Digest"
    assert one.forged(RECORD, SHARE, 2) == "Nothing"
    one.land_rest()
    assert one.forged(RECORD, ROUND_LONGS, one.named) == "Nothing"


def test_everybody_passes_a_round_once():
    """LIQ-6: not twice, and none whom it does not concern; a round that lots are left of does not end."""
    one = acts(bankrupt(), SHARE, count=2)
    assert one.forged(RECORD, SHARE, 2) == "RecordPassed"
    assert one.forged(RECORD, SHARE, BIDDER) == "RecordPassed"
    assert one.forged(RECORD, SHARE, one.named) == "RecordPassed"
    assert one.forged(RECORD, END, one.named) == "RecordUnfinished"
    assert one.forged(RECORD, ROUND_LONGS, one.named) == "RecordOpen"
    assert one.forged(RECORD, POT, DEBTOR) == "RecordOpen"
    assert one.forged(RECORD, SHARE, 3) == "Digest"


def test_part_of_a_position_passes_a_round_once():
    """LIQ-6: who keeps a part has passed it all the same."""
    one = Dealt(3)
    for number in (1, 2, 5):
        one.fund(number, 600 * USD)
    one.trade(DEBTOR, 2, 390)
    one.trade(5, 2, 10)
    one.settle()
    acts(one, END)
    assert one.books.seats[2].slots[0].lots < 0
    assert one.forged(RECORD, SHARE, 2) == "RecordPassed"
    one.land_rest()


def test_deficit_is_dealt_with_in_the_laws_order():
    """LIQ-6: first insurance and fees, then a mark that nobody is missing in, then a cut that takes all; each once at a mark."""
    one = acts(bankrupt(), STAND)
    assert one.forged(RECORD, MARK, one.named) == "Nothing"
    assert one.forged(RECORD, CUT, one.named) == "Nothing"
    assert one.forged(DEFICIT, STAND, one.named) == "Digest"
    one = acts(bankrupt(), CUT)
    assert one.forged(DEFICIT, STAND, one.named) == "Nothing"
    assert one.forged(RECORD, CUT, one.named) == "Digest"
    one = acts(bankrupt(), END, count=3)
    assert one.forged(RECORD, END, one.named) == "Digest"
    one.land_rest()
    for kind, act in ((DEFICIT, STAND), (DEFICIT, PAY), (RECORD, MARK), (RECORD, CUT)):
        assert one.forged(kind, act, one.named) == "Nothing", act


def test_nobody_is_left_out_of_a_mark_or_a_cut():
    """CUST-37: a friend's profit is marked like everybody's before claims are cut, and his claim is cut before the cut ends."""
    one = Dealt(3)
    for number in (1, 2, 3, 5):
        one.fund(number, 600 * USD)
    one.trade(DEBTOR, 2, 400)
    one.trade(5, 3, 10)
    one.settle()
    acts(one, MARK)
    assert one.forged(RECORD, MARK, one.named) == "Digest"
    one.rows, one.sides = [], {}
    shares = [at for at, work in enumerate(one.left) if isinstance(work, Deal) and work.act == SHARE]
    ends = [at for at, work in enumerate(one.left) if isinstance(work, Deal) and work.act == END]
    assert len([at for at in shares if at < ends[0]]) == 4, "two shorts that keep a lot or more, a long, the backstop"
    works, one.left = one.left, []
    for at, work in enumerate(works):
        if at in (ends[0] - 1, ends[1] - 1):
            assert one.forged(RECORD, END, one.named) == "RecordUnfinished"
        one.left = [work]
        one.land_rest()


@pytest.mark.parametrize("act", [SHARE, CUT])
def test_what_is_signed_does_not_trade_while_a_record_is_open(act):
    """CUST-36, CUST-37: nobody becomes smaller, or larger, between the beginning of a round and his share of it, nor turns a claim into
    something else between a mark and its cut.
    """
    one = bankrupt()
    one.fund(8, 600 * USD)
    one.fund(BIDDER, 600 * USD)
    one.settle()
    acts(one, act)
    dealt = one.left
    one.rows, one.sides = [], {}
    one.trade(8, BIDDER, 5)
    one.land(lambda work: isinstance(work, Fill))
    refused = one.forged_fill()
    assert refused == "RecordOpen"
    fills, one.left = one.left, dealt
    one.land_rest()
    one.left = fills
    one.land_rest()


MALFORMED = {
    "a kind of another act": (RECORD, STAND, {}, "ItemsMalformed"),
    "another kind of a loss": (RECORD, WRITTEN_OFF, {}, "ItemsMalformed"),
    "no act": (RECORD, 0, {}, "ItemsMalformed"),
    "an act beyond the last": (RECORD, 14, {}, "ItemsMalformed"),
    "an amount without a meaning": (DEFICIT, STAND, {"amount": 1}, "ItemsMalformed"),
    "a byte without a meaning": (DEFICIT, STAND, {"zero": 1}, "ItemsMalformed"),
    "a market that is not there": (DEFICIT, STAND, {"market": 1}, "ItemsMalformed"),
    "an account that is not there": (DEFICIT, STAND, {"place": 1}, "ItemsMalformed"),
    "another sequence of the account": (DEFICIT, STAND, {"seq": 99}, "ItemSequence"),
    "another sequence of the ledger": (DEFICIT, STAND, {"ledger_seq": 99}, "ItemSequence"),
    "more than money": (INSURANCE, FUND, {"amount": 2**63}, "Amount"),
}


@pytest.mark.parametrize("title", MALFORMED)
def test_item_that_is_none_is_refused(title):
    """CUST-6: an item has one encoding, and its own place in the order."""
    kind, act, changed, refusal = MALFORMED[title]
    one = acts(bankrupt(), STAND)
    assert one.forged(kind, act, one.named, **changed) == refusal
