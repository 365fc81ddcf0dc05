"""Margin accounts, their delegates and balances: to read. They are made, and their money moves, on the chain. Who referred their owner is
told here.
"""

from typing import Final, cast

from litestar.handlers import HTTPRouteHandler

from quantdesk.gateway.asking import ask
from quantdesk.gateway.asset_balances import asset_balance, borrow_of
from quantdesk.gateway.base58 import key_decode, key_encode
from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.examples import EXAMPLE_ACCOUNT, EXAMPLE_KEY
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.problems import engine_unavailable
from quantdesk.gateway.refusals import refusal_of
from quantdesk.gateway.wire.accounts import (
    Account,
    AccountList,
    AccountPath,
    BalancesAnswer,
    Delegate,
    DelegateList,
    ReferrerAnswer,
    ReferrerRequest,
    RestrictionName,
    SettlementAnswer,
)
from quantdesk.model.ids import MARKETS_ALL, REFERRED
from quantdesk.model.market import Market
from quantdesk.model.money import atoms_text
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    AnswerHead,
    AssetView,
    DelegateView,
    IsolationView,
    OwnerQuery,
    ReferrerSet,
    Refused,
    Restriction,
    SetReferrer,
    View,
)
from quantdesk.store.projections import applied_seq
from quantdesk.store.settlement import progress_of

EXAMPLE_PATH: Final = {"account": EXAMPLE_ACCOUNT}

LIST: Final = Operation(
    method="GET",
    path="/api/accounts",
    name="accounts_list",
    summary="Lists the caller's accounts",
    tag="accounts",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=1,
    answer=AccountList,
    example=Example(),
)
BALANCES: Final = Operation(
    method="GET",
    path="/api/accounts/{account}/balances",
    name="accounts_balances",
    summary="Shows the money of an account",
    tag="accounts",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=1,
    path_form=AccountPath,
    answer=BalancesAnswer,
    example=Example(path=EXAMPLE_PATH),
)
SETTLEMENT: Final = Operation(
    method="GET",
    path="/api/accounts/{account}/settlement",
    name="accounts_settlement",
    summary="Says how much of an account the chain has",
    tag="accounts",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=1,
    path_form=AccountPath,
    answer=SettlementAnswer,
    example=Example(path=EXAMPLE_PATH),
)
DELEGATES: Final = Operation(
    method="GET",
    path="/api/accounts/{account}/delegates",
    name="delegates_list",
    summary="Lists keys that may sign orders of an account",
    tag="accounts",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=1,
    path_form=AccountPath,
    answer=DelegateList,
    example=Example(path=EXAMPLE_PATH),
)
REFERRER: Final = Operation(
    method="POST",
    path="/api/accounts/referrer",
    name="accounts_referrer",
    summary="Names who referred the caller, once: his fees are a tenth lower, and a tenth of them is the other's",
    tag="accounts",
    scope=Scope.TRADE,
    budget=Budget.TRADING,
    weight=1,
    body_form=ReferrerRequest,
    answer=ReferrerAnswer,
    statuses=(404, 422),
    example=Example(body={"account": EXAMPLE_ACCOUNT, "referrer": EXAMPLE_KEY}),
)


def restrictions_of(view: AccountView) -> tuple[RestrictionName, ...]:
    """What an account may not do, by name [RST-1]."""
    return tuple(cast(RestrictionName, one.label) for one in Restriction if view.restrictions & one)


async def list_accounts(call: Call[None, None, None]) -> AccountList:
    """Lists accounts."""
    views = await ask(call.parts.engine, OwnerQuery(owner=call.caller.owner).encode())
    accounts = [view for view in views if isinstance(view, AccountView)]
    call.parts.ownership.remember(call.caller.owner, *(view.account for view in accounts))
    bound = {view.account: view.market for view in views if isinstance(view, IsolationView)}
    symbols = {market: (await call.parts.listings.by_number(market)).symbol for market in set(bound.values())}
    return AccountList(
        accounts=tuple(
            Account(
                account=view.account,
                owner=call.caller.owner_text,
                index=view.index,
                isolated=symbols[bound[view.account]] if view.account in bound else None,
                restrictions=restrictions_of(view),
                entries_used=view.entries_used,
                entries_max=view.entries_max,
            )
            for view in accounts
        ),
        seq=seq_of(views),
    )


async def balances(call: Call[AccountPath, None, None]) -> BalancesAnswer:
    """Shows money."""
    await call.parts.ownership.require(call.caller, call.path.account)
    views = await ask(call.parts.engine, AccountQuery(account=call.path.account).encode())
    view = next((view for view in views if isinstance(view, AccountView)), None)
    if view is None:
        raise engine_unavailable()
    return BalancesAnswer(
        account=view.account,
        asset="USDC",
        collateral=atoms_text(view.collateral),
        held=atoms_text(view.held),
        equity=atoms_text(view.equity),
        equity_open=atoms_text(view.equity_open),
        initial_margin=atoms_text(view.imr),
        maintenance_margin=atoms_text(view.mmr),
        withdrawable=atoms_text(view.withdrawable),
        assets=tuple(asset_balance(view) for view in views if isinstance(view, AssetView)),
        borrow=borrow_of(view, views),
        fee_tier=view.fee_tier % REFERRED,
        referred=view.fee_tier >= REFERRED,
        open_orders=view.open_orders,
        seq=seq_of(views),
    )


async def referrer(call: Call[None, None, ReferrerRequest]) -> ReferrerAnswer:
    """Names him [FEE-5]."""
    body = call.body
    await call.parts.ownership.require(call.caller, body.account)
    record = SetReferrer(account=body.account, referrer=key_decode(body.referrer)).encode()
    for event in await call.parts.sender.send(record, 0):
        if isinstance(event, Refused):
            raise refusal_of(event, None)
        if isinstance(event, ReferrerSet):
            return ReferrerAnswer(account=event.account, referrer=key_encode(event.referrer), seq=event.seq)
    raise engine_unavailable()


async def settlement(call: Call[AccountPath, None, None]) -> SettlementAnswer:
    """Says what has settled [CUST-6]."""
    account = call.path.account
    await call.parts.ownership.require(call.caller, account)
    # How far the records are is asked first: they may be further by the time they are read, never less far.
    seq = await applied_seq(call.parts.database)
    found = await progress_of(call.parts.database, account)
    return SettlementAnswer(
        account=account,
        items=found.items,
        settled=found.items - found.pending,
        oldest_ms=None if found.oldest_us is None else found.oldest_us // 1_000,
        stands=found.cause,
        seq=seq,
    )


async def delegates(call: Call[AccountPath, None, None]) -> DelegateList:
    """Lists delegates."""
    await call.parts.ownership.require(call.caller, call.path.account)
    views = await ask(call.parts.engine, AccountQuery(account=call.path.account).encode())
    keys = [view for view in views if isinstance(view, DelegateView)]
    bounded = any(view.markets != MARKETS_ALL for view in keys)
    _, markets = await call.parts.listings.views() if bounded else (0, [])
    symbols = {market.market: Market.of(market).symbol for market in markets}
    return DelegateList(delegates=tuple(_delegate(view, symbols) for view in keys), seq=seq_of(views))


def _delegate(view: DelegateView, symbols: dict[int, str]) -> Delegate:
    named = (
        None
        if view.markets == MARKETS_ALL
        else tuple(symbols[one] for one in sorted(symbols) if view.markets >> one & 1)
    )
    return Delegate(
        account=view.account,
        delegate=key_encode(view.delegate),
        expires_ms=view.expiry_us // 1_000,
        markets=named,
        notional_day=atoms_text(view.notional_day) if view.notional_day else None,
        near_index=view.near_index == 1,
        traded_day=atoms_text(view.traded_day),
    )


def seq_of(views: list[View]) -> int:
    """Returns the command up to which an answer of the engine speaks."""
    head = views[0] if views else None
    if not isinstance(head, AnswerHead):
        raise engine_unavailable()
    return head.seq


ROUTES: Final[list[HTTPRouteHandler]] = [
    route(LIST, list_accounts),
    route(BALANCES, balances),
    route(SETTLEMENT, settlement),
    route(DELEGATES, delegates),
    route(REFERRER, referrer),
]
