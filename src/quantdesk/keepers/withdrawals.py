"""Keeper `withdrawals`: what owners asked for on the chain is debited in the engine [CUST-10, CUST-13].

Invariant: a debit names the total that it expects before itself, read in one moment with the items that serve the request already:
what was debited meanwhile, by whoever, makes it stale and changes nothing. An amount is debited whole or waits; an exit takes what
there is, as often as there is something.
"""

from typing import Final

from quantdesk.chain.program_gen import Request
from quantdesk.chain.view import User
from quantdesk.keepers.parts import Parts, Ran, command
from quantdesk.model.assets import ASSETS
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    AssetView,
    CancelAll,
    Debit,
    Reason,
    View,
    views_decode,
)
from quantdesk.store.settlement import Totals, claimed, totals_of

NAME = "withdrawals"
INTERVAL_S = 0.4
REQUEST_WITHDRAW: Final = 1
REQUEST_EXIT: Final = 2
REQUEST_OPEN: Final = 1
ALL_MARKETS: Final = 65_535
BOTH_SIDES: Final = 2
# What may have changed since it was asked; the next run knows.
LATER = (Reason.DEBIT_STALE, Reason.WITHDRAWABLE, Reason.GATE_CLOSED, Reason.ACCOUNT_UNKNOWN)


async def run_once(parts: Parts) -> Ran:
    """Serves open requests as far as they can be served now."""
    view = await parts.view()
    stopped = await claimed(parts.pool)
    asking = {number: user for number, user in view.users.items() if is_open(user) and number not in stopped}
    if not asking:
        return Ran(facts={"requests_open": 0})
    seqs = {number: user.account.settled.seq for number, user in asking.items()}
    totals = await totals_of(parts.pool, seqs, ASSETS)
    for user in asking.values():
        answer = views_decode(await parts.engine.query(AccountQuery(account=user.number).encode()))
        await _serve(parts, user, totals, answer)
    return Ran(facts={"requests_open": len(asking)})


def is_open(user: User) -> bool:
    """Whether its owner asked for money that the chain has not served yet."""
    request = user.account.request
    return request.kind in (REQUEST_WITHDRAW, REQUEST_EXIT) and request.state == REQUEST_OPEN


def outstanding(request: Request, totals: Totals) -> int:
    """Atoms of a request for an amount that no debit of the log serves yet."""
    return request.amount_atoms - (totals.debited - totals.debited_settled)


async def _serve(parts: Parts, user: User, totals: dict[tuple[int, int], Totals], answer: list[View]) -> None:
    request = user.account.request
    held = {view.asset: view for view in answer if isinstance(view, AssetView)}
    if request.kind == REQUEST_EXIT:
        if any(isinstance(view, AccountView) and view.open_orders for view in answer):
            await command(parts, CancelAll(account=user.number, market=ALL_MARKETS, side=BOTH_SIDES), LATER)
        for asset, view in held.items():
            if view.withdrawable > 0:
                await _debit(parts, user, asset, view.withdrawable, totals)
        return
    left = outstanding(request, totals.get((user.number, request.asset), Totals()))
    if left > 0 and request.asset in held and held[request.asset].withdrawable >= left:
        await _debit(parts, user, request.asset, left, totals)


async def _debit(parts: Parts, user: User, asset: int, amount: int, totals: dict[tuple[int, int], Totals]) -> None:
    before = totals.get((user.number, asset), Totals()).debited
    await command(parts, Debit(account=user.number, asset=asset, amount=amount, request=0, debited=before), LATER)
