//! Judgement: what may happen between an arriving order and the resting one in front of it.
//!
//! Invariant: `judge` works on copies and changes nothing, so that the match itself, fill-or-kill and the preview follow
//! the same rules; a fill happens only when both parties can carry it (BOOK-6, MGN-5, MGN-6).

use super::receipts::is_reduce_only;
use crate::account::{Account, Funds};
use crate::book::Order;
use crate::borrow::{self, Borrowing};
use crate::carry::{self, reduces};
use crate::delegate::Traded;
use crate::entries::EntryLimit;
use crate::fees::{cap_allows, is_shared, rates_of};
use crate::leaving::is_near;
use crate::liquidation::step_fee_max;
use crate::margin::{Exposure, Health, MarginTerms};
use crate::market::{Market, Markets};
use crate::position::{fill, tidy, Fault, Holding, Ledger, Party, Terms};
use crate::reason::CancelReason;
use crate::rounding::Overflow;
use crate::schema_gen::{Restriction, SelfTrade};
use crate::tail::day_of;
use crate::tier::Action;
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
    /// Lots given up to the owner's own orders (BOOK-4).
    pub given_up: u32,
    pub self_trade: SelfTrade,
    /// Whether it closes a position of its account against its will (LIQ-2).
    pub liquidation: bool,
    /// Whether the operator closes it for an owner who leaves (CUST-34).
    pub leaving: bool,
    pub rate_ppm: i32,
    /// Whether a part of his fees is a referrer's (FEE-2).
    pub shared: bool,
    pub order_id: [u8; 16],
    pub client_order_id: u64,
    pub nonce: u64,
    pub expiry_slot: u64,
    /// Which key signed: 0 the owner, else a delegate.
    pub signer: u8,
    /// Notional that this key may trade a day, atoms; 0: any.
    pub notional_day: u64,
    /// Whether this key fills near the index alone.
    pub near_index: bool,
}

impl Taker {
    /// Nobody's order: takes at most so many lots off a position, at once, no worse than a price. `account`: its place and its owner's.
    pub fn closing(account: (u32, u32), market: u16, at: (Side, Ticks), lots: u32, rate_ppm: i32) -> Taker {
        Taker {
            account: account.0,
            owner: account.1,
            market,
            side: at.0,
            price: at.1,
            left: lots,
            reduce_only: true,
            given_up: 0,
            self_trade: SelfTrade::CancelMaker,
            liquidation: false,
            leaving: false,
            rate_ppm,
            shared: false,
            order_id: [0; 16],
            client_order_id: 0,
            nonce: 0,
            expiry_slot: 0,
            signer: 0,
            notional_day: 0,
            near_index: false,
        }
    }

    /// Whether somebody signed it: a step of a liquidation and what closes for one who leaves are nobody's order.
    #[inline(always)]
    fn is_signed(&self) -> bool {
        !self.liquidation && !self.leaving
    }

    /// Gives the signed order its entry at its first match (BOOK-6).
    #[inline(always)]
    pub fn bind(&self, funds: &mut Funds, slot: u64, limit: EntryLimit) {
        if self.is_signed() {
            funds.bound.bind(self.nonce, self.expiry_slot, slot, limit);
        }
    }
}

/// Gives a resting order its entry at its first match (BOOK-6).
#[inline(always)]
pub(super) fn maker_bind(order: &Order, funds: &mut Funds, slot: u64, limit: EntryLimit) {
    if order.left == order.size {
        funds.bound.bind(order.nonce, order.expiry_slot, slot, limit);
    }
}

/// Stores what a key has traded, where that is counted (SIG-4).
#[inline(always)]
pub(super) fn count_day(funds: &mut Funds, key: u8, traded: Option<Traded>) {
    if let Some(traded) = traded {
        funds.set_traded(key, traded);
    }
}

/// State after a fill.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub lots: u32,
    pub ledger: Ledger,
    pub taker: Party,
    pub maker: Party,
    /// What the keys of taker and maker have traded with it; None: nothing is counted of them.
    pub traded: [Option<Traded>; 2],
}

/// Why two orders do not match.
#[derive(Clone, Copy, Debug)]
pub(super) enum Halt {
    /// The resting order is cancelled and the match goes on.
    Drop(CancelReason),
    /// The arriving order takes no more.
    Stop(CancelReason),
    /// Both: the resting order is cancelled and the arriving one takes no more.
    Both(CancelReason),
    /// Both lose the lots that would have filled (BOOK-4).
    Decrement,
}

/// What `judge` looks at beside the two orders.
pub(super) struct Scene<'a> {
    pub ts_us: u64,
    pub slot: u64,
    pub markets: &'a Markets,
    pub market: &'a Market,
    /// What margin asks at the open interest of the ledger (MGN-2).
    pub terms: &'a MarginTerms,
    pub ledger: &'a Ledger,
    pub taker: &'a Funds,
    pub maker_account: &'a Account,
    pub maker: &'a Funds,
    pub backstop: Option<u32>,
    pub entries: EntryLimit,
    pub lending: Lending,
}

/// What may be borrowed now (MGN-7).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lending {
    pub terms: Borrowing,
    /// By all accounts together.
    pub free: Atoms,
}

impl Lending {
    /// The most that an account may owe on the strength of its other collateral.
    pub fn own(&self, funds: &Funds, markets: &Markets) -> Result<Atoms, Overflow> {
        let mut value = Atoms::ZERO;
        for other in &funds.others {
            value = value.add(markets.assets.get(other.asset).ok_or(Overflow)?.lends(other.amount)?)?;
        }
        self.terms.room_of(value)
    }

    /// How far a loss or a fee may take c of an account below zero.
    #[inline(always)]
    pub fn room(&self, funds: &Funds, markets: &Markets) -> Result<Atoms, Overflow> {
        if funds.others.is_empty() {
            return Ok(Atoms::ZERO);
        }
        borrow::room(funds.collateral, self.own(funds, markets)?, self.free)
    }

    /// What is left for others when an account takes all of a room.
    #[inline(always)]
    fn without(&self, collateral: Atoms, room: Atoms) -> Result<Lending, Overflow> {
        let taken = room.sub(borrow::owed(collateral))?.above_zero();
        Ok(Lending { free: self.free.sub(taken)?, ..*self })
    }
}

/// MGN-7: rooms of taker and maker; the taker's comes first. The backstop has none.
#[inline(always)]
fn rooms(scene: &Scene<'_>, taker: &mut Party, maker: &mut Party) -> Result<(), Overflow> {
    if scene.taker.others.is_empty() && scene.maker.others.is_empty() {
        return Ok(());
    }
    if taker.counted {
        taker.room = scene.lending.room(scene.taker, scene.markets)?;
    }
    if maker.counted {
        maker.room = scene.lending.without(taker.collateral, taker.room)?.room(scene.maker, scene.markets)?;
    }
    Ok(())
}

/// Health of funds without their markets, with this much USDC: other collateral counts by its weights (MGN-7).
#[inline(always)]
pub(super) fn collateral_health(funds: &Funds, markets: &Markets, collateral: Atoms) -> Result<Health, Overflow> {
    let mut health = Health::of_collateral(collateral);
    for other in &funds.others {
        health.add_worth(markets.assets.get(other.asset).ok_or(Overflow)?.worth(other.amount)?)?;
    }
    Ok(health)
}

/// Health of an account when its exposure in one market, on that market's terms, and its collateral were these.
#[inline]
pub(super) fn health_with(
    funds: &Funds,
    markets: &Markets,
    (market, terms): (u16, &MarginTerms),
    exposure: &Exposure,
    collateral: Atoms,
) -> Result<Health, Overflow> {
    let mut health = collateral_health(funds, markets, collateral)?;
    let mut met = false;
    for state in &funds.markets {
        if state.market == market {
            met = true;
            health.add(exposure, terms)?;
        } else {
            health.add(&state.exposure, &markets.get(state.market).ok_or(Overflow)?.terms)?;
        }
    }
    if !met {
        health.add(exposure, terms)?;
    }
    Ok(health)
}

/// MGN-5, MGN-6: whether a party can carry its fill.
#[inline]
fn carries(scene: &Scene<'_>, funds: &Funds, party: &Party, after: &Exposure) -> Result<bool, Overflow> {
    let at = (scene.market.id, scene.terms);
    let health = health_with(funds, scene.markets, at, after, party.collateral)?;
    let before = funds.exposure(scene.market.id);
    carry::carries(&health, (before.holding.position, after.holding.position), || {
        health_with(funds, scene.markets, at, &before, funds.collateral)
    })
}

/// Whether a fill may stand for one side: it is carried, and what it paid can be held (PNL-6).
#[inline(always)]
fn may_stand(scene: &Scene<'_>, funds: &Funds, party: &Party, after: &Exposure) -> Result<(), CancelReason> {
    let held = || {
        let mut held = funds.held;
        party.paid == Atoms::ZERO || held.paid(scene.ts_us, party.paid).is_ok()
    };
    match carries(scene, funds, party, after) {
        Ok(true) if held() => Ok(()),
        Ok(true) | Err(Overflow) => Err(CancelReason::Overflow),
        Ok(false) => Err(CancelReason::Margin),
    }
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
    if !scene.maker_account.signer_trades(order.signer_delegate, scene.market.id, scene.ts_us) {
        return Err(Halt::Drop(CancelReason::Delegate));
    }
    if scene.maker_account.owner == taker.owner {
        return Err(match taker.self_trade {
            SelfTrade::CancelMaker => Halt::Drop(CancelReason::SelfTrade),
            SelfTrade::CancelTaker => Halt::Stop(CancelReason::SelfTrade),
            SelfTrade::CancelBoth => Halt::Both(CancelReason::SelfTrade),
            SelfTrade::Decrement => Halt::Decrement,
        });
    }
    Ok(())
}

/// BOOK-6: no free entry on the chain, no match.
#[inline(always)]
fn entries_free(scene: &Scene<'_>, taker: &Taker, order: &Order) -> Result<(), Halt> {
    if !scene.maker.bound.has_room(order.nonce, is_reduce_only(order.flags), scene.slot, scene.entries) {
        return Err(Halt::Drop(CancelReason::Entries));
    }
    let free = scene.taker.bound.has_room(taker.nonce, taker.reduce_only, scene.slot, scene.entries);
    if free || !taker.is_signed() {
        Ok(())
    } else {
        Err(Halt::Stop(CancelReason::Entries))
    }
}

/// SIG-4: what the bounded keys of taker and maker have traded today with these lots.
#[inline(always)]
fn days_allow(scene: &Scene<'_>, taker: &Taker, order: &Order, lots: u32) -> Result<[Option<Traded>; 2], Halt> {
    let maker_most = scene.maker_account.bounds(order.signer_delegate).notional_day;
    if maker_most == 0 && taker.notional_day == 0 {
        return Ok([None; 2]);
    }
    let day = day_of(scene.ts_us).map_err(|Overflow| Halt::Stop(CancelReason::Overflow))?;
    let notional = scene.market.tick_value.notional(Ticks(order.price), Lots(lots));
    let notional = notional.map_err(|Overflow| Halt::Stop(CancelReason::Overflow))?;
    let traded = |funds: &Funds, key: u8, most: u64| match most {
        0 => Ok(None),
        most => funds.traded(key).with(day, notional, most).map(Some).ok_or(CancelReason::DelegateDay),
    };
    let maker = traded(scene.maker, order.signer_delegate, maker_most).map_err(Halt::Drop)?;
    Ok([traded(scene.taker, taker.signer, taker.notional_day).map_err(Halt::Stop)?, maker])
}

/// SIG-4: of keys that fill near the index alone; by a price that no round may be made of, or of before it was gone, they fill nothing.
#[inline(always)]
fn near_allows(scene: &Scene<'_>, taker: &Taker, order: &Order) -> Result<(), Halt> {
    let making = scene.maker_account.bounds(order.signer_delegate).near_index;
    let market = scene.market;
    let is_far = || !market.closes(Action::Round, scene.ts_us) || !is_near(Ticks(order.price), market.index);
    if (making || taker.near_index) && is_far() {
        return Err(if making { Halt::Drop } else { Halt::Stop }(CancelReason::DelegatePrice));
    }
    Ok(())
}

/// Position limit of the maker, a deficit that lets only reductions happen (LIQ-6), open interest (BOOK-9).
#[inline(always)]
fn limits_allow(
    scene: &Scene<'_>,
    ledger: &Ledger,
    maker: (Position, Position),
    taker: (Position, Position),
) -> Result<(), Halt> {
    let limits = &scene.market.listing;
    if maker.1.magnitude().unsigned_abs() > limits.position_max && !reduces(maker.0, maker.1) {
        return Err(Halt::Drop(CancelReason::PositionLimit));
    }
    if scene.maker_account.free_of(Restriction::ReduceOnly).is_err() && !reduces(maker.0, maker.1) {
        return Err(Halt::Drop(CancelReason::Restricted));
    }
    if scene.ledger.deficit.is_positive() {
        if !reduces(maker.0, maker.1) {
            return Err(Halt::Drop(CancelReason::Deficit));
        }
        if !reduces(taker.0, taker.1) {
            return Err(Halt::Stop(CancelReason::Deficit));
        }
    }
    let interest = ledger.open_interest();
    if interest > scene.ledger.open_interest() && interest.unsigned_abs() > limits.open_interest_max {
        return Err(Halt::Stop(CancelReason::OpenInterest));
    }
    Ok(())
}

/// Decides one match. BOOK-1: the price is the maker's. In this order: expiry, delegate, self-trade (BOOK-4), reduce-only,
/// fee cap (FEE-3), entries on the chain (BOOK-6), prices and days of their keys (SIG-4), band (BOOK-9), position limit, open interest (BOOK-9), range of money (UNIT-4), margin of maker and
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
    entries_free(scene, taker, order)?;
    near_allows(scene, taker, order)?;
    let traded = days_allow(scene, taker, order, lots)?;
    let price = Ticks(order.price);
    if !market.in_band(price) {
        return Err(Halt::Stop(CancelReason::Band));
    }
    let mut ledger = *scene.ledger;
    let mut taker_party = Party::new(taker_exposure.holding, scene.taker.collateral, taker.rate_ppm);
    let mut maker_party = Party::new(maker_exposure.holding, scene.maker.collateral, maker_rate);
    (taker_party.shared, maker_party.shared) = (taker.shared, is_shared(scene.maker_account.tier));
    let terms = Terms {
        side: taker.side,
        lots: Lots(lots),
        price,
        tick_value: market.tick_value,
        lot_mark: market.terms.lot_mark,
    };
    maker_party.counted = Some(order.account) != scene.backstop;
    taker_party.counted = Some(taker.account) != scene.backstop;
    rooms(scene, &mut taker_party, &mut maker_party).map_err(|Overflow| Halt::Stop(CancelReason::Overflow))?;
    if taker.liquidation {
        let most = step_fee_max(&ledger, &taker_party, &maker_party, &terms, |holding, collateral| {
            let exposure = Exposure { holding: *holding, ..scene.taker.exposure(market.id) };
            let at = (market.id, scene.terms);
            Ok(health_with(scene.taker, scene.markets, at, &exposure, collateral)?.net)
        });
        taker_party.liquidation_fee_max = Some(most.map_err(|_| Halt::Stop(CancelReason::Overflow))?);
    }
    match fill(&mut ledger, &mut taker_party, &mut maker_party, &terms) {
        Err(Fault::Taker) => return Err(Halt::Stop(CancelReason::Overflow)),
        Err(Fault::Maker) => return Err(Halt::Drop(CancelReason::Overflow)),
        Ok(()) => {}
    }
    limits_allow(
        scene,
        &ledger,
        (maker_before, maker_party.holding.position),
        (taker_before, taker_party.holding.position),
    )?;
    maker_exposure.holding = maker_party.holding;
    if !is_reduce_only(order.flags) {
        maker_exposure.drop_orders(order.side, u64::from(lots));
    }
    may_stand(scene, scene.maker, &maker_party, &maker_exposure).map_err(Halt::Drop)?;
    taker_exposure.holding = taker_party.holding;
    if !taker.reduce_only {
        taker_exposure.drop_orders(taker.side, u64::from(lots));
    }
    may_stand(scene, scene.taker, &taker_party, &taker_exposure).map_err(Halt::Stop)?;
    Ok(Outcome { lots, ledger, taker: taker_party, maker: maker_party, traded })
}

/// Whether a position closed or turned.
#[inline(always)]
pub(super) fn closed_or_turned(before: Position, after: Position) -> bool {
    let side = if before.get() > 0 { Side::Buy } else { Side::Sell };
    before.on(side) > 0 && after.on(side) == 0
}

/// PNL-4: who has collateral pays the losses left in markets without a position, by market number. `paid` is told what
/// a market's ledger, the holding in it and the collateral become.
pub(super) fn pay_flat_debts(
    funds: &mut Funds,
    mut ledger_of: impl FnMut(u16) -> Option<Ledger>,
    mut paid: impl FnMut(u16, Ledger, &Holding, Atoms),
) {
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
            paid(state.market, ledger, &holding, collateral);
            if !holding.is_flat_debt() {
                funds.flat_debts = funds.flat_debts.saturating_sub(1);
            }
        }
    }
}
