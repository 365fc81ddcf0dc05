"""Deposits of a local desk's own wallets: alice, bob, the demo's makers and the backstop put their USDC into the exchange, on the chain.

Nothing appears from nowhere: what an account holds came out of a wallet, through the program, and was credited by the keepers.
Running it again changes nothing: a wallet that has an account is left alone.
"""

import asyncio

from quantdesk.bus.commands import CommandClient
from quantdesk.client import Keypair, Wallet
from quantdesk.desk.plan import Plan
from quantdesk.desk.seed import DEMO_USDC, TRADER_USDC, connected
from quantdesk.model.assets import ASSETS, USDC
from quantdesk.model.records_gen import AssetView, OwnerQuery, Service, views_decode
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.settings import Secret
from quantdesk.runtime.tokens import seed_bytes

CREDIT_TIMEOUT_S = 120.0
LOOK_S = 0.25


class DepositFailed(Exception):
    """A deposit was not credited in time."""


async def deposits_make(plan: Plan) -> None:
    """Opens and funds the account of every wallet of the desk that has none, and waits until all are credited.

    Errors: DepositFailed, TransactionFailed, ChainUnavailable.
    """
    fundings = [(seed, DEMO_USDC) for seed in (*plan.keys.demo, plan.keys.backstop)] + [
        (seed, TRADER_USDC // 2) for seed in plan.keys.traders.values()
    ]
    engine = await connected(plan, Service.DESK)
    try:
        await asyncio.gather(*(_deposit(engine, plan.rpc_urls[0], seed, usdc) for seed, usdc in fundings))
    finally:
        await engine.close()


async def _deposit(engine: CommandClient, rpc_url: str, seed: Secret, usdc: int) -> None:
    pair = Keypair.from_seed(seed_bytes(seed.reveal()))
    async with await Wallet.connect(pair, rpc_url) as wallet:
        if await wallet.account() is not None:
            return
        await wallet.open_account(usdc=str(usdc))
    deadline_s = monotonic_s() + CREDIT_TIMEOUT_S
    while not await _credited(engine, pair.public, usdc):
        if monotonic_s() > deadline_s:
            raise DepositFailed(
                f"deposit of {pair.text}: expected {usdc} USDC credited within {CREDIT_TIMEOUT_S:.0f} s, "
                "found less; see ./desk logs keepers"
            )
        await asyncio.sleep(LOOK_S)


async def _credited(engine: CommandClient, owner: bytes, usdc: int) -> bool:
    views = views_decode(await engine.query(OwnerQuery(owner=owner).encode()))
    atoms = usdc * 10 ** ASSETS[USDC].decimals
    return any(isinstance(view, AssetView) and view.asset == USDC and view.credited >= atoms for view in views)
