//! Reading ahead: what the next records of a batch will look up is read before their turn, several at a time.
//!
//! Invariant: nothing depends on it but speed. A look-up in millions of receipts misses the cache; misses of independent
//! reads overlap, while those of one command after another do not.

use core::hint::black_box;

use super::frames::cut;
use super::receipts::hash_client;
use super::Exchange;
use crate::schema_gen::{CancelOrder, PlaceOrder, ReplaceOrder};
use crate::slab::{Slot, NONE};
use crate::table::hash_id;

/// Records read together.
const TOGETHER: usize = 16;

/// A place in a batch, ahead of the one that is applied.
pub struct Ahead<'a> {
    rest: &'a [u8],
    lead: usize,
}

/// What one record will look up.
#[derive(Clone, Copy)]
struct Probe {
    account: u32,
    market: u16,
    client_hash: u32,
    order_hash: u32,
    cancels: bool,
    order: Slot,
}

const NOTHING: Probe = Probe { account: NONE, market: 0, client_hash: 0, order_hash: 0, cancels: false, order: NONE };

/// Bytes at a place.
#[inline(always)]
fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..).and_then(|bytes| bytes.first_chunk::<N>()).copied().unwrap_or([0; N])
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

    /// Reads in three steps, each a short loop of reads that do not wait for one another: tables, then accounts and
    /// receipts, then orders.
    fn read(&mut self, exchange: &Exchange) {
        let mut probes = [NOTHING; TOGETHER];
        let mut count = 0usize;
        for probe in &mut probes {
            let Ok(record) = cut(self.rest) else { break };
            *probe = probe_of(exchange, record.kind, record.bytes);
            self.rest = record.rest;
            count = count.saturating_add(1);
        }
        self.lead = count.max(1);
        let mut seen = 0u64;
        for probe in &mut probes {
            let (client, order) = exchange.receipts.touch(probe.client_hash, probe.order_hash);
            probe.order = if probe.cancels { order } else { NONE };
            seen ^= u64::from(client);
        }
        let mut first = [NONE; TOGETHER];
        for (probe, first) in probes.iter_mut().zip(&mut first) {
            if probe.cancels {
                (probe.market, probe.order) = exchange.receipts.touch_receipt(probe.order);
            }
            if probe.account != NONE {
                let (part, orders) = exchange.accounts.at(probe.account).touch(probe.market);
                seen ^= part;
                *first = orders;
            }
        }
        for (probe, first) in probes.iter().zip(&first) {
            if let Some(market) = exchange.markets.get(probe.market) {
                seen ^= u64::from(market.book.touch(probe.order) ^ market.book.touch(*first));
            }
        }
        let _ = black_box(seen);
    }
}

#[inline(always)]
fn probe_of(exchange: &Exchange, kind: u8, bytes: &[u8]) -> Probe {
    const HEADER: usize = 4;
    const ORDER_ID_IN_REPLACE: usize = HEADER + 16;
    match kind {
        PlaceOrder::KIND => probe_message(exchange, bytes, HEADER),
        ReplaceOrder::KIND => probe_message(exchange, bytes, ORDER_ID_IN_REPLACE),
        CancelOrder::KIND => {
            let account = exchange.accounts.dense(u64::from_le_bytes(part(bytes, HEADER))).unwrap_or(NONE);
            let order_hash = hash_id(&part(bytes, HEADER.saturating_add(8)));
            Probe { account, order_hash, cancels: true, ..NOTHING }
        }
        _ => NOTHING,
    }
}

/// The order id stands at a place of the record, the message behind it.
#[inline(always)]
fn probe_message(exchange: &Exchange, bytes: &[u8], at: usize) -> Probe {
    let message = at.saturating_add(16);
    let number = u64::from_le_bytes(part(bytes, message.saturating_add(8)));
    let Some(account) = exchange.accounts.dense(number) else { return NOTHING };
    Probe {
        account,
        market: u16::from_le_bytes(part(bytes, message.saturating_add(52))),
        client_hash: hash_client(account, u64::from_le_bytes(part(bytes, message.saturating_add(32)))),
        order_hash: hash_id(&part(bytes, at)),
        cancels: false,
        order: NONE,
    }
}
