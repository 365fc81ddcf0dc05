//! What rides beside orders that rest: the hidden lots of an iceberg (BOOK-13), the price that a pegged order follows (BOOK-14).
//!
//! Invariant: a row is here exactly while an order of such a kind rests. In the book an iceberg's left is what is shown, and its
//! size what filled and what is shown; so size less left are its fills, as of any order, and what is hidden is here alone.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::admission::{may_rest, Released};
use super::receipts::{has_terms, Flags};
use super::signed::{Envelope, Incoming};
use super::waiting::{price_of, Terms};
use super::{Events, Exchange};
use crate::book::Order;
use crate::market::Market;
use crate::schema_gen::{Link, OrderKind, OrderRepriced, PriceSource, TermsSet, TermsView};
use crate::slab::Slot;
use crate::trigger::Distance;
use crate::units::{opposite, Side, Ticks};

/// Parts in which an iceberg is shown, at most: so much work one order may leave to whoever takes it.
const PARTS_MAX: u64 = 20;

/// Terms of an order that rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// None.
    Plain,
    /// Shows a part at a time.
    Iceberg {
        /// Most lots that are shown.
        display: u32,
        /// Lots that are not shown yet.
        hidden: u32,
    },
    /// Follows a price.
    Pegged {
        /// Mark or index.
        source: PriceSource,
        /// Ticks from it.
        offset: i32,
        /// As signed.
        worst: Ticks,
    },
}

impl Beside {
    /// Display, source, offset and worst price, as records tell them.
    fn told(self) -> (u32, u8, i32, u32) {
        match self {
            Beside::Plain => (0, 0, 0, 0),
            Beside::Iceberg { display, .. } => (display, 0, 0, 0),
            Beside::Pegged { source, offset, worst } => (0, source.code(), offset, worst.0),
        }
    }

    /// Shown and hidden lots of what is left of an order.
    #[inline(always)]
    pub(super) fn split(self, left: u32) -> (u32, u32) {
        match self {
            Beside::Iceberg { display, .. } => (left.min(display), left.saturating_sub(display)),
            _ => (left, 0),
        }
    }
}

/// Rows of all such orders that rest.
#[derive(Clone, Debug, Default)]
pub(super) struct Besides {
    rows: BTreeMap<Slot, Beside>,       // by receipt
    pegged: BTreeMap<(u16, u64), Slot>, // receipts of pegged orders, by market and arrival
}

impl Besides {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row of an order.
    #[inline(always)]
    pub(super) fn get(&self, order: &Order) -> Beside {
        if !has_terms(order.flags) {
            return Beside::Plain;
        }
        self.rows.get(&order.entry).copied().unwrap_or(Beside::Plain)
    }

    /// Lots of an order that are not shown.
    #[inline(always)]
    pub(super) fn hidden(&self, order: &Order) -> u32 {
        match self.get(order) {
            Beside::Iceberg { hidden, .. } => hidden,
            _ => 0,
        }
    }

    /// Lots of an order that are left, shown or not.
    #[inline(always)]
    pub(super) fn left(&self, order: &Order) -> u32 {
        order.left.saturating_add(self.hidden(order))
    }

    /// Sets the row of an order that rests.
    #[cold]
    pub(super) fn set(&mut self, market: u16, order: &Order, row: Beside) {
        match row {
            Beside::Plain => return,
            Beside::Iceberg { .. } => {}
            Beside::Pegged { .. } => {
                let _ = self.pegged.insert((market, order.accepted_seq), order.entry);
            }
        }
        let _ = self.rows.insert(order.entry, row);
    }

    /// An order no longer rests.
    #[inline(always)]
    pub(super) fn forget(&mut self, market: u16, order: &Order) {
        if has_terms(order.flags) {
            let _ = self.rows.remove(&order.entry);
            let _ = self.pegged.remove(&(market, order.accepted_seq));
        }
    }

    /// Takes hidden lots away, as many as there are; returns how many.
    fn take_hidden(&mut self, order: &Order, lots: u32) -> u32 {
        match self.rows.get_mut(&order.entry) {
            Some(Beside::Iceberg { hidden, .. }) if has_terms(order.flags) => {
                let taken = lots.min(*hidden);
                *hidden = hidden.saturating_sub(taken);
                taken
            }
            _ => 0,
        }
    }

    /// What an iceberg gives up without a fill: hidden lots first. Returns the shown lots that go.
    pub(super) fn give_up(&mut self, order: &Order, lots: u32) -> u32 {
        lots.saturating_sub(self.take_hidden(order, lots))
    }

    /// The next part of an iceberg whose shown part is gone; zero when nothing is hidden.
    pub(super) fn next_part(&mut self, order: &Order) -> u32 {
        match self.get(order) {
            Beside::Iceberg { display, .. } => self.take_hidden(order, display),
            _ => 0,
        }
    }
}

/// BOOK-13, BOOK-14: the terms of an order that is to rest; Plain when they do not go with its kind and switches.
fn beside_of(incoming: &Incoming, terms: &Terms) -> Beside {
    let Flags { kind, time_in_force, post_only, .. } = incoming.flags;
    let still = terms.distance == Distance::default() && terms.activation.0 == 0;
    let untied = terms.link == Link::None && terms.linked == [0; 16];
    if !(still && untied && terms.slices == 0 && may_rest(time_in_force)) {
        return Beside::Plain;
    }
    match kind {
        OrderKind::Iceberg => {
            let parts = u64::from(terms.display).saturating_mul(PARTS_MAX);
            let fits = terms.display <= incoming.size.0 && parts >= u64::from(incoming.size.0);
            let plain = terms.source == PriceSource::Mark && terms.offset == 0;
            if fits && plain && terms.display > 0 {
                Beside::Iceberg { display: terms.display, hidden: 0 }
            } else {
                Beside::Plain
            }
        }
        OrderKind::Pegged if post_only && terms.display == 0 && terms.source != PriceSource::Last => {
            Beside::Pegged { source: terms.source, offset: terms.offset, worst: incoming.price }
        }
        _ => Beside::Plain,
    }
}

/// BOOK-14: where a pegged order of a side wants to stand: its source in whole ticks, down to buy and up to sell, and its offset;
/// never beyond its signed price or the bound of resting orders (BOOK-9), and a tick within the prices of the market, so that the
/// other side has one beside it.
pub(super) fn peg_price(market: &Market, side: Side, (source, offset, worst): (PriceSource, i32, Ticks)) -> Ticks {
    let whole = i64::try_from(price_of(market, source).ticks_within(side)).unwrap_or(i64::MAX);
    let most = market.listing.price_max;
    let wanted = u32::try_from(whole.saturating_add(i64::from(offset)).clamp(1, i64::from(most))).unwrap_or(most);
    let bound = market.resting_bound(side).unwrap_or(worst);
    Ticks(match side {
        Side::Buy => wanted.min(worst.0).min(bound.0).min(most.saturating_sub(1)).max(1),
        Side::Sell => wanted.max(worst.0).max(bound.0).max(2).min(most),
    })
}

impl Exchange {
    /// A signed order that rests on terms: judged like any limit order, at the price that its terms give.
    pub(super) fn place_beside(
        &mut self,
        mut incoming: Incoming,
        terms: &Terms,
        envelope: &Envelope<'_>,
        events: &mut Events<'_>,
    ) {
        incoming.beside = beside_of(&incoming, terms);
        self.peg(&mut incoming);
        self.slide(&mut incoming);
        match self.admit(&incoming, Released::default()) {
            Ok(()) => self.take(&incoming, None, events),
            Err(refusal) => self.refuse_remembered(&incoming, envelope, refusal, events),
        }
    }

    /// A pegged order takes the price that its terms give, when it can have one.
    fn peg(&self, incoming: &mut Incoming) {
        let Beside::Pegged { source, offset, worst } = incoming.beside else { return };
        if let Some(market) = self.markets.get(incoming.market) {
            if market.mark.0 > 0 && market.index.0 > 0 && worst.0 > 0 && worst.0 <= market.listing.price_max {
                incoming.price = peg_price(market, incoming.side, (source, offset, worst));
            }
        }
    }

    /// Keeps the terms of an order that comes to rest.
    #[inline(always)]
    pub(super) fn set_beside(&mut self, incoming: &Incoming, order: &Order, hidden: u32) {
        match incoming.beside {
            Beside::Plain => {}
            Beside::Iceberg { display, .. } => {
                self.besides.set(incoming.market, order, Beside::Iceberg { display, hidden });
            }
            row @ Beside::Pegged { .. } => self.besides.set(incoming.market, order, row),
        }
    }

    /// Tells the terms of an order that has come to rest, if it has some.
    #[inline(always)]
    pub(super) fn tell_terms(&self, incoming: &Incoming, events: &mut Events<'_>) {
        if incoming.beside != Beside::Plain {
            self.told_terms(incoming, events);
        }
    }

    #[cold]
    fn told_terms(&self, incoming: &Incoming, events: &mut Events<'_>) {
        let (display, source, offset, worst) = incoming.beside.told();
        let event = TermsSet {
            order_id: incoming.order_id,
            account: incoming.number,
            market: incoming.market,
            display,
            source,
            offset,
            worst: if worst == 0 { incoming.price.0 } else { worst },
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }

    /// The view of an order's terms; None: it has none.
    pub(super) fn terms_view(&self, order: &Order) -> Option<TermsView> {
        if !has_terms(order.flags) {
            return None;
        }
        let (display, source, offset, worst) = self.besides.get(order).told();
        let worst = if worst == 0 { order.price } else { worst };
        Some(TermsView { order_id: order.id, display, source, offset, worst })
    }

    /// The shown part of an iceberg has filled whole: the next one is shown, behind the others of its price.
    #[cold]
    pub(super) fn show_next(&mut self, id: u16, slot: Slot, filled: &Order) {
        let Some(market) = self.markets.get_mut(id) else { return };
        let part = self.besides.next_part(filled);
        let state = self.accounts.at_mut(filled.account).funds.market_entry(id);
        let mut order = market.book.remove(slot, &mut state.orders);
        order.size = order.size.saturating_add(part);
        order.left = part;
        let slot = market.book.insert(order, &mut state.orders);
        self.receipts.get_mut(order.entry).order = slot;
    }

    /// BOOK-14: mark or index of a market moved: all its pegged orders that want to stand elsewhere are taken out, then put in again
    /// by arrival, each no further than one tick from the other side.
    pub(super) fn follow(&mut self, id: u16, events: &mut Events<'_>) {
        if self.besides.pegged.is_empty() {
            return;
        }
        for (order, wanted) in self.take_moving(id) {
            self.put_moved(id, order, wanted, events);
        }
    }

    /// Takes out the pegged orders of a market that want to stand elsewhere; returns them by arrival, with the price they want.
    fn take_moving(&mut self, id: u16) -> Vec<(Order, Ticks)> {
        let mut moving = Vec::new();
        let Some(market) = self.markets.get_mut(id) else { return moving };
        for entry in self.besides.pegged.range((id, 0)..=(id, u64::MAX)).map(|row| *row.1) {
            let slot = self.receipts.get(entry).order;
            let order = *market.book.get(slot);
            let Beside::Pegged { source, offset, worst } = self.besides.get(&order) else { continue };
            let wanted = peg_price(market, order.side, (source, offset, worst));
            if wanted.0 != order.price {
                let state = self.accounts.at_mut(order.account).funds.market_entry(id);
                moving.push((market.book.remove(slot, &mut state.orders), wanted));
            }
        }
        moving
    }

    /// Puts a pegged order in at the price it wants, or at the tick beside the other side, behind those that are there.
    fn put_moved(&mut self, id: u16, mut order: Order, wanted: Ticks, events: &mut Events<'_>) {
        let Some(market) = self.markets.get_mut(id) else { return };
        let facing = market.book.best(opposite(order.side)).filter(|best| wanted.crosses(order.side, Ticks(*best)));
        order.price = match (facing, order.side) {
            (None, _) => wanted.0,
            (Some(best), Side::Buy) => best.saturating_sub(1),
            (Some(best), Side::Sell) => best.saturating_add(1),
        };
        let account = self.accounts.at_mut(order.account);
        let slot = market.book.insert(order, &mut account.funds.market_entry(id).orders);
        let receipt = self.receipts.get_mut(order.entry);
        (receipt.order, receipt.price) = (slot, order.price);
        let event = OrderRepriced {
            order_id: order.id,
            account: account.number,
            client_order_id: order.client_order_id,
            market: id,
            side: order.side.code(),
            price: order.price,
            left: order.left,
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }
}
