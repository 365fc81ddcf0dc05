//! The settlement log (CUST-6 to CUST-8): ordered items that operators sign.

pub mod book;
pub mod close_receipt;
pub mod convert;
pub mod deal;
pub mod fill;
pub mod hand_over;
pub mod item;
pub mod leave;
pub mod settle_items;
pub mod settle_transfer;
pub mod share;
pub mod step;
pub mod tail;
pub mod touch;
