//! A ladder: prices and sizes of the orders of a scale (BOOK-16).
//!
//! Invariant: the sizes sum to the whole; the prices go evenly from the first to the last and never beyond either.

use crate::units::{Lots, Ticks};

/// Price of the order at a place, from 0, of so many: evenly from the first to the last, in whole ticks, rounded towards the first.
#[must_use]
pub fn rung_price(first: Ticks, last: Ticks, count: u32, place: u32) -> Ticks {
    let steps = u64::from(count.saturating_sub(1).max(1));
    let width = u64::from(first.0.abs_diff(last.0));
    let away = width.saturating_mul(u64::from(place).min(steps)).checked_div(steps).unwrap_or(0);
    let away = u32::try_from(away).unwrap_or(u32::MAX);
    Ticks(if last > first { first.0.saturating_add(away) } else { first.0.saturating_sub(away) })
}

/// Lots of the order at a place, from 0, of so many: even ones, and the lots that are left over one each from the first on.
#[must_use]
pub fn rung_lots(size: Lots, count: u32, place: u32) -> Lots {
    let even = size.0.checked_div(count).unwrap_or(0);
    let over = size.0.checked_rem(count).unwrap_or(0);
    Lots(even.saturating_add(u32::from(place < over)))
}

#[cfg(test)]
mod tests {
    use super::{rung_lots, rung_price};
    use crate::units::{Lots, Ticks};

    /// [BOOK-16]
    #[test]
    fn prices_go_from_the_first_to_the_last_and_sizes_sum_to_the_whole() {
        let prices = |first, last, count| (0..count).map(move |at| rung_price(Ticks(first), Ticks(last), count, at).0);
        assert!(prices(100, 110, 5).eq([100, 102, 105, 107, 110]));
        assert!(prices(110, 100, 5).eq([110, 108, 105, 103, 100]));
        assert!(prices(7, 7, 2).eq([7, 7]));
        assert!(prices(1, u32::MAX, 3).eq([1, 2_147_483_648, u32::MAX]));
        assert!(prices(5, 9, 1).eq([5]));
        for (size, count) in [(10, 3), (9, 3), (50, 7), (u32::MAX, 50)] {
            let lots = (0..count).map(|at| u64::from(rung_lots(Lots(size), count, at).0));
            assert_eq!(lots.clone().sum::<u64>(), u64::from(size));
            assert!(lots.clone().max().zip(lots.min()).is_some_and(|(most, least)| most - least <= 1));
        }
        assert_eq!(rung_lots(Lots(5), 0, 0), Lots(0));
    }
}
