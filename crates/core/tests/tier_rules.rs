//! Tiers of a price at work: what is refused with tier and cause, what still happens, what is told (ORC-3).
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

mod world;

use quantdesk_core::schema_gen::*;
use quantdesk_core::Exchange;
use world::{bytes_of, listing, reason_of, Ask, Event, World, MARKET, USD};

const S: u64 = 1_000_000;
const PRICE: u64 = 600_000_000;

fn index(world: &mut World, index_price: u64, conf: u64, doubt: u32) -> Vec<Event> {
    let published = world.ts_us;
    world.run(&bytes_of!(SetIndex { market: MARKET, index_price, published, conf, doubt, evidence: [7; 32] }))
}

/// A feed of a second's interval, at tier valid, with a round made.
fn fed() -> World {
    let mut world = World::new(3, 10_000);
    for _ in 0..8 {
        world.ts_us += S;
        index(&mut world, PRICE, 0, 0);
        world.tick(0);
    }
    assert_eq!(world.market(MARKET).tier, Tier::Valid.code());
    world
}

fn changes(events: &[Event]) -> Vec<(u8, u8, u8)> {
    let told = events.iter().filter_map(|event| TierChanged::read(&event.bytes));
    told.map(|told| (told.before, told.tier, told.cause)).collect()
}

fn refused(events: &[Event]) -> Option<(Reason, i64, i64)> {
    let refused = events.iter().find_map(|event| Refused::read(&event.bytes))?;
    Some((reason_of(events)?, refused.expected, refused.found))
}

const fn tier(tier: Tier, cause: TierCause) -> Option<(Reason, i64, i64)> {
    Some((Reason::MarketTier, tier as i64, cause as i64))
}

/// ORC-3: silence lowers the tier at 4, 10 and 48 s; every change is told once, and orders are refused with tier and cause.
#[test]
fn silence_is_told_and_refuses_what_its_tier_does_not_allow() {
    let mut world = fed();
    world.sell(3, 600_000, 60);
    world.buy(1, 600_000, 60);
    assert_eq!(changes(&world.tick(4 * S)), []);
    assert_eq!(changes(&world.tick(1)), [(0, Tier::Slow as u8, TierCause::Age as u8)]);
    assert_eq!(reason_of(&world.buy(2, 600_000, 1).1), None, "little leverage is taken");
    assert_eq!(changes(&world.tick(6 * S)), [(1, Tier::Stale as u8, TierCause::Age as u8)]);
    assert_eq!(refused(&world.buy(2, 600_000, 1).1), tier(Tier::Stale, TierCause::Age));
    assert_eq!(reason_of(&world.sell(1, 600_000, 1).1), None, "a reduction is taken");
    assert_eq!(changes(&world.tick(38 * S)), [(2, Tier::Missing as u8, TierCause::Age as u8)]);
    assert_eq!(refused(&world.buy(2, 600_000, 1).1), tier(Tier::Missing, TierCause::Age));
    let (order, events) = world.sell(1, 600_000, 1);
    assert_eq!(reason_of(&events), None, "closed only, at the last valid price");
    assert_eq!(
        reason_of(&world.run(&bytes_of!(CancelOrder { account: 1, order_id: order, client_order_id: 0 }))),
        None
    );
    assert_eq!(changes(&index(&mut world, PRICE, 0, 0)), [(5, 0, 0)]);
    assert_eq!(changes(&world.tick(0)), [], "a change is told once");
}

/// ORC-3: at tier slow new risk has half of its value as margin: 10,000 USD carry 20,000 USD of BTC, not 20,006.
#[test]
fn slow_price_takes_no_new_leverage_above_two() {
    let mut world = fed();
    index_wide(&mut world);
    assert_eq!(refused(&world.buy(1, 599_000, 3_334).1), tier(Tier::Slow, TierCause::Confidence));
    assert_eq!(reason_of(&world.buy(1, 599_000, 3_333).1), None);
    assert_eq!(refused(&world.buy(1, 599_000, 1).1), tier(Tier::Slow, TierCause::Confidence));
}

fn index_wide(world: &mut World) {
    world.ts_us += S;
    let events = index(world, PRICE, PRICE / 400, 0);
    assert_eq!(changes(&events), [(0, Tier::Slow as u8, TierCause::Confidence as u8)]);
}

/// ORC-3: an uncertain price is kept as evidence and never counts: no fill, no round, no sample; cancels go on.
#[test]
fn uncertain_price_never_counts_and_stops_fills() {
    let mut world = fed();
    let (order, _) = world.sell(3, 600_000, 10);
    world.buy(1, 600_000, 5);
    world.ts_us += 5 * S;
    let events = index(&mut world, PRICE / 2, PRICE / 99, 0);
    let told = IndexSet::read(&events[0].bytes).unwrap();
    assert_eq!((told.used, told.evidence), (0, [7; 32]));
    let before = world.market(MARKET);
    assert_eq!((before.newest_price, before.tier), (PRICE, Tier::Uncertain.code()));
    world.tick(ROUND);
    assert_eq!((world.market(MARKET).mark_price, world.market(MARKET).samples), (before.mark_price, before.samples));
    for events in [world.buy(1, 600_000, 1).1, world.sell(1, 600_000, 1).1] {
        assert_eq!(refused(&events), tier(Tier::Uncertain, TierCause::Confidence));
    }
    assert_eq!(
        reason_of(&world.run(&bytes_of!(CancelOrder { account: 3, order_id: order, client_order_id: 0 }))),
        None
    );
}

const ROUND: u64 = 5 * S;

/// ORC-3: more than five times the last price is no price: nothing is liquidated at it, and it ends with one that follows.
#[test]
fn jump_is_volatile_until_a_price_follows() {
    let mut world = fed();
    world.ts_us += S;
    assert_eq!(changes(&index(&mut world, PRICE / 5 - 1, 0, 0)), [(0, Tier::Volatile as u8, TierCause::Jump as u8)]);
    assert_eq!(world.market(MARKET).newest_price, PRICE);
    assert_eq!(refused(&world.buy(1, 600_000, 1).1), tier(Tier::Volatile, TierCause::Jump));
    world.ts_us += S;
    assert_eq!(changes(&index(&mut world, PRICE / 5, 0, 0)), [(Tier::Volatile as u8, 0, 0)]);
}

/// ORC-3: the venues' doubt moves the tier and nothing else.
#[test]
fn doubt_of_the_venues_moves_the_tier_alone() {
    let mut world = fed();
    world.ts_us += S;
    let events = index(&mut world, PRICE + 1_000, 0, 20_001);
    assert_eq!(changes(&events), [(0, Tier::Uncertain as u8, TierCause::Venues as u8)]);
    assert_eq!(world.market(MARKET).newest_price, PRICE + 1_000);
    world.ts_us += S;
    assert_eq!(changes(&index(&mut world, PRICE, 0, 3_000)), [(3, Tier::Slow as u8, TierCause::Venues as u8)]);
}

/// ORC-3: nobody is liquidated as long as a price of his is an emergency one, and somebody who is due is when it is over.
#[test]
fn emergency_price_liquidates_nobody() {
    let mut world = fed();
    world.run(&bytes_of!(SetBackstop { account: 2 }));
    world.sell(3, 600_000, 70_000);
    world.buy(1, 600_000, 70_000);
    let fall = |world: &mut World, conf: u64| {
        let mut steps = 0;
        for _ in 0..6 {
            world.ts_us += ROUND;
            index(world, PRICE * 97 / 100, conf, 0);
            steps += world.tick(0).iter().filter(|event| LiquidationStep::read(&event.bytes).is_some()).count();
        }
        steps
    };
    world.prices(MARKET, PRICE, PRICE * 98 / 100);
    world.ts_us += S;
    index(&mut world, PRICE, PRICE / 40, 0);
    assert_eq!(world.market(MARKET).tier, Tier::Uncertain.code());
    assert_eq!(fall(&mut world, PRICE / 40), 0);
    assert!(fall(&mut world, 0) > 0);
}

/// ORC-3: when a price is back, the mark is still the one of before it was gone: it closes nobody, who is due or leaves, until the next round.
#[test]
fn price_that_is_back_closes_nobody_before_its_round() {
    const OTHER: u16 = MARKET + 1;
    let mut world = fed();
    world.run(&bytes_of!(listing(OTHER)));
    world.run(&bytes_of!(SetBackstop { account: 2 }));
    let other = |world: &mut World, price: u64| {
        let published = world.ts_us;
        let set = SetIndex { market: OTHER, index_price: price, published, conf: 0, doubt: 0, evidence: [7; 32] };
        world.run(&bytes_of!(set));
    };
    let steps = |events: &[Event]| events.iter().filter(|event| LiquidationStep::read(&event.bytes).is_some()).count();
    let round = |world: &mut World, price: u64| {
        world.ts_us += ROUND;
        other(world, price);
        steps(&world.tick(0))
    };
    round(&mut world, PRICE);
    index(&mut world, PRICE, 0, 0);
    world.sell(3, 600_000, 20_000);
    world.buy(1, 600_000, 20_000);
    for (account, side) in [(3, Side::Sell), (1, Side::Buy)] {
        let ask = Ask { market: OTHER, ..world.ask(account, side, 600_000, 35_000) };
        assert_eq!(reason_of(&world.place(&ask).1), None);
    }
    assert_eq!((0..10).map(|_| round(&mut world, PRICE)).sum::<usize>(), 0);
    assert_eq!(world.market(MARKET).tier, Tier::Missing.code());
    assert_eq!((0..9).map(|_| round(&mut world, PRICE * 95 / 100)).sum::<usize>(), 0, "nobody knows his health");

    world.ts_us += 2 * S;
    assert_eq!(changes(&index(&mut world, PRICE, 0, 0)), [(5, 0, 0)]);
    let mut leaving = world.clone();
    assert_eq!(steps(&world.tick(0)), 0, "no round is due yet");
    assert!(steps(&world.tick(3 * S)) > 0);

    leaving.run(&bytes_of!(Leave { account: 1, leaving: 1 }));
    let closed = |world: &mut World| {
        let events = world.run(&bytes_of!(CloseLeaving { account: 1, last: 0 }));
        let told = events.iter().filter_map(|event| LeavingClosed::read(&event.bytes));
        told.map(|told| told.market).collect::<Vec<_>>()
    };
    assert_eq!(closed(&mut leaving.clone()), [OTHER]);
    leaving.credit(1, 10_000 * USD);
    leaving.tick(3 * S);
    assert_eq!(closed(&mut leaving), [MARKET, OTHER]);
}

/// ORC-3, CUST-30, CUST-40: a price that comes back liquidates nobody by the mark of before: not before its own round, as the chain takes
/// no mark that is older than a minute.
#[test]
fn price_that_comes_back_liquidates_by_its_own_round() {
    let mut world = fed();
    world.run(&bytes_of!(SetBackstop { account: 2 }));
    world.run(&bytes_of!(listing(MARKET + 1)));
    world.sell(3, 600_000, 70_000);
    world.buy(1, 600_000, 70_000);
    world.prices(MARKET, PRICE, PRICE * 98 / 100);
    let published = |world: &World, market, conf| {
        let published = world.ts_us;
        bytes_of!(SetIndex { market, index_price: PRICE * 98 / 100, published, conf, doubt: 0, evidence: [7; 32] })
    };
    for _ in 0..70 {
        world.ts_us += S;
        for (market, conf) in [(MARKET, PRICE / 40), (MARKET + 1, 0)] {
            world.run(&published(&world, market, conf));
        }
        world.tick(0);
    }
    let steps = |events: &[Event]| events.iter().filter(|event| LiquidationStep::read(&event.bytes).is_some()).count();
    let rounds = |events: &[Event]| events.iter().filter(|event| MarkRound::read(&event.bytes).is_some()).count();
    world.ts_us += 1;
    world.run(&published(&world, MARKET, 0));
    assert_eq!(world.market(MARKET).tier, Tier::Valid.code());
    let mut before = 0;
    let events = loop {
        let events = world.tick(S);
        if rounds(&events) > 0 {
            break events;
        }
        assert_eq!(steps(&events), 0);
        before += 1;
    };
    assert!(before > 0 && steps(&events) > 0);
}

/// ORC-3: tiers are state: an exchange restored in the middle of a silence judges it as before.
#[test]
fn tier_and_interval_survive_a_snapshot() {
    let mut world = fed();
    world.tick(4 * S + 1);
    let mut twin = world.clone();
    twin.exchange = Exchange::restore(&world.exchange.snapshot()).unwrap();
    for later in [0, 7 * S, 40 * S] {
        assert_eq!(world.tick(later), twin.tick(later));
    }
    assert_eq!(world.exchange.state_hash(), twin.exchange.state_hash());
}
