"""Sessions and their refresh tokens. A refresh token is spent once; a second use shows that it was copied."""

from uuid import UUID

from msgspec import Struct

from quantdesk.store.pool import Db

CREATE = """
insert into sessions (user_id, created_us, expires_us, agent, address) values ($1, $2, $3, $4, $5)
returning id, user_id, created_us, expires_us, ended_us, agent, address
"""
SELECT = "select id, user_id, created_us, expires_us, ended_us, agent, address from sessions where id = $1"
LIVING = """
select id, user_id, created_us, expires_us, ended_us, agent, address from sessions
where user_id = $1 and ended_us is null and expires_us > $2 order by id desc limit $3
"""
END = "update sessions set ended_us = $2 where id = $1 and ended_us is null returning id"
END_ALL = "update sessions set ended_us = $2 where user_id = $1 and ended_us is null returning id"
REFRESH_CREATE = "insert into refresh_tokens (digest, session_id, created_us, expires_us) values ($1, $2, $3, $4)"
# The inner select locks the row, so that of two uses at the same time exactly one finds it unspent.
REFRESH_SPEND = """
update refresh_tokens as token set spent_us = coalesce(token.spent_us, $2)
from (select digest, spent_us from refresh_tokens where digest = $1 for update) as before
where token.digest = before.digest
returning token.digest, token.session_id, token.created_us, token.expires_us, before.spent_us
"""


class Session(Struct, frozen=True):
    """One sign-in; ended_us is None while it lives."""

    id: UUID
    user_id: UUID
    created_us: int
    expires_us: int
    ended_us: int | None
    agent: str
    address: str


class Refresh(Struct, frozen=True):
    """A refresh token as it was before its use; spent_before_us is set when it had been used already."""

    digest: bytes
    session_id: UUID
    created_us: int
    expires_us: int
    spent_before_us: int | None


async def session_create(db: Db, user_id: UUID, now_us: int, expires_us: int, agent: str, address: str) -> Session:
    """Opens a session."""
    row = await db.fetchrow(CREATE, user_id, now_us, expires_us, agent, address)
    if row is None:
        raise LookupError("sessions: expected one row from an insert, found none")
    return Session(*row)


async def session_get(db: Db, session_id: UUID) -> Session | None:
    """A session by its id."""
    row = await db.fetchrow(SELECT, session_id)
    return Session(*row) if row else None


async def sessions_of(db: Db, user_id: UUID, now_us: int, limit: int) -> list[Session]:
    """Living sessions of a user, newest first."""
    return [Session(*row) for row in await db.fetch(LIVING, user_id, now_us, limit)]


async def session_end(db: Db, session_id: UUID, now_us: int) -> bool:
    """Ends a session; False when it had ended or never was."""
    return await db.fetchval(END, session_id, now_us) is not None


async def sessions_end_of(db: Db, user_id: UUID, now_us: int) -> list[UUID]:
    """Ends all sessions of a user; the ids of those that lived."""
    return [row["id"] for row in await db.fetch(END_ALL, user_id, now_us)]


async def refresh_create(db: Db, digest: bytes, session_id: UUID, now_us: int, expires_us: int) -> None:
    """Keeps the SHA-256 of a refresh token."""
    await db.execute(REFRESH_CREATE, digest, session_id, now_us, expires_us)


async def refresh_spend(db: Db, digest: bytes, now_us: int) -> Refresh | None:
    """Spends a refresh token and shows it as it was before; None when there is none."""
    row = await db.fetchrow(REFRESH_SPEND, digest, now_us)
    return Refresh(*row) if row else None
