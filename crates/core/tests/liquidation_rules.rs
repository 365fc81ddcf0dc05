//! Liquidation, insurance, deleveraging: who is liquidated and how, who pays, and that the watch finds everybody a full scan finds.
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
use world::{bytes_of, cancels, fills, reason_of, Dice, Event, World, MARKET, USD};

const BACKSTOP: u64 = 4;
const STEP_US: u64 = 30_000_000;

fn read_all<T>(events: &[Event], read: impl Fn(&[u8]) -> Option<T>) -> Vec<T> {
    events.iter().filter_map(|event| read(&event.bytes)).collect()
}

/// Account 1 long and 2 short by 10,000 lots (60,000 USD) at 60,000.0; 3 makes markets; 4 is the backstop. Each has `usd`, 1 has `own`.
fn with_position(own: i64, usd: i64) -> World {
    let mut world = World::new(0, 0);
    for account in 1..=4 {
        world.open_account(account, 0);
        world.credit(account, if account == 1 { own * USD } else { usd * USD });
    }
    world.run(&bytes_of!(SetBackstop { account: BACKSTOP }));
    world.run(&bytes_of!(SetRisk { market: MARKET, liquidation_fee: 2_500, insurance_cap: 1_000 * USD }));
    world.sell(2, 600_000, 10_000);
    world.buy(1, 600_000, 10_000);
    world
}

fn mark(world: &mut World, mark: u64) -> Vec<Event> {
    world.prices(MARKET, mark, mark);
    world.tick(100_000)
}

fn sound(world: &World) {
    assert_eq!(world.exchange.totals().violations, 0);
    assert!(world.exchange.open_orders_hold());
}

/// LIQ-1, LIQ-4, LIQ-7: above the requirement nobody is touched; at it a step on the book begins, no worse than the fillable price,
/// and orders that raise risk go first.
#[test]
fn an_account_at_its_requirement_is_closed_on_the_book() {
    let mut world = with_position(1_500, 100_000);
    let (order, _) = world.buy(1, 590_000, 10);
    let equity = world.account(1).equity;
    let healthy = 600_000_000 - ((equity - 700 * USD) / (10_000 * 10)) as u64 * 1_000;
    assert!(mark(&mut world, healthy).is_empty(), "{:?}", world.account(1));
    // Net falls by 0.1 USD a mtick of 10,000 lots with v = 10: to 580 of a requirement of about 591.
    let fall = (equity - 585 * USD) as u64 / 100;
    world.buy(3, 591_500, 3_000);
    let events = mark(&mut world, 600_000_000 - fall);
    let step = read_all(&events, LiquidationStep::read);
    assert_eq!((step.len(), step[0].account, step[0].way), (1, 1, LiquidationWay::Book.code()));
    assert_eq!(cancels(&events)[0].order_id, order);
    assert_eq!(cancels(&events)[0].reason, CancelReason::Liquidation.code());
    let filled = fills(&events);
    let (view, size) = (world.account(1), step[0].size);
    assert_eq!(filled.iter().map(|fill| u64::from(fill.size)).sum::<u64>(), size);
    assert!(filled.iter().all(|fill| fill.taker_order_id == [0; 16] && u64::from(fill.price) * 1_000 >= step[0].price));
    assert!(view.equity > view.mmr, "restored: {view:?}");
    let fee: i64 = filled.iter().map(|fill| fill.taker_fee).sum();
    assert_eq!(world.market(MARKET).insurance, (fee + 1) / 2, "half of the fee is insurance (LIQ-3)");
    sound(&world);
}

/// LIQ-2: the next step on the book comes 30 s later, not before.
#[test]
fn steps_on_the_book_are_thirty_seconds_apart() {
    let mut world = with_position(1_500, 100_000);
    let equity = world.account(1).equity;
    let low = 600_000_000 - (equity - 585 * USD) as u64 / 100;
    assert_eq!(read_all(&mark(&mut world, low), LiquidationStep::read).len(), 1);
    assert!(read_all(&world.tick(STEP_US - 1), LiquidationStep::read).is_empty());
    assert_eq!(read_all(&world.tick(1), LiquidationStep::read).len(), 1);
}

/// LIQ-2, LIQ-3: below two thirds of the requirement all goes to the backstop at the mark, for the fee; open interest counts users.
#[test]
fn below_two_thirds_the_backstop_takes_over_at_the_mark() {
    let mut world = with_position(1_500, 100_000);
    let equity = world.account(1).equity;
    let low = 600_000_000 - (equity - 300 * USD) as u64 / 100;
    let events = mark(&mut world, low);
    let moved = read_all(&events, Moved::read);
    assert_eq!((moved[0].account, moved[0].lots, moved[0].position), (1, -10_000, 0));
    assert_eq!((moved[1].account, moved[1].lots, moved[1].position), (BACKSTOP, 10_000, 10_000));
    assert_eq!((moved[0].amount, moved[0].cause), (moved[1].amount, MoveCause::Backstop.code()));
    let worth = 10_000 * 10 * low as i64 / 1_000;
    assert_eq!((moved[0].amount, moved[0].fee), (worth, (worth * 2_500 + 999_999) / 1_000_000));
    assert_eq!(world.account(1).mmr, 0);
    assert!(world.account(1).equity > 0);
    let market = world.market(MARKET);
    assert_eq!((market.open_interest, market.insurance), (10_000, (moved[0].fee + 1) / 2));
    sound(&world);
}

/// LIQ-5, LIQ-6: below nothing the lots go by a round to the other side; insurance pays, and what is left comes off the winner's profit.
#[test]
fn a_bankrupt_is_closed_by_a_round_and_only_profit_pays_the_deficit() {
    let mut world = with_position(1_500, 100_000);
    world.run(&bytes_of!(FundInsurance { account: BACKSTOP, market: MARKET, amount: 200 * USD }));
    let before: Vec<i64> = (1..=4).map(|account| world.account(account).equity).collect();
    let equity = before[0];
    let low = 600_000_000 - (equity + 900 * USD) as u64 / 100;
    let events = mark(&mut world, low);
    let started = read_all(&events, RecordStarted::read);
    let kinds: Vec<u8> = started.iter().map(|record| record.kind).collect();
    assert_eq!(kinds, [RecordKind::Round.code(), RecordKind::Mark.code(), RecordKind::Cut.code()][..kinds.len()]);
    assert_eq!((started[0].size, started[0].open_interest, started[0].side), (10_000, 10_000, 1));
    let covered = read_all(&events, LossCovered::read)[0];
    assert_eq!((covered.account, covered.insurance), (1, 200 * USD));
    assert_eq!(covered.insurance + covered.deficit, 900 * USD);
    let paid = read_all(&events, DeficitPaid::read)[0];
    assert_eq!(paid.deficit, 0);
    let gained = equity + 900 * USD; // what the short earned at this mark
    let short = world.account(2);
    assert_eq!(short.equity, before[1] + gained - (700 * USD - paid.fee_bucket - paid.fee_claim - paid.backstop));
    assert!(short.equity > before[1], "nobody pays more than his profit");
    assert_eq!((world.account(1).equity, world.account(3).equity, world.account(4).equity), (0, before[2], before[3]));
    assert_eq!((world.market(MARKET).deficit, world.market(MARKET).open_interest), (0, 0));
    sound(&world);
}

/// LIQ-5, CUST-35: insurance is the backstop's money alone, within what may leave it; the chain would take no other.
#[test]
fn insurance_is_funded_by_the_backstop_alone() {
    let mut world = with_position(1_500, 100_000);
    let fund = |account, amount| bytes_of!(FundInsurance { account, market: MARKET, amount });
    let before = world.account(3).equity;
    assert_eq!(reason_of(&world.run(&fund(3, USD))), Some(Reason::InsuranceSource));
    assert_eq!((world.account(3).equity, world.market(MARKET).insurance), (before, 0));
    let most = world.account(BACKSTOP).withdrawable;
    assert_eq!(reason_of(&world.run(&fund(BACKSTOP, most + 1))), Some(Reason::Withdrawable));
    assert_eq!(reason_of(&world.run(&fund(BACKSTOP, most))), None);
    assert_eq!(world.market(MARKET).insurance, most);
    sound(&world);
}

/// LIQ-2: what the backstop cannot carry goes by a round at the mark, and nobody loses.
#[test]
fn what_the_backstop_cannot_carry_goes_by_a_round() {
    let mut world = with_position(1_500, 100_000);
    let poor = world.account(BACKSTOP).withdrawable;
    world.run(&bytes_of!(FundInsurance { account: BACKSTOP, market: MARKET, amount: poor }));
    let before = world.account(2).equity;
    let equity = world.account(1).equity;
    let low = 600_000_000 - (equity - 300 * USD) as u64 / 100;
    let events = mark(&mut world, low);
    assert_eq!(read_all(&events, RecordStarted::read)[0].loss, 0);
    assert!(read_all(&events, LossCovered::read).is_empty());
    assert_eq!(world.account(1).equity, 300 * USD);
    assert_eq!(world.account(2).equity, before + (equity - 300 * USD));
    assert_eq!(world.market(MARKET).open_interest, 0);
    sound(&world);
}

/// Without a backstop nobody is liquidated; it is named once, is nobody's who holds something, and cannot be closed.
#[test]
fn the_backstop_is_named_once() {
    let mut world = World::new(3, 1_000);
    assert_eq!(reason_of(&world.run(&bytes_of!(SetBackstop { account: 9 }))), Some(Reason::AccountUnknown));
    world.sell(2, 600_000, 100);
    world.buy(1, 600_000, 100);
    assert_eq!(reason_of(&world.run(&bytes_of!(SetBackstop { account: 1 }))), Some(Reason::AccountNotEmpty));
    assert_eq!(reason_of(&world.run(&bytes_of!(SetBackstop { account: 3 }))), None);
    assert_eq!(reason_of(&world.run(&bytes_of!(SetBackstop { account: 3 }))), None);
    assert_eq!(reason_of(&world.run(&bytes_of!(SetBackstop { account: 2 }))), Some(Reason::BackstopExists));
    world.debit(3, 1_000 * USD);
    assert_eq!(reason_of(&world.run(&bytes_of!(CloseAccount { account: 3 }))), Some(Reason::AccountNotEmpty));
}

/// A crowd at wild prices.
fn crowd(seed: u64) -> (World, Dice) {
    let mut world = World::new(0, 0);
    let mut dice = Dice(seed);
    for account in 1..=24 {
        world.open_account(account, 0);
        world.credit(account, [50, 400, 3_000][dice.below(3) as usize] * USD);
    }
    world.run(&bytes_of!(SetBackstop { account: 24 }));
    let asset =
        SetAsset { asset: 1, market: MARKET, decimals: 6, weight_initial: 500_000, weight_maintenance: 700_000 };
    world.run(&bytes_of!(asset));
    for account in [3, 7, 11] {
        world.run(&bytes_of!(Credit { account, asset: 1, credited: 1_000 + dice.below(9_000) }));
    }
    (world, dice)
}

/// MGN-9: after whatever happened the watch finds exactly those whom a full scan finds; PNL-2 and PNL-3 hold; a restored exchange goes
/// on alike.
#[test]
fn watch_finds_whom_a_full_scan_finds() {
    let (mut steps, mut rounds, mut cuts) = (0, 0, 0);
    for seed in 1..=12 {
        let (mut world, mut dice) = crowd(seed);
        let mut price = 600_000_000u64;
        for turn in 0..250 {
            let account = 1 + dice.below(24);
            let level = (price / 1_000) as u32 + dice.below(3_000) as u32 - 1_500;
            let size = [10, 200, 900, 3_000][dice.below(4) as usize];
            if dice.chance(50) {
                world.buy(account, level, size);
            } else {
                world.sell(account, level, size);
            }
            if dice.chance(30) {
                let reach = if dice.chance(10) { 60_000_000 } else { 3_000_000 };
                price = (price + dice.below(2 * reach) - reach).clamp(300_000_000, 900_000_000);
                world.prices(MARKET, price, price + dice.below(100_000));
            }
            if turn % 60 == 0 {
                world.exchange = Exchange::restore(&world.exchange.snapshot()).expect("a snapshot restores");
            }
            let (found, _) = world.exchange.due_by_watch();
            assert_eq!(found, world.exchange.due_by_scan(), "seed {seed}, turn {turn}");
            let later = [100_000, 100_000, 31_000_000][dice.below(3) as usize];
            let events = world.tick(later);
            steps += read_all(&events, LiquidationStep::read).len();
            let records = read_all(&events, RecordStarted::read);
            rounds += records.iter().filter(|record| record.kind == RecordKind::Round.code()).count();
            cuts += records.iter().filter(|record| record.kind == RecordKind::Cut.code()).count();
            sound(&world);
        }
    }
    assert!(steps > 80 && rounds > 30 && cuts > 10, "{steps} steps, {rounds} rounds, {cuts} cuts");
}

/// MGN-9: a price that crosses nobody costs nothing, however many accounts there are.
#[test]
fn a_price_update_costs_as_much_as_accounts_are_crossed() {
    let mut world = World::new(400, 2_000);
    world.run(&bytes_of!(SetBackstop { account: 400 }));
    for account in 1..=99 {
        world.sell(2 * account, 600_000, 100 + account as u32);
        world.buy(2 * account + 1, 600_000, 100 + account as u32);
    }
    world.tick(100_000);
    assert_eq!(world.exchange.due_by_watch(), (Vec::new(), 0), "all were looked at");
    world.prices(MARKET, 600_100_000, 600_100_000);
    assert_eq!(world.exchange.due_by_watch(), (Vec::new(), 0), "10 USD cross nobody");
}

/// MGN-7, MGN-9: who owes for a day and changes at every tick leaves no more behind in the watch than anybody else.
#[test]
fn watch_does_not_grow_with_every_change_of_who_owes() {
    const MOST: usize = 4 * (2 * 3 + 1_024 + 1); // longs, shorts, assets and calls of three accounts
    let mut world = World::new(3, 0);
    for account in [2, 3] {
        world.credit(account, 100_000 * USD);
    }
    world.run(&bytes_of!(SetBackstop { account: 3 }));
    world.run(&bytes_of!(SetAsset {
        asset: 1,
        market: MARKET,
        decimals: 8,
        weight_initial: 800_000,
        weight_maintenance: 900_000
    }));
    let duration = 86_400_000_000;
    world.run(&bytes_of!(SetBorrowing { room_max: 1_000 * USD, room_part: 100_000, total_part: 50_000, duration }));
    world.run(&bytes_of!(Credit { account: 1, asset: 1, credited: 100_000_000 }));
    world.sell(2, 600_000, 100);
    world.buy(1, 600_000, 100);
    assert!(world.account(1).collateral < 0, "the fee is owed");
    for credited in 1..=5_000 {
        world.run(&bytes_of!(Credit { account: 1, asset: 1, credited: 100_000_000 + credited }));
        world.tick(1_000);
        assert!(world.exchange.watch_entries() <= MOST, "{} entries", world.exchange.watch_entries());
    }
    let before = world.exchange.state_hash();
    assert_eq!((world.exchange.due_by_watch().0, world.exchange.due_by_scan()), (Vec::new(), Vec::new()));
    assert_eq!(world.exchange.state_hash(), before, "who asks changes nothing");
    world.tick(duration);
    assert!(world.account(1).collateral >= 0, "a day later the backstop has taken what pays it");
}
