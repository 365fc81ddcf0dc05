//! Reading ahead: what the next records of a batch will look up is read before their turn, several at a time.
//!
//! Invariant: nothing depends on it but speed. A look-up in millions of receipts misses the cache; misses of independent
//! reads overlap, while those of one command after another do not.

use core::hint::black_box;

use super::accounts::Accounts;
use super::frames::cut;
use super::receipts::Receipts;
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
    pub fn keep(&mut self, accounts: &Accounts, receipts: &Receipts) {
        if self.lead == 0 {
            self.read(accounts, receipts);
        }
        self.lead = self.lead.saturating_sub(1);
    }

    fn read(&mut self, accounts: &Accounts, receipts: &Receipts) {
        const HEADER: usize = 4;
        const ORDER_ID_IN_REPLACE: usize = HEADER + 16;
        let mut seen = 0u32;
        while self.lead < TOGETHER {
            let Ok(record) = cut(self.rest) else { break };
            let bytes = record.bytes;
            seen ^= match record.kind {
                PlaceOrder::KIND => touch_message(accounts, receipts, bytes, HEADER),
                ReplaceOrder::KIND => touch_message(accounts, receipts, bytes, ORDER_ID_IN_REPLACE),
                CancelOrder::KIND => receipts.touch_order(&id(bytes, HEADER + 8)),
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
fn touch_message(accounts: &Accounts, receipts: &Receipts, bytes: &[u8], at: usize) -> u32 {
    let message = at.saturating_add(16);
    let Some(account) = accounts.dense(word(bytes, message.saturating_add(8))) else { return 0 };
    let client_order_id = word(bytes, message.saturating_add(32));
    accounts.at(account).receipts ^ receipts.touch_message(account, client_order_id, &id(bytes, at))
}
