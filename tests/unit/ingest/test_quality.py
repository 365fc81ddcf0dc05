"""Injected faults, each seen in time and named; and a recorded feed with a wrong clock that is not at fault."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from quantdesk.ingest.quality import StreamHealth
from quantdesk.ingest.received import BookChecked, Garbage, Received, SourceEvent
from quantdesk.ingest.sources.replay import BINANCE_FILE, recorded
from quantdesk.ingest.votes import Votes, median_weighted
from quantdesk.model.feed import E9, BookDelta, BookSnapshot, Print, Quote
from quantdesk.model.feed_scenes import Scene, scenes_play

MS = 1_000
S = 1_000_000
START = 1_790_000_000 * S
STEP = 50 * MS
PRICE = 60_000 * E9
TICK = E9 // 10
BTC = "BTC-PERP"


def quote_at(ts_us: int, number: int, price: int = PRICE) -> Quote:
    mid = price + (number % 5) * TICK
    return Quote(ts_us, mid, E9, mid + TICK, E9)


def received(event: SourceEvent, recv_us: int, number: int = 0, source: str = "a") -> Received:
    return Received(source, BTC, recv_us, event, number)


def steady(seconds: float, begin: int = 0) -> Iterator[tuple[int, int]]:
    """Number and time of a quote every 50 ms."""
    for number in range(begin + 1, begin + 1 + int(seconds * S / STEP)):
        yield number, START + number * STEP


def warmed(latency_us: int = 20 * MS) -> StreamHealth:
    """A stream that has gone well for ten seconds."""
    stream = StreamHealth("a", BTC)
    for number, ts_us in steady(10):
        assert stream.take(received(quote_at(ts_us, number), ts_us + latency_us, number))
        stream.check(ts_us + latency_us)
        assert stream.faults(ts_us + latency_us) == ()
    return stream


NOW = START + 200 * STEP + 20 * MS  # when the last quote of a warmed stream came


def test_crossed_book_and_garbage_are_seen_at_once() -> None:
    """DATA-1."""
    stream = warmed()
    stream.take(received(Quote(NOW, PRICE + TICK, E9, PRICE, E9), NOW, 300))
    assert stream.faults(NOW) == ("crossed",)
    assert not stream.votes(NOW)
    stream.take(received(quote_at(NOW, 301), NOW + STEP, 301))
    assert stream.score(NOW + STEP) < 100
    assert stream.score(NOW + 11 * S + STEP) == 100
    stream = warmed()
    stream.take(received(Garbage("bad", b"x"), NOW))
    assert stream.faults(NOW) == ("garbage",)
    assert not stream.votes(NOW)


def test_a_feed_that_stops_is_frozen_after_three_of_its_intervals() -> None:
    """DATA-1."""
    stream = warmed()
    stream.check(NOW + 3 * STEP - MS)
    assert stream.faults(NOW + 3 * STEP - MS) == ()
    stream.check(NOW + 3 * STEP + MS)
    assert stream.faults(NOW + 3 * STEP + MS) == ("frozen",)
    later = NOW + 5 * S
    for number in range(3):
        stream.take(received(quote_at(later, number), later + number * STEP, 400 + number))
    stream.check(later + 2 * STEP)
    assert "frozen" not in stream.faults(later + 2 * STEP)


def test_book_unlike_its_checksum_costs_the_vote_and_silence_about_it_is_unknown() -> None:
    """DATA-8: a venue that sends none is never taken for one whose books hold."""
    stream = warmed()
    assert stream.checksums_wrong is None
    stream.take(received(BookChecked(True), NOW))
    assert (stream.checksums_wrong, stream.faults(NOW)) == (0, ())
    stream.take(received(BookChecked(False), NOW))
    assert (stream.checksums_wrong, stream.faults(NOW)) == (1, ("checksum",))
    assert not stream.votes(NOW)
    assert stream.votes(NOW + 11 * S)


def test_lost_deltas_are_a_gap_at_once() -> None:
    """DATA-1: a drop is seen with the first delta behind it, well within two seconds."""
    stream = warmed()
    stream.take(received(BookSnapshot(NOW, 100, [(PRICE, E9)], [(PRICE + TICK, E9)]), NOW, 100))
    stream.take(received(BookDelta(NOW, 105, 98, [], []), NOW, 105))  # overlaps the snapshot
    stream.take(received(BookDelta(NOW, 110, 105, [], []), NOW, 110))
    assert stream.faults(NOW) == ()
    stream.take(received(BookDelta(NOW, 120, 115, [], []), NOW, 120))
    assert stream.faults(NOW) == ("gap",)


def test_an_event_that_comes_twice_is_used_once() -> None:
    """DATA-3."""
    stream = warmed()
    trade = received(Print(NOW, PRICE, E9, True), NOW, 77)
    assert stream.take(trade)
    assert not stream.take(trade)
    assert stream.faults(NOW) == ("duplicate",)
    assert stream.votes(NOW)


def test_reordered_late_and_wild_events_are_seen_at_once() -> None:
    """DATA-1."""
    stream = warmed()
    stream.take(received(quote_at(NOW - STEP, 1), NOW + STEP, 150_000))
    stream.take(received(quote_at(NOW - STEP, 1), NOW + STEP, 149_999))
    assert stream.faults(NOW + STEP) == ("reorder",)
    stream = warmed()
    stream.take(received(Print(NOW - 3 * S, PRICE, E9, True), NOW, 1))
    assert stream.faults(NOW) == ("late",)
    stream = warmed()
    mid = stream.mid
    stream.take(received(quote_at(NOW, 1, PRICE * 11 // 10), NOW + STEP, 500))
    assert stream.faults(NOW + STEP) == ("spike",)
    assert stream.mid == mid


def test_a_price_that_stays_far_away_is_believed() -> None:
    stream = warmed()
    for number in range(1, 7):
        at = NOW + number * STEP
        stream.take(received(quote_at(at, number, PRICE * 11 // 10), at, 500 + number))
    assert stream.mid is not None
    assert stream.mid > PRICE * 105 // 100


@pytest.mark.parametrize("jump_us", [2 * S, -2 * S])
def test_a_jump_of_the_clocks_is_seen_within_thirty_seconds(jump_us: int) -> None:
    """DATA-1."""
    stream = warmed()
    seen = None
    for number, ts_us in steady(30, begin=200):
        stream.take(received(quote_at(ts_us + jump_us, number), ts_us + 20 * MS, number))
        if seen is None and "skew" in stream.faults(ts_us + 20 * MS):
            seen = ts_us - START - 10 * S
    assert seen is not None
    assert seen <= 30 * S


def test_a_clock_that_is_always_wrong_is_known_and_no_fault() -> None:
    """DATA-1: the skew of the recorded feed."""
    stream = warmed(latency_us=-1_200 * MS)
    assert abs(stream.skew_us + 1_200 * MS) < 50 * MS
    assert stream.score(NOW) == 100


@pytest.mark.data
def test_the_recorded_feed_is_healthy_but_for_its_clock(data_folder: Path) -> None:
    """DATA-1: no fault that costs the vote in a real feed; its clock is 1.2 s behind."""
    stream = StreamHealth("replay", BTC)
    silent = total = 0
    for event in recorded(data_folder / BINANCE_FILE, BTC):
        stream.check(event.recv_us - 1)
        total += 1
        silent += not stream.votes(event.recv_us) and total > 100
        stream.take(event)
        if total == 40_000:
            break
    assert -1_300 * MS < stream.skew_us < -1_100 * MS
    assert silent < total // 100
    assert {"garbage", "crossed", "gap", "duplicate", "late", "skew"}.isdisjoint(stream.faults(event.recv_us))


def play(votes: Votes, seconds: float, prices: dict[str, Callable[[int], int]], begin: int = 0) -> int:
    """Quotes of several sources every 50 ms; the last time."""
    now_us = START
    for number, ts_us in steady(seconds, begin):
        now_us = ts_us + 20 * MS
        for source, price in prices.items():
            votes.take(received(quote_at(ts_us, number, price(number)), now_us, number, source))
        votes.check(now_us)
    return now_us


@pytest.mark.parametrize("factor", [110, 90])
@pytest.mark.parametrize("index", [None, PRICE])
def test_of_three_venues_the_one_that_lies_is_named_and_loses_its_vote(factor: int, index: int | None) -> None:
    """DATA-2: within five seconds, whichever way it lies, and the index is not asked."""
    votes = Votes(BTC)
    votes.index = index
    honest: dict[str, Callable[[int], int]] = {name: lambda _: PRICE for name in ("a", "b", "c")}
    now_us = play(votes, 10, honest)
    assert all(stream.votes(now_us) for stream in votes.streams.values())
    lying = honest | {"b": lambda _: PRICE * factor // 100}
    now_us = play(votes, 5, lying, begin=200)
    assert {name: stream.votes(now_us) for name, stream in votes.streams.items()} == {"a": True, "b": False, "c": True}
    assert "divergent" in votes.streams["b"].faults(now_us)
    reference = votes.reference(now_us)
    assert reference is not None
    assert abs(reference - PRICE) <= 5 * TICK
    assert votes.index == index
    now_us = play(votes, 30, honest, begin=300)
    assert votes.streams["b"].votes(now_us)


def test_with_two_venues_and_no_index_nobody_is_told_to_lie() -> None:
    votes = Votes(BTC)
    now_us = play(votes, 20, {"a": lambda _: PRICE, "b": lambda _: PRICE * 2})
    assert all(stream.votes(now_us) for stream in votes.streams.values())


def test_venues_that_stay_away_together_make_the_index_doubted() -> None:
    """DATA-2."""
    votes = Votes(BTC)
    votes.index = PRICE
    away: dict[str, Callable[[int], int]] = {name: lambda _: PRICE * 1_005 // 1_000 for name in ("a", "b")}
    play(votes, 9, away)
    assert not votes.doubted
    play(votes, 3, away, begin=180)
    assert votes.doubted
    play(votes, 3, {name: lambda _: PRICE for name in ("a", "b")}, begin=240)
    assert not votes.doubted


def test_a_book_that_stands_still_while_others_move_is_frozen() -> None:
    """DATA-1: quotes go on, and say the same."""
    votes = Votes(BTC)
    moving: dict[str, Callable[[int], int]] = {
        name: lambda number: PRICE + number * 20 * TICK for name in ("a", "b", "c")
    }
    play(votes, 10, moving)
    stuck = PRICE + 200 * 20 * TICK
    now_us = START
    for number, ts_us in steady(2, begin=200):
        now_us = ts_us + 20 * MS
        for source in ("a", "b"):
            votes.take(received(quote_at(ts_us, number, moving[source](number)), now_us, number, source))
        votes.take(received(Quote(ts_us, stuck, E9, stuck + TICK, E9), now_us, number, "c"))
        votes.check(now_us)
    assert "frozen" in votes.streams["c"].faults(now_us)
    assert votes.streams["a"].votes(now_us)


def test_weighted_median_is_the_lowest_that_reaches_half() -> None:
    assert median_weighted([(1, 100), (5, 100)]) == 1
    assert median_weighted([(1, 50), (5, 60), (9, 5)]) == 5
    with pytest.raises(ValueError, match="weight"):
        median_weighted([])


def scene_feed() -> Iterator[Quote]:
    for number, ts_us in steady(20):
        yield quote_at(ts_us, number)


def test_scenes_make_the_faults_that_they_are_named_after() -> None:
    """DATA-1: crash, gap, frozen and crossed, each where it should be and nothing elsewhere."""
    begin, end = START + 12 * S, START + 14 * S
    for kind, fault in (("crossed", "crossed"), ("frozen", None), ("gap", "frozen"), ("crash", None)):
        scene = Scene(kind, begin, end, -50_000)  # type: ignore[arg-type]  # one of the four
        played = list(scenes_play(scene_feed(), (scene,), TICK))
        assert played == list(scenes_play(scene_feed(), (scene,), TICK))
        stream = StreamHealth("a", BTC)
        seen: set[str] = set()
        last = START
        for event in played:
            stream.check(event.ts_us - MS if event.ts_us - last > 4 * STEP else event.ts_us)
            seen |= set(stream.faults(event.ts_us)) if event.ts_us >= begin else set()
            stream.take(received(event, event.ts_us, event.ts_us))
            seen |= set(stream.faults(event.ts_us))
            last = event.ts_us
        if fault is not None:
            assert fault in seen, kind
        final = played[-1]
        assert isinstance(final, Quote)
        moved = kind in {"crash", "gap"}
        assert (final.bid_price < PRICE * 96 // 100) == moved, kind
        inside = [event for event in played if begin <= event.ts_us < end and isinstance(event, Quote)]
        if kind == "frozen":
            assert len({event.bid_price for event in inside}) == 1
        if kind == "gap":
            assert inside == []


def test_scene_leaves_other_events_on_the_grid() -> None:
    events = [
        BookSnapshot(START, 1, [(PRICE, 1)], [(PRICE + TICK, 1)]),
        BookDelta(START + 2, 2, 1, [(PRICE, 0)], []),
        Print(START + 3, PRICE, 1, True),
    ]
    played = list(scenes_play(events, (Scene("gap", START - 2, START - 1, 1_000),), TICK))
    moved = PRICE * 1_001 // 1_000
    assert played[0] == BookSnapshot(
        START, 1, [(moved // TICK * TICK, 1)], [((PRICE + TICK) * 1_001_000 // (10**6 * TICK) * TICK, 1)]
    )
    assert isinstance(played[2], Print)
    assert played[2].price % TICK == 0
    assert msgspec.structs.astuple(played[1])[1:3] == (2, 1)
