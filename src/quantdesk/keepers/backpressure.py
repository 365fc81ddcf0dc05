"""Keeper `backpressure`: when the chain is too far behind the engine, the engine takes only cancels and reductions [CUST-9].

It tells the engine how far mark rounds have been posted; without that the engine holds by itself, later. Invariant: it holds a market
that nobody else holds, notes that before it does, and lets go of those alone. It needs no chain: a chain that cannot be read is behind
too, and items grow old.
"""

from typing import Final

from quantdesk.keepers.parts import Parts, Ran, command, views
from quantdesk.model.records_gen import MarketQuery, MarketView, Reason, SetPause, SetPosted
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.runtime.log import get
from quantdesk.store.settlement import halts_list, hold_end, hold_put, holds_list, oldest_pending, oldest_round

NAME = "backpressure"
INTERVAL_S = 1.0
AGE_MAX_S: Final = 30.0
# Items that come while rounds are behind would only grow as old.
BEHIND_MAX_S: Final = 40.0
ALL_MARKETS: Final = 65_535


async def run_once(parts: Parts) -> Ran:
    """Tells how far the chain is, and holds the markets, or lets them go."""
    await _posted_tell(parts)
    oldest_us, count = await oldest_pending(parts.pool)
    age_s = _age_s(oldest_us)
    parts.gauges.oldest.set(age_s)
    parts.gauges.pending.set(count)
    behind_s = await _behind_s(parts)
    causes = [halt.cause for halt in await halts_list(parts.pool)]
    # A log that waits for a program with such an item holds up its market and all who trade there: their age says nothing of the chain.
    reason = held_for(0.0 if "unknown" in causes else age_s, behind_s, causes.count("refused"))
    held = set(await holds_list(parts.pool))
    if reason or held:
        await _apply(parts, reason, held)
    facts: dict[str, int | str | bool] = {
        "unsettled": count, "unsettled_oldest_s": round(age_s), "rounds_behind_s": round(behind_s), "held": reason or "no"
    }  # fmt: skip
    return Ran(facts=facts)


async def _posted_tell(parts: Parts) -> None:
    """Of a desk on whose chain there never was a round nothing is told: its engine holds nothing."""
    recent, posted_us = parts.recent, parts.recent.posted_us or 0
    if posted_us > recent.posted_told_us:
        await command(parts, SetPosted(posted=posted_us), (Reason.POSTED_KNOWN,))
        recent.posted_told_us = posted_us


async def _behind_s(parts: Parts) -> float:
    """For how long a mark round waits; while the chain was not read since the start, for how long that is."""
    if parts.recent.posted_us is None:
        return monotonic_s() - parts.recent.since_s
    return _age_s(await oldest_round(parts.pool, parts.recent.posted_us))


def _age_s(since_us: int | None) -> float:
    return 0.0 if since_us is None else max(0.0, (now_us() - since_us) / 1_000_000)


def held_for(age_s: float, behind_s: float, refused: int) -> str:
    """Why the markets take only cancels and reductions; empty when they take all."""
    if refused:
        return f"the chain refused an honest item of {refused} account{'s' if refused > 1 else ''}"
    if age_s > AGE_MAX_S:
        return f"the oldest item that is not settled is older than {AGE_MAX_S:.0f} s"
    if behind_s > BEHIND_MAX_S:
        return f"the oldest mark round that is not posted is older than {BEHIND_MAX_S:.0f} s"
    return ""


async def _apply(parts: Parts, reason: str, held: set[int]) -> None:
    for market in await views(parts, MarketQuery(market=ALL_MARKETS), MarketView):
        if reason and not market.paused:
            await hold_put(parts.pool, market.market, reason, now_us())
            await command(parts, SetPause(market=market.market, paused=1))
            get().error("market_held", market=market.market, reason=reason)
        elif not reason and market.market in held:
            if market.paused:
                await command(parts, SetPause(market=market.market, paused=0))
            await hold_end(parts.pool, market.market)
            get().info("market_released", market=market.market)
