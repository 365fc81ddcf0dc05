//! The book of one market: resting orders by price and time.
//!
//! Invariants: a price holds orders of one side only, because the exchange never lets the book cross; orders of a price
//! stand in the order of their inserts (BOOK-1); the total and count of a price are those of its orders. Nothing that can
//! be seen depends on slots, so a book built again from `orders_canonical` behaves the same.
//!
//! Prices are sparse over 1 to 2^31 - 1, so levels lie in chunks of 32 neighbouring prices. A chunk is found by a table,
//! its neighbour by a link in price order; an ordered map is asked only where a chunk appears or ends.
#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "slots come from the slab, places in a chunk are masked; counts and sums are bounded by memory and by u32 sizes"
)]

mod level;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use self::level::{chunk_number, Chunk};
use crate::slab::{place, Slab, Slot, NONE};
use crate::table::{hash, Table};
use crate::units::Side;

/// A resting order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// First 16 bytes of SHA-256 of the signed message.
    pub id: [u8; 16],
    /// The caller's number.
    pub client_order_id: u64,
    /// Nonce of the message.
    pub nonce: u64,
    /// Slot at which the order ends.
    pub expiry_slot: u64,
    /// Sequence number of the command that brought it.
    pub accepted_seq: u64,
    /// Time of that command, microseconds.
    pub accepted_us: u64,
    /// Dense number of the account.
    pub account: u32,
    /// Slot of the client order id's entry.
    pub entry: Slot,
    /// Price in ticks.
    pub price: u32,
    /// Size in lots, as signed or shrunk.
    pub size: u32,
    /// Lots not filled yet; above zero.
    pub left: u32,
    /// Signed cap of the fee, in 10 ppm.
    pub fee_max: u16,
    /// Buy or sell.
    pub side: Side,
    /// Kind, validity and switches, packed by the exchange.
    pub flags: u16,
    /// Which key signed: 0 the owner, else a delegate.
    pub signer_delegate: u8,
}

/// Neighbours of an order in its level and in its account's ring, and its chunk.
#[derive(Clone, Copy, Debug)]
struct Links {
    earlier: Slot,
    later: Slot,
    ring_before: Slot,
    ring_after: Slot,
    chunk: Slot,
}

/// Orders of one account in one market: a ring by (accepted_seq, client_order_id), whatever the order of inserts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderList {
    head: Slot,
    len: u32,
    latest_seq: u64, // no order of the list is later; it may be earlier than this
}

impl Default for OrderList {
    fn default() -> Self {
        Self { head: NONE, len: 0, latest_seq: 0 }
    }
}

impl OrderList {
    /// Slot of the first order.
    #[must_use]
    pub fn first(&self) -> Option<Slot> {
        some(self.head)
    }

    /// Number of orders.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether the account has no order here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

#[inline(always)]
fn some(slot: Slot) -> Option<Slot> {
    (slot != NONE).then_some(slot)
}

#[inline(always)]
fn row(side: Side) -> usize {
    match side {
        Side::Buy => 0,
        Side::Sell => 1,
    }
}

/// The best price of a side and its chunk; `NONE` twice when the side is empty.
#[derive(Clone, Copy, Debug)]
struct Best {
    price: u32,
    chunk: Slot,
}

const EMPTY: Best = Best { price: NONE, chunk: NONE };

/// All resting orders of one market.
#[derive(Clone, Debug)]
pub struct Book {
    orders: Slab<Order>,
    links: Vec<Links>,
    chunks: Slab<Chunk>,
    chunk_of: Table,
    ordered: BTreeMap<u32, Slot>, // chunks that hold orders, by their number on the price axis
    best: [Best; 2],
    changed: Vec<Slot>,
}

impl Default for Book {
    fn default() -> Self {
        Self::new()
    }
}

impl Book {
    /// An empty book; takes no memory.
    #[must_use]
    pub fn new() -> Self {
        Self {
            orders: Slab::new(),
            links: Vec::new(),
            chunks: Slab::new(),
            chunk_of: Table::new(),
            ordered: BTreeMap::new(),
            best: [EMPTY; 2],
            changed: Vec::new(),
        }
    }

    /// Number of resting orders.
    #[must_use]
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// Whether nothing rests.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    /// Best price of a side, in ticks: highest bid, lowest ask.
    #[inline]
    #[must_use]
    pub fn best(&self, side: Side) -> Option<u32> {
        some(self.best[row(side)].price)
    }

    /// First order of the best price of a side.
    #[inline]
    #[must_use]
    pub fn front_best(&self, side: Side) -> Option<Slot> {
        let best = self.best[row(side)];
        if best.chunk == NONE {
            return None;
        }
        some(self.chunks.get(best.chunk).level(best.price).head)
    }

    /// First order of a price.
    #[inline]
    #[must_use]
    pub fn front(&self, side: Side, price: u32) -> Option<Slot> {
        let chunk = self.chunks.get(self.chunk_of_level(side, price)?);
        some(chunk.level(price).head)
    }

    /// The order behind an order at its price.
    #[inline]
    #[must_use]
    pub fn next_in_level(&self, slot: Slot) -> Option<Slot> {
        some(self.links[place(slot)].later)
    }

    /// The next worse price of a side with orders: below a bid, above an ask. The price asked about need hold none.
    #[must_use]
    pub fn next_level(&self, side: Side, price: u32) -> Option<u32> {
        let number = chunk_number(price);
        if let Some(slot) = self.chunk_near(side, number) {
            let chunk = self.chunks.get(slot);
            if let Some(next) = chunk.worse(side, price) {
                return Some(next);
            }
            if !chunk.is_empty() {
                return self.first_from(side, chunk.neighbour(side)).map(|best| best.price);
            }
        }
        let slot = match side {
            Side::Buy => self.ordered.range(..number).next_back(),
            Side::Sell => self.ordered.range(number.saturating_add(1)..).next(),
        };
        self.first_from(side, slot.map_or(NONE, |entry| *entry.1)).map(|best| best.price)
    }

    /// Lots and orders at a price.
    #[must_use]
    pub fn level_total(&self, side: Side, price: u32) -> (u64, u32) {
        self.chunk_of_level(side, price).map_or((0, 0), |slot| {
            let level = self.chunks.get(slot).level(price);
            (level.total, level.orders)
        })
    }

    /// Reads an order and its neighbours' slots early, which hides a miss; any slot may be asked, the number means nothing.
    #[inline(always)]
    #[must_use]
    pub fn touch(&self, slot: Slot) -> u32 {
        match self.links.get(place(slot)) {
            Some(links) => self.orders.get(slot).left ^ links.later ^ self.chunks.get(links.chunk).number,
            None => NONE,
        }
    }

    /// A resting order.
    #[inline]
    #[must_use]
    pub fn get(&self, slot: Slot) -> &Order {
        self.orders.get(slot)
    }

    /// The order behind an order in its account's list.
    #[must_use]
    pub fn list_next(&self, list: &OrderList, slot: Slot) -> Option<Slot> {
        let next = self.links[place(slot)].ring_after;
        (next != list.head).then_some(next)
    }

    /// Puts an order behind all others of its price (BOOK-1) and into its account's list. It must not cross.
    pub fn insert(&mut self, order: Order, list: &mut OrderList) -> Slot {
        debug_assert!(order.price != 0 && order.left != 0, "an order rests at a price, with something left");
        let at = self.chunk_for(order.side, order.price);
        let slot = self.orders.insert(order);
        let chunk = self.chunks.get_mut(at);
        let level = chunk.touch(order.price, &mut self.changed, at);
        let tail = level.tail;
        level.tail = slot;
        level.total += u64::from(order.left);
        level.orders += 1;
        let links = Links { earlier: tail, later: NONE, ring_before: slot, ring_after: slot, chunk: at };
        if tail == NONE {
            level.head = slot;
            self.level_opened(order.side, order.price, at);
        } else {
            self.links[place(tail)].later = slot;
        }
        if place(slot) < self.links.len() {
            self.links[place(slot)] = links;
        } else {
            self.links.push(links);
        }
        self.ring_insert(slot, list);
        slot
    }

    /// Changes the switches of an order.
    pub fn set_flags(&mut self, slot: Slot, flags: u16) {
        self.orders.get_mut(slot).flags = flags;
    }

    /// Takes an order out; returns it as it stood.
    pub fn remove(&mut self, slot: Slot, list: &mut OrderList) -> Order {
        let order = self.orders.remove(slot);
        let links = self.links[place(slot)];
        let chunk = self.chunks.get_mut(links.chunk);
        let level = chunk.touch(order.price, &mut self.changed, links.chunk);
        level.total -= u64::from(order.left);
        level.orders -= 1;
        if links.earlier == NONE {
            level.head = links.later;
        }
        if links.later == NONE {
            level.tail = links.earlier;
        }
        let closed = level.head == NONE;
        if links.earlier != NONE {
            self.links[place(links.earlier)].later = links.later;
        }
        if links.later != NONE {
            self.links[place(links.later)].earlier = links.earlier;
        }
        if closed {
            self.level_closed(order.side, order.price, links.chunk);
        }
        self.ring_remove(slot, links, list);
        order
    }

    /// Lowers what is left of an order, its place kept; something must stay.
    #[inline]
    pub fn reduce(&mut self, slot: Slot, lots: u32) {
        let order = self.orders.get_mut(slot);
        debug_assert!(lots < order.left, "an order that has nothing left is removed");
        order.left -= lots;
        let (price, at) = (order.price, self.links[place(slot)].chunk);
        let level = self.chunks.get_mut(at).touch(price, &mut self.changed, at);
        level.total -= u64::from(lots);
    }

    /// Puts another order of the same side and price, with no more left, into the place of an order (BOOK-5).
    pub fn replace_in_place(&mut self, slot: Slot, order: Order, list: &mut OrderList) {
        let links = self.links[place(slot)];
        let before = *self.orders.get(slot);
        debug_assert!(before.side == order.side && before.price == order.price, "another price has another place");
        debug_assert!(order.left != 0 && order.left <= before.left, "a growing order loses its place");
        let level = self.chunks.get_mut(links.chunk).touch(order.price, &mut self.changed, links.chunk);
        level.total = level.total - u64::from(before.left) + u64::from(order.left);
        *self.orders.get_mut(slot) = order;
        self.ring_remove(slot, links, list);
        self.ring_insert(slot, list);
    }

    /// Tells each level whose total differs from the last call: bids, then asks, each by ascending price; 0: it is gone.
    pub fn take_changed_levels(&mut self, mut tell: impl FnMut(Side, u32, u64)) {
        let mut changed = core::mem::take(&mut self.changed);
        changed.sort_unstable_by_key(|slot| self.chunks.get(*slot).number);
        for side in [Side::Buy, Side::Sell] {
            for slot in &changed {
                self.chunks.get(*slot).changes(side, &mut tell);
            }
        }
        for slot in changed.drain(..) {
            let chunk = self.chunks.get_mut(slot);
            if chunk.is_empty() {
                let _ = self.chunk_of.remove(hash(u64::from(chunk.number), 0), slot);
                self.chunks.free(slot);
            } else {
                chunk.settle();
            }
        }
        self.changed = changed;
    }

    /// Walks all orders: bids from the best price to the worst, then asks; first come first at a price.
    pub fn orders_canonical(&self, mut see: impl FnMut(&Order)) {
        for side in [Side::Buy, Side::Sell] {
            let mut price = self.best(side);
            while let Some(ticks) = price {
                let mut slot = self.front(side, ticks);
                while let Some(at) = slot {
                    see(self.get(at));
                    slot = self.next_in_level(at);
                }
                price = self.next_level(side, ticks);
            }
        }
    }

    /// The chunk of a number, if it is known; the best chunk of the side is tried before the table.
    #[inline]
    fn chunk_near(&self, side: Side, number: u32) -> Option<Slot> {
        let best = self.best[row(side)].chunk;
        if best != NONE && self.chunks.get(best).number == number {
            return Some(best);
        }
        self.chunk_of.get(hash(u64::from(number), 0), |slot| self.chunks.get(slot).number == number)
    }

    #[inline]
    fn chunk_of_level(&self, side: Side, price: u32) -> Option<Slot> {
        let slot = self.chunk_near(side, chunk_number(price))?;
        self.chunks.get(slot).holds(side, price).then_some(slot)
    }

    /// The chunk for a price, made if there is none.
    #[inline]
    fn chunk_for(&mut self, side: Side, price: u32) -> Slot {
        let number = chunk_number(price);
        self.chunk_near(side, number).unwrap_or_else(|| {
            let slot = self.chunks.insert(Chunk::new(number));
            self.chunk_of.insert(hash(u64::from(number), 0), slot);
            slot
        })
    }

    /// Best level of a side in a chunk or in those behind it.
    fn first_from(&self, side: Side, mut slot: Slot) -> Option<Best> {
        while slot != NONE {
            let chunk = self.chunks.get(slot);
            if let Some(price) = chunk.best(side) {
                return Some(Best { price, chunk: slot });
            }
            slot = chunk.neighbour(side);
        }
        None
    }

    /// A price holds its first order now: marks it, links the chunk if it was empty, moves the best price.
    fn level_opened(&mut self, side: Side, price: u32, at: Slot) {
        let chunk = self.chunks.get_mut(at);
        if chunk.is_empty() {
            let number = chunk.number;
            let lower = self.ordered.range(..number).next_back().map_or(NONE, |entry| *entry.1);
            let higher = if lower == NONE {
                self.ordered.range(number..).next().map_or(NONE, |entry| *entry.1)
            } else {
                self.chunks.get(lower).higher
            };
            let _ = self.ordered.insert(number, at);
            self.join(lower, at);
            self.join(at, higher);
        }
        self.chunks.get_mut(at).open(side, price);
        let best = &mut self.best[row(side)];
        let better = match side {
            Side::Buy => best.price == NONE || price > best.price,
            Side::Sell => price < best.price,
        };
        if better {
            *best = Best { price, chunk: at };
        }
    }

    /// A price holds no order any more: moves the best price, unlinks the chunk if it is empty.
    fn level_closed(&mut self, side: Side, price: u32, at: Slot) {
        self.chunks.get_mut(at).close(side, price);
        if self.best[row(side)].price == price {
            self.best[row(side)] = self.first_from(side, at).unwrap_or(EMPTY);
        }
        let chunk = self.chunks.get(at);
        if chunk.is_empty() {
            let (number, lower, higher) = (chunk.number, chunk.lower, chunk.higher);
            let _ = self.ordered.remove(&number);
            self.join(lower, higher);
        }
    }

    /// Makes two chunks neighbours; either may be `NONE`.
    fn join(&mut self, lower: Slot, higher: Slot) {
        if lower != NONE {
            self.chunks.get_mut(lower).higher = higher;
        }
        if higher != NONE {
            self.chunks.get_mut(higher).lower = lower;
        }
    }

    #[inline(always)]
    fn ring_key(&self, slot: Slot) -> (u64, u64) {
        let order = self.orders.get(slot);
        (order.accepted_seq, order.client_order_id)
    }

    /// Puts an order into its account's ring, behind those that are not later; nearly always at the end.
    fn ring_insert(&mut self, slot: Slot, list: &mut OrderList) {
        list.len += 1;
        let key = self.ring_key(slot);
        let is_latest = key.0 > list.latest_seq; // then the others need not be looked at
        list.latest_seq = list.latest_seq.max(key.0);
        if list.head == NONE {
            list.head = slot;
            let links = &mut self.links[place(slot)];
            (links.ring_before, links.ring_after) = (slot, slot);
            return;
        }
        let mut after = list.head; // the ring's end lies before its head
        let mut before = self.links[place(after)].ring_before;
        while !is_latest && self.ring_key(before) > key {
            after = before;
            before = self.links[place(after)].ring_before;
            if after == list.head {
                list.head = slot;
                break;
            }
        }
        self.links[place(before)].ring_after = slot;
        self.links[place(after)].ring_before = slot;
        let links = &mut self.links[place(slot)];
        (links.ring_before, links.ring_after) = (before, after);
    }

    fn ring_remove(&mut self, slot: Slot, links: Links, list: &mut OrderList) {
        list.len -= 1;
        if list.len == 0 {
            list.head = NONE;
            return;
        }
        self.links[place(links.ring_before)].ring_after = links.ring_after;
        self.links[place(links.ring_after)].ring_before = links.ring_before;
        if list.head == slot {
            list.head = links.ring_after;
        }
    }
}
