"""Markets that a local desk lists, with the parameters of their classes (docs/spec/margin.md, classes of markets).

Invariant: every grid gives whole atoms for a tick of a lot [UNIT-2], and the caps keep every notional below 2^52 atoms at the highest
price [UNIT-3].
"""

from typing import Final

import msgspec

from quantdesk.model.records_gen import ListMarket, SetMargin

ATOMS: Final = 1_000_000
MTICKS: Final = 1_000
BAND_PPM: Final = 50_000
ATOMS_E18: Final = 10**12
"""A tick times a lot is in 1e-18 USD; an atom is so much of it."""


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A market to list, and the price that it opens with until prices come in (mticks)."""

    market: ListMarket
    margin: SetMargin
    price_mticks: int


class MarketClass(msgspec.Struct, frozen=True, kw_only=True):
    """What markets of a class share. Fractions in ppm; profit_cap, open_interest, crowded (where fractions begin to grow), order: USD."""

    imf: int
    mmf: int
    profit_cap: int
    open_interest: int
    crowded: int
    order: int


MAJOR: Final = MarketClass(
    imf=20_000, mmf=10_000, profit_cap=1_000, open_interest=200_000_000, crowded=50_000_000, order=6_000_000
)
LARGE: Final = MarketClass(
    imf=40_000, mmf=20_000, profit_cap=500, open_interest=80_000_000, crowded=20_000_000, order=3_000_000
)
OTHER: Final = MarketClass(
    imf=100_000, mmf=50_000, profit_cap=100, open_interest=10_000_000, crowded=2_000_000, order=500_000
)
MEME: Final = MarketClass(
    imf=200_000, mmf=100_000, profit_cap=100, open_interest=2_000_000, crowded=500_000, order=100_000
)
# MGN-3: notional as a part of the open interest from which fractions grow, and how many times the base holds above it.
TIERS: Final = ((10, 2), (2, 4))


class Grid(msgspec.Struct, frozen=True):
    """A market's grid: tick and lot in 1e-9, opening price and highest price in ticks."""

    tick: int
    lot: int
    price: int
    price_max: int


def margin_of(market: int, kind: MarketClass) -> SetMargin:
    """How the fractions of a market grow: with open interest between the class's caps [MGN-2], with size by two tiers [MGN-3]."""
    (first, twice), (second, fourfold) = TIERS
    return SetMargin(
        market=market,
        interest_lower=kind.crowded * ATOMS,
        interest_upper=kind.open_interest * ATOMS,
        tier1_usd=kind.crowded // first,
        tier1_mmf=kind.mmf * twice,
        tier2_usd=kind.crowded // second,
        tier2_mmf=kind.mmf * fourfold,
    )


def listing(market: int, symbol: str, kind: MarketClass, grid: Grid) -> Listing:
    """A market of a class: its caps are the class's USD at the opening price, in whole lots, rounded down."""
    lot_atoms = grid.tick * grid.lot // ATOMS_E18 * grid.price
    open_interest = kind.open_interest * ATOMS // lot_atoms
    return Listing(
        price_mticks=grid.price * MTICKS,
        margin=margin_of(market, kind),
        market=ListMarket(
            market=market,
            symbol=symbol.encode("ascii").ljust(16, b"\0"),
            tick_size=grid.tick,
            lot_size=grid.lot,
            price_max=grid.price_max,
            order_max=kind.order * ATOMS // lot_atoms,
            position_max=open_interest // 2,
            open_interest_max=open_interest,
            imf=kind.imf,
            mmf=kind.mmf,
            requirement_min=1 * ATOMS,
            profit_cap=kind.profit_cap * ATOMS,
            band=BAND_PPM,
        ),
    )


# Grids: a tick is 20 to 100 ppm of the price or finer, a lot is worth 0.10 USD or more, which funding needs for its whole atoms a lot.
LISTINGS: Final = (
    listing(0, "BTC-PERP", MAJOR, Grid(tick=100_000_000, lot=100_000, price=618_000, price_max=10_000_000)),
    listing(1, "ETH-PERP", MAJOR, Grid(tick=10_000_000, lot=1_000_000, price=300_000, price_max=5_000_000)),
    listing(2, "SOL-PERP", LARGE, Grid(tick=10_000_000, lot=10_000_000, price=15_000, price_max=750_000)),
    listing(3, "AVAX-PERP", OTHER, Grid(tick=1_000_000, lot=100_000_000, price=20_000, price_max=1_000_000)),
    listing(4, "BNB-PERP", OTHER, Grid(tick=10_000_000, lot=10_000_000, price=60_000, price_max=1_000_000)),
    listing(5, "JUP-PERP", OTHER, Grid(tick=10_000, lot=1_000_000_000, price=50_000, price_max=5_000_000)),
    listing(6, "BONK-PERP", MEME, Grid(tick=1, lot=10_000_000_000_000, price=20_000, price_max=5_000_000)),
    listing(7, "WIF-PERP", MEME, Grid(tick=10_000, lot=1_000_000_000, price=80_000, price_max=10_000_000)),
    listing(8, "PYTH-PERP", OTHER, Grid(tick=10_000, lot=10_000_000_000, price=15_000, price_max=2_000_000)),
    listing(9, "DOGE-PERP", MEME, Grid(tick=10_000, lot=10_000_000_000, price=20_000, price_max=2_000_000)),
)
