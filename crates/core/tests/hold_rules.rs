//! The engine goes no further than the chain can follow (CUST-9): what is taken by how far the chain is behind, and how it opens again.
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
use world::{bytes_of, reason_of, refused, Event, World, MARKET};

const S: u64 = 1_000_000;
const ROUND_US: u64 = 5 * S;
const INDEX: u64 = 600_000_000;
const PRICE: u32 = 600_000;

/// One round with a fresh index; its events.
fn round(world: &mut World, index_price: u64) -> Vec<Event> {
    world.ts_us += ROUND_US;
    let published = world.ts_us;
    world.run(&bytes_of!(SetIndex { market: MARKET, index_price, published, ..SetIndex::default() }));
    world.tick(0)
}

/// Rounds for so many seconds; the holds that were told.
fn rounds(world: &mut World, seconds: u64) -> Vec<u8> {
    (0..seconds * S / ROUND_US).flat_map(|_| holds(&round(world, INDEX))).collect()
}

fn holds(events: &[Event]) -> Vec<u8> {
    events.iter().filter_map(|event| HoldChanged::read(&event.bytes)).map(|told| told.hold).collect()
}

fn post(world: &mut World) -> Vec<Event> {
    let posted = world.ts_us;
    world.run(&bytes_of!(SetPosted { posted }))
}

/// Account 1 long, account 2 short, five lots; the round of now is on the chain.
fn with_positions() -> World {
    let mut world = World::new(3, 1_000_000);
    let _ = rounds(&mut world, 10);
    world.sell(2, PRICE, 5);
    world.buy(1, PRICE, 5);
    assert_eq!(post(&mut world).len(), 1, "nothing was held");
    world
}

/// CUST-9: the table, by how many seconds of rounds the chain lacks, the oldest of them the first five.
#[test]
fn what_is_taken_depends_on_how_far_the_chain_is_behind() {
    for (behind_s, new_risk, reduction, sweep, hold) in [
        (0, None, None, None, Hold::None),
        (65, None, None, None, Hold::None),
        (70, Some(Reason::SettlementBehind), None, None, Hold::Reductions),
        (905, Some(Reason::SettlementBehind), None, None, Hold::Reductions),
        (
            910,
            Some(Reason::SettlementStopped),
            Some(Reason::SettlementStopped),
            Some(Reason::SettlementStopped),
            Hold::Nothing,
        ),
    ] {
        let mut world = with_positions();
        let _ = rounds(&mut world, behind_s);
        assert_eq!(world.market(MARKET).hold, hold.code(), "{behind_s} s");
        let (bid, events) = world.buy(3, PRICE - 10, 1);
        assert_eq!(reason_of(&events), new_risk, "{behind_s} s: new risk");
        if new_risk.is_some() {
            let found = (refused(&events).expected, refused(&events).found);
            let most = if hold == Hold::Nothing { 900 * S } else { 60 * S };
            assert_eq!(found, (most as i64, (behind_s * S - ROUND_US) as i64));
        }
        assert_eq!(reason_of(&world.sell(1, PRICE + 10, 5).1), reduction, "{behind_s} s: a reduction");
        assert_eq!(reason_of(&world.run(&bytes_of!(Sweep { market: MARKET }))), sweep, "{behind_s} s: a sweep");
        if new_risk.is_none() {
            assert_eq!(reason_of(&world.cancel(3, bid)), None, "a cancel");
        }
        let twin = Exchange::restore(&world.exchange.snapshot()).unwrap();
        assert_eq!(twin.state_hash(), world.exchange.state_hash());
        let query = PreviewQuery { account: 3, market: MARKET, price: PRICE - 10, size: 1, ..PreviewQuery::default() };
        let told = PreviewView::read(&world.query(&bytes_of!(query))).unwrap();
        assert_eq!(Reason::from_u16(told.reason), Some(new_risk.unwrap_or(Reason::None)), "the preview knows");
    }
}

/// CUST-9: a resting order is cancelled in every hold; credits come; nothing is asked of a desk that has no chain.
#[test]
fn cancels_and_credits_are_taken_always_and_a_desk_without_a_chain_is_never_held() {
    let mut world = with_positions();
    let (bid, _) = world.buy(3, PRICE - 10, 1);
    let _ = rounds(&mut world, 1_000);
    assert_eq!(reason_of(&world.cancel(3, bid)), None);
    assert_eq!(reason_of(&world.credit(3, 1)), None);
    let mut alone = World::new(2, 1_000_000);
    assert_eq!(rounds(&mut alone, 2_000), []);
    assert_eq!(reason_of(&alone.buy(1, PRICE, 1).1), None);
}

/// CUST-9: told once each way; when nothing trades no round is made either, and one posted round opens everything.
#[test]
fn holds_are_told_and_end_with_the_round_that_is_posted() {
    let mut world = with_positions();
    let newest = world.ts_us + 910 * S;
    assert_eq!(rounds(&mut world, 2_000), [Hold::Reductions.code(), Hold::Nothing.code()]);
    let told = round(&mut world, INDEX);
    assert!(!told.iter().any(|event| MarkRound::read(&event.bytes).is_some()), "a mark that could not be posted");
    assert_eq!(holds(&world.run(&bytes_of!(SetPosted { posted: newest }))), [Hold::None.code()]);
    assert_eq!(reason_of(&world.buy(3, PRICE - 10, 1).1), None);
    let made = world.tick(0).iter().any(|event| MarkRound::read(&event.bytes).is_some());
    assert!(made, "and the next round comes at once");
    assert_eq!(
        world.market(MARKET).hold,
        Hold::None.code(),
        "far behind the last one, and the only one that is not posted"
    );
    assert_eq!(rounds(&mut world, 60), []);
    assert_eq!(rounds(&mut world, 5), [Hold::Reductions.code()]);
    assert_eq!(holds(&post(&mut world)), [Hold::None.code()]);
}

/// CUST-9, FND-1: what is held is no sample, so that engine and chain agree about an hour that was not posted.
#[test]
fn rounds_of_a_hold_are_no_samples() {
    let mut world = with_positions();
    let _ = rounds(&mut world, 65);
    let before = world.market(MARKET).samples;
    let _ = rounds(&mut world, 120);
    assert_eq!(world.market(MARKET).samples, before);
    post(&mut world);
    let _ = rounds(&mut world, 5);
    assert_eq!(world.market(MARKET).samples, before + 1);
}

/// CUST-9, LIQ-2: while only reductions are taken who is due is liquidated; while nothing trades nobody is, and afterwards he is.
#[test]
fn nobody_is_liquidated_while_nothing_trades() {
    for (behind_s, liquidated) in [(120, true), (910, false)] {
        let mut world = World::new(3, 1_500);
        world.run(&bytes_of!(SetBackstop { account: 3 }));
        let _ = rounds(&mut world, 10);
        world.sell(2, PRICE, 10_000);
        world.buy(1, PRICE, 10_000);
        post(&mut world);
        let _ = rounds(&mut world, behind_s);
        let step = |events: &[Event]| events.iter().any(|event| LiquidationStep::read(&event.bytes).is_some());
        let fall = INDEX - INDEX * 3 / 200;
        world.prices(MARKET, fall, fall);
        assert_eq!(step(&world.tick(0)), liquidated, "{behind_s} s");
        post(&mut world);
        assert!(liquidated || step(&world.tick(0)), "once it opens");
    }
}

/// CUST-9: the time told grows, and is not of the future.
#[test]
fn time_that_is_posted_grows() {
    let mut world = with_positions();
    let known = refused(&post(&mut world));
    assert_eq!(known.reason, Reason::PostedKnown.code());
    for posted in [0, world.ts_us + 1] {
        assert_eq!(reason_of(&world.run(&bytes_of!(SetPosted { posted }))), Some(Reason::RecordMalformed));
    }
}
