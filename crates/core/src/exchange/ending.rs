//! Ways out that the chain decides: an account whose owner leaves, and an exchange that was frozen.
//!
//! Invariant: who leaves takes on no risk (CUST-23), and is closed no further than 50 bps from the index (CUST-34), in the end by a round
//! at it (CUST-51); a frozen exchange changes nothing but its clock (CUST-24).

use alloc::vec::Vec;

use super::judge::Taker;
use super::{refuse, Events, Exchange, Subject};
use crate::fees::{is_shared, rates_of};
use crate::leaving::closing_limit;
use crate::reason::{CancelReason, Reason, Refusal};
use crate::rounding::Overflow;
use crate::schema_gen::{
    CloseLeaving, Freeze, Frozen, FrozenView, Leave, LeavingClosed, OpenExchange, Restriction, RestrictionsSet, Tick,
};
use crate::tier::Action;
use crate::units::opposite;

impl Exchange {
    /// Whether a command is taken at all: nothing but the first opens an exchange, and nothing but time reaches a frozen one.
    ///
    /// # Errors
    /// `exchange_not_open`, `exchange_frozen`.
    pub(super) fn takes(&self, kind: u8) -> Result<(), Reason> {
        if self.domain.is_none() && kind != OpenExchange::KIND {
            return Err(Reason::ExchangeNotOpen);
        }
        if self.frozen_us != 0 && kind != Tick::KIND {
            return Err(Reason::ExchangeFrozen);
        }
        Ok(())
    }

    /// CUST-23: an owner asked for an exit on the chain, or took it back.
    pub(super) fn leave(&mut self, command: &Leave, events: &mut Events<'_>) {
        let found = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown);
        let found = found.and_then(|dense| (command.leaving <= 1).then_some(dense).ok_or(Reason::RecordMalformed));
        match found {
            Err(reason) => refuse(events, &Subject::of(Leave::KIND, command.account), Refusal::of(reason)),
            Ok(dense) => {
                let account = self.accounts.at_mut(dense);
                account.restrictions &= !Restriction::Leaving.code();
                if command.leaving == 1 {
                    account.restrictions |= Restriction::Leaving.code();
                    self.cancel_risk(dense, CancelReason::Restricted, events);
                }
                let restrictions = self.accounts.at(dense).restrictions;
                let event = RestrictionsSet { account: command.account, restrictions };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }

    /// CUST-34: closes what an owner who leaves holds, against orders that are there, near the index. What nobody takes stays.
    pub(super) fn close_leaving(&mut self, command: &CloseLeaving, events: &mut Events<'_>) {
        let found = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown);
        let found = found.and_then(|dense| {
            if command.last > 1 {
                return Err(Reason::RecordMalformed);
            }
            let leaves = self.accounts.at(dense).restrictions & Restriction::Leaving.code() != 0;
            let open = leaves && !self.positions_of(dense).is_empty();
            open.then_some(dense).ok_or(Reason::ReduceOnlyNothing)
        });
        // A fill that cannot land is not made, of nobody's order either (CUST-9).
        match found.map_err(Refusal::of).and_then(|dense| self.hold_allows(true).map(|()| dense)) {
            Err(refusal) => refuse(events, &Subject::of(CloseLeaving::KIND, command.account), refusal),
            Ok(dense) => {
                for id in self.positions_of(dense) {
                    // A price that no round may be made of closes nothing, nor one of before it was gone.
                    let Some(market) = self.markets.get(id).filter(|market| market.closes(Action::Round, self.ts_us))
                    else {
                        continue;
                    };
                    // Far from the mark a round would close others at what they are not watched by.
                    let rounds = command.last == 1 && !market.is_catching_up();
                    let _ = self.close_position(dense, id, events);
                    if rounds {
                        let _ = self.round_of_leaving(dense, id, events);
                    }
                }
            }
        }
    }

    /// One order of nobody's hand: all lots, reduce-only, at once or not at all, for the fee of a taker.
    fn close_position(&mut self, dense: u32, id: u16, events: &mut Events<'_>) -> Result<(), Overflow> {
        self.take_funding(dense, id, events);
        let account = self.accounts.at(dense);
        let market = self.markets.get(id).ok_or(Overflow)?;
        let position = account.funds.exposure(id).holding.position;
        let side = opposite(position.side());
        let price = closing_limit(side, market.index)?;
        let left = u32::try_from(position.magnitude()).unwrap_or(u32::MAX);
        let rate_ppm = rates_of(account.tier).taker_ppm;
        let closing = Taker::closing((dense, account.owner), id, (side, price), left, rate_ppm);
        let mut taker = Taker { leaving: true, shared: is_shared(account.tier), ..closing };
        let event =
            LeavingClosed { account: account.number, market: id, side: side.code(), size: left, price: price.0 };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        let _ = self.match_order(&mut taker, events);
        Ok(())
    }

    /// CUST-24: the exchange ended on the chain.
    pub(super) fn freeze(&mut self, command: &Freeze, events: &mut Events<'_>) {
        if command.since == 0 {
            return refuse(events, &Subject::of(Freeze::KIND, 0), Refusal::of(Reason::RecordMalformed));
        }
        self.frozen_us = command.since;
        let event = Frozen { since: command.since };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }

    /// Whether the exchange was frozen on the chain, and when.
    pub(super) fn tell_frozen(&self, out: &mut Vec<u8>) {
        FrozenView { since: self.frozen_us }.write(out);
    }
}
