//! Deleveraging: records that spread over many what one bankrupt left (LIQ-5, LIQ-6).
//!
//! Invariant: a record starts in O(1) and is passed once by each account that it concerns, in whatever order; lots and quote that it
//! holds, with all accounts, keep PNL-2 exact; nobody pays more than his profit in the market.

use crate::borrow::with_room;
use crate::fees::{fee_of, insure};
use crate::position::{collect, set_off, tidy, trade_lots, Holding, Ledger};
use crate::rounding::{mul_div_ceil, mul_div_floor, Overflow};
use crate::schema_gen::RecordKind;
use crate::units::{opposite, Atoms, LotValue, Position, Ppm, Side};

/// A record of a market: a round closes lots, a mark turns profit into claims, a cut shortens claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it does.
    pub kind: RecordKind,
    /// Side of the accounts that a round concerns.
    pub side: Side,
    /// q: lots that a round closes.
    pub lots: i64,
    /// Open interest of that side when it began.
    pub interest: i64,
    /// Value of a lot at the mark when it began; of a round for one who leaves at the index.
    pub lot_mark: LotValue,
    /// F when it began.
    pub funding: i64,
    /// L of a cut.
    pub loss: Atoms,
    /// R of a cut.
    pub claims: Atoms,
    /// What is left of L.
    pub left: Atoms,
    /// Lots that the round still holds, signed.
    pub position: Position,
    /// Quote that the round still holds.
    pub quote: Atoms,
}

/// What a record did to one account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Signed change of its lots.
    pub lots: i64,
    /// Quote of those lots, profit that became a claim (negative: a claim that paid a loss), or what a claim lost.
    pub amount: Atoms,
    /// Fee of a liquidation that was charged with it.
    pub fee: Atoms,
}

impl Passed {
    /// Lots that passed for a quote, or an amount alone, without a fee.
    #[must_use]
    pub const fn of(lots: i64, amount: Atoms) -> Passed {
        Passed { lots, amount, fee: Atoms::ZERO }
    }
}

/// Lots and quote of bankrupts that wait for a round, one side of a market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pot {
    /// Lots, without a sign.
    pub lots: i64,
    /// What they were worth at the mark, each position floored.
    pub worth: Atoms,
}

impl Pot {
    /// LIQ-6: what of it finds `interest` lots, and what is over. Rounding: of a part, what it is worth is floored, the rest is over.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn split(&self, interest: i64, lot_mark: LotValue) -> Result<(Pot, Pot), Overflow> {
        let lots = self.lots.min(interest);
        let worth = if lots == self.lots { self.worth } else { lot_mark.quote_floor(Position::new(lots)?)? };
        let over = Pot { lots: self.lots.saturating_sub(lots), worth: self.worth.sub(worth)? };
        Ok((Pot { lots, worth }, over))
    }

    /// Whether its lots came at this mark: each position lost less than an atom to its floor, and was a lot at least. Of another mark the
    /// difference would be the backstop's, who could wait for one that he likes.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn is_of_mark(&self, lot_mark: LotValue) -> Result<bool, Overflow> {
        let floors = lot_mark.quote_floor(Position::new(self.lots)?)?.sub(self.worth)?.get();
        Ok((0..=self.lots).contains(&floors))
    }
}

impl Record {
    /// A round of `lots` against the accounts of `side`: the lots come from the other side, for `worth` (LIQ-6a).
    ///
    /// # Errors
    /// `Overflow`.
    pub fn round(side: Side, pot: &Pot, interest: i64, lot_mark: LotValue, funding: i64) -> Result<Record, Overflow> {
        let held = Position::FLAT.moved(opposite(side), pot.lots)?;
        Ok(Record {
            lots: pot.lots,
            interest,
            position: held,
            quote: toward(opposite(side), pot.worth).neg(),
            ..Record::of(RecordKind::Round, side, lot_mark, funding)
        })
    }

    /// A mark: everybody's profit at one mark becomes a claim (LIQ-6b).
    #[must_use]
    pub fn mark(lot_mark: LotValue, funding: i64) -> Record {
        Record::of(RecordKind::Mark, Side::Buy, lot_mark, funding)
    }

    /// A cut of all claims by `min(D, R)` together (LIQ-6b).
    #[must_use]
    pub fn cut(ledger: &Ledger, lot_mark: LotValue) -> Record {
        let loss = ledger.deficit.min(ledger.claims);
        let of = Record::of(RecordKind::Cut, Side::Buy, lot_mark, ledger.funding);
        Record { loss, claims: ledger.claims, left: loss, ..of }
    }

    fn of(kind: RecordKind, side: Side, lot_mark: LotValue, funding: i64) -> Record {
        Record {
            kind,
            side,
            lots: 0,
            interest: 0,
            lot_mark,
            funding,
            loss: Atoms::ZERO,
            claims: Atoms::ZERO,
            left: Atoms::ZERO,
            position: Position::FLAT,
            quote: Atoms::ZERO,
        }
    }

    /// Whether an account with this holding is one of those that the record concerns; the backstop is none of a round's.
    #[must_use]
    pub fn concerns(&self, holding: &Holding, is_backstop: bool) -> bool {
        match self.kind {
            RecordKind::Round => !is_backstop && holding.position.on(self.side) > 0,
            RecordKind::Mark => !holding.position.is_flat(),
            RecordKind::Cut => holding.claim.is_positive(),
        }
    }

    /// An account passes the record: funding to the record's F first, then what the record does. Rounding: closed lots and their
    /// worth are floored; what a claim loses is rounded up, within what is left.
    ///
    /// # Errors
    /// `Overflow`; the caller keeps nothing then.
    pub fn pass(
        &mut self,
        holding: &mut Holding,
        collateral: &mut Atoms,
        ledger: &mut Ledger,
    ) -> Result<Passed, Overflow> {
        match self.kind {
            RecordKind::Round => self.close(holding, collateral, ledger),
            RecordKind::Mark => {
                holding.touch(self.funding)?;
                realise(holding, ledger, self.lot_mark)
            }
            RecordKind::Cut => self.shorten(holding, ledger),
        }
    }

    /// LIQ-6a: `k = floor(|b| * q / OI)` lots close at `floor(k * v * mark / 1000)`, as in any trade; nobody is charged.
    fn close(
        &mut self,
        holding: &mut Holding,
        collateral: &mut Atoms,
        ledger: &mut Ledger,
    ) -> Result<Passed, Overflow> {
        holding.touch(self.funding)?;
        let lots = mul_div_floor(holding.position.magnitude(), self.lots, self.interest)?;
        if lots == 0 {
            return Ok(Passed::default());
        }
        let worth = self.lot_mark.quote_floor(Position::new(lots)?)?;
        let _ = trade_lots(holding, collateral, ledger, opposite(self.side), lots, worth)?;
        tidy(holding, collateral, ledger)?;
        self.position = self.position.moved(self.side, lots)?;
        self.quote = self.quote.sub(toward(self.side, worth))?;
        Ok(Passed::of(Position::FLAT.moved(opposite(self.side), lots)?.get(), worth))
    }

    /// LIQ-6b: a claim falls by `min(ceil(r * L / R), what is left of L)`, and D with it.
    fn shorten(&mut self, holding: &mut Holding, ledger: &mut Ledger) -> Result<Passed, Overflow> {
        let share = Atoms::new(mul_div_ceil(holding.claim.get(), self.loss.get(), self.claims.get())?)?;
        let cut = share.min(self.left).min(holding.claim);
        holding.claim = holding.claim.sub(cut)?;
        ledger.claims = ledger.claims.sub(cut)?;
        ledger.deficit = ledger.deficit.sub(cut)?;
        self.left = self.left.sub(cut)?;
        Ok(Passed::of(0, cut))
    }

    /// LIQ-6a: when nobody is missing, what the round still holds goes to the backstop: its lots at the mark, and the atoms beside.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn rest(
        &mut self,
        backstop: &mut Holding,
        collateral: &mut Atoms,
        ledger: &mut Ledger,
    ) -> Result<Passed, Overflow> {
        let (lots, quote) = (self.position, self.quote);
        if lots.is_flat() && quote == Atoms::ZERO {
            return Ok(Passed::default());
        }
        backstop.touch(self.funding)?;
        let side = lots.side();
        let worth = self.lot_mark.quote_floor(Position::new(lots.magnitude())?)?;
        if !lots.is_flat() {
            take(backstop, collateral, ledger, side, lots.magnitude(), worth)?;
        }
        let beside = quote.add(toward(side, worth))?;
        backstop.quote = backstop.quote.add(beside)?;
        if backstop.position.is_flat() && backstop.quote.is_positive() {
            backstop.claim = backstop.claim.add(backstop.quote)?;
            ledger.claims = ledger.claims.add(backstop.quote)?;
            backstop.quote = Atoms::ZERO;
        }
        tidy(backstop, collateral, ledger)?;
        (self.position, self.quote) = (Position::FLAT, Atoms::ZERO);
        Ok(Passed::of(lots.get(), beside))
    }
}

/// What a buyer pays, or a seller receives: negative.
const fn toward(side: Side, amount: Atoms) -> Atoms {
    match side {
        Side::Buy => amount,
        Side::Sell => amount.neg(),
    }
}

/// The backstop trades lots of a side: it counts in no open interest.
///
/// # Errors
/// `Overflow`.
pub fn take(
    backstop: &mut Holding,
    collateral: &mut Atoms,
    ledger: &mut Ledger,
    side: Side,
    lots: i64,
    worth: Atoms,
) -> Result<(), Overflow> {
    let interest = (ledger.long_lots, ledger.short_lots);
    backstop.touch(ledger.funding)?; // flat until now, it has taken in no funding
    let _ = trade_lots(backstop, collateral, ledger, side, lots, worth)?;
    (ledger.long_lots, ledger.short_lots) = interest;
    tidy(backstop, collateral, ledger)
}

/// LIQ-2, LIQ-3: all lots of an account pass to the backstop at the mark, for the fee of a rate, never more than Net is then. `from`: its
/// holding, collateral and room (MGN-7); `net`: of it with another holding and collateral. Returns what it passed.
///
/// # Errors
/// `Overflow`, also of `net`.
pub fn hand_over(
    ledger: &mut Ledger,
    (holding, collateral, room): (&mut Holding, &mut Atoms, Atoms),
    to: (&mut Holding, &mut Atoms),
    lot_mark: LotValue,
    rate: Ppm,
    net: impl FnOnce(&Holding, Atoms) -> Result<Atoms, Overflow>,
) -> Result<Passed, Overflow> {
    let position = holding.position;
    let (side, lots) = (position.side(), position.magnitude());
    let worth = lot_mark.quote_floor(Position::new(lots)?)?;
    close(ledger, (&mut *holding, &mut *collateral, room), side, lots, worth)?;
    let left = net(holding, *collateral)?.above_zero();
    let fee = fee_of(worth, i32::try_from(rate.0).map_err(|_| Overflow)?)?.min(left);
    with_room(collateral, room, |purse| insure(holding, purse, ledger, fee))?;
    tidy(holding, collateral, ledger)?;
    take(to.0, to.1, ledger, side, lots, worth)?;
    Ok(Passed { fee, ..Passed::of(position.get().wrapping_neg(), worth) })
}

/// All lots of a position, which is on `side`, go for what they are worth; a loss is paid within the room.
///
/// # Errors
/// `Overflow`.
pub fn close(
    ledger: &mut Ledger,
    (holding, collateral, room): (&mut Holding, &mut Atoms, Atoms),
    side: Side,
    lots: i64,
    worth: Atoms,
) -> Result<(), Overflow> {
    let _ = with_room(collateral, room, |purse| trade_lots(holding, purse, ledger, opposite(side), lots, worth))?;
    tidy(holding, collateral, ledger)
}

/// CUST-51: all lots of one who leaves go at what a lot is worth at the index, and the round begins that has them: the other side takes as
/// many as it has, pro rata; what only the backstop faces is left for its end. Rounding: what they are worth is floored.
///
/// # Errors
/// `Overflow`, also of who has no position.
pub fn leave(
    ledger: &mut Ledger,
    (holding, collateral, room): (&mut Holding, &mut Atoms, Atoms),
    lot_index: LotValue,
) -> Result<(Passed, Record), Overflow> {
    let position = holding.position;
    if position.is_flat() {
        return Err(Overflow);
    }
    let (side, lots) = (position.side(), position.magnitude());
    let worth = lot_index.quote_floor(Position::new(lots)?)?;
    let interest = ledger.lots_of(opposite(side));
    close(ledger, (holding, collateral, room), side, lots, worth)?;
    let held = Record::round(opposite(side), &Pot { lots, worth }, interest, lot_index, ledger.funding)?;
    Ok((Passed::of(position.get().wrapping_neg(), worth), Record { lots: lots.min(interest), ..held }))
}

/// LIQ-6b: profit at the mark becomes a claim, a loss is paid by the own claim; no money moves.
fn realise(holding: &mut Holding, ledger: &mut Ledger, lot_mark: LotValue) -> Result<Passed, Overflow> {
    let open = lot_mark.quote_floor(holding.position)?.add(holding.quote)?;
    if !open.is_positive() {
        return Ok(Passed::of(0, set_off(holding, ledger, open.neg())?.neg()));
    }
    holding.quote = holding.quote.sub(open)?;
    holding.claim = holding.claim.add(open)?;
    ledger.claims = ledger.claims.add(open)?;
    Ok(Passed::of(0, open))
}

/// What paid a bankrupt's loss in one market (LIQ-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// By the market's insurance fund.
    pub insurance: Atoms,
    /// L: by nobody yet; D rose by it.
    pub deficit: Atoms,
}

/// LIQ-5: a loss at mark is paid by the own claim, by collateral, by insurance up to `insurance_cap`; what is left becomes D.
///
/// # Errors
/// `Overflow`.
pub fn absorb(
    holding: &mut Holding,
    collateral: &mut Atoms,
    ledger: &mut Ledger,
    lot_mark: LotValue,
    insurance_cap: Atoms,
) -> Result<Covered, Overflow> {
    let loss = holding.loss(lot_mark)?;
    let (own, paid) = collect(holding, collateral, ledger, loss)?;
    let rest = loss.sub(own)?.sub(paid)?;
    let insurance = insure_loss(holding, ledger, rest, insurance_cap)?;
    let deficit = rest.sub(insurance)?;
    ledger.deficit = ledger.deficit.add(deficit)?;
    holding.quote = holding.quote.add(deficit)?;
    Ok(Covered { insurance, deficit })
}

/// LIQ-5: insurance pays of a loss what it has, up to `insurance_cap`; returns what it paid.
///
/// # Errors
/// `Overflow`.
pub fn insure_loss(
    holding: &mut Holding,
    ledger: &mut Ledger,
    loss: Atoms,
    insurance_cap: Atoms,
) -> Result<Atoms, Overflow> {
    let paid = loss.min(ledger.insurance).min(insurance_cap);
    ledger.insurance = ledger.insurance.sub(paid)?;
    ledger.pool = ledger.pool.add(paid)?;
    holding.quote = holding.quote.add(paid)?;
    Ok(paid)
}

/// What stood for D before anybody's claim was cut (LIQ-6b).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stood {
    /// Paid by insurance.
    pub insurance: Atoms,
    /// Claim of the fee account that was dropped.
    pub fee_claim: Atoms,
    /// Paid by the fee bucket.
    pub fee_bucket: Atoms,
}

/// LIQ-6b: insurance, the fee account's claim and the fee bucket stand for D before any trader.
///
/// # Errors
/// `Overflow`.
pub fn stand(ledger: &mut Ledger, insurance_cap: Atoms) -> Result<Stood, Overflow> {
    let insurance = ledger.deficit.min(ledger.insurance).min(insurance_cap);
    ledger.insurance = ledger.insurance.sub(insurance)?;
    ledger.deficit = ledger.deficit.sub(insurance)?;
    let fee_claim = ledger.deficit.min(ledger.fee_claim.above_zero());
    ledger.fee_claim = ledger.fee_claim.sub(fee_claim)?;
    ledger.deficit = ledger.deficit.sub(fee_claim)?;
    let fee_bucket = ledger.deficit.min(ledger.fee_bucket);
    ledger.fee_bucket = ledger.fee_bucket.sub(fee_bucket)?;
    ledger.deficit = ledger.deficit.sub(fee_bucket)?;
    ledger.pool = ledger.pool.add(insurance)?.add(fee_bucket)?;
    Ok(Stood { insurance, fee_claim, fee_bucket })
}

/// LIQ-6b: what is left of D is paid by collateral as far as it goes. Returns what was paid.
///
/// # Errors
/// `Overflow`.
pub fn pay_left(collateral: &mut Atoms, ledger: &mut Ledger) -> Result<Atoms, Overflow> {
    let paid = ledger.deficit.min(collateral.above_zero());
    *collateral = collateral.sub(paid)?;
    ledger.pool = ledger.pool.add(paid)?;
    ledger.deficit = ledger.deficit.sub(paid)?;
    Ok(paid)
}

/// LIQ-5: an amount goes over to a fund: a market's insurance or the tail.
///
/// # Errors
/// `Overflow`.
pub fn fund(from: &mut Atoms, to: &mut Atoms, amount: Atoms) -> Result<(), Overflow> {
    *to = to.add(amount)?;
    *from = from.sub(amount)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{Pot, Record};
    use crate::position::{Holding, Ledger};
    use crate::units::{Atoms, LotValue, Mticks, Position, Side, TickValue};

    /// An account of the test: what it holds in the market, and its collateral.
    type Row = (Holding, Atoms);

    fn atoms(number: i64) -> Atoms {
        Atoms::new(number).unwrap_or_default()
    }

    fn next(seed: &mut u64, bound: u64) -> i64 {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((*seed >> 33).checked_rem(bound).unwrap_or(0)).unwrap_or(0)
    }

    /// Shorts with random lots, quotes, claims and collateral, and a ledger that PNL-2 holds for, `deficit` of it unpaid.
    fn shorts(seed: &mut u64, deficit: i64) -> (Vec<Row>, Ledger) {
        let mut rows = Vec::new();
        let mut ledger = Ledger { deficit: atoms(deficit), ..Ledger::default() };
        let mut owed = 0i64;
        for _ in 0..9 {
            let lots = next(seed, 40).saturating_add(1);
            let quote = lots.saturating_mul(900).saturating_add(next(seed, 300));
            let claim = next(seed, 500);
            let holding = Holding {
                position: Position::new(lots.saturating_neg()).unwrap_or_default(),
                quote: atoms(quote),
                claim: atoms(claim),
                ..Holding::default()
            };
            ledger.short_lots = ledger.short_lots.saturating_add(lots);
            ledger.claims = atoms(ledger.claims.get().saturating_add(claim));
            owed = owed.saturating_add(quote).saturating_add(claim);
            rows.push((holding, atoms(next(seed, 700))));
        }
        ledger.pool = atoms(owed.saturating_sub(deficit)); // stands for the longs, whose quotes are negative
        (rows, ledger)
    }

    fn lot() -> LotValue {
        TickValue(1).lot_at(Mticks(777_777)).unwrap_or_default()
    }

    /// Everybody passes the record in an order; what is left of it goes to a backstop that had nothing.
    fn pass_all(record: Record, rows: &[Row], ledger: &Ledger, order: &[usize]) -> (Vec<Row>, Ledger, Row) {
        let (mut record, mut rows, mut ledger) = (record, rows.to_vec(), *ledger);
        for place in order {
            if let Some((holding, collateral)) = rows.get_mut(*place) {
                assert!(record.pass(holding, collateral, &mut ledger).is_ok());
            }
        }
        let mut backstop = (Holding::default(), Atoms::ZERO);
        assert!(record.rest(&mut backstop.0, &mut backstop.1, &mut ledger).is_ok());
        (rows, ledger, backstop)
    }

    fn orders(seed: &mut u64) -> [Vec<usize>; 3] {
        let forth: Vec<usize> = (0..9).collect();
        let back: Vec<usize> = (0..9).rev().collect();
        let mut mixed = forth.clone();
        for place in 0..9usize {
            mixed.swap(place, usize::try_from(next(seed, 9)).unwrap_or(0));
        }
        [forth, back, mixed]
    }

    /// LIQ-6: a round closes the same lots of everybody for the same money in whatever order, no more than it holds, and leaves less
    /// than a lot an account; sums do not move.
    #[test]
    fn a_round_does_not_depend_on_the_order() {
        let mut seed = 1;
        for _ in 0..300 {
            let (rows, ledger) = shorts(&mut seed, 0);
            let lots = next(&mut seed, ledger.short_lots.unsigned_abs()).saturating_add(1);
            let worth = lot().quote_floor(Position::new(lots).unwrap_or_default()).unwrap_or_default();
            let record = Record::round(Side::Sell, &Pot { lots, worth }, ledger.short_lots, lot(), 0);
            let record = record.unwrap_or(Record::mark(lot(), 0));
            assert_eq!(record.lots, lots);
            let [one, two, three] = orders(&mut seed).map(|order| pass_all(record, &rows, &ledger, &order));
            assert_eq!((&one.0, &one.2), (&two.0, &two.2));
            assert_eq!(one, three);
            assert!(one.2 .0.position.magnitude() < 9);
            let money = |rows: &[Row], ledger: &Ledger, rest: &Row| {
                let held = rows.iter().chain([rest]).map(|(held, _)| held.quote.get().saturating_add(held.claim.get()));
                held.sum::<i64>().saturating_sub(ledger.pool.get()).saturating_sub(ledger.deficit.get())
            };
            let empty = (Holding { quote: record.quote, ..Holding::default() }, Atoms::ZERO);
            assert_eq!(money(&rows, &ledger, &empty), money(&one.0, &one.1, &one.2));
        }
    }

    /// LIQ-6: a mark and a cut take the whole deficit from claims alone; whoever comes last pays at most an atom an account less.
    #[test]
    fn a_cut_takes_the_deficit_from_claims_alone() {
        let mut seed = 7;
        for _ in 0..300 {
            let deficit = next(&mut seed, 900).saturating_add(1);
            let (rows, ledger) = shorts(&mut seed, deficit);
            let [forth, back, _] = orders(&mut seed);
            let (marked, after, _) = pass_all(Record::mark(lot(), 0), &rows, &ledger, &forth);
            assert_eq!((after.pool, after.deficit), (ledger.pool, ledger.deficit), "a mark moves no money");
            let cut = Record::cut(&after, lot());
            let (one, two) = (pass_all(cut, &marked, &after, &forth), pass_all(cut, &marked, &after, &back));
            assert_eq!(one.1.deficit.get(), deficit.saturating_sub(after.claims.get().min(deficit)));
            for ((first, second), before) in one.0.iter().zip(&two.0).zip(&marked) {
                assert!(first.0.claim.get().abs_diff(second.0.claim.get()) < 9);
                assert_eq!((first.1, first.0.quote, first.0.position), (before.1, before.0.quote, before.0.position));
                assert!(!first.0.claim.is_negative() && first.0.claim <= before.0.claim);
            }
        }
    }
}
