//! Orders that wait for a price: taken, cancelled, tied to others (BOOK-3, BOOK-12).
//!
//! Invariant: a receipt is waiting exactly while its order is in `Waiting`; an order that waits counts nothing in margin; ties
//! exist only as long as the order that names the other one waits, so they follow from the orders that wait.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::receipts::{linked, Flags};
use super::signed::{Envelope, Incoming, EXPIRY_SLOTS_MAX};
use super::slicing::may_slice;
use super::{refuse, Events, Exchange};
use crate::market::Market;
use crate::reason::{CancelReason, Reason, Refusal};
use crate::schema_gen::{
    Link, OrderCancelled, OrderKind, OrderState, OrderWaiting, PlaceAlgo, PriceSource, TimeInForce,
};
use crate::slab::{Slab, Slot};
use crate::trigger::{Distance, Stand};
use crate::units::{detail, opposite, Mticks, Side, Ticks, PPM};

/// Waiting orders of one account.
pub(super) const WAITING_MAX: usize = 100;

/// What rides beside the message of an order that waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub source: PriceSource,
    pub distance: Distance,
    pub activation: Ticks,
    pub link: Link,
    pub linked: [u8; 16],
    /// Most lots of an iceberg that are shown.
    pub display: u32,
    /// Ticks of a pegged order from its source.
    pub offset: i32,
    /// Slices of a TWAP.
    pub slices: u16,
}

impl Terms {
    /// The terms of a command; None: a field is outside its enum.
    pub(super) fn of(command: &PlaceAlgo) -> Option<Terms> {
        Some(Terms {
            source: PriceSource::from_u8(command.source)?,
            distance: Distance { ticks: command.distance, ppm: command.distance_ppm },
            activation: Ticks(command.activation),
            link: Link::from_u8(command.link)?,
            linked: command.linked,
            display: command.display,
            offset: command.offset,
            slices: command.slices,
        })
    }
}

/// An order that waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pub incoming: Incoming,
    pub terms: Terms,
    pub arrival: u64,
    pub accepted_us: u64,
    /// Best price that a trailing stop has seen; 0: it does not trail, or not yet.
    pub best: Mticks,
    /// Lots that it may start with: its size, or what its entry has filled so far; 0: it looks at no price yet.
    pub armed: u32,
    /// Moments of a TWAP that have come.
    pub sliced: u16,
    /// Lots that its slices filled.
    pub filled: u32,
}

impl Waiting {
    /// Where it stands on its board.
    pub(super) fn stand(&self) -> Stand {
        let (source, market, arrival) = (self.terms.source, self.incoming.market, self.arrival);
        let side = self.incoming.side;
        let place = |falls, at, trails| Stand { market, source, falls, at, trails, arrival };
        if self.incoming.flags.kind != OrderKind::TrailingStop {
            let (at, falls) = self.incoming.trigger.unwrap_or_default();
            return place(falls, at.mticks(), None);
        }
        if self.best.0 == 0 {
            let at = match (self.terms.activation.0, side) {
                (0, Side::Buy) => Mticks(u64::MAX), // any price
                (activation, _) => Ticks(activation).mticks(),
            };
            return place(side == Side::Buy, at, None);
        }
        place(side == Side::Sell, self.terms.distance.behind(self.best, side), Some((self.best, side)))
    }
}

/// All orders that wait.
#[derive(Clone, Debug, Default)]
pub(super) struct WaitingOrders {
    slab: Slab<Waiting>,
    naming: BTreeMap<[u8; 16], Vec<Slot>>, // those that name an order, by arrival
}

impl WaitingOrders {
    /// One of them.
    pub(super) fn get(&self, slot: Slot) -> &Waiting {
        self.slab.get(slot)
    }

    /// One of them, to change.
    pub(super) fn get_mut(&mut self, slot: Slot) -> &mut Waiting {
        self.slab.get_mut(slot)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.slab.len()
    }

    /// Those that name an order, by arrival.
    pub(super) fn naming(&self, order_id: &[u8; 16]) -> Vec<Slot> {
        self.naming.get(order_id).cloned().unwrap_or_default()
    }

    /// Whether any names an order.
    pub(super) fn is_named(&self, order_id: &[u8; 16]) -> bool {
        self.naming.contains_key(order_id)
    }

    fn insert(&mut self, waiting: Waiting) -> Slot {
        let slot = self.slab.insert(waiting);
        if waiting.terms.link != Link::None {
            self.naming.entry(waiting.terms.linked).or_default().push(slot);
        }
        slot
    }

    fn remove(&mut self, slot: Slot) -> Waiting {
        let waiting = self.slab.remove(slot);
        if let Some(list) = self.naming.get_mut(&waiting.terms.linked) {
            list.retain(|other| *other != slot);
            if list.is_empty() {
                let _ = self.naming.remove(&waiting.terms.linked);
            }
        }
        waiting
    }
}

/// Whether a kind waits for a price.
pub(super) const fn waits(kind: OrderKind) -> bool {
    matches!(
        kind,
        OrderKind::StopMarket
            | OrderKind::StopLimit
            | OrderKind::TakeProfitMarket
            | OrderKind::TakeProfitLimit
            | OrderKind::TrailingStop
            | OrderKind::Twap
    )
}

/// Whether what a kind does not fill at once is never left in the book.
pub(super) const fn never_rests(kind: OrderKind) -> bool {
    matches!(
        kind,
        OrderKind::Market
            | OrderKind::StopMarket
            | OrderKind::TakeProfitMarket
            | OrderKind::TrailingStop
            | OrderKind::Twap
    )
}

/// A price of a market, mticks; 0 is not known.
pub(super) fn price_of(market: &Market, source: PriceSource) -> Mticks {
    match source {
        PriceSource::Mark => market.mark,
        PriceSource::Index => market.index,
        PriceSource::Last => market.now.last_price.mticks(),
    }
}

/// Whether kind, side, trigger and terms go together.
fn terms_allowed(market: &Market, incoming: &Incoming, terms: &Terms) -> Result<(), Refusal> {
    let Flags { kind, time_in_force, post_only, reduce_only, .. } = incoming.flags;
    let rests = matches!(time_in_force, TimeInForce::Gtc | TimeInForce::Gtd);
    let most = market.listing.price_max;
    let still = terms.distance == Distance::default() && terms.activation.0 == 0;
    let sliced = kind == OrderKind::Twap || terms.slices == 0;
    let waits_alone = terms.display == 0 && terms.offset == 0 && sliced;
    let (trigger, falls) = incoming.trigger.unwrap_or_default();
    let within = trigger.0 > 0 && trigger.0 <= most;
    let stops_falling = incoming.side == Side::Sell;
    let fits = match kind {
        OrderKind::StopMarket | OrderKind::StopLimit => within && still && falls == stops_falling,
        OrderKind::TakeProfitMarket | OrderKind::TakeProfitLimit => within && still && falls != stops_falling,
        OrderKind::TrailingStop => {
            let one = (terms.distance.ticks == 0) != (terms.distance.ppm == 0);
            let behind = terms.distance.ticks <= most && i64::from(terms.distance.ppm) < PPM;
            incoming.trigger.is_none() && one && behind && terms.activation.0 <= most
        }
        OrderKind::Twap => {
            let plain = still && terms.link == Link::None && terms.source == PriceSource::Mark;
            plain && may_slice(incoming, terms.slices)
        }
        _ => false,
    };
    let tied = match terms.link {
        Link::None => terms.linked == [0; 16],
        Link::Oco => true,
        Link::Child => reduce_only,
    };
    if fits && tied && waits_alone && !(never_rests(kind) && rests) && (!post_only || rests) {
        return Ok(());
    }
    Err(Refusal::of(Reason::OrderKind))
}

impl Exchange {
    /// A signed order with terms: one that waits for a price, or rests on terms. None: the bytes are no such record.
    pub(super) fn place_algo(&mut self, bytes: &[u8], events: &mut Events<'_>) -> Option<()> {
        let command = PlaceAlgo::read(bytes)?;
        let envelope = Envelope::of_algo(bytes)?;
        let Some(terms) = Terms::of(&command) else {
            refuse(events, &envelope.subject(), Refusal::of(Reason::RecordMalformed));
            return Some(());
        };
        if let Some(incoming) = self.new_order(&envelope, events) {
            if matches!(incoming.flags.kind, OrderKind::Iceberg | OrderKind::Pegged) {
                self.place_beside(incoming, &terms, &envelope, events);
                return Some(());
            }
            match self.judge_waiting(&incoming, &terms) {
                Ok((armed, best)) => self.wait(&incoming, terms, armed, best, events),
                Err(refusal) => self.refuse_remembered(&incoming, &envelope, refusal, events),
            }
        }
        Some(())
    }

    /// Judges an order that is to wait; returns the lots that it may start with now, and from where it trails.
    fn judge_waiting(&self, incoming: &Incoming, terms: &Terms) -> Result<(u32, Mticks), Refusal> {
        self.expiry_in_range(incoming.expiry_slot, EXPIRY_SLOTS_MAX)?;
        let market = self.markets.get(incoming.market).ok_or(Reason::MarketUnknown)?;
        self.accounts.at(incoming.account).trades_in(incoming.market)?;
        self.key_allows(incoming)?;
        super::admission::ranges_allow(market, incoming)?;
        terms_allowed(market, incoming, terms)?;
        let price = price_of(market, terms.source);
        let trails = incoming.flags.kind == OrderKind::TrailingStop;
        if market.mark.0 == 0 || market.index.0 == 0 || (trails && price.0 == 0) {
            return Err(Refusal::of(Reason::MarketPriceUnknown));
        }
        let armed = self.tie_allowed(incoming, terms)?;
        let account = self.accounts.at(incoming.account);
        if terms.link != Link::Child && incoming.flags.reduce_only {
            let held = account.funds.exposure(incoming.market).holding.position.on(opposite(incoming.side));
            if held == 0 {
                return Err(Refusal::of(Reason::ReduceOnlyNothing));
            }
        }
        if account.waiting.len() >= WAITING_MAX {
            let most = super::accounts::count(WAITING_MAX);
            return Err(Refusal::with(Reason::OrderLimit, most, super::accounts::count(account.waiting.len())));
        }
        if let (Some((trigger, falls)), true) = (incoming.trigger, terms.link != Link::Child) {
            let at = trigger.mticks();
            if price.0 != 0 && if falls { price <= at } else { price >= at } {
                return Err(Refusal::with(Reason::TriggerPassed, detail(at.0), detail(price.0)));
            }
        }
        let follows = trails && terms.activation.0 == 0 && armed > 0;
        Ok((armed, if follows { price } else { Mticks(0) }))
    }

    /// Whether the order that is named may be tied to this one; returns the lots that this one may start with now.
    fn tie_allowed(&self, incoming: &Incoming, terms: &Terms) -> Result<u32, Refusal> {
        if terms.link == Link::None {
            return Ok(incoming.size.0);
        }
        let invalid = Refusal::of(Reason::LinkInvalid);
        let slot = self.receipts.of_order(incoming.account, &terms.linked).ok_or(invalid)?;
        let named = self.receipts.get(slot);
        let open = matches!(named.state, OrderState::Resting | OrderState::Waiting);
        let (filled, _) = self.filled_and_left(named);
        if named.market != incoming.market || Flags::unpack(named.flags).kind == OrderKind::Twap {
            return Err(invalid);
        }
        if terms.link == Link::Child {
            let fits = named.side != incoming.side && (open || filled > 0);
            return fits.then_some(filled).ok_or(invalid);
        }
        let is_oco = |slot: &Slot| self.waiting.get(*slot).terms.link == Link::Oco;
        let taken = self.waiting.naming(&terms.linked).iter().any(is_oco)
            || (named.state == OrderState::Waiting && is_oco(&named.order));
        let fits = named.side == incoming.side && open && filled == 0 && !taken;
        fits.then_some(incoming.size.0).ok_or(invalid)
    }

    /// Takes an order that waits, and tells of it.
    fn wait(&mut self, incoming: &Incoming, terms: Terms, armed: u32, best: Mticks, events: &mut Events<'_>) {
        let entry = self.remember(incoming, OrderState::Waiting, Reason::None, 0, events);
        let arrival = self.receipts.get(entry).arrival;
        let incoming = Incoming { entry, ..*incoming };
        let (trigger, _) = incoming.trigger.unwrap_or_default();
        let event = OrderWaiting {
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
            trigger: trigger.0,
            source: terms.source.code(),
            distance: terms.distance.ticks,
            distance_ppm: terms.distance.ppm,
            activation: terms.activation.0,
            link: terms.link.code(),
            linked: terms.linked,
            slices: terms.slices,
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        let accepted_us = self.ts_us;
        self.put_waiting(Waiting { incoming, terms, arrival, accepted_us, best, armed, sliced: 0, filled: 0 });
    }

    /// Puts an order among those that wait, and everywhere that knows them.
    pub(super) fn put_waiting(&mut self, waiting: Waiting) {
        let Incoming { account, market, entry, expiry_slot, .. } = waiting.incoming;
        self.stay_waiting(waiting);
        self.expire_at(expiry_slot, waiting.arrival, entry);
        if waiting.terms.link != Link::None {
            self.mark_linked(account, market, &waiting.terms.linked);
        }
    }

    /// Puts an order in its place among those that wait.
    pub(super) fn stay_waiting(&mut self, waiting: Waiting) {
        let Incoming { account, entry, .. } = waiting.incoming;
        let slot = self.waiting.insert(waiting);
        let receipt = self.receipts.get_mut(entry);
        (receipt.order, receipt.filled) = (slot, waiting.filled);
        let waits = &mut self.accounts.at_mut(account).waiting;
        let at = waits.partition_point(|other| self.waiting.get(*other).arrival < waiting.arrival);
        waits.insert(at, slot);
        if waiting.armed > 0 {
            self.arm(slot);
        }
    }

    /// A resting order that another names says so, for the match to see.
    fn mark_linked(&mut self, account: u32, market: u16, order_id: &[u8; 16]) {
        let Some(slot) = self.receipts.of_order(account, order_id) else { return };
        let receipt = self.receipts.get(slot);
        if receipt.state == OrderState::Resting {
            if let Some(known) = self.markets.get_mut(market) {
                let flags = known.book.get(receipt.order).flags;
                known.book.set_flags(receipt.order, linked(flags));
            }
        }
    }

    /// An order that waits looks at prices from now on, or at the clock.
    fn arm(&mut self, slot: Slot) {
        let waiting = self.waiting.get(slot);
        let (account, market, reduce_only) =
            (waiting.incoming.account, waiting.incoming.market, waiting.incoming.flags.reduce_only);
        if waiting.is_sliced() {
            let _ = self.slices.insert((waiting.next_us(), waiting.arrival, slot));
        } else {
            self.triggers.insert(slot, &waiting.stand());
            self.triggers.note(market);
        }
        if reduce_only {
            let state = self.accounts.at_mut(account).funds.market_entry(market);
            state.reduce_only_orders = state.reduce_only_orders.saturating_add(1);
        }
    }

    /// Takes an order out of those that wait; its receipt is not finished yet.
    pub(super) fn take_waiting(&mut self, slot: Slot) -> Waiting {
        let waiting = self.waiting.remove(slot);
        let account = self.accounts.at_mut(waiting.incoming.account);
        account.waiting.retain(|other| *other != slot);
        if waiting.armed > 0 {
            if waiting.is_sliced() {
                let _ = self.slices.remove(&(waiting.next_us(), waiting.arrival, slot));
            } else {
                self.triggers.remove(&waiting.stand());
            }
            if waiting.incoming.flags.reduce_only {
                let state = account.funds.market_entry(waiting.incoming.market);
                state.reduce_only_orders = state.reduce_only_orders.saturating_sub(1);
            }
        }
        waiting
    }

    /// Cancels an order that waits, tells of it, and ends what is tied to it.
    pub(super) fn cancel_waiting(&mut self, slot: Slot, reason: CancelReason, events: &mut Events<'_>) {
        let waiting = self.take_waiting(slot);
        self.end_waiting(&waiting, reason, events);
        if waiting.terms.link == Link::Oco && reason != CancelReason::Linked {
            self.cancel_open(waiting.incoming.account, &waiting.terms.linked, events);
        }
    }

    /// An order that waited, and is no more, ends: its receipt, its event, and what names it.
    pub(super) fn end_waiting(&mut self, waiting: &Waiting, reason: CancelReason, events: &mut Events<'_>) {
        let incoming = &waiting.incoming;
        let account = self.accounts.at_mut(incoming.account);
        self.receipts.finish(incoming.entry, OrderState::Cancelled, waiting.filled, self.ts_us, account);
        let event = OrderCancelled {
            order_id: incoming.order_id,
            account: incoming.number,
            client_order_id: incoming.client_order_id,
            market: incoming.market,
            side: incoming.side.code(),
            price: incoming.price.0,
            left: waiting.left(),
            filled: waiting.filled,
            reason: reason.code(),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        self.named_changed(&incoming.order_id, 0, true, events);
    }

    /// Cancels an order that rests or waits, because what it is tied to started or ended.
    pub(super) fn cancel_open(&mut self, account: u32, order_id: &[u8; 16], events: &mut Events<'_>) {
        let Some(slot) = self.receipts.of_order(account, order_id) else { return };
        let receipt = *self.receipts.get(slot);
        match receipt.state {
            OrderState::Resting => self.cancel_resting(receipt.market, receipt.order, CancelReason::Linked, events),
            OrderState::Waiting => self.cancel_waiting(receipt.order, CancelReason::Linked, events),
            _ => {}
        }
    }

    /// An order that others may name filled lots in all, or ended: the other leg of an OCO goes, children of an entry are armed for
    /// what it filled, or go when it ended without a fill.
    #[cold]
    pub(super) fn named_changed(&mut self, order_id: &[u8; 16], filled: u32, ended: bool, events: &mut Events<'_>) {
        for slot in self.waiting.naming(order_id) {
            match self.waiting.get(slot).terms.link {
                Link::Child if filled > 0 => self.arm_child(slot, filled),
                Link::Child if !ended => {}
                Link::Oco if filled == 0 && !ended => {}
                _ => self.cancel_waiting(slot, CancelReason::Linked, events),
            }
        }
    }

    /// A child may start with as many lots as its entry has filled.
    fn arm_child(&mut self, slot: Slot, filled: u32) {
        let waiting = self.waiting.get(slot);
        let (armed, incoming, terms) = (waiting.armed, waiting.incoming, waiting.terms);
        let trails = incoming.flags.kind == OrderKind::TrailingStop && terms.activation.0 == 0;
        let price = self.markets.get(incoming.market).map_or(Mticks(0), |market| price_of(market, terms.source));
        let waiting = self.waiting.get_mut(slot);
        waiting.armed = filled;
        if armed == 0 {
            if trails {
                waiting.best = price;
            }
            self.arm(slot);
        }
    }
}
