//! Division with a named rounding (UNIT-4): the only place of the core where a product may need 128 bits (UNIT-3).
//!
//! Invariant: a result is exact under its rounding or it is an `Overflow`; nothing is clamped or wrapped. A product that
//! fits 64 bits is divided in 64 bits, which is the same number sooner.

/// The result would leave its range (UNIT-4): a refusal, never a clamp, a wrap or a panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

/// `floor(a * b / divisor)`; `divisor` above zero (UNIT-4).
///
/// # Errors
/// `Overflow` when the quotient is no i64 or the divisor is not above zero.
#[inline(always)]
pub fn mul_div_floor(a: i64, b: i64, divisor: i64) -> Result<i64, Overflow> {
    if divisor <= 0 {
        return Err(Overflow);
    }
    match a.checked_mul(b) {
        Some(product) => product.checked_div_euclid(divisor).ok_or(Overflow),
        None => wide_floor(a, b, divisor),
    }
}

/// `ceil(a * b / divisor)`; `divisor` above zero (UNIT-4).
///
/// # Errors
/// As `mul_div_floor`.
#[inline(always)]
pub fn mul_div_ceil(a: i64, b: i64, divisor: i64) -> Result<i64, Overflow> {
    // ceil(x) = -floor(-x), and -(a * b) = (-a) * b.
    let negative = a.checked_neg().ok_or(Overflow)?;
    mul_div_floor(negative, b, divisor)?.checked_neg().ok_or(Overflow)
}

/// `a * b / divisor` towards zero; `divisor` above zero (UNIT-4).
///
/// # Errors
/// As `mul_div_floor`.
#[inline(always)]
pub fn mul_div_trunc(a: i64, b: i64, divisor: i64) -> Result<i64, Overflow> {
    if (a < 0) == (b < 0) {
        mul_div_floor(a, b, divisor)
    } else {
        mul_div_ceil(a, b, divisor)
    }
}

#[cold]
fn wide_floor(a: i64, b: i64, divisor: i64) -> Result<i64, Overflow> {
    let product = i128::from(a).checked_mul(i128::from(b)).ok_or(Overflow)?;
    let quotient = product.checked_div_euclid(i128::from(divisor)).ok_or(Overflow)?;
    i64::try_from(quotient).map_err(|_| Overflow)
}

/// `a * b >= c * d`, exact in 128 bits: fractions are compared by cross-multiplication (UNIT-3, MGN-6).
#[inline]
#[must_use]
pub fn product_at_least(a: i64, b: i64, c: i64, d: i64) -> bool {
    // A product of two i64 always fits an i128.
    i128::from(a).saturating_mul(i128::from(b)) >= i128::from(c).saturating_mul(i128::from(d))
}
