//! An order of a self account, "order", user account and client order id: what its owner signed for, and what is left of it.
//!
//! Invariant: what an order that may raise risk asks for is locked from its placing until it is filled or taken back; the number
//! says who of two came first.

use anchor_lang::prelude::*;
use quantdesk_core::rounding::mul_div_floor;
use quantdesk_core::units::{Atoms, Side, Ticks};

use crate::error::Refusal;

/// Layout of this version.
pub const ORDER_VERSION: u16 = 1;
/// Flag: it only lowers a position.
pub const REDUCE_ONLY: u8 = 1;
/// Flag: it never trades with an order that was there before it.
pub const POST_ONLY: u8 = 1 << 1;

/// An order.
#[account]
pub struct Order {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// 0 buy, 1 sell.
    pub side: u8,
    /// Reduce-only, post-only.
    pub flags: u8,
    /// Zero.
    pub reserved: u8,
    /// Market.
    pub market: u16,
    /// Worst price, ticks.
    pub price: u32,
    /// Lots as it was placed.
    pub size: u32,
    /// Lots that are not filled.
    pub left: u32,
    /// Zero.
    pub reserved_word: u32,
    /// The owner's own number of it.
    pub client_order_id: u64,
    /// Its place in time among the orders of the market's self accounts.
    pub number: u64,
    /// Last slot in which it trades.
    pub expiry_slot: u64,
    /// What of the account's collateral it locks, atoms.
    pub locked_atoms: i64,
    /// Global number of the account.
    pub account: u64,
    /// User account.
    pub user: Address,
}

const _: () = assert!(core::mem::size_of::<Order>() == 8 + 16 + 40 + 32);

impl Order {
    /// Refuses an address that is not derived from its account and number.
    pub fn address_check(&self, address: &Address) -> Result<()> {
        let (number, bump) = (self.client_order_id.to_le_bytes(), [self.bump]);
        anchor_lang::verify_program_address(&[b"order", self.user.as_ref(), &number, &bump], &crate::ID, address)
    }

    /// Its side.
    ///
    /// # Errors
    /// `OrderKind`, which no order that was placed has.
    pub fn side(&self) -> Result<Side> {
        side_of(self.side)
    }

    /// Whether it only lowers a position.
    #[must_use]
    pub fn reduce_only(&self) -> bool {
        self.flags & REDUCE_ONLY != 0
    }

    /// Whether it never takes.
    #[must_use]
    pub fn post_only(&self) -> bool {
        self.flags & POST_ONLY != 0
    }

    /// Its worst price.
    #[must_use]
    pub fn limit(&self) -> Ticks {
        Ticks(self.price)
    }

    /// Whether it trades no more.
    #[must_use]
    pub fn is_over(&self, slot: u64) -> bool {
        self.left == 0 || slot > self.expiry_slot
    }

    /// Counts lots as filled; returns what of the lock they free, rounded down: what is left stays covered.
    ///
    /// # Errors
    /// `Overflow` when there are not so many.
    pub fn fill(&mut self, lots: u32) -> Result<Atoms> {
        let free = match self.left.checked_sub(lots).ok_or(Refusal::Overflow)? {
            0 => self.locked_atoms,
            _ => mul_div_floor(self.locked_atoms, i64::from(lots), i64::from(self.left)).map_err(Refusal::from)?,
        };
        self.left = self.left.checked_sub(lots).ok_or(Refusal::Overflow)?;
        self.locked_atoms = self.locked_atoms.checked_sub(free).ok_or(Refusal::Overflow)?;
        Ok(Atoms::new(free).map_err(Refusal::from)?)
    }
}

/// A side out of its number.
///
/// # Errors
/// `OrderKind`.
pub fn side_of(code: u8) -> Result<Side> {
    match code {
        0 => Ok(Side::Buy),
        1 => Ok(Side::Sell),
        _ => Err(Refusal::OrderKind.into()),
    }
}
