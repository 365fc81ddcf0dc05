"""The gate: nothing leaves while a large loss is not paid (WDR-2).

Invariant: closed an hour at most, and not again within a day of the last closing.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.sim.judge.state import Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US


def tick(x: "Exchange") -> None:
    """Closes it when the deficits of all markets are above 0.01 % of all USDC, opens it when they are not, or an hour later."""
    deficit = sum(market.deficit for market in x.markets.values())
    large = deficit > Fraction(x.tokens, 10_000)
    was = x.gate_closed
    if was:
        x.gate_closed = large and x.ts_us < x.gate_us + HOUR_US
    elif large and (not x.gate_us or x.ts_us >= x.gate_us + DAY_US):
        x.gate_closed, x.gate_us = True, x.ts_us
    if x.gate_closed != was:
        x.emit("GateSet", int(x.gate_closed), deficit, x.tokens)


def check(x: "Exchange") -> None:
    """A debit while it is closed."""
    if x.gate_closed:
        raise Refusal("gate_closed", x.gate_us + HOUR_US, x.ts_us)
