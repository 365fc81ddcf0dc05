"""Seeding of a local desk: lists its markets and assets, and gives its makers their request limits. No money: that is deposited.

It is part of `./desk up`, and no route reaches it. Running it again changes nothing. `account_fund` is for a desk without a chain,
which only tests and benches have: it does there what the keepers do for what they see on the chain.
"""

import msgspec

from quantdesk.bus.commands import CommandClient, service_token
from quantdesk.desk.keys import public_key
from quantdesk.desk.markets import ATOMS, LISTINGS
from quantdesk.desk.plan import Plan
from quantdesk.model.assets import ASSETS, SOL, USDC
from quantdesk.model.records_gen import (
    AccountOpened,
    AccountView,
    Credit,
    MarketQuery,
    MarketView,
    OpenAccount,
    OwnerQuery,
    Reason,
    Refused,
    Service,
    SetAsset,
    SetPrices,
    TotalsQuery,
    TotalsView,
    events_decode,
    views_decode,
)
from quantdesk.runtime.clock import now_us
from quantdesk.store.pool import open_pool
from quantdesk.store.users import tier_set

TRADER_USDC = 100_000
DEMO_USDC = 40_000_000
CONNECT_TIMEOUT_S = 10.0
ALL_MARKETS = 65_535
# MGN-7: what SOL counts for new risk and for liquidation.
SOL_WEIGHTS_PPM = (800_000, 900_000)


class SeedFailed(Exception):
    """The exchange refused a command of the seeding; the text holds its reason."""


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """An owner to fund: 32-byte public key, USDC, and the tier of the request limits."""

    key: bytes
    usdc: int
    tier: str = "user"


async def seed(plan: Plan) -> None:
    """Seeds the desk of this plan. Errors: SeedFailed, and the adapters' own."""
    desk = await connected(plan, Service.DESK)
    try:
        await markets_list(desk)
    finally:
        await desk.close()
    owners = [Owner(key=public_key(text), usdc=0, tier="maker") for text in plan.keys.demo]
    await tiers_set(plan.database_url, owners)


async def connected(plan: Plan, service: Service) -> CommandClient:
    """A client of the engine's command socket as a service; close it."""
    client = CommandClient(str(plan.places.engine_socket), service, service_token(plan.keys.service.reveal(), service))
    await client.connect(CONNECT_TIMEOUT_S)
    return client


async def markets_list(client: CommandClient) -> None:
    """Lists the desk's markets that are not listed, prices those without a price, and sets SOL as collateral."""
    views = views_decode(await client.query(MarketQuery(market=ALL_MARKETS).encode()))
    priced = {view.market: view.mark_price for view in views if isinstance(view, MarketView)}
    grown = {view.market for view in views if isinstance(view, MarketView) and view.tier1_usd}
    for listing in LISTINGS:
        market = listing.market.market
        if market not in priced:
            await _send(client, listing.market.encode())
        if market not in grown:
            await _send(client, listing.margin.encode())
        if not priced.get(market):
            price = listing.price_mticks
            await _send(client, SetPrices(market=market, index_price=price, mark_price=price).encode())
    await _send(client, sol_asset().encode())


def sol_asset() -> SetAsset:
    """SOL as collateral, priced by the index of SOL-PERP."""
    market = next(listing.market for listing in LISTINGS if listing.market.symbol.startswith(b"SOL-PERP"))
    initial, maintenance = SOL_WEIGHTS_PPM
    return SetAsset(
        asset=SOL,
        market=market.market,
        decimals=ASSETS[SOL].decimals,
        weight_initial=initial,
        weight_maintenance=maintenance,
    )


async def account_fund(keeper: CommandClient, owner: Owner, index: int = 0) -> int:
    """Opens the owner's account and credits its first USDC, as the keepers do for what they see on the chain.

    keeper is a client of the service `keepers`. Returns the account's number. Errors: SeedFailed.
    """
    account = await account_open(keeper, owner.key, index)
    if owner.usdc:
        credit = Credit(account=account, asset=USDC, credited=owner.usdc * ATOMS)
        await _send(keeper, credit.encode(), Reason.CREDIT_STALE)
    return account


async def account_open(keeper: CommandClient, owner: bytes, index: int = 0) -> int:
    """Opens an account under the next free number, or finds the one that the owner has at this index. Returns its number."""
    views = views_decode(await keeper.query(OwnerQuery(owner=owner).encode()))
    for view in views:
        if isinstance(view, AccountView) and view.index == index:
            return view.account
    totals = views_decode(await keeper.query(TotalsQuery().encode()))
    number = 1 + next(view.accounts for view in totals if isinstance(view, TotalsView))
    while True:
        events = events_decode(await keeper.send(OpenAccount(account=number, owner=owner, index=index).encode()))
        event = events[0]
        if isinstance(event, AccountOpened):
            return event.account
        if not isinstance(event, Refused) or event.reason != Reason.ACCOUNT_EXISTS:
            raise SeedFailed(f"the engine opened no account {index} of owner {owner.hex()}")
        if event.found != number:
            return event.found
        number += 1


async def tiers_set(database_url: str, owners: list[Owner]) -> None:
    """Writes the limits' tier of each owner."""
    pool = await open_pool(database_url, size=1, application="desk")
    try:
        for owner in owners:
            await tier_set(pool, owner.key, owner.tier, now_us())
    finally:
        await pool.close()


async def _send(client: CommandClient, record: bytes, known: Reason = Reason.NONE) -> None:
    for event in events_decode(await client.send(record)):
        if isinstance(event, Refused) and event.reason != known:
            reason = Reason(event.reason).name.lower()
            raise SeedFailed(f"seeding refused: {reason}, expected {event.expected}, found {event.found}")
