"""Money of an account through the exchange's doors: withdrawals asked for, deposits and payouts waited for.

Invariant: a withdrawal that is sent again under its number is taken once.
"""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

import msgspec

from quantdesk.client.answers import Balances
from quantdesk.client.errors import Refused
from quantdesk.client.http import Http
from quantdesk.model.assets import asset_amount_of, asset_named
from quantdesk.runtime.clock import now_us

# Lists of money weigh several times an ordinary question in the allowance of a minute.
LOOK_S: Final = 0.75
TIMEOUT_S: Final = 60.0

T = TypeVar("T")


class PayoutWait(msgspec.Struct, frozen=True):
    """Why money that has settled is not paid yet, and when it is tried again."""

    reason: str
    until_ms: int


class Withdrawal(msgspec.Struct, frozen=True):
    """A withdrawal: debited, settled on the chain, paid. request: None when it was asked for on the chain."""

    request: str | None
    asset: str
    amount: str
    state: str
    ts_ms: int
    signature: str | None
    waits: PayoutWait | None


class Deposit(msgspec.Struct, frozen=True):
    """A deposit: credited in the account, settled on the chain."""

    asset: str
    amount: str
    state: str
    ts_ms: int


class Move(msgspec.Struct, frozen=True):
    """Lots or money of the account that no match moved: by the backstop, by a round, by what a bankrupt left. size "0": money alone."""

    move_id: str
    market: str
    cause: str
    size: str
    price: str | None
    amount: str
    fee: str
    position: str
    ts_ms: int
    settled_ms: int | None


class _Moves(msgspec.Struct):
    moves: tuple[Move, ...]


class _Withdrawals(msgspec.Struct):
    withdrawals: tuple[Withdrawal, ...]


class _Deposits(msgspec.Struct):
    deposits: tuple[Deposit, ...]


class Settlement(msgspec.Struct, frozen=True):
    """How much of the account is on the chain: items of all, the time of the oldest that is not, why nothing more settles now."""

    items: int
    settled: int
    oldest_ms: int | None
    stands: str | None
    seq: int


async def patiently(question: Awaitable[T]) -> T | None:
    """The answer to a question that is asked again and again; None, after the pause that the door asks for, when it was too often."""
    try:
        return await question
    except Refused as refused:
        if refused.code != "rate_limited":
            raise
        await asyncio.sleep(refused.retry_after_s)
        return None


class Money:
    """Withdrawals, deposits and what moved beside the book, of one account; desk.money."""

    def __init__(self, http: Http, account: int) -> None:
        self._http = http
        self._account = account

    async def withdraw(self, asset: str, amount: str, request: int | None = None) -> Withdrawal:
        """Withdraws to the owner's wallet: debited at once, then settled and paid by the exchange; see wait_for_payout.

        request: a number of one's own, higher than the last; sent again it does no more than once. Errors: Refused.
        """
        number = str(now_us() if request is None else request)
        body = {"account": self._account, "asset": asset, "amount": amount, "request": number}
        return await self._http.ask(Withdrawal, "POST", "/api/withdrawals", body=body, repeatable=True)

    async def withdrawals(self) -> tuple[Withdrawal, ...]:
        """Withdrawals, newest first."""
        return (await self._http.get(_Withdrawals, "/api/withdrawals", {"account": self._account})).withdrawals

    async def deposits(self) -> tuple[Deposit, ...]:
        """Deposits that were credited, newest first."""
        return (await self._http.get(_Deposits, "/api/deposits", {"account": self._account})).deposits

    async def moves(self, limit: int = 100) -> tuple[Move, ...]:
        """What moved beside the book, newest first."""
        return (await self._http.get(_Moves, "/api/moves", {"account": self._account, "limit": limit})).moves

    async def settlement(self) -> Settlement:
        """How much of what the exchange did with the account the chain has, as the exchange's records say."""
        return await self._http.get(Settlement, f"/api/accounts/{self._account}/settlement")

    async def wait_for_settlement(self, seq: int, timeout_s: float = TIMEOUT_S) -> Settlement:
        """Waits until all that happened up to a command (an order's seq) is on the chain. Errors: TimeoutError, Refused."""
        async with asyncio.timeout(timeout_s):
            while True:
                told = await patiently(self.settlement())
                if told is not None and told.seq >= seq and told.settled == told.items:
                    return told
                await asyncio.sleep(LOOK_S)

    async def wait_for_credit(self, asset: str, credited: str, timeout_s: float = TIMEOUT_S) -> Balances:
        """Waits until at least so much of an asset was credited in all. Errors: TimeoutError, Refused."""
        named = asset_named(asset)
        wanted = asset_amount_of(named, credited)
        async with asyncio.timeout(timeout_s):
            while True:
                balances = await patiently(self._http.get(Balances, f"/api/accounts/{self._account}/balances"))
                if balances is not None and any(
                    each.asset == asset and asset_amount_of(named, each.credited) >= wanted for each in balances.assets
                ):
                    return balances
                await asyncio.sleep(LOOK_S)

    async def wait_for_payout(self, request: str | None, timeout_s: float = TIMEOUT_S) -> Withdrawal:
        """Waits until a withdrawal is paid into the wallet, finalised. Errors: TimeoutError, Refused."""
        async with asyncio.timeout(timeout_s):
            while True:
                for each in await patiently(self.withdrawals()) or ():
                    if each.request == request and each.state == "paid":
                        return each
                await asyncio.sleep(LOOK_S)
