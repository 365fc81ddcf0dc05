"""Margin accounts and the keys that may sign for them, as the projection knows them."""

from msgspec import Struct

from quantdesk.model.ids import MARKETS_ALL
from quantdesk.store.pool import ROWS_MAX, Db, unsigned64

OF_OWNER = "select account, owner, index, opened_seq, opened_us from accounts where owner = $1 and closed_seq is null order by index"
SELECT = "select account, owner, index, opened_seq, opened_us from accounts where account = $1"
OPEN = "select account, owner, index, opened_seq, opened_us from accounts where closed_seq is null"
DELEGATES_ALL = """
select account, delegate, expiry_us, markets, notional_day_atoms, near_index from delegates where account = any($1::bigint[])
"""
DELEGATES = """
select account, delegate, expiry_us, added_seq, markets, notional_day_atoms, near_index from delegates where account = $1
order by added_seq, delegate limit $2
"""


class Account(Struct, frozen=True):
    """A margin account; index 0 is its owner's main one."""

    account: int
    owner: bytes
    index: int
    opened_seq: int
    opened_us: int


class Delegate(Struct, frozen=True):
    """A key that may sign orders of an account until expiry_us, in markets (a bit each, signed; None: every one), for so much a UTC day
    (0: any), near the index alone or at any price.
    """

    account: int
    delegate: bytes
    expiry_us: int
    added_seq: int
    markets: int | None
    notional_day_atoms: int
    near_index: bool


class Allowed(Struct, frozen=True):
    """What an owner allows a key: until when, a bit for each market, atoms a UTC day (0: any), whether near the index alone."""

    expiry_us: int
    markets: int
    notional_day: int
    near_index: bool


async def accounts_of(db: Db, owner: bytes) -> list[Account]:
    """Accounts of a wallet by index."""
    return [Account(*row) for row in await db.fetch(OF_OWNER, owner)]


async def account_get(db: Db, account: int) -> Account | None:
    """An account by its number."""
    row = await db.fetchrow(SELECT, account)
    return Account(*row) if row else None


async def delegates_of(db: Db, account: int) -> list[Delegate]:
    """Keys that were added to an account and not removed, expired ones too."""
    return [Delegate(*row) for row in await db.fetch(DELEGATES, account, ROWS_MAX)]


async def accounts_open(db: Db) -> list[Account]:
    """Every account that is open."""
    return [Account(*row) for row in await db.fetch(OPEN)]


async def delegates_all(db: Db, accounts: list[int]) -> dict[int, dict[bytes, Allowed]]:
    """Delegates of accounts with what they may."""
    found: dict[int, dict[bytes, Allowed]] = {}
    for number, key, expiry_us, markets, notional_day, near in await db.fetch(DELEGATES_ALL, accounts):
        bits = MARKETS_ALL if markets is None else unsigned64(markets)
        found.setdefault(number, {})[key] = Allowed(expiry_us, bits, notional_day, near)
    return found
