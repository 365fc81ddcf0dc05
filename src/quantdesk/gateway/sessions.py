"""Sessions: a refresh token in a cookie that scripts cannot read, and short access tokens made with it.

Invariant: a refresh token is spent by its first use; a second use shows that it was copied, and ends the whole session for
whoever holds any token of it. Only digests of refresh tokens are kept.
"""

import hashlib
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Final
from uuid import UUID

from quantdesk.gateway.base58 import key_encode
from quantdesk.gateway.parts import Parts
from quantdesk.gateway.problems import Refusal, forbidden, unauthenticated
from quantdesk.gateway.visits import Visit
from quantdesk.gateway.wire.auth import AccessAnswer
from quantdesk.runtime.log import get
from quantdesk.runtime.tokens import ACCESS_S, Claims
from quantdesk.store.sessions import Session, refresh_create, refresh_spend, session_create, session_end, session_get
from quantdesk.store.users import User, user_by_id, user_ensure

BEARER: Final = "Bearer"
COOKIE: Final = "quantdesk_refresh"
COOKIE_PATH: Final = "/api/auth"
REFRESH_BYTES: Final = 32
REFRESH_IDLE_US: Final = 86_400_000_000
SESSION_LIVES_US: Final = 30 * 86_400_000_000
AGENT_CHARS_MAX: Final = 256


async def session_open(parts: Parts, owner: bytes, visit: Visit, now_us: int) -> tuple[AccessAnswer, str]:
    """Opens a session of a proven wallet; returns its first access token and the Set-Cookie of its refresh token."""
    agent = visit.headers.get(b"user-agent", b"").decode("latin-1")[:AGENT_CHARS_MAX]
    agent = "".join(letter for letter in agent if " " <= letter <= "~")
    token = secrets.token_urlsafe(REFRESH_BYTES)
    async with parts.database.acquire() as connection, connection.transaction():
        user = await user_ensure(connection, owner, now_us)
        session = await session_create(connection, user.id, now_us, now_us + SESSION_LIVES_US, agent, visit.address)
        await refresh_create(connection, digest_of(token), session.id, now_us, now_us + REFRESH_IDLE_US)
    get().info("session_opened", session=str(session.id), user=str(user.id))
    return access_answer(parts, user, session, now_us), set_cookie(parts, token, REFRESH_IDLE_US // 1_000_000)


async def session_refresh(parts: Parts, visit: Visit, now_us: int) -> tuple[AccessAnswer, str]:
    """Spends the refresh token of the cookie; returns a new access token and the next cookie. Raises Refusal (401, 403)."""
    require_own_page(parts, visit)
    spent = await _spend(parts, refresh_token_of(visit), now_us)
    if isinstance(spent, Refusal):
        raise spent
    user, session, token = spent
    return access_answer(parts, user, session, now_us), set_cookie(parts, token, REFRESH_IDLE_US // 1_000_000)


async def _spend(parts: Parts, shown: str, now_us: int) -> tuple[User, Session, str] | Refusal:
    """Returns the session and its next refresh token, or the refusal; what the refusal implies is committed."""
    token = secrets.token_urlsafe(REFRESH_BYTES)
    async with parts.database.acquire() as connection, connection.transaction():
        refresh = await refresh_spend(connection, digest_of(shown), now_us)
        if refresh is None:
            return unauthenticated("refresh_unknown", "The refresh token is not known; sign in again.")
        session = await session_get(connection, refresh.session_id)
        user = None if session is None else await user_by_id(connection, session.user_id)
        if session is None or user is None or session.ended_us is not None:
            return _ended()
        if refresh.spent_before_us is None:
            if min(refresh.expires_us, session.expires_us) <= now_us:
                return _ended()
            ends_us = min(session.expires_us, now_us + REFRESH_IDLE_US)
            await refresh_create(connection, digest_of(token), session.id, now_us, ends_us)
            return user, session, token
        await session_end(connection, session.id, now_us)
    get().warning("refresh_token_reused", session=str(session.id))
    await revoke_tokens(parts, session.id, now_us)
    return unauthenticated("refresh_reused", "The refresh token was used before; the session is ended, sign in again.")


def _ended() -> Refusal:
    return unauthenticated("session_ended", "The session has ended; sign in again.")


async def session_close(parts: Parts, session_id: UUID, now_us: int) -> None:
    """Ends a session: no refresh any more, and its access tokens are refused everywhere within a second."""
    await session_end(parts.database, session_id, now_us)
    await revoke_tokens(parts, session_id, now_us)
    get().info("session_closed", session=str(session_id))


async def revoke_tokens(parts: Parts, session_id: UUID, now_us: int) -> None:
    """Makes the access tokens of a session void until the last of them has expired."""
    await parts.revocations.end(str(session_id), now_us // 1_000 + ACCESS_S * 1_000)


def access_answer(parts: Parts, user: User, session: Session, now_us: int) -> AccessAnswer:
    """Returns a new access token of a session."""
    issued_s = now_us // 1_000_000
    claims = Claims(
        sub=key_encode(user.owner),
        kind="access",
        sid=str(session.id),
        jti=secrets.token_urlsafe(12),
        iat=issued_s,
        exp=issued_s + ACCESS_S,
        tier=user.tier,
    )
    return AccessAnswer(access_token=parts.signer.sign(claims), token_type=BEARER, expires_ms=claims.exp * 1_000)


def digest_of(token: str) -> bytes:
    """Returns what is kept of a refresh token."""
    return hashlib.sha256(token.encode()).digest()


def refresh_token_of(visit: Visit) -> str:
    """Returns the refresh token of the cookie; raises Refusal (401)."""
    try:
        cookie = SimpleCookie(visit.headers.get(b"cookie", b"").decode("latin-1")).get(COOKIE)
    except CookieError:
        cookie = None
    if cookie is None or not cookie.value.isascii():
        raise unauthenticated("refresh_missing", "There is no refresh cookie; sign in.")
    return cookie.value


def set_cookie(parts: Parts, token: str, lives_s: int) -> str:
    """Returns the Set-Cookie of a refresh token; lives_s 0 removes it."""
    secure = "; Secure" if parts.settings.site.startswith("https://") else ""
    return f"{COOKIE}={token}; Path={COOKIE_PATH}; Max-Age={lives_s}; HttpOnly; SameSite=Strict{secure}"


def require_own_page(parts: Parts, visit: Visit) -> None:
    """Raises Refusal (403) when a page that is not ours makes the browser use the cookie."""
    origin = visit.headers.get(b"origin")
    if origin is not None and origin.decode("latin-1") not in parts.settings.origins:
        raise forbidden("origin_forbidden", "Pages of this origin may not use the refresh cookie.")
