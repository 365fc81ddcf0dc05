//! Signed orders on the chain.

pub mod register_orders;
pub mod signed;
