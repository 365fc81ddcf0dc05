//! Random flows: money is conserved after every event, a snapshot carries the whole future, refusals change nothing.
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
use world::{bytes_of, listing, market_parameters, place_of, replace_of, Dice, World, USD};

const ACCOUNTS: u64 = 8;

/// A random order around the mark; all switches, sometimes outrageous.
fn random_ask(world: &mut World, dice: &mut Dice) -> world::Ask {
    let account = 1 + dice.below(ACCOUNTS);
    let side = dice.pick(&[Side::Buy, Side::Sell]);
    let away = dice.below(400) as u32;
    let price = if dice.chance(3) { 590_000 + 50 * away } else { 600_200 - away };
    let size = if dice.chance(10) { dice.pick(&[0, 5_000, 100_000, 20_000_000]) } else { 1 + dice.below(300) as u32 };
    let mut ask = world.ask(account, side, price, size);
    ask.market = dice.pick(&[1, 1, 1, 2, 3]);
    ask.time_in_force =
        dice.pick(&[TimeInForce::Gtc, TimeInForce::Gtc, TimeInForce::Ioc, TimeInForce::Fok, TimeInForce::Gtd]);
    ask.kind = dice.pick(&[OrderKind::Limit, OrderKind::Limit, OrderKind::Limit, OrderKind::Market]);
    ask.post_only = dice.chance(10);
    ask.reduce_only = dice.chance(20);
    ask.self_trade = u8::from(dice.chance(30));
    ask.fee_max = if dice.chance(5) { dice.below(50) as u16 } else { 100 };
    let life = dice.pick(&[200, 100_000]);
    ask.expiry_slot = world.slot() + dice.below(life);
    ask.signer = if dice.chance(10) { world::key(1_000 + account) } else { ask.signer };
    if dice.chance(3) {
        ask.client_order_id = dice.below(ask.client_order_id) + 1;
    }
    ask
}

fn random_record(world: &mut World, dice: &mut Dice, ids: &mut Vec<(u64, [u8; 16])>) -> Vec<u8> {
    let account = 1 + dice.below(ACCOUNTS);
    let known = |dice: &mut Dice, ids: &[(u64, [u8; 16])]| {
        if ids.is_empty() {
            (account, [1; 16])
        } else {
            ids[ids.len() - 1 - dice.below(ids.len().min(60) as u64) as usize]
        }
    };
    match dice.below(100) {
        0..=59 => {
            let command = place_of(&random_ask(world, dice));
            ids.push((u64::from_le_bytes(command.message[8..16].try_into().unwrap()), command.order_id));
            bytes_of!(command)
        }
        60..=71 => {
            let (account, order_id) = known(dice, ids);
            bytes_of!(CancelOrder { account, order_id, client_order_id: 0 })
        }
        72..=76 => {
            let (account, order_id) = known(dice, ids);
            bytes_of!(ShrinkOrder { account, order_id, client_order_id: 0, left: dice.below(100) as u32 })
        }
        77..=83 => {
            let (account, old) = known(dice, ids);
            let mut ask = random_ask(world, dice);
            ask.account = account;
            ask.signer = world.owners[account as usize - 1];
            if dice.chance(50) {
                if let Some(view) = world.order(account, old) {
                    (ask.price, ask.market) = (view.price.max(1), view.market.max(1));
                    ask.side = Side::from_u8(view.side).unwrap();
                }
            }
            let command = replace_of(&ask, old);
            ids.push((account, command.order_id));
            bytes_of!(command)
        }
        84 => bytes_of!(CancelAll { account, market: dice.pick(&[1, 2, u16::MAX]), side: dice.pick(&[0, 1, 2, 2]) }),
        85..=91 => {
            let market = dice.pick(&[1, 1, 2]);
            let mark = 600_000_000 - 15_000_000 + dice.below(30_000_000);
            if dice.chance(15) {
                let near = world.market(market).mark_price - 1_000_000 + dice.below(2_000_000);
                let index = SetIndex { market, index_price: near, published: world.ts_us, ..SetIndex::default() };
                return bytes_of!(index);
            }
            bytes_of!(SetPrices { market, index_price: mark - 2_000_000 + dice.below(4_000_000), mark_price: mark })
        }
        92 => world.credit_of(account, dice.pick(&[0, 1, 7, 100 * USD])),
        93 => bytes_of!(world::debit_of(account, dice.pick(&[0, 1, 13, 500 * USD]))),
        94 => bytes_of!(SetPause { market: dice.pick(&[1, 2, u16::MAX]), paused: u8::from(dice.chance(30)) }),
        95 => bytes_of!(SetFeeTier { owner: world::key(account), tier: dice.below(5) as u8 }),
        96 => bytes_of!(AddDelegate {
            account,
            delegate: world::key(1_000 + account),
            expiry_us: world.ts_us + dice.below(200_000_000),
            inbox: 0,
            markets: dice.pick(&[u64::MAX, 1 << 1, 1 << 2]),
            notional_day: dice.pick(&[0, 1, 1_000 * USD as u64, 1_000_000 * USD as u64]),
            near_index: dice.pick(&[0, 0, 1]),
        }),
        97 => bytes_of!(RemoveDelegate { account, delegate: world::key(1_000 + account), inbox: dice.below(4) }),
        98 => {
            let mut changed = listing(dice.pick(&[1, 2]));
            changed.position_max = dice.pick(&[300, 2_000, 40_000_000]);
            changed.open_interest_max = dice.pick(&[2_000, 400_000_000]);
            bytes_of!(market_parameters(&changed))
        }
        _ => random_batch(world, dice, ids),
    }
}

fn random_batch(world: &mut World, dice: &mut Dice, ids: &mut Vec<(u64, [u8; 16])>) -> Vec<u8> {
    let account = 1 + dice.below(ACCOUNTS);
    let count = dice.below(5) as u8;
    let mut bytes = bytes_of!(Batch { account, count, whole: 0 });
    for _ in 0..count {
        if dice.chance(30) {
            let order_id = ids.last().map_or([9; 16], |known| known.1);
            bytes.extend(bytes_of!(CancelOrder { account, order_id, client_order_id: 0 }));
        } else {
            let mut ask = random_ask(world, dice);
            if dice.chance(90) {
                ask.account = account;
                ask.signer = world.owners[account as usize - 1];
            }
            let command = place_of(&ask);
            ids.push((ask.account, command.order_id));
            bytes.extend(bytes_of!(command));
        }
    }
    bytes
}

fn world_of(seed: u64) -> (World, Dice) {
    let mut world = World::new(6, 300);
    let mut second = listing(2);
    (second.imf, second.mmf, second.profit_cap) = (100_000, 50_000, USD);
    world.run(&bytes_of!(second));
    world.prices(2, 600_000_000, 600_000_000);
    world.open_account(1, 1); // a second account of owner 1: self-trade is by owner
    world.open_account(2, 1);
    world.credit(7, 200 * USD);
    (world, Dice(seed * 0x9E37_79B9 + 1))
}

/// PNL-2, PNL-3: sums are recomputed from all accounts after every command of a random flow (`World::run` checks them);
/// open lots of every account are those of the books.
#[test]
fn money_is_conserved_after_every_command_of_random_flows() {
    let mut filled = 0;
    for seed in 1..=12 {
        let (mut world, mut dice) = world_of(seed);
        let mut ids = Vec::new();
        for step in 0..1_500 {
            world.ts_us += dice.below(300_000);
            let record = random_record(&mut world, &mut dice, &mut ids);
            let events = world.run(&record);
            filled += world::fills(&events).len();
            if dice.chance(5) {
                world.tick(0);
            }
            assert!(step % 50 != 0 || world.exchange.open_orders_hold(), "seed {seed} step {step}: open lots differ");
        }
    }
    assert!(filled > 1_000, "only {filled} fills");
}

/// A snapshot in the middle of a flow gives an exchange with the same bytes and the same future.
#[test]
fn restored_exchange_has_the_same_future() {
    for seed in 20..=25 {
        let (mut world, mut dice) = world_of(seed);
        let mut ids = Vec::new();
        for _ in 0..600 {
            world.ts_us += dice.below(300_000);
            let record = random_record(&mut world, &mut dice, &mut ids);
            world.run(&record);
        }
        let snapshot = world.exchange.snapshot();
        let mut twin = Exchange::restore(&snapshot).expect("a snapshot is taken back");
        assert!(twin.snapshot() == snapshot && twin.state_hash() == world.exchange.state_hash());
        for step in 0..600 {
            world.ts_us += dice.below(300_000);
            let record = random_record(&mut world, &mut dice, &mut ids);
            let batch = world.batch_bytes(&[record]);
            let (mut out, mut out_twin) = (Vec::new(), Vec::new());
            world.exchange.apply(&batch, &mut out).unwrap();
            twin.apply(&batch, &mut out_twin).unwrap();
            assert_eq!(out, out_twin, "seed {seed} step {step}");
        }
        assert_eq!(twin.state_hash(), world.exchange.state_hash());
    }
}

/// A command is atomic: a refusal changes seq and time, and at most the remembered first result of its message (BOOK-7).
#[test]
fn refusal_changes_nothing_but_the_remembered_first_result() {
    let mut tried = 0;
    for seed in 40..=43 {
        let (mut world, mut dice) = world_of(seed);
        let mut ids = Vec::new();
        for step in 0..800 {
            world.ts_us += dice.below(300_000);
            world.tick(0);
            let record = random_record(&mut world, &mut dice, &mut ids);
            let before = world.clone();
            let events = world.run(&record);
            let refusals = events.iter().filter(|event| event.kind == Refused::KIND).count();
            if refusals == 0 || refusals != events.len() || record[0] == Batch::KIND {
                continue;
            }
            tried += 1;
            let views = |world: &World| -> Vec<Vec<u8>> {
                let accounts = (1..=ACCOUNTS).map(|account| world.exchange_views(account));
                accounts.chain([1, 2].map(|market| world.book_views(market))).collect()
            };
            assert_eq!(views(&before), views(&world), "seed {seed} step {step}: {:?}", world::refused(&events));
            let signed = matches!(record[0], PlaceOrder::KIND | ReplaceOrder::KIND | Transfer::KIND);
            if !signed {
                // Behind seq and time every byte of the state is as it was.
                const SEQ_AND_TIME_END: usize = 4 + 1 + 8 + 8 + 8;
                let state = |world: &World| world.exchange.snapshot().split_off(SEQ_AND_TIME_END);
                assert!(state(&before) == state(&world), "seed {seed} step {step}");
            }
        }
    }
    assert!(tried > 500, "only {tried} refusals");
}

/// Every event that speaks of an account's money says what a query says afterwards.
#[test]
fn last_fill_of_an_account_shows_its_state() {
    let (mut world, mut dice) = world_of(70);
    let mut ids = Vec::new();
    for _ in 0..2_000 {
        world.ts_us += dice.below(300_000);
        let record = random_record(&mut world, &mut dice, &mut ids);
        let events = world.run(&record);
        if let Some(fill) = world::fills(&events).last() {
            let view = world.position(fill.taker_account, fill.market);
            let shown = view.map_or((0, 0, 0), |view| (view.position, view.quote, view.claim));
            assert_eq!((fill.taker_position, fill.taker_quote, fill.taker_claim), shown);
            assert_eq!(fill.taker_collateral, world.account(fill.taker_account).collateral);
        }
    }
}

impl World {
    fn exchange_views(&self, account: u64) -> Vec<u8> {
        let mut views = self.query(&bytes_of!(AccountQuery { account }));
        views.extend(self.query(&bytes_of!(OpenOrdersQuery { account, market: u16::MAX })));
        views
    }

    fn book_views(&self, market: u16) -> Vec<u8> {
        let mut views = self.query(&bytes_of!(BookQuery { market, depth: 0 }));
        views.extend(self.query(&bytes_of!(MarketQuery { market })));
        views
    }
}
