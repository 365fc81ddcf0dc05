//! What the exchange ends with, "resolution": prices, what every market has and owes, what of each asset is there for whom.
//!
//! Invariant: it is made by the freeze and lives as long as the exchange is frozen; a price or a share that is fixed never moves.

use anchor_lang::prelude::*;
use quantdesk_core::market::MARKETS_MAX;
use quantdesk_core::resolution::{median, share, SAMPLES};
use quantdesk_core::units::{Mticks, ATOMS_MAX};

use crate::error::Refusal;
use crate::state::user::{ASSETS_MAX, USDC};
use crate::state::vault::VaultBook;

/// Layout of this version.
pub const RESOLUTION_VERSION: u16 = 1;

/// A market that ends.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct EndedMarket {
    /// Samples of its price, mticks; zero: not brought yet (CUST-18).
    pub samples: [u64; SAMPLES],
    /// Price that it ends with, mticks; zero: not resolved.
    pub price_mticks: u64,
    /// What it has for claims, atoms: pool, insurance, fees, and what losers bring. Negative: set-offs took what is not there.
    pub means_atoms: i64,
    /// Claims on it, atoms.
    pub claims_atoms: i64,
}

/// An asset that is shared out.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct EndedAsset {
    /// Collateral of all accounts, atoms.
    pub owed_atoms: i64,
    /// Pockets at their resolution, atoms: paid in full, before anything else.
    pub first_atoms: u64,
    /// What is there for collateral and gains, atoms, once it is fixed.
    pub means_atoms: i64,
    /// What markets can pay of gains, atoms, once it is fixed.
    pub gains_atoms: i64,
    /// 1: the shares are fixed.
    pub fixed: u64,
}

/// The end of the exchange.
#[account]
pub struct Resolution {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 5],
    /// Its events.
    pub event_seq: u64,
    /// By market number.
    pub markets: [EndedMarket; MARKETS_MAX],
    /// By asset number.
    pub assets: [EndedAsset; ASSETS_MAX],
}

const _: () = assert!(core::mem::size_of::<Resolution>() == 16 + 64 * 48 + 8 * 40);

impl Resolution {
    /// Refuses an address that is not the one of the resolution.
    pub fn address_check(&self, address: &Address) -> Result<()> {
        anchor_lang::verify_program_address(&[b"resolution", &[self.bump]], &crate::ID, address)
    }

    /// The next sequence of an event of the resolution.
    pub fn next_event(&mut self) -> Result<u64> {
        self.event_seq = self.event_seq.checked_add(1).ok_or(Refusal::Overflow)?;
        Ok(self.event_seq)
    }

    /// A market.
    pub fn market(&mut self, number: u16) -> Result<&mut EndedMarket> {
        Ok(self.markets.get_mut(usize::from(number)).ok_or(Refusal::MarketUnknown)?)
    }

    /// An asset.
    pub fn asset(&mut self, number: u8) -> Result<&mut EndedAsset> {
        Ok(self.assets.get_mut(usize::from(number)).ok_or(Refusal::AssetUnknown)?)
    }

    /// CUST-19: fixes once what is there of an asset for collateral and gains: what is tracked, without what self accounts have
    /// and without the pockets that are still to be paid.
    pub fn fix(&mut self, asset: u8, book: &VaultBook) -> Result<()> {
        let mut gains: i64 = 0;
        if asset == USDC {
            for market in &self.markets {
                gains = gains.checked_add(market.payable()).ok_or(Refusal::Overflow)?;
            }
        }
        let row = self.asset(asset)?;
        if row.fixed == 1 {
            return Ok(());
        }
        let pockets = row.first_atoms.saturating_sub(book.late_atoms);
        let means = book.tracked_atoms.saturating_sub(book.own_atoms).saturating_sub(pockets);
        row.means_atoms = i64::try_from(means).map_err(|_| Refusal::Overflow)?;
        row.gains_atoms = gains;
        row.fixed = 1;
        Ok(())
    }

    /// CUST-19: what collateral and a claim on gains get of an asset: collateral first, gains out of what is left. Rounded down.
    pub fn payout(&mut self, asset: u8, collateral: i64, gains: i64) -> Result<u64> {
        let row = self.asset(asset)?;
        require!(row.fixed == 1, Refusal::ShareMissing);
        let kept = share(collateral, row.means_atoms, row.owed_atoms).map_err(Refusal::from)?;
        let beside = row.means_atoms.checked_sub(row.owed_atoms).ok_or(Refusal::Overflow)?;
        let won = share(gains, beside, row.gains_atoms).map_err(Refusal::from)?;
        Ok(u64::try_from(kept.checked_add(won).ok_or(Refusal::Overflow)?).map_err(|_| Refusal::Overflow)?)
    }
}

impl EndedMarket {
    /// Keeps a sample; with the last of them the market has its price.
    pub fn sample(&mut self, number: usize, price: Mticks) -> Result<()> {
        let place = self.samples.get_mut(number).ok_or(Refusal::PriceSample)?;
        require!(*place == 0 && price.0 > 0, Refusal::PriceSample);
        *place = price.0;
        if self.samples.iter().all(|sample| *sample > 0) {
            self.price_mticks = median(self.samples.map(Mticks)).0;
        }
        Ok(())
    }

    /// Takes over what an account leaves in the market.
    pub fn take(&mut self, brought: i64, claim: i64) -> Result<()> {
        self.means_atoms = self.means_atoms.checked_add(brought).ok_or(Refusal::Overflow)?;
        self.claims_atoms = self.claims_atoms.checked_add(claim).ok_or(Refusal::Overflow)?;
        require!(self.claims_atoms <= ATOMS_MAX && self.means_atoms <= ATOMS_MAX, Refusal::Overflow);
        Ok(())
    }

    /// What a claim on the market gets of it, atoms, rounded down.
    pub fn paid(&self, claim: i64) -> Result<i64> {
        Ok(share(claim, self.means_atoms, self.claims_atoms).map_err(Refusal::from)?)
    }

    /// What of all its claims the market can pay.
    fn payable(&self) -> i64 {
        self.claims_atoms.min(self.means_atoms.max(0))
    }
}
