"""Who is behind a socket: the owner that a one-use ticket names and the accounts it may act for.

Invariant: a ticket is spent once, in Valkey, before anything private is served; the accounts of an owner are one set that
grows when the journal says that an account was opened. Without Valkey no ticket is taken (fail closed).
"""

from collections.abc import Container
from collections.abc import Set as AbstractSet
from typing import Final, Protocol
from weakref import WeakValueDictionary

import msgspec

from quantdesk.bus.cache import ticket_spend
from quantdesk.bus.commands import Unavailable
from quantdesk.bus.valkey_link import VALKEY_ERRORS, ValkeyClient
from quantdesk.gateway.base58 import key_decode
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.tokens import TokenInvalid, Verifier

SESSION_MAX_US: Final = 3_600_000_000
"""A socket must show a new ticket after this long (op "auth")."""


class TicketRefused(Exception):
    """The ticket opens nothing; code and text are for the caller."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Session(msgspec.Struct, frozen=True):
    """What a ticket allows until expiry_us; accounts is shared and grows."""

    owner_text: str
    session_id: str
    accounts: AbstractSet[int]
    may_read: bool
    may_trade: bool
    tier: str
    expiry_us: int


class AccountsOfOwner(Protocol):
    """Asks the engine."""

    async def __call__(self, owner: bytes) -> list[int]:
        """Numbers of all accounts of an owner."""


class Accounts(set[int]):
    """Accounts of one owner; its sessions hold it, and it is forgotten with the last of them."""


class Owners:
    """Live sets of accounts by owner, for those who are connected."""

    def __init__(self, ask: AccountsOfOwner) -> None:
        self._ask = ask
        self._sets: WeakValueDictionary[bytes, Accounts] = WeakValueDictionary()

    async def accounts(self, owner: bytes) -> Accounts:
        """The owner's accounts, as a set that grows when one is opened."""
        known = self._sets.get(owner)
        if known is None:
            known = self._sets[owner] = Accounts()
        known.update(await self._ask(owner))
        return known

    def opened(self, owner: bytes, account: int) -> None:
        """Notes an account that was just opened."""
        known = self._sets.get(owner)
        if known is not None:
            known.add(account)


class Tickets:
    """Turns tickets into sessions."""

    def __init__(self, verifier: Verifier, valkey: ValkeyClient, owners: Owners, ended: Container[str]) -> None:
        """ended: ids of sessions that ended before their time."""
        self._verifier = verifier
        self._valkey = valkey
        self._owners = owners
        self._ended = ended

    def ended(self, session: Session, moment_us: int) -> bool:
        """Whether a session has ended or needs a new ticket."""
        return moment_us >= session.expiry_us or session.session_id in self._ended

    async def spend(self, ticket: str) -> Session:
        """The session of a ticket, which is spent. Errors: TicketRefused."""
        moment_us = now_us()
        try:
            claims = self._verifier.verify(ticket, "ticket", moment_us)
            owner = key_decode(claims.sub)
        except (TokenInvalid, ValueError):
            raise TicketRefused(
                "ticket_invalid", "expected a ticket of the last 30 seconds: ask the gateway for a new one"
            ) from None
        if claims.sid in self._ended:
            raise TicketRefused("session_ended", "the session has ended: sign in again")
        try:
            fresh = await ticket_spend(self._valkey, claims.jti)
            accounts: AbstractSet[int] = await self._owners.accounts(owner)
        except VALKEY_ERRORS:
            raise TicketRefused("tickets_unavailable", "tickets cannot be checked now; try again later") from None
        except Unavailable:
            raise TicketRefused("engine_unavailable", "the exchange does not answer now; try again later") from None
        if not fresh:
            raise TicketRefused("ticket_spent", "the ticket was used before: ask the gateway for a new one")
        words = claims.scope.split()
        return Session(
            owner_text=claims.sub,
            session_id=claims.sid,
            accounts=accounts & set(claims.accounts) if claims.accounts else accounts,
            may_read="read" in words,
            may_trade="trade" in words,
            tier=claims.tier,
            expiry_us=moment_us + SESSION_MAX_US,
        )
