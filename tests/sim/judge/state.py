"""Rows of the judged exchange: accounts, positions, markets, assets, orders.

Invariant: every number here is a whole number of the unit that docs/spec names; nothing is derived that can
be counted again, except the open lots of a position and the open interest, which the auditor recounts.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

ACCOUNTS_PER_OWNER_MAX = 16
DELEGATES_MAX = 8
MARKETS_MAX = 64
ASSETS_MAX = 8
USDC = 0
OPEN_ORDERS_MAX = 1_000
BATCH_ITEMS_MAX = 50
CLIENT_ORDER_IDS_MAX = 10_000
NONCES_MAX = 20_000
MONEY_MAX = 1 << 53
POSITION_MAX = 1 << 40
NOTIONAL_MAX = 1 << 52
ORDER_NUMBER_MAX = (1 << 31) - 1
PPM = 1_000_000
DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
SLOW_PPM_PER_HOUR = 60_000
SLOT_US = 400_000
EPOCH_US = 300_000_000
LIFE_US = 180 * DAY_US
EVERY_MARKET = 2**64 - 1
TRANSFER_LIFE_US = 3_600_000_000
TRANSFERS_A_DAY = 32
EVERY = 65_535
GROUP_EVERY = 4
ANY_TOTAL = (1 << 64) - 1
DETAIL_MAX = (1 << 63) - 1
BUY, SELL = 0, 1
REDUCE_ONLY, NO_RECEIVING, NO_GIVING, LEAVING = 1, 2, 4, 8
LIMIT, MARKET, SLIDE, STOP_MARKET, STOP_LIMIT, TAKE_PROFIT_MARKET, TAKE_PROFIT_LIMIT, TRAILING_STOP = range(8)
ICEBERG, PEGGED, TWAP = 8, 9, 10
TAKING_KINDS = (MARKET, STOP_MARKET, TAKE_PROFIT_MARKET, TRAILING_STOP, TWAP)
GTC, IOC, FOK, GTD = 0, 1, 2, 3
CANCEL_MAKER, CANCEL_TAKER, CANCEL_BOTH, DECREMENT = 0, 1, 2, 3
RESTING, FILLED, CANCELLED, REFUSED, WAITING = 1, 2, 3, 4, 5
MARK, INDEX, LAST = 0, 1, 2
NO_LINK, OCO, CHILD = 0, 1, 2
WAITING_MAX = 100
LOTS_MAX = 2**32 - 1
NO_ID = bytes(16)


class Refusal(Exception):
    """A command that changes nothing: reason by its name in schema.txt, the bound, what was found."""

    def __init__(self, reason: str, expected: int = 0, found: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.expected, self.found = reason, min(expected, DETAIL_MAX), min(found, DETAIL_MAX)


class Position:
    """Account and market: lots b, quote e, claim r, swept w, funding snapshot f, open lots that count."""

    __slots__ = ("b", "buys", "e", "f", "leverage", "orders", "r", "sells", "w")

    def __init__(self) -> None:
        self.b = self.e = self.r = self.w = self.f = self.buys = self.sells = self.leverage = 0
        self.orders: dict[bytes, Order] = {}

    def numbers(self) -> tuple[int, ...]:
        """What a fill may change."""
        return (self.b, self.e, self.r, self.w, self.f, self.buys, self.sells)

    def is_shown(self) -> bool:
        """Whether there is anything to tell."""
        return any((self.b, self.e, self.r, self.w, self.buys, self.sells, self.leverage))

    def renumber(self, numbers: tuple[int, ...]) -> None:
        """Gives back what numbers() told."""
        self.b, self.e, self.r, self.w, self.f, self.buys, self.sells = numbers


class Key(NamedTuple):
    """Until when a key signs, a bit for each market, atoms that it may trade a day (0: any), whether near the index alone."""

    until: int
    markets: int
    amount: int
    near: int


class Account:
    """A margin account: collateral c, profit held by PNL-6, positions, delegates, memory of messages."""

    __slots__ = (
        "_c",
        "borrowed_us",
        "bound",
        "days",
        "dead_man",
        "delegates",
        "epoch",
        "finals",
        "floor",
        "flows",
        "held_before",
        "held_now",
        "inbox",
        "index",
        "isolated",
        "liquidated_us",
        "lowest_nonce",
        "memory",
        "nonces",
        "number",
        "others",
        "owner",
        "positions",
        "requested",
        "restrictions",
        "room",
        "settled",
        "waiting",
    )

    def __init__(self, number: int, owner: "Owner", index: int) -> None:
        self.number, self.owner, self.index = number, owner, index
        # Since when a tick has seen it owe USDC; how far the step in hand may take c below zero.
        self.borrowed_us = self.room = 0
        self.c = self.epoch = self.held_now = self.held_before = 0
        self.positions: dict[int, Position] = {}
        self.delegates: dict[bytes, Key] = {}
        # What bounded keys traded: day and atoms.
        self.days: dict[bytes, tuple[int, int]] = {}
        self.memory: dict[int, Order] = {}
        self.nonces: list[int] = []
        self.finals: deque[tuple[int, Order]] = deque()
        self.floor = 0
        # Chain: other collateral, sums of credits and debits by asset, last request, floor, owner instruction seen.
        self.others: dict[int, Other] = {}
        self.flows: dict[int, Flow] = {}
        self.requested = self.lowest_nonce = self.inbox = self.liquidated_us = self.restrictions = self.settled = 0
        # The one market of its orders; None: every one.
        self.isolated: int | None = None
        self.dead_man = [0, 0]
        # Matched orders that hold an entry on the chain: expiry slots by nonce.
        self.bound: dict[int, int] = {}
        self.waiting: list[Order] = []

    def numbers(self) -> tuple[int, ...]:
        """What a fill may change."""
        return (self.c, self.epoch, self.held_now, self.held_before, self.borrowed_us)

    def renumber(self, numbers: tuple[int, ...]) -> None:
        """Gives back what numbers() told."""
        self.c, self.epoch, self.held_now, self.held_before, self.borrowed_us = numbers

    @property
    def c(self) -> int:
        """USDC."""
        return self._c

    @c.setter
    def c(self, atoms: int) -> None:
        """MGN-7: who owes nothing begins his hour anew."""
        self._c = atoms
        if atoms >= 0:
            self.borrowed_us = 0

    def position(self, market: int) -> Position:
        """The position in a market, made at first use."""
        found = self.positions.get(market)
        if found is None:
            found = self.positions[market] = Position()
            self.positions = dict(sorted(self.positions.items()))
        return found

    def open_orders(self) -> int:
        """Resting orders over all markets."""
        return sum(len(position.orders) for position in self.positions.values())

    def waits(self) -> list["Order"]:
        """Orders that wait for a price, by arrival."""
        return [order for order in self.waiting if order.state == WAITING]

    def flow(self, asset: int) -> "Flow":
        """Sums of credits and debits of an asset; zero before the first credit."""
        return self.flows.get(asset) or Flow()

    def amount(self, asset: int) -> int:
        """What the account has of an asset."""
        if asset == USDC:
            return self.c
        return self.others[asset].amount if asset in self.others else 0

    def is_empty(self) -> bool:
        """Whether nothing is left that belongs to anybody."""
        return self.holds_nothing() and not (self.open_orders() or self.waits())

    def holds_nothing(self) -> bool:
        """Whether there is neither collateral nor anything in a market."""
        positions = self.positions.values()
        worth = any(position.b or position.e or position.r or position.w for position in positions)
        return not (worth or self.c or any(other.amount for other in self.others.values()))


@dataclass
class Flow:
    """All that ever came and went of an asset."""

    credited: int = 0
    debited: int = 0


@dataclass
class Asset:
    """An asset other than USDC: whose index prices it, decimals, weights, what is tracked of it."""

    number: int
    market: "Market"
    decimals: int
    weight_initial: int
    weight_maintenance: int
    tokens: int = 0


@dataclass
class Other:
    """What an account has of an asset other than USDC."""

    asset: Asset
    amount: int = 0


@dataclass
class Owner:
    """A key and its accounts; the fee tier belongs to it."""

    key: bytes
    # 4 more where somebody referred him.
    tier: int = 0
    referrer: "Owner | None" = None
    # FEE-2: what is set aside for him, by market.
    owed: dict[int, int] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)
    # Unix day of each of his last transfers.
    transfer_days: list[int] = field(default_factory=list)


@dataclass
class Parameters:
    """What ListMarket and SetMarketParameters carry, in schema order behind the market number."""

    symbol: bytes
    tick_size: int
    lot_size: int
    price_max: int
    order_max: int
    position_max: int
    open_interest_max: int
    imf: int
    mmf: int
    requirement_min: int
    profit_cap: int
    band: int

    def values(self) -> tuple[int | bytes, ...]:
        """In schema order, the tick value behind the grid left out."""
        return tuple(self.__dict__.values())


class Market:
    """Parameters, prices, totals and the two sides of the book."""

    __slots__ = (
        "cause",
        "claims",
        "conf",
        "cursor",
        "deficit",
        "doubt",
        "ema_basis",
        "ema_mid",
        "fee_bucket",
        "fee_claim",
        "funding",
        "funding_place",
        "funding_rest",
        "given",
        "hour",
        "index",
        "insurance",
        "insurance_cap",
        "interval",
        "jumped",
        "last",
        "levels",
        "liquidation_fee",
        "margin",
        "mark",
        "mark_us",
        "newest",
        "number",
        "oi",
        "parameters",
        "parts",
        "paused",
        "pool",
        "published",
        "records",
        "samples",
        "shares",
        "slow",
        "slow_us",
        "tick_value",
        "tier",
        "tried",
    )

    def __init__(self, number: int, parameters: Parameters, tick_value: int) -> None:
        self.number, self.parameters, self.tick_value = number, parameters, tick_value
        self.index = self.mark = self.last = self.paused = 0
        self.slow = self.slow_us = self.cursor = 0
        self.published = self.newest = self.mark_us = self.ema_mid = self.ema_basis = 0
        self.funding = self.funding_rest = self.hour = 0
        self.funding_place: int | None = None
        self.liquidation_fee, self.insurance_cap = 10_000, 25_000_000_000
        # MGN-2, MGN-3: lower and upper open interest, then bound and maintenance fraction of two tiers.
        self.margin = (0, 0, 0, 0, 0, 0)
        self.records, self.tried = 0, (0, 0)
        # LIQ-5: the last day on which the tail gave something, and how much on it.
        self.given = (0, 0)
        # What was told of the feed; a market that never had a price is missing one (ORC-3).
        self.tier, self.cause, self.jumped = 5, 5, False
        self.interval = self.conf = self.doubt = 0
        self.samples: list[int] = []
        # FEE-2: set aside of the last fill, by who paid the fee.
        self.parts: list[tuple[Account, int]] = []
        self.oi = self.pool = self.insurance = self.fee_bucket = self.shares = self.fee_claim = self.claims = (
            self.deficit
        ) = 0
        self.levels: tuple[dict[int, deque[Order]], dict[int, deque[Order]]] = ({}, {})

    def numbers(self) -> tuple[int, ...]:
        """What a fill may change; the order is that of MarketChanged."""
        return (
            self.last,
            self.oi,
            self.pool,
            self.insurance,
            self.fee_bucket,
            self.shares,
            self.fee_claim,
            self.claims,
            self.deficit,
        )

    def renumber(self, numbers: tuple[int, ...]) -> None:
        """Gives back what numbers() told."""
        (
            self.last,
            self.oi,
            self.pool,
            self.insurance,
            self.fee_bucket,
            self.shares,
            self.fee_claim,
            self.claims,
            self.deficit,
        ) = numbers

    def best(self, side: int) -> int | None:
        """Best price of a side of the book, None when it is empty."""
        prices = self.levels[side]
        if not prices:
            return None
        return max(prices) if side == BUY else min(prices)


class Order:
    """A signed order, alive, final or refused: what BOOK-7 remembers of it."""

    __slots__ = (
        "accepted_seq",
        "accepted_us",
        "account",
        "activation",
        "armed",
        "arrival",
        "best",
        "client_order_id",
        "display",
        "distance",
        "distance_ppm",
        "expiry",
        "fee_cap",
        "filled",
        "given_up",
        "group",
        "hidden",
        "id",
        "kind",
        "left",
        "link",
        "linked",
        "liquidation",
        "market",
        "nonce",
        "offset",
        "post_only",
        "price",
        "reason",
        "reduce_only",
        "self_trade",
        "side",
        "signed",
        "signer",
        "size",
        "sliced",
        "slices",
        "source",
        "state",
        "tif",
        "trigger",
        "trigger_falls",
        "waited",
        "worst",
    )

    def __init__(self, account: Account, order_id: bytes, signer: bytes, kind: int) -> None:
        self.account, self.id, self.signer, self.kind = account, order_id, signer, kind
        self.client_order_id = self.nonce = self.expiry = self.price = self.size = 0
        self.market = self.side = self.tif = self.self_trade = self.fee_cap = self.group = self.trigger = 0
        self.signed = True
        self.post_only = self.reduce_only = self.liquidation = self.trigger_falls = self.waited = False
        self.given_up = self.filled = self.left = self.reason = self.accepted_seq = self.accepted_us = 0
        self.state = REFUSED
        self.arrival = (0, 0)
        # Of one that waits: where it looks, how it trails, what it is tied to, lots it may start with, best price seen.
        self.source = self.distance = self.distance_ppm = self.activation = self.link = self.armed = self.best = 0
        self.linked = NO_ID
        # Of one that rests on terms: most lots shown, lots hidden now, ticks from its source, signed price.
        self.display = self.hidden = self.offset = self.worst = 0
        # Of one that is taken in slices: how many, and how many of their moments have come.
        self.slices = self.sliced = 0

    @classmethod
    def closing(cls, account: Account, market: int, size: int, price: int) -> "Order":
        """Nobody's order: takes at most so many lots off a position, at once, no worse than a price."""
        order = cls(account, NO_ID, account.owner.key, LIMIT)
        order.market, order.side, order.tif = market, SELL if account.positions[market].b > 0 else BUY, IOC
        order.signed, order.reduce_only = False, True
        order.size = order.left = min(LOTS_MAX, size)
        order.price = price
        return order

    def numbers(self) -> tuple[int, ...]:
        """What matching may change."""
        return (self.filled, self.left, self.state, self.size, self.given_up, self.armed, self.best, self.hidden)

    def renumber(self, numbers: tuple[int, ...]) -> None:
        """Gives back what numbers() told."""
        self.filled, self.left, self.state, self.size, self.given_up, self.armed, self.best, self.hidden = numbers

    def shown(self) -> int:
        """Lots in the book."""
        return self.left - self.hidden

    def rests_by_kind(self) -> bool:
        """Whether what does not fill at once may stay in the book."""
        return self.kind not in TAKING_KINDS and self.tif in (GTC, GTD)


def check_free(account: Account, restriction: int) -> None:
    """RST-1: refuses what a restriction forbids."""
    if account.restrictions & restriction or (restriction == REDUCE_ONLY and account.restrictions & LEAVING):
        raise Refusal("account_restricted", restriction, account.restrictions)
