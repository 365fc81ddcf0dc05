"""Bodies of sign-in, sessions, API keys and tickets."""

from typing import Annotated, Literal

from msgspec import Meta

from quantdesk.gateway.patterns import whole
from quantdesk.gateway.wire.fields import Label, PublicKey, ScopeName, Signature, TierName, TimeMs, Uuid, Wire

SESSIONS_MAX = 100
API_KEYS_MAX = 32

SignInNonce = Annotated[str, Meta(pattern=whole("[A-Za-z0-9]{8,64}"), max_length=64)]
SignInText = Annotated[str, Meta(min_length=1, max_length=2_048, description="The signed text of Sign-In With Solana.")]
TokenText = Annotated[str, Meta(pattern=whole(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"), max_length=4_096)]
IsoTime = Annotated[
    str, Meta(pattern=whole(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"), max_length=24)
]
ScopeList = Annotated[tuple[ScopeName, ...], Meta(min_length=1, max_length=2)]


class NonceRequest(Wire, frozen=True, kw_only=True):
    """Asks for the fields to sign; with a key, the nonce is bound to it."""

    public_key: PublicKey | None = None


class NonceAnswer(Wire, frozen=True, kw_only=True):
    """Input of a wallet's signIn, or of the text for signMessage; every field must come back as it is."""

    nonce: SignInNonce
    domain: Annotated[str, Meta(max_length=260)]
    uri: Annotated[str, Meta(max_length=260)]
    chain_id: Annotated[str, Meta(max_length=32)]
    version: Literal["1"]
    statement: Annotated[str, Meta(max_length=256)]
    issued_at: IsoTime
    expiration_time: IsoTime
    expires_ms: TimeMs


class SignInRequest(Wire, frozen=True, kw_only=True):
    """The text that the wallet signed."""

    message: SignInText
    signature: Signature
    public_key: PublicKey


class AccessAnswer(Wire, frozen=True, kw_only=True):
    """An access token; the refresh token comes in a cookie that scripts cannot read."""

    access_token: TokenText
    token_type: Literal["Bearer"]
    expires_ms: TimeMs


class SessionAnswer(Wire, frozen=True, kw_only=True):
    """Who asks."""

    owner: PublicKey
    session_id: Uuid
    via: Literal["session", "api_key"]
    scopes: ScopeList
    tier: TierName
    expires_ms: TimeMs


class Session(Wire, frozen=True, kw_only=True):
    """One signed-in place."""

    session_id: Uuid
    created_ms: TimeMs
    expires_ms: TimeMs
    agent: Annotated[str, Meta(max_length=256)]
    current: bool


class SessionList(Wire, frozen=True, kw_only=True):
    """Sessions that are alive, newest first."""

    sessions: Annotated[tuple[Session, ...], Meta(max_length=SESSIONS_MAX)]


class SessionPath(Wire, frozen=True, kw_only=True):
    """Names a session in an address."""

    session_id: Uuid


class ApiKeyRequest(Wire, frozen=True, kw_only=True):
    """A key of the user's own making: only its public half comes here."""

    public_key: PublicKey
    scopes: ScopeList
    label: Label
    expires_ms: TimeMs


class ApiKey(Wire, frozen=True, kw_only=True):
    """A key that may sign requests until it expires."""

    key_id: Uuid
    public_key: PublicKey
    scopes: ScopeList
    label: Label
    created_ms: TimeMs
    expires_ms: TimeMs


class ApiKeyList(Wire, frozen=True, kw_only=True):
    """Keys that are alive, newest first."""

    api_keys: Annotated[tuple[ApiKey, ...], Meta(max_length=API_KEYS_MAX)]


class ApiKeyPath(Wire, frozen=True, kw_only=True):
    """Names a key in an address."""

    key_id: Uuid


class TicketAnswer(Wire, frozen=True, kw_only=True):
    """Opens one socket within its life."""

    ticket: TokenText
    expires_ms: TimeMs


class PublicJwk(Wire, frozen=True, kw_only=True):
    """One public key of the set that verifies tokens."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    alg: Literal["Ed25519"]
    use: Literal["sig"]
    kid: Annotated[str, Meta(max_length=64)]
    x: Annotated[str, Meta(pattern=whole("[A-Za-z0-9_-]{43}"), max_length=43)]


class JwksAnswer(Wire, frozen=True, kw_only=True):
    """RFC 7517 key set."""

    keys: Annotated[tuple[PublicJwk, ...], Meta(max_length=8)]
