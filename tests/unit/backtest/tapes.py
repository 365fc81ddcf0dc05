"""Small tapes by hand: prices in ticks, sizes in lots, times in seconds."""

from collections.abc import Callable, Iterable, Sequence

from quantdesk.backtest.result import Result, Terms
from quantdesk.backtest.run import Run
from quantdesk.backtest.strategy import Strategy, View, Wish
from quantdesk.backtest.tape import Tape
from quantdesk.model.feed import BookDelta, BookSnapshot, FeedEvent, Level, Print
from quantdesk.model.records_gen import ListMarket

TICK_E9 = 100_000_000
LOT_E9 = 100_000
V = 10
START_US = 1_700_000_000_000_000
LISTING = ListMarket(
    market=0,
    symbol=b"TAPE-PERP".ljust(16, b"\0"),
    tick_size=TICK_E9,
    lot_size=LOT_E9,
    price_max=1_000_000,
    order_max=1_000,
    position_max=1_000_000,
    open_interest_max=1_000_000,
    imf=20_000,
    mmf=10_000,
    requirement_min=0,
    profit_cap=0,
    band=50_000,
)
Levels = Iterable[tuple[int, int]]


def at(seconds: float) -> int:
    return START_US + round(seconds * 1_000_000)


def e9(levels: Levels) -> list[Level]:
    return [(price * TICK_E9, lots * LOT_E9) for price, lots in levels]


def book(seconds: float, bids: Levels, asks: Levels) -> FeedEvent:
    return BookSnapshot(at(seconds), 1, e9(bids), e9(asks))


def change(seconds: float, bids: Levels = (), asks: Levels = ()) -> FeedEvent:
    return BookDelta(at(seconds), 1, 1, e9(bids), e9(asks))


def trade(seconds: float, price: int, lots: int, buy: bool) -> FeedEvent:
    return Print(at(seconds), price * TICK_E9, lots * LOT_E9, buy)


def terms(**changes: int) -> Terms:
    fields = {"usdc_atoms": 10_000_000, "interval_us": 1_000_000, "latency_us": 100_000} | changes
    return Terms(listing=LISTING, **fields)


def scripted(plan: dict[int, Sequence[Wish]], seen: list[View] | None = None) -> Strategy:
    """Wishes of the n-th look, from 1."""

    def make(market: object, seed: int) -> Callable[[View], Sequence[Wish]]:
        looks = 0

        def decide(view: View) -> Sequence[Wish]:
            nonlocal looks
            looks += 1
            if seen is not None:
                seen.append(view)
            return plan.get(looks, ())

        return decide

    return make


def played(events: Sequence[FeedEvent], strategy: Strategy, **changes: int) -> Result:
    return Run(Tape("by hand", events), strategy, terms(**changes)).play()
