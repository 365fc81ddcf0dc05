//! A transfer that was settled, "transfer", number of the account and nonce: its message is worth nothing from then on.
//!
//! Invariant: there is one for each message that moved money for as long as that message could be taken (CUST-41).

use anchor_lang::prelude::*;

/// Layout of this version.
pub const RECEIPT_VERSION: u16 = 2;

/// The receipt of one transfer.
#[account]
pub struct TransferReceipt {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// Zero.
    pub reserved: [u8; 5],
    /// Number of the account that gave.
    pub account: u64,
    /// Nonce of its message.
    pub nonce: u64,
    /// Slot up to which the message is taken, its grace aside.
    pub expiry_slot: u64,
    /// Who paid its rent, and gets it back.
    pub payer: Address,
}

const _: () = assert!(core::mem::size_of::<TransferReceipt>() == 64);
