"""Whether a source misses what others see: minutes of a market in which others traded and it did not.

Invariant: a minute is judged once, after it is over, and only for sources that gave trades before it began; a minute in which nobody else
traded says nothing about anybody. Minutes are of the time of receipt, so a venue's wrong clock is no hole. Source: [DATA-7].
"""

from collections import deque
from typing import Final

MINUTE_US: Final = 60_000_000
GRACE_US: Final = 2_000_000
"""After its end a minute waits so long for trades on their way."""
JUDGED_KEPT: Final = 60


class Completeness:
    """The minutes of one market."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._traded: dict[int, set[str]] = {}
        self._judged: dict[str, deque[bool]] = {}

    def trade(self, source: str, recv_us: int) -> None:
        """Notes that a source gave a trade."""
        minute = recv_us // MINUTE_US
        self._first.setdefault(source, minute)
        self._traded.setdefault(minute, set()).add(source)

    def check(self, now_us: int) -> list[str]:
        """Judges the minutes that are over; the sources that missed one in which another traded, by name."""
        over = [minute for minute in self._traded if (minute + 1) * MINUTE_US + GRACE_US <= now_us]
        missed: set[str] = set()
        for minute in sorted(over):
            traded = self._traded.pop(minute)
            for source, first in self._first.items():
                if first < minute and traded - {source}:
                    self._judged.setdefault(source, deque(maxlen=JUDGED_KEPT)).append(source in traded)
                    if source not in traded:
                        missed.add(source)
        return sorted(missed)

    def percent(self, source: str) -> int | None:
        """Of the last minutes in which others traded, those in which it did too, rounded down; None: there was none to judge by."""
        judged = self._judged.get(source)
        return sum(judged) * 100 // len(judged) if judged else None
