"""Keeper `changes`: applies what admins have named, when its time has come and early exits are paid [CUST-22, CUST-50].

Invariant: it decides nothing. What may apply is read from the finalised chain, and the program judges it once more; a change that the
program refuses is told once, tried again now and then, and holds up no other. A version of the program is put in place by
`./desk program upgrade finish`, which has its bytes.
"""

from typing import Final

from quantdesk.chain.changes import JUDGED, Kind, applying, changes_pending, exits_paid
from quantdesk.chain.program_gen import PendingChange
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.view import View
from quantdesk.keepers.parts import Parts, Ran, sent
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.log import get

NAME = "changes"
INTERVAL_S = 5.0
UNITS: Final = 60_000
# One that was refused may be taken later, as a cap a day after the last.
REFUSED_AGAIN_S: Final = 600.0
# Whose application is somebody else's.
LEFT: Final = (Kind.UPGRADE, *JUDGED)


async def run_once(parts: Parts) -> Ran:
    """Applies the oldest that is due and was not refused lately; more when it landed. Errors: ChainUnavailable, TransactionFailed."""
    view = await parts.view()
    pending = await changes_pending(parts.rpc, view.addresses.program)
    _forget_refusals(parts, pending)
    due = [address for address, one in pending.items() if is_due(view, one) and _is_tried(parts, one)]
    landed = bool(due) and await _apply(parts, view, due[0], pending[due[0]])
    waiting = [one.due_s - view.unix_s for one in pending.values() if one.due_s > view.unix_s]
    next_s = min(waiting, default=0)
    refused = len(parts.recent.changes_refused)
    parts.gauges.changes.set(len(pending) - landed)
    parts.gauges.changes_refused.set(refused)
    parts.gauges.change_due.set(next_s)
    facts: dict[str, int | str | bool] = {
        "changes_pending": len(pending) - landed, "changes_refused": refused, "change_next_s": next_s
    }  # fmt: skip
    return Ran(more=landed or len(due) > 1, facts=facts)


def is_due(view: View, change: PendingChange) -> bool:
    """Whether the program would take it now, as far as its time is concerned."""
    return view.unix_s >= change.due_s and exits_paid(view.exchange, change)


def _is_tried(parts: Parts, change: PendingChange) -> bool:
    refused_s = parts.recent.changes_refused.get(change.id_)
    return change.kind not in LEFT and (refused_s is None or monotonic_s() - refused_s >= REFUSED_AGAIN_S)


def _forget_refusals(parts: Parts, pending: dict[bytes, PendingChange]) -> None:
    there = {one.id_ for one in pending.values()}
    for number in parts.recent.changes_refused.keys() - there:
        del parts.recent.changes_refused[number]


async def _apply(parts: Parts, view: View, address: bytes, change: PendingChange) -> bool:
    """Whether it landed; a refusal of the program is noted. Errors: TransactionFailed, of the runtime."""

    async def gone() -> bool:
        return (await parts.rpc.accounts([address])).accounts[0] is None

    made = applying(view.addresses, address, change)
    outcome = await sent(parts, NAME, (units_limit(UNITS), made), gone)
    if outcome.error is not None:
        if outcome.error.code is None:
            raise outcome.error
        if change.id_ not in parts.recent.changes_refused:
            get().error("change_refused", change=change.id_, kind=change.kind, reason=str(outcome.error))
        parts.recent.changes_refused[change.id_] = monotonic_s()
        return False
    if outcome.state == "landed":
        parts.recent.changes_refused.pop(change.id_, None)
        get().info("change_applied", change=change.id_, kind=change.kind)
    return outcome.state == "landed"
