"""Keeper `accounts`: margin accounts of the chain are the engine's: opened and closed there, with the same numbers.

Invariant: a number is told once; an account that the chain no longer has is closed only when it held nothing.
"""

from quantdesk.chain.network import user_address
from quantdesk.chain.view import View
from quantdesk.keepers.parts import CommandRefused, Parts, Ran, command
from quantdesk.model.records_gen import CloseAccount, OpenAccount, Reason
from quantdesk.runtime.log import get
from quantdesk.store.accounts import Account, accounts_open

NAME = "accounts"
INTERVAL_S = 0.4
KNOWN = (Reason.ACCOUNT_EXISTS,)
GONE = (Reason.ACCOUNT_UNKNOWN,)


async def run_once(parts: Parts) -> Ran:
    """Opens what is new and closes what is gone. Errors: CommandRefused, of the first that the engine refused, behind all others."""
    view = await parts.view()
    parts.gauges.slot.set(view.slot)
    known = {account.account: account for account in await accounts_open(parts.pool)}
    # One that the engine does not let go holds up nobody who comes; a slot of an owner is free before he opens it again.
    held: list[CommandRefused] = []
    for account in known.values():
        if account.account not in view.users:
            try:
                await _close(parts, view, account)
            except CommandRefused as refused:
                held.append(refused)
    for number in sorted(view.users.keys() - known.keys()):
        user = view.users[number].account
        try:
            await command(parts, OpenAccount(account=number, owner=user.owner, index=user.index_), KNOWN)
        except CommandRefused as refused:
            held.append(refused)
    if held:
        raise held[0]
    return Ran(facts={"accounts": len(view.users), "slot": view.slot})


async def _close(parts: Parts, view: View, account: Account) -> None:
    """Closes an account that is gone; one that the list of this slot merely did not hold yet is not."""
    if account.account > view.exchange.accounts_last:
        return
    now = await parts.viewer.user(user_address(account.owner, account.index, view.addresses.program))
    if now is not None and now.number == account.account:
        return
    get().info("account_closed_on_chain", account=account.account)
    await command(parts, CloseAccount(account=account.account), GONE)
