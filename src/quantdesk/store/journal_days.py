"""Whole days of the journal, each with the root of its tree [CUST-20].

Invariant: a day is over when the journal has a row of a later one: times never go back (JRN-4), so nothing can be added to it any more.
"""

from typing import Final

from msgspec import Struct

from quantdesk.model.journal_tree import JournalTree, leaf_of
from quantdesk.store.journal import journal_at, journal_head, journal_read
from quantdesk.store.pool import Db

DAY_US: Final = 86_400_000_000


class DayRoot(Struct, frozen=True):
    """day: since 1970, UTC; first_seq, last_seq: its commands; batches: leaves of the tree."""

    day: int
    first_seq: int
    last_seq: int
    batches: int
    root: bytes


async def day_root(db: Db, after_seq: int, today: int | None = None) -> DayRoot | None:
    """The day of the first command behind after_seq, from that command on; None while it is not over. today: as the chain sees it."""
    rows = await journal_read(db, after_seq, rows_max=1)
    newest = await journal_at(db, await journal_head(db))
    if not rows or newest is None:
        return None
    day, first_seq, last_seq = rows[0].ts_us // DAY_US, rows[0].seq_from, after_seq
    if newest.ts_us // DAY_US == day or (today is not None and today <= day):
        return None
    tree = JournalTree()
    while rows := await journal_read(db, last_seq):
        for row in rows:
            if row.ts_us // DAY_US != day:
                return DayRoot(day, first_seq, last_seq, tree.size, tree.root())
            tree.add(leaf_of(row.commands, row.events))
            last_seq = row.seq_to
    return None
