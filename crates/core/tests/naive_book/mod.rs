//! The naive twin of the book: one list of orders in order of arrival, every question answered by looking at all of them.
//!
//! Written from the rules alone (BOOK-1, BOOK-5) and from nothing of the fast book. Invariant: `orders` stands in the
//! order of priority at each price.

use quantdesk_core::units::Side;

/// A resting order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NaiveOrder {
    pub id: u64,
    pub seq: u64,
    pub account: u32,
    pub side: Side,
    pub price: u32,
    pub left: u32,
}

/// A match: resting order, price, lots.
pub type NaiveFill = (u64, u32, u32);

/// Resting orders and the level totals that were told last.
#[derive(Default)]
pub struct NaiveBook {
    orders: Vec<NaiveOrder>,
    told: Vec<(Side, u32, u64)>,
}

fn better(side: Side, price: u32, than: u32) -> bool {
    match side {
        Side::Buy => price > than,
        Side::Sell => price < than,
    }
}

impl NaiveBook {
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    pub fn any(&self, number: u64) -> Option<NaiveOrder> {
        let count = u64::try_from(self.orders.len()).unwrap();
        if count == 0 {
            return None;
        }
        Some(self.orders[usize::try_from(number % count).unwrap()])
    }

    pub fn best(&self, side: Side) -> Option<u32> {
        let mut best = None;
        for order in self.orders.iter().filter(|order| order.side == side) {
            if best.is_none_or(|price| better(side, order.price, price)) {
                best = Some(order.price);
            }
        }
        best
    }

    /// The best price of a side that is worse than a price.
    pub fn next_level(&self, side: Side, price: u32) -> Option<u32> {
        let mut next = None;
        for order in self.orders.iter().filter(|order| order.side == side && better(side, price, order.price)) {
            if next.is_none_or(|found| better(side, order.price, found)) {
                next = Some(order.price);
            }
        }
        next
    }

    pub fn level_total(&self, side: Side, price: u32) -> (u64, u32) {
        let (mut lots, mut count) = (0, 0);
        for order in self.orders.iter().filter(|order| order.side == side && order.price == price) {
            lots += u64::from(order.left);
            count += 1;
        }
        (lots, count)
    }

    pub fn insert(&mut self, order: NaiveOrder) {
        self.orders.push(order);
    }

    pub fn remove(&mut self, id: u64) -> Option<NaiveOrder> {
        let at = self.orders.iter().position(|order| order.id == id)?;
        Some(self.orders.remove(at))
    }

    pub fn reduce(&mut self, id: u64, lots: u32) {
        for order in &mut self.orders {
            if order.id == id {
                order.left -= lots;
            }
        }
    }

    pub fn replace_in_place(&mut self, id: u64, with: NaiveOrder) {
        for order in &mut self.orders {
            if order.id == id {
                *order = with;
            }
        }
    }

    /// Matches an arriving order: best price first, at a price the first that came; returns the fills and what is left.
    pub fn take(&mut self, side: Side, limit: u32, mut left: u32) -> (Vec<NaiveFill>, u32) {
        let other = if side == Side::Buy { Side::Sell } else { Side::Buy };
        let mut fills = Vec::new();
        while left > 0 {
            let Some(price) = self.best(other) else { break };
            let crosses = if side == Side::Buy { price <= limit } else { price >= limit };
            if !crosses {
                break;
            }
            let at = self.orders.iter().position(|order| order.side == other && order.price == price).unwrap();
            let lots = left.min(self.orders[at].left);
            fills.push((self.orders[at].id, price, lots));
            left -= lots;
            self.orders[at].left -= lots;
            if self.orders[at].left == 0 {
                let _ = self.orders.remove(at);
            }
        }
        (fills, left)
    }

    /// Bids from the best price down, then asks from the best price up; at a price in order of arrival.
    pub fn canonical(&self) -> Vec<NaiveOrder> {
        let mut sorted = self.orders.clone();
        sorted.sort_by_key(|order| match order.side {
            Side::Buy => (0, u32::MAX - order.price),
            Side::Sell => (1, order.price),
        });
        sorted
    }

    /// Orders of an account by sequence number, then by id.
    pub fn account_orders(&self, account: u32) -> Vec<u64> {
        let mut own: Vec<NaiveOrder> = self.orders.iter().filter(|order| order.account == account).copied().collect();
        own.sort_by_key(|order| (order.seq, order.id));
        own.iter().map(|order| order.id).collect()
    }

    /// Levels whose total differs from the last call: buys by price, then sells by price.
    pub fn take_changed_levels(&mut self) -> Vec<(Side, u32, u64)> {
        let mut now: Vec<(Side, u32, u64)> = Vec::new();
        for order in &self.orders {
            if !now.iter().any(|level| level.0 == order.side && level.1 == order.price) {
                now.push((order.side, order.price, self.level_total(order.side, order.price).0));
            }
        }
        let mut changed: Vec<(Side, u32, u64)> =
            now.iter().filter(|level| !self.told.contains(level)).copied().collect();
        for level in &self.told {
            if !now.iter().any(|other| other.0 == level.0 && other.1 == level.1) {
                changed.push((level.0, level.1, 0));
            }
        }
        changed.sort_by_key(|level| (level.0 == Side::Sell, level.1));
        self.told = now;
        changed
    }
}
