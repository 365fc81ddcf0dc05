"""Seeding of a local desk: lists its markets, opens and funds the accounts of its own owners.

It is the only way in which collateral appears without a chain, it is part of `./desk up`, and no route reaches it. Running
it again changes nothing: what is listed stays, and an account that holds anything is not credited again.
"""

import msgspec

from quantdesk.bus.commands import CommandClient, service_token
from quantdesk.desk.keys import public_key
from quantdesk.desk.markets import ATOMS, LISTINGS
from quantdesk.desk.plan import Plan
from quantdesk.model.records_gen import (
    AccountOpened,
    AccountQuery,
    AccountView,
    Credit,
    MarketQuery,
    MarketView,
    OpenAccount,
    Reason,
    Refused,
    Service,
    SetPrices,
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


class SeedFailed(Exception):
    """The exchange refused a command of the seeding; the text holds its reason."""


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """An owner to fund: 32-byte public key, USDC, and the tier of the request limits."""

    key: bytes
    usdc: int
    tier: str = "user"


async def seed(plan: Plan) -> None:
    """Seeds the desk of this plan. Errors: SeedFailed, and the adapters' own."""
    owners = [Owner(key=public_key(text), usdc=DEMO_USDC, tier="maker") for text in plan.keys.demo]
    owners += [Owner(key=public_key(text), usdc=TRADER_USDC) for text in plan.keys.traders.values()]
    client = CommandClient(
        str(plan.places.engine_socket), Service.DESK, service_token(plan.keys.service.reveal(), Service.DESK)
    )
    await client.connect(CONNECT_TIMEOUT_S)
    try:
        await markets_list(client)
        for owner in owners:
            await account_fund(client, owner)
    finally:
        await client.close()
    await tiers_set(plan.database_url, owners)


async def markets_list(client: CommandClient) -> None:
    """Lists the desk's markets that are not listed, and gives those without a price their opening one."""
    views = views_decode(await client.query(MarketQuery(market=ALL_MARKETS).encode()))
    priced = {view.market: view.mark_price for view in views if isinstance(view, MarketView)}
    for listing in LISTINGS:
        market = listing.market.market
        if market not in priced:
            await _send(client, listing.market.encode())
        if not priced.get(market):
            price = listing.price_mticks
            await _send(client, SetPrices(market=market, index_price=price, mark_price=price).encode())


async def account_fund(client: CommandClient, owner: Owner, index: int = 0) -> int:
    """Opens the owner's account and credits it unless it holds something. Returns the account's number."""
    account = await account_open(client, owner.key, index)
    views = views_decode(await client.query(AccountQuery(account=account).encode()))
    view = next(view for view in views if isinstance(view, AccountView))
    if view.collateral == 0 and view.equity == 0 and owner.usdc:
        await _send(client, Credit(account=account, amount=owner.usdc * ATOMS).encode())
    return account


async def account_open(client: CommandClient, owner: bytes, index: int = 0) -> int:
    """Opens an account, or finds the one that the owner has at this index. Returns its number."""
    for event in events_decode(await client.send(OpenAccount(owner=owner, index=index).encode())):
        if isinstance(event, AccountOpened):
            return event.account
        if isinstance(event, Refused) and event.reason == Reason.ACCOUNT_EXISTS:
            return event.found
    raise SeedFailed(f"the engine opened no account {index} of owner {owner.hex()}")


async def tiers_set(database_url: str, owners: list[Owner]) -> None:
    """Writes the limits' tier of each owner."""
    pool = await open_pool(database_url, size=1, application="desk")
    try:
        for owner in owners:
            await tier_set(pool, owner.key, owner.tier, now_us())
    finally:
        await pool.close()


async def _send(client: CommandClient, record: bytes) -> None:
    for event in events_decode(await client.send(record)):
        if isinstance(event, Refused):
            reason = Reason(event.reason).name.lower()
            raise SeedFailed(f"seeding refused: {reason}, expected {event.expected}, found {event.found}")
