//! Markets: listing, parameters, prices, pauses.
//!
//! Invariant: a market's symbol and grid never change; index and mark are known together and within the allowed price.

use super::accounts::count;
use super::{refuse, Events, Exchange, Subject};
use crate::asset::price_fits;
use crate::market::{prove, Market, MARKETS_MAX, MARKET_ALL};
use crate::reason::{Reason, Refusal};
use crate::schema_gen::{ListMarket, SetMarketParameters, SetPause, SetPrices};
use crate::tier::Feed;
use crate::units::{Mticks, Ppm, Ticks};

/// The same fields as a listing.
const fn listing_of(command: &SetMarketParameters) -> ListMarket {
    ListMarket {
        market: command.market,
        symbol: command.symbol,
        tick_size: command.tick_size,
        lot_size: command.lot_size,
        price_max: command.price_max,
        order_max: command.order_max,
        position_max: command.position_max,
        open_interest_max: command.open_interest_max,
        imf: command.imf,
        mmf: command.mmf,
        requirement_min: command.requirement_min,
        profit_cap: command.profit_cap,
        band: command.band,
    }
}

impl Exchange {
    /// Lists a market; every bound is proven (UNIT-2, UNIT-3).
    pub(super) fn list_market(&mut self, command: &ListMarket, events: &mut Events<'_>) {
        match self.try_list(command) {
            Err(refusal) => refuse(events, &Subject::of(ListMarket::KIND, 0), refusal),
            Ok(()) => self.tell_market(command.market, events),
        }
    }

    fn try_list(&mut self, command: &ListMarket) -> Result<(), Refusal> {
        if self.markets.get(command.market).is_some() {
            return Err(Refusal::of(Reason::MarketExists));
        }
        if self.markets.len() >= MARKETS_MAX {
            return Err(Refusal::with(Reason::MarketLimit, count(MARKETS_MAX), count(self.markets.len())));
        }
        self.markets.add(Market::list(*command)?);
        Ok(())
    }

    /// Changes the parameters of a market; symbol and grid stay.
    pub(super) fn set_market_parameters(&mut self, command: &SetMarketParameters, events: &mut Events<'_>) {
        match self.try_set_parameters(&listing_of(command)) {
            Err(refusal) => refuse(events, &Subject::of(SetMarketParameters::KIND, 0), refusal),
            Ok(()) => self.tell_market(command.market, events),
        }
    }

    pub(super) fn try_set_parameters(&mut self, listing: &ListMarket) -> Result<(), Refusal> {
        let priced = self.markets.assets.priced_by(listing.market).next().is_some();
        let market = self.markets.get_mut(listing.market).ok_or(Reason::MarketUnknown)?;
        let _ = prove(listing)?;
        let same = (market.listing.symbol, market.listing.tick_size, market.listing.lot_size)
            == (listing.symbol, listing.tick_size, listing.lot_size);
        if !same {
            return Err(Refusal::of(Reason::MarketParameters));
        }
        let highest = market.mark.max(market.index).max(market.newest);
        if highest > Ticks(listing.price_max).mticks() {
            return Err(Refusal::of(Reason::PriceRange));
        }
        if priced && !price_fits(listing.price_max, listing.tick_size) {
            return Err(Refusal::of(Reason::PriceRange));
        }
        let terms = market.terms;
        let before = core::mem::replace(&mut market.listing, *listing);
        let margin = market.margin;
        let grown = market.set_margin(&margin, Ppm(listing.imf), Ppm(listing.mmf));
        if let Err(refusal) = grown.and_then(|()| Ok(market.derive()?)) {
            (market.listing, market.terms) = (before, terms);
            return Err(refusal);
        }
        self.watch_all();
        Ok(())
    }

    pub(super) fn tell_market(&self, id: u16, events: &mut Events<'_>) {
        if let Some(market) = self.markets.get(id) {
            let event = market.set_event();
            events.put(|item, index, seq, out| event.write(item, index, seq, out));
        }
    }

    /// Index and mark of a market, set by hand: no mark round changes them until an index comes by `SetIndex`.
    pub(super) fn set_prices(&mut self, command: &SetPrices, events: &mut Events<'_>) {
        match self.try_set_prices(command) {
            Err(refusal) => refuse(events, &Subject::of(SetPrices::KIND, 0), refusal),
            Ok(()) => {
                self.tell_prices(command.market, false, events);
                self.tier_set(command.market, events);
                self.follow(command.market, events);
            }
        }
    }

    fn try_set_prices(&mut self, command: &SetPrices) -> Result<(), Refusal> {
        let ts_us = self.ts_us;
        let market = self.markets.get_mut(command.market).ok_or(Reason::MarketUnknown)?;
        let (index, mark) = (Mticks(command.index_price), Mticks(command.mark_price));
        if index.0 == 0 || mark.0 == 0 {
            return Err(Refusal::of(Reason::PriceZero));
        }
        if index.max(mark) > Ticks(market.listing.price_max).mticks() {
            return Err(Refusal::of(Reason::PriceRange));
        }
        let before = (market.index, market.mark);
        (market.index, market.mark) = (index, mark);
        if let Err(overflow) = market.derive().and_then(|()| market.move_slow(ts_us)) {
            (market.index, market.mark) = before;
            market.derive()?;
            return Err(overflow.into());
        }
        (market.newest, market.published_us) = (Mticks(0), 0);
        market.feed = Feed { tier: market.feed.tier, cause: market.feed.cause, ..Feed::BY_HAND };
        self.markets.reprice(command.market);
        self.triggers.note(command.market);
        Ok(())
    }

    /// Pauses new risk in one market or in all; tells each that changed, and a market named alone in any case.
    pub(super) fn set_pause(&mut self, command: &SetPause, events: &mut Events<'_>) {
        let all = command.market == MARKET_ALL;
        let refusal = match command.paused {
            0 | 1 if all || self.markets.get(command.market).is_some() => None,
            0 | 1 => Some(Refusal::of(Reason::MarketUnknown)),
            _ => Some(Refusal::of(Reason::RecordMalformed)),
        };
        if let Some(refusal) = refusal {
            return refuse(events, &Subject::of(SetPause::KIND, 0), refusal);
        }
        let paused = command.paused == 1;
        for market in self.markets.iter_mut() {
            let named = market.id == command.market;
            if !(all || named) {
                continue;
            }
            let changed = market.paused != paused;
            market.paused = paused;
            if changed || named {
                let event = market.set_event();
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            }
        }
    }
}
