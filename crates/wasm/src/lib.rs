//! The core for the browser: bytes in, bytes out. No formula of its own.
//!
//! Invariant: a call is a function of its bytes. `room` gives the place for the input and ends the life of everything
//! before it; each call after it reads that input and leaves its answer until the next `room`.
#![no_std]

extern crate alloc;

use alloc::vec::Vec;

use quantdesk_core::ladder;
use quantdesk_core::schema_gen::PreviewQuery;
use quantdesk_core::units::{Atoms, Lots, Ppm, Side, TickValue, Ticks};
use quantdesk_core::Seen;

#[cfg(target_arch = "wasm32")]
mod memory;

/// A question and the views that answer it: a PreviewQuery record, then the records of answers to queries.
fn question(input: &[u8]) -> Option<(PreviewQuery, Seen)> {
    let (query, views) = input.split_at_checked(PreviewQuery::SIZE)?;
    Some((PreviewQuery::read(query)?, Seen::read(views)?))
}

/// The PreviewView record of an order (BOOK-11); nothing when the bytes are no question.
#[must_use]
pub fn preview_of(input: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    if let Some((query, seen)) = question(input) {
        seen.preview(&query).write(&mut out);
    }
    out
}

/// The most lots, up to the size that is asked for, that would be taken now; 0: none, or the bytes are no question.
#[must_use]
pub fn lots_most(input: &[u8]) -> u32 {
    question(input).map_or(0, |(query, seen)| seen.lots_most(&query))
}

/// Atoms of lots at a price; -1 outside the range of money.
#[must_use]
pub fn notional_of(tick_value: u32, price: u32, lots: u32) -> i64 {
    TickValue(tick_value).notional(Ticks(price), Lots(lots)).map_or(-1, Atoms::get)
}

/// Lots that atoms pay for at a price, rounded down; 0 where nothing is.
#[must_use]
pub fn lots_within(tick_value: u32, price: u32, atoms: i64) -> u32 {
    Atoms::new(atoms).map_or(0, |atoms| TickValue(tick_value).lots_within(Ticks(price), atoms).0)
}

/// The worst price within a part of a price for an order of a side, in ticks; 0 where there is no such side.
#[must_use]
pub fn price_worst(price: u32, side: u8, part_ppm: u32) -> u32 {
    Side::from_u8(side).map_or(0, |side| Ticks(price).worst_within(side, Ppm(part_ppm)).0)
}

/// Price of the order at a place of a scale, in ticks (BOOK-16).
#[must_use]
pub fn rung_price(first: u32, last: u32, count: u32, place: u32) -> u32 {
    ladder::rung_price(Ticks(first), Ticks(last), count, place).0
}

/// Lots of the order at a place of a scale (BOOK-16).
#[must_use]
pub fn rung_lots(size: u32, count: u32, place: u32) -> u32 {
    ladder::rung_lots(Lots(size), count, place).0
}
