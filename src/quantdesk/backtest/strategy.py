"""What a strategy is shown and what it may wish: values alone, so that it can reach nothing else.

Invariant: a View holds the state of the exchange at `seen_us` and nothing later; it never changes. Prices are ticks, sizes lots, money
atoms, index and mark mticks, times microseconds UTC.
"""

from collections.abc import Callable, Sequence

import msgspec

from quantdesk.model.market import Market
from quantdesk.model.records_gen import Side


class Depth(msgspec.Struct, frozen=True, gc=False):
    """One level of the book: price in ticks, lots of all orders there, the strategy's own included."""

    price: int
    lots: int


class OwnOrder(msgspec.Struct, frozen=True, gc=False):
    """An order of the strategy that rests. number: the one that its Place was given."""

    number: int
    side: Side
    price: int
    left: int


class OwnFill(msgspec.Struct, frozen=True, gc=False):
    """A fill of the strategy. fee in atoms, negative: a rebate; middle_mticks: the middle that the decision was made on."""

    time_us: int
    number: int
    side: Side
    price: int
    lots: int
    fee: int
    maker: bool
    middle_mticks: int


class View(msgspec.Struct, frozen=True):
    """What the strategy knows when it decides at `now_us`: everything up to `seen_us`, nothing after it."""

    seen_us: int
    now_us: int
    bids: tuple[Depth, ...]
    asks: tuple[Depth, ...]
    last_price: int
    index_mticks: int
    mark_mticks: int
    position: int
    equity: int
    orders: tuple[OwnOrder, ...]
    fills: tuple[OwnFill, ...]
    """Those since the view before."""

    @property
    def middle_mticks(self) -> int:
        """The middle between best bid and best ask, exact; 0 while a side is empty."""
        return (self.bids[0].price + self.asks[0].price) * 500 if self.bids and self.asks else 0


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A wish for an order. immediate: what does not fill at once is cancelled."""

    side: Side
    price: int
    lots: int
    immediate: bool = False
    post_only: bool = False
    reduce_only: bool = False


class Cancel(msgspec.Struct, frozen=True):
    """A wish to cancel the order of this number; 0: all."""

    number: int = 0


Wish = Place | Cancel
Decide = Callable[[View], Sequence[Wish]]
Strategy = Callable[[Market, int], Decide]
"""Makes what decides, of the market's grid and a seed; whatever it remembers it keeps itself."""
