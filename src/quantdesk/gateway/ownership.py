"""Which accounts belong to whom, as the engine says.

Invariant: an account's owner never changes and its number is never reused, so what was learnt once stays true; what is not
known is asked for, never assumed.
"""

from typing import Final

from quantdesk.bus.commands import CommandClient
from quantdesk.gateway.asking import ask
from quantdesk.gateway.callers import Caller
from quantdesk.gateway.problems import forbidden
from quantdesk.model.records_gen import AccountView, OwnerQuery

OWNERS_REMEMBERED_MAX: Final = 65_536


class Ownership:
    """Accounts of owners, remembered."""

    def __init__(self, engine: CommandClient) -> None:
        self._engine = engine
        self._known: dict[bytes, set[int]] = {}

    def owns(self, caller: Caller, account: int) -> bool:
        """Whether the account is known here to be the caller's; False also when nothing is known yet."""
        known = self._known.get(caller.owner)
        return known is not None and account in known

    async def require(self, caller: Caller, account: int) -> None:
        """Raises Refusal (403) unless the account is the caller's; says nothing of whether it exists."""
        if self.owns(caller, account):
            return
        if account not in {view.account for view in await self.accounts(caller.owner)}:
            raise forbidden(
                "account_forbidden", "The account is not one of the caller's.", "an account of the caller", str(account)
            )

    async def accounts(self, owner: bytes) -> list[AccountView]:
        """Returns all accounts of an owner as the engine knows them now."""
        answer = await ask(self._engine, OwnerQuery(owner=owner).encode())
        views = [view for view in answer if isinstance(view, AccountView)]
        self.remember(owner, *(view.account for view in views))
        return views

    def remember(self, owner: bytes, *accounts: int) -> None:
        """Notes accounts of an owner."""
        if owner not in self._known and len(self._known) >= OWNERS_REMEMBERED_MAX:
            del self._known[next(iter(self._known))]
        self._known.setdefault(owner, set()).update(accounts)
