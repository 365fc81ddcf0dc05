"""Deposits and withdrawals.

Invariant: a withdrawal is debited before it is answered, by the owner's own session alone; what became of it is read from the
settlement log and the finalised chain's copy, never promised.
"""

from typing import Final, Literal

from litestar.handlers import HTTPRouteHandler
from msgspec import UNSET

from quantdesk.gateway.base58 import key_encode
from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.examples import EXAMPLE_ACCOUNT, EXAMPLE_QUERY
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.problems import engine_unavailable, rejected
from quantdesk.gateway.refusals import refusal_of
from quantdesk.gateway.wire.withdrawals import (
    Arriving,
    ChainRequest,
    Deposit,
    DepositPage,
    MovesQuery,
    PayoutWait,
    Withdrawal,
    WithdrawalPage,
    WithdrawalRequest,
)
from quantdesk.model.assets import ASSETS, asset_amount_of, asset_named, asset_text
from quantdesk.model.records_gen import Debit, Debited, Reason, Refused
from quantdesk.runtime.clock import now_us
from quantdesk.store.chain_copy import (
    AccountItem,
    ChainAccount,
    Payout,
    account_copy,
    items_of,
    paid_of,
    payouts_of,
    request_item,
    waits_of,
)
from quantdesk.store.pool import Pool
from quantdesk.store.settlement import claimed

ANY_TOTAL: Final = 2**64 - 1
ITEMS_ALL: Final = 2**53
KIND_WITHDRAW: Final = 1

WITHDRAW: Final = Operation(
    method="POST",
    path="/api/withdrawals",
    name="withdrawals_ask",
    summary="Withdraws collateral to the owner's wallet",
    tag="money",
    scope=Scope.SESSION,
    budget=Budget.TRADING,
    weight=5,
    body_form=WithdrawalRequest,
    answer=Withdrawal,
    status=201,
    statuses=(422,),
    example=Example(body={"account": EXAMPLE_ACCOUNT, "asset": "USDC", "amount": "1"}, status=201),
)
WITHDRAWALS: Final = Operation(
    method="GET",
    path="/api/withdrawals",
    name="withdrawals_list",
    summary="Lists withdrawals of an account, newest first",
    tag="money",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=5,
    query_form=MovesQuery,
    answer=WithdrawalPage,
    example=Example(query=EXAMPLE_QUERY),
)
DEPOSITS: Final = Operation(
    method="GET",
    path="/api/deposits",
    name="deposits_list",
    summary="Lists deposits of an account, newest first",
    tag="money",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=5,
    query_form=MovesQuery,
    answer=DepositPage,
    example=Example(query=EXAMPLE_QUERY),
)


async def withdraw(call: Call[None, None, WithdrawalRequest]) -> Withdrawal:
    """Debits at once; the settlement log and the keepers do the rest."""
    body = call.body
    await call.parts.ownership.require(call.caller, body.account)
    if body.account in await claimed(call.parts.database):
        raise rejected(
            "account_claimed",
            "The chain has paid this account what it held; it is closed to trading and withdrawals until the operator resolves it.",
            "account",
        )
    asset = asset_named(body.asset)
    amount = asset_amount_of(asset, body.amount)
    request = now_us() if body.request is UNSET else int(body.request)
    command = Debit(account=body.account, asset=asset.number, amount=amount, request=request, debited=ANY_TOTAL)
    for event in await call.parts.sender.send(command.encode(), 0):
        if isinstance(event, Refused):
            if event.reason == Reason.REQUEST_KNOWN:
                return await _known(call, request, event)
            raise refusal_of(event, None)
        if isinstance(event, Debited):
            return Withdrawal(
                request=str(event.request),
                asset=asset.name,
                amount=asset_text(asset.number, event.amount),
                state="debited",
                ts_ms=now_us() // 1_000,
                signature=None,
                waits=None,
                item=None,
            )
    raise engine_unavailable()


async def _known(call: Call[None, None, WithdrawalRequest], request: int, event: Refused) -> Withdrawal:
    """The same request again: what became of the first, once the log shows it."""
    account = call.body.account
    item = await request_item(call.parts.database, account, request)
    if item is None or item.request != request:
        raise refusal_of(event, None)
    (found,) = await _withdrawals(call.parts.database, account, [item])
    return found


async def withdrawals(call: Call[None, MovesQuery, None]) -> WithdrawalPage:
    """Lists withdrawals."""
    account, rows = await _page(call, "debit")
    copy = await account_copy(call.parts.database, account)
    found = await _withdrawals(call.parts.database, account, rows)
    return WithdrawalPage(withdrawals=tuple(found), requested=_requested(copy), next_before=_next(call, rows))


async def deposits(call: Call[None, MovesQuery, None]) -> DepositPage:
    """Lists deposits."""
    account, rows = await _page(call, "credit")
    copy = await account_copy(call.parts.database, account)
    settled = 0 if copy is None else copy.item_seq
    return DepositPage(
        deposits=tuple(
            Deposit(
                asset=ASSETS[row.asset].name,
                amount=asset_text(row.asset, row.amount),
                state="settled" if row.item_seq < settled else "credited",
                ts_ms=row.ts_us // 1_000,
                item=row.item_seq,
            )
            for row in rows
        ),
        arriving=tuple(
            Arriving(asset=ASSETS[asset].name, amount=asset_text(asset, arriving))
            for asset, arriving, _, _ in (() if copy is None else copy.pockets)
            if arriving
        ),
        address=None if copy is None else key_encode(copy.address),
        next_before=_next(call, rows),
    )


async def _page(call: Call[None, MovesQuery, None], kind: str) -> tuple[int, list[AccountItem]]:
    query = call.query
    await call.parts.ownership.require(call.caller, query.account)
    before = ITEMS_ALL if query.before is UNSET else query.before
    return query.account, await items_of(call.parts.database, query.account, kind, before, query.limit)


async def _withdrawals(database: Pool, account: int, rows: list[AccountItem]) -> list[Withdrawal]:
    """What became of each of these debits."""
    copy = await account_copy(database, account)
    settled = 0 if copy is None else copy.item_seq
    paid = await paid_of(database, account)
    payouts = await payouts_of(database, account)
    waits = {wait.asset: wait for wait in await waits_of(database, account)}
    made = []
    for row in rows:
        is_paid = row.item_seq < settled and row.total <= paid.get(row.asset, 0)
        state: Literal["debited", "settled", "paid"] = (
            "paid" if is_paid else "settled" if row.item_seq < settled else "debited"
        )
        wait = waits.get(row.asset) if state == "settled" else None
        made.append(
            Withdrawal(
                request=str(row.request) if row.request else None,
                asset=ASSETS[row.asset].name,
                amount=asset_text(row.asset, row.amount),
                state=state,
                ts_ms=row.ts_us // 1_000,
                signature=signature_of(row, payouts) if is_paid else None,
                waits=None if wait is None else PayoutWait(reason=wait.reason, until_ms=wait.until_s * 1_000),
                item=row.item_seq,
            )
        )
    return made


def signature_of(row: AccountItem, payouts: list[Payout]) -> str | None:
    """The payout that paid the last atom of a debit; None when it was not one of the keepers'.

    That it is paid the chain's pocket says; the keeper's own row may still be on its way from sent to paid.
    """
    for payout in payouts:
        if payout.asset == row.asset and payout.paid_before < row.total <= payout.paid_before + payout.amount:
            return payout.signature
    return None


def _requested(copy: ChainAccount | None) -> ChainRequest | None:
    if copy is None or not copy.request_open:
        return None
    is_exit = copy.request_kind != KIND_WITHDRAW
    return ChainRequest(
        kind="exit" if is_exit else "withdraw",
        asset=None if is_exit else ASSETS[copy.request_asset].name,
        amount=None if is_exit else asset_text(copy.request_asset, copy.request_atoms),
        ts_ms=copy.request_s * 1_000,
    )


def _next(call: Call[None, MovesQuery, None], rows: list[AccountItem]) -> int | None:
    return rows[-1].item_seq if len(rows) == call.query.limit else None


ROUTES: Final[list[HTTPRouteHandler]] = [
    route(WITHDRAW, withdraw),
    route(WITHDRAWALS, withdrawals),
    route(DEPOSITS, deposits),
]
