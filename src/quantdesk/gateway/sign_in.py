"""Sign-In With Solana: offers a text to sign, and takes it back signed.

Invariant: a nonce is spent by its first use, whatever comes of it; every field of the signed text equals the one offered, so
that nothing a phishing page or another network had signed is taken here. There is no other way to sign in.
"""

import secrets
import string
from typing import Final

import msgspec

from quantdesk.bus.cache import put, take
from quantdesk.bus.topics import ONCE
from quantdesk.bus.valkey_link import VALKEY_ERRORS, ValkeyClient
from quantdesk.core import signatures_verify
from quantdesk.gateway.base58 import key_decode, signature_decode
from quantdesk.gateway.problems import Refusal, rejected, unauthenticated, unavailable
from quantdesk.gateway.siws import SignInMalformed, SignInMessage, parse, time_text, time_us
from quantdesk.runtime.settings import GatewaySettings

OFFER_LIVES_US: Final = 300_000_000
CLOCK_TOLERANCE_US: Final = 120_000_000
NONCE_CHARS: Final = 24
ANY_ADDRESS: Final = ""
STATEMENT: Final = "Sign in to QuantDesk. This costs nothing and moves no money."
_NONCE_LETTERS: Final = string.ascii_letters + string.digits


def sign_in_offer(settings: GatewaySettings, address: str, now_us: int, origin: str = "") -> SignInMessage:
    """Returns a new text to sign. address: the key that it is bound to, or ANY_ADDRESS; origin: the asking page's.

    A page of ours is offered its own address, because wallets refuse a text of another one than they stand on.
    """
    site = origin if origin in settings.origins else settings.site
    return SignInMessage(
        domain=site.partition("://")[2],
        address=address,
        statement=STATEMENT,
        uri=site,
        chain_id=settings.network,
        nonce="".join(secrets.choice(_NONCE_LETTERS) for _ in range(NONCE_CHARS)),
        issued_at=time_text(now_us),
        expiration_time=time_text(now_us + OFFER_LIVES_US),
    )


async def offer_keep(valkey: ValkeyClient, offer: SignInMessage) -> None:
    """Keeps an offer until it expires; raises Refusal (503)."""
    try:
        await put(valkey, _key(offer.nonce), msgspec.json.encode(offer), OFFER_LIVES_US // 1_000)
    except VALKEY_ERRORS:
        raise _cache_unavailable() from None


async def owner_of_signed(valkey: ValkeyClient, text: str, signature: str, public_key: str, now_us: int) -> bytes:
    """Returns the 32 bytes of the key that signed an offered text; raises Refusal (401, 422, 503)."""
    try:
        message = parse(text)
    except SignInMalformed as error:
        raise rejected(
            "sign_in_malformed", "The message is not the text of Sign-In With Solana.", "message", str(error)
        ) from None
    try:
        key, proof = key_decode(public_key), signature_decode(signature)
    except ValueError as error:
        raise rejected("base58_length", "A key or signature has the wrong length.", "signature", str(error)) from None
    try:
        kept = await take(valkey, _key(message.nonce))
    except VALKEY_ERRORS:
        raise _cache_unavailable() from None
    if kept is None:
        raise unauthenticated(
            "sign_in_nonce_unknown", "The nonce was never given, was used, or has expired; ask for a new one."
        )
    _require_same(msgspec.json.decode(kept, type=SignInMessage), message, public_key)
    _require_in_time(message, now_us)
    if not signatures_verify([(key, text.encode(), proof)])[0]:
        raise unauthenticated("sign_in_signature_invalid", "The signature is not the key's over the message.")
    return key


def _require_same(offer: SignInMessage, message: SignInMessage, public_key: str) -> None:
    """Raises Refusal naming the first field in which the signed text differs from the offer."""
    wanted = msgspec.structs.replace(offer, address=public_key)
    if offer.address not in {ANY_ADDRESS, public_key}:
        raise _differs("address")
    for field in SignInMessage.__struct_fields__:
        if getattr(wanted, field) != getattr(message, field):
            raise _differs(field)


def _require_in_time(message: SignInMessage, now_us: int) -> None:
    if time_us(message.issued_at) > now_us + CLOCK_TOLERANCE_US:
        raise unauthenticated("sign_in_not_yet", "The message was issued in the future.")
    if message.expiration_time is None or time_us(message.expiration_time) <= now_us:
        raise unauthenticated("sign_in_expired", "The message has expired; ask for a new one.")


def _differs(field: str) -> Refusal:
    refusal = unauthenticated("sign_in_field_differs", "The signed message is not the one that was offered.")
    refusal.field = field
    return refusal


def _key(nonce: str) -> str:
    return f"{ONCE}sign-in:{nonce}"


def _cache_unavailable() -> Refusal:
    return unavailable("cache_unavailable", "Sign-in needs a part that does not answer; nothing was done.")
