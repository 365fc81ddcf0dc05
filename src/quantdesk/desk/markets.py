"""Markets that a local desk lists, with the parameters of their classes (docs/spec/money.md, table of MGN)."""

import msgspec

from quantdesk.model.records_gen import ListMarket

ATOMS = 1_000_000
MTICKS = 1_000


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A market to list, and the price that it opens with until prices come in (mticks)."""

    market: ListMarket
    price_mticks: int


def _symbol(text: str) -> bytes:
    return text.encode("ascii").ljust(16, b"\0")


# Caps: position x highest price stays below 2^52 atoms (UNIT-3); open interest is the class's upper cap at the opening price.
LISTINGS = (
    Listing(
        price_mticks=618_000 * MTICKS,
        market=ListMarket(
            market=0,
            symbol=_symbol("BTC-PERP"),
            tick_size=100_000_000,
            lot_size=100_000,
            price_max=10_000_000,
            order_max=1_000_000,
            position_max=20_000_000,
            open_interest_max=32_000_000,
            imf=20_000,
            mmf=10_000,
            requirement_min=1 * ATOMS,
            profit_cap=1_000 * ATOMS,
            band=50_000,
        ),
    ),
    Listing(
        price_mticks=300_000 * MTICKS,
        market=ListMarket(
            market=1,
            symbol=_symbol("ETH-PERP"),
            tick_size=10_000_000,
            lot_size=1_000_000,
            price_max=5_000_000,
            order_max=2_000_000,
            position_max=40_000_000,
            open_interest_max=66_000_000,
            imf=20_000,
            mmf=10_000,
            requirement_min=1 * ATOMS,
            profit_cap=1_000 * ATOMS,
            band=50_000,
        ),
    ),
    Listing(
        price_mticks=15_000 * MTICKS,
        market=ListMarket(
            market=2,
            symbol=_symbol("SOL-PERP"),
            tick_size=10_000_000,
            lot_size=10_000_000,
            price_max=1_000_000,
            order_max=2_000_000,
            position_max=20_000_000,
            open_interest_max=40_000_000,
            imf=40_000,
            mmf=20_000,
            requirement_min=1 * ATOMS,
            profit_cap=500 * ATOMS,
            band=50_000,
        ),
    ),
)
