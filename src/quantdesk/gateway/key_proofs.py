"""Requests signed with an API key: Ed25519 over method, address, time, nonce and body.

Invariant: a signature proves exactly one request: it covers every byte that decides, holds for 30 seconds around its time,
and its nonce is spent in Valkey before the request goes on. Without Valkey no signed request goes on.
"""

import hashlib
import re
from base64 import b64decode
from collections.abc import Container
from typing import Final

from quantdesk.bus.cache import set_once
from quantdesk.bus.topics import ONCE
from quantdesk.bus.valkey_link import VALKEY_ERRORS, ValkeyClient
from quantdesk.core import signatures_verify
from quantdesk.gateway.base58 import key_decode, key_encode
from quantdesk.gateway.callers import Caller
from quantdesk.gateway.patterns import whole
from quantdesk.gateway.problems import Refusal, unauthenticated, unavailable
from quantdesk.gateway.visits import Visit
from quantdesk.store.api_keys import ApiKey, key_by_public
from quantdesk.store.pool import Pool

KEY_HEADER: Final = b"x-quantdesk-key"
TIMESTAMP_HEADER: Final = b"x-quantdesk-timestamp"
NONCE_HEADER: Final = b"x-quantdesk-nonce"
SIGNATURE_HEADER: Final = b"x-quantdesk-signature"
SKEW_MS: Final = 30_000
NONCE_KEPT_MS: Final = 2 * SKEW_MS + 5_000
KEY_READ_AGAIN_US: Final = 10_000_000
KEYS_REMEMBERED_MAX: Final = 8_192
NO_END_US: Final = 2**62

_TIMESTAMP: Final = re.compile(whole("[0-9]{13,14}"))
_NONCE: Final = re.compile(whole("[A-Za-z0-9_-]{8,64}"))
_SIGNATURE: Final = re.compile(whole(r"[A-Za-z0-9+/]{86}=="))


def signed_text(visit: Visit, timestamp: str, nonce: str) -> bytes:
    """Returns what a key signs: five lines, the last one the SHA-256 of the body in hex."""
    digest = hashlib.sha256(visit.body).hexdigest()
    return b"\n".join((visit.method.encode(), visit.target, timestamp.encode(), nonce.encode(), digest.encode()))


class KeyProofs:
    """Checks signed requests; remembers keys for a few seconds, not longer, so that an ended key soon is none."""

    def __init__(self, database: Pool, valkey: ValkeyClient, ended: Container[str]) -> None:
        self._database, self._valkey, self._ended = database, valkey, ended
        self._known: dict[bytes, tuple[int, ApiKey]] = {}

    async def caller(self, visit: Visit, now_us: int) -> Caller:
        """Returns the caller whom a signed request proves; raises Refusal (401, 503)."""
        timestamp, nonce, signature, public_key = self._headers(visit, now_us)
        key = await self._key(public_key, now_us)
        if not signatures_verify([(public_key, signed_text(visit, timestamp, nonce), signature)])[0]:
            raise unauthenticated("request_signature_invalid", "The signature is not the key's over this request.")
        try:
            fresh = await set_once(self._valkey, f"{ONCE}api-key:{public_key.hex()}:{nonce}", b"1", NONCE_KEPT_MS)
        except VALKEY_ERRORS:
            raise unavailable(
                "replay_check_unavailable", "Whether the request is new cannot be known, so nothing was done."
            ) from None
        if not fresh:
            raise unauthenticated("request_replayed", "A request with this nonce was taken already.")
        return Caller(
            owner=key.owner,
            owner_text=key_encode(key.owner),
            session_id=str(key.id),
            via="api_key",
            may_read="read" in key.scopes,
            may_trade="trade" in key.scopes,
            tier=key.tier,
            expires_us=NO_END_US if key.expires_us is None else key.expires_us,
        )

    @staticmethod
    def _headers(visit: Visit, now_us: int) -> tuple[str, str, bytes, bytes]:
        """Returns timestamp, nonce, signature and key of the headers; raises Refusal when one is malformed or too far off."""
        timestamp, nonce, signature, key = (
            visit.headers.get(name, b"").decode("latin-1")
            for name in (TIMESTAMP_HEADER, NONCE_HEADER, SIGNATURE_HEADER, KEY_HEADER)
        )
        if not (_TIMESTAMP.search(timestamp) and _NONCE.search(nonce) and _SIGNATURE.search(signature)):
            raise unauthenticated(
                "request_signature_malformed",
                "A signed request has X-QuantDesk-Key, -Timestamp (ms), -Nonce (8 to 64 letters, digits, - or _) and -Signature (base64).",
            )
        if abs(int(timestamp) * 1_000 - now_us) > SKEW_MS * 1_000:
            refusal = unauthenticated("timestamp_skewed", "The request's time is too far from the time here.")
            refusal.expected, refusal.found = f"{now_us // 1_000} +- {SKEW_MS}", timestamp
            raise refusal
        try:
            return timestamp, nonce, b64decode(signature, validate=True), key_decode(key)
        except ValueError:
            raise unauthenticated("request_signature_malformed", "X-QuantDesk-Key is no base58 of 32 bytes.") from None

    async def _key(self, public_key: bytes, now_us: int) -> ApiKey:
        known = self._known.get(public_key)
        if known is None or known[0] + KEY_READ_AGAIN_US < now_us:
            key = await key_by_public(self._database, public_key)
            if key is None:
                raise _unknown()
            if len(self._known) >= KEYS_REMEMBERED_MAX:
                del self._known[next(iter(self._known))]
            self._known[public_key] = known = (now_us, key)
        key = known[1]
        ended = key.ended_us is not None or str(key.id) in self._ended
        if ended or (key.expires_us is not None and key.expires_us <= now_us):
            raise _unknown()
        return key


def _unknown() -> Refusal:
    return unauthenticated("api_key_unknown", "There is no living API key of this public key.")
