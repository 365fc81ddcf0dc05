"""Positions as after their newest match. For mark-dependent figures and this very moment ask the engine."""

from msgspec import Struct

from quantdesk.store.pool import Db

OF_ACCOUNT = """
select account, market, position_lots, quote_atoms, claim_atoms, funding_atoms, realized_atoms, fee_atoms, updated_seq,
updated_us from positions where account = $1 order by market
"""


class Position(Struct, frozen=True):
    """One account in one market; position_lots negative: short."""

    account: int
    market: int
    position_lots: int
    quote_atoms: int
    claim_atoms: int
    funding_atoms: int
    realized_atoms: int
    fee_atoms: int
    updated_seq: int
    updated_us: int


async def positions_of(db: Db, account: int) -> list[Position]:
    """Every market that an account ever traded, flat ones too."""
    return [Position(*row) for row in await db.fetch(OF_ACCOUNT, account)]
