"""Positions of an owner who leaves, closed by the operator, on one scene for core, judge and auditor (CUST-34)."""

from typing import Any

import pytest

from tests.sim.judge.leaving import worst_price
from tests.sim.judge.state import BUY, SELL
from tests.sim.records import record, set_index
from tests.sim.scene import Scene, listing, verdict
from tests.sim.world import key_of

USD = 10**6
INDEX = 1_000


def scene(lots: int, accounts: int = 3, **changes: int) -> Scene:
    """Account 1 holds so many lots at an index of 1,000 ticks and has asked for an exit; 3 is the one who takes them."""
    made = Scene().open(accounts, 100_000 * USD, **changes)
    made.prices(INDEX * 1_000)
    buyer, seller = (1, 2) if lots > 0 else (2, 1)
    made.trade(buyer, seller, INDEX, abs(lots))
    assert verdict(made.step(record("Leave", 1, 1))) == "RestrictionsSet"
    return made


def close(made: Scene) -> list[dict[str, Any]]:
    return made.step(record("CloseLeaving", 1, 0))


def close_last(made: Scene) -> list[dict[str, Any]]:
    return made.step(record("CloseLeaving", 1, 1))


def moved(events: list[dict[str, Any]]) -> list[tuple[int, int, int, int]]:
    """Account, cause, lots and worth of what moved beside the book."""
    return [(e["account"], e["cause"], e["lots"], e["amount"]) for e in events if e["event"] == "Moved"]


def fills(events: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(event["price"], event["size"]) for event in events if event["event"] == "OrderFilled"]


def held(made: Scene) -> int:
    return made.trial.audit.mirror.accounts[1].positions[0].b


@pytest.mark.parametrize(("lots", "worst", "outside"), [(10, 995, 994), (-10, 1_005, 1_006)])
def test_what_is_held_is_closed_near_the_index_and_no_further(lots: int, worst: int, outside: int) -> None:
    """[CUST-34]: long and short; one tick too far is not met; as many as are there, for a taker's fee; the rest is tried again."""
    made, side = scene(lots), BUY if lots > 0 else SELL
    assert made.place(3, side, outside, 20) == "OrderAccepted"
    (told, *following) = close(made)
    assert (told["event"], told["side"], told["size"], told["price"]) == ("LeavingClosed", 1 - side, 10, worst)
    assert fills(following) == []
    assert made.place(3, side, worst, 4) == "OrderAccepted"
    events = close(made)
    assert fills(events) == [(worst, 4)]
    assert [e["taker_fee"] for e in events if e["event"] == "OrderFilled"] == [-(-4 * 10 * worst * 450 // USD)]
    assert abs(held(made)) == 6
    better = INDEX if lots > 0 else INDEX - 1
    assert made.place(3, side, better, 50) == "OrderAccepted"
    assert fills(close(made)) == [(better, 6)]
    assert held(made) == 0
    assert verdict(close(made)) == "reduce_only_nothing"
    made.finish()


@pytest.mark.parametrize(
    ("index", "sale", "purchase"),
    [(600_000_000, 597_000, 603_000), (600_000_001, 597_001, 603_000), (1_000, 1, 1), (994, 1, 0), (1, 1, 0)],
)
def test_worst_price_is_rounded_for_the_one_who_leaves(index: int, sale: int, purchase: int) -> None:
    """[CUST-34]: 0 is no tick at all."""
    assert (worst_price(SELL, index), worst_price(BUY, index)) == (sale, purchase)


def test_short_of_an_index_below_a_tick_is_left_alone() -> None:
    """[CUST-34]: no whole tick lies within 50 bps above 0.994 ticks."""
    made = Scene().open(3, 100_000 * USD, band=900_000)
    made.prices(1_000)
    made.trade(2, 1, 1, 10)
    made.step(record("Leave", 1, 1))
    made.prices(1_000, index=994)
    made.place(3, SELL, 1, 10)
    assert close(made) == []
    assert held(made) == -10
    made.finish()


def test_nobody_is_closed_who_did_not_ask_or_took_it_back() -> None:
    """[CUST-34]: nor one who is not there."""
    made = scene(10)
    made.place(3, BUY, INDEX, 10)
    assert verdict(made.step(record("CloseLeaving", 2, 0))) == "reduce_only_nothing"
    assert verdict(made.step(record("CloseLeaving", 77, 0))) == "account_unknown"
    made.step(record("Leave", 1, 0))
    assert verdict(close(made)) == "reduce_only_nothing"
    assert held(made) == 10
    made.finish()


def test_nobody_signs_what_closes_so_no_entry_is_needed_and_no_order_of_his_own_is_met() -> None:
    """[CUST-34] [BOOK-4] [BOOK-6]: his table is full; the bid of his second account goes, and the one behind it fills."""
    made = Scene().open(3, 100_000 * USD)
    made.prices(INDEX * 1_000)
    made.step(record("SetEntryLimit", 32), record("OpenAccount", 4, key_of(0), 1), made.credit(4, 1_000 * USD))
    for side, lots in [(BUY, 2)] * 16 + [(SELL, 1)] * 16:
        assert made.place(2, 1 - side, INDEX, lots) == "OrderAccepted"
        assert fills(made.step(made.order(1, side, INDEX, lots, reduce_only=side == SELL))) == [(INDEX, lots)]
        made.step(record("RaiseFloor", 2, made.nonce + 1, 0))
    assert made.place(1, SELL, INDEX, 1, reduce_only=True) == "entries_full"
    made.step(record("Leave", 1, 1))
    made.place(4, BUY, INDEX, 5)
    made.place(3, BUY, INDEX - 1, 20)
    events = close(made)
    assert [event["account"] for event in events if event["event"] == "OrderCancelled"] == [4]
    assert fills(events) == [(INDEX - 1, 16)]
    made.finish()


def test_markets_are_closed_by_number_after_their_funding_where_the_price_allows_a_round() -> None:
    """[CUST-34] [ORC-3]: market 1 has an unsure price and stays as it is."""
    made = Scene().open(3, 100_000 * USD)
    made.prices(INDEX * 1_000)
    for market in (1, 2):
        made.step(record("ListMarket", market, *listing()))
        made.prices(INDEX * 1_000, market=market)
    for market in (2, 1, 0):
        made.place(2, SELL, INDEX, 3, market=market)
        made.place(1, BUY, INDEX, 3, market=market)
        made.place(3, BUY, INDEX, 3, market=market)
    made.step(set_index(1, INDEX * 1_000, made.ts_us, (INDEX * 1_000, 0)), record("Tick"))
    made.step(record("Leave", 1, 1))
    events = close(made)
    assert [event["market"] for event in events if event["event"] == "LeavingClosed"] == [0, 2]
    assert fills(events) == [(INDEX, 3), (INDEX, 3)]
    made.finish()


LEAVING, ROUND, REST = 8, 2, 3


@pytest.mark.parametrize("sign", [1, -1])
def test_in_the_last_hours_what_no_order_takes_goes_by_a_round_at_the_index(sign: int) -> None:
    """[CUST-51] [LIQ-6]: behind the book; pro rata, at the index and not at the mark; what floors leave is the backstop's."""
    made = scene(10 * sign, accounts=6)
    made.step(record("SetBackstop", 6))
    third, fourth = (4, 5) if sign > 0 else (5, 4)
    made.trade(third, fourth, INDEX, 3)
    side = BUY if sign > 0 else SELL
    assert made.place(3, side, INDEX, 2) == "OrderAccepted"
    made.prices(INDEX * 1_000 - 4_000, index=INDEX * 1_000)
    events = close_last(made)
    assert fills(events) == [(INDEX, 2)]
    [started] = [event for event in events if event["event"] == "RecordStarted"]
    assert (started["size"], started["open_interest"], started["mark_price"]) == (8, 13, INDEX * 1_000)
    # 8 of 13 lots: of 10 six, of 3 one; one is left.
    other = 2
    assert moved(events) == [
        (1, LEAVING, -8 * sign, 8 * 10 * INDEX), (other, ROUND, 6 * sign, 6 * 10 * INDEX),
        (fourth if sign > 0 else third, ROUND, sign, 10 * INDEX), (6, REST, sign, 0),
    ]  # fmt: skip
    assert held(made) == 0
    assert verdict(close_last(made)) == "reduce_only_nothing"
    made.finish()


def test_round_for_who_leaves_faces_the_backstop_where_nobody_else_does() -> None:
    """[CUST-51]: the backstop holds all of the other side; nobody is asked, and it is what it was."""
    made = Scene().open(2, 100_000 * USD)
    made.prices(INDEX * 1_000)
    made.step(record("SetBackstop", 2))
    made.trade(1, 2, INDEX, 10)
    made.step(record("Leave", 1, 1))
    events = close_last(made)
    assert moved(events) == [(1, LEAVING, -10, 10 * 10 * INDEX), (2, REST, 10, 0)]
    assert held(made) == 0
    made.finish()


def test_without_a_backstop_or_before_the_last_hours_there_is_no_round() -> None:
    """[CUST-51]: nobody is there who would take what floors leave; the flag is 0 or 1."""
    made = scene(10)
    assert moved(close_last(made)) == []
    made.step(record("SetBackstop", 3))
    assert moved(close(made)) == []
    assert verdict(made.step(record("CloseLeaving", 1, 2))) == "record_malformed"
    assert len(moved(close_last(made))) == 2
    made.finish()


def test_no_round_is_made_at_an_index_that_the_mark_still_follows() -> None:
    """[CUST-51] [MRK-2]: others would be closed at a price that nobody watches them by."""
    made = scene(10)
    made.step(record("SetBackstop", 3))
    jumped = INDEX * 1_000 * 11 // 10
    for _ in range(2):
        made.ts_us += 5_000_000
        made.step(record("SetIndex", 0, jumped, made.ts_us, 0, 0, bytes(32)), record("Tick"))
    assert moved(close_last(made)) == []
    for _ in range(60):
        made.ts_us += 5_000_000
        made.step(record("SetIndex", 0, jumped, made.ts_us, 0, 0, bytes(32)), record("Tick"))
    assert next(cause for _, cause, _, _ in moved(close_last(made))) == LEAVING
    made.finish()
