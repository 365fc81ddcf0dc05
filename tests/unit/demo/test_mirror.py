"""The mirror's steps turn what rests into what the feed shows."""

from quantdesk.demo.mirror import FeedBook, Grid, Ours, Place, Step
from quantdesk.model.feed import E9, BookDelta, BookSnapshot, Quote
from quantdesk.model.records_gen import Side

GRID = Grid(tick_e9=E9 // 10, lot_e9=E9 // 10_000)
BID: Place = (Side.BUY, 1_000)
ASK: Place = (Side.SELL, 1_001)


def snapshot() -> BookSnapshot:
    return BookSnapshot(0, 1, [(100 * E9, E9), (99 * E9, 2 * E9)], [(1_001 * E9 // 10, E9 // 2)])


def test_wanted_levels_are_the_feeds_on_our_grid() -> None:
    book = FeedBook()
    assert book.take(snapshot())
    assert book.wanted(GRID) == {BID: 10_000, (Side.BUY, 990): 20_000, ASK: 5_000}
    assert book.wanted(Grid(GRID.tick_e9, GRID.lot_e9, part=10))[BID] == 1_000


def test_quote_takes_away_what_lies_beyond_it() -> None:
    book = FeedBook()
    book.take(snapshot())
    book.take(Quote(1, 99 * E9, E9, 1_001 * E9 // 10, E9))
    assert book.wanted(GRID) == {(Side.BUY, 990): 10_000, ASK: 10_000}


def test_crossed_feed_wants_nothing() -> None:
    book = FeedBook()
    book.take(snapshot())
    book.take(BookDelta(1, 2, 1, [(1_002 * E9 // 10, E9)], []))
    assert book.wanted(GRID) == {}


def test_steps_place_shrink_replace_and_cancel() -> None:
    ours = Ours()
    ours.rests(b"a" * 16, BID, 100, 1)
    ours.rests(b"b" * 16, ASK, 100, 1)
    gone: Place = (Side.BUY, 900)
    ours.rests(b"c" * 16, gone, 5, 1)
    steps = ours.steps({BID: 50, ASK: 150, (Side.SELL, 1_002): 7})
    assert steps == [
        Step("shrink", BID, b"a" * 16, 50),
        Step("cancel", gone, b"c" * 16, 0),
        Step("replace", ASK, b"b" * 16, 150),
        Step("place", (Side.SELL, 1_002), b"", 7),
    ]
    assert ours.steps({BID: 100, ASK: 100, gone: 5}) == []


def test_news_of_an_orders_beginning_after_its_end_changes_nothing() -> None:
    ours = Ours()
    ours.rests(b"a" * 16, BID, 0, 5)
    ours.rests(b"a" * 16, BID, 10, 4)
    assert len(ours) == 0


def test_older_news_do_not_undo_newer_ones() -> None:
    ours = Ours()
    ours.rests(b"a" * 16, BID, 10, 4)
    ours.rests(b"a" * 16, BID, 3, 6)
    ours.rests(b"a" * 16, BID, 7, 5)
    assert ours.steps({BID: 3}) == []


def test_second_order_at_a_level_takes_the_first_ones_place_and_the_first_is_cancelled() -> None:
    ours = Ours()
    ours.rests(b"a" * 16, BID, 10, 4)
    ours.rests(b"b" * 16, BID, 10, 5)
    assert ours.steps({BID: 10}) == [Step("cancel", BID, b"a" * 16, 0)]
