"""Keeper `changes`: brings what admins have named into force, when its time has come and early exits are paid [CUST-22, CUST-50].

Invariant: it decides nothing. What may apply is read from the finalised chain, and the program judges it once more. What only the chain
knows is applied at once; what items are judged by is told to the engine, and lands at its place of the settlement log
(`changes_told.py`, `settle_changes.py`). A change that is refused is told once, tried again now and then, and holds up no other. A
version of the program is put in place by `./desk program upgrade finish`, which has its bytes.
"""

from typing import Final

from quantdesk.chain.changes import JUDGED, UNITS, Kind, applying, changes_pending, exits_paid
from quantdesk.chain.program_gen import PendingChange
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.view import View
from quantdesk.keepers.changes_told import change_tell, numbers_follow
from quantdesk.keepers.parts import Parts, Ran, sent
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.log import get
from quantdesk.store.changes import change_end, changes_taken

NAME = "changes"
INTERVAL_S = 5.0
# One that was refused may be taken later, as a cap a day after the last.
REFUSED_AGAIN_S: Final = 600.0


async def run_once(parts: Parts) -> Ran:
    """Brings the oldest of each sort into force that is due and was not refused lately; more when one landed.

    Errors: ChainUnavailable, TransactionFailed, CommandRefused.
    """
    taken = await changes_taken(parts.pool)
    view = await parts.view()
    pending = await changes_pending(parts.rpc, view.addresses.program)
    _refusals_forget(parts, pending)
    waiting = {one.id_ for one in pending.values()}
    for one in taken:
        if one.change not in waiting:
            await change_end(parts.pool, one.change)
    landing = [one for one in taken if one.change in waiting]
    due = [(address, one) for address, one in pending.items() if is_due(view, one) and _is_tried(parts, one)]
    told = not landing and await _judged_tell(parts, view, due)
    landed = await _chain_apply(parts, view, due)
    if not told:
        await numbers_follow(parts)
    return Ran(more=landed, facts=_facts(parts, view, list(pending.values())[landed:]))


def is_due(view: View, change: PendingChange) -> bool:
    """Whether the program would take it now, as far as its time is concerned."""
    return view.unix_s >= change.due_s and exits_paid(view.exchange, change)


async def _judged_tell(parts: Parts, view: View, due: list[tuple[bytes, PendingChange]]) -> bool:
    """Whether the engine was told of one that items are judged by: the oldest that neither chain nor engine refuses, one at a time."""
    for address, change in due:
        if change.kind in JUDGED:
            reason = await change_tell(parts, view, address, change)
            if not reason:
                return True
            _refused(parts, change, reason)
    return False


async def _chain_apply(parts: Parts, view: View, due: list[tuple[bytes, PendingChange]]) -> bool:
    """Whether the oldest of what only the chain knows landed. Errors: TransactionFailed, of the runtime."""
    own = [(address, one) for address, one in due if one.kind not in JUDGED and one.kind != Kind.UPGRADE]
    if not own:
        return False
    address, change = own[0]

    async def gone() -> bool:
        return (await parts.rpc.accounts([address])).accounts[0] is None

    made = applying(view.addresses, address, change, {}, None)
    outcome = await sent(parts, NAME, (units_limit(UNITS), made), gone)
    if outcome.error is not None:
        if outcome.error.code is None:
            raise outcome.error
        _refused(parts, change, str(outcome.error))
        return True
    if outcome.state == "landed":
        get().info("change_applied", change=change.id_, kind=change.kind)
    return outcome.state == "landed"


def _is_tried(parts: Parts, change: PendingChange) -> bool:
    refused_s = parts.recent.changes_refused.get(change.id_)
    return refused_s is None or monotonic_s() - refused_s >= REFUSED_AGAIN_S


def _refused(parts: Parts, change: PendingChange, reason: str) -> None:
    if change.id_ not in parts.recent.changes_refused:
        get().error("change_refused", change=change.id_, kind=change.kind, reason=reason)
    parts.recent.changes_refused[change.id_] = monotonic_s()


def _refusals_forget(parts: Parts, pending: dict[bytes, PendingChange]) -> None:
    for number in parts.recent.changes_refused.keys() - {one.id_ for one in pending.values()}:
        del parts.recent.changes_refused[number]


def _facts(parts: Parts, view: View, pending: list[PendingChange]) -> dict[str, int | str | bool]:
    """What waits. Of what is due and was not refused the keeper itself is waited for."""
    next_s = min((one.due_s - view.unix_s for one in pending if one.due_s > view.unix_s), default=0)
    refused = len(parts.recent.changes_refused)
    parts.gauges.changes.set(len(pending))
    parts.gauges.changes_refused.set(refused)
    parts.gauges.change_due.set(next_s)
    return {"changes_pending": len(pending), "changes_refused": refused, "change_next_s": next_s}
