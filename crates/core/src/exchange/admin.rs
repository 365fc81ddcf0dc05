//! Accounts, delegates, floors and tiers: what the chain says of accounts, and what keepers say of owners.
//!
//! Invariant: an owner instruction of the chain is acknowledged by at most one event, and their numbers rise (CUST-5); an
//! account is closed only when nothing is left in it.

use alloc::vec::Vec;

use super::accounts::count;
use super::dead_man::Chosen;
use super::{refuse, Events, Exchange, Subject};
use crate::delegate::{Bounds, Delegate, DELEGATES_MAX};
use crate::entries::{EntryLimit, ENTRIES_LEAST};
use crate::fees::TIER_MAX;
use crate::reason::{CancelReason, Reason, Refusal};
use crate::schema_gen::{
    AccountClosed, AccountOpened, AddDelegate, CloseAccount, DelegateAdded, DelegateRemoved, EntryLimitSet, FeeTierSet,
    FloorRaised, OpenAccount, RaiseFloor, RemoveDelegate, Restriction, RestrictionsSet, SetEntryLimit, SetFeeTier,
    SetRestrictions, Settle, Settled,
};
use crate::units::{detail, DAY_US};

/// Keys of an account, live or not, from which on what one without life traded is forgotten.
const DELEGATES_KEPT: usize = 64;
/// Longest life of a delegate.
const DELEGATE_LIFE_MAX_US: u64 = DAY_US.saturating_mul(180);

impl Exchange {
    /// Opens a margin account under the number that the chain gave it.
    pub(super) fn open_account(&mut self, command: &OpenAccount, events: &mut Events<'_>) {
        match self.accounts.open(command.account, command.owner, command.index) {
            Err(refusal) => refuse(events, &Subject::of(OpenAccount::KIND, command.account), refusal),
            Ok(_) => {
                let event = AccountOpened { account: command.account, owner: command.owner, index: command.index };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    /// Closes an account in which nothing is left; its remembered messages go with it.
    pub(super) fn close_account(&mut self, command: &CloseAccount, events: &mut Events<'_>) {
        let found = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown).and_then(|dense| {
            let empty = self.accounts.at(dense).is_empty() && Some(dense) != self.backstop;
            empty.then_some(dense).ok_or(Reason::AccountNotEmpty)
        });
        match found {
            Err(reason) => refuse(events, &Subject::of(CloseAccount::KIND, command.account), Refusal::of(reason)),
            Ok(dense) => {
                let account = self.accounts.at_mut(dense);
                let event = AccountClosed { account: command.account, owner: account.owner_key, index: account.index };
                self.receipts.forget_all(account);
                self.stop_timers(dense);
                self.accounts.close(dense);
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    /// A key that may sign orders until it expires.
    pub(super) fn add_delegate(&mut self, command: &AddDelegate, events: &mut Events<'_>) {
        match self.try_add_delegate(command) {
            Err(refusal) => refuse(events, &Subject::of(AddDelegate::KIND, command.account), refusal),
            Ok(()) => {
                let event = DelegateAdded {
                    account: command.account,
                    delegate: command.delegate,
                    expiry_us: command.expiry_us,
                    inbox: command.inbox,
                    markets: command.markets,
                    notional_day: command.notional_day,
                    near_index: command.near_index,
                };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    fn try_add_delegate(&mut self, command: &AddDelegate) -> Result<(), Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        if command.near_index > 1 {
            return Err(Refusal::of(Reason::RecordMalformed));
        }
        let furthest = self.ts_us.saturating_add(DELEGATE_LIFE_MAX_US);
        if command.expiry_us <= self.ts_us || command.expiry_us > furthest {
            return Err(Refusal::of(Reason::DelegateExpiry));
        }
        let (now, today) = (self.ts_us, self.today());
        let account = self.accounts.at(dense);
        if account.owner_key == command.delegate || account.signer(&command.delegate, now).is_some() {
            return Err(Refusal::of(Reason::DelegateExists));
        }
        let live = account.delegates.iter().filter(|delegate| delegate.expiry_us > now).count();
        if live >= DELEGATES_MAX {
            return Err(Refusal::with(Reason::DelegateLimit, count(DELEGATES_MAX), count(live)));
        }
        let signing = self.signing_delegates(dense);
        let account = self.accounts.at_mut(dense);
        // A key without life keeps its number while an order that it signed rests or it traded today, and has it again when it comes
        // back: whoever tells of it twice makes its day no larger. Who adds too many keys a day is not remembered for that.
        let crowded = account.delegates.len() >= DELEGATES_KEPT;
        let traded_today: Vec<u8> = account
            .funds
            .traded
            .iter()
            .filter(|(_, traded)| traded.day >= today && !crowded)
            .map(|(id, _)| *id)
            .collect();
        account.delegates.retain(|delegate| {
            let kept = signing.contains(&delegate.id) || traded_today.contains(&delegate.id);
            delegate.expiry_us > now || delegate.key == command.delegate || kept
        });
        account.forget_traded();
        let near_index = command.near_index == 1;
        let bounds = Bounds { markets: command.markets, notional_day: command.notional_day, near_index };
        let delegates = &mut account.delegates;
        if let Some(known) = delegates.iter_mut().find(|delegate| delegate.key == command.delegate) {
            (known.expiry_us, known.bounds) = (command.expiry_us, bounds);
            return Ok(());
        }
        let free = (1..=u8::MAX).find(|id| delegates.iter().all(|delegate| delegate.id != *id));
        let id = free.ok_or(Refusal::with(Reason::DelegateLimit, count(DELEGATES_MAX), count(live)))?;
        let place = delegates.partition_point(|delegate| delegate.id < id);
        delegates.insert(place, Delegate { id, key: command.delegate, expiry_us: command.expiry_us, bounds });
        Ok(())
    }

    /// Numbers of the delegates that signed open orders of an account.
    fn signing_delegates(&self, dense: u32) -> alloc::collections::BTreeSet<u8> {
        let mut signing = alloc::collections::BTreeSet::new();
        for market in self.markets.iter() {
            for slot in self.order_slots(dense, market.id) {
                let _ = signing.insert(market.book.get(slot).signer_delegate);
            }
        }
        for slot in &self.accounts.at(dense).waiting {
            let _ = signing.insert(self.waiting.get(*slot).incoming.signer);
        }
        signing
    }

    /// Ends a delegate at once; orders that it signed no longer match. A removal that the chain still waits for is told
    /// also when the key is gone already, for it is acknowledged by its event (CUST-5).
    pub(super) fn remove_delegate(&mut self, command: &RemoveDelegate, events: &mut Events<'_>) {
        let now = self.ts_us;
        let removed = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown).and_then(|dense| {
            let account = self.accounts.at_mut(dense);
            let live = |delegate: &&mut Delegate| delegate.key == command.delegate && delegate.expiry_us > now;
            let ended = account.delegates.iter_mut().find(live).map(|delegate| delegate.expiry_us = 0);
            if ended.is_none() && command.inbox <= account.inbox {
                return Err(Reason::DelegateUnknown);
            }
            Ok(account.acknowledge(command.inbox))
        });
        match removed {
            Err(reason) => refuse(events, &Subject::of(RemoveDelegate::KIND, command.account), Refusal::of(reason)),
            Ok(inbox) => {
                let event = DelegateRemoved { account: command.account, delegate: command.delegate, inbox };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    /// SIG-5: messages with a nonce below the floor are dead; open orders of them are cancelled, oldest first.
    pub(super) fn raise_floor(&mut self, command: &RaiseFloor, events: &mut Events<'_>) {
        match self.try_raise_floor(command, events) {
            Err(refusal) => refuse(events, &Subject::of(RaiseFloor::KIND, command.account), refusal),
            Ok(inbox) => {
                let event = FloorRaised { account: command.account, nonce: command.nonce, inbox };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    fn try_raise_floor(&mut self, command: &RaiseFloor, events: &mut Events<'_>) -> Result<u64, Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        let account = self.accounts.at_mut(dense);
        if command.nonce <= account.floor && command.inbox <= account.inbox {
            return Err(Refusal::with(Reason::FloorKnown, detail(account.floor), detail(command.nonce)));
        }
        account.floor = account.floor.max(command.nonce);
        account.nonces.raise_floor(command.nonce.saturating_sub(1));
        account.funds.bound.raise_floor(account.floor);
        let inbox = account.acknowledge(command.inbox);
        let _ = self.cancel_orders(dense, Chosen::below(command.nonce), CancelReason::Floor, events);
        Ok(inbox)
    }

    /// RST-1: what an account may not do from now on; who may only reduce loses the orders that might do more.
    pub(super) fn set_restrictions(&mut self, command: &SetRestrictions, events: &mut Events<'_>) {
        const ALL: u8 = Restriction::ReduceOnly.code() | Restriction::NoReceiving.code() | Restriction::NoGiving.code();
        let found = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown);
        let found =
            found.and_then(|dense| (command.restrictions & !ALL == 0).then_some(dense).ok_or(Reason::RecordMalformed));
        match found {
            Err(reason) => refuse(events, &Subject::of(SetRestrictions::KIND, command.account), Refusal::of(reason)),
            Ok(dense) => {
                let account = self.accounts.at_mut(dense);
                // Whether its owner leaves is the chain's to say (CUST-23).
                account.restrictions = command.restrictions | account.restrictions & Restriction::Leaving.code();
                let restrictions = account.restrictions;
                if command.restrictions & Restriction::ReduceOnly.code() != 0 {
                    self.cancel_risk(dense, CancelReason::Restricted, events);
                }
                let event = RestrictionsSet { account: command.account, restrictions };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    /// CUST-6: items of an account's settlement log have landed on the chain; how many only grows.
    pub(super) fn settle(&mut self, command: &Settle, events: &mut Events<'_>) {
        let landed =
            self.accounts.dense(command.account).ok_or(Refusal::of(Reason::AccountUnknown)).and_then(|dense| {
                let account = self.accounts.at_mut(dense);
                if command.items <= account.settled {
                    return Err(Refusal::with(Reason::SettledKnown, detail(command.items), detail(account.settled)));
                }
                account.settled = command.items;
                Ok(())
            });
        match landed {
            Err(refusal) => refuse(events, &Subject::of(Settle::KIND, command.account), refusal),
            Ok(()) => {
                let event = Settled { account: command.account, items: command.items };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    /// BOOK-6: entries that the chain's table of an account may have.
    pub(super) fn set_entry_limit(&mut self, command: &SetEntryLimit, events: &mut Events<'_>) {
        if command.entries < ENTRIES_LEAST {
            return refuse(events, &Subject::of(SetEntryLimit::KIND, 0), Refusal::of(Reason::RecordMalformed));
        }
        self.entries = EntryLimit(command.entries);
        let event = EntryLimitSet { entries: command.entries };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }

    /// FEE-5: the tier that a keeper computed for an owner.
    pub(super) fn set_fee_tier(&mut self, command: &SetFeeTier, events: &mut Events<'_>) {
        let result = if command.tier > TIER_MAX {
            Err(Refusal::of(Reason::RecordMalformed))
        } else {
            self.accounts.set_tier(&command.owner, command.tier)
        };
        match result {
            Err(refusal) => refuse(events, &Subject::of(SetFeeTier::KIND, 0), refusal),
            Ok(()) => {
                let event = FeeTierSet { owner: command.owner, tier: command.tier };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }
}
