"""The finalised chain's copy in tables, and payouts: what doors show of deposits and withdrawals.

Invariant: it is written by keepers alone and read by doors; no keeper decides by it, but for how far behind settlement is.
"""

from msgspec import Struct

from quantdesk.store.pool import Db, Pool, Record, signed64, unsigned64

UPSERT = """
insert into chain_accounts (account, address, owner, index, item_seq, inbox_seq, inbox_acked, request_kind, request_asset,
    request_atoms, request_s, request_open, closed, slot)
select *, false, $13 from unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[],
    $8::smallint[], $9::smallint[], $10::bigint[], $11::bigint[], $12::bool[])
on conflict (account) do update set item_seq = excluded.item_seq, inbox_seq = excluded.inbox_seq,
    inbox_acked = excluded.inbox_acked, request_kind = excluded.request_kind, request_asset = excluded.request_asset,
    request_atoms = excluded.request_atoms, request_s = excluded.request_s,
    request_open = excluded.request_open, closed = false, slot = excluded.slot
where excluded.slot >= chain_accounts.slot
"""
POCKETS = """
insert into chain_pockets (account, asset, arriving_atoms, leaving_atoms, collateral_atoms)
select * from unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[])
on conflict (account, asset) do update set arriving_atoms = excluded.arriving_atoms, leaving_atoms = excluded.leaving_atoms,
    collateral_atoms = excluded.collateral_atoms
"""
CLOSED = "update chain_accounts set closed = true, slot = $2 where not closed and not account = any($1::bigint[]) and slot < $2"
PAYOUT_PUT = """
insert into payouts (signature, account, asset, paid_before_atoms, amount_atoms, state, sent_us)
values ($1, $2, $3, $4, $5, 'sent', $6)
on conflict (signature) do update set state = 'sent', sent_us = excluded.sent_us where payouts.state <> 'paid' returning true
"""
PAYOUT_END = "update payouts set state = $2 where signature = $1"
PAYOUTS_SENT = "select signature, account, asset, paid_before_atoms, amount_atoms, state, sent_us from payouts where state = 'sent'"
PAYOUTS_OF = """
select signature, account, asset, paid_before_atoms, amount_atoms, state, sent_us from payouts where account = $1
    and state <> 'lost' order by asset, state = 'paid' desc, sent_us desc
"""
WAIT_PUT = """
insert into payout_waits (account, asset, reason, until_s) values ($1, $2, $3, $4)
on conflict (account, asset) do update set reason = excluded.reason, until_s = excluded.until_s
"""
WAIT_END = "delete from payout_waits where account = $1 and asset = $2"
WAITS_OF = "select asset, reason, until_s from payout_waits where account = $1"
ACCOUNT = """
select account, address, owner, index, item_seq, inbox_seq, inbox_acked, request_kind, request_asset, request_atoms, request_s,
    request_open from chain_accounts where account = $1
"""
POCKETS_OF = """
select asset, arriving_atoms, leaving_atoms, collateral_atoms from chain_pockets where account = $1 order by asset
"""
# What the chain has debited of each asset, less what still lies in the pocket.
PAID_OF = """
select p.asset, greatest(0, coalesce((select s.total from settlement_items s where s.account = c.account and s.kind = 'debit'
    and s.asset = p.asset and s.item_seq < c.item_seq order by s.item_seq desc limit 1), 0) - p.leaving_atoms)
from chain_accounts c join chain_pockets p on p.account = c.account where c.account = $1
"""
REQUEST = """
select item_seq, kind::text, asset, amount, total, request, seq, ts_us from settlement_items
where account = $1 and kind = 'debit' and request = $2 order by item_seq desc limit 1
"""
ITEMS_OF = """
select item_seq, kind::text, asset, amount, total, request, seq, ts_us from settlement_items
where account = $1 and kind = $2::text::settlement_kind and item_seq < $3 order by item_seq desc limit $4
"""


class ChainAccount(Struct, frozen=True, kw_only=True):
    """A margin account as the finalised chain holds it. pockets: asset, arriving, leaving, collateral."""

    account: int
    address: bytes
    owner: bytes
    index: int
    item_seq: int
    inbox_seq: int
    inbox_acked: int
    request_kind: int
    request_asset: int
    request_atoms: int
    request_s: int
    request_open: bool
    pockets: tuple[tuple[int, int, int, int], ...]


class Payout(Struct, frozen=True):
    """A transaction that pays a pocket."""

    signature: str
    account: int
    asset: int
    paid_before: int
    amount: int
    state: str
    sent_us: int


class AccountItem(Struct, frozen=True):
    """A credit or debit of an account, newest first."""

    item_seq: int
    kind: str
    asset: int
    amount: int
    total: int
    request: int
    seq: int
    ts_us: int


class Wait(Struct, frozen=True):
    """Why a pocket is not paid now, and when it is tried again."""

    asset: int
    reason: str
    until_s: int


async def copy_write(pool: Pool, slot: int, accounts: list[ChainAccount], live: list[int]) -> None:
    """Writes accounts that changed, and marks those that are not among the live as closed."""
    async with pool.acquire() as connection, connection.transaction():
        if accounts:
            columns = [
                [getattr(one, name) for one in accounts] for name in ChainAccount.__struct_fields__ if name != "pockets"
            ]
            await connection.execute(UPSERT, *columns, slot)
            pockets = [(one.account, *pocket) for one in accounts for pocket in one.pockets]
            if pockets:
                await connection.execute(POCKETS, *(list(column) for column in zip(*pockets, strict=True)))
        await connection.execute(CLOSED, live, slot)


async def payout_put(db: Db, payout: Payout) -> bool:
    """Notes a payout before it is sent; whether it may be sent: False of a transaction that has paid already.

    One payment signed again within one blockhash has the same bytes and the same signature, and the chain takes it once.
    """
    row = (payout.signature, payout.account, payout.asset, payout.paid_before, payout.amount, payout.sent_us)
    return bool(await db.fetchval(PAYOUT_PUT, *row))


async def payout_end(db: Db, signature: str, state: str) -> None:
    """Notes the end of a payout: paid or lost."""
    await db.execute(PAYOUT_END, signature, state)


async def payouts_sent(db: Db) -> list[Payout]:
    """Payouts whose end is not known."""
    return [Payout(*row) for row in await db.fetch(PAYOUTS_SENT)]


async def payouts_of(db: Db, account: int) -> list[Payout]:
    """Payouts of an account that were not lost: those known as finalised first, then the youngest."""
    return [Payout(*row) for row in await db.fetch(PAYOUTS_OF, account)]


async def wait_put(db: Db, account: int, asset: int, reason: str, until_s: int) -> None:
    """Notes why a pocket waits."""
    await db.execute(WAIT_PUT, account, asset, reason, until_s)


async def wait_end(db: Db, account: int, asset: int) -> None:
    """A pocket waits no more."""
    await db.execute(WAIT_END, account, asset)


async def waits_of(db: Db, account: int) -> list[Wait]:
    """Pockets of an account that wait."""
    return [Wait(*row) for row in await db.fetch(WAITS_OF, account)]


async def account_copy(db: Db, account: int) -> ChainAccount | None:
    """An account as it was copied last; None when it was not seen on the chain."""
    row = await db.fetchrow(ACCOUNT, account)
    if row is None:
        return None
    pockets = tuple(tuple(pocket) for pocket in await db.fetch(POCKETS_OF, account))
    return ChainAccount(**dict(row), pockets=pockets)


async def paid_of(db: Db, account: int) -> dict[int, int]:
    """All that was paid to the owner, by asset."""
    return {row[0]: row[1] for row in await db.fetch(PAID_OF, account)}


async def request_item(db: Db, account: int, request: int) -> AccountItem | None:
    """The debit of a withdrawal with the asker's number."""
    row = await db.fetchrow(REQUEST, account, signed64(request))
    return None if row is None else _item(row)


async def items_of(db: Db, account: int, kind: str, before: int, limit: int) -> list[AccountItem]:
    """Credits or debits of an account with a sequence below `before`, newest first."""
    return [_item(row) for row in await db.fetch(ITEMS_OF, account, kind, before, limit)]


def _item(row: Record) -> AccountItem:
    return AccountItem(**(dict(row) | {"request": unsigned64(row["request"])}))
