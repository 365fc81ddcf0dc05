//! Reading ahead: what the next records of a batch will look up is read before their turn, several at a time.
//!
//! Invariant: nothing depends on it but speed. A look-up in millions of receipts misses the cache; misses of independent
//! reads overlap, while those of one command after another do not.

use core::hint::black_box;

use super::frames::cut;
use super::Exchange;
use crate::schema_gen::{CancelOrder, PlaceOrder, ReplaceOrder};

/// Records read together.
const TOGETHER: u8 = 16;

/// A place in a batch, ahead of the one that is applied.
pub struct Ahead<'a> {
    rest: &'a [u8],
    lead: u8,
}

/// Eight bytes at a place.
#[inline(always)]
fn word(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(|bytes| bytes.first_chunk::<8>()).map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

#[inline(always)]
fn id(bytes: &[u8], at: usize) -> [u8; 16] {
    bytes.get(at..).and_then(|bytes| bytes.first_chunk::<16>()).copied().unwrap_or_default()
}

impl<'a> Ahead<'a> {
    /// Ahead of the first record.
    pub const fn new(records: &'a [u8]) -> Ahead<'a> {
        Ahead { rest: records, lead: 0 }
    }

    /// One record is about to be applied: reads the next few when none is left that was read.
    #[inline(always)]
    pub fn keep(&mut self, exchange: &Exchange) {
        if self.lead == 0 {
            self.read(exchange);
        }
        self.lead = self.lead.saturating_sub(1);
    }

    fn read(&mut self, exchange: &Exchange) {
        const HEADER: usize = 4;
        const ORDER_ID_IN_REPLACE: usize = HEADER + 16;
        let mut seen = 0;
        while self.lead < TOGETHER {
            let Ok(record) = cut(self.rest) else { break };
            seen ^= match record.kind {
                PlaceOrder::KIND => touch_message(exchange, record.bytes, HEADER),
                ReplaceOrder::KIND => touch_message(exchange, record.bytes, ORDER_ID_IN_REPLACE),
                CancelOrder::KIND => touch_order(exchange, record.bytes, HEADER),
                _ => 0,
            };
            self.rest = record.rest;
            self.lead = self.lead.saturating_add(1);
        }
        self.lead = self.lead.max(1);
        let _ = black_box(seen);
    }
}

/// The order id stands at a place of the record, the message behind it.
#[inline(always)]
fn touch_message(exchange: &Exchange, bytes: &[u8], at: usize) -> u64 {
    let message = at.saturating_add(16);
    let Some(account) = exchange.accounts.dense(word(bytes, message.saturating_add(8))) else { return 0 };
    let ids = exchange.receipts.touch_message(account, word(bytes, message.saturating_add(32)), &id(bytes, at));
    u64::from(ids) ^ touch_account(exchange, account, market_of(word(bytes, message.saturating_add(52))))
}

/// The account and the order id stand at a place of the record.
#[inline(always)]
fn touch_order(exchange: &Exchange, bytes: &[u8], at: usize) -> u64 {
    let Some(account) = exchange.accounts.dense(word(bytes, at)) else { return 0 };
    let (market, slot) = exchange.receipts.touch_order(&id(bytes, at.saturating_add(8)));
    let order = exchange.markets.get(market).map_or(0, |market| market.book.touch(slot));
    u64::from(order) ^ touch_account(exchange, account, market)
}

#[inline(always)]
fn touch_account(exchange: &Exchange, account: u32, market: u16) -> u64 {
    let (seen, first) = exchange.accounts.at(account).touch(market);
    match (first, exchange.markets.get(market)) {
        (Some(slot), Some(market)) => seen ^ u64::from(market.book.touch(slot)),
        _ => seen,
    }
}

/// The low two bytes of a word.
#[inline(always)]
const fn market_of(word: u64) -> u16 {
    let [low, high, ..] = word.to_le_bytes();
    u16::from_le_bytes([low, high])
}
