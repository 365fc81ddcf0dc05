//! A trade between two orders of self accounts, by the core's own functions, on the market's own ledger of such accounts
//! (CUST-26: PNL-4, FEE-4, MGN-5, MGN-6, BOOK-9).
//!
//! Invariant: no order trades worse than it was signed, beyond its size or after its end; both parties can carry what they have
//! afterwards, what other orders of theirs lock left aside; nothing of the ledger of engine accounts is touched.

use anchor_lang::prelude::*;
use quantdesk_core::carry::{in_band, reduces, within_limit};
use quantdesk_core::fees::rates_of;
use quantdesk_core::liquidation::{fillable_price, step_lots, way_of, STEP_US};
use quantdesk_core::position::{fill, Party, Terms};
use quantdesk_core::schema_gen::LiquidationWay;
use quantdesk_core::units::{opposite, Atoms, LotValue, Lots, Mticks, Ppm, Side, TickValue};

use crate::error::Refusal;
use crate::event::OwnTrade;
use crate::position::fill::{carried, party_of, party_store, step_fee_most};
use crate::position::settle_items::Head;
use crate::state::exchange::PAUSE_ORDERS;
use crate::state::market::{own_interest_max, own_position_max};
use crate::state::order::REDUCE_ONLY;
use crate::state::{Exchange, Market, Order, Risk, UserAccount};

/// State of an order in its event: it was placed.
pub const PLACED: u64 = 1;
/// It is off the chain.
pub const ENDED: u64 = 2;
/// Fee tier of self accounts.
const TIER: u8 = 0;
const MICROSECONDS: u64 = 1_000_000;

/// What every trade of an instruction is judged by.
pub struct Scene {
    clock: Clock,
    head: Head,
    reductions_alone: bool,
    tick_value: TickValue,
    mark: Mticks,
    index: Mticks,
}

impl Scene {
    /// The marks in force. When they are old, or new risk is paused, both sides of a trade may only reduce.
    ///
    /// # Errors
    /// `MarketNotLive`, `PriceBand` before the first mark.
    pub fn of(exchange: &Exchange, risk: &Risk, market: &Market, clock: &Clock) -> Result<Scene> {
        require!(clock.unix_timestamp >= market.live_s, Refusal::MarketNotLive);
        let row = risk.rows.get(usize::from(market.number)).ok_or(Refusal::MarketUnknown)?;
        require!(row.mark_mticks > 0, Refusal::PriceBand);
        let seconds = u64::try_from(clock.unix_timestamp).map_err(|_| Refusal::Overflow)?;
        let now_us = seconds.checked_mul(MICROSECONDS).ok_or(Refusal::Overflow)?;
        Ok(Scene {
            clock: *clock,
            head: Head { engine_us: now_us, round: risk.round },
            reductions_alone: row.young_check(now_us).is_err() || exchange.not_paused(PAUSE_ORDERS).is_err(),
            tick_value: TickValue(row.tick_value),
            mark: Mticks(row.mark_mticks),
            index: Mticks(row.index_mticks),
        })
    }
}

impl Scene {
    /// What a lot is worth at the mark.
    pub fn lot_mark(&self) -> Result<LotValue> {
        Ok(self.tick_value.lot_at(self.mark).map_err(Refusal::from)?)
    }

    /// Time and round that an account notes.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }
}

/// Trades what both orders have left at the price of the older.
///
/// # Errors
/// What the orders, the band, the caps or the margin of either side do not allow.
pub fn trade(
    scene: &Scene,
    risk: &Risk,
    market: &mut Market,
    making: (&mut UserAccount, &mut Order),
    taking: (&mut UserAccount, &mut Order),
) -> Result<()> {
    trade_as(scene, risk, market, making, taking, &Fee { rate: rates_of(TIER).taker_ppm, of: FeeOf::Order })
}

/// What the taker pays.
struct Fee {
    rate: i32,
    of: FeeOf,
}

/// What bounds a fee, and where it goes (LIQ-3).
#[derive(PartialEq, Eq)]
enum FeeOf {
    /// The rate alone.
    Order,
    /// A liquidation: never more than Net is after the loss, half of it insurance.
    Step,
    /// The liquidation of a bankrupt: nothing.
    Bankrupt,
}

fn trade_as(
    scene: &Scene,
    risk: &Risk,
    market: &mut Market,
    (making_user, making): (&mut UserAccount, &mut Order),
    (taking_user, taking): (&mut UserAccount, &mut Order),
    fee: &Fee,
) -> Result<()> {
    let lots =
        orders_check(scene, making, taking)?.min(held_for(making_user, making)?).min(held_for(taking_user, taking)?);
    require!(lots > 0, Refusal::ReduceOnlyNothing);
    require!(making_user.owner != taking_user.owner, Refusal::SelfTrade);
    let price = making.limit();
    require!(in_band(price, scene.mark, scene.index, Ppm(market.band_ppm)), Refusal::PriceBand);

    let number = market.number;
    let row = risk.rows.get(usize::from(number)).ok_or(Refusal::MarketUnknown)?;
    let mut ledger = market.own.core(row.funding)?;
    let interest = ledger.open_interest();
    let mut taker = party_of(taking_user, number, rate(fee.rate)?)?;
    let mut maker = party_of(making_user, number, rate(rates_of(TIER).maker_ppm)?)?;
    let terms = Terms {
        side: taking.side()?,
        lots: Lots(lots),
        price,
        tick_value: scene.tick_value,
        lot_mark: scene.lot_mark()?,
    };
    taker.liquidation_fee_max = match fee.of {
        FeeOf::Order => None,
        FeeOf::Step => Some(step_fee_most(taking_user, risk, number, (&ledger, &taker, &maker), &terms)?),
        FeeOf::Bankrupt => Some(Atoms::ZERO),
    };
    fill(&mut ledger, &mut taker, &mut maker, &terms).map_err(|_| Refusal::Overflow)?;
    let grown = ledger.open_interest();
    let most = own_interest_max(market);
    require!(grown <= interest || grown.unsigned_abs() <= most, Refusal::OpenInterestLimit);

    let mut counted = market.own;
    for (user, order, party) in [(taking_user, &mut *taking, &taker), (making_user, &mut *making, &maker)] {
        let free = order.fill(lots)?;
        user.lock_free(free)?;
        carry_check(scene, user, risk, market, party)?;
        if !reduces(user.holding(number)?.position, party.holding.position) {
            user.insured_end(number);
        }
        party_store(user, number, party, &scene.head, &mut counted)?;
    }
    counted.seq = counted.seq.checked_add(1).ok_or(Refusal::Overflow)?;
    counted.take(&ledger);
    market.own = counted;
    emit!(OwnTrade {
        seq: counted.seq,
        slot: scene.clock.slot,
        market: u64::from(number),
        taker: taking.account,
        taker_order: taking.client_order_id,
        maker: making.account,
        maker_order: making.client_order_id,
        lots: u64::from(lots),
        price: u64::from(price.0),
        taker_fee_atoms: taker.fee.get(),
        maker_fee_atoms: maker.fee.get(),
    });
    Ok(())
}

/// LIQ-1 to LIQ-4, LIQ-7: one step of a self account that cannot keep what it holds, against an order that is there: the lots, the
/// worst price and the fee are the core's.
///
/// # Errors
/// `MarkStale`, `Healthy`, `StepEarly`, and what does not let the two trade.
pub fn liquidation_step(
    scene: &Scene,
    risk: &Risk,
    market: &mut Market,
    (making_user, making): (&mut UserAccount, &mut Order),
    (user, at): (&mut UserAccount, Address),
) -> Result<()> {
    let number = market.number;
    let row = risk.rows.get(usize::from(number)).ok_or(Refusal::MarketUnknown)?;
    risk.young_check(user, scene.head.engine_us)?;
    let health = risk.health(user)?;
    let position = user.holding(number)?.position;
    let way = way_of(&health, position.get() != 0, false).ok_or(Refusal::Healthy)?;
    let now_us = scene.head.engine_us;
    let early = way == LiquidationWay::Book && now_us < user.liquidated_us.saturating_add(STEP_US);
    require!(!early, Refusal::StepEarly);
    let (side, held) = (if position.get() > 0 { Side::Sell } else { Side::Buy }, position.magnitude());
    let rate = row.step_rate_max();
    let lots = step_lots(held, scene.lot_mark()?, &health, Ppm(row.mmf_ppm), rate).map_err(Refusal::from)?;
    let needed = risk.maintenance_of(user, number)?;
    let price = fillable_price(side, held, scene.tick_value, scene.mark, needed, &health).map_err(Refusal::from)?;
    let size = u32::try_from(lots).unwrap_or(u32::MAX);
    let mut taking = Order {
        side: if side == Side::Buy { 0 } else { 1 },
        flags: REDUCE_ONLY,
        market: number,
        price: price.0,
        size,
        left: size,
        number: u64::MAX,
        expiry_slot: scene.clock.slot,
        account: user.settled.number,
        user: at,
        ..bytemuck::Zeroable::zeroed()
    };
    let of = if way == LiquidationWay::Round { FeeOf::Bankrupt } else { FeeOf::Step };
    let fee = Fee { rate: i32::try_from(rate.0).map_err(|_| Refusal::Overflow)?, of };
    trade_as(scene, risk, market, (making_user, making), (&mut *user, &mut taking), &fee)?;
    user.liquidated_us = now_us;
    Ok(())
}

/// Two orders that may meet; returns the lots that both have left.
fn orders_check(scene: &Scene, making: &Order, taking: &Order) -> Result<u32> {
    let crosses = within_limit(taking.side()?, taking.limit(), making.limit());
    require!(making.side != taking.side && crosses, Refusal::OrdersApart);
    require!(!taking.post_only(), Refusal::OrderKind);
    let slot = scene.clock.slot;
    require!(!making.is_over(slot) && !taking.is_over(slot), Refusal::Expired);
    Ok(making.left.min(taking.left))
}

/// BOOK-3: how many lots of an order may trade: of a reduce-only one those that there are to close.
fn held_for(user: &UserAccount, order: &Order) -> Result<u32> {
    if !order.reduce_only() {
        return Ok(u32::MAX);
    }
    let held = user.holding(order.market)?.position.on(opposite(order.side()?));
    Ok(u32::try_from(held.max(0)).unwrap_or(u32::MAX))
}

/// MGN-5, MGN-6, and the caps of self accounts: new risk must be carried by what no other order locks.
fn carry_check(scene: &Scene, user: &UserAccount, risk: &Risk, market: &Market, party: &Party) -> Result<()> {
    let moved = (user.holding(market.number)?.position, party.holding.position);
    if !reduces(moved.0, moved.1) {
        require!(!scene.reductions_alone, Refusal::MarkStale);
        risk.young_check(user, scene.head.engine_us)?;
        let large = party.holding.position.magnitude().unsigned_abs() > own_position_max(market);
        require!(!large, Refusal::PositionLimit);
        let free = party.collateral.sub(user.locked()?).map_err(Refusal::from)?;
        let after = risk.health_with(user, market.number, &party.holding, free)?;
        require!(after.carries_risk(), Refusal::MarginInitial);
        return Ok(());
    }
    require!(carried(user, risk, market.number, party)?, Refusal::MarginInitial);
    Ok(())
}

fn rate(ppm: i32) -> Result<i16> {
    Ok(i16::try_from(ppm).map_err(|_| Refusal::Overflow)?)
}
