//! Every formula of QuantDesk, the book and the exchange state machine.
//!
//! Invariant: state changes only by [`Exchange::apply`]; the same commands give the same events and the same bytes of
//! state on every machine. No clock, no float, no I/O, no unsafe code, no dependency.
#![no_std]
extern crate alloc;

pub mod account;
pub mod asset;
pub mod book;
pub mod borrow;
pub mod carry;
pub mod change;
pub mod dealing;
pub mod delegate;
pub mod deleverage;
pub mod entries;
pub mod exchange;
pub mod fees;
pub mod growth;
pub mod ladder;
pub mod leaving;
pub mod liquidation;
pub mod margin;
pub mod mark;
pub mod market;
pub mod message;
pub mod position;
pub mod reason;
pub mod resolution;
pub mod rounding;
pub mod rounds;
#[allow(clippy::arithmetic_side_effects, clippy::too_many_lines, reason = "written by `./desk gen`")]
#[rustfmt::skip]
pub mod schema_gen;
pub mod sha256;
pub mod slab;
pub mod table;
pub mod tail;
pub mod tier;
pub mod trigger;
pub mod units;
pub mod wire;

pub use exchange::{records_check, BatchError, Exchange, Seen};
