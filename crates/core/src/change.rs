//! Changes that admins name on the chain: how far one may go, in engine, program and command line (CUST-22, CUST-39, WDR-1).
//!
//! Invariant: fractions and limits of a market and the cap of a vault rise at most to the double, the maintenance weight of an asset falls
//! at most to the half, limits of a vault's outflow do neither more; what was proven at a listing holds afterwards.

use crate::market::prove;
use crate::reason::{Reason, Refusal};
use crate::schema_gen::{ListMarket, SetAsset};
use crate::units::{detail, TickValue};

/// A number that a change may at most double; field: its place in the listing's record.
fn rises(field: i64, from: u64, to: u64) -> Result<(), Refusal> {
    let most = from.saturating_mul(2);
    if to > most {
        return Err(Refusal::with(Reason::ChangeStep, detail(most), field));
    }
    Ok(())
}

/// A number that a change may at most halve.
fn falls(field: i64, from: u64, to: u64) -> Result<(), Refusal> {
    let least = from.div_ceil(2);
    if to < least {
        return Err(Refusal::with(Reason::ChangeStep, detail(least), field));
    }
    Ok(())
}

/// CUST-22: whether the cap of a vault may change so in one step; field 0.
///
/// # Errors
/// `change_step`.
pub fn cap_change(before: u64, after: u64) -> Result<(), Refusal> {
    rises(0, before, after)
}

/// WDR-1: whether the limits of a vault's outflow, of an hour, of a day and the floor, may change so in one step; field: the place.
///
/// # Errors
/// `change_step`.
pub fn limits_change(before: [u64; 3], after: [u64; 3]) -> Result<(), Refusal> {
    for (field, (from, to)) in (0..).zip(before.into_iter().zip(after)) {
        rises(field, from, to)?;
        falls(field, from, to)?;
    }
    Ok(())
}

/// CUST-22: whether a market may change so in one step; v of its grid. Without a least requirement one of two atoms may begin.
///
/// # Errors
/// `change_step`, and those of `prove`.
pub fn market_change(before: &ListMarket, after: &ListMarket) -> Result<TickValue, Refusal> {
    let atoms = |amount: i64| u64::try_from(amount).unwrap_or(0);
    rises(6, u64::from(before.order_max), u64::from(after.order_max))?;
    rises(7, before.position_max, after.position_max)?;
    rises(8, before.open_interest_max, after.open_interest_max)?;
    rises(9, u64::from(before.imf), u64::from(after.imf))?;
    rises(10, u64::from(before.mmf), u64::from(after.mmf))?;
    rises(11, atoms(before.requirement_min).max(1), atoms(after.requirement_min))?;
    prove(after)
}

/// CUST-39: whether what an asset counts for may change so in one step: its market stays. Its bounds are `asset::prove`'s.
///
/// # Errors
/// `change_step`.
pub fn asset_change(before: &SetAsset, after: &SetAsset) -> Result<(), Refusal> {
    if before.market != after.market {
        return Err(Refusal::with(Reason::ChangeStep, i64::from(before.market), 2));
    }
    falls(5, u64::from(before.weight_maintenance), u64::from(after.weight_maintenance))
}

#[cfg(test)]
mod tests {
    use super::{asset_change, cap_change, limits_change, market_change};
    use crate::reason::{Reason, Refusal};
    use crate::schema_gen::{ListMarket, SetAsset};

    const LISTED: ListMarket = ListMarket {
        market: 3,
        symbol: [b'X'; 16],
        tick_size: 1_000_000_000,
        lot_size: 100_000,
        price_max: 1_000_000,
        order_max: 1_000,
        position_max: 10_000,
        open_interest_max: 20_000,
        imf: 20_000,
        mmf: 10_000,
        requirement_min: 0,
        profit_cap: 5,
        band: 50_000,
    };

    /// CUST-22: the double of each, and one more of each.
    #[test]
    fn each_number_rises_at_most_to_the_double() {
        let double = ListMarket {
            order_max: 2_000,
            position_max: 20_000,
            open_interest_max: 40_000,
            imf: 40_000,
            mmf: 20_000,
            requirement_min: 2,
            ..LISTED
        };
        assert!(market_change(&LISTED, &double).is_ok());
        let beyond = [
            (6, 2_000, ListMarket { order_max: 2_001, ..LISTED }),
            (7, 20_000, ListMarket { position_max: 20_001, ..LISTED }),
            (8, 40_000, ListMarket { open_interest_max: 40_001, ..LISTED }),
            (9, 40_000, ListMarket { imf: 40_001, ..LISTED }),
            (10, 20_000, ListMarket { mmf: 20_001, imf: 30_000, ..LISTED }),
            (11, 2, ListMarket { requirement_min: 3, ..LISTED }),
        ];
        for (field, most, after) in beyond {
            assert_eq!(market_change(&LISTED, &after), Err(Refusal::with(Reason::ChangeStep, most, field)));
        }
        let none = ListMarket { order_max: 1, position_max: 1, open_interest_max: 1, imf: 1, mmf: 1, ..LISTED };
        assert!(market_change(&LISTED, &none).is_ok(), "down as far as anybody likes");
    }

    /// What a listing could not have is no change either.
    #[test]
    fn a_change_is_proven_as_a_listing() {
        let crossed = ListMarket { imf: 9_999, ..LISTED };
        assert_eq!(market_change(&LISTED, &crossed).map_err(|refusal| refusal.reason), Err(Reason::MarketParameters));
        let negative = ListMarket { requirement_min: -1, ..LISTED };
        assert_eq!(market_change(&LISTED, &negative).map_err(|refusal| refusal.reason), Err(Reason::MarketParameters));
    }

    /// CUST-39: half of an odd weight is rounded up, so that it never falls below the half.
    #[test]
    fn a_maintenance_weight_falls_at_most_to_the_half() {
        let set =
            |market, weight| SetAsset { asset: 1, market, decimals: 9, weight_initial: 0, weight_maintenance: weight };
        assert!(asset_change(&set(3, 900_001), &set(3, 450_001)).is_ok());
        assert_eq!(
            asset_change(&set(3, 900_001), &set(3, 450_000)),
            Err(Refusal::with(Reason::ChangeStep, 450_001, 5))
        );
        assert_eq!(asset_change(&set(3, 9), &set(4, 9)), Err(Refusal::with(Reason::ChangeStep, 3, 2)));
    }

    /// CUST-22: a cap falls as far as anybody likes, and of nothing it does not rise.
    #[test]
    fn a_cap_rises_at_most_to_the_double() {
        assert!(cap_change(7, 14).is_ok() && cap_change(7, 1).is_ok());
        assert_eq!(cap_change(7, 15), Err(Refusal::with(Reason::ChangeStep, 14, 0)));
        assert_eq!(cap_change(0, 1), Err(Refusal::with(Reason::ChangeStep, 0, 0)));
    }

    /// WDR-1: each limit lies between half, rounded up, and double.
    #[test]
    fn limits_of_outflow_lie_between_half_and_double() {
        let before = [10_001, 100_001, 51];
        assert!(limits_change(before, [20_002, 50_001, 26]).is_ok());
        for (field, bound, after) in [
            (0, 20_002, [20_003, 100_001, 51]),
            (0, 5_001, [5_000, 100_001, 51]),
            (1, 200_002, [10_001, 200_003, 51]),
            (1, 50_001, [10_001, 50_000, 51]),
            (2, 102, [10_001, 100_001, 103]),
            (2, 26, [10_001, 100_001, 25]),
        ] {
            assert_eq!(limits_change(before, after), Err(Refusal::with(Reason::ChangeStep, bound, field)));
        }
    }
}
