//! Margin fractions that grow: with the size of a position (MGN-3), with the open interest of its market (MGN-2).
//!
//! Invariant: a requirement never falls when notional or open interest grows; at a bound both fractions ask the same to the
//! atom, because bounds are whole dollars.

use crate::reason::{Reason, Refusal};
use crate::rounding::{mul_div_ceil, Overflow};
use crate::schema_gen::SetMargin;
use crate::units::{Atoms, Ppm, PPM};

/// Atoms of a dollar, which is also what a dollar times a ppm is in atoms.
const USD: i64 = 1_000_000;
const PPM_MAX: u32 = 1_000_000;

/// Fractions of notional above a bound, and what its smaller fractions below the bound take off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tier {
    above: Atoms,
    imf: Ppm,
    mmf: Ppm,
    initial_less: Atoms,
    maintenance_less: Atoms,
}

impl Tier {
    /// Applies to nothing.
    const fn none() -> Tier {
        Tier::base(Atoms::MAX, Ppm(0), Ppm(0))
    }

    const fn base(above: Atoms, imf: Ppm, mmf: Ppm) -> Tier {
        Tier { above, imf, mmf, initial_less: Atoms::ZERO, maintenance_less: Atoms::ZERO }
    }

    /// The tier above this one from `usd` on: each deduction grows by the bound times the step of its fraction, exact.
    fn step(&self, usd: u32, imf: Ppm, mmf: Ppm) -> Result<Tier, Overflow> {
        let less = |before: Atoms, from: Ppm, to: Ppm| {
            let step = i64::from(to.0).saturating_sub(i64::from(from.0));
            before.add(Atoms::new(i64::from(usd).saturating_mul(step))?)
        };
        Ok(Tier {
            above: Atoms::new(i64::from(usd).saturating_mul(USD))?,
            imf,
            mmf,
            initial_less: less(self.initial_less, self.imf, imf)?,
            maintenance_less: less(self.maintenance_less, self.mmf, mmf)?,
        })
    }
}

/// Up to two tiers above the base fractions (MGN-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiers {
    first: Tier,
    second: Tier,
}

impl Default for Tiers {
    fn default() -> Tiers {
        Tiers { first: Tier::none(), second: Tier::none() }
    }
}

impl Tiers {
    /// MGN-3: the tiers above a market's base fractions. The initial fraction of a tier stands to the base one as the
    /// maintenance fractions do, rounded up, one at most.
    ///
    /// # Errors
    /// `market_parameters`: found the place of the field in `SetMargin`, expected its bound.
    pub fn of(set: &SetMargin, imf: Ppm, mmf: Ppm) -> Result<Tiers, Refusal> {
        let wrong = |bound: u32, field: i64| Err(Refusal::with(Reason::MarketParameters, i64::from(bound), field));
        let mut below = (0, Tier::base(Atoms::ZERO, imf, mmf));
        let mut tiers = Tiers::default();
        let rows = [(4, set.tier1_usd, set.tier1_mmf), (6, set.tier2_usd, set.tier2_mmf)];
        for ((field, usd, fraction), tier) in rows.into_iter().zip([&mut tiers.first, &mut tiers.second]) {
            if usd == 0 && fraction == 0 {
                below.0 = u32::MAX; // nothing stands above a tier that is not there
                continue;
            }
            if usd <= below.0 {
                return wrong(below.0, field);
            }
            if fraction < below.1.mmf.0 || fraction > PPM_MAX {
                let bound = if fraction > PPM_MAX { PPM_MAX } else { below.1.mmf.0 };
                return wrong(bound, field.saturating_add(1));
            }
            let initial = mul_div_ceil(i64::from(imf.0), i64::from(fraction), i64::from(mmf.0))?.min(PPM);
            let initial = Ppm(u32::try_from(initial).map_err(|_| Overflow)?);
            *tier = below.1.step(usd, initial, Ppm(fraction))?;
            below = (usd, *tier);
        }
        Ok(tiers)
    }

    /// Initial requirement of a notional, rounded up.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn initial(&self, notional: Atoms, base: Ppm) -> Result<Atoms, Overflow> {
        match self.tier(notional) {
            None => notional.part_ceil(base),
            Some(tier) => notional.part_ceil(tier.imf)?.sub(tier.initial_less),
        }
    }

    /// Maintenance requirement of a notional, rounded up.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn maintenance(&self, notional: Atoms, base: Ppm) -> Result<Atoms, Overflow> {
        match self.tier(notional) {
            None => notional.part_ceil(base),
            Some(tier) => notional.part_ceil(tier.mmf)?.sub(tier.maintenance_less),
        }
    }

    #[inline(always)]
    fn tier(&self, notional: Atoms) -> Option<&Tier> {
        if notional <= self.first.above {
            return None;
        }
        Some(if notional <= self.second.above { &self.first } else { &self.second })
    }

    /// The largest maintenance fraction.
    #[must_use]
    pub fn steepest(&self, base: Ppm) -> Ppm {
        base.max(self.first.mmf).max(self.second.mmf)
    }
}

/// Between which open interest the initial fraction of new risk grows (MGN-2); upper zero: never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crowding {
    /// Up to here it is the base.
    pub lower: Atoms,
    /// From here on it is one.
    pub upper: Atoms,
}

impl Crowding {
    /// The caps that parameters say.
    ///
    /// # Errors
    /// `market_parameters`, as `Tiers::of`.
    pub fn of(set: &SetMargin) -> Result<Crowding, Refusal> {
        let money = |atoms: i64, field: i64| {
            let within = Atoms::new(atoms).ok().filter(|atoms| !atoms.is_negative());
            within.ok_or(Refusal::with(Reason::MarketParameters, Atoms::MAX.get(), field))
        };
        let (lower, upper) = (money(set.interest_lower, 2)?, money(set.interest_upper, 3)?);
        if upper <= lower && upper != Atoms::ZERO {
            return Err(Refusal::with(Reason::MarketParameters, lower.get(), 3));
        }
        if upper == Atoms::ZERO && lower != Atoms::ZERO {
            return Err(Refusal::with(Reason::MarketParameters, 0, 2));
        }
        Ok(Crowding { lower, upper })
    }

    /// MGN-2: `base + ceil((1e6 - base) * (OI - lower) / (upper - lower))`, never below the base nor above one. What passes
    /// the range of money asks all of it.
    #[must_use]
    pub fn raised(&self, base: Ppm, interest: Result<Atoms, Overflow>) -> Ppm {
        if self.upper == Atoms::ZERO {
            return base;
        }
        let over = interest.and_then(|interest| interest.sub(self.lower));
        let share = over.and_then(|over| {
            let room = self.upper.sub(self.lower)?;
            let left = PPM.saturating_sub(i64::from(base.0));
            mul_div_ceil(left, over.above_zero().min(room).get(), room.get())
        });
        let raised = share.map_or(PPM, |share| share.saturating_add(i64::from(base.0)));
        Ppm(u32::try_from(raised).unwrap_or(PPM_MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::{Crowding, Tiers, USD};
    use crate::reason::Reason;
    use crate::rounding::Overflow;
    use crate::schema_gen::SetMargin;
    use crate::units::{Atoms, Ppm};

    const BASE: (Ppm, Ppm) = (Ppm(20_000), Ppm(10_000));

    fn set(tiers: (u32, u32, u32, u32), caps: (i64, i64)) -> SetMargin {
        let (tier1_usd, tier1_mmf, tier2_usd, tier2_mmf) = tiers;
        SetMargin {
            market: 0,
            interest_lower: caps.0,
            interest_upper: caps.1,
            tier1_usd,
            tier1_mmf,
            tier2_usd,
            tier2_mmf,
        }
    }

    fn atoms(number: i64) -> Atoms {
        Atoms::new(number).unwrap_or_default()
    }

    /// MGN-3: 5 M at 1 %, the next 20 M at 2 %, the rest at 4 %; initial twice as much.
    #[test]
    fn requirement_is_that_of_its_slices() {
        let tiers =
            Tiers::of(&set((5_000_000, 20_000, 25_000_000, 40_000), (0, 0)), BASE.0, BASE.1).unwrap_or_default();
        let of = |usd: i64| (tiers.initial(atoms(usd * USD), BASE.0), tiers.maintenance(atoms(usd * USD), BASE.1));
        let wanted = |initial: i64, maintenance: i64| (Ok(atoms(initial * USD)), Ok(atoms(maintenance * USD)));
        assert_eq!(of(5_000_000), wanted(100_000, 50_000));
        assert_eq!(of(6_000_000), wanted(140_000, 70_000));
        assert_eq!(of(25_000_000), wanted(900_000, 450_000));
        assert_eq!(of(36_000_000), wanted(1_780_000, 890_000));
        assert_eq!(tiers.steepest(BASE.1), Ppm(40_000));
    }

    /// MGN-3: an atom more of notional never asks less, also at a bound, and never an atom more than its fraction.
    #[test]
    fn requirement_has_no_step_at_a_bound() {
        let tiers = Tiers::of(&set((7, 13_333, 19, 999_999), (0, 0)), BASE.0, BASE.1).unwrap_or_default();
        for bound in [7 * USD, 19 * USD] {
            let asked = |more: i64| tiers.maintenance(atoms(bound + more), BASE.1).map_or(0, Atoms::get);
            for more in -300..300 {
                assert!((0..=1).contains(&(asked(more + 1) - asked(more))), "{bound} {more}");
            }
        }
    }

    /// MGN-2, MGN-3: what falls, skips or leaves its range is refused, with the place of its field.
    #[test]
    fn parameters_that_fall_are_refused() {
        let place = |tiers, caps: (i64, i64)| {
            let set = set(tiers, caps);
            let refused = Crowding::of(&set).and_then(|_| Tiers::of(&set, BASE.0, BASE.1)).err();
            refused.map(|refusal| (refusal.reason, refusal.expected, refusal.found))
        };
        let at = |bound, field| Some((Reason::MarketParameters, bound, field));
        assert_eq!(place((7, 10_000, 8, 10_000), (0, 5)), None);
        assert_eq!(place((0, 10_000, 0, 0), (0, 0)), at(0, 4));
        assert_eq!(place((7, 9_999, 0, 0), (0, 0)), at(10_000, 5));
        assert_eq!(place((7, 1_000_001, 0, 0), (0, 0)), at(1_000_000, 5));
        assert_eq!(place((7, 20_000, 7, 30_000), (0, 0)), at(7, 6));
        assert_eq!(place((7, 20_000, 8, 19_999), (0, 0)), at(20_000, 7));
        assert_eq!(place((0, 0, 8, 20_000), (0, 0)), at(i64::from(u32::MAX), 6));
        assert_eq!(place((0, 0, 0, 0), (6, 5)), at(6, 3));
        assert_eq!(place((0, 0, 0, 0), (6, 0)), at(0, 2));
        assert_eq!(place((0, 0, 0, 0), (-1, 5)), at(Atoms::MAX.get(), 2));
    }

    /// MGN-2: the base below the lower cap, one from the upper cap on, between them linear and rounded up.
    #[test]
    fn crowd_raises_the_fraction_between_the_caps() {
        let caps = Crowding::of(&set((0, 0, 0, 0), (50, 200))).unwrap_or_default();
        let at = |interest: i64| caps.raised(BASE.0, Ok(atoms(interest))).0;
        assert_eq!((at(0), at(50), at(51), at(60)), (20_000, 20_000, 26_534, 85_334));
        assert_eq!((at(199), at(200), at(900)), (993_467, 1_000_000, 1_000_000));
        assert_eq!(caps.raised(BASE.0, Err(Overflow)), Ppm(1_000_000));
        assert_eq!(Crowding::default().raised(BASE.0, Err(Overflow)), BASE.0);
    }
}
