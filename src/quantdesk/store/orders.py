"""Orders that were ever accepted, each as it stands after its newest event. Open ones are the engine's to tell."""

from msgspec import Struct

from quantdesk.store.pool import NEWEST, ROWS_MAX, Cursor, Db, Record, unsigned64

ROWS = """
select order_id, account, client_order_id, nonce, expiry_slot, market, side, type, time_in_force, post_only, reduce_only,
price_ticks, size_lots, filled_lots, left_lots, status, cancel_reason, filled_notional_atoms, fee_atoms, accepted_seq,
accepted_index, accepted_us, updated_seq, updated_us from orders
"""
HISTORY = (
    ROWS
    + """where account = $1 and (accepted_seq, accepted_index) < ($2, $3)
order by accepted_seq desc, accepted_index desc limit $4
"""
)
SELECT = ROWS + "where account = $1 and order_id = $2"


class Order(Struct, frozen=True):
    """One order. side: buy, sell; type: limit, market; status: resting, filled, cancelled; average price is
    filled_notional_atoms over filled_lots and the market's tick value.
    """

    order_id: bytes
    account: int
    client_order_id: int
    nonce: int
    expiry_slot: int
    market: int
    side: str
    type: str
    time_in_force: str
    post_only: bool
    reduce_only: bool
    price_ticks: int
    size_lots: int
    filled_lots: int
    left_lots: int
    status: str
    cancel_reason: str | None
    filled_notional_atoms: int
    fee_atoms: int
    accepted_seq: int
    accepted_index: int
    accepted_us: int
    updated_seq: int
    updated_us: int


async def orders_history(db: Db, account: int, limit: int, before: Cursor | None = None) -> list[Order]:
    """Orders of an account, newest first; `before` is (accepted_seq, accepted_index) of the last one seen."""
    place = before or NEWEST
    rows = await db.fetch(HISTORY, account, place.seq, place.index, min(limit, ROWS_MAX))
    return [_read(row) for row in rows]


async def order_get(db: Db, account: int, order_id: bytes) -> Order | None:
    """One order of an account by its 16 bytes."""
    row = await db.fetchrow(SELECT, account, order_id)
    return _read(row) if row else None


def _read(row: Record) -> Order:
    values = list(row)
    values[2], values[3] = unsigned64(values[2]), unsigned64(values[3])
    return Order(*values)
