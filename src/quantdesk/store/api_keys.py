"""API keys: Ed25519 keys that sign requests for a user. An ended key stays in the table, so that it is never taken again."""

from uuid import UUID

import asyncpg
from msgspec import Struct

from quantdesk.model.errors import Conflict
from quantdesk.store.pool import Db, Record

ROWS = """
select api_keys.id, api_keys.user_id, users.owner, users.tier, api_keys.public_key, api_keys.scopes::text[], api_keys.label,
api_keys.created_us, api_keys.expires_us, api_keys.ended_us from api_keys join users on users.id = api_keys.user_id
"""
CREATE = """
insert into api_keys (user_id, public_key, scopes, label, created_us, expires_us)
values ($1, $2, $3::text[]::api_scope[], $4, $5, $6)
returning id, user_id, (select owner from users where users.id = user_id), (select tier from users where users.id = user_id),
public_key, scopes::text[], label, created_us, expires_us, ended_us
"""
BY_PUBLIC = ROWS + "where api_keys.public_key = $1"
LIST = ROWS + "where api_keys.user_id = $1 order by api_keys.id desc limit $2"
END = "update api_keys set ended_us = $3 where user_id = $1 and id = $2 and ended_us is null returning id"

KEYS_LISTED_MAX = 200


class KeyExists(Conflict):
    """This public key is or was an API key already."""


class ApiKey(Struct, frozen=True):
    """A key with its user's wallet and tier; ended_us is None while it lives."""

    id: UUID
    user_id: UUID
    owner: bytes
    tier: str
    public_key: bytes
    scopes: tuple[str, ...]
    label: str
    created_us: int
    expires_us: int | None
    ended_us: int | None


class KeyWanted(Struct, frozen=True):
    """What a new key needs. scopes: read, trade; expires_us None: no end."""

    public_key: bytes
    scopes: tuple[str, ...]
    label: str
    expires_us: int | None


async def key_create(db: Db, user_id: UUID, wanted: KeyWanted, now_us: int) -> ApiKey:
    """Registers a key. Errors: KeyExists when it is taken, by whomever."""
    try:
        row = await db.fetchrow(
            CREATE, user_id, wanted.public_key, list(wanted.scopes), wanted.label, now_us, wanted.expires_us
        )
    except asyncpg.UniqueViolationError as error:
        raise KeyExists("this public key is registered already") from error
    if row is None:
        raise LookupError("api_keys: expected one row from an insert, found none")
    return _read(row)


async def key_by_public(db: Db, public_key: bytes) -> ApiKey | None:
    """The key with these 32 bytes, ended or not."""
    row = await db.fetchrow(BY_PUBLIC, public_key)
    return _read(row) if row else None


async def keys_list(db: Db, user_id: UUID) -> list[ApiKey]:
    """Keys of a user, newest first, ended ones too."""
    return [_read(row) for row in await db.fetch(LIST, user_id, KEYS_LISTED_MAX)]


async def key_end(db: Db, user_id: UUID, key_id: UUID, now_us: int) -> bool:
    """Revokes a key of a user; False when there is no living one."""
    return await db.fetchval(END, user_id, key_id, now_us) is not None


def _read(row: Record) -> ApiKey:
    values = list(row)
    values[5] = tuple(values[5])
    return ApiKey(*values)
