"""Users, sessions, refresh tokens and API keys on a real server."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from quantdesk.store.api_keys import KeyExists, KeyWanted, key_by_public, key_create, key_end, keys_list
from quantdesk.store.pool import Pool, StoreUnavailable, open_pool
from quantdesk.store.sessions import (
    refresh_create,
    refresh_spend,
    session_create,
    session_end,
    session_get,
    sessions_end_of,
)
from quantdesk.store.users import tier_set, user_ensure, user_get

OWNER = bytes(range(32))
DIGEST = bytes(32)


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """A pool over an empty database."""
    made = await open_pool(database_url, size=4, statement_timeout_ms=300)
    yield made
    await made.close()


async def test_a_wallet_has_one_user_however_often_it_signs_in(pool: Pool) -> None:
    users = await asyncio.gather(*(user_ensure(pool, OWNER, now) for now in range(5)))
    assert len({user.id for user in users}) == 1
    assert await user_get(pool, OWNER) == users[0]
    assert await user_get(pool, bytes(32)) is None
    assert users[0].tier == "user"


async def test_the_operator_sets_the_tier_before_or_after_the_first_sign_in(pool: Pool) -> None:
    assert (await tier_set(pool, OWNER, "maker", 1)).tier == "maker"
    user = await user_ensure(pool, OWNER, 2)
    assert (user.tier, user.created_us) == ("maker", 1)


async def test_of_two_uses_of_a_refresh_token_at_once_exactly_one_is_the_first(pool: Pool) -> None:
    user = await user_ensure(pool, OWNER, 1)
    session = await session_create(pool, user.id, 1, 100, "browser", "127.0.0.1")
    await refresh_create(pool, DIGEST, session.id, 1, 50)
    spent = await asyncio.gather(*(refresh_spend(pool, DIGEST, 10 + use) for use in range(4)))
    assert sum(1 for use in spent if use is not None and use.spent_before_us is None) == 1
    assert {use.session_id for use in spent if use is not None} == {session.id}
    assert await refresh_spend(pool, b"x" * 32, 1) is None


async def test_a_session_ends_once_and_all_of_a_user_end_together(pool: Pool) -> None:
    user = await user_ensure(pool, OWNER, 1)
    first, second, third = [await session_create(pool, user.id, 1, 100, "", "") for _ in range(3)]
    assert await session_end(pool, first.id, 5)
    assert not await session_end(pool, first.id, 6)
    ended = await session_get(pool, first.id)
    assert ended is not None
    assert ended.ended_us == 5
    assert set(await sessions_end_of(pool, user.id, 7)) == {second.id, third.id}
    assert await session_get(pool, uuid4()) is None


async def test_a_public_key_is_an_api_key_once_for_ever(pool: Pool) -> None:
    user = await user_ensure(pool, OWNER, 1)
    other = await user_ensure(pool, bytes(32), 1)
    wanted = KeyWanted(b"k" * 32, ("read", "trade"), "bot", None)
    key = await key_create(pool, user.id, wanted, 1)
    assert (key.owner, key.tier, key.scopes) == (OWNER, "user", ("read", "trade"))
    assert await key_by_public(pool, wanted.public_key) == key
    assert await keys_list(pool, user.id) == [key]
    assert not await key_end(pool, other.id, key.id, 2)
    assert await key_end(pool, user.id, key.id, 2)
    for owner in (user.id, other.id):
        with pytest.raises(KeyExists):
            await key_create(pool, owner, wanted, 3)


async def test_a_statement_that_runs_too_long_is_cancelled(pool: Pool) -> None:
    with pytest.raises(Exception, match="statement timeout"):
        await pool.fetchval("select pg_sleep(5)")


async def test_a_server_that_is_away_is_told_by_name() -> None:
    with pytest.raises(StoreUnavailable):
        await open_pool("postgresql://postgres@/x?host=/nonexistent")
