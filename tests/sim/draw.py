"""The least that insurance can pay: what a bankrupt lacks after everything of his, as far as the fund and its cap go (LIQ-5).

Invariant: the bound is reckoned from what he was worth before the first step against him, at the marks at which he is closed, and from the
fund as it was before; never from what was drawn. Rounding: each lot passed is floored against who asks, an atom a step at most.
"""

from quantdesk.model.records_gen import DeficitPaid, Event, LiquidationStep, LossCovered, MarketChanged


class Draws:
    """Insurance drawn and the least of it, over all batches; funds by market, and the most that one pays for one bankrupt."""

    def __init__(self, funds: dict[int, int], cap: int) -> None:
        self.funds, self.cap = funds, cap
        self.drawn = self.least = 0

    def heard(self, events: list[Event]) -> None:
        """The events of one batch."""
        lacks: dict[int, int] = {}
        for event in events:
            if isinstance(event, LiquidationStep):
                # What he is worth before the first step against him; the later ones tell the same again.
                lacks.setdefault(event.account, max(0, -event.equity))
            elif isinstance(event, LossCovered | DeficitPaid):
                self.drawn += event.insurance
        # Everybody's loss has the fund once, and what is left of all has it once more before any profit is cut (LIQ-6).
        markets = {event.market for event in events if isinstance(event, LossCovered)}
        caps = sum(min(self.funds[market], self.cap) for market in markets)
        first = sum(min(lack, caps) for lack in lacks.values())
        again = min(sum(lacks.values()) - first, caps if any(isinstance(event, DeficitPaid) for event in events) else 0)
        self.least += min(first + again, sum(self.funds[market] for market in markets))
        for event in events:
            if isinstance(event, MarketChanged):
                self.funds[event.market] = event.insurance
