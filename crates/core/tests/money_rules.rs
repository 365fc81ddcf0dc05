//! The law of money by worked examples: profit, pool and claims, fees, margin.
//!
//! The market of the examples: v = 10 atoms, so that a lot at 600,000 ticks (60,000 USD) is 6 USD = 6,000,000 atoms.
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

mod world;

use quantdesk_core::fees::{cap_allows, fee_of, rate_discounted, rate_of_fee, rates_of};
use quantdesk_core::growth::Tiers;
use quantdesk_core::margin::{Exposure, Health, MarginTerms};
use quantdesk_core::position::{fill, pay_claim, tidy, trade, Holding, Ledger, Party, Terms};
use quantdesk_core::rounding::Overflow;
use quantdesk_core::schema_gen::*;
use quantdesk_core::units::{Atoms, Lots, Mticks, Position, Ppm, Side, TickValue, Ticks};
use world::{bytes_of, cancels, fills, listing, market_parameters, reason_of, refused, World, MARKET, USD};

fn atoms(amount: i64) -> Atoms {
    Atoms::new(amount).unwrap()
}

fn holding(position: i64, quote: i64, claim: i64, swept: i64) -> Holding {
    Holding {
        position: Position::new(position).unwrap(),
        quote: atoms(quote),
        claim: atoms(claim),
        swept: atoms(swept),
        funding: 0,
    }
}

/// PNL-4: long 10 lots bought for 1,000 in all, 4 sold for 480: N_k = 480, g = 480 + floor(-1000 * 4 / 10) = 80. e becomes
/// -1000 + 480 - 80 = -600, r = 80, w = floor(7 * 6 / 10) = 4; collateral and pool stay.
#[test]
fn reducing_part_realises_profit_into_the_claim() {
    let (mut held, mut collateral, mut ledger) = (holding(10, -1_000, 0, 7), atoms(50), Ledger::default());
    ledger.long_lots = 10;
    let realized = trade(&mut held, &mut collateral, &mut ledger, Side::Sell, Lots(4), atoms(480)).unwrap();
    assert_eq!((realized, held), (atoms(80), holding(6, -600, 80, 4)));
    assert_eq!((collateral, ledger.pool, ledger.claims, ledger.long_lots), (atoms(50), atoms(0), atoms(80), 6));
}

/// PNL-4: the same sold for 300: g = 300 - 400 = -100. Collateral 30 pays 30 into the pool, the rest 70 stays in e:
/// e = -1000 + 300 + 30 = -670.
#[test]
fn loss_moves_from_collateral_to_the_pool_as_far_as_it_reaches() {
    let (mut held, mut collateral, mut ledger) = (holding(10, -1_000, 0, 0), atoms(30), Ledger::default());
    ledger.long_lots = 10;
    let realized = trade(&mut held, &mut collateral, &mut ledger, Side::Sell, Lots(4), atoms(300)).unwrap();
    assert_eq!((realized, held), (atoms(-100), holding(6, -670, 0, 0)));
    assert_eq!((collateral, ledger.pool), (atoms(0), atoms(30)));
}

/// PNL-4: of the same loss a claim of 12 pays 12, collateral 30, and 58 stay in e: -1000 + 300 + 12 + 30 = -658. A claim of 120 pays all
/// of it, and collateral nothing.
#[test]
fn loss_is_paid_by_the_own_claim_before_collateral() {
    for (claim, quote, left, own) in [(12, -658, 0, 0), (120, -600, 20, 30)] {
        let (mut held, mut collateral) = (holding(10, -1_000, claim, 0), atoms(30));
        let mut ledger = Ledger { long_lots: 10, claims: atoms(claim), ..Ledger::default() };
        let realized = trade(&mut held, &mut collateral, &mut ledger, Side::Sell, Lots(4), atoms(300)).unwrap();
        assert_eq!((realized, held), (atoms(-100), holding(6, quote, left, 0)));
        assert_eq!((collateral, ledger.pool, ledger.claims), (atoms(own), atoms(30 - own), atoms(left)));
    }
}

/// PNL-4: a turn closes with its share of the quote and opens the rest: long 2 for 200, sells 5 for 505: N_k = 202,
/// g = 202 - 200 = 2; the opening 3 lots carry 303.
#[test]
fn turning_fill_realises_the_closing_part_alone() {
    let (mut held, mut collateral, mut ledger) = (holding(2, -200, 0, 9), atoms(0), Ledger::default());
    ledger.long_lots = 2;
    let realized = trade(&mut held, &mut collateral, &mut ledger, Side::Sell, Lots(5), atoms(505)).unwrap();
    assert_eq!((realized, held), (atoms(2), holding(-3, 303, 2, 0)));
    assert_eq!((ledger.long_lots, ledger.short_lots), (0, 3));
}

/// PNL-4: without a position w is gone, and a loss in e is paid by the own claim first, then by collateral above zero.
#[test]
fn flat_loss_is_paid_by_the_own_claim_then_by_collateral() {
    let (mut held, mut collateral) = (holding(0, -100, 60, 5), atoms(25));
    let mut ledger = Ledger { claims: atoms(60), ..Ledger::default() };
    tidy(&mut held, &mut collateral, &mut ledger).unwrap();
    assert_eq!((held, collateral), (holding(0, -15, 0, 0), atoms(0)));
    assert_eq!((ledger.claims, ledger.pool), (atoms(0), atoms(25)));
}

/// PNL-4: a claim is paid out of the pool, never more than the profit at mark: r = 80, but e = -50 leaves a pnl of 30.
#[test]
fn claim_is_paid_up_to_the_profit_at_mark() {
    let (mut held, mut collateral) = (holding(1, -150, 80, 0), atoms(0));
    let mut ledger = Ledger { claims: atoms(80), pool: atoms(100), ..Ledger::default() };
    let lot = TickValue(1).lot_at(Mticks(100_000)).unwrap(); // 100 atoms
    assert_eq!(held.pnl(lot), Ok(atoms(30)));
    assert_eq!(pay_claim(&mut held, &mut collateral, &mut ledger, lot), Ok(atoms(30)));
    assert_eq!((held.claim, collateral, ledger.pool, ledger.claims), (atoms(50), atoms(30), atoms(70), atoms(50)));
}

/// PNL-4: funding due is taken in before anything else: b = 3, F - f = 7 costs 21.
#[test]
fn touch_takes_in_funding() {
    let mut held = holding(3, 100, 0, 0);
    held.touch(7).unwrap();
    assert_eq!((held.quote, held.funding), (atoms(79), 7));
}

/// FEE-1: one rounding up a fill; a rebate rounds down. 450 ppm of 10,001 is 4.50045: 5. 20 ppm of 149,999 is 2.99998: 2.
#[test]
fn fee_rounds_up_and_rebate_rounds_down() {
    assert_eq!(fee_of(atoms(10_001), 450), Ok(atoms(5)));
    assert_eq!(fee_of(atoms(149_999), -20), Ok(atoms(-2)));
    assert_eq!((rate_discounted(450, Ppm(100_000)), rate_discounted(45, Ppm(100_000))), (Ok(405), Ok(41)));
    assert_eq!((rate_discounted(-20, Ppm(100_000)), rate_discounted(1, Ppm(1_000_001))), (Ok(-20), Err(Overflow)));
}

/// FEE-5: maker and taker ppm of the tiers.
#[test]
fn tiers_have_their_rates() {
    let rates = [0, 1, 2, 3].map(|tier| (rates_of(tier).maker_ppm, rates_of(tier).taker_ppm));
    assert_eq!(rates, [(100, 450), (50, 400), (0, 350), (-20, 300)]);
}

/// FEE-1, FEE-5: a fee names its rate, the lowest that makes it; 450 and 400 ppm of 10 are both 1.
#[test]
fn a_fee_names_the_lowest_rate_that_makes_it() {
    let (whole, one) = (atoms(1_000_000), atoms(1));
    assert_eq!(
        [450, 400, 350, 300].map(|fee| rate_of_fee(whole, atoms(fee), true)),
        [450, 400, 350, 300].map(|rate| Ok(Some(rate)))
    );
    assert_eq!(
        [100, 50, 0, -20].map(|fee| rate_of_fee(whole, atoms(fee), false)),
        [100, 50, 0, -20].map(|rate| Ok(Some(rate)))
    );
    assert_eq!((rate_of_fee(whole, atoms(449), true), rate_of_fee(whole, atoms(450), false)), (Ok(None), Ok(None)));
    assert_eq!(rate_of_fee(atoms(10), one, true), Ok(Some(270)));
}

/// FEE-3: the signed cap counts in 10 ppm and binds both roles; a rebate needs none.
#[test]
fn fee_cap_is_in_tens_of_ppm() {
    assert!(cap_allows(45, 450) && !cap_allows(44, 450) && cap_allows(0, -20) && cap_allows(0, 0));
}

fn parties(taker: Party, maker: Party, ledger: Ledger, terms: Terms) -> (Party, Party, Ledger) {
    let (mut taker, mut maker, mut ledger) = (taker, maker, ledger);
    fill(&mut ledger, &mut taker, &mut maker, &terms).unwrap();
    (taker, maker, ledger)
}

fn terms(side: Side, lots: u32, price: u32) -> Terms {
    let lot_mark = TickValue(1).lot_at(Mticks(100_000)).unwrap();
    Terms { side, lots: Lots(lots), price: Ticks(price), tick_value: TickValue(1), lot_mark }
}

/// FEE-4: loss before fee. The taker closes with a loss of 100 and has 103: 100 into the pool, 3 of the fee of 5 into the
/// bucket, 2 become the fee account's claim and leave his e.
#[test]
fn loss_is_paid_before_the_fee_and_the_rest_is_the_fee_accounts_claim() {
    let ledger = Ledger { long_lots: 1, short_lots: 1, ..Ledger::default() };
    let taker = Party::new(holding(1, -10_100, 0, 0), atoms(103), 450);
    let maker = Party::new(holding(-1, 10_100, 0, 0), atoms(1_000), 100);
    let (taker, maker, ledger) = parties(taker, maker, ledger, terms(Side::Sell, 1, 10_000));
    assert_eq!(
        (taker.fee, taker.realized, taker.collateral, taker.holding),
        (atoms(5), atoms(-100), atoms(0), holding(0, -2, 0, 0))
    );
    assert_eq!((ledger.fee_claim, ledger.fee_bucket), (atoms(2), atoms(4)));
    // The maker's profit of 100 waits as a claim; the pool of 100 covers it, so it is paid at once. His fee was 1.
    assert_eq!(
        (maker.realized, maker.paid, maker.collateral, maker.holding.claim),
        (atoms(100), atoms(100), atoms(1_099), atoms(0))
    );
    // PNL-2: sum of e + r and the fee claim is the pool.
    assert_eq!(taker.holding.quote.get() + ledger.fee_claim.get(), ledger.pool.get());
}

/// FEE-4: a rebate comes out of the fee bucket; what it lacks becomes the maker's claim against the fee account.
#[test]
fn rebate_beyond_the_bucket_becomes_a_claim() {
    let broke = Party::new(holding(0, 0, 0, 0), atoms(0), 300);
    let maker = Party::new(holding(0, 0, 0, 0), atoms(7), -20);
    let (taker, maker, ledger) = parties(broke, maker, Ledger::default(), terms(Side::Buy, 10, 10_000));
    // Notional 100,000: fee 30 all owed, rebate 2 all claimed.
    assert_eq!((taker.holding, taker.fee), (holding(10, -100_030, 0, 0), atoms(30)));
    assert_eq!((maker.holding, maker.fee, maker.collateral), (holding(-10, 100_000, 2, 0), atoms(-2), atoms(7)));
    assert_eq!((ledger.fee_claim, ledger.claims, ledger.fee_bucket), (atoms(28), atoms(2), atoms(0)));
}

/// PNL-4: claims are paid at a fill only when the pool covers all of them, and only while D = 0.
#[test]
fn claims_wait_while_the_pool_does_not_cover_them_or_a_deficit_stands() {
    let winner = Party::new(holding(1, -9_000, 0, 0), atoms(0), 0);
    let opener = Party::new(holding(0, 0, 0, 0), atoms(500), 0);
    let open = Ledger { long_lots: 1, short_lots: 1, ..Ledger::default() };
    let (winner_after, _, ledger) = parties(winner, opener, open, terms(Side::Sell, 1, 10_000));
    assert_eq!((winner_after.holding.claim, winner_after.paid, ledger.claims), (atoms(1_000), atoms(0), atoms(1_000)));
    let short = Ledger { pool: atoms(500), ..open };
    assert_eq!(
        parties(winner, opener, short, terms(Side::Sell, 1, 10_000)).0.paid,
        atoms(0),
        "half of it is none of it"
    );
    let deficit = Ledger { pool: atoms(5_000), deficit: atoms(1), ..open };
    assert_eq!(parties(winner, opener, deficit, terms(Side::Sell, 1, 10_000)).0.paid, atoms(0));
    let covered = Ledger { pool: atoms(5_000), ..open };
    assert_eq!(parties(winner, opener, covered, terms(Side::Sell, 1, 10_000)).0.paid, atoms(1_000));
}

fn margin_terms(mark: u64, initial: u64) -> MarginTerms {
    MarginTerms {
        lot_mark: TickValue(10).lot_at(Mticks(mark)).unwrap(),
        lot_initial: TickValue(10).lot_at(Mticks(initial)).unwrap(),
        imf: Ppm(20_000),
        mmf: Ppm(10_000),
        tiers: Tiers::default(),
        imf_now: Ppm(20_000),
        requirement_min: atoms(USD),
        profit_cap: atoms(100),
        funding: 0,
    }
}

/// MGN-1: exposure is the worst of |b + buys| and |b - sells|, at max(mark, index); maintenance is |b| at mark. Long 20,
/// buys 5, sells 60: worst 40 lots at 600,001 ticks: n = 240,000,400, 2 % = 4,800,008; 20 lots at mark 600,000: 1 %.
#[test]
fn requirement_counts_open_orders_on_the_worst_side() {
    let terms = margin_terms(600_000_000, 600_001_000);
    let exposure = Exposure { holding: holding(20, -120_000_000, 0, 0), buys: 5, sells: 60, imf_own: Ppm(0) };
    assert_eq!((exposure.worst(), exposure.initial(&terms)), (Ok(40), Ok(atoms(4_800_008))));
    assert_eq!(exposure.maintenance(&terms), Ok(atoms(1_200_000)));
}

/// MGN-1: both steps round up: 1 lot at 600,000.001 ticks is 6,000,000.01 atoms: n = 6,000,001, 2 % = 120,000.02: 120,001.
#[test]
fn requirement_rounds_up_twice() {
    let mut terms = margin_terms(600_000_001, 600_000_001);
    terms.requirement_min = atoms(0);
    assert_eq!(Exposure { buys: 1, ..Exposure::default() }.initial(&terms), Ok(atoms(120_001)));
}

/// MGN-4: a non-zero position, or an order that would make one, needs at least the market's minimum; nothing needs none.
#[test]
fn small_position_needs_the_minimum() {
    let terms = margin_terms(600_000_000, 600_000_000);
    let one = Exposure { holding: holding(1, -6_000_000, 0, 0), ..Exposure::default() };
    assert_eq!((one.initial(&terms), one.maintenance(&terms)), (Ok(atoms(USD)), Ok(atoms(USD))));
    assert_eq!(
        (Exposure::default().initial(&terms), Exposure::default().maintenance(&terms)),
        (Ok(atoms(0)), Ok(atoms(0)))
    );
}

/// MGN-5, PNL-6: Net counts all profit; Open counts profit up to w in full and the market's cap above it.
#[test]
fn open_equity_caps_profit_and_net_does_not() {
    let terms = margin_terms(600_000_000, 600_000_000);
    let open_of = |quote: i64, swept: i64| {
        let mut health = Health::of_collateral(atoms(1_000));
        health.add(&Exposure { holding: holding(1, quote, 0, swept), ..Exposure::default() }, &terms).unwrap();
        (health.net.get() - 1_000, health.open.get() - 1_000)
    };
    assert_eq!(open_of(-6_000_000 + 250, 0), (250, 100));
    assert_eq!(open_of(-6_000_000 + 250, 70), (250, 170));
    assert_eq!(open_of(-6_000_000 + 250, 400), (250, 250));
    assert_eq!(open_of(-6_000_000 - 250, 400), (-250, -250));
}

/// MGN-6: Net1 * MM0 >= Net0 * MM1 and Net1 >= min(Net0, 0); with MM1 = 0: Net1 >= 0 or Net1 >= Net0.
#[test]
fn reduction_is_judged_by_the_ratio_of_net_to_maintenance() {
    let health = |net: i64, maintenance: i64| Health {
        net: atoms(net),
        open: atoms(0),
        initial: atoms(1),
        maintenance: atoms(maintenance),
    };
    assert!(health(50, 50).reduction_allowed(&health(100, 100)));
    assert!(!health(49, 50).reduction_allowed(&health(100, 100)));
    assert!(
        health(-10, 50).reduction_allowed(&health(-20, 50)) && !health(-20, 50).reduction_allowed(&health(-10, 100))
    );
    assert!(health(0, 0).reduction_allowed(&health(100, 1)));
    assert!(health(-5, 0).reduction_allowed(&health(-5, 9)) && !health(-6, 0).reduction_allowed(&health(-5, 9)));
}

/// MGN-5: a new order needs Open >= IM with the whole order resting: 100 USD carry 5,000 USD of 2 %: 833 lots of 6 USD.
#[test]
fn order_beyond_initial_margin_is_refused_with_both_numbers() {
    let mut world = World::new(2, 100);
    let (_, events) = world.buy(1, 600_000, 834);
    assert_eq!(reason_of(&events), Some(Reason::MarginInitial));
    assert_eq!((refused(&events).expected, refused(&events).found), (100_080_000, 100_000_000));
    let (_, events) = world.buy(1, 600_000, 833);
    assert_eq!(world::accepted(&events).unwrap().left, 833);
    assert_eq!(world.account(1).imr, 99_960_000);
}

/// MGN-1: reduce-only orders do not count; PNL-3: every atom is still there after trading both ways.
#[test]
fn trade_both_ways_pays_out_of_the_pool() {
    let mut world = World::new(3, 1_000);
    world.sell(2, 600_000, 100);
    let (_, events) = world.buy(1, 600_000, 100);
    let fill = fills(&events)[0];
    // 600,000,000 atoms: fees 450 and 100 ppm.
    assert_eq!((fill.taker_fee, fill.maker_fee), (270_000, 60_000));
    assert_eq!(
        (fill.taker_position, fill.taker_quote, fill.maker_position, fill.maker_quote),
        (100, -600_000_000, -100, 600_000_000)
    );
    let mut close = world.ask(1, Side::Sell, 601_000, 100);
    close.reduce_only = true;
    world.place(&close);
    assert_eq!(world.position(1, MARKET).unwrap().sells, 0);
    let (_, events) = world.buy(3, 601_000, 100);
    let fill = fills(&events)[0];
    // 1 closed with 1,000,000 profit: a claim, since nobody paid a loss yet.
    assert_eq!((fill.maker_realized, fill.maker_claim, fill.maker_position), (1_000_000, 1_000_000, 0));
    world.sell(3, 601_000, 100);
    let (_, events) = world.buy(2, 601_000, 100);
    let fill = fills(&events)[0];
    // 2 closes with 1,000,000 loss into the pool: covered, but 1 is not of this fill, so his claim stays.
    assert_eq!((fill.taker_realized, fill.taker_claim), (-1_000_000, 0));
    assert_eq!((world.market(MARKET).pool, world.market(MARKET).claims), (1_000_000, 1_000_000));
    world.sell(1, 601_000, 1);
    let (_, events) = world.buy(3, 601_000, 1);
    assert_eq!(fills(&events)[0].maker_claim, 0, "his next fill pays the claim");
    assert_eq!((world.market(MARKET).pool, world.account(1).held), (0, 1_000_000));
}

/// PNL-6, MGN-5: profit paid in this and the last epoch of 300 s cannot leave; two epochs later it can.
#[test]
fn paid_profit_is_held_for_two_epochs() {
    let mut world = World::new(2, 1_000);
    world.sell(2, 600_000, 100);
    world.buy(1, 600_000, 100);
    world.buy(2, 601_000, 100);
    let (_, events) = world.sell(1, 601_000, 100);
    let fill = fills(&events)[0];
    assert_eq!((fill.taker_realized, fill.taker_claim), (1_000_000, 0));
    let view = world.account(1);
    assert_eq!((view.held, view.withdrawable), (1_000_000, view.collateral - 1_000_000));
    let events = world.debit(1, view.collateral);
    assert_eq!(reason_of(&events), Some(Reason::Withdrawable));
    assert_eq!((refused(&events).expected, refused(&events).found), (view.withdrawable, view.collateral));
    world.tick(300_000_000);
    assert_eq!(world.account(1).held, 1_000_000);
    world.tick(300_000_000);
    assert_eq!((world.account(1).held, world.account(1).withdrawable), (0, view.collateral));
    let left = view.collateral;
    assert!(left > 1_000 * USD, "more than was ever credited");
    assert!(Debited::read(&world.debit(1, left)[0].bytes).is_some_and(|debited| debited.amount == left));
}

/// MGN-5: what must stay is the larger of IM and 10 % of the notional; unrealised profit does not leave (PNL-6).
#[test]
fn withdrawal_leaves_ten_percent_of_the_notional() {
    let mut world = World::new(2, 1_000);
    world.sell(2, 600_000, 100);
    world.buy(1, 600_000, 100);
    // 600 USD of notional: 60 USD stay of 1,000 less the fee of 0.27.
    assert_eq!(world.account(1).withdrawable, 1_000 * USD - 270_000 - 60 * USD);
    world.prices(MARKET, 606_000_000, 606_000_000);
    let view = world.account(1);
    assert_eq!((view.equity, view.withdrawable), (1_000 * USD - 270_000 + 6 * USD, 1_000 * USD - 270_000 - 60_600_000));
}

/// MGN-6: an account below its initial margin may close, but not at a price that leaves it worse off.
#[test]
fn reduction_below_initial_margin_is_allowed_unless_it_is_worse() {
    let mut world = World::new(3, 100);
    world.credit(2, 10_000 * USD);
    world.credit(3, 10_000 * USD);
    world.sell(2, 600_000, 800);
    world.buy(1, 600_000, 800); // 4,800 USD of 100: close to the limit
    world.prices(MARKET, 596_000_000, 596_000_000); // loses 32 USD
    assert!(world.account(1).equity_open < world.account(1).imr);
    let (_, events) = world.buy(1, 590_000, 1);
    assert_eq!(reason_of(&events), Some(Reason::MarginInitial), "no new risk");
    world.buy(3, 580_000, 100);
    // 16,000 ticks below mark: 16 of 66 USD for an eighth of the maintenance requirement.
    let mut worse = world.ask(1, Side::Sell, 580_000, 100);
    worse.time_in_force = TimeInForce::Ioc;
    let (_, events) = world.place(&worse);
    assert_eq!((fills(&events).len(), cancels(&events)[0].reason), (0, CancelReason::Margin.code()));
    world.buy(3, 595_900, 100);
    let (_, events) = world.sell(1, 595_900, 100);
    assert_eq!(fills(&events).len(), 1, "near the mark it may");
}

/// UNIT-2, UNIT-3: a grid without a whole tick value, and a cap that may pass 2^52 atoms, are refused at listing.
#[test]
fn listing_proves_its_bounds() {
    let mut world = World::new(0, 0);
    let try_list = |world: &mut World, change: &dyn Fn(&mut ListMarket)| {
        let mut market = listing(9);
        change(&mut market);
        let events = world.run(&bytes_of!(market));
        (reason_of(&events), events)
    };
    assert_eq!(try_list(&mut world, &|market| market.lot_size = 1_000).0, Some(Reason::MarketGrid));
    // v = 10, price_max = 10^7: position_max may be 2^52 / 10^8 = 45,035,996.
    assert_eq!(try_list(&mut world, &|market| market.position_max = 45_035_997).0, Some(Reason::MarketNotional));
    let (reason, events) = try_list(&mut world, &|market| market.mmf = 20_001);
    assert_eq!(
        (reason, refused(&events).found, refused(&events).expected),
        (Some(Reason::MarketParameters), 10, 20_000)
    );
    let changes: [&dyn Fn(&mut ListMarket); 8] = [
        &|market| market.price_max = 0,
        &|market| market.order_max = 1 << 31,
        &|market| market.imf = 1_000_001,
        &|market| market.band = 0,
        &|market| market.requirement_min = -1,
        &|market| market.profit_cap = -1,
        &|market| market.open_interest_max = 0,
        &|market| market.market = u16::MAX,
    ];
    for change in changes {
        assert_eq!(try_list(&mut world, change).0, Some(Reason::MarketParameters));
    }
    assert_eq!(try_list(&mut world, &|market| market.position_max = 45_035_996).0, None);
    assert_eq!(try_list(&mut world, &|_| {}).0, Some(Reason::MarketExists));
    let mut changed = market_parameters(&listing(9));
    changed.symbol[0] = b'X';
    assert_eq!(reason_of(&world.run(&bytes_of!(changed))), Some(Reason::MarketParameters));
}

/// UNIT-4: a credit that would leave the range of money is a refusal.
#[test]
fn overflowing_credit_is_refused() {
    let mut world = World::new(1, 1);
    assert_eq!(reason_of(&world.credit(1, (1 << 53) - 1)), Some(Reason::Overflow));
    assert_eq!(reason_of(&world.credit(1, 1 << 54)), Some(Reason::Amount));
    assert_eq!(reason_of(&world.credit(1, 0)), Some(Reason::CreditStale));
    assert_eq!(reason_of(&world.credit(1, -5)), Some(Reason::CreditStale));
}
