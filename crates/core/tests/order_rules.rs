//! Orders and matching by example: priority, kinds, self-trade, replace, batches, idempotency, limits, bands, pauses.
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

use quantdesk_core::message::TransferMessage;
use quantdesk_core::schema_gen::*;
use quantdesk_core::units::DAY_US;
use world::{
    accepted, bytes_of, cancels, fills, key, levels, listing, market_parameters, place_of, reason_of, refused,
    replace_of, transfer_of, World, DOMAIN, MARKET, USD,
};

/// BOOK-1: best price first, first come first at a price, and fills at the maker's price.
#[test]
fn fills_go_by_price_then_time_at_the_makers_price() {
    let mut world = World::new(4, 10_000);
    let (late, _) = world.sell(2, 600_010, 5);
    let (first, _) = world.sell(3, 600_000, 5);
    let (second, _) = world.sell(2, 600_000, 5);
    let (_, events) = world.buy(1, 600_050, 12);
    let found: Vec<_> =
        fills(&events).iter().map(|fill| (fill.maker_order_id, fill.price, fill.size, fill.maker_left)).collect();
    assert_eq!(found, [(first, 600_000, 5, 0), (second, 600_000, 5, 0), (late, 600_010, 2, 3)]);
    let taken = accepted(&events).unwrap();
    assert_eq!((taken.filled, taken.left), (12, 0));
    let told: Vec<_> = levels(&events).iter().map(|level| (level.side, level.price, level.total)).collect();
    assert_eq!(told, [(1, 600_000, 0), (1, 600_010, 3)]);
}

/// BOOK-1: what is not filled rests at its own price.
#[test]
fn rest_of_a_limit_order_stays_in_the_book() {
    let mut world = World::new(2, 10_000);
    world.sell(2, 600_000, 5);
    let (id, events) = world.buy(1, 600_000, 8);
    assert_eq!((accepted(&events).unwrap().filled, accepted(&events).unwrap().left), (5, 3));
    let view = world.order(1, id).unwrap();
    assert_eq!((view.state, view.filled, view.left), (OrderState::Resting.code(), 5, 3));
}

#[test]
fn ioc_and_market_orders_never_rest() {
    for kind in [OrderKind::Limit, OrderKind::Market] {
        let mut world = World::new(2, 10_000);
        world.sell(2, 600_000, 5);
        let mut ask = world.ask(1, Side::Buy, 600_000, 8);
        (ask.time_in_force, ask.kind) = (TimeInForce::Ioc, kind);
        let (id, events) = world.place(&ask);
        assert_eq!((fills(&events)[0].size, cancels(&events)[0].left), (5, 3));
        assert_eq!(cancels(&events)[0].reason, CancelReason::Unfilled.code());
        assert_eq!(world.order(1, id).unwrap().state, OrderState::Cancelled.code());
        assert_eq!((world.account(1).open_orders, world.position(1, MARKET).unwrap().buys), (0, 0));
    }
}

/// BOOK-3: fill-or-kill is simulated first: it fills whole, or it is refused and nothing moves.
#[test]
fn fok_fills_whole_or_is_refused() {
    let mut world = World::new(3, 10_000);
    world.sell(2, 600_000, 5);
    world.sell(3, 600_010, 5);
    let mut ask = world.ask(1, Side::Buy, 600_005, 8);
    ask.time_in_force = TimeInForce::Fok;
    let (_, events) = world.place(&ask);
    assert_eq!(reason_of(&events), Some(Reason::FokUnfillable));
    assert_eq!((refused(&events).expected, refused(&events).found), (8, 5));
    let mut ask = world.ask(1, Side::Buy, 600_010, 8);
    ask.time_in_force = TimeInForce::Fok;
    let (_, events) = world.place(&ask);
    assert_eq!(accepted(&events).unwrap().filled, 8);
}

/// BOOK-6 inside a fill-or-kill: a maker that cannot carry its fill does not count as fillable.
#[test]
fn fok_counts_only_makers_that_can_carry_their_fill() {
    let mut world = World::new(3, 10_000);
    world.open_account(9, 0);
    world.credit(4, 8 * USD);
    world.sell(4, 600_000, 50); // 300 USD of 8
    world.sell(2, 600_000, 50);
    world.prices(MARKET, 620_000_000, 620_000_000); // the seller of 8 USD would lose 10 at once
    let mut ask = world.ask(1, Side::Buy, 620_000, 60);
    ask.time_in_force = TimeInForce::Fok;
    let (_, events) = world.place(&ask);
    assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::FokUnfillable), 50));
    let mut ask = world.ask(1, Side::Buy, 620_000, 50);
    ask.time_in_force = TimeInForce::Fok;
    let (_, events) = world.place(&ask);
    assert_eq!(accepted(&events).unwrap().filled, 50);
    assert_eq!(cancels(&events)[0].reason, CancelReason::Margin.code());
}

/// BOOK-6: a maker that can no longer carry its fill is cancelled, and the match goes on behind it.
#[test]
fn maker_without_margin_is_cancelled_and_the_match_goes_on() {
    let mut world = World::new(3, 10_000);
    world.open_account(9, 0);
    world.credit(4, 8 * USD);
    let (poor, _) = world.sell(4, 600_000, 50);
    let (rich, _) = world.sell(2, 600_000, 50);
    world.prices(MARKET, 620_000_000, 620_000_000);
    let (_, events) = world.buy(1, 620_000, 20);
    assert_eq!((cancels(&events)[0].order_id, cancels(&events)[0].reason), (poor, CancelReason::Margin.code()));
    assert_eq!((fills(&events)[0].maker_order_id, fills(&events)[0].size), (rich, 20));
}

#[test]
fn post_only_order_that_would_take_is_refused() {
    let mut world = World::new(2, 10_000);
    world.sell(2, 600_000, 5);
    let mut ask = world.ask(1, Side::Buy, 600_000, 5);
    ask.post_only = true;
    let (_, events) = world.place(&ask);
    assert_eq!(reason_of(&events), Some(Reason::PostOnlyCrosses));
    assert_eq!((refused(&events).expected, refused(&events).found), (600_000, 600_000));
    let mut ask = world.ask(1, Side::Buy, 599_999, 5);
    ask.post_only = true;
    assert!(accepted(&world.place(&ask).1).is_some());
}

#[test]
fn kinds_that_do_not_exist_are_refused() {
    let mut world = World::new(1, 10_000);
    for (kind, time_in_force, post_only) in [
        (OrderKind::Market, TimeInForce::Gtc, false),
        (OrderKind::Market, TimeInForce::Ioc, true),
        (OrderKind::Limit, TimeInForce::Fok, true),
    ] {
        let mut ask = world.ask(1, Side::Buy, 600_000, 5);
        (ask.kind, ask.time_in_force, ask.post_only) = (kind, time_in_force, post_only);
        assert_eq!(reason_of(&world.place(&ask).1), Some(Reason::OrderKind));
    }
    let mut command = place_of(&world.ask(1, Side::Buy, 600_000, 5));
    command.kind = 99;
    assert_eq!(reason_of(&world.run(&bytes_of!(command))), Some(Reason::RecordMalformed));
}

/// BOOK-3: reduce-only is clamped to |b| when it matches, and goes when the position closes or turns.
#[test]
fn reduce_only_order_never_turns_a_position_and_ends_with_it() {
    let mut world = World::new(3, 10_000);
    let mut early = world.ask(1, Side::Sell, 600_000, 5);
    early.reduce_only = true;
    assert_eq!(reason_of(&world.place(&early).1), Some(Reason::ReduceOnlyNothing));
    world.sell(2, 600_000, 10);
    world.buy(1, 600_000, 10);
    let mut large = world.ask(1, Side::Sell, 600_100, 25);
    large.reduce_only = true;
    let (large_id, _) = world.place(&large);
    let mut other = world.ask(1, Side::Sell, 600_200, 4);
    other.reduce_only = true;
    let (other_id, _) = world.place(&other);
    assert_eq!(world.position(1, MARKET).unwrap().sells, 0, "they do not count");
    let (_, events) = world.buy(3, 600_200, 30);
    assert_eq!((fills(&events).len(), fills(&events)[0].size, fills(&events)[0].maker_position), (1, 10, 0));
    let ended: Vec<_> = cancels(&events).iter().map(|cancel| (cancel.order_id, cancel.left, cancel.reason)).collect();
    let reduce_only = CancelReason::ReduceOnly.code();
    assert_eq!(ended, [(large_id, 15, reduce_only), (other_id, 4, reduce_only)]);
    // A taking one gives up what is more than the position.
    world.sell(2, 600_150, 20);
    let mut taking = world.ask(3, Side::Sell, 599_000, 50);
    taking.reduce_only = true;
    world.buy(2, 599_500, 100);
    let (_, events) = world.place(&taking);
    assert_eq!(fills(&events).iter().map(|fill| fill.size).sum::<u32>(), accepted(&events).unwrap().filled);
    assert_eq!(world.position(3, MARKET).map_or(0, |view| view.position), 0);
    assert_eq!(cancels(&events).last().unwrap().reason, reduce_only);
}

/// BOOK-4: by owner, not by account: the resting order goes, or the arriving one.
#[test]
fn owner_never_trades_with_himself() {
    let mut world = World::new(2, 10_000);
    world.open_account(1, 1); // account 3, of the owner of account 1
    world.credit(3, 1_000 * USD);
    let (own, _) = world.sell(3, 600_000, 5);
    world.sell(2, 600_001, 5);
    let (_, events) = world.buy(1, 600_001, 5);
    assert_eq!((cancels(&events)[0].order_id, cancels(&events)[0].reason), (own, CancelReason::SelfTrade.code()));
    assert_eq!(fills(&events)[0].maker_account, 2);
    let (own, _) = world.sell(3, 600_000, 5);
    let mut ask = world.ask(1, Side::Buy, 600_000, 5);
    ask.self_trade = SelfTrade::CancelTaker.code();
    let (id, events) = world.place(&ask);
    assert_eq!((cancels(&events)[0].order_id, cancels(&events)[0].reason), (id, CancelReason::SelfTrade.code()));
    assert_eq!(world.order(3, own).unwrap().left, 5);
}

/// BOOK-5: a replacement keeps its time only when the size falls at the same price.
#[test]
fn replacement_keeps_its_time_only_when_it_falls_at_the_same_price() {
    for (price, size, first) in [(600_000, 4, true), (600_000, 5, false), (600_000, 6, false), (600_001, 4, false)] {
        let mut world = World::new(3, 10_000);
        let (old, _) = world.sell(1, 600_000, 5);
        world.sell(2, 600_000, 5);
        let ask = world.ask(1, Side::Sell, price, size);
        let command = replace_of(&ask, old);
        let events = world.run(&bytes_of!(command));
        assert_eq!((cancels(&events)[0].order_id, cancels(&events)[0].reason), (old, CancelReason::Replaced.code()));
        assert_eq!(accepted(&events).unwrap().left, size);
        let (_, events) = world.buy(3, 600_001, 1);
        assert_eq!(fills(&events)[0].maker_account == 1, first, "price {price}, size {size}");
        assert!(world.exchange.open_orders_hold());
        assert_eq!(world.account(1).open_orders, 1);
    }
}

/// BOOK-5: the old order stays, with its time, when the new one is refused; market and side must stay.
#[test]
fn refused_replacement_leaves_the_old_order_where_it_was() {
    let mut world = World::new(3, 100);
    let (old, _) = world.sell(1, 600_000, 5);
    world.sell(2, 600_000, 5);
    let too_large = world.ask(1, Side::Sell, 600_000, 100_000);
    assert_eq!(reason_of(&world.run(&bytes_of!(replace_of(&too_large, old)))), Some(Reason::MarginInitial));
    let other_side = world.ask(1, Side::Buy, 590_000, 1);
    assert_eq!(reason_of(&world.run(&bytes_of!(replace_of(&other_side, old)))), Some(Reason::ReplaceMismatch));
    let unknown = world.ask(1, Side::Sell, 600_000, 1);
    assert_eq!(reason_of(&world.run(&bytes_of!(replace_of(&unknown, [3; 16])))), Some(Reason::OrderUnknown));
    let (_, events) = world.buy(3, 600_000, 1);
    assert_eq!(fills(&events)[0].maker_order_id, old);
}

/// BOOK-5: a replacement that would need more margin than there is beside the old one is judged without the old one.
#[test]
fn replacement_is_judged_without_the_old_order() {
    let mut world = World::new(1, 100);
    let (old, _) = world.buy(1, 600_000, 800);
    let ask = world.ask(1, Side::Buy, 599_000, 820);
    let events = world.run(&bytes_of!(replace_of(&ask, old)));
    assert_eq!(accepted(&events).unwrap().left, 820);
    assert_eq!(world.position(1, MARKET).unwrap().buys, 820);
}

#[test]
fn shrink_keeps_time_and_needs_no_signature() {
    let mut world = World::new(3, 10_000);
    let (id, _) = world.sell(1, 600_000, 10);
    world.sell(2, 600_000, 5);
    world.buy(3, 600_000, 3);
    let shrink = |world: &mut World, left: u32| {
        world.run(&bytes_of!(ShrinkOrder { account: 1, order_id: id, client_order_id: 0, left }))
    };
    assert_eq!(reason_of(&shrink(&mut world, 7)), Some(Reason::ReplaceGrows));
    assert_eq!(reason_of(&shrink(&mut world, 0)), Some(Reason::OrderSize));
    let events = shrink(&mut world, 2);
    let shrunk = OrderShrunk::read(&events[0].bytes).unwrap();
    assert_eq!((shrunk.left, shrunk.filled), (2, 3));
    let (_, events) = world.buy(3, 600_000, 4);
    assert_eq!(fills(&events).iter().map(|fill| (fill.maker_account, fill.size)).collect::<Vec<_>>(), [(1, 2), (2, 2)]);
    let view = world.order(1, id).unwrap();
    assert_eq!((view.size, view.filled, view.state), (5, 5, OrderState::Filled.code()));
}

/// BOOK-7: the same message again gives the first result; another body under the same client order id is refused.
#[test]
fn client_order_id_is_the_idempotency_key() {
    let mut world = World::new(2, 10_000);
    let ask = world.ask(1, Side::Buy, 600_000, 8);
    let (id, first) = world.place(&ask);
    world.sell(2, 600_000, 3);
    let (_, again) = world.place(&ask);
    let duplicate = OrderDuplicate::read(&again[0].bytes).unwrap();
    assert_eq!((duplicate.order_id, duplicate.first_seq, duplicate.state), (id, first[0].head.seq, 1));
    assert_eq!((duplicate.filled, duplicate.left, again.len()), (3, 5, 1));
    let mut other = world.ask(1, Side::Buy, 600_000, 9);
    other.client_order_id = ask.client_order_id;
    assert_eq!(reason_of(&world.place(&other).1), Some(Reason::ClientOrderIdReused));
    let mut nonce = world.ask(1, Side::Buy, 600_000, 9);
    nonce.nonce = ask.nonce;
    assert_eq!(reason_of(&world.place(&nonce).1), Some(Reason::NonceUsed));
    // A refusal is a first result too.
    let mut refused_ask = world.ask(1, Side::Buy, 600_000, 8);
    refused_ask.price = 0;
    world.place(&refused_ask);
    let (_, again) = world.place(&refused_ask);
    let duplicate = OrderDuplicate::read(&again[0].bytes).unwrap();
    assert_eq!((duplicate.state, duplicate.reason), (OrderState::Refused.code(), Reason::OrderPrice.code()));
}

/// BOOK-7: kept until final plus 24 h; then its nonce and all below never come again.
#[test]
fn forgotten_message_cannot_be_played_again() {
    let mut world = World::new(1, 10_000);
    let ask = world.ask(1, Side::Buy, 590_000, 8);
    let (id, _) = world.place(&ask);
    world.cancel(1, id);
    world.tick(86_400_000_000 - 1);
    let (_, again) = world.place(&ask);
    assert!(OrderDuplicate::read(&again[0].bytes).is_some());
    world.tick(1);
    assert_eq!(reason_of(&world.place(&ask).1), Some(Reason::NonceUsed));
    assert!(world.order(1, id).is_none());
}

/// BOOK-7: at most 10,000 an account: the oldest final one goes first and raises the floor of nonces.
#[test]
fn ten_thousand_client_order_ids_are_remembered() {
    let mut world = World::new(1, 10_000);
    let (resting, _) = world.buy(1, 590_000, 1);
    let first = world.ask(1, Side::Buy, 0, 1);
    let ask = world.ask(1, Side::Buy, 0, 1);
    let mut records = Vec::new();
    for number in 0..9_999u64 {
        let mut next = if number == 0 { first } else { ask };
        if number > 0 {
            (next.nonce, next.client_order_id) = (ask.nonce + number, 1_000_000 + number);
        }
        records.push(bytes_of!(place_of(&next)));
    }
    world.run_many(&records);
    assert!(OrderDuplicate::read(&world.place(&first).1[0].bytes).is_some());
    let mut last = ask;
    (last.nonce, last.client_order_id) = (ask.nonce + 20_000, 2_000_000);
    world.place(&last);
    assert_eq!(reason_of(&world.place(&first).1), Some(Reason::NonceUsed), "the oldest final one is gone");
    assert_eq!(world.order(1, resting).unwrap().state, OrderState::Resting.code(), "a resting one is not");
    assert!(OrderDuplicate::read(&world.run(&records[1])[0].bytes).is_some());
}

/// BOOK-8: cancels ask for nothing: not margin, not pauses; by id, by client order id, all, by market, by side.
#[test]
fn cancels_are_never_refused_for_margin_or_pause() {
    let mut world = World::new(2, 100);
    let (id, _) = world.buy(1, 600_000, 800);
    let ask = world.ask(1, Side::Sell, 600_900, 3);
    world.place(&ask);
    world.run(&bytes_of!(SetPause { market: u16::MAX, paused: 1 }));
    world.prices(MARKET, 900_000_000, 900_000_000);
    let events = world.cancel(1, id);
    assert_eq!((cancels(&events)[0].left, cancels(&events)[0].reason), (800, CancelReason::User.code()));
    assert_eq!(reason_of(&world.cancel(1, id)), Some(Reason::OrderFinal));
    assert_eq!(reason_of(&world.cancel(2, id)), Some(Reason::OrderUnknown));
    let by_client = CancelOrder { account: 1, order_id: [0; 16], client_order_id: ask.client_order_id };
    assert_eq!(cancels(&world.run(&bytes_of!(by_client))).len(), 1);
    let events = world.run(&bytes_of!(CancelAll { account: 1, market: u16::MAX, side: 2 }));
    assert_eq!(CancelledAll::read(&events[0].bytes).unwrap().count, 0);
}

#[test]
fn cancel_all_goes_by_arrival_market_and_side() {
    let mut world = World::new(1, 10_000);
    let mut second = listing(2);
    second.symbol[0] = b'E';
    world.run(&bytes_of!(second));
    world.prices(2, 600_000_000, 600_000_000);
    let mut ids = Vec::new();
    for (market, side) in [(2, Side::Buy), (MARKET, Side::Sell), (MARKET, Side::Buy), (2, Side::Sell)] {
        let mut ask = world.ask(1, side, if side == Side::Buy { 599_000 } else { 601_000 }, 1);
        ask.market = market;
        ids.push(world.place(&ask).0);
    }
    let all = |world: &World, market: u16, side: u8| {
        let events = world.clone().run(&bytes_of!(CancelAll { account: 1, market, side }));
        cancels(&events).iter().map(|cancel| cancel.order_id).collect::<Vec<_>>()
    };
    assert_eq!(all(&world, u16::MAX, 2), ids);
    assert_eq!(all(&world, u16::MAX, 0), [ids[0], ids[2]]);
    assert_eq!(all(&world, MARKET, 2), [ids[1], ids[2]]);
    assert_eq!(all(&world, 2, 1), [ids[3]]);
}

/// BOOK-9: a fill is in band within 5 % of mark or of index; beyond it the taker's rest is cancelled.
#[test]
fn fill_outside_the_band_of_mark_and_index_stops_the_taker() {
    let mut world = World::new(3, 10_000);
    world.sell(2, 600_000, 5);
    world.sell(2, 630_000, 5); // exactly 5 %
    world.sell(2, 630_001, 5);
    let mut ask = world.ask(1, Side::Buy, 700_000, 15);
    ask.time_in_force = TimeInForce::Ioc;
    let (_, events) = world.place(&ask);
    assert_eq!((fills(&events).len(), cancels(&events)[0].left), (2, 5));
    assert_eq!(cancels(&events)[0].reason, CancelReason::Band.code());
    world.prices(MARKET, 602_000_000, 600_000_000); // 630,001 is within 5 % of the index now
    let mut ask = world.ask(1, Side::Buy, 700_000, 5);
    ask.time_in_force = TimeInForce::Ioc;
    assert_eq!(fills(&world.place(&ask).1).len(), 1);
}

/// BOOK-9: a resting order may not cross the index by its initial margin (2 %) or more.
#[test]
fn order_may_not_rest_across_the_index_by_its_initial_margin() {
    let mut world = World::new(1, 10_000);
    let (_, events) = world.buy(1, 612_000, 1);
    assert_eq!(reason_of(&events), Some(Reason::PriceBand));
    assert_eq!((refused(&events).expected, refused(&events).found), (611_999, 612_000));
    assert!(accepted(&world.buy(1, 611_999, 1).1).is_some());
    let mut world = World::new(1, 10_000);
    assert_eq!(refused(&world.sell(1, 588_000, 1).1).expected, 588_001);
    assert!(accepted(&world.sell(1, 588_001, 1).1).is_some());
}

/// BOOK-9: at the open-interest cap nothing increases, but what reduces goes on.
#[test]
fn nothing_raises_open_interest_above_its_cap() {
    let mut world = World::new(4, 10_000);
    let mut capped = listing(MARKET);
    capped.open_interest_max = 10;
    world.run(&bytes_of!(market_parameters(&capped)));
    world.sell(2, 600_000, 8);
    world.sell(3, 600_000, 8);
    let (_, events) = world.buy(1, 600_000, 16);
    assert_eq!((fills(&events).len(), cancels(&events)[0].reason), (1, CancelReason::OpenInterest.code()));
    let (_, events) = world.buy(1, 600_000, 1);
    assert_eq!(fills(&events).len(), 1, "1 lot more is below the cap");
    world.sell(3, 600_000, 1);
    world.buy(4, 600_000, 1);
    assert_eq!(world.market(MARKET).open_interest, 10);
    let (_, events) = world.buy(4, 599_000, 1);
    assert_eq!(reason_of(&events), Some(Reason::OpenInterestLimit));
    let (_, events) = world.buy(2, 600_000, 2); // 2 is short: a reduction, against 3 who opens: OI stays
    assert_eq!(fills(&events).len(), 1);
}

#[test]
fn position_limit_counts_open_orders_and_never_refuses_reductions() {
    let mut world = World::new(3, 10_000);
    let mut limited = listing(MARKET);
    limited.position_max = 10;
    world.run(&bytes_of!(market_parameters(&limited)));
    world.buy(1, 599_000, 7);
    let (_, events) = world.buy(1, 598_000, 4);
    assert_eq!(reason_of(&events), Some(Reason::PositionLimit));
    assert_eq!((refused(&events).expected, refused(&events).found), (10, 11));
    world.sell(2, 599_000, 7);
    limited.position_max = 2;
    world.run(&bytes_of!(market_parameters(&limited)));
    assert!(accepted(&world.sell(1, 600_000, 5).1).is_some(), "a reduction above the limit");
    // A maker that would pass the lowered limit is cancelled.
    limited.position_max = 10;
    world.run(&bytes_of!(market_parameters(&limited)));
    world.cancel(1, [0; 16]);
    let (maker, _) = world.buy(3, 599_500, 9);
    limited.position_max = 2;
    world.run(&bytes_of!(market_parameters(&limited)));
    let (_, events) = world.sell(1, 599_500, 3);
    assert_eq!((cancels(&events)[0].order_id, cancels(&events)[0].reason), (maker, CancelReason::PositionLimit.code()));
}

#[test]
fn pause_takes_only_reductions() {
    let mut world = World::new(2, 10_000);
    world.sell(2, 600_000, 10);
    world.buy(1, 600_000, 10);
    world.run(&bytes_of!(SetPause { market: MARKET, paused: 1 }));
    assert_eq!(reason_of(&world.sell(1, 601_000, 11).1), Some(Reason::MarketPaused));
    assert_eq!(reason_of(&world.buy(1, 590_000, 1).1), Some(Reason::MarketPaused));
    let (_, events) = world.sell(1, 601_000, 6);
    assert!(accepted(&events).is_some());
    assert_eq!(reason_of(&world.sell(1, 601_000, 5).1), Some(Reason::MarketPaused), "6 are on the way already");
    let mut ask = world.ask(1, Side::Sell, 601_000, 50);
    ask.reduce_only = true;
    assert!(accepted(&world.place(&ask).1).is_some());
}

/// BOOK-2, BOOK-10: cancels and post-only first, each item atomic by itself, `item` names its place.
#[test]
fn batch_sends_cancels_and_post_only_before_taking_orders() {
    let mut world = World::new(2, 10_000);
    let (resting, _) = world.sell(1, 600_000, 5);
    let (other, _) = world.sell(2, 600_000, 5);
    let taking = world.ask(1, Side::Buy, 600_000, 5);
    let mut quote = world.ask(1, Side::Sell, 600_500, 5);
    quote.post_only = true;
    let broken = world.ask(1, Side::Sell, 0, 5);
    let foreign = world.ask(2, Side::Sell, 600_000, 5);
    let mut batch = bytes_of!(Batch { account: 1, count: 5, whole: 0 });
    batch.extend(bytes_of!(place_of(&taking)));
    batch.extend(bytes_of!(place_of(&broken)));
    batch.extend(bytes_of!(place_of(&quote)));
    batch.extend(bytes_of!(place_of(&foreign)));
    batch.extend(bytes_of!(CancelOrder { account: 1, order_id: resting, client_order_id: 0 }));
    let events = world.run(&batch);
    let of_batch: Vec<_> = events.iter().map(|event| (event.kind, event.head.item)).collect();
    let expected = [
        (OrderAccepted::KIND, 2),
        (OrderCancelled::KIND, 4),
        (OrderAccepted::KIND, 0),
        (OrderFilled::KIND, 0),
        (Refused::KIND, 1),
        (Refused::KIND, 3),
    ];
    assert_eq!(of_batch[..6], expected);
    assert_eq!(fills(&events)[0].maker_order_id, other);
    let reasons: Vec<_> =
        events.iter().filter_map(|event| Refused::read(&event.bytes)).map(|refusal| refusal.reason).collect();
    assert_eq!(reasons, [Reason::OrderPrice.code(), Reason::MessageAccount.code()]);
}

/// BOOK-10: at most 50 items.
#[test]
fn batch_of_more_than_fifty_is_refused_whole() {
    let mut world = World::new(1, 10_000);
    for (count, reason) in [(50u8, None), (51, Some(Reason::BatchTooLarge))] {
        let mut batch = bytes_of!(Batch { account: 1, count, whole: 0 });
        for _ in 0..count {
            let ask = world.ask(1, Side::Buy, 590_000, 1);
            batch.extend(bytes_of!(place_of(&ask)));
        }
        let events = world.run(&batch);
        assert_eq!(reason_of(&events), reason);
        assert_eq!(world.account(1).open_orders, 50);
    }
    let unknown = bytes_of!(Batch { account: 99, count: 0, whole: 0 });
    assert_eq!(reason_of(&world.run(&unknown)), Some(Reason::AccountUnknown));
}

/// Every order ends at the latest with its signature; at Tick, and at once when it would match after its end.
#[test]
fn orders_end_with_their_expiry_slot() {
    let mut world = World::new(2, 10_000);
    let mut ids = Vec::new();
    for (slots, time_in_force) in [(20, TimeInForce::Gtd), (10, TimeInForce::Gtc), (20, TimeInForce::Gtc)] {
        let mut ask = world.ask(1, Side::Sell, 600_000, 1);
        (ask.expiry_slot, ask.time_in_force) = (world.slot() + slots, time_in_force);
        ids.push(world.place(&ask).0);
    }
    assert!(world.tick(10 * 400_000).is_empty(), "its own slot is still alive");
    assert_eq!(cancels(&world.tick(400_000))[0].order_id, ids[1]);
    // Before the next tick nothing is cancelled, but nothing matches either.
    world.ts_us += 10 * 400_000;
    let (_, events) = world.buy(2, 600_000, 1);
    assert_eq!((fills(&events).len(), cancels(&events).len()), (0, 2));
    assert_eq!(cancels(&events)[0].reason, CancelReason::Expired.code());
    let mut late = world.ask(1, Side::Buy, 600_000, 1);
    late.expiry_slot = world.slot() - 1;
    assert_eq!(reason_of(&world.place(&late).1), Some(Reason::Expired));
    let mut far = world.ask(1, Side::Buy, 600_000, 1);
    far.expiry_slot = world.slot() + 38_880_000 + 1;
    assert_eq!(reason_of(&world.place(&far).1), Some(Reason::ExpiryTooFar));
}

/// SIG-1: what is signed for another network, account or by another key is refused and not remembered.
#[test]
fn messages_without_right_are_refused() {
    let mut world = World::new(2, 10_000);
    let ask = world.ask(1, Side::Buy, 590_000, 1);
    let mut foreign = place_of(&ask);
    foreign.message[3] ^= 1;
    assert_eq!(reason_of(&world.run(&bytes_of!(foreign))), Some(Reason::MessageDomain));
    let mut reserved = place_of(&ask);
    reserved.message[63] = 1;
    assert_eq!(reason_of(&world.run(&bytes_of!(reserved))), Some(Reason::MessageMalformed));
    let mut stranger = ask;
    stranger.signer = key(77);
    assert_eq!(reason_of(&world.place(&stranger).1), Some(Reason::SignerUnknown));
    let mut nobody = ask;
    nobody.account = 1;
    let mut command = place_of(&nobody);
    command.message[8] = 99;
    assert_eq!(reason_of(&world.run(&bytes_of!(command))), Some(Reason::AccountUnknown));
    assert!(accepted(&world.place(&ask).1).is_some());
}

/// A key of the first account that may do anything.
fn adding(delegate: [u8; 32], expiry_us: u64) -> AddDelegate {
    AddDelegate { account: 1, delegate, expiry_us, inbox: 0, markets: u64::MAX, notional_day: 0, near_index: 0 }
}

#[test]
fn delegate_signs_until_it_expires_or_is_removed() {
    let mut world = World::new(2, 10_000);
    let delegate = key(50);
    let expiry_us = world.ts_us + 1_000_000_000;
    world.run(&bytes_of!(adding(delegate, expiry_us)));
    assert_eq!(reason_of(&world.run(&bytes_of!(adding(delegate, expiry_us)))), Some(Reason::DelegateExists));
    let mut ask = world.ask(1, Side::Sell, 600_000, 1);
    ask.signer = delegate;
    let (id, events) = world.place(&ask);
    assert!(accepted(&events).is_some());
    world.run(&bytes_of!(RemoveDelegate { account: 1, delegate, inbox: 0 }));
    // Another key does not take its number while the order rests.
    world.run(&bytes_of!(adding(key(51), expiry_us)));
    let (_, events) = world.buy(2, 600_000, 1);
    assert_eq!((cancels(&events)[0].order_id, cancels(&events)[0].reason), (id, CancelReason::Delegate.code()));
    let mut ask = world.ask(1, Side::Sell, 601_000, 1);
    ask.signer = key(51);
    assert!(accepted(&world.place(&ask).1).is_some());
    world.tick(1_000_000_000);
    let mut ask = world.ask(1, Side::Sell, 601_000, 1);
    ask.signer = key(51);
    assert_eq!(reason_of(&world.place(&ask).1), Some(Reason::SignerUnknown));
    for expiry_us in [world.ts_us, world.ts_us + 181 * 86_400_000_000] {
        let events = world.run(&bytes_of!(adding(key(52), expiry_us)));
        assert_eq!(reason_of(&events), Some(Reason::DelegateExpiry));
    }
    for number in 0..9 {
        let expiry_us = world.ts_us + 1_000;
        let events = world.run(&bytes_of!(adding(key(60 + number), expiry_us)));
        assert_eq!(reason_of(&events), (number == 8).then_some(Reason::DelegateLimit));
    }
}

/// FEE-3: the cap of a resting order is asked again when it matches at a tier that costs more.
#[test]
fn maker_whose_fee_cap_is_too_low_now_is_cancelled() {
    let mut world = World::new(2, 10_000);
    world.run(&bytes_of!(SetFeeTier { owner: key(1), tier: 3 }));
    let mut ask = world.ask(1, Side::Sell, 600_000, 5);
    (ask.fee_max, ask.post_only) = (0, true);
    let (id, _) = world.place(&ask);
    world.run(&bytes_of!(SetFeeTier { owner: key(1), tier: 0 }));
    let (_, events) = world.buy(2, 600_000, 5);
    assert_eq!((cancels(&events)[0].order_id, cancels(&events)[0].reason), (id, CancelReason::FeeCap.code()));
    let mut ask = world.ask(1, Side::Buy, 599_000, 5);
    ask.fee_max = 44;
    let (_, events) = world.place(&ask);
    assert_eq!(
        (reason_of(&events), refused(&events).expected, refused(&events).found),
        (Some(Reason::FeeCap), 440, 450)
    );
}

#[test]
fn transfer_moves_what_is_withdrawable_between_accounts_of_one_owner() {
    let mut world = World::new(2, 1_000);
    world.open_account(1, 1);
    let message = |world: &mut World, to_account: u64, amount: u64| {
        world.last += 1;
        TransferMessage {
            domain: DOMAIN,
            account: 1,
            nonce: (world.ts_us << 2) + world.last,
            expiry_slot: world.slot() + 10,
            to_account,
            amount,
        }
    };
    let early = message(&mut world, 3, 1);
    let events = world.run(&bytes_of!(transfer_of(&early, key(1))));
    assert_eq!(reason_of(&events), Some(Reason::TransferToEmpty), "CUST-38");
    world.credit(3, 1);
    let good = message(&mut world, 3, 400_000_000);
    let events = world.run(&bytes_of!(transfer_of(&good, key(1))));
    let moved = Transferred::read(&events[0].bytes).unwrap();
    assert_eq!((moved.collateral, moved.to_collateral), (600_000_000, 400_000_001));
    let cases = [
        (good, key(1), Reason::NonceUsed),
        (message(&mut world, 3, 600_000_001), key(1), Reason::Withdrawable),
        (message(&mut world, 2, 1), key(1), Reason::TransferOwner),
        (message(&mut world, 1, 1), key(1), Reason::TransferSameAccount),
        (message(&mut world, 9, 1), key(1), Reason::AccountUnknown),
        (message(&mut world, 3, 0), key(1), Reason::Amount),
        (message(&mut world, 3, u64::MAX), key(1), Reason::Amount),
        (message(&mut world, 3, 1), key(2), Reason::SignerUnknown),
    ];
    for (message, signer, reason) in cases {
        assert_eq!(reason_of(&world.run(&bytes_of!(transfer_of(&message, signer)))), Some(reason));
    }
}

/// CUST-23: what the chain may pay out at any moment moves to no other account, and gets nothing that another log would wait for.
#[test]
fn account_whose_owner_leaves_neither_gives_nor_receives() {
    let mut world = World::new(2, 1_000);
    world.open_account(1, 1);
    world.credit(3, 1_000_000);
    for (giver, leaver) in [(1, 1), (1, 3), (3, 1), (3, 3)] {
        for leaving in [1, 0] {
            let _ = world.run(&bytes_of!(Leave { account: leaver, leaving }));
            world.last += 1;
            let nonce = (world.ts_us << 2) + world.last;
            let expiry_slot = world.slot() + 10;
            let message = TransferMessage {
                domain: DOMAIN,
                account: giver,
                nonce,
                expiry_slot,
                to_account: 4 - giver,
                amount: 1,
            };
            let events = world.run(&bytes_of!(transfer_of(&message, key(1))));
            assert_eq!(reason_of(&events), (leaving == 1).then_some(Reason::AccountRestricted), "{giver} {leaver}");
        }
    }
}

/// CUST-41: an owner's transfers cost whoever settles, so they end within an hour and are few; what is refused is not counted.
#[test]
fn owner_has_a_bounded_number_of_transfers_a_day_and_each_ends_within_the_hour() {
    let mut world = World::new(2, 1_000);
    world.open_account(1, 1);
    world.credit(3, 1);
    let asked = |world: &mut World, account: u64, slots: u64| {
        world.last += 1;
        let nonce = (world.ts_us << 2) + world.last;
        let expiry_slot = world.slot() + slots;
        let message =
            TransferMessage { domain: DOMAIN, account, nonce, expiry_slot, to_account: 4 - account, amount: 1 };
        reason_of(&world.run(&bytes_of!(transfer_of(&message, key(1)))))
    };
    assert_eq!(asked(&mut world, 1, 9_001), Some(Reason::ExpiryTooFar));
    for turn in 0..32u64 {
        assert_eq!(asked(&mut world, 1 + turn % 2 * 2, 9_000), None, "{turn}");
    }
    for account in [1, 3] {
        assert_eq!(asked(&mut world, account, 10), Some(Reason::TransferLimit));
    }
    world.ts_us = (world.ts_us / DAY_US + 1) * DAY_US;
    assert_eq!(asked(&mut world, 3, 10), None);
}

#[test]
fn first_command_opens_and_only_once() {
    let mut world = World::empty();
    assert_eq!(reason_of(&world.run(&bytes_of!(Tick {}))), Some(Reason::ExchangeNotOpen));
    let batch = bytes_of!(Batch { account: 1, count: 0, whole: 0 });
    assert_eq!(reason_of(&world.run(&batch)), Some(Reason::ExchangeNotOpen));
    world.run(&bytes_of!(OpenExchange { domain: DOMAIN }));
    assert_eq!(reason_of(&world.run(&bytes_of!(OpenExchange { domain: DOMAIN }))), Some(Reason::ExchangeOpenAlready));
}

#[test]
fn owner_has_sixteen_accounts_at_most() {
    let mut world = World::new(0, 0);
    for index in 0..17u16 {
        let events = world.run(&bytes_of!(OpenAccount { account: u64::from(index) + 1, owner: key(1), index }));
        assert_eq!(reason_of(&events), (index == 16).then_some(Reason::AccountLimit));
    }
    let events = world.run(&bytes_of!(OpenAccount { account: 99, owner: key(1), index: 3 }));
    assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::AccountExists), 4));
}

#[test]
fn account_has_a_thousand_open_orders_at_most() {
    let mut world = World::new(1, 1_000_000);
    let records: Vec<_> = (0..1_000).map(|_| bytes_of!(place_of(&world.ask(1, Side::Buy, 590_000, 1)))).collect();
    world.run_many(&records);
    let (_, events) = world.buy(1, 590_000, 1);
    assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::OrderLimit), 1_000));
}

/// A preview says what the order then does.
#[test]
fn preview_says_what_the_order_then_does() {
    let mut world = World::new(3, 1_000);
    world.sell(2, 600_000, 5);
    world.sell(3, 600_010, 5);
    let query = PreviewQuery {
        account: 1,
        market: MARKET,
        side: 0,
        kind: 0,
        time_in_force: 0,
        post_only: 0,
        reduce_only: 0,
        price: 600_010,
        size: 12,
    };
    let preview = PreviewView::read(&world.query(&bytes_of!(query))).unwrap();
    let hash = world.exchange.state_hash();
    assert_eq!(hash, world.exchange.state_hash(), "a query changes nothing");
    let (_, events) = world.buy(1, 600_010, 12);
    let done = accepted(&events).unwrap();
    assert_eq!((preview.reason, preview.filled, preview.resting), (0, done.filled, done.left));
    assert_eq!(preview.fee, fills(&events).iter().map(|fill| fill.taker_fee).sum::<i64>());
    assert_eq!(preview.average_price, 600_005_000);
    let (account, position) = (world.account(1), world.position(1, MARKET).unwrap());
    assert_eq!(
        (preview.equity, preview.equity_open, preview.imr, preview.mmr),
        (account.equity, account.equity_open, account.imr, account.mmr)
    );
    assert_eq!((preview.position, preview.liquidation_price), (position.position, position.liquidation_price));
    let query = PreviewQuery { size: 100_000, ..query };
    assert_eq!(PreviewView::read(&world.query(&bytes_of!(query))).unwrap().reason, Reason::MarginInitial.code());
}

/// The liquidation price shown is hit no later than the real trigger: there Net <= MM, one mtick before it not.
#[test]
fn liquidation_price_is_where_net_meets_maintenance() {
    let mut world = World::new(2, 50);
    world.sell(2, 600_000, 200);
    world.buy(1, 600_000, 200);
    for (account, toward) in [(1, -1i64), (2, 1)] {
        let price = world.position(account, MARKET).unwrap().liquidation_price;
        assert!(price > 0);
        for (at, ended) in [(price, true), (price.saturating_add_signed(-toward), false)] {
            let mut moved = world.clone();
            moved.prices(MARKET, at, at);
            let stress = moved.query(&bytes_of!(StressQuery { account, shift: 0 }));
            assert_eq!(StressView::read(&stress).unwrap().liquidatable == 1, ended, "account {account} at {at}");
        }
    }
}
