//! Units: one type for each, and the conversions between them (UNIT-1, UNIT-2, UNIT-3).
//!
//! Invariant: an `Atoms` lies within ±2^53; different units neither add nor compare. Raw numbers appear only in records,
//! in the book's orders and here.
//!
//! UNIT-1: prices in ticks and in mticks, prices and sizes, money and sizes are told apart when the core is built. This builds:
//!
//! ```
//! use quantdesk_core::units::{Lots, Mticks, TickValue, Ticks};
//! assert_eq!(Ticks(5).mticks(), Mticks(5_000));
//! assert_eq!(TickValue(10).notional(Ticks(5), Lots(3)).unwrap().get(), 150);
//! ```
//!
//! None of these does:
//!
//! ```compile_fail
//! use quantdesk_core::units::{Mticks, Ticks};
//! let _ = Ticks(5) == Mticks(5_000);
//! ```
//!
//! ```compile_fail
//! use quantdesk_core::units::{Lots, Ticks};
//! let _ = Ticks(5) + Lots(3);
//! ```
//!
//! ```compile_fail
//! use quantdesk_core::units::{Lots, TickValue, Ticks};
//! let _ = TickValue(10).notional(Lots(3), Ticks(5));
//! ```
//!
//! ```compile_fail
//! use quantdesk_core::units::{AssetAtoms, Atoms};
//! let _ = Atoms::ZERO.add(AssetAtoms::ZERO);
//! ```
//!
//! ```compile_fail
//! use quantdesk_core::units::Atoms;
//! let _ = Atoms::ZERO + Atoms::ZERO; // it may leave its range, so it has no operator
//! ```

use core::cmp::Ordering;

pub use crate::rounding::Overflow;
use crate::rounding::{mul_div_ceil, mul_div_floor};
pub use crate::schema_gen::Side;

/// Millionths in one.
pub const PPM: i64 = 1_000_000;
/// Mticks in a tick; also parts of an atom in which a lot's value is kept.
pub const MTICKS: i64 = 1_000;
/// Atoms in a USDC.
pub const ATOMS_PER_USD: i64 = 1_000_000;
/// Largest magnitude of money, 2^53 atoms.
pub const ATOMS_MAX: i64 = 1 << 53;
/// Largest notional of one account in one market, 2^52 atoms (UNIT-3).
pub const NOTIONAL_MAX: i64 = 1 << 52;
/// Largest price of an order, ticks.
pub const TICKS_MAX: u32 = 0x7FFF_FFFF;
/// Largest size of an order, lots.
pub const LOTS_MAX: u32 = 0x7FFF_FFFF;
/// Largest magnitude of a position, lots.
pub const POSITION_MAX: i64 = 1 << 40;
/// Microseconds of one slot of the local network.
pub const SLOT_US: u64 = 400_000;
/// Microseconds of a day.
pub const DAY_US: u64 = 86_400_000_000;

/// Quote money, 1e-6 USDC, magnitude at most 2^53.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Atoms(i64);

impl Atoms {
    /// No money.
    pub const ZERO: Atoms = Atoms(0);
    /// The most that money can be.
    pub const MAX: Atoms = Atoms(ATOMS_MAX);

    /// Money of a number of atoms.
    ///
    /// # Errors
    /// `Overflow` beyond ±2^53 (UNIT-4).
    #[inline(always)]
    pub const fn new(atoms: i64) -> Result<Atoms, Overflow> {
        if atoms > ATOMS_MAX || atoms < -ATOMS_MAX {
            return Err(Overflow);
        }
        Ok(Atoms(atoms))
    }

    /// The number of atoms.
    #[inline(always)]
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Sum.
    ///
    /// # Errors
    /// `Overflow` beyond ±2^53.
    #[inline(always)]
    #[allow(clippy::should_implement_trait, reason = "checked: it gives a Result, which the operator cannot")]
    pub fn add(self, other: Atoms) -> Result<Atoms, Overflow> {
        Atoms::new(self.0.wrapping_add(other.0)) // two magnitudes of 2^53 cannot wrap
    }

    /// Difference.
    ///
    /// # Errors
    /// `Overflow` beyond ±2^53.
    #[inline(always)]
    #[allow(clippy::should_implement_trait, reason = "checked: it gives a Result, which the operator cannot")]
    pub fn sub(self, other: Atoms) -> Result<Atoms, Overflow> {
        Atoms::new(self.0.wrapping_sub(other.0)) // two magnitudes of 2^53 cannot wrap
    }

    /// The opposite amount; the range is symmetric.
    #[inline(always)]
    #[must_use]
    pub const fn neg(self) -> Atoms {
        Atoms(self.0.wrapping_neg())
    }

    /// The amount, or nothing when it is negative.
    #[inline(always)]
    #[must_use]
    pub fn above_zero(self) -> Atoms {
        Atoms(self.0.max(0))
    }

    /// Whether it is below zero.
    #[inline(always)]
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether it is above zero.
    #[inline(always)]
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// `ceil(self * rate)`: charges and requirements round up, against the account (UNIT-4).
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn part_ceil(self, rate: Ppm) -> Result<Atoms, Overflow> {
        Atoms::new(mul_div_ceil(self.0, i64::from(rate.0), PPM)?)
    }

    /// `floor(self * rate)`: what an account is given rounds down (UNIT-4).
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn part_floor(self, rate: Ppm) -> Result<Atoms, Overflow> {
        Atoms::new(mul_div_floor(self.0, i64::from(rate.0), PPM)?)
    }

    /// `floor(self * part / whole)`, for what shrinks with a position (PNL-4).
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn share_floor(self, part: i64, whole: i64) -> Result<Atoms, Overflow> {
        Atoms::new(mul_div_floor(self.0, part, whole)?)
    }
}

/// Amount of an asset other than USDC, in its least unit; magnitude at most 2^53.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AssetAtoms(i64);

impl AssetAtoms {
    /// Nothing of it.
    pub const ZERO: AssetAtoms = AssetAtoms(0);

    /// An amount of least units.
    ///
    /// # Errors
    /// `Overflow` beyond ±2^53 (UNIT-4).
    pub const fn new(atoms: i64) -> Result<AssetAtoms, Overflow> {
        if atoms > ATOMS_MAX || atoms < -ATOMS_MAX {
            return Err(Overflow);
        }
        Ok(AssetAtoms(atoms))
    }

    /// The number of least units.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Sum.
    ///
    /// # Errors
    /// `Overflow` beyond ±2^53.
    #[allow(clippy::should_implement_trait, reason = "checked: it gives a Result, which the operator cannot")]
    pub fn add(self, other: AssetAtoms) -> Result<AssetAtoms, Overflow> {
        AssetAtoms::new(self.0.wrapping_add(other.0)) // two magnitudes of 2^53 cannot wrap
    }

    /// Difference.
    ///
    /// # Errors
    /// `Overflow` beyond ±2^53.
    #[allow(clippy::should_implement_trait, reason = "checked: it gives a Result, which the operator cannot")]
    pub fn sub(self, other: AssetAtoms) -> Result<AssetAtoms, Overflow> {
        AssetAtoms::new(self.0.wrapping_sub(other.0)) // two magnitudes of 2^53 cannot wrap
    }
}

/// A fraction in millionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ppm(pub u32);

impl Ppm {
    /// The whole.
    pub const ONE: Ppm = Ppm(1_000_000);
}

/// Price of an order or fill, ticks of its market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticks(pub u32);

/// Index, mark or liquidation price, 1/1000 tick; 0 is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mticks(pub u64);

/// Size of an order or fill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lots(pub u32);

/// Atoms of one tick x one lot of a market, at least 1 (UNIT-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TickValue(pub u32);

/// Value of one lot at a price, in 1/1000 atom: `tick_value * mticks`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LotValue(i64);

/// Chain time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot(pub u64);

/// Signed lots of a position: long positive, short negative; magnitude at most 2^40.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position(i64);

impl Position {
    /// No position.
    pub const FLAT: Position = Position(0);

    /// A position of signed lots.
    ///
    /// # Errors
    /// `Overflow` beyond ±2^40.
    #[inline(always)]
    pub const fn new(lots: i64) -> Result<Position, Overflow> {
        if lots > POSITION_MAX || lots < -POSITION_MAX {
            return Err(Overflow);
        }
        Ok(Position(lots))
    }

    /// Signed lots.
    #[inline(always)]
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Lots without their sign.
    #[inline(always)]
    #[must_use]
    pub const fn magnitude(self) -> i64 {
        self.0.wrapping_abs() // at most 2^40
    }

    /// Whether there is none.
    #[inline(always)]
    #[must_use]
    pub const fn is_flat(self) -> bool {
        self.0 == 0
    }

    /// The side that it is on; no position is on that of buyers.
    #[inline(always)]
    #[must_use]
    pub const fn side(self) -> Side {
        if self.0 < 0 {
            Side::Sell
        } else {
            Side::Buy
        }
    }

    /// Lots held on a side: long lots for buy, short lots for sell.
    #[inline(always)]
    #[must_use]
    pub const fn on(self, side: Side) -> i64 {
        let signed = match side {
            Side::Buy => self.0,
            Side::Sell => self.0.wrapping_neg(),
        };
        if signed > 0 {
            signed
        } else {
            0
        }
    }

    /// The position after lots of a side.
    ///
    /// # Errors
    /// `Overflow` beyond ±2^40.
    #[inline(always)]
    pub const fn moved(self, side: Side, lots: i64) -> Result<Position, Overflow> {
        let change = match side {
            Side::Buy => Some(lots),
            Side::Sell => lots.checked_neg(),
        };
        match change {
            Some(change) => match self.0.checked_add(change) {
                Some(lots) => Position::new(lots),
                None => Err(Overflow),
            },
            None => Err(Overflow),
        }
    }
}

/// The other side.
#[inline(always)]
#[must_use]
pub const fn opposite(side: Side) -> Side {
    match side {
        Side::Buy => Side::Sell,
        Side::Sell => Side::Buy,
    }
}

impl Ticks {
    /// The same price in mticks.
    #[inline(always)]
    #[must_use]
    pub fn mticks(self) -> Mticks {
        Mticks(u64::from(self.0).wrapping_mul(1_000)) // 2^32 * 1000 < 2^64
    }

    /// Whether an order of `side` at this price takes a resting order at `other`.
    #[inline(always)]
    #[must_use]
    pub fn crosses(self, side: Side, other: Ticks) -> bool {
        match side {
            Side::Buy => self >= other,
            Side::Sell => self <= other,
        }
    }

    /// The worst price within a part of this one for an order of `side`, rounded towards this one and never zero.
    #[must_use]
    pub fn worst_within(self, side: Side, part: Ppm) -> Ticks {
        let (price, part) = (i64::from(self.0), i64::from(part.0));
        let worst = match side {
            Side::Buy => mul_div_floor(price, PPM.saturating_add(part), PPM),
            Side::Sell => mul_div_ceil(price, PPM.saturating_sub(part).max(0), PPM),
        };
        let within = worst.unwrap_or(0).clamp(1, i64::from(TICKS_MAX));
        Ticks(u32::try_from(within).unwrap_or(TICKS_MAX))
    }
}

impl Mticks {
    /// The nearest whole ticks for an order of `side` that may not be worse: down for a purchase, up for a sale.
    #[inline(always)]
    #[must_use]
    pub fn ticks_within(self, side: Side) -> u64 {
        const TICK: u64 = MTICKS.unsigned_abs();
        match side {
            Side::Buy => self.0.wrapping_div(TICK),
            Side::Sell => self.0.div_ceil(TICK),
        }
    }
}

impl TickValue {
    /// Average price of lots that made a quote, `quote * 1000 / (v * lots)`, rounded against the one who asks: up for a buyer, down for a
    /// seller. Zero of no lots.
    #[must_use]
    pub fn average(self, side: Side, quote: i128, lots: u32) -> Mticks {
        let divisor = i128::from(self.0).saturating_mul(i128::from(lots));
        let scaled = quote.saturating_mul(i128::from(MTICKS));
        let rounded = match side {
            Side::Buy => scaled.saturating_neg().checked_div_euclid(divisor).map(i128::saturating_neg),
            Side::Sell => scaled.checked_div_euclid(divisor),
        };
        Mticks(u64::try_from(rounded.unwrap_or(0)).unwrap_or(0))
    }

    /// Atoms of one tick x one lot of a grid: `tick_size_e9 * lot_size_e9 / 1e12`, when that is whole and fits (UNIT-2).
    #[must_use]
    pub fn of_grid(tick_size_e9: u64, lot_size_e9: u64) -> Option<TickValue> {
        const ATOM_E18: u128 = 1_000_000_000_000;
        let product = u128::from(tick_size_e9).checked_mul(u128::from(lot_size_e9))?;
        if product.checked_rem(ATOM_E18)? != 0 {
            return None;
        }
        let value = u32::try_from(product.checked_div(ATOM_E18)?).ok()?;
        (value > 0).then_some(TickValue(value))
    }

    /// Value of one lot at a price.
    ///
    /// # Errors
    /// `Overflow`; no allowed price of a listed market reaches it (UNIT-3).
    #[inline(always)]
    pub fn lot_at(self, price: Mticks) -> Result<LotValue, Overflow> {
        let value = u64::from(self.0).checked_mul(price.0).ok_or(Overflow)?;
        Ok(LotValue(i64::try_from(value).map_err(|_| Overflow)?))
    }

    /// Notional of a fill, `v * p * q`, exact and without division (UNIT-2).
    ///
    /// # Errors
    /// `Overflow` beyond 2^53.
    #[inline(always)]
    pub fn notional(self, price: Ticks, lots: Lots) -> Result<Atoms, Overflow> {
        // v * p < 2^64 always; the product with q is checked.
        let of_lot = u64::from(self.0).wrapping_mul(u64::from(price.0));
        let atoms = of_lot.checked_mul(u64::from(lots.0)).ok_or(Overflow)?;
        Atoms::new(i64::try_from(atoms).map_err(|_| Overflow)?)
    }

    /// Lots that atoms pay for at a price, `floor(atoms / (v * p))`: rounded against the one who asks (UNIT-5).
    #[must_use]
    pub fn lots_within(self, price: Ticks, atoms: Atoms) -> Lots {
        let of_lot = u64::from(self.0).wrapping_mul(u64::from(price.0)); // below 2^64, as in `notional`
        let lots = u64::try_from(atoms.get()).unwrap_or(0).checked_div(of_lot).unwrap_or(0);
        Lots(u32::try_from(lots).map_or(LOTS_MAX, |lots| lots.min(LOTS_MAX)))
    }
}

impl LotValue {
    /// Quote of signed lots at the price, `floor(b * v * price / 1000)` (PNL-1).
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn quote_floor(self, position: Position) -> Result<Atoms, Overflow> {
        Atoms::new(mul_div_floor(position.0, self.0, MTICKS)?)
    }

    /// Notional of lots at the price, `ceil(lots * v * price / 1000)` (MGN-1).
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn notional_ceil(self, lots: i64) -> Result<Atoms, Overflow> {
        Atoms::new(mul_div_ceil(lots, self.0, MTICKS)?)
    }

    /// The greater of two values.
    #[inline(always)]
    #[must_use]
    pub fn max(self, other: LotValue) -> LotValue {
        match self.0.cmp(&other.0) {
            Ordering::Less => other,
            Ordering::Equal | Ordering::Greater => self,
        }
    }

    /// A value in 1/1000 atom, as it was kept.
    #[must_use]
    pub const fn of_thousandths(value: i64) -> LotValue {
        LotValue(value)
    }

    /// The value in 1/1000 atom.
    #[must_use]
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// Whether no price is known.
    #[inline(always)]
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// Slot of a time, microseconds: 400 ms each on the local network.
#[inline]
#[must_use]
pub fn slot_of(ts_us: u64) -> Slot {
    Slot(ts_us.checked_div(SLOT_US).unwrap_or(0))
}

/// Number as a signed detail of a refusal; what does not fit shows as the largest.
#[inline]
#[must_use]
pub fn detail(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{
        opposite, slot_of, Atoms, Lots, Mticks, Overflow, Position, Ppm, Side, Slot, TickValue, Ticks, ATOMS_MAX,
        LOTS_MAX, TICKS_MAX,
    };

    #[test]
    fn worst_price_is_rounded_towards_the_price_and_stays_a_price() {
        let worst = |price, side, part| Ticks(price).worst_within(side, Ppm(part)).0;
        assert_eq!((worst(1_999, Side::Buy, 10_000), worst(1_999, Side::Sell, 10_000)), (2_018, 1_980));
        assert_eq!((worst(1, Side::Sell, 2_000_000), worst(TICKS_MAX, Side::Buy, 1_000_000)), (1, TICKS_MAX));
    }

    /// UNIT-4: what money pays for is rounded down, and one lot more costs more.
    #[test]
    fn lots_within_money_are_the_most_that_it_pays_for() {
        for (value, price, atoms) in
            [(100, 15_025, 525_875_000), (7, 3, 100), (1, 1, 1), (4_000_000_000, 2_000_000_000, 5)]
        {
            let (value, price, money) = (TickValue(value), Ticks(price), Atoms::new(atoms).unwrap_or_default());
            let lots = value.lots_within(price, money);
            assert!(lots.0 == 0 || value.notional(price, lots).is_ok_and(|cost| cost <= money));
            assert!(value.notional(price, Lots(lots.0 + 1)).map_or(true, |cost| cost > money));
        }
        assert_eq!(TickValue(1).lots_within(Ticks(0), Atoms::MAX), Lots(0));
        assert_eq!(TickValue(1).lots_within(Ticks(1), Atoms::MAX), Lots(LOTS_MAX));
    }

    /// UNIT-2: 0.1 USD x 0.0001 BTC is 10 atoms. 0.1 USD x 0.000001 would be a tenth of an atom: no grid.
    #[test]
    fn grid_without_a_whole_tick_value_is_no_grid() {
        assert_eq!(TickValue::of_grid(100_000_000, 100_000), Some(TickValue(10)));
        assert_eq!(TickValue::of_grid(100_000_000, 1_000), None);
        assert_eq!(TickValue::of_grid(0, 100_000), None);
        assert_eq!(TickValue::of_grid(u64::MAX, u64::MAX), None);
    }

    /// UNIT-2: the notional of a fill is v * p * q, exact.
    #[test]
    fn notional_is_exact_or_refused() {
        assert_eq!(TickValue(10).notional(Ticks(600_000), Lots(7)), Atoms::new(42_000_000));
        assert_eq!(TickValue(u32::MAX).notional(Ticks(u32::MAX), Lots(u32::MAX)), Err(Overflow));
    }

    /// UNIT-1: money is a type of its own, with a range of its own; UNIT-4: beyond it there is a refusal.
    #[test]
    fn money_leaves_its_range_by_refusal_alone() {
        assert_eq!(Atoms::MAX.add(Atoms::new(1).unwrap_or_default()), Err(Overflow));
        assert_eq!(Atoms::MAX.neg().sub(Atoms::new(1).unwrap_or_default()), Err(Overflow));
        assert_eq!(Atoms::new(ATOMS_MAX + 1), Err(Overflow));
        assert_eq!(Position::new((1 << 40) + 1), Err(Overflow));
        assert_eq!(Position::new(1 << 40).and_then(|full| full.moved(Side::Buy, 1)), Err(Overflow));
    }

    /// UNIT-4: what is charged rounds up, what is given rounds down: 1 ppm of 1,500,001 atoms is 2 or 1.
    #[test]
    fn parts_round_against_the_one_who_asks() {
        let amount = Atoms::new(1_500_001).unwrap_or_default();
        assert_eq!(amount.part_ceil(Ppm(1)), Atoms::new(2));
        assert_eq!(amount.part_floor(Ppm(1)), Atoms::new(1));
    }

    /// PNL-1: floor(b * v * mark / 1000): 3 lots short at 100.0005 ticks of 7 atoms are worth -2100.0105, floored -2101.
    #[test]
    fn quote_of_a_short_is_floored() {
        let lot = TickValue(7).lot_at(Mticks(100_001)).unwrap_or_default();
        assert_eq!(lot.quote_floor(Position::new(-3).unwrap_or_default()), Atoms::new(-2_101));
        assert_eq!(lot.notional_ceil(3), Atoms::new(2_101));
    }

    /// UNIT-4: 7 lots of v = 10 for 351 atoms cost 5.0142857 ticks each: 5,015 mticks to a buyer, 5,014 to a seller.
    #[test]
    fn an_average_is_rounded_against_the_one_who_asks() {
        let of = |side, lots| TickValue(10).average(side, 351, lots);
        assert_eq!((of(Side::Buy, 7), of(Side::Sell, 7)), (Mticks(5_015), Mticks(5_014)));
        assert_eq!((of(Side::Buy, 0), of(Side::Sell, 0)), (Mticks(0), Mticks(0)));
    }

    #[test]
    fn sides_and_slots() {
        assert_eq!((opposite(Side::Buy), opposite(Side::Sell)), (Side::Sell, Side::Buy));
        assert_eq!((slot_of(399_999), slot_of(400_000)), (Slot(0), Slot(1)));
        let within = |mticks| (Mticks(mticks).ticks_within(Side::Buy), Mticks(mticks).ticks_within(Side::Sell));
        assert_eq!((within(4_999), within(5_000), within(5_001)), ((4, 5), (5, 5), (5, 6)));
        let short = Position::new(-5).unwrap_or_default();
        assert_eq!((short.on(Side::Sell), short.on(Side::Buy), short.magnitude()), (5, 0, 5));
    }
}
