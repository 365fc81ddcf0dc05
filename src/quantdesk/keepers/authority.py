"""Keeper `authority`: delegates and nonce floors of the chain are the engine's [CUST-4, CUST-5].

Invariant: owner instructions that need an ack are told in their order, each with its number, until the log holds an ack of it; what
is told twice does nothing.
"""

from typing import Final

from quantdesk.chain.program_gen import Delegate
from quantdesk.chain.view import User, View
from quantdesk.keepers.parts import Parts, Ran, command
from quantdesk.model.records_gen import AddDelegate, RaiseFloor, Reason, RemoveDelegate
from quantdesk.store.accounts import Allowed, accounts_open, delegates_all
from quantdesk.store.settlement import inbox_acked

NAME = "authority"
INTERVAL_S = 0.4
NO_KEY: Final = bytes(32)
US: Final = 1_000_000
AMOUNT_MAX: Final = 2**63 - 1
ADDED = (Reason.DELEGATE_EXISTS, Reason.DELEGATE_EXPIRY)
REMOVED = (Reason.DELEGATE_UNKNOWN,)
TAKEN = (Reason.FLOOR_KNOWN, Reason.DELEGATE_UNKNOWN)

Keys = dict[bytes, Allowed]


async def run_once(parts: Parts) -> Ran:
    """Tells the engine what owners changed."""
    view = await parts.view()
    opened = {account.account for account in await accounts_open(parts.pool)}
    users = [user for number, user in view.users.items() if number in opened]
    numbers = [user.number for user in users]
    acked = await inbox_acked(parts.pool, numbers)
    keys = await delegates_all(parts.pool, numbers)
    told = 0
    for user in users:
        mine = keys.get(user.number, {})
        told += await _instructions(parts, user, acked.get(user.number, 0))
        told += await _delegates(parts, view, user, mine)
    return Ran(more=told > 0, facts={"authority_told": told})


async def _instructions(parts: Parts, user: User, acked: int) -> int:
    """Removals and floors that are not acknowledged, in the order in which the owner sent them."""
    account = user.account
    due: list[tuple[int, RemoveDelegate | RaiseFloor]] = [
        (one.removal_inbox, RemoveDelegate(account=user.number, delegate=one.key, inbox=one.removal_inbox))
        for one in account.delegates
        if one.removal_slot and one.removal_inbox > acked
    ]
    if account.floor_next and account.floor_inbox > acked:
        floor = RaiseFloor(account=user.number, nonce=account.floor_next, inbox=account.floor_inbox)
        due.append((account.floor_inbox, floor))
    for _, record in sorted(due, key=lambda each: each[0]):
        await command(parts, record, TAKEN)
    return len(due)


async def _delegates(parts: Parts, view: View, user: User, mine: Keys) -> int:
    """Keys that the chain has and the engine lacks, and the other way round."""
    live = {one.key: _allowed(one) for one in user.account.delegates if _lives(one, view.unix_s)}
    told = 0
    for key in mine.keys() - live.keys():
        if mine[key].expiry_us > view.unix_s * US:
            await command(parts, RemoveDelegate(account=user.number, delegate=key, inbox=0), REMOVED)
            told += 1
    for key, allowed in live.items():
        if mine.get(key) == allowed:
            continue
        if key in mine:
            await command(parts, RemoveDelegate(account=user.number, delegate=key, inbox=0), REMOVED)
        bounds = (allowed.markets, allowed.notional_day, int(allowed.near_index))
        await command(parts, AddDelegate(user.number, key, allowed.expiry_us, 0, *bounds), ADDED)
        told += 1
    return told


def _lives(one: Delegate, unix_s: int) -> bool:
    """Whether a key may sign now."""
    return one.key != NO_KEY and not one.removal_slot and one.expiry_s > unix_s


def _allowed(one: Delegate) -> Allowed:
    """What the owner allows a key [SIG-4]. An amount beyond what a column holds is as much as it holds: the engine is the stricter."""
    return Allowed(one.expiry_s * US, one.markets, min(one.notional_day_atoms, AMOUNT_MAX), bool(one.flags & 1))
