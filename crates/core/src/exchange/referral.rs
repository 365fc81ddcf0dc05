//! Who referred whom, and what is set aside for referrers (FEE-2, FEE-5).
//!
//! Invariant: of each market what is owed to all referrers is what its ledger has set aside, to the atom; a referrer is named once.

use super::judge::Outcome;
use super::{refuse, Events, Exchange, Subject};
use crate::account::Account;
use crate::fees::pay_share;
use crate::position::Ledger;
use crate::reason::{Reason, Refusal};
use crate::schema_gen::{PayShare, ReferrerSet, Restriction, SetReferrer, SharePaid, ShareView};
use crate::units::Atoms;

/// CUST-46: what holds nothing its owner may close on the chain before a share lands there, and what leaves he may claim.
fn check_takes(account: &Account) -> Result<(), Refusal> {
    if account.holds_nothing() {
        return Err(Refusal::of(Reason::TransferToEmpty));
    }
    account.free_of(Restriction::Leaving)
}

impl Exchange {
    /// FEE-5: who referred the owner of an account.
    pub(super) fn set_referrer(&mut self, command: &SetReferrer, events: &mut Events<'_>) {
        let dense = self.accounts.dense(command.account).ok_or(Refusal::of(Reason::AccountUnknown));
        let result = dense.and_then(|dense| {
            let owner = self.accounts.at(dense).owner;
            self.accounts.refer(owner, &command.referrer)?;
            Ok(self.accounts.at(dense).owner_key)
        });
        match result {
            Err(refusal) => refuse(events, &Subject::of(SetReferrer::KIND, command.account), refusal),
            Ok(owner) => {
                let event = ReferrerSet { account: command.account, owner, referrer: command.referrer };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    /// FEE-2: what a fill set aside is owed to those who referred its sides.
    #[cold]
    pub(super) fn owe_shares(&mut self, market: u16, (maker, taker): (u32, u32), outcome: &Outcome) {
        for (dense, share) in [(maker, outcome.maker.share), (taker, outcome.taker.share)] {
            let referrer = self.accounts.owners().get(crate::slab::place(self.accounts.at(dense).owner));
            let Some(referrer) = referrer.and_then(|owner| owner.referrer).filter(|_| share.is_positive()) else {
                continue;
            };
            let owed = self.accounts.owner_mut(referrer).owed_in(market);
            if let Ok(sum) = owed.add(share) {
                *owed = sum; // at most what the ledger has set aside
            }
        }
    }

    /// FEE-2: what is set aside for the owner of an account in a market becomes collateral there.
    pub(super) fn share_pay(&mut self, command: &PayShare, events: &mut Events<'_>) {
        match self.try_share_pay(command, events) {
            Err(refusal) => refuse(events, &Subject::of(PayShare::KIND, command.account), refusal),
            Ok(event) => events.put(|item, index, seq, out| event.write(item, index, seq, out)),
        }
    }

    fn try_share_pay(&mut self, command: &PayShare, events: &mut Events<'_>) -> Result<SharePaid, Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        let owner = self.accounts.at(dense).owner;
        let market = self.markets.get_mut(command.market).ok_or(Reason::MarketUnknown)?;
        let owed = &self.accounts.owner_mut(owner).owed;
        let (_, amount) = *owed.iter().find(|(of, _)| *of == command.market).ok_or(Reason::ShareNone)?;
        check_takes(self.accounts.at(dense))?;
        let (mut ledger, mut collateral) = (market.now.ledger, self.accounts.at(dense).funds.collateral);
        pay_share(&mut collateral, &mut ledger, amount)?;
        market.now.ledger = ledger;
        self.accounts.owner_mut(owner).owed.retain(|(of, _)| *of != command.market);
        self.accounts.set_collateral(dense, collateral);
        let collateral = self.settle_flat_debts(dense, events).get();
        Ok(SharePaid { account: command.account, market: command.market, amount: amount.get(), collateral })
    }

    /// Whether what is set aside in a market is what is owed there.
    pub(super) fn shares_hold(&self, market: u16, ledger: &Ledger) -> bool {
        let of = |owed: &[(u16, Atoms)]| -> i128 {
            owed.iter().filter(|(other, _)| *other == market).map(|(_, amount)| i128::from(amount.get())).sum()
        };
        let owed: i128 = self.accounts.owners().iter().map(|owner| of(&owner.owed)).sum();
        owed == i128::from(ledger.shares.get())
    }

    /// What is owed to each referrer in each market, with the account that is paid; of who has none that can be his first.
    pub(super) fn tell_shares(&self, out: &mut alloc::vec::Vec<u8>) {
        for owner in self.accounts.owners().iter().filter(|owner| !owner.owed.is_empty()) {
            let takes = owner.accounts.iter().find(|dense| check_takes(self.accounts.at(**dense)).is_ok());
            let Some(paid) = takes.or(owner.accounts.first()) else { continue };
            let account = self.accounts.number(*paid);
            for (market, amount) in &owner.owed {
                ShareView { account, market: *market, amount: amount.get() }.write(out);
            }
        }
    }
}
