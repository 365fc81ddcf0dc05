//! Matching: an arriving order against the book, one judged match after another.
//!
//! Invariant: what a match left without purpose is cancelled with it; a resting order that leaves the book leaves its
//! account's open lots and finishes its receipt in the same step.

use alloc::vec::Vec;

use super::judge::{closed_or_turned, count_day, judge, maker_bind, pay_flat_debts, Halt, Outcome, Scene, Taker};
use super::receipts::{is_linked, is_reduce_only};
use super::{Events, Exchange};
use crate::account::Account;
use crate::book::Order;
use crate::position::Ledger;
use crate::reason::CancelReason;
use crate::schema_gen::{DebtPaid, OrderCancelled, OrderFilled, OrderShrunk, OrderState};
use crate::slab::Slot as BookSlot;
use crate::units::{opposite, Atoms, Position, Ticks};

impl Exchange {
    /// Matches an arriving order until it is filled, nothing crosses, or it may take no more; returns why it stopped. Its
    /// open lots already count in its account.
    pub(super) fn match_order(&mut self, taker: &mut Taker, events: &mut Events<'_>) -> Option<CancelReason> {
        while taker.left > 0 {
            let market = self.markets.get(taker.market)?;
            let Some(slot) = market.book.front_best(opposite(taker.side)) else { break };
            let order = *market.book.get(slot);
            if !taker.price.crosses(taker.side, Ticks(order.price)) {
                break;
            }
            let maker_account = self.accounts.at(order.account);
            let scene = Scene {
                ts_us: self.ts_us,
                slot: self.slot.0,
                markets: &self.markets,
                market,
                terms: &market.terms,
                ledger: &market.now.ledger,
                taker: &self.accounts.at(taker.account).funds,
                maker_account,
                maker: &maker_account.funds,
                backstop: self.backstop,
                entries: self.entries,
                lending: self.lending(self.accounts.borrowed),
            };
            match judge(&scene, taker, &order) {
                Err(Halt::Drop(reason)) => self.cancel_resting(taker.market, slot, reason, events),
                Err(Halt::Stop(reason)) => return Some(reason),
                Err(Halt::Both(reason)) => {
                    self.cancel_resting(taker.market, slot, reason, events);
                    return Some(reason);
                }
                Err(Halt::Decrement) => self.decrement(taker, slot, &order, events),
                Ok(outcome) => self.commit_fill(taker, slot, &order, &outcome, events),
            }
        }
        None
    }

    /// Stores a fill, tells of it, and cancels what it left without purpose.
    #[inline]
    fn commit_fill(
        &mut self,
        taker: &mut Taker,
        slot: BookSlot,
        order: &Order,
        outcome: &Outcome,
        events: &mut Events<'_>,
    ) {
        self.take_funding(order.account, taker.market, events);
        self.take_funding(taker.account, taker.market, events);
        let Some(market) = self.markets.get_mut(taker.market) else { return };
        market.now.ledger = outcome.ledger;
        market.crowd();
        market.now.last_price = Ticks(order.price);
        self.triggers.note(taker.market);
        taker.left = taker.left.saturating_sub(outcome.lots);
        self.accounts.collateral_becomes(order.account, outcome.maker.collateral);
        self.accounts.collateral_becomes(taker.account, outcome.taker.collateral);
        let maker_left = order.left.saturating_sub(outcome.lots);
        let hidden = self.besides.hidden(order);
        let ends = maker_left == 0 && hidden == 0;
        let maker = self.maker_fills(taker.market, slot, order, outcome, ends);
        let taken = self.taker_fills(taker, outcome);
        if outcome.maker.share.is_positive() || outcome.taker.share.is_positive() {
            self.owe_shares(taker.market, (order.account, taker.account), outcome);
        }

        let maker_number = self.accounts.number(order.account);
        let taker_number = self.accounts.number(taker.account);
        let all_left = maker_left.saturating_add(hidden);
        let mut event = filled_event((maker_number, taker_number), taker, order, all_left, outcome);
        if maker.owes {
            event.maker_collateral = self.settle_flat_debts(order.account, events).get();
        }
        if taken.owes {
            event.taker_collateral = self.settle_flat_debts(taker.account, events).get();
        }
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        if maker_left == 0 && hidden > 0 {
            self.show_next(taker.market, slot, order);
        }
        if maker.orders_end {
            self.cancel_reduce_only(order.account, taker.market, events);
        }
        if taken.orders_end {
            self.cancel_reduce_only(taker.account, taker.market, events);
        }
        if is_linked(order.flags) {
            self.named_changed(&order.id, order.size.saturating_sub(maker_left), ends, events);
        }
    }

    /// The maker's half of a match: its money, its order in the book, what it binds.
    #[inline(always)]
    fn maker_fills(&mut self, id: u16, slot: BookSlot, order: &Order, outcome: &Outcome, ends: bool) -> Filled {
        let maker = self.accounts.at_mut(order.account);
        let before = maker.funds.exposure(id).holding.position;
        let _ = maker.funds.store(id, &outcome.maker, self.ts_us); // judged: it cannot overflow
        maker_bind(order, &mut maker.funds, self.slot.0, self.entries);
        count_day(&mut maker.funds, order.signer_delegate, outcome.traded[1]);
        let state = maker.funds.market_entry(id);
        if is_reduce_only(order.flags) {
            if ends {
                state.reduce_only_orders = state.reduce_only_orders.saturating_sub(1);
            }
        } else {
            state.exposure.drop_orders(order.side, u64::from(outcome.lots));
        }
        if let Some(market) = self.markets.get_mut(id) {
            if ends {
                let _ = market.book.remove(slot, &mut state.orders);
                maker.open_orders = maker.open_orders.saturating_sub(1);
                self.resting = self.resting.saturating_sub(1);
                self.receipts.finish(order.entry, OrderState::Filled, order.size, self.ts_us, maker);
                self.besides.forget(id, order);
            } else if order.left > outcome.lots {
                market.book.reduce(slot, outcome.lots);
            }
        }
        Filled::of(maker, id, before)
    }

    /// The taker's half.
    #[inline(always)]
    fn taker_fills(&mut self, taker: &Taker, outcome: &Outcome) -> Filled {
        let account = self.accounts.at_mut(taker.account);
        let before = account.funds.exposure(taker.market).holding.position;
        let _ = account.funds.store(taker.market, &outcome.taker, self.ts_us); // judged: it cannot overflow
        taker.bind(&mut account.funds, self.slot.0, self.entries);
        count_day(&mut account.funds, taker.signer, outcome.traded[0]);
        if !taker.reduce_only {
            account.funds.market_entry(taker.market).exposure.drop_orders(taker.side, u64::from(outcome.lots));
        }
        Filled::of(account, taker.market, before)
    }

    /// BOOK-4: arriving and resting order of one owner both lose the lots that would have filled.
    #[cold]
    fn decrement(&mut self, taker: &mut Taker, slot: BookSlot, order: &Order, events: &mut Events<'_>) {
        let lots = order.left.min(taker.left);
        if lots == order.left && self.besides.hidden(order) == 0 {
            self.cancel_resting(taker.market, slot, CancelReason::SelfTrade, events);
        } else if let Some(event) = self.lower(taker.market, slot, lots) {
            events.put(|item, index, seq, out| event.write(item, index, seq, out));
        }
        taker.left = taker.left.saturating_sub(lots);
        taker.given_up = taker.given_up.saturating_add(lots);
        if !taker.reduce_only {
            let exposure = &mut self.accounts.at_mut(taker.account).funds.market_entry(taker.market).exposure;
            exposure.drop_orders(taker.side, u64::from(lots));
        }
    }

    /// Lowers size and rest of a resting order, its place kept (BOOK-5); something must stay of it. Hidden lots go first.
    pub(super) fn lower(&mut self, id: u16, slot: BookSlot, lots: u32) -> Option<OrderShrunk> {
        let market = self.markets.get_mut(id)?;
        let mut order = *market.book.get(slot);
        let shown = self.besides.give_up(&order, lots);
        order.left = order.left.saturating_sub(shown);
        order.size = order.size.saturating_sub(shown);
        let account = self.accounts.at_mut(order.account);
        let state = account.funds.market_entry(id);
        market.book.replace_in_place(slot, order, &mut state.orders);
        if !is_reduce_only(order.flags) {
            state.exposure.drop_orders(order.side, u64::from(lots));
        }
        let hidden = self.besides.hidden(&order);
        (order.left, order.size) = (order.left.saturating_add(hidden), order.size.saturating_add(hidden));
        self.receipts.get_mut(order.entry).size = order.size;
        Some(shrunk_event(id, account.number, &order))
    }

    /// Pays what an account owes in markets where it has no position any more (PNL-4), and tells of each payment; returns
    /// what collateral is left.
    #[cold]
    pub(super) fn settle_flat_debts(&mut self, account: u32, events: &mut Events<'_>) -> Atoms {
        let mut paid: Vec<(Ledger, DebtPaid)> = Vec::new();
        let (markets, number) = (&self.markets, self.accounts.number(account));
        let funds = &mut self.accounts.at_mut(account).funds;
        pay_flat_debts(
            funds,
            |id| markets.get(id).map(|market| market.now.ledger),
            |market, ledger, holding, collateral| {
                let event = DebtPaid {
                    account: number,
                    market,
                    quote: holding.quote.get(),
                    claim: holding.claim.get(),
                    funding: holding.funding,
                    collateral: collateral.get(),
                };
                paid.push((ledger, event));
            },
        );
        for (ledger, event) in paid {
            if let Some(market) = self.markets.get_mut(event.market) {
                market.now.ledger = ledger;
            }
            events.put(|item, index, seq, out| event.write(item, index, seq, out));
        }
        self.accounts.at(account).funds.collateral
    }

    /// Cancels the reduce-only orders of an account in a market that have nothing left to reduce, oldest first. Children of an
    /// entry that has not filled yet look at no position.
    #[cold]
    pub(super) fn cancel_reduce_only(&mut self, account: u32, market: u16, events: &mut Events<'_>) {
        let Some(known) = self.markets.get(market) else { return };
        let owner = self.accounts.at(account);
        let position = owner.funds.exposure(market).holding.position;
        let mut ended = Vec::new();
        for slot in self.order_slots(account, market) {
            let order = known.book.get(slot);
            if is_reduce_only(order.flags) && position.on(opposite(order.side)) == 0 {
                ended.push((order.accepted_seq, order.entry));
            }
        }
        for slot in &owner.waiting {
            let waiting = self.waiting.get(*slot);
            let incoming = &waiting.incoming;
            let here = incoming.market == market && incoming.flags.reduce_only && waiting.armed > 0;
            if here && position.on(opposite(incoming.side)) == 0 {
                ended.push((waiting.arrival, incoming.entry));
            }
        }
        ended.sort_unstable();
        for (arrival, entry) in ended {
            self.cancel_entry(entry, arrival, CancelReason::ReduceOnly, events);
        }
    }

    /// Cancels the order of a receipt, unless that is final by now; receipts are used again, arrivals are not.
    pub(super) fn cancel_entry(
        &mut self,
        entry: BookSlot,
        arrival: u64,
        reason: CancelReason,
        events: &mut Events<'_>,
    ) {
        let receipt = *self.receipts.get(entry);
        match receipt.state {
            OrderState::Resting if receipt.arrival == arrival => {
                self.cancel_resting(receipt.market, receipt.order, reason, events);
            }
            OrderState::Waiting if receipt.arrival == arrival => self.cancel_waiting(receipt.order, reason, events),
            _ => {}
        }
    }

    /// Slots of an account's orders in a market, oldest first.
    pub(super) fn order_slots(&self, account: u32, market: u16) -> Vec<BookSlot> {
        let mut slots = Vec::new();
        if let (Some(state), Some(known)) = (self.accounts.at(account).funds.market(market), self.markets.get(market)) {
            let mut next = state.orders.first();
            while let Some(slot) = next {
                slots.push(slot);
                next = known.book.list_next(&state.orders, slot);
            }
        }
        slots
    }

    /// Takes a resting order out of the book, its lots out of the account's open orders, and finishes its receipt. What it hid
    /// stands in the size and rest that are returned.
    #[inline]
    pub(super) fn take_out(&mut self, market: u16, slot: BookSlot) -> Option<Order> {
        let known = self.markets.get_mut(market)?;
        let owner = known.book.get(slot).account;
        let account = self.accounts.at_mut(owner);
        let state = account.funds.market_mut(market)?;
        let mut order = known.book.remove(slot, &mut state.orders);
        let hidden = self.besides.hidden(&order);
        self.besides.forget(market, &order);
        (order.left, order.size) = (order.left.saturating_add(hidden), order.size.saturating_add(hidden));
        if is_reduce_only(order.flags) {
            state.reduce_only_orders = state.reduce_only_orders.saturating_sub(1);
        } else {
            state.exposure.drop_orders(order.side, u64::from(order.left));
        }
        account.open_orders = account.open_orders.saturating_sub(1);
        self.resting = self.resting.saturating_sub(1);
        let filled = order.size.saturating_sub(order.left);
        self.receipts.finish(order.entry, OrderState::Cancelled, filled, self.ts_us, account);
        Some(order)
    }

    /// Cancels a resting order and tells of it.
    #[inline]
    pub(super) fn cancel_resting(
        &mut self,
        market: u16,
        slot: BookSlot,
        reason: CancelReason,
        events: &mut Events<'_>,
    ) {
        if let Some(order) = self.take_out(market, slot) {
            let event = cancelled_event(market, self.accounts.number(order.account), &order, reason);
            events.put(|item, index, seq, out| event.write(item, index, seq, out));
            if is_linked(order.flags) {
                self.named_changed(&order.id, order.size.saturating_sub(order.left), true, events);
            }
        }
    }
}

/// What a fill leaves to be done for one side.
struct Filled {
    /// The position closed or turned, which leaves reduce-only orders without purpose.
    orders_end: bool,
    /// A loss is left without a position.
    owes: bool,
}

impl Filled {
    #[inline(always)]
    fn of(account: &Account, market: u16, before: Position) -> Filled {
        let state = account.funds.market(market).filter(|state| state.reduce_only_orders > 0);
        Filled {
            orders_end: state.is_some_and(|state| closed_or_turned(before, state.exposure.holding.position)),
            owes: account.funds.flat_debts > 0,
        }
    }
}

/// The event of an order that was made smaller.
pub(super) fn shrunk_event(market: u16, account: u64, order: &Order) -> OrderShrunk {
    OrderShrunk {
        order_id: order.id,
        account,
        client_order_id: order.client_order_id,
        market,
        side: order.side.code(),
        price: order.price,
        left: order.left,
        filled: order.size.saturating_sub(order.left),
    }
}

/// The event of a cancelled order.
#[inline(always)]
pub(super) fn cancelled_event(market: u16, account: u64, order: &Order, reason: CancelReason) -> OrderCancelled {
    OrderCancelled {
        order_id: order.id,
        account,
        client_order_id: order.client_order_id,
        market,
        side: order.side.code(),
        price: order.price,
        left: order.left,
        filled: order.size.saturating_sub(order.left),
        reason: reason.code(),
    }
}

#[inline(always)]
fn filled_event(
    (maker_account, taker_account): (u64, u64),
    taker: &Taker,
    order: &Order,
    maker_left: u32,
    outcome: &Outcome,
) -> OrderFilled {
    let (maker, held) = (&outcome.maker, &outcome.maker.holding);
    let (taking, holding) = (&outcome.taker, &outcome.taker.holding);
    OrderFilled {
        market: taker.market,
        side: taker.side.code(),
        price: order.price,
        size: outcome.lots,
        maker_order_id: order.id,
        taker_order_id: taker.order_id,
        maker_account,
        taker_account,
        maker_client_order_id: order.client_order_id,
        taker_client_order_id: taker.client_order_id,
        maker_left,
        taker_left: taker.left,
        maker_fee: maker.fee.get(),
        taker_fee: taking.fee.get(),
        maker_realized: maker.realized.get(),
        taker_realized: taking.realized.get(),
        maker_position: held.position.get(),
        maker_quote: held.quote.get(),
        maker_claim: held.claim.get(),
        maker_funding: held.funding,
        maker_collateral: maker.collateral.get(),
        taker_position: holding.position.get(),
        taker_quote: holding.quote.get(),
        taker_claim: holding.claim.get(),
        taker_funding: holding.funding,
        taker_collateral: taking.collateral.get(),
        shared: u8::from(taking.share.is_positive()) | (u8::from(maker.share.is_positive()) << 1),
    }
}
