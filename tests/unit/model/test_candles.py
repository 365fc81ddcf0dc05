"""Candles against a second, slow fold that is written from the law alone."""

import random
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantdesk.model.candles import (
    CANDLE_BYTES,
    INTERVALS_S,
    TICK_BYTES,
    Candle,
    CandleKind,
    candle_pack,
    candles_of,
    candles_read,
    joined,
    open_of,
    tick_pack,
    window_filled,
)

S = 1_000_000
DAY_S = 86_400
# A tuple of market, kind, time in microseconds, command, event, price and lots.
Tick = tuple[int, int, int, int, int, int, int]


def packed(ticks: list[Tick]) -> bytes:
    return b"".join(tick_pack(m, k, (us, seq, index), price, lots) for m, k, us, seq, index, price, lots in ticks)


def slow_fold(ticks: list[Tick], interval_s: int) -> dict[tuple[int, int, int], tuple[int, ...]]:
    """Open, high, low, close, volume and count by (market, kind, begin), by sorting and looking."""
    width = interval_s * S

    def key(tick: Tick) -> tuple[int, int, int]:
        return tick[0], tick[1], tick[2] // width * width

    found = {}
    for name, group in groupby(sorted(ticks, key=lambda tick: (key(tick), tick[2:5])), key=key):
        prices = [(tick[5], tick[6]) for tick in group]
        only = [price for price, _ in prices]
        found[name] = (only[0], max(only), min(only), only[-1], sum(lots for _, lots in prices), len(prices))
    return found


def shown(candles: list[Candle], interval_s: int) -> dict[tuple[int, int, int], tuple[int, ...]]:
    return {
        (c.market, c.kind, c.open_us): (c.open, c.high, c.low, c.close, c.volume_lots, c.ticks)
        for c in candles
        if c.interval_s == interval_s
    }


def ticks_made() -> st.SearchStrategy[list[Tick]]:
    """Ticks with places of their own, in any order, close together and far apart."""
    tick = st.tuples(
        st.integers(0, 2),
        st.sampled_from(list(CandleKind)),
        st.one_of(st.integers(0, 3 * S), st.integers(0, 3 * DAY_S * S)),
        st.integers(1, 50),
        st.integers(0, 3),
        st.integers(1, 10**12),
        st.integers(0, 2**31),
    )
    return st.lists(tick, max_size=40, unique_by=lambda tick: tick[:5])


@given(ticks_made())
def test_every_interval_equals_recomputation_from_the_ticks(ticks: list[Tick]) -> None:
    """CDL-1, CDL-2, CDL-3."""
    candles = candles_read(candles_of(packed(ticks)))
    for interval_s in INTERVALS_S:
        assert shown(candles, interval_s) == slow_fold(ticks, interval_s)


@given(ticks_made(), st.randoms(use_true_random=False))
def test_candles_do_not_depend_on_order_or_on_how_ticks_were_cut(ticks: list[Tick], chance: random.Random) -> None:
    """CDL-2: also a tick that comes late is where it belongs."""
    whole = candles_of(packed(ticks))
    chance.shuffle(ticks)
    parts: list[bytes] = []
    while ticks:
        size = chance.randrange(1, len(ticks) + 1)
        parts.append(candles_of(packed(ticks[:size])))
        ticks = ticks[size:]
    chance.shuffle(parts)
    together = b""
    for part in parts:
        together = joined(part, together) if chance.random() < 0.5 else joined(together, part)
    assert together == whole


@given(ticks_made(), st.integers(0, 3 * DAY_S), st.integers(1, 3 * DAY_S))
def test_any_window_equals_the_fold_of_its_ticks(ticks: list[Tick], begin_s: int, length_s: int) -> None:
    """CDL-3: candles of a second inside a window, joined into one, are the fold of the window's ticks."""
    begin, end = begin_s * S, (begin_s + length_s) * S
    inside = [tick for tick in ticks if begin <= tick[2] < end]
    seconds = [c for c in candles_read(candles_of(packed(ticks))) if c.interval_s == 1 and begin <= c.open_us < end]
    for name, group in groupby(seconds, key=lambda candle: (candle.market, candle.kind)):
        parts = list(group)
        own = sorted((tick[2:5], tick[5]) for tick in inside if tick[:2] == name)
        assert min(parts, key=lambda c: c.open_us).open == own[0][1]
        assert max(parts, key=lambda c: c.open_us).close == own[-1][1]
        assert (max(c.high for c in parts), min(c.low for c in parts)) == (
            max(p for _, p in own),
            min(p for _, p in own),
        )
        assert sum(c.ticks for c in parts) == len(own)


def test_the_example_of_the_law() -> None:
    """CDL-2, CDL-4: two trades, one that is late, and two quiet seconds."""
    noon = 12 * 3_600 * S
    on_time = [(0, 0, noon + 200_000, 1, 0, 100_000, 1), (0, 0, noon + 900_000, 2, 0, 101_000, 1)]
    late = [(0, 0, noon + 500_000, 3, 0, 99_000, 1)]
    both = joined(candles_of(packed(on_time)), candles_of(packed(late)))
    second = next(candle for candle in candles_read(both) if candle.interval_s == 1)
    assert (second.open, second.high, second.low, second.close) == (100_000, 101_000, 99_000, 101_000)
    following = window_filled([second], noon, noon + 3 * S - 1)
    assert [(c.open_us - noon, c.open, c.high, c.low, c.close, c.ticks, c.volume_lots) for c in following[1:]] == [
        (S, 101_000, 101_000, 101_000, 101_000, 0, 0),
        (2 * S, 101_000, 101_000, 101_000, 101_000, 0, 0),
    ]


@given(st.sets(st.integers(0, 400), max_size=20), st.integers(0, 300), st.integers(0, 100))
def test_a_window_has_every_interval_once_from_the_first_tick_on(
    seconds: set[int], begin_s: int, length_s: int
) -> None:
    """CDL-4."""
    ticks = [(0, 0, second * S + 7, second + 1, 0, second + 1, 1) for second in sorted(seconds)]
    kept = [c for c in candles_read(candles_of(packed(ticks))) if c.interval_s == 1]
    begin, until = begin_s * S, (begin_s + length_s) * S + 999_999
    given_rows = [c for c in kept if c.open_us < begin][-1:] + [c for c in kept if begin <= c.open_us <= until]
    filled = window_filled(given_rows, begin, until)
    before = [second for second in sorted(seconds) if second < begin_s]
    first = begin_s if before else min((s for s in seconds if s >= begin_s), default=None)
    expected = [] if first is None or first > begin_s + length_s else list(range(first, begin_s + length_s + 1))
    assert [candle.open_us // S for candle in filled] == expected
    for candle in filled:
        known = [second for second in seconds if second <= candle.open_us // S]
        assert candle.close == max(known) + 1
        assert candle.ticks == (1 if candle.open_us // S in seconds else 0)


def test_a_quiet_year_before_the_window_costs_nothing() -> None:
    """CDL-4: only the window is filled."""
    old = next(c for c in candles_read(candles_of(packed([(0, 0, 1, 1, 0, 5, 1)]))) if c.interval_s == 1)
    year = 365 * DAY_S * S
    assert [c.close for c in window_filled([old], year, year + 2 * S)] == [5, 5, 5]


def test_what_is_no_tick_or_candle_is_refused() -> None:
    good = packed([(0, 0, 5, 1, 0, 7, 1)])
    assert (len(good), len(candles_of(good))) == (TICK_BYTES, CANDLE_BYTES * len(INTERVALS_S))
    for bad in (good[:-1], good + b"\0", packed([(0, 0, 5, 1, 0, 0, 1)]), good[:2] + b"\3" + good[3:]):
        with pytest.raises(ValueError, match="tick"):
            candles_of(bad)
    candle = candles_read(candles_of(good))[0]
    with pytest.raises(ValueError, match="candle 0"):
        joined(candle_pack(candle)[:4] + b"\2\0\0\0" + candle_pack(candle)[8:], b"")
    with pytest.raises(ValueError, match="candle 0"):
        joined(candle_pack(candle), b"\0")


def test_a_sum_that_does_not_fit_is_refused() -> None:
    """UNIT-4: overflow is a refusal, also here."""
    most = 2**64 - 1
    with pytest.raises(ValueError, match="tick 1"):
        candles_of(packed([(0, 0, 5, 1, 0, 7, most), (0, 0, 5, 1, 1, 7, 1)]))
    left, right = candles_of(packed([(0, 0, 5, 1, 0, 7, most)])), candles_of(packed([(0, 0, 6, 1, 1, 7, 1)]))
    with pytest.raises(ValueError, match="candle 0"):
        joined(left, right)


def test_a_day_begins_at_midnight_utc() -> None:
    """CDL-1."""
    assert open_of(20_000 * DAY_S * S - 1, DAY_S) == 19_999 * DAY_S * S
    assert open_of(20_000 * DAY_S * S, DAY_S) == 20_000 * DAY_S * S
