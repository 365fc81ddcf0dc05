"""Margin accounts, their delegates and balances."""

from typing import Final

from litestar.handlers import HTTPRouteHandler

from quantdesk.gateway.asking import ask
from quantdesk.gateway.base58 import key_decode, key_encode
from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.examples import EXAMPLE_ACCOUNT, EXAMPLE_KEY, EXAMPLE_TIME_MS
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.problems import engine_unavailable, rejected
from quantdesk.gateway.refusals import refusal_of
from quantdesk.gateway.wire.accounts import (
    Account,
    AccountList,
    AccountPath,
    AccountRequest,
    BalancesAnswer,
    Delegate,
    DelegateList,
    DelegateQuery,
    DelegateRequest,
)
from quantdesk.model.money import atoms_text
from quantdesk.model.records_gen import (
    AccountOpened,
    AccountQuery,
    AccountView,
    AddDelegate,
    AnswerHead,
    DelegateAdded,
    DelegateRemoved,
    DelegateView,
    OpenAccount,
    OwnerQuery,
    Refused,
    RemoveDelegate,
    View,
)

EXAMPLE_PATH: Final = {"account": EXAMPLE_ACCOUNT}

OPEN: Final = Operation(
    method="POST",
    path="/api/accounts",
    name="accounts_open",
    summary="Opens a margin account of the caller",
    tag="accounts",
    scope=Scope.SESSION,
    budget=Budget.TRADING,
    weight=5,
    body_form=AccountRequest,
    answer=Account,
    status=201,
    statuses=(422,),
    example=Example(body={"index": 1}, status=201),
)
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
DELEGATE_ADD: Final = Operation(
    method="POST",
    path="/api/accounts/{account}/delegates",
    name="delegates_add",
    summary="Lets a key sign orders of an account until it expires",
    tag="accounts",
    scope=Scope.SESSION,
    budget=Budget.TRADING,
    weight=5,
    path_form=AccountPath,
    body_form=DelegateRequest,
    answer=Delegate,
    status=201,
    statuses=(422,),
    example=Example(path=EXAMPLE_PATH, body={"delegate": EXAMPLE_KEY, "expires_ms": EXAMPLE_TIME_MS}, status=201),
)
DELEGATE_REMOVE: Final = Operation(
    method="DELETE",
    path="/api/accounts/{account}/delegates",
    name="delegates_remove",
    summary="Takes a key's right to sign away",
    tag="accounts",
    scope=Scope.SESSION,
    budget=Budget.CANCELS,
    weight=1,
    path_form=AccountPath,
    query_form=DelegateQuery,
    status=204,
    statuses=(422,),
    example=Example(path=EXAMPLE_PATH, query={"delegate": EXAMPLE_KEY}, status=204),
)


async def open_account(call: Call[None, None, AccountRequest]) -> Account:
    """Opens an account."""
    owner = call.caller.owner
    for event in await call.parts.sender.send(OpenAccount(owner=owner, index=call.body.index).encode(), 0):
        if isinstance(event, Refused):
            raise refusal_of(event, None)
        if isinstance(event, AccountOpened):
            call.parts.ownership.remember(owner, event.account)
            return Account(account=event.account, owner=call.caller.owner_text, index=event.index)
    raise engine_unavailable()


async def list_accounts(call: Call[None, None, None]) -> AccountList:
    """Lists accounts."""
    views = await ask(call.parts.engine, OwnerQuery(owner=call.caller.owner).encode())
    accounts = [view for view in views if isinstance(view, AccountView)]
    call.parts.ownership.remember(call.caller.owner, *(view.account for view in accounts))
    return AccountList(
        accounts=tuple(
            Account(account=view.account, owner=call.caller.owner_text, index=view.index) for view in accounts
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
        fee_tier=view.fee_tier,
        open_orders=view.open_orders,
        seq=seq_of(views),
    )


async def delegates(call: Call[AccountPath, None, None]) -> DelegateList:
    """Lists delegates."""
    await call.parts.ownership.require(call.caller, call.path.account)
    views = await ask(call.parts.engine, AccountQuery(account=call.path.account).encode())
    found = tuple(
        Delegate(account=view.account, delegate=key_encode(view.delegate), expires_ms=view.expiry_us // 1_000)
        for view in views
        if isinstance(view, DelegateView)
    )
    return DelegateList(delegates=found, seq=seq_of(views))


async def delegate_add(call: Call[AccountPath, None, DelegateRequest]) -> Delegate:
    """Adds a delegate."""
    await call.parts.ownership.require(call.caller, call.path.account)
    key = _key(call.body.delegate)
    command = AddDelegate(account=call.path.account, delegate=key, expiry_us=call.body.expires_ms * 1_000)
    for event in await call.parts.sender.send(command.encode(), 0):
        if isinstance(event, Refused):
            raise refusal_of(event, None)
        if isinstance(event, DelegateAdded):
            return Delegate(account=event.account, delegate=call.body.delegate, expires_ms=event.expiry_us // 1_000)
    raise engine_unavailable()


async def delegate_remove(call: Call[AccountPath, DelegateQuery, None]) -> None:
    """Removes a delegate."""
    await call.parts.ownership.require(call.caller, call.path.account)
    command = RemoveDelegate(account=call.path.account, delegate=_key(call.query.delegate))
    for event in await call.parts.sender.send(command.encode(), 0):
        if isinstance(event, Refused):
            raise refusal_of(event, None)
        if isinstance(event, DelegateRemoved):
            return
    raise engine_unavailable()


def seq_of(views: list[View]) -> int:
    """Returns the command up to which an answer of the engine speaks."""
    head = views[0] if views else None
    if not isinstance(head, AnswerHead):
        raise engine_unavailable()
    return head.seq


def _key(text: str) -> bytes:
    try:
        return key_decode(text)
    except ValueError as error:
        raise rejected("base58_length", "The text is not base58 of a key.", "delegate", str(error)) from None


ROUTES: Final[list[HTTPRouteHandler]] = [
    route(OPEN, open_account),
    route(LIST, list_accounts),
    route(BALANCES, balances),
    route(DELEGATES, delegates),
    route(DELEGATE_ADD, delegate_add),
    route(DELEGATE_REMOVE, delegate_remove),
]
