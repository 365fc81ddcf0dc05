//! A margin account, "user", owner and index: collateral, pockets, delegates, positions and a request.
//!
//! Invariant: the settled block and the positions of an engine account are written by the settlement log and by a due claim
//! alone (CUST-1); owner instructions write only what no pending item reads, or what it has no need of any more (the place of a
//! delegate, CUST-49), so none of them can make an honest item fail.

use anchor_lang::prelude::*;
use quantdesk_core::account::Held;
pub use quantdesk_core::account::ACCOUNTS_PER_OWNER_MAX;
pub use quantdesk_core::delegate::DELEGATES_MAX;
pub use quantdesk_core::entries::GRACE_SLOTS;
use quantdesk_core::market::MARKETS_MAX;
use quantdesk_core::position::Holding;
use quantdesk_core::units::{Atoms, Position, ATOMS_MAX};

use crate::error::Refusal;
use crate::state::delegate::Delegate;
use crate::state::step::Step;
use crate::state::vault::Side;

/// Layout of this version: version 1 had 16 position slots.
pub const USER_VERSION: u16 = 2;
/// Collateral assets that there can be.
pub const ASSETS_MAX: usize = 8;
/// Asset number of the quote currency.
pub const USDC: u8 = 0;
/// Asset number of native SOL.
pub const SOL: u8 = 1;
/// Position slots: one for each market that there can be, so that the chain never lacks one (CUST-7).
pub const POSITIONS_MAX: usize = MARKETS_MAX;
/// Position slots of layout version 1.
pub const POSITIONS_V1: usize = 16;
/// The same in seconds, for a delegate's expiry.
pub const GRACE_S: i64 = 300;
/// Furthest expiry of a delegate, seconds.
pub const DELEGATE_EXPIRY_MAX_S: i64 = 180 * 86_400;
/// Seconds after which a request may be claimed.
pub const CLAIM_S: i64 = 3_600;
const MICROSECONDS: u64 = 1_000_000;

/// Kind: written by the settlement log.
pub const KIND_ENGINE: u8 = 0;
/// Kind: written by instructions of its owner.
pub const KIND_SELF: u8 = 1;

/// Flag: resolved; what is left in its positions are claims on what their markets have.
pub const RESOLVED: u8 = 1;
/// Flag: the exit that was taken back last was in the last of its hours then (CUST-51).
pub const LAST: u8 = 2;

/// Request: none.
pub const REQUEST_NONE: u8 = 0;
/// Request: an amount of one asset.
pub const REQUEST_WITHDRAW: u8 = 1;
/// Request: everything.
pub const REQUEST_EXIT: u8 = 2;

/// State of a request that waits.
pub const REQUEST_OPEN: u8 = 1;
/// State of a request whose money is in the pocket; its counter is not released yet.
pub const REQUEST_SERVED: u8 = 2;

/// What the settlement log alone writes: the start of the bytes that CUST-8 digests.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct Settled {
    /// Global number, never reused.
    pub number: u64,
    /// Items applied (CUST-6).
    pub seq: u64,
    /// Engine time of the last item, microseconds.
    pub engine_us: u64,
    /// Owner instructions that the engine has seen.
    pub inbox_acked: u64,
    /// Epoch of `held_current`.
    pub held_epoch: u64,
    /// Profit paid in that epoch, atoms (PNL-6).
    pub held_current: i64,
    /// Profit paid in the epoch before, atoms.
    pub held_previous: i64,
    /// c by asset, atoms; USDC may be negative.
    pub collateral: [i64; ASSETS_MAX],
}

/// Money on its way between wallet and collateral (CUST-3).
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct Pocket {
    /// Deposited, not credited.
    pub arriving_atoms: u64,
    /// Debited, not paid.
    pub leaving_atoms: u64,
}

/// What the owner asked for on chain.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct Request {
    /// None, withdraw or exit.
    pub kind: u8,
    /// Asset of a withdrawal.
    pub asset: u8,
    /// Open or served.
    pub state: u8,
    /// Zero.
    pub reserved: u8,
    /// Unix day, for the counter of the exchange.
    pub day: u32,
    /// Atoms left to serve.
    pub amount_atoms: u64,
    /// Slot.
    pub slot: u64,
    /// Unix time.
    pub unix_s: i64,
}

/// One position.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct PositionSlot {
    /// Market.
    pub market: u16,
    /// Zero.
    pub reserved: [u8; 6],
    /// b.
    pub lots: i64,
    /// e.
    pub quote_atoms: i64,
    /// r.
    pub claim_atoms: i64,
    /// w.
    pub swept_atoms: i64,
    /// f.
    pub funding: i64,
    /// Number of the last record that it passed (LIQ-6).
    pub record: u64,
}

/// A margin account.
#[account]
pub struct UserAccount {
    /// Layout.
    pub version: u16,
    /// The owner's own number of it.
    pub index: u16,
    /// Bump of its address.
    pub bump: u8,
    /// Engine or self; never changes.
    pub kind: u8,
    /// Position slots in use, from the first.
    pub positions_count: u8,
    /// Bit 0: resolved (CUST-19); bit 1: an exit was taken back in the last of its hours (CUST-51).
    pub flags: u8,
    /// Wallet.
    pub owner: Address,
    /// Owner instructions (CUST-4).
    pub inbox_seq: u64,
    /// Slot of the last of them.
    pub inbox_slot: u64,
    /// Events of the account.
    pub event_seq: u64,
    /// Nonces below it are dead.
    pub floor: u64,
    /// The floor that comes; zero: none.
    pub floor_next: u64,
    /// Slot at which it was scheduled.
    pub floor_slot: u64,
    /// Owner instruction that scheduled it.
    pub floor_inbox: u64,
    /// Written by the settlement log.
    pub settled: Settled,
    /// By asset.
    pub pockets: [Pocket; ASSETS_MAX],
    /// What the owner asked for.
    pub request: Request,
    /// Keys that may sign orders.
    pub delegates: [Delegate; DELEGATES_MAX],
    /// What open orders of a self account lock of its collateral, atoms.
    pub locked_atoms: i64,
    /// Open orders of a self account.
    pub orders_open: u64,
    /// When the last step of a liquidation on the book was, microseconds (LIQ-2).
    pub liquidated_us: u64,
    /// What that or another step may still do.
    pub step: Step,
    /// Of a self account, bit m: the insurance of market m has paid for it since it last opened something there (CUST-29). Of an engine
    /// account: engine time of the mark round that was in force when c of USDC fell below zero, microseconds; 0: it is not below (CUST-47).
    pub insured_or_borrowed_us: u64,
    /// What each delegate's orders filled on its last day, by the place of the delegate, atoms (CUST-49).
    pub traded_atoms: [u64; DELEGATES_MAX],
    /// Slot until which an exit that was taken back still closes what was matched for it (CUST-34).
    pub leaving_until: u64,
    /// Those in use first.
    pub positions: [PositionSlot; POSITIONS_MAX],
}

const _: () = assert!(core::mem::size_of::<Settled>() == 120);
const _: () = assert!(core::mem::size_of::<PositionSlot>() == 56);
const _: () = assert!(core::mem::size_of::<UserAccount>() == 8 + 32 + 56 + 120 + 128 + 32 + 640 + 128 + 64 * 56);

/// Bytes of an account of this layout, discriminator included.
pub const USER_BYTES: usize = 8 + core::mem::size_of::<UserAccount>();
/// Bytes of an account of layout version 1.
pub const USER_BYTES_V1: usize = USER_BYTES - (POSITIONS_MAX - POSITIONS_V1) * core::mem::size_of::<PositionSlot>();

impl UserAccount {
    /// Refuses another layout.
    pub fn current(&self) -> bool {
        self.version == USER_VERSION
    }

    /// Refuses an address that is not derived from its owner and index.
    pub fn address_check(&self, address: &Address) -> Result<()> {
        let (index, bump) = (self.index.to_le_bytes(), [self.bump]);
        anchor_lang::verify_program_address(&[b"user", self.owner.as_ref(), &index, &bump], &crate::ID, address)
    }

    /// Refuses a self account.
    pub fn engine_check(&self) -> Result<()> {
        require!(self.kind == KIND_ENGINE, Refusal::SelfAccount);
        Ok(())
    }

    /// Refuses an engine account (CUST-4).
    pub fn own_check(&self) -> Result<()> {
        require!(self.kind == KIND_SELF, Refusal::EngineAccount);
        Ok(())
    }

    /// What open orders lock.
    pub fn locked(&self) -> Result<Atoms> {
        Ok(Atoms::new(self.locked_atoms).map_err(Refusal::from)?)
    }

    /// Counts an order and what it locks.
    pub fn order_open(&mut self, locked: Atoms) -> Result<()> {
        self.orders_open = next(self.orders_open)?;
        self.locked_atoms = self.locked()?.add(locked).map_err(Refusal::from)?.get();
        Ok(())
    }

    /// Frees a part of what open orders lock.
    pub fn lock_free(&mut self, free: Atoms) -> Result<()> {
        self.locked_atoms = self.locked()?.sub(free).map_err(Refusal::from)?.get();
        Ok(())
    }

    /// An order is off the chain, and what it still locked is free.
    pub fn order_end(&mut self, free: Atoms) -> Result<()> {
        self.orders_open = self.orders_open.checked_sub(1).ok_or(Refusal::Overflow)?;
        self.lock_free(free)
    }

    /// Whether it was resolved after the freeze.
    #[must_use]
    pub fn is_resolved(&self) -> bool {
        self.flags & RESOLVED != 0
    }

    /// Whose money moves with a payout or a deposit.
    #[must_use]
    pub fn side(&self) -> Side {
        match self.kind {
            KIND_ENGINE if self.is_resolved() => Side::Resolved,
            KIND_ENGINE => Side::Engine,
            _ => Side::Own,
        }
    }

    /// The next sequence of an event of the account.
    pub fn next_event(&mut self) -> Result<u64> {
        self.event_seq = next(self.event_seq)?;
        Ok(self.event_seq)
    }

    /// Counts an owner instruction (CUST-4); returns its number.
    pub fn next_inbox(&mut self, slot: u64) -> Result<u64> {
        self.inbox_seq = next(self.inbox_seq)?;
        self.inbox_slot = slot;
        Ok(self.inbox_seq)
    }

    /// Whether it has no other collateral than USDC.
    #[must_use]
    pub fn has_usdc_alone(&self) -> bool {
        self.others().next().is_none()
    }

    /// Other collateral than USDC: numbers of assets, and what it has of them.
    pub fn others(&self) -> impl Iterator<Item = (u8, i64)> + '_ {
        let all = (0u8..).zip(self.settled.collateral).skip(1);
        all.filter(|(_, atoms)| *atoms != 0)
    }

    /// c of an asset.
    pub fn collateral(&self, asset: u8) -> Result<i64> {
        Ok(*self.settled.collateral.get(usize::from(asset)).ok_or(Refusal::AssetUnknown)?)
    }

    /// Adds signed atoms to c of an asset; magnitude at most 2^53 (UNIT-4).
    pub fn collateral_add(&mut self, asset: u8, atoms: i64) -> Result<i64> {
        let held = self.settled.collateral.get_mut(usize::from(asset)).ok_or(Refusal::AssetUnknown)?;
        let sum = held.checked_add(atoms).ok_or(Refusal::Overflow)?;
        require!((-ATOMS_MAX..=ATOMS_MAX).contains(&sum), Refusal::Overflow);
        *held = sum;
        Ok(sum)
    }

    /// The pockets of an asset.
    pub fn pocket(&mut self, asset: u8) -> Result<&mut Pocket> {
        Ok(self.pockets.get_mut(usize::from(asset)).ok_or(Refusal::AssetUnknown)?)
    }

    /// Moves atoms of an asset from c to the pocket that leaves; c stays at or above zero.
    pub fn collateral_to_pocket(&mut self, asset: u8, amount: u64) -> Result<i64> {
        let atoms = i64::try_from(amount).map_err(|_| Refusal::Amount)?;
        let left = self.collateral_add(asset, atoms.checked_neg().ok_or(Refusal::Overflow)?)?;
        require!(left >= 0, Refusal::Withdrawable);
        let pocket = self.pocket(asset)?;
        pocket.leaving_atoms = pocket.leaving_atoms.checked_add(amount).ok_or(Refusal::Overflow)?;
        Ok(left)
    }

    /// Moves atoms of an asset from the pocket that arrives to c.
    pub fn pocket_to_collateral(&mut self, asset: u8, amount: u64) -> Result<i64> {
        let pocket = self.pocket(asset)?;
        pocket.arriving_atoms = pocket.arriving_atoms.checked_sub(amount).ok_or(Refusal::Amount)?;
        self.collateral_add(asset, i64::try_from(amount).map_err(|_| Refusal::Amount)?)
    }

    /// Sets c of an asset; magnitude at most 2^53 (UNIT-4).
    pub fn collateral_set(&mut self, asset: u8, atoms: i64) -> Result<()> {
        require!((-ATOMS_MAX..=ATOMS_MAX).contains(&atoms), Refusal::Overflow);
        *self.settled.collateral.get_mut(usize::from(asset)).ok_or(Refusal::AssetUnknown)? = atoms;
        Ok(())
    }

    /// What it has in a market; nothing where it has no position.
    pub fn holding(&self, market: u16) -> Result<Holding> {
        match self.positions().iter().find(|slot| slot.market == market) {
            Some(slot) => slot.core(),
            None => Ok(Holding::default()),
        }
    }

    /// Writes what it has in a market. Slots are kept by market number without gaps; an empty holding has none.
    pub fn holding_set(&mut self, market: u16, holding: &Holding) -> Result<()> {
        let used = usize::from(self.positions_count);
        let slots = self.positions.get_mut(..used).ok_or(Refusal::PositionsFull)?;
        let place = slots.partition_point(|slot| slot.market < market);
        let known = slots.get(place).is_some_and(|slot| slot.market == market);
        if holding.is_empty() {
            if known {
                let tail = self.positions.get_mut(place..used).ok_or(Refusal::PositionsFull)?;
                tail.rotate_left(1);
                let last = used.checked_sub(1).ok_or(Refusal::PositionsFull)?;
                *self.positions.get_mut(last).ok_or(Refusal::PositionsFull)? = bytemuck::Zeroable::zeroed();
                self.positions_count = self.positions_count.checked_sub(1).ok_or(Refusal::PositionsFull)?;
            }
            return Ok(());
        }
        if !known {
            let end = used.checked_add(1).ok_or(Refusal::PositionsFull)?;
            self.positions.get_mut(place..end).ok_or(Refusal::PositionsFull)?.rotate_right(1);
            self.positions_count = self.positions_count.checked_add(1).ok_or(Refusal::PositionsFull)?;
            *self.positions.get_mut(place).ok_or(Refusal::PositionsFull)? =
                PositionSlot { market, ..bytemuck::Zeroable::zeroed() };
        }
        self.positions.get_mut(place).ok_or(Refusal::PositionsFull)?.take(holding);
        Ok(())
    }

    /// A step of a liquidation is over: what it was judged on is no more, as money or a trade came behind it (CUST-30).
    pub fn step_end(&mut self) {
        self.step = bytemuck::Zeroable::zeroed();
    }

    /// The last record that it passed in a market; 0: none.
    #[must_use]
    pub fn record_of(&self, market: u16) -> u64 {
        self.positions().iter().find(|slot| slot.market == market).map_or(0, |slot| slot.record)
    }

    /// Notes the last record that it passed in a market where it has something.
    pub fn record_set(&mut self, market: u16, record: u64) {
        let used = usize::from(self.positions_count);
        let slots = self.positions.get_mut(..used).unwrap_or_default();
        if let Some(slot) = slots.iter_mut().find(|slot| slot.market == market) {
            slot.record = record;
        }
    }

    /// Held profit as the core counts it (PNL-6).
    pub fn held_core(&self) -> Result<Held> {
        Ok(Held {
            epoch: self.settled.held_epoch,
            current: Atoms::new(self.settled.held_current).map_err(Refusal::from)?,
            previous: Atoms::new(self.settled.held_previous).map_err(Refusal::from)?,
        })
    }

    /// Writes held profit.
    pub fn held_set(&mut self, held: &Held) {
        self.settled.held_epoch = held.epoch;
        self.settled.held_current = held.current.get();
        self.settled.held_previous = held.previous.get();
    }

    /// Positions in use.
    #[must_use]
    pub fn positions(&self) -> &[PositionSlot] {
        self.positions.get(..usize::from(self.positions_count)).unwrap_or(&[])
    }

    /// Whether it has neither lots nor claims nor unpaid losses.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.positions()
            .iter()
            .all(|slot| slot.lots == 0 && slot.quote_atoms == 0 && slot.claim_atoms == 0 && slot.swept_atoms == 0)
    }

    /// Profit that cannot leave yet (PNL-6), atoms.
    pub fn held(&self, unix_s: i64) -> Result<i64> {
        let seconds = u64::try_from(unix_s).map_err(|_| Refusal::Overflow)?;
        let now_us = seconds.checked_mul(MICROSECONDS).ok_or(Refusal::Overflow)?;
        Ok(self.held_core()?.total(now_us).map_err(Refusal::from)?.get())
    }

    /// Whether every owner instruction was seen by the engine, or the grace since the last has passed.
    #[must_use]
    pub fn inbox_quiet(&self, slot: u64) -> bool {
        self.settled.inbox_acked >= self.inbox_seq || past_grace(slot, self.inbox_slot)
    }

    /// The floor in force at a slot (CUST-5).
    #[must_use]
    pub fn floor_at(&self, slot: u64) -> u64 {
        let ripe =
            self.floor_next != 0 && (self.settled.inbox_acked >= self.floor_inbox || past_grace(slot, self.floor_slot));
        if ripe {
            self.floor.max(self.floor_next)
        } else {
            self.floor
        }
    }

    /// Puts a scheduled floor in force when it was acknowledged or its grace has passed (CUST-5).
    pub fn floor_ripen(&mut self, slot: u64) {
        let floor = self.floor_at(slot);
        if floor != self.floor {
            self.floor = floor;
            (self.floor_next, self.floor_slot, self.floor_inbox) = (0, 0, 0);
        }
    }

    /// Opens a request; the caller has counted it under that day.
    pub fn request_open(&mut self, kind: u8, asset: u8, amount_atoms: u64, clock: &Clock, day: u32) -> Result<()> {
        require!(self.request.kind == REQUEST_NONE, Refusal::RequestExists);
        self.request = Request {
            kind,
            asset,
            state: REQUEST_OPEN,
            reserved: 0,
            day,
            amount_atoms,
            slot: clock.slot,
            unix_s: clock.unix_timestamp,
        };
        Ok(())
    }

    /// Marks the request as served as far as a debit of the asset serves it.
    pub fn request_serve(&mut self, asset: u8, amount: u64) {
        let all_out = self.is_flat() && self.settled.collateral.iter().all(|atoms| *atoms == 0);
        let request = &mut self.request;
        if request.state != REQUEST_OPEN {
            return;
        }
        let done = if request.kind == REQUEST_WITHDRAW && request.asset == asset {
            request.amount_atoms = request.amount_atoms.saturating_sub(amount);
            request.amount_atoms == 0
        } else {
            request.kind == REQUEST_EXIT && all_out
        };
        if done {
            request.state = REQUEST_SERVED;
        }
    }

    /// Takes a served request away; returns its day when there was one, whose counter the caller releases.
    pub fn request_take_served(&mut self) -> Option<u32> {
        if self.request.state != REQUEST_SERVED {
            return None;
        }
        let day = self.request.day;
        self.request = bytemuck::Zeroable::zeroed();
        Some(day)
    }

    /// Whether it may be closed: nothing in it, nothing asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.is_flat()
            && self.settled.collateral.iter().all(|atoms| *atoms == 0)
            && self.pockets.iter().all(|pocket| pocket.arriving_atoms == 0 && pocket.leaving_atoms == 0)
            && self.request.kind == REQUEST_NONE
            && self.orders_open == 0
    }
}

impl PositionSlot {
    /// The holding as the core knows it.
    pub fn core(&self) -> Result<Holding> {
        Ok(Holding {
            position: Position::new(self.lots).map_err(Refusal::from)?,
            quote: Atoms::new(self.quote_atoms).map_err(Refusal::from)?,
            claim: Atoms::new(self.claim_atoms).map_err(Refusal::from)?,
            swept: Atoms::new(self.swept_atoms).map_err(Refusal::from)?,
            funding: self.funding,
        })
    }

    /// Takes a holding of the core.
    pub fn take(&mut self, holding: &Holding) {
        self.lots = holding.position.get();
        self.quote_atoms = holding.quote.get();
        self.claim_atoms = holding.claim.get();
        self.swept_atoms = holding.swept.get();
        self.funding = holding.funding;
    }
}

/// Whether the grace since a slot has passed.
#[must_use]
pub fn past_grace(slot: u64, since: u64) -> bool {
    slot >= since.saturating_add(GRACE_SLOTS)
}

/// The bit of a market in a word that has one for each.
#[must_use]
pub const fn bit_of(market: u16) -> u64 {
    if market < 64 {
        1 << market
    } else {
        0
    }
}

fn next(seq: u64) -> Result<u64> {
    Ok(seq.checked_add(1).ok_or(Refusal::Overflow)?)
}
