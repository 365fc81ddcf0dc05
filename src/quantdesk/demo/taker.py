"""The taker: sends the tape's trades as orders that take, from an account of its own.

Invariant: what does not fill at once is cancelled, so that a taker rests nothing; orders in flight are bounded.
"""

import asyncio
from typing import Final

from quantdesk.client import QuantDesk, Refused, Stream, Unavailable
from quantdesk.client.answers import Market
from quantdesk.client.signing import OrderSigner
from quantdesk.demo.mirror import Grid
from quantdesk.model.feed import Print
from quantdesk.model.records_gen import OrderAccepted, Side, events_decode
from quantdesk.model.records_gen import Refused as RefusedEvent

IN_FLIGHT_MAX: Final = 64
SLACK_PPM: Final = 200
"""How much worse than the recorded price a taker pays at most: our book follows the feed with a delay."""


class Taker:
    """One account that repeats the trades of one market."""

    def __init__(self, stream: Stream, signer: OrderSigner, market: Market, grid: Grid) -> None:
        self._stream = stream
        self._signer = signer
        self._market = market
        self._grid = grid
        self._free = asyncio.Semaphore(IN_FLIGHT_MAX)
        self.orders = 0
        self.filled_lots = 0
        self.lost = 0
        self.refused: dict[int, int] = {}

    @classmethod
    async def open(cls, desk: QuantDesk, symbol: str, part: int) -> "Taker":
        """A taker of a signed-in trader. Errors: Refused, Unavailable."""
        market = await desk.market(symbol)
        return cls(await desk.stream(), desk.signer, market, Grid(market.tick_e9, market.lot_e9, part))

    async def close(self) -> None:
        """Waits for what is in flight and ends."""
        for _ in range(IN_FLIGHT_MAX):
            await self._free.acquire()
        await self._stream.close()

    async def take(self, trade: Print) -> None:
        """Sends a trade; waits only while too many are in flight."""
        await self._free.acquire()
        side = Side.BUY if trade.buy else Side.SELL
        bound = 1_000_000 + SLACK_PPM if trade.buy else 1_000_000 - SLACK_PPM
        price = self._grid.ticks(side, trade.price * bound // 1_000_000)
        signed = self._signer.lots_order(
            self._market.market_id, side, max(1, price), self._grid.lots(trade.size), ioc=True
        )
        self._stream.send_records_nowait(signed.place()).add_done_callback(self._done)

    def _done(self, answer: asyncio.Future[bytes]) -> None:
        self._free.release()
        error = None if answer.cancelled() else answer.exception()
        if answer.cancelled() or isinstance(error, Unavailable | Refused):
            self.lost += 1
            return
        for event in events_decode(answer.result()):
            if isinstance(event, OrderAccepted):
                self.orders += 1
                self.filled_lots += event.filled
            elif isinstance(event, RefusedEvent):
                self.refused[event.reason] = self.refused.get(event.reason, 0) + 1
