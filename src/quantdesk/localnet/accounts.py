"""The accounts of LiteSVM, each read once until it changes.

Invariant: what is held is what LiteSVM has. Only transactions and `account_set` write, and both renew what they wrote; sysvars
change with their slot, whose end forgets all.
"""

import msgspec
from solders.account import Account
from solders.litesvm import LiteSVM
from solders.pubkey import Pubkey

from quantdesk.localnet.tokens import decimals_of, token_read

# Mint, owner, token program, amount, decimals.
TokenPart = tuple[bytes, bytes, bytes, int, int]


class Held(msgspec.Struct, frozen=True, gc=False):
    """An account with what every record of a transaction asks of it. token: None for what is no token account."""

    account: Account | None
    lamports: int
    token: TokenPart | None


NONE = Held(None, 0, None)


class Accounts:
    """Reads of one LiteSVM."""

    def __init__(self, svm: LiteSVM) -> None:
        self._svm = svm
        self._held: dict[Pubkey, Held] = {}

    def at(self, key: Pubkey) -> Held:
        """The account as it is now."""
        held = self._held.get(key)
        return self.renewed(key) if held is None else held

    def renewed(self, key: Pubkey) -> Held:
        """The account, read again because it may have changed."""
        account = self._svm.get_account(key)
        held = NONE if account is None else Held(account, account.lamports, self._token(account))
        self._held[key] = held
        return held

    def forget(self) -> None:
        """Holds nothing any more."""
        self._held.clear()

    def _token(self, account: Account) -> TokenPart | None:
        token = None if account.executable else token_read(account)
        if token is None:
            return None
        decimals = decimals_of(self.at(Pubkey(token.mint)).account)
        return token.mint, token.owner, bytes(account.owner), token.amount, decimals
