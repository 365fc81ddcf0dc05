"""A round at the index for who leaves, in the last of his hours (CUST-51): what the program takes of the operator, and what it does not."""

from quantdesk.chain.items import LOSS, RECORD, Deal
from quantdesk.model.settled import LEAVE, POT, ROUND_LONGS, SHARE, WRITTEN_OFF
from tests.program.dealt import USD, Dealt

LEAVER, OTHER, THIRD = 1, 2, 3
LOTS = 30
HOUR_S = 3_600
HOURS, LAST_HOURS = 72, 12
GRACE_S = 300


def held(hours: int = HOURS, lots: int = LOTS) -> Dealt:
    """He is long against two shorts, and nobody bids."""
    one = Dealt(5)
    one.hours_put(hours)
    for number in (LEAVER, OTHER, THIRD):
        one.fund(number, 900 * USD)
    one.trade(LEAVER, OTHER, lots // 3)
    one.trade(LEAVER, THIRD, lots - lots // 3)
    one.settle()
    return one


def asked(one: Dealt) -> Dealt:
    one.world.exit_call("request_exit", one.traders[LEAVER].key)
    return one


def later(one: Dealt, seconds: int) -> None:
    """Time passes, and prices are new."""
    one.time_pass(seconds)
    for _ in range(3):
        one.prices()
    one.settle()


def lots_of(one: Dealt, number: int) -> int:
    user = one.world.user(one.traders[number].user)
    return sum(slot["lots"] for slot in user["positions"])


def test_who_leaves_is_closed_by_a_round_with_the_engines_state_and_at_the_index() -> None:
    """CUST-51, CUST-8: nobody bids; both shorts give their part at the index, though the mark is elsewhere; nobody pays a fee."""
    one = held(LAST_HOURS)
    one.prices(-3_000)
    one.settle()
    before = one.ledger.engine.fee_bucket_atoms
    one.leave(LEAVER)
    one.settle()
    assert [lots_of(one, number) for number in (LEAVER, OTHER, THIRD)] == [0, 0, 0]
    assert (one.told["record, one who leaves"], one.told["record, a share"], one.told["record, its end"]) == (1, 2, 1)
    assert one.ledger.engine.fee_bucket_atoms == before
    one.world.exit_call("cancel_request", one.traders[LEAVER].key)


def test_program_takes_a_round_only_of_who_leaves_and_only_in_the_last_twelve_hours() -> None:
    """CUST-51: a request of less than sixty hours of seventy-two is closed on the book alone; who asked for an amount does not leave."""
    one = held()
    assert one.forged(RECORD, LEAVE, LEAVER) == "NotLeaving"
    asked(one)
    assert one.forged(RECORD, LEAVE, LEAVER) == "NotLeaving"
    later(one, (HOURS - LAST_HOURS) * HOUR_S - 60)
    assert one.forged(RECORD, LEAVE, LEAVER) == "NotLeaving"
    later(one, 60)
    assert one.forged(RECORD, LEAVE, LEAVER) == "Digest"
    assert one.forged(RECORD, LEAVE, OTHER) == "NotLeaving"
    withdraws = held(LAST_HOURS)
    withdraws.world.exit_call("request_withdraw", withdraws.traders[LEAVER].key, asset=0, amount=1)
    assert withdraws.forged(RECORD, LEAVE, LEAVER) == "NotLeaving"


def test_round_that_was_made_before_the_request_was_taken_back_settles_within_the_grace() -> None:
    """CUST-51, CUST-1, CUST-5: an owner cannot make an honest item fail, not by asking again either; behind the grace there is no round."""
    one = held(LAST_HOURS)
    one.leave(LEAVER)
    key = one.traders[LEAVER].key
    one.world.exit_call("cancel_request", key)
    one.hours_put(HOURS)
    for name in ("request_exit", "cancel_request", "request_exit"):
        assert one.forged(RECORD, LEAVE, LEAVER) == "Digest"
        one.world.exit_call(name, key)
    one.settle()
    assert lots_of(one, LEAVER) == 0

    late = held(LAST_HOURS)
    asked(late)
    late.world.exit_call("cancel_request", late.traders[LEAVER].key)
    assert late.forged(RECORD, LEAVE, LEAVER) == "Digest"
    later(late, GRACE_S + 1)
    assert late.forged(RECORD, LEAVE, LEAVER) == "NotLeaving"


def test_request_that_was_taken_back_early_allows_no_round() -> None:
    """CUST-51: within the grace the book may still close him, a round may not."""
    one = asked(held())
    one.world.exit_call("cancel_request", one.traders[LEAVER].key)
    assert one.forged(RECORD, LEAVE, LEAVER) == "NotLeaving"


def test_index_of_a_market_that_rounds_leave_out_makes_no_round() -> None:
    """CUST-51: the index is that of the round in force, or at most a minute older."""
    one = asked(held(LAST_HOURS))
    one.mark_age(61)
    assert one.forged(RECORD, LEAVE, LEAVER) == "MarkStale"


def test_round_at_the_index_never_mixes_with_lots_that_came_at_the_mark() -> None:
    """CUST-51: its own record at once; it is in no pot, and another act waits until it has ended."""
    one = held(LAST_HOURS)
    one.leave(LEAVER)
    one.land(lambda work: isinstance(work, Deal) and work.act == SHARE)
    assert one.left
    assert one.forged(RECORD, ROUND_LONGS, one.named) == "RecordOpen"
    assert one.forged(RECORD, LEAVE, OTHER) in ("NotLeaving", "RecordOpen")
    assert one.forged(RECORD, POT, OTHER) in ("StepTerms", "RecordOpen")
    one.land_rest()
    assert lots_of(one, LEAVER) == 0


def test_round_for_who_leaves_ends_the_step_that_he_was_judged_in() -> None:
    """CUST-30, CUST-51: bankrupt at the mark and out at a better index he is none any more, and nobody else pays for him."""
    # 900 USD behind 18,540: at nine tenths of the price he lacks as much again.
    one = held(LAST_HOURS, 300)
    one.world.exit_call("request_exit", one.traders[LEAVER].key)
    before = one.index
    one.jump(-100_000)
    one.land(lambda work: isinstance(work, Deal) and work.act == POT)
    assert one.forged(RECORD, POT, LEAVER) == "Digest"
    one.index_put(before)
    assert one.forged(LOSS, WRITTEN_OFF, LEAVER, behind=(RECORD, POT)) == "Digest"
    assert one.forged(LOSS, WRITTEN_OFF, LEAVER, behind=(RECORD, LEAVE)) == "Healthy"
