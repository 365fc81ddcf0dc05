//! A market: parameters proven at listing, prices, money, and its book.
//!
//! Invariant: `tick_value * price_max * position_max <= 2^52` atoms, so that a price within `price_max` never makes a
//! position too large for money (UNIT-3); `terms` is always what parameters and prices say.

use alloc::vec::Vec;

use crate::asset::Assets;
use crate::book::Book;
use crate::carry::in_band;
use crate::growth::{Crowding, Tiers};
use crate::margin::MarginTerms;
use crate::mark::{catches_up, Averages, Premium, Quotes, CLOSING_AGE_MAX_US};
use crate::position::Ledger;
use crate::reason::{Reason, Refusal};
use crate::rounding::{mul_div_ceil, mul_div_floor, Overflow};
use crate::rounds::slow_moved;
use crate::schema_gen::{ListMarket, MarginSet, MarketChanged, MarketSet, SetAsset, SetMargin};
use crate::tail::Given;
use crate::tier::{Action, Feed};
use crate::units::{
    detail, Atoms, Mticks, Ppm, Side, TickValue, Ticks, LOTS_MAX, NOTIONAL_MAX, POSITION_MAX, PPM, TICKS_MAX,
};

/// Markets of an exchange.
pub const MARKETS_MAX: usize = 64;
/// The market number that stands for all.
pub const MARKET_ALL: u16 = u16::MAX;
const PPM_MAX: u32 = 1_000_000;
/// Until it is set: the fee of the classes with the largest one.
const LIQUIDATION_FEE: Ppm = Ppm(10_000);
/// Until it is set: 25,000 USD, that of the class with the smallest one.
const INSURANCE_CAP: Atoms = match Atoms::new(25_000_000_000) {
    Ok(cap) => cap,
    Err(_) => Atoms::ZERO,
};

/// What a batch's end tells of a market when it changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Price of the last fill.
    pub last_price: Ticks,
    /// Money and lots.
    pub ledger: Ledger,
}

impl Told {
    /// The totals as an event.
    #[must_use]
    pub fn event(&self, market: u16) -> MarketChanged {
        let ledger = &self.ledger;
        MarketChanged {
            market,
            last_price: self.last_price.0,
            open_interest: u64::try_from(ledger.open_interest()).unwrap_or(0),
            pool: ledger.pool.get(),
            insurance: ledger.insurance.get(),
            fee_bucket: ledger.fee_bucket.get(),
            shares: ledger.shares.get(),
            fee_claim: ledger.fee_claim.get(),
            claims: ledger.claims.get(),
            deficit: ledger.deficit.get(),
        }
    }
}

/// A listed market.
#[derive(Clone, Debug)]
pub struct Market {
    /// Number.
    pub id: u16,
    /// Parameters, as listed or set last.
    pub listing: ListMarket,
    /// v: atoms of one tick x one lot (UNIT-2).
    pub tick_value: TickValue,
    /// Whether only reductions are taken.
    pub paused: bool,
    /// Index; 0 is not known.
    pub index: Mticks,
    /// Index that the next mark round takes; 0: prices are set by hand (MRK-1).
    pub newest: Mticks,
    /// Mark; 0 is not known.
    pub mark: Mticks,
    /// Slow index: follows the index by at most 6 % an hour (MGN-7); 0 is not known.
    pub slow: Mticks,
    /// Time up to which it has moved, microseconds.
    pub slow_us: u64,
    /// When the newest index was published, microseconds; 0: prices are set by hand, and no mark round changes them.
    pub published_us: u64,
    /// What was told of its price, and how far that can be relied upon (ORC-3).
    pub feed: Feed,
    /// Time of the last mark round that moved the mark, microseconds.
    pub mark_us: u64,
    /// Distance of the book from the index (MRK-2).
    pub averages: Averages,
    /// Samples of this hour (FND-1).
    pub premium: Premium,
    /// What F owes in 1e-6 atoms a lot, below one atom (FND-3).
    pub funding_rest: u32,
    /// Place of the account that takes in funding next; None: all have (FND-3).
    pub funding_place: Option<u32>,
    /// Liquidation fee of the market's class (LIQ-3).
    pub liquidation_fee: Ppm,
    /// The most that its insurance pays for one bankrupt (LIQ-5).
    pub insurance_cap: Atoms,
    /// How its fractions grow, as set last (MGN-2, MGN-3).
    pub margin: SetMargin,
    /// Open interest between which the initial fraction grows (MGN-2).
    pub crowding: Crowding,
    /// Number of the last record (LIQ-6).
    pub records: u64,
    /// D and mark at which a deficit that stays was last dealt with (LIQ-6).
    pub tried: (Atoms, Mticks),
    /// What the tail gave it on the last day that it did (LIQ-5).
    pub given: Given,
    /// Number of the account whose claim a sweep paid last (PNL-5).
    pub sweep_cursor: u64,
    /// Derived from parameters and prices.
    pub terms: MarginTerms,
    /// Last price, money and lots.
    pub now: Told,
    /// The same at the end of the last batch.
    pub told: Told,
    /// Resting orders.
    pub book: Book,
}

/// Bound of one parameter.
fn within(which: i64, found: u64, least: u64, most: u64) -> Result<(), Refusal> {
    if found < least {
        return Err(Refusal::with(Reason::MarketParameters, detail(least), which));
    }
    if found > most {
        return Err(Refusal::with(Reason::MarketParameters, detail(most), which));
    }
    Ok(())
}

/// Proves the bounds of a listing (UNIT-2, UNIT-3); returns v. Detail of `market_parameters`: found is the place of the
/// field in the record, expected its bound.
///
/// # Errors
/// `market_parameters`, `market_grid`, `market_notional`.
pub fn prove(listing: &ListMarket) -> Result<TickValue, Refusal> {
    let unsigned = |amount: i64| u64::try_from(amount).unwrap_or(u64::MAX);
    let position_most = u64::try_from(POSITION_MAX).unwrap_or(0);
    let money_most = unsigned(Atoms::MAX.get());
    within(1, u64::from(listing.market), 0, u64::from(MARKET_ALL).saturating_sub(1))?;
    within(5, u64::from(listing.price_max), 1, u64::from(TICKS_MAX))?;
    within(6, u64::from(listing.order_max), 1, u64::from(LOTS_MAX))?;
    within(7, listing.position_max, 1, position_most)?;
    within(8, listing.open_interest_max, 1, position_most)?;
    within(9, u64::from(listing.imf), 1, u64::from(PPM_MAX))?;
    within(10, u64::from(listing.mmf), 1, u64::from(listing.imf))?;
    within(11, unsigned(listing.requirement_min), 0, money_most)?;
    within(12, unsigned(listing.profit_cap), 0, money_most)?;
    within(13, u64::from(listing.band), 1, u64::from(PPM_MAX))?;
    let tick_value = TickValue::of_grid(listing.tick_size, listing.lot_size).ok_or(Reason::MarketGrid)?;
    let largest = u128::from(tick_value.0)
        .saturating_mul(u128::from(listing.price_max))
        .saturating_mul(u128::from(listing.position_max));
    if largest > u128::from(unsigned(NOTIONAL_MAX)) {
        return Err(Refusal::of(Reason::MarketNotional));
    }
    Ok(tick_value)
}

impl Market {
    /// A market without prices.
    ///
    /// # Errors
    /// As `prove`.
    pub fn list(listing: ListMarket) -> Result<Market, Refusal> {
        let tick_value = prove(&listing)?;
        let mut market = Market {
            id: listing.market,
            listing,
            tick_value,
            paused: false,
            index: Mticks(0),
            newest: Mticks(0),
            mark: Mticks(0),
            slow: Mticks(0),
            slow_us: 0,
            published_us: 0,
            feed: Feed::default(),
            mark_us: 0,
            averages: Averages::default(),
            premium: Premium::default(),
            funding_rest: 0,
            funding_place: None,
            liquidation_fee: LIQUIDATION_FEE,
            insurance_cap: INSURANCE_CAP,
            margin: SetMargin { market: listing.market, ..SetMargin::default() },
            crowding: Crowding::default(),
            records: 0,
            tried: (Atoms::ZERO, Mticks(0)),
            given: Given::default(),
            sweep_cursor: 0,
            terms: MarginTerms::default(),
            now: Told::default(),
            told: Told::default(),
            book: Book::new(),
        };
        market.derive()?;
        Ok(market)
    }

    /// Makes `terms` of parameters and prices.
    ///
    /// # Errors
    /// `Overflow`; not for prices within `price_max`.
    pub fn derive(&mut self) -> Result<(), Overflow> {
        self.terms = MarginTerms {
            lot_mark: self.tick_value.lot_at(self.mark)?,
            lot_initial: self.tick_value.lot_at(self.mark.max(self.index))?,
            imf: Ppm(self.listing.imf),
            mmf: Ppm(self.listing.mmf),
            tiers: self.terms.tiers,
            imf_now: Ppm(self.listing.imf),
            requirement_min: Atoms::new(self.listing.requirement_min)?,
            profit_cap: Atoms::new(self.listing.profit_cap)?,
            funding: self.now.ledger.funding,
        };
        self.crowd();
        Ok(())
    }

    /// Takes over how fractions grow, or new base fractions below them (MGN-2, MGN-3).
    ///
    /// # Errors
    /// `market_parameters`; nothing changed then.
    pub fn set_margin(&mut self, set: &SetMargin, imf: Ppm, mmf: Ppm) -> Result<(), Refusal> {
        let (crowding, tiers) = (Crowding::of(set)?, Tiers::of(set, imf, mmf)?);
        (self.margin, self.crowding, self.terms.tiers, self.terms.imf_now) = (*set, crowding, tiers, imf);
        self.crowd();
        Ok(())
    }

    /// Makes the initial fraction of new risk what the present open interest says (MGN-2).
    #[inline(always)]
    pub fn crowd(&mut self) {
        if self.crowding.upper != Atoms::ZERO {
            self.terms.imf_now = self.imf_at(&self.now.ledger);
        }
    }

    /// MGN-2: the least initial fraction of new risk at the open interest of a ledger, valued at mark.
    #[must_use]
    pub fn imf_at(&self, ledger: &Ledger) -> Ppm {
        self.crowding.raised(Ppm(self.listing.imf), self.terms.lot_mark.notional_ceil(ledger.open_interest()))
    }

    /// How its fractions grow, as an event.
    #[must_use]
    pub fn margin_event(&self) -> MarginSet {
        let SetMargin { market, interest_lower, interest_upper, tier1_usd, tier1_mmf, tier2_usd, tier2_mmf } =
            self.margin;
        MarginSet { market, interest_lower, interest_upper, tier1_usd, tier1_mmf, tier2_usd, tier2_mmf }
    }

    /// What the book says now, mticks.
    #[must_use]
    pub fn quotes(&self) -> Quotes {
        let mticks = |ticks: u32| i64::try_from(Ticks(ticks).mticks().0).ok();
        let last = self.now.last_price.0;
        Quotes {
            bid: self.book.best(Side::Buy).and_then(mticks),
            ask: self.book.best(Side::Sell).and_then(mticks),
            last: if last == 0 { None } else { mticks(last) },
        }
    }

    /// ORC-3: whether the price allows an action now.
    #[must_use]
    #[inline]
    pub fn allows(&self, action: Action) -> bool {
        self.feed.tier.allows(action)
    }

    /// ORC-3: whether somebody may be closed by the mark. When a price is back, the mark is the one of before until the next round.
    #[must_use]
    #[inline]
    pub fn closes(&self, action: Action, ts_us: u64) -> bool {
        let young = self.published_us == 0 || ts_us.saturating_sub(self.mark_us) <= CLOSING_AGE_MAX_US;
        young && self.allows(action)
    }

    /// MRK-2: whether the mark follows a jump of the index; never of prices that are set by hand.
    #[must_use]
    pub fn is_catching_up(&self) -> bool {
        let (Ok(mark), Ok(index)) = (i64::try_from(self.mark.0), i64::try_from(self.index.0)) else { return true };
        self.published_us != 0 && catches_up(mark, index, Ppm(self.listing.mmf)).unwrap_or(true)
    }

    /// MGN-7: the slow index after its time.
    ///
    /// # Errors
    /// `Overflow`; not for prices within `price_max`.
    pub fn move_slow(&mut self, ts_us: u64) -> Result<(), Overflow> {
        (self.slow, self.slow_us) = slow_moved((self.slow, self.slow_us), self.index, ts_us)?;
        Ok(())
    }

    /// BOOK-9: whether a fill at a price is within the band of mark or of index.
    #[inline(always)]
    #[must_use]
    pub fn in_band(&self, price: Ticks) -> bool {
        in_band(price, self.mark, self.index, Ppm(self.listing.band))
    }

    /// BOOK-9: the furthest price at which an order of a side may rest: it may not cross the index by its initial margin
    /// or more. Rounded inwards.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn resting_bound(&self, side: Side) -> Result<Ticks, Overflow> {
        let index = i64::try_from(self.index.0).map_err(|_| Overflow)?;
        let imf = i64::from(self.listing.imf);
        // Strictly inside: the last whole tick below index * (1 + imf), the first above index * (1 - imf).
        const MTICK_PPM: i64 = 1_000_000_000;
        let bound = match side {
            Side::Buy => mul_div_ceil(index, PPM.saturating_add(imf), MTICK_PPM)?.saturating_sub(1),
            Side::Sell => mul_div_floor(index, PPM.saturating_sub(imf), MTICK_PPM)?.saturating_add(1),
        };
        Ok(Ticks(u32::try_from(bound.clamp(0, i64::from(u32::MAX))).map_err(|_| Overflow)?))
    }

    /// All parameters, as an event.
    #[must_use]
    pub fn set_event(&self) -> MarketSet {
        let listing = &self.listing;
        MarketSet {
            market: self.id,
            symbol: listing.symbol,
            tick_size: listing.tick_size,
            lot_size: listing.lot_size,
            tick_value: self.tick_value.0,
            price_max: listing.price_max,
            order_max: listing.order_max,
            position_max: listing.position_max,
            open_interest_max: listing.open_interest_max,
            imf: listing.imf,
            mmf: listing.mmf,
            requirement_min: listing.requirement_min,
            profit_cap: listing.profit_cap,
            band: listing.band,
            paused: u8::from(self.paused),
        }
    }
}

/// All markets, by number.
#[derive(Clone, Debug, Default)]
pub struct Markets {
    /// Collateral other than USDC; the indices of markets price it.
    pub assets: Assets,
    list: Vec<Market>,
    places: Vec<u8>, // place in `list` of a number, NOWHERE if there is none
}

const NOWHERE: u8 = u8::MAX;

impl Markets {
    /// Sets an asset (MGN-7).
    ///
    /// # Errors
    /// As `Assets::set`.
    pub fn set_asset(&mut self, set: &SetAsset) -> Result<(), Refusal> {
        let market = self.places.get(usize::from(set.market)).and_then(|place| self.list.get(usize::from(*place)));
        self.assets.set(set, market)
    }

    /// Gives the prices of a market to the assets that it prices.
    pub fn reprice(&mut self, id: u16) {
        let market = self.places.get(usize::from(id)).and_then(|place| self.list.get(usize::from(*place)));
        if let Some(market) = market {
            self.assets.reprice(market);
        }
    }

    /// A market by number.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, id: u16) -> Option<&Market> {
        self.list.get(usize::from(*self.places.get(usize::from(id))?))
    }

    /// A market by number, to change.
    #[inline(always)]
    #[must_use]
    pub fn get_mut(&mut self, id: u16) -> Option<&mut Market> {
        self.list.get_mut(usize::from(*self.places.get(usize::from(id))?))
    }

    /// All markets, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Market> {
        self.list.iter()
    }

    /// All markets, by number, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Market> {
        self.list.iter_mut()
    }

    /// Numbers of all markets, ascending.
    #[must_use]
    pub fn ids(&self) -> Vec<u16> {
        self.list.iter().map(|market| market.id).collect()
    }

    /// Number of markets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds a market of an unused number.
    pub fn add(&mut self, market: Market) {
        let place = self.list.partition_point(|other| other.id < market.id);
        self.list.insert(place, market);
        self.places.clear();
        for (place, market) in (0u8..).zip(&self.list) {
            let number = usize::from(market.id);
            if self.places.len() <= number {
                self.places.resize(number.saturating_add(1), NOWHERE);
            }
            if let Some(known) = self.places.get_mut(number) {
                *known = place;
            }
        }
    }
}
