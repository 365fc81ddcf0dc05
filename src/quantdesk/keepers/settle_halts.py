"""Accounts whose log stands still: why, since when, and when they are tried again [CUST-9, CUST-11].

Invariant: an account whose collateral the log does not explain is not written: a claim went past it.
"""

from typing import Final

from quantdesk.chain.view import User, View
from quantdesk.keepers.parts import Parts
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.runtime.log import get
from quantdesk.store.settlement import Halt, halt_put

HALT_RETRY_S: Final = 60.0


def left_so(parts: Parts, view: View, number: int) -> bool:
    """Whether an account is as the last item left it that this process sent: of others the log is asked."""
    settled = view.users[number].account.settled
    return parts.recent.left.get(number) == (settled.seq, settled.collateral)


def explained(user: User, told: dict[tuple[int, int], int | None]) -> bool:
    """Whether the account's collateral is what the log's items below its sequence make; after a claim it is not [CUST-10]."""
    for asset, atoms in enumerate(user.account.settled.collateral):
        left = told.get((user.number, asset), 0)
        if left is not None and atoms != left:
            return False
    return True


async def halt(parts: Parts, user: User, cause: str, reason: str, item_seq: int | None = None) -> None:
    """Notes that an account's log stands still, at the chain's sequence if no other is named, and pages when that is new."""
    seq = user.account.settled.seq if item_seq is None else item_seq
    made = Halt(account=user.number, item_seq=seq, cause=cause, reason=reason, since_us=now_us())
    if await halt_put(parts.pool, made):
        get().error("settlement_halted", account=user.number, item_seq=seq, cause=cause, reason=reason)


def may_go_on(parts: Parts, number: int, halts: dict[int, Halt]) -> bool:
    """Whether an account's log is tried in this run: one that a claim went past never, one that stands still now and then."""
    halted = halts.get(number)
    if halted is None:
        return True
    if halted.cause == "claimed":
        return False
    return monotonic_s() - parts.recent.tried_s.setdefault(number, -HALT_RETRY_S) >= HALT_RETRY_S
