"""Keeper `claims`: accounts whose state on the chain the settlement log does not explain [CUST-10, CUST-11].

A claim that was due moves collateral and the sequence without an item; items that were not settled are then void. Such an account's
log stands still, it can trade no more, and somebody is paged: the chain is the truth.
"""

from typing import Final

from quantdesk.chain.view import User
from quantdesk.keepers.parts import Parts, Ran, command
from quantdesk.keepers.settle import SLOTS
from quantdesk.keepers.settle_halts import explained, halt
from quantdesk.model.records_gen import RaiseFloor, Reason
from quantdesk.store.settlement import claimed, collateral_of

NAME = "claims"
INTERVAL_S = 1.0
# Above every nonce that can be signed: no message of the account lives.
FLOOR_ALL: Final = 2**64 - 1
FROZEN = (Reason.FLOOR_KNOWN, Reason.ACCOUNT_UNKNOWN)


async def run_once(parts: Parts) -> Ran:
    """Looks at every account that changed."""
    view = await parts.view()
    halted = await claimed(parts.pool)
    changed = {
        number: user
        for number, user in view.users.items()
        if number not in halted and parts.recent.explained.get(number) != user.version
    }
    told = await collateral_of(parts.pool, {n: user.account.settled.seq for n, user in changed.items()}, SLOTS)
    for number, user in changed.items():
        if explained(user, told):
            parts.recent.explained[number] = user.version
        else:
            await _freeze(parts, user, told)
    return Ran(facts={"claims": len(halted)})


async def _freeze(parts: Parts, user: User, told: dict[tuple[int, int], int | None]) -> None:
    """Asked twice of the chain: what a list of accounts says of an older slot is no claim."""
    now = await parts.viewer.user(user.address)
    if now is None or now.number != user.number or explained(now, told):
        return
    again = await collateral_of(parts.pool, {now.number: now.account.settled.seq}, SLOTS)
    if explained(now, again):
        return
    await command(parts, RaiseFloor(account=user.number, nonce=FLOOR_ALL, inbox=0), FROZEN)
    await halt(
        parts, now, "claimed", f"collateral on the chain {now.account.settled.collateral} is not what the log makes"
    )
