"""Small values on Valkey that live for a while: things used once, and ids that were revoked early."""

from quantdesk.bus.topics import REVOKED, TICKET, TICKET_KEPT_MS
from quantdesk.bus.valkey_link import ValkeyClient


async def set_once(valkey: ValkeyClient, key: str, value: bytes, ttl_ms: int) -> bool:
    """Keeps a value unless the key has one; whether it did. Of many at the same time exactly one gets True."""
    return bool(await valkey.set(key, value, nx=True, px=ttl_ms))


async def put(valkey: ValkeyClient, key: str, value: bytes, ttl_ms: int) -> None:
    """Keeps a value, whatever was there."""
    await valkey.set(key, value, px=ttl_ms)


async def get(valkey: ValkeyClient, key: str) -> bytes | None:
    """The value of a key."""
    value = await valkey.get(key)
    return None if value is None else bytes(value)


async def take(valkey: ValkeyClient, key: str) -> bytes | None:
    """The value of a key, which is gone afterwards; of many at the same time exactly one gets it."""
    value = await valkey.getdel(key)
    return None if value is None else bytes(value)


async def ticket_spend(valkey: ValkeyClient, jti: str) -> bool:
    """Spends a ticket; False when it was spent before."""
    return await set_once(valkey, TICKET + jti, b"1", TICKET_KEPT_MS)


async def revoke(valkey: ValkeyClient, subject: str, until_ms: int, now_ms: int) -> None:
    """Makes the id of a session or key known as ended, until the last token that names it has expired."""
    await valkey.zremrangebyscore(REVOKED, "-inf", now_ms)
    await valkey.zadd(REVOKED, {subject: until_ms})


async def revoked(valkey: ValkeyClient, now_ms: int) -> frozenset[str]:
    """Ids that are revoked now."""
    members = await valkey.zrangebyscore(REVOKED, f"({now_ms}", "+inf")
    return frozenset(bytes(member).decode() for member in members)
