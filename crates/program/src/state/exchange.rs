//! The one Exchange account, "exchange": who may do what, and what is open.
//!
//! Invariant: account numbers are never reused; the counters of open exits equal the requests that are not released.

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::market::post_mark_round::AGE_MAX_US;
use crate::market::price_update::RECEIVER;

/// Layout of this version.
pub const EXCHANGE_VERSION: u16 = 1;
/// Keys that a list may hold.
pub const KEYS_MAX: usize = 8;
/// Days of exits that are counted apart; older ones are counted together.
pub const EXIT_DAYS: usize = 32;
/// A change that is due was named a week ago, and waits for exits of its first three days: of so many days ago at least.
const LATE_DAYS: u32 = 4;
/// Seconds of a day.
pub const DAY_S: u64 = 86_400;
/// Hours for an exit with positions, at first; a change may only make them fewer.
pub const EXIT_HOURS: u64 = 72;
/// Microseconds of a slot.
const SLOT_US: u64 = 400_000;
const SECOND_US: u64 = 1_000_000;
/// Slots that orders' end may be ahead of the last mark round: a third of the grace, twenty rounds.
const SLACK_SLOTS: u64 = 250;
/// Slots by which it may stay behind the chain: an hour, as old as a mark round may be (CUST-7).
const BEHIND_SLOTS_MAX: u64 = 9_000;
const _: () = assert!(BEHIND_SLOTS_MAX * SLOT_US == AGE_MAX_US);
/// Pause bit: no new user accounts.
pub const PAUSE_ACCOUNTS: u8 = 1;
/// Pause bit: no deposits.
pub const PAUSE_DEPOSITS: u8 = 1 << 1;
/// Pause bit: no new risk on self accounts.
pub const PAUSE_ORDERS: u8 = 1 << 2;
/// Every pause bit. None stops a cancel, a reduction, a settlement, a withdrawal or an exit.
pub const PAUSE_ALL: u8 = PAUSE_ACCOUNTS | PAUSE_DEPOSITS | PAUSE_ORDERS;

/// Open exits of one day.
#[derive(Clone, Copy, Default, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct ExitDay {
    /// Unix day of the request.
    pub day: u32,
    /// Requests of that day that are not released.
    pub open: u32,
}

/// The exchange.
#[account]
pub struct Exchange {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// Pause bits.
    pub pause: u8,
    /// Admins that must sign together: m of n.
    pub admin_threshold: u8,
    /// n.
    pub admins_count: u8,
    /// Operators in the list.
    pub operators_count: u8,
    /// Vaults, SOL included; an asset's number is its place.
    pub assets_count: u8,
    /// Number of the last user account.
    pub accounts_last: u64,
    /// Number of the last change.
    pub changes_last: u64,
    /// Events of the exchange.
    pub event_seq: u64,
    /// First eight bytes of every signed message.
    pub domain: [u8; 8],
    /// Genesis hash of the network.
    pub genesis_hash: [u8; 32],
    /// Mint of USDC, asset 0.
    pub quote_mint: Address,
    /// May pause alone.
    pub guardian: Address,
    /// n admins; the rest is zero.
    pub admins: [Address; KEYS_MAX],
    /// Keys that sign the settlement log.
    pub operators: [Address; KEYS_MAX],
    /// Open exits older than the days below.
    pub exits_older: u64,
    /// Open exits by day, at day mod 32.
    pub exits: [ExitDay; EXIT_DAYS],
    /// Program whose price updates are trusted; zero: Pyth's receiver.
    pub receiver: Address,
    /// Unix time of the freeze; zero: the exchange is open (CUST-17).
    pub frozen_s: i64,
    /// Engine accounts that are open and not resolved.
    pub unresolved: u64,
    /// Unix day of the last root (CUST-20).
    pub root_day: u64,
    /// Last command of the journal that a root covers.
    pub root_seq: u64,
    /// Hours that the operator has for an exit with positions; zero: 72.
    pub exit_hours: u64,
    /// Slot at the engine's time of the last mark round; it only grows. Zero before the first.
    pub round_slot: u64,
    /// Owner whose first account takes over what the book does not (LIQ-2); zero: nobody. Its lots count in no open interest.
    pub backstop: Address,
    /// Unix time of the last release of an exit of days ago: a change that waited for it may apply since then (CUST-50).
    pub exits_late_s: i64,
    /// Zero.
    pub reserved: u64,
}

const _: () = assert!(core::mem::size_of::<Exchange>() == 8 + 24 + 8 + 32 + 64 + 256 + 256 + 8 + 256 + 128);

impl Exchange {
    /// Notes a mark round: an engine time so long ago, in this slot.
    pub fn round_note(&mut self, slot: u64, ago_us: u64) -> Result<()> {
        let slots = ago_us.checked_div(SLOT_US).ok_or(Refusal::Overflow)?;
        self.round_slot = self.round_slot.max(slot.saturating_sub(slots));
        Ok(())
    }

    /// The slot by which orders end (CUST-5): the chain's own, but not further ahead of the last mark round's than its slack, as long as that round
    /// can have followers. So an order that ended while the exchange stood still can settle when it catches up. It only grows, but that the first
    /// mark round may set it back.
    #[must_use]
    pub fn orders_slot(&self, slot: u64) -> u64 {
        if self.round_slot == 0 {
            return slot;
        }
        self.over_slot(slot)
    }

    /// Seconds by which the end of orders is behind the chain: nothing, but while the exchange catches up (CUST-5).
    pub fn behind_s(&self, slot: u64) -> Result<i64> {
        let behind_us = slot.saturating_sub(self.orders_slot(slot)).saturating_mul(SLOT_US);
        let behind_s = behind_us.checked_div(SECOND_US).ok_or(Refusal::Overflow)?;
        i64::try_from(behind_s).map_err(|_| Refusal::Overflow.into())
    }

    /// The slot by which messages have ended for good: never ahead of the one above, nor of what a first mark round makes of that (CUST-41).
    #[must_use]
    pub fn over_slot(&self, slot: u64) -> u64 {
        let caught_up = self.round_slot.saturating_add(SLACK_SLOTS);
        slot.min(caught_up.max(slot.saturating_sub(BEHIND_SLOTS_MAX)))
    }

    /// The next sequence of an event of the exchange.
    pub fn next_event(&mut self) -> Result<u64> {
        self.event_seq = self.event_seq.checked_add(1).ok_or(Refusal::Overflow)?;
        Ok(self.event_seq)
    }

    /// Refuses while any of the bits is set.
    pub fn not_paused(&self, bits: u8) -> Result<()> {
        require!(self.pause & bits == 0, Refusal::Paused);
        Ok(())
    }

    /// Refuses after the freeze: the settlement log has ended, and nothing new begins (CUST-17).
    pub fn open_check(&self) -> Result<()> {
        require!(self.frozen_s == 0, Refusal::Frozen);
        Ok(())
    }

    /// Refuses before the freeze; returns its unix time.
    pub fn frozen_check(&self) -> Result<u64> {
        require!(self.frozen_s != 0, Refusal::NotFrozen);
        Ok(u64::try_from(self.frozen_s).map_err(|_| Refusal::Overflow)?)
    }

    /// Hours that the operator has to close the positions of an account that leaves (CUST-17).
    #[must_use]
    pub fn exit_hours(&self) -> u64 {
        if self.exit_hours == 0 {
            EXIT_HOURS
        } else {
            self.exit_hours
        }
    }

    /// Counts an engine account that is opened.
    pub fn account_open(&mut self) -> Result<()> {
        self.unresolved = self.unresolved.checked_add(1).ok_or(Refusal::Overflow)?;
        Ok(())
    }

    /// Counts an engine account that is resolved, or closed before.
    pub fn account_end(&mut self) -> Result<()> {
        self.unresolved = self.unresolved.checked_sub(1).ok_or(Refusal::Overflow)?;
        Ok(())
    }

    /// The admins in use.
    #[must_use]
    pub fn admins(&self) -> &[Address] {
        self.admins.get(..usize::from(self.admins_count)).unwrap_or(&[])
    }

    /// The operators in use.
    #[must_use]
    pub fn operators(&self) -> &[Address] {
        self.operators.get(..usize::from(self.operators_count)).unwrap_or(&[])
    }

    /// Refuses a key that is no operator.
    pub fn operator_check(&self, key: &Address) -> Result<()> {
        require!(
            self.operators().iter().any(|operator| anchor_lang::address_eq(operator, key)),
            Refusal::OperatorUnknown
        );
        Ok(())
    }

    /// Whether an account is the backstop.
    #[must_use]
    pub fn is_backstop(&self, owner: &Address, index: u16) -> bool {
        index == 0 && self.backstop != Address::default() && anchor_lang::address_eq(owner, &self.backstop)
    }

    /// The program whose price updates are trusted (trust 7).
    #[must_use]
    pub fn receiver(&self) -> Address {
        if self.receiver == Address::default() {
            RECEIVER
        } else {
            self.receiver
        }
    }

    /// Counts a request of an exit; returns its day.
    pub fn exit_open(&mut self, unix_s: i64) -> Result<u32> {
        let day = day_of(unix_s)?;
        let slot = self.exit_slot(day)?;
        let bucket = self.exits.get_mut(slot).ok_or(Refusal::Overflow)?;
        let displaced = if bucket.day == day { 0 } else { bucket.open };
        if bucket.day != day {
            *bucket = ExitDay { day, open: 0 };
        }
        bucket.open = bucket.open.checked_add(1).ok_or(Refusal::Overflow)?;
        self.exits_older = self.exits_older.checked_add(u64::from(displaced)).ok_or(Refusal::Overflow)?;
        Ok(day)
    }

    /// Releases a request of that day.
    pub fn exit_release(&mut self, day: u32) -> Result<()> {
        let unix_s = Clock::get()?.unix_timestamp;
        if day.saturating_add(LATE_DAYS) <= day_of(unix_s)? {
            self.exits_late_s = unix_s;
        }
        let slot = self.exit_slot(day)?;
        let bucket = self.exits.get_mut(slot).ok_or(Refusal::Overflow)?;
        if bucket.day == day {
            bucket.open = bucket.open.checked_sub(1).ok_or(Refusal::Overflow)?;
        } else {
            self.exits_older = self.exits_older.checked_sub(1).ok_or(Refusal::Overflow)?;
        }
        Ok(())
    }

    /// Whether no request up to the day of that time is open.
    pub fn exits_paid_until(&self, unix_s: i64) -> Result<bool> {
        let day = day_of(unix_s)?;
        Ok(self.exits_older == 0 && self.exits.iter().all(|bucket| bucket.open == 0 || bucket.day > day))
    }

    fn exit_slot(&self, day: u32) -> Result<usize> {
        let days = usize::try_from(day).map_err(|_| Refusal::Overflow)?;
        Ok(days.checked_rem(EXIT_DAYS).ok_or(Refusal::Overflow)?)
    }
}

fn day_of(unix_s: i64) -> Result<u32> {
    let seconds = u64::try_from(unix_s).map_err(|_| Refusal::Overflow)?;
    let day = seconds.checked_div(DAY_S).ok_or(Refusal::Overflow)?;
    Ok(u32::try_from(day).map_err(|_| Refusal::Overflow)?)
}
