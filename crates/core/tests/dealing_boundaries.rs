//! Boundaries of what is dealt out of bankrupts: whose lots, how many, what is told, and what an act leaves for the next.
#![allow(missing_docs, reason = "a test file")]
#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used, reason = "a test may stop")]

use quantdesk_core::dealing::{Act, At, Dealing, Dealt, Fault};
use quantdesk_core::deleverage::{Passed, Pot, Record};
use quantdesk_core::position::{Holding, Ledger};
use quantdesk_core::units::{Atoms, LotValue, Mticks, Position, Side, TickValue};

fn atoms(number: i64) -> Atoms {
    Atoms::new(number).unwrap()
}

fn lot(mticks: u64) -> LotValue {
    TickValue(1).lot_at(Mticks(mticks)).unwrap()
}

fn party(lots: i64, quote: i64, collateral: i64) -> Dealt {
    let position = Position::new(lots).unwrap();
    let holding = Holding { position, quote: atoms(quote), ..Holding::default() };
    Dealt { holding, collateral: atoms(collateral), record: 0, room: Atoms::ZERO, is_backstop: false }
}

fn backstop(lots: i64, quote: i64, collateral: i64) -> Dealt {
    Dealt { is_backstop: true, ..party(lots, quote, collateral) }
}

/// A mark of 1.5 that was made at 7: two accounts are long, three are short.
fn at() -> At {
    At { lot_mark: lot(1_500), lot_index: lot(1_490), mark_us: 7, insurance_cap: atoms(5), holders: (2, 3) }
}

fn interest(long_lots: i64, short_lots: i64) -> Ledger {
    Ledger { long_lots, short_lots, ..Ledger::default() }
}

/// A deficit beside claims, for all of which something has stood at the mark of 7.
fn stood(deficit: i64, claims: i64) -> (Dealing, Ledger) {
    let ledger = Ledger { deficit: atoms(deficit), claims: atoms(claims), ..interest(5, 5) };
    (Dealing { stood_us: 7, stood_left: atoms(deficit), ..Dealing::default() }, ledger)
}

/// LIQ-6, CUST-36: what is of a bankrupt's own is nobody else's act, the rest is the backstop's.
#[test]
fn acts_are_of_the_bankrupt_of_those_concerned_or_of_the_backstop() {
    let own = [Act::Pot, Act::Share, Act::Loss, Act::Leave];
    let others = (1..=16).filter_map(|code| Act::from_u8(code, atoms(1))).filter(|act| !own.contains(act));
    assert!(own.iter().all(|act| !act.is_of_backstop()));
    assert_eq!(others.filter(|act| act.is_of_backstop()).count(), 10);
}

/// LIQ-6, FND-3: all lots of a long and of a short go to the pot of their side at the floor of the mark, funding taken in before; the
/// lots are told with the sign of what the account does.
#[test]
fn lots_of_either_side_go_to_their_pot() {
    for (lots, quote, place, left) in [(3, -5, 0, 2), (-3, 5, 1, 16)] {
        let mut dealing = Dealing::default();
        let (mut of, mut ledger) = (party(lots, quote, 9), Ledger { funding: 2, ..interest(3, 3) });
        let told = dealing.act(Act::Pot, &mut of, &mut ledger, &at());
        assert_eq!(told, Ok(Passed::of(-lots, atoms(4))), "4.5 is 4");
        let mut pots = [Pot::default(); 2];
        pots[place] = Pot { lots: 3, worth: atoms(4) };
        assert_eq!(dealing.pots, pots);
        assert_eq!((ledger.long_lots, ledger.short_lots), if lots > 0 { (0, 3) } else { (3, 0) });
        // 6 of funding: the long loses 7 of his 9, the short gains 7.
        assert_eq!((of.holding.position.get(), of.collateral.add(of.holding.claim)), (0, Ok(atoms(left))));
        assert_eq!(dealing.act(Act::Pot, &mut of, &mut ledger, &at()), Err(Fault::Undue), "there are none any more");
    }
}

/// LIQ-6: of the backstop as many lots as find open interest, which is not its own.
#[test]
fn of_the_backstop_as_many_lots_go_as_find_somebody() {
    for (lots, quote, long, short, side) in [(10, -15, 9, 4, 0), (-10, 15, 4, 9, 1)] {
        let mut dealing = Dealing::default();
        let (mut of, mut ledger) = (backstop(lots, quote, 9), interest(long, short));
        let told = dealing.act(Act::Pot, &mut of, &mut ledger, &at()).unwrap();
        assert_eq!(told, Passed::of(-4 * lots.signum(), atoms(6)));
        assert_eq!(
            (dealing.pots[side], of.holding.position.get()),
            (Pot { lots: 4, worth: atoms(6) }, lots - 4 * lots.signum())
        );
        assert_eq!((ledger.long_lots, ledger.short_lots), (long, short));
    }
    let nobody = Dealing::default().act(Act::Pot, &mut backstop(10, -15, 9), &mut interest(9, 0), &at());
    assert_eq!(nobody, Err(Fault::Undue));
    let all = Dealing::default().act(Act::Pot, &mut party(10, -15, 9), &mut interest(10, 4), &at());
    assert_eq!(all, Ok(Passed::of(-10, atoms(15))), "of somebody else all");
}

/// LIQ-6: what finds no open interest is the backstop's, once; the rest waits for the round.
#[test]
fn what_finds_nobody_passes_to_the_backstop_once() {
    for (side, place, sign) in [(Side::Buy, 0, 1), (Side::Sell, 1, -1)] {
        let mut dealing = Dealing::default();
        dealing.pots[place] = Pot { lots: 5, worth: atoms(7) };
        let (mut of, mut ledger) = (backstop(0, 0, 9), if sign > 0 { interest(9, 2) } else { interest(2, 9) });
        let told = dealing.act(Act::Over(side), &mut of, &mut ledger, &at());
        assert_eq!(told, Ok(Passed::of(3 * sign, atoms(4))), "two lots are worth 3 of the 7");
        assert_eq!(dealing.pots[place], Pot { lots: 2, worth: atoms(3) });
        assert_eq!((of.holding.position.get(), of.holding.quote), (3 * sign, atoms(-4 * sign)));
        assert_eq!(dealing.act(Act::Over(side), &mut of, &mut ledger, &at()), Err(Fault::Undue));
        let begun = dealing.act(Act::Round(side), &mut of, &mut ledger, &at());
        assert_eq!(begun, Ok(Passed::of(2, atoms(0))));
        assert_eq!(
            (dealing.users, dealing.pots),
            (if sign > 0 { 3 } else { 2 }, [Pot::default(); 2]),
            "of the other side"
        );
    }
}

/// LIQ-6, CUST-37: a mark counts everybody with a position, the backstop too; neither a mark nor a cut begins before something stood at
/// the mark in force for all of the deficit.
#[test]
fn a_mark_begins_behind_what_stood_for_all_of_the_deficit() {
    let begun = |of: Dealt, dealing: Dealing, mut ledger: Ledger| {
        let (mut dealing, mut of) = (dealing, of);
        dealing.act(Act::Mark, &mut of, &mut ledger, &at()).map(|_| dealing.users)
    };
    let (dealing, ledger) = stood(5, 9);
    assert_eq!((begun(backstop(0, 0, 9), dealing, ledger), begun(backstop(2, 0, 9), dealing, ledger)), (Ok(5), Ok(6)));
    let grown = Ledger { deficit: atoms(6), ..ledger };
    assert_eq!(begun(backstop(0, 0, 9), dealing, grown), Err(Fault::Undue), "more is owed by now");
    assert_eq!(
        begun(backstop(0, 0, 9), Dealing { stood_us: 6, ..dealing }, ledger),
        Err(Fault::Undue),
        "at another mark"
    );
    let (none, free) = stood(0, 9);
    assert_eq!(begun(backstop(0, 0, 9), none, free), Err(Fault::Undue), "nothing is owed");
}

/// LIQ-6, CUST-37: a cut uses its mark up, and concerns nobody by number; no mark, no deficit or no claim is no cut.
#[test]
fn a_cut_uses_its_mark_up() {
    let (dealing, mut ledger) = stood(5, 9);
    let mut marked = Dealing { marked_us: 7, ..dealing };
    let due = |dealing: &Dealing, deficit, claims, mark_us| {
        dealing.is_open(&Ledger { deficit: atoms(deficit), claims: atoms(claims), ..ledger }, mark_us)
    };
    assert!(due(&marked, 5, 9, 7) && !due(&marked, 5, 0, 7) && !due(&marked, 5, 9, 8) && !due(&marked, 4, 9, 7));
    assert!(!due(&Dealing { stood_left: atoms(0), ..marked }, 0, 9, 7), "nothing is owed");
    assert!(!due(&dealing, 5, 9, 0), "there was no mark");
    let told = marked.act(Act::Cut, &mut backstop(0, 0, 9), &mut ledger, &at());
    assert_eq!((told, marked.marked_us, marked.users), (Ok(Passed::of(0, atoms(5))), 0, 0));
}

/// LIQ-6: the end of a round is no mark, nor is that of a mark that found no profit.
#[test]
fn only_a_mark_that_found_profit_is_followed_by_a_cut() {
    let ended = |record: Record, users, claims| {
        let (dealing, mut ledger) = stood(5, claims);
        let mut dealing = Dealing { record: Some(record), users, ..dealing };
        assert!(dealing.act(Act::End, &mut backstop(0, 0, 9), &mut ledger, &at()).is_ok());
        assert_eq!((dealing.users, dealing.record), (0, None));
        dealing.marked_us
    };
    let round = Record::round(Side::Sell, &Pot { lots: 1, worth: atoms(1) }, 2, lot(1_500), 0).unwrap();
    let over = Record { position: Position::FLAT, quote: atoms(0), ..round };
    let mark = Record::mark(lot(1_500), 0);
    assert_eq!((ended(mark, 0, 9), ended(mark, 0, 0), ended(over, 1, 9)), (7, 0, 0));
}

/// LIQ-6: what is paid is told and counts as stood for; what comes on top is stood for anew, from the mark on.
#[test]
fn what_is_paid_is_stood_for_and_what_comes_on_top_is_not() {
    let (mut dealing, mut ledger) = stood(5, 0);
    let mut of = backstop(0, 0, 3);
    assert_eq!(dealing.act(Act::Pay, &mut of, &mut ledger, &at()), Ok(Passed::of(0, atoms(3))));
    assert_eq!((ledger.deficit, dealing.stood_left, of.collateral), (atoms(2), atoms(2), atoms(0)));
    assert_eq!(dealing.act(Act::Stand, &mut of, &mut ledger, &at()), Err(Fault::Undue), "once at a mark");
    assert_eq!(dealing.act(Act::Pay, &mut of, &mut ledger, &at()), Err(Fault::Undue), "there is nothing to pay with");
    (ledger.deficit, ledger.insurance, dealing.marked_us) = (atoms(12), atoms(9), 7);
    assert_eq!(
        dealing.act(Act::Stand, &mut of, &mut ledger, &at()),
        Ok(Passed::of(0, atoms(5))),
        "the cap of insurance"
    );
    assert_eq!((dealing.stood_us, dealing.stood_left, dealing.marked_us), (7, atoms(7), 0));
    let (mut nothing, mut free) = (Dealing::default(), interest(5, 5));
    assert_eq!(nothing.act(Act::Stand, &mut of, &mut free, &at()), Err(Fault::Undue), "nothing is owed");
}

/// LIQ-5: a loss is told as it is, before anybody pays it; none is no act, nor is insurance of nothing.
#[test]
fn a_loss_and_insurance_are_told_and_nothing_is_no_act() {
    let mut ledger = interest(5, 5);
    let mut act = |act, of: &mut Dealt| Dealing::default().act(act, of, &mut ledger, &at());
    assert_eq!(act(Act::Loss, &mut party(0, -9, 4)), Ok(Passed::of(0, atoms(9))));
    assert_eq!(act(Act::Loss, &mut party(0, 0, 4)), Err(Fault::Undue));
    assert_eq!(act(Act::Insure(atoms(2)), &mut backstop(0, 0, 4)), Ok(Passed::of(0, atoms(2))));
    assert_eq!(act(Act::Insure(atoms(0)), &mut backstop(0, 0, 4)), Err(Fault::Undue));
    assert_eq!(act(Act::Insure(atoms(-1)), &mut backstop(0, 0, 4)), Err(Fault::Undue));
}

/// CUST-35: the words of a state, each in its place, those between them zero.
#[test]
fn a_state_is_written_word_by_word() {
    let pots = [Pot { lots: 3, worth: atoms(4) }, Pot { lots: 5, worth: atoms(6) }];
    let record = Record {
        interest: 12,
        loss: atoms(15),
        claims: atoms(16),
        left: atoms(17),
        ..Record::round(Side::Sell, &Pot { lots: 11, worth: atoms(19) }, 12, lot(13), 14).unwrap()
    };
    let rest = Dealing { number: 1, users: 2, pots, stood_us: 20, stood_left: atoms(21), marked_us: 22, record: None };
    let minus = |number: u64| number.wrapping_neg();
    let head = u64::from(record.kind.code()) + (u64::from(record.side.code()) << 8) + (2 << 32);
    let full = Dealing { record: Some(record), ..rest };
    assert_eq!(full.write(), [1, head, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 17, 11, minus(19), 20, 21, 22]);
    assert_eq!(rest.write(), [1, 0, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 21, 22]);
    assert_eq!(Dealing::read(&full.write()), Ok(full));
}
