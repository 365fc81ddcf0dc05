//! Marks and funding rates: how the mark follows index and book, and what longs pay shorts (MRK-2, FND-1, FND-2).
//!
//! Invariant: the mark moves by at most its envelope, a tenth of the maintenance fraction a second, at most 5 s at a time; its
//! target lies within half the maintenance fraction of the index; divisions truncate towards zero unless they say otherwise.

use crate::rounding::{mul_div_floor, mul_div_trunc, Overflow};
use crate::units::{LotValue, Ppm};

/// Shortest time between two mark rounds, microseconds; also the most that one counts.
pub const ROUND_US: u64 = 5_000_000;
/// How old a mark may be by which somebody is closed against his will, microseconds: more than a round, less than the program allows (ORC-3).
pub const CLOSING_AGE_MAX_US: u64 = 2 * ROUND_US;
/// Furthest that a publish time may lie ahead of the engine's, microseconds.
pub const PUBLISHED_AHEAD_US_MAX: u64 = 10_000_000;
/// Length of an hour, microseconds.
pub const HOUR_US: u64 = 3_600_000_000;
/// Fewest samples of an hour that give funding (FND-1).
pub const SAMPLES_MIN: u32 = 480;
/// Most samples of an hour: rounds are five seconds apart.
pub const SAMPLES_MAX: u32 = 720;
/// Time constants of the two averages, microseconds.
const EMA_MID_US: i64 = 150_000_000;
const EMA_BASIS_US: i64 = 30_000_000;
const E9: i64 = 1_000_000_000;
/// I: 0.01 % in 8 hours.
const INTEREST_E9: i64 = 100_000;
const INTEREST_REACH_E9: i64 = 500_000;
/// Largest rate of 8 hours: 4 % an hour.
const RATE_MAX_E9: i64 = 320_000_000;
const HOURS: i64 = 8;
/// Half of a fraction in ppm, as e9: times 1,000, over 2.
const HALF_PPM_AS_E9: i64 = 500;
/// Half of a fraction in ppm, as a divisor.
const TWO_MILLION: i64 = 2_000_000;
/// Microseconds of a second times ppm, times 10: envelope of a tenth of a fraction a second.
const ENVELOPE_DIVISOR: i64 = 10_000_000_000_000;
const MICRO: i64 = 1_000_000;

/// What a book says, mticks; None: nothing there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quotes {
    /// Best bid.
    pub bid: Option<i64>,
    /// Best ask.
    pub ask: Option<i64>,
    /// Price of the last fill.
    pub last: Option<i64>,
}

/// Averages of the distance of the book from the index, mticks (MRK-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Averages {
    /// Of the middle, 150 s.
    pub mid: i64,
    /// Of the median of bid, ask and last, 30 s.
    pub basis: i64,
}

/// Samples of the hour that runs (FND-1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Premium {
    /// Number of the hour since 1970.
    pub hour: u64,
    /// Sum of samples, e9.
    pub sum: i64,
    /// Number of samples.
    pub count: u32,
}

/// What an hour gives (FND-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourRate {
    /// Mean of the samples, e9.
    pub premium: i64,
    /// Rate of the hour, e9; zero with too few samples.
    pub rate: i64,
}

/// The median; of an even number the lower of the two in the middle. None of nothing.
fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    let middle = values.len().checked_sub(1)?.checked_div(2)?;
    values.get(middle).copied()
}

impl Quotes {
    /// Median of bid, ask and last, of those that are there.
    fn median(&self) -> Option<i64> {
        let mut there = [0; 3];
        let mut count = 0usize;
        for (place, value) in there.iter_mut().zip([self.bid, self.ask, self.last].into_iter().flatten()) {
            *place = value;
            count = count.saturating_add(1);
        }
        median(there.get_mut(..count)?)
    }

    /// Middle of bid and ask, floored, when both are there.
    fn mid(&self) -> Option<i64> {
        self.bid?.checked_add(self.ask?)?.checked_div_euclid(2)
    }
}

fn approach(average: i64, sample: i64, elapsed_us: i64, constant_us: i64) -> Result<i64, Overflow> {
    let distance = sample.checked_sub(average).ok_or(Overflow)?;
    average.checked_add(mul_div_trunc(distance, elapsed_us, constant_us)?).ok_or(Overflow)
}

impl Averages {
    /// Takes in a book seen after `elapsed_us`, at most 5 s: `ema += trunc((sample - ema) * elapsed / constant)`. What the book
    /// does not say leaves its average as it is.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn sample(&mut self, index: i64, quotes: &Quotes, elapsed_us: i64) -> Result<(), Overflow> {
        if let Some(mid) = quotes.mid() {
            self.mid = approach(self.mid, mid.checked_sub(index).ok_or(Overflow)?, elapsed_us, EMA_MID_US)?;
        }
        if let Some(middle) = quotes.median() {
            self.basis = approach(self.basis, middle.checked_sub(index).ok_or(Overflow)?, elapsed_us, EMA_BASIS_US)?;
        }
        Ok(())
    }

    /// MRK-2: the median of index + average of the middle, median of bid, ask and last, and index + average of the basis;
    /// within half the maintenance fraction of the index.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn target(&self, index: i64, quotes: &Quotes, mmf: Ppm) -> Result<i64, Overflow> {
        let by_mid = index.checked_add(self.mid).ok_or(Overflow)?;
        let by_basis = index.checked_add(self.basis).ok_or(Overflow)?;
        let middle = match quotes.median() {
            Some(book) => median(&mut [by_mid, book, by_basis]),
            None => median(&mut [by_mid, by_basis]),
        };
        let reach = reach(index, mmf)?;
        let (low, high) = (index.checked_sub(reach).ok_or(Overflow)?, index.checked_add(reach).ok_or(Overflow)?);
        Ok(middle.unwrap_or(index).clamp(low, high))
    }
}

/// Half the maintenance fraction of the index, floored.
fn reach(index: i64, mmf: Ppm) -> Result<i64, Overflow> {
    mul_div_floor(index, i64::from(mmf.0), TWO_MILLION)
}

/// MRK-2: the mark after `elapsed_us`, at most 5 s: towards the target by at most its envelope, floored.
///
/// # Errors
/// `Overflow`.
pub fn moved(mark: i64, target: i64, mmf: Ppm, elapsed_us: i64) -> Result<i64, Overflow> {
    let part = i64::from(mmf.0).checked_mul(elapsed_us).ok_or(Overflow)?;
    let step = mul_div_floor(mark, part, ENVELOPE_DIVISOR)?;
    Ok(target.clamp(mark.checked_sub(step).ok_or(Overflow)?, mark.checked_add(step).ok_or(Overflow)?))
}

/// MRK-2: whether the mark lies further from the index than half the maintenance fraction.
///
/// # Errors
/// `Overflow`.
pub fn catches_up(mark: i64, index: i64, mmf: Ppm) -> Result<bool, Overflow> {
    let distance = mark.checked_sub(index).and_then(i64::checked_abs).ok_or(Overflow)?;
    Ok(distance > reach(index, mmf)?)
}

/// FND-1: the largest size of a sample, e9: half the maintenance fraction.
#[must_use]
pub fn premium_bound(mmf: Ppm) -> i64 {
    i64::from(mmf.0).saturating_mul(HALF_PPM_AS_E9) // at most 5 * 10^8
}

/// FND-1: the premium of the mark over the index, e9, truncated, within half the maintenance fraction.
///
/// # Errors
/// `Overflow`.
pub fn premium(mark: i64, index: i64, mmf: Ppm) -> Result<i64, Overflow> {
    let bound = premium_bound(mmf);
    let distance = mark.checked_sub(index).ok_or(Overflow)?;
    Ok(mul_div_trunc(distance, E9, index)?.clamp(bound.saturating_neg(), bound))
}

impl Premium {
    /// FND-2: what the samples give: `P = trunc(sum / count)`, `trunc(clamp(P + clamp(I - P, +-0.05 %), +-32 %) / 8)`.
    #[must_use]
    pub fn rate(&self) -> HourRate {
        let mean = i64::from(self.count);
        let premium = self.sum.checked_div(mean).unwrap_or(0);
        if self.count < SAMPLES_MIN {
            return HourRate { premium, rate: 0 };
        }
        let pull = INTEREST_E9.saturating_sub(premium).clamp(-INTEREST_REACH_E9, INTEREST_REACH_E9);
        let of_8_hours = premium.saturating_add(pull).clamp(-RATE_MAX_E9, RATE_MAX_E9);
        HourRate { premium, rate: of_8_hours.checked_div(HOURS).unwrap_or(0) }
    }
}

/// FND-3: whole atoms a lot that a rate moves F by, and what is left in 1e-6 atoms for the next hour, never negative: the
/// rate of the lot's value at the index, truncated to 1e-6 atoms, with what was left before; floored to atoms.
///
/// # Errors
/// `Overflow`.
pub fn funding_step(rate_e9: i64, lot_index: LotValue, rest: u32) -> Result<(i64, u32), Overflow> {
    let micro = mul_div_trunc(lot_index.thousandths(), rate_e9, MICRO)?;
    let all = micro.checked_add(i64::from(rest)).ok_or(Overflow)?;
    let step = all.checked_div_euclid(MICRO).ok_or(Overflow)?;
    let left = all.checked_rem_euclid(MICRO).ok_or(Overflow)?;
    Ok((step, u32::try_from(left).map_err(|_| Overflow)?))
}

#[cfg(test)]
mod tests {
    use super::{catches_up, funding_step, moved, premium, Averages, Premium, Quotes};
    use crate::units::{Mticks, Ppm, TickValue};

    const MMF: Ppm = Ppm(10_000);

    /// MRK-2: of the three the median; of two the lower; within half the maintenance fraction of the index.
    #[test]
    fn target_is_a_median_within_reach_of_the_index() {
        let averages = Averages { mid: 400, basis: -300 };
        let book = Quotes { bid: Some(100_100), ask: Some(100_300), last: Some(100_200) };
        assert_eq!(averages.target(100_000, &book, MMF), Ok(100_200));
        assert_eq!(averages.target(100_000, &Quotes::default(), MMF), Ok(99_700));
        let far = Averages { mid: 9_000, basis: 8_000 };
        assert_eq!(far.target(100_000, &Quotes::default(), MMF), Ok(100_500));
    }

    /// MRK-2: 5 of 150 seconds take in a thirtieth, 5 of 30 a sixth, truncated; what is missing changes nothing.
    #[test]
    fn averages_move_by_their_share_of_the_time() {
        let mut averages = Averages::default();
        let book = Quotes { bid: Some(100_299), ask: Some(100_301), last: None };
        assert_eq!(averages.sample(100_000, &book, 5_000_000), Ok(()));
        assert_eq!(averages, Averages { mid: 10, basis: 49 });
        assert_eq!(averages.sample(100_000, &Quotes { bid: Some(90_000), ..Quotes::default() }, 5_000_000), Ok(()));
        assert_eq!(averages, Averages { mid: 10, basis: 49 - 1_674 });
    }

    /// MRK-2: BTC with 1 %: 0.1 % a second, 0.5 % in a round.
    #[test]
    fn mark_moves_within_its_envelope() {
        assert_eq!(moved(100_000, 103_000, MMF, 1_000_000), Ok(100_100));
        assert_eq!(moved(100_000, 90_000, MMF, 5_000_000), Ok(99_500));
        assert_eq!(moved(100_000, 100_003, MMF, 5_000_000), Ok(100_003));
        assert_eq!((catches_up(100_000, 100_503, MMF), catches_up(100_000, 100_500, MMF)), (Ok(true), Ok(false)));
    }

    /// FND-1, FND-2: no premium costs the interest of 0.01 % in 8 hours; a large one is pulled by 0.05 %.
    #[test]
    fn rate_is_the_mean_pulled_towards_the_interest() {
        assert_eq!(premium(100_100, 100_000, MMF), Ok(1_000_000));
        assert_eq!(premium(99_000, 100_000, MMF), Ok(-5_000_000));
        let hour = |sum, count| Premium { hour: 1, sum, count }.rate();
        assert_eq!((hour(0, 720).rate, hour(720_000_000, 720).rate), (12_500, 62_500));
        assert_eq!((hour(-720_000_000, 720).premium, hour(-720_000_000, 720).rate), (-1_000_000, -62_500));
        assert_eq!((hour(5_000_000, 479).premium, hour(5_000_000, 479).rate), (10_438, 0));
        assert_eq!(hour(720 * 500_000_000, 720).rate, 40_000_000, "4 % an hour at most");
    }

    /// FND-3: 0.00125 % of a lot of 6 USD is 75 atoms; what is left is kept, also below zero.
    #[test]
    fn funding_index_is_whole_and_keeps_the_rest() {
        let lot = TickValue(10).lot_at(Mticks(600_000_000)).unwrap_or_default();
        assert_eq!(funding_step(12_500, lot, 0), Ok((75, 0)));
        let small = TickValue(1).lot_at(Mticks(123_457)).unwrap_or_default();
        assert_eq!(funding_step(12_500, small, 0), Ok((0, 1_543)));
        assert_eq!(funding_step(12_500, small, 999_000), Ok((1, 543)));
        assert_eq!(funding_step(-12_500, small, 0), Ok((-1, 998_457)));
    }
}
