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
    // What is never negative is divided without sign, which is cheaper; requirements and fees are.
    if let (Ok(a), Ok(b), Ok(divisor @ 1..)) = (u64::try_from(a), u64::try_from(b), u64::try_from(divisor)) {
        if let Some(product) = a.checked_mul(b) {
            return i64::try_from(product.div_ceil(divisor)).map_err(|_| Overflow);
        }
    }
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
    let floor = mul_div_floor(a, b, divisor)?;
    if floor < 0 {
        mul_div_ceil(a, b, divisor)
    } else {
        Ok(floor)
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

#[cfg(test)]
mod tests {
    use super::{mul_div_ceil, mul_div_floor, mul_div_trunc, product_at_least, Overflow};

    /// UNIT-4: 7 * 3 / 2 is 10.5: floor 10, ceil 11; -10.5: floor -11, ceil -10; towards zero 10 and -10.
    #[test]
    fn every_division_names_its_rounding() {
        assert_eq!((mul_div_floor(7, 3, 2), mul_div_ceil(7, 3, 2), mul_div_trunc(7, 3, 2)), (Ok(10), Ok(11), Ok(10)));
        assert_eq!(
            (mul_div_floor(-7, 3, 2), mul_div_ceil(-7, 3, 2), mul_div_trunc(-7, 3, 2)),
            (Ok(-11), Ok(-10), Ok(-10))
        );
        assert_eq!((mul_div_floor(7, 2, 7), mul_div_ceil(7, 2, 7), mul_div_trunc(7, -2, 7)), (Ok(2), Ok(2), Ok(-2)));
    }

    /// UNIT-3: 128-bit products exist inside `mul_div` alone. UNIT-4: what does not fit is an `Overflow`.
    #[test]
    fn products_beyond_64_bits_are_exact_or_refused() {
        assert_eq!(mul_div_floor(i64::MAX, i64::MAX, i64::MAX), Ok(i64::MAX));
        assert_eq!(mul_div_floor(1 << 60, 1 << 10, 1 << 12), Ok(1 << 58));
        assert_eq!(mul_div_ceil((1 << 60) + 1, 1 << 10, 1 << 12), Ok((1 << 58) + 1));
        assert_eq!(mul_div_floor(i64::MAX, 2, 1), Err(Overflow));
        assert_eq!(mul_div_ceil(i64::MIN, 1, 1), Err(Overflow));
        for divisor in [0, -1, i64::MIN] {
            assert_eq!(mul_div_floor(1, 1, divisor), Err(Overflow));
        }
    }

    #[test]
    fn wide_and_narrow_paths_agree() {
        let mut state = 0x9E37_79B9_7F4A_7C15u64;
        let mut step = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            i64::from_le_bytes(state.to_le_bytes()) >> (state & 63)
        };
        for _ in 0..200_000 {
            let (a, b, divisor) = (step(), step(), step());
            let exact = i128::from(a).checked_mul(i128::from(b)).and_then(|product| {
                if divisor > 0 {
                    product.checked_div_euclid(i128::from(divisor))
                } else {
                    None
                }
            });
            let expected = exact.and_then(|quotient| i64::try_from(quotient).ok()).ok_or(Overflow);
            assert_eq!(mul_div_floor(a, b, divisor), expected, "{a} * {b} / {divisor}");
        }
    }

    #[test]
    fn fractions_are_compared_by_cross_multiplication() {
        assert!(product_at_least(i64::MAX, i64::MAX, i64::MAX, i64::MAX));
        assert!(!product_at_least(i64::MIN, i64::MAX, 0, 0));
        assert!(product_at_least(3, 4, 11, 1) && !product_at_least(3, 4, 13, 1));
    }
}
