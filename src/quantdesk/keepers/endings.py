"""Keeper `endings`: what the chain decides for good or until it is taken back is the engine's [CUST-23, CUST-24, CUST-34].

Invariant: an account whose owner has asked for an exit only reduces until he takes it back, and what he holds is closed meanwhile; an
exchange that was frozen takes nothing more, and then the keepers that would change it rest.
"""

from typing import Final

from quantdesk.chain.view import User
from quantdesk.keepers.parts import Parts, Ran, command, views
from quantdesk.keepers.withdrawals import REQUEST_EXIT
from quantdesk.model.records_gen import AccountQuery, AccountView, CloseLeaving, Freeze, Leave, Reason, Restriction
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.log import get

NAME = "endings"
INTERVAL_S = 0.4
US: Final = 1_000_000
# After a start each account is asked for once; so many a run.
ASKED_MAX: Final = 200
# Who leaves with positions is closed against what is there, once a mark round.
CLOSE_S: Final = 5.0
KNOWN = (Reason.EXCHANGE_FROZEN,)
GONE = (Reason.ACCOUNT_UNKNOWN,)
# It is closed already, the engine does not know of the exit yet, or it matches nothing while the chain is behind.
CLOSED = (Reason.ACCOUNT_UNKNOWN, Reason.REDUCE_ONLY_NOTHING, Reason.SETTLEMENT_STOPPED)


async def run_once(parts: Parts) -> Ran:
    """Tells the engine who leaves, and that the exchange has ended."""
    view = await parts.view()
    if view.exchange.frozen_s:
        if await command(parts, Freeze(since=view.exchange.frozen_s * US), KNOWN):
            get().error("exchange_frozen", since_s=view.exchange.frozen_s)
        parts.recent.frozen = True
        return Ran(facts={"frozen_since_s": view.exchange.frozen_s})
    known = parts.recent.leaving
    leaving = {number: user.account.request.kind == REQUEST_EXIT for number, user in view.users.items()}
    changed = [number for number, leaves in leaving.items() if known.get(number) is not leaves]
    for number in changed[:ASKED_MAX]:
        if await _told(parts, number, leaves=leaving[number]):
            known[number] = leaving[number]
    for number in known.keys() - leaving.keys():
        del known[number]
    closing = [
        number for number, leaves in leaving.items() if leaves and known.get(number) and holds(view.users[number])
    ]
    for number in closing:
        if monotonic_s() - parts.recent.closed_s.get(number, -CLOSE_S) >= CLOSE_S:
            parts.recent.closed_s[number] = monotonic_s()
            await command(parts, CloseLeaving(account=number), CLOSED)
    for number in parts.recent.closed_s.keys() - set(closing):
        del parts.recent.closed_s[number]
    return Ran(more=len(changed) > ASKED_MAX, facts={"leaving": sum(leaving.values()), "closing": len(closing)})


def holds(user: User) -> bool:
    """Whether an account has lots, as the chain says it."""
    used = user.account.positions[: user.account.positions_count]
    return any(slot.lots for slot in used)


async def _told(parts: Parts, number: int, *, leaves: bool) -> bool:
    """Whether the engine knows whether an account leaves; it may not have met the account yet."""
    found = await views(parts, AccountQuery(account=number), AccountView)
    if not found:
        return False
    if bool(found[0].restrictions & Restriction.LEAVING) is not leaves:
        await command(parts, Leave(account=number, leaving=int(leaves)), GONE)
    return True
