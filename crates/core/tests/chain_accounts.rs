//! What comes from the chain: accounts, owner instructions, collateral of every asset, sweeps.
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
use world::{bytes_of, cancels, key, listing, reason_of, refused, Event, World, MARKET, USD};

const SOL: u8 = 1;
const SOL_MARKET: u16 = 3;
const WHOLE_SOL: i64 = 1_000_000_000;

/// A world whose market 3 prices SOL: tick 0.01 USD, lot 0.01 SOL, index 150.25 USD.
fn with_sol(accounts: u64, usd: i64) -> World {
    let mut world = World::new(accounts, usd);
    let mut market = listing(SOL_MARKET);
    (market.tick_size, market.lot_size) = (10_000_000, 10_000_000);
    (market.price_max, market.position_max) = (2_000_000, 20_000_000);
    world.run(&bytes_of!(market));
    world.prices(SOL_MARKET, 15_025_000, 15_025_000);
    world.run(&bytes_of!(sol()));
    world
}

fn sol() -> SetAsset {
    SetAsset { asset: SOL, market: SOL_MARKET, decimals: 9, weight_initial: 800_000, weight_maintenance: 900_000 }
}

fn credit_sol(world: &mut World, account: u64, credited: i64) -> Vec<Event> {
    world.run(&bytes_of!(Credit { account, asset: SOL, credited: credited as u64 }))
}

fn debit_sol(world: &mut World, account: u64, amount: i64) -> Vec<Event> {
    world.run(&bytes_of!(Debit { account, asset: SOL, amount, request: 0, debited: u64::MAX }))
}

fn swept(events: &[Event]) -> Vec<Swept> {
    events.iter().filter_map(|event| Swept::read(&event.bytes)).collect()
}

/// CUST-1: the chain's number names one account for ever; what is closed frees its index and never its number.
#[test]
fn number_of_an_account_serves_once_and_its_index_again_after_a_close() {
    let mut world = World::new(0, 0);
    let open = |account, owner, index| bytes_of!(OpenAccount { account, owner: key(owner), index });
    assert_eq!(reason_of(&world.run(&open(0, 1, 0))), Some(Reason::AccountExists));
    for account in [7, 3_000_000, u64::MAX - 1] {
        assert_eq!(reason_of(&world.run(&open(account, account, 0))), None);
        assert_eq!(reason_of(&world.run(&open(account, 5, 9))), Some(Reason::AccountExists));
    }
    let events = world.run(&open(8, 7, 0));
    assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::AccountExists), 7));
    world.credit(7, USD);
    let close = bytes_of!(CloseAccount { account: 7 });
    assert_eq!(reason_of(&world.run(&close)), Some(Reason::AccountNotEmpty));
    world.debit(7, USD);
    let closed = AccountClosed::read(&world.run(&close)[0].bytes).unwrap();
    assert_eq!((closed.account, closed.owner, closed.index), (7, key(7), 0));
    assert_eq!(reason_of(&world.run(&close)), Some(Reason::AccountUnknown));
    assert_eq!(reason_of(&world.run(&open(7, 7, 1))), Some(Reason::AccountExists));
    assert_eq!(reason_of(&world.run(&open(8, 7, 0))), None);
    let twin = Exchange::restore(&world.exchange.snapshot()).expect("closed accounts are in a snapshot");
    assert_eq!((twin.state_hash(), twin.totals().accounts), (world.exchange.state_hash(), 3));
}

/// CUST-5: an account with open orders is not empty; closing forgets its messages.
#[test]
fn account_with_an_open_order_is_not_closed() {
    let mut world = World::new(2, 0);
    world.credit(1, 1_000 * USD);
    let (id, _) = world.buy(1, 599_000, 1);
    world.debit(1, 900 * USD);
    assert_eq!(reason_of(&world.run(&bytes_of!(CloseAccount { account: 1 }))), Some(Reason::AccountNotEmpty));
    world.cancel(1, id);
    world.debit(1, 100 * USD);
    assert_eq!(reason_of(&world.run(&bytes_of!(CloseAccount { account: 1 }))), None);
    assert_eq!(world.order(1, id), None);
    assert_eq!(reason_of(&world.buy(1, 599_000, 1).1), Some(Reason::AccountUnknown));
}

/// CUST-3: a credit names the total of all credits, so the same fact twice, or an older one, credits nothing.
#[test]
fn credit_that_names_no_more_than_the_present_total_is_stale() {
    let mut world = World::new(1, 0);
    let credit = |credited| bytes_of!(Credit { account: 1, asset: 0, credited });
    let told = Credited::read(&world.run(&credit(500))[0].bytes).unwrap();
    assert_eq!((told.amount, told.credited, told.collateral), (500, 500, 500));
    for credited in [500, 499, 0] {
        let events = world.run(&credit(credited));
        assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::CreditStale), 500));
    }
    let told = Credited::read(&world.run(&credit(700))[0].bytes).unwrap();
    assert_eq!((told.amount, told.credited, told.collateral), (200, 700, 700));
    assert_eq!(reason_of(&world.run(&credit(u64::MAX))), Some(Reason::Amount));
    let unknown = bytes_of!(Credit { account: 1, asset: 5, credited: 1 });
    assert_eq!(reason_of(&world.run(&unknown)), Some(Reason::AssetUnknown));
}

/// CUST-10: a withdrawal's number grows and is taken once; a debit that names a total takes no other.
#[test]
fn debit_is_taken_once_for_its_request_and_for_its_total() {
    let mut world = World::new(1, 1_000);
    let debit = |amount, request, debited| bytes_of!(Debit { account: 1, asset: 0, amount, request, debited });
    let told = Debited::read(&world.run(&debit(10, 4, u64::MAX))[0].bytes).unwrap();
    assert_eq!((told.amount, told.request, told.debited), (10, 4, 10));
    for request in [4, 1] {
        let events = world.run(&debit(10, request, u64::MAX));
        assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::RequestKnown), 4));
    }
    let events = world.run(&debit(10, 0, 0));
    assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::DebitStale), 10));
    assert_eq!(reason_of(&world.run(&debit(10, 0, 10))), None);
    assert_eq!(reason_of(&world.run(&debit(10, 0, 10))), Some(Reason::DebitStale));
    assert_eq!(world.account(1).last_request, 4);
}

/// CUST-6: how much of an account's log has landed is told once, and only grows.
#[test]
fn items_that_landed_are_told_once() {
    let mut world = World::new(1, 1_000);
    let settle = |items| bytes_of!(Settle { account: 1, items });
    let told = |events: &[Event]| Settled::read(&events[0].bytes).map(|event| (event.account, event.items));
    assert_eq!(told(&world.run(&settle(3))), Some((1, 3)));
    for items in [0, 2, 3] {
        let events = world.run(&settle(items));
        assert_eq!((reason_of(&events), refused(&events).found), (Some(Reason::SettledKnown), 3));
    }
    assert_eq!(told(&world.run(&settle(4))), Some((1, 4)));
    let unknown = bytes_of!(Settle { account: 9, items: 1 });
    assert_eq!(reason_of(&world.run(&unknown)), Some(Reason::AccountUnknown));
}

/// CUST-5, SIG-4: a removal is acknowledged once by its event, and told also when the key is gone already.
#[test]
fn owner_instructions_are_acknowledged_once_and_in_rising_order() {
    let mut world = World::new(1, 1_000);
    let expiry_us = world.ts_us + 1_000_000;
    world.run(&bytes_of!(AddDelegate {
        account: 1,
        delegate: key(50),
        expiry_us,
        inbox: 2,
        markets: u64::MAX,
        notional_day: 0,
        near_index: 0
    }));
    let remove = |inbox| bytes_of!(RemoveDelegate { account: 1, delegate: key(50), inbox });
    let told = |events: &[Event]| DelegateRemoved::read(&events[0].bytes).map(|event| event.inbox);
    assert_eq!(told(&world.run(&remove(3))), Some(3));
    assert_eq!(reason_of(&world.run(&remove(3))), Some(Reason::DelegateUnknown));
    assert_eq!(told(&world.run(&remove(4))), Some(4));
    let raise = |nonce, inbox| bytes_of!(RaiseFloor { account: 1, nonce, inbox });
    let floor = |events: &[Event]| FloorRaised::read(&events.last().unwrap().bytes).map(|event| event.inbox);
    assert_eq!(floor(&world.run(&raise(1_000, 4))), Some(0), "4 is acknowledged already: no item for the chain");
    assert_eq!(reason_of(&world.run(&raise(1_000, 4))), Some(Reason::FloorKnown));
    assert_eq!(floor(&world.run(&raise(1_000, 6))), Some(6));
    assert_eq!(world.account(1).floor, 1_000);
}

/// SIG-5: a floor kills every message with a lower nonce, resting ones too; that with the floor's own nonce lives.
#[test]
fn floor_cancels_open_orders_below_it_and_refuses_their_like() {
    let mut world = World::new(2, 10_000);
    let asks: Vec<_> = (0..3).map(|number| world.ask(1, Side::Buy, 599_000 + number, 1)).collect();
    let ids: Vec<_> = asks.iter().map(|ask| world.place(ask).0).collect();
    let events = world.run(&bytes_of!(RaiseFloor { account: 1, nonce: asks[2].nonce, inbox: 1 }));
    let dead: Vec<_> = cancels(&events).iter().map(|event| (event.order_id, event.reason)).collect();
    let floor = CancelReason::Floor.code();
    assert_eq!(dead, vec![(ids[0], floor), (ids[1], floor)]);
    let mut late = world.ask(1, Side::Buy, 599_000, 1);
    late.nonce = asks[2].nonce - 1;
    assert_eq!(reason_of(&world.place(&late).1), Some(Reason::NonceUsed));
    assert_eq!(world.account(1).open_orders, 1);
}

/// MGN-7: 10 SOL at 150.25 are 1,502.50 USD: 1,202.00 for new risk, 1,352.25 for liquidation.
#[test]
fn other_collateral_counts_at_its_price_times_its_weight() {
    let mut world = with_sol(2, 0);
    credit_sol(&mut world, 1, 10 * WHOLE_SOL);
    let view = world.account(1);
    assert_eq!((view.equity_open, view.equity, view.collateral), (1_202 * USD, 1_352_250_000, 0));
    assert_eq!(reason_of(&world.buy(1, 600_000, 10_017).1), Some(Reason::MarginInitial));
    assert_eq!(reason_of(&world.buy(1, 600_000, 10_016).1), None);
    assert_eq!(world.asset(1, SOL).unwrap().collateral, 10 * WHOLE_SOL);
    assert_eq!(world.account(1).withdrawable, 0, "no USDC is there");
}

/// MGN-7: SOL may leave as far as what stays is worth the requirement; one lamport more is refused.
#[test]
fn other_collateral_leaves_down_to_the_requirement_and_no_further() {
    let mut world = with_sol(2, 0);
    credit_sol(&mut world, 1, 10 * WHOLE_SOL);
    world.buy(1, 600_000, 5_000);
    let most = world.asset(1, SOL).unwrap().withdrawable;
    assert!(most > 0 && most < 10 * WHOLE_SOL);
    assert_eq!(reason_of(&debit_sol(&mut world, 1, most + 1)), Some(Reason::Withdrawable));
    assert_eq!(reason_of(&debit_sol(&mut world, 1, most)), None);
    let view = world.account(1);
    assert!(view.equity_open >= view.imr, "{view:?}");
    assert_eq!(reason_of(&debit_sol(&mut world, 1, 1)), Some(Reason::Withdrawable));
}

/// MGN-7: for every amount and price the largest debit leaves at least the requirement, and one more does not.
#[test]
fn largest_debit_of_other_collateral_is_exact_over_prices_and_amounts() {
    let mut dice = world::Dice(77);
    for _ in 0..200 {
        let mut world = with_sol(1, 0);
        let price = 1_000_000 + dice.below(50_000_000);
        world.prices(SOL_MARKET, price, price);
        world.tick(3_600_000_000);
        world.prices(SOL_MARKET, price, price);
        credit_sol(&mut world, 1, 1 + dice.below(50_000_000_000) as i64);
        world.credit(1, dice.below(3_000_000) as i64 + 1);
        let size = 1 + dice.below(1_000) as u32;
        if reason_of(&world.buy(1, 600_000, size).1).is_some() {
            continue;
        }
        let view = world.asset(1, SOL).unwrap();
        let mut more = world.clone();
        assert_eq!(reason_of(&debit_sol(&mut more, 1, view.withdrawable + 1)), Some(Reason::Withdrawable));
        if view.withdrawable > 0 {
            assert_eq!(reason_of(&debit_sol(&mut world, 1, view.withdrawable)), None);
            let after = world.account(1);
            assert!(after.equity_open >= after.imr, "{after:?}");
        }
    }
}

/// MGN-7: the slow index moves 6 % an hour at most, both ways; collateral counts at the lower of both.
#[test]
fn slow_index_follows_by_six_percent_an_hour() {
    let mut world = with_sol(1, 0);
    credit_sol(&mut world, 1, WHOLE_SOL);
    let slow = |events: &[Event]| PricesSet::read(&events[0].bytes).unwrap().slow_price;
    world.ts_us += 1_800_000_000;
    assert_eq!(slow(&world.prices(SOL_MARKET, 30_000_000, 30_000_000)), 15_025_000 + 450_750, "half an hour: 3 %");
    assert_eq!(world.account(1).equity, 139_281_750, "154.7575 x 0.9, not 300 x 0.9");
    assert_eq!(slow(&world.prices(SOL_MARKET, 30_000_000, 30_000_000)), 15_475_750, "no time, no move");
    world.ts_us += 36_000_000_000;
    assert_eq!(slow(&world.prices(SOL_MARKET, 30_000_000, 30_000_000)), 15_475_750 + 928_545, "an hour counts at most");
    world.ts_us += 60_000_000;
    assert_eq!(slow(&world.prices(SOL_MARKET, 10_000_000, 10_000_000)), 16_404_295 - 16_404);
    assert_eq!(world.account(1).equity, 90 * USD, "a fall counts at once");
}

/// MGN-7: steps too short for a whole mtick are not lost: 10 a second give the same as one an hour, but for rounding.
#[test]
fn slow_index_moves_also_in_steps_that_are_too_short_for_one_mtick() {
    let mut world = World::new(0, 0);
    let mut market = listing(SOL_MARKET);
    (market.tick_size, market.lot_size, market.price_max) = (1_000_000_000, 1_000_000, 100_000);
    world.run(&bytes_of!(market));
    world.prices(SOL_MARKET, 1_000, 1_000);
    for _ in 0..3_600 {
        world.ts_us += 1_000_000;
        world.prices(SOL_MARKET, 2_000, 2_000);
    }
    let slow = world.market(SOL_MARKET).slow_price;
    assert!((1_050..=1_062).contains(&slow), "{slow}: at most 6 % up, compounded");
}

/// MGN-7: weights, decimals and the pricing market have bounds, named in the refusal; USDC is what it is.
#[test]
fn asset_parameters_have_bounds() {
    let mut world = with_sol(1, 0);
    let mut try_with = |change: &dyn Fn(&mut SetAsset)| {
        let mut asset = sol();
        change(&mut asset);
        let events = world.run(&bytes_of!(asset));
        (reason_of(&events), Refused::read(&events[0].bytes).map(|refused| (refused.expected, refused.found)))
    };
    let parameters = Some(Reason::AssetParameters);
    assert_eq!(try_with(&|asset| asset.weight_initial = 900_001), (parameters, Some((900_000, 4))));
    assert_eq!(try_with(&|asset| asset.weight_maintenance = 1_000_001), (parameters, Some((1_000_000, 5))));
    assert_eq!(try_with(&|asset| asset.decimals = 8), (parameters, Some((9, 3))));
    assert_eq!(try_with(&|asset| asset.market = 9).0, Some(Reason::MarketUnknown));
    assert_eq!(try_with(&|asset| asset.asset = 8).0, Some(Reason::AssetUnknown));
    assert_eq!(try_with(&|asset| asset.asset = 0).0, parameters);
    assert_eq!(try_with(&|asset| (asset.asset, asset.decimals) = (2, 19)).0, parameters);
    assert_eq!(try_with(&|asset| asset.weight_initial = 500_000), (None, None));
    let usdc =
        SetAsset { asset: 0, market: u16::MAX, decimals: 6, weight_initial: 1_000_000, weight_maintenance: 1_000_000 };
    assert_eq!(reason_of(&world.run(&bytes_of!(usdc))), None);
}

/// PNL-3: what is tracked of SOL is what accounts have of it; a sweep or a trade moves none.
#[test]
fn tracked_of_an_asset_is_the_sum_over_accounts() {
    let mut world = with_sol(2, 0);
    credit_sol(&mut world, 1, 5 * WHOLE_SOL);
    credit_sol(&mut world, 2, 2 * WHOLE_SOL);
    debit_sol(&mut world, 2, WHOLE_SOL);
    let views = world.query(&bytes_of!(TotalsQuery {}));
    let totals = AssetTotalsView::read(&views[TotalsView::SIZE..]).unwrap();
    assert_eq!((totals.asset, totals.collateral, totals.tracked), (SOL, 6 * WHOLE_SOL, 6 * WHOLE_SOL));
    let twin = Exchange::restore(&world.exchange.snapshot()).expect("assets are in a snapshot");
    assert_eq!(twin.state_hash(), world.exchange.state_hash());
}

/// Two accounts trade, the mark moves, a third takes the winner's side: he has a claim, and the pool is empty.
fn with_a_waiting_claim() -> World {
    let mut world = World::new(4, 1_000);
    world.sell(2, 600_000, 100);
    world.buy(1, 600_000, 100);
    world.prices(MARKET, 610_000_000, 610_000_000);
    world.buy(3, 610_000, 100);
    world.sell(1, 610_000, 100);
    world
}

/// PNL-5: the loser pays his loss at mark into the pool and the winner's claim is paid; equities stay to the atom.
#[test]
fn sweep_pays_a_waiting_claim_out_of_unrealised_losses_and_changes_no_equity() {
    let mut world = with_a_waiting_claim();
    let claim = world.position(1, MARKET).unwrap().claim;
    assert_eq!(claim, 100 * 10 * 10_000);
    let before: Vec<_> = (1..=4).map(|account| world.account(account).equity).collect();
    let events = world.run(&bytes_of!(Sweep { market: MARKET }));
    let steps = swept(&events);
    assert_eq!(steps.len(), 2);
    assert_eq!((steps[0].account, steps[0].paid, steps[0].swept, steps[0].offset), (2, claim, claim, 0));
    assert_eq!((steps[1].account, steps[1].received, steps[1].claim), (1, claim, 0));
    let after: Vec<_> = (1..=4).map(|account| world.account(account).equity).collect();
    assert_eq!(before, after);
    assert_eq!(world.account(1).held, claim, "PNL-6: paid profit is held");
    assert!(swept(&world.run(&bytes_of!(Sweep { market: MARKET }))).is_empty(), "nothing is left to move");
    assert_eq!(reason_of(&world.run(&bytes_of!(Sweep { market: 77 }))), Some(Reason::MarketUnknown));
}

/// PNL-5: at most 8 losers a sweep, the largest loss first; the next sweep takes the others.
#[test]
fn sweep_takes_the_eight_largest_losses() {
    let mut world = World::new(13, 1_000);
    for account in 2..=12 {
        world.sell(account, 600_000, account as u32);
    }
    world.buy(1, 600_000, 77);
    world.prices(MARKET, 610_000_000, 610_000_000);
    world.buy(13, 610_000, 77);
    world.sell(1, 610_000, 77);
    let losers = |events: &[Event]| -> Vec<u64> {
        swept(events).iter().filter(|step| step.paid > 0).map(|step| step.account).collect()
    };
    let first = world.run(&bytes_of!(Sweep { market: MARKET }));
    assert_eq!(losers(&first), [12, 11, 10, 9, 8, 7, 6, 5]);
    assert_eq!(losers(&world.run(&bytes_of!(Sweep { market: MARKET }))), [4, 3, 2]);
    assert_eq!(world.position(1, MARKET), None, "all is paid");
}

/// PNL-5: claims are paid by account number from the one after the last paid, so nobody waits for ever. The loser has 50 USD
/// for the 90 USD that three winners are owed; what he is given later goes to those behind.
#[test]
fn sweep_goes_on_behind_the_claim_that_it_paid_last() {
    let mut world = World::new(4, 10_000);
    world.open_account(5, 0);
    world.credit(5, 50 * USD);
    world.sell(5, 600_000, 300);
    for account in 1..=3 {
        world.buy(account, 600_000, 100);
    }
    world.prices(MARKET, 630_000_000, 630_000_000);
    for account in 1..=3 {
        world.buy(4, 630_000, 100);
        world.sell(account, 630_000, 100);
    }
    let paid_by = |world: &mut World, usd: i64| -> Vec<u64> {
        world.credit(5, usd * USD);
        let events = world.run(&bytes_of!(Sweep { market: MARKET }));
        swept(&events).iter().filter(|step| step.received > 0).map(|step| step.account).collect()
    };
    assert_eq!(paid_by(&mut world, 1), [1, 2]);
    assert_eq!(paid_by(&mut world, 20), [3], "2 was paid in part; the next is 3");
    assert_eq!(paid_by(&mut world, 100), [2, 3], "behind 3 the order starts anew");
    assert_eq!(world.market(MARKET).claims, 0);
}
