"""Tokens: short JWTs, Ed25519, that say who a caller is.

Everybody verifies with the public keys; only the gateway holds a seed and signs. An access token lives ten minutes; a
ticket opens one socket within thirty seconds and is spent by its jti. A token of one kind is never taken for the other.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

ALGORITHM = "Ed25519"
ISSUER = "quantdesk"
ACCESS_S = 600
TICKET_S = 30
TOKEN_CHARS_MAX = 4_096
CLOCK_SKEW_S = 5

Kind = Literal["access", "ticket"]


class TokenInvalid(Exception):
    """The token does not hold; the text says why and never shows it."""


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What a token says. sub: the owner's public key in base58; iat and exp: unix seconds; scope: words."""

    sub: str
    kind: Kind
    sid: str
    jti: str
    iat: int
    exp: int
    scope: str = "read trade"
    accounts: tuple[int, ...] = ()
    tier: str = "user"


class Signer:
    """Signs tokens with one seed (base64url, 32 bytes); the gateway's alone."""

    def __init__(self, seed: str) -> None:
        self._key = _key(seed)
        self.kid = self._key.thumbprint()

    def sign(self, claims: Claims) -> str:
        """The compact JWT of these claims."""
        body = msgspec.to_builtins(claims) | {"iss": ISSUER, "aud": f"{ISSUER}-{claims.kind}"}
        return jwt.encode({"alg": ALGORITHM, "typ": "JWT", "kid": self.kid}, body, self._key, algorithms=[ALGORITHM])


class Verifier:
    """Verifies tokens against a public key set (JSON of jwks_make)."""

    def __init__(self, jwks: str) -> None:
        self._keys = KeySet.import_key_set(msgspec.json.decode(jwks))

    def verify(self, token: str, kind: Kind, now_us: int) -> Claims:
        """The claims of a token of this kind that holds at now_us.

        Errors: TokenInvalid when it is too long, malformed, signed otherwise, of another kind, too early or expired.
        """
        if len(token) > TOKEN_CHARS_MAX:
            raise TokenInvalid(f"token too long: expected at most {TOKEN_CHARS_MAX} characters, found {len(token)}")
        try:
            body = jwt.decode(token, self._keys, algorithms=[ALGORITHM]).claims
            if body.get("iss") != ISSUER or body.get("aud") != f"{ISSUER}-{kind}":
                raise TokenInvalid(f"token of another kind: expected {ISSUER}-{kind}")
            claims = msgspec.convert(body, Claims)
        except (JoseError, ValueError, TypeError, msgspec.ValidationError) as error:
            raise TokenInvalid(f"token does not verify ({type(error).__name__}): sign in again") from None
        now_s = now_us // 1_000_000
        if claims.kind != kind or claims.exp <= now_s:
            raise TokenInvalid(f"token expired: at {claims.exp}, now {now_s}; refresh it")
        if claims.iat > now_s + CLOCK_SKEW_S:
            raise TokenInvalid(f"token from the future: issued at {claims.iat}, now {now_s}")
        return claims


def jwks_make(seeds: list[str]) -> str:
    """The public key set of these seeds, JSON; the first is the one that signs, the others still verify."""
    keys = []
    for seed in seeds:
        key = _key(seed)
        keys.append(key.as_dict(private=False) | {"kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"})
    return msgspec.json.encode({"keys": keys}).decode()


def seed_text(seed: bytes) -> str:
    """The text form of a seed: base64url without padding."""
    return urlsafe_b64encode(seed).rstrip(b"=").decode()


def seed_bytes(text: str) -> bytes:
    """The 32 bytes of a seed's text. Errors: ValueError with the length found."""
    seed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(seed) != 32:
        raise ValueError(f"Ed25519 seed: expected 32 bytes in base64url, found {len(seed)}")
    return seed


def _key(seed: str) -> OKPKey:
    raw = seed_bytes(seed)
    public = Ed25519PrivateKey.from_private_bytes(raw).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "d": seed_text(raw), "x": seed_text(public)})
