"""The venue of a run: one compiled exchange with one market, and records sent to it in order.

Invariant: every command and every event passes here; time never goes back; nothing is computed here. Signatures are not checked by the core
(SIG-3 is the edge's matter), so messages of a run carry none.
"""

from typing import Final

import msgspec

from quantdesk.core import Exchange, batch_head, order_id
from quantdesk.model.ids import ENTRIES_ANY
from quantdesk.model.market import Market
from quantdesk.model.message import DOMAIN_LOCALNET, SLOT_US, OrderMessage
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    BookQuery,
    Credit,
    Event,
    LevelView,
    ListMarket,
    MarketQuery,
    MarketSet,
    MarketView,
    OpenAccount,
    OpenExchange,
    OrderKind,
    PlaceOrder,
    PositionView,
    Refused,
    SetEntryLimit,
    SetFeeTier,
    SetIndex,
    Side,
    Sweep,
    Tick,
    TimeInForce,
    TotalsQuery,
    TotalsView,
    events_decode,
    views_decode,
)

STRATEGY: Final = 1
BOOK: Final = 2
FLOW: Final = 3
ACCOUNTS: Final = (STRATEGY, BOOK, FLOW)
USDC: Final = 0
CROWD_ATOMS: Final = 2**50
"""Collateral of the two accounts that play the tape: no margin may ever stop them."""
FEE_CAP: Final = 100
"""Signed fee cap, 10 ppm each: above every tier."""
LIFE_SLOTS: Final = 30 * 24 * 3_600 * 1_000_000 // SLOT_US
NO_SIGNATURE: Final = bytes(64)
NONCE_MS_BITS: Final = 12


class VenueBroken(Exception):
    """The exchange refused what every run needs, or broke an invariant of its own; the text says which."""


class Sent(msgspec.Struct, frozen=True):
    """An order as it was sent: its id and its record."""

    order_id: bytes
    record: bytes


class Venue:
    """One exchange, its market, and the numbers that messages need."""

    def __init__(self, listing: ListMarket, ts_us: int) -> None:
        self.core = Exchange()
        self.ts_us = ts_us
        self.nonce = (ts_us // 1_000) << NONCE_MS_BITS
        # Nothing here goes to a chain.
        unsettled = SetEntryLimit(entries=ENTRIES_ANY).encode()
        opened = self.send([OpenExchange(domain=DOMAIN_LOCALNET).encode(), unsettled, listing.encode()])
        found = next((event for event in opened if isinstance(event, MarketSet)), None)
        if found is None:
            raise VenueBroken(f"expected the market to be listed, found {opened[-1]}")
        self.market = Market.of(found)

    def open(self, usdc_atoms: int, tier: int) -> None:
        """The strategy's account with its collateral and fee tier, and those of the book and the flow. Raises VenueBroken."""
        records = []
        for account in ACCOUNTS:
            credited = usdc_atoms if account == STRATEGY else CROWD_ATOMS
            records += [
                OpenAccount(account=account, owner=_key(account), index=0).encode(),
                Credit(account=account, asset=USDC, credited=credited).encode(),
            ]
        records.append(SetFeeTier(owner=_key(STRATEGY), tier=tier).encode())
        refused = [event for event in self.send(records) if isinstance(event, Refused)]
        if refused:
            raise VenueBroken(f"expected accounts to open, found {refused[0]}")

    def send(self, records: list[bytes], ts_us: int = 0) -> list[Event]:
        """Events of these records as one batch; ts_us at or before the venue's time stands still."""
        self.ts_us = max(self.ts_us, ts_us)
        head = batch_head(len(records), self.core.seq + 1, self.ts_us)
        return events_decode(self.core.apply(b"".join((head, *records))))

    def index(self, mticks: int, published_us: int) -> bytes:
        """The record of a new index; it counts from the next mark round on [MRK-1]."""
        index = SetIndex(
            market=self.market.market, index_price=mticks, published=published_us, conf=0, doubt=0, evidence=bytes(32)
        )
        return index.encode()

    def tick(self) -> bytes:
        """The record that carries time: mark rounds and funding come of it [MRK-2, FND-1]."""
        return Tick().encode()

    def sweep(self) -> bytes:
        """The record with which a keeper lets waiting claims be paid, once a minute [PNL-5]."""
        return Sweep(market=self.market.market).encode()

    def order(self, account: int, wish: OrderMessage) -> Sent:
        """An order of an account; nonce and expiry are set here, the rest stands in `wish`."""
        self.nonce += 1
        message = msgspec.structs.replace(
            wish, account=account, nonce=self.nonce, expiry_slot=self.ts_us // SLOT_US + LIFE_SLOTS
        ).encode()
        name = order_id(message)
        record = PlaceOrder(
            order_id=name, message=message, signature=NO_SIGNATURE, signer=_key(account), kind=OrderKind.LIMIT
        )
        return Sent(name, record.encode())

    def wish(self, side: Side, price: int, lots: int, number: int) -> OrderMessage:
        """An order message that rests, to be changed and given to `order`."""
        return OrderMessage(
            domain=DOMAIN_LOCALNET,
            account=0,
            nonce=0,
            expiry_slot=0,
            client_order_id=number,
            price=price,
            size=lots,
            market=self.market.market,
            side=side,
            time_in_force=TimeInForce.GTC,
            fee_max=FEE_CAP,
        )

    def account(self) -> tuple[AccountView, PositionView | None]:
        """The strategy's account, and its position when it ever had one."""
        views = views_decode(self.core.query(AccountQuery(account=STRATEGY).encode()))
        head = next(view for view in views if isinstance(view, AccountView))
        return head, next((view for view in views if isinstance(view, PositionView)), None)

    def levels(self, depth: int) -> list[LevelView]:
        """The book's best levels, bids first."""
        views = views_decode(self.core.query(BookQuery(market=self.market.market, depth=depth).encode()))
        return [view for view in views if isinstance(view, LevelView)]

    def state(self) -> MarketView:
        """The market now."""
        views = views_decode(self.core.query(MarketQuery(market=self.market.market).encode()))
        return next(view for view in views if isinstance(view, MarketView))

    def totals(self) -> TotalsView:
        """Sums over all accounts. Raises VenueBroken when the exchange's own invariants do not hold [PNL-2, PNL-3]."""
        views = views_decode(self.core.query(TotalsQuery().encode()))
        totals = next(view for view in views if isinstance(view, TotalsView))
        if totals.violations:
            raise VenueBroken(f"expected no violation of PNL-2 and PNL-3, found {totals.violations}")
        return totals


def _key(account: int) -> bytes:
    """The owner of an account of a run; nobody holds such a key."""
    return account.to_bytes(32, "big")
