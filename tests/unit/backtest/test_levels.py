"""The book of a tape lies on our grid, best prices first, or is refused."""

import pytest

from quantdesk.backtest.levels import DEPTH, Grid, TapeBook
from quantdesk.model.errors import Invalid
from quantdesk.model.feed import Quote
from quantdesk.model.records_gen import Side
from tests.unit.backtest.tapes import LOT_E9, TICK_E9, book, change


def tape_book() -> TapeBook:
    return TapeBook(Grid(TICK_E9, LOT_E9))


def test_only_the_best_levels_are_wanted_and_those_asked_for() -> None:
    levels = tape_book()
    assert levels.take(book(0, [(999 - away, 5 + away) for away in range(40)], [(1_000, 1)]))
    wanted = levels.wanted()
    assert sorted(price for side, price in wanted if side == Side.BUY) == list(range(1_000 - DEPTH, 1_000))
    assert levels.wanted([(Side.BUY, 965), (Side.BUY, 10)])[Side.BUY, 965] == 39


def test_a_quote_takes_away_what_lies_beyond_it() -> None:
    levels = tape_book()
    levels.take(book(0, [(999, 5), (998, 6)], [(1_000, 1), (1_001, 2)]))
    assert levels.take(Quote(1, 998 * TICK_E9, 7 * LOT_E9, 1_001 * TICK_E9, 2 * LOT_E9))
    assert levels.wanted() == {(Side.BUY, 998): 7, (Side.SELL, 1_001): 2}
    assert not levels.take(Quote(2, 998 * TICK_E9, 7 * LOT_E9, 1_001 * TICK_E9, 2 * LOT_E9)), "nothing changed"


def test_a_crossed_or_one_sided_book_wants_nothing() -> None:
    levels = tape_book()
    levels.take(book(0, [(999, 5)], []))
    assert (levels.touch(), levels.wanted()) == (None, {})
    levels.take(change(1, asks=[(999, 1)]))
    assert (levels.touch(), levels.wanted()) == (None, {})
    levels.take(change(2, asks=[(999, 0), (1_002, 1)]))
    assert levels.touch() == (999, 1_002)


def test_what_lies_off_our_grid_is_refused_and_not_rounded() -> None:
    levels = tape_book()
    with pytest.raises(Invalid, match="expected a price of the tape on our grid"):
        levels.take(Quote(1, 998 * TICK_E9 + 1, 7 * LOT_E9, 1_001 * TICK_E9, LOT_E9))
    with pytest.raises(Invalid, match="expected a size of the tape on our grid"):
        levels.take(Quote(1, 998 * TICK_E9, 7 * LOT_E9 + 1, 1_001 * TICK_E9, LOT_E9))
