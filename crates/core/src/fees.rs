//! Fees: rates by tier, one rounding a fill, loss before fee (FEE-1, FEE-3, FEE-4, FEE-5).
//!
//! Invariant: what leaves an account is what the fee bucket or the fee account's claim gains, to the atom.

use crate::position::{Holding, Ledger};
use crate::rounding::{mul_div_ceil, mul_div_floor, Overflow};
use crate::units::{Atoms, Ppm, PPM};

/// Highest tier.
pub const TIER_MAX: u8 = 3;
/// Unit of the signed fee cap: 0.1 basis points, in ppm.
pub const FEE_CAP_UNIT_PPM: i32 = 10;

/// Share of a liquidation fee that goes to insurance.
const HALF: Ppm = Ppm(500_000);

/// Rates of a tier, ppm of notional; a negative rate is a rebate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Of the resting order.
    pub maker_ppm: i32,
    /// Of the arriving order.
    pub taker_ppm: i32,
}

/// Added to the tier of an owner who was referred (FEE-5).
pub const REFERRED: u8 = 4;
/// What an owner who was referred pays less of a fee.
pub const DISCOUNT: Ppm = Ppm(100_000);
/// What of a fee that he pays is his referrer's.
const SHARE: Ppm = Ppm(100_000);

/// FEE-5: rates of a tier, of one who was referred with the discount. A tier above the highest is the highest.
#[inline(always)]
#[must_use]
pub const fn rates_of(tier: u8) -> Rates {
    match tier {
        0 => Rates { maker_ppm: 100, taker_ppm: 450 },
        1 => Rates { maker_ppm: 50, taker_ppm: 400 },
        2 => Rates { maker_ppm: 0, taker_ppm: 350 },
        3 => Rates { maker_ppm: -20, taker_ppm: 300 },
        4 => Rates { maker_ppm: 90, taker_ppm: 405 },
        5 => Rates { maker_ppm: 45, taker_ppm: 360 },
        6 => Rates { maker_ppm: 0, taker_ppm: 315 },
        _ => Rates { maker_ppm: -20, taker_ppm: 270 },
    }
}

/// Whether a tier is that of an owner who was referred: a part of his fees is another's.
#[inline(always)]
#[must_use]
pub const fn is_shared(tier: u8) -> bool {
    tier >= REFERRED
}

/// FEE-2: of what a fee brought into the bucket the referrer's share is set aside. Rounding: floored, against who gets it. Returns it.
///
/// # Errors
/// `Overflow`.
#[cold]
pub fn set_aside(ledger: &mut Ledger, paid: Atoms) -> Result<Atoms, Overflow> {
    let share = paid.part_floor(SHARE)?;
    ledger.fee_bucket = ledger.fee_bucket.sub(share)?;
    ledger.shares = ledger.shares.add(share)?;
    Ok(share)
}

/// FEE-2: shares that were set aside are paid.
///
/// # Errors
/// `Overflow`, also when there are fewer.
pub fn pay_share(collateral: &mut Atoms, ledger: &mut Ledger, amount: Atoms) -> Result<(), Overflow> {
    let left = ledger.shares.sub(amount)?;
    if left.is_negative() {
        return Err(Overflow);
    }
    *collateral = collateral.add(amount)?;
    ledger.shares = left;
    Ok(())
}

/// FEE-1: rate after a discount, `ceil(rate * (1 - discount))` in whole ppm; a rebate is not discounted.
///
/// # Errors
/// `Overflow` when the discount is above one.
pub fn rate_discounted(rate_ppm: i32, discount: Ppm) -> Result<i32, Overflow> {
    if rate_ppm <= 0 {
        return Ok(rate_ppm);
    }
    let left = PPM.checked_sub(i64::from(discount.0)).filter(|left| *left >= 0).ok_or(Overflow)?;
    i32::try_from(mul_div_ceil(i64::from(rate_ppm), left, PPM)?).map_err(|_| Overflow)
}

/// FEE-1: fee of a fill, rounded up once; a rebate (negative) is rounded down in magnitude. Both are `ceil(quote * rate)`.
///
/// # Errors
/// `Overflow`.
#[inline(always)]
pub fn fee_of(quote: Atoms, rate_ppm: i32) -> Result<Atoms, Overflow> {
    Atoms::new(mul_div_ceil(quote.get(), i64::from(rate_ppm), PPM)?)
}

/// The lowest rate of a tier, of takers or makers, whose fee of a notional is this one; None when no tier charges it (FEE-1, FEE-5).
///
/// # Errors
/// `Overflow`.
pub fn rate_of_fee(notional: Atoms, fee: Atoms, takes: bool) -> Result<Option<i32>, Overflow> {
    let all = (0..=TIER_MAX).rev().flat_map(|tier| [tier.saturating_add(REFERRED), tier]);
    for tier in all {
        let rates = rates_of(tier);
        let rate = if takes { rates.taker_ppm } else { rates.maker_ppm };
        if fee_of(notional, rate)? == fee {
            return Ok(Some(rate));
        }
    }
    Ok(None)
}

/// The lowest rate whose fee of a notional is at least this one: of a fee that a bound has lowered it is what the bound cut (LIQ-3).
///
/// # Errors
/// `Overflow`, also of a notional of nothing.
pub fn rate_reaching(notional: Atoms, fee: Atoms) -> Result<i32, Overflow> {
    if !fee.is_positive() {
        return Ok(0);
    }
    let below = mul_div_floor(fee.get().checked_sub(1).ok_or(Overflow)?, PPM, notional.get())?;
    i32::try_from(below.checked_add(1).ok_or(Overflow)?).map_err(|_| Overflow)
}

/// FEE-3: whether the signed cap allows the rate; it binds makers and takers alike.
#[inline(always)]
#[must_use]
pub fn cap_allows(fee_max: u16, rate_ppm: i32) -> bool {
    i32::from(fee_max).wrapping_mul(FEE_CAP_UNIT_PPM) >= rate_ppm // at most 655,350
}

/// LIQ-3: charges the fee of a liquidation; half of what is paid, rounded up, goes to insurance.
///
/// # Errors
/// `Overflow`.
pub fn insure(holding: &mut Holding, collateral: &mut Atoms, ledger: &mut Ledger, fee: Atoms) -> Result<(), Overflow> {
    let before = ledger.fee_bucket;
    charge(holding, collateral, ledger, fee)?;
    let half = ledger.fee_bucket.sub(before)?.part_ceil(HALF)?;
    ledger.fee_bucket = ledger.fee_bucket.sub(half)?;
    ledger.insurance = ledger.insurance.add(half)?;
    Ok(())
}

/// FEE-4: charges a fee, or gives a rebate when it is negative. Collateral above zero pays; the rest of a fee leaves e
/// and becomes the fee account's claim. A rebate comes out of the bucket; what the bucket lacks becomes the account's
/// claim, and the fee account's claim falls by it.
///
/// # Errors
/// `Overflow`.
#[inline(always)]
pub fn charge(holding: &mut Holding, collateral: &mut Atoms, ledger: &mut Ledger, fee: Atoms) -> Result<(), Overflow> {
    if fee.is_negative() {
        let rebate = fee.neg();
        let paid = rebate.min(ledger.fee_bucket);
        let owed = rebate.sub(paid)?;
        ledger.fee_bucket = ledger.fee_bucket.sub(paid)?;
        *collateral = collateral.add(paid)?;
        holding.claim = holding.claim.add(owed)?;
        ledger.claims = ledger.claims.add(owed)?;
        ledger.fee_claim = ledger.fee_claim.sub(owed)?;
        return Ok(());
    }
    let paid = fee.min(collateral.above_zero());
    let owed = fee.sub(paid)?;
    *collateral = collateral.sub(paid)?;
    ledger.fee_bucket = ledger.fee_bucket.add(paid)?;
    holding.quote = holding.quote.sub(owed)?;
    ledger.fee_claim = ledger.fee_claim.add(owed)?;
    Ok(())
}
