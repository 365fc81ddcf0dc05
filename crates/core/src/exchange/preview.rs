//! What an order would do now, asked without a signature (BOOK-11).
//!
//! Invariant: the same admission and the same matching judgements as for a real order, over what the one who asks can see;
//! nothing changes.

use alloc::vec::Vec;

use super::admission::{may_rest, Released};
use super::beside::Beside;
use super::judge::health_with;
use super::queries::market_view;
use super::receipts::Flags;
use super::seat::Seen;
use super::signed::Incoming;
use super::simulation::reason_of;
use super::Exchange;
use crate::account::{Funds, MarketState};
use crate::margin::MarginTerms;
use crate::position::Holding;
use crate::reason::Reason;
use crate::schema_gen::{
    AccountView, AnswerHead, AssetView, IsolationView, LevelView, OrderKind, OrderView, PositionView, PreviewQuery,
    PreviewView, SelfTrade, TimeInForce,
};
use crate::slab::NONE;
use crate::units::{opposite, Lots, Ppm, Side, Ticks};

/// An answer of a reason alone.
fn refused(reason: Reason) -> PreviewView {
    PreviewView { reason: reason.code(), ..PreviewView::default() }
}

impl Seen {
    /// Previews an order of an account that is among the views.
    #[must_use]
    pub fn preview(&self, query: &PreviewQuery) -> PreviewView {
        match self.seat(query.account, query.market) {
            Err(refusal) => refused(refusal.reason),
            Ok(None) => refused(Reason::AccountUnknown),
            Ok(Some((seat, asker))) => seat.outcome(query, asker),
        }
    }

    /// The most lots, up to the size of the query, that the exchange would take: one more is refused, or above that size.
    #[must_use]
    pub fn lots_most(&self, query: &PreviewQuery) -> u32 {
        let taken = |size: u32| self.preview(&PreviewQuery { size, ..*query }).reason == 0;
        let (mut low, mut high) = (0, query.size);
        while low < high {
            let middle = low.midpoint(high).max(low.saturating_add(1));
            if taken(middle) {
                low = middle;
            } else {
                high = middle.saturating_sub(1);
            }
        }
        low
    }
}

impl Exchange {
    /// The order of a preview; None when a field is outside its enum.
    fn asked(&self, query: &PreviewQuery, account: u32) -> Option<Incoming> {
        Some(Incoming {
            account,
            number: query.account,
            signer: 0,
            market: query.market,
            side: Side::from_u8(query.side)?,
            flags: Flags {
                kind: OrderKind::from_u8(query.kind)?,
                time_in_force: TimeInForce::from_u8(query.time_in_force)?,
                post_only: switch(query.post_only)?,
                reduce_only: switch(query.reduce_only)?,
                self_trade: SelfTrade::CancelMaker,
                group: 0,
                linked: false,
            },
            price: Ticks(query.price),
            size: Lots(query.size),
            fee_max: u16::MAX,
            expiry_slot: self.slot.0,
            nonce: 0,
            order_id: [0; 16],
            client_order_id: 0,
            trigger: None,
            beside: Beside::Plain,
            entry: NONE,
        })
    }

    /// Previews an order: shows its account what it may see, and answers from that.
    pub(super) fn preview(&self, query: &PreviewQuery) -> PreviewView {
        self.seen_by(query).preview(query)
    }

    /// What an account sees of its positions, of their markets, and of the book as far as an order would go.
    fn seen_by(&self, query: &PreviewQuery) -> Seen {
        let mut seen = Seen { head: AnswerHead { seq: self.seq, ts: self.ts_us }, ..Seen::default() };
        let Some(dense) = self.accounts.dense(query.account) else { return seen };
        let account = self.accounts.at(dense);
        seen.accounts.push(AccountView {
            account: query.account,
            owner: account.owner_key,
            index: account.index,
            fee_tier: account.tier,
            restrictions: account.restrictions,
            open_orders: account.open_orders,
            collateral: account.funds.collateral.get(),
            entries_used: self.entries_used(account),
            entries_max: self.entries.0,
            ..AccountView::default()
        });
        for state in &account.funds.markets {
            seen.positions.push(holding_view(query.account, state, &state.exposure.holding));
        }
        seen.borrows.extend(self.borrow_view(dense));
        seen.isolated.extend(account.isolated.map(|market| IsolationView { account: query.account, market }));
        for other in &account.funds.others {
            if let Some(asset) = self.markets.assets.get(other.asset) {
                let amount = AssetView { account: query.account, collateral: other.amount.get(), ..asset.view() };
                seen.assets.push(amount);
            }
        }
        let priced = |id: u16| seen.assets.iter().any(|asset| asset.market == id);
        let held = |id: u16| seen.positions.iter().any(|position| position.market == id);
        let shown =
            self.markets.iter().filter(|market| market.id == query.market || held(market.id) || priced(market.id));
        seen.markets = shown.map(|market| market_view(market, self.hold())).collect();
        let (Some(_), Some(side)) = (self.markets.get(query.market), Side::from_u8(query.side)) else { return seen };
        seen.orders = self.own_orders(&account.owner_key, query.market, opposite(side));
        seen.levels = self.levels_for(query, side, &seen.orders);
        seen
    }

    /// Open orders of an owner's accounts on one side of a market.
    fn own_orders(&self, owner: &[u8; 32], market: u16, side: Side) -> Vec<OrderView> {
        let (Some(owner), Some(known)) = (self.accounts.owner(owner), self.markets.get(market)) else {
            return Vec::new();
        };
        let slots = owner.accounts.iter().flat_map(|dense| self.order_slots(*dense, market));
        let orders = slots.map(|slot| known.book.get(slot)).filter(|order| order.side == side);
        orders.map(|order| self.order_view(self.receipts.get(order.entry), Some(order))).collect()
    }

    /// Levels of the other side, from the best to the one at which others' lots suffice or nothing crosses any more.
    fn levels_for(&self, query: &PreviewQuery, side: Side, own: &[OrderView]) -> Vec<LevelView> {
        let mut levels = Vec::new();
        let Some(market) = self.markets.get(query.market) else { return levels };
        let facing = opposite(side);
        let (mut next, mut wanted) = (market.book.best(facing), u64::from(query.size));
        while let Some(price) = next {
            let (total, orders) = market.book.level_total(facing, price);
            levels.push(LevelView { side: facing.code(), price, total, orders });
            let mine = own.iter().filter(|order| order.price == price).map(|order| u64::from(order.shown)).sum();
            wanted = wanted.saturating_sub(total.saturating_sub(mine));
            if wanted == 0 || !Ticks(query.price).crosses(side, Ticks(price)) {
                break;
            }
            next = market.book.next_level(facing, price);
        }
        levels
    }

    /// What an order would do, on the seat that was made for its account.
    fn outcome(&self, query: &PreviewQuery, account: u32) -> PreviewView {
        let Some(mut incoming) = self.asked(query, account) else { return refused(Reason::RecordMalformed) };
        self.slide(&mut incoming);
        if let Err(refusal) = self.admit(&incoming, Released::default()) {
            let imf_now = self.markets.get(incoming.market).map_or(Ppm(0), |market| market.terms.imf_now);
            let mut view = self.outlook(&incoming, &self.accounts.at(account).funds, imf_now);
            view.reason = refusal.reason.code();
            return view;
        }
        let Ok(funds) = self.funds_with(&incoming, Released::default()) else { return refused(Reason::Overflow) };
        let mut simulated = self.simulate(&self.taker_of(&incoming), funds);
        let left = incoming.size.0.saturating_sub(simulated.filled);
        let position = simulated.funds.exposure(incoming.market).holding.position;
        let ended = incoming.flags.reduce_only && position.on(opposite(incoming.side)) == 0;
        let rests = simulated.stop.is_none() && may_rest(incoming.flags.time_in_force) && !ended;
        if !rests && !incoming.flags.reduce_only {
            let state = simulated.funds.market_entry(incoming.market);
            state.exposure.drop_orders(incoming.side, u64::from(left));
        }
        let mut view = self.outlook(&incoming, &simulated.funds, simulated.imf_now);
        view.filled = simulated.filled;
        view.resting = if rests { left } else { 0 };
        view.fee = i64::try_from(simulated.fee).unwrap_or(i64::MAX);
        view.average_price = self.average(&incoming, simulated.quote, simulated.filled);
        if simulated.filled == 0 {
            view.reason = simulated.stop.map_or(0, |stop| reason_of(stop).code());
        }
        view
    }

    /// Account and position with these funds, at the least initial fraction that the market's open interest then asks.
    fn outlook(&self, incoming: &Incoming, funds: &Funds, imf_now: Ppm) -> PreviewView {
        let exposure = funds.exposure(incoming.market);
        let mut view = PreviewView { position: exposure.holding.position.get(), ..PreviewView::default() };
        let Some(market) = self.markets.get(incoming.market) else { return view };
        let at = (market.id, &MarginTerms { imf_now, ..market.terms });
        if let Ok(health) = health_with(funds, &self.markets, at, &exposure, funds.collateral) {
            view.equity = health.net.get();
            view.equity_open = health.open.get();
            view.imr = health.initial.get();
            view.mmr = health.maintenance.get();
        }
        view.liquidation_price = self.liquidation_price(funds, incoming.market);
        view
    }

    /// Average price of fills, mticks.
    fn average(&self, incoming: &Incoming, quote: i128, filled: u32) -> u64 {
        self.markets.get(incoming.market).map_or(0, |market| market.tick_value.average(incoming.side, quote, filled).0)
    }
}

/// What a position holds, and the orders that count beside it: what a preview needs of it. Funding may be due or taken in:
/// the holding says up to where, the market's view what is due (FND-3).
pub(super) fn holding_view(account: u64, state: &MarketState, holding: &Holding) -> PositionView {
    PositionView {
        account,
        market: state.market,
        position: holding.position.get(),
        quote: holding.quote.get(),
        claim: holding.claim.get(),
        swept: holding.swept.get(),
        funding: holding.funding,
        buys: state.exposure.buys,
        sells: state.exposure.sells,
        leverage: state.leverage,
        ..PositionView::default()
    }
}

/// A switch of a query: 0 or 1.
const fn switch(byte: u8) -> Option<bool> {
    match byte {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}
