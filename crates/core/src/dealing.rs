//! What bankrupts left in a market and how it is dealt out, for one who sees accounts one at a time (LIQ-5, LIQ-6, CUST-35 to CUST-37).
//!
//! Invariant: lots and quote of pots and of the open record keep, with all accounts, PNL-2 exact; one record at a time, and it ends only
//! when what it took is dealt. What the engine does in one tick, the chain does with these acts, in the same order.

use crate::deleverage::{absorb, close, fund, pay_left, stand, take, Passed, Pot, Record};
use crate::position::{Holding, Ledger};
use crate::rounding::Overflow;
use crate::schema_gen::RecordKind;
use crate::units::{opposite, Atoms, LotValue, Position, Side};

/// Words that the state takes.
pub const DEALING_WORDS: usize = 18;

/// What is done to an account and its market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// All lots of a bankrupt go to the pot of their side.
    Pot,
    /// The backstop takes lots of the pot of a side that find no open interest.
    Over(Side),
    /// The pot of a side becomes a round against the other side.
    Round(Side),
    /// A mark begins.
    Mark,
    /// A cut begins.
    Cut,
    /// An account passes the open record.
    Share,
    /// The open record ends; what a round still holds is the backstop's.
    End,
    /// Insurance, the fee account's claim and the fee bucket stand for the deficit.
    Stand,
    /// The backstop pays what is left of the deficit.
    Pay,
    /// A bankrupt's loss is written off.
    Loss,
    /// So much collateral becomes insurance.
    Insure(Atoms),
}

impl Act {
    /// The act of a number, for an amount where it has one.
    #[must_use]
    pub fn from_u8(code: u8, amount: Atoms) -> Option<Act> {
        Some(match code {
            1 => Act::Pot,
            2 => Act::Over(Side::Buy),
            3 => Act::Over(Side::Sell),
            4 => Act::Round(Side::Buy),
            5 => Act::Round(Side::Sell),
            6 => Act::Mark,
            7 => Act::Cut,
            8 => Act::Share,
            9 => Act::End,
            10 => Act::Stand,
            11 => Act::Pay,
            12 => Act::Loss,
            13 => Act::Insure(amount),
            _ => return None,
        })
    }

    /// Whether it is the backstop's.
    #[must_use]
    pub const fn is_of_backstop(self) -> bool {
        !matches!(self, Act::Pot | Act::Share | Act::Loss)
    }
}

/// Why an act is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A number leaves its range.
    Overflow,
    /// A record is open, or lots wait for one.
    Busy,
    /// There is nothing to do it with, or not yet.
    Undue,
    /// The account is none of those whom the open record concerns, or has passed it.
    Passed,
    /// Not everybody has passed the record.
    Unfinished,
}

impl From<Overflow> for Fault {
    fn from(_: Overflow) -> Fault {
        Fault::Overflow
    }
}

/// A market at a moment: its marks, bounds and who holds it.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// Value of a lot at the mark.
    pub lot_mark: LotValue,
    /// When that mark was made, microseconds.
    pub mark_us: u64,
    /// What insurance pays at once (LIQ-5).
    pub insurance_cap: Atoms,
    /// Accounts that are long and short, the backstop aside.
    pub holders: (u32, u32),
}

/// The account of an act.
#[derive(Clone, Copy, Debug)]
pub struct Dealt {
    /// What it has in the market.
    pub holding: Holding,
    /// Its USDC.
    pub collateral: Atoms,
    /// Number of the last record that it passed there.
    pub record: u64,
    /// Whether it takes over what the book does not.
    pub is_backstop: bool,
}

/// State of a market: pots, the open record, and how far its deficit was dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Dealing {
    /// Records that ever began.
    pub number: u64,
    /// The open one.
    pub record: Option<Record>,
    /// Of a round and a mark the accounts that it concerned, of a mark less those that passed.
    pub users: u32,
    /// Lots of bankrupts that were long, and short.
    pub pots: [Pot; 2],
    /// When something last stood for the deficit, by the mark then in force.
    pub stood_us: u64,
    /// What was left of it since.
    pub stood_left: Atoms,
    /// When the last mark ended that no cut has used, by the mark then in force.
    pub marked_us: u64,
}

impl Dealing {
    /// Whether lots wait for a round or a record is open: what is signed does not trade then.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.record.is_some() || self.pots.iter().any(|pot| pot.lots != 0)
    }

    /// One act; what is refused changes nothing that the caller keeps.
    ///
    /// # Errors
    /// Why it is not done.
    pub fn act(&mut self, act: Act, of: &mut Dealt, ledger: &mut Ledger, at: &At) -> Result<Passed, Fault> {
        let open = matches!(act, Act::Share | Act::End | Act::Loss | Act::Insure(_));
        if self.record.is_some() && !open {
            return Err(Fault::Busy);
        }
        let passed = match act {
            Act::Pot => self.fill_pot(of, ledger, at),
            Act::Over(side) => self.take_over(side, of, ledger, at),
            Act::Round(side) => self.begin_round(side, ledger, at),
            Act::Mark => self.begin_mark(of, ledger, at),
            Act::Cut => self.begin_cut(ledger, at),
            Act::Share => self.share(of, ledger),
            Act::End => self.end(of, ledger, at),
            Act::Stand => self.stand(ledger, at),
            Act::Pay => some(pay_left(&mut of.collateral, ledger)?),
            Act::Loss => write_off(of, ledger, at),
            Act::Insure(amount) => {
                fund(&mut of.collateral, ledger, amount)?;
                some(amount)
            }
        }?;
        self.stood_left = self.stood_left.min(ledger.deficit);
        Ok(passed)
    }

    /// LIQ-6: all lots of a bankrupt go at the mark; of the backstop as many as find open interest.
    fn fill_pot(&mut self, of: &mut Dealt, ledger: &mut Ledger, at: &At) -> Result<Passed, Fault> {
        of.holding.touch(ledger.funding)?;
        let side = if of.holding.position.get() < 0 { Side::Sell } else { Side::Buy };
        let held = of.holding.position.magnitude();
        let lots = if of.is_backstop { held.min(interest(ledger, opposite(side))) } else { held };
        if lots == 0 {
            return Err(Fault::Undue);
        }
        let worth = at.lot_mark.quote_floor(Position::new(lots)?)?;
        if of.is_backstop {
            take(&mut of.holding, &mut of.collateral, ledger, opposite(side), lots, worth)?;
        } else {
            close(ledger, (&mut of.holding, &mut of.collateral, Atoms::ZERO), side, lots, worth)?;
        }
        let pot = self.pot(side);
        pot.lots = pot.lots.checked_add(lots).ok_or(Overflow)?;
        pot.worth = pot.worth.add(worth)?;
        Ok(Passed::of(Position::FLAT.moved(opposite(side), lots)?.get(), worth))
    }

    /// LIQ-6: what finds no open interest.
    fn take_over(&mut self, side: Side, of: &mut Dealt, ledger: &mut Ledger, at: &At) -> Result<Passed, Fault> {
        let interest = interest(ledger, opposite(side));
        let pot = self.pot(side);
        let (kept, over) = pot.split(interest, at.lot_mark)?;
        if over.lots == 0 {
            return Err(Fault::Undue);
        }
        *pot = kept;
        take(&mut of.holding, &mut of.collateral, ledger, side, over.lots, over.worth)?;
        Ok(Passed::of(Position::FLAT.moved(side, over.lots)?.get(), over.worth))
    }

    fn begin_round(&mut self, side: Side, ledger: &Ledger, at: &At) -> Result<Passed, Fault> {
        let interest = interest(ledger, opposite(side));
        let pot = *self.pot(side);
        if pot.lots == 0 || pot.lots > interest {
            return Err(Fault::Undue);
        }
        let record = Record::round(opposite(side), &pot, interest, at.lot_mark, ledger.funding)?;
        *self.pot(side) = Pot::default();
        self.begin(record, if side == Side::Buy { at.holders.1 } else { at.holders.0 })
    }

    fn begin_mark(&mut self, of: &Dealt, ledger: &Ledger, at: &At) -> Result<Passed, Fault> {
        let stood = self.stood_us == at.mark_us && self.stood_left == ledger.deficit;
        if self.is_busy() || !ledger.deficit.is_positive() || !stood || at.lot_mark.is_zero() {
            return Err(Fault::Undue);
        }
        let users = at.holders.0.checked_add(at.holders.1).ok_or(Overflow)?;
        let backstop = u32::from(!of.holding.position.is_flat());
        self.begin(Record::mark(at.lot_mark, ledger.funding), users.checked_add(backstop).ok_or(Overflow)?)
    }

    fn begin_cut(&mut self, ledger: &Ledger, at: &At) -> Result<Passed, Fault> {
        let due = ledger.deficit.is_positive() && ledger.claims.is_positive();
        if !due || self.marked_us == 0 || self.marked_us != at.mark_us {
            return Err(Fault::Undue);
        }
        self.marked_us = 0;
        self.begin(Record::cut(ledger, at.lot_mark), 0)
    }

    fn begin(&mut self, record: Record, users: u32) -> Result<Passed, Fault> {
        self.number = self.number.checked_add(1).ok_or(Overflow)?;
        (self.record, self.users) = (Some(record), users);
        Ok(Passed::of(record.lots, record.loss))
    }

    fn share(&mut self, of: &mut Dealt, ledger: &mut Ledger) -> Result<Passed, Fault> {
        let Some(mut record) = self.record else { return Err(Fault::Undue) };
        if of.record == self.number || !record.concerns(&of.holding, of.is_backstop) {
            return Err(Fault::Passed);
        }
        let passed = record.pass(&mut of.holding, &mut of.collateral, ledger)?;
        if record.kind == RecordKind::Mark {
            self.users = self.users.checked_sub(1).ok_or(Fault::Passed)?;
        }
        (self.record, of.record) = (Some(record), self.number);
        Ok(passed)
    }

    /// Of a round each account leaves less than one lot; of a mark nobody is missing; of a cut nothing is left.
    fn end(&mut self, of: &mut Dealt, ledger: &mut Ledger, at: &At) -> Result<Passed, Fault> {
        let Some(mut record) = self.record else { return Err(Fault::Undue) };
        let done = match record.kind {
            RecordKind::Round => record.position.magnitude() < i64::from(self.users),
            RecordKind::Mark => self.users == 0,
            RecordKind::Cut => record.left == Atoms::ZERO,
        };
        if !done {
            return Err(Fault::Unfinished);
        }
        if record.kind == RecordKind::Mark {
            self.marked_us = at.mark_us;
        }
        (self.record, self.users) = (None, 0);
        Ok(record.rest(&mut of.holding, &mut of.collateral, ledger)?)
    }

    /// Not twice for one deficit at one mark.
    fn stand(&mut self, ledger: &mut Ledger, at: &At) -> Result<Passed, Fault> {
        let again = self.stood_us == at.mark_us && ledger.deficit <= self.stood_left;
        if self.is_busy() || !ledger.deficit.is_positive() || again {
            return Err(Fault::Undue);
        }
        let before = ledger.deficit;
        let _ = stand(ledger, at.insurance_cap)?;
        (self.stood_us, self.stood_left, self.marked_us) = (at.mark_us, ledger.deficit, 0);
        Ok(Passed::of(0, before.sub(ledger.deficit)?))
    }

    fn pot(&mut self, side: Side) -> &mut Pot {
        let [longs, shorts] = &mut self.pots;
        if side == Side::Buy {
            longs
        } else {
            shorts
        }
    }
}

/// LIQ-5: the loss of one without a position, or of the backstop at the mark.
fn write_off(of: &mut Dealt, ledger: &mut Ledger, at: &At) -> Result<Passed, Fault> {
    let loss = of.holding.loss(at.lot_mark)?;
    if loss == Atoms::ZERO {
        return Err(Fault::Undue);
    }
    let _ = absorb(&mut of.holding, &mut of.collateral, ledger, at.lot_mark, at.insurance_cap)?;
    Ok(Passed::of(0, loss))
}

/// Lots of all accounts of a side, the backstop aside.
const fn interest(ledger: &Ledger, side: Side) -> i64 {
    match side {
        Side::Buy => ledger.long_lots,
        Side::Sell => ledger.short_lots,
    }
}

fn some(amount: Atoms) -> Result<Passed, Fault> {
    if amount.is_positive() {
        Ok(Passed::of(0, amount))
    } else {
        Err(Fault::Undue)
    }
}

const fn signed(word: u64) -> i64 {
    i64::from_le_bytes(word.to_le_bytes())
}

/// The state as words of an account's data: of a signed number its two's complement.
impl Dealing {
    /// Reads words; others than it writes are refused.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn read(words: &[u64; DEALING_WORDS]) -> Result<Dealing, Overflow> {
        let [number, head, long_lots, long_worth, short_lots, short_worth, lots, interest, lot_mark, funding, loss, claims, left, position, quote, stood_us, stood_left, marked_us] =
            *words;
        let atoms = |word: u64| Atoms::new(signed(word));
        let pot = |lots: u64, worth: u64| Ok::<Pot, Overflow>(Pot { lots: signed(lots), worth: atoms(worth)? });
        let [kind, side, _, _, users @ ..] = head.to_le_bytes();
        let record = match RecordKind::from_u8(kind) {
            None => None,
            Some(kind) => Some(Record {
                kind,
                side: Side::from_u8(side).ok_or(Overflow)?,
                lots: signed(lots),
                interest: signed(interest),
                lot_mark: LotValue::of_thousandths(signed(lot_mark)),
                funding: signed(funding),
                loss: atoms(loss)?,
                claims: atoms(claims)?,
                left: atoms(left)?,
                position: Position::new(signed(position))?,
                quote: atoms(quote)?,
            }),
        };
        Ok(Dealing {
            number,
            record,
            users: u32::from_le_bytes(users),
            pots: [pot(long_lots, long_worth)?, pot(short_lots, short_worth)?],
            stood_us,
            stood_left: atoms(stood_left)?,
            marked_us,
        })
    }

    /// Its words; those of a record that is not open are zero.
    #[must_use]
    pub fn write(&self) -> [u64; DEALING_WORDS] {
        let [longs, shorts] = &self.pots;
        let word = |value: i64| u64::from_le_bytes(value.to_le_bytes());
        let [a, b, c, d] = self.users.to_le_bytes();
        let head = |kind: u8, side: u8| u64::from_le_bytes([kind, side, 0, 0, a, b, c, d]);
        let mut words = [0; DEALING_WORDS];
        if let Some(record) = &self.record {
            words = [
                0,
                head(record.kind.code(), record.side.code()),
                0,
                0,
                0,
                0,
                word(record.lots),
                word(record.interest),
                word(record.lot_mark.thousandths()),
                word(record.funding),
                word(record.loss.get()),
                word(record.claims.get()),
                word(record.left.get()),
                word(record.position.get()),
                word(record.quote.get()),
                0,
                0,
                0,
            ];
        }
        let [number, _, long_lots, long_worth, short_lots, short_worth, .., stood_us, stood_left, marked_us] =
            &mut words;
        *number = self.number;
        (*long_lots, *long_worth) = (word(longs.lots), word(longs.worth.get()));
        (*short_lots, *short_worth) = (word(shorts.lots), word(shorts.worth.get()));
        (*stood_us, *stood_left, *marked_us) = (self.stood_us, word(self.stood_left.get()), self.marked_us);
        words
    }
}

#[cfg(test)]
mod tests {
    use super::{Act, At, Dealing, Dealt, Fault};
    use crate::position::{Holding, Ledger};
    use crate::units::{Atoms, LotValue, Mticks, Position, Side, TickValue};

    fn atoms(number: i64) -> Atoms {
        Atoms::new(number).unwrap_or_default()
    }

    fn party(lots: i64, quote: i64, collateral: i64) -> Dealt {
        let position = Position::new(lots).unwrap_or_default();
        let holding = Holding { position, quote: atoms(quote), ..Holding::default() };
        Dealt { holding, collateral: atoms(collateral), record: 0, is_backstop: false }
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
                at: At { lot_mark, mark_us: 7, insurance_cap: atoms(5), holders: (1, 3) },
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

    /// LIQ-6: every number is one act, and no other number is.
    #[test]
    fn acts_have_numbers() {
        assert!((1..=13).all(|code| Act::from_u8(code, atoms(1)).is_some()));
        assert!([0, 14, 255].iter().all(|code| Act::from_u8(*code, atoms(1)).is_none()));
        assert_eq!(Act::from_u8(13, atoms(5)), Some(Act::Insure(atoms(5))));
    }
}
