"""A candle in the words of the doors: HTTP and sockets say it with the same fields.

Invariant: prices and volumes are exact texts; those of trades lie on the market's grid and have its digits, mark and index three more.
"""

from typing import Final

from quantdesk.gateway.listings import Listing
from quantdesk.gateway.wire.markets import Candle as Shown
from quantdesk.model.candles import MTICKS_PER_TICK, Candle, CandleKind

US_PER_MS: Final = 1_000


def candle_shown(candle: Candle, listing: Listing) -> Shown:
    """A candle as readers get it."""
    price = _trade_price if candle.kind == CandleKind.TRADE else _exact_price
    return Shown(
        open_ms=candle.open_us // US_PER_MS,
        open=price(listing, candle.open),
        high=price(listing, candle.high),
        low=price(listing, candle.low),
        close=price(listing, candle.close),
        volume=listing.size(candle.volume_lots),
        ticks=candle.ticks,
    )


def _trade_price(listing: Listing, mticks: int) -> str:
    return listing.price(mticks // MTICKS_PER_TICK)


def _exact_price(listing: Listing, mticks: int) -> str:
    return listing.mticks(mticks)
