"""The demo process: for each market a maker that mirrors a feed and a taker that repeats its trades, for ever.

Invariant: it uses the public doors with ordinary signed accounts, which the desk has funded; nothing else of the exchange
knows it. Each pass over a tape begins with flat positions, so that it can be repeated without end.
"""

import asyncio
from typing import Final

from quantdesk.client import Keypair, QuantDesk, Refused, Unavailable
from quantdesk.demo.maker import Maker
from quantdesk.demo.taker import Taker
from quantdesk.demo.tape import paced, tape
from quantdesk.demo.unwind import unwind
from quantdesk.model.feed import FeedInvalid, Print
from quantdesk.model.feed_synthetic import SYNTHETIC
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import DemoSettings, load
from quantdesk.runtime.tokens import seed_bytes

PART: Final = 10
"""Sizes are divided by it, so that fees do not eat the funded accounts for years."""
OWNERS: Final = {"BTC-PERP": (0, 1), "ETH-PERP": (2, 3), "SOL-PERP": (2, 3)}
"""Which of the demonstration's owners make and take in a market."""
RETRY_S: Final = 2.0
REPORT_PRINTS: Final = 5_000


async def play(symbol: str, settings: DemoSettings, desks: list[QuantDesk]) -> None:
    """Plays the tape of a market again and again. Errors: Refused, Unavailable, FeedInvalid."""
    maker_desk, taker_desk = (desks[place] for place in OWNERS[symbol])
    maker = await Maker.open(maker_desk, symbol, PART)
    taker = await Taker.open(taker_desk, symbol, PART)
    try:
        while True:
            await unwind(maker_desk, taker_desk, symbol)
            prints = 0
            async for event in paced(tape(symbol, settings.data), settings.demo_speed):
                if isinstance(event, Print):
                    await taker.take(event)
                    prints += 1
                    if prints % REPORT_PRINTS == 0:
                        report(symbol, maker, taker)
                else:
                    maker.take(event)
                    if not settings.demo_speed:
                        await maker.settled()
            await maker.pause()
            get().info("tape_played", market=symbol, prints=prints)
    finally:
        await maker.close()
        await taker.close()


def report(symbol: str, maker: Maker, taker: Taker) -> None:
    """Logs how it goes."""
    get().info(
        "demo_progress",
        market=symbol,
        maker_batches=maker.batches,
        maker_orders=maker.orders,
        maker_refused=sum(maker.refused.values()),
        taker_orders=taker.orders,
        taker_refused=sum(taker.refused.values()),
        taker_lost=taker.lost,
    )


async def market_for_ever(symbol: str, settings: DemoSettings, desks: list[QuantDesk]) -> None:
    """Plays one market; begins again when the exchange was away."""
    while True:
        try:
            await play(symbol, settings, desks)
        except (Refused, Unavailable, FeedInvalid, OSError) as error:
            get().warning("demo_restarted", market=symbol, error=str(error)[:200])
        await asyncio.sleep(RETRY_S)


async def signed_in(settings: DemoSettings, seed: str) -> QuantDesk:
    """A trader of one of the demonstration's owners, however long the doors take to open."""
    keypair = Keypair.from_seed(seed_bytes(seed))
    while True:
        try:
            return await QuantDesk.connect(settings.gateway_url, keypair, stream_url=settings.stream_url)
        except (Refused, Unavailable) as error:
            get().info("doors_awaited", error=str(error)[:200])
            await asyncio.sleep(RETRY_S)


async def play_all(settings: DemoSettings) -> None:
    """Plays all markets, for ever. One trader an owner: its signer numbers all of the owner's messages."""
    get().info("demo_started", data=bool(settings.data), speed=settings.demo_speed)
    desks = [await signed_in(settings, seed) for seed in settings.demo_keys.reveal().split(",")]
    async with asyncio.TaskGroup() as group:
        for symbol in SYNTHETIC:
            group.create_task(market_for_ever(symbol, settings, desks))


async def serve(settings: DemoSettings, stop: asyncio.Event) -> None:
    """Runs until stop is set."""
    work = asyncio.create_task(play_all(settings))
    ended = asyncio.create_task(stop.wait())
    await asyncio.wait((work, ended), return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        work.cancel()
    ended.cancel()
    await asyncio.gather(work, ended, return_exceptions=stop.is_set())


def main() -> int:
    """Entry point of `python -m quantdesk demo`."""
    settings = load(DemoSettings)
    configure("demo", settings.log_level)
    return run("demo", lambda stop: serve(settings, stop))
