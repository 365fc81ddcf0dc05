//! Borrows of accounts, and the collateral that pays them: the backstop takes it at 98 % of its price (MGN-7).
//!
//! Invariant: a conversion pays no more than is owed and than the backstop has; what it takes and pays only changes hands.

use super::judge::Lending;
use super::{Events, Exchange};
use crate::account::{Account, OtherCollateral};
use crate::asset::USDC;
use crate::borrow::owed;
use crate::rounding::Overflow;
use crate::schema_gen::{BorrowView, Converted};
use crate::units::{AssetAtoms, Atoms};

/// Why other collateral of an account is taken.
struct Conversion {
    dense: u32,
    backstop: u32,
}

impl Exchange {
    /// What may be borrowed when all accounts together owe so much. Nothing without a backstop, which converts.
    #[inline(always)]
    pub(super) fn lending(&self, borrowed: Atoms) -> Lending {
        let terms = self.borrowing;
        if self.backstop.is_none() || terms.room_max == Atoms::ZERO {
            return Lending::default();
        }
        Lending { terms, free: terms.free(self.tracked, borrowed).unwrap_or(Atoms::ZERO) }
    }

    /// How far a loss or a fee may take c of an account below zero.
    pub(super) fn room(&self, dense: u32) -> Result<Atoms, Overflow> {
        if Some(dense) == self.backstop {
            return Ok(Atoms::ZERO);
        }
        self.lending(self.accounts.borrowed).room(&self.accounts.at(dense).funds, &self.markets)
    }

    /// What is told of an account that may borrow, or does.
    pub(super) fn borrow_view(&self, dense: u32) -> Option<BorrowView> {
        let (room, account) = (self.room(dense).unwrap_or(Atoms::ZERO), self.accounts.at(dense));
        let shown = room != Atoms::ZERO || account.funds.collateral.is_negative();
        shown.then(|| BorrowView { account: account.number, room: room.get(), since: account.borrowed_us })
    }

    /// Whether what all owe is what is counted (MGN-7): for tests.
    #[must_use]
    pub fn borrows_hold(&self) -> bool {
        let owes = |sum: i64, account: &Account| sum.saturating_add(owed(account.funds.collateral).get());
        self.accounts.iter().fold(0, owes) == self.accounts.borrowed.get()
    }

    /// The hour of a borrow begins at the first tick that sees it, and ends with it.
    pub(super) fn note_borrow(&mut self, dense: u32) {
        let since = self.owes_since(dense);
        if since != self.accounts.at(dense).borrowed_us {
            self.accounts.at_mut(dense).borrowed_us = since;
        }
    }

    /// Since when an account owes, seen now; 0: it does not.
    pub(super) fn owes_since(&self, dense: u32) -> u64 {
        let account = self.accounts.at(dense);
        match (account.funds.collateral.is_negative(), account.borrowed_us) {
            (false, _) => 0,
            (true, 0) => self.ts_us,
            (true, since) => since,
        }
    }

    /// Whether other collateral of an account is to be taken: it owes without a position, more than its room, or for too long.
    pub(super) fn is_called(&self, dense: u32) -> bool {
        self.is_called_owing_since(dense, self.accounts.at(dense).borrowed_us)
    }

    /// The same, for a borrow that began then.
    pub(super) fn is_called_owing_since(&self, dense: u32, since_us: u64) -> bool {
        let account = self.accounts.at(dense);
        let funds = &account.funds;
        if funds.others.is_empty() || Some(dense) == self.backstop {
            return false;
        }
        if funds.flat_debts > 0 {
            return true;
        }
        let lending = Lending { terms: self.borrowing, free: Atoms::ZERO };
        let own = lending.own(funds, &self.markets).unwrap_or(Atoms::MAX);
        let since_us = Some(since_us).filter(|since_us| *since_us != 0);
        self.borrowing.is_called(owed(funds.collateral), own, since_us, self.ts_us)
    }

    /// MGN-7: the backstop takes other collateral of an account that owes, by asset number, as long as it is called or is bankrupt; what it
    /// pays for it pays the borrow, then the debts.
    pub(super) fn convert(&mut self, dense: u32, is_bankrupt: bool, events: &mut Events<'_>) {
        let Some(backstop) = self.backstop.filter(|backstop| *backstop != dense) else { return };
        for other in self.accounts.at(dense).funds.others.clone() {
            if !is_bankrupt && !self.is_called(dense) {
                return;
            }
            let _ = self.convert_asset(&Conversion { dense, backstop }, other, events);
        }
    }

    fn convert_asset(
        &mut self,
        between: &Conversion,
        other: OtherCollateral,
        events: &mut Events<'_>,
    ) -> Result<(), Overflow> {
        let (funds, taker) = (&self.accounts.at(between.dense).funds, &self.accounts.at(between.backstop).funds);
        let owes = funds.flat_debt()?.add(owed(funds.collateral))?;
        let asset = self.markets.assets.get(other.asset).ok_or(Overflow)?;
        let (amount, paid) = asset.conversion(other.amount, owes, taker.collateral.above_zero())?;
        if amount == AssetAtoms::ZERO || owes == Atoms::ZERO {
            return Ok(());
        }
        let (left, taken) = (other.amount.sub(amount)?, taker.other(other.asset).add(amount)?);
        let (collateral, purse) = (funds.collateral.add(paid)?, taker.collateral.sub(paid)?);
        self.accounts.at_mut(between.dense).funds.set_other(other.asset, left);
        self.accounts.at_mut(between.backstop).funds.set_other(other.asset, taken);
        self.accounts.set_collateral(between.dense, collateral);
        self.accounts.set_collateral(between.backstop, purse);
        let event = Converted {
            account: self.accounts.number(between.dense),
            asset: other.asset,
            amount: amount.get(),
            paid: paid.get(),
            left: left.get(),
            collateral: self.settle_flat_debts(between.dense, events).get(),
            backstop: self.accounts.number(between.backstop),
            backstop_amount: taken.get(),
            backstop_collateral: purse.get(),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        Ok(())
    }

    /// MGN-7: what an account owes in USDC and nothing of it can pay any more, the backstop pays, as far as its c goes.
    pub(super) fn cover_borrow(&mut self, dense: u32, events: &mut Events<'_>) -> Result<(), Overflow> {
        let Some(backstop) = self.backstop.filter(|backstop| *backstop != dense) else { return Ok(()) };
        let (funds, taker) = (&self.accounts.at(dense).funds, &self.accounts.at(backstop).funds);
        let missing = self.standing_of(funds)?.net.neg().min(owed(funds.collateral));
        let paid = missing.min(taker.collateral.above_zero());
        if !paid.is_positive() || !funds.others.is_empty() {
            return Ok(());
        }
        let (collateral, purse) = (funds.collateral.add(paid)?, taker.collateral.sub(paid)?);
        self.accounts.set_collateral(dense, collateral);
        self.accounts.set_collateral(backstop, purse);
        let event = Converted {
            account: self.accounts.number(dense),
            asset: USDC,
            amount: 0,
            paid: paid.get(),
            left: collateral.get(),
            collateral: collateral.get(),
            backstop: self.accounts.number(backstop),
            backstop_amount: purse.get(),
            backstop_collateral: purse.get(),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        Ok(())
    }
}
