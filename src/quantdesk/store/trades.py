"""Matches, two rows each: the maker's and the taker's. The id of a fill is (seq, index)."""

from msgspec import Struct

from quantdesk.store.pool import NEWEST, ROWS_MAX, Cursor, Db, Record, unsigned64

ROWS = """
select seq, index, role, market, account, order_id, client_order_id, side, price_ticks, size_lots, notional_atoms, fee_atoms,
realized_atoms, position_lots, ts_us from trades
"""
OF_ACCOUNT = """
select t.seq, t.index, role, t.market, t.account, order_id, client_order_id, side, price_ticks, size_lots, notional_atoms, fee_atoms,
realized_atoms, t.position_lots, t.ts_us, s.settled_us from trades t left join lateral (
    select case when bool_and(i.settled_us is not null) then max(i.settled_us) end as settled_us from settlement_items i
    where i.seq = t.seq and i.index = t.index and i.account = t.account and i.kind <> 'touch'
) s on true
where t.account = $1 and (t.seq, t.index) < ($2, $3) order by t.seq desc, t.index desc limit $4
"""
OF_MARKET = (
    ROWS
    + """where market = $1 and role = 'taker' and (seq, index) < ($2, $3)
order by seq desc, index desc limit $4
"""
)


class Trade(Struct, frozen=True):
    """One side of a match. role: maker, taker; side: that account's; fee_atoms negative: rebate.

    settled_us: engine time at which the account's item was told to be on the chain; None: not yet, or not asked for.
    """

    seq: int
    index: int
    role: str
    market: int
    account: int
    order_id: bytes
    client_order_id: int
    side: str
    price_ticks: int
    size_lots: int
    notional_atoms: int
    fee_atoms: int
    realized_atoms: int
    position_lots: int
    ts_us: int
    settled_us: int | None = None


async def fills_of(db: Db, account: int, limit: int, before: Cursor | None = None) -> list[Trade]:
    """Matches of an account, newest first; `before` is (seq, index) of the last one seen."""
    place = before or NEWEST
    return [_read(row) for row in await db.fetch(OF_ACCOUNT, account, place.seq, place.index, min(limit, ROWS_MAX))]


async def trades_of(db: Db, market: int, limit: int, before: Cursor | None = None) -> list[Trade]:
    """Matches of a market, newest first, one row each: the taker's."""
    place = before or NEWEST
    return [_read(row) for row in await db.fetch(OF_MARKET, market, place.seq, place.index, min(limit, ROWS_MAX))]


def _read(row: Record) -> Trade:
    values = list(row)
    values[6] = unsigned64(values[6])
    return Trade(*values)
