//! Liquidation, insurance, deleveraging: what a tick does to accounts that cannot keep what they hold (LIQ-1 to LIQ-6).
//!
//! Invariant: without a backstop nothing happens here. A record that begins at a tick is passed by all whom it concerns before the
//! tick ends, so nobody ever looks at an account that has one to pass. What overflows changes nothing. While the chain is so far
//! behind that nothing trades (CUST-9), nobody is liquidated either.

use alloc::vec::Vec;

use super::judge::{health_with, Taker};
use super::receipts::is_reduce_only;
use super::{Events, Exchange};
use crate::borrow::with_room;
use crate::deleverage::{absorb, close, hand_over, leave, pay_left, stand, take, Passed, Pot, Record, Stood};
use crate::liquidation::{fee_rate, fillable_price, step_lots, step_rate, STEP_US};
use crate::margin::Health;
use crate::position::{Holding, Ledger};
use crate::reason::CancelReason;
use crate::rounding::Overflow;
use crate::schema_gen::{
    DeficitPaid, Hold, LiquidationStep, LiquidationWay, LossCovered, MoveCause, Moved, RecordDone, RecordKind,
    RecordStarted,
};
use crate::tail::uncovered;
use crate::tier::Action;
use crate::units::{opposite, Atoms, Mticks, Position, Ppm, Side, Ticks};

/// Pots of a tick, by market and side of the lots in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Pots {
    list: Vec<(u16, Side, Pot)>,
}

impl Pots {
    fn add(&mut self, market: u16, side: Side, lots: i64, worth: Atoms) -> Result<(), Overflow> {
        let key = (market, side.code());
        let place = self.list.partition_point(|(id, side, _)| (*id, side.code()) < key);
        if self.list.get(place).is_none_or(|(id, side, _)| (*id, side.code()) != key) {
            self.list.insert(place, (market, side, Pot::default()));
        }
        let Some((_, _, pot)) = self.list.get_mut(place) else { return Err(Overflow) };
        let total = pot.lots.checked_add(lots).ok_or(Overflow)?;
        pot.worth = pot.worth.add(worth)?;
        pot.lots = total;
        Ok(())
    }
}

/// Money of one account in one market while a step works on copies.
struct Desk {
    holding: Holding,
    collateral: Atoms,
    /// How far a loss or a fee may take c below zero (MGN-7).
    room: Atoms,
    ledger: Ledger,
}

impl Desk {
    /// All lots of the position, which is on `side`, go for what they are worth.
    fn close(&mut self, side: Side, lots: i64, worth: Atoms) -> Result<(), Overflow> {
        close(&mut self.ledger, (&mut self.holding, &mut self.collateral, self.room), side, lots, worth)
    }
}

impl Exchange {
    /// What a tick liquidates: everybody who is due, one step each, in the order of opening; then rounds; then deficits.
    pub(super) fn liquidation_tick(&mut self, events: &mut Events<'_>) {
        let Some(backstop) = self.backstop.filter(|_| self.hold() != Hold::Nothing) else { return };
        let due = self.watch_due();
        let mut pots = Pots::default();
        for dense in due.iter().filter(|dense| **dense != backstop) {
            if self.is_known(*dense) {
                self.liquidate(*dense, &mut pots, events);
            }
        }
        for (market, side, pot) in pots.list {
            let _ = self.round(market, side, pot, events);
        }
        if due.contains(&backstop) && self.is_known(backstop) {
            self.liquidate_backstop(backstop, events);
        }
        for id in self.markets.ids() {
            if self.markets.get(id).is_some_and(|market| market.closes(Action::Liquidate, self.ts_us)) {
                let _ = self.settle_deficit(id, backstop, events);
            }
        }
        for dense in due {
            self.accounts.note_changed(dense);
        }
    }

    /// ORC-3: whether every price that an account's health is made of may liquidate somebody, by a mark that the chain takes for it
    /// (CUST-30, CUST-40). As long as one may not, nobody knows its health, and it stays.
    fn is_known(&self, dense: u32) -> bool {
        let funds = &self.accounts.at(dense).funds;
        let allows = |id: u16| self.markets.get(id).is_none_or(|market| market.closes(Action::Liquidate, self.ts_us));
        let priced = |asset: u8| self.markets.assets.get(asset).is_none_or(|asset| allows(asset.set.market));
        self.positions_of(dense).into_iter().all(allows) && funds.others.iter().all(|other| priced(other.asset))
    }

    pub(super) fn positions_of(&self, dense: u32) -> Vec<u16> {
        let markets = &self.accounts.at(dense).funds.markets;
        let held = markets.iter().filter(|state| !state.exposure.holding.position.is_flat());
        held.map(|state| state.market).collect()
    }

    /// LIQ-2: one step for one account that is still due.
    fn liquidate(&mut self, dense: u32, pots: &mut Pots, events: &mut Events<'_>) {
        for id in self.positions_of(dense) {
            self.take_funding(dense, id, events);
        }
        self.convert(dense, false, events);
        let Some((way, health)) = self.liquidation_way(dense) else { return };
        self.cancel_risk(dense, CancelReason::Liquidation, events);
        match way {
            LiquidationWay::Loss => self.write_off(dense, &health, events),
            LiquidationWay::Round => {
                for id in self.positions_of(dense) {
                    self.tell_step(dense, id, way, &health, events);
                    let _ = self.close_to_pot(dense, id, pots, events);
                }
                self.convert(dense, true, events);
                self.write_off(dense, &health, events);
            }
            LiquidationWay::Backstop => {
                for id in self.positions_of(dense) {
                    self.tell_step(dense, id, way, &health, events);
                    if self.hand_over(dense, id, events).is_err() {
                        let _ = self.close_to_pot(dense, id, pots, events);
                    }
                }
            }
            LiquidationWay::Book => {
                let _ = self.book_step(dense, &health, events);
            }
        }
    }

    /// LIQ-2: orders that may raise risk go first; reduce-only ones stay.
    pub(super) fn cancel_risk(&mut self, dense: u32, reason: CancelReason, events: &mut Events<'_>) {
        let markets: Vec<u16> = self.accounts.at(dense).funds.markets.iter().map(|state| state.market).collect();
        for id in markets {
            for slot in self.order_slots(dense, id) {
                let flags = self.markets.get(id).map_or(0, |market| market.book.get(slot).flags);
                if !is_reduce_only(flags) {
                    self.cancel_resting(id, slot, reason, events);
                }
            }
        }
    }

    fn tell_step(&self, dense: u32, id: u16, way: LiquidationWay, health: &Health, events: &mut Events<'_>) {
        let size = self.accounts.at(dense).funds.exposure(id).holding.position.magnitude().unsigned_abs();
        let price = self.markets.get(id).map_or(0, |market| market.mark.0);
        self.tell_step_of(dense, id, way, (size, price), health, events);
    }

    fn tell_step_of(
        &self,
        dense: u32,
        id: u16,
        way: LiquidationWay,
        (size, price): (u64, u64),
        health: &Health,
        events: &mut Events<'_>,
    ) {
        let event = LiquidationStep {
            account: self.accounts.number(dense),
            market: id,
            way: way.code(),
            size,
            price,
            equity: health.net.get(),
            mmr: health.maintenance.get(),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }

    /// Copies of what an account has in a market, and of the market's money.
    fn desk(&self, dense: u32, id: u16) -> Result<Desk, Overflow> {
        let funds = &self.accounts.at(dense).funds;
        let ledger = self.markets.get(id).ok_or(Overflow)?.now.ledger;
        Ok(Desk { holding: funds.exposure(id).holding, collateral: funds.collateral, room: self.room(dense)?, ledger })
    }

    /// Keeps what a step made of an account and its market, tells it, and cancels reduce-only orders without a purpose.
    fn keep(&mut self, dense: u32, id: u16, desk: &Desk, cause: MoveCause, passed: Passed, events: &mut Events<'_>) {
        self.accounts.set_collateral(dense, desk.collateral);
        let funds = &mut self.accounts.at_mut(dense).funds;
        let before = funds.exposure(id).holding.position;
        funds.put_holding(id, &desk.holding);
        if let Some(market) = self.markets.get_mut(id) {
            market.now.ledger = desk.ledger;
            market.crowd();
        }
        let holding = &desk.holding;
        let event = Moved {
            account: self.accounts.number(dense),
            market: id,
            cause: cause.code(),
            lots: passed.lots,
            amount: passed.amount.get(),
            fee: passed.fee.get(),
            position: holding.position.get(),
            quote: holding.quote.get(),
            claim: holding.claim.get(),
            funding: holding.funding,
            swept: holding.swept.get(),
            collateral: desk.collateral.get(),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        if super::judge::closed_or_turned(before, holding.position) {
            self.cancel_reduce_only(dense, id, events);
        }
    }

    /// LIQ-6a: all lots of an account in a market go at the mark to the round that begins at the end of the tick.
    fn close_to_pot(&mut self, dense: u32, id: u16, pots: &mut Pots, events: &mut Events<'_>) -> Result<(), Overflow> {
        let lot_mark = self.markets.get(id).ok_or(Overflow)?.terms.lot_mark;
        let mut desk = self.desk(dense, id)?;
        let position = desk.holding.position;
        let (side, lots) = (position.side(), position.magnitude());
        let worth = lot_mark.quote_floor(Position::new(lots)?)?;
        desk.close(side, lots, worth)?;
        pots.add(id, side, lots, worth)?;
        let passed = Passed::of(position.get().wrapping_neg(), worth);
        self.keep(dense, id, &desk, MoveCause::Round, passed, events);
        Ok(())
    }

    /// LIQ-5: losses left without a position, by market number: own claim, collateral, insurance, and what is left is D. Not
    /// while there is other collateral.
    fn write_off(&mut self, dense: u32, health: &Health, events: &mut Events<'_>) {
        if !self.accounts.at(dense).funds.others.is_empty() || !health.net.is_negative() {
            return;
        }
        let markets: Vec<u16> = self.accounts.at(dense).funds.markets.iter().map(|state| state.market).collect();
        for id in markets {
            if self.accounts.at(dense).funds.exposure(id).holding.is_flat_debt() {
                let _ = self.absorb_loss(dense, id, events);
            }
        }
        let _ = self.cover_borrow(dense, events);
    }

    fn absorb_loss(&mut self, dense: u32, id: u16, events: &mut Events<'_>) -> Result<(), Overflow> {
        let market = self.markets.get(id).ok_or(Overflow)?;
        let (lot_mark, cap) = (market.terms.lot_mark, market.insurance_cap);
        let mut desk = self.desk(dense, id)?;
        let amount = desk.holding.loss(lot_mark)?;
        if amount == Atoms::ZERO {
            return Ok(());
        }
        let missing = uncovered(&desk.holding, desk.collateral, lot_mark)?;
        desk.ledger = self.draw_tail(id, missing, (dense, MoveCause::Loss), events)?;
        let covered = absorb(&mut desk.holding, &mut desk.collateral, &mut desk.ledger, lot_mark, cap)?;
        let event = LossCovered {
            account: self.accounts.number(dense),
            market: id,
            insurance: covered.insurance.get(),
            deficit: covered.deficit.get(),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        self.keep(dense, id, &desk, MoveCause::Loss, Passed::of(0, amount), events);
        Ok(())
    }

    /// LIQ-2, LIQ-3: all lots of an account in a market pass to the backstop at the mark, for the liquidation fee.
    ///
    /// # Errors
    /// `Overflow`, also when the backstop cannot carry the lots; nothing changed then.
    fn hand_over(&mut self, dense: u32, id: u16, events: &mut Events<'_>) -> Result<(), Overflow> {
        let backstop = self.backstop.ok_or(Overflow)?;
        self.take_funding(backstop, id, events);
        let market = self.markets.get(id).ok_or(Overflow)?;
        let lot_mark = market.terms.lot_mark;
        let rate = fee_rate(market.liquidation_fee, Ppm(market.listing.mmf));
        let mut desk = self.desk(dense, id)?;
        let position = desk.holding.position;
        let (funds, taker) = (&self.accounts.at(dense).funds, &self.accounts.at(backstop).funds);
        let at = (id, &market.terms);
        let (mut holding, mut collateral) = (taker.exposure(id).holding, taker.collateral);
        let mut ledger = desk.ledger;
        let giving = (&mut desk.holding, &mut desk.collateral, desk.room);
        let passed =
            hand_over(&mut ledger, giving, (&mut holding, &mut collateral), lot_mark, rate, |holding, left| {
                let exposure = crate::margin::Exposure { holding: *holding, ..funds.exposure(id) };
                Ok(health_with(funds, &self.markets, at, &exposure, left)?.net)
            })?;
        desk.ledger = ledger;
        let taken = Desk { holding, collateral, room: Atoms::ZERO, ledger };
        let carried = crate::margin::Exposure { holding: taken.holding, ..taker.exposure(id) };
        let reduces = crate::carry::reduces(taker.exposure(id).holding.position, taken.holding.position);
        if !reduces && !health_with(taker, &self.markets, at, &carried, taken.collateral)?.carries_risk() {
            return Err(Overflow);
        }
        self.keep(dense, id, &desk, MoveCause::Backstop, passed, events);
        self.keep(backstop, id, &taken, MoveCause::Backstop, Passed::of(position.get(), passed.amount), events);
        Ok(())
    }

    /// LIQ-2, LIQ-7: closes a part of the position with the largest requirement on the book, no worse than the fillable price. Each of
    /// its fills is judged as a reduction: Net / requirement does not fall (LIQ-4).
    fn book_step(&mut self, dense: u32, health: &Health, events: &mut Events<'_>) -> Result<(), Overflow> {
        let account = self.accounts.at(dense);
        if account.liquidated_us != 0 && self.ts_us < account.liquidated_us.saturating_add(STEP_US) {
            return Ok(());
        }
        let mut largest: Option<(Atoms, u16)> = None;
        for state in &account.funds.markets {
            let market = self.markets.get(state.market).ok_or(Overflow)?;
            let needed = state.exposure.maintenance(&market.terms)?;
            if needed.is_positive() && largest.is_none_or(|(most, _)| needed > most) {
                largest = Some((needed, state.market));
            }
        }
        let Some((needed, id)) = largest else { return Ok(()) };
        let market = self.markets.get(id).ok_or(Overflow)?;
        let position = account.funds.exposure(id).holding.position;
        let (side, held) = (opposite(position.side()), position.magnitude());
        let mmf = Ppm(market.listing.mmf);
        let rate = step_rate(market.liquidation_fee, mmf, account.tier);
        let lots = step_lots(held, market.terms.lot_mark, health, mmf, rate)?;
        let price = fillable_price(side, held, market.tick_value, market.mark, needed, health)?;
        let rate_ppm = i32::try_from(rate.0).map_err(|_| Overflow)?;
        let left = u32::try_from(lots).unwrap_or(u32::MAX);
        let closing = Taker::closing((dense, account.owner), id, (side, price), left, rate_ppm);
        let mut taker = Taker { liquidation: true, ..closing };
        self.accounts.at_mut(dense).liquidated_us = self.ts_us;
        let size = (u64::from(taker.left), Ticks(price.0).mticks().0);
        self.tell_step_of(dense, id, LiquidationWay::Book, size, health, events);
        let _ = self.match_order(&mut taker, events);
        Ok(())
    }

    /// LIQ-6a: a round: what finds no open interest goes to the backstop, the rest to the accounts on the other side, pro rata.
    fn round(&mut self, id: u16, side: Side, pot: Pot, events: &mut Events<'_>) -> Result<(), Overflow> {
        let backstop = self.backstop.ok_or(Overflow)?;
        self.take_funding(backstop, id, events);
        let market = self.markets.get(id).ok_or(Overflow)?;
        let (lot_mark, ledger, market_mark) = (market.terms.lot_mark, market.now.ledger, market.mark);
        let interest = ledger.lots_of(opposite(side));
        let (pot, over) = pot.split(interest, lot_mark)?;
        if over.lots != 0 {
            let mut desk = self.desk(backstop, id)?;
            take(&mut desk.holding, &mut desk.collateral, &mut desk.ledger, side, over.lots, over.worth)?;
            let passed = Passed::of(Position::FLAT.moved(side, over.lots)?.get(), over.worth);
            self.keep(backstop, id, &desk, MoveCause::Backstop, passed, events);
        }
        if pot.lots == 0 {
            return Ok(());
        }
        let record = Record::round(opposite(side), &pot, interest, lot_mark, ledger.funding)?;
        self.deal_round(id, record, market_mark, events)
    }

    /// CUST-51: what no order took of one who leaves goes by a round at the index against all on the other side. Not without a backstop,
    /// which takes what is left of it, nor of the backstop.
    pub(super) fn round_of_leaving(&mut self, dense: u32, id: u16, events: &mut Events<'_>) -> Result<(), Overflow> {
        let backstop = self.backstop.filter(|backstop| *backstop != dense).ok_or(Overflow)?;
        if self.accounts.at(dense).funds.exposure(id).holding.position.is_flat() {
            return Ok(());
        }
        self.take_funding(dense, id, events);
        self.take_funding(backstop, id, events);
        let market = self.markets.get(id).ok_or(Overflow)?;
        let (index, lot_index) = (market.index, market.tick_value.lot_at(market.index)?);
        let mut desk = self.desk(dense, id)?;
        let money = (&mut desk.holding, &mut desk.collateral, desk.room);
        let (passed, record) = leave(&mut desk.ledger, money, lot_index)?;
        self.keep(dense, id, &desk, MoveCause::Leaving, passed, events);
        self.deal_round(id, record, index, events)
    }

    /// LIQ-6a: everybody on the side of a round passes it; what it holds then is the backstop's.
    fn deal_round(
        &mut self,
        id: u16,
        mut record: Record,
        price: Mticks,
        events: &mut Events<'_>,
    ) -> Result<(), Overflow> {
        let backstop = self.backstop.ok_or(Overflow)?;
        let number = self.record_start(id, &record, price, events);
        self.pass_all(id, &mut record, MoveCause::Round, events);
        let mut desk = self.desk(backstop, id)?;
        let passed = record.rest(&mut desk.holding, &mut desk.collateral, &mut desk.ledger)?;
        if passed != Passed::default() {
            self.keep(backstop, id, &desk, MoveCause::Rest, passed, events);
        }
        let done = RecordDone { market: id, number, backstop: self.backstop_number() };
        events.put(|item, index, seq, out| done.write(item, index, seq, out));
        Ok(())
    }

    /// Who takes what a record leaves; 0: nobody, and there is no record.
    pub(super) fn backstop_number(&self) -> u64 {
        self.backstop.map_or(0, |dense| self.accounts.number(dense))
    }

    fn record_start(&mut self, id: u16, record: &Record, price: Mticks, events: &mut Events<'_>) -> u64 {
        let backstop = self.backstop_number();
        let Some(market) = self.markets.get_mut(id) else { return 0 };
        market.records = market.records.saturating_add(1);
        let event = RecordStarted {
            market: id,
            number: market.records,
            kind: record.kind.code(),
            side: record.side.code(),
            size: record.lots.unsigned_abs(),
            open_interest: record.interest.unsigned_abs(),
            mark_price: price.0,
            funding: record.funding,
            loss: record.loss.get(),
            claims: record.claims.get(),
            backstop,
        };
        let number = market.records;
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        number
    }

    /// Everybody whom a record concerns passes it, in the order of opening.
    fn pass_all(&mut self, id: u16, record: &mut Record, cause: MoveCause, events: &mut Events<'_>) {
        let all = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        for dense in 0..all {
            let holding = self.accounts.at(dense).funds.exposure(id).holding;
            if !record.concerns(&holding, Some(dense) == self.backstop) {
                continue;
            }
            self.take_funding(dense, id, events);
            let Ok(mut desk) = self.desk(dense, id) else { continue };
            let mut after = *record;
            let passed = with_room(&mut desk.collateral, desk.room, |purse| {
                after.pass(&mut desk.holding, purse, &mut desk.ledger)
            });
            if let Ok(passed) = passed {
                *record = after;
                // Of a mark nobody may be missing before claims are cut: who has no profit tells that he passed it (CUST-37).
                if passed != Passed::default() || record.kind == RecordKind::Mark {
                    self.keep(dense, id, &desk, cause, passed, events);
                }
            }
        }
    }

    /// LIQ-1, LIQ-6a: the backstop below nothing: its lots go by rounds as far as there is open interest; what finds none it keeps at
    /// the mark, and its loss is paid like everybody's.
    fn liquidate_backstop(&mut self, backstop: u32, events: &mut Events<'_>) {
        for id in self.positions_of(backstop) {
            self.take_funding(backstop, id, events);
        }
        let Some((way, health)) = self.liquidation_way(backstop) else { return };
        self.cancel_risk(backstop, CancelReason::Liquidation, events);
        if way == LiquidationWay::Loss {
            return self.write_off(backstop, &health, events);
        }
        let held = self.positions_of(backstop);
        for id in &held {
            self.tell_step(backstop, *id, way, &health, events);
            let _ = self.round_of_backstop(backstop, *id, events);
        }
        for id in held {
            let _ = self.absorb_loss(backstop, id, events);
        }
    }

    fn round_of_backstop(&mut self, backstop: u32, id: u16, events: &mut Events<'_>) -> Result<(), Overflow> {
        let market = self.markets.get(id).ok_or(Overflow)?;
        let (lot_mark, ledger) = (market.terms.lot_mark, market.now.ledger);
        let mut desk = self.desk(backstop, id)?;
        let side = desk.holding.position.side();
        let interest = ledger.lots_of(opposite(side));
        let lots = desk.holding.position.magnitude().min(interest);
        if lots == 0 {
            return Ok(());
        }
        let worth = lot_mark.quote_floor(Position::new(lots)?)?;
        take(&mut desk.holding, &mut desk.collateral, &mut desk.ledger, opposite(side), lots, worth)?;
        let passed = Passed::of(Position::FLAT.moved(opposite(side), lots)?.get(), worth);
        self.keep(backstop, id, &desk, MoveCause::Round, passed, events);
        self.round(id, side, Pot { lots, worth }, events)
    }

    /// LIQ-6b: D is paid by what stands before traders, then profit at the mark becomes claims and all claims are cut pro rata; the
    /// atoms that floors leave are the backstop's. Not twice at one mark for one D.
    fn settle_deficit(&mut self, id: u16, backstop: u32, events: &mut Events<'_>) -> Result<(), Overflow> {
        let market = self.markets.get_mut(id).ok_or(Overflow)?;
        let tried = (market.now.ledger.deficit, market.mark);
        if tried.0 == Atoms::ZERO {
            market.tried = (Atoms::ZERO, Mticks(0));
            return Ok(());
        }
        if market.tried == tried {
            return Ok(());
        }
        let mut ledger = self.draw_tail(id, tried.0, (backstop, MoveCause::Deficit), events)?;
        let market = self.markets.get_mut(id).ok_or(Overflow)?;
        let stood = stand(&mut ledger, market.insurance_cap)?;
        market.now.ledger = ledger;
        let (lot_mark, funding) = (market.terms.lot_mark, ledger.funding);
        if ledger.deficit.is_positive() {
            self.deleverage(id, Record::mark(lot_mark, funding), MoveCause::Mark, events);
            let ledger = self.markets.get(id).ok_or(Overflow)?.now.ledger;
            if ledger.claims.is_positive() {
                self.deleverage(id, Record::cut(&ledger, lot_mark), MoveCause::Cut, events);
            }
        }
        self.tell_deficit(id, backstop, &stood, events)
    }

    fn deleverage(&mut self, id: u16, mut record: Record, cause: MoveCause, events: &mut Events<'_>) {
        let price = self.markets.get(id).map_or(Mticks(0), |market| market.mark);
        let number = self.record_start(id, &record, price, events);
        debug_assert!(record.kind != RecordKind::Round, "a round has lots that somebody must take");
        self.pass_all(id, &mut record, cause, events);
        let done = RecordDone { market: id, number, backstop: self.backstop_number() };
        events.put(|item, index, seq, out| done.write(item, index, seq, out));
    }

    /// The backstop pays what is left of D as far as its collateral goes; tells who stood for the rest.
    fn tell_deficit(&mut self, id: u16, backstop: u32, stood: &Stood, events: &mut Events<'_>) -> Result<(), Overflow> {
        let mut desk = self.desk(backstop, id)?;
        let paid = pay_left(&mut desk.collateral, &mut desk.ledger)?;
        if paid.is_positive() {
            self.keep(backstop, id, &desk, MoveCause::Deficit, Passed::of(0, paid), events);
        }
        let market = self.markets.get_mut(id).ok_or(Overflow)?;
        let left = market.now.ledger.deficit;
        market.tried = (left, market.mark);
        let event = DeficitPaid {
            market: id,
            insurance: stood.insurance.get(),
            fee_claim: stood.fee_claim.get(),
            fee_bucket: stood.fee_bucket.get(),
            backstop: paid.get(),
            deficit: left.get(),
            account: self.accounts.number(backstop),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        Ok(())
    }
}
