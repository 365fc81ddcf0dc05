//! The whole state as bytes, in one order: equal state gives equal bytes, whatever the history of slots and tables.
//!
//! Invariant: `restore(snapshot())` behaves as the original for ever after; what can be derived is not in the bytes.

use alloc::vec::Vec;

use super::beside::Beside;
use super::receipts::Receipt;
use super::waiting::Waiting;
use super::Exchange;
use crate::account::Account;
use crate::book::Order;
use crate::market::{Market, MARKET_ALL};
use crate::position::{Holding, Ledger};
use crate::schema_gen::OrderKind;
use crate::tier::Feed;
use crate::wire::Writer;

/// First bytes of a snapshot.
pub(super) const MAGIC: [u8; 4] = *b"QDSB";

impl Exchange {
    /// Canonical bytes of the state.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.bytes(&MAGIC);
        out.u8(u8::from(self.domain.is_some()));
        out.bytes(&self.domain.unwrap_or_default());
        out.u64(self.seq);
        out.u64(self.ts_us);
        out.u64(self.round);
        out.u64(self.round_us);
        out.i64(self.tracked.get());
        out.u32(self.backstop.unwrap_or(u32::MAX));
        out.u16(self.entries.0);
        out.u64(self.frozen_us);
        out.u64(self.posted_us);
        out.u64(self.unposted_us);
        out.u64(self.changes_last);
        out.i64(self.borrowing.room_max.get());
        out.u32(self.borrowing.room_part.0);
        out.u32(self.borrowing.total_part.0);
        out.u64(self.borrowing.duration_us);
        out.u8(u8::from(self.gate.closed));
        out.u64(self.gate.since_us);
        out.i64(self.tail.get());
        out.count(self.markets.len());
        for market in self.markets.iter() {
            write_market(&mut out, market);
        }
        out.count(self.markets.assets.len());
        for asset in self.markets.assets.iter() {
            let mut set = Vec::new();
            asset.set.write(&mut set);
            out.bytes(&set);
            out.i64(asset.tracked.get());
        }
        out.count(self.accounts.owners().len());
        for owner in self.accounts.owners() {
            out.bytes(&owner.key);
            out.u8(owner.tier);
            out.u64(owner.transfers.day);
            out.u16(owner.transfers.count);
            out.u32(owner.referrer.unwrap_or(u32::MAX));
            out.count(owner.owed.len());
            for (market, amount) in &owner.owed {
                out.u16(*market);
                out.i64(amount.get());
            }
        }
        out.count(self.accounts.len());
        for account in self.accounts.iter() {
            self.write_account(&mut out, account);
        }
        for market in self.markets.iter() {
            out.count(market.book.len());
            market.book.orders_canonical(|order| write_order(&mut out, order));
        }
        let mut waiting: Vec<&Waiting> = Vec::new();
        for account in self.accounts.iter() {
            waiting.extend(account.waiting.iter().map(|slot| self.waiting.get(*slot)));
        }
        waiting.sort_unstable_by_key(|waiting| waiting.arrival);
        out.count(waiting.len());
        for waiting in waiting {
            write_waiting(&mut out, waiting);
        }
        self.write_besides(&mut out);
        out.into_bytes()
    }

    /// Terms of orders that rest, in the order of the books.
    fn write_besides(&self, out: &mut Writer) {
        out.count(self.besides.len());
        for market in self.markets.iter() {
            market.book.orders_canonical(|order| match self.besides.get(order) {
                Beside::Plain => {}
                Beside::Iceberg { display, hidden } => {
                    write_beside(out, order, OrderKind::Iceberg);
                    out.u32(display);
                    out.u32(hidden);
                }
                Beside::Pegged { source, offset, worst } => {
                    write_beside(out, order, OrderKind::Pegged);
                    out.u8(source.code());
                    out.i64(i64::from(offset));
                    out.u32(worst.0);
                }
            });
        }
    }

    fn write_account(&self, out: &mut Writer, account: &Account) {
        out.u64(account.number);
        out.u8(u8::from(account.closed));
        if account.closed {
            return;
        }
        out.u32(account.owner);
        out.u16(account.index);
        out.i64(account.funds.collateral.get());
        out.u64(account.funds.held.epoch);
        out.i64(account.funds.held.current.get());
        out.i64(account.funds.held.previous.get());
        out.count(account.funds.others.len());
        for other in &account.funds.others {
            out.u8(other.asset);
            out.i64(other.amount.get());
        }
        out.count(account.flows.len());
        for flow in &account.flows {
            out.u8(flow.asset);
            out.u64(flow.credited);
            out.u64(flow.debited);
        }
        for number in [account.last_request, account.floor, account.inbox, account.liquidated_us, account.settled] {
            out.u64(number);
        }
        out.u64(account.borrowed_us);
        out.u8(account.restrictions);
        out.u16(account.isolated.unwrap_or(MARKET_ALL));
        for deadline in account.dead_man {
            out.u64(deadline);
        }
        out.count(account.delegates.len());
        for delegate in &account.delegates {
            out.u8(delegate.id);
            out.bytes(&delegate.key);
            out.u64(delegate.expiry_us);
            out.u64(delegate.bounds.markets);
            out.u64(delegate.bounds.notional_day);
            out.u8(u8::from(delegate.bounds.near_index));
            let traded = account.funds.traded(delegate.id);
            out.u32(traded.day);
            out.u64(traded.atoms);
        }
        out.u64(account.nonces.floor);
        out.count(account.nonces.taken.len());
        for nonce in &account.nonces.taken {
            out.u64(*nonce);
        }
        out.count(account.funds.bound.rows().len());
        for (nonce, expiry_slot) in account.funds.bound.rows() {
            out.u64(*nonce);
            out.u64(*expiry_slot);
        }
        let held = || {
            let markets = account.funds.markets.iter();
            markets.filter(|state| !state.exposure.holding.is_empty() || state.leverage != 0)
        };
        out.count(held().count());
        for state in held() {
            out.u16(state.market);
            out.u16(state.leverage);
            write_holding(out, &state.exposure.holding);
        }
        out.count(account.finals.len());
        for slot in &account.finals {
            write_receipt(out, self.receipts.get(*slot));
        }
    }
}

fn write_market(out: &mut Writer, market: &Market) {
    let mut listing = Vec::new();
    market.listing.write(&mut listing);
    out.bytes(&listing);
    let mut margin = Vec::new();
    market.margin.write(&mut margin);
    out.bytes(&margin);
    out.u8(u8::from(market.paused));
    out.u64(market.index.0);
    out.u64(market.mark.0);
    out.u64(market.slow.0);
    out.u64(market.slow_us);
    out.u64(market.sweep_cursor);
    out.u32(market.liquidation_fee.0);
    out.i64(market.insurance_cap.get());
    out.u64(market.records);
    out.i64(market.tried.0.get());
    out.u64(market.tried.1 .0);
    out.u32(market.given.day);
    out.i64(market.given.amount.get());
    out.u64(market.newest.0);
    out.u64(market.published_us);
    write_feed(out, &market.feed);
    out.u64(market.mark_us);
    out.i64(market.averages.mid);
    out.i64(market.averages.basis);
    out.u64(market.premium.hour);
    out.i64(market.premium.sum);
    out.u32(market.premium.count);
    out.u32(market.funding_rest);
    out.u32(market.funding_place.unwrap_or(u32::MAX));
    out.u32(market.now.last_price.0);
    let Ledger { pool, insurance, fee_bucket, shares, fee_claim, claims, deficit, funding, long_lots, short_lots } =
        market.now.ledger;
    for amount in [pool, insurance, fee_bucket, shares, fee_claim, claims, deficit] {
        out.i64(amount.get());
    }
    for number in [funding, long_lots, short_lots] {
        out.i64(number);
    }
}

fn write_feed(out: &mut Writer, feed: &Feed) {
    let Feed { tier, cause, interval_us, conf, doubt, jumped } = *feed;
    for byte in [tier.code(), cause.code(), u8::from(jumped)] {
        out.u8(byte);
    }
    out.u64(interval_us);
    out.u32(conf.0);
    out.u32(doubt.0);
}

fn write_holding(out: &mut Writer, holding: &Holding) {
    out.i64(holding.position.get());
    for amount in [holding.quote, holding.claim, holding.swept] {
        out.i64(amount.get());
    }
    // Of an empty holding F says nothing: one that was kept and one that was made anew are the same state.
    out.i64(if holding.is_empty() { 0 } else { holding.funding });
}

fn write_receipt(out: &mut Writer, receipt: &Receipt) {
    out.bytes(&receipt.order_id);
    for number in [
        receipt.client_order_id,
        receipt.nonce,
        receipt.arrival,
        receipt.accepted_us,
        receipt.expiry_slot,
        receipt.final_us,
    ] {
        out.u64(number);
    }
    for number in [receipt.price, receipt.size, receipt.filled] {
        out.u32(number);
    }
    out.u16(receipt.market);
    out.u16(receipt.reason.code());
    out.u16(receipt.flags);
    for byte in [receipt.side.code(), receipt.state.code()] {
        out.u8(byte);
    }
}

fn write_waiting(out: &mut Writer, waiting: &Waiting) {
    let (incoming, terms) = (&waiting.incoming, &waiting.terms);
    let (trigger, falls) = incoming.trigger.unwrap_or_default();
    out.bytes(&incoming.order_id);
    for number in [
        incoming.client_order_id,
        incoming.nonce,
        incoming.expiry_slot,
        waiting.arrival,
        waiting.accepted_us,
        waiting.best.0,
    ] {
        out.u64(number);
    }
    for number in [
        incoming.account,
        incoming.price.0,
        incoming.size.0,
        waiting.armed,
        waiting.filled,
        trigger.0,
        terms.distance.ticks,
        terms.distance.ppm,
        terms.activation.0,
    ] {
        out.u32(number);
    }
    let slices = [waiting.terms.slices, waiting.sliced];
    for number in [incoming.market, incoming.fee_max, incoming.flags.pack()].into_iter().chain(slices) {
        out.u16(number);
    }
    for byte in [u8::from(falls), incoming.side.code(), incoming.signer, terms.source.code(), terms.link.code()] {
        out.u8(byte);
    }
    out.bytes(&terms.linked);
}

fn write_beside(out: &mut Writer, order: &Order, kind: OrderKind) {
    out.u32(order.account);
    out.bytes(&order.id);
    out.u8(kind.code());
}

fn write_order(out: &mut Writer, order: &Order) {
    out.bytes(&order.id);
    for number in [order.client_order_id, order.nonce, order.expiry_slot, order.accepted_seq, order.accepted_us] {
        out.u64(number);
    }
    for number in [order.account, order.price, order.size, order.left] {
        out.u32(number);
    }
    out.u16(order.fee_max);
    out.u8(order.side.code());
    out.u16(order.flags);
    out.u8(order.signer_delegate);
}
