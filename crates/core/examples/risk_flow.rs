//! What risk costs: `risk_flow [rounds]` prints one JSON object a line, of the exchange and of a flat loop over the same accounts.
//!
//! Three scenes. `mark`: one mark round over 100,000 accounts in which one in a hundred is crossed and liquidated, half of them on
//! the book, half by the backstop. `margin`: health of 10,000 accounts with 20 positions each. `cascade`: 10,000 accounts, a fall by
//! a third in 60 rounds, until everything is over. The floor knows nothing but columns of numbers: net and requirement of every
//! account, and for those who are due the new numbers and a record of 96 bytes.
//! Time is CPU time of this process; every round begins with the same accounts, and both must find the same ones due.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    clippy::integer_division,
    clippy::unwrap_used,
    reason = "a measuring program may stop"
)]

use std::hint::black_box;

use quantdesk_core::exchange::BatchHead;
use quantdesk_core::message::Message;
use quantdesk_core::schema_gen::{
    event_size, AccountQuery, AccountView, AnswerHead, Credit, LiquidationStep, LiquidationWay, ListMarket,
    OpenAccount, OpenExchange, OrderKind, PlaceOrder, PositionView, PricesSet, RecordStarted, Refused, SetAsset,
    SetBackstop, SetEntryLimit, SetIndex, SetPrices, SetRisk, Side, Tick, TimeInForce,
};
use quantdesk_core::sha256::sha256;
use quantdesk_core::Exchange;

const DOMAIN: [u8; 8] = *b"\xFFbench..";
const TS_US: u64 = 1_750_000_000_000_000;
const ROUND_US: u64 = 5_000_000;
const USD: i64 = 1_000_000;
const V: i64 = 10;
const PRICE: u32 = 100_000;
const MARK: i64 = PRICE as i64 * 1_000;

/// xorshift64*: numbers from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) % bound
    }
}

/// An exchange with its time.
struct Scene {
    exchange: Exchange,
    ts_us: u64,
    orders: u64,
    out: Vec<u8>,
}

fn owner(account: u64) -> [u8; 32] {
    sha256(&account.to_le_bytes())
}

fn listing(market: u16, imf: u32, mmf: u32) -> ListMarket {
    let mut symbol = [0; 16];
    symbol[..9].copy_from_slice(b"RISK-PERP");
    ListMarket {
        market,
        symbol,
        tick_size: 100_000_000,
        lot_size: 100_000,
        price_max: 2 * PRICE,
        order_max: 1_000_000_000,
        position_max: 1_000_000_000,
        open_interest_max: 1_000_000_000_000,
        imf,
        mmf,
        requirement_min: USD,
        profit_cap: 1_000 * USD,
        band: 50_000,
    }
}

macro_rules! rows {
    ($out:ident, $($record:expr),+) => { $($record.write(&mut $out);)+ };
}

impl Scene {
    fn open(markets: u16, imf: u32, mmf: u32) -> Scene {
        let mut scene = Scene { exchange: Exchange::new(), ts_us: TS_US, orders: 0, out: Vec::new() };
        let mut rows = Vec::new();
        rows!(rows, OpenExchange { domain: DOMAIN });
        rows!(rows, SetEntryLimit { entries: u16::MAX });
        for market in 0..markets {
            rows!(rows, listing(market, imf, mmf));
            rows!(rows, SetPrices { market, index_price: MARK as u64, mark_price: MARK as u64 });
        }
        scene.send(&rows);
        scene
    }

    /// Applies records as one batch; stops at a refusal.
    fn send(&mut self, rows: &[u8]) {
        let batch = self.batch(rows);
        self.out.clear();
        self.exchange.apply(&batch, &mut self.out).unwrap();
        assert!(!kinds(&self.out).any(|(kind, bytes)| {
            if kind == Refused::KIND {
                eprintln!("{:?}", Refused::read(bytes));
            }
            kind == Refused::KIND
        }));
    }

    fn batch(&self, rows: &[u8]) -> Vec<u8> {
        let count = quantdesk_core::exchange::records_count(rows).unwrap();
        let head = BatchHead { count, seq_from: self.exchange.seq() + 1, ts_us: self.ts_us };
        [&head.bytes()[..], rows].concat()
    }

    fn fund(&mut self, account: u64, atoms: i64) {
        let mut rows = Vec::new();
        rows!(rows, OpenAccount { account, owner: owner(account), index: 0 });
        rows!(rows, Credit { account, asset: 0, credited: atoms as u64 });
        self.send(&rows);
    }

    fn order(&mut self, account: u64, market: u16, side: Side, price: u32, size: u32) -> PlaceOrder {
        self.orders += 1;
        let message = Message {
            domain: DOMAIN,
            account,
            nonce: ((self.ts_us / 1_000) << 12) + self.orders,
            expiry_slot: self.ts_us / 400_000 + 200_000,
            client_order_id: self.orders,
            price,
            size,
            market,
            fee_max: 100,
            side,
            time_in_force: TimeInForce::Gtc.code(),
            self_trade: 0,
            group: 0,
            trigger: 0,
            trigger_falls: false,
            reduce_only: false,
            post_only: false,
        }
        .encode();
        let order_id = sha256(&message)[..16].try_into().unwrap();
        let kind = OrderKind::Limit.code();
        PlaceOrder { order_id, message, signature: [0; 64], signer: owner(account), kind }
    }

    /// The short rests, the long takes.
    fn pair(&mut self, long: u64, short: u64, market: u16, price: u32, lots: u32) {
        let mut rows = Vec::new();
        rows!(rows, self.order(short, market, Side::Sell, price, lots));
        rows!(rows, self.order(long, market, Side::Buy, price, lots));
        self.send(&rows);
    }

    fn backstop(&mut self, account: u64, usd: i64) {
        self.fund(account, usd * USD);
        let mut rows = Vec::new();
        rows!(rows, SetBackstop { account });
        rows!(rows, SetRisk { market: 0, liquidation_fee: 5_000, insurance_cap: 1_000 * USD });
        self.send(&rows);
    }

    /// A batch with a new index and a tick, five seconds later.
    fn round(&mut self, index: i64) -> Vec<u8> {
        self.ts_us += ROUND_US;
        let mut rows = Vec::new();
        rows!(rows, SetIndex { market: 0, index_price: index as u64, published: self.ts_us, ..SetIndex::default() });
        rows!(rows, Tick {});
        self.batch(&rows)
    }

    fn views(&self, account: u64) -> Vec<u8> {
        let (mut query, mut out) = (Vec::new(), Vec::new());
        AccountQuery { account }.write(&mut query);
        self.exchange.query(&query, &mut out).unwrap();
        out.split_off(AnswerHead::SIZE)
    }
}

/// Kinds and bytes of events.
fn kinds(mut out: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let size = event_size(*out.first()?)?;
        let (event, rest) = out.split_at(size);
        out = rest;
        Some((event[0], event))
    })
}

/// CPU time of this process, nanoseconds. The kernel adds it up when the process leaves the processor, so it does for a moment.
fn cpu_ns() -> u64 {
    std::thread::sleep(std::time::Duration::from_micros(1));
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split_whitespace().next().unwrap().parse().unwrap()
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = cpu_ns();
    let found = black_box(work());
    ((cpu_ns() - start) as f64 / 1e6, found)
}

/// Columns of the floor.
#[derive(Clone, Default)]
struct Flat {
    collateral: Vec<i64>,
    lots: Vec<i64>,
    quote: Vec<i64>,
    due: Vec<u32>,
    told: Vec<u8>,
    pool: i64,
    insurance: i64,
    backstop: (i64, i64),
}

fn worth(lots: i64, mark: i64) -> i64 {
    (lots * V * mark).div_euclid(1_000)
}

fn needed(lots: i64, mark: i64, mmf: i64) -> i64 {
    let notional = (lots.unsigned_abs() * V as u64 * mark as u64).div_ceil(1_000);
    (notional * mmf as u64).div_ceil(1_000_000).max(USD as u64) as i64
}

impl Flat {
    /// The accounts of a scene, one market each.
    fn of(scene: &Scene, accounts: u64) -> Flat {
        let mut flat = Flat::default();
        for account in 1..=accounts {
            let views = scene.views(account);
            let view = AccountView::read(&views).unwrap();
            flat.collateral.push(view.collateral);
            let position = position_of(&views[AccountView::SIZE..]).unwrap_or_default();
            flat.lots.push(position.position);
            flat.quote.push(position.quote + position.claim);
        }
        flat.due.reserve(flat.lots.len());
        flat.told.reserve(96 * flat.lots.len());
        flat
    }

    /// One mark: who is due, and all their lots to the backstop for the fee.
    fn mark(&mut self, mark: i64, mmf: i64) -> usize {
        self.due.clear();
        for at in 0..self.lots.len() {
            let lots = self.lots[at];
            let net = self.collateral[at] + self.quote[at] + worth(lots, mark);
            if lots != 0 && net <= needed(lots, mark, mmf) {
                self.due.push(at as u32);
            }
        }
        for due in 0..self.due.len() {
            let at = self.due[due] as usize;
            let (lots, worth) = (self.lots[at], worth(self.lots[at], mark));
            let realized = self.quote[at] + worth;
            let fee = ((worth.unsigned_abs() * 5_000).div_ceil(1_000_000) as i64).min(self.collateral[at] + realized);
            self.collateral[at] += realized - fee;
            self.pool -= realized;
            self.insurance += fee;
            (self.backstop.0, self.backstop.1) = (self.backstop.0 + lots, self.backstop.1 - worth);
            (self.lots[at], self.quote[at]) = (0, 0);
            for word in
                [at as i64, lots, worth, fee, realized, self.collateral[at], self.pool, self.insurance, 0, 0, 0, 0]
            {
                self.told.extend_from_slice(&word.to_le_bytes());
            }
        }
        self.due.len()
    }
}

fn position_of(mut views: &[u8]) -> Option<PositionView> {
    while !views.is_empty() {
        if let Some(view) = PositionView::read(views) {
            return Some(view);
        }
        views = &views[usize::from(u16::from_le_bytes([views[2], views[3]]))..];
    }
    None
}

const CROWD: u64 = 100_000;
const CROSSED: u64 = 1_000;
/// Index of the measured round.
const INDEX_AFTER: i64 = MARK / 100 * 98;

/// Longs 1, 3, 5 … and shorts 2, 4, 6 … at 100,000 ticks, the mark 1.1 % lower; the first 1,000 longs keep 2.1 to 2.4 % of
/// their notional, which the next round's 0.5 % takes below the requirement, half of them below two thirds of it.
fn crowd() -> Scene {
    let mut scene = Scene::open(1, 20_000, 10_000);
    let (maker, backstop) = (CROWD + 1, CROWD + 2);
    scene.backstop(backstop, 100_000_000);
    scene.fund(maker, 1_000_000_000 * USD);
    let mut dice = Dice(1);
    for pair in 0..CROWD / 2 {
        let (long, short) = (2 * pair + 1, 2 * pair + 2);
        let lots = 2_000 + dice.below(2_000) as u32;
        let notional = i64::from(lots) * V * i64::from(PRICE);
        let share = if pair < CROSSED { 21_000 + dice.below(3_000) } else { 60_000 + dice.below(900_000) };
        let kept = |share: u64| notional / 1_000_000 * (share as i64 + 450);
        scene.fund(long, kept(share));
        scene.fund(short, kept(100_000 + dice.below(900_000)));
        scene.pair(long, short, 0, PRICE, lots);
    }
    let mut rows = Vec::new();
    let before = MARK as u64 / 1_000 * 989;
    rows!(rows, SetPrices { market: 0, index_price: before, mark_price: before });
    rows!(rows, scene.order(maker, 0, Side::Buy, 98_410, 50_000_000), Tick {});
    scene.send(&rows);
    scene
}

/// What one round cost, who was due, and how many of them on the book.
struct Measured {
    ms: f64,
    floor_ms: f64,
    due: usize,
    book: usize,
}

/// One round. `all`: as after an hour's funding, the watch looks at everybody anew.
fn mark_round(scene: &Scene, flat: &Flat, all: bool) -> Measured {
    let mut twin =
        Scene { exchange: scene.exchange.clone(), ts_us: scene.ts_us, orders: 0, out: Vec::with_capacity(1 << 22) };
    if all {
        let mut rows = Vec::new();
        let asset = SetAsset { asset: 1, market: 0, decimals: 9, weight_initial: 800_000, weight_maintenance: 900_000 };
        rows!(rows, asset);
        twin.send(&rows);
        twin.out.clear();
    }
    let batch = twin.round(INDEX_AFTER);
    let (spent, ()) = timed(|| twin.exchange.apply(&batch, &mut twin.out).unwrap());
    let steps = kinds(&twin.out).filter_map(|(_, bytes)| LiquidationStep::read(bytes));
    let (mut due, mut book) = (0, 0);
    for step in steps {
        due += 1;
        book += usize::from(step.way == LiquidationWay::Book.code());
    }
    let mark = kinds(&twin.out).find_map(|(_, bytes)| PricesSet::read(bytes)).unwrap().mark_price as i64;
    let mut floor = flat.clone();
    floor.due.reserve(flat.lots.len());
    floor.told.reserve(96 * flat.lots.len());
    let (least, found) = timed(|| floor.mark(mark, 10_000));
    assert_eq!(found, due, "the exchange and the flat loop find others due");
    assert_eq!(twin.exchange.totals().violations, 0);
    Measured { ms: spent, floor_ms: least, due, book }
}

const BOOKS: u16 = 20;
const HOLDERS: u64 = 10_000;

/// 10,000 accounts with a position in each of 20 markets.
fn holders() -> Scene {
    let mut scene = Scene::open(BOOKS, 20_000, 10_000);
    let mut dice = Dice(2);
    for account in 1..=HOLDERS {
        scene.fund(account, 100_000 * USD);
    }
    for market in 0..BOOKS {
        for pair in 0..HOLDERS / 2 {
            let (one, other) = (2 * pair + 1, 2 * pair + 2);
            let (long, short) = if dice.below(2) == 0 { (one, other) } else { (other, one) };
            scene.pair(long, short, market, PRICE, 10 + dice.below(1_000) as u32);
        }
    }
    scene
}

/// Positions by account, and one pass of net and requirement over them.
fn flat_margin(rows: &[(i64, Vec<(i64, i64)>)], marks: &[i64]) -> usize {
    let mut due = 0;
    for (collateral, positions) in rows {
        let (mut net, mut requirement) = (*collateral, 0);
        for ((lots, quote), mark) in positions.iter().zip(marks) {
            net += quote + worth(*lots, *mark);
            requirement += needed(*lots, *mark, 10_000);
        }
        due += usize::from(net <= requirement);
    }
    due
}

fn rows_of(scene: &Scene) -> Vec<(i64, Vec<(i64, i64)>)> {
    let row = |account: u64| {
        let views = scene.views(account);
        let collateral = AccountView::read(&views).unwrap().collateral;
        let (mut rest, mut positions) = (&views[..], Vec::new());
        while !rest.is_empty() {
            positions.extend(PositionView::read(rest).map(|view| (view.position, view.quote + view.claim)));
            rest = &rest[usize::from(u16::from_le_bytes([rest[2], rest[3]]))..];
        }
        (collateral, positions)
    };
    (1..=HOLDERS).map(row).collect()
}

/// As tests/sim/cascade.py: pairs of longs and shorts, leverage 1 to 18, few bids; a backstop and insurance that do not suffice.
fn cascade() -> (f64, usize, usize) {
    const LEVERAGES: [i64; 10] = [1, 1, 2, 2, 3, 3, 5, 8, 12, 18];
    let mut scene = Scene::open(1, 40_000, 20_000);
    let mut dice = Dice(3);
    for pair in 0..HOLDERS / 2 {
        let (long, short) = (2 * pair + 1, 2 * pair + 2);
        let size = dice.below(12);
        let lots = 5 + dice.below(16 << size) as u32;
        let notional = i64::from(lots) * V * i64::from(PRICE);
        for account in [long, short] {
            scene.fund(account, notional / LEVERAGES[dice.below(10) as usize] + 2 * USD);
        }
        scene.pair(long, short, 0, PRICE, lots);
    }
    scene.backstop(HOLDERS + 1, 20_000);
    let (mut spent, mut steps, mut records) = (0.0, 0, 0);
    for step in 1..=120 {
        let index = MARK - MARK / 1_000 * 350 * step.min(60) / 60;
        let batch = scene.round(index);
        scene.out.clear();
        spent += timed(|| scene.exchange.apply(&batch, &mut scene.out).unwrap()).0;
        steps += kinds(&scene.out).filter(|(kind, _)| *kind == LiquidationStep::KIND).count();
        records += kinds(&scene.out).filter(|(kind, _)| *kind == RecordStarted::KIND).count();
    }
    assert_eq!(scene.exchange.totals().violations, 0);
    (spent, steps, records)
}

fn main() {
    let rounds: usize = std::env::args().nth(1).map_or(3, |text| text.parse().unwrap());
    let scene = crowd();
    let flat = Flat::of(&scene, CROWD);
    for _ in 0..rounds {
        for (name, all) in [("mark", false), ("mark_all", true)] {
            let Measured { ms, floor_ms, due, book } = mark_round(&scene, &flat, all);
            println!(
                r#"{{"scene": "{name}", "ms": {ms:.3}, "floor_ms": {floor_ms:.3}, "due": {due}, "book": {book}}}"#
            );
        }
    }
    let scene = holders();
    let rows = rows_of(&scene);
    for _ in 0..rounds {
        let (spent, due) = timed(|| scene.exchange.due_by_scan().len());
        let (least, found) = timed(|| flat_margin(black_box(&rows), black_box(&[MARK; BOOKS as usize])));
        assert_eq!(due, found, "the exchange and the flat loop find others due");
        println!(r#"{{"scene": "margin", "ms": {spent:.3}, "floor_ms": {least:.3}, "due": {due}}}"#);
    }
    for _ in 0..rounds {
        let (spent, steps, records) = cascade();
        println!(r#"{{"scene": "cascade", "ms": {spent:.3}, "steps": {steps}, "records": {records}}}"#);
    }
}
