"""Keeper `shares`: once a UTC day pays each referrer what was set aside for him in each market [FEE-2].

Invariant: what is owed is the engine's to know; a share that was paid is no longer owed, so running again pays nothing twice.
"""

from typing import Final

from quantdesk.keepers.parts import Parts, Ran, command, views
from quantdesk.model.records_gen import PayShare, Reason, SharesQuery, ShareView
from quantdesk.model.settled import day_of
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.log import get

NAME = "shares"
INTERVAL_S = 60.0
# Somebody else may have paid it meanwhile, he may have closed the account, or it holds nothing or leaves: then it waits (CUST-46).
NOTHING_PAID: Final = (Reason.SHARE_NONE, Reason.ACCOUNT_UNKNOWN, Reason.TRANSFER_TO_EMPTY, Reason.ACCOUNT_RESTRICTED)


async def run_once(parts: Parts) -> Ran:
    """Pays what is owed, if that was not done today. Errors: CommandRefused."""
    today = day_of(now_us())
    if parts.recent.shares_day == today:
        return Ran(facts={"shares_of_day": today})
    owed = await views(parts, SharesQuery(), ShareView)
    for one in owed:
        await command(parts, PayShare(account=one.account, market=one.market), NOTHING_PAID)
    parts.recent.shares_day = today
    get().info("shares_paid", day=today, shares=len(owed))
    return Ran(facts={"shares_of_day": today})
