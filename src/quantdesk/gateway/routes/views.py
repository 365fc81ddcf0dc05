"""What an account's owner sees of the exchange, as the engine's own records: a preview is a function of it (BOOK-11)."""

from base64 import b64encode
from typing import Final

from litestar.handlers import HTTPRouteHandler

from quantdesk.gateway.asking import ask
from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.examples import EXAMPLE_ACCOUNT
from quantdesk.gateway.listings import EVERY_MARKET
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.routes.accounts import seq_of
from quantdesk.gateway.wire.accounts import AccountPath, ViewsAnswer
from quantdesk.model.records_gen import AccountView, MarketQuery, OpenOrdersQuery, OwnerQuery, View

VIEWS: Final = Operation(
    method="GET",
    path="/api/accounts/{account}/views",
    name="accounts_views",
    summary="Shows accounts, positions, open orders and markets as records, for previews in a browser",
    tag="accounts",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=5,
    path_form=AccountPath,
    answer=ViewsAnswer,
    example=Example(path={"account": EXAMPLE_ACCOUNT}),
)


async def views(call: Call[AccountPath, None, None]) -> ViewsAnswer:
    """Shows records; seq is the oldest of the answers that they are from."""
    await call.parts.ownership.require(call.caller, call.path.account)
    engine = call.parts.engine
    owned = await ask(engine, OwnerQuery(owner=call.caller.owner).encode())
    answers: list[list[View]] = [owned, await ask(engine, MarketQuery(market=EVERY_MARKET).encode())]
    accounts = [view.account for view in owned if isinstance(view, AccountView)]
    queries = [OpenOrdersQuery(account=account, market=EVERY_MARKET).encode() for account in accounts]
    answers += [await ask(engine, query) for query in queries]
    records = b"".join(view.encode() for answer in answers for view in answer)
    return ViewsAnswer(records=b64encode(records).decode(), seq=min(map(seq_of, answers)))


ROUTES: Final[list[HTTPRouteHandler]] = [route(VIEWS, views)]
