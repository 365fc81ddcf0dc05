//! What bankrupts left is dealt out act by act: each act in its place, sums exact behind every one, and no moment is better for the backstop.
#![allow(missing_docs, reason = "a test file")]
#![allow(clippy::arithmetic_side_effects, reason = "a test may stop")]

use quantdesk_core::dealing::{Act, At, Dealing, Dealt, Fault};
use quantdesk_core::position::{Holding, Ledger};
use quantdesk_core::units::{Atoms, LotValue, Mticks, Position, Side, TickValue};

fn atoms(number: i64) -> Atoms {
    Atoms::new(number).unwrap_or_default()
}

fn party(lots: i64, quote: i64, collateral: i64) -> Dealt {
    let position = Position::new(lots).unwrap_or_default();
    let holding = Holding { position, quote: atoms(quote), ..Holding::default() };
    Dealt { holding, collateral: atoms(collateral), record: 0, room: Atoms::ZERO, is_backstop: false }
}

/// A market at 90: one long of 10 lots from 100 with 40 behind it, shorts of 6, 3 and 1, a backstop with 3.
struct Scene {
    dealing: Dealing,
    ledger: Ledger,
    at: At,
    long: Dealt,
    shorts: [Dealt; 3],
    backstop: Dealt,
}

impl Scene {
    fn new() -> Scene {
        let lot_mark: LotValue = TickValue(1).lot_at(Mticks(90_333)).unwrap_or_default();
        Scene {
            dealing: Dealing::default(),
            ledger: Ledger { long_lots: 10, short_lots: 10, ..Ledger::default() },
            at: At { lot_mark, lot_index: lot_mark, mark_us: 7, insurance_cap: atoms(5), holders: (1, 3) },
            long: party(10, -1_000, 40),
            shorts: [party(-6, 600, 0), party(-3, 300, 0), party(-1, 100, 0)],
            backstop: Dealt { is_backstop: true, ..party(0, 0, 3) },
        }
    }

    /// One act of the backstop; the words are the state whatever it did.
    fn of_backstop(&mut self, act: Act) -> Result<(), Fault> {
        let (mut dealing, mut ledger, mut of) = (self.dealing, self.ledger, self.backstop);
        dealing.act(act, &mut of, &mut ledger, &self.at)?;
        (self.dealing, self.ledger, self.backstop) = (dealing, ledger, of);
        self.sound();
        Ok(())
    }

    fn of_long(&mut self, act: Act) -> Result<(), Fault> {
        self.dealing.act(act, &mut self.long, &mut self.ledger, &self.at)?;
        self.sound();
        Ok(())
    }

    fn of_short(&mut self, place: usize, act: Act) -> Result<(), Fault> {
        let mut of = self.shorts.get(place).copied().unwrap_or(self.long);
        self.dealing.act(act, &mut of, &mut self.ledger, &self.at)?;
        if let Some(short) = self.shorts.get_mut(place) {
            *short = of;
        }
        self.sound();
        Ok(())
    }

    /// PNL-2 with what pots and the record hold, PNL-3, and words that say the state.
    fn sound(&self) {
        let parties = || self.shorts.iter().chain([&self.long, &self.backstop]);
        let record = self.dealing.record;
        let [longs, shorts] = self.dealing.pots;
        let lots: i64 = parties().map(|one| one.holding.position.get()).sum();
        let dealt = record.map_or(0, |one| one.position.get());
        assert_eq!(lots + dealt + longs.lots - shorts.lots, 0);
        let owed: i64 = parties().map(|one| one.holding.quote.get() + one.holding.claim.get()).sum();
        let held = record.map_or(0, |one| one.quote.get()) - longs.worth.get() + shorts.worth.get();
        let ledger = &self.ledger;
        assert_eq!(owed + held, ledger.pool.get() + ledger.deficit.get() - ledger.fee_claim.get());
        let money: i64 = parties().map(|one| one.collateral.get()).sum();
        assert_eq!(money + ledger.pool.get() + ledger.insurance.get() + ledger.fee_bucket.get(), 43);
        assert_eq!(Dealing::read(&self.dealing.write()), Ok(self.dealing));
    }
}

/// LIQ-5, LIQ-6: sums hold behind every act; each is done in its place and in no other.
#[test]
fn a_bankrupt_is_dealt_out_act_by_act() -> Result<(), Fault> {
    let mut scene = Scene::new();
    assert_eq!(scene.of_backstop(Act::Round(Side::Buy)), Err(Fault::Undue));
    scene.of_backstop(Act::Insure(atoms(2)))?;
    scene.of_long(Act::Pot)?;
    assert!(scene.dealing.is_busy() && scene.dealing.record.is_none());
    scene.of_long(Act::Loss)?;
    assert_eq!(scene.ledger.deficit, atoms(55), "97 lost, 40 were his, 2 were insurance");
    assert_eq!(scene.of_backstop(Act::Over(Side::Buy)), Err(Fault::Undue));
    scene.of_backstop(Act::Round(Side::Buy))?;
    assert_eq!(scene.of_long(Act::Share), Err(Fault::Passed));
    assert_eq!(scene.of_backstop(Act::Stand), Err(Fault::Busy));
    for place in [2, 0, 1] {
        assert_eq!(scene.of_backstop(Act::End), Err(Fault::Unfinished), "a lot for each of three is left");
        scene.of_short(place, Act::Share)?;
        assert_eq!(scene.of_short(place, Act::Share), Err(Fault::Passed));
    }
    scene.of_backstop(Act::End)?;
    Ok(())
}

/// The round is over, and nothing has stood for the deficit.
fn dealt_round() -> Result<Scene, Fault> {
    let mut scene = Scene::new();
    scene.of_long(Act::Pot)?;
    scene.of_long(Act::Loss)?;
    assert_eq!(scene.of_backstop(Act::Stand), Err(Fault::Undue), "lots wait for a round");
    scene.of_backstop(Act::Round(Side::Buy))?;
    for place in 0..3 {
        scene.of_short(place, Act::Share)?;
    }
    scene.of_backstop(Act::End)?;
    scene.at.holders = (0, 0);
    Ok(scene)
}

/// LIQ-6, CUST-37: who holds a position is counted, and a mark without him does not end.
#[test]
fn a_mark_ends_when_everybody_has_passed() -> Result<(), Fault> {
    let mut scene = dealt_round()?;
    assert_eq!(scene.of_backstop(Act::Mark), Err(Fault::Undue));
    scene.of_backstop(Act::Stand)?;
    scene.at.holders = (1, 0);
    scene.long = party(2, 0, 0);
    let (mut dealing, mut ledger, mut backstop) = (scene.dealing, scene.ledger, scene.backstop);
    assert!(dealing.act(Act::Mark, &mut backstop, &mut ledger, &scene.at).is_ok());
    assert_eq!(dealing.act(Act::End, &mut backstop, &mut ledger, &scene.at), Err(Fault::Unfinished));
    assert!(dealing.act(Act::Share, &mut scene.long, &mut ledger, &scene.at).is_ok());
    assert!(dealing.act(Act::End, &mut backstop, &mut ledger, &scene.at).is_ok());
    Ok(())
}

/// LIQ-6, CUST-37: nothing is left of a cut; a deficit is dealt with once at a mark.
#[test]
fn a_cut_ends_when_all_of_it_is_taken() -> Result<(), Fault> {
    let mut scene = dealt_round()?;
    assert_eq!(scene.of_backstop(Act::Cut), Err(Fault::Undue));
    scene.of_backstop(Act::Stand)?;
    assert_eq!(scene.of_backstop(Act::Stand), Err(Fault::Undue));
    scene.of_backstop(Act::Mark)?;
    scene.of_backstop(Act::End)?;
    scene.of_backstop(Act::Cut)?;
    for place in 0..3 {
        assert_eq!(scene.of_backstop(Act::End), Err(Fault::Unfinished));
        scene.of_short(place, Act::Share)?;
    }
    scene.of_backstop(Act::End)?;
    assert_eq!((scene.ledger.deficit, scene.dealing.number), (Atoms::ZERO, 3));
    assert_eq!(scene.of_backstop(Act::Pay), Err(Fault::Undue));
    Ok(())
}

/// LIQ-6, CUST-36: lots go to a round, or to the backstop, at the mark at which they came: he may not wait for a better one.
#[test]
fn a_pot_waits_for_no_better_mark() -> Result<(), Fault> {
    let mut scene = Scene::new();
    scene.of_long(Act::Pot)?;
    let fair = scene.at.lot_mark;
    for mticks in [90_000, 92_000] {
        scene.at.lot_mark = TickValue(1).lot_at(Mticks(mticks)).unwrap_or_default();
        assert_eq!(scene.of_backstop(Act::Round(Side::Buy)), Err(Fault::Undue));
        scene.ledger.short_lots = 5;
        assert_eq!(scene.of_backstop(Act::Over(Side::Buy)), Err(Fault::Undue));
        scene.ledger.short_lots = 10;
    }
    scene.at.lot_mark = fair;
    scene.of_backstop(Act::Round(Side::Buy))
}

/// LIQ-6, CUST-37: a mark that ends while another is in force is good for no cut by it; the next begins again.
#[test]
fn a_mark_is_good_for_a_cut_at_its_own_mark_alone() -> Result<(), Fault> {
    let mut scene = dealt_round()?;
    scene.of_backstop(Act::Stand)?;
    scene.of_backstop(Act::Mark)?;
    scene.at.mark_us = 8;
    scene.of_backstop(Act::End)?;
    assert_eq!(scene.of_backstop(Act::Cut), Err(Fault::Undue));
    scene.of_backstop(Act::Stand)?;
    scene.of_backstop(Act::Mark)?;
    scene.of_backstop(Act::End)?;
    scene.of_backstop(Act::Cut)
}

/// LIQ-6, CUST-37: behind a mark nothing is signed before its cut, and a loss that comes between is stood for before anybody's claim.
#[test]
fn a_cut_follows_its_mark_at_once() -> Result<(), Fault> {
    let mut scene = dealt_round()?;
    scene.of_backstop(Act::Stand)?;
    assert!(!scene.dealing.is_open(&scene.ledger, 7));
    scene.of_backstop(Act::Mark)?;
    scene.of_backstop(Act::End)?;
    assert!(scene.dealing.is_open(&scene.ledger, 7) && !scene.dealing.is_open(&scene.ledger, 8));
    scene.long = party(0, -20, 0);
    scene.ledger.pool = atoms(scene.ledger.pool.get() - 20); // what he lost is another's
    scene.dealing.act(Act::Loss, &mut scene.long, &mut scene.ledger, &scene.at)?;
    assert_eq!(
        scene.dealing.clone().act(Act::Cut, &mut scene.backstop, &mut scene.ledger, &scene.at),
        Err(Fault::Undue)
    );
    assert!(scene.dealing.act(Act::Stand, &mut scene.backstop, &mut scene.ledger, &scene.at).is_ok());
    Ok(())
}

/// LIQ-6, CUST-37: the backstop pays what insurance, fees and the cut have left, and nothing before.
#[test]
fn the_backstop_pays_last() -> Result<(), Fault> {
    let mut scene = dealt_round()?;
    let pays = |scene: &Scene| {
        let (mut dealing, mut ledger, mut of) = (scene.dealing, scene.ledger, scene.backstop);
        dealing.act(Act::Pay, &mut of, &mut ledger, &scene.at).map(|passed| passed.amount)
    };
    assert_eq!(pays(&scene), Err(Fault::Undue), "nothing has stood for it");
    scene.of_backstop(Act::Stand)?;
    scene.of_backstop(Act::Mark)?;
    scene.of_backstop(Act::End)?;
    assert_eq!(pays(&scene), Err(Fault::Undue), "claims are cut first");
    scene.ledger.claims = Atoms::ZERO;
    assert_eq!(pays(&scene), Ok(scene.backstop.collateral.min(scene.ledger.deficit)));
    Ok(())
}

/// LIQ-6: a mark that finds no profit holds nothing up: there is no cut, and what is signed later makes none due.
#[test]
fn a_mark_without_a_claim_is_followed_by_no_cut() -> Result<(), Fault> {
    let mut scene = Scene::new();
    scene.ledger.deficit = atoms(5);
    scene.at.holders = (0, 0);
    let (dealing, backstop, ledger) = (&mut scene.dealing, &mut scene.backstop, &mut scene.ledger);
    for act in [Act::Stand, Act::Mark, Act::End] {
        dealing.act(act, backstop, ledger, &scene.at)?;
    }
    ledger.claims = atoms(3);
    assert!(!dealing.is_open(ledger, 7));
    assert_eq!(dealing.act(Act::Cut, backstop, ledger, &scene.at), Err(Fault::Undue));
    Ok(())
}

/// CUST-51: who leaves becomes a round at the index, and each on the other side closes his part at it; it ends when all have.
#[test]
fn who_leaves_is_dealt_out_at_the_index() -> Result<(), Fault> {
    let mut scene = Scene::new();
    scene.at.lot_index = TickValue(1).lot_at(Mticks(96_500))?;
    scene.of_long(Act::Leave)?;
    assert!(scene.long.holding.position.is_flat());
    assert_eq!(scene.long.collateral, atoms(5), "965 for what cost 1,000");
    assert_eq!(scene.of_backstop(Act::Round(Side::Buy)), Err(Fault::Busy));
    for place in 0..3 {
        assert_eq!(scene.of_backstop(Act::End), Err(Fault::Unfinished));
        scene.of_short(place, Act::Share)?;
    }
    scene.of_backstop(Act::End)?;
    assert_eq!(scene.shorts[0].holding.claim, atoms(21), "579 of 600");
    assert!(scene.backstop.holding.position.is_flat());
    assert_eq!((scene.ledger.long_lots, scene.ledger.short_lots), (0, 0));
    Ok(())
}

/// CUST-51: what only the backstop faces is its own at the end, and not before everybody else has closed all that he has.
#[test]
fn what_only_the_backstop_faces_of_who_leaves_is_its_own() -> Result<(), Fault> {
    let mut scene = Scene::new();
    let [first, second, _] = scene.shorts;
    scene.backstop.holding = second.holding;
    scene.backstop.holding.position = Position::new(-4).unwrap_or_default();
    scene.backstop.holding.quote = atoms(400);
    scene.shorts = [first, party(0, 0, 0), party(0, 0, 0)];
    scene.ledger.short_lots = 6;
    scene.at.holders = (1, 1);
    scene.of_long(Act::Leave)?;
    assert_eq!(scene.of_backstop(Act::End), Err(Fault::Unfinished));
    scene.of_short(0, Act::Share)?;
    scene.of_backstop(Act::End)?;
    assert!(scene.shorts[0].holding.position.is_flat() && scene.backstop.holding.position.is_flat());
    Ok(())
}

/// CUST-51: neither while lots wait at the mark, nor of the backstop, nor of who has none, nor without an index.
#[test]
fn nobody_leaves_beside_lots_that_wait() -> Result<(), Fault> {
    let mut scene = Scene::new();
    assert_eq!(scene.of_backstop(Act::Leave), Err(Fault::Undue));
    let index = scene.at.lot_index;
    scene.at.lot_index = LotValue::default();
    assert_eq!(scene.of_long(Act::Leave), Err(Fault::Undue));
    scene.at.lot_index = index;
    scene.of_long(Act::Pot)?;
    assert_eq!(scene.of_short(0, Act::Leave), Err(Fault::Busy));
    let mut scene = Scene::new();
    scene.of_long(Act::Leave)?;
    assert_eq!(scene.of_long(Act::Leave), Err(Fault::Busy));
    Ok(())
}

/// LIQ-6: every number is one act, and no other number is.
#[test]
fn acts_have_numbers() {
    assert!((1..=13).all(|code| Act::from_u8(code, atoms(1)).is_some()));
    assert!([0, 14, 15, 17, 255].iter().all(|code| Act::from_u8(*code, atoms(1)).is_none()));
    assert_eq!(Act::from_u8(13, atoms(5)), Some(Act::Insure(atoms(5))));
    assert_eq!(Act::from_u8(16, atoms(0)), Some(Act::Leave));
}
