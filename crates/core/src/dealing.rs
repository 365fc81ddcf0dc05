//! What bankrupts left in a market and how it is dealt out, for one who sees accounts one at a time (LIQ-5, LIQ-6, CUST-35 to CUST-37).
//!
//! Invariant: lots and quote of pots and of the open record keep, with all accounts, PNL-2 exact; one record at a time, and it ends only
//! when what it took is dealt. What the engine does in one tick, the chain does with these acts, in the same order.

use crate::borrow::with_room;
use crate::deleverage::{absorb, close, fund, leave, pay_left, stand, take, Passed, Pot, Record};
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
    /// All lots of one who leaves become a round at the index (CUST-51).
    Leave,
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
            16 => Act::Leave, // 14 and 15 are the tail's
            _ => return None,
        })
    }

    /// Whether it is the backstop's.
    #[must_use]
    pub const fn is_of_backstop(self) -> bool {
        !matches!(self, Act::Pot | Act::Share | Act::Loss | Act::Leave)
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
    /// Value of a lot at the index.
    pub lot_index: LotValue,
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
    /// How far a loss may take that below zero (MGN-7).
    pub room: Atoms,
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

    /// Whether a record is open, or the cut is due that its mark was for: nobody's profit changes its kind between the two (LIQ-6).
    #[must_use]
    pub fn is_open(&self, ledger: &Ledger, mark_us: u64) -> bool {
        self.record.is_some() || self.is_cut_due(ledger, mark_us)
    }

    /// Everybody was marked by the mark in force, and what stands before claims has stood for the whole deficit.
    fn is_cut_due(&self, ledger: &Ledger, mark_us: u64) -> bool {
        let owed = ledger.deficit.is_positive() && ledger.claims.is_positive();
        owed && self.marked_us != 0 && self.marked_us == mark_us && self.stood_left == ledger.deficit
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
            Act::End => self.end(of, ledger),
            Act::Stand => self.stand(ledger, at),
            Act::Pay => self.pay(of, ledger, at),
            Act::Loss => write_off(of, ledger, at),
            Act::Leave => self.leave(of, ledger, at),
            Act::Insure(amount) => {
                fund(&mut of.collateral, &mut ledger.insurance, amount)?;
                some(amount)
            }
        }?;
        self.stood_left = self.stood_left.min(ledger.deficit);
        Ok(passed)
    }

    /// LIQ-6: all lots of a bankrupt go at the mark; of the backstop as many as find open interest.
    fn fill_pot(&mut self, of: &mut Dealt, ledger: &mut Ledger, at: &At) -> Result<Passed, Fault> {
        of.holding.touch(ledger.funding)?;
        let side = of.holding.position.side();
        let held = of.holding.position.magnitude();
        let lots = if of.is_backstop { held.min(ledger.lots_of(opposite(side))) } else { held };
        if lots == 0 {
            return Err(Fault::Undue);
        }
        let worth = at.lot_mark.quote_floor(Position::new(lots)?)?;
        if of.is_backstop {
            take(&mut of.holding, &mut of.collateral, ledger, opposite(side), lots, worth)?;
        } else {
            close(ledger, (&mut of.holding, &mut of.collateral, of.room), side, lots, worth)?;
        }
        let pot = self.pot(side);
        pot.lots = pot.lots.checked_add(lots).ok_or(Overflow)?;
        pot.worth = pot.worth.add(worth)?;
        Ok(Passed::of(Position::FLAT.moved(opposite(side), lots)?.get(), worth))
    }

    /// LIQ-6: what finds no open interest.
    fn take_over(&mut self, side: Side, of: &mut Dealt, ledger: &mut Ledger, at: &At) -> Result<Passed, Fault> {
        let interest = ledger.lots_of(opposite(side));
        let pot = self.pot(side);
        if !pot.is_of_mark(at.lot_mark)? {
            return Err(Fault::Undue);
        }
        let (kept, over) = pot.split(interest, at.lot_mark)?;
        if over.lots == 0 {
            return Err(Fault::Undue);
        }
        *pot = kept;
        take(&mut of.holding, &mut of.collateral, ledger, side, over.lots, over.worth)?;
        Ok(Passed::of(Position::FLAT.moved(side, over.lots)?.get(), over.worth))
    }

    fn begin_round(&mut self, side: Side, ledger: &Ledger, at: &At) -> Result<Passed, Fault> {
        let interest = ledger.lots_of(opposite(side));
        let pot = *self.pot(side);
        if pot.lots == 0 || pot.lots > interest || !pot.is_of_mark(at.lot_mark)? {
            return Err(Fault::Undue);
        }
        let record = Record::round(opposite(side), &pot, interest, at.lot_mark, ledger.funding)?;
        *self.pot(side) = Pot::default();
        self.begin(record, if side == Side::Buy { at.holders.1 } else { at.holders.0 })
    }

    /// CUST-51: a round of its own, at the index: lots that came at the mark never mix with it.
    fn leave(&mut self, of: &mut Dealt, ledger: &mut Ledger, at: &At) -> Result<Passed, Fault> {
        if self.is_busy() || self.is_cut_due(ledger, at.mark_us) {
            return Err(Fault::Busy);
        }
        if of.is_backstop || of.holding.position.is_flat() || at.lot_index.is_zero() {
            return Err(Fault::Undue);
        }
        of.holding.touch(ledger.funding)?;
        let (passed, record) = leave(ledger, (&mut of.holding, &mut of.collateral, of.room), at.lot_index)?;
        let _ = self.begin(record, if record.side == Side::Buy { at.holders.0 } else { at.holders.1 })?;
        Ok(passed)
    }

    fn begin_mark(&mut self, of: &Dealt, ledger: &Ledger, at: &At) -> Result<Passed, Fault> {
        if self.is_busy() || !self.has_stood(ledger, at) || at.lot_mark.is_zero() {
            return Err(Fault::Undue);
        }
        let users = at.holders.0.checked_add(at.holders.1).ok_or(Overflow)?;
        let backstop = u32::from(!of.holding.position.is_flat());
        self.begin(Record::mark(at.lot_mark, ledger.funding), users.checked_add(backstop).ok_or(Overflow)?)
    }

    fn begin_cut(&mut self, ledger: &Ledger, at: &At) -> Result<Passed, Fault> {
        if !self.is_cut_due(ledger, at.mark_us) {
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
        let holding = &mut of.holding;
        let passed = with_room(&mut of.collateral, of.room, |purse| record.pass(holding, purse, ledger))?;
        if record.kind == RecordKind::Mark {
            self.users = self.users.checked_sub(1).ok_or(Fault::Passed)?;
        }
        (self.record, of.record) = (Some(record), self.number);
        Ok(passed)
    }

    /// Of a round each account leaves less than one lot, or none where it takes all that there is on that side; of a mark nobody is missing; of a cut nothing is left.
    fn end(&mut self, of: &mut Dealt, ledger: &mut Ledger) -> Result<Passed, Fault> {
        let Some(mut record) = self.record else { return Err(Fault::Undue) };
        let done = match record.kind {
            RecordKind::Round if record.lots == record.interest => ledger.lots_of(record.side) == 0,
            RecordKind::Round => record.position.magnitude() < i64::from(self.users),
            RecordKind::Mark => self.users == 0,
            RecordKind::Cut => record.left == Atoms::ZERO,
        };
        if !done {
            return Err(Fault::Unfinished);
        }
        if record.kind == RecordKind::Mark {
            // The mark that it began by; another may be in force by now. Without a claim there is nothing to cut.
            self.marked_us = if ledger.claims.is_positive() { self.stood_us } else { 0 };
        }
        (self.record, self.users) = (None, 0);
        Ok(record.rest(&mut of.holding, &mut of.collateral, ledger)?)
    }

    /// Whether what stands before traders has stood, at this mark, for all of a deficit.
    fn has_stood(&self, ledger: &Ledger, at: &At) -> bool {
        ledger.deficit.is_positive() && self.stood_us == at.mark_us && self.stood_left == ledger.deficit
    }

    /// LIQ-6: what everything before it has left.
    fn pay(&self, of: &mut Dealt, ledger: &mut Ledger, at: &At) -> Result<Passed, Fault> {
        if self.is_cut_due(ledger, at.mark_us) || !self.has_stood(ledger, at) {
            return Err(Fault::Undue);
        }
        some(pay_left(&mut of.collateral, ledger)?)
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
