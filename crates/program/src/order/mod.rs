//! Signed orders of engine accounts, and the orders of self accounts.

pub mod cancel_order;
pub mod close_entries;
pub mod execute_order;
pub mod liquidate;
pub mod open_position;
pub mod own;
pub mod place_order;
pub mod register_orders;
pub mod settle_pnl;
pub mod signed;
