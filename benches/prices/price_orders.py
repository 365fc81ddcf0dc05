"""The recorded feed as orders: makers and takers with signed accounts repeat it through the public API, as fast as they are answered.

A maker rebuilds the recorded book level by level after every change of it, a taker sends every recorded trade; a member of the public
follows book and trades. What is lost, refused by the door, or missing at the listener ends the bench: a speed with a gap is none.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

from harness import told
from quantdesk.client import Keypair, LiveBook, QuantDesk, Stream, Subscription
from quantdesk.demo.replica import Replica
from quantdesk.demo.taker import Taker
from quantdesk.demo.tape import tape
from quantdesk.desk.seed import markets_list
from quantdesk.desk.world import World
from quantdesk.model.feed import Print

PROCESSES = ("engine", "gateway", "stream")
MARKET = "BTC-PERP"
FEED_US = 60_000_000
CREDIT_USDC = 40_000_000
LAST_WORDS_S = 20


class Listener:
    """Follows book and trades, and knows what it missed."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.heard: dict[str, int] = {"book": 0, "trades": 0}
        self.newest = 0
        self._book = LiveBook()
        self.subscriptions: list[Subscription] = [stream.subscribe(f"{kind}:{MARKET}") for kind in self.heard]
        self.tasks = [
            asyncio.create_task(self._follow(kind, one))
            for kind, one in zip(self.heard, self.subscriptions, strict=True)
        ]

    async def _follow(self, kind: str, subscription: Subscription) -> None:
        async for message in subscription:
            self.heard[kind] += 1
            if kind == "book":
                self._book.take(message)
            else:
                self.newest = max(self.newest, message.seq)

    @property
    def missed(self) -> int:
        """Gaps and connections that ended."""
        return sum(one.gaps for one in self.subscriptions) + self.stream.connections - 1

    async def close(self) -> None:
        """Ends."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.stream.close()


async def trader(desk: World, held: AsyncExitStack) -> QuantDesk:
    """A signed-in maker of a new owner, who is funded."""
    keypair = Keypair.generate()
    await desk.fund(keypair.public, CREDIT_USDC, "maker")
    made = await QuantDesk.connect(desk.addresses.gateway, keypair, stream_url=desk.addresses.stream)
    return await held.enter_async_context(made)


async def orders_x(desk: World, data: str) -> float:
    """Recorded seconds that pass through the public API in a second. Errors: SystemExit when anything was lost on the way."""
    client = await desk.client()
    await markets_list(client)
    await client.close()
    await desk.entries_uncounted()
    async with AsyncExitStack() as held:
        listener = Listener(await Stream.open(desk.addresses.stream))
        held.push_async_callback(listener.close)
        maker = await Replica.open(await trader(desk, held), MARKET, 1)
        held.push_async_callback(maker.close)
        taker = await Taker.open(await trader(desk, held), MARKET, 1)
        prints, first_us, last_us, started = 0, 0, 0, time.perf_counter()
        for event in tape(MARKET, data, FEED_US):
            first_us, last_us = first_us or event.ts_us, event.ts_us
            if isinstance(event, Print):
                await taker.take(event)
                prints += 1
            else:
                maker.take(event)
                await maker.settled()
        await taker.close()
        await maker.settled()
        spent = time.perf_counter() - started
        await _last_words(listener)
        found = (taker.lost, taker.refused, listener.missed)
        told(f"through the API: {maker.orders:,} steps and {prints:,} trades in {spent:.1f} s; heard {listener.heard}")
        if any(found) or taker.orders != prints:
            raise SystemExit(f"expected every trade taken and heard, found lost, refused, gaps: {found}")
    return (last_us - first_us) / 1e6 / spent


async def _last_words(listener: Listener) -> None:
    """Waits until nothing more is heard."""
    async with asyncio.timeout(LAST_WORDS_S):
        before = -1
        while before != (before := sum(listener.heard.values())):  # noqa: ASYNC110 - it is silence that is waited for
            await asyncio.sleep(0.5)


def replay_orders_x(work: Path, data: str, rounds: int) -> list[float]:
    """A figure a round, each on a desk of its own with fsync."""
    found = []
    for number in range(rounds):
        with World(work / f"orders-{number}", PROCESSES, fsync=True) as desk:
            found.append(asyncio.run(orders_x(desk, data)))
    return found
