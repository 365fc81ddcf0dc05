"""What is taken while the chain is behind (CUST-9).

Invariant: the chain is behind by the time from the oldest mark round that is not posted to the newest; nobody's clock counts.
"""

from typing import TYPE_CHECKING

from tests.sim.judge.state import Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

MINUTE_US = 60_000_000
QUARTER_US = 15 * MINUTE_US
NONE, REDUCTIONS, NOTHING = range(3)


def behind_us(x: "Exchange") -> int:
    """Rounds that the chain lacks, as time."""
    return x.round_us - x.unposted_us if 0 < x.posted_us < x.round_us else 0


def round_begins(x: "Exchange") -> None:
    """A round is made: where all before are posted it is the oldest that is not."""
    if x.posted_us >= x.round_us:
        x.unposted_us = x.ts_us
    x.round_us = x.ts_us


def of(x: "Exchange") -> int:
    """The hold that is in force."""
    behind = behind_us(x)
    return NONE if behind <= MINUTE_US else REDUCTIONS if behind <= QUARTER_US else NOTHING


def check(x: "Exchange", *, reduction: bool) -> None:
    """Refuses what is not taken."""
    hold = of(x)
    if hold == NOTHING:
        raise Refusal("settlement_stopped", QUARTER_US, behind_us(x))
    if hold == REDUCTIONS and not reduction:
        raise Refusal("settlement_behind", MINUTE_US, behind_us(x))


def set_posted(x: "Exchange", posted: int) -> None:
    """SetPosted: it grows, and is of no later time than now."""
    if not 0 < posted <= x.ts_us:
        raise Refusal("record_malformed")
    if posted <= x.posted_us:
        raise Refusal("posted_known", posted, x.posted_us)
    before, x.posted_us = of(x), posted
    x.unposted_us = max(x.unposted_us, posted)
    x.emit("PostedSet", posted)
    tell(x, before)


def tell(x: "Exchange", before: int) -> None:
    """HoldChanged, when another one is in force than before."""
    if of(x) != before:
        x.emit("HoldChanged", of(x), x.posted_us, x.round_us)
