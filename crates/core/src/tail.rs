//! The tail of insurance, which all markets share: it fills a market's own fund where a loss passes it (LIQ-5).
//!
//! Invariant: it pays nobody but funds, of a market no more in a day than a tenth of itself, and only for a loss that stands: one market does
//! not drain what stands behind the others.

use crate::deleverage::fund;
use crate::position::{Holding, Ledger};
use crate::rounding::Overflow;
use crate::units::{Atoms, LotValue, Ppm, DAY_US};

/// The part of itself that a market gets in a day.
const PART: Ppm = Ppm(100_000);

/// What it gave a market on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The UTC day, since 1970.
    pub day: u32,
    /// Atoms.
    pub amount: Atoms,
}

impl Given {
    /// What counts on a day: what was given on it; of an earlier one than the last that is known, what was given on the last.
    fn on(self, day: u32) -> Atoms {
        if day > self.day {
            Atoms::ZERO
        } else {
            self.amount
        }
    }
}

/// The UTC day of a time.
///
/// # Errors
/// `Overflow`, past every day that is counted.
pub fn day_of(us: u64) -> Result<u32, Overflow> {
    us.checked_div(DAY_US).and_then(|day| u32::try_from(day).ok()).ok_or(Overflow)
}

/// LIQ-5: of a loss at the mark what neither the own claim nor collateral pays.
///
/// # Errors
/// `Overflow`.
pub fn uncovered(holding: &Holding, collateral: Atoms, lot_mark: LotValue) -> Result<Atoms, Overflow> {
    let left = holding.loss(lot_mark)?.sub(holding.claim)?.above_zero();
    Ok(left.sub(collateral.above_zero())?.above_zero())
}

/// LIQ-5: the most that it gives for a loss: what the fund lacks of it, up to the fund's cap, within a tenth of what it would have without
/// what it gave the market that day. Rounding: the tenth is floored.
///
/// # Errors
/// `Overflow`.
pub fn due(
    tail: Atoms,
    given: Given,
    ledger: &Ledger,
    loss: Atoms,
    insurance_cap: Atoms,
    day: u32,
) -> Result<Atoms, Overflow> {
    let missing = loss.min(insurance_cap).sub(ledger.insurance)?.above_zero();
    let before = given.on(day);
    let room = tail.add(before)?.part_floor(PART)?.sub(before)?.above_zero();
    Ok(missing.min(room))
}

/// It gives a market's fund an amount that is due.
///
/// # Errors
/// `Overflow`, also when it has less.
pub fn give(tail: &mut Atoms, given: &mut Given, ledger: &mut Ledger, amount: Atoms, day: u32) -> Result<(), Overflow> {
    fund(tail, &mut ledger.insurance, amount)?;
    *given = Given { day: day.max(given.day), amount: given.on(day).add(amount)? };
    if tail.is_negative() {
        return Err(Overflow);
    }
    Ok(())
}
