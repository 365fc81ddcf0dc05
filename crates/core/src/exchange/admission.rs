//! Admission: whether a new order may enter (BOOK-2 to BOOK-10, MGN-5). Reads only.
//!
//! Invariant: a pure reduction is never refused for a pause, an open-interest cap, a position limit or margin at arrival;
//! each of its fills is still judged (MGN-6).

use super::beside::Beside;
use super::judge::{health_with, Taker};
use super::signed::{Incoming, EXPIRY_SLOTS_MAX};
use super::Exchange;
use crate::account::{Funds, OPEN_ORDERS_MAX};
use crate::fees::{cap_allows, is_shared, rates_of, FEE_CAP_UNIT_PPM};
use crate::margin::{Exposure, MarginTerms};
use crate::market::Market;
use crate::reason::{Reason, Refusal};
use crate::schema_gen::{OrderKind, Restriction, TimeInForce};
use crate::slab::NONE;
use crate::tier::{Action, Tier, IMF_SLOW};
use crate::units::{detail, opposite, Side, Ticks};

/// Open lots that a replacement gives up: they do not count while its successor is judged.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Released {
    /// Orders, 0 or 1.
    pub orders: u32,
    /// Lots that counted for margin.
    pub lots: u64,
}

/// Whether an order may stay in the book.
#[inline(always)]
pub(super) fn may_rest(time_in_force: TimeInForce) -> bool {
    matches!(time_in_force, TimeInForce::Gtc | TimeInForce::Gtd)
}

/// Ranges of size and price.
#[inline(always)]
pub(super) fn ranges_allow(market: &Market, incoming: &Incoming) -> Result<(), Refusal> {
    let listing = &market.listing;
    let (size, price) = (incoming.size.0, incoming.price.0);
    if size == 0 || size > listing.order_max {
        return Err(Refusal::with(Reason::OrderSize, i64::from(listing.order_max), i64::from(size)));
    }
    if price == 0 || price > listing.price_max {
        return Err(Refusal::with(Reason::OrderPrice, i64::from(listing.price_max), i64::from(price)));
    }
    Ok(())
}

/// Ranges and combinations of fields.
#[inline(always)]
fn fields_allowed(market: &Market, incoming: &Incoming) -> Result<(), Refusal> {
    ranges_allow(market, incoming)?;
    let flags = incoming.flags;
    let rests = may_rest(flags.time_in_force);
    let exists = match flags.kind {
        OrderKind::Limit => true,
        OrderKind::Market => !rests,
        OrderKind::Slide => flags.post_only,
        OrderKind::Iceberg | OrderKind::Pegged => incoming.beside != Beside::Plain,
        _ => incoming.entry != NONE,
    };
    if !exists || (flags.post_only && !rests) || incoming.trigger.is_some() {
        return Err(Refusal::of(Reason::OrderKind));
    }
    if market.mark.0 == 0 || market.index.0 == 0 {
        return Err(Refusal::of(Reason::MarketPriceUnknown));
    }
    Ok(())
}

/// BOOK-9: a resting order may not cross the index by its initial margin or more.
#[inline(always)]
fn band_allows(market: &Market, incoming: &Incoming) -> Result<(), Refusal> {
    let bound = market.resting_bound(incoming.side)?;
    let inside = match incoming.side {
        Side::Buy => incoming.price <= bound,
        Side::Sell => incoming.price >= bound,
    };
    if inside {
        return Ok(());
    }
    Err(Refusal::with(Reason::PriceBand, i64::from(bound.0), i64::from(incoming.price.0)))
}

/// ORC-3: the refusal that names tier and cause.
#[cold]
pub(super) fn tier_refusal(market: &Market) -> Refusal {
    Refusal::with(Reason::MarketTier, i64::from(market.feed.tier.code()), i64::from(market.feed.cause.code()))
}

/// A pure reduction: reduce-only, or against the position and, with the open orders of its side, no larger than it.
#[inline(always)]
fn is_pure_reduction(incoming: &Incoming, exposure: &Exposure) -> bool {
    let held = exposure.holding.position.on(opposite(incoming.side)).unsigned_abs();
    let orders = exposure.orders(incoming.side).saturating_add(u64::from(incoming.size.0));
    incoming.flags.reduce_only || orders <= held
}

fn entries_detail(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Exchange {
    /// Judges a new order in the order of the specification's table.
    ///
    /// # Errors
    /// The first reason that holds.
    #[inline]
    pub(super) fn admit(&self, incoming: &Incoming, released: Released) -> Result<(), Refusal> {
        self.expiry_in_range(incoming.expiry_slot, EXPIRY_SLOTS_MAX)?;
        let market = self.markets.get(incoming.market).ok_or(Reason::MarketUnknown)?;
        let account = self.accounts.at(incoming.account);
        account.trades_in(incoming.market)?;
        self.key_allows(incoming)?;
        fields_allowed(market, incoming)?;
        let mut exposure = account.funds.exposure(incoming.market);
        exposure.drop_orders(incoming.side, released.lots);
        let pure = is_pure_reduction(incoming, &exposure);
        if !pure {
            account.free_of(Restriction::ReduceOnly)?;
        }
        if market.paused && !pure {
            return Err(Refusal::of(Reason::MarketPaused));
        }
        self.hold_allows(pure)?;
        if !market.allows(if pure { Action::Reduce } else { Action::Increase }) {
            return Err(tier_refusal(market));
        }
        if !pure && market.now.ledger.deficit.is_positive() {
            return Err(Refusal::of(Reason::MarketDeficit));
        }
        if !pure && market.is_catching_up() {
            return Err(Refusal::of(Reason::MarketCatchingUp));
        }
        let flags = incoming.flags;
        if flags.reduce_only && exposure.holding.position.on(opposite(incoming.side)) == 0 {
            return Err(Refusal::of(Reason::ReduceOnlyNothing));
        }
        let rates = rates_of(account.tier);
        let rate = if flags.post_only { rates.maker_ppm } else { rates.taker_ppm };
        if !cap_allows(incoming.fee_max, rate) {
            let cap = i32::from(incoming.fee_max).wrapping_mul(FEE_CAP_UNIT_PPM); // at most 655,350
            return Err(Refusal::with(Reason::FeeCap, i64::from(cap), i64::from(rate)));
        }
        self.entries_allow(incoming, &account.funds)?;
        self.day_allows(incoming, market)?;
        let rests = may_rest(flags.time_in_force);
        if rests {
            band_allows(market, incoming)?;
            let open = account.open_orders.saturating_sub(released.orders);
            if open >= OPEN_ORDERS_MAX {
                return Err(Refusal::with(Reason::OrderLimit, i64::from(OPEN_ORDERS_MAX), i64::from(open)));
            }
        }
        if !pure {
            self.risk_allows(incoming, &account.funds, exposure, market)?;
        }
        self.book_allows(incoming, released, market)
    }

    /// BOOK-6: an order that could not match, for want of an entry on the chain, does not rest either.
    #[inline(always)]
    fn entries_allow(&self, incoming: &Incoming, funds: &Funds) -> Result<(), Refusal> {
        let (reduce_only, slot) = (incoming.flags.reduce_only, self.slot.0);
        if funds.bound.has_room(incoming.nonce, reduce_only, slot, self.entries) {
            return Ok(());
        }
        let (most, used) = (self.entries.for_order(reduce_only), funds.bound.used(slot));
        Err(Refusal::with(Reason::EntriesFull, entries_detail(most), entries_detail(used)))
    }

    /// Limits and margin of new risk, with the whole order resting (MGN-5).
    #[inline]
    fn risk_allows(
        &self,
        incoming: &Incoming,
        funds: &Funds,
        mut exposure: Exposure,
        market: &Market,
    ) -> Result<(), Refusal> {
        exposure.add_orders(incoming.side, u64::from(incoming.size.0))?;
        let reach = exposure.reach(incoming.side)?;
        if u64::try_from(reach).unwrap_or(0) > market.listing.position_max {
            return Err(Refusal::with(Reason::PositionLimit, detail(market.listing.position_max), reach));
        }
        let interest = market.now.ledger.open_interest();
        if interest.unsigned_abs() >= market.listing.open_interest_max {
            return Err(Refusal::with(Reason::OpenInterestLimit, detail(market.listing.open_interest_max), interest));
        }
        let at = (market.id, &market.terms);
        let health = health_with(funds, &self.markets, at, &exposure, funds.collateral)?;
        if health.open < health.initial {
            return Err(Refusal::with(Reason::MarginInitial, health.initial.get(), health.open.get()));
        }
        if health.net <= health.maintenance {
            return Err(Refusal::with(Reason::MarginMaintenance, health.maintenance.get(), health.net.get()));
        }
        if market.feed.tier == Tier::Slow {
            let twice = MarginTerms { imf_now: market.terms.imf_now.max(IMF_SLOW), ..market.terms };
            let more = exposure.initial(&twice)?.sub(exposure.initial(&market.terms)?)?;
            if health.open < health.initial.add(more)? {
                return Err(tier_refusal(market));
            }
        }
        Ok(())
    }

    /// What the other side of the book says: post-only may not take, fill-or-kill must fill whole (simulated first).
    #[inline]
    fn book_allows(&self, incoming: &Incoming, released: Released, market: &Market) -> Result<(), Refusal> {
        if incoming.flags.post_only {
            if let Some(best) = market.book.best(opposite(incoming.side)) {
                if incoming.price.crosses(incoming.side, Ticks(best)) {
                    return Err(Refusal::with(Reason::PostOnlyCrosses, i64::from(best), i64::from(incoming.price.0)));
                }
            }
        }
        if incoming.flags.time_in_force == TimeInForce::Fok {
            let simulated = self.simulate(&self.taker_of(incoming), self.funds_with(incoming, released)?);
            if simulated.filled < incoming.size.0 {
                let (size, fillable) = (i64::from(incoming.size.0), i64::from(simulated.filled));
                return Err(Refusal::with(Reason::FokUnfillable, size, fillable));
            }
        }
        Ok(())
    }

    /// BOOK-3: an order that slides and would take moves to one tick from the best price of the other side. It stays where it
    /// is when there is no such tick, and is refused like any other post-only order then.
    #[inline(always)]
    pub(super) fn slide(&self, incoming: &mut Incoming) {
        if matches!(incoming.flags.kind, OrderKind::Slide | OrderKind::Pegged) {
            self.slid(incoming);
        }
    }

    #[cold]
    fn slid(&self, incoming: &mut Incoming) {
        let Some(market) = self.markets.get(incoming.market) else { return };
        let best = market.book.best(opposite(incoming.side)).filter(|best| {
            incoming.price.crosses(incoming.side, Ticks(*best)) && incoming.price.0 <= market.listing.price_max
        });
        let moved = best.and_then(|best| match incoming.side {
            Side::Buy => best.checked_sub(1).filter(|price| *price > 0),
            Side::Sell => best.checked_add(1),
        });
        if let Some(price) = moved {
            incoming.price = Ticks(price);
        }
    }

    /// The arriving side of an order.
    #[inline(always)]
    pub(super) fn taker_of(&self, incoming: &Incoming) -> Taker {
        let account = self.accounts.at(incoming.account);
        Taker {
            account: incoming.account,
            owner: account.owner,
            market: incoming.market,
            side: incoming.side,
            price: incoming.price,
            left: incoming.size.0,
            reduce_only: incoming.flags.reduce_only,
            given_up: 0,
            self_trade: incoming.flags.self_trade,
            liquidation: false,
            leaving: false,
            rate_ppm: rates_of(account.tier).taker_ppm,
            shared: is_shared(account.tier),
            order_id: incoming.order_id,
            client_order_id: incoming.client_order_id,
            nonce: incoming.nonce,
            expiry_slot: incoming.expiry_slot,
            signer: incoming.signer,
            notional_day: account.bounds(incoming.signer).notional_day,
            near_index: account.bounds(incoming.signer).near_index,
        }
    }

    /// Funds of an account with an order among its open ones, and a replaced one gone.
    pub(super) fn funds_with(&self, incoming: &Incoming, released: Released) -> Result<Funds, Refusal> {
        let mut funds = self.accounts.at(incoming.account).funds.clone();
        let exposure = &mut funds.market_entry(incoming.market).exposure;
        exposure.drop_orders(incoming.side, released.lots);
        if !incoming.flags.reduce_only {
            exposure.add_orders(incoming.side, u64::from(incoming.size.0))?;
        }
        Ok(funds)
    }
}
