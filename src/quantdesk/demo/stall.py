"""A stall: one market of the demonstration, with its maker's quotes and the crowd that takes from it.

Invariant: it quotes and takes only around an index that moves: one that stands still for long is not trusted, and everything is given up
until it moves again. Positions are those that the exchange tells, never its own sums.
"""

import asyncio
import random
from typing import Final

from quantdesk.client import Refused, Stream, Unavailable
from quantdesk.client.answers import Market, Message
from quantdesk.client.signing import OrderSigner
from quantdesk.demo.crowd import Crowd, Seen
from quantdesk.demo.maker import Maker
from quantdesk.demo.mirror import Place
from quantdesk.demo.quotes import STYLES, Quoter
from quantdesk.model.market import tick_value_of
from quantdesk.model.money import mticks_of
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.log import get

LOOK_S: Final = 0.5
STILL_MAX_S: Final = 15.0
"""An index that has not moved for so long is not quoted around."""


class Trader:
    """A connection of one account and what it holds in each market, in lots."""

    def __init__(self, stream: Stream, signer: OrderSigner) -> None:
        self.stream = stream
        self.signer = signer
        self.held: dict[str, str] | None = None
        """Signed sizes by market; None: not told yet."""

    async def follow(self) -> None:
        """Learns the positions, for ever. Errors: those of the client."""
        async for message in self.stream.subscribe(f"positions:{self.signer.account}"):
            self.held = {line["market"]: line["size"] for line in message.data}

    def lots(self, market: Market) -> int | None:
        """Signed lots held in a market; None: not known."""
        if self.held is None:
            return None
        size = self.held.get(market.market, "0")
        if not size.strip("-0."):
            return 0
        return -market.lots(size[1:]) if size.startswith("-") else market.lots(size)


class Stall:
    """One market."""

    def __init__(self, market: Market, maker: Trader, taker: Trader, seed: int) -> None:
        """seed: of everything that is left to chance here."""
        self._market = market
        self._owner, self._taker = maker, taker
        tick_value = tick_value_of(market.tick_e9, market.lot_e9)
        style = STYLES[market.market]
        self._quoter = Quoter(tick_value, style, random.Random(f"{seed}:{market.market}:maker"))  # noqa: S311
        self._crowd = Crowd(tick_value, style, random.Random(f"{seed}:{market.market}:crowd"))  # noqa: S311
        self._wanted: dict[Place, int] = {}
        self.maker = Maker(maker.stream, maker.signer, market, lambda: self._wanted)
        self._seen: Seen | None = None
        self._moved_s = 0.0
        self.takes = 0

    @property
    def market(self) -> str:
        """Its symbol."""
        return self._market.market

    async def run(self) -> None:
        """Quotes and takes, for ever. Errors: those of the client."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.maker.run())
            group.create_task(self._follow_prices())
            group.create_task(self._quote())
            group.create_task(self._take())

    async def _follow_prices(self) -> None:
        async for message in self._owner.stream.subscribe(f"ticker:{self.market}"):
            self._look(message)

    def _look(self, message: Message) -> None:
        ticker = message.data
        if ticker["index_price"] is None:
            return
        index = mticks_of(ticker["index_price"], self._market.tick_e9)
        bid, ask = (self._market.ticks(ticker[name]) if ticker[name] else 0 for name in ("bid", "ask"))
        if self._seen is None or self._seen.index_mticks != index:
            self._moved_s = monotonic_s()
        self._seen = Seen(bid, ask, index)

    def _trusted(self) -> Seen | None:
        """What is seen, while it moves."""
        return self._seen if monotonic_s() - self._moved_s < STILL_MAX_S else None

    async def _quote(self) -> None:
        while True:
            seen, held = self._trusted(), self._owner.lots(self._market)
            self._wanted = {}
            if seen is not None and held is not None:
                self._wanted = self._quoter.wanted(seen.index_mticks, held)
            self.maker.wake()
            await asyncio.sleep(LOOK_S)

    async def _take(self) -> None:
        trader = self._taker
        while True:
            await asyncio.sleep(self._crowd.wait_s())
            seen, held = self._trusted(), trader.lots(self._market)
            take = self._crowd.decide(seen, held) if seen is not None and held is not None else None
            if take is None:
                continue
            order = trader.signer.lots_order(self._market.market_id, take.side, take.price, take.lots, ioc=True)
            try:
                await trader.stream.send_records(order.place())
                self.takes += 1
            except (Unavailable, Refused) as error:
                # It takes at once or not at all: an order whose end is unknown leaves nothing behind.
                get().info("take_lost", market=self.market, error=str(error)[:200])
