"""Who asks, and what for.

Invariant: a Caller exists only after a proof: a token that verified and whose session lives, or a request signature that
verified and was never seen. Nothing of a request's own words (address in a header, owner in a body) makes one.
"""

from collections.abc import Container
from typing import Final, Literal

import msgspec

from quantdesk.gateway.base58 import key_decode
from quantdesk.gateway.operations import Scope
from quantdesk.gateway.problems import Refusal, forbidden, unauthenticated
from quantdesk.runtime.tokens import Claims, TokenInvalid, Verifier

TOKENS_REMEMBERED_MAX: Final = 32_768
BEARER: Final = b"Bearer "


class Caller(msgspec.Struct, frozen=True, gc=False):
    """Whoever asks: the wallet behind it, the session or key it came by, what it may do."""

    owner: bytes
    owner_text: str
    session_id: str
    via: Literal["session", "api_key"]
    may_read: bool
    may_trade: bool
    tier: str
    expires_us: int


def require_scope(caller: Caller, scope: Scope) -> None:
    """Raises Refusal unless the caller may use an operation of the scope."""
    if scope is Scope.TRADE and not caller.may_trade:
        raise forbidden("scope_missing", "This key may not trade.", "trade", "read")
    if scope is Scope.READ and not caller.may_read:
        raise forbidden("scope_missing", "This key may not read.", "read", "trade")
    if scope is Scope.SESSION and caller.via != "session":
        raise forbidden(
            "session_required", "Only a signed-in person may do this, not an API key.", "session", caller.via
        )


def caller_of(claims: Claims) -> Caller:
    """Returns the caller whom verified claims name. Errors: ValueError when sub is no public key."""
    words = claims.scope.split()
    return Caller(
        owner=key_decode(claims.sub),
        owner_text=claims.sub,
        session_id=claims.sid,
        via="session",
        may_read="read" in words,
        may_trade="trade" in words,
        tier=claims.tier,
        expires_us=claims.exp * 1_000_000,
    )


class Tokens:
    """Access tokens that verified before, so that a signature is checked once and not with every order."""

    def __init__(self, verifier: Verifier, ended: Container[str]) -> None:
        self._verifier, self._ended = verifier, ended
        self._known: dict[bytes, Caller] = {}

    def known(self, authorization: bytes, now_us: int) -> Caller | None:
        """Returns the caller of a header that verified before and still holds; None for any other, which says nothing of it."""
        caller = self._known.get(authorization)
        if caller is None or caller.expires_us <= now_us or caller.session_id in self._ended:
            return None
        return caller

    def caller(self, authorization: bytes, now_us: int) -> Caller:
        """Returns the caller of an Authorization header; raises Refusal (401)."""
        caller = self._known.get(authorization)
        if caller is None:
            caller = self._verify(authorization, now_us)
            if len(self._known) >= TOKENS_REMEMBERED_MAX:
                del self._known[next(iter(self._known))]
            self._known[authorization] = caller
        if caller.expires_us <= now_us:
            self._known.pop(authorization, None)
            raise unauthenticated("token_expired", "The access token has expired; refresh it.")
        if caller.session_id in self._ended:
            raise unauthenticated("session_ended", "The session has ended; sign in again.")
        return caller

    def _verify(self, authorization: bytes, now_us: int) -> Caller:
        if not authorization.startswith(BEARER):
            raise unauthenticated(
                "unauthenticated", "Send an access token as Authorization: Bearer, or sign the request with an API key."
            )
        try:
            claims = self._verifier.verify(authorization[len(BEARER) :].decode("ascii"), "access", now_us)
            return caller_of(claims)
        except (TokenInvalid, ValueError) as error:
            raise self._refusal(error) from None

    @staticmethod
    def _refusal(error: Exception) -> Refusal:
        code = "token_expired" if "expired" in str(error) else "token_invalid"
        return unauthenticated(code, "The access token does not hold; refresh it or sign in again.")
