"""The health of one stream: a source's events of one market, and what is wrong with them, by name and since when.

Invariant: a fault costs the stream points from the moment it is seen until it is over or its time has passed; a stream that is frozen,
crossed or diverging has no vote. Times are microseconds; nothing here reads a clock. Source: [DATA-1].
"""

from collections import deque
from statistics import median_low
from typing import Final

from quantdesk.ingest.received import BookChecked, Garbage, Received
from quantdesk.model.feed import BookDelta, BookSnapshot, Print, Quote

SCORE_MAX: Final = 100
VOTE_MIN: Final = 50
"""Points below which a stream has no vote."""
COSTS: Final = {
    "frozen": 100,
    "crossed": 60,
    "divergent": 100,
    "garbage": 60,
    "checksum": 60,
    "gap": 40,
    "skew": 30,
    "spike": 30,
    "late": 20,
    "incomplete": 20,
    "duplicate": 10,
    "reorder": 10,
}
"""Points that a fault costs while it lasts."""
HOLD_US: Final = {"skew": 60_000_000, "incomplete": 60_000_000}
HOLD_DEFAULT_US: Final = 10_000_000
"""How long after its last appearance a fault of single events still counts."""
BEATS_MIN: Final = 8
INTERVALS_FROZEN: Final = 3
PEAK_FADES_US: Final = 20_000_000
SEEN_MAX: Final = 4_096
MIDS_KEPT: Final = 32
SPIKE_Z: Final = 8
SPIKE_PPM_MIN: Final = 2_000
SPIKES_BELIEVED: Final = 5
"""So many in a row are no spike: the market has moved."""
LATE_US: Final = 1_000_000
SKEW_US: Final = 300_000
BUCKET_US: Final = 5_000_000
BUCKET_MIN: Final = 4
PPM: Final = 1_000_000


class Rhythm:
    """Distances between events: their mean, and the longest of late, which fades."""

    __slots__ = ("_beats", "interval_us", "last_us", "peak_us")

    def __init__(self) -> None:
        self._beats = 0
        self.interval_us = 0
        self.peak_us = 0
        self.last_us = 0

    def beat(self, at_us: int) -> None:
        """An event came; a silence that was a fault is learnt only in part."""
        gap_us = max(0, at_us - self.last_us)
        if self._beats:
            if self._beats >= BEATS_MIN:
                gap_us = min(gap_us, self.limit_us())
            self.interval_us += (gap_us - self.interval_us) // 16 if self._beats > 1 else gap_us
            self.peak_us = max(gap_us, self.peak_us - self.peak_us * gap_us // PEAK_FADES_US)
        self._beats += 1
        self.last_us = at_us

    def limit_us(self) -> int:
        """The longest silence that is still no fault: three intervals, or half as long again as one of late."""
        return max(INTERVALS_FROZEN * self.interval_us, self.peak_us * 3 // 2)

    def is_over(self, now_us: int) -> bool:
        """Whether the silence is longer than it may be."""
        return self._beats >= BEATS_MIN and now_us - self.last_us > self.limit_us()


class Skew:
    """Distance of two clocks by medians of short times; a constant one is known and taken off, a jump is a fault."""

    __slots__ = ("_bucket", "_until_us", "base_us")

    def __init__(self) -> None:
        self.base_us: int | None = None
        self._bucket: list[int] = []
        self._until_us = 0

    def take(self, recv_us: int, latency_us: int) -> bool:
        """Notes a latency; whether the clocks have jumped."""
        jumped = False
        if recv_us >= self._until_us:
            if len(self._bucket) >= BUCKET_MIN:
                middle = median_low(self._bucket)
                jumped = self.base_us is not None and abs(middle - self.base_us) > SKEW_US
                known = middle if self.base_us is None or jumped else self.base_us
                self.base_us = known + (middle - known) // 8
            self._bucket = []
            self._until_us = recv_us + BUCKET_US
        if len(self._bucket) < SEEN_MAX:
            self._bucket.append(latency_us)
        return jumped


class StreamHealth:
    """One source's events of one market."""

    def __init__(self, source: str, symbol: str) -> None:
        self.source, self.symbol = source, symbol
        self.mid: int | None = None
        self.spread = 0
        self.events = 0
        self.checksums_wrong: int | None = None
        """Books that did not agree with the venue's checksum; None: it sends none, so nothing is known."""
        self._since: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._lasting: set[str] = set()
        self._arrivals, self._changes = Rhythm(), Rhythm()
        self._skew = Skew()
        self._seen: dict[tuple[type, int], None] = {}
        self._numbers: dict[type, tuple[int, int]] = {}
        self._book_id = 0
        self._mids: deque[int] = deque(maxlen=MIDS_KEPT)
        self._spikes = 0

    @property
    def skew_us(self) -> int:
        """Receive time less the venue's, as it usually is."""
        return self._skew.base_us or 0

    def take(self, received: Received) -> bool:
        """Notes an event; False when it came before and must not be used again."""
        event, now_us = received.event, received.recv_us
        self.events += 1
        if isinstance(event, Garbage):
            self._fault("garbage", now_us)
            return True
        if isinstance(event, BookChecked):
            self.checksums_wrong = (self.checksums_wrong or 0) + (not event.holds)
            if not event.holds:
                self._fault("checksum", now_us)
            return True
        self._arrivals.beat(now_us)
        if not isinstance(event, Quote | Print | BookSnapshot | BookDelta):
            return True
        if received.number:
            key = (type(event), received.number)
            if key in self._seen and not isinstance(event, BookSnapshot):
                self._fault("duplicate", now_us)
                return False
            self._seen[key] = None
            if len(self._seen) > SEEN_MAX:
                del self._seen[next(iter(self._seen))]
        self._order(received, event.ts_us)
        latency_us = now_us - event.ts_us
        if self._skew.take(now_us, latency_us):
            self._fault("skew", now_us)
        if self._skew.base_us is not None and latency_us - self._skew.base_us > LATE_US:
            self._fault("late", now_us)
        self._content(event, now_us)
        return True

    def incomplete(self, now_us: int) -> None:
        """Others traded in a minute in which it gave no trade."""
        self._fault("incomplete", now_us)

    def check(self, now_us: int) -> None:
        """Looks for what only time shows."""
        self._last_while("frozen", self._arrivals.is_over(now_us), now_us)

    def stuck(self, now_us: int, others_moved: bool) -> None:
        """Quotes go on but have not changed for too long, while others have."""
        self._last_while(
            "frozen", self._arrivals.is_over(now_us) or (others_moved and self._changes.is_over(now_us)), now_us
        )

    def diverges(self, now_us: int, is_far: bool, patience_us: int) -> None:
        """Whether the price is far from the others' now; a fault when it has been for patience_us."""
        if not is_far:
            self._since.pop("far", None)
        since_us = self._since.setdefault("far", now_us) if is_far else now_us
        self._last_while("divergent", is_far and now_us - since_us >= patience_us, now_us)

    def faults(self, now_us: int) -> tuple[str, ...]:
        """What is wrong now, dearest first."""
        found = set(self._lasting)
        for name, last_us in self._last.items():
            if now_us - last_us <= HOLD_US.get(name, HOLD_DEFAULT_US):
                found.add(name)
        return tuple(sorted(found, key=lambda name: (-COSTS[name], name)))

    def score(self, now_us: int) -> int:
        """Points from 0 to 100."""
        return max(0, SCORE_MAX - sum(COSTS[name] for name in self.faults(now_us)))

    def votes(self, now_us: int) -> bool:
        """Whether its price counts."""
        return self.mid is not None and self.score(now_us) >= VOTE_MIN

    def _order(self, received: Received, ts_us: int) -> None:
        """Events of a kind have growing times, and growing numbers where the venue counts them."""
        kind = type(received.event)
        number, last_us = self._numbers.get(kind, (0, 0))
        counted = kind is not Print and received.number
        if ts_us < last_us or (counted and received.number < number):
            self._fault("reorder", received.recv_us)
        self._numbers[kind] = (max(number, received.number), max(last_us, ts_us))

    def _content(self, event: Quote | Print | BookSnapshot | BookDelta, now_us: int) -> None:
        if isinstance(event, BookDelta):
            if self._book_id and event.previous_id > self._book_id:
                self._fault("gap", now_us)
            self._book_id = max(event.update_id, self._book_id)
        elif isinstance(event, BookSnapshot):
            self._book_id = event.update_id
            if event.bids and event.asks:
                self._priced(max(event.bids)[0], min(event.asks)[0], now_us)
        elif isinstance(event, Quote):
            self._priced(event.bid_price, event.ask_price, now_us)

    def _priced(self, bid: int, ask: int, now_us: int) -> None:
        crossed = bid >= ask or bid <= 0
        self._last_while("crossed", crossed, now_us)
        if crossed:
            return
        mid = (bid + ask) // 2
        if self._is_spike(mid):
            self._fault("spike", now_us)
            return
        self._mids.append(mid)
        if mid != self.mid:
            self._changes.beat(now_us)
        self.mid, self.spread = mid, ask - bid

    def _is_spike(self, mid: int) -> bool:
        """Far from the middles of late by their own measure; believed when it stays."""
        if len(self._mids) < BEATS_MIN:
            return False
        middle = median_low(self._mids)
        width = median_low([abs(each - middle) for each in self._mids])
        distance = abs(mid - middle)
        if distance * PPM <= middle * SPIKE_PPM_MIN or distance * 10_000 <= SPIKE_Z * width * 14_826:
            self._spikes = 0
            return False
        self._spikes += 1
        if self._spikes < SPIKES_BELIEVED:
            return True
        self._spikes = 0
        self._mids.clear()
        return False

    def _fault(self, name: str, now_us: int) -> None:
        self._last[name] = now_us

    def _last_while(self, name: str, lasts: bool, now_us: int) -> None:
        """A state that is a fault as long as it lasts."""
        if lasts:
            self._lasting.add(name)
        elif name in self._lasting:
            self._lasting.discard(name)
            if name != "frozen":
                self._fault(name, now_us)
