"""How far the chain is behind, as events tell it, and what is taken then (CUST-9).

Invariant: told by events alone; what the exchange says of its hold follows from them.
"""

from tests.sim.judge.hold import MINUTE_US, NOTHING, QUARTER_US
from tests.sim.need import Fields, need


class Pace:
    """Times of the newest round, of the last that is on the chain, of the oldest that is not (or the one before)."""

    def __init__(self) -> None:
        self.round_us = self.posted_us = self.unposted_us = 0

    def hold(self) -> int:
        """0: all; 1: reductions; 2: nothing."""
        behind = self.round_us - self.unposted_us if 0 < self.posted_us < self.round_us else 0
        return (behind > MINUTE_US) + (behind > QUARTER_US)

    def round_made(self, e: Fields) -> None:
        """MarkRound."""
        need(self.hold() < NOTHING, "CUST-9 no round while nothing trades", e)
        if self.posted_us >= self.round_us:
            self.unposted_us = e["ts"]
        self.round_us = e["ts"]

    def posted(self, e: Fields) -> None:
        """PostedSet."""
        need(e["posted"] > self.posted_us, "CUST-9 what is posted grows", e, self.posted_us)
        self.posted_us = e["posted"]
        self.unposted_us = max(self.unposted_us, self.posted_us)

    def changed(self, e: Fields) -> None:
        """HoldChanged."""
        told = (e["hold"], e["posted"], e["round"])
        need(told == (self.hold(), self.posted_us, self.round_us), "CUST-9 the hold that is told", e)
