"""Markets as the projection knows them: parameters and newest totals. For this very moment ask the engine."""

from msgspec import Struct

from quantdesk.store.pool import Db

ROWS = """
select market, symbol, tick_size_e9, lot_size_e9, tick_value_atoms, price_max_ticks, order_max_lots, position_max_lots,
open_interest_max_lots, imf_ppm, mmf_ppm, requirement_min_atoms, profit_cap_atoms, band_ppm, paused, index_price_mticks,
mark_price_mticks, last_price_ticks, open_interest_lots, pool_atoms, insurance_atoms, fee_bucket_atoms, fee_claim_atoms,
claims_atoms, deficit_atoms, updated_seq from markets
"""
LIST = ROWS + "order by market"
BY_SYMBOL = ROWS + "where symbol = $1"


class Market(Struct, frozen=True):
    """One listed market; units are in the names."""

    market: int
    symbol: str
    tick_size_e9: int
    lot_size_e9: int
    tick_value_atoms: int
    price_max_ticks: int
    order_max_lots: int
    position_max_lots: int
    open_interest_max_lots: int
    imf_ppm: int
    mmf_ppm: int
    requirement_min_atoms: int
    profit_cap_atoms: int
    band_ppm: int
    paused: bool
    index_price_mticks: int
    mark_price_mticks: int
    last_price_ticks: int
    open_interest_lots: int
    pool_atoms: int
    insurance_atoms: int
    fee_bucket_atoms: int
    fee_claim_atoms: int
    claims_atoms: int
    deficit_atoms: int
    updated_seq: int


async def markets_list(db: Db) -> list[Market]:
    """All listed markets by number."""
    return [Market(*row) for row in await db.fetch(LIST)]


async def market_by_symbol(db: Db, symbol: str) -> Market | None:
    """A market by its symbol, as BTC-PERP."""
    row = await db.fetchrow(BY_SYMBOL, symbol)
    return Market(*row) if row else None
