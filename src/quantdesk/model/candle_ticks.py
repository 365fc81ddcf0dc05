"""Which events are ticks: a match is one of `trade`, a price set one of `mark`; of `index` each one told that counts, or set by hand.

Invariant: a tick's place is that of its event, so the same journal always gives the same candles [CDL-2].
"""

from typing import Final

from quantdesk.model.candles import MTICKS_PER_TICK, CandleKind, tick_pack
from quantdesk.model.records_gen import IndexSet, MarkRound, OrderFilled, PricesSet

SEQ_AT: Final = 8
"""Offset of the command's number in the header of an event."""


def ticks_of(events: bytes, ts_us: int) -> bytes:
    """Packed ticks of the event records of one batch, made at ts_us. A price that is not known (0) is no tick."""
    ticks: list[bytes] = []
    round_seq = 0
    at, end = 0, len(events)
    while at < end:
        kind = events[at]
        if kind == OrderFilled.KIND:
            ticks.append(fill_tick(OrderFilled.decode(events, at), ts_us))
        elif kind == PricesSet.KIND:
            prices = PricesSet.decode(events, at)
            ticks.append(price_ticks(prices, ts_us, of_round=prices.seq == round_seq))
        elif kind == IndexSet.KIND:
            ticks.append(index_tick(IndexSet.decode(events, at), ts_us))
        elif kind == MarkRound.KIND:
            round_seq = int.from_bytes(events[at + SEQ_AT : at + SEQ_AT + 8], "little")
        at += events[at + 2] | events[at + 3] << 8
    return b"".join(ticks)


def fill_tick(fill: OrderFilled, ts_us: int) -> bytes:
    """The tick of a match."""
    place = (ts_us, fill.seq, fill.index)
    return tick_pack(fill.market, CandleKind.TRADE, place, fill.price * MTICKS_PER_TICK, fill.size)


def index_tick(told: IndexSet, ts_us: int) -> bytes:
    """The tick of an index that was told; none of one that never counts [ORC-3]."""
    if not told.used:
        return b""
    return tick_pack(told.market, CandleKind.INDEX, (ts_us, told.seq, told.index), told.index_price)


def price_ticks(prices: PricesSet, ts_us: int, *, of_round: bool) -> bytes:
    """The ticks of mark and index, those that are known; of_round: the index was told before, and only begins to count."""
    place = (ts_us, prices.seq, prices.index)
    mark = tick_pack(prices.market, CandleKind.MARK, place, prices.mark_price) if prices.mark_price else b""
    index = (
        tick_pack(prices.market, CandleKind.INDEX, place, prices.index_price)
        if prices.index_price and not of_round
        else b""
    )
    return mark + index
