"""The settlement log as the projection knows it, and the accounts whose log stands still.

Invariant: the items of an account are numbered without a gap from 0, in the order of the journal (CUST-6). What of it is settled is
known to the chain alone: its account carries the number of the next item.
"""

from collections.abc import Iterable

from msgspec import Struct

from quantdesk.store.pool import Db, Record, unsigned64

PENDING = """
select i.account, i.item_seq, i.kind::text, i.asset, i.amount, i.total, i.request, i.seq, i.index, i.ts_us
from unnest($1::bigint[], $2::bigint[]) as c (account, item_seq),
    lateral (select * from settlement_items s where s.account = c.account and s.item_seq >= c.item_seq
        order by s.item_seq limit $3) as i
order by i.ts_us, i.seq, i.index limit $4
"""
OF_ACCOUNT = """
select account, item_seq, kind::text, asset, amount, total, request, seq, index, ts_us from settlement_items
where account = $1 and item_seq >= $2 order by item_seq limit $3
"""
TOTALS = """
select c.account, a.asset,
    coalesce((select s.total from settlement_items s where s.account = c.account and s.kind = 'credit' and s.asset = a.asset
        and s.item_seq < c.item_seq order by s.item_seq desc limit 1), 0),
    coalesce((select s.total from settlement_items s where s.account = c.account and s.kind = 'debit' and s.asset = a.asset
        and s.item_seq < c.item_seq order by s.item_seq desc limit 1), 0),
    coalesce((select s.total from settlement_items s where s.account = c.account and s.kind = 'credit' and s.asset = a.asset
        order by s.item_seq desc limit 1), 0),
    coalesce((select s.total from settlement_items s where s.account = c.account and s.kind = 'debit' and s.asset = a.asset
        order by s.item_seq desc limit 1), 0)
from unnest($1::bigint[], $2::bigint[]) as c (account, item_seq), unnest($3::smallint[]) as a (asset)
"""
ACKED = """
select c.account, coalesce((select s.amount from settlement_items s where s.account = c.account and s.kind = 'ack'
    order by s.item_seq desc limit 1), 0) from unnest($1::bigint[]) as c (account)
"""
OLDEST = """
select min(i.ts_us), count(*) from chain_accounts c join settlement_items i
    on i.account = c.account and i.item_seq >= c.item_seq
where not c.closed and not exists (select from settlement_halts h where h.account = c.account and h.cause = 'claimed')
"""
HALTS = "select account, item_seq, cause, reason, since_us from settlement_halts order by account"
CLAIMED = "select account from settlement_halts where cause = 'claimed'"
HALT_PUT = """
insert into settlement_halts (account, item_seq, cause, reason, since_us) values ($1, $2, $3, $4, $5)
on conflict (account) do update set item_seq = excluded.item_seq, cause = excluded.cause, reason = excluded.reason
returning (xmax = 0)
"""
HALT_END = "delete from settlement_halts where account = $1 and cause = 'refused'"
HOLDS = "select market from market_holds order by market"
HOLD_PUT = "insert into market_holds (market, reason, since_us) values ($1, $2, $3) on conflict (market) do nothing"
HOLD_END = "delete from market_holds where market = $1"


class SettlementItem(Struct, frozen=True):
    """One item. amount: least units of the asset; of an ack the number of the owner instruction.

    total: credits or debits of account and asset afterwards; request: the asker's number of a withdrawal.
    """

    account: int
    item_seq: int
    kind: str
    asset: int
    amount: int
    total: int
    request: int
    seq: int
    index: int
    ts_us: int


class Totals(Struct, frozen=True):
    """Sums of an account and asset in atoms: those of items before a sequence, and those of all items."""

    credited_settled: int = 0
    debited_settled: int = 0
    credited: int = 0
    debited: int = 0


class Halt(Struct, frozen=True):
    """An account whose log stands still at an item."""

    account: int
    item_seq: int
    cause: str
    reason: str
    since_us: int


async def items_pending(db: Db, seqs: dict[int, int], an_account: int, limit: int) -> list[SettlementItem]:
    """Items from each account's sequence on, at most so many an account and in all, oldest first."""
    rows = await db.fetch(PENDING, list(seqs), list(seqs.values()), an_account, limit)
    return [_item(row) for row in rows]


async def settlement_items_of(db: Db, account: int, from_item_seq: int, limit: int) -> list[SettlementItem]:
    """Items of an account from a number on, in order."""
    return [_item(row) for row in await db.fetch(OF_ACCOUNT, account, from_item_seq, limit)]


async def totals_of(db: Db, seqs: dict[int, int], assets: Iterable[int]) -> dict[tuple[int, int], Totals]:
    """Sums by account and asset, split at each account's sequence; all of one moment."""
    rows = await db.fetch(TOTALS, list(seqs), list(seqs.values()), list(assets))
    return {(row[0], row[1]): Totals(*row[2:]) for row in rows}


async def inbox_acked(db: Db, accounts: list[int]) -> dict[int, int]:
    """The last owner instruction that the engine has acknowledged, by account."""
    return {row[0]: row[1] for row in await db.fetch(ACKED, accounts)}


async def oldest_pending(db: Db) -> tuple[int | None, int]:
    """Engine time of the oldest item that the chain is not known to have applied, and how many there are."""
    row = await db.fetchrow(OLDEST)
    return (row[0], row[1]) if row else (None, 0)


async def halts_list(db: Db) -> list[Halt]:
    """Accounts whose log stands still."""
    return [Halt(*row) for row in await db.fetch(HALTS)]


async def claimed(db: Db) -> set[int]:
    """Accounts whose log a claim went past: nothing of them moves until the operator resolves it (CUST-11)."""
    return {row[0] for row in await db.fetch(CLAIMED)}


async def halt_put(db: Db, halt: Halt) -> bool:
    """Notes that an account's log stands still; whether this is new."""
    return bool(await db.fetchval(HALT_PUT, halt.account, halt.item_seq, halt.cause, halt.reason, halt.since_us))


async def halt_end(db: Db, account: int) -> None:
    """The refused item went through after all."""
    await db.execute(HALT_END, account)


async def holds_list(db: Db) -> list[int]:
    """Markets that the keepers paused."""
    return [row[0] for row in await db.fetch(HOLDS)]


async def hold_put(db: Db, market: int, reason: str, since_us: int) -> None:
    """Notes that the keepers pause a market: before they do."""
    await db.execute(HOLD_PUT, market, reason, since_us)


async def hold_end(db: Db, market: int) -> None:
    """Notes that the keepers have let a market go."""
    await db.execute(HOLD_END, market)


def _item(row: Record) -> SettlementItem:
    return SettlementItem(**(dict(row) | {"request": unsigned64(row["request"])}))
