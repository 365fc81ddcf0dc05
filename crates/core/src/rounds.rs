//! Prices that margin uses: the index out of an oracle's number, and which mark may follow which (ORC-1, ORC-2, ORC-4).
//!
//! Invariant: a bound here is never tighter than the step that an honest engine makes on the same inputs: limits round up.

use crate::mark::{premium_bound, Premium, HOUR_US, SAMPLES_MAX, SAMPLES_MIN};
use crate::market::MARKETS_MAX;
use crate::rounding::{mul_div_ceil, mul_div_floor, product_at_least, Overflow};
use crate::units::{Mticks, Ppm, PPM};

/// Longest time that counts for a step of the mark, microseconds (ORC-2).
pub const STEP_US_MAX: u64 = 5_000_000;
/// Longest age of an index that a mark round may use, microseconds: the hard limit of ORC-3.
pub const INDEX_AGE_MAX_US: u64 = 60_000_000;
/// Longest age of a mark by which somebody is liquidated, is converted, or takes new risk on the chain, microseconds (CUST-26, CUST-30,
/// CUST-40).
pub const MARK_AGE_MAX_US: u64 = 60_000_000;
/// Least time between two indices that are kept, microseconds (ORC-1).
pub const INDEX_STEP_US: u64 = 5_000_000;
/// Indices that are kept (ORC-1).
pub const INDICES: usize = MARKETS_MAX;
/// Widest confidence of a usable price, in parts of it (ORC-3).
pub const CONFIDENCE_MAX: Ppm = Ppm(20_000);
/// A price this many times the last one, or its part, is no price but an accident (ORC-3).
const JUMP_MAX: i64 = 5;
/// Microseconds of a second, and parts of a whole.
const SECOND_US_PPM: i64 = 1_000_000_000_000;
/// Largest funding of one mark round: 4 % an hour over 720 rounds, rounded up (ORC-4).
const FUNDING_ROUND_PPM: u32 = 56;
/// Largest move of the slow index in an hour (MGN-7).
const SLOW_PPM_PER_HOUR: i64 = 60_000;
/// Microseconds of an hour times millionths of one.
const HOUR_US_PPM: i64 = 3_600_000_000_000_000;
/// Digits from an oracle's exponent to 1/1000 tick of a tick size in billionths of a USD.
const MTICK_DIGITS: i32 = 12;
/// Furthest exponents of ten that fit.
const DIGITS_MAX: i32 = 18;

/// ORC-1: the index in mticks of `price * 10^exponent` USD, for a tick of `tick_size` billionths of a USD. Rounded down.
///
/// # Errors
/// `Overflow`: zero, negative or out of range.
pub fn index_of(price: i64, exponent: i32, tick_size: u64) -> Result<Mticks, Overflow> {
    let tick = i64::try_from(tick_size).map_err(|_| Overflow)?;
    let digits = exponent.checked_add(MTICK_DIGITS).ok_or(Overflow)?;
    let scale = |digits: i32| -> Result<i64, Overflow> {
        let digits = u32::try_from(digits).ok().filter(|_| digits <= DIGITS_MAX).ok_or(Overflow)?;
        10_i64.checked_pow(digits).ok_or(Overflow)
    };
    let index = if digits >= 0 {
        mul_div_floor(price, scale(digits)?, tick)?
    } else {
        let divisor = tick.checked_mul(scale(digits.checked_neg().ok_or(Overflow)?)?).ok_or(Overflow)?;
        mul_div_floor(price, 1, divisor)?
    };
    let index = u64::try_from(index).ok().filter(|index| *index > 0 && price > 0).ok_or(Overflow)?;
    Ok(Mticks(index))
}

/// MGN-7: the slow index and its time once an index is known at `ts_us`: it moves towards that by at most 6 % of itself an hour, rounded
/// down, an hour counting at most. Time that is too short for a step stays for the next one. The first is the index.
///
/// # Errors
/// `Overflow`; not for prices within `price_max`.
pub fn slow_moved((slow, since_us): (Mticks, u64), index: Mticks, ts_us: u64) -> Result<(Mticks, u64), Overflow> {
    if slow.0 == 0 || slow == index {
        return Ok((index, ts_us));
    }
    let elapsed = i64::try_from(ts_us.saturating_sub(since_us).min(HOUR_US)).map_err(|_| Overflow)?;
    let part = elapsed.saturating_mul(SLOW_PPM_PER_HOUR); // below 2^48
    let now = i64::try_from(slow.0).map_err(|_| Overflow)?;
    let step = u64::try_from(mul_div_floor(now, part, HOUR_US_PPM)?).map_err(|_| Overflow)?;
    if step == 0 {
        return Ok((slow, since_us));
    }
    Ok((Mticks(index.0.clamp(slow.0.saturating_sub(step), slow.0.saturating_add(step))), ts_us))
}

/// ORC-3: whether the confidence of a price is narrow enough for anything to be done with it.
#[must_use]
pub fn confident(price: i64, confidence: u64) -> bool {
    i64::try_from(confidence)
        .is_ok_and(|half| price > 0 && product_at_least(price, i64::from(CONFIDENCE_MAX.0), half, PPM))
}

/// ORC-3: whether a price follows the last one without a jump that no market makes between two of them.
#[must_use]
pub fn follows(last: Mticks, next: Mticks) -> bool {
    let (Ok(last), Ok(next)) = (i64::try_from(last.0), i64::try_from(next.0)) else { return false };
    product_at_least(last, JUMP_MAX, next, 1) && product_at_least(next, JUMP_MAX, last, 1)
}

/// What an engine tells of an hour that ended (FND-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Mean of its samples, e9, truncated.
    pub premium: i64,
    /// Number of its samples.
    pub count: u32,
}

/// FND-1, FND-2: the rate, e9, of an hour whose samples are those that were `posted`, but for as many as the numbers differ by: each
/// of these is within its bound. None: no such samples make what is told. With too few posted ones there is no funding.
///
/// # Errors
/// `Overflow`.
pub fn hour_follows(posted: &Premium, told: &Told, mmf: Ppm) -> Result<Option<i64>, Overflow> {
    let missing = told.count.abs_diff(posted.count);
    let count = i64::from(told.count);
    let bound = premium_bound(mmf);
    if told.count > SAMPLES_MAX || told.premium.checked_abs().is_none_or(|size| size > bound) {
        return Ok(None);
    }
    // The mean was truncated: the sum lies less than one a sample further from zero than mean times count.
    let sum = told.premium.checked_mul(count).ok_or(Overflow)?;
    let beside = i64::from(missing).checked_mul(bound).ok_or(Overflow)?;
    let away = sum.checked_sub(posted.sum).and_then(i64::checked_abs).ok_or(Overflow)?;
    let slack = beside.checked_add(count.saturating_sub(1).max(0)).ok_or(Overflow)?;
    if away > slack || (missing == 0 && posted.rate().premium != told.premium) {
        return Ok(None);
    }
    if posted.count < SAMPLES_MIN {
        return Ok(Some(0));
    }
    Ok(Some(Premium { hour: posted.hour, sum, count: told.count }.rate().rate))
}

/// Whether two prices lie within half the maintenance fraction of the second.
///
/// # Errors
/// `Overflow`.
pub fn near(price: Mticks, index: Mticks, mmf: Ppm) -> Result<bool, Overflow> {
    let signed = |price: Mticks| i64::try_from(price.0).map_err(|_| Overflow);
    Ok(within(signed(price)?, signed(index)?, mmf))
}

/// Whether a mark lies within half the maintenance fraction of the index (ORC-2).
fn within(mark: i64, index: i64, mmf: Ppm) -> bool {
    const HALVES: i64 = 2 * PPM;
    mark.checked_sub(index)
        .and_then(i64::checked_abs)
        .is_some_and(|away| product_at_least(index, i64::from(mmf.0), away, HALVES))
}

/// ORC-2: whether `mark` may follow `last` (0: there was none) after `elapsed_us`. The step is at most the envelope (parts
/// of the last mark a second) over the time, of which five seconds count; and the mark lies within mmf/2 of the index, or
/// the step is the whole envelope towards it. Rounding: the largest step up, the whole envelope down.
///
/// # Errors
/// `Overflow`.
pub fn mark_follows(
    last: Mticks,
    mark: Mticks,
    index: Mticks,
    elapsed_us: u64,
    envelope: Ppm,
    mmf: Ppm,
) -> Result<bool, Overflow> {
    let signed = |price: Mticks| i64::try_from(price.0).map_err(|_| Overflow);
    let (last, mark, index) = (signed(last)?, signed(mark)?, signed(index)?);
    if mark == 0 || index == 0 || elapsed_us == 0 {
        return Ok(false);
    }
    if last == 0 {
        return Ok(within(mark, index, mmf));
    }
    let counted = i64::try_from(elapsed_us.min(STEP_US_MAX)).map_err(|_| Overflow)?;
    let share = i64::from(envelope.0).checked_mul(counted).ok_or(Overflow)?;
    let step = mark.checked_sub(last).ok_or(Overflow)?;
    let size = step.checked_abs().ok_or(Overflow)?;
    if size > mul_div_ceil(last, share, SECOND_US_PPM)? {
        return Ok(false);
    }
    let towards = (step > 0) == (index > last);
    let whole = size >= mul_div_floor(last, share, SECOND_US_PPM)? && size > 0;
    Ok(within(mark, index, mmf) || (towards && whole))
}

/// ORC-4: whether the maintenance fraction covers one round's move of the mark, one round's funding and the liquidation
/// fee, which is at most a quarter of it, at every notional.
#[must_use]
pub fn envelope_proven(mmf: Ppm, envelope: Ppm) -> bool {
    const ROUND_S: u32 = 5;
    const FEE_PART: u32 = 4;
    let fee = mmf.0.div_ceil(FEE_PART);
    envelope
        .0
        .checked_mul(ROUND_S)
        .and_then(|moved| moved.checked_add(fee))
        .and_then(|needed| needed.checked_add(FUNDING_ROUND_PPM))
        .is_some_and(|needed| envelope.0 > 0 && needed <= mmf.0)
}

#[cfg(test)]
mod tests {
    use super::{confident, envelope_proven, follows, hour_follows, index_of, mark_follows, Told};
    use crate::growth::Tiers;
    use crate::mark::Premium;
    use crate::rounding::Overflow;
    use crate::schema_gen::SetMargin;
    use crate::units::{Atoms, Mticks, Ppm};

    const TICK: u64 = 100_000_000; // 0.1 USD

    /// ORC-1: 61,800.2 USD at eight digits is 618,002 ticks; zero, negative and what does not fit are refused.
    #[test]
    fn an_oracles_number_becomes_mticks_rounded_down() {
        assert_eq!(index_of(6_180_020_000_000, -8, TICK), Ok(Mticks(618_002_000)));
        assert_eq!(index_of(6_180_020_000_999, -8, TICK), Ok(Mticks(618_002_000)));
        assert_eq!(index_of(618_002, -1, TICK), Ok(Mticks(618_002_000)));
        assert_eq!(index_of(61_800, 0, TICK), Ok(Mticks(618_000_000)));
        assert_eq!(index_of(61_800_200_000_000_000, -12, TICK), Ok(Mticks(618_002_000)));
        assert_eq!(index_of(61_800_200_000_000_000, -14, TICK), Ok(Mticks(6_180_020)));
        for (price, exponent) in [(0, -8), (-1, -8), (1, -8), (i64::MAX, 0), (1, 40), (1, -40), (1, i32::MIN)] {
            assert_eq!(index_of(price, exponent, TICK), Err(Overflow), "{price} {exponent}");
        }
        assert_eq!(index_of(1, 0, 0), Err(Overflow));
    }

    /// ORC-3: 2 % of 50,000 is 1,000.
    #[test]
    fn confidence_counts_up_to_two_percent() {
        assert!(confident(50_000, 1_000) && !confident(50_000, 1_001));
        assert!(!confident(0, 0) && !confident(-5, 0) && !confident(1, u64::MAX));
    }

    /// ORC-3: five times the last price, or a fifth of it.
    #[test]
    fn a_jump_is_no_price() {
        assert!(follows(Mticks(100), Mticks(500)) && follows(Mticks(500), Mticks(100)));
        assert!(!follows(Mticks(100), Mticks(501)) && !follows(Mticks(501), Mticks(100)));
    }

    /// ORC-2: 0.1 %/s over 5 s is 0.5 %: 50,000 moves at most 250 a round; mmf/2 of 1 % is 0.5 %.
    #[test]
    fn the_mark_stays_in_its_envelope_and_near_the_index() {
        let ask = |mark: u64, index: u64, elapsed: u64| {
            mark_follows(Mticks(50_000), Mticks(mark), Mticks(index), elapsed, Ppm(1_000), Ppm(10_000))
        };
        assert_eq!(ask(50_250, 50_000, 5_000_000), Ok(true));
        assert_eq!(ask(50_251, 50_100, 5_000_000), Ok(false), "above the envelope");
        assert_eq!(ask(50_250, 50_000, 60_000_000), Ok(true));
        assert_eq!(ask(50_251, 50_100, 60_000_000), Ok(false), "five seconds count");
        assert_eq!(ask(50_251, 50_100, 5_000_001), Ok(false), "five seconds count");
        assert_eq!(ask(50_050, 50_000, 1_000_000), Ok(true), "a second is 0.1 %");
        assert_eq!(ask(50_051, 50_000, 1_000_000), Ok(false));
        assert_eq!(ask(50_000, 50_000, 0), Ok(false), "time must pass");
        assert_eq!(ask(0, 50_000, 5_000_000), Ok(false));
    }

    /// ORC-2: catching up: the index ran to 55,000; the mark goes the whole envelope towards it, and nowhere else.
    #[test]
    fn a_mark_that_lags_behind_moves_the_whole_envelope_towards_the_index() {
        let ask =
            |mark: u64| mark_follows(Mticks(50_000), Mticks(mark), Mticks(55_000), 5_000_000, Ppm(1_000), Ppm(10_000));
        assert_eq!(ask(50_250), Ok(true));
        for mark in [50_249, 50_000, 49_750] {
            assert_eq!(ask(mark), Ok(false), "{mark}");
        }
    }

    /// ORC-2: the first mark has no envelope, and lies at the index.
    #[test]
    fn the_first_mark_lies_near_the_index() {
        let ask = |mark: u64| mark_follows(Mticks(0), Mticks(mark), Mticks(50_000), 1, Ppm(1_000), Ppm(10_000));
        assert_eq!((ask(50_250), ask(49_750), ask(50_251)), (Ok(true), Ok(true), Ok(false)));
    }

    /// FND-1, FND-2: what is told of rounds that were not posted stays within their bound; without enough posted ones there is none.
    #[test]
    fn an_hour_is_what_was_posted_and_within_bounds_what_was_not() {
        let ask = |sum, posted, mean, count| {
            let posted = Premium { hour: 9, sum, count: posted };
            hour_follows(&posted, &Told { premium: mean, count }, Ppm(10_000))
        };
        assert_eq!(ask(720_000_719, 720, 1_000_000, 720), Ok(Some(62_500)));
        assert_eq!(ask(720_000_720, 720, 1_000_000, 720), Ok(None), "the mean of what was posted");
        assert_eq!(ask(0, 0, 0, 0), Ok(Some(0)));
        assert_eq!(ask(0, 479, 0, 479), Ok(Some(0)), "too few");
        assert_eq!(ask(0, 479, 5_000_000 * 241 / 720, 720), Ok(Some(0)), "too few were posted");
        // 240 of 720 were not posted: each may be 5,000,000 at most, and truncation leaves 719 of the sum.
        assert_eq!(ask(0, 480, 1_666_667, 720), Ok(Some(145_833)));
        assert_eq!(ask(0, 480, 1_666_668, 720), Ok(None));
        assert_eq!(ask(0, 480, -1_666_668, 720), Ok(None));
        assert_eq!(ask(0, 480, 0, 479), Ok(Some(0)), "a posted round that the engine did not sample");
        assert_eq!(ask(0, 481, 10_417, 480), Ok(Some(12_500)));
        assert_eq!(ask(0, 481, 10_418, 480), Ok(None), "each within its bound");
        assert_eq!(ask(0, 720, 0, 721), Ok(None), "rounds are five seconds apart");
        assert_eq!(ask(3_600_000_000, 720, 5_000_001, 720), Ok(None));
        assert_eq!(ask(0, 480, i64::MIN, 720), Ok(None));
    }

    /// ORC-4: the four classes of the law hold, and twice their envelope does not.
    #[test]
    fn maintenance_covers_a_round_of_every_class() {
        for (mmf, envelope) in [(10_000, 1_000), (20_000, 2_000), (50_000, 5_000), (100_000, 10_000)] {
            assert!(envelope_proven(Ppm(mmf), Ppm(envelope)));
            assert!(!envelope_proven(Ppm(mmf), Ppm(envelope * 2)));
        }
        assert!(!envelope_proven(Ppm(10_000), Ppm(0)) && !envelope_proven(Ppm(10_000), Ppm(u32::MAX)));
    }

    /// ORC-4: five seconds of the envelope, 56 ppm of funding, a quarter rounded up for the fee: 5·2 + 56 + 22 = 88, and not a millionth less.
    #[test]
    fn what_maintenance_covers_is_exact() {
        let least = |envelope: u32| (1..=1_000_000).find(|mmf| envelope_proven(Ppm(*mmf), Ppm(envelope)));
        assert_eq!(least(1), Some(82), "a quarter of 81 is 21, of which 5 + 56 leave 20");
        assert_eq!(least(2), Some(88));
        assert_eq!(least(1_488), Some(9_995), "7,440 + 56 + 2,499");
        assert_eq!(least(149_988), Some(999_995), "749,940 + 56 + 249,999");
        assert_eq!(least(149_989), None, "749,945 + 56 + 250,000 is more than all");
        for mmf in [82, 88, 1_000, 9_995, 50_000, 999_999] {
            let most = (0..200_000).filter(|envelope| envelope_proven(Ppm(mmf), Ppm(*envelope))).max().unwrap_or(0);
            let needed = |envelope: u32| 5 * envelope + 56 + mmf.div_ceil(4);
            assert!(needed(most) <= mmf && needed(most + 1) > mmf, "{mmf}: {most}");
        }
    }

    /// ORC-4: at every notional, tiers included: what is asked pays for the move, the funding and the fee, to the atom.
    #[test]
    fn maintenance_covers_a_round_at_every_notional() -> Result<(), Overflow> {
        for (mmf, envelope) in [(10_000, 1_000), (20_000, 2_000), (50_000, 5_000), (100_000, 10_000), (82, 1)] {
            let set = SetMargin {
                tier1_usd: 3,
                tier1_mmf: mmf * 2,
                tier2_usd: 5,
                tier2_mmf: mmf * 4,
                ..SetMargin::default()
            };
            let tiers = Tiers::of(&set, Ppm((mmf * 2).min(1_000_000)), Ppm(mmf)).map_err(|_| Overflow)?;
            assert!(envelope_proven(Ppm(mmf), Ppm(envelope)));
            let edges = [1 << 20, 3_000_000, 5_000_000, 1 << 40, (1 << 52) - 1_000].map(|from| from..from + 1_000);
            for notional in (0..3_000).chain(edges.into_iter().flatten()) {
                let paid = i128::from(notional) * i128::from(envelope * 5 + 56 + mmf / 4);
                let asked = tiers.maintenance(Atoms::new(notional)?, Ppm(mmf))?;
                assert!(i128::from(asked.get()) * 1_000_000 >= paid, "{mmf} of {notional}: {asked:?}");
            }
        }
        Ok(())
    }

    /// A step that an honest engine makes, floor of the envelope, is always allowed.
    #[test]
    fn the_bound_is_never_tighter_than_the_honest_step() {
        let mut state = 7_u64;
        let mut next = |most: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33).checked_rem(most).unwrap_or(0)
        };
        for _ in 0..50_000 {
            let (last, envelope, elapsed) = (1_000 + next(1 << 31), 1 + next(10_000), 1 + next(5_000_000));
            let step = last.saturating_mul(envelope).checked_div(1_000_000).unwrap_or(0);
            let step = u128::from(step).saturating_mul(u128::from(elapsed)) >> 20; // below elapsed / 1e6
            let mark = last.saturating_add(u64::try_from(step).unwrap_or(0));
            let allowed = mark_follows(
                Mticks(last),
                Mticks(mark),
                Mticks(mark),
                elapsed,
                Ppm(u32::try_from(envelope).unwrap_or(0)),
                Ppm(20_000),
            );
            assert_eq!(allowed, Ok(true), "{last} {mark} {elapsed} {envelope}");
        }
    }
}
