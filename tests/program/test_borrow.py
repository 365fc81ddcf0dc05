"""Accounts that owe USDC on the strength of their SOL, on the chain as in the core: rooms of fills, hand-overs and shares, who is called
for what he owes, and what may leave meanwhile (MGN-7, CUST-47)."""

import struct

from msgspec.structs import replace
from solders.instruction import AccountMeta

from quantdesk.chain.items import Fill
from quantdesk.keepers.settle_log import Log, works_make
from quantdesk.model.records_gen import Converted, Debit, Refused, SetBorrowing, Tick
from tests.program.backed import LAMPORTS, Backed
from tests.program.dealt import USD
from tests.program.ending import SILENCE_S, freeze, resolution_of, resolve
from tests.program.test_convert import equal
from tests.program.test_vault import error_of
from tests.program.whole import Sent
from tests.program.world import DEBIT, SOL

BORROWER, OTHER = 1, 2
LOTS = 400
HOUR_US = 3_600_000_000
TERMS = SetBorrowing(room_max=1_000 * USD, room_part=500_000, total_part=500_000, duration=HOUR_US)


def lending(sol: int = 2_000, usdc: int = 600, terms: SetBorrowing = TERMS, seed: int = 3) -> Backed:
    """The borrower is long for 24,700 USD, with so much USDC and so much SOL of 150 USD, in hundredths."""
    one = Backed(seed)
    one.lend(terms)
    for number, amount in ((BORROWER, usdc), (OTHER, 900), (one.named, 4_000)):
        one.give(number, amount * USD)
    one.fund_sol(BORROWER, sol * LAMPORTS // 100)
    one.trade(BORROWER, OTHER, LOTS)
    one.settle()
    return one


def owing(sol: int = 2_000, terms: SetBorrowing = TERMS) -> Backed:
    """He closed at a loss of some 990 USD that his 600 USDC do not cover, and the chain has it."""
    one = lending(sol, terms=terms)
    one.jump(-40_000, ticks=False)
    one.trade(OTHER, BORROWER, LOTS)
    one.settle()
    return one


def since(one: Backed, number: int = BORROWER) -> int:
    """Since when the chain has seen an account owe."""
    return one.world.user(one.traders[number].user)["insured_or_borrowed_us"]


def test_loss_beyond_his_usdc_is_borrowed_in_the_fill():
    """MGN-7, PNL-4: c is below zero on both sides, nothing is owed in the market, and the winner's claim is paid at once."""
    one = owing()
    usdc, sol = one.chain_of(BORROWER)
    assert (usdc, sol) == (-402_297_120, 20 * LAMPORTS)
    equal(one, BORROWER, OTHER)
    assert one.world.user(one.traders[BORROWER].user)["positions_count"] == 0
    assert since(one) == one.now_us


def test_nobody_borrows_where_no_terms_are_named():
    """MGN-7: the same loss is a debt of the market then, as before."""
    one = owing(terms=SetBorrowing(0, 0, 0, 0))
    assert one.chain_of(BORROWER)[0] == 0
    assert since(one) == 0
    equal(one, BORROWER, OTHER)


def test_room_that_is_too_small_is_used_up_and_the_rest_is_a_debt():
    """MGN-7: 5 SOL lend 337.50 USD; the loss takes all of it, on both sides to the atom."""
    one = owing(sol=500)
    assert one.chain_of(BORROWER)[0] == -337_500_000
    equal(one, BORROWER, OTHER)
    [converted] = [event for event in one.apply(Tick()) if isinstance(event, Converted)]
    assert converted.left > 0
    one.settle()
    assert one.told["convert"] == 1
    equal(one, BORROWER, OTHER)


def test_nothing_is_lent_where_the_whole_room_is_not_free():
    """MGN-7: a room of 1,000 USD while all together may owe less: the loss is a debt, on both sides."""
    one = owing(terms=replace(TERMS, total_part=100_000))
    assert one.chain_of(BORROWER)[0] == 0
    equal(one, BORROWER, OTHER)


def test_slow_indices_that_differ_leave_the_room_the_same():
    """MGN-7, ADR 0050: the chain's lags behind rounds that were never posted."""
    one = lending(sol=500)
    one.jump(-40_000, ticks=False)
    one.slow = one.sol * 9 // 10
    one.row_write()
    one.trade(OTHER, BORROWER, LOTS)
    one.settle()
    assert one.chain_of(BORROWER)[0] == -337_500_000
    equal(one, BORROWER, OTHER)


def pass_time(one: Backed, us: int) -> None:
    """On both clocks, with the next round."""
    one.settle()
    one.time_pass(us // 1_000_000)
    one.row_write()


def test_borrower_keeps_his_sol_for_an_hour_and_no_longer():
    """MGN-7, CUST-47: the operator may not sell it before, and the engine's conversion an hour after the tick that saw it lands."""
    one = owing()
    one.apply(Tick())
    assert one.convert_forged(BORROWER, one.named) == "BorrowKept"
    pass_time(one, HOUR_US - 1_000_000)
    assert not [event for event in one.apply(Tick()) if isinstance(event, Converted)]
    assert one.convert_forged(BORROWER, one.named) == "BorrowKept"
    pass_time(one, 1_000_000)
    [converted] = [event for event in one.apply(Tick()) if isinstance(event, Converted)]
    assert (converted.collateral >= 0, converted.left > 0) == (True, True)
    one.settle()
    assert (one.told["convert"], since(one)) == (1, 0)
    equal(one, BORROWER, OTHER)


def test_borrow_beyond_a_room_that_shrinks_is_called_at_once():
    """MGN-7, CUST-47: SOL falls to where it lends less than is owed; above that nobody may take it."""
    one = owing()
    owes = -one.chain_of(BORROWER)[0]
    # 20 SOL lend 9 USD for each USD of their price: half of nine tenths of it.
    least = -(-owes // (9 * USD)) * 100_000
    one.sol_price(least + 100_000)
    assert not [event for event in one.apply(Tick()) if isinstance(event, Converted)]
    assert one.convert_forged(BORROWER, one.named) == "BorrowKept"
    one.sol_price(least - 200_000)
    assert [event for event in one.apply(Tick()) if isinstance(event, Converted)]
    one.settle()
    assert one.told["convert"] == 1
    equal(one, BORROWER, OTHER)


def test_hour_of_a_borrow_is_that_of_its_first_item():
    """CUST-47: what comes behind it begins no other."""
    one = owing()
    first = since(one)
    pass_time(one, 60_000_000)
    one.fund_sol(BORROWER, LAMPORTS)
    one.settle()
    assert since(one) == first < one.now_us


def test_hour_begins_anew_for_who_paid_in_between():
    """CUST-47: on both sides; else his next borrow were called at once."""
    one = owing()
    one.apply(Tick())
    pass_time(one, HOUR_US // 2)
    one.give(BORROWER, 500 * USD)
    one.apply(Tick())
    one.settle()
    assert since(one) == 0
    one.trade(BORROWER, OTHER, LOTS)
    one.jump(-30_000, ticks=False)
    one.trade(OTHER, BORROWER, LOTS)
    one.settle()
    assert one.chain_of(BORROWER)[0] < 0
    assert since(one) == one.now_us
    one.apply(Tick())
    pass_time(one, HOUR_US // 2 + 1_000_000)
    assert not [event for event in one.apply(Tick()) if isinstance(event, Converted)]
    assert one.convert_forged(BORROWER, one.named) == "BorrowKept"


def debit_said(one: Backed, amount: int) -> str:
    """What the chain says to a debit of the borrower's SOL that only lacks its digest."""
    body = struct.pack("<BBBB4xQQ8x", DEBIT, 0, SOL, 0, one.books.seats[BORROWER].settled.seq, amount)
    metas = [AccountMeta(one.traders[BORROWER].user, False, True)]
    return one.name(one.sent(Sent(one.now_us, one.round, body, bytes(16), metas, one.world.operator)))


def test_flat_borrower_takes_no_sol_away_that_his_debt_needs():
    """MGN-5, CUST-10, CUST-47: as much leaves as the core lets go, though he has no position; no claim passes what he owes."""
    one = owing()
    [refused] = one.apply(Debit(account=BORROWER, asset=SOL, amount=20 * LAMPORTS, request=7, debited=2**64 - 1))
    assert isinstance(refused, Refused)
    assert 0 < refused.expected < 18 * LAMPORTS
    assert debit_said(one, refused.expected + 1) == "Withdrawable"
    assert debit_said(one, refused.expected) == "Digest"
    one.world.exit_call("request_exit", one.traders[BORROWER].key)
    one.time_pass(3_600)
    assert error_of(one.world, lambda: one.world.claim(one.traders[BORROWER].user, one.world.stranger)) == "BorrowOpen"


def test_option_on_the_backstop_is_worth_the_room_at_most():
    """MGN-7: SOL is gone at once, and the backstop pays what it lent and no more: the same on both sides, and the log goes on."""
    one = owing()
    owes, purse = -one.chain_of(BORROWER)[0], one.chain_of(one.named)[0]
    one.sol_price(100_000)
    kinds = [event for event in one.apply(Tick()) if isinstance(event, Converted)]
    assert [event.asset for event in kinds] == [SOL, 0]
    one.settle()
    assert one.told["convert"] == 2
    assert one.chain_of(BORROWER) == (0, 0)
    assert purse - one.chain_of(one.named)[0] == owes
    equal(one, BORROWER, OTHER)


def test_hand_over_and_share_borrow_within_the_room():
    """CUST-31, CUST-36, MGN-7: what the backstop takes over, and lots of a bankrupt in a pot, leave c below zero by his room."""
    for sol, kind, converted in ((420, "move", 0), (300, "record, lots into a pot", 1)):
        one = lending(sol)
        one.jump(-45_000)
        one.settle()
        assert (one.told[kind], one.told["convert"]) == (1, converted)
        assert (one.chain_of(BORROWER)[0] < 0) == (not converted)
        equal(one, BORROWER, OTHER)


def test_room_is_nobodys_that_has_none():
    """CUST-47: the backstop borrows nothing, and a room is said of what lends one alone."""
    one = lending()
    one.jump(-40_000, ticks=False)
    one.trade(OTHER, BORROWER, LOTS)
    one.left = works_make(Log(one.rows, [], []), one.sides)
    assert [type(work) for work in one.left] == [Fill]
    one.register(one.left)
    assert one.forged_fill() == "Digest"


def ended(one: Backed, sol_mticks: int) -> None:
    """The exchange is frozen, and its markets have ended with these prices."""
    one.time_pass(SILENCE_S)
    freeze(one.world)
    ended_at(one, sol_mticks)


def ended_at(one: Backed, sol_mticks: int) -> None:
    """The prices that its markets have ended with."""
    record = one.world.read("Resolution", resolution_of(one.world))
    for market, price in ((0, one.mark), (1, sol_mticks)):
        record["markets"][market]["price_mticks"] = price
    one.world.rewrite("Resolution", resolution_of(one.world), record)


def test_borrower_of_an_exchange_that_ends_pays_with_his_sol():
    """CUST-19, CUST-48: as much of it as a conversion took is nobody's; the rest is his, and his account can be closed."""
    one = owing()
    owes, sol = -one.chain_of(BORROWER)[0], one.chain_of(BORROWER)[1]
    user = one.traders[BORROWER].user
    ended(one, 0)
    assert error_of(one.world, lambda: resolve(one.world, user)) == "PriceMissing"
    ended_at(one, 20_000_000)
    resolve(one.world, user)
    assert one.chain_of(BORROWER) == (0, sol - -(-owes * LAMPORTS // (196 * USD)))


def test_borrower_whose_sol_is_worth_less_than_he_owes_gets_nothing_of_it():
    """CUST-48: what it did not pay is missing in USDC, and nobody asks it of him."""
    one = owing()
    ended(one, 100_000)
    resolve(one.world, one.traders[BORROWER].user)
    assert one.chain_of(BORROWER) == (0, 0)
