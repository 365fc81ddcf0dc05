//! Matching: what may happen between an arriving order and the resting one in front of it.
//!
//! Invariant: `judge` decides on copies and changes nothing, so that the match itself, fill-or-kill and the preview follow
//! the same rules; a fill happens only when both parties can carry it (BOOK-6, MGN-5, MGN-6).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::accounts::number_of;
use super::receipts::is_reduce_only;
use super::{Events, Exchange};
use crate::account::{Account, Funds};
use crate::book::Order;
use crate::fees::{cap_allows, rates_of};
use crate::margin::{Exposure, Health};
use crate::market::{Market, Markets};
use crate::position::{fill, tidy, Fault, Ledger, Party, Terms};
use crate::reason::{CancelReason, Reason};
use crate::rounding::Overflow;
use crate::schema_gen::{OrderCancelled, OrderFilled, OrderState};
use crate::slab::Slot as BookSlot;
use crate::units::{opposite, Atoms, Lots, Position, Side, Ticks};

/// An arriving order while it takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taker {
    pub account: u32,
    pub owner: u32,
    pub market: u16,
    pub side: Side,
    pub price: Ticks,
    pub left: u32,
    pub reduce_only: bool,
    pub cancel_taker: bool,
    pub rate_ppm: i32,
    pub order_id: [u8; 16],
    pub client_order_id: u64,
}

/// State after a fill.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub lots: u32,
    pub ledger: Ledger,
    pub taker: Party,
    pub maker: Party,
}

/// Why two orders do not match.
#[derive(Clone, Copy, Debug)]
pub(super) enum Halt {
    /// The resting order is cancelled and the match goes on.
    Drop(CancelReason),
    /// The arriving order takes no more.
    Stop(CancelReason),
}

/// What `judge` looks at beside the two orders.
pub(super) struct Scene<'a> {
    pub ts_us: u64,
    pub slot: u64,
    pub markets: &'a Markets,
    pub market: &'a Market,
    pub ledger: &'a Ledger,
    pub taker: &'a Funds,
    pub maker_account: &'a Account,
    pub maker: &'a Funds,
}

/// Health of an account when its exposure in one market and its collateral were these.
#[inline]
pub(super) fn health_with(
    funds: &Funds,
    markets: &Markets,
    market: u16,
    exposure: &Exposure,
    collateral: Atoms,
) -> Result<Health, Overflow> {
    let mut health = Health::of_collateral(collateral);
    let mut met = false;
    for state in &funds.markets {
        let known = markets.get(state.market).ok_or(Overflow)?;
        if state.market == market {
            met = true;
            health.add(exposure, &known.terms)?;
        } else {
            health.add(&state.exposure, &known.terms)?;
        }
    }
    if !met {
        let known = markets.get(market).ok_or(Overflow)?;
        health.add(exposure, &known.terms)?;
    }
    Ok(health)
}

/// MGN-5, MGN-6: whether a party can carry its fill.
#[inline]
fn carries(scene: &Scene<'_>, funds: &Funds, party: &Party, after: &Exposure) -> Result<bool, Overflow> {
    let market = scene.market.id;
    let health = health_with(funds, scene.markets, market, after, party.collateral)?;
    if health.carries_risk() {
        return Ok(true);
    }
    let before = funds.exposure(market);
    if !reduces(before.holding.position, after.holding.position) {
        return Ok(false);
    }
    let health_before = health_with(funds, scene.markets, market, &before, funds.collateral)?;
    Ok(health.reduction_allowed(&health_before))
}

/// Whether a move neither raises |b| nor turns it.
#[inline(always)]
fn reduces(before: Position, after: Position) -> bool {
    let side = if before.get() > 0 { Side::Buy } else { Side::Sell };
    after.on(opposite(side)) == 0 && after.on(side) <= before.on(side)
}

/// Lots that both orders allow; reduce-only is clamped to what is there now (BOOK-3).
#[inline(always)]
fn clamp(taker: &Taker, taker_position: Position, order: &Order, maker_position: Position) -> Result<u32, Halt> {
    let mut lots = order.left.min(taker.left);
    if is_reduce_only(order.flags) {
        let held = maker_position.on(taker.side);
        if held == 0 {
            return Err(Halt::Drop(CancelReason::ReduceOnly));
        }
        lots = lots.min(u32::try_from(held).unwrap_or(u32::MAX));
    }
    if taker.reduce_only {
        let held = taker_position.on(opposite(taker.side));
        if held == 0 {
            return Err(Halt::Stop(CancelReason::ReduceOnly));
        }
        lots = lots.min(u32::try_from(held).unwrap_or(u32::MAX));
    }
    Ok(lots)
}

/// What lets a maker match at all: life, key, another owner (BOOK-4).
#[inline(always)]
fn meet(scene: &Scene<'_>, taker: &Taker, order: &Order) -> Result<(), Halt> {
    if order.expiry_slot < scene.slot {
        return Err(Halt::Drop(CancelReason::Expired));
    }
    if !scene.maker_account.signer_lives(order.signer_delegate, scene.ts_us) {
        return Err(Halt::Drop(CancelReason::Delegate));
    }
    if scene.maker_account.owner == taker.owner {
        return Err(if taker.cancel_taker {
            Halt::Stop(CancelReason::SelfTrade)
        } else {
            Halt::Drop(CancelReason::SelfTrade)
        });
    }
    Ok(())
}

/// Decides one match. BOOK-1: the price is the maker's. In this order: expiry, delegate, self-trade (BOOK-4), reduce-only,
/// fee cap (FEE-3), band (BOOK-9), position limit, open interest (BOOK-9), range of money (UNIT-4), margin of maker and
/// taker (BOOK-6, MGN-5, MGN-6).
#[inline]
pub(super) fn judge(scene: &Scene<'_>, taker: &Taker, order: &Order) -> Result<Outcome, Halt> {
    meet(scene, taker, order)?;
    let market = scene.market;
    let mut maker_exposure = scene.maker.exposure(market.id);
    let mut taker_exposure = scene.taker.exposure(market.id);
    let (maker_before, taker_before) = (maker_exposure.holding.position, taker_exposure.holding.position);
    let lots = clamp(taker, taker_before, order, maker_before)?;
    let maker_rate = rates_of(scene.maker_account.tier).maker_ppm;
    if !cap_allows(order.fee_max, maker_rate) {
        return Err(Halt::Drop(CancelReason::FeeCap));
    }
    let price = Ticks(order.price);
    if !market.in_band(price) {
        return Err(Halt::Stop(CancelReason::Band));
    }
    let mut ledger = *scene.ledger;
    let mut taker_party = Party::new(taker_exposure.holding, scene.taker.collateral, taker.rate_ppm);
    let mut maker_party = Party::new(maker_exposure.holding, scene.maker.collateral, maker_rate);
    let terms = Terms {
        side: taker.side,
        lots: Lots(lots),
        price,
        tick_value: market.tick_value,
        lot_mark: market.terms.lot_mark,
    };
    match fill(&mut ledger, &mut taker_party, &mut maker_party, &terms) {
        Err(Fault::Taker) => return Err(Halt::Stop(CancelReason::Overflow)),
        Err(Fault::Maker) => return Err(Halt::Drop(CancelReason::Overflow)),
        Ok(()) => {}
    }
    let maker_after = maker_party.holding.position;
    if maker_after.magnitude().unsigned_abs() > market.listing.position_max && !reduces(maker_before, maker_after) {
        return Err(Halt::Drop(CancelReason::PositionLimit));
    }
    let interest = ledger.long_lots;
    if interest > scene.ledger.long_lots && interest.unsigned_abs() > market.listing.open_interest_max {
        return Err(Halt::Stop(CancelReason::OpenInterest));
    }
    let held = |funds: &Funds, party: &Party| {
        let mut held = funds.held;
        party.paid == Atoms::ZERO || held.paid(scene.ts_us, party.paid).is_ok()
    };
    maker_exposure.holding = maker_party.holding;
    if !is_reduce_only(order.flags) {
        maker_exposure.drop_orders(order.side, u64::from(lots));
    }
    match carries(scene, scene.maker, &maker_party, &maker_exposure) {
        Ok(true) if held(scene.maker, &maker_party) => {}
        Ok(true) | Err(Overflow) => return Err(Halt::Drop(CancelReason::Overflow)),
        Ok(false) => return Err(Halt::Drop(CancelReason::Margin)),
    }
    taker_exposure.holding = taker_party.holding;
    if !taker.reduce_only {
        taker_exposure.drop_orders(taker.side, u64::from(lots));
    }
    match carries(scene, scene.taker, &taker_party, &taker_exposure) {
        Ok(true) if held(scene.taker, &taker_party) => {}
        Ok(true) | Err(Overflow) => return Err(Halt::Stop(CancelReason::Overflow)),
        Ok(false) => return Err(Halt::Stop(CancelReason::Margin)),
    }
    Ok(Outcome { lots, ledger, taker: taker_party, maker: maker_party })
}

/// Whether a position closed or turned.
#[inline(always)]
pub(super) fn closed_or_turned(before: Position, after: Position) -> bool {
    let side = if before.get() > 0 { Side::Buy } else { Side::Sell };
    before.on(side) > 0 && after.on(side) == 0
}

/// PNL-4: who has collateral pays the losses left in markets without a position, by market number. `paid` is told what
/// a market's ledger becomes.
pub(super) fn pay_flat_debts(funds: &mut Funds, mut ledger_of: impl FnMut(u16) -> Option<Ledger>, mut paid: impl FnMut(u16, Ledger)) {
    for state in &mut funds.markets {
        let before = state.exposure.holding;
        if !funds.collateral.is_positive() || !before.is_flat_debt() {
            continue;
        }
        let Some(mut ledger) = ledger_of(state.market) else { continue };
        let (mut holding, mut collateral) = (before, funds.collateral);
        if tidy(&mut holding, &mut collateral, &mut ledger).is_ok() {
            state.exposure.holding = holding;
            funds.collateral = collateral;
            paid(state.market, ledger);
            if !holding.is_flat_debt() {
                funds.flat_debts = funds.flat_debts.saturating_sub(1);
            }
        }
    }
}

/// What an order would do.
#[derive(Debug)]
pub(super) struct Simulated {
    pub filled: u32,
    pub stop: Option<CancelReason>,
    pub quote: i128,
    pub fee: i128,
    pub funds: Funds,
}

impl Exchange {
    /// Matches an arriving order until it is filled, nothing crosses, or it may take no more; returns why it stopped. Its
    /// open lots already count in its account.
    pub(super) fn match_order(&mut self, taker: &mut Taker, events: &mut Events<'_>) -> Option<CancelReason> {
        while taker.left > 0 {
            let market = self.markets.get(taker.market)?;
            let Some(slot) = market.book.front_best(opposite(taker.side)) else { break };
            let order = *market.book.get(slot);
            if !taker.price.crosses(taker.side, Ticks(order.price)) {
                break;
            }
            let maker_account = self.accounts.at(order.account);
            let scene = Scene {
                ts_us: self.ts_us,
                slot: self.slot.0,
                markets: &self.markets,
                market,
                ledger: &market.now.ledger,
                taker: &self.accounts.at(taker.account).funds,
                maker_account,
                maker: &maker_account.funds,
            };
            match judge(&scene, taker, &order) {
                Err(Halt::Drop(reason)) => self.cancel_resting(taker.market, slot, reason, events),
                Err(Halt::Stop(reason)) => return Some(reason),
                Ok(outcome) => self.commit_fill(taker, slot, &order, &outcome, events),
            }
        }
        None
    }

    /// Stores a fill, tells of it, and cancels what it left without purpose.
    #[inline]
    fn commit_fill(&mut self, taker: &mut Taker, slot: BookSlot, order: &Order, outcome: &Outcome, events: &mut Events<'_>) {
        let Some(market) = self.markets.get_mut(taker.market) else { return };
        market.now.ledger = outcome.ledger;
        market.now.last_price = Ticks(order.price);
        taker.left = taker.left.saturating_sub(outcome.lots);
        let maker_left = order.left.saturating_sub(outcome.lots);

        let maker = self.accounts.at_mut(order.account);
        let maker_before = maker.funds.exposure(taker.market).holding.position;
        let _ = maker.funds.store(taker.market, &outcome.maker, self.ts_us); // judged: it cannot overflow
        let state = maker.funds.market_entry(taker.market);
        if is_reduce_only(order.flags) {
            if maker_left == 0 {
                state.reduce_only_orders = state.reduce_only_orders.saturating_sub(1);
            }
        } else {
            state.exposure.drop_orders(order.side, u64::from(outcome.lots));
        }
        if maker_left == 0 {
            let _ = market.book.remove(slot, &mut state.orders);
            maker.open_orders = maker.open_orders.saturating_sub(1);
            self.resting = self.resting.saturating_sub(1);
            self.receipts.finish(order.entry, OrderState::Filled, order.size, self.ts_us, maker);
        } else {
            market.book.reduce(slot, outcome.lots);
        }
        let maker_orders_end = state_needs_cancel(maker, taker.market, maker_before);
        let maker_owes = maker.funds.flat_debts > 0;

        let account = self.accounts.at_mut(taker.account);
        let taker_before = account.funds.exposure(taker.market).holding.position;
        let _ = account.funds.store(taker.market, &outcome.taker, self.ts_us); // judged: it cannot overflow
        if !taker.reduce_only {
            account.funds.market_entry(taker.market).exposure.drop_orders(taker.side, u64::from(outcome.lots));
        }
        let taker_orders_end = state_needs_cancel(account, taker.market, taker_before);
        let taker_owes = account.funds.flat_debts > 0;

        let mut event = filled_event(taker, order, maker_left, outcome);
        if maker_owes {
            event.maker_collateral = self.settle_flat_debts(order.account).get();
        }
        if taker_owes {
            event.taker_collateral = self.settle_flat_debts(taker.account).get();
        }
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        if maker_orders_end {
            self.cancel_reduce_only(order.account, taker.market, events);
        }
        if taker_orders_end {
            self.cancel_reduce_only(taker.account, taker.market, events);
        }
    }

    /// Pays what an account owes in markets where it has no position any more (PNL-4); returns what collateral is left.
    #[cold]
    pub(super) fn settle_flat_debts(&mut self, account: u32) -> Atoms {
        let mut ledgers: Vec<(u16, Ledger)> = Vec::new();
        let markets = &self.markets;
        let funds = &mut self.accounts.at_mut(account).funds;
        pay_flat_debts(funds, |id| markets.get(id).map(|market| market.now.ledger), |id, ledger| ledgers.push((id, ledger)));
        for (id, ledger) in ledgers {
            if let Some(market) = self.markets.get_mut(id) {
                market.now.ledger = ledger;
            }
        }
        self.accounts.at(account).funds.collateral
    }

    /// Cancels all reduce-only orders of an account in a market, oldest first.
    #[cold]
    pub(super) fn cancel_reduce_only(&mut self, account: u32, market: u16, events: &mut Events<'_>) {
        for slot in self.order_slots(account, market) {
            let flags = self.markets.get(market).map_or(0, |market| market.book.get(slot).flags);
            if is_reduce_only(flags) {
                self.cancel_resting(market, slot, CancelReason::ReduceOnly, events);
            }
        }
    }

    /// Slots of an account's orders in a market, oldest first.
    pub(super) fn order_slots(&self, account: u32, market: u16) -> Vec<BookSlot> {
        let mut slots = Vec::new();
        if let (Some(state), Some(known)) = (self.accounts.at(account).funds.market(market), self.markets.get(market)) {
            let mut next = state.orders.first();
            while let Some(slot) = next {
                slots.push(slot);
                next = known.book.list_next(&state.orders, slot);
            }
        }
        slots
    }

    /// Takes a resting order out of the book, its lots out of the account's open orders, and finishes its receipt.
    #[inline]
    pub(super) fn take_out(&mut self, market: u16, slot: BookSlot) -> Option<Order> {
        let known = self.markets.get_mut(market)?;
        let owner = known.book.get(slot).account;
        let account = self.accounts.at_mut(owner);
        let state = account.funds.market_mut(market)?;
        let order = known.book.remove(slot, &mut state.orders);
        if is_reduce_only(order.flags) {
            state.reduce_only_orders = state.reduce_only_orders.saturating_sub(1);
        } else {
            state.exposure.drop_orders(order.side, u64::from(order.left));
        }
        account.open_orders = account.open_orders.saturating_sub(1);
        self.resting = self.resting.saturating_sub(1);
        let filled = order.size.saturating_sub(order.left);
        self.receipts.finish(order.entry, OrderState::Cancelled, filled, self.ts_us, account);
        Some(order)
    }

    /// Cancels a resting order and tells of it.
    #[inline]
    pub(super) fn cancel_resting(&mut self, market: u16, slot: BookSlot, reason: CancelReason, events: &mut Events<'_>) {
        if let Some(order) = self.take_out(market, slot) {
            let event = cancelled_event(market, &order, reason);
            events.put(|item, index, seq, out| event.write(item, index, seq, out));
        }
    }

    /// What an order would do, without doing it: the same judgements over the book, on copies of the accounts that fill.
    /// `funds` are the taker's, its open lots already in them.
    pub(super) fn simulate(&self, taker: &Taker, funds: Funds) -> Simulated {
        let mut taker = *taker;
        let size = taker.left;
        let mut result = Simulated { filled: 0, stop: None, quote: 0, fee: 0, funds };
        let Some(market) = self.markets.get(taker.market) else { return result };
        let mut makers: BTreeMap<u32, Funds> = BTreeMap::new();
        let mut ledger = market.now.ledger;
        let side = opposite(taker.side);
        let mut level = market.book.best(side);
        'levels: while let Some(price) = level.filter(|price| taker.price.crosses(taker.side, Ticks(*price))) {
            let mut next = market.book.front(side, price);
            while let Some(slot) = next.filter(|_| taker.left > 0) {
                let order = market.book.get(slot);
                next = market.book.next_in_level(slot);
                let maker_account = self.accounts.at(order.account);
                let scene = Scene {
                    ts_us: self.ts_us,
                    slot: self.slot.0,
                    markets: &self.markets,
                    market,
                    ledger: &ledger,
                    taker: &result.funds,
                    maker_account,
                    maker: makers.get(&order.account).unwrap_or(&maker_account.funds),
                };
                match judge(&scene, &taker, order) {
                    Err(Halt::Drop(_)) => {
                        if !is_reduce_only(order.flags) {
                            let dropped = if order.account == taker.account {
                                &mut result.funds
                            } else {
                                makers.entry(order.account).or_insert_with(|| maker_account.funds.clone())
                            };
                            dropped.market_entry(taker.market).exposure.drop_orders(order.side, u64::from(order.left));
                        }
                    }
                    Err(Halt::Stop(reason)) => {
                        result.stop = Some(reason);
                        break 'levels;
                    }
                    Ok(outcome) => {
                        ledger = outcome.ledger;
                        taker.left = taker.left.saturating_sub(outcome.lots);
                        let notional = market.tick_value.notional(Ticks(order.price), Lots(outcome.lots));
                        result.quote = result.quote.saturating_add(i128::from(notional.map_or(0, Atoms::get)));
                        result.fee = result.fee.saturating_add(i128::from(outcome.taker.fee.get()));
                        let maker = makers.entry(order.account).or_insert_with(|| maker_account.funds.clone());
                        self.store_simulated(maker, taker.market, &outcome.maker);
                        if !is_reduce_only(order.flags) {
                            maker.market_entry(taker.market).exposure.drop_orders(order.side, u64::from(outcome.lots));
                        }
                        self.store_simulated(&mut result.funds, taker.market, &outcome.taker);
                        if !taker.reduce_only {
                            let state = result.funds.market_entry(taker.market);
                            state.exposure.drop_orders(taker.side, u64::from(outcome.lots));
                        }
                    }
                }
            }
            if taker.left == 0 {
                break;
            }
            level = market.book.next_level(side, price);
        }
        result.filled = size.saturating_sub(taker.left);
        result
    }

    /// Stores one side of a simulated fill, its flat losses paid; the other markets' ledgers only take.
    fn store_simulated(&self, funds: &mut Funds, market: u16, party: &Party) {
        let _ = funds.store(market, party, self.ts_us); // judged: it cannot overflow
        if funds.flat_debts > 0 {
            pay_flat_debts(funds, |id| self.markets.get(id).map(|market| market.now.ledger), |_, _| {});
        }
    }
}

/// Whether a fill that closed or turned the position leaves reduce-only orders without purpose.
#[inline(always)]
fn state_needs_cancel(account: &Account, market: u16, before: Position) -> bool {
    account.funds.market(market).is_some_and(|state| {
        state.reduce_only_orders > 0 && closed_or_turned(before, state.exposure.holding.position)
    })
}

/// The event of a cancelled order.
#[inline(always)]
pub(super) fn cancelled_event(market: u16, order: &Order, reason: CancelReason) -> OrderCancelled {
    OrderCancelled {
        order_id: order.id,
        account: number_of(order.account),
        client_order_id: order.client_order_id,
        market,
        side: order.side.code(),
        price: order.price,
        left: order.left,
        filled: order.size.saturating_sub(order.left),
        reason: reason.code(),
    }
}

#[inline(always)]
fn filled_event(taker: &Taker, order: &Order, maker_left: u32, outcome: &Outcome) -> OrderFilled {
    let (maker, held) = (&outcome.maker, &outcome.maker.holding);
    let (taking, holding) = (&outcome.taker, &outcome.taker.holding);
    OrderFilled {
        market: taker.market,
        side: taker.side.code(),
        price: order.price,
        size: outcome.lots,
        maker_order_id: order.id,
        taker_order_id: taker.order_id,
        maker_account: number_of(order.account),
        taker_account: number_of(taker.account),
        maker_client_order_id: order.client_order_id,
        taker_client_order_id: taker.client_order_id,
        maker_left,
        taker_left: taker.left,
        maker_fee: maker.fee.get(),
        taker_fee: taking.fee.get(),
        maker_realized: maker.realized.get(),
        taker_realized: taking.realized.get(),
        maker_position: held.position.get(),
        maker_quote: held.quote.get(),
        maker_claim: held.claim.get(),
        maker_funding: held.funding,
        maker_collateral: maker.collateral.get(),
        taker_position: holding.position.get(),
        taker_quote: holding.quote.get(),
        taker_claim: holding.claim.get(),
        taker_funding: holding.funding,
        taker_collateral: taking.collateral.get(),
    }
}

/// The reason of a refusal that a stopped simulation would give.
pub(super) const fn reason_of(stop: CancelReason) -> Reason {
    match stop {
        CancelReason::Margin => Reason::MarginInitial,
        CancelReason::Band => Reason::PriceBand,
        CancelReason::OpenInterest => Reason::OpenInterestLimit,
        CancelReason::PositionLimit => Reason::PositionLimit,
        CancelReason::FeeCap => Reason::FeeCap,
        CancelReason::Overflow => Reason::Overflow,
        CancelReason::ReduceOnly => Reason::ReduceOnlyNothing,
        _ => Reason::None,
    }
}
