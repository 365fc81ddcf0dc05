"""What moved beside the book: lots and money of an account that no match moved. The id of a move is (seq, index)."""

from typing import Final

from msgspec import Struct

from quantdesk.store.pool import NEWEST, ROWS_MAX, Cursor, Db

COLUMNS: Final = (
    "seq", "index", "market", "account", "cause", "lots", "amount_atoms", "fee_atoms", "position_lots", "ts_us",
)  # fmt: skip
# What a command does beside the book is one settlement for an account: it is on the chain when all of it is.
OF_ACCOUNT: Final = """
select m.seq, m.index, m.market, m.account, cause::text, lots, m.amount_atoms, fee_atoms, m.position_lots, m.ts_us, s.settled_us
from moves m left join lateral (
    select case when bool_and(i.settled_us is not null) then max(i.settled_us) end as settled_us from settlement_items i
    where i.seq = m.seq and i.account = m.account and i.kind in ('move', 'record', 'loss', 'deficit')
) s on true
where m.account = $1 and (m.seq, m.index) < ($2, $3) order by m.seq desc, m.index desc limit $4
"""


class Move(Struct, frozen=True):
    """Lots or money that moved. lots: change of the position, 0: money alone; amount_atoms: worth of the lots, or the money.

    settled_us: engine time at which the account's items of that command were told to be on the chain; None: not yet, or not asked for.
    """

    seq: int
    index: int
    market: int
    account: int
    cause: str
    lots: int
    amount_atoms: int
    fee_atoms: int
    position_lots: int
    ts_us: int
    settled_us: int | None = None


async def moves_of(db: Db, account: int, limit: int, before: Cursor | None = None) -> list[Move]:
    """Moves of an account, newest first; `before` is (seq, index) of the last one seen."""
    place = before or NEWEST
    rows = await db.fetch(OF_ACCOUNT, account, place.seq, place.index, min(limit, ROWS_MAX))
    return [Move(*row) for row in rows]
