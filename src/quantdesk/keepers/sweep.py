"""Keeper `sweep`: asks the engine to pay claims out of the losses of others [PNL-5].

Once a minute where claims exceed their pool, and at once, at most every few seconds, where a withdrawal waits for one.
"""

from typing import Final

from quantdesk.keepers.parts import Parts, Ran, command, views
from quantdesk.keepers.withdrawals import ALL_MARKETS, is_open
from quantdesk.model.records_gen import AccountQuery, MarketQuery, MarketView, PositionView, Reason, Sweep
from quantdesk.runtime.clock import monotonic_s

NAME = "sweep"
INTERVAL_S = 2.0
EVERY_S: Final = 60.0
WAITING_S: Final = 5.0
# Nothing to do is no failure.
IDLE = (Reason.MARKET_PRICE_UNKNOWN,)


async def run_once(parts: Parts) -> Ran:
    """Sweeps the markets whose time has come."""
    markets = await views(parts, MarketQuery(market=ALL_MARKETS), MarketView)
    claiming = {market.market: market.claims > market.pool for market in markets if market.claims > 0}
    if not claiming:
        return Ran()
    waited_for = await _waited_for(parts)
    for market, exceeds in claiming.items():
        since_s = monotonic_s() - parts.recent.swept_s.get(market, -EVERY_S)
        if (exceeds and since_s >= EVERY_S) or (market in waited_for and since_s >= WAITING_S):
            parts.recent.swept_s[market] = monotonic_s()
            await command(parts, Sweep(market=market), IDLE)
    return Ran()


async def _waited_for(parts: Parts) -> set[int]:
    """Markets in which an account has a claim while its owner's request waits."""
    markets: set[int] = set()
    for number, user in (await parts.view()).users.items():
        if is_open(user):
            positions = await views(parts, AccountQuery(account=number), PositionView)
            markets.update(position.market for position in positions if position.claim > 0)
    return markets
