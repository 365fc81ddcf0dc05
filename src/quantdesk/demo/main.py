"""The demo process: in every market a maker that quotes around the index and a crowd that takes, for ever.

Invariant: it uses the public doors with ordinary signed accounts, which the desk has funded; nothing else of the exchange knows it.
Whatever is lost on the way (a door, the engine, this process), it begins again from an empty book and the positions that it finds.
"""

import asyncio
from typing import Final

from quantdesk.chain.errors import ChainUnavailable
from quantdesk.client import Keypair, QuantDesk, Refused, Unavailable
from quantdesk.client.errors import ClientError
from quantdesk.demo.floors import floors_raise
from quantdesk.demo.pair import Pair
from quantdesk.demo.quotes import STYLES
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import DemoSettings, load
from quantdesk.runtime.tokens import seed_bytes

RETRY_S: Final = 2.0
OWNERS_A_PAIR: Final = 2


async def signed_in(settings: DemoSettings, seed: str) -> QuantDesk:
    """A trader of one of the demonstration's owners, however long the doors take to open."""
    keypair = Keypair.from_seed(seed_bytes(seed))
    while True:
        try:
            return await QuantDesk.connect(settings.gateway_url, keypair, stream_url=settings.stream_url)
        except (Refused, Unavailable) as error:
            get().info("doors_awaited", error=str(error)[:200])
            await asyncio.sleep(RETRY_S)


async def play(settings: DemoSettings, seeds: list[str], symbols: list[str]) -> None:
    """Plays some markets with one maker and one taker, for ever; begins again when something was lost."""
    maker, taker = [await signed_in(settings, seed) for seed in seeds]
    while True:
        try:
            async with await Pair.open(maker, taker, symbols, settings.demo_seed) as pair:
                await pair.run()
        except* (ClientError, OSError) as group:
            get().warning("demo_restarted", markets=symbols, error=str(group.exceptions[0])[:200])
        await asyncio.sleep(RETRY_S)


async def keep_entries(settings: DemoSettings, seed: str) -> None:
    """Keeps entries of an owner's account free, for ever, whatever becomes of the doors or the chain."""
    desk = await signed_in(settings, seed)
    while True:
        try:
            await floors_raise(desk, Keypair.from_seed(seed_bytes(seed)), settings.rpc_urls[0])
        except (ChainUnavailable, Unavailable) as error:
            get().info("chain_awaited", error=str(error)[:200])
        await asyncio.sleep(RETRY_S)


async def play_all(settings: DemoSettings) -> None:
    """Plays all markets, shared out among pairs of owners."""
    get().info("demo_started", seed=settings.demo_seed)
    seeds = settings.demo_keys.reveal().split(",")
    pairs = [seeds[at : at + OWNERS_A_PAIR] for at in range(0, len(seeds) - 1, OWNERS_A_PAIR)]
    symbols = list(STYLES)
    async with asyncio.TaskGroup() as group:
        for number, pair in enumerate(pairs):
            group.create_task(play(settings, pair, symbols[number :: len(pairs)]))
            for seed in pair if settings.rpc_urls else ():
                group.create_task(keep_entries(settings, seed))


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
