"""Connections to PostgreSQL: bounded pools whose every statement has a timeout.

Nothing here or beside it commits: a caller that needs several statements in one transaction opens it and passes the connection.
"""

import asyncio
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from msgspec import Struct

from quantdesk.model.errors import Unavailable

Record: TypeAlias = "asyncpg.Record"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
PoolConnection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
Db: TypeAlias = (
    "asyncpg.Pool[asyncpg.Record] | asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
)

CONNECT_TIMEOUT_S = 5.0
ACQUIRE_TIMEOUT_S = 5.0
IDLE_TRANSACTION_TIMEOUT_MS = 30_000
ROWS_MAX = 1_000

# What a caller may catch to tell a server that is away from a bug of ours.
STORE_ERRORS = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,
    asyncpg.QueryCanceledError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    ConnectionError,
    FileNotFoundError,
    TimeoutError,
)


class StoreUnavailable(Unavailable):
    """PostgreSQL cannot be reached in time."""


class SchemaMissing(Unavailable):
    """The database has not been migrated."""


class Cursor(Struct, frozen=True):
    """A place in a list that runs from new to old: rows strictly older than event `index` of command `seq` follow it."""

    seq: int
    index: int


# Older than nothing: the start of every list.
NEWEST = Cursor(seq=2**63 - 1, index=2**63 - 1)


async def open_pool(
    url: str, *, size: int = 8, statement_timeout_ms: int = 5_000, application: str = "quantdesk"
) -> Pool:
    """A pool of at most `size` connections.

    A statement that runs longer than statement_timeout_ms is cancelled by the server.
    Errors: StoreUnavailable when the first connection cannot be made within CONNECT_TIMEOUT_S.
    """
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S * 2):
            return await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size,
                timeout=CONNECT_TIMEOUT_S,
                command_timeout=statement_timeout_ms / 1_000 + 1,
                server_settings=server_settings(application, statement_timeout_ms),
                reset=_session_untouched,
            )
    except (*STORE_ERRORS, asyncpg.InvalidCatalogNameError) as error:
        raise StoreUnavailable(f"no connection to PostgreSQL: {error}") from error


async def _session_untouched(_: Connection) -> None:
    """No statement of ours outlives its transaction in a session: what the driver resets by a query after each use is as it was."""


async def open_connection(url: str, *, statement_timeout_ms: int, application: str) -> Connection:
    """One connection for work that must stay on it (a lease, a long read). Errors: StoreUnavailable."""
    try:
        return await asyncpg.connect(
            url,
            timeout=CONNECT_TIMEOUT_S,
            server_settings=server_settings(application, statement_timeout_ms),
        )
    except (*STORE_ERRORS, asyncpg.InvalidCatalogNameError) as error:
        raise StoreUnavailable(f"no connection to PostgreSQL: {error}") from error


def server_settings(application: str, statement_timeout_ms: int) -> dict[str, str]:
    """Session settings of every connection of ours."""
    return {
        "application_name": f"quantdesk-{application}",
        "statement_timeout": str(statement_timeout_ms),
        "idle_in_transaction_session_timeout": str(IDLE_TRANSACTION_TIMEOUT_MS),
        "timezone": "UTC",
        "jit": "off",
    }


def signed64(value: int) -> int:
    """An unsigned 64-bit number as two's complement, the form in which the tables keep it."""
    return value - (1 << 64) if value >= 1 << 63 else value


def unsigned64(value: int) -> int:
    """The reverse of signed64."""
    return value + (1 << 64) if value < 0 else value
