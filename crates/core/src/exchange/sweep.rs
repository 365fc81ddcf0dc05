//! Sweep: unrealised losses pay claims that wait (PNL-5).
//!
//! Invariant: a sweep moves only between collateral, pool and claims of one market; no account's equity changes, and no
//! more than `SWEEP_LOSERS` and `SWEEP_PAYMENTS` accounts are written.

use alloc::vec::Vec;

use super::admission::tier_refusal;
use super::{refuse, Events, Exchange, Subject};
use crate::position::{pay_claim, sweep_loss, Holding, Ledger};
use crate::reason::{Reason, Refusal};
use crate::rounding::Overflow;
use crate::schema_gen::{Hold, Sweep, Swept};
use crate::tier::Action;
use crate::units::{Atoms, LotValue};

/// Accounts whose losses one sweep takes.
const SWEEP_LOSERS: usize = 8;
/// Claims that one sweep pays; the next one goes on behind the last.
const SWEEP_PAYMENTS: usize = 64;

/// What one step moved.
#[derive(Clone, Copy, Default)]
struct Step {
    offset: Atoms,
    paid: Atoms,
    received: Atoms,
}

impl Exchange {
    /// Sweeps a market: the largest losses first, then claims by account number from the one after the last paid.
    pub(super) fn sweep(&mut self, command: &Sweep, events: &mut Events<'_>) {
        let Some(market) = self.markets.get(command.market) else {
            return refuse(events, &Subject::of(Sweep::KIND, 0), Refusal::of(Reason::MarketUnknown));
        };
        if market.mark.0 == 0 {
            return refuse(events, &Subject::of(Sweep::KIND, 0), Refusal::of(Reason::MarketPriceUnknown));
        }
        if !market.allows(Action::Settle) {
            return refuse(events, &Subject::of(Sweep::KIND, 0), tier_refusal(market));
        }
        let hold = self.hold();
        if hold == Hold::Nothing {
            return refuse(events, &Subject::of(Sweep::KIND, 0), self.held(hold));
        }
        let lot_mark = market.terms.lot_mark;
        for dense in self.sweep_losers(command.market, lot_mark) {
            let _ = self.sweep_one(command.market, dense, events, |holding, collateral, ledger| {
                let (offset, paid) = sweep_loss(holding, collateral, ledger, lot_mark)?;
                Ok(Step { offset, paid, ..Step::default() })
            });
        }
        let mut payments = 0usize;
        for (number, dense) in self.sweep_claimants(command.market) {
            let payable = self.markets.get(command.market).is_some_and(|market| {
                let ledger = &market.now.ledger;
                ledger.deficit == Atoms::ZERO && ledger.pool.is_positive()
            });
            if !payable || payments >= SWEEP_PAYMENTS {
                break;
            }
            let paid = self.sweep_one(command.market, dense, events, |holding, collateral, ledger| {
                let received = pay_claim(holding, collateral, ledger, lot_mark)?;
                Ok(Step { received, ..Step::default() })
            });
            if paid.is_ok_and(|step| step.received.is_positive()) {
                payments = payments.saturating_add(1);
                if let Some(market) = self.markets.get_mut(command.market) {
                    market.sweep_cursor = number;
                }
            }
        }
    }

    /// The accounts with the largest losses among those that have a claim or collateral to pay them with; ties by number.
    fn sweep_losers(&self, market: u16, lot_mark: LotValue) -> Vec<u32> {
        let Some(known) = self.markets.get(market) else { return Vec::new() };
        let mut losers = Vec::new();
        for (dense, account) in (0u32..).zip(self.accounts.iter()) {
            let mut holding = account.funds.exposure(market).holding;
            if holding.touch(known.now.ledger.funding).is_err() {
                continue;
            }
            let loss = holding.loss(lot_mark).unwrap_or(Atoms::ZERO);
            if loss.is_positive() && (holding.claim.is_positive() || account.funds.collateral.is_positive()) {
                losers.push((loss.neg(), account.number, dense));
            }
        }
        losers.sort_unstable();
        losers.iter().take(SWEEP_LOSERS).map(|loser| loser.2).collect()
    }

    /// Accounts with a claim, by number, from the one after the last that was paid.
    fn sweep_claimants(&self, market: u16) -> Vec<(u64, u32)> {
        let cursor = self.markets.get(market).map_or(0, |market| market.sweep_cursor);
        let with_claim = (0u32..)
            .zip(self.accounts.iter())
            .filter(|(_, account)| account.funds.exposure(market).holding.claim.is_positive());
        let mut claimants: Vec<(u64, u32)> = with_claim.map(|(dense, account)| (account.number, dense)).collect();
        claimants.sort_unstable_by_key(|(number, _)| (*number <= cursor, *number));
        claimants
    }

    /// One step for one account, kept only when it succeeds and moves something; tells of it.
    fn sweep_one(
        &mut self,
        market: u16,
        dense: u32,
        events: &mut Events<'_>,
        step_of: impl Fn(&mut Holding, &mut Atoms, &mut Ledger) -> Result<Step, Overflow>,
    ) -> Result<Step, Overflow> {
        let mut ledger = self.markets.get(market).ok_or(Overflow)?.now.ledger;
        let funds = &self.accounts.at(dense).funds;
        let (mut holding, mut collateral, mut held) = (funds.exposure(market).holding, funds.collateral, funds.held);
        holding.touch(ledger.funding)?;
        let step = step_of(&mut holding, &mut collateral, &mut ledger)?;
        if step.offset == Atoms::ZERO && step.paid == Atoms::ZERO && step.received == Atoms::ZERO {
            return Ok(step);
        }
        self.take_funding(dense, market, events);
        if step.received.is_positive() {
            held.paid(self.ts_us, step.received)?;
        }
        self.accounts.collateral_becomes(dense, collateral);
        let funds = &mut self.accounts.at_mut(dense).funds;
        (funds.collateral, funds.held) = (collateral, held);
        funds.put_holding(market, &holding);
        if let Some(known) = self.markets.get_mut(market) {
            known.now.ledger = ledger;
        }
        if self.accounts.at(dense).funds.flat_debts > 0 {
            let _ = self.settle_flat_debts(dense, events);
        }
        let event = Swept {
            market,
            account: self.accounts.number(dense),
            offset: step.offset.get(),
            paid: step.paid.get(),
            received: step.received.get(),
            position: holding.position.get(),
            quote: holding.quote.get(),
            claim: holding.claim.get(),
            funding: holding.funding,
            swept: holding.swept.get(),
            collateral: self.accounts.at(dense).funds.collateral.get(),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        Ok(step)
    }
}
