"""What the exchange answers, typed. Decimals stay texts, times are milliseconds; fields that a newer server adds are ignored."""

from typing import Any

import msgspec

from quantdesk.model.errors import Invalid
from quantdesk.model.money import MTICKS_PER_TICK, count_of, digits_of, mticks_of, positive_count_of, steps_text

COUNT_MAX = 2**31 - 1
E9_MAX = 10**18


class Network(msgspec.Struct, frozen=True):
    """What signatures are bound to, and the server's time."""

    network: str
    program_id: str
    genesis_hash: str
    domain: str
    slot: int
    slot_ms: int
    time_ms: int


class Market(msgspec.Struct, frozen=True):
    """A market with its grid and prices; null prices are not known."""

    market: str
    market_id: int
    status: str
    tick_size: str
    lot_size: str
    mark_price: str | None = None
    index_price: str | None = None
    last_price: str | None = None

    @property
    def tick_e9(self) -> int:
        """USD of one tick in billionths."""
        return count_of(self.tick_size, 1, E9_MAX, "tick_size")

    @property
    def lot_e9(self) -> int:
        """Base units of one lot in billionths."""
        return count_of(self.lot_size, 1, E9_MAX, "lot_size")

    def ticks(self, price: str) -> int:
        """Ticks of a price text. Errors: Invalid; OffGrid with both neighbours [UNIT-5]."""
        return positive_count_of(price, self.tick_e9, COUNT_MAX, "price")

    def lots(self, size: str) -> int:
        """Lots of a size text. Errors: Invalid; OffGrid with both neighbours [UNIT-5]."""
        return positive_count_of(size, self.lot_e9, COUNT_MAX, "size")

    def price(self, ticks: int) -> str:
        """Text of a price in ticks."""
        return steps_text(ticks, self.tick_e9, digits_of(self.tick_e9))

    def size(self, lots: int) -> str:
        """Text of a size in lots."""
        return steps_text(lots, self.lot_e9, digits_of(self.lot_e9))

    def protection(self, side: str, slippage_ppm: int) -> str:
        """Worst price of a market order: the mark moved against it by slippage_ppm, on the grid. Errors: Invalid without a mark."""
        if self.mark_price is None:
            raise Invalid("expected a market with a mark, found one without: give a price", "price")
        mark = mticks_of(self.mark_price, self.tick_e9, "mark_price")
        if side == "buy":
            return self.price(mark * (1_000_000 + slippage_ppm) // (1_000_000 * MTICKS_PER_TICK))
        return self.price(max(1, -(-mark * (1_000_000 - slippage_ppm) // (1_000_000 * MTICKS_PER_TICK))))


class Candle(msgspec.Struct, frozen=True):
    """Prices of one interval; ticks: how many prices it is made of, 0 for an interval without one."""

    open_ms: int
    open: str
    high: str
    low: str
    close: str
    volume: str
    ticks: int


class Account(msgspec.Struct, frozen=True):
    """A margin account. entries: on the chain, in use by orders that matched, and in all [BOOK-6]; isolated: its one market [MGN-8]."""

    account: int
    owner: str
    index: int
    isolated: str | None
    entries_used: int
    entries_max: int


class Fill(msgspec.Struct, frozen=True):
    """One match of an order just placed."""

    price: str
    size: str
    fee: str
    realized: str


class OrderResult(msgspec.Struct, frozen=True):
    """What became of an order at once; duplicate: the first result of an earlier same order."""

    order_id: str
    client_order_id: str
    status: str
    filled: str
    left: str
    average_price: str | None
    fills: tuple[Fill, ...]
    seq: int
    cancel_reason: str | None = None
    duplicate: bool = False


class CancelResult(msgspec.Struct, frozen=True):
    """An order that was given up."""

    order_id: str
    client_order_id: str
    left: str
    filled: str
    reason: str


class ShrinkResult(msgspec.Struct, frozen=True):
    """An order that was made smaller."""

    order_id: str
    client_order_id: str
    left: str
    filled: str


class ItemProblem(msgspec.Struct, frozen=True):
    """Why an item of a batch was refused."""

    code: str
    detail: str
    field: str | None = None


class BatchResult(msgspec.Struct, frozen=True):
    """What became of one item: one of the results, or a problem."""

    item: int
    placed: OrderResult | None = None
    cancelled: CancelResult | None = None
    shrunk: ShrinkResult | None = None
    problem: ItemProblem | None = None


class Order(msgspec.Struct, frozen=True):
    """An order as the exchange knows it now."""

    order_id: str
    account: int
    client_order_id: str
    market: str
    side: str
    type: str
    status: str
    price: str
    size: str
    filled: str
    left: str


class AssetBalance(msgspec.Struct, frozen=True):
    """What an account has of one asset, in whole units."""

    asset: str
    collateral: str
    credited: str
    debited: str
    withdrawable: str


class Borrow(msgspec.Struct, frozen=True):
    """What an account owes in USDC, how much that may be, and since when it does."""

    owed: str
    room: str
    since_ms: int | None


class Balances(msgspec.Struct, frozen=True):
    """Money of an account: its worth in USDC, and what it has of each asset that it ever had."""

    account: int
    collateral: str
    equity: str
    initial_margin: str
    maintenance_margin: str
    withdrawable: str
    seq: int
    assets: tuple[AssetBalance, ...] = ()
    borrow: Borrow | None = None


class Position(msgspec.Struct, frozen=True):
    """A position in one market."""

    market: str
    size: str
    entry_price: str | None
    mark_price: str | None
    liquidation_price: str | None
    unrealized: str
    swept: str


class AccountFill(msgspec.Struct, frozen=True):
    """One match in which the account took part."""

    fill_id: str
    market: str
    side: str
    role: str
    price: str
    size: str
    fee: str
    realized: str
    order_id: str
    ts_ms: int
    settled_ms: int | None = None


class Trade(msgspec.Struct, frozen=True):
    """One match; side is the taker's."""

    trade_id: str
    price: str
    size: str
    side: str
    ts_ms: int


class Level(msgspec.Struct, frozen=True):
    """One price of the book."""

    price: str
    size: str


class Book(msgspec.Struct, frozen=True):
    """The book after a command, best prices first."""

    market: str
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    seq: int


class Preview(msgspec.Struct, frozen=True):
    """What an order would do now; refusal names the rule that would refuse it."""

    refusal: str | None
    filled: str
    resting: str
    average_price: str | None
    fee: str
    equity: str
    initial_margin: str
    position: str
    liquidation_price: str | None


class Message(msgspec.Struct, frozen=True):
    """One message of a channel. type: snapshot, delta or event; reset: what was missed is gone."""

    channel: str
    seq: int
    prev: int
    type: str
    ts_ms: int
    data: Any
    reset: bool = False
