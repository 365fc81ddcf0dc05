//! The gate: while a large loss is not paid, nothing leaves, so that who is quick is not paid before who is not (WDR-2).
//!
//! Invariant: it is closed an hour at most, and not again within a day of the last time that it was; deposits, trading and transfers between
//! accounts of one owner go on.

use super::{Events, Exchange};
use crate::reason::{Reason, Refusal};
use crate::rounding::product_at_least;
use crate::schema_gen::{GateSet, GateView};
use crate::units::{detail, Atoms, DAY_US};

/// Longest time that it is closed.
const CLOSED_MAX_US: u64 = 3_600_000_000;
/// A deficit above one part in so many of all USDC closes it: 0.01 %.
const PART: i64 = 10_000;

/// State of the gate; the default was never closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// Whether it is closed now.
    pub closed: bool,
    /// When it was closed last; 0: never.
    pub since_us: u64,
}

impl Gate {
    /// What it is at a time, while a deficit is large or not.
    #[must_use]
    pub fn at(self, ts_us: u64, large: bool) -> Gate {
        if self.closed {
            return Gate { closed: large && ts_us < self.until_us(), ..self };
        }
        let rested = self.since_us == 0 || ts_us >= self.since_us.saturating_add(DAY_US);
        if large && rested {
            return Gate { closed: true, since_us: ts_us };
        }
        self
    }

    /// When it opens at the latest.
    fn until_us(self) -> u64 {
        self.since_us.saturating_add(CLOSED_MAX_US)
    }
}

impl Exchange {
    /// A tick: closes or opens it by what the markets' deficits are after everything that pays them.
    pub(super) fn gate_tick(&mut self, events: &mut Events<'_>) {
        let mut deficits = self.markets.iter().map(|market| market.now.ledger.deficit);
        // A sum that leaves the range of money is large.
        let deficit = deficits.try_fold(Atoms::ZERO, Atoms::add).unwrap_or(Atoms::MAX);
        let large = deficit.is_positive() && !product_at_least(self.tracked.get(), 1, deficit.get(), PART);
        let gate = self.gate.at(self.ts_us, large);
        if gate.closed != self.gate.closed {
            let event = GateSet { closed: u8::from(gate.closed), deficit: deficit.get(), tracked: self.tracked.get() };
            events.put(|item, index, seq, out| event.write(item, index, seq, out));
        }
        self.gate = gate;
    }

    /// Whether collateral may leave.
    ///
    /// # Errors
    /// `gate_closed`.
    pub(super) fn gate_allows(&self) -> Result<(), Refusal> {
        if self.gate.closed {
            return Err(Refusal::with(Reason::GateClosed, detail(self.gate.until_us()), detail(self.ts_us)));
        }
        Ok(())
    }

    /// What is told of it.
    pub(super) fn gate_view(&self) -> Option<GateView> {
        let gate = self.gate;
        (gate.since_us != 0).then(|| GateView { closed: u8::from(gate.closed), since: gate.since_us })
    }
}

#[cfg(test)]
mod tests {
    use super::Gate;
    use crate::units::DAY_US;

    const HOUR: u64 = 3_600_000_000;

    /// WDR-2: an hour at most, a day from one closing to the next, open again as soon as the loss is paid.
    #[test]
    fn it_is_closed_an_hour_of_a_day_at_most() {
        let start = 1_700_000_000_000_000;
        let closed = Gate::default().at(start, true);
        assert_eq!(closed, Gate { closed: true, since_us: start });
        assert!(closed.at(start + HOUR - 1, true).closed && !closed.at(start + 1, false).closed);
        let opened = closed.at(start + HOUR, true);
        assert_eq!(opened, Gate { closed: false, since_us: start });
        assert!(!opened.at(start + DAY_US - 1, true).closed);
        assert_eq!(opened.at(start + DAY_US, true), Gate { closed: true, since_us: start + DAY_US });
        assert!(!Gate::default().at(start, false).closed);
    }
}
