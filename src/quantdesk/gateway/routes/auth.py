"""Sign-in, sessions and the public keys of tokens."""

from typing import Final
from uuid import UUID

import msgspec
from litestar.handlers import HTTPRouteHandler

from quantdesk.gateway.calls import Call, Reply, json_reply, route
from quantdesk.gateway.examples import EXAMPLE_KEY, EXAMPLE_SIGNATURE, EXAMPLE_UUID
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.problems import not_found
from quantdesk.gateway.sessions import (
    digest_of,
    refresh_token_of,
    require_own_page,
    revoke_tokens,
    session_close,
    session_open,
    session_refresh,
    set_cookie,
)
from quantdesk.gateway.sign_in import ANY_ADDRESS, OFFER_LIVES_US, offer_keep, owner_of_signed, sign_in_offer
from quantdesk.gateway.wire.auth import (
    SESSIONS_MAX,
    AccessAnswer,
    JwksAnswer,
    NonceAnswer,
    NonceRequest,
    Session,
    SessionAnswer,
    SessionList,
    SessionPath,
    SignInRequest,
)
from quantdesk.gateway.wire.fields import ScopeName
from quantdesk.runtime.clock import now_us
from quantdesk.store.sessions import refresh_spend, session_end, session_get, sessions_of
from quantdesk.store.users import user_get

JWKS_AGE_S: Final = 300
EXAMPLE_TEXT: Final = (
    f"localhost:3001 wants you to sign in with your Solana account:\n{EXAMPLE_KEY}\n\nURI: http://localhost:3001"
)

NONCE: Final = Operation(
    method="POST",
    path="/api/auth/nonce",
    name="auth_nonce",
    summary="Offers a text to sign",
    tag="auth",
    scope=Scope.PUBLIC,
    budget=Budget.SIGN_IN,
    weight=1,
    body_form=NonceRequest,
    answer=NonceAnswer,
    example=Example(body={"public_key": EXAMPLE_KEY}),
)
SIGN_IN: Final = Operation(
    method="POST",
    path="/api/auth/sign-in",
    name="auth_sign_in",
    summary="Opens a session with a signed text",
    tag="auth",
    scope=Scope.PUBLIC,
    budget=Budget.SIGN_IN,
    weight=1,
    body_form=SignInRequest,
    answer=AccessAnswer,
    statuses=(401, 422),
    example=Example(body={"message": EXAMPLE_TEXT, "signature": EXAMPLE_SIGNATURE, "public_key": EXAMPLE_KEY}),
)
REFRESH: Final = Operation(
    method="POST",
    path="/api/auth/refresh",
    name="auth_refresh",
    summary="Spends the refresh cookie for a new access token and the next cookie",
    tag="auth",
    scope=Scope.REFRESH,
    budget=Budget.SIGN_IN,
    weight=1,
    answer=AccessAnswer,
    example=Example(),
)
SIGN_OUT: Final = Operation(
    method="POST",
    path="/api/auth/sign-out",
    name="auth_sign_out",
    summary="Ends the session of the refresh cookie",
    tag="auth",
    scope=Scope.REFRESH,
    budget=Budget.SIGN_IN,
    weight=1,
    status=204,
    example=Example(status=204),
)
SESSION: Final = Operation(
    method="GET",
    path="/api/auth/session",
    name="auth_session",
    summary="Says who asks",
    tag="auth",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=1,
    answer=SessionAnswer,
    example=Example(),
)
SESSIONS: Final = Operation(
    method="GET",
    path="/api/auth/sessions",
    name="auth_sessions",
    summary="Lists the caller's living sessions",
    tag="auth",
    scope=Scope.SESSION,
    budget=Budget.DATA,
    weight=5,
    answer=SessionList,
    example=Example(),
)
SESSION_END: Final = Operation(
    method="DELETE",
    path="/api/auth/sessions/{session_id}",
    name="auth_session_end",
    summary="Ends one of the caller's sessions",
    tag="auth",
    scope=Scope.SESSION,
    budget=Budget.DATA,
    weight=5,
    path_form=SessionPath,
    status=204,
    statuses=(404,),
    example=Example(path={"session_id": EXAMPLE_UUID}, status=204),
)
JWKS: Final = Operation(
    method="GET",
    path="/.well-known/jwks.json",
    name="jwks",
    summary="Public keys that verify access tokens and tickets",
    tag="auth",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=1,
    answer=JwksAnswer,
    example=Example(),
)


async def nonce(call: Call[None, None, NonceRequest]) -> NonceAnswer:
    """Makes and keeps an offer."""
    now = now_us()
    origin = call.visit.headers.get(b"origin", b"").decode("latin-1")
    offer = sign_in_offer(call.parts.settings, call.body.public_key or ANY_ADDRESS, now, origin)
    await offer_keep(call.parts.valkey, offer)
    return NonceAnswer(
        nonce=offer.nonce,
        domain=offer.domain,
        uri=offer.uri,
        chain_id=offer.chain_id,
        version="1",
        statement=offer.statement or "",
        issued_at=offer.issued_at,
        expiration_time=offer.expiration_time or "",
        expires_ms=(now + OFFER_LIVES_US) // 1_000,
    )


async def sign_in(call: Call[None, None, SignInRequest]) -> Reply:
    """Checks the signed text and opens a session."""
    now, form = now_us(), call.body
    owner = await owner_of_signed(call.parts.valkey, form.message, form.signature, form.public_key, now)
    access, cookie = await session_open(call.parts, owner, call.visit, now)
    return json_reply(access, {"set-cookie": cookie})


async def refresh(call: Call[None, None, None]) -> Reply:
    """Rotates the refresh token."""
    access, cookie = await session_refresh(call.parts, call.visit, now_us())
    return json_reply(access, {"set-cookie": cookie})


async def sign_out(call: Call[None, None, None]) -> Reply:
    """Ends the session whose refresh token the cookie holds; the cookie goes in any case."""
    require_own_page(call.parts, call.visit)
    now = now_us()
    spent = await refresh_spend(call.parts.database, digest_of(refresh_token_of(call.visit)), now)
    if spent is not None:
        await session_end(call.parts.database, spent.session_id, now)
        await revoke_tokens(call.parts, spent.session_id, now)
    return Reply(headers={"set-cookie": set_cookie(call.parts, "", 0)}, status=204)


async def session(call: Call[None, None, None]) -> SessionAnswer:
    """Says who asks."""
    caller = call.caller
    scopes: list[ScopeName] = ["read"] if caller.may_read else []
    if caller.may_trade:
        scopes.append("trade")
    return SessionAnswer(
        owner=caller.owner_text,
        session_id=caller.session_id,
        via=caller.via,
        scopes=tuple(scopes),
        tier="maker" if caller.tier == "maker" else "user",
        expires_ms=min(caller.expires_us // 1_000, 2**53 - 1),
    )


async def sessions(call: Call[None, None, None]) -> SessionList:
    """Lists living sessions."""
    user = await user_get(call.parts.database, call.caller.owner)
    found = [] if user is None else await sessions_of(call.parts.database, user.id, now_us(), SESSIONS_MAX)
    current = call.caller.session_id
    return SessionList(
        sessions=tuple(
            Session(
                session_id=str(each.id),
                created_ms=each.created_us // 1_000,
                expires_ms=each.expires_us // 1_000,
                agent=each.agent,
                current=str(each.id) == current,
            )
            for each in found
        )
    )


async def end_session(call: Call[SessionPath, None, None]) -> None:
    """Ends a session of the caller."""
    session_id = UUID(call.path.session_id)
    user = await user_get(call.parts.database, call.caller.owner)
    found = await session_get(call.parts.database, session_id)
    if found is None or user is None or found.user_id != user.id:
        raise not_found("session_unknown", "The caller has no such session.", "session_id", call.path.session_id)
    await session_close(call.parts, session_id, now_us())


async def jwks(call: Call[None, None, None]) -> Reply:
    """Gives the key set."""
    keys = msgspec.json.decode(call.parts.settings.jwks, type=JwksAnswer)
    return json_reply(keys, {"cache-control": f"public, max-age={JWKS_AGE_S}"})


ROUTES: Final[list[HTTPRouteHandler]] = [
    route(NONCE, nonce),
    route(SIGN_IN, sign_in),
    route(REFRESH, refresh),
    route(SIGN_OUT, sign_out),
    route(SESSION, session),
    route(SESSIONS, sessions),
    route(SESSION_END, end_session),
    route(JWKS, jwks),
]
