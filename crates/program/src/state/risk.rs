//! The one Risk account, "risk": what margin reads of every market, in one read-only account.
//!
//! Invariant: a row is written only with its mark round; a market without a tick value is not listed, nor an asset without a tick size.
//! What an account has of an asset that is not listed is worth nothing, and who has some is not judged (CUST-39).

use anchor_lang::prelude::*;
use quantdesk_core::asset::{prove, Asset, Worth};
use quantdesk_core::growth::Tiers;
use quantdesk_core::liquidation::{fee_rate, step_rate};
use quantdesk_core::margin::{Exposure, Health, Leaving, MarginTerms};
pub use quantdesk_core::market::MARKETS_MAX;
use quantdesk_core::position::Holding;
use quantdesk_core::rounding::Overflow;
use quantdesk_core::rounds::slow_moved;
use quantdesk_core::schema_gen::{SetAsset, SetMargin};
use quantdesk_core::units::{AssetAtoms, Atoms, Mticks, Ppm, Side, TickValue};

use crate::error::Refusal;
use crate::state::user::{UserAccount, ASSETS_MAX, KIND_ENGINE, USDC};

/// Layout of this version: version 1 had no assets.
pub const RISK_VERSION: u16 = 2;

/// How old a mark may be by which somebody is liquidated, or takes new risk on his own, microseconds.
pub const MARK_AGE_MAX_US: u64 = 60_000_000;

/// One market.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct RiskRow {
    /// Mark, mticks.
    pub mark_mticks: u64,
    /// Index, mticks.
    pub index_mticks: u64,
    /// Slow index, mticks.
    pub slow_mticks: u64,
    /// F, atoms per lot.
    pub funding: i64,
    /// v, atoms of one tick x one lot; 0: not listed.
    pub tick_value: u32,
    /// Base initial margin fraction.
    pub imf_ppm: u32,
    /// Maintenance margin fraction.
    pub mmf_ppm: u32,
    /// Fee of a liquidation of the market's class, ppm, which a quarter of the maintenance fraction bounds (LIQ-3).
    pub liquidation_fee_ppm: u32,
    /// Least requirement of a position.
    pub requirement_min_atoms: i64,
    /// Profit that counts for new risk.
    pub profit_cap_atoms: i64,
    /// Engine time of the mark, microseconds.
    pub mark_us: u64,
    /// Notional in whole USD above which the first tier's fractions hold (MGN-3); 0: none.
    pub tier1_usd: u32,
    /// Its maintenance margin fraction.
    pub tier1_mmf_ppm: u32,
    /// The same of the second tier.
    pub tier2_usd: u32,
    /// Its maintenance margin fraction.
    pub tier2_mmf_ppm: u32,
    /// Number of the hour since 1970 that is sampled; 0 before the first sample (FND-1).
    pub hour: u64,
    /// Sum of the hour's samples, e9.
    pub premium_sum: i64,
    /// Samples of the hour.
    pub samples: u32,
    /// What F is short of a whole atom, 1e-6 atoms (FND-3).
    pub funding_rest: u32,
    /// The most that the market's insurance pays for one bankrupt, atoms (LIQ-5).
    pub insurance_cap_atoms: i64,
    /// Engine time up to which the slow index has moved, microseconds (MGN-7).
    pub slow_us: u64,
}

const _: () = assert!(core::mem::size_of::<RiskRow>() == 128);

/// What collateral other than USDC is worth (MGN-7), by the price of a market.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct AssetRow {
    /// Market whose index prices it.
    pub market: u16,
    /// Decimals of a whole unit.
    pub decimals: u8,
    /// Zero.
    pub reserved: u8,
    /// Weight for new risk and for leaving, ppm.
    pub weight_initial_ppm: u32,
    /// Weight for liquidation, ppm.
    pub weight_maintenance_ppm: u32,
    /// Zero.
    pub reserved_word: u32,
    /// Tick size of its market, 1e-9 USD; 0: the asset is not listed.
    pub tick_size: u64,
}

/// Marks and parameters of every market.
#[account]
pub struct Risk {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 5],
    /// Mark round in force; 0 before the first.
    pub round: u64,
    /// Engine time of the round, microseconds.
    pub round_us: u64,
    /// By market number.
    pub rows: [RiskRow; MARKETS_MAX],
    /// By asset number; USDC has none.
    pub assets: [AssetRow; ASSETS_MAX],
    /// Zero.
    pub reserved_words: [u64; 8],
}

const _: () = assert!(core::mem::size_of::<Risk>() == 24 + 64 * 128 + 8 * 24 + 64);

/// Bytes of an account of this layout, discriminator included.
pub const RISK_BYTES: usize = 8 + core::mem::size_of::<Risk>();
/// Bytes of an account of layout version 1.
pub const RISK_BYTES_V1: usize = 8 + 24 + MARKETS_MAX * core::mem::size_of::<RiskRow>();

impl AssetRow {
    /// The engine's record of it.
    #[must_use]
    pub fn record(&self, asset: u8) -> SetAsset {
        SetAsset {
            asset,
            market: self.market,
            decimals: self.decimals,
            weight_initial: self.weight_initial_ppm,
            weight_maintenance: self.weight_maintenance_ppm,
        }
    }
}

impl RiskRow {
    /// MGN-7: the slow index behind the index of this engine time.
    pub fn slow_move(&mut self, engine_us: u64) -> Result<()> {
        let before = (Mticks(self.slow_mticks), self.slow_us);
        let (slow, since_us) = slow_moved(before, Mticks(self.index_mticks), engine_us).map_err(Refusal::from)?;
        (self.slow_mticks, self.slow_us) = (slow.0, since_us);
        Ok(())
    }

    /// What the core's margin wants to know.
    fn terms(&self) -> core::result::Result<MarginTerms, Overflow> {
        let value = TickValue(self.tick_value);
        let tiers = Tiers::of(&self.margin(), Ppm(self.imf_ppm), Ppm(self.mmf_ppm)).map_err(|_| Overflow)?;
        Ok(MarginTerms {
            lot_mark: value.lot_at(Mticks(self.mark_mticks))?,
            lot_initial: value.lot_at(Mticks(self.mark_mticks.max(self.index_mticks)))?,
            imf: Ppm(self.imf_ppm),
            mmf: Ppm(self.mmf_ppm),
            tiers,
            imf_now: Ppm(self.imf_ppm),
            requirement_min: Atoms::new(self.requirement_min_atoms)?,
            profit_cap: Atoms::new(self.profit_cap_atoms)?,
            funding: self.funding,
        })
    }

    /// Refuses when the mark is older than a minute at a time.
    pub fn young_check(&self, at_us: u64) -> Result<()> {
        require!(at_us <= self.mark_us.saturating_add(MARK_AGE_MAX_US), Refusal::MarkStale);
        Ok(())
    }

    /// LIQ-3: the highest rate of a step on the book: that of the tier with the highest taker fee, which self accounts have.
    #[must_use]
    pub fn step_rate_max(&self) -> Ppm {
        step_rate(Ppm(self.liquidation_fee_ppm), Ppm(self.mmf_ppm), 0)
    }

    /// LIQ-3: the rate at which the backstop takes over.
    #[must_use]
    pub fn hand_over_rate(&self) -> Ppm {
        fee_rate(Ppm(self.liquidation_fee_ppm), Ppm(self.mmf_ppm))
    }

    /// How fractions grow with size (MGN-3). What open interest and users' wishes ask is left to the engine: the chain may
    /// be weaker, never stronger.
    #[must_use]
    pub fn margin(&self) -> SetMargin {
        SetMargin {
            tier1_usd: self.tier1_usd,
            tier1_mmf: self.tier1_mmf_ppm,
            tier2_usd: self.tier2_usd,
            tier2_mmf: self.tier2_mmf_ppm,
            ..SetMargin::default()
        }
    }

    /// A holding with funding taken in, as margin sees it; the chain knows no open orders.
    fn exposure(&self, mut holding: Holding) -> Result<Exposure> {
        holding.touch(self.funding).map_err(Refusal::from)?;
        Ok(Exposure { holding, ..Exposure::default() })
    }
}

impl Risk {
    /// An asset at its price in force; None: it is not listed.
    pub fn asset(&self, asset: u8) -> Result<Option<Asset>> {
        let row = self.assets.get(usize::from(asset)).ok_or(Refusal::AssetUnknown)?;
        if row.tick_size == 0 {
            return Ok(None);
        }
        let market = self.rows.get(usize::from(row.market)).ok_or(Refusal::MarketUnknown)?;
        let at = Mticks(market.index_mticks.min(market.slow_mticks));
        Ok(Some(Asset::priced(row.record(asset), at, row.tick_size).map_err(Refusal::from)?))
    }

    /// MGN-7: sets what an asset is worth, within the core's bounds. Its market and its decimals stay what they were; its maintenance weight
    /// falls at most to the half a change (CUST-39).
    pub fn asset_set(&mut self, set: &SetAsset, price_max: u32, tick_size: u64) -> Result<()> {
        require!(set.asset != USDC, Refusal::AssetUnknown);
        let row = self.assets.get_mut(usize::from(set.asset)).ok_or(Refusal::AssetUnknown)?;
        let is_new = row.tick_size == 0;
        let same = row.market == set.market && row.weight_maintenance_ppm <= set.weight_maintenance.saturating_mul(2);
        require!(is_new || same, Refusal::ChangeBounds);
        let decimals = if is_new { set.decimals } else { row.decimals };
        prove(set, decimals, price_max, tick_size).map_err(|_| Refusal::AssetParameters)?;
        row.market = set.market;
        row.decimals = set.decimals;
        row.weight_initial_ppm = set.weight_initial;
        row.weight_maintenance_ppm = set.weight_maintenance;
        row.tick_size = tick_size;
        Ok(())
    }

    /// MGN-7: what the other collateral of an account is worth, both weights. That of a self account is worth nothing: nobody takes it.
    pub fn worth(&self, account: &UserAccount) -> Result<Worth> {
        let mut worth = Worth::default();
        if account.kind != KIND_ENGINE {
            return Ok(worth);
        }
        for (asset, atoms) in account.others() {
            if let Some(known) = self.asset(asset)? {
                let amount = AssetAtoms::new(atoms).map_err(Refusal::from)?;
                worth.add(&known.worth(amount).map_err(Refusal::from)?).map_err(Refusal::from)?;
            }
        }
        Ok(worth)
    }

    /// Whether all that an account has of other collateral is listed: else the engine alone knows what it is worth.
    pub fn knows(&self, account: &UserAccount) -> bool {
        account.others().all(|(asset, _)| self.assets.get(usize::from(asset)).is_some_and(|row| row.tick_size != 0))
    }

    /// Refuses while a price that the account's health is made of is older than a minute at a time: of the markets where it has lots, and of
    /// those that price its other collateral. A round may leave a market out, so its own time says nothing of it (CUST-30, ORC-3).
    pub fn young_check(&self, account: &UserAccount, at_us: u64) -> Result<()> {
        for slot in account.positions().iter().filter(|slot| slot.lots != 0) {
            self.row(slot.market)?.young_check(at_us)?;
        }
        if account.kind == KIND_ENGINE {
            for (asset, _) in account.others() {
                let priced = self.assets.get(usize::from(asset)).ok_or(Refusal::AssetUnknown)?;
                self.row(priced.market)?.young_check(at_us)?;
            }
        }
        Ok(())
    }

    /// The row of a market.
    pub fn row(&self, market: u16) -> Result<&RiskRow> {
        Ok(self.rows.get(usize::from(market)).ok_or(Refusal::MarketUnknown)?)
    }

    /// MGN-5, PNL-6 of the core, over the account's positions at the marks in force: of an asset what may leave, in its least unit. What
    /// is not listed is worth nothing.
    pub fn withdrawable(&self, account: &UserAccount, asset: u8, unix_s: i64) -> Result<i64> {
        let mut leaving = Leaving::default();
        self.each_position(account, |exposure, terms| leaving.add(exposure, terms))?;
        leaving.add_worth(self.worth(account)?).map_err(Refusal::from)?;
        let collateral = free_collateral(account)?;
        let held = Atoms::new(account.held(unix_s)?).map_err(Refusal::from)?;
        if asset == USDC {
            return Ok(leaving.withdrawable(collateral, held).map_err(Refusal::from)?.get());
        }
        let amount = AssetAtoms::new(account.collateral(asset)?).map_err(Refusal::from)?;
        let Some(known) = self.asset(asset)? else { return Ok(amount.get()) };
        let excess = leaving.excess(collateral, held).map_err(Refusal::from)?;
        Ok(known.leaving(amount, excess).map_err(Refusal::from)?.get())
    }

    /// MGN-5, MGN-7 of the core: worth and requirements of the account at the marks in force.
    pub fn health(&self, account: &UserAccount) -> Result<Health> {
        self.health_of(account, Atoms::new(account.collateral(USDC)?).map_err(Refusal::from)?)
    }

    /// The same for new risk of a self account: without what its orders lock, and `more` beside.
    pub fn health_free(&self, account: &UserAccount, more: Atoms) -> Result<Health> {
        self.health_of(account, free_collateral(account)?.sub(more).map_err(Refusal::from)?)
    }

    /// The account's positions and other collateral beside so much USDC.
    fn health_of(&self, account: &UserAccount, collateral: Atoms) -> Result<Health> {
        let mut health = self.collateral_health(account, collateral)?;
        self.each_position(account, |exposure, terms| health.add(exposure, terms))?;
        Ok(health)
    }

    /// The account's other collateral beside so much USDC.
    fn collateral_health(&self, account: &UserAccount, collateral: Atoms) -> Result<Health> {
        let mut health = Health::of_collateral(collateral);
        health.add_worth(self.worth(account)?).map_err(Refusal::from)?;
        Ok(health)
    }

    /// MGN-1 of the core: the initial requirement of so many lots alone, which an order of a self account locks.
    pub fn order_lock(&self, market: u16, side: Side, lots: u32) -> Result<Atoms> {
        let row = self.rows.get(usize::from(market)).ok_or(Refusal::MarketUnknown)?;
        require!(row.mark_mticks > 0, Refusal::PriceBand);
        let mut exposure = Exposure::default();
        exposure.add_orders(side, u64::from(lots)).map_err(Refusal::from)?;
        Ok(exposure.initial(&row.terms().map_err(Refusal::from)?).map_err(Refusal::from)?)
    }

    /// MGN-1 of the core: what the account's holding in a market must keep.
    pub fn maintenance_of(&self, account: &UserAccount, market: u16) -> Result<Atoms> {
        let row = self.rows.get(usize::from(market)).ok_or(Refusal::MarketUnknown)?;
        let exposure = row.exposure(account.holding(market)?)?;
        Ok(exposure.maintenance(&row.terms().map_err(Refusal::from)?).map_err(Refusal::from)?)
    }

    /// LIQ-2: the largest maintenance requirement of the account's positions and its market, of equal ones the lower number.
    pub fn largest_requirement(&self, account: &UserAccount) -> Result<(Atoms, u16)> {
        let mut largest: Option<(Atoms, u16)> = None;
        for slot in account.positions() {
            let needed = self.maintenance_of(account, slot.market)?;
            if needed.is_positive() && largest.is_none_or(|(most, _)| needed > most) {
                largest = Some((needed, slot.market));
            }
        }
        Ok(largest.ok_or(Refusal::Healthy)?)
    }

    /// The same as if the account had another holding in a market, and so much USDC.
    pub fn health_with(
        &self,
        account: &UserAccount,
        market: u16,
        holding: &Holding,
        collateral: Atoms,
    ) -> Result<Health> {
        let mut health = self.collateral_health(account, collateral)?;
        for slot in account.positions() {
            if slot.market != market {
                let row = self.rows.get(usize::from(slot.market)).ok_or(Refusal::AssetUnknown)?;
                let exposure = row.exposure(slot.core()?)?;
                health.add(&exposure, &row.terms().map_err(Refusal::from)?).map_err(Refusal::from)?;
            }
        }
        let row = self.rows.get(usize::from(market)).ok_or(Refusal::MarketUnknown)?;
        let exposure = row.exposure(*holding)?;
        health.add(&exposure, &row.terms().map_err(Refusal::from)?).map_err(Refusal::from)?;
        Ok(health)
    }

    fn each_position(
        &self,
        account: &UserAccount,
        mut visit: impl FnMut(&Exposure, &MarginTerms) -> core::result::Result<(), Overflow>,
    ) -> Result<()> {
        for slot in account.positions() {
            let row = self.rows.get(usize::from(slot.market)).ok_or(Refusal::AssetUnknown)?;
            let exposure = row.exposure(slot.core()?)?;
            visit(&exposure, &row.terms().map_err(Refusal::from)?).map_err(Refusal::from)?;
        }
        Ok(())
    }
}

/// USDC that no order locks.
fn free_collateral(account: &UserAccount) -> Result<Atoms> {
    let collateral = Atoms::new(account.collateral(USDC)?).map_err(Refusal::from)?;
    Ok(collateral.sub(account.locked()?).map_err(Refusal::from)?)
}
