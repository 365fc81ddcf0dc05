//! Liquidation: who is liquidated, by which way, how much, at what price, for what fee (LIQ-1 to LIQ-4, LIQ-7).
//!
//! Invariant: nobody whose Net is above his maintenance requirement is liquidated; prices and sizes are rounded for the one who is.

use crate::fees::rates_of;
use crate::margin::Health;
use crate::position::{fill, Holding, Ledger, Party, Terms};
use crate::rounding::{mul_div_ceil, mul_div_floor, Overflow};
use crate::schema_gen::LiquidationWay;
use crate::units::{Atoms, LotValue, Mticks, Ppm, Side, TickValue, Ticks, MTICKS, PPM, TICKS_MAX};

/// Time between two steps on the book, microseconds (LIQ-2).
pub const STEP_US: u64 = 30_000_000;
/// Notional above which a step closes a fifth of a position: 100,000 USD.
const STEP_NOTIONAL: i64 = 100_000_000_000;
const STEP_SHARE: Ppm = Ppm(200_000);
/// What a step restores: the maintenance requirement and 2 % of it.
const RESTORED_PPM: i64 = 1_020_000;

/// LIQ-1, LIQ-2: how an account in this state is liquidated; None: it is not. `exposed`: it has a position; `owes`: it has none, and
/// a loss is left.
#[must_use]
pub fn way_of(health: &Health, exposed: bool, owes: bool) -> Option<LiquidationWay> {
    if !exposed {
        return (owes && health.net.is_negative()).then_some(LiquidationWay::Loss);
    }
    if health.net.is_negative() {
        return Some(LiquidationWay::Round);
    }
    if health.net > health.maintenance {
        return None;
    }
    let (three_net, two_needed) = (health.net.get().wrapping_mul(3), health.maintenance.get().wrapping_mul(2)); // below 2^55
    Some(if three_net < two_needed { LiquidationWay::Backstop } else { LiquidationWay::Book })
}

/// LIQ-3: `min(class fee, floor(mmf / 4))`, ppm; a taker fee that is higher takes its place.
#[must_use]
pub fn fee_rate(class_fee: Ppm, mmf: Ppm) -> Ppm {
    Ppm(class_fee.0.min(mmf.0.checked_div(4).unwrap_or(0)))
}

/// LIQ-3: rate of a step on the book, ppm: the larger of the fee of a liquidation and the taker fee of a tier.
#[must_use]
pub fn step_rate(class_fee: Ppm, mmf: Ppm, tier: u8) -> Ppm {
    Ppm(fee_rate(class_fee, mmf).0.max(rates_of(tier).taker_ppm.unsigned_abs()))
}

/// LIQ-3: the most that the fee of a step's fill may be: what Net is after it without fees, never below zero. `net`: of the account
/// with this holding in the market and this collateral.
///
/// # Errors
/// `Overflow`.
pub fn step_fee_max(
    ledger: &Ledger,
    taker: &Party,
    maker: &Party,
    terms: &Terms,
    net: impl FnOnce(&Holding, Atoms) -> Result<Atoms, Overflow>,
) -> Result<Atoms, Overflow> {
    let (mut ledger, mut taker, mut maker) = (*ledger, *taker, *maker);
    (taker.rate_ppm, maker.rate_ppm) = (0, 0);
    fill(&mut ledger, &mut taker, &mut maker, terms).map_err(|_| Overflow)?;
    Ok(net(&taker.holding, taker.collateral)?.above_zero())
}

/// LIQ-2: lots of a step on the book: a fifth above 100,000 USD, else as many as bring Net back to the requirement and 2 % of it;
/// rounded up, never more than there are.
///
/// # Errors
/// `Overflow`.
pub fn step_lots(held: i64, lot_mark: LotValue, health: &Health, mmf: Ppm, rate: Ppm) -> Result<i64, Overflow> {
    if lot_mark.notional_ceil(held)?.get() > STEP_NOTIONAL {
        return mul_div_ceil(held, i64::from(STEP_SHARE.0), PPM);
    }
    let wanted = mul_div_ceil(health.maintenance.get(), RESTORED_PPM, PPM)?;
    let shortage = wanted.checked_sub(health.net.get()).ok_or(Overflow)?;
    restoring_lots(shortage, lot_mark, mmf, rate, held)
}

/// Lots whose closing frees `shortage` atoms: each lowers the requirement by its notional times mmf, and costs it times the fee.
/// Rounded up; all of them when closing frees nothing or not enough.
///
/// # Errors
/// `Overflow`.
pub fn restoring_lots(shortage: i64, lot: LotValue, mmf: Ppm, rate: Ppm, held: i64) -> Result<i64, Overflow> {
    let kept = i64::from(mmf.0).saturating_sub(i64::from(rate.0)).max(0);
    let freed = mul_div_floor(lot.thousandths(), kept, MTICKS)?; // of a lot, in 1e-6 atoms
    if freed <= 0 {
        return Ok(held);
    }
    Ok(mul_div_ceil(shortage.max(0), PPM, freed).map_or(held, |lots| lots.min(held)))
}

/// LIQ-7: the worst price of a step on the book. The spread from mark is `1.5 * (1 - Net / MM) * requirement of the position` in all,
/// the share within 0 and 1; rounded towards the mark, to ticks. `side`: of the closing order.
///
/// # Errors
/// `Overflow`.
pub fn fillable_price(
    side: Side,
    held: i64,
    tick_value: TickValue,
    mark: Mticks,
    needed: Atoms,
    health: &Health,
) -> Result<Ticks, Overflow> {
    let total = health.maintenance.get();
    let short = total.checked_sub(health.net.get()).ok_or(Overflow)?.clamp(0, total);
    let share = if total == 0 { 0 } else { mul_div_floor(needed.get().checked_mul(3).ok_or(Overflow)?, short, total)? };
    let spread = share.checked_div(2).unwrap_or(0);
    let value = i64::from(tick_value.0).checked_mul(held).ok_or(Overflow)?;
    let away = mul_div_floor(spread, MTICKS, value)?;
    let mark = i64::try_from(mark.0).map_err(|_| Overflow)?;
    let ticks = match side {
        Side::Sell => mul_div_ceil(mark.checked_sub(away).ok_or(Overflow)?, 1, MTICKS)?,
        Side::Buy => mul_div_floor(mark.checked_add(away).ok_or(Overflow)?, 1, MTICKS)?,
    };
    Ok(Ticks(u32::try_from(ticks.clamp(1, i64::from(TICKS_MAX))).map_err(|_| Overflow)?))
}

/// Where the share of an account's buffer that one position has is gone: the mark that a long must not fall below, or a short rise
/// above, for the account to stay above its requirement, whatever its other positions do within their shares (MGN-9). Rounded
/// towards the mark.
///
/// # Errors
/// `Overflow`.
pub fn watched_mark(
    side: Side,
    held: i64,
    tick_value: TickValue,
    mark: Mticks,
    share: Atoms,
    mmf: Ppm,
) -> Result<i64, Overflow> {
    let value = i64::from(tick_value.0).checked_mul(held).ok_or(Overflow)?;
    let mark = i64::try_from(mark.0).map_err(|_| Overflow)?;
    let away = mul_div_floor(share.above_zero().get(), MTICKS, value)?;
    match side {
        Side::Buy => mark.checked_sub(away).ok_or(Overflow),
        Side::Sell => {
            // A short's requirement rises with the mark, too.
            let less = mul_div_floor(away, PPM, PPM.saturating_add(i64::from(mmf.0)))?;
            mark.checked_add(less).ok_or(Overflow)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{fee_rate, fillable_price, restoring_lots, step_lots, watched_mark, way_of};
    use crate::margin::Health;
    use crate::schema_gen::LiquidationWay;
    use crate::units::{Atoms, Mticks, Ppm, Side, TickValue, Ticks};

    fn health(net: i64, maintenance: i64) -> Health {
        let atoms = |number| Atoms::new(number).unwrap_or_default();
        Health { net: atoms(net), open: atoms(net), initial: Atoms::ZERO, maintenance: atoms(maintenance) }
    }

    /// LIQ-1, LIQ-2: at the requirement on the book, below two thirds to the backstop, below nothing by a round.
    #[test]
    fn ways_follow_net_and_requirement() {
        let way = |net, needed| way_of(&health(net, needed), true, false);
        assert_eq!(
            (way(301, 300), way(300, 300), way(200, 300)),
            (None, Some(LiquidationWay::Book), Some(LiquidationWay::Book))
        );
        assert_eq!(
            (way(199, 300), way(0, 300), way(-1, 300)),
            (Some(LiquidationWay::Backstop), Some(LiquidationWay::Backstop), Some(LiquidationWay::Round),)
        );
        assert_eq!(way_of(&health(-5, 0), false, true), Some(LiquidationWay::Loss));
        assert_eq!(way_of(&health(-5, 0), false, false), None);
    }

    /// LIQ-2, LIQ-3: BTC at 60,000 USD, lots of 6 USD, mmf 1 %, fee 0.25 %: each lot frees 0.045 USD.
    #[test]
    fn step_restores_the_requirement_and_two_percent() {
        let lot = TickValue(10).lot_at(Mticks(600_000_000)).unwrap_or_default();
        let (mmf, rate) = (Ppm(10_000), fee_rate(Ppm(2_500), Ppm(10_000)));
        assert_eq!((rate, fee_rate(Ppm(2_500), Ppm(5_000))), (Ppm(2_500), Ppm(1_250)));
        // 10,000 lots, 60,000 USD: the requirement is 600, Net 590, so 22 USD are short: 22 / 0.045 lots.
        assert_eq!(step_lots(10_000, lot, &health(590_000_000, 600_000_000), mmf, rate), Ok(489));
        assert_eq!(step_lots(20_000, lot, &health(1_190_000_000, 1_200_000_000), mmf, rate), Ok(4_000), "a fifth");
        assert_eq!(restoring_lots(1, lot, mmf, mmf, 77), Ok(77), "closing frees nothing");
        assert_eq!(restoring_lots(1_000_000_000, lot, mmf, rate, 77), Ok(77), "never more than there are");
    }

    /// LIQ-7: the spread is 1.5 times the missing share of the requirement.
    #[test]
    fn fillable_price_leaves_the_mark_as_net_falls() {
        let needed = Atoms::new(600_000_000).unwrap_or_default();
        let price = |side, net| {
            fillable_price(side, 10_000, TickValue(10), Mticks(600_000_000), needed, &health(net, 600_000_000))
        };
        assert_eq!(price(Side::Sell, 600_000_000), Ok(Ticks(600_000)));
        assert_eq!(price(Side::Sell, 400_000_000), Ok(Ticks(597_000)), "half of the maintenance fraction");
        assert_eq!(price(Side::Buy, 400_000_000), Ok(Ticks(603_000)));
        assert_eq!(price(Side::Sell, 399_999_999), Ok(Ticks(597_000)), "rounded towards the mark");
    }

    /// MGN-9: a share of 100 USD of 1 BTC is gone 100 USD lower, or a little less than that higher.
    #[test]
    fn watched_mark_is_where_the_share_is_gone() {
        let share = Atoms::new(100_000_000).unwrap_or_default();
        let at = |side| watched_mark(side, 10_000, TickValue(10), Mticks(600_000_000), share, Ppm(10_000));
        assert_eq!((at(Side::Buy), at(Side::Sell)), (Ok(599_000_000), Ok(600_990_099)));
    }
}
