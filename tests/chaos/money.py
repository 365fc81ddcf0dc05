"""Owners who move money through chain and exchange while parts of both are killed, and remember what they were told is final.

Invariant: a deposit counts as made when finalised accounts showed it; one whose outcome a kill hid counts as possible, and the books
at the end say which it was. A withdrawal is asked for again under its number until it is known.
"""

import asyncio
from typing import Self

import httpx

from quantdesk.chain.errors import ChainUnavailable, TransactionFailed
from quantdesk.client import ClientError, Keypair, QuantDesk, Wallet
from quantdesk.desk.world import World
from quantdesk.model.errors import QuantDeskError
from quantdesk.runtime.clock import now_us

START_USDC, DEPOSITED = 10_000, 1_000
PATIENCE_S = 240.0
AWAY = (ClientError, ChainUnavailable, TransactionFailed, QuantDeskError, httpx.HTTPError, TimeoutError)


class Mover:
    """One owner. made: whole USDC of deposits that were seen final; possible: of those whose end a kill hid; paid: of payouts told."""

    def __init__(self, wallet: Wallet, desk: QuantDesk) -> None:
        self.wallet, self.desk = wallet, desk
        self.made, self.possible, self.paid, self.lost = DEPOSITED, 0, 0, list[str]()
        self.events = 0
        self.stopping = False

    @classmethod
    async def enter(cls, desk: World, wallet: Wallet) -> Self:
        """An owner whose account is open and credited."""
        return cls(wallet, await door(desk, wallet.keypair))

    async def close(self) -> None:
        await self.desk.close()
        await self.wallet.close()

    async def run(self) -> None:
        """Deposits and withdraws in turn until it is told to stop."""
        while not self.stopping:
            await self.deposit()
            await self.withdraw()

    async def deposit(self) -> None:
        try:
            await self.wallet.deposit("USDC", "7")
        except AWAY:
            self.possible += 7
            await asyncio.sleep(0.5)
        else:
            self.made += 7
        await self.look()

    async def withdraw(self) -> None:
        """One withdrawal, to its payout: the number makes asking again safe."""
        request = now_us()
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    await self.desk.money.withdraw("USDC", "3", request)
                    break
                except AWAY:
                    await asyncio.sleep(0.5)
            while True:
                try:
                    await self.desk.money.wait_for_payout(str(request), PATIENCE_S)
                    break
                except AWAY:
                    await asyncio.sleep(0.5)
        self.paid += 3
        await self.look()

    async def look(self) -> None:
        """What was final once is never gone: changes of the account only grow in number."""
        try:
            account = await self.wallet.account()
        except AWAY:
            return
        now = 0 if account is None else account.event_seq
        if now < self.events:
            self.lost.append(f"account {self.wallet.keypair.text}: {self.events} changes were final, then {now}")
        self.events = max(self.events, now)

    async def at_rest(self) -> None:
        """Returns when nothing of this owner is on its way."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    account = await self.wallet.account()
                    assert account is not None
                    held = next(each for each in (await self.desk.balances()).assets if each.asset == "USDC")
                    moving = any(pocket.arriving_atoms or pocket.leaving_atoms for pocket in account.pockets)
                    if not moving and f"{account.settled.collateral[0] / 10**6:.6f}" == held.collateral:
                        return
                except AWAY:
                    pass
                await asyncio.sleep(0.5)

    async def books(self) -> list[str]:
        """What does not add up, to the atom: wallet, account on the chain, account in the exchange."""
        wallet = (await self.wallet.balances())["USDC"]
        account = await self.wallet.account()
        assert account is not None
        chain = account.settled.collateral[0]
        whole = round(float(wallet) * 10**6) + chain
        made = (chain // 10**6) + self.paid
        wrong = list(self.lost)
        if whole != START_USDC * 10**6:
            wrong.append(
                f"{self.wallet.keypair.text}: began with {START_USDC} USDC, wallet {wallet} and chain {chain} atoms"
            )
        if not self.made <= made <= self.made + self.possible:
            wrong.append(
                f"{self.wallet.keypair.text}: {self.made} to {self.made + self.possible} deposited, found {made}"
            )
        return wrong


async def door(desk: World, owner: Keypair) -> QuantDesk:
    """The owner at the exchange's door."""
    while True:
        try:
            return await QuantDesk.connect(desk.addresses.gateway, owner, stream_url=desk.addresses.stream)
        except ClientError:
            await asyncio.sleep(0.2)


async def opened(desk: World, owner: Keypair, usdc: int, deposited: int) -> tuple[Wallet, int]:
    """An owner's wallet with so many USDC of the faucet, and his account with what he deposited of them, credited."""
    wallet = await Wallet.connect(owner, desk.plan.rpc_urls[0])
    await wallet.airdrop(sol=10, usdc=usdc)
    number = await wallet.open_account(usdc=str(deposited))
    async with await door(desk, owner) as one:
        await one.money.wait_for_credit("USDC", str(deposited), PATIENCE_S)
    return wallet, number
