"""A run's outcome is known to the atom, and what comes later on the tape changes nothing that was decided before."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from quantdesk.backtest.run import Run
from quantdesk.backtest.strategy import Cancel, Place, View, Wish
from quantdesk.backtest.tape import Tape, TapeTorn, tape_recorded
from quantdesk.model.feed import FeedEvent, Print
from quantdesk.model.records_gen import Side
from tests.unit.backtest.tapes import V, at, book, change, played, scripted, terms, trade

STILL = book(0, [(999, 5), (998, 50)], [(1_000, 3), (1_001, 10)])


def buy(price: int, lots: int, **how: bool) -> Place:
    return Place(side=Side.BUY, price=price, lots=lots, **how)


def sell(price: int, lots: int, **how: bool) -> Place:
    return Place(side=Side.SELL, price=price, lots=lots, **how)


def test_a_taker_walks_the_book_and_pays_fee_and_slippage_to_the_atom() -> None:
    events = [
        STILL,
        change(5, bids=[(1_004, 9)], asks=[(1_000, 0), (1_001, 0), (1_006, 9)]),
        trade(9, 1_006, 1, buy=True),
    ]
    # The view of 6 s shows the new book; the order of the sale arrives at 6.2 s.
    result = played(events, scripted({1: [buy(1_001, 5, immediate=True)], 6: [sell(1_004, 5, immediate=True)]}))
    # 3 at 1,000 and 2 at 1,001: values 30,000 and 20,020, fees ceil(13.5) and ceil(9.009); then 5 at 1,004: 50,200, fee ceil(22.59).
    assert [(fill.price, fill.lots, fill.fee, fill.maker) for fill in result.fills] == [
        (1_000, 3, 14, False),
        (1_001, 2, 10, False),
        (1_004, 5, 23, False),
    ]
    assert result.ledger.cash - result.ledger.paid_in == 50_200 - 30_000 - 20_020 - 14 - 10 - 23 == 133
    # Middles decided on: 999.5 and 1,005: 5 lots bought 15 + 15 atoms above, 5 sold 50 below.
    assert result.ledger.slippage == 3 * 5 + 2 * 15 + 5 * 10 == 95
    assert result.ledger.market(result.mark_mticks) == 133 + 47 + 95 == 5 * V * 1_005 - 5 * V * 999.5
    assert (result.ledger.position, result.crowd_refused, result.refused) == (0, 0, {})


def test_a_resting_order_waits_for_the_queue_in_front_of_it() -> None:
    prints = [trade(2, 999, 4, buy=False), trade(4, 999, 3, buy=False), trade(6, 999, 1, buy=True)]
    result = played([STILL, *prints, trade(9, 1_000, 1, buy=True)], scripted({1: [buy(999, 5)]}))
    # 5 lots stood in front: the first 4 sold take from them, the next 3 one more of them and 2 of ours; nothing of ours is bought.
    assert [(fill.time_us, fill.price, fill.lots, fill.fee, fill.maker) for fill in result.fills] == [
        (at(4), 999, 2, 2, True)
    ]
    assert result.ledger.position == 2
    # The round at 5 s finds bid 999, ask 1,000 and last 999 at an index of 999.5: the 30 s average falls by 83 mticks, the mark with it.
    assert result.mark_mticks == 999_417
    assert result.ledger.equity(999_417) - result.ledger.paid_in == 2 * V * 999_417 // 1_000 - 2 * V * 999 - 2 == 6


def test_what_leaves_a_level_stood_behind_us_until_there_is_nobody_behind() -> None:
    grown = change(2, bids=[(999, 9)])  # 4 lots came behind our order,
    shrunk = change(3, bids=[(999, 5)])  # and left again: the 5 in front still stand,
    short = change(5, bids=[(999, 2)])  # then 3 of those have left: 2 in front.
    sold = [trade(4, 999, 5, buy=False), trade(6, 999, 3, buy=False)]
    end = trade(9, 1_000, 1, buy=True)
    assert played([STILL, grown, shrunk, sold[0], end], scripted({1: [buy(999, 5)]})).fills == []
    fills = played([STILL, grown, shrunk, short, sold[1], end], scripted({1: [buy(999, 5)]})).fills
    assert [(fill.time_us, fill.lots) for fill in fills] == [(at(6), 1)]


def test_a_book_that_moves_through_a_resting_order_fills_it_at_its_price() -> None:
    through = change(3, bids=[(999, 0), (998, 0), (990, 7)], asks=[(1_000, 0), (1_001, 0), (998, 4), (999, 3)])
    fills = played([STILL, through, trade(9, 998, 1, buy=True)], scripted({1: [buy(999, 5)]})).fills
    # Who offers at 998 and 999 meets our bid of 999 first; only as much as is offered fills.
    assert [(fill.price, fill.maker) for fill in fills] == [(999, True)] * len(fills)
    assert sum(fill.lots for fill in fills) == 5


def test_an_order_meets_the_book_of_its_arrival_not_of_its_decision() -> None:
    gone = change(1.15, asks=[(1_000, 0), (1_001, 2), (1_002, 9)])
    result = played([STILL, gone, trade(9, 1_002, 1, buy=True)], scripted({1: [buy(1_002, 3, immediate=True)]}))
    assert [(fill.time_us, fill.price, fill.lots) for fill in result.fills] == [
        (at(1.2), 1_001, 2),
        (at(1.2), 1_002, 1),
    ]
    early = played(
        [STILL, gone, trade(9, 1_002, 1, buy=True)], scripted({1: [buy(1_002, 3, immediate=True)]}), latency_us=0
    )
    assert [(fill.time_us, fill.price, fill.lots) for fill in early.fills] == [(at(1), 1_000, 3)]


def test_an_hours_funding_is_paid_to_the_atom() -> None:
    """FND-1 to FND-3: the tape begins 800 s into an hour, so that it ends after 560 rounds."""
    events = [book(0, [(999_499, 50)], [(999_501, 50)])]
    events += [change(seconds, bids=[(999_499, 50 + seconds % 7)]) for seconds in range(30, 2_881, 30)]
    result = played(events, scripted({1: [buy(999_501, 10, immediate=True)]}), interval_us=60_000_000)
    # Mark and index lie within 2 e-6 of each other: the rate is the interest, 12,500 e9, and F = floor(10 · 999,500,000 · 12,500 / 1e12).
    assert (result.hours, result.ledger.index) == (1, 124)
    assert result.ledger.funding == 10 * 124
    value = 10 * V * 999_501
    fee = -(-value * 450 // 1_000_000)
    assert result.ledger.cash == result.ledger.paid_in - value - fee - 1_240
    assert result.points[-1].equity == result.ledger.equity(result.mark_mticks)


def test_refusals_and_cancels_are_the_exchanges() -> None:
    seen: list[View] = []
    plan = {1: [buy(999, 2), buy(1_000, 1, post_only=True), sell(1_200, 9, reduce_only=True)], 3: [Cancel()]}
    result = played([STILL, trade(9, 1_000, 1, buy=True)], scripted(plan, seen))
    assert result.refused == {"post_only_crosses": 1, "reduce_only_nothing": 1}
    assert [len(view.orders) for view in seen] == [0, 1, 1, 0, 0, 0, 0, 0]
    assert result.fills == []


def test_the_same_tape_strategy_and_seed_give_the_same_state() -> None:
    plan = {1: [buy(1_001, 5, immediate=True), buy(998, 3)], 4: [sell(990, 2, immediate=True)]}
    events = [STILL, trade(3, 998, 9, buy=False), trade(9, 1_000, 1, buy=True)]
    first, second = (played(events, scripted(plan)) for _ in range(2))
    assert first.state_hash == second.state_hash
    assert first.state_hash != played(events, scripted({})).state_hash


def test_a_strategy_that_reads_the_tape_itself_is_refused() -> None:
    tape = Tape(
        "peeked", [STILL, trade(3, 999, 1, buy=False), trade(6, 999, 1, buy=False), trade(9, 999, 1, buy=False)]
    )

    def peeking(market: object, seed: int):
        def decide(view: View) -> Sequence[Wish]:
            return [buy(999, 1)] if next(tape)[1] > view.now_us else ()

        return decide

    with pytest.raises(TapeTorn, match="the strategy reads the tape"):
        Run(tape, peeking, terms()).play()


def test_what_a_strategy_is_shown_cannot_be_changed_and_leads_nowhere() -> None:
    seen: list[View] = []
    played([STILL, trade(9, 1_000, 1, buy=True)], scripted({}, seen))
    with pytest.raises(AttributeError):
        seen[0].position = 9
    for value in (getattr(seen[0], name) for name in View.__struct_fields__):
        assert isinstance(value, int | tuple), "a view holds values, no handle to anything that lives on"


steps = st.lists(
    st.tuples(
        st.integers(1, 2_000),
        st.sampled_from(["bid", "ask", "sold", "bought"]),
        st.integers(990, 1_010),
        st.integers(0, 40),
    ),
    max_size=25,
)


def drawn(start_ms: int, moves: Sequence[tuple[int, str, int, int]]) -> list[FeedEvent]:
    """Events from a time on; prices are kept on their side, so that a book stays a book."""
    events: list[FeedEvent] = []
    for wait_ms, kind, price, lots in moves:
        start_ms += wait_ms
        seconds, low, high = start_ms / 1_000, min(price, 999), max(price, 1_000)
        if kind in {"bid", "ask"}:
            sides = {"bids": [(low, lots)]} if kind == "bid" else {"asks": [(high, lots)]}
            events.append(change(seconds, **sides))
        else:
            events.append(trade(seconds, low if kind == "sold" else high, lots + 1, buy=kind == "bought"))
    return events


def restless(views: list[View]):
    """A strategy whose wishes hang on everything that it sees."""

    def make(market: object, seed: int):
        def decide(view: View) -> Sequence[Wish]:
            views.append(view)
            draw = hash((view.bids, view.asks, view.last_price, view.position, view.equity, view.fills)) % 5
            if draw == 0 or not view.middle_mticks:
                return [Cancel()]
            best_bid, best_ask = view.bids[0].price, view.asks[0].price
            return [
                [buy(best_ask, 2, immediate=True)],
                [sell(best_bid, 2, immediate=True)],
                [buy(best_bid, 3)],
                [sell(best_ask, 3)],
            ][draw - 1]

        return decide

    return make


@hypothesis_settings(max_examples=60, deadline=None)
@given(past=steps, future=steps, other=steps, latency_ms=st.integers(0, 700))
def test_no_view_depends_on_what_comes_after_it(past: list, future: list, other: list, latency_ms: int) -> None:
    before = [STILL, *drawn(0, past)]
    cut_us = before[-1].ts_us
    shown = []
    for rest in (future, other):
        views: list[View] = []
        # One event far behind keeps the run going; both ends differ in time and kind.
        tail = [trade((cut_us - at(0)) / 1e6 + 60 + len(rest), 999, 1, buy=False)]
        played(
            [*before, *drawn((cut_us - at(0)) // 1_000, rest), *tail], restless(views), latency_us=latency_ms * 1_000
        )
        shown.append(list(itertools.takewhile(lambda view: view.seen_us <= cut_us, views)))
    assert shown[0] == shown[1]


@pytest.mark.data
def test_the_book_of_a_recording_stands_in_the_exchange_level_by_level(data_folder: Path) -> None:
    from quantdesk.desk.markets import LISTINGS

    run = Run(
        tape_recorded("BTC-PERP", str(data_folder), 4_000_000),
        scripted({}),
        terms().__class__(listing=LISTINGS[0].market, usdc_atoms=1),
    )
    compared = 0
    plain = run._event

    def watched(ts_us: int, event: FeedEvent) -> None:
        nonlocal compared
        plain(ts_us, event)
        if run.priced and not isinstance(event, Print) and run.tape.read % 20 == 0:
            compared += 1
            found = {(Side(level.side), level.price): level.total for level in run.venue.levels(20)}
            assert found == run.crowd.book.wanted()

    run._event = watched
    result = run.play()
    assert compared > 15
    assert result.crowd_refused == 0
