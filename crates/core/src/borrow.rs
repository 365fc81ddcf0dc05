//! Borrowing: how far the USDC of an account may fall below zero on the strength of its other collateral (MGN-7).
//!
//! Invariant: only a loss or a fee borrows; no account owes more than its room when it borrows, all together no more than their part
//! of all USDC; without other collateral there is no room. A room is there whole or not at all: one bit tells the chain of it.

use crate::reason::{Reason, Refusal};
use crate::rounding::Overflow;
use crate::schema_gen::SetBorrowing;
use crate::units::{Atoms, Ppm};

/// Most that a part may be, ppm.
const PART_MAX: u32 = 500_000;
/// Longest time that a borrow may last.
const DURATION_MAX_US: u64 = 86_400_000_000;

/// Terms of borrowing; the default is that nobody does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Borrowing {
    /// Most of one account.
    pub room_max: Atoms,
    /// Most of one account, as a part of the initial value of its other collateral.
    pub room_part: Ppm,
    /// Most of all accounts, as a part of all USDC.
    pub total_part: Ppm,
    /// How long a borrow may last, microseconds.
    pub duration_us: u64,
}

impl Borrowing {
    /// Terms within their bounds. Detail of a refusal: the bound, the place of the field.
    ///
    /// # Errors
    /// `borrow_parameters`.
    pub fn of(set: &SetBorrowing) -> Result<Borrowing, Refusal> {
        let wrong = |bound: i64, field: i64| Refusal::with(Reason::BorrowParameters, bound, field);
        let room_max = Atoms::new(set.room_max).ok().filter(|room| !room.is_negative());
        let most = i64::from(PART_MAX);
        if set.room_part > PART_MAX {
            return Err(wrong(most, 1));
        }
        if set.total_part > PART_MAX {
            return Err(wrong(most, 2));
        }
        if set.duration > DURATION_MAX_US {
            return Err(wrong(i64::try_from(DURATION_MAX_US).unwrap_or(i64::MAX), 3));
        }
        Ok(Borrowing {
            room_max: room_max.ok_or(wrong(Atoms::MAX.get(), 0))?,
            room_part: Ppm(set.room_part),
            total_part: Ppm(set.total_part),
            duration_us: set.duration,
        })
    }

    /// The most that an account may owe on other collateral of this initial value, floored.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn room_of(&self, value: Atoms) -> Result<Atoms, Overflow> {
        Ok(value.part_floor(self.room_part)?.min(self.room_max))
    }

    /// When a borrow that began then is called.
    #[must_use]
    pub fn call_us(&self, since_us: u64) -> u64 {
        since_us.saturating_add(self.duration_us)
    }

    /// MGN-7: whether other collateral is taken for what c owes: it is more than the account's own room, or lasts too long. since_us: None
    /// where nobody has seen it yet.
    #[must_use]
    pub fn is_called(&self, owes: Atoms, own: Atoms, since_us: Option<u64>, now_us: u64) -> bool {
        owes != Atoms::ZERO && (owes > own || since_us.is_some_and(|since_us| now_us >= self.call_us(since_us)))
    }

    /// What all accounts together may still borrow, floored.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn free(&self, tracked: Atoms, borrowed: Atoms) -> Result<Atoms, Overflow> {
        Ok(tracked.part_floor(self.total_part)?.sub(borrowed)?.above_zero())
    }
}

/// What c owes: the part of it below zero.
#[must_use]
pub fn owed(collateral: Atoms) -> Atoms {
    collateral.neg().above_zero()
}

/// How far c may fall below zero by a loss or a fee: his own room, while that is no more than he owes and what is free, else not at all.
///
/// # Errors
/// `Overflow`.
pub fn room(collateral: Atoms, own: Atoms, free: Atoms) -> Result<Atoms, Overflow> {
    let lent = owed(collateral).add(free)?;
    Ok(if own <= lent { own } else { Atoms::ZERO })
}

/// Lets what pays out of collateral pay out of the room too: `spend` sees c + room, and c is what it leaves, less the room.
///
/// # Errors
/// `Overflow`, also of `spend`.
#[inline(always)]
pub fn with_room<T>(
    collateral: &mut Atoms,
    room: Atoms,
    spend: impl FnOnce(&mut Atoms) -> Result<T, Overflow>,
) -> Result<T, Overflow> {
    let mut purse = collateral.add(room)?;
    let spent = spend(&mut purse)?;
    *collateral = purse.sub(room)?;
    Ok(spent)
}

#[cfg(test)]
mod tests {
    use super::{owed, room, with_room, Borrowing};
    use crate::rounding::Overflow;
    use crate::schema_gen::SetBorrowing;
    use crate::units::{Atoms, Ppm};

    const USD: i64 = 1_000_000;

    fn usual() -> SetBorrowing {
        SetBorrowing { room_max: 1_000 * USD, room_part: 100_000, total_part: 50_000, duration: 3_600_000_000 }
    }

    /// MGN-7: a room is an account's most or its part of other collateral, and none where less than that is free beside what it owes.
    #[test]
    fn a_room_is_the_least_of_its_bounds_or_none() -> Result<(), Overflow> {
        let terms = Borrowing::of(&usual()).map_err(|_| Overflow)?;
        let own = |value| terms.room_of(Atoms::new(value)?);
        assert_eq!(own(0)?, Atoms::ZERO);
        assert_eq!(own(800 * USD + 9)?, Atoms::new(80 * USD)?);
        assert_eq!(own(50_000 * USD)?, Atoms::new(1_000 * USD)?);
        assert_eq!(terms.free(Atoms::new(2_000 * USD + 19)?, Atoms::new(30 * USD)?)?, Atoms::new(70 * USD)?);
        assert_eq!(terms.free(Atoms::new(100 * USD)?, Atoms::new(30 * USD)?)?, Atoms::ZERO);
        let rooms = |c: i64, free: i64| Ok(room(Atoms::new(c)?, Atoms::new(80)?, Atoms::new(free)?)?.get());
        assert_eq!((rooms(5, 90)?, rooms(5, 80)?, rooms(5, 79)?), (80, 80, 0));
        assert_eq!((rooms(-50, 29)?, rooms(-50, 30)?, rooms(-90, 0)?), (0, 80, 80));
        assert_eq!((owed(Atoms::new(-3)?).get(), owed(Atoms::new(3)?).get()), (3, 0));
        Ok(())
    }

    /// MGN-7: what spends sees c and the room; what it leaves is c again.
    #[test]
    fn a_room_is_spent_behind_what_is_there() -> Result<(), Overflow> {
        let mut collateral = Atoms::new(20)?;
        let paid = with_room(&mut collateral, Atoms::new(80)?, |purse| {
            let paid = purse.above_zero().min(Atoms::new(150)?);
            *purse = purse.sub(paid)?;
            Ok(paid)
        })?;
        assert_eq!((paid.get(), collateral.get()), (100, -80));
        Ok(())
    }

    /// MGN-7: beyond the room at once, within it when its time is over, and never who owes nothing.
    #[test]
    fn a_borrow_is_called_beyond_its_room_or_its_time() -> Result<(), Overflow> {
        let terms = Borrowing { duration_us: 10, ..Borrowing::default() };
        let of =
            |owes: i64, since_us, now_us| Ok(terms.is_called(Atoms::new(owes)?, Atoms::new(80)?, since_us, now_us));
        assert_eq!((of(80, Some(5), 14)?, of(80, Some(5), 15)?, of(81, Some(5), 5)?), (false, true, true));
        assert_eq!((of(80, None, u64::MAX)?, of(81, None, 0)?, of(0, Some(5), 99)?), (false, true, false));
        Ok(())
    }

    /// Terms outside their bounds are refused, with the bound and the place.
    #[test]
    fn terms_have_bounds() {
        let refused = |set: SetBorrowing| Borrowing::of(&set).err().map(|refusal| (refusal.expected, refusal.found));
        assert_eq!(refused(usual()), None);
        assert_eq!(refused(SetBorrowing { room_max: -1, ..usual() }), Some((Atoms::MAX.get(), 0)));
        assert_eq!(refused(SetBorrowing { room_part: 500_001, ..usual() }), Some((500_000, 1)));
        assert_eq!(refused(SetBorrowing { total_part: 500_001, ..usual() }), Some((500_000, 2)));
        assert_eq!(refused(SetBorrowing { duration: 86_400_000_001, ..usual() }), Some((86_400_000_000, 3)));
        assert_eq!(Borrowing::default().room_part, Ppm(0));
    }
}
