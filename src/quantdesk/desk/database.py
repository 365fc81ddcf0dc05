"""The desk's database for verbs: the running one, or the embedded one started for as long as the verb needs it."""

import contextlib
from collections.abc import Iterator

from quantdesk.desk.control import DeskDown, Request, control_ask
from quantdesk.desk.paths import Places
from quantdesk.desk.state import leftovers_end
from quantdesk.desk.told import Told
from quantdesk.runtime.embedded import Postgres
from quantdesk.runtime.settings import DeskSettings

DATABASE = "quantdesk"


@contextlib.contextmanager
def database(settings: DeskSettings, where: Places) -> Iterator[str]:
    """The address of the desk's database, served while the block runs."""
    if settings.database_url:
        yield settings.database_url
        return
    server = postgres_of(settings, where)
    if is_up(where):
        yield server.url(DATABASE)
        return
    leftovers_end(where)
    server.start()
    try:
        yield server.url(DATABASE)
    finally:
        server.stop()


def postgres_of(settings: DeskSettings, where: Places) -> Postgres:
    """The embedded PostgreSQL of this desk."""
    return Postgres(where.home / "postgres", where.run / "pg", fsync=settings.database_fsync)


def is_up(where: Places) -> bool:
    """A supervisor answers."""
    try:
        control_ask(where.control, Request("status"))
    except DeskDown:
        return False
    return True


def down_required(where: Places, verb: str) -> None:
    """Errors: Told when the desk is up, because the verb replaces what it works on."""
    if is_up(where):
        raise Told(f"{verb} needs a desk that is down, found one that is up: ./desk down")
