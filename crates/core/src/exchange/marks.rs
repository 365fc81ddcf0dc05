//! Index, mark rounds and funding: what time does to markets (MRK-2, FND-1 to FND-3).
//!
//! Invariant: index and mark of a market whose index comes by `SetIndex` move in mark rounds alone; funding sums to zero over all
//! positions, because all take in the same F; a position that took in funding told it by an event.

use super::{refuse, Events, Exchange, Subject};
use crate::mark::{funding_step, moved, premium, HOUR_US, PUBLISHED_AHEAD_US_MAX, ROUND_US};
use crate::market::Market;
use crate::reason::{Reason, Refusal};
use crate::rounding::Overflow;
use crate::rounds::{follows, CONFIDENCE_MAX};
use crate::schema_gen::{FundingPaid, FundingSet, Hold, IndexSet, MarkRound, PricesSet, SetIndex, TierChanged};
use crate::tier::{part_of, Action, Tier, TierCause};
use crate::units::{detail, Atoms, Mticks, Ppm, Ticks, PPM};

/// Accounts of a market that one tick looks at for funding.
const FUNDING_CHUNK: u32 = 256;

impl Exchange {
    /// MRK-1: the newest index of a market.
    pub(super) fn set_index(&mut self, command: &SetIndex, events: &mut Events<'_>) {
        match self.try_set_index(command) {
            Err(refusal) => refuse(events, &Subject::of(SetIndex::KIND, 0), refusal),
            Ok(used) => {
                let event = IndexSet {
                    market: command.market,
                    index_price: command.index_price,
                    published: command.published,
                    conf: command.conf,
                    doubt: command.doubt,
                    evidence: command.evidence,
                    used: u8::from(used),
                };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
                self.tier_set(command.market, events);
            }
        }
    }

    /// Whether the index will count (ORC-3).
    fn try_set_index(&mut self, command: &SetIndex) -> Result<bool, Refusal> {
        let ts_us = self.ts_us;
        let market = self.markets.get_mut(command.market).ok_or(Reason::MarketUnknown)?;
        if command.index_price == 0 {
            return Err(Refusal::of(Reason::PriceZero));
        }
        if Mticks(command.index_price) > Ticks(market.listing.price_max).mticks() {
            return Err(Refusal::of(Reason::PriceRange));
        }
        let latest = ts_us.saturating_add(PUBLISHED_AHEAD_US_MAX);
        if command.published <= market.published_us || command.published > latest {
            let bound = if command.published > latest { latest } else { market.published_us };
            return Err(Refusal::with(Reason::IndexStale, detail(bound), detail(command.published)));
        }
        let (told, last) =
            (Mticks(command.index_price), if market.newest.0 == 0 { market.index } else { market.newest });
        market.feed.conf = part_of(command.conf, told.0);
        market.feed.doubt = Ppm(command.doubt.min(u32::try_from(PPM).unwrap_or(u32::MAX)));
        market.feed.jumped = last.0 != 0 && !follows(last, told);
        if market.published_us != 0 {
            market.feed.beat(command.published.saturating_sub(market.published_us));
        }
        market.published_us = command.published;
        let used = market.feed.conf <= CONFIDENCE_MAX && !market.feed.jumped;
        if used {
            market.newest = told;
        }
        Ok(used)
    }

    /// ORC-3: judges a market's price anew; every change of tier or cause is told.
    pub(super) fn tier_set(&mut self, id: u16, events: &mut Events<'_>) {
        let ts_us = self.ts_us;
        let Some(market) = self.markets.get_mut(id) else { return };
        let age = ts_us.saturating_sub(market.published_us);
        let (tier, cause) = match (market.published_us, market.mark.0) {
            (0, 0) => (Tier::Missing, TierCause::Unpriced),
            (0, _) => (Tier::Valid, TierCause::None),
            _ => market.feed.judged(age, Ppm(market.listing.mmf)),
        };
        let feed = &mut market.feed;
        if (feed.tier, feed.cause) == (tier, cause) {
            return;
        }
        let event = TierChanged {
            market: id,
            tier: tier.code(),
            cause: cause.code(),
            before: feed.tier.code(),
            age: if market.published_us == 0 { 0 } else { age },
            interval: feed.interval_us,
            conf: feed.conf.0,
            doubt: feed.doubt.0,
        };
        (feed.tier, feed.cause) = (tier, cause);
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }

    /// Index, mark and slow index of a market, as an event; sampled: a sample of the premium counts (FND-1).
    pub(super) fn tell_prices(&self, id: u16, sampled: bool, events: &mut Events<'_>) {
        if let Some(market) = self.markets.get(id) {
            let event = PricesSet {
                market: id,
                index_price: market.index.0,
                mark_price: market.mark.0,
                slow_price: market.slow.0,
                sampled: u8::from(sampled),
            };
            events.put(|item, index, seq, out| event.write(item, index, seq, out));
        }
    }

    /// What a tick does to markets: a mark round when one is due, then a chunk of positions that take in funding.
    pub(super) fn markets_tick(&mut self, events: &mut Events<'_>) {
        for id in self.markets.ids() {
            self.tier_set(id, events);
        }
        let due = self.ts_us.saturating_sub(self.round_us) >= ROUND_US && self.hold() != Hold::Nothing;
        if due && self.markets.iter().any(is_led) {
            self.mark_round(events);
        }
        for id in self.markets.ids() {
            self.funding_chunk(id, events);
        }
    }

    /// MRK-2: one round over all markets that follow an index; FND-1: a sample of each, while nothing is held (CUST-9).
    fn mark_round(&mut self, events: &mut Events<'_>) {
        let before = self.hold();
        self.round = self.round.saturating_add(1);
        self.round_begins();
        let event = MarkRound { round: self.round, ts: self.ts_us };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        self.tell_hold(before, events);
        let sampling = self.hold() == Hold::None;
        for id in self.markets.ids() {
            let ts_us = self.ts_us;
            let Some(market) = self.markets.get_mut(id).filter(|market| is_led(market)) else { continue };
            // Proven at listing: within `price_max` nothing overflows; a mark that could not be made stays.
            let _ = mark_make(market, ts_us);
            let hour = market.premium.hour;
            let sampled = sampling && market.allows(Action::Fund);
            self.markets.reprice(id);
            self.triggers.note(id);
            self.tell_prices(id, sampled, events);
            self.follow(id, events);
            if ts_us.checked_div(HOUR_US).unwrap_or(0) != hour {
                self.funding_hour(id, events);
            }
            if let Some(market) = self.markets.get_mut(id).filter(|_| sampled) {
                let _ = sample(market);
            }
        }
    }

    /// FND-2: the hour that ended moves F; the next one begins without samples.
    fn funding_hour(&mut self, id: u16, events: &mut Events<'_>) {
        let hour = self.ts_us.checked_div(HOUR_US).unwrap_or(0);
        let Some(market) = self.markets.get_mut(id) else { return };
        let ended = market.premium;
        market.premium.hour = hour;
        (market.premium.sum, market.premium.count) = (0, 0);
        if ended.count == 0 {
            return;
        }
        let told = ended.rate();
        let moved = funding_move(market, told.rate);
        let has_moved = moved.is_ok_and(|moved| moved);
        if has_moved {
            market.funding_place = Some(0);
        }
        let event = FundingSet {
            market: id,
            premium: told.premium,
            samples: ended.count,
            rate: told.rate,
            index_price: market.index.0,
            funding: market.now.ledger.funding,
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        if has_moved {
            self.watch_all();
        }
    }

    /// FND-3: the next accounts of a market take in funding.
    fn funding_chunk(&mut self, id: u16, events: &mut Events<'_>) {
        let Some(place) = self.markets.get(id).and_then(|market| market.funding_place) else { return };
        let all = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        let end = place.saturating_add(FUNDING_CHUNK).min(all);
        for dense in place..end {
            self.take_funding(dense, id, events);
        }
        if let Some(market) = self.markets.get_mut(id) {
            market.funding_place = (end < all).then_some(end);
        }
    }

    /// FND-3: a position takes in what is due, and tells it.
    #[inline]
    pub(super) fn take_funding(&mut self, dense: u32, id: u16, events: &mut Events<'_>) {
        let funding = self.markets.get(id).map_or(0, |market| market.now.ledger.funding);
        let account = self.accounts.at_mut(dense);
        let before = account.funds.exposure(id).holding;
        if !before.is_due(funding) {
            return;
        }
        let Ok(after) = before.touched(funding) else { return };
        account.funds.put_holding(id, &after);
        let event = FundingPaid {
            market: id,
            account: account.number,
            amount: before.quote.sub(after.quote).map_or(0, Atoms::get),
            position: after.position.get(),
            quote: after.quote.get(),
            claim: after.claim.get(),
            funding,
            collateral: account.funds.collateral.get(),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }
}

/// Whether a mark round moves a market: its index comes by `SetIndex`, and the price allows it (ORC-3).
fn is_led(market: &Market) -> bool {
    market.published_us != 0 && market.newest.0 != 0 && market.allows(Action::Round)
}

/// MRK-2: the newest index counts, the slow index moves; averages, target, mark. Without a mark the target is the mark.
fn mark_make(market: &mut Market, ts_us: u64) -> Result<(), Overflow> {
    let mmf = Ppm(market.listing.mmf);
    market.index = market.newest;
    market.move_slow(ts_us)?;
    let index = i64::try_from(market.index.0).map_err(|_| Overflow)?;
    let mark = i64::try_from(market.mark.0).map_err(|_| Overflow)?;
    let elapsed = i64::try_from(ts_us.saturating_sub(market.mark_us).min(ROUND_US)).map_err(|_| Overflow)?;
    let quotes = market.quotes();
    let mut averages = market.averages;
    averages.sample(index, &quotes, elapsed)?;
    let target = averages.target(index, &quotes, mmf)?;
    let made = if mark == 0 { target } else { moved(mark, target, mmf, elapsed)? };
    let highest = i64::try_from(Ticks(market.listing.price_max).mticks().0).map_err(|_| Overflow)?;
    market.mark = Mticks(u64::try_from(made.clamp(1, highest)).map_err(|_| Overflow)?);
    (market.averages, market.mark_us) = (averages, ts_us);
    market.derive()
}

/// FND-1: one sample of the premium.
fn sample(market: &mut Market) -> Result<(), Overflow> {
    let index = i64::try_from(market.index.0).map_err(|_| Overflow)?;
    let mark = i64::try_from(market.mark.0).map_err(|_| Overflow)?;
    let sample = premium(mark, index, Ppm(market.listing.mmf))?;
    market.premium.sum = market.premium.sum.checked_add(sample).ok_or(Overflow)?;
    market.premium.count = market.premium.count.checked_add(1).ok_or(Overflow)?;
    Ok(())
}

/// FND-3: F after an hour at a rate; whether it moved.
fn funding_move(market: &mut Market, rate_e9: i64) -> Result<bool, Overflow> {
    let lot_index = market.tick_value.lot_at(market.index)?;
    let (step, rest) = funding_step(rate_e9, lot_index, market.funding_rest)?;
    let funding = market.now.ledger.funding.checked_add(step).ok_or(Overflow)?;
    market.funding_rest = rest;
    market.now.ledger.funding = funding;
    market.derive()?;
    Ok(step != 0)
}
