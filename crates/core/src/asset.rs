//! Assets that count as collateral, and what they are worth (MGN-7).
//!
//! Invariant: USDC is asset 0 and worth itself; another asset is worth what the lower of index and slow index of its market
//! says, rounded down at every step, times its weight, and the backstop takes it by the index alone; a price that its market allows
//! never leaves the range of money.

use alloc::vec::Vec;

use crate::market::{Market, MARKET_ALL};
use crate::reason::{Reason, Refusal};
use crate::rounding::{mul_div_ceil, mul_div_floor, Overflow};
use crate::schema_gen::{AssetView, SetAsset};
use crate::units::{AssetAtoms, Atoms, Mticks, Ppm, Ticks, PPM};

/// The number of USDC.
pub const USDC: u8 = 0;
/// Assets of an exchange, as on the chain.
pub const ASSETS_MAX: u8 = 8;
/// Most decimals of an asset: one whole unit in least units fits 64 bits.
const DECIMALS_MAX: u8 = 18;
const USDC_DECIMALS: u8 = 6;
const PPM_MAX: u32 = 1_000_000;
/// Part of its price at which the backstop takes an asset (MGN-7).
const CONVERSION: Ppm = Ppm(980_000);
/// Mticks times tick size in 1e-9 USD, over this, are atoms of USDC.
const MTICK_E9_PER_ATOM: i64 = 1_000_000;

/// An asset other than USDC.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Parameters, as set last.
    pub set: SetAsset,
    /// Credits less debits of all accounts (PNL-3).
    pub tracked: AssetAtoms,
    /// Atoms of USDC for one whole unit as it counts, floored; zero while no price is known.
    price: Atoms,
    /// The same by the index alone.
    index: Atoms,
    /// Least units in a whole one.
    whole: i64,
}

/// What an amount is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    /// For new risk and for leaving.
    pub initial: Atoms,
    /// For liquidation.
    pub maintenance: Atoms,
}

impl Worth {
    /// Adds what something else is worth.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn add(&mut self, other: &Worth) -> Result<(), Overflow> {
        self.initial = self.initial.add(other.initial)?;
        self.maintenance = self.maintenance.add(other.maintenance)?;
        Ok(())
    }
}

/// What a view tells of USDC itself.
#[must_use]
pub fn usdc_view() -> AssetView {
    AssetView {
        asset: USDC,
        market: MARKET_ALL,
        decimals: USDC_DECIMALS,
        weight_initial: PPM_MAX,
        weight_maintenance: PPM_MAX,
        ..AssetView::default()
    }
}

/// Least units in a whole one.
fn whole_of(decimals: u8) -> Result<i64, Overflow> {
    10i64.checked_pow(u32::from(decimals)).ok_or(Overflow)
}

/// Atoms of USDC for a whole unit at a price, floored.
fn price_of(price: Mticks, tick_size_e9: u64) -> Result<Atoms, Overflow> {
    let mticks = i64::try_from(price.0).map_err(|_| Overflow)?;
    let tick = i64::try_from(tick_size_e9).map_err(|_| Overflow)?;
    Atoms::new(mul_div_floor(mticks, tick, MTICK_E9_PER_ATOM)?)
}

/// Whether the price of one whole unit stays within money at every price that a market allows.
#[must_use]
pub fn price_fits(price_max: u32, tick_size_e9: u64) -> bool {
    price_of(Ticks(price_max).mticks(), tick_size_e9).is_ok()
}

/// Decimals and weights of an asset other than USDC within their bounds, and a price of its market that fits money. Detail of
/// `asset_parameters`: found is the place of the field in the record, expected its bound. `decimals`: as they are known.
///
/// # Errors
/// `asset_parameters`.
pub fn prove(set: &SetAsset, decimals: u8, price_max: u32, tick_size_e9: u64) -> Result<(), Refusal> {
    let wrong = |bound: u32, field: i64| Err(Refusal::with(Reason::AssetParameters, i64::from(bound), field));
    if set.decimals != decimals || set.decimals > DECIMALS_MAX {
        return wrong(u32::from(decimals.min(DECIMALS_MAX)), 3);
    }
    if set.weight_maintenance > PPM_MAX {
        return wrong(PPM_MAX, 5);
    }
    if set.weight_initial > set.weight_maintenance {
        return wrong(set.weight_maintenance, 4);
    }
    if !price_fits(price_max, tick_size_e9) {
        return wrong(0, 2);
    }
    Ok(())
}

impl Asset {
    /// An asset at index and slow index of its market, of which nothing is tracked here.
    ///
    /// # Errors
    /// `Overflow` of its decimals. A price beyond money is none.
    pub fn priced(set: SetAsset, at: (Mticks, Mticks), tick_size_e9: u64) -> Result<Asset, Overflow> {
        let whole = whole_of(set.decimals)?;
        let mut asset = Asset { set, tracked: AssetAtoms::ZERO, price: Atoms::ZERO, index: Atoms::ZERO, whole };
        asset.price_at(at, tick_size_e9);
        Ok(asset)
    }

    /// MGN-7: it counts by the lower of index and slow index, and is taken by the index.
    fn price_at(&mut self, (index, slow): (Mticks, Mticks), tick_size_e9: u64) {
        // Proven when asset and parameters were set: within `price_max` it fits.
        let atoms = |at| price_of(at, tick_size_e9).unwrap_or(Atoms::ZERO);
        (self.price, self.index) = (atoms(index.min(slow)), atoms(index));
    }

    /// MGN-5, MGN-7: what of an amount may leave an account whose initial value is this much above what must stay, rounded down.
    ///
    /// # Errors
    /// `Overflow`, also when the amount is worth nothing and something must stay.
    pub fn leaving(&self, amount: AssetAtoms, excess: Atoms) -> Result<AssetAtoms, Overflow> {
        if excess.is_negative() {
            return Ok(AssetAtoms::ZERO);
        }
        let must_stay = self.worth(amount)?.initial.sub(excess)?;
        if !must_stay.is_positive() {
            return Ok(amount);
        }
        amount.sub(self.amount_worth(must_stay)?)
    }

    /// What an amount is worth, both weights, floored (MGN-7).
    ///
    /// # Errors
    /// `Overflow`.
    pub fn worth(&self, amount: AssetAtoms) -> Result<Worth, Overflow> {
        let value = self.value(amount, self.price)?;
        Ok(Worth {
            initial: value.part_floor(Ppm(self.set.weight_initial))?,
            maintenance: value.part_floor(Ppm(self.set.weight_maintenance))?,
        })
    }

    /// MGN-7: what an amount counts for a borrow: its initial weight at the index alone, floored, so that a room is the same on the chain
    /// where slow indices differ.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn lends(&self, amount: AssetAtoms) -> Result<Atoms, Overflow> {
        self.value(amount, self.index)?.part_floor(Ppm(self.set.weight_initial))
    }

    fn value(&self, amount: AssetAtoms, price: Atoms) -> Result<Atoms, Overflow> {
        Atoms::new(mul_div_floor(amount.get(), price.get(), self.whole)?)
    }

    /// MGN-7: how much of `held` the backstop takes at 98 % of the index for a debt of `owed`, and what it pays for it out of `purse`: what
    /// is taken is rounded up, what is paid for it down. Nothing while no price is known.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn conversion(&self, held: AssetAtoms, owed: Atoms, purse: Atoms) -> Result<(AssetAtoms, Atoms), Overflow> {
        let price = self.index.part_floor(CONVERSION)?.get();
        if price == 0 {
            return Ok((AssetAtoms::ZERO, Atoms::ZERO));
        }
        let pays = |amount: i64| mul_div_floor(amount, price, self.whole);
        let wanted = mul_div_ceil(owed.get(), self.whole, price).map_or(held.get(), |amount| amount.min(held.get()));
        let within = pays(wanted)? <= purse.get();
        let amount = if within { wanted } else { mul_div_floor(purse.get(), self.whole, price)?.min(wanted) };
        Ok((AssetAtoms::new(amount)?, Atoms::new(pays(amount)?)?))
    }

    /// Atoms of USDC for a whole unit as it counts: of all assets that one market prices the same.
    #[must_use]
    pub fn unit_price(&self) -> i64 {
        self.price.get()
    }

    /// MGN-9: the price of a whole unit at which this much of an amount's weighted value is gone, rounded up; None: it has no weight, so
    /// no price matters.
    ///
    /// # Errors
    /// `Overflow`, also of no amount.
    pub fn price_without(&self, amount: AssetAtoms, weight: Ppm, lost: Atoms) -> Result<Option<i64>, Overflow> {
        self.without(self.price, amount, weight, lost)
    }

    /// The same of what lends, by the index: that is never below the price at which it counts, so who watches that misses nothing.
    ///
    /// # Errors
    /// `Overflow`, also of no amount.
    pub fn index_without(&self, amount: AssetAtoms, lost: Atoms) -> Result<Option<i64>, Overflow> {
        self.without(self.index, amount, Ppm(self.set.weight_initial), lost)
    }

    fn without(&self, price: Atoms, amount: AssetAtoms, weight: Ppm, lost: Atoms) -> Result<Option<i64>, Overflow> {
        if weight.0 == 0 {
            return Ok(None);
        }
        let away = mul_div_floor(lost.get(), self.whole, amount.get())?;
        let away = mul_div_floor(away, PPM, i64::from(weight.0))?;
        Ok(Some(price.get().saturating_sub(away)))
    }

    /// What a view tells of the asset itself.
    #[must_use]
    pub fn view(&self) -> AssetView {
        AssetView {
            asset: self.set.asset,
            market: self.set.market,
            decimals: self.set.decimals,
            weight_initial: self.set.weight_initial,
            weight_maintenance: self.set.weight_maintenance,
            ..AssetView::default()
        }
    }

    /// The least amount that is worth at least `value` for leaving: the inverse of `worth`, rounded up at every step.
    ///
    /// # Errors
    /// `Overflow`, also when no amount is worth anything.
    pub fn amount_worth(&self, value: Atoms) -> Result<AssetAtoms, Overflow> {
        let whole_value = mul_div_ceil(value.get(), PPM, i64::from(self.set.weight_initial))?;
        AssetAtoms::new(mul_div_ceil(whole_value, self.whole, self.price.get())?)
    }
}

/// All assets beside USDC, by number.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    list: Vec<Asset>,
}

impl Assets {
    /// An asset other than USDC.
    #[must_use]
    pub fn get(&self, asset: u8) -> Option<&Asset> {
        self.list.iter().find(|known| known.set.asset == asset)
    }

    /// The same, to change.
    pub fn get_mut(&mut self, asset: u8) -> Option<&mut Asset> {
        self.list.iter_mut().find(|known| known.set.asset == asset)
    }

    /// All of them, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Asset> {
        self.list.iter()
    }

    /// Number of assets beside USDC.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether USDC is the only one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether a market prices an asset.
    pub fn priced_by(&self, market: u16) -> impl Iterator<Item = &Asset> {
        self.list.iter().filter(move |asset| asset.set.market == market)
    }

    /// Sets the parameters of an asset; of USDC nothing can be set but what it is. Detail of `asset_parameters`: found is
    /// the place of the field in the record, expected its bound.
    ///
    /// # Errors
    /// `asset_unknown`, `asset_parameters`, `market_unknown`.
    pub fn set(&mut self, set: &SetAsset, market: Option<&Market>) -> Result<(), Refusal> {
        let wrong = |bound: u32, field: i64| Err(Refusal::with(Reason::AssetParameters, i64::from(bound), field));
        if set.asset >= ASSETS_MAX {
            return Err(Refusal::of(Reason::AssetUnknown));
        }
        if set.asset == USDC {
            let usual = SetAsset {
                asset: USDC,
                market: MARKET_ALL,
                decimals: USDC_DECIMALS,
                weight_initial: PPM_MAX,
                weight_maintenance: PPM_MAX,
            };
            return if *set == usual { Ok(()) } else { wrong(PPM_MAX, 1) };
        }
        let market = market.ok_or(Reason::MarketUnknown)?;
        let known = self.get(set.asset).copied();
        let decimals = known.map_or(set.decimals, |known| known.set.decimals);
        prove(set, decimals, market.listing.price_max, market.listing.tick_size)?;
        let tracked = known.map_or(AssetAtoms::ZERO, |known| known.tracked);
        self.list.retain(|known| known.set.asset != set.asset);
        let place = self.list.partition_point(|known| known.set.asset < set.asset);
        let asset = Asset::priced(*set, (market.index, market.slow), market.listing.tick_size)?;
        self.list.insert(place, Asset { tracked, ..asset });
        self.reprice(market);
        Ok(())
    }

    /// Takes over the prices of a market (MGN-7).
    pub fn reprice(&mut self, market: &Market) {
        for asset in self.list.iter_mut().filter(|asset| asset.set.market == market.id) {
            asset.price_at((market.index, market.slow), market.listing.tick_size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{price_of, whole_of, Asset};
    use crate::rounding::Overflow;
    use crate::schema_gen::SetAsset;
    use crate::units::{AssetAtoms, Atoms, Mticks};

    /// MGN-7: what is taken is rounded up, what is paid down; never more than there is on either side; nothing without a price.
    #[test]
    fn a_conversion_takes_no_more_than_the_debt_the_asset_and_the_purse() -> Result<(), Overflow> {
        let (price, whole) = (price_of(Mticks(100_000), 1_000_000_000)?, whole_of(8)?); // 100 USD
        let asset =
            Asset { set: SetAsset::default(), tracked: AssetAtoms::ZERO, price: Atoms::ZERO, index: price, whole };
        let of = |held, owed, purse| {
            let moved = asset.conversion(AssetAtoms::new(held)?, Atoms::new(owed)?, Atoms::new(purse)?)?;
            Ok((moved.0.get(), moved.1.get()))
        };
        assert_eq!(of(1_000_000_000, 100_000_000, 1_000_000_000)?, (102_040_817, 100_000_000));
        assert_eq!(of(50_000_000, 100_000_000, 1_000_000_000)?, (50_000_000, 49_000_000));
        assert_eq!(of(1_000_000_000, 100_000_000, 49_000_001)?, (50_000_001, 49_000_000));
        assert_eq!(of(1_000_000_000, 100_000_000, 0)?, (0, 0));
        let unpriced = Asset { index: Atoms::ZERO, ..asset };
        let moved = unpriced.conversion(AssetAtoms::new(9)?, Atoms::new(9)?, Atoms::new(9)?)?;
        assert_eq!((moved.0.get(), moved.1.get()), (0, 0));
        Ok(())
    }
}
