//! Boundaries of the money rules: the atom on either side of a comparison, and every rounding where it shows.
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

use quantdesk_core::deleverage::{pay_left, Passed, Pot, Record};
use quantdesk_core::fees::{charge, insure, rate_discounted, rate_reaching};
use quantdesk_core::growth::{Crowding, Tiers};
use quantdesk_core::liquidation::{fillable_price, restoring_lots, step_lots, step_rate, watched_mark, way_of};
use quantdesk_core::margin::{imf_of, leverage_most, Exposure, Health, Leaving, MarginTerms};
use quantdesk_core::mark::{moved, premium};
use quantdesk_core::position::{fill, sweep_loss, tidy, trade_lots, Holding, Ledger, Party, Terms};
use quantdesk_core::reason::{Reason, Refusal};
use quantdesk_core::rounding::Overflow;
use quantdesk_core::schema_gen::{LiquidationWay, SetBorrowing, SetMargin, Side};
use quantdesk_core::units::{Atoms, LotValue, Lots, Mticks, Position, Ppm, TickValue, Ticks};

fn atoms(number: i64) -> Atoms {
    Atoms::new(number).unwrap()
}

fn lot(mticks: u64) -> LotValue {
    TickValue(1).lot_at(Mticks(mticks)).unwrap()
}

fn holding(lots: i64, quote: i64, claim: i64) -> Holding {
    let position = Position::new(lots).unwrap();
    Holding { position, quote: atoms(quote), claim: atoms(claim), ..Holding::default() }
}

fn health(net: i64, open: i64, initial: i64, maintenance: i64) -> Health {
    Health { net: atoms(net), open: atoms(open), initial: atoms(initial), maintenance: atoms(maintenance) }
}

/// [MGN-5] [MGN-6]: Open may equal the initial requirement, Net may not equal maintenance; equal ratios are allowed, and so is what was there.
#[test]
fn equal_is_enough_for_open_and_not_for_net() {
    assert!(health(5, 5, 5, 4).carries_risk());
    assert!(!health(5, 4, 5, 4).carries_risk() && !health(4, 5, 5, 4).carries_risk());
    assert!(health(-9, 5, 5, 4).reduction_allowed(&health(0, 0, 0, 1)));
    assert!(health(-5, 0, 1, 10).reduction_allowed(&health(-5, 0, 1, 10)));
    assert!(!health(-6, 0, 1, 12).reduction_allowed(&health(-5, 0, 1, 10)));
    assert!(health(3, 0, 1, 6).reduction_allowed(&health(4, 0, 1, 8)));
}

fn terms(mark: u64, cap: i64) -> MarginTerms {
    MarginTerms {
        lot_mark: lot(mark),
        lot_initial: lot(mark),
        imf: Ppm(20_000),
        mmf: Ppm(10_000),
        profit_cap: atoms(cap),
        ..MarginTerms::default()
    }
}

/// [MGN-5] [PNL-6]: what may leave: losses count, profit up to w alone, a tenth of the notional stays, both rounded up, never below nothing.
#[test]
fn what_leaves_is_rounded_against_the_one_who_asks() {
    let leaving = |held: Holding, mark| {
        let mut leaving = Leaving::default();
        leaving.add(&Exposure { holding: held, ..Exposure::default() }, &terms(mark, 0)).unwrap();
        leaving
    };
    let excess = |held, mark, own| leaving(held, mark).excess(atoms(own), atoms(0)).unwrap().get();
    assert_eq!(excess(holding(10, -1_020, 0), 100_000, 500), 500 - 20 - 100);
    assert_eq!(excess(holding(10, -980, 0), 100_000, 500), 500 - 100, "profit stays");
    let swept = Holding { swept: atoms(7), ..holding(10, -980, 0) };
    assert_eq!(excess(swept, 100_000, 500), 500 + 7 - 100);
    assert_eq!(excess(holding(1, -100, 0), 100_001, 500), 500 - 11, "100.001 is 101, a tenth of it is 11");
    assert_eq!(excess(holding(1, -100, 0), 101_000, 500), 500 - 11);
    assert_eq!(leaving(holding(10, -1_020, 0), 100_000).withdrawable(atoms(50), atoms(0)), Ok(atoms(0)));
}

/// [PNL-1] [PNL-5]: value of a position is floored, also of a short; a loss is never below nothing; a debt is below nothing and flat.
#[test]
fn values_are_floored_and_a_profit_is_no_loss() {
    assert_eq!(holding(1, 0, 0).pnl(lot(1_500)), Ok(atoms(1)));
    assert_eq!(holding(-1, 0, 0).pnl(lot(1_500)), Ok(atoms(-2)));
    assert_eq!((holding(-1, 0, 0).loss(lot(1_500)), holding(1, 0, 0).loss(lot(1_500))), (Ok(atoms(2)), Ok(atoms(0))));
    assert!(holding(0, -1, 0).is_flat_debt() && !holding(0, 0, 0).is_flat_debt() && !holding(1, -1, 0).is_flat_debt());
}

/// [PNL-4] [PNL-5] [FEE-4]: collateral below nothing pays neither loss nor fee; without a position what is above nothing stays.
#[test]
fn collateral_below_nothing_pays_nothing() {
    let (mut held, mut own, mut ledger) = (holding(1, -10, 0), atoms(-3), Ledger::default());
    let _ = trade_lots(&mut held, &mut own, &mut ledger, Side::Sell, 1, atoms(4)).unwrap();
    tidy(&mut held, &mut own, &mut ledger).unwrap();
    assert_eq!((held.quote, own, ledger.pool), (atoms(-6), atoms(-3), atoms(0)));
    let mut open = holding(1, -10, 0);
    assert_eq!(sweep_loss(&mut open, &mut own, &mut ledger, lot(4_000)), Ok((atoms(0), atoms(0))));
    charge(&mut open, &mut own, &mut ledger, atoms(2)).unwrap();
    assert_eq!((open.quote, own, ledger.fee_bucket, ledger.fee_claim), (atoms(-12), atoms(-3), atoms(0), atoms(2)));
    let mut above = holding(0, 5, 2);
    tidy(&mut above, &mut own, &mut ledger).unwrap();
    assert_eq!((above.quote, above.claim), (atoms(5), atoms(2)));
}

/// [FEE-1] [FEE-4] [LIQ-3]: a whole discount leaves no fee; half of an odd fee is rounded up for insurance; a rebate beyond the bucket.
#[test]
fn fees_and_rebates_at_their_ends() {
    assert_eq!((rate_discounted(450, Ppm(1_000_000)), rate_discounted(450, Ppm(100_000))), (Ok(0), Ok(405)));
    let (mut held, mut own, mut ledger) = (holding(0, 0, 0), atoms(9), Ledger::default());
    insure(&mut held, &mut own, &mut ledger, atoms(3)).unwrap();
    assert_eq!((own, ledger.insurance, ledger.fee_bucket), (atoms(6), atoms(2), atoms(1)));
    charge(&mut held, &mut own, &mut ledger, atoms(-4)).unwrap();
    assert_eq!((own, ledger.fee_bucket, held.claim), (atoms(7), atoms(0), atoms(3)));
    assert_eq!((ledger.claims, ledger.fee_claim), (atoms(3), atoms(-3)));
}

/// [LIQ-3]: the fee of a liquidation is never above what is left.
#[test]
fn a_liquidation_is_charged_what_is_left_at_most() {
    let mut ledger = Ledger { long_lots: 1, short_lots: 1, ..Ledger::default() };
    let mut taker = Party::new(holding(1, -100, 0), atoms(50), 100_000);
    taker.liquidation_fee_max = Some(atoms(3));
    let mut maker = Party::new(holding(-1, 100, 0), atoms(50), 0);
    let terms =
        Terms { side: Side::Sell, lots: Lots(1), price: Ticks(100), tick_value: TickValue(1), lot_mark: lot(100_000) };
    fill(&mut ledger, &mut taker, &mut maker, &terms).unwrap();
    assert_eq!((taker.fee, taker.collateral, ledger.insurance), (atoms(3), atoms(47), atoms(2)));
}

/// [LIQ-1] [LIQ-2]: nothing is written off of one who owes and has as much; a fifth above 100,000 USD, rounded up; what restores is rounded up.
#[test]
fn steps_of_a_liquidation_round_up() {
    assert_eq!(way_of(&health(0, 0, 0, 0), false, true), None);
    assert_eq!(way_of(&health(-1, 0, 0, 0), false, true), Some(LiquidationWay::Loss));
    let step = |held: i64, lot: LotValue, short: i64| {
        let health = health(1_000_000 - short, 0, 0, 1_000_000);
        step_lots(held, lot, &health, Ppm(10_000), Ppm(2_500))
    };
    let exactly = TickValue(100_000).lot_at(Mticks(1_000_000_000)).unwrap(); // 100,000 USD a lot
    assert_eq!(step(1, exactly, 0), Ok(1), "not above: what restores, at most the position");
    let eleven = TickValue(100_001).lot_at(Mticks(1_000_000_000)).unwrap();
    assert_eq!(step(11, eleven, 0), Ok(3), "2.2 lots of 11");
    let above = TickValue(1).lot_at(Mticks(100_000_000_000_001)).unwrap();
    assert_eq!(step(5, above, 0), Ok(1), "a thousandth of an atom above");
    // A lot of 100 atoms frees 0.75; 2 % of 1,000,000 and the shortage are missing.
    assert_eq!(step(1_000_000, lot(100_000), 3), Ok(26_671));
    assert_eq!(restoring_lots(0, lot(100_000), Ppm(10_000), Ppm(2_500), 9), Ok(0), "nothing is missing");
    assert_eq!(restoring_lots(1, lot(1_500), Ppm(2), Ppm(1), 10_000_000), Ok(1_000_000), "1.5 millionths are one");
}

/// [LIQ-7] [MGN-9]: prices of a step and watched marks are rounded towards the mark, also where little is missing.
#[test]
fn prices_of_liquidation_round_towards_the_mark() {
    let price = |side, held, net, maintenance, needed, mark| {
        fillable_price(side, held, TickValue(1), Mticks(mark), atoms(needed), &health(net, 0, 0, maintenance))
            .unwrap()
            .0
    };
    assert_eq!(price(Side::Sell, 1, 0, 0, 0, 5_000), 5, "no requirement, no spread");
    // m = 5, M = 7, short = 3: floor(45 / 7) = 6, half is 3, over 2 lots 1,500 mticks.
    assert_eq!((price(Side::Sell, 2, 4, 7, 5, 9_000), price(Side::Buy, 2, 4, 7, 5, 9_000)), (8, 10));
    // m = 3, M = 5, short = 2: floor(18 / 5) = 3, half is 1: 1,000 mticks, not 2,000.
    assert_eq!((price(Side::Sell, 1, 3, 5, 3, 9_000), price(Side::Buy, 1, 3, 5, 3, 9_000)), (8, 10));
    // 1 atom over 3 lots: 333.33 mticks.
    assert_eq!((price(Side::Sell, 3, 3, 5, 3, 9_333), price(Side::Buy, 3, 3, 5, 3, 9_667)), (9, 10));
    assert_eq!(price(Side::Sell, 1, 0, 1_000, 1_000, 1_000), 1, "a price is at least one tick");
    let watched = |side, share| watched_mark(side, 3, TickValue(1), Mticks(9_000), atoms(share), Ppm(0)).unwrap();
    assert_eq!((watched(Side::Buy, 1), watched(Side::Sell, 1)), (8_667, 9_333));
    assert_eq!((watched(Side::Buy, -5), watched(Side::Sell, -5)), (9_000, 9_000));
}

/// [LIQ-6] [FND-3]: a round takes funding to its F first, closes floors at the floor of the mark, and tells
/// signed lots; a mark and a cut tell none.
#[test]
fn passing_a_record_is_exact_to_the_atom() {
    let mut ledger = Ledger { short_lots: 3, claims: atoms(4), funding: 2, ..Ledger::default() };
    let pot = Pot { lots: 2, worth: atoms(3) };
    let mut round = Record::round(Side::Sell, &pot, 3, lot(1_500), 2).unwrap();
    let (mut short, mut own) = (holding(-2, 3, 4), atoms(10));
    // Funding: e = 3 + 2 * 2 = 7. Value of two shorts -3: nothing is lost. k = floor(2 * 2 / 3) = 1, worth floor(1.5) = 1.
    let passed = round.pass(&mut short, &mut own, &mut ledger).unwrap();
    assert_eq!(passed, Passed::of(1, atoms(1)));
    // Half of e is 3: a gain of 3 - 1 = 2 becomes a claim.
    assert_eq!((short.position.get(), short.quote, short.claim, short.funding), (-1, atoms(4), atoms(6), 2));
    assert_eq!((round.position.get(), round.quote, ledger.short_lots), (1, atoms(-2), 2));
    let mut one = (holding(-1, 1, 0), atoms(0));
    assert_eq!(round.pass(&mut one.0, &mut one.1, &mut ledger), Ok(Passed::default()), "no whole lot");
    let mut loser = (Holding { funding: 2, ..holding(-3, -2, 5) }, atoms(10));
    let mut all = Record::round(Side::Sell, &Pot { lots: 3, worth: atoms(3) }, 3, lot(1_000), 2).unwrap();
    let _ = all.pass(&mut loser.0, &mut loser.1, &mut ledger).unwrap();
    assert_eq!((loser.0.claim, loser.1, loser.0.quote), (atoms(0), atoms(10), atoms(0)), "the claim pays all of it");
    let mut marked = (Holding { funding: 1, ..holding(1, -1, 0) }, atoms(0));
    let mark = Record::mark(lot(4_500), 2).pass(&mut marked.0, &mut marked.1, &mut ledger).unwrap();
    assert_eq!((mark, marked.0.claim, marked.0.quote), (Passed::of(0, atoms(2)), atoms(2), atoms(-4)));
    let due = Ledger { deficit: atoms(1), claims: atoms(3), ..ledger };
    let mut after = due;
    let cut = Record::cut(&due, lot(1_000)).pass(&mut marked.0, &mut marked.1, &mut after).unwrap();
    assert_eq!(
        (cut, marked.0.claim, after.deficit, after.claims),
        (Passed::of(0, atoms(1)), atoms(1), atoms(0), atoms(2))
    );
}

/// [LIQ-6]: what a round leaves goes to the backstop at the floor of its mark, after funding, and only once.
#[test]
fn the_rest_of_a_round_goes_to_the_backstop_once() {
    for (side, lots, worth, position, quote) in [(Side::Sell, 1, 2, 1, -2), (Side::Buy, 1, 2, -1, 2)] {
        let mut record = Record::round(side, &Pot { lots, worth: atoms(worth) }, 5, lot(1_500), 3).unwrap();
        let (mut backstop, mut own, mut ledger) =
            (holding(2, 0, 0), atoms(9), Ledger { funding: 3, ..Ledger::default() });
        let before = (backstop.quote.get(), own.get(), ledger.pool.get());
        let passed = record.rest(&mut backstop, &mut own, &mut ledger).unwrap();
        assert_eq!((passed.lots, backstop.funding, backstop.position.get()), (position, 3, 2 + position));
        let money = backstop.quote.get() + backstop.claim.get() + own.get();
        assert_eq!(money, before.0 + before.1 + quote - 2 * 3, "its quote, and funding on the two lots it had");
        assert_eq!(record.rest(&mut backstop, &mut own, &mut ledger), Ok(Passed::default()), "once");
        assert_eq!((ledger.long_lots, ledger.short_lots), (0, 0));
    }
}

/// MGN-7: parts of half of everything are the most that may be named, and may be named.
#[test]
fn half_is_the_largest_part_that_may_be_borrowed() {
    let set = SetBorrowing { room_max: 1, room_part: 500_000, total_part: 500_000, duration: 1 };
    assert!(quantdesk_core::borrow::Borrowing::of(&set).is_ok());
}

/// BOOK-1: a limit is met by itself and by whatever is better.
#[test]
fn a_limit_bounds_the_price_on_the_worse_side() {
    use quantdesk_core::carry::within_limit;
    let of = |side| [4, 5, 6].map(|price| within_limit(side, Ticks(5), Ticks(price)));
    assert_eq!((of(Side::Buy), of(Side::Sell)), ([true, true, false], [false, true, true]));
}

/// MGN-5, MGN-6: what opens is never judged as a reduction, although Open is enough for one.
#[test]
fn new_risk_needs_net_above_maintenance() {
    let of = |number: i64| Atoms::new(number).unwrap();
    let after = Health { net: Atoms::ZERO, open: of(10), initial: of(5), maintenance: of(1) };
    let moved = |from: i64, to: i64| (Position::new(from).unwrap(), Position::new(to).unwrap());
    assert_eq!(quantdesk_core::carry::carries(&after, moved(0, 5), || Ok(after)), Ok(false));
    assert_eq!(quantdesk_core::carry::carries(&after, moved(5, 4), || Ok(after)), Ok(true));
}

/// Base fractions of 2 % and 1 %, and one tier above a bound in whole USD.
fn one_tier(tier1_usd: u32, tier1_mmf: u32) -> Tiers {
    let set = SetMargin { tier1_usd, tier1_mmf, ..SetMargin::default() };
    Tiers::of(&set, Ppm(20_000), Ppm(10_000)).unwrap()
}

/// Initial and maintenance requirement above the same base fractions.
fn required(tiers: &Tiers, notional: i64) -> (i64, i64) {
    let initial = tiers.initial(atoms(notional), Ppm(20_000)).unwrap();
    (initial.get(), tiers.maintenance(atoms(notional), Ppm(10_000)).unwrap().get())
}

/// [MGN-3]: both requirements are rounded up, above a bound too; the initial fraction of a tier is rounded up, one at most.
#[test]
fn requirements_of_tiers_are_rounded_up_on_either_side_of_a_bound() {
    let tiers = one_tier(7, 20_000);
    let of = |notional| required(&tiers, notional);
    assert_eq!((of(0), of(1), of(6_999_999)), ((0, 0), (1, 1), (140_000, 70_000)));
    assert_eq!((of(7_000_000), of(7_000_001)), ((140_000, 70_000), (140_001, 70_001)));
    let uneven = SetMargin { tier1_usd: 1, tier1_mmf: 10_002, ..SetMargin::default() };
    let uneven = Tiers::of(&uneven, Ppm(20_000), Ppm(10_001)).unwrap();
    assert_eq!(uneven.initial(atoms(1_001_000_000), Ppm(20_000)), Ok(atoms(20_022_000)), "20,001.9998 is 20,002 ppm");
    assert_eq!(required(&one_tier(7, 600_000), 8_000_000), (1_140_000, 670_000), "120 % is one");
}

/// [MGN-3]: a tier that is not there applies to nothing, not even to the largest amount of money; the steepest fraction is of any tier.
#[test]
fn a_tier_that_is_not_there_changes_no_requirement() {
    let (none, one) = (Tiers::default(), one_tier(7, 20_000));
    let most = Atoms::MAX.get();
    assert_eq!(required(&none, most), (180_143_985_094_820, 90_071_992_547_410));
    assert_eq!(required(&one, most), (360_287_970_049_640, 180_143_985_024_820), "less 2 % and 1 % of 7 USD");
    let steepest = |tiers: &Tiers| [0, 10_000, 30_000].map(|base| tiers.steepest(Ppm(base)).0);
    assert_eq!((steepest(&none), steepest(&one)), ([0, 10_000, 30_000], [20_000, 20_000, 30_000]));
}

/// [MGN-2] [MGN-3]: bounds of caps and tiers: the last that is taken, the first that is refused.
#[test]
fn caps_and_tiers_are_taken_up_to_their_bounds() {
    let caps = |interest_lower, interest_upper| {
        let refused = Crowding::of(&SetMargin { interest_lower, interest_upper, ..SetMargin::default() }).err();
        refused.map(|Refusal { reason, expected, found }| (reason, expected, found))
    };
    let at = |bound, field| Some((Reason::MarketParameters, bound, field));
    let most = Atoms::MAX.get();
    assert_eq!((caps(0, 0), caps(0, 1), caps(most - 1, most)), (None, None, None));
    assert_eq!((caps(5, 5), caps(0, -1), caps(0, most + 1)), (at(5, 3), at(most, 3), at(most, 3)));
    assert_eq!((caps(-1, 5), caps(most + 1, most)), (at(most, 2), at(most, 2)));
    let tier = |tier1_usd, tier1_mmf| {
        let set = SetMargin { tier1_usd, tier1_mmf, ..SetMargin::default() };
        Tiers::of(&set, Ppm(20_000), Ppm(10_000)).err().map(|refused| (refused.reason, refused.expected, refused.found))
    };
    assert_eq!((tier(1, 10_000), tier(1, 1_000_000)), (None, None));
    assert_eq!((tier(1, 9_999), tier(1, 0), tier(1, 1_000_001)), (at(10_000, 5), at(10_000, 5), at(1_000_000, 5)));
}

/// [MGN-2] [MGN-3]: the own leverage asks its part of the notional, both rounded up, and never less than the base.
#[test]
fn own_leverage_asks_its_part_rounded_up() {
    let of = |imf_own| Exposure { holding: holding(1, 0, 0), imf_own: Ppm(imf_own), ..Exposure::default() };
    let initial = |imf_own| of(imf_own).initial(&terms(100_001, 0));
    assert_eq!(initial(0), Ok(atoms(3)), "100.001 is 101, 2 % of it is 3");
    assert_eq!((initial(10_000), initial(20_000)), (Ok(atoms(3)), Ok(atoms(3))));
    assert_eq!(initial(50_000), Ok(atoms(6)), "5 % of 101");
    assert_eq!(of(50_000).maintenance(&terms(100_001, 0)), Ok(atoms(2)), "1 % of 101");
    assert_eq!([0, 1, 3, u16::MAX].map(|leverage| imf_of(leverage).0), [0, 1_000_000, 333_334, 16]);
    assert_eq!([0, 30_000, 1_000_000].map(|imf| leverage_most(Ppm(imf))), [0, 33, 1]);
}

/// [LIQ-3]: the lowest rate whose fee reaches an amount; nothing for no fee. A step asks the larger of its fee and the taker's.
#[test]
fn rates_of_a_liquidation_are_the_lowest_that_reach_its_fee() {
    let of = |notional, fee| rate_reaching(atoms(notional), atoms(fee));
    assert_eq!((of(1_000, 0), of(1_000, -5), of(0, 1)), (Ok(0), Ok(0), Err(Overflow)));
    assert_eq!((of(1_000, 1), of(1_000, 3), of(3_000_000, 2)), (Ok(1), Ok(2_001), Ok(1)));
    assert_eq!([1_000, 10_000, 100_000].map(|mmf| step_rate(Ppm(10_000), Ppm(mmf), 0).0), [450, 2_500, 10_000]);
}

/// [LIQ-6]: collateral pays what is left of a deficit as far as it goes, below nothing it pays nothing.
#[test]
fn what_is_left_of_a_deficit_is_paid_as_far_as_collateral_goes() {
    for (own, paid) in [(7, 7), (10, 10), (11, 10), (0, 0), (-3, 0)] {
        let (mut collateral, mut ledger) =
            (atoms(own), Ledger { deficit: atoms(10), pool: atoms(5), ..Ledger::default() });
        assert_eq!(pay_left(&mut collateral, &mut ledger), Ok(atoms(paid)));
        assert_eq!((collateral.get(), ledger.pool.get(), ledger.deficit.get()), (own - paid, 5 + paid, 10 - paid));
    }
}

/// [LIQ-6]: of a part of a pot the worth is floored, what that leaves is over; all of it keeps its worth.
#[test]
fn a_pot_is_split_without_an_atom_lost() {
    let pot = Pot { lots: 3, worth: atoms(5) };
    let of = |interest| {
        let (kept, over) = pot.split(interest, lot(1_500)).unwrap();
        ((kept.lots, kept.worth.get()), (over.lots, over.worth.get()))
    };
    assert_eq!((of(4), of(3)), (((3, 5), (0, 0)), ((3, 5), (0, 0))));
    assert_eq!((of(2), of(1), of(0)), (((2, 3), (1, 2)), ((1, 1), (2, 4)), ((0, 0), (3, 5))));
}

/// [MRK-2] [FND-1]: a mark moves by the floor of its envelope, up and down alike; a premium is truncated, above the index and below.
#[test]
fn a_mark_moves_by_the_floor_and_a_premium_is_truncated() {
    // 1 % of maintenance for 1 s is a thousandth part: of 1,999 mticks it is 1.
    let moved = |target| moved(1_999, target, Ppm(10_000), 1_000_000).unwrap();
    assert_eq!([moved(5_000), moved(1_999), moved(0)], [2_000, 1_999, 1_998]);
    let premium = |mark| premium(mark, 3, Ppm(1_000_000)).unwrap();
    assert_eq!([premium(4), premium(3), premium(2)], [333_333_333, 0, -333_333_333]);
}
