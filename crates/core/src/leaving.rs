//! Leaving with open positions: how far from the index the operator may close them (CUST-34), and a key that its owner bounds so (SIG-4).
//!
//! Invariant: engine and chain ask the same function; it is rounded for the one who leaves. In the last hours what no book takes goes by a
//! round at the index, which needs nobody's order (CUST-51).

use crate::rounding::{mul_div_ceil, mul_div_floor, Overflow};
use crate::units::{Mticks, Side, Ticks, TICKS_MAX};

/// The worst price lies so far from the index, millionths.
const DISTANCE_PPM: i64 = 5_000;
/// A whole, in millionths of a thousandth of a tick.
const WHOLE: i64 = 1_000_000_000;

/// Seconds before the end of an exit's hours in which a round may close what is left (CUST-51).
const LAST_S: i64 = 12 * 3_600;
const HOUR_S: i64 = 3_600;

/// CUST-51: whether an exit that was asked for at `asked_s` and has `hours` is in its last twelve at `now_s`, unix seconds each. Who has no
/// more than twelve is from the start.
#[must_use]
pub fn is_last(asked_s: i64, hours: u64, now_s: i64) -> bool {
    let hours_s = i64::try_from(hours).unwrap_or(i64::MAX).saturating_mul(HOUR_S);
    now_s >= asked_s.saturating_add(hours_s.saturating_sub(LAST_S).max(0))
}

/// CUST-34: the worst price, in ticks, at which an order of this side closes a position of one who leaves: 50 bps from the index, a sale
/// rounded up and a purchase down.
///
/// # Errors
/// `Overflow`, also of an index so low that no tick lies within.
pub fn closing_limit(side: Side, index: Mticks) -> Result<Ticks, Overflow> {
    let index = i64::try_from(index.0).map_err(|_| Overflow)?;
    let limit = match side {
        Side::Sell => mul_div_ceil(index, 1_000_000 - DISTANCE_PPM, WHOLE)?.max(1),
        Side::Buy => mul_div_floor(index, 1_000_000 + DISTANCE_PPM, WHOLE)?.min(i64::from(TICKS_MAX)),
    };
    let ticks = u32::try_from(limit).map_err(|_| Overflow)?;
    if ticks == 0 || ticks > TICKS_MAX {
        return Err(Overflow);
    }
    Ok(Ticks(ticks))
}

/// SIG-4: whether a fill at a price is near the index: no worse for either side than what closes for one who leaves.
#[must_use]
pub fn is_near(price: Ticks, index: Mticks) -> bool {
    let lowest = closing_limit(Side::Sell, index);
    let highest = closing_limit(Side::Buy, index);
    matches!((lowest, highest), (Ok(lowest), Ok(highest)) if lowest <= price && price <= highest)
}
