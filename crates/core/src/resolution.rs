//! Resolution: what everybody gets when the exchange has ended for good (CUST-18, CUST-19).
//!
//! Invariant: an account's losses are paid by its collateral, then by its own gains; gains of a market are never paid more than
//! the market has, collateral goes before gains, and what is paid of an asset is never more than what is there. No result depends
//! on who is resolved first.

use crate::rounding::{mul_div_floor, Overflow};
use crate::units::{Atoms, Mticks};

/// Samples of a price.
pub const SAMPLES: usize = 3;
/// Seconds between two samples; the first lies as long after the freeze.
pub const SAMPLE_STEP_S: u64 = 1_200;

/// CUST-18: whether an update is sample `number` (from 0): the one that was published at or after its time, while the update
/// before it was published earlier. Nobody can choose between two.
#[must_use]
pub fn is_sample(frozen_s: u64, number: usize, published_before_s: u64, published_s: u64) -> bool {
    let steps = u64::try_from(number).unwrap_or(u64::MAX).saturating_add(1);
    let due = SAMPLE_STEP_S.saturating_mul(steps).saturating_add(frozen_s);
    number < SAMPLES && published_before_s < due && due <= published_s
}

/// CUST-18: the price that a market ends with, the middle of its samples.
#[must_use]
pub fn median(samples: [Mticks; SAMPLES]) -> Mticks {
    let [Mticks(one), Mticks(two), Mticks(three)] = samples;
    Mticks(one.max(two).min(one.min(two).max(three)))
}

/// An account at resolved prices: first all its profits and losses are added, then each market is passed once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estate {
    /// c; never negative when everything is passed, but for a debt that gains did not pay.
    pub collateral: Atoms,
    gains: Atoms,
    losses: Atoms,
}

/// What an account leaves in a market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Its claim on the market's means.
    pub claim: Atoms,
    /// What it brings to the market's means; negative: what it takes, into its losses elsewhere.
    pub brought: Atoms,
}

/// An estate whose markets are being passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passing {
    /// c afterwards.
    pub collateral: Atoms,
    /// Losses that own gains still pay.
    set_off: Atoms,
    /// Gains that are still taken for them, and for a debt.
    taken: Atoms,
}

impl Estate {
    /// An account with collateral alone.
    #[must_use]
    pub const fn of(collateral: Atoms) -> Estate {
        Estate { collateral, gains: Atoms::ZERO, losses: Atoms::ZERO }
    }

    /// Adds what the account has won or lost in a market at its resolved price (PNL-1).
    ///
    /// # Errors
    /// `Overflow`.
    pub fn add(&mut self, pnl: Atoms) -> Result<(), Overflow> {
        self.gains = self.gains.add(pnl.above_zero())?;
        self.losses = self.losses.add(pnl.neg().above_zero())?;
        Ok(())
    }

    /// CUST-19: losses are paid by collateral, what is left of them and a debt by own gains as far as they reach.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn pass(self) -> Result<Passing, Overflow> {
        let unpaid = self.losses.sub(self.collateral.above_zero())?.above_zero();
        let set_off = unpaid.min(self.gains);
        let debt = self.collateral.neg().above_zero().min(self.gains.sub(set_off)?);
        Ok(Passing { collateral: self.collateral.add(debt)?, set_off, taken: set_off.add(debt)? })
    }
}

impl Passing {
    /// CUST-19: passes a market, in the order of their numbers; `pnl` is what was added for it.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn market(&mut self, pnl: Atoms) -> Result<Left, Overflow> {
        if pnl.is_negative() {
            let loss = pnl.neg();
            let paid = loss.min(self.collateral.above_zero());
            let own = loss.sub(paid)?.min(self.set_off);
            self.collateral = self.collateral.sub(paid)?;
            self.set_off = self.set_off.sub(own)?;
            return Ok(Left { claim: Atoms::ZERO, brought: paid.add(own)? });
        }
        let taken = pnl.min(self.taken);
        self.taken = self.taken.sub(taken)?;
        Ok(Left { claim: pnl.sub(taken)?, brought: taken.neg() })
    }
}

/// CUST-19: what a part gets of means which may not cover the whole: all of it, or `floor(part * means / whole)`.
///
/// # Errors
/// `Overflow`.
pub fn share(part: i64, means: i64, whole: i64) -> Result<i64, Overflow> {
    if means >= whole || part == 0 {
        return Ok(part);
    }
    mul_div_floor(part, means.max(0), whole)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{is_sample, median, share, Estate, SAMPLES};
    use crate::rounding::Overflow;
    use crate::units::{Atoms, Mticks};

    fn atoms(number: i64) -> Atoms {
        Atoms::new(number).unwrap_or_default()
    }

    /// Collateral afterwards, claims, and what was brought, market by market.
    fn passed(collateral: i64, pnls: &[i64]) -> Result<(i64, Vec<(i64, i64)>), Overflow> {
        let mut estate = Estate::of(atoms(collateral));
        for pnl in pnls {
            estate.add(atoms(*pnl))?;
        }
        let mut passing = estate.pass()?;
        let mut left = Vec::new();
        for pnl in pnls {
            let market = passing.market(atoms(*pnl))?;
            left.push((market.claim.get(), market.brought.get()));
        }
        Ok((passing.collateral.get(), left))
    }

    /// CUST-18: frozen at 1,000: the first sample is the update at or after 2,200 whose predecessor lies before it.
    #[test]
    fn one_update_alone_is_a_sample() {
        assert!(is_sample(1_000, 0, 2_199, 2_200) && is_sample(1_000, 0, 2_000, 2_500));
        assert!(!is_sample(1_000, 0, 2_200, 2_201), "a later one");
        assert!(!is_sample(1_000, 0, 2_198, 2_199), "an earlier one");
        assert!(is_sample(1_000, 1, 3_399, 3_400) && is_sample(1_000, 2, 4_599, 4_600));
        assert!(is_sample(1_000, 2, 0, 9_000), "a feed that slept serves more than one sample");
        assert!(!is_sample(1_000, SAMPLES, 5_799, 5_800) && !is_sample(1_000, usize::MAX, 0, u64::MAX));
    }

    /// CUST-18: the middle, in whatever order.
    #[test]
    fn the_median_is_the_middle_of_three() {
        for [a, b, c] in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
            assert_eq!(median([Mticks(a), Mticks(b), Mticks(c)]), Mticks(2));
        }
        assert_eq!(median([Mticks(5), Mticks(9), Mticks(5)]), Mticks(5));
        assert_eq!(median([Mticks(7), Mticks(7), Mticks(7)]), Mticks(7));
    }

    /// CUST-19: the worked examples of docs/spec/custody.md.
    #[test]
    fn losses_are_paid_by_collateral_and_then_by_own_gains() {
        assert_eq!(passed(100, &[30]), Ok((100, [(30, 0)].to_vec())), "a winner keeps his collateral");
        assert_eq!(passed(100, &[-30]), Ok((70, [(0, 30)].to_vec())), "a loser pays");
        assert_eq!(passed(100, &[-130]), Ok((0, [(0, 100)].to_vec())), "a bankrupt pays what he has");
        assert_eq!(passed(100, &[50, -130]), Ok((0, [(20, -30), (0, 130)].to_vec())), "and what he won");
        assert_eq!(passed(100, &[-130, 50]), Ok((0, [(0, 130), (20, -30)].to_vec())), "wherever he won it");
        assert_eq!(passed(0, &[10, -100, 20]), Ok((0, [(0, -10), (0, 30), (0, -20)].to_vec())));
        assert_eq!(passed(-40, &[100, -30]), Ok((0, [(30, -70), (0, 30)].to_vec())), "a debt is paid after losses");
        assert_eq!(passed(-40, &[10]), Ok((-30, [(0, -10)].to_vec())), "as far as gains reach");
    }

    /// CUST-19: all of it, or floored.
    #[test]
    fn a_share_is_whole_or_rounded_down() {
        assert_eq!((share(7, 10, 10), share(7, 11, 10), share(0, 0, 0)), (Ok(7), Ok(7), Ok(0)));
        assert_eq!(share(0, -5, 0), Ok(0), "nothing of nothing, whatever is missing");
        assert_eq!((share(7, 9, 10), share(7, 0, 10), share(7, -5, 10)), (Ok(6), Ok(0), Ok(0)));
    }

    /// CUST-19: no money is made or lost: what leaves collateral is what markets got. What an account has left is what it was worth,
    /// never below nothing but for a debt; a claim never exceeds its gain.
    #[test]
    fn an_estate_is_what_it_was() {
        let mut state = 11_u64;
        let mut next = |most: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((state >> 33).checked_rem(most).unwrap_or(0)).unwrap_or(0)
        };
        for _ in 0..50_000 {
            let collateral = next(500).saturating_sub(60);
            let pnls: Vec<i64> = (0..next(5)).map(|_| next(800).saturating_sub(400)).collect();
            let Ok((left, markets)) = passed(collateral, &pnls) else { panic!("{collateral} {pnls:?}") };
            let claims: i64 = markets.iter().map(|(claim, _)| claim).sum();
            let brought: i64 = markets.iter().map(|(_, brought)| brought).sum();
            let net: i64 = collateral.saturating_add(pnls.iter().sum());
            assert_eq!(left.saturating_add(brought), collateral, "{collateral} {pnls:?}");
            assert_eq!(left.saturating_add(claims), net.max(collateral.min(0)), "{collateral} {pnls:?}");
            for (pnl, (claim, brought)) in pnls.iter().zip(&markets) {
                assert!((0..=*pnl.max(&0)).contains(claim));
                assert!((pnl.saturating_neg().min(0)..=pnl.saturating_neg().max(0)).contains(brought));
            }
        }
    }
}
