"""Users: wallets that have signed in, and the request limits they have."""

from uuid import UUID

from msgspec import Struct

from quantdesk.store.pool import Db

ENSURE = """
insert into users (owner, created_us) values ($1, $2) on conflict (owner) do update set owner = excluded.owner
returning id, owner, tier, created_us
"""
SELECT = "select id, owner, tier, created_us from users where owner = $1"
BY_ID = "select id, owner, tier, created_us from users where id = $1"
SET_TIER = """
insert into users (owner, tier, created_us) values ($1, $2::text::user_tier, $3)
on conflict (owner) do update set tier = excluded.tier returning id, owner, tier, created_us
"""


class User(Struct, frozen=True):
    """owner: 32 bytes of the wallet's public key; tier: user or maker; created_us: when it was first seen."""

    id: UUID
    owner: bytes
    tier: str
    created_us: int


async def user_ensure(db: Db, owner: bytes, now_us: int) -> User:
    """The user of a wallet, made when it is new."""
    row = await db.fetchrow(ENSURE, owner, now_us)
    if row is None:
        raise LookupError("users: expected one row from an upsert, found none")
    return User(*row)


async def user_get(db: Db, owner: bytes) -> User | None:
    """The user of a wallet."""
    row = await db.fetchrow(SELECT, owner)
    return User(*row) if row else None


async def user_by_id(db: Db, user_id: UUID) -> User | None:
    """The user of an id."""
    row = await db.fetchrow(BY_ID, user_id)
    return User(*row) if row else None


async def tier_set(db: Db, owner: bytes, tier: str, now_us: int) -> User:
    """Gives a wallet the request limits of a tier (user, maker); makes the user when it is new."""
    row = await db.fetchrow(SET_TIER, owner, tier, now_us)
    if row is None:
        raise LookupError("users: expected one row from an upsert, found none")
    return User(*row)
