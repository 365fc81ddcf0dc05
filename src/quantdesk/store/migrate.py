"""Steps of the schema: every file of db/migrations once, in the order of their names, each in a transaction of its own.

A step that was applied never changes: its hash is kept, and a file that differs stops the run. Two runs at the same time wait
for each other.
"""

import hashlib
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from msgspec import Struct

from quantdesk.runtime.clock import now_us
from quantdesk.store.pool import Connection, open_connection

STEPS_FOLDER = Path(__file__).resolve().parents[3] / "db" / "migrations"
STATEMENT_TIMEOUT_MS = 600_000
LOCK_KEY = 7_310_001

CREATE_TABLE = """
create table if not exists schema_migrations (
    name text not null primary key,
    sha256 text not null,
    applied_us bigint not null
);
comment on table schema_migrations is 'One row a step of db/migrations that was applied.';
comment on column schema_migrations.name is 'File of the step.';
comment on column schema_migrations.sha256 is 'Hash of its text when it was applied.';
comment on column schema_migrations.applied_us is 'When, microseconds.';
"""
LOCK = "select pg_advisory_lock($1)"
UNLOCK = "select pg_advisory_unlock($1)"
SELECT_APPLIED = "select name, sha256 from schema_migrations order by name"
INSERT_APPLIED = "insert into schema_migrations (name, sha256, applied_us) values ($1, $2, $3)"
DROP_ALL = "drop schema if exists engine cascade; drop schema public cascade; create schema public;"


class MigrationChanged(Exception):
    """A step was edited after it had been applied."""


class Step(Struct, frozen=True):
    """One migration file: name, text and SHA-256 of the text."""

    name: str
    text: str
    sha256: str


def steps_read(folder: Path = STEPS_FOLDER) -> list[Step]:
    """All steps of a folder in the order of their names."""
    steps = []
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql")):
        text = path.read_text(encoding="utf-8")
        steps.append(Step(path.name, text, hashlib.sha256(text.encode()).hexdigest()))
    return steps


async def migrate(url: str, folder: Path = STEPS_FOLDER) -> list[str]:
    """Applies what is missing; makes the database itself when it does not exist. Result: names of the steps applied now.

    Errors: MigrationChanged; StoreUnavailable when the server cannot be reached.
    """
    await database_ensure(url)
    connection = await open_connection(url, statement_timeout_ms=STATEMENT_TIMEOUT_MS, application="migrate")
    try:
        await connection.execute(LOCK, LOCK_KEY)
        try:
            return await _apply(connection, steps_read(folder))
        finally:
            await connection.execute(UNLOCK, LOCK_KEY)
    finally:
        await connection.close()


async def reset(url: str) -> list[str]:
    """Drops everything in the database and migrates it anew. Result: names of the steps applied."""
    await database_ensure(url)
    connection = await open_connection(url, statement_timeout_ms=STATEMENT_TIMEOUT_MS, application="migrate")
    try:
        await connection.execute(DROP_ALL)
    finally:
        await connection.close()
    return await migrate(url)


async def database_ensure(url: str) -> None:
    """Creates the database that the URL names unless it exists."""
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    if name in ("", "postgres"):
        return
    server = urlunsplit(parts._replace(path="/postgres"))
    connection = await open_connection(server, statement_timeout_ms=STATEMENT_TIMEOUT_MS, application="migrate")
    try:
        if not await connection.fetchval("select true from pg_database where datname = $1", name):
            quoted = name.replace('"', '""')
            await connection.execute(f'create database "{quoted}"')
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        pass  # another run made it between the two statements
    finally:
        await connection.close()


async def _apply(connection: Connection, steps: list[Step]) -> list[str]:
    await connection.execute(CREATE_TABLE)
    applied = {row["name"]: row["sha256"] for row in await connection.fetch(SELECT_APPLIED)}
    names = []
    for step in steps:
        known = applied.get(step.name)
        if known is None:
            async with connection.transaction():
                await connection.execute(step.text)
                await connection.execute(INSERT_APPLIED, step.name, step.sha256, now_us())
            names.append(step.name)
        elif known != step.sha256:
            raise MigrationChanged(
                f"{step.name} was edited after it was applied: expected {known}, found {step.sha256}"
            )
    return names
