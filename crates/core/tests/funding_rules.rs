//! Mark rounds and funding: how the mark follows index and book, and that what longs pay shorts receive.
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
use world::{bytes_of, reason_of, Event, World, MARKET, USD};

const HOUR_US: u64 = 3_600_000_000;
const ROUND_US: u64 = 5_000_000;

fn set_index(world: &mut World, index_price: u64) -> Vec<Event> {
    let published = world.ts_us;
    world.run(&bytes_of!(SetIndex { market: MARKET, index_price, published, ..SetIndex::default() }))
}

/// Two ticks a round until the hour turns, with a fresh index each minute; all events of the last round.
fn through_the_hour(world: &mut World, index_price: u64) -> Vec<Event> {
    let ends = (world.ts_us / HOUR_US + 1) * HOUR_US;
    let mut events = Vec::new();
    while world.ts_us < ends {
        set_index(world, index_price);
        events = world.tick(ROUND_US);
    }
    events
}

/// At the beginning of an hour, longs 1 and 2 with 30 and 12 lots of the seller 3, index and mark at 60,000.0 USD.
fn with_positions() -> World {
    let mut world = World::new(3, 10_000);
    world.ts_us = (world.ts_us / HOUR_US + 1) * HOUR_US;
    world.tick(0);
    set_index(&mut world, 600_000_000);
    world.sell(3, 600_000, 42);
    world.buy(1, 600_000, 30);
    world.buy(2, 600_000, 12);
    world
}

fn read_all<T>(events: &[Event], read: impl Fn(&[u8]) -> Option<T>) -> Vec<T> {
    events.iter().filter_map(|event| read(&event.bytes)).collect()
}

/// MRK-2: a round every 5 s at a tick; the mark moves towards the index by a tenth of the maintenance fraction a second.
#[test]
fn mark_follows_the_index_within_its_envelope_in_rounds_of_five_seconds() {
    let mut world = World::new(1, 0);
    set_index(&mut world, 600_000_000);
    assert_eq!(read_all(&world.tick(ROUND_US), MarkRound::read).len(), 1);
    assert!(world.tick(ROUND_US - 1).is_empty(), "not before 5 s");
    world.ts_us += 1;
    set_index(&mut world, 602_000_000);
    let round = world.tick(0);
    let marks = read_all(&round, PricesSet::read);
    assert_eq!((MarkRound::read(&round[0].bytes).unwrap().round, marks[0].mark_price), (2, 602_000_000));
    world.ts_us += 1;
    set_index(&mut world, 700_000_000);
    world.tick(2 * ROUND_US);
    assert_eq!(world.market(MARKET).mark_price, 602_000_000 + 3_010_000, "0.5 %, 5 s counting at most");
}

/// MRK-2: prices that are set by hand are nobody's to move; an index too old moves no mark and gives no sample.
#[test]
fn mark_set_by_hand_or_without_a_fresh_index_stays() {
    let mut world = World::new(1, 0);
    assert!(world.tick(ROUND_US).is_empty());
    set_index(&mut world, 606_000_000);
    let missing = world.tick(61_000_000);
    assert_eq!(missing.len(), read_all(&missing, TierChanged::read).len(), "an index of 61 s: its tier, and no round");
    let events = set_index(&mut world, 606_000_000);
    assert_eq!(IndexSet::read(&events[0].bytes).unwrap().index_price, 606_000_000);
    assert_eq!((world.market(MARKET).index_price, world.market(MARKET).newest_price), (600_000_000, 606_000_000));
    world.prices(MARKET, 600_000_000, 600_000_000);
    assert!(world.tick(ROUND_US).is_empty());
    assert_eq!((world.market(MARKET).samples, world.market(MARKET).published), (0, 0));
}

/// MRK-1, MGN-7: a new index counts in margin, bands and collateral from the next mark round on, not before.
#[test]
fn an_index_counts_from_the_next_mark_round_on() {
    let mut world = with_positions();
    let asset =
        SetAsset { asset: 1, market: MARKET, decimals: 9, weight_initial: 800_000, weight_maintenance: 900_000 };
    world.run(&bytes_of!(asset));
    world.run(&bytes_of!(Credit { account: 1, asset: 1, credited: 1_000_000_000 }));
    let before = world.account(1);
    world.ts_us += 1;
    set_index(&mut world, 594_000_000);
    assert_eq!(world.account(1), before, "nothing moves yet");
    world.tick(ROUND_US);
    let after = world.account(1);
    assert!(after.equity < before.equity && after.equity_open < before.equity_open, "{after:?}");
    let market = world.market(MARKET);
    assert_eq!((market.index_price, market.newest_price), (594_000_000, 594_000_000));
}

/// MRK-1: publish times grow and do not lie far ahead; zero and too high are refused.
#[test]
fn stale_zero_and_far_indices_are_refused() {
    let mut world = World::new(1, 0);
    let at = world.ts_us;
    let mut index = |index_price, published| {
        let events = world.run(&bytes_of!(SetIndex { market: MARKET, index_price, published, ..SetIndex::default() }));
        (reason_of(&events), Refused::read(&events[0].bytes).map_or(0, |refused| refused.expected))
    };
    assert_eq!(index(600_000_000, at), (None, 0));
    assert_eq!(index(600_000_000, at), (Some(Reason::IndexStale), at as i64));
    assert_eq!(index(600_000_000, at + 10_000_001), (Some(Reason::IndexStale), at as i64 + 10_000_000));
    assert_eq!(index(0, at + 1).0, Some(Reason::PriceZero));
    assert_eq!(index(10_000_000_001, at + 1).0, Some(Reason::PriceRange));
    assert_eq!(
        reason_of(&world.run(&bytes_of!(SetIndex { market: 9, index_price: 1, published: 1, ..SetIndex::default() }))),
        Some(Reason::MarketUnknown)
    );
}

/// MRK-2, BOOK-9: while the mark follows a jump of the index only reductions are taken.
#[test]
fn market_that_catches_up_takes_reductions_alone() {
    let mut world = with_positions();
    world.ts_us += 1;
    set_index(&mut world, 600_000_000 * 102 / 100);
    assert_eq!(reason_of(&world.buy(1, 601_000, 1).1), None, "it counts from the next round on");
    world.tick(ROUND_US);
    let (_, events) = world.buy(1, 601_000, 1);
    assert_eq!(reason_of(&events), Some(Reason::MarketCatchingUp));
    assert_eq!(reason_of(&world.sell(1, 600_000, 10).1), None);
    for _ in 0..6 {
        set_index(&mut world, 600_000_000 * 102 / 100);
        world.tick(ROUND_US);
    }
    set_index(&mut world, 600_000_000 * 102 / 100);
    assert_eq!(reason_of(&world.buy(1, 601_000, 1).1), None, "the mark has caught up");
}

/// FND-1 to FND-3: 12,500 e9 of a lot of 6 USD are 75 atoms; longs pay what the short receives, to the atom.
#[test]
fn hour_of_funding_moves_from_longs_to_shorts_and_sums_to_zero() {
    let mut world = with_positions();
    let events = through_the_hour(&mut world, 600_000_000);
    let told = read_all(&events, FundingSet::read);
    assert_eq!((told[0].premium, told[0].samples >= 480, told[0].rate, told[0].funding), (0, true, 12_500, 75));
    let paid = read_all(&events, FundingPaid::read);
    let amounts: Vec<_> = paid.iter().map(|paid| (paid.account, paid.amount)).collect();
    assert_eq!(amounts, [(1, 30 * 75), (2, 12 * 75), (3, -42 * 75)]);
    assert!(paid.iter().all(|paid| paid.funding == 75));
    assert_eq!(world.position(1, MARKET).unwrap().quote, -30 * 6 * USD - 30 * 75);
    let events = through_the_hour(&mut world, 600_000_000);
    assert_eq!(read_all(&events, FundingSet::read)[0].funding, 150);
    assert_eq!(read_all(&events, FundingPaid::read).len(), 3, "one payment a position and hour");
}

/// FND-1: fewer than 480 samples: no funding that hour, and the next begins anew.
#[test]
fn hour_with_too_few_samples_has_no_funding() {
    let mut world = with_positions();
    world.ts_us += HOUR_US / 2;
    let events = through_the_hour(&mut world, 600_000_000);
    let told = read_all(&events, FundingSet::read);
    assert_eq!((told[0].samples < 480, told[0].rate, told[0].funding), (true, 0, 0));
    assert!(read_all(&events, FundingPaid::read).is_empty());
    let events = through_the_hour(&mut world, 600_000_000);
    assert_eq!(read_all(&events, FundingSet::read)[0].funding, 75);
}

/// FND-3: positions take in funding in chunks, 256 accounts a tick; what is due counts at once, in views and margin; a fill
/// takes it in first, and a snapshot in between has the same future.
#[test]
fn funding_that_is_due_counts_before_it_is_taken_in() {
    let mut world = World::new(300, 1_000);
    world.ts_us = (world.ts_us / HOUR_US + 1) * HOUR_US;
    world.tick(0);
    set_index(&mut world, 600_000_000);
    world.sell(1, 600_000, 20);
    world.buy(300, 600_000, 20);
    let before = world.account(300);
    let events = through_the_hour(&mut world, 600_000_000);
    assert_eq!(read_all(&events, FundingPaid::read).len(), 1, "the first 256 accounts alone");
    let view = world.position(300, MARKET).unwrap();
    assert_eq!((view.quote, view.funding), (-20 * 6 * USD - 20 * 75, 75));
    assert_eq!(world.account(300).equity, before.equity - 20 * 75);
    let mut filled = world.clone();
    let mut twin = Exchange::restore(&world.exchange.snapshot()).expect("a chunk in between is in a snapshot");
    filled.buy(1, 600_000, 5);
    let (_, events) = filled.sell(300, 600_000, 5);
    let paid = read_all(&events, FundingPaid::read);
    assert_eq!((paid.len(), paid[0].account, paid[0].amount), (1, 300, 20 * 75));
    let batch = {
        world.ts_us += 100_000;
        world.batch_bytes(&[bytes_of!(Tick {})])
    };
    let (mut out, mut out_twin) = (Vec::new(), Vec::new());
    world.exchange.apply(&batch, &mut out).unwrap();
    twin.apply(&batch, &mut out_twin).unwrap();
    assert_eq!((out == out_twin, world.exchange.state_hash()), (true, twin.state_hash()));
    assert_eq!(read_all(&world::events_of(&out), FundingPaid::read).len(), 1);
    assert_eq!(world.position(300, MARKET).unwrap().quote, view.quote);
    assert_eq!(world.exchange.totals().violations, 0);
}

/// FND-2: a book above the index makes a premium; the rate never passes 4 % an hour.
#[test]
fn premium_of_the_mark_raises_the_rate() {
    let mut world = with_positions();
    world.buy(1, 602_000, 10);
    world.sell(3, 602_400, 10);
    let events = through_the_hour(&mut world, 600_000_000);
    let told = read_all(&events, FundingSet::read)[0];
    assert!(told.premium > 1_000_000 && told.premium <= 5_000_000, "{told:?}");
    assert_eq!(told.rate, (told.premium - 500_000) / 8);
    assert_eq!(told.funding, told.rate * 6 * USD / 1_000_000_000);
}
