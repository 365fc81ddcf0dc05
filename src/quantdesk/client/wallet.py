"""Wallet: what an owner does on the chain: open an account, deposit, register a delegate, ask for money, leave.

Invariant: it signs with the owner's key, and nothing that it signs can send money to anybody else; it needs a node of the chain, never
the exchange. Amounts go in and come out as decimal texts.
"""

import asyncio
from functools import partial
from typing import Final, Self

import httpx
import msgspec

from quantdesk.chain import wallet as instructions
from quantdesk.chain.errors import ChainUnavailable
from quantdesk.chain.follow import send_and_follow
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.network import GENESIS, Addresses, market_address, token_address, user_address
from quantdesk.chain.program_gen import Market, UserAccount
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import SignedTransaction, transaction_sign
from quantdesk.chain.view import User, Viewer
from quantdesk.client.errors import Refused
from quantdesk.client.keys import Keypair
from quantdesk.model.assets import ASSETS, SOL, USDC, asset_amount_of, asset_named, asset_text
from quantdesk.model.ids import MARKETS_ALL
from quantdesk.model.market import symbol_bytes
from quantdesk.runtime.clock import now_us

LOOK_S: Final = 0.3
TIMEOUT_S: Final = 60.0
FAUCET_TIMEOUT_S: Final = 10.0
SESSION_LIVES_S: Final = 30 * 86_400
_AMOUNT_AT: Final = 64


class Allowed(msgspec.Struct, frozen=True, kw_only=True):
    """What a key may do: trade the markets named (None: every one), for so much USD a UTC day (None: any), reductions counted too;
    near_index: fill within 50 bps of the index alone, wise for a key that somebody else holds.
    """

    markets: tuple[str, ...] | None = None
    notional_day: str | None = None
    near_index: bool = False


ANYTHING: Final = Allowed()


class Wallet:
    """An owner's key pair on a chain. Made by Wallet.connect()."""

    def __init__(self, keypair: Keypair, rpc: Rpc, where: Addresses) -> None:
        self.keypair = keypair
        self._rpc = rpc
        self._where = where
        self._viewer = Viewer(rpc, where.program)
        self._sent = ""

    @classmethod
    async def connect(cls, keypair: Keypair, rpc_url: str = "http://127.0.0.1:8899", network: str = "localnet") -> Self:
        """Finds the exchange on the chain. Errors: ChainUnavailable, NetworkMismatch, ExchangeMissing."""
        rpc = Rpc((rpc_url,), GENESIS[network])
        try:
            where = await Viewer(rpc).addresses()
        except BaseException:
            await rpc.close()
            raise
        return cls(keypair, rpc, where)

    async def close(self) -> None:
        """Ends the connections."""
        await self._rpc.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # ------------------------------------------------------------------ reading

    async def balances(self) -> dict[str, str]:
        """What the wallet itself holds, finalised: texts by asset."""
        keys = [self.keypair.public, token_address(self.keypair.public, self._where.mint)]
        lamports, tokens = (await self._rpc.accounts(keys)).accounts
        atoms = 0 if tokens is None else int.from_bytes(tokens.data[_AMOUNT_AT : _AMOUNT_AT + 8], "little")
        return {
            "USDC": asset_text(USDC, atoms),
            "SOL": asset_text(SOL, 0 if lamports is None else lamports.lamports),
        }

    async def account(self, index: int = 0) -> UserAccount | None:
        """The margin account of this index as the chain holds it, finalised; None when there is none."""
        user = await self._user(index)
        return None if user is None else user.account

    # ------------------------------------------------------------------ doing

    async def airdrop(self, *, sol: int = 0, usdc: int = 0) -> None:
        """Whole SOL and USDC out of a local network's faucet, waited for. Errors: Refused, ChainUnavailable."""
        before = await self.balances()
        async with httpx.AsyncClient(timeout=FAUCET_TIMEOUT_S) as client:
            body = {"address": self.keypair.text, "sol": sol, "usdc": usdc}
            response = await client.post(f"{self._rpc.url}/faucet", json=body)
        if not response.is_success:
            raise Refused("faucet_refused", response.text[:200], response.status_code)
        waiting = {name for name, wanted in (("SOL", sol), ("USDC", usdc)) if wanted}
        async with asyncio.timeout(TIMEOUT_S):
            while waiting:
                await asyncio.sleep(LOOK_S)
                now = await self.balances()
                waiting = {name for name in waiting if now[name] == before[name]}

    async def open_account(
        self,
        *,
        usdc: str = "0",
        sol: str = "0",
        delegate: Keypair | None = None,
        lives_s: int = SESSION_LIVES_S,
        index: int = 0,
        allowed: Allowed = ANYTHING,
    ) -> int:
        """One transaction: opens an account, deposits, lets a key sign its orders for lives_s seconds within what is allowed; waits for
        finality.

        Returns the account's number. Errors: TransactionFailed, ChainUnavailable, Refused (no such market).
        """
        owner = self.keypair.public
        made = [instructions.account_open(self._where, owner, index)]
        made += [
            instructions.deposit(self._where, owner, asset, asset_amount_of(ASSETS[asset], text), index)
            for asset, text in ((USDC, usdc), (SOL, sol))
            if text != "0"
        ]
        if delegate is not None:
            made.append(await self._delegate_add(delegate, lives_s, index, allowed))
        await self._send(index, *made)
        user = await self._user(index)
        assert user is not None, "the transaction that opened it is final"  # noqa: S101 - an invariant
        return user.number

    async def deposit(self, asset: str, amount: str, index: int = 0) -> None:
        """From the wallet to the account; the exchange credits it once it has seen it final."""
        number = asset_named(asset)
        atoms = asset_amount_of(number, amount)
        await self._send(index, instructions.deposit(self._where, self.keypair.public, number.number, atoms, index))

    async def add_delegate(
        self, delegate: Keypair, lives_s: int = SESSION_LIVES_S, index: int = 0, allowed: Allowed = ANYTHING
    ) -> None:
        """Lets a key sign orders of the account within what is allowed; never move money. Errors: as open_account."""
        await self._send(index, await self._delegate_add(delegate, lives_s, index, allowed))

    async def remove_delegate(self, delegate: Keypair, index: int = 0) -> None:
        """Ends a delegate: at once in the exchange, at the latest five minutes later on the chain."""
        await self._send(index, instructions.delegate_remove(self._where, self.keypair.public, delegate.public, index))

    async def raise_floor(self, nonce: int, index: int = 0) -> None:
        """Kills every signed message with a nonce below this one, at most a day ahead."""
        await self._send(index, instructions.floor_raise(self._where, self.keypair.public, nonce, index))

    async def request_withdraw(self, asset: str, amount: str, index: int = 0) -> None:
        """Asks on the chain, without the exchange's doors; unserved for an hour, anybody may claim it."""
        number = asset_named(asset)
        atoms = asset_amount_of(number, amount)
        await self._send(
            index, instructions.request_withdraw(self._where, self.keypair.public, number.number, atoms, index)
        )

    async def request_exit(self, index: int = 0) -> None:
        """Asks on the chain for everything."""
        await self._send(index, instructions.request_exit(self._where, self.keypair.public, index))

    async def claim_exit(self, index: int = 0) -> None:
        """Claims a request that nobody served for an hour; withdraw_* then pays."""
        user = user_address(self.keypair.public, index, self._where.program)
        await self._send(index, instructions.claim_exit(self._where, user))

    async def close_account(self, index: int = 0) -> None:
        """Closes an empty account; its rent comes back."""
        await self._send(index, instructions.account_close(self._where, self.keypair.public, index))

    # ------------------------------------------------------------------ inside

    async def _user(self, index: int) -> User | None:
        return await self._viewer.user(user_address(self.keypair.public, index, self._where.program))

    async def _delegate_add(self, delegate: Keypair, lives_s: int, index: int, allowed: Allowed) -> Instruction:
        notional_day = asset_amount_of(ASSETS[USDC], allowed.notional_day) if allowed.notional_day else 0
        bounds = instructions.Bounds(await self._market_bits(allowed.markets), notional_day, allowed.near_index)
        expiry_s = now_us() // 1_000_000 + lives_s
        return instructions.delegate_add(self._where, self.keypair.public, delegate.public, expiry_s, index, bounds)

    async def _market_bits(self, symbols: tuple[str, ...] | None) -> int:
        """A bit for each market, by its number on the chain."""
        if symbols is None:
            return MARKETS_ALL
        keys = [market_address(symbol_bytes(symbol), self._where.program) for symbol in symbols]
        found = await self._rpc.accounts(keys)
        bits = 0
        for symbol, market in zip(symbols, found.accounts, strict=True):
            if market is None:
                detail = (
                    f"expected markets of the exchange, found {symbol}: name them as /api/markets does, like BTC-PERP"
                )
                raise Refused("market_unknown", detail, 404)
            bits |= 1 << Market.read(market.data).number
        return bits

    async def _send(self, index: int, *made: Instruction) -> None:
        """Sends and waits until the account has changed by all of it, finalised; sent anew when its blockhash went by unused.

        Errors: TransactionFailed; ChainUnavailable when the account changed and no node knows by what.
        """
        before = await self._user(index)
        while True:
            signed = await self._signed(made)
            outcome = await send_and_follow(self._rpc, signed, partial(self._moved, index, before, signed.signature))
            if outcome.state == "landed":
                return
            if outcome.error is not None:
                raise outcome.error
            status = await self._rpc.status(signed.signature)
            if status is not None and not status.failed:
                raise ChainUnavailable(
                    f"transaction {signed.signature}: expected its end, found none; look at the account"
                )

    async def _signed(self, made: tuple[Instruction, ...]) -> SignedTransaction:
        """The same done twice within one blockhash would be one transaction: the second waits for the next blockhash."""
        while True:
            signed = transaction_sign(made, (self.keypair,), await self._rpc.blockhash())
            if signed.signature != self._sent:
                self._sent = signed.signature
                return signed
            await asyncio.sleep(LOOK_S)

    async def _moved(self, index: int, before: User | None, signature: str) -> bool:
        """Every change of an account counts its events; which of the owner's transactions it was, a node says."""
        if _events(await self._user(index)) == _events(before):
            return False
        status = await self._rpc.status(signature)
        return status is not None and status.finalized and not status.failed


def _events(user: User | None) -> tuple[int, int]:
    return (0, 0) if user is None else (user.number, user.account.event_seq)
