//! What stands behind liquidation: the backstop's account, fees and insurance of markets (LIQ-2, LIQ-3, LIQ-5); how margin fractions
//! grow, by the market's parameters and by a user's own choice (MGN-2, MGN-3).
//!
//! Invariant: the backstop is named once, before it has a position; insurance is money that somebody gave up.

use super::{refuse, Events, Exchange, Subject};
use crate::borrow::Borrowing;
use crate::deleverage::fund;
use crate::margin::{imf_of, leverage_most};
use crate::market::MARKET_ALL;
use crate::reason::{Reason, Refusal};
use crate::schema_gen::{
    BackstopSet, BorrowingSet, FundInsurance, InsuranceFunded, IsolationSet, LeverageSet, RiskSet, SetBackstop,
    SetBorrowing, SetIsolation, SetLeverage, SetMargin, SetRisk,
};
use crate::units::{Atoms, Ppm, PPM};

impl Exchange {
    /// Names the backstop.
    pub(super) fn set_backstop(&mut self, command: &SetBackstop, events: &mut Events<'_>) {
        match self.try_set_backstop(command) {
            Err(refusal) => refuse(events, &Subject::of(SetBackstop::KIND, command.account), refusal),
            Ok(()) => {
                let event = BackstopSet { account: command.account };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    fn try_set_backstop(&mut self, command: &SetBackstop) -> Result<(), Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        if self.backstop.is_some_and(|known| known != dense) {
            return Err(Refusal::of(Reason::BackstopExists));
        }
        if self.accounts.at(dense).isolated.is_some() {
            return Err(Refusal::of(Reason::AccountIsolated));
        }
        let funds = &self.accounts.at(dense).funds;
        if self.backstop.is_none() && funds.markets.iter().any(|state| !state.exposure.holding.is_empty()) {
            return Err(Refusal::of(Reason::AccountNotEmpty));
        }
        self.backstop = Some(dense);
        self.watch_all();
        Ok(())
    }

    /// How much may be borrowed, and for how long (MGN-7).
    pub(super) fn set_borrowing(&mut self, command: &SetBorrowing, events: &mut Events<'_>) {
        match Borrowing::of(command) {
            Err(refusal) => refuse(events, &Subject::of(SetBorrowing::KIND, 0), refusal),
            Ok(terms) => {
                self.borrowing = terms;
                self.watch_all();
                let event = BorrowingSet {
                    room_max: command.room_max,
                    room_part: command.room_part,
                    total_part: command.total_part,
                    duration: command.duration,
                };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    /// Fee and insurance cap of a market.
    pub(super) fn set_risk(&mut self, command: &SetRisk, events: &mut Events<'_>) {
        match self.try_set_risk(command) {
            Err(refusal) => refuse(events, &Subject::of(SetRisk::KIND, 0), refusal),
            Ok(()) => {
                let event = RiskSet {
                    market: command.market,
                    liquidation_fee: command.liquidation_fee,
                    insurance_cap: command.insurance_cap,
                };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    fn try_set_risk(&mut self, command: &SetRisk) -> Result<(), Refusal> {
        let market = self.markets.get_mut(command.market).ok_or(Reason::MarketUnknown)?;
        if i64::from(command.liquidation_fee) > PPM {
            return Err(Refusal::with(Reason::MarketParameters, PPM, 2));
        }
        let cap = Atoms::new(command.insurance_cap).ok().filter(|cap| !cap.is_negative());
        market.insurance_cap = cap.ok_or(Refusal::with(Reason::MarketParameters, Atoms::MAX.get(), 3))?;
        market.liquidation_fee = Ppm(command.liquidation_fee);
        Ok(())
    }

    /// How a market's fractions grow (MGN-2, MGN-3).
    pub(super) fn set_margin(&mut self, command: &SetMargin, events: &mut Events<'_>) {
        let result =
            self.markets.get_mut(command.market).ok_or(Refusal::of(Reason::MarketUnknown)).and_then(|market| {
                let (imf, mmf) = (Ppm(market.listing.imf), Ppm(market.listing.mmf));
                market.set_margin(command, imf, mmf)?;
                Ok(market.margin_event())
            });
        match result {
            Err(refusal) => refuse(events, &Subject::of(SetMargin::KIND, 0), refusal),
            Ok(event) => {
                self.watch_all();
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    /// What leverage a user wants at most (MGN-2); it judges new risk alone, so it is never refused for what he holds.
    pub(super) fn set_leverage(&mut self, command: &SetLeverage, events: &mut Events<'_>) {
        match self.try_set_leverage(command) {
            Err(refusal) => refuse(events, &Subject::of(SetLeverage::KIND, command.account), refusal),
            Ok(()) => {
                let event =
                    LeverageSet { account: command.account, market: command.market, leverage: command.leverage };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    fn try_set_leverage(&mut self, command: &SetLeverage) -> Result<(), Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        let market = self.markets.get(command.market).ok_or(Reason::MarketUnknown)?;
        let most = leverage_most(Ppm(market.listing.imf));
        if i64::from(command.leverage) > most {
            return Err(Refusal::with(Reason::Leverage, most, i64::from(command.leverage)));
        }
        let state = self.accounts.at_mut(dense).funds.market_entry(command.market);
        state.leverage = command.leverage;
        state.exposure.imf_own = imf_of(command.leverage);
        Ok(())
    }

    /// Binds a sub-account to a market, so that what it has there can cost no more than itself, or frees it (MGN-8).
    pub(super) fn set_isolation(&mut self, command: &SetIsolation, events: &mut Events<'_>) {
        match self.try_set_isolation(command) {
            Err(refusal) => refuse(events, &Subject::of(SetIsolation::KIND, command.account), refusal),
            Ok(()) => {
                let event = IsolationSet { account: command.account, market: command.market };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    fn try_set_isolation(&mut self, command: &SetIsolation) -> Result<(), Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        let isolated = Some(command.market).filter(|market| *market != MARKET_ALL);
        if isolated.is_some_and(|market| self.markets.get(market).is_none()) {
            return Err(Refusal::of(Reason::MarketUnknown));
        }
        let account = self.accounts.at(dense);
        if isolated.is_some() && (account.index == 0 || self.backstop == Some(dense)) {
            return Err(Refusal::of(Reason::AccountMain));
        }
        let elsewhere = |market: u16| Some(market) != isolated;
        let held =
            account.funds.markets.iter().any(|state| {
                elsewhere(state.market) && (!state.exposure.holding.is_empty() || !state.orders.is_empty())
            });
        let waits = account.waiting.iter().any(|slot| elsewhere(self.waiting.get(*slot).incoming.market));
        if held || waits {
            return Err(Refusal::of(Reason::AccountNotEmpty));
        }
        self.accounts.at_mut(dense).isolated = isolated;
        Ok(())
    }

    /// LIQ-5: collateral of the backstop becomes insurance, within what may leave it; the chain takes it from nobody else.
    pub(super) fn fund_insurance(&mut self, command: &FundInsurance, events: &mut Events<'_>) {
        match self.try_fund_insurance(command) {
            Err(refusal) => refuse(events, &Subject::of(FundInsurance::KIND, command.account), refusal),
            Ok(event) => events.put(|item, index, seq, out| event.write(item, index, seq, out)),
        }
    }

    fn try_fund_insurance(&mut self, command: &FundInsurance) -> Result<InsuranceFunded, Refusal> {
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        if self.backstop != Some(dense) {
            return Err(Refusal::of(Reason::InsuranceSource));
        }
        let withdrawable = self.withdrawable(dense)?;
        let market = self.markets.get_mut(command.market).ok_or(Reason::MarketUnknown)?;
        let amount = Atoms::new(command.amount).ok().filter(|amount| amount.is_positive()).ok_or(Reason::Amount)?;
        if amount > withdrawable {
            return Err(Refusal::with(Reason::Withdrawable, withdrawable.get(), amount.get()));
        }
        let (mut ledger, mut collateral) = (market.now.ledger, self.accounts.at(dense).funds.collateral);
        fund(&mut collateral, &mut ledger, amount)?;
        market.now.ledger = ledger;
        let insurance = ledger.insurance;
        self.accounts.set_collateral(dense, collateral);
        Ok(InsuranceFunded {
            account: command.account,
            market: command.market,
            amount: amount.get(),
            insurance: insurance.get(),
            collateral: collateral.get(),
        })
    }
}
