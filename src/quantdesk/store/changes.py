"""Changes of the chain that the engine has taken, at their places of the settlement log [CUST-50].

Invariant: a row is there from the command on that took it until the finalised chain has applied the change.
"""

from msgspec import Struct

from quantdesk.store.pool import Db

LIST = "select change, seq, index from settlement_changes order by seq, index"
END = "delete from settlement_changes where change = $1"
COLUMNS = ("change", "seq", "index", "ts_us")


class TakenChange(Struct, frozen=True):
    """A change, by its number on the chain. seq, index: of its event."""

    change: int
    seq: int
    index: int


async def changes_taken(db: Db) -> list[TakenChange]:
    """Those that the chain may still have to apply, in the order of the journal."""
    return [TakenChange(*row) for row in await db.fetch(LIST)]


async def change_end(db: Db, change: int) -> None:
    """The finalised chain has applied it, or has it no more."""
    await db.execute(END, change)
