//! A root of the journal, "root" and day: what the operator says happened that day, once and for good.
//!
//! Invariant: a day has one root, which is never changed; the journal rows of two roots neither overlap nor leave a gap.

use anchor_lang::prelude::*;

/// Layout of this version.
pub const ROOT_VERSION: u16 = 1;

/// The root of one day.
#[account]
pub struct JournalRoot {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// Zero.
    pub reserved: u8,
    /// Unix day.
    pub day: u32,
    /// First command of the journal that it covers.
    pub first_seq: u64,
    /// Last one.
    pub last_seq: u64,
    /// Slot of its posting.
    pub slot: u64,
    /// Root of the Merkle tree.
    pub root: [u8; 32],
}

const _: () = assert!(core::mem::size_of::<JournalRoot>() == 64);
