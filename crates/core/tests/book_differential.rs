//! The fast book against its naive twin: the same random operations, the same answers.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::integer_division,
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as expected"
)]

mod naive_book;

use std::collections::HashMap;

use naive_book::{NaiveBook, NaiveFill, NaiveOrder};
use quantdesk_core::book::{Book, Order, OrderList};
use quantdesk_core::sha256::sha256;
use quantdesk_core::slab::Slot;
use quantdesk_core::units::Side;

const ACCOUNTS: u64 = 7;

/// Numbers from a seed (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn small(&mut self, bound: u64) -> u32 {
        u32::try_from(self.below(bound)).unwrap()
    }

    fn side(&mut self) -> Side {
        if self.below(2) == 0 {
            Side::Buy
        } else {
            Side::Sell
        }
    }
}

/// Where prices come from.
#[derive(Clone, Copy, Debug)]
enum Prices {
    /// Few prices: long queues, many ties.
    Ties,
    /// Neighbouring prices over several chunks.
    Dense,
    /// The last and first price of chunks, and the ends of the range.
    Borders,
    /// Any price of the range.
    Sparse,
}

impl Prices {
    fn draw(self, random: &mut Random) -> u32 {
        match self {
            Prices::Ties => 500 + random.small(5),
            Prices::Dense => 1_000 + random.small(200),
            Prices::Borders => match random.below(12) {
                0 => 1,
                1 => 0x7FFF_FFFF,
                _ => (1 + random.small(40)) * 32 - random.small(2),
            },
            Prices::Sparse => 1 + random.small(0x7FFF_FFFF),
        }
    }
}

/// The fast book with what an exchange keeps beside it.
#[derive(Default)]
struct Fast {
    book: Book,
    slots: HashMap<u64, Slot>,
    lists: HashMap<u32, OrderList>,
}

fn wide(order: NaiveOrder) -> Order {
    Order {
        id: u128::from(order.id).to_le_bytes(),
        client_order_id: order.id,
        nonce: order.id << 12,
        expiry_slot: u64::MAX,
        accepted_seq: order.seq,
        accepted_us: 0,
        account: order.account,
        entry: 0,
        price: order.price,
        size: order.left,
        left: order.left,
        fee_max: 0,
        side: order.side,
        flags: 0,
        signer_delegate: 0,
    }
}

fn narrow(order: &Order) -> NaiveOrder {
    NaiveOrder {
        id: order.client_order_id,
        seq: order.accepted_seq,
        account: order.account,
        side: order.side,
        price: order.price,
        left: order.left,
    }
}

impl Fast {
    fn insert(&mut self, order: Order) {
        let slot = self.book.insert(order, self.lists.entry(order.account).or_default());
        assert_eq!(self.slots.insert(order.client_order_id, slot), None);
    }

    fn remove(&mut self, id: u64) -> Order {
        let slot = self.slots.remove(&id).unwrap();
        let account = self.book.get(slot).account;
        self.book.remove(slot, self.lists.get_mut(&account).unwrap())
    }

    fn take(&mut self, side: Side, limit: u32, mut left: u32) -> (Vec<NaiveFill>, u32) {
        let (opposite, mut fills) = (if side == Side::Buy { Side::Sell } else { Side::Buy }, Vec::new());
        while let Some(price) = self.book.best(opposite) {
            let crosses = if side == Side::Buy { price <= limit } else { price >= limit };
            if left == 0 || !crosses {
                break;
            }
            let slot = self.book.front_best(opposite).unwrap();
            assert_eq!(self.book.front(opposite, price), Some(slot));
            let maker = *self.book.get(slot);
            let lots = left.min(maker.left);
            fills.push((maker.client_order_id, price, lots));
            left -= lots;
            if lots == maker.left {
                let _ = self.remove(maker.client_order_id);
            } else {
                self.book.reduce(slot, lots);
            }
        }
        (fills, left)
    }

    fn canonical(&self) -> Vec<Order> {
        let mut orders = Vec::new();
        self.book.orders_canonical(|order| orders.push(*order));
        orders
    }

    fn account_orders(&self, account: u32) -> Vec<u64> {
        let list = self.lists.get(&account).copied().unwrap_or_default();
        let (mut ids, mut at) = (Vec::new(), list.first());
        while let Some(slot) = at {
            ids.push(self.book.get(slot).client_order_id);
            at = self.book.list_next(&list, slot);
        }
        assert_eq!(ids.len(), usize::try_from(list.len()).unwrap());
        ids
    }

    /// The same book, built from its canonical content.
    fn rebuilt(&self) -> Self {
        let mut again = Self::default();
        for order in self.canonical() {
            again.insert(order);
        }
        again.book.take_changed_levels(|_, _, _| {});
        again
    }

    fn changed_levels(&mut self) -> Vec<(Side, u32, u64)> {
        let mut levels = Vec::new();
        self.book.take_changed_levels(|side, price, total| levels.push((side, price, total)));
        levels
    }
}

fn hash(orders: &[NaiveOrder]) -> [u8; 32] {
    let mut bytes = Vec::new();
    for order in orders {
        bytes.extend(order.id.to_le_bytes());
        bytes.extend(order.seq.to_le_bytes());
        bytes.extend(order.account.to_le_bytes());
        bytes.push(u8::from(order.side == Side::Sell));
        bytes.extend(order.price.to_le_bytes());
        bytes.extend(order.left.to_le_bytes());
    }
    sha256(&bytes)
}

/// Both books, and one step of the comparison.
struct Pair {
    random: Random,
    prices: Prices,
    naive: NaiveBook,
    fast: Fast,
    middle: u32,
    id: u64,
    fills: u64,
    resting_sum: usize,
}

impl Pair {
    fn new(seed: u64, prices: Prices) -> Self {
        let mut random = Random(seed);
        let middle = prices.draw(&mut random);
        let (naive, fast) = (NaiveBook::default(), Fast::default());
        Self { random, prices, naive, fast, middle, id: 0, fills: 0, resting_sum: 0 }
    }

    /// An order; three of four lie on their side of the middle, so that the book fills.
    fn draw(&mut self) -> NaiveOrder {
        self.id += 1;
        let price = self.prices.draw(&mut self.random);
        let side = match self.random.below(4) {
            0 => self.random.side(),
            _ if price < self.middle => Side::Buy,
            _ => Side::Sell,
        };
        NaiveOrder {
            id: self.id,
            seq: self.id / 3, // orders of one batch share a sequence number
            account: self.random.small(ACCOUNTS),
            side,
            price,
            left: 1 + self.random.small(20),
        }
    }

    fn take(&mut self, side: Side, limit: u32, lots: u32) -> u32 {
        let (fills, left) = self.naive.take(side, limit, lots);
        self.fills += u64::try_from(fills.len()).unwrap();
        assert_eq!(self.fast.take(side, limit, lots), (fills, left));
        left
    }

    fn place(&mut self, mut order: NaiveOrder) {
        order.left = self.take(order.side, order.price, order.left);
        if order.left > 0 {
            self.naive.insert(order);
            self.fast.insert(wide(order));
        }
    }

    /// Lowers an order by another in its place, or takes it out and brings it back behind all others of its price.
    fn replace(&mut self, before: NaiveOrder) {
        self.id += 1;
        let mut with = NaiveOrder { id: self.id, seq: self.id / 3, ..before };
        if self.random.below(3) == 0 {
            with.price = self.prices.draw(&mut self.random);
            assert_eq!(Some(narrow(&self.fast.remove(before.id))), self.naive.remove(before.id));
            return self.place(with);
        }
        with.left = 1 + self.random.small(u64::from(before.left));
        let slot = self.fast.slots.remove(&before.id).unwrap();
        self.fast.book.replace_in_place(slot, wide(with), self.fast.lists.get_mut(&before.account).unwrap());
        let _ = self.fast.slots.insert(with.id, slot);
        self.naive.replace_in_place(before.id, with);
    }

    fn shrink(&mut self, before: NaiveOrder) {
        if before.left == 1 {
            return;
        }
        let lots = 1 + self.random.small(u64::from(before.left) - 1);
        self.naive.reduce(before.id, lots);
        self.fast.book.reduce(self.fast.slots[&before.id], lots);
    }

    fn step(&mut self, resting_max: usize) {
        let any = self.random.below(u64::MAX);
        let (action, chosen) = (self.random.below(100), self.naive.any(any));
        match (action, chosen) {
            (0..60, _) if self.naive.len() < resting_max => {
                let order = self.draw();
                self.place(order);
            }
            (60..65, _) => {
                let order = self.draw();
                let _ = self.take(order.side, order.price, order.left * 3);
            }
            (65..75, Some(order)) => self.replace(order),
            (75..82, Some(order)) => self.shrink(order),
            (_, Some(order)) => assert_eq!(Some(narrow(&self.fast.remove(order.id))), self.naive.remove(order.id)),
            _ => {}
        }
        self.resting_sum += self.naive.len();
        self.compare_point();
    }

    /// What costs little, after every step.
    fn compare_point(&mut self) {
        let price = self.prices.draw(&mut self.random);
        for side in [Side::Buy, Side::Sell] {
            assert_eq!(self.fast.book.best(side), self.naive.best(side));
            assert_eq!(self.fast.book.level_total(side, price), self.naive.level_total(side, price));
            assert_eq!(self.fast.book.front(side, price).is_some(), self.naive.level_total(side, price).1 > 0);
            assert_eq!(self.fast.book.next_level(side, price), self.naive.next_level(side, price));
        }
        assert_eq!(self.fast.book.len(), self.naive.len());
    }

    /// Everything: content, hash, lists of the accounts, changed levels.
    fn compare_whole(&mut self) {
        let (fast, naive) = (self.fast.canonical(), self.naive.canonical());
        let fast: Vec<NaiveOrder> = fast.iter().map(narrow).collect();
        assert_eq!(fast, naive);
        assert_eq!(hash(&fast), hash(&naive));
        for account in 0..u32::try_from(ACCOUNTS).unwrap() {
            assert_eq!(self.fast.account_orders(account), self.naive.account_orders(account));
        }
        assert_eq!(self.fast.changed_levels(), self.naive.take_changed_levels());
        if self.random.below(16) == 0 {
            self.middle = self.prices.draw(&mut self.random);
        }
        if self.random.below(8) == 0 {
            self.fast = self.fast.rebuilt();
        }
    }
}

/// Runs a pair; the seed is printed when it fails.
fn run(seed: u64, prices: Prices, steps: u64, resting_max: usize) {
    println!("seed {seed}, {prices:?}, {steps} steps, at most {resting_max} orders");
    let mut pair = Pair::new(seed, prices);
    let mut batch = 0;
    for _ in 0..steps {
        pair.step(resting_max);
        if batch == 0 {
            pair.compare_whole();
            batch = 1 + pair.random.below(100);
        }
        batch -= 1;
    }
    pair.compare_whole();
    let resting_mean = pair.resting_sum / usize::try_from(steps).unwrap();
    assert!(pair.fills > steps / 20, "only {} fills", pair.fills);
    assert!(resting_mean > resting_max / 3, "only {resting_mean} orders rest");
}

const ALL: [Prices; 4] = [Prices::Ties, Prices::Dense, Prices::Borders, Prices::Sparse];

/// Steps of each run: few in the default suite, BOOK_STEPS in the long one.
fn steps() -> u64 {
    std::env::var("BOOK_STEPS").map_or(30_000, |text| text.parse().unwrap())
}

/// BOOK-1, BOOK-5: price, then time; a smaller order keeps its place.
#[test]
fn fast_book_equals_its_naive_twin() {
    for (seed, prices) in (1..).zip(ALL) {
        run(seed, prices, steps(), 60);
    }
}

/// BOOK-1, BOOK-5: the same with long queues and many levels.
#[test]
fn fast_book_equals_its_naive_twin_when_hundreds_of_orders_rest() {
    for (seed, prices) in (11..).zip(ALL) {
        run(seed, prices, steps() / 10, 300);
    }
}

/// A level that goes from bids to asks within a batch is told twice; one that comes back to its total is not told.
#[test]
fn changed_levels_are_those_whose_total_changed() {
    let mut fast = Fast::default();
    let order = |id, side, price, left| wide(NaiveOrder { id, seq: id, account: 0, side, price, left });
    fast.insert(order(1, Side::Buy, 64, 5));
    fast.insert(order(2, Side::Buy, 63, 4));
    assert_eq!(fast.changed_levels(), [(Side::Buy, 63, 4), (Side::Buy, 64, 5)]);
    let _ = fast.remove(1);
    fast.insert(order(3, Side::Sell, 64, 5));
    fast.insert(order(4, Side::Sell, 70, 1));
    let _ = fast.remove(4);
    let _ = fast.remove(2);
    fast.insert(order(5, Side::Buy, 63, 4));
    assert_eq!(fast.changed_levels(), [(Side::Buy, 64, 0), (Side::Sell, 64, 5)]);
    assert_eq!(fast.changed_levels(), []);
}
