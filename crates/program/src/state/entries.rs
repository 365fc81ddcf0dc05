//! Orders of an account that are registered for settlement, "entries" and the user account; what an entry is: the core's
//! `entries`.
//!
//! Invariant: the entries are those of the account's present number; the table of an account that was created again is empty.

use anchor_lang::prelude::*;

/// Layout of this version.
pub const ENTRIES_VERSION: u16 = 1;
/// Entries that a new table has room for.
pub const ENTRIES_FIRST: u32 = 16;

/// Head of the table; behind it: number of entries u32, entries of 48 bytes.
#[account]
pub struct Entries {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 5],
    /// User account.
    pub user: Address,
    /// Number of the account whose orders these are.
    pub number: u64,
    /// Events of the table.
    pub event_seq: u64,
}

const _: () = assert!(core::mem::size_of::<Entries>() == 56);

impl Entries {
    /// Refuses an address that is not derived from its user account.
    pub fn address_check(&self, address: &Address) -> Result<()> {
        anchor_lang::verify_program_address(&[b"entries", self.user.as_ref(), &[self.bump]], &crate::ID, address)
    }
}
