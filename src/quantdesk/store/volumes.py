"""What owners traded, summed from the records of matches [FEE-5].

Invariant: both sides of every match count, each for the owner of its account, whatever became of the account since.
"""

from msgspec import Struct

from quantdesk.store.pool import Db

OF_OWNERS = """
with traded as (
    select accounts.owner, sum(trades.notional_atoms)::bigint as volume_atoms
    from trades join accounts using (account)
    where trades.ts_us >= $1 and trades.ts_us < $2
    group by accounts.owner
)
select coalesce(traded.owner, fee_tiers.owner) as owner, coalesce(traded.volume_atoms, 0) as volume_atoms,
    coalesce(fee_tiers.tier, 0) as tier
from traded full join fee_tiers on fee_tiers.owner = traded.owner
order by 1
"""


class Volume(Struct, frozen=True):
    """An owner: his volume in atoms of USDC, and the fee tier that the engine last told of him."""

    owner: bytes
    volume_atoms: int
    tier: int


async def volumes_of(db: Db, begin_us: int, end_us: int) -> list[Volume]:
    """Owners who traded from `begin_us` until before `end_us`, and those whom the engine told a tier of."""
    return [Volume(*row) for row in await db.fetch(OF_OWNERS, begin_us, end_us)]
