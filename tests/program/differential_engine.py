"""The engine's half of the differential: the core with the accounts of a world, asked item by item.

Invariant: a verdict is what the core's event says; nothing here computes money.
"""

from typing import NamedTuple

from quantdesk.core import Exchange, batch_head
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, nonce_of, order_id_of, slot_of
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    Credit,
    Credited,
    Debit,
    Debited,
    ListMarket,
    MarketSet,
    OpenAccount,
    OpenExchange,
    OrderFilled,
    PlaceOrder,
    PositionView,
    Refused,
    SetPrices,
    Side,
    events_decode,
    views_decode,
)
from tests.program.world import ACK, CREDIT

MARKET = ListMarket(
    market=0, symbol=b"BTC-PERP".ljust(16, b"\0"), tick_size=100_000_000, lot_size=1_000_000, price_max=500_000,
    order_max=10_000, position_max=100_000, open_interest_max=1_000_000, imf=50_000, mmf=25_000, requirement_min=1_000,
    profit_cap=10**9, band=100_000,
)  # fmt: skip
LOTS = 2
ANY_TOTAL = 2**64 - 1


class Answer(NamedTuple):
    """The core's word on an item: reason of the refusal, 0 when taken; c of the asset afterwards."""

    reason: int
    collateral: int


class Engine:
    """The core with accounts of these owners, numbered from 1 in their order."""

    def __init__(self, owners: list[bytes], now_us: int) -> None:
        self.exchange = Exchange()
        opened = [OpenAccount(account=number, owner=owner, index=0) for number, owner in enumerate(owners, 1)]
        self.credited = dict.fromkeys(range(1, len(owners) + 1), 0)
        events = self.apply([OpenExchange(domain=DOMAIN_LOCALNET), *opened, MARKET], now_us)
        self.tick_value = next(event.tick_value for event in events if isinstance(event, MarketSet))
        self.nonces = 0

    def apply(self, commands, now_us: int):
        """Applies commands at a time; returns their events."""
        head = batch_head(len(commands), self.exchange.seq + 1, now_us)
        return list(events_decode(self.exchange.apply(head + b"".join(one.encode() for one in commands))))

    def judge(self, items, now_us: int) -> list[Answer]:
        """One answer an item, in order; `place` of an item is the account's number here."""
        commands = [self.command(item) for item in items if item.kind != ACK]
        events = [e for e in self.apply(commands, now_us) if isinstance(e, Credited | Debited | Refused)]
        answers = iter(
            Answer(int(event.reason), 0) if isinstance(event, Refused) else Answer(0, event.collateral)
            for event in events
        )
        return [Answer(0, 0) if item.kind == ACK else next(answers) for item in items]

    def command(self, item) -> Credit | Debit:
        """What the keepers would send: a credit names the total after it, a debit that was asked on chain no total."""
        if item.kind == CREDIT:
            self.credited[item.place] += item.amount
            return Credit(account=item.place, asset=item.asset, credited=self.credited[item.place])
        return Debit(account=item.place, asset=item.asset, amount=item.amount, request=0, debited=ANY_TOTAL)

    def prices(self, index: int, mark: int, now_us: int) -> None:
        """Index and mark of the one market."""
        self.apply([SetPrices(MARKET.market, index, mark)], now_us)

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
