"""The replica: the book of a recorded or made-up feed, rebuilt level by level with orders of one account.

Invariant: the newest state of the feed is what it follows; states that came while a batch was in flight are left out.
"""

import asyncio
from typing import Self

from quantdesk.client import QuantDesk, Stream
from quantdesk.client.answers import Market
from quantdesk.client.signing import OrderSigner
from quantdesk.demo.maker import Maker
from quantdesk.demo.mirror import FeedBook, Grid
from quantdesk.model.feed import FeedEvent


class Replica:
    """One account's copy of one market's book."""

    def __init__(self, stream: Stream, signer: OrderSigner, market: Market, grid: Grid) -> None:
        self._stream = stream
        self._account = signer.account
        self._feed = FeedBook()
        self._maker = Maker(stream, signer, market, lambda: self._feed.wanted(grid))
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def open(cls, desk: QuantDesk, symbol: str, part: int) -> Self:
        """A replica by a signed-in trader; sizes are divided by part. Errors: Refused, Unavailable."""
        market = await desk.market(symbol)
        replica = cls(await desk.stream(), desk.signer, market, Grid(market.tick_e9, market.lot_e9, part))
        replica._tasks = [asyncio.create_task(replica._follow()), asyncio.create_task(replica._maker.run())]
        return replica

    @property
    def orders(self) -> int:
        """How many steps it has sent."""
        return self._maker.orders

    async def close(self) -> None:
        """Stops, leaving what rests."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._stream.close()

    def take(self, event: FeedEvent) -> None:
        """An event of the feed."""
        if self._feed.take(event):
            self._maker.wake()

    async def settled(self) -> None:
        """Returns when the orders have followed everything that was taken."""
        await self._maker.settled()

    async def _follow(self) -> None:
        async for message in self._stream.subscribe(f"orders:{self._account}"):
            self._maker.heard(message)
