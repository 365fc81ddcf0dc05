//! Cross margin: what an account is worth and what it must be worth (MGN-1 to MGN-7, PNL-6).
//!
//! Invariant: requirements round up, values round down; open orders count on the worst side, reduce-only orders do not.

use crate::asset::Worth;
use crate::growth::Tiers;
use crate::position::Holding;
use crate::rounding::{mul_div_ceil, product_at_least, Overflow};
use crate::units::{Atoms, LotValue, Ppm, Side, PPM};

/// What a market says about margin; derived from its parameters and prices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarginTerms {
    /// Value of a lot at mark: maintenance, profit.
    pub lot_mark: LotValue,
    /// Value of a lot at max(mark, index): initial.
    pub lot_initial: LotValue,
    /// Initial margin fraction.
    pub imf: Ppm,
    /// Maintenance margin fraction.
    pub mmf: Ppm,
    /// Fractions of larger positions (MGN-3).
    pub tiers: Tiers,
    /// Least initial fraction of new risk at the present open interest (MGN-2); the base or more.
    pub imf_now: Ppm,
    /// Least requirement of a non-zero position (MGN-4).
    pub requirement_min: Atoms,
    /// Unrealised profit that counts for new risk (PNL-6).
    pub profit_cap: Atoms,
    /// F: funding that is due counts as paid (FND-3).
    pub funding: i64,
}

/// What margin sees of an account in a market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// b, e, r, w, f.
    pub holding: Holding,
    /// Lots of open buys that count.
    pub buys: u64,
    /// Lots of open sells that count.
    pub sells: u64,
    /// Least initial fraction of new risk that the user chose (MGN-2); 0: none.
    pub imf_own: Ppm,
}

impl Exposure {
    /// Lots of open orders of a side that count.
    #[inline(always)]
    #[must_use]
    pub const fn orders(&self, side: Side) -> u64 {
        match side {
            Side::Buy => self.buys,
            Side::Sell => self.sells,
        }
    }

    /// Adds lots of open orders.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn add_orders(&mut self, side: Side, lots: u64) -> Result<(), Overflow> {
        let total = self.orders(side).checked_add(lots).ok_or(Overflow)?;
        self.set_orders(side, total);
        Ok(())
    }

    /// Takes lots of open orders away; never below none.
    #[inline(always)]
    pub fn drop_orders(&mut self, side: Side, lots: u64) {
        self.set_orders(side, self.orders(side).saturating_sub(lots));
    }

    #[inline(always)]
    fn set_orders(&mut self, side: Side, lots: u64) {
        match side {
            Side::Buy => self.buys = lots,
            Side::Sell => self.sells = lots,
        }
    }

    /// Signed lots in the direction of `side` when all its open orders fill: `b + buys`, or `sells - b`.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn reach(&self, side: Side) -> Result<i64, Overflow> {
        let orders = i64::try_from(self.orders(side)).map_err(|_| Overflow)?;
        let position = self.holding.position.get();
        match side {
            Side::Buy => orders.checked_add(position),
            Side::Sell => orders.checked_sub(position),
        }
        .ok_or(Overflow)
    }

    /// Worst lots of position and open orders, `max(|b + buys|, |b - sells|)` (MGN-1).
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn worst(&self) -> Result<i64, Overflow> {
        let (long, short) = (self.reach(Side::Buy)?, self.reach(Side::Sell)?);
        Ok(long.checked_abs().ok_or(Overflow)?.max(short.checked_abs().ok_or(Overflow)?))
    }

    /// Initial requirement of new risk in the market (MGN-1 to MGN-4), rounded up: at least what open interest and the user's
    /// own leverage ask of the notional.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn initial(&self, terms: &MarginTerms) -> Result<Atoms, Overflow> {
        let base = self.initial_base(terms)?;
        let least = terms.imf_now.max(self.imf_own);
        if least <= terms.imf {
            return Ok(base);
        }
        Ok(base.max(terms.lot_initial.notional_ceil(self.worst()?)?.part_ceil(least)?))
    }

    /// The same by the base fraction and its tiers: what must stay when something leaves (MGN-2, MGN-5).
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn initial_base(&self, terms: &MarginTerms) -> Result<Atoms, Overflow> {
        let lots = self.worst()?;
        if lots == 0 {
            return Ok(Atoms::ZERO);
        }
        let notional = terms.lot_initial.notional_ceil(lots)?;
        Ok(terms.tiers.initial(notional, terms.imf)?.max(terms.requirement_min))
    }

    /// Maintenance requirement of the market (MGN-1, MGN-3, MGN-4), rounded up.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn maintenance(&self, terms: &MarginTerms) -> Result<Atoms, Overflow> {
        let lots = self.holding.position.magnitude();
        if lots == 0 {
            return Ok(Atoms::ZERO);
        }
        let notional = terms.lot_mark.notional_ceil(lots)?;
        Ok(terms.tiers.maintenance(notional, terms.mmf)?.max(terms.requirement_min))
    }
}

/// The most leverage that an initial fraction allows, rounded down.
#[must_use]
pub fn leverage_most(imf: Ppm) -> i64 {
    PPM.checked_div(i64::from(imf.0)).unwrap_or(0)
}

/// MGN-2: the initial fraction of a leverage that a user chose, rounded up; none for no choice.
#[must_use]
pub fn imf_of(leverage: u16) -> Ppm {
    let fraction = mul_div_ceil(PPM, 1, i64::from(leverage)).unwrap_or(0);
    Ppm(u32::try_from(fraction).unwrap_or(0))
}

/// Worth and requirements of a whole account (MGN-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Net: collateral and all profit and loss; liquidation looks at it.
    pub net: Atoms,
    /// Open: Net with each market's profit capped; new risk looks at it (PNL-6).
    pub open: Atoms,
    /// Initial requirement, open orders included.
    pub initial: Atoms,
    /// Maintenance requirement.
    pub maintenance: Atoms,
}

impl Health {
    /// An account with collateral alone.
    #[inline(always)]
    #[must_use]
    pub fn of_collateral(collateral: Atoms) -> Health {
        Health { net: collateral, open: collateral, initial: Atoms::ZERO, maintenance: Atoms::ZERO }
    }

    /// Adds collateral other than USDC: weighted for liquidation in Net, for new risk in Open (MGN-7).
    ///
    /// # Errors
    /// `Overflow`.
    pub fn add_worth(&mut self, worth: Worth) -> Result<(), Overflow> {
        self.net = self.net.add(worth.maintenance)?;
        self.open = self.open.add(worth.initial)?;
        Ok(())
    }

    /// Adds what the account has in one market.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn add(&mut self, exposure: &Exposure, terms: &MarginTerms) -> Result<(), Overflow> {
        self.initial = self.initial.add(exposure.initial(terms)?)?;
        let pnl = self.add_standing(exposure, terms)?;
        self.open = self.open.add(counted_profit(pnl, exposure.holding.swept, terms.profit_cap)?)?;
        Ok(())
    }

    /// Adds Net and maintenance of one market alone, which is all that liquidation looks at (LIQ-1); returns its profit or loss.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn add_standing(&mut self, exposure: &Exposure, terms: &MarginTerms) -> Result<Atoms, Overflow> {
        let holding = &exposure.holding;
        if holding.is_empty() {
            return Ok(Atoms::ZERO); // no profit and no maintenance, at whatever mark
        }
        let pnl = holding.touched(terms.funding)?.pnl(terms.lot_mark)?;
        self.net = self.net.add(pnl)?;
        self.maintenance = self.maintenance.add(exposure.maintenance(terms)?)?;
        Ok(pnl)
    }

    /// MGN-5: whether new risk may stand: Open >= IM and Net > MM.
    #[inline(always)]
    #[must_use]
    pub fn carries_risk(&self) -> bool {
        self.open >= self.initial && self.net > self.maintenance
    }

    /// MGN-6: whether a fill that neither raises |b| nor turns it may happen, seen from the health before it.
    #[inline]
    #[must_use]
    pub fn reduction_allowed(&self, before: &Health) -> bool {
        if self.open >= self.initial {
            return true;
        }
        if self.maintenance == Atoms::ZERO {
            return !self.net.is_negative() || self.net >= before.net;
        }
        product_at_least(self.net.get(), before.maintenance.get(), before.net.get(), self.maintenance.get())
            && self.net >= before.net.min(Atoms::ZERO)
    }
}

/// PNL-6: a loss counts in full; profit up to w in full, and above it up to the cap.
#[inline(always)]
fn counted_profit(pnl: Atoms, swept: Atoms, cap: Atoms) -> Result<Atoms, Overflow> {
    if pnl.is_positive() && pnl > swept {
        return Ok(pnl.min(swept.add(cap)?));
    }
    Ok(pnl)
}

/// What of an account may leave (MGN-5, PNL-6): built market by market, then asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leaving {
    worth: Atoms,
    notional: Atoms,
    initial: Atoms,
}

impl Leaving {
    /// Share of the notional that must stay.
    const NOTIONAL_SHARE: Ppm = Ppm(100_000);

    /// Adds a market: profit counts up to w alone, a loss in full.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn add(&mut self, exposure: &Exposure, terms: &MarginTerms) -> Result<(), Overflow> {
        let pnl = exposure.holding.touched(terms.funding)?.pnl(terms.lot_mark)?;
        self.worth = self.worth.add(counted_profit(pnl, exposure.holding.swept, Atoms::ZERO)?)?;
        let notional = terms.lot_mark.notional_ceil(exposure.holding.position.magnitude())?;
        self.notional = self.notional.add(notional)?;
        self.initial = self.initial.add(exposure.initial_base(terms)?)?;
        Ok(())
    }

    /// Adds collateral other than USDC (MGN-7).
    ///
    /// # Errors
    /// `Overflow`.
    pub fn add_worth(&mut self, worth: Worth) -> Result<(), Overflow> {
        self.worth = self.worth.add(worth.initial)?;
        Ok(())
    }

    /// `W - max(IM, ceil(10 % of notional))` with `W = c + other collateral + counted profit - held`: what may leave, of
    /// whatever asset, as value; negative when nothing may.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn excess(&self, collateral: Atoms, held: Atoms) -> Result<Atoms, Overflow> {
        let worth = collateral.add(self.worth)?.sub(held)?;
        worth.sub(self.initial.max(self.notional.part_ceil(Leaving::NOTIONAL_SHARE)?))
    }

    /// USDC that may leave: the excess, never more than c, never below zero.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn withdrawable(&self, collateral: Atoms, held: Atoms) -> Result<Atoms, Overflow> {
        Ok(self.excess(collateral, held)?.min(collateral).above_zero())
    }
}
