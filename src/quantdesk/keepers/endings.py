"""Keeper `endings`: what the chain decides for good or until it is taken back is the engine's [CUST-23, CUST-24, CUST-34, CUST-51].

Invariant: an account whose owner has asked for an exit only reduces until he takes it back, and what he holds is closed meanwhile; so does
one whose request for an amount anybody may soon claim, past what the log has not settled; an exchange that was frozen takes nothing
more, and then the keepers that would change it rest.
"""

from typing import Final

from quantdesk.chain.changes import exit_hours
from quantdesk.chain.view import User, View
from quantdesk.keepers.parts import Parts, Ran, command, views
from quantdesk.keepers.withdrawals import REQUEST_EXIT, is_open
from quantdesk.model.records_gen import AccountQuery, AccountView, CloseLeaving, Freeze, Leave, Reason, Restriction
from quantdesk.model.settled import exit_last
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.log import get

NAME = "endings"
INTERVAL_S = 0.4
US: Final = 1_000_000
# After a start each account is asked for once; so many a run.
ASKED_MAX: Final = 200
# Who leaves with positions is closed against what is there, once a mark round; in the last hours by a round, when the program's clock is
# surely past their beginning too.
CLOSE_S: Final = 5.0
LAST_MARGIN_S: Final = 60
# A request may be claimed when it is an hour old: what was matched before its account is restricted has settled by then.
OLD_S: Final = 1_800
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
    leaving = {number: leaves(user, view.unix_s) for number, user in view.users.items()}
    changed = [number for number, one in leaving.items() if known.get(number) is not one]
    for number in changed[:ASKED_MAX]:
        if await _told(parts, number, leaving=leaving[number]):
            known[number] = leaving[number]
    for number in known.keys() - leaving.keys():
        del known[number]
    closing = [number for number, user in view.users.items() if asks_exit(user) and known.get(number) and holds(user)]
    for number in closing:
        if monotonic_s() - parts.recent.closed_s.get(number, -CLOSE_S) >= CLOSE_S:
            parts.recent.closed_s[number] = monotonic_s()
            last = is_last(view.users[number], view)
            await command(parts, CloseLeaving(account=number, last=int(last)), CLOSED)
    for number in parts.recent.closed_s.keys() - set(closing):
        del parts.recent.closed_s[number]
    return Ran(more=len(changed) > ASKED_MAX, facts={"leaving": sum(leaving.values()), "closing": len(closing)})


def asks_exit(user: User) -> bool:
    """Whether its owner asked for everything."""
    return user.account.request.kind == REQUEST_EXIT


def is_last(user: User, view: View) -> bool:
    """Whether an exit is in the last of its hours [CUST-51]."""
    return exit_last(user.account.request.unix_s, exit_hours(view.exchange), view.unix_s - LAST_MARGIN_S)


def leaves(user: User, unix_s: int) -> bool:
    """Whether an account only reduces: its owner asked for everything, or for an amount so long ago that it may soon be claimed."""
    return asks_exit(user) or (is_open(user) and unix_s - user.account.request.unix_s >= OLD_S)


def holds(user: User) -> bool:
    """Whether an account has lots, as the chain says it."""
    used = user.account.positions[: user.account.positions_count]
    return any(slot.lots for slot in used)


async def _told(parts: Parts, number: int, *, leaving: bool) -> bool:
    """Whether the engine knows whether an account leaves; it may not have met the account yet."""
    found = await views(parts, AccountQuery(account=number), AccountView)
    if not found:
        return False
    if bool(found[0].restrictions & Restriction.LEAVING) is not leaving:
        await command(parts, Leave(account=number, leaving=int(leaving)), GONE)
    return True
