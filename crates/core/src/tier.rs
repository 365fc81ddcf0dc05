//! How far the price of a market can be relied upon, and what may be done with it (ORC-3).
//!
//! Invariant: a tier is a function of what was told of the feed and of the time; one table says what each tier allows, and every
//! place that asks reads that table. Cancels are allowed at every tier.

use crate::rounding::mul_div_floor;
use crate::rounds::{CONFIDENCE_MAX, INDEX_AGE_MAX_US};
pub use crate::schema_gen::{Tier, TierCause};
use crate::units::{Ppm, PPM};

/// Least staleness limits, microseconds: beyond them a price is slow, stale, missing.
const SLOW_US: u64 = 4_000_000;
const STALE_US: u64 = 10_000_000;
const MISSING_US: u64 = 48_000_000;
/// Own intervals of a feed that its silence may last.
const INTERVALS: u64 = 3;
/// Part of a distance that the mean interval takes in.
const INTERVAL_PART: u64 = 8;
/// Part of the maintenance fraction, the measure of a market's class, that a sure price may be wide.
const WIDTH_PART: u32 = 5;
/// At tier slow: least initial margin of new risk, twice leverage.
pub const IMF_SLOW: Ppm = Ppm(500_000);

/// What somebody wants of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A fill that raises risk.
    Increase,
    /// A fill that somebody asked for and that lowers his position.
    Reduce,
    /// Taking an order out of the book.
    Cancel,
    /// Closing a position against its holder's will, rounds and cuts with it.
    Liquidate,
    /// Losses pay claims.
    Settle,
    /// A mark round.
    Round,
    /// A sample of the premium.
    Fund,
    /// Other collateral becomes USDC.
    Convert,
}

/// ORC-3: the table. One line a tier, one column an action, in the order of `Action`.
const fn row(tier: Tier) -> [bool; 8] {
    match tier {
        Tier::Valid | Tier::Slow => [true, true, true, true, true, true, true, true],
        Tier::Stale => [false, true, true, true, true, true, false, true],
        Tier::Uncertain => [false, false, true, false, false, false, false, false],
        Tier::Volatile | Tier::Missing => [false, true, true, false, false, false, false, false],
    }
}

impl Tier {
    /// ORC-3: whether a price of this tier allows an action. At `slow` new risk is allowed up to twice leverage (`IMF_SLOW`).
    #[must_use]
    #[inline]
    pub const fn allows(self, action: Action) -> bool {
        let [increase, reduce, cancel, liquidate, settle, round, fund, convert] = row(self);
        match action {
            Action::Increase => increase,
            Action::Reduce => reduce,
            Action::Cancel => cancel,
            Action::Liquidate => liquidate,
            Action::Settle => settle,
            Action::Round => round,
            Action::Fund => fund,
            Action::Convert => convert,
        }
    }
}

/// What was told of a market's feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Present tier.
    pub tier: Tier,
    /// Why it is not valid.
    pub cause: TierCause,
    /// Mean distance of publish times, microseconds; 0: not known yet.
    pub interval_us: u64,
    /// Half width of the last price told, as a part of it, rounded up.
    pub conf: Ppm,
    /// How far all venues together have stayed away from it.
    pub doubt: Ppm,
    /// Whether the last price told was one that no market makes.
    pub jumped: bool,
}

impl Default for Feed {
    /// Of a market that never had a price.
    fn default() -> Feed {
        Feed {
            tier: Tier::Missing,
            cause: TierCause::Unpriced,
            interval_us: 0,
            conf: Ppm(0),
            doubt: Ppm(0),
            jumped: false,
        }
    }
}

impl Feed {
    /// Of a market whose prices are set by hand.
    pub const BY_HAND: Feed =
        Feed { tier: Tier::Valid, cause: TierCause::None, interval_us: 0, conf: Ppm(0), doubt: Ppm(0), jumped: false };

    /// Takes in the distance between two publish times. A silence that was a fault is learnt only in part: as the limit of `slow`.
    pub fn beat(&mut self, distance_us: u64) {
        if self.interval_us == 0 {
            self.interval_us = distance_us.min(SLOW_US);
            return;
        }
        let most = self.interval_us.saturating_mul(INTERVALS).max(SLOW_US);
        let (gap, mean) = (distance_us.min(most), self.interval_us);
        self.interval_us = if gap >= mean {
            mean.saturating_add(gap.saturating_sub(mean).checked_div(INTERVAL_PART).unwrap_or(0))
        } else {
            mean.saturating_sub(mean.saturating_sub(gap).checked_div(INTERVAL_PART).unwrap_or(0))
        };
    }

    /// What the price may be off by: its confidence, or the venues' distance where that is wider.
    fn width(&self) -> Ppm {
        self.conf.max(self.doubt)
    }

    /// ORC-3: the longest age, microseconds, at which a price still counts: three of the feed's own intervals, scaled down by how much
    /// wider than `sure` the price is, within `base` and 60 s.
    fn limit_us(&self, base: u64, sure: Ppm) -> u64 {
        let own = self.interval_us.saturating_mul(INTERVALS).min(INDEX_AGE_MAX_US);
        let (wide, sure) = (u64::from(self.width().0), u64::from(sure.0));
        let scaled = if wide > sure { own.saturating_mul(sure).checked_div(wide).unwrap_or(0) } else { own };
        scaled.clamp(base, INDEX_AGE_MAX_US)
    }

    /// ORC-3: tier and cause of a price of this age in a market of this maintenance fraction, the worst that holds.
    #[must_use]
    pub fn judged(&self, age_us: u64, mmf: Ppm) -> (Tier, TierCause) {
        let sure = sure_of(mmf);
        let wide = |bound: Ppm| match (self.conf > bound, self.doubt > bound) {
            (true, _) => Some(TierCause::Confidence),
            (false, true) => Some(TierCause::Venues),
            (false, false) => None,
        };
        if age_us > self.limit_us(MISSING_US, sure) {
            return (Tier::Missing, TierCause::Age);
        }
        if self.jumped {
            return (Tier::Volatile, TierCause::Jump);
        }
        if let Some(cause) = wide(CONFIDENCE_MAX) {
            return (Tier::Uncertain, cause);
        }
        if age_us > self.limit_us(STALE_US, sure) {
            return (Tier::Stale, TierCause::Age);
        }
        if age_us > self.limit_us(SLOW_US, sure) {
            return (Tier::Slow, TierCause::Age);
        }
        wide(sure).map_or((Tier::Valid, TierCause::None), |cause| (Tier::Slow, cause))
    }
}

/// ORC-3: how wide a sure price of a class may be: a fifth of the maintenance fraction (20 bps of BTC), at most what the chain takes.
#[must_use]
pub fn sure_of(mmf: Ppm) -> Ppm {
    Ppm(mmf.0.checked_div(WIDTH_PART).unwrap_or(0)).min(CONFIDENCE_MAX)
}

/// A half width as a part of its price, rounded up; more than the whole counts as the whole.
#[must_use]
pub fn part_of(width: u64, price: u64) -> Ppm {
    let whole = u32::try_from(PPM).unwrap_or(u32::MAX);
    let (Ok(width), Ok(price)) = (i64::try_from(width.min(price)), i64::try_from(price)) else { return Ppm(whole) };
    let floor = mul_div_floor(width.saturating_neg(), PPM, price.max(1)).unwrap_or(PPM.saturating_neg());
    Ppm(u32::try_from(floor.saturating_neg()).unwrap_or(whole))
}

#[cfg(test)]
mod tests {
    use super::{part_of, sure_of, Action, Feed, Tier, TierCause};
    use crate::units::Ppm;

    const BTC: Ppm = Ppm(10_000);
    const S: u64 = 1_000_000;

    fn of_interval(interval_us: u64) -> Feed {
        Feed { interval_us, ..Feed::BY_HAND }
    }

    fn at(feed: &Feed, age_us: u64) -> Tier {
        feed.judged(age_us, BTC).0
    }

    /// ORC-3: 4, 10 and 48 s are the least limits; three of the feed's intervals widen them, 60 s end them.
    #[test]
    fn age_lowers_the_tier_at_the_feeds_own_pace() {
        let quick = of_interval(S);
        let tiers = [4 * S, 4 * S + 1, 10 * S, 10 * S + 1, 48 * S, 48 * S + 1].map(|age| at(&quick, age));
        assert_eq!(tiers, [Tier::Valid, Tier::Slow, Tier::Slow, Tier::Stale, Tier::Stale, Tier::Missing]);
        let slow = of_interval(5 * S);
        assert_eq!([15 * S, 15 * S + 1].map(|age| at(&slow, age)), [Tier::Valid, Tier::Stale]);
        let rare = of_interval(40 * S);
        assert_eq!([60 * S, 60 * S + 1].map(|age| at(&rare, age)), [Tier::Valid, Tier::Missing]);
    }

    /// ORC-3: a price twice as wide as is sure may be half as old, never less than the least limit.
    #[test]
    fn a_wide_price_ages_sooner() {
        let wide = Feed { conf: Ppm(4_000), ..of_interval(10 * S) };
        assert_eq!(wide.judged(15 * S, BTC), (Tier::Slow, TierCause::Confidence));
        assert_eq!(wide.judged(15 * S + 1, BTC), (Tier::Stale, TierCause::Age));
        let narrow = Feed { conf: Ppm(2_000), ..of_interval(10 * S) };
        assert_eq!(narrow.judged(30 * S, BTC), (Tier::Valid, TierCause::None));
    }

    /// ORC-3: 20 bps x class is sure, 2 % the most; the venues' doubt counts like confidence and is named.
    #[test]
    fn width_and_doubt_lower_the_tier() {
        let with = |conf: u32, doubt: u32| Feed { conf: Ppm(conf), doubt: Ppm(doubt), ..of_interval(S) };
        assert_eq!(with(2_001, 0).judged(0, BTC), (Tier::Slow, TierCause::Confidence));
        assert_eq!(with(2_001, 0).judged(0, Ppm(20_000)), (Tier::Valid, TierCause::None), "SOL may be twice as wide");
        assert_eq!(with(20_000, 0).judged(0, BTC).0, Tier::Slow);
        assert_eq!(with(20_001, 0).judged(0, BTC), (Tier::Uncertain, TierCause::Confidence));
        assert_eq!(with(0, 3_000).judged(0, BTC), (Tier::Slow, TierCause::Venues));
        assert_eq!(with(0, 20_001).judged(0, BTC), (Tier::Uncertain, TierCause::Venues));
        assert_eq!((sure_of(Ppm(100_000)), sure_of(Ppm(1_000_000))), (Ppm(20_000), Ppm(20_000)));
    }

    /// ORC-3: a jump is volatile until a price comes that follows; silence is missing whatever was told last.
    #[test]
    fn a_jump_is_volatile_and_silence_is_missing() {
        let jumped = Feed { jumped: true, conf: Ppm(50_000), ..of_interval(S) };
        assert_eq!(jumped.judged(0, BTC), (Tier::Volatile, TierCause::Jump));
        assert_eq!(jumped.judged(48 * S + 1, BTC), (Tier::Missing, TierCause::Age));
    }

    /// ORC-3: the mean takes in an eighth of each distance; a long silence counts as three intervals at most.
    #[test]
    fn the_feeds_interval_is_learnt_slowly() {
        let mut feed = Feed::BY_HAND;
        feed.beat(S);
        assert_eq!(feed.interval_us, S);
        feed.beat(2 * S);
        assert_eq!(feed.interval_us, 1_125_000);
        feed.beat(3_600 * S);
        assert_eq!(feed.interval_us, 1_125_000 + (4_000_000 - 1_125_000) / 8);
        feed.beat(0);
        assert_eq!(feed.interval_us, 1_484_375 - 1_484_375 / 8);
    }

    /// ORC-3: the table: what is left at each tier. Nothing ever stops a cancel; only an uncertain price stops a reduction.
    #[test]
    fn each_tier_allows_what_the_table_says() {
        use Action::{Cancel, Convert, Fund, Increase, Liquidate, Reduce, Round, Settle};
        let all = [Increase, Reduce, Cancel, Liquidate, Settle, Round, Fund, Convert];
        let denied = |tier: Tier| all.map(|action| !tier.allows(action));
        assert_eq!(denied(Tier::Valid), [false; 8]);
        assert_eq!(denied(Tier::Slow), [false; 8]);
        assert_eq!(denied(Tier::Stale), [true, false, false, false, false, false, true, false]);
        assert_eq!(denied(Tier::Uncertain), [true, true, false, true, true, true, true, true]);
        for tier in [Tier::Volatile, Tier::Missing] {
            assert_eq!(denied(tier), [true, false, false, true, true, true, true, true]);
        }
    }

    /// A half width as a part of its price rounds up: 1 of 3,000,000 is 1 ppm.
    #[test]
    fn a_width_is_rounded_against_whoever_relies_on_it() {
        assert_eq!((part_of(1, 3_000_000), part_of(0, 5), part_of(20, 1_000)), (Ppm(1), Ppm(0), Ppm(20_000)));
        assert_eq!(
            (part_of(9, 3), part_of(u64::MAX, u64::MAX), part_of(0, 0)),
            (Ppm(1_000_000), Ppm(1_000_000), Ppm(0))
        );
    }
}
