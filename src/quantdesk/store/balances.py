"""Settled collateral of accounts, as the projection knows it."""

from msgspec import Struct

from quantdesk.store.pool import Db

OF_ACCOUNT = """
select account, asset, collateral_atoms, credited_atoms, debited_atoms, updated_seq, updated_us
from user_balances where account = $1 order by asset
"""


class Balance(Struct, frozen=True):
    """One account and asset, with the sums of what ever came and left."""

    account: int
    asset: str
    collateral_atoms: int
    credited_atoms: int
    debited_atoms: int
    updated_seq: int
    updated_us: int


async def balances_of(db: Db, account: int) -> list[Balance]:
    """Balances of an account."""
    return [Balance(*row) for row in await db.fetch(OF_ACCOUNT, account)]
