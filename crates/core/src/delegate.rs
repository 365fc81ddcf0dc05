//! Delegates: keys that sign orders of an account within what its owner allows them (SIG-4).
//!
//! Invariant: what a key's orders fill in a UTC day is never more than the amount that it may trade a day; days never run backwards.

use crate::units::Atoms;

/// Live delegates of one account.
pub const DELEGATES_MAX: usize = 8;
/// All markets that there can be, one bit each.
pub const MARKETS_ALL: u64 = u64::MAX;

/// What an owner allows a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bit m: market m.
    pub markets: u64,
    /// Notional that it may trade a UTC day, atoms; 0: any.
    pub notional_day: u64,
    /// Whether it fills at prices near the index alone (`leaving::is_near`).
    pub near_index: bool,
}

impl Bounds {
    /// Those of an owner's own key.
    pub const NONE: Bounds = Bounds { markets: MARKETS_ALL, notional_day: 0, near_index: false };

    /// Whether a market is among those that it may trade.
    #[inline(always)]
    #[must_use]
    pub const fn names(&self, market: u16) -> bool {
        self.markets == MARKETS_ALL || (market < 64 && self.markets & (1 << market) != 0)
    }
}

/// A key that may sign orders until it expires. Removed keys stay, without life, while their orders rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delegate {
    /// Number within the account, from 1; 0 stands for the owner.
    pub id: u8,
    /// Public key.
    pub key: [u8; 32],
    /// End of its life; 0: removed.
    pub expiry_us: u64,
    /// What its owner allows it.
    pub bounds: Bounds,
}

/// By what a registered order knows the key that signed it: its first eight bytes; the owner's own key is 0.
#[must_use]
pub fn tag_of(key: &[u8; 32]) -> u64 {
    u64::from_le_bytes(key.first_chunk::<8>().copied().unwrap_or_default())
}

/// Notional that a key's orders filled in a UTC day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traded {
    /// Unix day.
    pub day: u32,
    /// Notional, atoms.
    pub atoms: u64,
}

impl Traded {
    /// The same, seen from a day: a later day starts at nothing, an earlier one counts for the day that is there.
    #[inline(always)]
    #[must_use]
    pub const fn on(self, day: u32) -> Traded {
        if day > self.day {
            Traded { day, atoms: 0 }
        } else {
            self
        }
    }

    /// What may still be traded on a day of at most `most` atoms; 0 stands for any amount.
    #[inline(always)]
    #[must_use]
    pub const fn left(self, day: u32, most: u64) -> u64 {
        if most == 0 {
            u64::MAX
        } else {
            most.saturating_sub(self.on(day).atoms)
        }
    }

    /// What counts after a fill on a day; None: it would take the day above `most`. Where any amount is allowed nothing is counted.
    #[inline(always)]
    #[must_use]
    pub fn with(self, day: u32, notional: Atoms, most: u64) -> Option<Traded> {
        let notional = notional.get().unsigned_abs();
        if most == 0 {
            return Some(self);
        }
        if notional > self.left(day, most) {
            return None;
        }
        let now = self.on(day);
        Some(Traded { atoms: now.atoms.saturating_add(notional), ..now })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::{Bounds, Traded};
    use crate::units::Atoms;

    fn atoms(amount: i64) -> Atoms {
        Atoms::new(amount).unwrap()
    }

    /// SIG-4: to the last atom, and not one more; the next day starts at nothing.
    #[test]
    fn a_day_is_traded_up_to_its_last_atom() {
        let one = Traded::default().with(9, atoms(60), 100).unwrap();
        assert_eq!((one.left(9, 100), one.with(9, atoms(41), 100)), (40, None));
        let full = one.with(9, atoms(40), 100).unwrap();
        assert_eq!((full.left(9, 100), full.with(9, atoms(1), 100)), (0, None));
        assert_eq!(full.with(10, atoms(100), 100), Some(Traded { day: 10, atoms: 100 }));
    }

    /// CUST-49: a day that is over does not come back.
    #[test]
    fn a_fill_of_an_earlier_day_counts_for_the_later_one() {
        let today = Traded { day: 10, atoms: 70 };
        assert_eq!(today.with(9, atoms(31), 100), None);
        assert_eq!(today.with(9, atoms(30), 100), Some(Traded { day: 10, atoms: 100 }));
    }

    #[test]
    fn a_lowered_amount_leaves_nothing_where_more_was_traded() {
        let traded = Traded { day: 10, atoms: 70 };
        assert_eq!((traded.left(10, 50), traded.with(10, atoms(1), 50)), (0, None));
        assert_eq!(traded.with(10, atoms(1), 0), Some(traded));
    }

    #[test]
    fn a_market_is_allowed_by_its_bit() {
        let two = Bounds { markets: 1 | 1 << 63, ..Bounds::NONE };
        assert_eq!([0, 1, 63, 64].map(|market| two.names(market)), [true, false, true, false]);
        assert!(Bounds::NONE.names(63) && Bounds::NONE.names(u16::MAX));
    }
}
