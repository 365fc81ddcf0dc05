"""What the finalised chain says of the exchange: its own accounts, and every margin account.

Invariant: an account is whole and of one slot. Nothing is remembered but bytes that have not changed since they were read: every
change of a margin account raises its `event_seq` or the sequence of its settled block, so that heads tell which must be read again.
"""

import asyncio
import struct
from typing import Final

import msgspec

from quantdesk.chain.instruction import AccountMalformed
from quantdesk.chain.network import CLOCK, PROGRAM, Addresses, addresses_of, exchange_address
from quantdesk.chain.program_gen import Exchange, ProtocolSolVault, Risk, TokenVault, UserAccount, VaultBook
from quantdesk.chain.rpc import KEYS_MAX, Commitment, Rpc
from quantdesk.model.errors import Unavailable
from quantdesk.runtime.clock import monotonic_s

# From the first byte to number and sequence, which open the settled block: event_seq and the owner's counters lie within.
HEAD_BYTES: Final = UserAccount.SETTLED_AT + 16
_CLOCK_SLOT: Final = struct.Struct("<Q")
_CLOCK_TIME: Final = struct.Struct("<q")
_CLOCK_TIME_AT: Final = 32
KIND_ENGINE: Final = 0


class ExchangeMissing(Unavailable):
    """The exchange has not been opened on this chain."""


class User(msgspec.Struct, frozen=True):
    """A margin account and where it lies."""

    address: bytes
    account: UserAccount
    raw: bytes

    @property
    def number(self) -> int:
        """Its global number."""
        return self.account.settled.number

    @property
    def version(self) -> tuple[int, int]:
        """Grows with every change."""
        return (self.account.event_seq, self.account.settled.seq)


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The finalised exchange. users: engine accounts by number."""

    slot: int
    unix_s: int
    addresses: Addresses
    exchange: Exchange
    risk: Risk
    books: dict[int, VaultBook]
    users: dict[int, User]


class Viewer:
    """Reads the view as it is at a commitment; callers that come within max_age_s share one."""

    def __init__(self, rpc: Rpc, program: bytes = PROGRAM, commitment: Commitment = "finalized") -> None:
        self.rpc = rpc
        self._commitment: Commitment = commitment
        self.program = program
        self._mint: bytes | None = None
        self._known: dict[bytes, tuple[bytes, User]] = {}
        self._view: View | None = None
        self._read_s = 0.0
        self._reading = asyncio.Lock()

    async def view(self, max_age_s: float = 0.0) -> View:
        """The finalised exchange, read at most max_age_s ago. Errors: ChainUnavailable, ExchangeMissing, AccountMalformed."""
        asked_s = monotonic_s()
        async with self._reading:
            if self._view is None or self._read_s < asked_s - max_age_s:
                started_s = monotonic_s()
                self._view = await self._fresh()
                self._read_s = started_s
            return self._view

    async def user(self, address: bytes) -> User | None:
        """One margin account as it is finalised now; None when it was closed or never opened."""
        found = (await self.rpc.accounts([address])).accounts[0]
        return None if found is None or found.owner != self.program else _user(address, found.data)

    async def addresses(self) -> Addresses:
        """Where the exchange's accounts lie. Errors: ExchangeMissing."""
        if self._mint is None:
            found = (await self.rpc.accounts([exchange_address(self.program)])).accounts[0]
            if found is None or found.owner != self.program:
                raise ExchangeMissing(
                    "exchange account: expected it on the chain, found none; ./desk up opens a local one"
                )
            self._mint = Exchange.read(found.data).quote_mint
        return addresses_of(self._mint, self.program)

    async def _fresh(self) -> View:
        where = await self.addresses()
        keys = [CLOCK, where.exchange, where.risk, where.vault, where.sol_vault]
        read = await self.rpc.accounts(keys, self._commitment)
        clock, exchange, risk, vault, sol_vault = (b"" if one is None else one.data for one in read.accounts)
        if not clock:
            raise AccountMalformed("clock: expected the chain's clock account, found none")
        return View(
            slot=_CLOCK_SLOT.unpack_from(clock)[0],
            unix_s=clock_time(clock),
            addresses=where,
            exchange=Exchange.read(exchange),
            risk=Risk.read(risk),
            books={0: TokenVault.read(vault).book, 1: ProtocolSolVault.read(sol_vault).book},
            users=await self._users(),
        )

    async def _users(self) -> dict[int, User]:
        kind = (UserAccount.SIZE, UserAccount.DISCRIMINATOR)
        _, heads = await self.rpc.owned(self.program, *kind, (0, HEAD_BYTES), self._commitment)
        stale = [key for key, head in heads.items() if key not in self._known or self._known[key][0] != head]
        kept = {key: self._known[key] for key in heads if key in self._known}
        for start in range(0, len(stale), KEYS_MAX):
            keys = stale[start : start + KEYS_MAX]
            read = await self.rpc.accounts(keys, self._commitment)
            for key, found in zip(keys, read.accounts, strict=True):
                if found is None or found.owner != self.program:
                    kept.pop(key, None)  # closed between the two reads
                else:
                    kept[key] = (found.data[:HEAD_BYTES], _user(key, found.data))
        self._known = kept
        users = (user for _, user in kept.values())
        return {user.number: user for user in users if user.account.kind == KIND_ENGINE}


def clock_time(data: bytes) -> int:
    """Unix seconds of the clock account."""
    seconds: int = _CLOCK_TIME.unpack_from(data, _CLOCK_TIME_AT)[0]
    return seconds


def _user(address: bytes, data: bytes) -> User:
    return User(address, UserAccount.read(data), data)
