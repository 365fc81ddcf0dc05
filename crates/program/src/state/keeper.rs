//! A registered keeper, "keeper" and its key: a name that operators vouch for, with no right over money.

use anchor_lang::prelude::*;

/// Layout of this version.
pub const KEEPER_VERSION: u16 = 1;

/// One keeper.
#[account]
pub struct Keeper {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 5],
    /// The keeper's key.
    pub key: Address,
    /// Slot of registration.
    pub slot: u64,
}

const _: () = assert!(core::mem::size_of::<Keeper>() == 48);
