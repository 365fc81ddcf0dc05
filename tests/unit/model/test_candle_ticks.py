"""Which events become ticks: each price once, when it was told."""

from quantdesk.model.candle_ticks import ticks_of
from quantdesk.model.candles import CandleKind, candles_of, candles_read
from quantdesk.model.records_gen import IndexSet, MarkRound, PricesSet

TS_US = 1_790_000_000_000_000


def index_set(seq: int, price: int, used: int = 1) -> bytes:
    told = IndexSet(
        market=1, index_price=price, published=TS_US, conf=1, doubt=0, evidence=bytes(32), used=used, item=0, index=0, seq=seq
    )  # fmt: skip
    return told.encode()


def prices_set(seq: int, index_price: int, mark_price: int, place: int = 0) -> bytes:
    told = PricesSet(
        market=1, index_price=index_price, mark_price=mark_price, slow_price=1, sampled=0, item=0, index=place, seq=seq
    )
    return told.encode()


def ticks(events: bytes) -> dict[CandleKind, tuple[int, int, int]]:
    """By kind: number of ticks, first and last price."""
    seconds = [one for one in candles_read(candles_of(ticks_of(events, TS_US))) if one.interval_s == 1]
    return {CandleKind(one.kind): (one.ticks, one.open, one.close) for one in seconds}


def test_an_index_is_a_tick_when_it_is_told_and_not_again_when_it_begins_to_count() -> None:
    """CDL-5: a round tells the mark anew; its index was a tick before."""
    round_ = MarkRound(round=1, ts=TS_US, item=0, index=0, seq=7).encode() + prices_set(7, 110, 105, 1)
    assert ticks(index_set(5, 100) + index_set(6, 110) + round_) == {
        CandleKind.INDEX: (2, 100, 110),
        CandleKind.MARK: (1, 105, 105),
    }


def test_prices_set_by_hand_are_ticks_of_both() -> None:
    told = MarkRound(round=1, ts=TS_US, item=0, index=0, seq=7).encode() + prices_set(8, 120, 121)
    assert ticks(told) == {CandleKind.INDEX: (1, 120, 120), CandleKind.MARK: (1, 121, 121)}


def test_an_index_that_never_counts_is_no_tick() -> None:
    """ORC-3: a jump or a price too wide stands in the journal and on no chart."""
    assert ticks(index_set(5, 100) + index_set(6, 900, used=0)) == {CandleKind.INDEX: (1, 100, 100)}
