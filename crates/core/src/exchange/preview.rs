//! What an order would do now, asked without a signature.
//!
//! Invariant: the same admission and the same matching judgements as for a real order; nothing changes.

use super::admission::{may_rest, Released};
use super::judge::health_with;
use super::receipts::Flags;
use super::signed::Incoming;
use super::simulation::reason_of;
use super::Exchange;
use crate::account::Funds;
use crate::reason::Reason;
use crate::schema_gen::{OrderKind, PreviewQuery, PreviewView, TimeInForce};
use crate::units::{opposite, Lots, Side, Ticks};

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
                cancel_taker: false,
            },
            price: Ticks(query.price),
            size: Lots(query.size),
            fee_max: u16::MAX,
            expiry_slot: self.slot.0,
            nonce: 0,
            order_id: [0; 16],
            client_order_id: 0,
        })
    }

    /// Previews an order.
    pub(super) fn preview(&self, query: &PreviewQuery) -> PreviewView {
        let refused = |reason: Reason| PreviewView { reason: reason.code(), ..PreviewView::default() };
        let Some(account) = self.accounts.dense(query.account) else { return refused(Reason::AccountUnknown) };
        let Some(incoming) = self.asked(query, account) else { return refused(Reason::RecordMalformed) };
        if let Err(refusal) = self.admit(&incoming, Released::default()) {
            let mut view = self.outlook(&incoming, &self.accounts.at(account).funds);
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
        let mut view = self.outlook(&incoming, &simulated.funds);
        view.filled = simulated.filled;
        view.resting = if rests { left } else { 0 };
        view.fee = i64::try_from(simulated.fee).unwrap_or(i64::MAX);
        view.average_price = self.average(&incoming, simulated.quote, simulated.filled);
        if simulated.filled == 0 {
            view.reason = simulated.stop.map_or(0, |stop| reason_of(stop).code());
        }
        view
    }

    /// Account and position with these funds.
    fn outlook(&self, incoming: &Incoming, funds: &Funds) -> PreviewView {
        let exposure = funds.exposure(incoming.market);
        let mut view = PreviewView { position: exposure.holding.position.get(), ..PreviewView::default() };
        if let Ok(health) = health_with(funds, &self.markets, incoming.market, &exposure, funds.collateral) {
            view.equity = health.net.get();
            view.equity_open = health.open.get();
            view.imr = health.initial.get();
            view.mmr = health.maintenance.get();
        }
        view.liquidation_price = self.liquidation_price(funds, incoming.market);
        view
    }

    /// Average price of fills, mticks, rounded against the user: up for a buyer, down for a seller.
    fn average(&self, incoming: &Incoming, quote: i128, filled: u32) -> u64 {
        let Some(market) = self.markets.get(incoming.market) else { return 0 };
        let divisor = i128::from(market.tick_value.0).saturating_mul(i128::from(filled));
        let scaled = quote.saturating_mul(1_000);
        let rounded = match incoming.side {
            Side::Buy => scaled.saturating_neg().checked_div_euclid(divisor).map(i128::saturating_neg),
            Side::Sell => scaled.checked_div_euclid(divisor),
        };
        u64::try_from(rounded.unwrap_or(0)).unwrap_or(0)
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
