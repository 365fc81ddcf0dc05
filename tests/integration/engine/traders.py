"""Owners with accounts and money, and orders that they sign."""

import itertools

from quantdesk.bus.commands import CommandClient, service_token
from quantdesk.core import order_id, public_key, sign
from quantdesk.model.ids import ENTRIES_ANY
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, nonce_of, slot_of
from quantdesk.model.records_gen import (
    AccountOpened,
    Credit,
    ListMarket,
    OpenAccount,
    PlaceOrder,
    Service,
    SetEntryLimit,
    SetPrices,
    Side,
    TimeInForce,
    events_decode,
)
from quantdesk.runtime.clock import now_us
from tests.integration.engine.engines import SECRET

MARKET = 1
PRICE = 60_000
BTC_PERP = ListMarket(
    market=MARKET,
    symbol=b"BTC-PERP".ljust(16, b"\0"),
    tick_size=1_000_000_000,
    lot_size=10_000,
    price_max=1_000_000,
    order_max=10_000_000,
    position_max=10_000_000,
    open_interest_max=20_000_000,
    imf=20_000,
    mmf=10_000,
    requirement_min=1,
    profit_cap=1_000_000_000,
    band=50_000,
)


class Trader:
    """One owner with one account; every order gets a client id and nonce of its own."""

    _numbers = itertools.count(1)

    def __init__(self, number: int) -> None:
        self.seed = number.to_bytes(32, "big")
        self.owner = public_key(self.seed)
        self.account = number
        self.placed: list[bytes] = []

    async def open(self, client: CommandClient, usdc: int = 1_000_000) -> None:
        """Opens and funds the account, as the keepers do for what they see on the chain; client: any of this engine."""
        keeper = CommandClient(client.path, Service.KEEPERS, service_token(SECRET, Service.KEEPERS))
        await keeper.connect()
        try:
            opened = events_decode(await keeper.send(OpenAccount(self.account, self.owner, 0).encode()))
            assert isinstance(opened[0], AccountOpened), opened
            await keeper.send(Credit(account=self.account, asset=0, credited=usdc * 1_000_000).encode())
        finally:
            await keeper.close()

    def order(self, side: Side, size: int, price: int = PRICE, client_order_id: int | None = None) -> bytes:
        """A signed PlaceOrder record."""
        number = next(self._numbers)
        now = now_us()
        message = OrderMessage(
            domain=DOMAIN_LOCALNET,
            account=self.account,
            nonce=nonce_of(now // 1_000, 0) + number,
            expiry_slot=slot_of(now) + 1_000_000,
            client_order_id=number if client_order_id is None else client_order_id,
            price=price,
            size=size,
            market=MARKET,
            side=side,
            time_in_force=TimeInForce.GTC,
            fee_max=500,
        ).encode()
        self.placed.append(order_id(message))
        return PlaceOrder(
            order_id=self.placed[-1], message=message, signature=sign(self.seed, message), signer=self.owner, kind=0
        ).encode()


async def market_open(client: CommandClient) -> None:
    """Lists the market and gives it a price. Nothing here settles: entries are not counted (BOOK-6)."""
    await client.send(BTC_PERP.encode())
    await client.send(SetPrices(market=MARKET, index_price=PRICE * 1_000, mark_price=PRICE * 1_000).encode())
    await client.send(SetEntryLimit(entries=ENTRIES_ANY).encode())


async def two_traders(client: CommandClient) -> tuple[Trader, Trader]:
    """A market and two funded owners."""
    await market_open(client)
    traders = Trader(1), Trader(2)
    for trader in traders:
        await trader.open(client)
    return traders
