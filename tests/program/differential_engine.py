"""The engine's half of the differential: the core with the accounts of a world, told what keepers would tell it.

Invariant: items are those of the settlement log that the keepers' own fold makes of the core's events; nothing here computes money,
and nothing here decides what an item is.
"""

from typing import NamedTuple

from quantdesk.core import Exchange, batch_head
from quantdesk.keepers.fold import Fold
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, nonce_of, order_id_of, slot_of
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    DelegateRemoved,
    FloorRaised,
    ListMarket,
    MarketSet,
    OpenAccount,
    OpenExchange,
    OrderFilled,
    PlaceOrder,
    PositionView,
    Refused,
    SetAsset,
    SetPrices,
    Side,
    events_decode,
    views_decode,
)
from tests.program.world import ACK, CREDIT, DEBIT, SOL

MARKET = ListMarket(
    market=0, symbol=b"BTC-PERP".ljust(16, b"\0"), tick_size=100_000_000, lot_size=1_000_000, price_max=500_000,
    order_max=10_000, position_max=100_000, open_interest_max=1_000_000, imf=50_000, mmf=25_000, requirement_min=1_000,
    profit_cap=10**9, band=100_000,
)  # fmt: skip
SOL_MARKET = ListMarket(
    market=1, symbol=b"SOL-PERP".ljust(16, b"\0"), tick_size=10_000_000, lot_size=10_000_000, price_max=500_000,
    order_max=10_000, position_max=100_000, open_interest_max=1_000_000, imf=50_000, mmf=25_000, requirement_min=1_000,
    profit_cap=10**9, band=100_000,
)  # fmt: skip
SOL_ASSET = SetAsset(asset=SOL, market=1, decimals=9, weight_initial=900_000, weight_maintenance=950_000)
SOL_PRICE = 15_000_000
LOTS = 2
ANY_TOTAL = 2**64 - 1
# Words of the settlement log, and the kinds of the program. A word that is not here is a new kind: the differential must learn it.
KINDS = {"credit": CREDIT, "debit": DEBIT, "ack": ACK}


class Item(NamedTuple):
    """An item of the log: kind, account's place, asset, amount (of an ack the owner instruction); its name for the table."""

    kind: int
    place: int
    asset: int
    amount: int
    name: str = ""


class Answer(NamedTuple):
    """The core's word on a command: reason of the refusal, 0 when taken; items with c of their asset afterwards."""

    reason: int
    items: list[tuple[Item, int]]


class Engine:
    """The core with accounts of these owners, numbered from 1 in their order; an account's place is one less."""

    def __init__(self, owners: list[bytes], now_us: int) -> None:
        self.exchange = Exchange()
        opened = [OpenAccount(account=number, owner=owner, index=0) for number, owner in enumerate(owners, 1)]
        markets = [MARKET, SOL_MARKET, SetPrices(SOL_MARKET.market, SOL_PRICE, SOL_PRICE), SOL_ASSET]
        events = self.apply([OpenExchange(domain=DOMAIN_LOCALNET), *opened, *markets], now_us)
        assert not any(isinstance(event, Refused) for event in events), events
        self.tick_value = next(event.tick_value for event in events if isinstance(event, MarketSet))
        self.nonces = 0

    def apply(self, commands, now_us: int):
        """Applies commands at a time; returns their events."""
        head = batch_head(len(commands), self.exchange.seq + 1, now_us)
        return list(events_decode(self.exchange.apply(head + b"".join(one.encode() for one in commands))))

    def judge(self, commands, now_us: int) -> list[Answer]:
        """One answer a command, in order."""
        first = self.exchange.seq + 1
        told: list[list] = [[] for _ in commands]
        for event in self.apply(commands, now_us):
            told[event.seq - first].append(event)
        return [self.answer(events, now_us) for events in told]

    def answer(self, events, now_us: int) -> Answer:
        """What the events of one command say."""
        reason, items = 0, []
        for event in events:
            if isinstance(event, Refused):
                reason = int(event.reason)
            fold = Fold(())
            fold.take(now_us, [event])
            for account, word, asset, amount, *_ in fold.changes().settlement_items:
                item = Item(KINDS[word], account - 1, asset, amount, name_of(event, word, asset))
                items.append((item, getattr(event, "collateral", 0)))
        return Answer(reason, items)

    def prices(self, index: int, mark: int, sol: int, now_us: int) -> None:
        """Index and mark of the market with positions, and the price of SOL."""
        self.apply([SetPrices(MARKET.market, index, mark), SetPrices(SOL_MARKET.market, sol, sol)], now_us)

    def order(self, account: int, side: Side, now_us: int) -> PlaceOrder:
        """An order at the mark's neighbourhood that meets its counterpart."""
        self.nonces += 1
        message = OrderMessage(
            domain=DOMAIN_LOCALNET, account=account, nonce=nonce_of(now_us // 1_000, self.nonces),
            expiry_slot=slot_of(now_us) + 1_000, client_order_id=self.nonces, price=50_000, size=LOTS,
            market=MARKET.market, side=side, fee_max=100,
        ).encode()  # fmt: skip
        owner = next(view for view in self.views(account) if isinstance(view, AccountView)).owner
        return PlaceOrder(order_id_of(message), message, bytes(64), owner, 0)

    def trade(self, maker: int, taker: int, now_us: int) -> None:
        """The maker sells to the taker."""
        orders = [self.order(maker, Side.SELL, now_us), self.order(taker, Side.BUY, now_us)]
        assert any(isinstance(event, OrderFilled) for event in self.apply(orders, now_us))

    def views(self, account: int):
        """What the core knows of an account."""
        return views_decode(self.exchange.query(AccountQuery(account).encode()))

    def holding(self, account: int) -> tuple[int, dict[str, int]]:
        """Collateral and the fields of the one position."""
        views = self.views(account)
        collateral = next(view for view in views if isinstance(view, AccountView)).collateral
        [position] = [view for view in views if isinstance(view, PositionView)]
        fields = {
            "lots": position.position, "quote_atoms": position.quote, "claim_atoms": position.claim,
            "swept_atoms": position.swept, "funding": position.funding, "record": 0,
        }  # fmt: skip
        return collateral, fields


def name_of(event, word: str, asset: int) -> str:
    """An item's name for the table."""
    if isinstance(event, DelegateRemoved):
        return "ack of a removal"
    if isinstance(event, FloorRaised):
        return "ack of a floor"
    return f"{word} {'SOL' if asset == SOL else 'USDC'}"
