"""The settlement log: what the engine has done that the chain must learn, as the projection knows it.

Invariant: the items of an account are numbered without a gap from 0, in the order of the journal (CUST-6). What of it is settled is
known to the chain alone: its account carries the number of the next item.
"""

from msgspec import Struct

from quantdesk.store.pool import Db

OF_ACCOUNT = """
select account, item_seq, kind::text, asset, amount, seq, index, ts_us from settlement_items
where account = $1 and item_seq >= $2 order by item_seq limit $3
"""


class SettlementItem(Struct, frozen=True):
    """One item. amount: least units of the asset; of an ack the number of the owner instruction."""

    account: int
    item_seq: int
    kind: str
    asset: int
    amount: int
    seq: int
    index: int
    ts_us: int


async def settlement_items_of(db: Db, account: int, from_item_seq: int, limit: int) -> list[SettlementItem]:
    """Items of an account from a number on, in order."""
    return [SettlementItem(*row) for row in await db.fetch(OF_ACCOUNT, account, from_item_seq, limit)]
