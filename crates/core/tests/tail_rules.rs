//! The tail of insurance: it fills a market's fund before the fund is drawn on, and one market gets no more in a day than its tenth (LIQ-5).
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

mod world;

use quantdesk_core::position::{Holding, Ledger};
use quantdesk_core::schema_gen::{
    FundInsurance, InsuranceFunded, LossCovered, MoveCause, Reason, SetBackstop, SetRisk, TailGiven, TotalsQuery,
    TotalsView,
};
use quantdesk_core::tail::{day_of, due, give, uncovered, Given};
use quantdesk_core::units::{Atoms, LotValue, DAY_US};
use quantdesk_core::Exchange;
use world::{bytes_of, reason_of, Dice, Event, World, MARKET, USD};

const BACKSTOP: u64 = 4;
const TAIL: u16 = u16::MAX;
const CAP: i64 = 1_000 * USD;

fn totals(world: &World) -> TotalsView {
    TotalsView::read(&world.query(&bytes_of!(TotalsQuery {}))[..TotalsView::SIZE]).unwrap()
}

/// Account 1 long and 2 short by 10,000 lots (60,000 USD); 3 holds nothing; the backstop has given `fund` to the market and `tail` to all.
fn scene(fund: i64, tail: i64) -> World {
    let mut world = World::new(0, 0);
    for account in 1..=4 {
        world.open_account(account, 0);
        world.credit(account, if account == 1 { 1_500 * USD } else { 100_000 * USD });
    }
    world.run(&bytes_of!(SetBackstop { account: BACKSTOP }));
    world.run(&bytes_of!(SetRisk { market: MARKET, liquidation_fee: 2_500, insurance_cap: CAP }));
    for (market, amount) in [(MARKET, fund), (TAIL, tail)] {
        if amount > 0 {
            world.run(&bytes_of!(FundInsurance { account: BACKSTOP, market, amount }));
        }
    }
    world.sell(2, 600_000, 10_000);
    world.buy(1, 600_000, 10_000);
    world
}

/// The mark falls so far that 1 lacks `loss`; a tick looks at everybody.
fn fall(world: &mut World, loss: i64) -> Vec<Event> {
    let low = 600_000_000 - (world.account(1).equity + loss) as u64 / 100;
    world.prices(MARKET, low, low);
    world.tick(100_000)
}

fn read<T>(events: &[Event], read: impl Fn(&[u8]) -> Option<T>) -> Vec<T> {
    events.iter().filter_map(|event| read(&event.bytes)).collect()
}

/// LIQ-5: of 900 that he lacks the fund has 200; the tail adds 500, a tenth of itself, and 200 are D.
#[test]
fn a_fund_is_filled_by_a_tenth_of_the_tail_before_it_pays() {
    let mut world = scene(200 * USD, 5_000 * USD);
    let events = fall(&mut world, 900 * USD);
    let given = read(&events, TailGiven::read);
    assert_eq!((given[0].account, given[0].backstop, given[0].cause), (1, BACKSTOP, MoveCause::Loss.code()));
    assert_eq!((given[0].amount, given[0].insurance, given[0].tail), (500 * USD, 700 * USD, 4_500 * USD));
    let covered = read(&events, LossCovered::read)[0];
    assert_eq!((covered.insurance, covered.deficit), (700 * USD, 200 * USD));
    assert_eq!(given.len(), 1, "the deficit finds the day's tenth used");
    assert_eq!(totals(&world).tail, 4_500 * USD);
    assert_eq!(totals(&world).violations, 0);
}

/// LIQ-5: with a tail that is large enough the fund has all of the loss, up to its cap, and not an atom more.
#[test]
fn a_large_tail_fills_the_fund_up_to_the_loss_and_the_cap() {
    for (loss, filled) in [(900, 700), (1_400, 800)] {
        let mut world = scene(200 * USD, 50_000 * USD);
        let events = fall(&mut world, loss * USD);
        assert_eq!(read(&events, TailGiven::read)[0].amount, filled * USD);
        let covered = read(&events, LossCovered::read)[0];
        assert_eq!(covered.insurance, loss.min(1_000) * USD);
        assert_eq!(totals(&world).violations, 0);
    }
}

/// LIQ-5: a fund that has what is asked of it, and one whose cap is nothing, leave the tail alone.
#[test]
fn the_tail_pays_only_after_the_market_itself() {
    let mut rich = scene(950 * USD, 50_000 * USD);
    assert!(read(&fall(&mut rich, 900 * USD), TailGiven::read).is_empty());
    let mut capped = scene(0, 50_000 * USD);
    capped.run(&bytes_of!(SetRisk { market: MARKET, liquidation_fee: 2_500, insurance_cap: 0 }));
    let events = fall(&mut capped, 900 * USD);
    assert!(read(&events, TailGiven::read).is_empty());
    assert_eq!(read(&events, LossCovered::read)[0].deficit, 900 * USD);
}

/// LIQ-5: the tail is the backstop's collateral that may leave, told as a fund of no market; a snapshot holds it and what was given.
#[test]
fn the_tail_is_funded_by_the_backstop_alone_and_is_in_the_snapshot() {
    let mut world = scene(0, 5_000 * USD);
    let ask = |account, amount| bytes_of!(FundInsurance { account, market: TAIL, amount });
    assert_eq!(reason_of(&world.run(&ask(3, USD))), Some(Reason::InsuranceSource));
    assert_eq!(reason_of(&world.run(&ask(BACKSTOP, 95_001 * USD))), Some(Reason::Withdrawable));
    assert_eq!(reason_of(&world.run(&ask(BACKSTOP, 0))), Some(Reason::Amount));
    let funded = read(&world.run(&ask(BACKSTOP, USD)), InsuranceFunded::read)[0];
    assert_eq!((funded.market, funded.insurance, funded.collateral), (TAIL, 5_001 * USD, 94_999 * USD));
    fall(&mut world, 900 * USD);
    let restored = Exchange::restore(&world.exchange.snapshot()).unwrap();
    assert_eq!(restored.state_hash(), world.exchange.state_hash());
    assert_eq!((restored.totals().tail, restored.totals().violations), (4_500_900_000, 0));
}

/// LIQ-5: however it is asked, a market gets of a day at most a tenth of what the tail has without that, and a new day begins anew.
#[test]
fn no_order_of_draws_gives_a_market_more_than_a_tenth_a_day() {
    let atoms = |number: i64| Atoms::new(number).unwrap();
    let mut dice = Dice(7);
    for _ in 0..200 {
        let mut tail = atoms(dice.below(1_000_000) as i64);
        let mut given = [Given::default(); 3];
        let mut us = 20_000 * DAY_US;
        for _ in 0..60 {
            us += dice.pick(&[0, 1, DAY_US / 5, DAY_US]);
            let (day, place) = (day_of(us).unwrap(), dice.below(3) as usize);
            let (fund, loss) = (dice.below(50_000) as i64, dice.below(200_000) as i64);
            let mut ledger = Ledger { insurance: atoms(fund), ..Ledger::default() };
            let before = tail;
            let known = if given[place].day == day { given[place].amount.get() } else { 0 };
            let cap = atoms(dice.pick(&[0, 10_000, 1 << 40]));
            let amount = due(tail, given[place], &ledger, atoms(loss), cap, day).unwrap();
            give(&mut tail, &mut given[place], &mut ledger, amount, day).unwrap();
            let lacking = (loss.min(cap.get()) - fund).max(0);
            let most = ((before.get() + known) / 10 - known).max(0);
            assert_eq!(amount.get(), lacking.min(most));
            assert_eq!(tail.get() + ledger.insurance.get(), before.get() + fund);
            assert!(amount.get() == 0 || 10 * given[place].amount.get() <= tail.get() + given[place].amount.get());
        }
    }
}

/// LIQ-5: of a loss his claim there pays first, then what he has; who owes lacks no more for it here.
#[test]
fn what_a_bankrupt_lacks_is_beside_his_claim_and_his_collateral() {
    let atoms = |number: i64| Atoms::new(number).unwrap();
    for (claim, collateral, lacks) in [(0, 0, 100), (30, 50, 20), (100, 0, 0), (120, 0, 0), (30, 90, 0), (30, -40, 70)]
    {
        let holding = Holding { quote: atoms(-100), claim: atoms(claim), ..Holding::default() };
        assert_eq!(
            uncovered(&holding, atoms(collateral), LotValue::default()),
            Ok(atoms(lacks)),
            "{claim} {collateral}"
        );
    }
}

/// LIQ-5: it gives all that it has, and nothing that it has not.
#[test]
fn the_tail_never_owes() {
    let atoms = |number: i64| Atoms::new(number).unwrap();
    let day = day_of(20_000 * DAY_US + 1).unwrap();
    assert_eq!(day, 20_000);
    for (amount, taken) in [(100, true), (101, false)] {
        let (mut tail, mut given, mut ledger) = (atoms(100), Given::default(), Ledger::default());
        assert_eq!(give(&mut tail, &mut given, &mut ledger, atoms(amount), day).is_ok(), taken);
    }
}
