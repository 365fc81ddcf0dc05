"""What an operator does by a verb on the desk's database, with his name on it.

Invariant: a deed and the note of who did it are one transaction.
"""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from quantdesk.desk.database import database
from quantdesk.desk.paths import Places, places
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.settings import DeskSettings, load
from quantdesk.store.operators import Act
from quantdesk.store.pool import Connection, open_connection

STATEMENT_TIMEOUT_MS: Final = 10_000
T = TypeVar("T")


def done(work: Callable[[Connection], Awaitable[T]]) -> T:
    """Does some work in one transaction on the desk's database."""

    async def together(db: Connection) -> T:
        async with db.transaction():
            return await work(db)

    return asked(*desk(), together)


def asked(settings: DeskSettings, where: Places, work: Callable[[Connection], Awaitable[T]]) -> T:
    """Does some work on the desk's database, each statement for itself."""

    async def connected(url: str) -> T:
        db = await open_connection(url, statement_timeout_ms=STATEMENT_TIMEOUT_MS, application="desk")
        try:
            return await work(db)
        finally:
            await db.close()

    with database(settings, where) as url:
        return asyncio.run(connected(url))


def desk() -> tuple[DeskSettings, Places]:
    """The desk that the environment names."""
    settings = load(DeskSettings)
    return settings, places(settings)


def act_now() -> Act:
    """Who runs this, and when."""
    return Act(getpass.getuser(), now_us())
