//! Accounts, delegates and collateral.
//!
//! Invariant: `tracked` is credits less debits, and equals all collateral, pools, funds and fees (PNL-3).

use super::accounts::{count, number_of};
use super::judge::health_with;
use super::{refuse, Events, Exchange, Subject};
use crate::account::{Account, Delegate, DELEGATES_MAX};
use crate::fees::TIER_MAX;
use crate::margin::{Health, Leaving};
use crate::reason::{Reason, Refusal};
use crate::rounding::Overflow;
use crate::schema_gen::{
    AccountOpened, AddDelegate, Credit, Credited, Debit, Debited, DelegateAdded, DelegateRemoved, FeeTierSet,
    OpenAccount, RemoveDelegate, SetFeeTier,
};
use crate::units::{Atoms, ATOMS_MAX, DAY_US};

/// Longest life of a delegate.
const DELEGATE_LIFE_MAX_US: u64 = DAY_US.saturating_mul(180);

/// An amount of money that moves: above zero and within the range of money.
fn amount_of(atoms: i64) -> Result<Atoms, Refusal> {
    if atoms <= 0 || atoms > ATOMS_MAX {
        return Err(Refusal::of(Reason::Amount));
    }
    Ok(Atoms::new(atoms)?)
}

impl Exchange {
    /// Opens a margin account; its number is the next one.
    pub(super) fn open_account(&mut self, command: &OpenAccount, events: &mut Events<'_>) {
        match self.accounts.open(command.owner, command.index) {
            Err(refusal) => refuse(events, &Subject::of(OpenAccount::KIND, 0), refusal),
            Ok(dense) => {
                let event = AccountOpened { account: number_of(dense), owner: command.owner, index: command.index };
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
                };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    fn try_add_delegate(&mut self, command: &AddDelegate) -> Result<(), Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        let furthest = self.ts_us.saturating_add(DELEGATE_LIFE_MAX_US);
        if command.expiry_us <= self.ts_us || command.expiry_us > furthest {
            return Err(Refusal::of(Reason::DelegateExpiry));
        }
        let now = self.ts_us;
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
        // A key without life keeps its number while an order that it signed rests, and has it again when it comes back.
        account.delegates.retain(|delegate| {
            delegate.expiry_us > now || delegate.key == command.delegate || signing.contains(&delegate.id)
        });
        let delegates = &mut account.delegates;
        if let Some(known) = delegates.iter_mut().find(|delegate| delegate.key == command.delegate) {
            known.expiry_us = command.expiry_us;
            return Ok(());
        }
        let free = (1..=u8::MAX).find(|id| delegates.iter().all(|delegate| delegate.id != *id));
        let id = free.ok_or(Refusal::with(Reason::DelegateLimit, count(DELEGATES_MAX), count(live)))?;
        let place = delegates.partition_point(|delegate| delegate.id < id);
        delegates.insert(place, Delegate { id, key: command.delegate, expiry_us: command.expiry_us });
        Ok(())
    }

    /// Numbers of the delegates that signed resting orders of an account.
    fn signing_delegates(&self, dense: u32) -> alloc::collections::BTreeSet<u8> {
        let mut signing = alloc::collections::BTreeSet::new();
        for market in self.markets.iter() {
            for slot in self.order_slots(dense, market.id) {
                let _ = signing.insert(market.book.get(slot).signer_delegate);
            }
        }
        signing
    }

    /// Ends a delegate at once; orders that it signed no longer match.
    pub(super) fn remove_delegate(&mut self, command: &RemoveDelegate, events: &mut Events<'_>) {
        let now = self.ts_us;
        let removed = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown).and_then(|dense| {
            let delegates = &mut self.accounts.at_mut(dense).delegates;
            let live = |delegate: &&mut Delegate| delegate.key == command.delegate && delegate.expiry_us > now;
            let delegate = delegates.iter_mut().find(live).ok_or(Reason::DelegateUnknown)?;
            delegate.expiry_us = 0;
            Ok(())
        });
        match removed {
            Err(reason) => refuse(events, &Subject::of(RemoveDelegate::KIND, command.account), Refusal::of(reason)),
            Ok(()) => {
                let event = DelegateRemoved { account: command.account, delegate: command.delegate };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    /// Collateral that arrived.
    pub(super) fn credit(&mut self, command: &Credit, events: &mut Events<'_>) {
        match self.try_credit(command, events) {
            Err(refusal) => refuse(events, &Subject::of(Credit::KIND, command.account), refusal),
            Ok(collateral) => {
                let event = Credited { account: command.account, amount: command.amount, collateral: collateral.get() };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    fn try_credit(&mut self, command: &Credit, events: &mut Events<'_>) -> Result<Atoms, Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        let amount = amount_of(command.amount)?;
        let tracked = self.tracked.add(amount)?;
        let funds = &mut self.accounts.at_mut(dense).funds;
        funds.collateral = funds.collateral.add(amount)?;
        self.tracked = tracked;
        Ok(self.settle_flat_debts(dense, events))
    }

    /// Collateral that leaves (MGN-5, PNL-6).
    pub(super) fn debit(&mut self, command: &Debit, events: &mut Events<'_>) {
        match self.try_debit(command) {
            Err(refusal) => refuse(events, &Subject::of(Debit::KIND, command.account), refusal),
            Ok(collateral) => {
                let event = Debited { account: command.account, amount: command.amount, collateral: collateral.get() };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    fn try_debit(&mut self, command: &Debit) -> Result<Atoms, Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        let amount = amount_of(command.amount)?;
        let withdrawable = self.withdrawable(dense)?;
        if amount > withdrawable {
            return Err(Refusal::with(Reason::Withdrawable, withdrawable.get(), amount.get()));
        }
        let tracked = self.tracked.sub(amount)?;
        let funds = &mut self.accounts.at_mut(dense).funds;
        funds.collateral = funds.collateral.sub(amount)?;
        self.tracked = tracked;
        Ok(funds.collateral)
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

    /// What may leave an account now (MGN-5, PNL-6).
    pub(super) fn withdrawable(&self, dense: u32) -> Result<Atoms, Overflow> {
        let account = self.accounts.at(dense);
        let mut leaving = Leaving::default();
        for state in &account.funds.markets {
            let market = self.markets.get(state.market).ok_or(Overflow)?;
            leaving.add(&state.exposure, &market.terms)?;
        }
        leaving.withdrawable(account.funds.collateral, account.funds.held.total(self.ts_us)?)
    }

    /// Health of an account as it is (MGN-5).
    pub(super) fn health(&self, account: &Account) -> Result<Health, Overflow> {
        match account.funds.markets.first() {
            None => Ok(Health::of_collateral(account.funds.collateral)),
            Some(state) => {
                health_with(&account.funds, &self.markets, state.market, &state.exposure, account.funds.collateral)
            }
        }
    }
}
