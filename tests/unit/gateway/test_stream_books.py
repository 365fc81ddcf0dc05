"""A book holds the totals after its seq, whatever order its beginnings come in."""

import msgspec

from quantdesk.gateway.listings import Listing
from quantdesk.gateway.stream_books import Book
from quantdesk.model.market import Market, symbol_bytes
from quantdesk.model.records_gen import LevelView, MarketView, Side


def listing() -> Listing:
    fields = dict.fromkeys(MarketView.__struct_fields__, 0)
    view = MarketView(
        **(fields | {"symbol": symbol_bytes("BTC-PERP"), "tick_size": 10**8, "lot_size": 10**5, "tick_value": 10})
    )  # type: ignore[arg-type]
    return Listing(Market.of(view))


def loaded(seq: int = 10) -> Book:
    book = Book(listing())
    book.load(
        seq,
        [LevelView(Side.BUY, 1_000, 50_000, 1), LevelView(Side.SELL, 1_010, 10_000, 1), LevelView(Side.BUY, 990, 1, 1)],
    )
    return book


def test_snapshot_lists_levels_best_first() -> None:
    assert msgspec.json.decode(loaded().snapshot()) == {
        "bids": [["100.0", "5.0000"], ["99.0", "0.0001"]],
        "asks": [["101.0", "1.0000"]],
    }


def test_changes_are_taken_once_and_the_latest_total_counts() -> None:
    book = loaded()
    book.level(11, Side.BUY, 1_000, 0)
    book.level(12, Side.SELL, 1_020, 7)
    book.level(13, Side.SELL, 1_020, 9)
    assert msgspec.json.decode(book.changes_take()) == {"bids": [["100.0", "0.0000"]], "asks": [["102.0", "0.0009"]]}
    assert msgspec.json.decode(book.changes_take()) == {"bids": [], "asks": []}
    assert book.touch() == (990, 1_010)
    assert book.seq == 13


def test_changes_that_the_answer_contains_are_left_out() -> None:
    book = loaded(10)
    book.level(10, Side.BUY, 1_000, 0)
    assert book.touch() == (1_000, 1_010)
    assert not book.changed


def test_changes_that_come_before_the_answer_follow_it() -> None:
    book = Book(listing())
    book.level(10, Side.BUY, 1_000, 5)
    book.level(11, Side.BUY, 1_001, 6)
    book.load(10, [LevelView(Side.BUY, 1_000, 5, 1)])
    assert book.bids == {1_000: 5, 1_001: 6}
    assert book.seq == 11


def test_empty_book_has_no_touch() -> None:
    book = Book(listing())
    book.load(1, [])
    assert book.touch() == (0, 0)
    assert msgspec.json.decode(book.snapshot()) == {"bids": [], "asks": []}
