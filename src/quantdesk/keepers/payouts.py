"""Keeper `payouts`: pays what lies in the pockets that leave, to their owners' own token accounts, within WDR-1.

Invariant: what is paid comes out of the pocket in the same instruction, so that a payment sent twice pays once. A transaction is noted
before it is sent; how much was paid is read from the finalised pocket, never from that note.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from quantdesk.chain.errors import TransactionFailed
from quantdesk.chain.follow import send_and_follow
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.network import token_address
from quantdesk.chain.transaction import SignedTransaction, transaction_sign
from quantdesk.chain.view import User, View
from quantdesk.chain.wallet import payout, token_account_make
from quantdesk.keepers.parts import Parts, Ran
from quantdesk.model.assets import ASSETS, SOL
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.log import get
from quantdesk.store.chain_copy import Payout, payout_end, payout_put, payouts_sent, wait_end, wait_put
from quantdesk.store.settlement import Totals, totals_of

NAME = "payouts"
INTERVAL_S = 0.4
HOUR_S: Final = 3_600
REFUSED_WAIT_S: Final = 60
IN_FLIGHT: Final = 4
DELAYED: Final = "WithdrawalDelayed"
PART: Final = 1_000_000
LIMITED: Final = "the limits of the vault's outflow are used up (WDR-1)"


async def run_once(parts: Parts) -> Ran:
    """Pays what can be paid now."""
    view = await parts.view()
    await _ends(parts)
    owed = [(user, asset) for user in view.users.values() for asset in ASSETS if _leaving(user, asset)]
    for account, asset in parts.recent.waits.keys() - {(user.number, asset) for user, asset in owed}:
        await _waits_no_more(parts, account, asset)
    seqs = {user.number: user.account.settled.seq for user, _ in owed}
    totals = await totals_of(parts.pool, seqs, ASSETS) if owed else {}
    gate = asyncio.Semaphore(IN_FLIGHT)
    async with asyncio.TaskGroup() as group:
        for user, asset in owed:
            if parts.recent.waits.get((user.number, asset), 0) <= view.unix_s:
                group.create_task(_pay(parts, view, user, (asset, totals), gate))
    parts.gauges.waiting.set(len(parts.recent.waits))
    return Ran(facts={"pockets_leaving": len(owed), "pockets_waiting": len(parts.recent.waits)})


def paid_before(user: User, asset: int, totals: Totals) -> int:
    """All that was ever paid of an account and asset: what the chain debited, less what still lies in the pocket."""
    return max(0, totals.debited_settled - _leaving(user, asset))


async def _pay(
    parts: Parts, view: View, user: User, of: tuple[int, dict[tuple[int, int], Totals]], gate: asyncio.Semaphore
) -> None:
    asset, totals = of
    before = paid_before(user, asset, totals.get((user.number, asset), Totals()))
    async with gate:
        try:
            amount = await payable(lambda atoms: _tried(parts, view, user, asset, atoms), _leaving(user, asset))
        except TransactionFailed as error:
            await _waits(parts, user, asset, _reason(error), view.unix_s + REFUSED_WAIT_S)
            return
        if not amount:
            await _waits(parts, user, asset, LIMITED, (view.unix_s // HOUR_S + 1) * HOUR_S)
            return
        signed = await _signed(parts, view, user, asset, amount)
        made = Payout(signed.signature, user.number, asset, before, amount, "sent", now_us())
        if not await payout_put(parts.pool, made):
            # An equal payment of this blockhash has landed: the next one needs the next blockhash.
            return
        outcome = None
        try:
            outcome = await send_and_follow(parts.rpc, signed, lambda: _landed(parts, user, made))
        finally:
            # Neither paid nor lost: its end is looked for until it is known.
            parts.recent.ends_known = parts.recent.ends_known and outcome is not None
    parts.gauges.transactions.labels(NAME, outcome.state).inc()
    if outcome.state == "landed":
        await payout_end(parts.pool, outcome.signature, "paid")
        await _waits_no_more(parts, user.number, asset)
    else:
        await payout_end(parts.pool, outcome.signature, "lost")
    if outcome.error is not None:
        await _waits(parts, user, asset, _reason(outcome.error), view.unix_s + REFUSED_WAIT_S)


async def payable(tried: Callable[[int], Awaitable[None]], atoms: int) -> int:
    """The largest part of `atoms` that the program pays now, to a millionth of it: the program itself is asked (WDR-1).

    tried: raises TransactionFailed where the program refuses. Errors: TransactionFailed for another reason than the limits.
    """
    try:
        await tried(atoms)
    except TransactionFailed as error:
        if error.name != DELAYED:
            raise
    else:
        return atoms
    paid, refused = 0, atoms
    while refused - paid > max(1, atoms // PART):
        half = (paid + refused) // 2
        try:
            await tried(half)
        except TransactionFailed as error:
            if error.name != DELAYED:
                raise
            refused = half
        else:
            paid = half
    return paid


async def _tried(parts: Parts, view: View, user: User, asset: int, atoms: int) -> None:
    await parts.rpc.simulate((await _signed(parts, view, user, asset, atoms)).raw)


async def _signed(parts: Parts, view: View, user: User, asset: int, atoms: int) -> SignedTransaction:
    where, owner = view.addresses, user.account.owner
    instructions: list[Instruction] = []
    if asset != SOL:
        there = (await parts.rpc.accounts([token_address(owner, where.mint)])).accounts[0]
        if there is None:
            instructions.append(token_account_make(owner, where.mint, parts.operator.public))
    instructions.append(payout(where, owner, user.address, parts.operator.public, asset, atoms))
    return transaction_sign(tuple(instructions), (parts.operator,), await parts.rpc.blockhash())


async def _landed(parts: Parts, user: User, made: Payout) -> bool:
    """Whether the finalised pocket has paid beyond what had been paid before, whatever was debited meanwhile."""
    now = await parts.viewer.user(user.address)
    if now is None or now.number != user.number:
        return True
    totals = await totals_of(parts.pool, {now.number: now.account.settled.seq}, (made.asset,))
    sums = totals.get((now.number, made.asset), Totals())
    return paid_before(now, made.asset, sums) >= made.paid_before + made.amount


async def _ends(parts: Parts) -> None:
    """Payouts that nothing was heard of, of an earlier life of this keeper too: their end, as far as a node tells it. Only what doors
    show hangs on it.
    """
    if parts.recent.ends_known:
        return
    for each in await payouts_sent(parts.pool):
        status = await parts.rpc.status(each.signature)
        if status is not None and status.finalized:
            await payout_end(parts.pool, each.signature, "lost" if status.failed else "paid")
        elif status is None and now_us() - each.sent_us > 600_000_000:
            await payout_end(parts.pool, each.signature, "lost")
    parts.recent.ends_known = not await payouts_sent(parts.pool)


async def _waits(parts: Parts, user: User, asset: int, reason: str, until_s: int) -> None:
    get().info("payout_waits", account=user.number, asset=asset, reason=reason, until_s=until_s)
    parts.recent.waits[(user.number, asset)] = until_s
    await wait_put(parts.pool, user.number, asset, reason, until_s)


async def _waits_no_more(parts: Parts, account: int, asset: int) -> None:
    parts.recent.waits.pop((account, asset), None)
    await wait_end(parts.pool, account, asset)


def _leaving(user: User, asset: int) -> int:
    return user.account.pockets[asset].leaving_atoms


def _reason(error: TransactionFailed) -> str:
    return f"the chain refuses the payment: {error.name or error.detail}"[:200]
