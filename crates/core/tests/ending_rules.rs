//! Ways out that the chain decides: who leaves only reduces, and a frozen exchange changes nothing any more.
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
use world::{bytes_of, cancels, fills, reason_of, Event, World, USD};

const PRICE: u32 = 600_000;

fn leave(world: &mut World, leaving: u8) -> Vec<Event> {
    world.run(&bytes_of!(Leave { account: 1, leaving }))
}

fn restrictions_of(events: &[Event]) -> Option<u8> {
    events.iter().find_map(|event| RestrictionsSet::read(&event.bytes)).map(|event| event.restrictions)
}

fn restrict(world: &mut World, restrictions: u8) -> Vec<Event> {
    world.run(&bytes_of!(SetRestrictions { account: 1, restrictions }))
}

/// CUST-23: bids go at once and no new one is taken; what lowers the position is; taken back, all is as before.
#[test]
fn who_asked_for_an_exit_only_reduces_until_it_is_taken_back() {
    let mut world = World::new(2, 1_000_000);
    let _ = world.buy(1, PRICE, 5);
    let _ = world.sell(2, PRICE, 5);
    let (bid, _) = world.buy(1, PRICE - 10, 2);
    let events = leave(&mut world, 1);
    assert_eq!(cancels(&events).iter().map(|cancel| cancel.order_id).collect::<Vec<_>>(), [bid]);
    assert_eq!(restrictions_of(&events), Some(Restriction::Leaving.code()));
    let (_, events) = world.buy(1, PRICE - 10, 1);
    assert_eq!(reason_of(&events), Some(Reason::AccountRestricted));
    let (_, events) = world.sell(1, PRICE + 10, 5);
    assert_eq!(reason_of(&events), None);
    let (_, events) = world.sell(1, PRICE + 20, 1);
    assert_eq!(reason_of(&events), Some(Reason::AccountRestricted), "six lots of five would turn the position");
    assert_eq!(restrictions_of(&leave(&mut world, 0)), Some(0));
    let (_, events) = world.buy(1, PRICE - 10, 1);
    assert_eq!(reason_of(&events), None);
}

/// CUST-23, RST-1: what the operator restricts and what the chain says do not touch each other.
#[test]
fn restrictions_of_the_operator_and_an_exit_stand_beside_each_other() {
    let mut world = World::new(1, 1);
    assert_eq!(restrictions_of(&restrict(&mut world, 2)), Some(2));
    assert_eq!(restrictions_of(&leave(&mut world, 1)), Some(10));
    assert_eq!(restrictions_of(&restrict(&mut world, 0)), Some(8));
    assert_eq!(restrictions_of(&restrict(&mut world, 1)), Some(9));
    assert_eq!(restrictions_of(&leave(&mut world, 0)), Some(1));
    assert_eq!(reason_of(&restrict(&mut world, 8)), Some(Reason::RecordMalformed), "an exit is the chain's to tell");
    assert_eq!(reason_of(&leave(&mut world, 2)), Some(Reason::RecordMalformed));
    let twin = Exchange::restore(&world.exchange.snapshot()).unwrap();
    assert_eq!(twin.state_hash(), world.exchange.state_hash());
}

/// CUST-24: no order, cancel, price, credit or liquidation any more; time passes, questions are answered, a restored one is frozen too.
#[test]
fn frozen_exchange_changes_nothing_but_its_clock() {
    let mut world = World::new(2, 1_000_000);
    let (bid, _) = world.buy(1, PRICE, 5);
    assert_eq!(reason_of(&world.run(&bytes_of!(Freeze { since: 0 }))), Some(Reason::RecordMalformed));
    let events = world.run(&bytes_of!(Freeze { since: 77 }));
    assert_eq!(Frozen::read(&events[0].bytes).map(|event| event.since), Some(77));
    let before = world.account(1);
    let records = [
        bytes_of!(Freeze { since: 78 }),
        bytes_of!(Leave { account: 1, leaving: 1 }),
        bytes_of!(CancelOrder { account: 1, order_id: bid, client_order_id: 0 }),
        bytes_of!(SetPrices { market: world::MARKET, index_price: 1_000, mark_price: 1_000 }),
        world.credit_of(1, USD),
        bytes_of!(OpenExchange { domain: [1; 8] }),
    ];
    for record in records {
        let events = world.run(&record);
        assert_eq!((events.len(), reason_of(&events)), (1, Some(Reason::ExchangeFrozen)));
    }
    let (_, events) = world.sell(2, PRICE, 5);
    assert_eq!((events.len(), reason_of(&events)), (1, Some(Reason::ExchangeFrozen)));
    let day_us = 86_400_000_000 * 40;
    assert_eq!(world.tick(day_us).len(), 0, "an order whose time has passed rests on");
    assert_eq!(world.account(1), before);
    let twin = Exchange::restore(&world.exchange.snapshot()).unwrap();
    for exchange in [&world.exchange, &twin] {
        let mut answer = Vec::new();
        exchange.query(&bytes_of!(FrozenQuery {}), &mut answer).unwrap();
        assert_eq!(FrozenView::read(&answer[AnswerHead::SIZE..]).map(|view| view.since), Some(77));
    }
}

fn close(world: &mut World) -> Vec<Event> {
    world.run(&bytes_of!(CloseLeaving { account: 1, last: 0 }))
}

fn position_of(world: &World, account: u64) -> i64 {
    world.position(account, world::MARKET).map_or(0, |view| view.position)
}

/// CUST-34: who leaves is closed against what is there within 50 bps of the index, for the fee of a taker; the rest stays and is tried again.
#[test]
fn position_of_who_leaves_is_closed_near_the_index_and_no_further() {
    let mut world = World::new(3, 1_000_000);
    let _ = world.buy(1, PRICE, 5);
    let _ = world.sell(2, PRICE, 5);
    assert_eq!(reason_of(&close(&mut world)), Some(Reason::ReduceOnlyNothing), "he has not asked for it");
    let _ = leave(&mut world, 1);
    let near = PRICE - PRICE / 200;
    let _ = world.buy(3, near - 1, 9);
    let events = close(&mut world);
    let told = LeavingClosed::read(&events[0].bytes).unwrap();
    assert_eq!((told.account, told.side, told.size, told.price), (1, Side::Sell.code(), 5, near));
    assert_eq!(position_of(&world, 1), 5, "a bid one tick too low is not met");
    let _ = world.buy(3, near, 3);
    let made = fills(&close(&mut world));
    assert_eq!(
        made.iter().map(|fill| (fill.size, fill.price, fill.taker_order_id)).collect::<Vec<_>>(),
        [(3, near, [0; 16])]
    );
    assert!(made[0].taker_fee > 0);
    assert_eq!(position_of(&world, 1), 2);
    let _ = world.buy(3, PRICE, 7);
    let _ = close(&mut world);
    assert_eq!(position_of(&world, 1), 0, "as many as there are, never more");
    assert_eq!(reason_of(&close(&mut world)), Some(Reason::ReduceOnlyNothing));
    assert_eq!(reason_of(&world.run(&bytes_of!(CloseLeaving { account: 77, last: 0 }))), Some(Reason::AccountUnknown));
}

/// CUST-34: rounded for the one who leaves, in both directions.
#[test]
fn worst_price_of_a_close_lies_within_50_bps_of_the_index() {
    use quantdesk_core::leaving::closing_limit;
    use quantdesk_core::units::{Mticks, Side};
    let limits = |mticks| {
        (closing_limit(Side::Sell, Mticks(mticks)).unwrap().0, closing_limit(Side::Buy, Mticks(mticks)).unwrap().0)
    };
    assert_eq!(limits(600_000_000), (597_000, 603_000));
    assert_eq!(limits(600_000_001), (597_001, 603_000));
    assert_eq!(limits(1_000), (1, 1));
    assert_eq!(limits(2_000_000_000), (1_990_000, 2_010_000));
    assert_eq!(limits(2_147_483_647_000).1, 2_147_483_647, "the highest price of all");
    assert!(closing_limit(Side::Buy, Mticks(900)).is_err());
}

/// CUST-51: the last twelve hours begin sixty behind the request of seventy-two, at once where there are no more than twelve.
#[test]
fn last_hours_of_an_exit_are_twelve() {
    use quantdesk_core::leaving::is_last;
    let asked_s = 1_700_000_000;
    let begin_s = asked_s + 60 * 3_600;
    assert!(!is_last(asked_s, 72, begin_s - 1) && is_last(asked_s, 72, begin_s));
    assert!(!is_last(asked_s, 13, asked_s + 3_599) && is_last(asked_s, 13, asked_s + 3_600));
    assert!(!is_last(asked_s, 12, asked_s - 1) && is_last(asked_s, 12, asked_s) && is_last(asked_s, 1, asked_s));
    assert!(!is_last(asked_s, u64::MAX, i64::MAX - 1));
}

/// CUST-51: what no order took goes by a round at the index, only when it is told to; a flag is 0 or 1.
#[test]
fn what_no_order_takes_goes_by_a_round_in_the_last_hours() {
    let mut world = World::new(4, 1_000_000);
    let _ = world.run(&bytes_of!(SetBackstop { account: 4 }));
    let _ = world.buy(1, PRICE, 5);
    let _ = world.sell(2, PRICE, 5);
    let _ = leave(&mut world, 1);
    let _ = world.buy(3, PRICE, 2);
    let events = world.run(&bytes_of!(CloseLeaving { account: 1, last: 2 }));
    assert_eq!(reason_of(&events), Some(Reason::RecordMalformed));
    let _ = world.run(&bytes_of!(CloseLeaving { account: 1, last: 1 }));
    assert_eq!((position_of(&world, 1), position_of(&world, 2), position_of(&world, 3)), (0, -2, 2));
    assert_eq!(reason_of(&close(&mut world)), Some(Reason::ReduceOnlyNothing));
}
