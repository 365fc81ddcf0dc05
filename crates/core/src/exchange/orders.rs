//! Orders: place, replace, shrink, cancel, batches, expiry (BOOK-2, BOOK-5, BOOK-8, BOOK-10).
//!
//! Invariant: cancels, shrinks and expiries ask neither margin nor pause; a replaced order stays whole unless its successor
//! is taken; the book never crosses, because what is left of an order rests only when nothing crosses it.

use alloc::vec::Vec;
use core::cmp::Reverse;

use super::accounts::count;
use super::admission::{may_rest, Released};
use super::frames::{cut, goes_first, Record, BATCH_ITEMS_MAX};
use super::judge::Taker;
use super::matching::cancelled_event;
use super::receipts::{has_terms, is_linked, is_reduce_only, Receipt};
use super::signed::{Envelope, Incoming};
use super::{refuse, Events, Exchange, Subject};
use crate::book::Order;
use crate::reason::{CancelReason, Reason, Refusal};
use crate::schema_gen::{
    Batch, CancelAll, CancelMany, CancelOrder, OrderAccepted, OrderShrunk, OrderState, PlaceAlgo, PlaceOrder,
    ReplaceOrder, ShrinkOrder,
};
use crate::slab::Slot as BookSlot;
use crate::units::{opposite, Lots, Ticks};

/// Expiries that may name orders long gone before the heap is cleaned, beside as many as rest.
const EXPIRIES_SPARE: usize = 1_024;

/// A resting order that is about to be replaced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Replaced {
    slot: BookSlot,
    in_place: bool,
    released: Released,
}

impl Exchange {
    /// A signed order. None: the bytes are no such record.
    #[inline]
    pub(super) fn place_order(&mut self, bytes: &[u8], events: &mut Events<'_>) -> Option<()> {
        let envelope = Envelope::of_place(bytes)?;
        if let Some(mut incoming) = self.new_order(&envelope, events) {
            self.slide(&mut incoming);
            match self.admit(&incoming, Released::default()) {
                Ok(()) => self.take(&incoming, None, events),
                Err(refusal) => self.refuse_remembered(&incoming, &envelope, refusal, events),
            }
        }
        Some(())
    }

    /// A signed order in the place of a resting one. None: the bytes are no such record.
    pub(super) fn replace_order(&mut self, bytes: &[u8], events: &mut Events<'_>) -> Option<()> {
        let (old_order_id, envelope) = Envelope::of_replace(bytes)?;
        if let Some(mut incoming) = self.new_order(&envelope, events) {
            self.slide(&mut incoming);
            let judged = self.replaced(&incoming, old_order_id).and_then(|replaced| {
                self.admit(&incoming, replaced.released)?;
                Ok(replaced)
            });
            match judged {
                Ok(replaced) => self.take(&incoming, Some(replaced), events),
                Err(refusal) => self.refuse_remembered(&incoming, &envelope, refusal, events),
            }
        }
        Some(())
    }

    /// The order of an envelope that someone with the right to do so sends for the first time; else tells why not.
    #[inline]
    pub(super) fn new_order(&mut self, envelope: &Envelope<'_>, events: &mut Events<'_>) -> Option<Incoming> {
        match self.open_envelope(envelope) {
            Ok(incoming) => self.is_new(&incoming, envelope, events).then_some(incoming),
            Err(refusal) => {
                refuse(events, &envelope.subject(), refusal);
                None
            }
        }
    }

    /// The order to be replaced. BOOK-5: its successor keeps its time only when the size falls at the same price.
    fn replaced(&self, incoming: &Incoming, old_order_id: &[u8; 16]) -> Result<Replaced, Refusal> {
        let receipt = self.resting_receipt(incoming.account, old_order_id, 0)?;
        if receipt.market != incoming.market || receipt.side != incoming.side {
            return Err(Refusal::of(Reason::ReplaceMismatch));
        }
        let market = self.markets.get(receipt.market).ok_or(Reason::MarketUnknown)?;
        let order = market.book.get(receipt.order);
        let left = u64::from(self.besides.left(order));
        let lots = if is_reduce_only(order.flags) { 0 } else { left };
        Ok(Replaced {
            slot: receipt.order,
            in_place: order.price == incoming.price.0
                && incoming.size.0 < order.left
                && !has_terms(order.flags)
                && may_rest(incoming.flags.time_in_force),
            released: Released { orders: 1, lots },
        })
    }

    /// Takes an admitted order: the replaced one goes, this one matches, and what is left of it rests or is cancelled.
    pub(super) fn take(&mut self, incoming: &Incoming, replaced: Option<Replaced>, events: &mut Events<'_>) {
        if let Some(replaced) = replaced {
            if replaced.in_place {
                return self.take_in_place(incoming, replaced.slot, events);
            }
            self.cancel_resting(incoming.market, replaced.slot, CancelReason::Replaced, events);
        }
        let rests = may_rest(incoming.flags.time_in_force);
        if rests && !self.crosses(incoming) {
            // Nothing to take: the event is whole at once.
            self.tell_accepted(incoming, 0, incoming.size.0, events);
            self.count_open(incoming, incoming.size.0);
            self.rest(incoming, incoming.size.0, None, events);
            return self.tell_terms(incoming, events);
        }
        let mut taker = self.taker_of(incoming);
        let told_at = events.out.len();
        self.tell_accepted(incoming, 0, 0, events);
        self.count_open(incoming, incoming.size.0);
        let mut stop = self.match_order(&mut taker, events);
        if taker.left > 0 && stop.is_none() && taker.reduce_only {
            let position = self.accounts.at(taker.account).funds.exposure(taker.market).holding.position;
            stop = (position.on(opposite(taker.side)) == 0).then_some(CancelReason::ReduceOnly);
        }
        if taker.left > 0 && stop.is_none() && !rests {
            stop = Some(CancelReason::Unfilled);
        }
        if taker.left == 0 && taker.given_up > 0 {
            stop = stop.or(Some(CancelReason::SelfTrade));
        }
        let filled = incoming.size.0.saturating_sub(taker.left).saturating_sub(taker.given_up);
        let left = if stop.is_none() { taker.left } else { 0 };
        amend_fills(events.out, told_at.saturating_add(OrderAccepted::SIZE), filled, left);
        match stop {
            Some(reason) => self.give_up(incoming, (taker.left, taker.given_up), reason, events),
            None if left == 0 => {
                let _ = self.remember(incoming, OrderState::Filled, Reason::None, filled, events);
            }
            None if taker.given_up > 0 => self.rest_smaller(incoming, &taker, events),
            None => {
                self.rest(incoming, left, None, events);
                self.tell_terms(incoming, events);
            }
        }
    }

    /// What is left of an order that lost lots to the owner's own orders rests, and is told to be smaller (BOOK-4).
    #[cold]
    fn rest_smaller(&mut self, incoming: &Incoming, taker: &Taker, events: &mut Events<'_>) {
        let size = Lots(incoming.size.0.saturating_sub(taker.given_up));
        self.rest(&Incoming { size, ..*incoming }, taker.left, None, events);
        let event = OrderShrunk {
            order_id: incoming.order_id,
            account: incoming.number,
            client_order_id: incoming.client_order_id,
            market: incoming.market,
            side: incoming.side.code(),
            price: incoming.price.0,
            left: taker.left,
            filled: size.0.saturating_sub(taker.left),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        self.tell_terms(incoming, events);
    }

    /// Whether an order meets the best of the other side.
    #[inline(always)]
    fn crosses(&self, incoming: &Incoming) -> bool {
        let market = self.markets.get(incoming.market);
        let best = market.and_then(|market| market.book.best(opposite(incoming.side)));
        best.is_some_and(|best| incoming.price.crosses(incoming.side, Ticks(best)))
    }

    /// A replacement that keeps its time: the old order's place in the book is the new one's.
    fn take_in_place(&mut self, incoming: &Incoming, slot: BookSlot, events: &mut Events<'_>) {
        let Some(order) = self.markets.get(incoming.market).map(|market| *market.book.get(slot)) else { return };
        let event = cancelled_event(incoming.market, incoming.number, &order, CancelReason::Replaced);
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        let filled = order.size.saturating_sub(order.left);
        if is_linked(order.flags) {
            self.named_changed(&order.id, filled, true, events);
        }
        let account = self.accounts.at_mut(incoming.account);
        self.receipts.finish(order.entry, OrderState::Cancelled, filled, self.ts_us, account);
        let state = account.funds.market_entry(incoming.market);
        if is_reduce_only(order.flags) {
            state.reduce_only_orders = state.reduce_only_orders.saturating_sub(1);
        } else {
            state.exposure.drop_orders(order.side, u64::from(order.left));
        }
        self.tell_accepted(incoming, 0, incoming.size.0, events);
        self.count_open(incoming, incoming.size.0);
        self.rest(incoming, incoming.size.0, Some(slot), events);
    }

    /// Counts lots among the open orders of an account; reduce-only ones do not count (MGN-1).
    #[inline(always)]
    pub(super) fn count_open(&mut self, incoming: &Incoming, lots: u32) {
        let state = self.accounts.at_mut(incoming.account).funds.market_entry(incoming.market);
        if !incoming.flags.reduce_only {
            let _ = state.exposure.add_orders(incoming.side, u64::from(lots)); // admitted: it cannot overflow
        }
    }

    #[inline(always)]
    fn tell_accepted(&self, incoming: &Incoming, filled: u32, left: u32, events: &mut Events<'_>) {
        let event = OrderAccepted {
            order_id: incoming.order_id,
            account: incoming.number,
            client_order_id: incoming.client_order_id,
            nonce: incoming.nonce,
            expiry: incoming.expiry_slot,
            market: incoming.market,
            side: incoming.side.code(),
            kind: incoming.flags.kind.code(),
            time_in_force: incoming.flags.time_in_force.code(),
            post_only: u8::from(incoming.flags.post_only),
            reduce_only: u8::from(incoming.flags.reduce_only),
            price: incoming.price.0,
            size: incoming.size.0,
            filled,
            left,
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }

    /// What is left of an order rests: behind the others of its price, or in the place of a replaced one.
    #[inline]
    fn rest(&mut self, incoming: &Incoming, left: u32, place: Option<BookSlot>, events: &mut Events<'_>) {
        let entry = self.remember(incoming, OrderState::Resting, Reason::None, 0, events);
        let (left, hidden) = incoming.beside.split(left);
        let Receipt { arrival, accepted_us, .. } = *self.receipts.get(entry);
        let order = Order {
            id: incoming.order_id,
            client_order_id: incoming.client_order_id,
            nonce: incoming.nonce,
            expiry_slot: incoming.expiry_slot,
            accepted_seq: arrival,
            accepted_us,
            account: incoming.account,
            entry,
            price: incoming.price.0,
            size: incoming.size.0.saturating_sub(hidden),
            left,
            fee_max: incoming.fee_max,
            side: incoming.side,
            flags: incoming.flags.pack(),
            signer_delegate: incoming.signer,
        };
        self.put_in_book(incoming.market, order, place);
        self.set_beside(incoming, &order, hidden);
    }

    /// Puts an order into its book and everywhere that knows resting orders; its lots are counted elsewhere.
    #[inline]
    pub(super) fn put_in_book(&mut self, market: u16, order: Order, place: Option<BookSlot>) {
        let Some(known) = self.markets.get_mut(market) else { return };
        let account = self.accounts.at_mut(order.account);
        let state = account.funds.market_entry(market);
        if is_reduce_only(order.flags) {
            state.reduce_only_orders = state.reduce_only_orders.saturating_add(1);
        }
        let slot = match place {
            Some(slot) => {
                known.book.replace_in_place(slot, order, &mut state.orders);
                slot
            }
            None => {
                account.open_orders = account.open_orders.saturating_add(1);
                self.resting = self.resting.saturating_add(1);
                known.book.insert(order, &mut state.orders)
            }
        };
        self.receipts.get_mut(order.entry).order = slot;
        self.expire_at(order.expiry_slot, order.accepted_seq, order.entry);
    }

    /// Notes when an open order expires.
    #[inline]
    pub(super) fn expire_at(&mut self, expiry_slot: u64, arrival: u64, entry: BookSlot) {
        self.expiries.push(Reverse((expiry_slot, arrival, entry)));
        let open = self.resting.saturating_add(self.waiting.len());
        if self.expiries.len() > open.saturating_mul(2).saturating_add(EXPIRIES_SPARE) {
            let receipts = &self.receipts;
            self.expiries.retain(|Reverse((_, arrival, entry))| is_alive(receipts.get(*entry), *arrival));
        }
    }

    /// The rest of an arriving order is cancelled, with what it gave up to the owner's own orders; it was never in the book.
    fn give_up(
        &mut self,
        incoming: &Incoming,
        (left, given_up): (u32, u32),
        reason: CancelReason,
        events: &mut Events<'_>,
    ) {
        if !incoming.flags.reduce_only {
            let state = self.accounts.at_mut(incoming.account).funds.market_entry(incoming.market);
            state.exposure.drop_orders(incoming.side, u64::from(left));
        }
        let left = left.saturating_add(given_up);
        let filled = incoming.size.0.saturating_sub(left);
        let entry = self.remember(incoming, OrderState::Cancelled, Reason::None, filled, events);
        let order = Order {
            id: incoming.order_id,
            client_order_id: incoming.client_order_id,
            nonce: incoming.nonce,
            expiry_slot: incoming.expiry_slot,
            accepted_seq: 0,
            accepted_us: self.ts_us,
            account: incoming.account,
            entry,
            price: incoming.price.0,
            size: incoming.size.0,
            left,
            fee_max: incoming.fee_max,
            side: incoming.side,
            flags: incoming.flags.pack(),
            signer_delegate: incoming.signer,
        };
        let event = cancelled_event(incoming.market, incoming.number, &order, reason);
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }

    /// The receipt of a resting order, by order id, or by client order id when that is zero.
    fn resting_receipt(&self, account: u32, order_id: &[u8; 16], client_order_id: u64) -> Result<Receipt, Refusal> {
        let receipt = self.open_receipt(account, order_id, client_order_id)?;
        if receipt.state == OrderState::Waiting {
            return Err(Refusal::of(Reason::OrderWaiting));
        }
        Ok(receipt)
    }

    /// The receipt of an order that rests or waits.
    fn open_receipt(&self, account: u32, order_id: &[u8; 16], client_order_id: u64) -> Result<Receipt, Refusal> {
        let slot = if *order_id == [0; 16] {
            self.receipts.of_client(account, client_order_id)
        } else {
            self.receipts.of_order(account, order_id)
        };
        let receipt = self.receipts.get(slot.ok_or(Reason::OrderUnknown)?);
        if !matches!(receipt.state, OrderState::Resting | OrderState::Waiting) {
            return Err(Refusal::of(Reason::OrderFinal));
        }
        Ok(*receipt)
    }

    /// BOOK-8: a cancel is refused only when there is nothing to cancel.
    #[inline]
    pub(super) fn cancel_order(&mut self, command: &CancelOrder, events: &mut Events<'_>) {
        let found = self
            .accounts
            .dense(command.account)
            .ok_or(Refusal::of(Reason::AccountUnknown))
            .and_then(|account| self.open_receipt(account, &command.order_id, command.client_order_id));
        match found {
            Ok(receipt) if receipt.state == OrderState::Waiting => {
                self.cancel_waiting(receipt.order, CancelReason::User, events);
            }
            Ok(receipt) => self.cancel_resting(receipt.market, receipt.order, CancelReason::User, events),
            Err(refusal) => {
                let subject = Subject {
                    command: CancelOrder::KIND,
                    account: command.account,
                    order_id: command.order_id,
                    client_order_id: command.client_order_id,
                };
                refuse(events, &subject, refusal);
            }
        }
    }

    /// Lowers what is left of a resting order; its time stays (BOOK-5).
    pub(super) fn shrink_order(&mut self, command: &ShrinkOrder, events: &mut Events<'_>) {
        match self.try_shrink(command) {
            Ok(event) => events.put(|item, index, seq, out| event.write(item, index, seq, out)),
            Err(refusal) => {
                let subject = Subject {
                    command: ShrinkOrder::KIND,
                    account: command.account,
                    order_id: command.order_id,
                    client_order_id: command.client_order_id,
                };
                refuse(events, &subject, refusal);
            }
        }
    }

    fn try_shrink(&mut self, command: &ShrinkOrder) -> Result<OrderShrunk, Refusal> {
        let account = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        let receipt = self.resting_receipt(account, &command.order_id, command.client_order_id)?;
        let order = self.markets.get(receipt.market).ok_or(Reason::MarketUnknown)?.book.get(receipt.order);
        let left = self.besides.left(order);
        if command.left == 0 {
            return Err(Refusal::with(Reason::OrderSize, i64::from(left), 0));
        }
        if command.left >= left {
            return Err(Refusal::with(Reason::ReplaceGrows, i64::from(left), i64::from(command.left)));
        }
        let given_up = left.saturating_sub(command.left);
        Ok(self.lower(receipt.market, receipt.order, given_up).ok_or(Reason::MarketUnknown)?)
    }

    /// BOOK-10: items one after another, each atomic by itself; BOOK-2: cancels, shrinks and post-only ones first. Returns
    /// the bytes behind the items.
    pub(super) fn batch<'a>(&mut self, bytes: &[u8], mut rest: &'a [u8], events: &mut Events<'_>) -> &'a [u8] {
        let Some(batch) = Batch::read(bytes) else { return rest };
        let mut items: Vec<(u8, Record<'a>)> = Vec::with_capacity(usize::from(batch.count));
        for place in 0..batch.count {
            let Ok(item) = cut(rest) else { return rest };
            rest = item.rest;
            items.push((place, item));
        }
        if let Err(refusal) = self.batch_allowed(&batch) {
            refuse(events, &Subject::of(Batch::KIND, batch.account), refusal);
            return rest;
        }
        items.sort_by_key(|(_, item)| !goes_first(item)); // stable: each of the two groups keeps its order
        if batch.whole == 1 {
            self.take_whole(batch.account, &items, events);
            return rest;
        }
        for (turn, (place, item)) in (0u8..).zip(&items) {
            (events.item, events.turn) = (*place, turn);
            match account_of(item) {
                Some(subject) if subject.account != batch.account => {
                    refuse(events, &subject, Refusal::of(Reason::MessageAccount));
                }
                _ => self.command(item.kind, item.bytes, events),
            }
        }
        rest
    }

    fn batch_allowed(&self, batch: &Batch) -> Result<(), Refusal> {
        self.takes(Batch::KIND)?;
        if batch.count > BATCH_ITEMS_MAX {
            return Err(Refusal::with(
                Reason::BatchTooLarge,
                i64::from(BATCH_ITEMS_MAX),
                count(usize::from(batch.count)),
            ));
        }
        if batch.whole > 1 {
            return Err(Refusal::of(Reason::RecordMalformed));
        }
        self.accounts.dense(batch.account).ok_or(Reason::AccountUnknown)?;
        Ok(())
    }

    /// Time passes: every order whose expiry slot lies behind is cancelled, by expiry and arrival.
    pub(super) fn tick(&mut self, events: &mut Events<'_>) {
        while let Some(Reverse((expiry_slot, arrival, entry))) = self.expiries.peek().copied() {
            if expiry_slot >= self.slot.0 {
                break;
            }
            let _ = self.expiries.pop();
            self.cancel_entry(entry, arrival, CancelReason::Expired, events);
        }
    }
}

/// Whether an expiry still speaks of an open order; receipts are used again.
#[inline(always)]
fn is_alive(receipt: &Receipt, arrival: u64) -> bool {
    matches!(receipt.state, OrderState::Resting | OrderState::Waiting) && receipt.arrival == arrival
}

/// Writes what an order filled and what is left of it into its event, which ends there with these two, once that is known.
pub(super) fn amend_fills(out: &mut [u8], end: usize, filled: u32, left: u32) {
    let fields = filled.to_le_bytes().into_iter().chain(left.to_le_bytes());
    if let Some(tail) = out.get_mut(end.saturating_sub(8)..end) {
        for (byte, field) in tail.iter_mut().zip(fields) {
            *byte = field;
        }
    }
}

/// The account and ids that an item of a batch names.
pub(super) fn account_of(item: &Record<'_>) -> Option<Subject> {
    match item.kind {
        PlaceOrder::KIND => Envelope::of_place(item.bytes).map(|envelope| envelope.subject()),
        PlaceAlgo::KIND => Envelope::of_algo(item.bytes).map(|envelope| envelope.subject()),
        ReplaceOrder::KIND => Envelope::of_replace(item.bytes).map(|(_, envelope)| envelope.subject()),
        CancelOrder::KIND => CancelOrder::read(item.bytes).map(|cancel| Subject {
            command: item.kind,
            account: cancel.account,
            order_id: cancel.order_id,
            client_order_id: cancel.client_order_id,
        }),
        ShrinkOrder::KIND => ShrinkOrder::read(item.bytes).map(|shrink| Subject {
            command: item.kind,
            account: shrink.account,
            order_id: shrink.order_id,
            client_order_id: shrink.client_order_id,
        }),
        CancelAll::KIND => CancelAll::read(item.bytes).map(|cancel| Subject::of(item.kind, cancel.account)),
        CancelMany::KIND => CancelMany::read(item.bytes).map(|cancel| Subject::of(item.kind, cancel.account)),
        _ => None,
    }
}
