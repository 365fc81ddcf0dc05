//! Boundaries of liquidation and deleveraging: the fee of a step, what is handed over, what a record tells, each to the atom.
#![allow(missing_docs, reason = "a test file")]
#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used, reason = "a test may stop")]

use quantdesk_core::deleverage::{hand_over, take, Passed, Pot, Record};
use quantdesk_core::liquidation::{fillable_price, step_fee_max, step_lots};
use quantdesk_core::margin::Health;
use quantdesk_core::position::{Holding, Ledger, Party, Terms};
use quantdesk_core::schema_gen::Side;
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

fn health(net: i64, maintenance: i64) -> Health {
    Health { net: atoms(net), open: atoms(net), initial: Atoms::ZERO, maintenance: atoms(maintenance) }
}

/// A market in which one is long as many lots as another is short.
fn against(lots: i64, claims: i64) -> Ledger {
    Ledger { long_lots: lots, short_lots: lots, claims: atoms(claims), ..Ledger::default() }
}

/// [LIQ-3]: the most that a step may be charged is Net after its fill, without its fees, with the whole account counted: 10 lots bought
/// for 100 each, of which 4 are sold 5 below the mark of 95; below zero it is nothing.
#[test]
fn a_step_is_charged_no_more_than_net_after_its_fill_without_fees() {
    let terms =
        Terms { side: Side::Sell, lots: Lots(4), price: Ticks(90), tick_value: TickValue(1), lot_mark: lot(95_000) };
    let most = |own: i64| {
        let taker = Party::new(holding(10, -1_000, 0), atoms(own), 100_000);
        let maker = Party::new(holding(-10, 1_000, 0), atoms(500), 50_000);
        step_fee_max(&against(10, 0), &taker, &maker, &terms, |held, left| left.add(held.pnl(lot(95_000))?))
    };
    // Net before is own - 50; the four lots go for 360 where they are worth 380.
    assert_eq!(
        [100, 71, 70, 69, 20].map(most),
        [Ok(atoms(30)), Ok(atoms(1)), Ok(atoms(0)), Ok(atoms(0)), Ok(atoms(0))]
    );
}

/// [LIQ-2]: a fifth is closed of a notional above 100,000 USD, of which a part of an atom is an atom; of exactly as much what restores.
#[test]
fn a_fifth_is_closed_from_the_first_part_of_an_atom_above_the_bound() {
    let step = |thousandths: u64| {
        let lot = TickValue(1).lot_at(Mticks(thousandths)).unwrap();
        step_lots(5, lot, &health(700_000_000, 1_000_000_000), Ppm(10_000), Ppm(2_500)).unwrap()
    };
    // 320 USD are missing, a lot of 20,000 USD frees 150.
    assert_eq!((step(20_000_000_000_000), step(20_000_000_000_001)), (3, 1));
}

/// [LIQ-2]: the 2 % above the requirement that a step restores are rounded up: of one atom they are one.
#[test]
fn two_percent_of_an_atom_are_an_atom() {
    assert_eq!(step_lots(9, lot(100_000), &health(1, 1), Ppm(10_000), Ppm(0)), Ok(1));
}

/// [LIQ-7]: the distance from the mark is floored to mticks before the price is rounded to a tick: 1 atom over 3 lots is 333.
#[test]
fn the_distance_of_a_step_from_the_mark_is_floored() {
    let price = |side, mark| fillable_price(side, 3, TickValue(1), Mticks(mark), atoms(3), &health(3, 5)).unwrap().0;
    assert_eq!((price(Side::Sell, 9_333), price(Side::Sell, 9_334)), (9, 10));
    assert_eq!((price(Side::Buy, 9_666), price(Side::Buy, 9_667)), (9, 10));
}

/// Lots that pass to an empty backstop with 50 at a mark of 1.5: what was told, giver and taker with their collateral, the ledger.
type Given = (Passed, (Holding, Atoms), (Holding, Atoms), Ledger);

fn given(held: Holding, own: i64, rate: u32) -> Given {
    let (mut held, mut own, mut ledger) = (held, atoms(own), against(held.position.magnitude(), held.claim.get()));
    let (mut backstop, mut purse) = (Holding::default(), atoms(50));
    let passed = hand_over(
        &mut ledger,
        (&mut held, &mut own, Atoms::ZERO),
        (&mut backstop, &mut purse),
        lot(1_500),
        Ppm(rate),
        |held, left| left.add(held.pnl(lot(1_500))?),
    );
    (passed.unwrap(), (held, own), (backstop, purse), ledger)
}

/// [LIQ-2] [LIQ-3]: all lots pass at the floor of the mark, of a long and of a short; the backstop has them at that price, and no open
/// interest; half of the fee is insurance.
#[test]
fn all_lots_pass_to_the_backstop_at_the_floor_of_the_mark() {
    // 3 lots are worth 4.5: 4. A long who paid 6 loses 2 of his 9, and 1 is the fee.
    let (passed, giver, taker, ledger) = given(holding(3, -6, 0), 9, 100_000);
    assert_eq!(passed, Passed { lots: -3, amount: atoms(4), fee: atoms(1) });
    assert_eq!((giver, taker), ((Holding::default(), atoms(6)), (holding(3, -4, 0), atoms(50))));
    assert_eq!((ledger.long_lots, ledger.short_lots, ledger.pool, ledger.insurance), (0, 3, atoms(2), atoms(1)));
    // A short who got 2 buys back for 4.
    let (passed, giver, taker, ledger) = given(holding(-3, 2, 0), 9, 0);
    assert_eq!(passed, Passed { lots: 3, amount: atoms(4), fee: atoms(0) });
    assert_eq!((giver, taker), ((Holding::default(), atoms(7)), (holding(-3, 4, 0), atoms(50))));
    assert_eq!((ledger.long_lots, ledger.short_lots, ledger.pool, ledger.insurance), (3, 0, atoms(2), atoms(0)));
}

/// [LIQ-3] [PNL-4]: the fee is no more than Net is then, and nothing below zero; what collateral lacks of it the own claim pays, and no
/// loss is left beside a claim.
#[test]
fn the_fee_of_what_passes_is_paid_by_all_that_there_is_and_no_more() {
    // Worth 4 for 4: of a claim of 5 and 1 in collateral a fee of 3.
    let (passed, giver, _, ledger) = given(holding(3, -4, 5), 1, 750_000);
    assert_eq!((passed.fee, giver), (atoms(3), (holding(0, 0, 3), atoms(0))));
    assert_eq!((ledger.claims, ledger.insurance, ledger.fee_claim), (atoms(3), atoms(1), atoms(2)));
    assert_eq!(given(holding(3, -4, 1), 1, 750_000).0.fee, atoms(2), "as much as there is");
    let (passed, giver, ..) = given(holding(3, -9, 0), 2, 750_000);
    assert_eq!((passed.fee, giver), (atoms(0), (holding(0, -3, 0), atoms(0))), "a loss of 3 is left, and no rebate");
}

/// [FND-3] [LIQ-2]: of lots that the backstop takes it owes no funding of before.
#[test]
fn lots_are_taken_without_the_funding_of_before() {
    let (mut backstop, mut purse, mut ledger) = (Holding::default(), atoms(50), Ledger { funding: 7, ..against(3, 0) });
    take(&mut backstop, &mut purse, &mut ledger, Side::Buy, 3, atoms(4)).unwrap();
    assert_eq!(backstop.touched(7), Ok(Holding { funding: 7, ..holding(3, -4, 0) }));
    assert_eq!((ledger.long_lots, ledger.short_lots), (3, 3), "it is none of the open interest");
}

/// [LIQ-6]: a pot's worth lies between the floor of all its lots together and that less an atom a lot.
#[test]
fn a_pot_is_of_a_mark_when_each_position_was_floored_there() {
    let of = |worth| Pot { lots: 3, worth: atoms(worth) }.is_of_mark(lot(1_500)).unwrap();
    assert_eq!([0, 1, 4, 5].map(of), [false, true, true, false], "4.5 is 4");
}

/// [LIQ-6]: what a round leaves is told as its lots, and the atoms beside their floored worth; without lots the atoms pass all the same,
/// funding to the record's F taken in before.
#[test]
fn the_atoms_that_a_round_leaves_pass_beside_its_lots() {
    let rest = |side| {
        let mut record = Record::round(side, &Pot { lots: 1, worth: atoms(2) }, 5, lot(1_500), 3).unwrap();
        let (mut backstop, mut purse, mut ledger) =
            (Holding::default(), atoms(50), Ledger { funding: 3, ..against(0, 0) });
        record.rest(&mut backstop, &mut purse, &mut ledger).unwrap()
    };
    assert_eq!((rest(Side::Sell), rest(Side::Buy)), (Passed::of(1, atoms(-1)), Passed::of(-1, atoms(1))));
    let mut record = Record::round(Side::Sell, &Pot { lots: 1, worth: atoms(2) }, 1, lot(1_500), 3).unwrap();
    let mut ledger = Ledger { funding: 3, ..against(1, 0) };
    let (mut short, mut own) = (Holding { funding: 3, ..holding(-1, 1, 0) }, atoms(0));
    assert_eq!(record.pass(&mut short, &mut own, &mut ledger), Ok(Passed::of(1, atoms(1))));
    let (mut backstop, mut purse) = (holding(2, 0, 0), atoms(50));
    assert_eq!(record.rest(&mut backstop, &mut purse, &mut ledger), Ok(Passed::of(0, atoms(-1))));
    assert_eq!((backstop, purse), (Holding { funding: 3, ..holding(2, -7, 0) }, atoms(50)), "6 of funding, 1 beside");
}

/// [LIQ-6]: a round concerns the users of its side, a mark whoever has a position, a cut whoever has a claim.
#[test]
fn a_record_concerns_those_that_it_can_change() {
    let round = Record::round(Side::Sell, &Pot { lots: 1, worth: atoms(2) }, 5, lot(1_500), 0).unwrap();
    let of = |record: &Record, desk| {
        [holding(-1, 0, 0), holding(1, 0, 0), holding(0, 0, 1), holding(0, -1, 0)]
            .map(|held| record.concerns(&held, desk))
    };
    assert_eq!((of(&round, false), of(&round, true)), ([true, false, false, false], [false; 4]));
    let (mark, cut) = (Record::mark(lot(1_500), 0), Record::cut(&against(0, 1), lot(1_500)));
    for desk in [false, true] {
        assert_eq!((of(&mark, desk), of(&cut, desk)), ([true, true, false, false], [false, false, true, false]));
    }
}

/// [LIQ-6]: of a mark a loser is told the part of his claim that paid, no lots; a winner what became a claim.
#[test]
fn a_mark_tells_what_became_a_claim_or_left_one() {
    let marked = |held: Holding| {
        let (mut held, mut own, mut ledger) = (held, atoms(9), against(2, held.claim.get()));
        let told = Record::mark(lot(1_500), 0).pass(&mut held, &mut own, &mut ledger).unwrap();
        assert_eq!((ledger.claims, own), (held.claim, atoms(9)), "no money moves");
        (told, held)
    };
    assert_eq!(marked(holding(2, -5, 7)), (Passed::of(0, atoms(-2)), holding(2, -3, 5)));
    assert_eq!(marked(holding(2, -5, 1)), (Passed::of(0, atoms(-1)), holding(2, -4, 0)));
    assert_eq!(marked(holding(2, -1, 1)), (Passed::of(0, atoms(2)), holding(2, -3, 3)));
    assert_eq!(marked(holding(2, -3, 1)), (Passed::of(0, atoms(0)), holding(2, -3, 1)));
}
