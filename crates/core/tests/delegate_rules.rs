//! SIG-4: delegates bounded to markets and to an amount a UTC day: when an order arrives, when it matches, when it starts.
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

mod world;

use quantdesk_core::schema_gen::*;
use quantdesk_core::units::DAY_US;
use quantdesk_core::Exchange;
use world::{accepted, bytes_of, cancels, fills, key, listing, place_of, reason_of, refused, World, MARKET, USD};

const AT: u32 = 600_000;
/// Of one lot at that price.
const LOT: i64 = 6 * USD;
const OTHER: u16 = 2;
const KEY: u64 = 50;
const WITHIN: u64 = 1 << MARKET;

/// Two accounts and two markets, at noon.
fn world() -> World {
    let mut world = World::new(3, 100_000);
    world.run(&bytes_of!(listing(OTHER)));
    world.prices(OTHER, u64::from(AT) * 1_000, u64::from(AT) * 1_000);
    let noon = world.ts_us / DAY_US * DAY_US + DAY_US * 3 / 2;
    world.tick(noon - world.ts_us);
    world
}

fn delegate(world: &mut World, number: u64, markets: u64, lots_a_day: i64) -> Vec<world::Event> {
    delegate_with(world, number, markets, lots_a_day, 0)
}

fn delegate_with(world: &mut World, number: u64, markets: u64, lots_a_day: i64, near_index: u8) -> Vec<world::Event> {
    let (delegate, notional_day) = (key(number), (lots_a_day * LOT) as u64);
    let expiry_us = world.ts_us + 100 * DAY_US;
    world.run(&bytes_of!(AddDelegate { account: 1, delegate, expiry_us, inbox: 0, markets, notional_day, near_index }))
}

fn remove(world: &mut World) {
    let _ = world.run(&bytes_of!(RemoveDelegate { account: 1, delegate: key(KEY), inbox: 0 }));
}

/// An order of the first account that the delegate signed.
fn signed(world: &mut World, side: Side, price: u32, size: u32) -> world::Ask {
    let mut ask = world.ask(1, side, price, size);
    ask.signer = key(KEY);
    ask
}

fn place(world: &mut World, side: Side, price: u32, size: u32) -> ([u8; 16], Vec<world::Event>) {
    let ask = signed(world, side, price, size);
    world.place(&ask)
}

fn view(world: &World) -> DelegateView {
    let bytes = world.query(&bytes_of!(AccountQuery { account: 1 }));
    let mut rest = bytes.as_slice();
    while rest[0] != DelegateView::KIND {
        rest = &rest[usize::from(u16::from_le_bytes([rest[2], rest[3]]))..];
    }
    DelegateView::read(rest).unwrap()
}

#[test]
fn an_order_in_a_market_that_its_owner_did_not_name_is_refused() {
    let mut world = world();
    delegate(&mut world, KEY, WITHIN, 0);
    let mut ask = signed(&mut world, Side::Sell, AT + 10, 1);
    ask.market = OTHER;
    let (_, events) = world.place(&ask);
    assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::DelegateMarket), i64::from(OTHER)));
    let (_, events) = place(&mut world, Side::Sell, AT + 10, 1);
    assert!(accepted(&events).is_some());
    let mut own = world.ask(1, Side::Sell, AT + 10, 1);
    own.market = OTHER;
    assert!(accepted(&world.place(&own).1).is_some(), "the owner's own key has no bound");
}

#[test]
fn an_order_that_waits_is_judged_by_its_market_when_it_arrives() {
    let mut world = world();
    delegate(&mut world, KEY, 1 << OTHER, 0);
    let mut ask = signed(&mut world, Side::Buy, AT + 2_000, 1);
    ask.trigger = AT + 1_000;
    let PlaceOrder { order_id, message, signature, signer, .. } = place_of(&ask);
    let kind = OrderKind::StopLimit.code();
    let algo = PlaceAlgo {
        order_id,
        message,
        signature,
        signer,
        kind,
        source: PriceSource::Mark.code(),
        distance: 0,
        distance_ppm: 0,
        activation: 0,
        link: Link::None.code(),
        linked: [0; 16],
        display: 0,
        offset: 0,
        slices: 0,
    };
    assert_eq!(reason_of(&world.run(&bytes_of!(algo))), Some(Reason::DelegateMarket));
}

#[test]
fn an_order_above_what_is_left_of_the_day_is_refused_with_what_is_left() {
    let mut world = world();
    delegate(&mut world, KEY, WITHIN, 5);
    let (_, events) = place(&mut world, Side::Buy, AT, 6);
    let told = refused(&events);
    assert_eq!((reason_of(&events), told.expected, told.found), (Some(Reason::DelegateDay), 5 * LOT, 6 * LOT));
    world.sell(2, AT, 10);
    let (_, events) = place(&mut world, Side::Buy, AT, 4);
    assert_eq!(fills(&events).len(), 1);
    assert_eq!((view(&world).markets, view(&world).notional_day), (WITHIN, 5 * LOT as u64));
    assert_eq!(view(&world).traded_day, 4 * LOT as u64);
    let (_, events) = place(&mut world, Side::Buy, AT, 2);
    assert_eq!((reason_of(&events), refused(&events).expected), (Some(Reason::DelegateDay), LOT));
    assert_eq!(fills(&place(&mut world, Side::Buy, AT, 1).1).len(), 1, "to the last atom");
    assert_eq!(reason_of(&place(&mut world, Side::Sell, AT, 1).1), Some(Reason::DelegateDay), "a reduction counts too");
}

#[test]
fn a_resting_order_whose_match_would_pass_the_day_is_cancelled_and_the_match_goes_on() {
    let mut world = world();
    delegate(&mut world, KEY, WITHIN, 5);
    let (first, _) = place(&mut world, Side::Sell, AT, 5);
    let (second, _) = place(&mut world, Side::Sell, AT, 5);
    world.sell(3, AT, 5);
    let (_, events) = world.buy(2, AT, 6);
    let made: Vec<_> = fills(&events).iter().map(|fill| (fill.maker_account, fill.size)).collect();
    assert_eq!(made, [(1, 5), (3, 1)]);
    let (ended, count) = (cancels(&events)[0], cancels(&events).len());
    assert_eq!(count, 1);
    assert_eq!((ended.order_id, ended.reason), (second, CancelReason::DelegateDay.code()));
    assert_eq!((fills(&events)[0].maker_order_id, view(&world).traded_day), (first, 5 * LOT as u64));
}

/// A sale may fill better than its limit, and so for more: the day holds at the price of the match.
#[test]
fn a_taker_stops_where_a_better_price_would_pass_the_day() {
    let mut world = world();
    delegate(&mut world, KEY, WITHIN, 5);
    world.buy(2, AT + 10, 3);
    world.buy(2, AT, 3);
    let (_, events) = place(&mut world, Side::Sell, AT, 5);
    assert_eq!(fills(&events).iter().map(|fill| fill.size).collect::<Vec<_>>(), [3]);
    assert_eq!(cancels(&events)[0].reason, CancelReason::DelegateDay.code());
    assert_eq!(view(&world).traded_day, 3 * (LOT as u64 + 100));
    let mut ask = signed(&mut world, Side::Sell, AT, 2);
    ask.time_in_force = TimeInForce::Fok;
    let (_, events) = world.place(&ask);
    assert_eq!(reason_of(&events), Some(Reason::DelegateDay), "what is left is less than two lots");
}

/// Fill-or-kill is simulated by the same rule.
#[test]
fn an_order_that_must_fill_whole_is_refused_where_the_day_ends_within_it() {
    let mut world = world();
    delegate(&mut world, KEY, WITHIN, 5);
    world.buy(2, AT + 10, 5);
    let mut ask = signed(&mut world, Side::Sell, AT, 5);
    ask.time_in_force = TimeInForce::Fok;
    let (_, events) = world.place(&ask);
    assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::FokUnfillable), 0));
    let mut own = world.ask(1, Side::Sell, AT, 5);
    own.time_in_force = TimeInForce::Fok;
    assert_eq!(fills(&world.place(&own).1).len(), 1);
}

/// What a simulated order fills of a resting one counts for the next of the same key.
#[test]
fn an_order_that_must_fill_whole_sees_which_resting_ones_their_day_cancels() {
    let mut world = world();
    delegate(&mut world, KEY, WITHIN, 5);
    for _ in 0..2 {
        assert!(accepted(&place(&mut world, Side::Sell, AT, 4).1).is_some());
    }
    let mut whole = world.ask(2, Side::Buy, AT, 8);
    whole.time_in_force = TimeInForce::Fok;
    let (_, events) = world.place(&whole);
    assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::FokUnfillable), 4));
}

#[test]
fn the_day_begins_at_midnight_utc_of_engine_time() {
    let mut world = world();
    delegate(&mut world, KEY, WITHIN, 5);
    world.sell(2, AT, 20);
    assert_eq!(fills(&place(&mut world, Side::Buy, AT, 5).1).len(), 1);
    world.tick(DAY_US / 2 - 1);
    assert_eq!(reason_of(&place(&mut world, Side::Buy, AT, 1).1), Some(Reason::DelegateDay));
    world.tick(1);
    assert_eq!(view(&world).traded_day, 0);
    assert_eq!(fills(&place(&mut world, Side::Buy, AT, 5).1).len(), 1);
    assert_eq!(view(&world).traded_day, 5 * LOT as u64);
}

/// Whoever tells of a key twice makes its day no larger: a keeper that saw an older state of the chain removes it and adds it again.
#[test]
fn a_key_that_is_removed_and_added_again_has_no_more_of_the_day() {
    let mut world = world();
    delegate(&mut world, KEY, WITHIN, 5);
    world.sell(2, AT, 20);
    place(&mut world, Side::Buy, AT, 4);
    remove(&mut world);
    delegate(&mut world, KEY + 1, WITHIN, 5);
    delegate(&mut world, KEY, WITHIN, 5);
    assert_eq!(reason_of(&place(&mut world, Side::Buy, AT, 2).1), Some(Reason::DelegateDay));
    remove(&mut world);
    delegate(&mut world, KEY, WITHIN, 3);
    assert_eq!(refused(&place(&mut world, Side::Buy, AT, 1).1).expected, 0, "a lowered amount leaves nothing");
    remove(&mut world);
    delegate(&mut world, KEY, WITHIN, 0);
    assert_eq!(fills(&place(&mut world, Side::Buy, AT, 10).1).len(), 1);
}

#[test]
fn an_order_of_a_key_that_came_back_without_its_market_is_cancelled_when_it_would_match() {
    let mut world = world();
    delegate(&mut world, KEY, WITHIN, 0);
    let (id, _) = place(&mut world, Side::Sell, AT, 5);
    remove(&mut world);
    delegate(&mut world, KEY, 1 << OTHER, 0);
    let (_, events) = world.buy(2, AT, 5);
    assert_eq!((cancels(&events)[0].order_id, cancels(&events)[0].reason), (id, CancelReason::Delegate.code()));
}

#[test]
fn the_day_of_a_key_is_in_the_snapshot() {
    let mut world = world();
    delegate(&mut world, KEY, WITHIN, 5);
    world.sell(2, AT, 20);
    place(&mut world, Side::Buy, AT, 4);
    let twin = Exchange::restore(&world.exchange.snapshot()).unwrap();
    assert_eq!(twin.state_hash(), world.exchange.state_hash());
    world.exchange = twin;
    assert_eq!(view(&world).traded_day, 4 * LOT as u64);
    assert_eq!(reason_of(&place(&mut world, Side::Buy, AT, 2).1), Some(Reason::DelegateDay));
}

/// However many keys an owner adds in a day, there is a number for the next one.
#[test]
fn keys_without_life_give_way_when_there_are_too_many() {
    let mut world = world();
    world.run(&bytes_of!(SetEntryLimit { entries: u16::MAX }));
    world.sell(2, AT, 1_000);
    for number in 0..300 {
        assert_eq!(reason_of(&delegate(&mut world, 1_000 + number, WITHIN, 2)), None, "{number}");
        let mut ask = world.ask(1, Side::Buy, AT, 1);
        ask.signer = key(1_000 + number);
        assert_eq!(fills(&world.place(&ask).1).len(), 1);
        let _ = world.run(&bytes_of!(RemoveDelegate { account: 1, delegate: key(1_000 + number), inbox: 0 }));
    }
}

/// The index is 600,000 ticks: 50 bps are 3,000.
#[test]
fn a_key_that_fills_near_the_index_alone_stops_beyond_50_bps_of_it() {
    let mut world = world();
    delegate_with(&mut world, KEY, WITHIN, 0, 1);
    for price in [AT + 3_000, AT + 3_001] {
        world.sell(2, price, 2);
    }
    let (_, events) = place(&mut world, Side::Buy, AT + 9_000, 4);
    assert_eq!(fills(&events).iter().map(|fill| fill.price).collect::<Vec<_>>(), [AT + 3_000]);
    let ended = cancels(&events)[0];
    assert_eq!((ended.left, ended.reason), (2, CancelReason::DelegatePrice.code()));
    let mut whole = signed(&mut world, Side::Buy, AT + 9_000, 2);
    whole.time_in_force = TimeInForce::Fok;
    assert_eq!(reason_of(&world.place(&whole).1), Some(Reason::FokUnfillable));
    let own = world.ask(1, Side::Buy, AT + 9_000, 2);
    assert_eq!(fills(&world.place(&own).1).len(), 1, "the owner's own key has no bound");
}

#[test]
fn a_resting_order_of_such_a_key_ends_when_it_would_match_further_away() {
    let mut world = world();
    delegate_with(&mut world, KEY, WITHIN, 0, 1);
    let (far, _) = place(&mut world, Side::Sell, AT - 3_001, 1);
    let (near, _) = place(&mut world, Side::Sell, AT - 3_000, 1);
    world.sell(3, AT, 1);
    let (_, events) = world.buy(2, AT, 2);
    let made: Vec<_> = fills(&events).iter().map(|fill| fill.maker_order_id).collect();
    assert_eq!((made.len(), made[0]), (2, near));
    assert_eq!((cancels(&events)[0].order_id, cancels(&events)[0].reason), (far, CancelReason::DelegatePrice.code()));
    // The index moves away from what rests.
    let (left, _) = place(&mut world, Side::Sell, AT, 1);
    world.prices(MARKET, 606_001_000, 600_000_000);
    let (_, events) = world.buy(2, AT, 1);
    assert_eq!((fills(&events).len(), cancels(&events)[0].order_id), (0, left));
}

#[test]
fn a_bound_of_prices_that_is_neither_one_nor_zero_is_refused_and_each_is_in_the_snapshot() {
    let mut world = world();
    assert_eq!(reason_of(&delegate_with(&mut world, KEY, WITHIN, 0, 2)), Some(Reason::RecordMalformed));
    delegate_with(&mut world, KEY, WITHIN, 0, 1);
    world.exchange = Exchange::restore(&world.exchange.snapshot()).unwrap();
    assert_eq!(view(&world).near_index, 1);
}
