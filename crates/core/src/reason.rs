//! Refusals: a numbered reason and what was expected and found. The numbers live in `schema.txt`.
//!
//! Invariant: a refusal is a value and changes nothing but the remembered first result of its message (BOOK-7).

use crate::rounding::Overflow;
pub use crate::schema_gen::{CancelReason, Reason};

/// Why a command changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Numbered reason.
    pub reason: Reason,
    /// The bound that the reason speaks of.
    pub expected: i64,
    /// What was found instead.
    pub found: i64,
}

impl Refusal {
    /// A refusal that needs no numbers.
    #[must_use]
    pub const fn of(reason: Reason) -> Refusal {
        Refusal { reason, expected: 0, found: 0 }
    }

    /// A refusal with its bound and what was found.
    #[must_use]
    pub const fn with(reason: Reason, expected: i64, found: i64) -> Refusal {
        Refusal { reason, expected, found }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Refusal {
        Refusal::of(reason)
    }
}

impl From<Overflow> for Refusal {
    /// UNIT-4: overflow is a refusal.
    fn from(_: Overflow) -> Refusal {
        Refusal::of(Reason::Overflow)
    }
}
