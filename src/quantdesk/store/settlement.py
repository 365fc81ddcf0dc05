"""The settlement log as the projection knows it, and the accounts whose log stands still.

Invariant: the items of an account are numbered without a gap from 0, in the order of the journal (CUST-6). What of it is settled is
known to the chain alone: its account carries the number of the next item.
"""

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

from quantdesk.store.pool import Db, Record, unsigned64

PENDING = """
select i.account, i.item_seq, i.kind::text, i.asset, i.amount, i.total, i.request, i.seq, i.index, i.ts_us, i.place, i.step, i.market,
    i.position_lots, i.quote_atoms, i.claim_atoms, i.collateral_atoms, i.usdc_atoms
from unnest($1::bigint[], $2::bigint[]) as c (account, item_seq),
    lateral (select * from settlement_items s where s.account = c.account and s.item_seq >= c.item_seq
        order by s.item_seq limit $3) as i
order by i.seq, i.index, i.place limit $4
"""
OF_ACCOUNT = """
select i.account, i.item_seq, i.kind::text, i.asset, i.amount, i.total, i.request, i.seq, i.index, i.ts_us, i.place, i.step, i.market,
    i.position_lots, i.quote_atoms, i.claim_atoms, i.collateral_atoms, i.usdc_atoms
from settlement_items i
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
# A conversion of another asset tells USDC too.
COLLATERAL = """
select c.account, a.asset, s.atoms
from unnest($1::bigint[], $2::bigint[]) as c (account, item_seq) cross join unnest($3::smallint[]) as a (asset)
    cross join lateral (select l.atoms from (
        (select i.item_seq, i.collateral_atoms as atoms from settlement_items i where i.account = c.account and i.asset = a.asset
            and i.kind <> 'ack' and i.item_seq < c.item_seq order by i.item_seq desc limit 1)
        union all
        (select i.item_seq, i.usdc_atoms from settlement_items i where a.asset = 0 and i.account = c.account and i.asset <> 0
            and i.kind = 'convert' and i.item_seq < c.item_seq order by i.item_seq desc limit 1)) l
        order by l.item_seq desc limit 1) s
"""
ACKED = """
select c.account, coalesce((select s.amount from settlement_items s where s.account = c.account and s.kind = 'ack'
    order by s.item_seq desc limit 1), 0) from unnest($1::bigint[]) as c (account)
"""
OLDEST = """
select min(i.ts_us), count(*) from chain_accounts c join settlement_items i
    on i.account = c.account and i.item_seq >= c.item_seq
where not c.closed and not exists (select from settlement_halts h where h.account = c.account and h.cause <> 'refused')
"""
FILLS = """
select t.seq, t.index, t.role::text, t.account, t.order_id, t.side::text, t.price_ticks, t.fee_atoms, coalesce(o.nonce, 0) as nonce,
    coalesce(o.accepted_seq, 0) as accepted_seq
from unnest($1::bigint[], $2::bigint[]) as k (seq, index) join trades t on t.seq = k.seq and t.index = k.index
    left join orders o on o.order_id = t.order_id
"""
ROUNDS = """
select seq, index, ts_us, market, mark_price_mticks, index_price_mticks, sampled, hour_premium_e9, hour_samples, hour_index_mticks
from settlement_rounds where ts_us > $1 and (ts_us >= $2 or hour_samples is not null) order by seq, index limit $3
"""
OLDEST_ROUND = "select min(ts_us) from settlement_rounds where ts_us > $1 and of_round"
# What the chain has had for an hour is of no use any more.
ROUNDS_FORGET = "delete from settlement_rounds where ts_us < $1"
PROGRESS = """
select coalesce((select max(item_seq) + 1 from settlement_items where account = $1), 0),
    (select count(*) from settlement_items where account = $1 and settled_us is null),
    (select min(ts_us) from settlement_items where account = $1 and settled_us is null),
    (select cause from settlement_halts where account = $1)
"""
HALTS = "select account, item_seq, cause, reason, since_us from settlement_halts order by account"
CLAIMED = "select account from settlement_halts where cause = 'claimed'"
HALT_PUT = """
insert into settlement_halts (account, item_seq, cause, reason, since_us) values ($1, $2, $3, $4, $5)
on conflict (account) do update set item_seq = excluded.item_seq, cause = excluded.cause, reason = excluded.reason
where array_position($6::text[], excluded.cause) >= array_position($6::text[], settlement_halts.cause)
returning (xmax = 0)
"""
# Of two the later holds: what stops all markets is not hidden by what waits, and what a claim went past is the operator's to resolve.
HALT_CAUSES: Final = ("unknown", "refused", "claimed")
HALT_END = """
delete from settlement_halts where account = $1 and (cause = 'refused' or (cause = 'unknown' and item_seq < $2))
"""
HOLDS = "select market from market_holds order by market"
HOLD_PUT = "insert into market_holds (market, reason, since_us) values ($1, $2, $3) on conflict (market) do nothing"
HOLD_END = "delete from market_holds where market = $1"


class SettlementItem(Struct, frozen=True):
    """One item. amount: least units of the asset; of an ack the number of the owner instruction.

    total: credits or debits of account and asset afterwards; request: the asker's number of a withdrawal. place: order among items
    of one event. Of a fill or touch: market, and position, quote, claim afterwards; collateral where it is known; usdc_atoms: beside
    it, of a conversion of another asset, whose total is what was paid for it.
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
    place: int = 0
    step: int = 0
    market: int | None = None
    position_lots: int | None = None
    quote_atoms: int | None = None
    claim_atoms: int | None = None
    collateral_atoms: int | None = None
    usdc_atoms: int | None = None


class FillSide(Struct, frozen=True):
    """A side of a match: whose, by which order, for what. role: maker, taker; side: buy, sell; nonce: 0 of a step of a liquidation."""

    seq: int
    index: int
    role: str
    account: int
    order_id: bytes
    side: str
    price_ticks: int
    fee_atoms: int
    nonce: int
    accepted_seq: int


class RoundRow(Struct, frozen=True):
    """A mark, in 1/1000 tick. sampled: a sample of the premium; hour_*: samples of the hour that ended with it, None where none did."""

    seq: int
    index: int
    ts_us: int
    market: int
    mark_mticks: int
    index_mticks: int
    sampled: bool = True
    hour_premium: int | None = None
    hour_samples: int | None = None
    hour_index: int | None = None


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


async def fills_of(db: Db, places: list[tuple[int, int]]) -> dict[tuple[int, int], dict[str, FillSide]]:
    """Both sides of matches by (seq, index) and role."""
    found: dict[tuple[int, int], dict[str, FillSide]] = {}
    for row in await db.fetch(FILLS, [seq for seq, _ in places], [index for _, index in places]):
        side = FillSide(**(dict(row) | {"nonce": unsigned64(row["nonce"])}))
        found.setdefault((side.seq, side.index), {})[side.role] = side
    return found


async def rounds_after(db: Db, ts_us: int, young_us: int, limit: int) -> list[RoundRow]:
    """Marks after an engine time, oldest first; of those before `young_us` the ones with which an hour ended."""
    return [RoundRow(*row) for row in await db.fetch(ROUNDS, ts_us, young_us, limit)]


async def oldest_round(db: Db, ts_us: int) -> int | None:
    """Engine time of the oldest mark round after a time; None: there is none."""
    found: int | None = await db.fetchval(OLDEST_ROUND, ts_us)
    return found


async def rounds_forget(db: Db, before_us: int) -> None:
    """Forgets marks before an engine time."""
    await db.execute(ROUNDS_FORGET, before_us)


async def totals_of(db: Db, seqs: dict[int, int], assets: Iterable[int]) -> dict[tuple[int, int], Totals]:
    """Sums by account and asset, split at each account's sequence; all of one moment."""
    rows = await db.fetch(TOTALS, list(seqs), list(seqs.values()), list(assets))
    return {(row[0], row[1]): Totals(row[2], row[3], row[4], row[5]) for row in rows}


async def collateral_of(db: Db, seqs: dict[int, int], assets: Iterable[int]) -> dict[tuple[int, int], int | None]:
    """What the last item before each account's sequence left of an asset, atoms; None: it does not say; none: there is no such item."""
    rows = await db.fetch(COLLATERAL, list(seqs), list(seqs.values()), list(assets))
    return {(row[0], row[1]): row[2] for row in rows}


async def inbox_acked(db: Db, accounts: list[int]) -> dict[int, int]:
    """The last owner instruction that the engine has acknowledged, by account."""
    return {row[0]: row[1] for row in await db.fetch(ACKED, accounts)}


async def oldest_pending(db: Db) -> tuple[int | None, int]:
    """Engine time of the oldest item that the chain is not known to have applied, and how many there are."""
    row = await db.fetchrow(OLDEST)
    return (row[0], row[1]) if row else (None, 0)


class Progress(Struct, frozen=True):
    """What of an account's log is on the chain, as the engine was told. cause: why it stands still; None: it goes on."""

    items: int
    pending: int
    oldest_us: int | None
    cause: Literal["refused", "claimed", "unknown"] | None


async def progress_of(db: Db, account: int) -> Progress:
    """How far an account's log is; nothing of an account that has none."""
    row = await db.fetchrow(PROGRESS, account)
    return Progress(*row) if row else Progress(0, 0, None, None)


async def halts_list(db: Db) -> list[Halt]:
    """Accounts whose log stands still."""
    return [Halt(*row) for row in await db.fetch(HALTS)]


async def claimed(db: Db) -> set[int]:
    """Accounts whose log a claim went past: nothing of them moves until the operator resolves it (CUST-11)."""
    return {row[0] for row in await db.fetch(CLAIMED)}


async def halt_put(db: Db, halt: Halt) -> bool:
    """Notes that an account's log stands still, unless it is known to for a graver cause; whether this is new."""
    values = (halt.account, halt.item_seq, halt.cause, halt.reason, halt.since_us)
    return bool(await db.fetchval(HALT_PUT, *values, list(HALT_CAUSES)))


async def halt_end(db: Db, account: int, item_seq: int) -> None:
    """The refused item went through after all, or an item that the program did not know; item_seq: the account's sequence now."""
    await db.execute(HALT_END, account, item_seq)


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
