//! Hold: the engine goes no further than the chain can follow (CUST-9).
//!
//! Invariant: how far the chain is behind is the time from the oldest mark round that is not posted to the newest, and nothing else: no
//! clock, so that an engine that stood still is not behind. While it is too far, nothing is added that might never settle.

use super::{refuse, Events, Exchange, Subject};
use crate::reason::{Reason, Refusal};
use crate::schema_gen::{Hold, HoldChanged, PostedSet, SetPosted};
use crate::units::detail;

/// Beyond so many microseconds only reductions are taken.
pub(super) const REDUCTIONS_US: u64 = 60_000_000;
/// Beyond so many nothing trades and no round is made. The chain takes rounds and items of an hour: what is repaired within
/// three quarters of one from then on finds everything still in time.
pub(super) const NOTHING_US: u64 = 900_000_000;

impl Exchange {
    /// By how many microseconds of rounds the chain is behind; 0 before the first is known to be posted.
    fn behind_us(&self) -> u64 {
        if self.posted_us == 0 || self.posted_us >= self.round_us {
            return 0;
        }
        self.round_us.saturating_sub(self.unposted_us)
    }

    /// A round is made now: where all before are posted it is the oldest that is not.
    pub(super) fn round_begins(&mut self) {
        if self.posted_us >= self.round_us {
            self.unposted_us = self.ts_us;
        }
        self.round_us = self.ts_us;
    }

    /// What is still taken.
    #[inline]
    pub(super) fn hold(&self) -> Hold {
        match self.behind_us() {
            behind_us if behind_us <= REDUCTIONS_US => Hold::None,
            behind_us if behind_us <= NOTHING_US => Hold::Reductions,
            _ => Hold::Nothing,
        }
    }

    /// CUST-9: whether an order may enter while the chain is behind.
    ///
    /// # Errors
    /// `settlement_behind`, `settlement_stopped`, with the microseconds allowed and found.
    #[inline(always)]
    pub(super) fn hold_allows(&self, pure: bool) -> Result<(), Refusal> {
        match self.hold() {
            Hold::None => Ok(()),
            Hold::Reductions if pure => Ok(()),
            hold => Err(self.held(hold)),
        }
    }

    /// The refusal of a hold.
    #[cold]
    pub(super) fn held(&self, hold: Hold) -> Refusal {
        let (reason, most) = match hold {
            Hold::Nothing => (Reason::SettlementStopped, NOTHING_US),
            Hold::Reductions | Hold::None => (Reason::SettlementBehind, REDUCTIONS_US),
        };
        Refusal::with(reason, detail(most), detail(self.behind_us()))
    }

    /// Is behind as one that has this hold, for a seat.
    pub(super) fn hold_as(&mut self, hold: Hold) {
        let behind_us = match hold {
            Hold::None => 0,
            Hold::Reductions => NOTHING_US,
            Hold::Nothing => u64::MAX,
        };
        (self.posted_us, self.unposted_us, self.round_us) = (1, 0, behind_us.max(1));
    }

    /// CUST-9: rounds up to a time are on the chain.
    pub(super) fn set_posted(&mut self, command: &SetPosted, events: &mut Events<'_>) {
        let refusal = if command.posted == 0 || command.posted > self.ts_us {
            Some(Refusal::of(Reason::RecordMalformed))
        } else if command.posted <= self.posted_us {
            Some(Refusal::with(Reason::PostedKnown, detail(command.posted), detail(self.posted_us)))
        } else {
            None
        };
        if let Some(refusal) = refusal {
            return refuse(events, &Subject::of(SetPosted::KIND, 0), refusal);
        }
        let before = self.hold();
        self.posted_us = command.posted;
        self.unposted_us = self.unposted_us.max(command.posted);
        let event = PostedSet { posted: command.posted };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        self.tell_hold(before, events);
        if before == Hold::Nothing && self.hold() != Hold::Nothing {
            // What prices reached while nothing traded starts now, also where a restart came between: no snapshot keeps what was noted.
            for market in self.markets.ids() {
                self.triggers.note(market);
            }
        }
    }

    /// Tells that another hold is in force than before.
    pub(super) fn tell_hold(&self, before: Hold, events: &mut Events<'_>) {
        let hold = self.hold();
        if hold == before {
            return;
        }
        let event = HoldChanged { hold: hold.code(), posted: self.posted_us, round: self.round_us };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }
}
