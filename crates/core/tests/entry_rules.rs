//! BOOK-6: entries on the chain. No free entry, no match: told before it, in words that a program can act on.
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

mod world;

use quantdesk_core::entries::GRACE_SLOTS;
use quantdesk_core::schema_gen::{
    CancelReason, EntryLimitSet, OrderKind, PreviewQuery, PreviewView, RaiseFloor, Reason, SetEntryLimit, Side,
    TimeInForce,
};
use quantdesk_core::Exchange;
use world::{accepted, bytes_of, cancels, fills, reason_of, refused, World, MARKET};

const AT: u32 = 600_000;
const SLOT_US: u64 = 400_000;

/// Tables of 32 entries: sixteen for any order, sixteen more for those that reduce.
fn world(accounts: u64) -> World {
    let mut world = World::new(accounts, 100_000);
    let events = world.run(&bytes_of!(SetEntryLimit { entries: 32 }));
    assert_eq!(EntryLimitSet::read(&events[0].bytes), Some(EntryLimitSet { entries: 32 }));
    world
}

/// The taker's matched orders are so many more, each against one resting order of the maker.
fn trade(world: &mut World, maker: u64, taker: u64, count: usize) {
    let size = count as u32;
    let mut ask = world.ask(maker, Side::Sell, AT, size);
    ask.expiry_slot = world.slot() + 100;
    world.place(&ask);
    for _ in 0..count {
        let mut ask = world.ask(taker, Side::Buy, AT, 1);
        (ask.expiry_slot, ask.time_in_force) = (world.slot() + 100, TimeInForce::Ioc);
        assert_eq!(fills(&world.place(&ask).1).len(), 1);
    }
}

fn used(world: &World, account: u64) -> u16 {
    world.account(account).entries_used
}

#[test]
fn an_order_takes_one_entry_with_its_first_match_and_none_by_resting() {
    let mut world = world(2);
    world.sell(1, AT + 100, 5);
    assert_eq!((used(&world, 1), world.account(1).entries_max), (0, 32));
    trade(&mut world, 1, 2, 3);
    assert_eq!((used(&world, 1), used(&world, 2)), (1, 3));
}

#[test]
fn who_has_no_free_entry_is_refused_when_the_order_arrives_unless_it_reduces() {
    let mut world = world(3);
    trade(&mut world, 1, 2, 16);
    for price in [AT, AT - 5_000] {
        let (_, events) = world.buy(2, price, 1);
        let told = refused(&events);
        assert_eq!((reason_of(&events), told.expected, told.found), (Some(Reason::EntriesFull), 16, 16));
    }
    world.buy(3, AT - 10, 16);
    let mut out = world.ask(2, Side::Sell, AT - 10, 16);
    (out.reduce_only, out.time_in_force) = (true, TimeInForce::Ioc);
    assert_eq!(fills(&world.place(&out).1).len(), 1);
    assert_eq!((used(&world, 2), world.position(2, MARKET)), (17, None));
}

#[test]
fn a_maker_without_a_free_entry_is_cancelled_and_the_match_goes_on() {
    let mut world = world(4);
    let (first, _) = world.sell(2, AT - 2, 5);
    world.sell(3, AT - 1, 5);
    // The second account uses up its entries elsewhere while its order rests.
    for _ in 0..16 {
        world.buy(1, AT - 5, 1);
        world.sell(2, AT - 5, 1);
    }
    assert_eq!(used(&world, 2), 16);
    let mut fok = world.ask(4, Side::Buy, AT, 10);
    fok.time_in_force = TimeInForce::Fok;
    let (_, events) = world.place(&fok);
    assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::FokUnfillable), 5));
    let (_, events) = world.buy(4, AT, 5);
    assert_eq!((cancels(&events)[0].order_id, cancels(&events)[0].reason), (first, CancelReason::Entries.code()));
    assert_eq!(fills(&events)[0].maker_account, 3);
}

#[test]
fn an_order_that_has_matched_goes_on_when_the_table_is_full() {
    let mut world = world(4);
    world.sell(2, AT, 10);
    world.buy(1, AT, 1);
    for _ in 0..15 {
        world.buy(1, AT - 5, 1);
        world.sell(2, AT - 5, 1);
    }
    assert_eq!((used(&world, 2), fills(&world.buy(4, AT, 9).1).len()), (16, 1));
}

#[test]
fn entries_are_free_past_the_grace_or_below_the_floor() {
    let mut world = world(2);
    trade(&mut world, 1, 2, 16);
    world.tick((100 + GRACE_SLOTS) * SLOT_US);
    assert_eq!((used(&world, 2), reason_of(&world.buy(2, AT, 1).1)), (16, Some(Reason::EntriesFull)));
    world.tick(SLOT_US);
    assert!(accepted(&world.buy(2, AT - 100, 1).1).is_some());
    assert_eq!(used(&world, 2), 0);
    trade(&mut world, 1, 2, 16);
    world.tick(1_000);
    let nonce = (world.ts_us / 1_000) << 12;
    world.run(&bytes_of!(RaiseFloor { account: 2, nonce, inbox: 1 }));
    assert_eq!(used(&world, 2), 0);
    assert!(accepted(&world.buy(2, AT - 100, 1).1).is_some());
}

#[test]
fn a_preview_tells_it() {
    let mut world = world(2);
    trade(&mut world, 1, 2, 16);
    let query = PreviewQuery {
        account: 2,
        market: MARKET,
        side: Side::Buy.code(),
        kind: OrderKind::Limit.code(),
        time_in_force: TimeInForce::Gtc.code(),
        post_only: 0,
        reduce_only: 0,
        price: AT,
        size: 1,
    };
    let told = PreviewView::read(&world.query(&bytes_of!(query))).unwrap();
    assert_eq!(told.reason, Reason::EntriesFull.code());
}

#[test]
fn a_snapshot_keeps_what_is_bound() {
    let mut world = world(2);
    trade(&mut world, 1, 2, 16);
    let kept = world.exchange.snapshot();
    world.exchange = Exchange::restore(&kept).unwrap();
    assert_eq!(world.exchange.snapshot(), kept);
    assert_eq!((used(&world, 2), reason_of(&world.buy(2, AT, 1).1)), (16, Some(Reason::EntriesFull)));
}

#[test]
fn an_exchange_that_settles_nowhere_counts_none_and_a_table_has_room_for_reductions() {
    let mut world = World::new(2, 100_000);
    let few = world.run(&bytes_of!(SetEntryLimit { entries: 31 }));
    assert_eq!((reason_of(&few), world.account(1).entries_max), (Some(Reason::RecordMalformed), 160));
    world.run(&bytes_of!(SetEntryLimit { entries: u16::MAX }));
    trade(&mut world, 1, 2, 200);
    assert_eq!(used(&world, 2), 0);
}
