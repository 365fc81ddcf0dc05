"""Shapes of random worlds: how many accounts and markets, how tight, how dense.

Invariant: a shape is data; two runs with the same shape and seed send the same commands to the same answers.
"""

from dataclasses import dataclass, replace

# Grid of 0.001 USD and 0.01 base units: v = 10 atoms.
TICK_SIZE, LOT_SIZE = 1_000_000, 10_000_000


@dataclass(frozen=True)
class MarketShape:
    """One market: where its price starts, how far orders stray, the parameters that bite."""

    price: int
    spread: int
    tick_size: int = TICK_SIZE
    lot_size: int = LOT_SIZE
    order_max: int = 40
    position_max: int = 60
    open_interest_max: int = 110
    imf: int = 100_000
    mmf: int = 50_000
    requirement_min: int = 2_500
    profit_cap: int = 9_000
    band: int = 50_000
    reach: int = 8

    @property
    def price_max(self) -> int:
        """Highest price in ticks."""
        return self.price * self.reach


@dataclass(frozen=True)
class Shape:
    """A world."""

    name: str
    markets: tuple[MarketShape, ...]
    owners: int
    accounts: int
    credit: int
    lots: int
    commands_max: int
    open_orders: int
    tiers: tuple[int, ...] = (0, 1, 2, 3)
    jump: float = 0.04
    other_collateral: bool = True
    backstop: bool = False
    tier_usd: int = 0  # bound of the first margin tier; the second one's is three times it


SMALL = Shape(
    name="small",
    markets=(MarketShape(200, 9), MarketShape(350, 12, imf=50_000, mmf=20_000, requirement_min=0, profit_cap=0)),
    owners=5,
    accounts=8,
    credit=40_000,
    lots=14,
    commands_max=12,
    open_orders=60,
)

TIGHT = Shape(
    name="tight",
    markets=(MarketShape(100, 5, position_max=25, open_interest_max=30, requirement_min=500),),
    owners=3,
    accounts=5,
    credit=9_000,
    lots=9,
    commands_max=6,
    open_orders=25,
)

WIDE = Shape(
    name="wide",
    markets=tuple(
        MarketShape(
            price=(50, 400, 2_500, 60_000)[number % 4] + number,
            spread=(4, 10, 30, 200)[number % 4],
            lot_size=LOT_SIZE * (1, 3, 10)[number % 3],
            order_max=5_000,
            position_max=20_000,
            open_interest_max=200_000,
            imf=(20_000, 40_000, 100_000, 200_000)[number % 4],
            mmf=(10_000, 20_000, 50_000, 100_000)[number % 4],
            requirement_min=1_000_000,
            profit_cap=50_000_000,
        )
        for number in range(12)
    ),
    owners=30,
    accounts=90,
    credit=2_000_000_000,
    lots=900,
    commands_max=60,
    open_orders=900,
)

# Money near 2^52 atoms a position: products pass 64 bits.
HUGE = Shape(
    name="huge",
    markets=(
        MarketShape(
            price=1_000_000,
            spread=9_000,
            tick_size=1_000_000_000,
            lot_size=1_000_000,
            order_max=2_000_000,
            position_max=2_250_000,
            open_interest_max=4_000_000,
            imf=20_000,
            mmf=10_000,
            requirement_min=0,
            profit_cap=10**14,
            reach=2,
        ),
        MarketShape(60_000_000, 400_000, order_max=6_000_000, position_max=3_700_000, reach=2),
    ),
    owners=4,
    accounts=6,
    credit=1_000_000_000_000_000,
    lots=1_500_000,
    commands_max=10,
    open_orders=40,
    other_collateral=False,
)

# Little money, thin margins, wild prices, no band: bankrupts, debtors without a position, short pools.
BROKE = Shape(
    name="broke",
    markets=(
        MarketShape(
            price=100,
            spread=16,
            position_max=400,
            open_interest_max=900,
            imf=10_000,
            mmf=5_000,
            requirement_min=0,
            profit_cap=400,
            band=1_000_000,
        ),
        MarketShape(
            price=60, spread=9, position_max=400, imf=20_000, mmf=10_000, requirement_min=0, profit_cap=0, band=900_000
        ),
    ),
    owners=7,
    accounts=9,
    credit=1_500,
    lots=30,
    commands_max=8,
    open_orders=50,
    tiers=(2, 3, 3),
    jump=0.2,
)

# The same crowd with a backstop: liquidation on the book and at the mark, rounds, insurance, cuts.
RUIN = replace(BROKE, name="ruin", backstop=True, accounts=14, owners=12, credit=6_000)

# The same with lots of a thousand times the value: positions reach the tiers of margin.
CROWD = replace(
    RUIN,
    name="crowd",
    markets=tuple(
        replace(market, lot_size=LOT_SIZE * 1_000, profit_cap=market.profit_cap * 1_000) for market in BROKE.markets
    ),
    credit=6_000_000,
    tier_usd=20,
)

SHAPES = {shape.name: shape for shape in (SMALL, TIGHT, WIDE, HUGE, BROKE, RUIN, CROWD)}
