"""Two owners of the demonstration, one who makes and one who takes, in some markets.

Invariant: one connection an owner; when one of them is refused or breaks, all of it ends, and whoever runs it begins again.
"""

import asyncio
from types import TracebackType
from typing import Final, Self

from quantdesk.client import QuantDesk
from quantdesk.demo.stall import Stall, Trader
from quantdesk.runtime.log import get

REPORT_S: Final = 60.0


class Pair:
    """Stalls of a maker and a taker. Made by Pair.open(); close it."""

    def __init__(self, maker: Trader, taker: Trader, stalls: list[Stall]) -> None:
        self._maker, self._taker = maker, taker
        self.stalls = stalls

    @classmethod
    async def open(cls, maker: QuantDesk, taker: QuantDesk, symbols: list[str], seed: int) -> Self:
        """Two signed-in traders in these markets. Errors: Refused, Unavailable."""
        markets = [await maker.market(symbol) for symbol in symbols]
        making = Trader(await maker.stream(), maker.signer)
        try:
            taking = Trader(await taker.stream(), taker.signer)
        except BaseException:
            await making.stream.close()
            raise
        return cls(making, taking, [Stall(market, making, taking, seed) for market in markets])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(self._maker.stream.close(), self._taker.stream.close())

    async def run(self) -> None:
        """Plays, for ever. Errors: those of the client, in a group."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._maker.follow())
            group.create_task(self._taker.follow())
            group.create_task(self._follow_orders())
            group.create_task(self._report())
            for stall in self.stalls:
                group.create_task(stall.run())

    async def _follow_orders(self) -> None:
        async for message in self._maker.stream.subscribe(f"orders:{self._maker.signer.account}"):
            for stall in self.stalls:
                stall.maker.heard(message)

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(REPORT_S)
            for stall in self.stalls:
                get().info(
                    "demo_progress",
                    market=stall.market,
                    orders=stall.maker.orders,
                    refused=sum(stall.maker.refused.values()),
                    takes=stall.takes,
                )
