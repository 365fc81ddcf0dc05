//! Position and profit of one account in one market, and the market's money (PNL-1 to PNL-6).
//!
//! Invariant: over all accounts of a market `sum b = 0` and `sum (e + r) + fee_claim = pool + deficit`, exactly, after
//! every function here (PNL-2); `c + pool + fee_bucket + shares + insurance` does not change (PNL-3). What fails changes nothing
//! that is kept: callers work on copies and store them when all went well.

use crate::borrow::with_room;
use crate::fees;
use crate::rounding::Overflow;
use crate::units::{opposite, Atoms, LotValue, Lots, Position, Side, TickValue, Ticks};

/// What an account has in a market: b lots, e quote, r claim, w swept, f funding snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// b: signed lots.
    pub position: Position,
    /// e: quote; what was paid for the lots, negative for a long.
    pub quote: Atoms,
    /// r: realised profit that waits for the pool, never negative.
    pub claim: Atoms,
    /// w: losses at mark that collateral already paid, never negative.
    pub swept: Atoms,
    /// f: funding index that the holding has taken in, atoms per lot.
    pub funding: i64,
}

/// Money and lots of a market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Paid losses that wait for claims.
    pub pool: Atoms,
    /// The market's insurance fund.
    pub insurance: Atoms,
    /// Fees taken.
    pub fee_bucket: Atoms,
    /// Of fees taken what is set aside for referrers (FEE-2).
    pub shares: Atoms,
    /// Claim of the fee account; negative: it owes rebates (FEE-4).
    pub fee_claim: Atoms,
    /// R: sum of all r.
    pub claims: Atoms,
    /// D: losses that nobody paid yet.
    pub deficit: Atoms,
    /// F: funding index, atoms per lot.
    pub funding: i64,
    /// Lots of all longs.
    pub long_lots: i64,
    /// Lots of all shorts.
    pub short_lots: i64,
}

impl Ledger {
    /// Open interest: the larger side.
    #[must_use]
    pub fn open_interest(&self) -> i64 {
        self.long_lots.max(self.short_lots)
    }

    /// Lots of all accounts of a side, the backstop aside.
    #[must_use]
    pub const fn lots_of(&self, side: Side) -> i64 {
        match side {
            Side::Buy => self.long_lots,
            Side::Sell => self.short_lots,
        }
    }
}

impl Holding {
    /// PNL-1: `floor(b * v * mark / 1000) + e + r`.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn pnl(&self, lot_mark: LotValue) -> Result<Atoms, Overflow> {
        lot_mark.quote_floor(self.position)?.add(self.quote)?.add(self.claim)
    }

    /// What is lost at mark, claims aside: `max(0, -(floor(b * v * mark / 1000) + e))` (PNL-5).
    ///
    /// # Errors
    /// `Overflow`.
    pub fn loss(&self, lot_mark: LotValue) -> Result<Atoms, Overflow> {
        Ok(lot_mark.quote_floor(self.position)?.add(self.quote)?.neg().above_zero())
    }

    /// Takes in funding up to index `funding`: `e -= b * (F - f)`, `f = F`; before anything else is written (PNL-4).
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn touch(&mut self, funding: i64) -> Result<(), Overflow> {
        if self.funding != funding {
            let step = funding.checked_sub(self.funding).ok_or(Overflow)?;
            let due = self.position.get().checked_mul(step).ok_or(Overflow)?;
            self.quote = self.quote.sub(Atoms::new(due)?)?;
            self.funding = funding;
        }
        Ok(())
    }

    /// The same with funding taken in up to an index.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn touched(&self, funding: i64) -> Result<Holding, Overflow> {
        let mut holding = *self;
        holding.touch(funding)?;
        Ok(holding)
    }

    /// Whether funding is due from or to it at an index (FND-3).
    #[inline(always)]
    #[must_use]
    pub fn is_due(&self, funding: i64) -> bool {
        self.funding != funding && !self.position.is_flat()
    }

    /// Whether there is nothing in it: no lots, no money, whatever the funding index.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.position.is_flat() && self.quote == Atoms::ZERO && self.claim == Atoms::ZERO && self.swept == Atoms::ZERO
    }

    /// Whether a loss is left without a position: he who gets collateral pays it at once (PNL-4).
    #[inline(always)]
    #[must_use]
    pub fn is_flat_debt(&self) -> bool {
        self.position.is_flat() && self.quote.is_negative()
    }
}

/// PNL-4: `lots` of `side` for `quote`. The reducing part realises its profit into r, or its loss out of the own claim and
/// then of collateral into the pool as far as they reach; the opening part realises nothing. Returns the profit of the reducing part.
/// Rounding: the share of e that is realised is floored, w is floored.
///
/// # Errors
/// `Overflow`.
#[inline(always)]
pub fn trade(
    holding: &mut Holding,
    collateral: &mut Atoms,
    ledger: &mut Ledger,
    side: Side,
    lots: Lots,
    quote: Atoms,
) -> Result<Atoms, Overflow> {
    trade_lots(holding, collateral, ledger, side, i64::from(lots.0), quote)
}

/// The same of as many lots as a position may have: what passes at a mark is not bound by the size of an order.
///
/// # Errors
/// `Overflow`.
#[inline(always)]
pub fn trade_lots(
    holding: &mut Holding,
    collateral: &mut Atoms,
    ledger: &mut Ledger,
    side: Side,
    size: i64,
    quote: Atoms,
) -> Result<Atoms, Overflow> {
    let before = holding.position;
    let held = before.on(opposite(side));
    let reducing = size.min(held);
    let mut rest = quote;
    let mut realized = Atoms::ZERO;
    if reducing > 0 {
        let part = if reducing == size { quote } else { quote.share_floor(reducing, size)? };
        let toward = signed(side, part); // e of a buyer falls by what he pays
        realized = holding.quote.share_floor(reducing, held)?.sub(toward)?;
        holding.quote = holding.quote.sub(toward)?;
        holding.position = before.moved(side, reducing)?;
        holding.swept = holding.swept.share_floor(held.wrapping_sub(reducing), held)?; // reducing <= held
        if realized.is_positive() {
            holding.quote = holding.quote.sub(realized)?;
            holding.claim = holding.claim.add(realized)?;
            ledger.claims = ledger.claims.add(realized)?;
        } else {
            let _ = collect(holding, collateral, ledger, realized.neg())?;
        }
        rest = quote.sub(part)?;
    }
    let opening = size.wrapping_sub(reducing); // reducing <= size
    if opening > 0 {
        holding.position = holding.position.moved(side, opening)?;
        holding.quote = holding.quote.sub(signed(side, rest))?;
    }
    ledger.long_lots = moved(ledger.long_lots, before.on(Side::Buy), holding.position.on(Side::Buy))?;
    ledger.short_lots = moved(ledger.short_lots, before.on(Side::Sell), holding.position.on(Side::Sell))?;
    Ok(realized)
}

#[inline(always)]
fn signed(side: Side, amount: Atoms) -> Atoms {
    match side {
        Side::Buy => amount,
        Side::Sell => amount.neg(),
    }
}

#[inline(always)]
fn moved(total: i64, before: i64, after: i64) -> Result<i64, Overflow> {
    total.checked_sub(before).and_then(|rest| rest.checked_add(after)).ok_or(Overflow)
}

/// PNL-4: the own claim pays a loss as far as it reaches, which changes nobody's equity. Returns what it paid.
///
/// # Errors
/// `Overflow`.
#[inline(always)]
pub fn set_off(holding: &mut Holding, ledger: &mut Ledger, loss: Atoms) -> Result<Atoms, Overflow> {
    let paid = holding.claim.min(loss);
    holding.claim = holding.claim.sub(paid)?;
    holding.quote = holding.quote.add(paid)?;
    ledger.claims = ledger.claims.sub(paid)?;
    Ok(paid)
}

/// PNL-4: a loss is paid by the own claim, then by collateral above zero into the pool; what is left stays in e. Returns both parts.
///
/// # Errors
/// `Overflow`.
#[inline(always)]
pub fn collect(
    holding: &mut Holding,
    collateral: &mut Atoms,
    ledger: &mut Ledger,
    loss: Atoms,
) -> Result<(Atoms, Atoms), Overflow> {
    // Else collateral would pay, and the claim beside it could be cut like a profit that he does not have (LIQ-6).
    let offset = set_off(holding, ledger, loss)?;
    let paid = loss.sub(offset)?.min(collateral.above_zero());
    *collateral = collateral.sub(paid)?;
    holding.quote = holding.quote.add(paid)?;
    ledger.pool = ledger.pool.add(paid)?;
    Ok((offset, paid))
}

/// PNL-4: without a position w is gone, and a loss left in e is paid like one that is realised.
///
/// # Errors
/// `Overflow`.
#[inline(always)]
pub fn tidy(holding: &mut Holding, collateral: &mut Atoms, ledger: &mut Ledger) -> Result<(), Overflow> {
    if !holding.position.is_flat() {
        return Ok(());
    }
    holding.swept = Atoms::ZERO;
    if holding.quote.is_negative() {
        let _ = collect(holding, collateral, ledger, holding.quote.neg())?;
    }
    Ok(())
}

/// PNL-5: a loss at mark is paid by the own claim first, then by collateral above zero into the pool, which w remembers.
/// Returns both parts. Equity does not change: e gains what claim and collateral lose.
///
/// # Errors
/// `Overflow`.
pub fn sweep_loss(
    holding: &mut Holding,
    collateral: &mut Atoms,
    ledger: &mut Ledger,
    lot_mark: LotValue,
) -> Result<(Atoms, Atoms), Overflow> {
    let loss = holding.loss(lot_mark)?;
    let (offset, paid) = collect(holding, collateral, ledger, loss)?;
    holding.swept = holding.swept.add(paid)?;
    Ok((offset, paid))
}

/// PNL-4: pays a claim out of the pool, never more than the profit at mark; the caller has seen that D = 0 and that the
/// pool covers all claims. Returns what was paid: it is held for two epochs (PNL-6).
///
/// # Errors
/// `Overflow`.
#[inline(always)]
pub fn pay_claim(
    holding: &mut Holding,
    collateral: &mut Atoms,
    ledger: &mut Ledger,
    lot_mark: LotValue,
) -> Result<Atoms, Overflow> {
    if holding.claim == Atoms::ZERO {
        return Ok(Atoms::ZERO);
    }
    let paid = holding.claim.min(ledger.pool).min(holding.pnl(lot_mark)?.above_zero());
    holding.claim = holding.claim.sub(paid)?;
    ledger.claims = ledger.claims.sub(paid)?;
    ledger.pool = ledger.pool.sub(paid)?;
    *collateral = collateral.add(paid)?;
    Ok(paid)
}

/// One side of a fill: goes in as it is, comes out as it will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party {
    /// b, e, r, w, f.
    pub holding: Holding,
    /// c.
    pub collateral: Atoms,
    /// How far a loss or a fee may take c below zero (MGN-7).
    pub room: Atoms,
    /// Fee rate due, ppm; negative: a rebate.
    pub rate_ppm: i32,
    /// Fee charged; negative: a rebate.
    pub fee: Atoms,
    /// Whether a part of the fee is a referrer's (FEE-2).
    pub shared: bool,
    /// That part, as it was set aside.
    pub share: Atoms,
    /// Profit of the reducing part.
    pub realized: Atoms,
    /// Claim paid into collateral.
    pub paid: Atoms,
    /// Whether its lots count in the open interest; those of the backstop do not.
    pub counted: bool,
    /// Of a liquidation: the most that its fee may be, half of it going to insurance (LIQ-3).
    pub liquidation_fee_max: Option<Atoms>,
}

impl Party {
    /// A party before its fill.
    #[inline(always)]
    #[must_use]
    pub fn new(holding: Holding, collateral: Atoms, rate_ppm: i32) -> Party {
        Party {
            holding,
            collateral,
            room: Atoms::ZERO,
            rate_ppm,
            fee: Atoms::ZERO,
            shared: false,
            share: Atoms::ZERO,
            realized: Atoms::ZERO,
            paid: Atoms::ZERO,
            counted: true,
            liquidation_fee_max: None,
        }
    }

    #[inline(always)]
    fn trade(&mut self, ledger: &mut Ledger, side: Side, lots: Lots, quote: Atoms) -> Result<(), Overflow> {
        self.holding.touch(ledger.funding)?;
        let interest = (ledger.long_lots, ledger.short_lots);
        let holding = &mut self.holding;
        self.realized =
            with_room(&mut self.collateral, self.room, |purse| trade(holding, purse, ledger, side, lots, quote))?;
        if !self.counted {
            (ledger.long_lots, ledger.short_lots) = interest;
        }
        tidy(&mut self.holding, &mut self.collateral, ledger)
    }

    #[inline(always)]
    fn charge(&mut self, ledger: &mut Ledger, quote: Atoms) -> Result<(), Overflow> {
        let (due, most, holding) = (fees::fee_of(quote, self.rate_ppm)?, self.liquidation_fee_max, &mut self.holding);
        self.fee = most.map_or(due, |most| due.min(most));
        let (fee, before) = (self.fee, ledger.fee_bucket);
        with_room(&mut self.collateral, self.room, |purse| match most {
            Some(_) => fees::insure(holding, purse, ledger, fee),
            None => fees::charge(holding, purse, ledger, fee),
        })?;
        if self.shared && most.is_none() && fee.is_positive() {
            self.share = fees::set_aside(ledger, ledger.fee_bucket.sub(before)?)?;
        }
        Ok(())
    }

    #[inline(always)]
    fn settle(&mut self, ledger: &mut Ledger, lot_mark: LotValue) -> Result<(), Overflow> {
        self.paid = pay_claim(&mut self.holding, &mut self.collateral, ledger, lot_mark)?;
        Ok(())
    }
}

/// What a fill is: who takes, how much, at what.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Side of the taker.
    pub side: Side,
    /// Size.
    pub lots: Lots,
    /// The maker's price.
    pub price: Ticks,
    /// v of the market.
    pub tick_value: TickValue,
    /// Value of a lot at mark.
    pub lot_mark: LotValue,
}

/// Whose state would leave the range of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The arriving order's.
    Taker,
    /// The resting order's.
    Maker,
}

/// One match (PNL-4, FEE-4): both trade, losses are paid before fees, the taker's fee before the maker's, then claims
/// when no deficit stands and the pool covers all of them. Works on copies that the caller keeps only when it succeeds.
///
/// # Errors
/// Whose range was left (UNIT-4).
#[inline(always)]
pub fn fill(ledger: &mut Ledger, taker: &mut Party, maker: &mut Party, terms: &Terms) -> Result<(), Fault> {
    let quote = terms.tick_value.notional(terms.price, terms.lots).map_err(|_| Fault::Maker)?;
    taker.trade(ledger, terms.side, terms.lots, quote).map_err(|_| Fault::Taker)?;
    maker.trade(ledger, opposite(terms.side), terms.lots, quote).map_err(|_| Fault::Maker)?;
    taker.charge(ledger, quote).map_err(|_| Fault::Taker)?;
    maker.charge(ledger, quote).map_err(|_| Fault::Maker)?;
    tidy(&mut taker.holding, &mut taker.collateral, ledger).map_err(|_| Fault::Taker)?;
    tidy(&mut maker.holding, &mut maker.collateral, ledger).map_err(|_| Fault::Maker)?;
    if ledger.claims.is_positive() && ledger.deficit == Atoms::ZERO && ledger.pool >= ledger.claims {
        taker.settle(ledger, terms.lot_mark).map_err(|_| Fault::Taker)?;
        maker.settle(ledger, terms.lot_mark).map_err(|_| Fault::Maker)?;
    }
    Ok(())
}
