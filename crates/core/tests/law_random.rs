//! Random sequences on the whole exchange with margin gates on: two markets in cross margin, six users who go bankrupt often, three isolated
//! children of theirs, other collateral on which they borrow for half a minute, a backstop that is soon exhausted, insurance with a
//! cap (LIQ-1 to LIQ-6, MGN-5, MGN-7 to MGN-9).
//!
//! `LAW_SEQUENCES` (default 60) says how many; each has 24 events. The seed is its number. What was met is printed.
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::integer_division,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

mod world;

use quantdesk_core::schema_gen::*;
use world::{bytes_of, listing, Dice, Event, World, MARKET, USD};

const OTHER: u16 = 2;
const USERS: u64 = 6;
const BACKSTOP: u64 = 7;
/// Children of the first three users, and the one market of each.
const CHILDREN: [(u64, u16); 3] = [(8, MARKET), (9, OTHER), (10, MARKET)];
const COIN: u8 = 1;
/// A hundredth of a coin of 60,000 USD.
const PIECE: u64 = 1_000_000;
const EVENTS: u64 = 24;
const PRICE: u64 = 600_000_000;
/// Equities are compared in one sequence of so many: they are asked for, which costs more than all else.
const COMPARED: u64 = 8;

/// What the sequences met.
#[derive(Clone, Copy, Debug, Default)]
struct Met {
    events: u64,
    fills: u64,
    by_book: u64,
    by_backstop: u64,
    by_round: u64,
    rounds: u64,
    marks: u64,
    cuts: u64,
    deficits: u64,
    conversions: u64,
    borrows: u64,
}

impl Met {
    fn tell(&mut self, events: &[Event]) {
        self.events += events.len() as u64;
        for event in events {
            if let Some(step) = LiquidationStep::read(&event.bytes) {
                self.by_book += u64::from(step.way == LiquidationWay::Book.code());
                self.by_backstop += u64::from(step.way == LiquidationWay::Backstop.code());
                self.by_round += u64::from(step.way == LiquidationWay::Round.code());
            } else if let Some(record) = RecordStarted::read(&event.bytes) {
                self.rounds += u64::from(record.kind == RecordKind::Round.code());
                self.marks += u64::from(record.kind == RecordKind::Mark.code());
                self.cuts += u64::from(record.kind == RecordKind::Cut.code());
            } else if let Some(paid) = DeficitPaid::read(&event.bytes) {
                self.deficits += u64::from(paid.deficit > 0);
            }
            self.fills += u64::from(event.kind == OrderFilled::KIND);
            self.conversions += u64::from(event.kind == Converted::KIND);
        }
    }
}

/// Two markets, six users, their children, and a backstop without money.
fn opened() -> World {
    let mut world = World::new(USERS + 1, 0);
    world.run(&bytes_of!(ListMarket { mmf: 25_000, imf: 50_000, ..listing(OTHER) }));
    world.prices(OTHER, PRICE, PRICE);
    world.run(&bytes_of!(SetBackstop { account: BACKSTOP }));
    for market in [MARKET, OTHER] {
        world.run(&bytes_of!(SetRisk { market, liquidation_fee: 2_500, insurance_cap: 20 * USD }));
    }
    let weights = (800_000, 900_000);
    world.run(&bytes_of!(SetAsset {
        asset: COIN,
        market: OTHER,
        decimals: 8,
        weight_initial: weights.0,
        weight_maintenance: weights.1
    }));
    let (room_max, duration) = (1_000 * USD, 30_000_000);
    world.run(&bytes_of!(SetBorrowing { room_max, room_part: 100_000, total_part: 500_000, duration }));
    for (owner, (account, market)) in (1..).zip(CHILDREN) {
        world.open_account(owner, 1);
        let bound = world.run(&bytes_of!(SetIsolation { account, market }));
        assert_eq!(bound[0].kind, IsolationSet::KIND);
    }
    world
}

/// Money of a sequence: some have little, and the backstop often nothing.
fn funded(base: &World, dice: &mut Dice) -> World {
    let mut world = base.clone();
    let mut rows: Vec<Vec<u8>> =
        (1..=USERS).map(|user| world.credit_of(user, dice.pick(&[200, 1_000, 5_000]) * USD)).collect();
    rows.extend(CHILDREN.iter().map(|(child, _)| world.credit_of(*child, dice.pick(&[50, 200, 1_000]) * USD)));
    for account in (1..=USERS).chain(CHILDREN.iter().map(|(child, _)| *child)) {
        if dice.chance(40) {
            rows.push(bytes_of!(Credit { account, asset: COIN, credited: PIECE * (1 + dice.below(20)) }));
        }
    }
    rows.push(world.credit_of(BACKSTOP, dice.pick(&[30, 300, 30_000]) * USD));
    world.run_many(&rows);
    for market in [MARKET, OTHER] {
        if dice.chance(60) {
            world.run(&bytes_of!(FundInsurance { account: BACKSTOP, market, amount: dice.pick(&[1, 10]) * USD }));
        }
    }
    world
}

/// A user, or now and then a child; three in four of them of this market.
fn trader(dice: &mut Dice, market: u16) -> u64 {
    let (child, own) = dice.pick(&CHILDREN);
    let wanted = own == market || dice.chance(25);
    if wanted && dice.chance(30) {
        child
    } else {
        1 + dice.below(USERS)
    }
}

/// One trade at about the mark, as large as much leverage allows; it may be refused.
fn trade(world: &mut World, dice: &mut Dice, market: u16, mark: u64) -> Vec<Event> {
    let (one, two) = (trader(dice, market), trader(dice, market));
    let price = (mark / 1_000) as u32 + dice.below(2_000) as u32;
    let most = dice.pick(&[50, 2_000, 10_000]);
    let size = 1 + dice.below(most) as u32;
    let mut rows = Vec::new();
    for (account, side) in [(one, Side::Sell), (two, Side::Buy)] {
        let mut ask = world.ask(account, side, price - 1_000, size);
        ask.market = market;
        ask.reduce_only = dice.chance(10);
        rows.push(bytes_of!(world::place_of(&ask)));
    }
    world.run_many(&rows)
}

/// What the events of a tick may cost an account beside its profit: fees, fills worse than the mark, and an atom for each floor.
fn costs(world: &World, account: u64, events: &[Event]) -> i64 {
    let records = events.iter().filter(|event| event.kind == RecordStarted::KIND).count() as i64;
    let of_events = events.iter().map(|event| {
        if let Some(moved) = Moved::read(&event.bytes) {
            return if moved.account == account { moved.fee + 1 } else { 0 };
        }
        let Some(fill) = OrderFilled::read(&event.bytes) else { return 0 };
        let buys = |account_buys: bool| if account_buys { 1 } else { -1 };
        let taker_buys = fill.side == Side::Buy.code();
        let (sign, fee) = if fill.taker_account == account {
            (buys(taker_buys), fill.taker_fee)
        } else if fill.maker_account == account {
            (buys(!taker_buys), fill.maker_fee)
        } else {
            return 0;
        };
        let market = world.market(fill.market);
        let away = i64::from(fill.price) * 1_000 - market.mark_price as i64;
        let worse = sign * away * i64::from(market.tick_value) * i64::from(fill.size) / 1_000;
        worse.max(0) + fee + 2
    });
    of_events.sum::<i64>() + records
}

/// Equities before a tick and after it: nobody, liquidated or not, pays more than fees, the prices of his fills, and his profit.
fn compare(world: &World, before: &[(AccountView, i64)], events: &[Event]) {
    for (was, profit) in before {
        let is = world.account(was.account);
        let lost = was.equity - is.equity;
        let most = profit + costs(world, was.account, events);
        assert!(lost <= most, "{} loses {lost}, at most {most}: {was:?} {is:?}", was.account);
        let touched = |event: &Event| {
            let converted = Converted::read(&event.bytes).is_some_and(|taken| taken.account == was.account);
            let filled = OrderFilled::read(&event.bytes)
                .is_some_and(|fill| [fill.maker_account, fill.taker_account].contains(&was.account));
            filled || converted
        };
        if was.mmr == 0 && *profit == 0 && was.equity >= 0 && !events.iter().any(touched) {
            assert_eq!(lost, 0, "uninvolved: {was:?} {is:?}");
        }
    }
}

/// Users with the sum of their profits by market.
fn standing(world: &World) -> Vec<(AccountView, i64)> {
    let profit = |user: u64| {
        [MARKET, OTHER]
            .iter()
            .filter_map(|market| world.position(user, *market))
            .map(|view| view.unrealized.max(0))
            .sum()
    };
    let children = CHILDREN.iter().map(|(child, _)| *child);
    (1..=USERS).chain(children).map(|user| (world.account(user), profit(user))).collect()
}

/// A tick after a new mark, judged.
fn tick(world: &mut World, compared: bool) -> Vec<Event> {
    let (by_watch, _) = world.exchange.due_by_watch();
    assert_eq!(by_watch, world.exchange.due_by_scan(), "MGN-9: the watch misses somebody");
    let before = if compared { standing(world) } else { Vec::new() };
    let events = world.tick(5_000_000);
    compare(world, &before, &events);
    events
}

fn sequence(base: &World, seed: u64, met: &mut Met) {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut world = funded(base, &mut dice);
    let compared = seed % COMPARED == 0;
    let mut marks = [PRICE, PRICE];
    for _ in 0..EVENTS {
        let at = dice.below(2) as usize;
        let market = [MARKET, OTHER][at];
        let events = match dice.below(20) {
            0..=10 => trade(&mut world, &mut dice, market, marks[at]),
            11..=15 => {
                let most = dice.pick(&[4, 12, 120]);
                marks[at] = (marks[at] / 1_000 * (1_000 - most + dice.below(2 * most + 1))).max(1_000_000);
                world.prices(market, marks[at], marks[at]);
                tick(&mut world, compared)
            }
            16 => tick(&mut world, compared),
            17 => world.run(&bytes_of!(Sweep { market })),
            18 => {
                let user = 1 + dice.below(USERS);
                world.debit(user, 1 + dice.below(400 * USD as u64) as i64)
            }
            _ => {
                let user = 1 + dice.below(USERS);
                world.credit(user, 1 + dice.below(100 * USD as u64) as i64)
            }
        };
        met.tell(&events);
    }
    for _ in 0..3 {
        met.tell(&tick(&mut world, compared));
    }
    assert!(world.exchange.open_orders_hold() && world.exchange.borrows_hold());
    met.borrows += (1..=USERS).filter(|user| world.account(*user).collateral < 0).count() as u64;
    for (child, own) in CHILDREN {
        let elsewhere = [MARKET, OTHER].into_iter().filter(|market| *market != own);
        assert!(elsewhere.filter_map(|market| world.position(child, market)).all(|held| held.position == 0), "MGN-8");
    }
    for market in [MARKET, OTHER] {
        let view = world.market(market);
        let open = (1..=CHILDREN[2].0)
            .filter(|user| world.position(*user, market).is_some_and(|held| held.position != 0))
            .count();
        assert!(view.deficit <= open as i64, "LIQ-6: a deficit of {} stays: seed {seed}", view.deficit);
    }
}

/// [LIQ-1] [LIQ-2] [LIQ-3] [LIQ-5] [LIQ-6] [MGN-5] [MGN-9] [PNL-2] [PNL-3]: nothing that two markets in cross margin can do breaks the law.
#[test]
fn no_random_sequence_of_two_markets_breaks_the_law() {
    let sequences: u64 = std::env::var("LAW_SEQUENCES").map_or(60, |text| text.parse().unwrap());
    let (base, mut met) = (opened(), Met::default());
    for seed in 1..=sequences {
        sequence(&base, seed, &mut met);
    }
    println!("{sequences} sequences: {met:?}");
    assert!(
        met.conversions > 0 && met.by_backstop > 0 && met.rounds > 0 && met.fills > 0,
        "the sequences meet too little: {met:?}"
    );
}
