"""Channels of candles: the open candle of each series, told when it changes, on top of the newest closed ones.

Invariant: every tick of the journal is in the candles once: the kept ones bring those up to a command, all later ones are folded
here by the same fold [CDL-2, CDL-3]. What readers were told is always the state after the channel's seq.
"""

from typing import Final

import msgspec

from quantdesk.gateway.candle_texts import candle_shown
from quantdesk.gateway.listings import Listing
from quantdesk.gateway.stream_channels import Channel
from quantdesk.model.candles import (
    CANDLE_BYTES,
    INTERVALS_S,
    KINDS,
    US_PER_S,
    Candle,
    CandleKind,
    candle_pack,
    candles_of,
    candles_read,
    joined,
    open_of,
    window_filled,
)

CANDLES: Final = "candles"
SHOWN_MAX: Final = 60
"""Candles in the first message of a subscription."""
KEPT_MAX: Final = SHOWN_MAX + 1
"""One more is kept, so that a quiet beginning of what is shown has a close before it."""
IDLE_MAX_US: Final = 600_000_000
"""Channels that nobody reads are kept this long for resume."""

Series = tuple[int, int, int]
"""Market, kind and interval in seconds."""

_json = msgspec.json.Encoder().encode


class CandlesNotReady(Exception):
    """The beginnings of the candles are not read yet; subscribe again in a moment."""


class CandleChannel:
    """The channel of one series, and which candles its readers have been told of."""

    __slots__ = ("channel", "idle_us", "series", "told_us")

    def __init__(self, series: Series, channel: Channel) -> None:
        self.series = series
        self.channel = channel
        self.told_us = 0
        self.idle_us = 0


class CandleFeeds:
    """Newest candles of all series, and the channels that somebody reads."""

    def __init__(self, listings: dict[int, Listing]) -> None:
        """listings: by number, shared and growing."""
        self.ticks: list[bytes] = []
        self._listings = listings
        self._kept: dict[Series, dict[int, bytes]] = {}
        self._early: list[tuple[int, bytes]] | None = []
        self._changed: dict[Series, int] = {}
        self._channels: dict[str, CandleChannel] = {}
        self._seq = self._ts_us = 0

    def begin(self, applied_seq: int, newest: list[Candle], missed: bytes) -> None:
        """Starts from kept candles, which hold all ticks up to applied_seq; missed: packed ticks between them and the first batch."""
        for candle in newest:
            self._keep(candle)
        early, self._early = self._early or [], None
        self._fold(missed + b"".join([ticks for seq, ticks in early if seq > applied_seq]))
        self._changed.clear()

    def batch_ended(self, seq: int, ts_us: int) -> None:
        """All ticks up to this command were noted; it was made at ts_us."""
        self._seq, self._ts_us = seq, ts_us
        if self._early is not None and self.ticks:
            self._early.append((seq, b"".join(self.ticks)))
            self.ticks.clear()

    def publish(self) -> None:
        """Folds the noted ticks and tells readers which candles changed or began."""
        if self._early is not None:
            return
        if self.ticks:
            packed = b"".join(self.ticks)
            self.ticks.clear()
            self._fold(packed)
        for known in self._channels.values():
            self._tell(known)
        self._changed.clear()

    def channel(self, name: str) -> Channel | None:
        """The channel of a name; it is made when somebody asks for it. None for a name that is none.

        Errors: CandlesNotReady.
        """
        series = self._series(name)
        if series is None:
            return None
        if self._early is not None:
            raise CandlesNotReady("the candles are being read; subscribe again in a moment")
        known = self._channels.get(name)
        if known is None:
            self.publish()
            channel = Channel(name, self._seq, is_state=True, snapshot=lambda: self._data(series, 0))
            known = self._channels[name] = CandleChannel(series, channel)
            known.told_us = open_of(self._ts_us, series[2])
        return known.channel

    def idle_remove(self, now_us: int) -> None:
        """Forgets channels that nobody has read for a while."""
        for name, known in list(self._channels.items()):
            if known.channel.readers:
                known.idle_us = 0
            elif not known.idle_us:
                known.idle_us = now_us
            elif now_us - known.idle_us > IDLE_MAX_US:
                del self._channels[name]

    def _series(self, name: str) -> Series | None:
        _, _, subject = name.partition(":")
        symbol, _, rest = subject.partition(":")
        interval, _, kind = rest.partition(":")
        found = KINDS.get(kind or CandleKind.TRADE.label)
        known = {str(seconds): seconds for seconds in INTERVALS_S}.get(interval)
        market = next((number for number, each in self._listings.items() if each.symbol == symbol), None)
        if found is None or known is None or market is None or name.endswith(":"):
            return None
        return market, int(found), known

    def _tell(self, known: CandleChannel) -> None:
        """Sends what changed or began since the last message; from the oldest change on, since flat candles follow a close."""
        open_us = open_of(self._ts_us, known.series[2])
        since_us = self._changed.get(known.series, open_us if open_us > known.told_us else 0)
        if not since_us or self._seq <= known.channel.seq:
            return
        since_us = min(since_us, known.told_us + 1)
        known.told_us = open_us
        known.channel.publish(self._seq, self._ts_us // 1_000, self._data(known.series, since_us))

    def _data(self, series: Series, since_us: int) -> bytes:
        """JSON of the shown candles of a series that begin at since_us or later."""
        market, kind, interval_s = series
        packed = b"".join([part for _, part in sorted(self._kept.get(series, {}).items())])
        begin_us = open_of(self._ts_us, interval_s) - (SHOWN_MAX - 1) * interval_s * US_PER_S
        shown = [
            candle_shown(candle, self._listings[market])
            for candle in window_filled(candles_read(packed), begin_us, self._ts_us)
            if candle.open_us >= since_us
        ]
        return _json({"interval": interval_s, "kind": CandleKind(kind).label, "candles": shown})

    def _fold(self, ticks: bytes) -> None:
        news = candles_of(ticks)
        keys = [(each.market, each.kind, each.interval_s, each.open_us) for each in candles_read(news)]
        known = [
            self._kept.get((market, kind, interval_s), {}).get(open_us) for market, kind, interval_s, open_us in keys
        ]
        changed = joined(b"".join([part for part in known if part is not None]), news)
        for number, (market, kind, interval_s, open_us) in enumerate(keys):
            series = (market, kind, interval_s)
            at = number * CANDLE_BYTES
            self._kept_set(series, open_us, changed[at : at + CANDLE_BYTES])
            self._changed[series] = min(open_us, self._changed.get(series, open_us))

    def _keep(self, candle: Candle) -> None:
        self._kept_set((candle.market, candle.kind, candle.interval_s), candle.open_us, candle_pack(candle))

    def _kept_set(self, series: Series, open_us: int, packed: bytes) -> None:
        kept = self._kept.setdefault(series, {})
        kept[open_us] = packed
        if len(kept) > KEPT_MAX:
            del kept[min(kept)]
