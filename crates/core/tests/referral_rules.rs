//! Shares of referrers: who is referred pays a tenth less, and a tenth of what he pays waits for who referred him (FEE-1, FEE-2, FEE-5).
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::integer_division,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

mod world;

use quantdesk_core::fees::{fee_of, pay_share, rate_discounted, rate_of_fee, rates_of, DISCOUNT, REFERRED, TIER_MAX};
use quantdesk_core::position::{fill, Holding, Ledger, Party, Terms};
use quantdesk_core::schema_gen::{
    CloseAccount, DebtPaid, Leave, MarketView, PayShare, Reason, ReferrerSet, SetFeeTier, SetReferrer, SharePaid,
    ShareView, SharesQuery, TotalsQuery, TotalsView,
};
use quantdesk_core::units::{Atoms, LotValue, Lots, Side, TickValue, Ticks};
use quantdesk_core::Exchange;
use world::{bytes_of, fills, key, reason_of, Event, World, MARKET, USD};

const PRICE: u32 = 600_000;

fn refer(world: &mut World, account: u64, referrer: u64) -> Vec<Event> {
    world.run(&bytes_of!(SetReferrer { account, referrer: key(referrer) }))
}

fn pay(world: &mut World, account: u64) -> Vec<Event> {
    world.run(&bytes_of!(PayShare { account, market: MARKET }))
}

fn shares(world: &World) -> Vec<(u64, i64)> {
    let bytes = world.query(&bytes_of!(SharesQuery {}));
    bytes
        .chunks(ShareView::SIZE)
        .map(|one| ShareView::read(one).unwrap())
        .map(|one| (one.account, one.amount))
        .collect()
}

fn sound(world: &World) -> MarketView {
    let totals = TotalsView::read(&world.query(&bytes_of!(TotalsQuery {}))[..TotalsView::SIZE]).unwrap();
    assert_eq!(totals.violations, 0);
    let restored = Exchange::restore(&world.exchange.snapshot()).unwrap();
    assert_eq!(restored.state_hash(), world.exchange.state_hash());
    world.market(MARKET)
}

/// FEE-1, FEE-5: the table of those who were referred is the discount on the other, rounded up; a rebate is no fee.
#[test]
fn who_was_referred_pays_a_tenth_less_in_both_roles() {
    for tier in 0..=TIER_MAX {
        let (plain, less) = (rates_of(tier), rates_of(tier + REFERRED));
        assert_eq!(Ok(less.taker_ppm), rate_discounted(plain.taker_ppm, DISCOUNT));
        assert_eq!(Ok(less.maker_ppm), rate_discounted(plain.maker_ppm, DISCOUNT));
        let largest = less.taker_ppm - less.taker_ppm.div_euclid(10);
        assert!(largest > 20, "FEE-2: the largest rebate and the share are within the smallest fee");
    }
}

/// FEE-2: 1,000 lots at 60,000.0 are 6,000 USD; at 405 ppm 2.43 USD, of which 0.243 wait; then they are paid, once.
#[test]
fn a_tenth_of_a_referred_takers_fee_waits_and_is_paid_once() {
    let mut world = World::new(3, 10_000);
    let set = refer(&mut world, 1, 3);
    assert_eq!(ReferrerSet::read(&set[0].bytes).unwrap().owner, key(1));
    world.sell(2, PRICE, 1_000);
    let fill = fills(&world.buy(1, PRICE, 1_000).1)[0];
    assert_eq!((fill.taker_fee, fill.maker_fee, fill.shared), (2_430_000, 600_000, 1));
    assert_eq!(shares(&world), [(3, 243_000)]);
    let market = sound(&world);
    assert_eq!((market.shares, market.fee_bucket), (243_000, 2_430_000 + 600_000 - 243_000));
    let paid = SharePaid::read(&pay(&mut world, 3)[0].bytes).unwrap();
    assert_eq!((paid.amount, paid.collateral), (243_000, 10_000 * USD + 243_000));
    assert_eq!(reason_of(&pay(&mut world, 3)), Some(Reason::ShareNone));
    assert_eq!(reason_of(&pay(&mut world, 1)), Some(Reason::ShareNone));
    assert_eq!((sound(&world).shares, shares(&world)), (0, vec![]));
}

/// FEE-2, FEE-5: a referred maker shares what he pays, not what he gets; a tier that is set later keeps the discount.
#[test]
fn a_referred_maker_shares_a_fee_and_no_rebate() {
    let mut world = World::new(3, 10_000);
    let _ = refer(&mut world, 2, 3);
    world.sell(2, PRICE, 1_000);
    let fill = fills(&world.buy(1, PRICE, 1_000).1)[0];
    assert_eq!((fill.taker_fee, fill.maker_fee, fill.shared), (2_700_000, 540_000, 2));
    world.run(&bytes_of!(SetFeeTier { owner: key(2), tier: 3 }));
    world.sell(2, PRICE, 1_000);
    let fill = fills(&world.buy(1, PRICE, 1_000).1)[0];
    assert_eq!((fill.maker_fee, fill.shared), (-120_000, 0));
    assert_eq!(world.account(2).fee_tier, 3 + REFERRED);
    assert_eq!(shares(&world), [(3, 54_000)]);
    let _ = sound(&world);
}

/// FEE-5: once, by another owner who has an account.
#[test]
fn a_referrer_is_named_once_and_is_somebody_else() {
    let mut world = World::new(3, 10_000);
    assert_eq!(reason_of(&refer(&mut world, 1, 1)), Some(Reason::ReferrerUnknown));
    assert_eq!(reason_of(&refer(&mut world, 1, 9)), Some(Reason::ReferrerUnknown));
    assert_eq!(reason_of(&refer(&mut world, 9, 1)), Some(Reason::AccountUnknown));
    world.debit(3, 10_000 * USD);
    world.run(&bytes_of!(CloseAccount { account: 3 }));
    assert_eq!(reason_of(&refer(&mut world, 1, 3)), Some(Reason::ReferrerUnknown), "he has left");
    assert_eq!(reason_of(&refer(&mut world, 1, 2)), None);
    assert_eq!(reason_of(&refer(&mut world, 1, 2)), Some(Reason::ReferrerKnown));
    world.open_account(1, 1);
    assert_eq!(world.account(4).fee_tier, REFERRED, "all accounts of an owner are his");
    assert_eq!(reason_of(&refer(&mut world, 4, 2)), Some(Reason::ReferrerKnown));
    let _ = sound(&world);
}

/// FEE-2: nobody shares what was not paid: of a fee of 10 that meets 4 of collateral a tenth of 4 is set aside, rounded down.
#[test]
fn a_share_is_a_floor_of_what_was_paid() {
    let atoms = |number: i64| Atoms::new(number).unwrap();
    for own in 0..=30 {
        let mut ledger = Ledger { long_lots: 0, short_lots: 0, ..Ledger::default() };
        let terms = Terms {
            side: Side::Buy,
            lots: Lots(1),
            price: Ticks(24_691),
            tick_value: TickValue(1),
            lot_mark: LotValue::of_thousandths(24_691_000),
        };
        let mut taker = Party { shared: true, ..Party::new(Holding::default(), atoms(own), 405) };
        let mut maker = Party::new(Holding::default(), atoms(0), -20);
        let fee = fee_of(atoms(24_691), 405).unwrap().get();
        fill(&mut ledger, &mut taker, &mut maker, &terms).unwrap();
        assert_eq!((fee, taker.fee.get()), (10, 10));
        let share = own.min(fee) / 10;
        assert_eq!((taker.share.get(), ledger.shares.get()), (share, share));
        let money =
            taker.collateral.get() + maker.collateral.get() + ledger.fee_bucket.get() + share + ledger.pool.get();
        assert_eq!(money, own);
        let mut collateral = atoms(5);
        assert!(pay_share(&mut collateral, &mut ledger, atoms(share + 1)).is_err());
        pay_share(&mut collateral, &mut ledger, atoms(share)).unwrap();
        assert_eq!((collateral.get(), ledger.shares.get()), (5 + share, 0));
    }
}

/// FEE-1: the rate behind a fee is found for those who were referred too.
#[test]
fn a_fee_tells_a_rate_of_a_tier_or_of_its_discount() {
    let notional = Atoms::new(10_000_000_000).unwrap();
    for tier in 0..=TIER_MAX + REFERRED {
        let rate = rates_of(tier).taker_ppm;
        let fee = fee_of(notional, rate).unwrap();
        assert_eq!(rate_of_fee(notional, fee, true), Ok(Some(rate)));
    }
    assert_eq!(rate_of_fee(notional, Atoms::new(1).unwrap(), true), Ok(None));
}

/// PNL-4: a share that comes to who owes in a market without a position pays that first.
#[test]
fn a_share_is_money_that_came() {
    let mut world = World::new(3, 10_000);
    let _ = refer(&mut world, 1, 3);
    world.sell(2, PRICE, 50_000);
    let _ = world.buy(1, PRICE, 50_000);
    world.buy(2, PRICE, 50_000);
    let _ = world.sell(1, PRICE, 50_000);
    let aside = shares(&world)[0].1;
    world.debit(3, 9_900 * USD);
    world.sell(2, PRICE, 600);
    let _ = world.buy(3, PRICE, 600);
    world.prices(MARKET, 583_000_000, 583_000_000);
    world.buy(2, 583_400, 600); // above the mark: who sells for more than he has is no worse behind the fee (MGN-6)
    let _ = world.sell(3, 583_400, 600);
    let owes = -world.position(3, MARKET).unwrap().quote;
    assert_eq!((world.account(3).collateral, owes > 0), (0, true));
    let events = pay(&mut world, 3);
    assert_eq!(DebtPaid::read(&events[0].bytes).unwrap().collateral, aside - owes);
    let paid = SharePaid::read(&events[1].bytes).unwrap();
    assert_eq!((paid.amount, paid.collateral), (aside, aside - owes));
    assert_eq!(world.account(3).collateral, aside - owes);
    let _ = sound(&world);
}

/// CUST-46: what holds nothing could be closed on the chain before the share lands: it waits, or another account of his gets it.
#[test]
fn a_share_waits_for_an_account_that_holds_something() {
    let mut world = World::new(3, 10_000);
    let _ = refer(&mut world, 1, 3);
    world.sell(2, PRICE, 1_000);
    let _ = world.buy(1, PRICE, 1_000);
    world.debit(3, 10_000 * USD);
    assert_eq!(reason_of(&pay(&mut world, 3)), Some(Reason::TransferToEmpty));
    assert_eq!(shares(&world), [(3, 243_000)]);
    world.open_account(3, 1);
    world.credit(4, 1);
    assert_eq!(shares(&world), [(4, 243_000)], "the account that can be paid is told");
    assert_eq!(reason_of(&pay(&mut world, 3)), Some(Reason::TransferToEmpty));
    assert_eq!(SharePaid::read(&pay(&mut world, 4)[0].bytes).unwrap().collateral, 243_001);
    assert_eq!((sound(&world).shares, shares(&world)), (0, vec![]));
}

/// CUST-46, CUST-23: what leaves may be claimed on the chain before the share lands: it waits, or another account of his gets it.
#[test]
fn a_share_waits_for_an_account_that_does_not_leave() {
    let mut world = World::new(3, 10_000);
    let _ = refer(&mut world, 1, 3);
    world.sell(2, PRICE, 1_000);
    let _ = world.buy(1, PRICE, 1_000);
    world.run(&bytes_of!(Leave { account: 3, leaving: 1 }));
    assert_eq!(reason_of(&pay(&mut world, 3)), Some(Reason::AccountRestricted));
    assert_eq!(shares(&world), [(3, 243_000)]);
    world.open_account(3, 1);
    world.credit(4, 1);
    assert_eq!(shares(&world), [(4, 243_000)], "the account that can be paid is told");
    world.run(&bytes_of!(Leave { account: 3, leaving: 0 }));
    assert_eq!(SharePaid::read(&pay(&mut world, 3)[0].bytes).unwrap().amount, 243_000);
    let _ = sound(&world);
}
