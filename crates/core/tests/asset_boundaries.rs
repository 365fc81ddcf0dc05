//! Boundaries of other collateral: each rounding of price, value, conversion and watched price where it shows, and the last parameter
//! that is taken beside the first that is not (MGN-7, MGN-9).
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

use quantdesk_core::asset::{price_fits, Asset, Assets, Worth, USDC};
use quantdesk_core::market::{Market, MARKET_ALL};
use quantdesk_core::reason::{Reason, Refusal};
use quantdesk_core::rounding::Overflow;
use quantdesk_core::schema_gen::{ListMarket, SetAsset};
use quantdesk_core::units::{AssetAtoms, Atoms, Mticks, Ppm, ATOMS_MAX};

/// A market of one grid, without prices.
fn market(id: u16, price_max: u32, tick_size: u64, lot_size: u64) -> Market {
    let listing = ListMarket {
        market: id,
        tick_size,
        lot_size,
        price_max,
        order_max: 1,
        position_max: 1,
        open_interest_max: 1,
        imf: 1,
        mmf: 1,
        band: 1,
        ..ListMarket::default()
    };
    Market::list(listing).unwrap()
}

fn set(asset: u8, market: u16, decimals: u8, weights: (u32, u32)) -> SetAsset {
    SetAsset { asset, market, decimals, weight_initial: weights.0, weight_maintenance: weights.1 }
}

/// An asset whose whole unit costs so many atoms: a mtick of its market is one.
fn priced(price: u64, decimals: u8, weights: (u32, u32)) -> Asset {
    let (mut market, mut assets) = (market(1, 1, 1_000_000, 1_000_000), Assets::default());
    (market.index, market.slow) = (Mticks(price), Mticks(price));
    assets.set(&set(1, 1, decimals, weights), Some(&market)).unwrap();
    *assets.get(1).unwrap()
}

fn atoms(number: i64) -> Atoms {
    Atoms::new(number).unwrap()
}

fn units(number: i64) -> AssetAtoms {
    AssetAtoms::new(number).unwrap()
}

/// [MGN-7]: the price of a whole unit is floored.
#[test]
fn a_price_is_floored() {
    let of = |mticks, tick_size| {
        let (mut market, mut assets) = (market(1, 1, tick_size, 1_000_000_000_000), Assets::default());
        (market.index, market.slow) = (Mticks(mticks), Mticks(mticks));
        assets.set(&set(1, 1, 0, (1, 1)), Some(&market)).unwrap();
        assets.get(1).unwrap().unit_price()
    };
    assert_eq!(of(1_500, 1_000_000_001), 1_500_000, "1,500,000.0015");
    assert_eq!((of(1, 999_999), of(1, 1_000_000), of(0, 1_000_000)), (0, 1, 0));
}

/// [MGN-7]: a market may price an asset when its largest price, floored, is at most 2^53 atoms.
#[test]
fn the_largest_price_is_the_largest_amount_of_money() {
    let tick = 1_125_899_906_842_624_000; // 8 ticks of it are 2^53 atoms
    assert!(price_fits(8, tick) && price_fits(8, tick + 124), "124 more are 0.992 atoms");
    assert!(!price_fits(8, tick + 125) && !price_fits(9, tick) && !price_fits(1, u64::MAX));
}

/// [MGN-7]: 7 tenths at 101 are 70.7: 70, of which each weight takes its part, floored again.
#[test]
fn an_amount_is_worth_its_value_times_its_weight_floored_twice() {
    let worth = |price, decimals, amount| {
        let told = priced(price, decimals, (799_999, 900_001)).worth(units(amount));
        told.map(|Worth { initial, maintenance }| (initial.get(), maintenance.get()))
    };
    assert_eq!(worth(101, 1, 7), Ok((55, 63)));
    assert_eq!((worth(101, 1, 0), worth(0, 1, 7)), (Ok((0, 0)), Ok((0, 0))));
    assert_eq!(worth(1_000_000_000, 18, 5_000_000_000_000_000), Ok((3_999_995, 4_500_005)));
    assert_eq!(worth(10, 1, ATOMS_MAX), Ok((7_205_750_396_593_538, 8_106_488_336_466_147)));
    assert_eq!(worth(11, 1, ATOMS_MAX), Err(Overflow));
}

/// [MGN-7]: the least amount that is worth so much is rounded up twice; a least unit less is worth less.
#[test]
fn the_amount_of_a_value_is_the_least_that_is_worth_it() {
    let asset = priced(101, 3, (800_001, 900_000));
    let amount = asset.amount_worth(atoms(100));
    assert_eq!(amount, Ok(units(1_238)), "ceil(100 / 0.800001) is 125, ceil(125 / 0.101) is 1,238");
    let worth = |amount| asset.worth(units(amount)).unwrap().initial.get();
    assert_eq!((worth(1_238), worth(1_237)), (100, 99));
    assert_eq!(asset.amount_worth(Atoms::ZERO), Ok(AssetAtoms::ZERO));
    assert_eq!(priced(0, 3, (1, 1)).amount_worth(atoms(1)), Err(Overflow), "no price");
    assert_eq!(priced(101, 3, (0, 1)).amount_worth(atoms(1)), Err(Overflow), "no weight");
}

/// [MGN-7]: the backstop's price is floored, its whole purse may go, and a price that floors to nothing converts nothing.
#[test]
fn a_conversion_is_exact_where_price_or_purse_just_suffice() {
    let of = |price, decimals, (held, owed, purse)| {
        let asset = priced(price, decimals, (1, 1));
        asset.conversion(units(held), atoms(owed), atoms(purse)).map(|moved| (moved.0.get(), moved.1.get()))
    };
    let debt = 100_000_000; // 1.02040817 of an asset of 100 USD, which the backstop takes at 98
    assert_eq!(of(debt as u64, 8, (1_000_000_000, debt, debt)), Ok((102_040_817, debt)), "all of the purse");
    assert_eq!(of(debt as u64, 8, (1_000_000_000, debt, debt - 1)), Ok((102_040_815, 99_999_998)));
    assert_eq!(of(101, 1, (1_000, 980, 9_999)), Ok((100, 980)), "98 % of 101 is 98");
    assert_eq!(of(2, 0, (5, 3, 9)), Ok((3, 3)), "98 % of 2 is 1, which is a price");
    assert_eq!((of(1, 0, (9, 9, 9)), of(0, 0, (9, 9, 9))), (Ok((0, 0)), Ok((0, 0))), "98 % of 1 is none");
}

/// [MGN-7]: it counts by the lower of both, lends and is taken by the index, above the slow index as below it.
#[test]
fn a_conversion_is_by_the_index_alone() {
    let of = |index, slow| {
        let (mut market, mut assets) = (market(1, 1, 1_000_000, 1_000_000), Assets::default());
        (market.index, market.slow) = (Mticks(index), Mticks(slow));
        assets.set(&set(1, 1, 0, (1_000_000, 1_000_000)), Some(&market)).unwrap();
        let asset = assets.get(1).unwrap();
        let moved = asset.conversion(units(10), atoms(980), atoms(980)).unwrap();
        let lent = asset.lends(units(1)).unwrap().get();
        (asset.worth(units(1)).unwrap().initial.get(), lent, moved.0.get(), moved.1.get())
    };
    assert_eq!((of(200, 100), of(100, 200)), ((100, 200, 5, 980), (100, 100, 10, 980)));
}

/// [MGN-9]: the price at which so much is lost is rounded up at every step: it is met no later than the loss.
#[test]
fn a_watched_price_of_collateral_is_rounded_towards_the_price() {
    let asset = priced(1_000, 1, (1, 1));
    let of = |amount, weight, lost| asset.price_without(units(amount), Ppm(weight), atoms(lost));
    assert_eq!(of(3, 900_000, 10), Ok(Some(964)), "100 / 3 is 33, 33 / 0.9 is 36");
    assert_eq!(of(3, 900_000, 0), Ok(Some(1_000)));
    assert_eq!(of(3, 1, 10), Ok(Some(-32_999_000)), "the least weight is one");
    assert_eq!((of(3, 0, 10), of(0, 0, 10), of(0, 1, 10)), (Ok(None), Ok(None), Err(Overflow)));
}

/// [MGN-7]: each parameter is taken up to its bound; one more is refused with the bound and the place of the field.
#[test]
fn parameters_of_an_asset_are_taken_up_to_their_bounds() {
    // Whole units of 1,000 USD, one a tick: 2^53 atoms are 9,007,199,254.74 USD.
    let [fair, dear] = [9_007_199, 9_007_200].map(|price_max| market(1, price_max, 1_000_000_000_000, 1));
    let mut assets = Assets::default();
    let mut of = |set: SetAsset, market: Option<&Market>| {
        let refused = assets.set(&set, market).err();
        refused.map(|Refusal { reason, expected, found }| (reason, expected, found))
    };
    let at = |bound, field| Some((Reason::AssetParameters, bound, field));
    let usdc = set(USDC, MARKET_ALL, 6, (1_000_000, 1_000_000));
    assert_eq!(of(usdc, None), None);
    assert_eq!(of(SetAsset { decimals: 7, ..usdc }, None), at(1_000_000, 1));
    assert_eq!(of(SetAsset { market: 1, ..usdc }, Some(&fair)), at(1_000_000, 1));
    assert_eq!(of(set(7, 1, 18, (1_000_000, 1_000_000)), Some(&fair)), None);
    assert_eq!(of(set(8, 1, 18, (1, 1)), Some(&fair)).map(|told| told.0), Some(Reason::AssetUnknown));
    assert_eq!(of(set(7, 1, 18, (1, 1)), None).map(|told| told.0), Some(Reason::MarketUnknown));
    assert_eq!(of(set(6, 1, 19, (1, 1)), Some(&fair)), at(18, 3));
    assert_eq!(of(set(7, 1, 17, (1, 1)), Some(&fair)), at(18, 3), "decimals stay");
    assert_eq!(of(set(6, 1, 0, (0, 0)), Some(&fair)), None);
    assert_eq!(of(set(6, 1, 1, (0, 0)), Some(&fair)), at(0, 3), "decimals stay");
    assert_eq!(of(set(5, 1, 0, (1, 1_000_001)), Some(&fair)), at(1_000_000, 5));
    assert_eq!(of(set(5, 1, 0, (500_001, 500_000)), Some(&fair)), at(500_000, 4));
    assert_eq!(of(set(5, 1, 0, (500_000, 500_000)), Some(&dear)), at(0, 2));
    let numbers = assets.iter().map(|asset| asset.set.asset);
    assert!(numbers.eq([6, 7]), "neither USDC nor what is refused is in the list");
}

/// [MGN-7] [PNL-3]: assets stand by number, one of each; set anew it keeps what is tracked, takes its weights and the market's price.
#[test]
fn an_asset_set_anew_keeps_its_place_and_what_is_tracked() {
    let mut market = market(1, 9_000_000, 1_000_000_000_000, 1);
    (market.index, market.slow) = (Mticks(5_000), Mticks(7_000));
    let mut assets = Assets::default();
    assert_eq!((assets.is_empty(), assets.len()), (true, 0));
    for number in [3, 1, 2] {
        assets.set(&set(number, 1, 6, (1, 2)), Some(&market)).unwrap();
    }
    assert_eq!((assets.is_empty(), assets.len()), (false, 3));
    assets.get_mut(2).unwrap().tracked = units(77);
    (market.index, market.slow) = (Mticks(5_001), Mticks(4_000));
    assets.set(&set(2, 1, 6, (3, 4)), Some(&market)).unwrap();
    let told = |number| assets.get(number).map(|asset| (asset.tracked.get(), asset.set.weight_initial));
    assert_eq!((told(1), told(2), told(3), told(4)), (Some((0, 1)), Some((77, 3)), Some((0, 1)), None));
    assert!(assets.iter().map(|asset| asset.set.asset).eq([1, 2, 3]));
    assert!(assets.iter().all(|asset| asset.unit_price() == 4_000_000_000), "one market, one price");
}

/// [MGN-7]: the lower of index and slow index prices the assets of that market alone; a price beyond money is none.
#[test]
fn a_market_prices_its_own_assets_at_the_lower_index() {
    let [mut first, mut second] = [1, 2].map(|id| market(id, 9_000_000, 1_000_000_000_000, 1));
    (first.index, first.slow) = (Mticks(5_000), Mticks(7_000));
    (second.index, second.slow) = (Mticks(3_000), Mticks(2_001));
    let mut assets = Assets::default();
    assets.set(&set(1, 1, 6, (1, 1)), Some(&first)).unwrap();
    assets.set(&set(2, 2, 6, (1, 1)), Some(&second)).unwrap();
    let prices = |assets: &Assets| [1, 2].map(|number| assets.get(number).unwrap().unit_price());
    assert_eq!(prices(&assets), [5_000_000_000, 2_001_000_000]);
    assert!(assets.priced_by(2).map(|asset| asset.set.asset).eq([2]) && assets.priced_by(3).next().is_none());
    first.slow = Mticks(4_999);
    assets.reprice(&first);
    assert_eq!(prices(&assets), [4_999_000_000, 2_001_000_000]);
    (first.index, first.slow) = (Mticks(u64::MAX), Mticks(u64::MAX));
    assets.reprice(&first);
    assert_eq!(prices(&assets), [0, 2_001_000_000]);
}

/// [MGN-5] [MGN-7]: of an amount leaves what its value need not stay for, rounded down; dust that is worth nothing stays for nothing.
#[test]
fn an_amount_leaves_as_far_as_nothing_must_stay() {
    // Ten least units a whole one of 3 atoms, half of which count: 25 are worth 3.
    let asset = priced(3, 1, (500_000, 500_000));
    for (excess, leaves) in [(-1, 0), (0, 5), (1, 11), (2, 18), (3, 25), (4, 25)] {
        assert_eq!(asset.leaving(units(25), atoms(excess)), Ok(units(leaves)), "{excess}");
    }
    let weightless = priced(3, 1, (0, 0));
    assert_eq!(weightless.leaving(units(25), atoms(0)), Ok(units(25)));
    assert_eq!(weightless.leaving(units(25), atoms(-1)), Ok(units(0)));
}

/// [MGN-7]: both values of what is held add up, each to its own.
#[test]
fn worths_add_up() {
    let mut worth = Worth { initial: atoms(1), maintenance: atoms(20) };
    worth.add(&Worth { initial: atoms(300), maintenance: atoms(4_000) }).unwrap();
    assert_eq!(worth, Worth { initial: atoms(301), maintenance: atoms(4_020) });
    let most = Worth { initial: atoms(ATOMS_MAX), maintenance: atoms(0) };
    assert_eq!(worth.add(&most), Err(Overflow));
}
