//! Ways out that the chain decides: an account whose owner leaves, and an exchange that was frozen.
//!
//! Invariant: who leaves takes on no risk (CUST-23); a frozen exchange changes nothing but its clock (CUST-24).

use alloc::vec::Vec;

use super::{refuse, Events, Exchange, Subject};
use crate::reason::{CancelReason, Reason, Refusal};
use crate::schema_gen::{Freeze, Frozen, FrozenView, Leave, OpenExchange, Restriction, RestrictionsSet, Tick};

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
