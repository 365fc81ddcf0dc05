//! How far the chain is behind, and what is taken then (CUST-9).
//!
//! Invariant: told by events alone; what the exchange says of its hold follows from them.

use quantdesk_core::schema_gen::{HoldChanged, MarkRound, PostedSet};

use crate::mirror::{need, Sound};

const REDUCTIONS_US: u64 = 60_000_000;
const NOTHING_US: u64 = 900_000_000;

/// Times of the newest round, of the last that is on the chain, of the oldest that is not (or the one before).
#[derive(Clone, Debug, Default)]
pub struct Pace {
    round_us: u64,
    posted_us: u64,
    unposted_us: u64,
}

impl Pace {
    /// 0: all; 1: reductions; 2: nothing.
    pub fn hold(&self) -> u8 {
        if self.posted_us == 0 || self.posted_us >= self.round_us {
            return 0;
        }
        let behind_us = self.round_us - self.unposted_us;
        u8::from(behind_us > REDUCTIONS_US) + u8::from(behind_us > NOTHING_US)
    }

    /// MarkRound.
    pub fn round(&mut self, e: &MarkRound) -> Sound {
        need!(self.hold() < 2, "CUST-9 no round while nothing trades", e);
        if self.posted_us >= self.round_us {
            self.unposted_us = e.ts;
        }
        self.round_us = e.ts;
        Ok(())
    }

    /// PostedSet.
    pub fn posted(&mut self, ts_us: u64, e: &PostedSet) -> Sound {
        need!(e.posted > self.posted_us && e.posted <= ts_us, "CUST-9 what is posted grows", e, self);
        self.posted_us = e.posted;
        self.unposted_us = self.unposted_us.max(e.posted);
        Ok(())
    }

    /// HoldChanged.
    pub fn changed(&self, e: &HoldChanged) -> Sound {
        let told = (e.hold, e.posted, e.round);
        need!(told == (self.hold(), self.posted_us, self.round_us), "CUST-9 the hold that is told", e, self);
        Ok(())
    }
}
