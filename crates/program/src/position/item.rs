//! One settlement item: 32 bytes.
//!
//! Invariant: an item has one encoding; a byte without meaning is zero, and every bit pattern is either an item or refused.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | kind: 1 credit, 2 debit, 3 ack; 4 fill, 5 touch, 6 liquidation, 7 move; 8 insurance, 9 record, 10 convert, 11 loss, 12 deficit, 14 tail and 15 share have bytes of their own |
//! | 1 | place of the user account among the instruction's user accounts |
//! | 2 | asset; zero for an ack |
//! | 3 | five zero bytes |
//! | 8 | sequence that the account has before the item, u64 |
//! | 16 | atoms, u64; of an ack the last owner instruction that the engine has seen |
//! | 24 | eight zero bytes |

use anchor_lang::prelude::*;

use crate::error::Refusal;

/// Bytes of an item.
pub const ITEM_BYTES: usize = 32;

/// Kind: pocket that arrives to collateral.
pub const CREDIT: u8 = 1;
/// Kind: collateral to the pocket that leaves.
pub const DEBIT: u8 = 2;
/// Kind: the engine has seen owner instructions.
pub const ACK: u8 = 3;
/// Kind: a match of two registered orders; its bytes are those of `fill`.
pub const FILL: u8 = 4;
/// Kind: funding and a loss without a position are taken in; its bytes are those of `touch`.
pub const TOUCH: u8 = 5;

/// Kind: a step of a liquidation; its bytes are those of `step`.
pub const STEP: u8 = 6;

/// Kind: all lots of an account in a market pass to the backstop; its bytes are those of `hand_over`.
pub const MOVE: u8 = 7;

/// Kind: collateral of the backstop becomes insurance; its bytes are those of `deal`, as those of the three that follow.
pub const INSURANCE: u8 = 8;

/// Kind: lots for a record, a record, or an account's share of it.
pub const RECORD: u8 = 9;

/// Kind: the backstop takes other collateral of who owes; its bytes are those of `convert`.
pub const CONVERT: u8 = 10;

/// Kind: a bankrupt's loss is written off.
pub const LOSS: u8 = 11;

/// Kind: a deficit is paid by what stands before and behind traders.
pub const DEFICIT: u8 = 12;

/// Kind: the insurance that all markets share is funded, or fills a market's fund; its bytes are those of `tail`.
pub const TAIL: u8 = 14;

/// Kind: a referrer gets what was set aside of fees; its bytes are those of `share`.
pub const SHARE: u8 = 15;

/// One item.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct Item {
    /// Credit, debit or ack.
    pub kind: u8,
    /// Place of its account.
    pub place: u8,
    /// Asset.
    pub asset: u8,
    zero: [u8; 5],
    /// Sequence before it.
    pub seq: u64,
    /// Atoms, or the owner instruction.
    pub amount: u64,
    zero_word: u64,
}

const _: () = assert!(core::mem::size_of::<Item>() == ITEM_BYTES);

impl Item {
    /// Reads one item.
    pub fn read(bytes: &[u8]) -> Result<Item> {
        let item: Item = bytemuck::try_pod_read_unaligned(bytes).map_err(|_| Refusal::ItemsMalformed)?;
        let sound = item.zero == [0; 5] && item.zero_word == 0 && (item.kind != ACK || item.asset == 0);
        require!(sound, Refusal::ItemsMalformed);
        Ok(item)
    }
}
