//! Shapes of random worlds: how many accounts and markets, how tight, how dense. The numbers are those of `tests/sim/shape.py`.

/// One market: where its price starts, how far orders stray, the parameters that bite.
#[derive(Clone, Copy, Debug)]
pub struct MarketShape {
    pub price: i64,
    pub spread: i64,
    pub tick_size: u64,
    pub lot_size: u64,
    pub order_max: u32,
    pub position_max: u64,
    pub open_interest_max: u64,
    pub imf: u32,
    pub mmf: u32,
    pub requirement_min: i64,
    pub profit_cap: i64,
    pub band: u32,
    pub reach: i64,
}

impl MarketShape {
    /// Highest price in ticks.
    pub fn price_max(&self) -> i64 {
        self.price * self.reach
    }
}

/// A world.
#[derive(Clone, Debug)]
pub struct Shape {
    pub name: &'static str,
    pub markets: Vec<MarketShape>,
    pub owners: u64,
    pub accounts: u64,
    pub credit: i64,
    pub lots: u32,
    pub commands_max: u64,
    pub open_orders: usize,
    pub tiers: &'static [u8],
    /// Chance of a jump of the index, of a thousand.
    pub jump: u64,
    pub other_collateral: bool,
    pub backstop: bool,
    /// Bound of the first margin tier; the second one's is three times it.
    pub tier_usd: u32,
}

/// Grid of 0.001 USD and 0.01 base units: v = 10 atoms.
const LOT_SIZE: u64 = 10_000_000;
const MARKET: MarketShape = MarketShape {
    price: 200,
    spread: 9,
    tick_size: 1_000_000,
    lot_size: LOT_SIZE,
    order_max: 40,
    position_max: 60,
    open_interest_max: 110,
    imf: 100_000,
    mmf: 50_000,
    requirement_min: 2_500,
    profit_cap: 9_000,
    band: 50_000,
    reach: 8,
};

fn small() -> Shape {
    let second =
        MarketShape { price: 350, spread: 12, imf: 50_000, mmf: 20_000, requirement_min: 0, profit_cap: 0, ..MARKET };
    Shape {
        name: "small",
        markets: vec![MARKET, second],
        owners: 5,
        accounts: 8,
        credit: 40_000,
        lots: 14,
        commands_max: 12,
        open_orders: 60,
        tiers: &[0, 1, 2, 3],
        jump: 40,
        other_collateral: true,
        backstop: false,
        tier_usd: 0,
    }
}

fn tight() -> Shape {
    let market =
        MarketShape { price: 100, spread: 5, position_max: 25, open_interest_max: 30, requirement_min: 500, ..MARKET };
    Shape {
        name: "tight",
        markets: vec![market],
        owners: 3,
        accounts: 5,
        credit: 9_000,
        lots: 9,
        commands_max: 6,
        open_orders: 25,
        ..small()
    }
}

fn wide() -> Shape {
    let market = |number: usize| MarketShape {
        price: [50, 400, 2_500, 60_000][number % 4] + number as i64,
        spread: [4, 10, 30, 200][number % 4],
        lot_size: LOT_SIZE * [1, 3, 10][number % 3],
        order_max: 5_000,
        position_max: 20_000,
        open_interest_max: 200_000,
        imf: [20_000, 40_000, 100_000, 200_000][number % 4],
        mmf: [10_000, 20_000, 50_000, 100_000][number % 4],
        requirement_min: 1_000_000,
        profit_cap: 50_000_000,
        ..MARKET
    };
    Shape {
        name: "wide",
        markets: (0..12).map(market).collect(),
        owners: 30,
        accounts: 90,
        credit: 2_000_000_000,
        lots: 900,
        commands_max: 60,
        open_orders: 900,
        ..small()
    }
}

/// Money near 2^52 atoms a position: products pass 64 bits.
fn huge() -> Shape {
    let one = MarketShape {
        price: 1_000_000,
        spread: 9_000,
        tick_size: 1_000_000_000,
        lot_size: 1_000_000,
        order_max: 2_000_000,
        position_max: 2_250_000,
        open_interest_max: 4_000_000,
        imf: 20_000,
        mmf: 10_000,
        requirement_min: 0,
        profit_cap: 100_000_000_000_000,
        reach: 2,
        ..MARKET
    };
    let two = MarketShape {
        price: 60_000_000,
        spread: 400_000,
        order_max: 6_000_000,
        position_max: 3_700_000,
        reach: 2,
        ..MARKET
    };
    Shape {
        name: "huge",
        markets: vec![one, two],
        owners: 4,
        accounts: 6,
        credit: 1_000_000_000_000_000,
        lots: 1_500_000,
        commands_max: 10,
        open_orders: 40,
        other_collateral: false,
        ..small()
    }
}

/// Little money, thin margins, wild prices, no band: bankrupts, debtors without a position, short pools.
fn broke() -> Shape {
    let one = MarketShape {
        price: 100,
        spread: 16,
        position_max: 400,
        open_interest_max: 900,
        imf: 10_000,
        mmf: 5_000,
        requirement_min: 0,
        profit_cap: 400,
        band: 1_000_000,
        ..MARKET
    };
    let two = MarketShape {
        price: 60,
        spread: 9,
        position_max: 400,
        imf: 20_000,
        mmf: 10_000,
        requirement_min: 0,
        profit_cap: 0,
        band: 900_000,
        ..MARKET
    };
    Shape {
        name: "broke",
        markets: vec![one, two],
        owners: 7,
        accounts: 9,
        credit: 1_500,
        lots: 30,
        commands_max: 8,
        open_orders: 50,
        tiers: &[2, 3, 3],
        jump: 200,
        ..small()
    }
}

/// The same crowd with a backstop: liquidation on the book and at the mark, rounds, insurance, cuts.
fn ruin() -> Shape {
    Shape { name: "ruin", backstop: true, accounts: 14, owners: 12, credit: 6_000, ..broke() }
}

/// The same with lots of a thousand times the value: positions reach the tiers of margin.
fn crowd() -> Shape {
    let mut shape = Shape { name: "crowd", credit: 6_000_000, tier_usd: 20, ..ruin() };
    for market in &mut shape.markets {
        market.lot_size = LOT_SIZE * 1_000;
        market.profit_cap *= 1_000;
    }
    shape
}

/// All shapes, in the order in which a mixed run takes them.
pub fn shapes() -> Vec<Shape> {
    vec![small(), tight(), broke(), wide(), crowd(), huge(), ruin()]
}
