"""What the settle bench settles: owners with accounts on the desk's chain, and signed orders that match at a rate.

Invariant: every taker's order is signed for one fill, so that as many orders are registered on the chain as fills settle; a maker's rests
for `FILLS_AN_ORDER` of them. No account signs more orders that match than have an entry (BOOK-6). Whatever is refused ends the bench.
"""

import asyncio
import itertools
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from quantdesk.bus.commands import CommandClient
from quantdesk.client import Keypair, Wallet
from quantdesk.client.answers import Network
from quantdesk.client.signing import OrderSigner
from quantdesk.core import order_id
from quantdesk.desk.world import World
from quantdesk.model.assets import ASSETS, USDC
from quantdesk.model.message import DOMAIN_LOCALNET, SLOT_US, slot_of
from quantdesk.model.records_gen import (
    AccountView,
    AssetView,
    MarketQuery,
    MarketView,
    OrderAccepted,
    OrderFilled,
    OwnerQuery,
    PlaceOrder,
    Service,
    Side,
    events_decode,
    views_decode,
)
from quantdesk.runtime.clock import monotonic_s, now_us

MARKETS = (0, 1, 2, 3)
MAKERS = 8
DEPOSIT_USDC = 2_000
FILLS_AN_ORDER = 20
ENTRIES = 120
# Wallets that are opened at once.
OPENING = 16
CREDIT_TIMEOUT_S = 120
MTICKS = 1_000


class Trader(Struct, frozen=True):
    """An owner's account and who signs for it."""

    account: int
    signer: OrderSigner


class Load(Struct, frozen=True, kw_only=True):
    """A connection to the engine, makers and takers."""

    client: CommandClient
    makers: list[Trader]
    takers: list[Trader]


async def load_open(desk: World, orders: int) -> Load:
    """Opens and funds so many accounts that this many takers' orders, and the makers' that they meet, have entries."""
    client = await desk.client(Service.GATEWAY)
    gate = asyncio.Semaphore(OPENING)
    makers = max(MAKERS, -(-orders // (FILLS_AN_ORDER * ENTRIES)))
    count = makers + -(-orders // ENTRIES)
    traders = await asyncio.gather(*(_trader(desk, client, gate) for _ in range(count)))
    return Load(client=client, makers=traders[:makers], takers=traders[makers:])


async def _trader(desk: World, client: CommandClient, gate: asyncio.Semaphore) -> Trader:
    owner = Keypair.generate()
    async with gate, await Wallet.connect(owner, desk.plan.rpc_urls[0]) as wallet:
        await wallet.airdrop(sol=10, usdc=DEPOSIT_USDC)
        account = await wallet.open_account(usdc=str(DEPOSIT_USDC))
    async with asyncio.timeout(CREDIT_TIMEOUT_S):
        while not await _credited(client, owner.public):  # noqa: ASYNC110 - another process makes it so
            await asyncio.sleep(0.2)
    now = now_us()
    network = Network("localnet", "", "", DOMAIN_LOCALNET.hex(), slot_of(now), SLOT_US // 1_000, now // 1_000)
    return Trader(account, OrderSigner(owner, account, network))


async def _credited(client: CommandClient, owner: bytes) -> bool:
    views = views_decode(await client.query(OwnerQuery(owner=owner).encode()))
    atoms = DEPOSIT_USDC * 10 ** ASSETS[USDC].decimals
    opened = any(isinstance(view, AccountView) for view in views)
    return opened and any(isinstance(view, AssetView) and view.credited >= atoms for view in views)


async def fills_make(load: Load, takers: Iterator[Trader], rate: int, seconds: float) -> int:
    """Fills at a rate, in all markets; how many there were. Errors: SystemExit when one was refused."""
    makers = itertools.cycle(load.makers)
    end_s = monotonic_s() + seconds
    found = await asyncio.gather(
        *(_market_trade(load, market, (makers, takers), rate / len(MARKETS), end_s) for market in MARKETS)
    )
    return sum(found)


async def _market_trade(
    load: Load, market: int, traders: tuple[Iterator[Trader], Iterator[Trader]], rate: float, end_s: float
) -> int:
    makers, takers = traders
    sides = itertools.cycle((Side.SELL, Side.BUY))
    due_s, fills = monotonic_s() + market / rate / len(MARKETS), 0
    while monotonic_s() < end_s:
        side, price = next(sides), await _price(load.client, market)
        await _placed(load.client, next(makers), market, (side, price, FILLS_AN_ORDER), taking=False)
        taking = []
        for _ in range(FILLS_AN_ORDER):
            await asyncio.sleep(due_s - monotonic_s())
            due_s += 1 / rate
            terms = (Side(1 - side), price, 1)
            taking.append(asyncio.create_task(_placed(load.client, next(takers), market, terms, taking=True)))
        fills += sum(await asyncio.gather(*taking))
    return fills


async def _price(client: CommandClient, market: int) -> int:
    views = views_decode(await client.query(MarketQuery(market=market).encode()))
    return next(view.index_price for view in views if isinstance(view, MarketView)) // MTICKS


async def _placed(
    client: CommandClient, trader: Trader, market: int, terms: tuple[Side, int, int], *, taking: bool
) -> int:
    """A signed order; how many fills came of it. Errors: SystemExit when it is not taken, or a taker's finds nobody."""
    made = trader.signer.lots_order(market, *terms, ioc=taking)
    record = replace(
        PlaceOrder(bytes(16), made.message, made.signature, made.signer, made.kind), order_id=order_id(made.message)
    )
    events = events_decode(await client.send(record.encode()))
    fills = sum(isinstance(event, OrderFilled) for event in events)
    if fills != int(taking) or not any(isinstance(event, OrderAccepted) for event in events):
        raise SystemExit(f"order of account {trader.account}: expected {int(taking)} fills, found {events}")
    return fills
