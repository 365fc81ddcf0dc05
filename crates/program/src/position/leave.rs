//! A fill or a round for an owner who leaves: his request on the chain stands for his signature (CUST-34, CUST-51).
//!
//! Invariant: it lowers what he holds, no worse than 50 bps from the index of the round in force, for no more than the highest taker fee;
//! a request that was taken back counts for the grace of CUST-5, so that a match of before still settles. A round takes all, at the index of
//! the round in force, in the last twelve of its hours.

use anchor_lang::prelude::*;
use quantdesk_core::entries::Entry;
use quantdesk_core::fees::rates_of;
use quantdesk_core::leaving::{closing_limit, is_last};
use quantdesk_core::units::{Mticks, Side};

use crate::error::Refusal;
use crate::state::user::{GRACE_SLOTS, LAST, REQUEST_EXIT, REQUEST_OPEN};
use crate::state::{Risk, UserAccount};

/// Place of the taker's order in a fill where there is none: he leaves.
pub const LEAVE_ENTRY: u8 = 254;
/// Whose rates are the highest.
const TIER: u8 = 0;

/// The order that his request is in a market, for so many lots at this rate. slot: by which orders end.
///
/// # Errors
/// `NotLeaving`, `MarkStale`, `FeeCap`, `Overflow`.
pub fn order(user: &UserAccount, market: u16, risk: &Risk, (lots, rate): (u32, i16), slot: u64) -> Result<Entry> {
    require!(user.leaves(slot), Refusal::NotLeaving);
    // A round may leave the market out: its index is then of an earlier one.
    let row = risk.row(market)?;
    row.young_check(risk.round_us)?;
    require!(i32::from(rate) <= rates_of(TIER).taker_ppm, Refusal::FeeCap);
    let side = if user.holding(market)?.position.get() > 0 { Side::Sell } else { Side::Buy };
    let price = closing_limit(side, Mticks(row.index_mticks)).map_err(Refusal::from)?;
    Ok(Entry::closing(side, market, price.0, lots))
}

impl UserAccount {
    /// Whether the operator may close what it holds: its owner asked for an exit, or took it back within the grace (CUST-34).
    #[must_use]
    pub fn leaves(&self, slot: u64) -> bool {
        self.asks_exit() || self.left_lately(slot)
    }

    /// Whether a round may take what it holds: its exit is in the last of its `hours`, or was when it was taken back within the grace
    /// (CUST-51).
    #[must_use]
    pub fn leaves_last(&self, hours: u64, clock: &Clock) -> bool {
        let lately = self.flags & LAST != 0 && self.left_lately(clock.slot);
        lately || (self.asks_exit() && is_last(self.request.unix_s, hours, clock.unix_timestamp))
    }

    fn asks_exit(&self) -> bool {
        self.request.kind == REQUEST_EXIT && self.request.state == REQUEST_OPEN
    }

    fn left_lately(&self, slot: u64) -> bool {
        self.leaving_until != 0 && slot <= self.leaving_until
    }

    /// Ends a request; one for an exit counts on for the grace, as one in the last of its `hours` if it was.
    pub fn request_end(&mut self, hours: u64, clock: &Clock) {
        if self.asks_exit() {
            // A round of a request that was taken back just before may still be on its way.
            let last = self.leaves_last(hours, clock);
            self.flags = (self.flags & !LAST) | if last { LAST } else { 0 };
            self.leaving_until = clock.slot.saturating_add(GRACE_SLOTS);
        }
        self.request = bytemuck::Zeroable::zeroed();
    }
}
