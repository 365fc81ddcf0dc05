"""The lease: which engine may write. A session lock elects, a growing epoch fences.

An engine takes the lock on the connection that it writes with, then raises the epoch: from that commit on no row of an older
epoch can be written, whoever holds what. The server frees the lock when the connection ends, however it ends.
"""

import asyncpg

from quantdesk.store.pool import Connection, Db, SchemaMissing

LOCK_KEY = 7_310_002

TRY_LOCK = "select pg_try_advisory_lock($1)"
TAKE = "update engine.lease set epoch = epoch + 1, holder = $1, taken_us = $2 where id = 1 returning epoch"
SELECT_HOLDER = "select epoch, holder from engine.lease where id = 1"


async def lease_lock(connection: Connection) -> bool:
    """Whether this connection now holds the lock of the writer; False while another connection has it."""
    return bool(await connection.fetchval(TRY_LOCK, LOCK_KEY))


async def epoch_take(db: Db, holder: str, now_us: int) -> int:
    """Raises the epoch and returns it. Waits for a row that is being written under the old one; later ones are refused.

    Errors: SchemaMissing.
    """
    try:
        epoch = await db.fetchval(TAKE, holder, now_us)
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError) as error:
        raise SchemaMissing("the database has no schema yet: run ./desk db migrate") from error
    if epoch is None:
        raise LookupError("engine.lease: expected one row, found none")
    return int(epoch)


async def lease_holder(db: Db) -> tuple[int, str]:
    """Epoch and holder of the lease as it is."""
    row = await db.fetchrow(SELECT_HOLDER)
    if row is None:
        raise LookupError("engine.lease: expected one row, found none")
    return row["epoch"], row["holder"]
