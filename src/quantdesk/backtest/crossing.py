"""An example and no more: two moving averages of the middle, long while the short one is above, short while it is below.

It is here to be read and replaced. It takes at once and pays the taker's fee each time, so it loses money on most tapes, and the report
says so. It remembers nothing but the last middles.
"""

from collections import deque
from collections.abc import Sequence
from typing import Final

from quantdesk.backtest.strategy import Decide, Place, View, Wish
from quantdesk.model.market import Market
from quantdesk.model.records_gen import Side

SHORT: Final = 10
LONG: Final = 60
"""Looks that each average is made of."""
REACH_PPM: Final = 500
"""How far beyond the touch an order may take."""
USD_E6: Final = 5_000_000_000
"""Size of the position, about 5,000 USD."""


def crossing(market: Market, seed: int) -> Decide:
    """The strategy for a market; it draws nothing, so the seed does not matter."""
    del seed
    middles: deque[int] = deque(maxlen=LONG)

    def decide(view: View) -> Sequence[Wish]:
        if not view.middle_mticks:
            return ()
        middles.append(view.middle_mticks)
        if len(middles) < LONG:
            return ()
        recent = sum(list(middles)[-SHORT:])
        # Averages of SHORT and LONG looks, compared without a division.
        above = recent * LONG - sum(middles) * SHORT
        if not above:
            return ()
        lots = max(1, USD_E6 * 1_000 // (market.tick_value * view.middle_mticks))
        change = (lots if above > 0 else -lots) - view.position
        # What is on its way is not in the position yet: only a turn is worth an order.
        if not change or (view.position and (view.position > 0) == (above > 0)):
            return ()
        return (_taking(view, change),)

    return decide


def _taking(view: View, change: int) -> Place:
    """An order at once, as far beyond the touch as REACH_PPM."""
    if change > 0:
        price = view.asks[0].price
        return Place(side=Side.BUY, price=price + price * REACH_PPM // 1_000_000, lots=change, immediate=True)
    price = view.bids[0].price
    return Place(side=Side.SELL, price=price - price * REACH_PPM // 1_000_000, lots=-change, immediate=True)
