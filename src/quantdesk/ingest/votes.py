"""The venues' voices about one market: who agrees, who lies, and whether the index should be doubted.

Invariant: voices never move the index [ORC-1]; they weigh by their scores, and one that stays far from the others is named and has none
until it comes back. Source: [DATA-2].
"""

from typing import Final

import msgspec

from quantdesk.ingest.completeness import Completeness
from quantdesk.ingest.quality import StreamHealth
from quantdesk.ingest.received import Received
from quantdesk.model.feed import Print

FAR_PPM: Final = 10_000
"""A venue whose middle is further from the others' lies."""
FAR_PATIENCE_US: Final = 4_000_000
DOUBT_PPM: Final = 3_000
DOUBT_PATIENCE_US: Final = 10_000_000
MOVED_PPM: Final = 200
VOICES_MIN: Final = 3
"""Voices, the index among them, without which nobody can be told to lie."""
PPM: Final = 1_000_000


class Voice(msgspec.Struct, frozen=True):
    """What one source says now. mid: e9 USD, 0: nothing; skew_us: receive time less the venue's; complete_pct: minutes with trades of
    those in which others traded; checksums_wrong: None where the venue sends none; backlog_us: age of its oldest row not written yet.
    """

    source: str
    symbol: str
    mid: int
    score: int
    faults: tuple[str, ...]
    skew_us: int
    events: int
    votes: bool = False
    complete_pct: int | None = None
    checksums_wrong: int | None = None
    backlog_us: int = 0


class Votes:
    """Streams of one market."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.streams: dict[str, StreamHealth] = {}
        self.index: int | None = None
        self.doubted = False
        self.doubt_ppm = 0
        self._completeness = Completeness()
        self._far_since: int | None = None
        self._reference: tuple[int, int] | None = None

    def take(self, received: Received) -> bool:
        """Notes an event; False when it came before."""
        stream = self.streams.get(received.source)
        if stream is None:
            stream = self.streams[received.source] = StreamHealth(received.source, self.symbol)
        used = stream.take(received)
        if used and isinstance(received.event, Print):
            self._completeness.trade(received.source, received.recv_us)
        return used

    def check(self, now_us: int) -> None:
        """Judges all streams at a moment."""
        for stream in self.streams.values():
            stream.check(now_us)
        for source in self._completeness.check(now_us):
            self.streams[source].incomplete(now_us)
        reference = self.reference(now_us)
        moved = self._moved(reference, now_us)
        for stream in self.streams.values():
            stream.stuck(now_us, moved)
            far = reference is not None and stream.mid is not None and _is_far(stream.mid, reference, FAR_PPM)
            stream.diverges(now_us, far, FAR_PATIENCE_US)
        self._doubt(now_us)

    def reference(self, now_us: int) -> int | None:
        """The middle of all voices and the index, weighed; with too few of them the index; None: nobody can be told to lie."""
        spoken = [stream for stream in self.streams.values() if stream.mid is not None]
        voices = [(s.mid, s.score(now_us)) for s in spoken if s.mid is not None and s.votes(now_us)]
        if self.index is not None:
            voices.append((self.index, 100))
        # Who has lost his vote still counts as one who was heard: two that agree go on to outvote him.
        heard = len(spoken) + (self.index is not None)
        return median_weighted(voices) if voices and heard >= VOICES_MIN else self.index

    def venues(self, now_us: int) -> int | None:
        """The middle of the venues alone."""
        voices = [(s.mid, s.score(now_us)) for s in self.streams.values() if s.mid is not None and s.votes(now_us)]
        return median_weighted(voices) if voices else None

    def voices(self, now_us: int) -> list[Voice]:
        """What every source says, by name."""
        return [
            Voice(
                name,
                self.symbol,
                s.mid or 0,
                s.score(now_us),
                s.faults(now_us),
                s.skew_us,
                s.events,
                s.votes(now_us),
                self._completeness.percent(name),
                s.checksums_wrong,
            )
            for name, s in sorted(self.streams.items())
        ]

    def _doubt(self, now_us: int) -> None:
        venues = self.venues(now_us)
        if self.index is None or venues is None or not _is_far(venues, self.index, DOUBT_PPM):
            self._far_since, self.doubted, self.doubt_ppm = None, False, 0
            return
        self._far_since = self._far_since if self._far_since is not None else now_us
        self.doubted = now_us - self._far_since >= DOUBT_PATIENCE_US
        self.doubt_ppm = min(PPM, abs(venues - self.index) * PPM // self.index) if self.doubted else 0

    def _moved(self, reference: int | None, now_us: int) -> bool:
        """Whether the others' middle has moved since it was noted; noted again every few seconds."""
        if reference is None:
            return False
        if self._reference is None or now_us - self._reference[1] > FAR_PATIENCE_US:
            self._reference = (reference, now_us)
        return _is_far(reference, self._reference[0], MOVED_PPM)


def median_weighted(voices: list[tuple[int, int]]) -> int:
    """The lowest value at which half of the weight is reached."""
    total = sum(weight for _, weight in voices)
    seen = 0
    for value, weight in sorted(voices):
        seen += weight
        if 2 * seen >= total:
            return value
    raise ValueError("expected a voice with weight")


def _is_far(value: int, other: int, ppm: int) -> bool:
    return abs(value - other) * PPM > other * ppm
