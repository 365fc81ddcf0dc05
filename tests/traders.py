"""Traders for tests: owners with random keys, signed in through the public doors; funded by the desk, or out of wallets of its chain."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from quantdesk.client import Keypair, QuantDesk, Wallet
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
    if not desk.plan.rpc_urls:
        await desk.entries_uncounted()


@asynccontextmanager
async def trader(
    desk: World, usdc: int = 1_000_000, tier: str = "maker", keypair: Keypair | None = None
) -> AsyncIterator[QuantDesk]:
    """A funded trader of a new owner."""
    keypair = keypair or Keypair.generate()
    await desk.fund(keypair.public, usdc, tier)
    async with await QuantDesk.connect(desk.addresses.gateway, keypair, stream_url=desk.addresses.stream) as made:
        yield made


@asynccontextmanager
async def depositor(desk: World, usdc: int, sol: int = 0) -> AsyncIterator[tuple[Wallet, QuantDesk]]:
    """A new owner who deposited on the desk's chain, and trades through a session's key: his wallet, and he at the door."""
    owner, session = Keypair.generate(), Keypair.generate()
    async with await Wallet.connect(owner, desk.plan.rpc_urls[0]) as wallet:
        await wallet.airdrop(sol=sol + 10, usdc=usdc)
        await wallet.open_account(usdc=str(usdc), sol=str(sol), delegate=session)
        gateway, stream = desk.addresses.gateway, desk.addresses.stream
        async with await QuantDesk.connect(gateway, owner, session=session, stream_url=stream) as made:
            await made.money.wait_for_credit("USDC", str(usdc))
            yield wallet, made
