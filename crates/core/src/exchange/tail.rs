//! The tail of insurance fills a market's fund before the fund is drawn on (LIQ-5).
//!
//! Invariant: what stands behind a draw sees a fund, never where it came from.

use super::{Events, Exchange};
use crate::position::Ledger;
use crate::rounding::Overflow;
use crate::schema_gen::{MoveCause, TailGiven};
use crate::tail::{day_of, due, give};
use crate::units::Atoms;

impl Exchange {
    /// The fund of a market is filled up to a loss and its cap, by what the tail has for it today; the ledger afterwards.
    pub(super) fn draw_tail(
        &mut self,
        id: u16,
        loss: Atoms,
        (dense, cause): (u32, MoveCause),
        events: &mut Events<'_>,
    ) -> Result<Ledger, Overflow> {
        let day = day_of(self.ts_us)?;
        let market = self.markets.get_mut(id).ok_or(Overflow)?;
        let (mut tail, mut given, mut ledger) = (self.tail, market.given, market.now.ledger);
        let amount = due(tail, given, &ledger, loss, market.insurance_cap, day)?;
        if !amount.is_positive() {
            return Ok(ledger);
        }
        give(&mut tail, &mut given, &mut ledger, amount, day)?;
        (self.tail, market.given, market.now.ledger) = (tail, given, ledger);
        let event = TailGiven {
            market: id,
            account: self.accounts.number(dense),
            backstop: self.backstop_number(),
            cause: cause.code(),
            amount: amount.get(),
            insurance: ledger.insurance.get(),
            tail: tail.get(),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        Ok(ledger)
    }
}
