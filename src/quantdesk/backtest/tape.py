"""A tape: what happened in another exchange's book, one event after another, from a recording or made up from a seed.

Invariant: a tape is read once, by one reader, in order, and time never goes back on it; an event that somebody else took leaves a
hole, and a hole ends the run (TapeTorn).
"""

import gzip
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from quantdesk.model.feed import FeedEvent, feed_ordered
from quantdesk.model.feed_synthetic import SYNTHETIC, synthetic_feed

RECORDED: Final = {"BTC-PERP": Path("l2_trades_binance_usdm", "btcusdt_20240808.gz")}
SYNTHETIC_START_US: Final = 1_700_000_000_000_000
"""Made-up tapes begin here, so that a seed names all of one."""


class TapeTorn(Exception):
    """Somebody else than the run has read the tape: what he took is missing."""


class Tape:
    """Events with their times. read: how many were taken so far; fraction: how much of all, 0 to 1, for a progress bar."""

    def __init__(self, name: str, events: Iterable[FeedEvent], fraction: Callable[[], float] = lambda: 0.0) -> None:
        self.name, self.fraction, self.read = name, fraction, 0
        self._events, self._time_us = iter(events), 0

    def __iter__(self) -> Iterator[tuple[int, int, FeedEvent]]:
        return self

    def __next__(self) -> tuple[int, int, FeedEvent]:
        """Number of the event from 1, its time, and the event; the streams of a recording can lie milliseconds apart, time stands then."""
        event = next(self._events)
        self.read += 1
        self._time_us = max(self._time_us, event.ts_us)
        return self.read, self._time_us, event


def tape_recorded(symbol: str, data: str, limit_us: int) -> Tape:
    """The recorded tape of a market; data: the folder of recorded data. Errors: FileNotFoundError that says which file is missing."""
    if symbol not in RECORDED:
        raise FileNotFoundError(f"expected a market with a recorded book ({', '.join(RECORDED)}), found {symbol}")
    path = Path(data) / RECORDED[symbol]
    if not data or not path.is_file():
        raise FileNotFoundError(
            f"expected the recorded book {RECORDED[symbol]} in the folder of QUANTDESK_DATA, found none; --source synthetic needs no data"
        )
    raw = path.open("rb")
    size = path.stat().st_size

    def events() -> Iterator[FeedEvent]:
        with raw, gzip.open(raw) as lines:
            yield from until(feed_ordered(lines), limit_us)

    return Tape(f"recorded {RECORDED[symbol].name}", events(), lambda: 1.0 if raw.closed else raw.tell() / size)


def tape_synthetic(symbol: str, seed: int, limit_us: int) -> Tape:
    """A made-up tape of a market, a function of its seed. Errors: KeyError for a market that nobody made up."""
    reached = 0

    def events() -> Iterator[FeedEvent]:
        nonlocal reached
        market = msgspec.structs.replace(SYNTHETIC[symbol], seed=seed)
        for event in until(synthetic_feed(market, SYNTHETIC_START_US), limit_us):
            reached = event.ts_us - SYNTHETIC_START_US
            yield event

    return Tape(f"synthetic, seed {seed}", events(), lambda: min(1.0, reached / limit_us))


def until(events: Iterator[FeedEvent], limit_us: int) -> Iterator[FeedEvent]:
    """The events of the first limit_us of a feed; 0: all."""
    end_us: int | None = None
    for event in events:
        end_us = event.ts_us + limit_us if end_us is None else end_us
        if limit_us and event.ts_us > end_us:
            return
        yield event
