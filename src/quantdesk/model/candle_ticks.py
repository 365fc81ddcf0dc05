"""Which events are ticks: a match is one of `trade`, a price set one of `mark` and one of `index`.

Invariant: a tick's place is that of its event, so the same journal always gives the same candles [CDL-2].
"""

from typing import Final

from quantdesk.model.candles import MTICKS_PER_TICK, CandleKind, tick_pack
from quantdesk.model.records_gen import OrderFilled, PricesSet

TICK_KINDS: Final = frozenset((OrderFilled.KIND, PricesSet.KIND))


def ticks_of(events: bytes, ts_us: int) -> bytes:
    """Packed ticks of the event records of one batch, made at ts_us. A price that is not known (0) is no tick."""
    ticks: list[bytes] = []
    at, end = 0, len(events)
    while at < end:
        kind = events[at]
        if kind == OrderFilled.KIND:
            ticks.append(fill_tick(OrderFilled.decode(events, at), ts_us))
        elif kind == PricesSet.KIND:
            ticks.append(price_ticks(PricesSet.decode(events, at), ts_us))
        at += events[at + 2] | events[at + 3] << 8
    return b"".join(ticks)


def fill_tick(fill: OrderFilled, ts_us: int) -> bytes:
    """The tick of a match."""
    place = (ts_us, fill.seq, fill.index)
    return tick_pack(fill.market, CandleKind.TRADE, place, fill.price * MTICKS_PER_TICK, fill.size)


def price_ticks(prices: PricesSet, ts_us: int) -> bytes:
    """The ticks of mark and index, those that are known."""
    place = (ts_us, prices.seq, prices.index)
    mark = tick_pack(prices.market, CandleKind.MARK, place, prices.mark_price) if prices.mark_price else b""
    index = tick_pack(prices.market, CandleKind.INDEX, place, prices.index_price) if prices.index_price else b""
    return mark + index
