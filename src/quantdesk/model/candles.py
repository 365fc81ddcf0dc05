"""Candles: what the prices of a market did in an interval. Ticks go in, candles come out of the one compiled fold.

Invariant: a candle equals the fold of its ticks, however and in whatever order they came [CDL-1 to CDL-3]. Prices are mticks
(1/1000 tick), volumes lots, times microseconds UTC; an interval without a tick has no candle here, `window_filled` shows it flat.
"""

import struct
from collections.abc import Iterable
from enum import IntEnum
from typing import Final, Self

import msgspec

from quantdesk.core import candles_fold, candles_join

MTICKS_PER_TICK: Final = 1_000
INTERVALS_S: Final = (1, 5, 15, 60, 180, 300, 900, 1_800, 3_600, 14_400, 43_200, 86_400)
US_PER_S: Final = 1_000_000

_tick = struct.Struct("<HBxIQQQQ")
_candle = struct.Struct("<HBxI11Q2I")
TICK_BYTES: Final = _tick.size
CANDLE_BYTES: Final = _candle.size


class CandleKind(IntEnum):
    """What a series follows."""

    TRADE = 0
    MARK = 1
    INDEX = 2

    @property
    def label(self) -> str:
        """The name outside."""
        return self.name.lower()


KINDS: Final = {kind.label: kind for kind in CandleKind}


class Candle(msgspec.Struct, frozen=True, gc=False):
    """One interval of one series. first_*, last_*: places of the ticks that gave open and close."""

    market: int
    kind: int
    interval_s: int
    open_us: int
    open: int
    high: int
    low: int
    close: int
    volume_lots: int
    ticks: int
    first_us: int
    first_seq: int
    last_us: int
    last_seq: int
    first_index: int
    last_index: int

    @property
    def end_us(self) -> int:
        """Where the next interval begins."""
        return self.open_us + self.interval_s * US_PER_S

    def flat(self, open_us: int) -> Self:
        """The candle of a later interval without a tick: flat at this one's close [CDL-4]."""
        price = self.close
        return type(self)(
            self.market, self.kind, self.interval_s, open_us, price, price, price, price, 0, 0, 0, 0, 0, 0, 0, 0
        )


def open_of(ts_us: int, interval_s: int) -> int:
    """Start of the interval that holds a time [CDL-1]."""
    return ts_us - ts_us % (interval_s * US_PER_S)


def tick_pack(market: int, kind: int, place: tuple[int, int, int], price_mticks: int, size_lots: int = 0) -> bytes:
    """A tick as the fold reads it; place: time in microseconds, command, event."""
    ts_us, seq, index = place
    return _tick.pack(market, kind, index, ts_us, seq, price_mticks, size_lots)


def candles_of(ticks: bytes) -> bytes:
    """Candles of all intervals of packed ticks in any order [CDL-3]. Raises ValueError for a malformed tick or a price of 0."""
    return candles_fold(ticks)


def joined(left: bytes, right: bytes) -> bytes:
    """Packed candles of the ticks of both, ordered by market, kind, interval and time [CDL-2]. No tick may be in both."""
    return candles_join(left, right)


def candles_read(packed: bytes) -> list[Candle]:
    """The candles in packed bytes."""
    return [Candle(*values) for values in _candle.iter_unpack(packed)]


def candle_pack(candle: Candle) -> bytes:
    """A candle as the fold reads it."""
    return _candle.pack(*msgspec.structs.astuple(candle))


def window_filled(candles: Iterable[Candle], begin_us: int, until_us: int) -> list[Candle]:
    """Candles of one series from the interval at begin_us to the one that holds until_us, those without a tick put in flat [CDL-4].

    candles: in the order of time; what comes before begin_us says at which close a quiet beginning is.
    """
    filled: list[Candle] = []
    for candle in candles:
        if candle.open_us < begin_us:
            filled = [candle.flat(begin_us - candle.interval_s * US_PER_S)]
        else:
            _flats_add(filled, candle.open_us)
            filled.append(candle)
    if filled:
        _flats_add(filled, until_us + 1)
    return filled[1:] if filled and filled[0].open_us < begin_us else filled


def _flats_add(filled: list[Candle], before_us: int) -> None:
    """Adds flat candles behind the last one for every interval that begins before before_us."""
    while filled and filled[-1].end_us < before_us:
        filled.append(filled[-1].flat(filled[-1].end_us))
