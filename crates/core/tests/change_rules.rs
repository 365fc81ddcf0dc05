//! Changes of the chain reach the engine at their place of the journal, by the chain's own bounds, once (CUST-50).
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
use world::{bytes_of, listing, reason_of, Event, World, MARKET};

const PRICE: u32 = 600_000;

/// The market as it is listed, as a change.
fn same(change: u64) -> ChangeMarket {
    let listed = listing(MARKET);
    ChangeMarket {
        change,
        market: MARKET,
        order_max: listed.order_max,
        position_max: listed.position_max,
        open_interest_max: listed.open_interest_max,
        imf: listed.imf,
        mmf: listed.mmf,
        requirement_min: listed.requirement_min,
    }
}

fn changed(world: &mut World, command: ChangeMarket) -> Vec<Event> {
    world.run(&bytes_of!(command))
}

/// CUST-50: the numbers, then the change's, so that the log knows which change stands here; a restored snapshot knows it too.
#[test]
fn a_change_tells_its_numbers_and_is_taken_once() {
    let mut world = World::new(2, 1_000_000);
    let wanted = ChangeMarket { imf: listing(MARKET).imf * 2, order_max: 7, ..same(5) };
    let told = changed(&mut world, wanted);
    let set = MarketSet::read(&told[0].bytes).expect("the market first");
    assert_eq!((set.imf, set.order_max, set.mmf), (wanted.imf, 7, listing(MARKET).mmf));
    assert_eq!(ChangeTaken::read(&told[1].bytes).map(|taken| taken.change), Some(5));
    let snapshot = world.exchange.snapshot();
    world.exchange = Exchange::restore(&snapshot).expect("a snapshot");
    for known in [5, 4] {
        assert_eq!(reason_of(&changed(&mut world, same(known))), Some(Reason::ChangeKnown));
    }
    assert_eq!(changed(&mut world, ChangeMarket { order_max: 14, ..same(6) }).len(), 2);
}

/// CUST-50: what the chain has already is followed however far it went, and is no place of the log.
#[test]
fn what_the_chain_has_already_is_followed() {
    let mut world = World::new(2, 1_000_000);
    let far = ChangeMarket { imf: listing(MARKET).imf * 5, ..same(0) };
    let told = changed(&mut world, far);
    assert_eq!(told.iter().filter(|event| ChangeTaken::read(&event.bytes).is_some()).count(), 0);
    assert_eq!(MarketSet::read(&told[0].bytes).map(|set| set.imf), Some(far.imf));
    let beyond = ChangeMarket { imf: far.imf * 2 + 1, ..same(1) };
    assert_eq!(reason_of(&changed(&mut world, beyond)), Some(Reason::ChangeStep));
}

/// CUST-50: orders and positions stay; new risk needs the new initial fraction, a reduction does not.
#[test]
fn new_numbers_bind_new_risk_alone() {
    let mut world = World::new(3, 1_000_000);
    let _ = world.sell(2, PRICE, 5);
    let _ = world.buy(1, PRICE, 5);
    let (resting, _) = world.sell(2, PRICE + 10, 3);
    let told = changed(&mut world, ChangeMarket { position_max: 5, order_max: 2, ..same(1) });
    assert_eq!(told.len(), 2, "nothing is cancelled or closed");
    assert!(world.order(2, resting).is_some());
    assert_eq!(reason_of(&world.buy(1, PRICE, 1).1), Some(Reason::PositionLimit));
    assert_eq!(reason_of(&world.sell(1, PRICE + 20, 3).1), Some(Reason::OrderSize));
    assert_eq!(reason_of(&world.sell(1, PRICE + 20, 2).1), None);
}
