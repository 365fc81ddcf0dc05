//! A delegate of a margin account: its key, its bounds, and what its orders filled on its last day (SIG-4, CUST-49).
//!
//! Invariant: no two keys of an account share a tag; a key gives way only when what it signed has settled or is over, so that no
//! honest fill meets a place that is gone, and an operator who lies finds nobody who counts for less than the owner allowed.

use anchor_lang::prelude::*;
use quantdesk_core::delegate::{tag_of, Bounds, Traded};
use quantdesk_core::units::Atoms;

use crate::error::Refusal;
use crate::state::user::{past_grace, GRACE_S};
use crate::state::UserAccount;

/// How long the place of a delegate that has ended is kept for what it signed, seconds: longer than anything that was matched waits.
pub const DELEGATE_KEPT_S: i64 = 86_400;
/// The same in slots of 400 ms.
pub const DELEGATE_KEPT_SLOTS: u64 = 216_000;

/// A key that may sign orders, never move money.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct Delegate {
    /// Zero: the slot is free.
    pub key: Address,
    /// Unix time at which it ends.
    pub expiry_s: i64,
    /// Bit m: market m.
    pub markets: u64,
    /// Notional that it may trade a day, atoms; zero: any.
    pub notional_day_atoms: u64,
    /// Bit 0: its orders fill near the index alone.
    pub flags: u32,
    /// UTC day on which its orders filled last (CUST-49).
    pub traded_day: u32,
    /// Slot of the scheduled removal; zero: none.
    pub removal_slot: u64,
    /// Owner instruction that scheduled it.
    pub removal_inbox: u64,
}

impl UserAccount {
    /// Refuses a key that is neither the owner's nor a live delegate's for this market; returns its tag (SIG-4). behind_s: seconds by which
    /// orders' end is behind the chain; the end of a key is with it (CUST-5).
    pub fn signer_check(&self, key: &Address, market: u16, clock: &Clock, behind_s: i64) -> Result<u64> {
        if *key == self.owner {
            return Ok(0);
        }
        let acked = self.settled.inbox_acked;
        let live = |delegate: &&Delegate| delegate.key == *key && !delegate.is_free(clock, acked, behind_s);
        let delegate = self.delegates.iter().find(live).ok_or(Refusal::SignerUnknown)?;
        require!(delegate.bounds().names(market), Refusal::DelegateMarket);
        Ok(delegate.tag())
    }

    /// Gives a key a place among the delegates: its own, an empty one, or one that gives way; its day starts at nothing. What has ended is
    /// renewed with the bounds that it had at once, with others when it gives way: what it signed still settles by them.
    pub fn delegate_put(&mut self, delegate: Delegate, clock: &Clock) -> Result<()> {
        let acked = self.settled.inbox_acked;
        let own = self.delegates.iter().position(|known| known.tag() == delegate.tag());
        let empty = || self.delegates.iter().position(|known| known.key == Address::default());
        let over = || self.delegates.iter().position(|known| known.gives_way(clock, acked));
        let place = own.or_else(empty).or_else(over).ok_or(Refusal::DelegateLimit)?;
        let known = self.delegates.get_mut(place).ok_or(Refusal::DelegateLimit)?;
        let renewed =
            known.key == delegate.key && known.bounds() == delegate.bounds() && known.is_free(clock, acked, 0);
        require!(renewed || known.gives_way(clock, acked), Refusal::DelegateExists);
        *known = delegate;
        *self.traded_atoms.get_mut(place).ok_or(Refusal::DelegateLimit)? = 0;
        Ok(())
    }

    /// CUST-49: counts a fill of an order for the day of the key that signed it; 0: the owner's, which is not counted. near: refuses a price
    /// that is not near a young index.
    pub fn traded_count(
        &mut self,
        tag: u64,
        (day, notional): (u32, Atoms),
        near: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        if tag == 0 {
            return Ok(());
        }
        let signed = |(delegate, _): &(&mut Delegate, &mut u64)| delegate.tag() == tag;
        let counts = self.delegates.iter_mut().zip(&mut self.traded_atoms);
        let Some((delegate, atoms)) = counts.into_iter().find(signed) else { return Err(Refusal::DelegateGone.into()) };
        if delegate.bounds().near_index {
            near()?;
        }
        let before = Traded { day: delegate.traded_day, atoms: *atoms };
        let traded = before.with(day, notional, delegate.notional_day_atoms).ok_or(Refusal::DelegateDay)?;
        (delegate.traded_day, *atoms) = (traded.day, traded.atoms);
        Ok(())
    }
}

impl Delegate {
    /// By what registered orders know its key; 0: the place is empty.
    #[must_use]
    pub fn tag(&self) -> u64 {
        tag_of(self.key.as_array())
    }

    /// What its owner allows it.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        let near_index = self.flags & 1 == 1;
        Bounds { markets: self.markets, notional_day: self.notional_day_atoms, near_index }
    }

    /// Whether its place may be another key's: what it signed has settled, as the engine has seen its removal, or a day has passed since
    /// its end. Orders of a key without a place settle no more (CUST-49).
    #[must_use]
    pub fn gives_way(&self, clock: &Clock, inbox_acked: u64) -> bool {
        let ended = clock.unix_timestamp.saturating_sub(DELEGATE_KEPT_S) > self.expiry_s;
        let seen = inbox_acked >= self.removal_inbox;
        let removed =
            self.removal_slot != 0 && (seen || clock.slot >= self.removal_slot.saturating_add(DELEGATE_KEPT_SLOTS));
        self.key == Address::default() || ended || removed
    }

    /// Whether it signs nothing any more, by a time so many seconds ago.
    #[must_use]
    pub fn is_free(&self, clock: &Clock, inbox_acked: u64, behind_s: i64) -> bool {
        let gone = clock.unix_timestamp.saturating_sub(behind_s).saturating_sub(GRACE_S) > self.expiry_s;
        let removed =
            self.removal_slot != 0 && (inbox_acked >= self.removal_inbox || past_grace(clock.slot, self.removal_slot));
        self.key == Address::default() || gone || removed
    }
}
