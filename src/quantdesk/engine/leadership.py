"""Becoming the one writer: wait for the lock, raise the epoch, open the journal on the same connection.

A second engine waits here until the first is gone; the server frees the lock with the connection. An engine that comes back
from a pause after it was replaced finds another epoch at its next row and ends (JRN-3).
"""

import asyncio

from msgspec import Struct

from quantdesk.runtime.clock import now_us
from quantdesk.runtime.log import get
from quantdesk.store.journal import JournalWriter
from quantdesk.store.lease import epoch_take, lease_holder, lease_lock
from quantdesk.store.pool import Connection, StoreUnavailable, open_connection

COMMIT_TIMEOUT_S = 10.0
RETRY_S = 0.1
SERVER_RETRIES_MAX = 300


class Leadership(Struct, frozen=True):
    """The right to write: connection that holds the lock, epoch, and the journal over that connection."""

    connection: Connection
    epoch: int
    journal: JournalWriter


async def lead(url: str, holder: str, stop: asyncio.Event) -> Leadership | None:
    """Waits until this process leads; None when stop was set first. Errors: StoreUnavailable after some 30 s without server."""
    connection = await _connected(url, stop)
    if connection is None:
        return None
    waiting = False
    while not await lease_lock(connection):
        if stop.is_set():
            connection.terminate()
            return None
        if not waiting:
            epoch, other = await lease_holder(connection)
            get().info("lease_waiting", epoch=epoch, holder=other)
            waiting = True
        await asyncio.sleep(RETRY_S)
    epoch = await epoch_take(connection, holder, now_us())
    get().info("lease_taken", epoch=epoch)
    return Leadership(connection, epoch, await JournalWriter.open(connection, COMMIT_TIMEOUT_S))


async def _connected(url: str, stop: asyncio.Event) -> "Connection | None":
    for attempt in range(SERVER_RETRIES_MAX):
        if stop.is_set():
            return None
        try:
            return await open_connection(
                url, statement_timeout_ms=int(COMMIT_TIMEOUT_S * 1_000), application="engine-journal"
            )
        except StoreUnavailable as error:
            if attempt == 0:
                get().warning("store_waiting", reason=str(error))
            await asyncio.sleep(RETRY_S)
    raise StoreUnavailable(f"no connection to PostgreSQL after {SERVER_RETRIES_MAX} attempts")
