"""How funding stands: the rate of the hour that runs, as people read it [FND-1, FND-2].

Invariant: nothing is computed here; the rate is the core's, of the mean of the samples so far. Before the first sample it is not known.
"""

from typing import Final

from quantdesk.core import funding_rate
from quantdesk.model.money import E9_DIGITS, decimal_text
from quantdesk.model.records_gen import MarketView

HOUR_MS: Final = 3_600_000


def funding_of(view: MarketView) -> str | None:
    """The rate of this hour if it ended now and had enough samples, a signed fraction; None: not known."""
    return decimal_text(funding_rate(view.premium), E9_DIGITS) if view.samples else None


def funding_next_ms(ts_ms: int) -> int:
    """When the hour ends."""
    return (ts_ms // HOUR_MS + 1) * HOUR_MS
