//! Whether an account can carry a fill (MGN-5, MGN-6), and what of it both the engine and the chain ask.
//!
//! Invariant: the chain asks the same functions as the engine, without open orders: it may be weaker, never stronger.

use crate::margin::Health;
use crate::rounding::Overflow;
use crate::units::{opposite, Mticks, Position, Ppm, Side, Ticks};

/// Whether a move neither raises |b| nor turns it.
#[inline(always)]
#[must_use]
pub fn reduces(before: Position, after: Position) -> bool {
    let side = if before.get() > 0 { Side::Buy } else { Side::Sell };
    after.on(opposite(side)) == 0 && after.on(side) <= before.on(side)
}

/// MGN-5, MGN-6: whether an account with this health after a fill may have made it. `before` is asked only for a reduction.
///
/// # Errors
/// `Overflow` of the health before.
#[inline]
pub fn carries(
    after: &Health,
    moved: (Position, Position),
    before: impl FnOnce() -> Result<Health, Overflow>,
) -> Result<bool, Overflow> {
    if after.carries_risk() {
        return Ok(true);
    }
    if !reduces(moved.0, moved.1) {
        return Ok(false);
    }
    Ok(after.reduction_allowed(&before()?))
}

/// BOOK-9: whether a fill at a price is within the band of mark or of index.
#[inline(always)]
#[must_use]
pub fn in_band(price: Ticks, mark: Mticks, index: Mticks, band: Ppm) -> bool {
    let near = |reference: Mticks| {
        let distance = price.mticks().0.abs_diff(reference.0);
        u128::from(distance).saturating_mul(1_000_000) <= u128::from(band.0).saturating_mul(u128::from(reference.0))
    };
    near(mark) || near(index)
}

/// Whether an order of a side whose worst price is `limit` may trade at a price.
#[inline(always)]
#[must_use]
pub fn within_limit(side: Side, limit: Ticks, price: Ticks) -> bool {
    match side {
        Side::Buy => price.0 <= limit.0,
        Side::Sell => price.0 >= limit.0,
    }
}
