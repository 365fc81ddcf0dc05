//! Collateral: what arrives from the chain, what leaves to it, what an account may let go.
//!
//! Invariant: per asset `tracked` is credits less debits, and equals all collateral, pools, funds and fees (PNL-3); a credit
//! or debit that was taken before is refused, because each names the total that it expects (CUST-3).

use super::judge::{collateral_health, health_with};
use super::{refuse, Events, Exchange, Subject};
use crate::account::{Account, Flow, Funds};
use crate::asset::USDC;
use crate::margin::{Health, Leaving};
use crate::reason::{Reason, Refusal};
use crate::rounding::Overflow;
use crate::schema_gen::{AssetSet, Credit, Credited, Debit, Debited, Restriction, SetAsset};
use crate::units::{detail, AssetAtoms, Atoms, ATOMS_MAX};

/// The `debited` of a debit that takes whatever total there is.
const DEBITED_ANY: u64 = u64::MAX;

/// An amount that moves: above zero and within the range of money.
fn amount_of(atoms: i64) -> Result<i64, Refusal> {
    if atoms <= 0 || atoms > ATOMS_MAX {
        return Err(Refusal::of(Reason::Amount));
    }
    Ok(atoms)
}

impl Exchange {
    /// An asset that counts as collateral (MGN-7).
    pub(super) fn set_asset(&mut self, command: &SetAsset, events: &mut Events<'_>) {
        match self.markets.set_asset(command) {
            Err(refusal) => refuse(events, &Subject::of(SetAsset::KIND, 0), refusal),
            Ok(()) => self.asset_was_set(command, events),
        }
    }

    /// What an asset counts for has changed: everybody is looked at again.
    pub(super) fn asset_was_set(&mut self, set: &SetAsset, events: &mut Events<'_>) {
        self.watch_all();
        let event = AssetSet {
            asset: set.asset,
            market: set.market,
            decimals: set.decimals,
            weight_initial: set.weight_initial,
            weight_maintenance: set.weight_maintenance,
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }

    /// Collateral that arrived.
    pub(super) fn credit(&mut self, command: &Credit, events: &mut Events<'_>) {
        match self.try_credit(command, events) {
            Err(refusal) => refuse(events, &Subject::of(Credit::KIND, command.account), refusal),
            Ok(event) => events.put(|item, index, seq, out| event.write(item, index, seq, out)),
        }
    }

    fn try_credit(&mut self, command: &Credit, events: &mut Events<'_>) -> Result<Credited, Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        let flow = self.flow_of(dense, command.asset)?;
        let arrived = command.credited.checked_sub(flow.credited).filter(|amount| *amount > 0);
        let stale = Refusal::with(Reason::CreditStale, detail(command.credited), detail(flow.credited));
        let amount = amount_of(detail(arrived.ok_or(stale)?))?;
        self.move_collateral(dense, command.asset, amount)?;
        self.accounts.at_mut(dense).set_flow(Flow { credited: command.credited, ..flow });
        if command.asset == USDC {
            let _ = self.settle_flat_debts(dense, events);
        }
        Ok(Credited {
            account: command.account,
            asset: command.asset,
            amount,
            credited: command.credited,
            collateral: self.collateral_of(dense, command.asset),
        })
    }

    /// Collateral that leaves (MGN-5, PNL-6, CUST-10).
    pub(super) fn debit(&mut self, command: &Debit, events: &mut Events<'_>) {
        match self.try_debit(command) {
            Err(refusal) => refuse(events, &Subject::of(Debit::KIND, command.account), refusal),
            Ok(event) => events.put(|item, index, seq, out| event.write(item, index, seq, out)),
        }
    }

    fn try_debit(&mut self, command: &Debit) -> Result<Debited, Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        let flow = self.flow_of(dense, command.asset)?;
        let last = self.accounts.at(dense).last_request;
        if command.request != 0 && command.request <= last {
            return Err(Refusal::with(Reason::RequestKnown, detail(command.request), detail(last)));
        }
        if command.debited != DEBITED_ANY && command.debited != flow.debited {
            return Err(Refusal::with(Reason::DebitStale, detail(command.debited), detail(flow.debited)));
        }
        if command.request != 0 {
            self.accounts.at(dense).free_of(Restriction::NoGiving)?; // what is asked for on the chain goes (RST-2)
        }
        let amount = amount_of(command.amount)?;
        self.gate_allows()?;
        let withdrawable = self.asset_withdrawable(dense, command.asset)?;
        if amount > withdrawable {
            return Err(Refusal::with(Reason::Withdrawable, withdrawable, amount));
        }
        self.move_collateral(dense, command.asset, amount.wrapping_neg())?; // positive: it cannot wrap
        let debited = flow.debited.checked_add(amount.unsigned_abs()).ok_or(Reason::Overflow)?;
        let account = self.accounts.at_mut(dense);
        account.set_flow(Flow { debited, ..flow });
        account.last_request = account.last_request.max(command.request);
        Ok(Debited {
            account: command.account,
            asset: command.asset,
            amount,
            request: command.request,
            debited,
            collateral: self.collateral_of(dense, command.asset),
        })
    }

    /// Sums of an account's credits and debits of an asset that is known.
    fn flow_of(&self, dense: u32, asset: u8) -> Result<Flow, Refusal> {
        if asset != USDC && self.markets.assets.get(asset).is_none() {
            return Err(Refusal::of(Reason::AssetUnknown));
        }
        Ok(self.accounts.at(dense).flow(asset))
    }

    /// Adds least units of an asset to an account and to what is tracked of it.
    fn move_collateral(&mut self, dense: u32, asset: u8, change: i64) -> Result<(), Refusal> {
        let funds = &mut self.accounts.at_mut(dense).funds;
        if asset == USDC {
            let change = Atoms::new(change)?;
            let tracked = self.tracked.add(change)?;
            let collateral = funds.collateral.add(change)?;
            self.accounts.set_collateral(dense, collateral);
            self.tracked = tracked;
            return Ok(());
        }
        let change = AssetAtoms::new(change)?;
        let known = self.markets.assets.get_mut(asset).ok_or(Reason::AssetUnknown)?;
        let tracked = known.tracked.add(change)?;
        let amount = funds.other(asset).add(change)?;
        known.tracked = tracked;
        funds.set_other(asset, amount);
        Ok(())
    }

    /// What an account has of an asset, in its least unit.
    pub(super) fn collateral_of(&self, dense: u32, asset: u8) -> i64 {
        let funds = &self.accounts.at(dense).funds;
        if asset == USDC {
            funds.collateral.get()
        } else {
            funds.other(asset).get()
        }
    }

    /// What an account would keep and must keep when something leaves it (MGN-5, MGN-7, PNL-6).
    fn leaving(&self, account: &Account) -> Result<Leaving, Overflow> {
        let mut leaving = Leaving::default();
        for other in &account.funds.others {
            leaving.add_worth(self.markets.assets.get(other.asset).ok_or(Overflow)?.worth(other.amount)?)?;
        }
        for state in &account.funds.markets {
            let market = self.markets.get(state.market).ok_or(Overflow)?;
            leaving.add(&state.exposure, &market.terms)?;
        }
        Ok(leaving)
    }

    /// USDC that margin lets go now (MGN-5, PNL-6).
    pub(super) fn withdrawable(&self, dense: u32) -> Result<Atoms, Overflow> {
        let account = self.accounts.at(dense);
        self.leaving(account)?.withdrawable(account.funds.collateral, account.funds.held.total(self.ts_us)?)
    }

    /// What of an asset margin lets go now, in its least unit: with other collateral as much as leaves an initial value of
    /// at least what must stay (MGN-7). Rounded down.
    pub(super) fn asset_withdrawable(&self, dense: u32, asset: u8) -> Result<i64, Overflow> {
        if asset == USDC {
            return Ok(self.withdrawable(dense)?.get());
        }
        let account = self.accounts.at(dense);
        let (amount, known) = (account.funds.other(asset), self.markets.assets.get(asset).ok_or(Overflow)?);
        let excess = self.leaving(account)?.excess(account.funds.collateral, account.funds.held.total(self.ts_us)?)?;
        Ok(known.leaving(amount, excess)?.get())
    }

    /// Health of an account as it is (MGN-5).
    pub(super) fn health(&self, account: &Account) -> Result<Health, Overflow> {
        self.health_of(&account.funds)
    }

    /// Health of funds as they are (MGN-5).
    ///
    /// # Errors
    /// `Overflow`.
    pub fn health_of(&self, funds: &Funds) -> Result<Health, Overflow> {
        match funds.markets.first() {
            None => collateral_health(funds, &self.markets, funds.collateral),
            Some(state) => {
                let market = self.markets.get(state.market).ok_or(Overflow)?;
                let at = (market.id, &market.terms);
                health_with(funds, &self.markets, at, &state.exposure, funds.collateral)
            }
        }
    }

    /// Net and maintenance of funds as they are; Open and the initial requirement are those of the collateral alone (LIQ-1).
    pub(super) fn standing_of(&self, funds: &Funds) -> Result<Health, Overflow> {
        let mut health = collateral_health(funds, &self.markets, funds.collateral)?;
        for state in &funds.markets {
            let _ = health.add_standing(&state.exposure, &self.markets.get(state.market).ok_or(Overflow)?.terms)?;
        }
        Ok(health)
    }
}
