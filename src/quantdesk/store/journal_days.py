"""Whole days of the journal, each with the root of its tree [CUST-20].

Invariant: a day is over when the journal has a row of a later one: times never go back (JRN-4), so nothing can be added to it any more.
"""

from typing import Final

from msgspec import Struct

from quantdesk.model.journal_tree import JournalTree, leaf_of
from quantdesk.store.journal import JournalRow, journal_at, journal_head, journal_read
from quantdesk.store.pool import Db

DAY_US: Final = 86_400_000_000


class DayRoot(Struct, frozen=True):
    """day: since 1970, UTC; first_seq, last_seq: its commands; batches: leaves of the tree."""

    day: int
    first_seq: int
    last_seq: int
    batches: int
    root: bytes


class JournalDays:
    """Rows of the journal, given in their order, folded into days."""

    def __init__(self) -> None:
        self._day, self._first_seq, self._last_seq = 0, 0, 0
        self._tree = JournalTree()

    def add(self, row: JournalRow) -> DayRoot | None:
        """Takes the next row; where it is the first of a later day: the day before it, from the first row that was given of it."""
        over, day = None, row.ts_us // DAY_US
        if day != self._day or not self._tree.size:
            over = self._over()
            self._day, self._first_seq, self._tree = day, row.seq_from, JournalTree()
        self._tree.add(leaf_of(row.commands, row.events))
        self._last_seq = row.seq_to
        return over

    def _over(self) -> DayRoot | None:
        if not self._tree.size:
            return None
        return DayRoot(self._day, self._first_seq, self._last_seq, self._tree.size, self._tree.root())


async def day_root(db: Db, after_seq: int, today: int | None = None) -> DayRoot | None:
    """The day of the first command behind after_seq, from that command on; None while it is not over. today: as the chain sees it."""
    rows = await journal_read(db, after_seq, rows_max=1)
    newest = await journal_at(db, await journal_head(db))
    if not rows or newest is None:
        return None
    day = rows[0].ts_us // DAY_US
    if newest.ts_us // DAY_US == day or (today is not None and today <= day):
        return None
    days, last_seq = JournalDays(), after_seq
    while rows := await journal_read(db, last_seq):
        for row in rows:
            if (over := days.add(row)) is not None:
                return over
        last_seq = rows[-1].seq_to
    return None
