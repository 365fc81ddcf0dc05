"""Traders for tests: owners with random keys, funded by the desk, signed in through the public doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from quantdesk.client import Keypair, QuantDesk
from quantdesk.desk.seed import markets_list
from quantdesk.desk.world import World
from quantdesk.model.records_gen import Service


async def markets_there(desk: World) -> None:
    """Lists the desk's markets unless they are listed."""
    client = await desk.client(Service.DESK)
    try:
        await markets_list(client)
    finally:
        await client.close()


@asynccontextmanager
async def trader(
    desk: World, usdc: int = 1_000_000, tier: str = "maker", keypair: Keypair | None = None
) -> AsyncIterator[QuantDesk]:
    """A funded trader of a new owner."""
    keypair = keypair or Keypair.generate()
    await desk.fund(keypair.public, usdc, tier)
    async with await QuantDesk.connect(desk.addresses.gateway, keypair, stream_url=desk.addresses.stream) as made:
        yield made
