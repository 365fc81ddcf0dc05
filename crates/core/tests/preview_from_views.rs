//! Previews from views: whoever holds the views of an account computes what the exchange answers (BOOK-11).
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
use quantdesk_core::Seen;
use world::{accepted, bytes_of, fills, listing, Dice, World, MARKET, USD};

const OTHER: u16 = 2;
const ACCOUNTS: u64 = 8;

/// Four owners with two accounts each, some with another asset as collateral, two markets, a few hundred random orders at moving prices.
fn busy_world(seed: u64) -> World {
    let mut world = World::new(0, 0);
    let mut dice = Dice(seed);
    world.run(&bytes_of!(listing(OTHER)));
    world.prices(OTHER, 600_000_000, 600_000_000);
    let set = SetAsset { asset: 1, market: OTHER, decimals: 9, weight_initial: 800_000, weight_maintenance: 900_000 };
    world.run(&bytes_of!(set));
    for account in 1..=ACCOUNTS {
        world.open_account(account.div_ceil(2), (account % 2) as u16);
        world.credit(account, [20, 300, 5_000, 100_000][dice.below(4) as usize] * USD);
        if account % 3 == 0 {
            world.run(&bytes_of!(Credit { account, asset: 1, credited: 10_000_000 + dice.below(40_000_000) }));
        }
    }
    for _ in 0..400 {
        if dice.chance(10) {
            let mark = 590_000_000 + dice.below(20_000_000);
            let market = dice.pick(&[MARKET, OTHER]);
            world.prices(market, mark, mark + dice.below(500_000));
        }
        let mut ask = ticket(&mut world, &mut dice);
        ask.reduce_only = dice.chance(15);
        world.place(&ask);
    }
    world
}

/// An order near the market, most often of a size that some accounts can carry.
fn ticket(world: &mut World, dice: &mut Dice) -> world::Ask {
    let account = 1 + dice.below(ACCOUNTS);
    let side = dice.pick(&[Side::Buy, Side::Sell]);
    let price = 598_000 + dice.below(400) as u32 * 10;
    let size = dice.pick(&[1, 7, 40, 900, 5_000]);
    let mut ask = world.ask(account, side, price, size);
    ask.market = dice.pick(&[MARKET, OTHER]);
    ask
}

fn seen(world: &World, account: u64) -> Seen {
    let mut bytes = Vec::new();
    let owner = world.account(account).owner;
    let queries = [bytes_of!(OwnerQuery { owner }), bytes_of!(MarketQuery { market: 65_535 })];
    let book = bytes_of!(BookQuery { market: MARKET, depth: 0 });
    let mine = (1..=ACCOUNTS).filter(|other| world.account(*other).owner == owner);
    let orders = mine.map(|account| bytes_of!(OpenOrdersQuery { account, market: 65_535 }));
    for query in queries.into_iter().chain([book]).chain(orders) {
        world.exchange.query(&query, &mut bytes).unwrap();
    }
    Seen::read(&bytes).unwrap()
}

/// BOOK-11, MGN-7: two thousand tickets of every kind; the answer from views is the exchange's, in every field.
#[test]
fn views_alone_give_the_exchanges_preview() {
    let (mut taken, mut filled, mut refused) = (0, 0, 0);
    for seed in 1..=4 {
        let mut world = busy_world(seed);
        let mut dice = Dice(seed + 100);
        for _ in 0..500 {
            let ask = ticket(&mut world, &mut dice);
            let query = PreviewQuery {
                account: ask.account,
                market: MARKET,
                side: ask.side.code(),
                kind: dice.pick(&[0, 0, 1]),
                time_in_force: dice.pick(&[0, 0, 1, 2, 3]),
                post_only: u8::from(dice.chance(15)),
                reduce_only: u8::from(dice.chance(20)),
                price: ask.price,
                size: ask.size,
            };
            let told = PreviewView::read(&world.query(&bytes_of!(query))).unwrap();
            let found = seen(&world, ask.account).preview(&query);
            assert_eq!(found, told, "seed {seed}: {query:?}");
            taken += u32::from(told.reason == 0);
            filled += u32::from(told.filled > 0);
            refused += u32::from(told.reason != 0);
        }
    }
    assert!(taken > 300 && filled > 200 && refused > 300, "{taken} taken, {filled} filled, {refused} refused");
}

/// BOOK-11, FND-3, MRK-2: funding that is due and not taken in yet, and a mark that follows its index, count in the answer
/// from views, too.
#[test]
fn views_give_the_same_preview_while_funding_is_due() {
    const HOUR_US: u64 = 3_600_000_000;
    let mut world = World::new(300, 1_000);
    world.ts_us = (world.ts_us / HOUR_US + 1) * HOUR_US;
    let ends = world.ts_us + HOUR_US;
    world.sell(1, 600_000, 20);
    world.buy(300, 600_000, 20);
    while world.ts_us < ends {
        let published = world.ts_us;
        world.run(&bytes_of!(SetIndex { market: MARKET, index_price: 600_000_000, published, ..SetIndex::default() }));
        world.tick(5_000_000);
    }
    assert_eq!(world.position(300, MARKET).unwrap().funding, 75, "due, as the view tells it");
    for (size, index_price) in [(1, 600_000_000), (160, 600_000_000), (1, 650_000_000)] {
        world.ts_us += 1;
        let published = world.ts_us;
        world.run(&bytes_of!(SetIndex { market: MARKET, index_price, published, ..SetIndex::default() }));
        for side in [0, 1] {
            let query =
                PreviewQuery { account: 300, market: MARKET, side, price: 600_000, size, ..PreviewQuery::default() };
            let told = PreviewView::read(&world.query(&bytes_of!(query))).unwrap();
            assert_eq!(seen(&world, 300).preview(&query), told, "{query:?}");
            assert_eq!(told.equity, world.account(300).equity, "nothing fills here");
        }
    }
}

/// BOOK-11: the match rounds once an order, the preview once a price: it is short by less than an atom for each order more.
#[test]
fn preview_of_a_price_with_many_orders_is_short_by_less_than_an_atom_each() {
    let mut world = World::new(4, 100_000);
    for account in [2, 3, 4, 2, 3] {
        world.sell(account, 600_000, 3);
    }
    let query = PreviewQuery { account: 1, market: MARKET, price: 600_000, size: 13, ..PreviewQuery::default() };
    let told = PreviewView::read(&world.query(&bytes_of!(query))).unwrap();
    let (_, events) = world.buy(1, 600_000, 13);
    let fee: i64 = fills(&events).iter().map(|fill| fill.taker_fee).sum();
    assert_eq!((accepted(&events).unwrap().filled, fills(&events).len()), (told.filled, 5));
    assert!((0..5).contains(&(fee - told.fee)), "preview {}, match {fee}", told.fee);
}

/// BOOK-11: the largest size that is taken: one lot more is refused.
#[test]
fn largest_size_is_taken_and_one_lot_more_is_not() {
    let world = busy_world(9);
    let mut found = 0;
    for account in 1..=ACCOUNTS {
        let seen = seen(&world, account);
        let query =
            PreviewQuery { account, market: MARKET, price: 600_500, size: 1_000_000, ..PreviewQuery::default() };
        let most = seen.lots_most(&query);
        let reason = |size| seen.preview(&PreviewQuery { size, ..query }).reason;
        assert!(most == 0 || reason(most) == 0, "account {account}");
        assert!(reason(most + 1) != 0, "account {account}");
        found += u32::from(most > 0);
    }
    assert!(found > 3, "{found}");
}
