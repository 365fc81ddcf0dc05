//! A market, "market" and symbol: grid and caps, the price feed, the last indices, and two ledgers of one layout (CUST-2).
//!
//! Invariant: what is listed was proven by the core; indices are kept in the order of their publish time, at least five
//! seconds apart (ORC-1); a ledger is written by the side whose ledger it is, and by no other.

use anchor_lang::prelude::*;
use quantdesk_core::dealing::{Dealing, DEALING_WORDS};
use quantdesk_core::position::Ledger;
use quantdesk_core::rounds::{INDEX_AGE_MAX_US, INDEX_STEP_US, INDICES};
use quantdesk_core::tail::Given;
use quantdesk_core::units::{Atoms, Mticks};

use crate::error::Refusal;

/// Layout of this version.
pub const MARKET_VERSION: u16 = 1;
const MICROSECONDS: u64 = 1_000_000;

/// An index and when it was published.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct IndexPoint {
    /// Unix time of the price; zero: none.
    pub publish_s: u64,
    /// Index.
    pub mticks: u64,
}

/// Money and lots of a market on one side: engine or self.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct MarketLedger {
    /// Items applied to it (CUST-6).
    pub seq: u64,
    /// Paid losses that wait for claims, atoms.
    pub pool_atoms: i64,
    /// Insurance fund, atoms.
    pub insurance_atoms: i64,
    /// Fees taken, atoms.
    pub fee_bucket_atoms: i64,
    /// Claim of the fee account, atoms.
    pub fee_claim_atoms: i64,
    /// R: sum of all r, atoms.
    pub claims_atoms: i64,
    /// D: losses that nobody paid, atoms.
    pub deficit_atoms: i64,
    /// Lots of all longs.
    pub long_lots: i64,
    /// Lots of all shorts.
    pub short_lots: i64,
    /// Users that are long.
    pub longs: u32,
    /// Users that are short.
    pub shorts: u32,
    /// Users with a claim.
    pub claimants: u32,
    /// UTC day, since 1970, on which the tail of insurance gave something last (LIQ-5).
    pub tail_day: u32,
    /// Number of the account that a sweep paid last.
    pub sweep_cursor: u64,
    /// What it gave on that day, atoms.
    pub tail_atoms: i64,
    /// What bankrupts left and how it is dealt out, as the core writes it (LIQ-6).
    pub dealing: [u64; DEALING_WORDS],
    /// Zero.
    pub spare: [u64; 32],
    /// Of fees taken what is set aside for referrers, atoms (FEE-2).
    pub shares_atoms: i64,
    /// Zero.
    pub reserved: [u64; 21],
}

/// A market.
#[account]
pub struct Market {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// Zero.
    pub flags: u8,
    /// Number: its row of the Risk account, the same in the engine.
    pub number: u16,
    /// Zero.
    pub reserved_bytes: [u8; 2],
    /// ASCII, zero-padded.
    pub symbol: [u8; 16],
    /// Pyth's id of the price.
    pub feed: [u8; 32],
    /// Billionths of a USD of one tick.
    pub tick_size: u64,
    /// Billionths of the base of one lot.
    pub lot_size: u64,
    /// Largest position of one account, lots.
    pub position_max: u64,
    /// Largest open interest of one side, lots.
    pub open_interest_max: u64,
    /// Highest price, ticks.
    pub price_max: u32,
    /// Largest order, lots.
    pub order_max: u32,
    /// Band of a fill around mark or index, ppm (BOOK-9).
    pub band_ppm: u32,
    /// Envelope of the mark, ppm a second (ORC-2).
    pub envelope_ppm: u32,
    /// Unix time from which fills settle.
    pub live_s: i64,
    /// Events of the market.
    pub event_seq: u64,
    /// Indices that were ever kept; the newest lies at this less one, mod 64.
    pub indices_kept: u64,
    /// The last indices.
    pub indices: [IndexPoint; INDICES],
    /// Of engine accounts.
    pub engine: MarketLedger,
    /// Of self accounts.
    pub own: MarketLedger,
    /// Price that admins named while the feed is gone, mticks; zero: none (CUST-21).
    pub emergency_mticks: u64,
    /// Orders of self accounts that were ever placed.
    pub own_orders: u64,
    /// Zero.
    pub reserved: [u64; 14],
}

const _: () = assert!(core::mem::size_of::<MarketLedger>() == 72 + 16 + 16 + 8 * DEALING_WORDS + 256 + 176);
const _: () = assert!(core::mem::size_of::<Market>() == 8 + 48 + 32 + 16 + 24 + 64 * 16 + 2 * 680 + 128);

/// Self accounts together have this part of the market's caps (CUST-2).
const OWN_PART: u64 = 100;

/// Largest open interest of one side that self accounts may have, lots.
#[must_use]
pub fn own_interest_max(market: &Market) -> u64 {
    market.open_interest_max.checked_div(OWN_PART).unwrap_or(0)
}

/// Largest position of one self account, lots.
#[must_use]
pub fn own_position_max(market: &Market) -> u64 {
    market.position_max.checked_div(OWN_PART).unwrap_or(0)
}

impl MarketLedger {
    /// The ledger as the core knows it, at the funding index of the market.
    pub fn core(&self, funding: i64) -> Result<Ledger> {
        let atoms = |value: i64| Atoms::new(value).map_err(Refusal::from);
        Ok(Ledger {
            pool: atoms(self.pool_atoms)?,
            insurance: atoms(self.insurance_atoms)?,
            fee_bucket: atoms(self.fee_bucket_atoms)?,
            shares: atoms(self.shares_atoms)?,
            fee_claim: atoms(self.fee_claim_atoms)?,
            claims: atoms(self.claims_atoms)?,
            deficit: atoms(self.deficit_atoms)?,
            funding,
            long_lots: self.long_lots,
            short_lots: self.short_lots,
        })
    }

    /// What bankrupts left and how it is dealt out.
    pub fn dealing(&self) -> Result<Dealing> {
        Ok(Dealing::read(&self.dealing).map_err(Refusal::from)?)
    }

    /// Writes it.
    pub fn dealing_put(&mut self, dealing: &Dealing) {
        self.dealing = dealing.write();
    }

    /// What the tail gave it on the last day that it did.
    pub fn given(&self) -> Result<Given> {
        Ok(Given { day: self.tail_day, amount: Atoms::new(self.tail_atoms).map_err(Refusal::from)? })
    }

    /// Writes it.
    pub fn given_put(&mut self, given: Given) {
        (self.tail_day, self.tail_atoms) = (given.day, given.amount.get());
    }

    /// Refuses while a record is open, or a cut is due by the mark of this time.
    pub fn record_check(&self, ledger: &Ledger, mark_us: u64) -> Result<()> {
        require!(!self.dealing()?.is_open(ledger, mark_us), Refusal::RecordOpen);
        Ok(())
    }

    /// Takes the money and lots of the core's ledger.
    pub fn take(&mut self, ledger: &Ledger) {
        self.pool_atoms = ledger.pool.get();
        self.insurance_atoms = ledger.insurance.get();
        self.fee_bucket_atoms = ledger.fee_bucket.get();
        self.fee_claim_atoms = ledger.fee_claim.get();
        self.shares_atoms = ledger.shares.get();
        self.claims_atoms = ledger.claims.get();
        self.deficit_atoms = ledger.deficit.get();
        self.long_lots = ledger.long_lots;
        self.short_lots = ledger.short_lots;
    }
}

impl Market {
    /// Whether it has this layout.
    pub fn current(&self) -> bool {
        self.version == MARKET_VERSION
    }

    /// Refuses an address that is not derived from its symbol.
    pub fn address_check(&self, address: &Address) -> Result<()> {
        anchor_lang::verify_program_address(&[b"market", &self.symbol, &[self.bump]], &crate::ID, address)
    }

    /// The next sequence of an event of the market.
    pub fn next_event(&mut self) -> Result<u64> {
        self.event_seq = self.event_seq.checked_add(1).ok_or(Refusal::Overflow)?;
        Ok(self.event_seq)
    }

    /// The place in time of the next order of a self account.
    pub fn next_own_order(&mut self) -> Result<u64> {
        self.own_orders = self.own_orders.checked_add(1).ok_or(Refusal::Overflow)?;
        Ok(self.own_orders)
    }

    /// The newest index; zero before the first.
    pub fn newest(&self) -> Result<IndexPoint> {
        let Some(last) = self.indices_kept.checked_sub(1) else { return Ok(bytemuck::Zeroable::zeroed()) };
        Ok(*self.indices.get(place(last)?).ok_or(Refusal::Overflow)?)
    }

    /// Keeps an index whose publish time grew by at least five seconds (ORC-1); an emergency price ends with it.
    pub fn keep(&mut self, point: IndexPoint) -> Result<()> {
        let newest = self.newest()?;
        require!(point.publish_s > newest.publish_s, Refusal::OracleStale);
        let apart_us = point.publish_s.saturating_sub(newest.publish_s).saturating_mul(MICROSECONDS);
        require!(newest.publish_s == 0 || apart_us >= INDEX_STEP_US, Refusal::OracleEarly);
        *self.indices.get_mut(place(self.indices_kept)?).ok_or(Refusal::Overflow)? = point;
        self.indices_kept = self.indices_kept.checked_add(1).ok_or(Refusal::Overflow)?;
        self.emergency_mticks = 0;
        Ok(())
    }

    /// The youngest index that was published by an engine time; zero: none.
    #[must_use]
    pub fn kept_by(&self, engine_us: u64) -> IndexPoint {
        let mut best = IndexPoint { publish_s: 0, mticks: 0 };
        for point in &self.indices {
            let known = point.publish_s.saturating_mul(MICROSECONDS) <= engine_us;
            if known && point.publish_s > best.publish_s {
                best = *point;
            }
        }
        best
    }

    /// The index of an engine time: the youngest that was published by then, at most a minute before (ORC-1).
    pub fn index_at(&self, engine_us: u64) -> Result<Mticks> {
        let best = self.kept_by(engine_us);
        let age_us = engine_us.saturating_sub(best.publish_s.saturating_mul(MICROSECONDS));
        require!(best.publish_s > 0 && age_us <= INDEX_AGE_MAX_US, Refusal::OracleStale);
        Ok(Mticks(best.mticks))
    }
}

fn place(number: u64) -> Result<usize> {
    let number = usize::try_from(number).map_err(|_| Refusal::Overflow)?;
    Ok(number.checked_rem(INDICES).ok_or(Refusal::Overflow)?)
}
