"""Values that are used once, on a real Valkey."""

import asyncio
import os

from quantdesk.bus.cache import get, put, revoke, revoked, set_once, take, ticket_spend
from quantdesk.bus.valkey_link import open_valkey


async def test_of_many_spenders_of_a_ticket_exactly_one_succeeds(valkey_url: str) -> None:
    valkey = open_valkey(valkey_url)
    jti = os.urandom(8).hex()
    spent = await asyncio.gather(*(ticket_spend(valkey, jti) for _ in range(20)))
    assert sum(spent) == 1
    await valkey.aclose()


async def test_a_taken_value_is_gone_and_a_kept_one_ends(valkey_url: str) -> None:
    valkey = open_valkey(valkey_url)
    key = os.urandom(8).hex()
    assert await set_once(valkey, key, b"nonce", 5_000)
    assert not await set_once(valkey, key, b"other", 5_000)
    assert await take(valkey, key) == b"nonce"
    assert await take(valkey, key) is None
    await put(valkey, key, b"x", 20)
    assert await get(valkey, key) == b"x"
    await asyncio.sleep(0.05)
    assert await get(valkey, key) is None
    await valkey.aclose()


async def test_a_revoked_id_is_known_until_its_end(valkey_url: str) -> None:
    valkey = open_valkey(valkey_url)
    name = os.urandom(8).hex()
    await revoke(valkey, name, until_ms=2_000, now_ms=1_000)
    assert name in await revoked(valkey, 1_999)
    assert name not in await revoked(valkey, 2_000)
    await valkey.aclose()
