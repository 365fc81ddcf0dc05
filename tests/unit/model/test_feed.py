"""A recorded line becomes exactly one event, and a feed begins at its snapshot."""

import itertools

import pytest

from quantdesk.model.feed import (
    BookDelta,
    BookSnapshot,
    FeedInvalid,
    Print,
    Quote,
    binance_decode,
    e9_decode,
    feed_ordered,
)
from quantdesk.model.feed_synthetic import SYNTHETIC, synthetic_feed

SNAPSHOT = b'1 {"lastUpdateId":10,"E":1000,"T":999,"bids":[["61800.20","2.909"]],"asks":[["61800.30","1.5"]]}'


def delta(last: int, previous: int) -> bytes:
    return (
        b'2 {"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1001,"T":1000,"s":"BTCUSDT","U":1,'
        b'"u":%d,"pu":%d,"b":[["61800.10","0.000"]],"a":[]}}' % (last, previous)
    )


def test_decimal_text_becomes_whole_billionths() -> None:
    assert e9_decode("61800.20") == 61_800_200_000_000
    assert e9_decode("0.001") == 1_000_000


@pytest.mark.parametrize("text", ["", "-1", "1e5", "1.0000000001", "1.2.3", " 1", "NaN"])
def test_text_that_is_no_decimal_is_refused(text: str) -> None:
    with pytest.raises(FeedInvalid):
        e9_decode(text)


def test_each_kind_of_line_becomes_its_event() -> None:
    assert binance_decode(SNAPSHOT) == BookSnapshot(
        1_000_000, 10, [(61_800_200_000_000, 2_909_000_000)], [(61_800_300_000_000, 1_500_000_000)]
    )
    assert binance_decode(delta(12, 10)) == BookDelta(1_001_000, 12, 10, [(61_800_100_000_000, 0)], [])
    ticker = b'3 {"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":1,"s":"B","b":"1","B":"2","a":"3","A":"4","T":5,"E":5}}'
    assert binance_decode(ticker) == Quote(5_000, 10**9, 2 * 10**9, 3 * 10**9, 4 * 10**9)
    trade = b'4 {"stream":"btcusdt@trade","data":{"e":"trade","E":6,"T":6,"s":"B","t":1,"p":"1.5","q":"2","X":"MARKET","m":true}}'
    assert binance_decode(trade) == Print(6_000, 1_500_000_000, 2 * 10**9, buy=False)


@pytest.mark.parametrize(
    "line", [b"", b"1 {}", b"1 [1]", b"\xff\xfe", b'1 {"stream":"x","data":{"e":"unknown"}}', SNAPSHOT[:-3]]
)
def test_line_that_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(FeedInvalid):
        binance_decode(line)


def test_feed_begins_at_the_snapshot_and_leaves_out_what_it_contains() -> None:
    events = list(feed_ordered([delta(5, 4), SNAPSHOT, delta(9, 8), delta(12, 9), delta(13, 12)]))
    assert [getattr(event, "update_id", None) for event in events] == [10, 12, 13]


def test_gap_between_deltas_is_refused() -> None:
    with pytest.raises(FeedInvalid, match="after 12"):
        list(feed_ordered([SNAPSHOT, delta(12, 9), delta(14, 13)]))


@pytest.mark.parametrize("symbol", sorted(SYNTHETIC))
def test_synthetic_feed_repeats_itself_and_never_crosses(symbol: str) -> None:
    first = list(itertools.islice(synthetic_feed(SYNTHETIC[symbol], 0), 3_000))
    assert first == list(itertools.islice(synthetic_feed(SYNTHETIC[symbol], 0), 3_000))
    bids: dict[int, int] = {}
    asks: dict[int, int] = {}
    for event in first:
        if isinstance(event, BookSnapshot | BookDelta):
            for levels, changes in ((bids, event.bids), (asks, event.asks)):
                levels.update(changes)
        assert max(p for p, s in bids.items() if s) < min(p for p, s in asks.items() if s)
    assert any(isinstance(event, Print) for event in first)
    assert sorted(event.ts_us for event in first) == [event.ts_us for event in first]
