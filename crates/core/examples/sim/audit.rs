//! The audit: every event of a batch in order against the mirror.
//!
//! Invariant: what is checked here holds at each event; `witness` compares accounts and books with the exchange afterwards.
//! docs/invariants.md says which of the invariants that is. Margin of a fill is judged where its command is alone in its batch: prices
//! and terms are then those of the exchange.

use quantdesk_core::account::OPEN_ORDERS_MAX;
use quantdesk_core::schema_gen::*;
use quantdesk_core::Exchange;

use crate::accounts;
use crate::changes;
use crate::mirror::{need, Mirror, Resting, Row, Sound};
use crate::money;
use crate::terms;

const EVENT_HEAD: usize = 16;
const PPM: i128 = 1_000_000;
/// How far from the index who leaves is closed at worst (CUST-34).
const NEAR_PPM: i128 = 5_000;

/// What has occurred.
#[derive(Clone, Debug)]
pub struct Coverage {
    pub kinds: [u64; 256],
    pub reasons: Vec<u64>,
    pub cancels: [u64; 256],
}

impl Default for Coverage {
    fn default() -> Coverage {
        Coverage { kinds: [0; 256], reasons: vec![0; 1_000], cancels: [0; 256] }
    }
}

/// Reads events into a mirror; holds the order whose fills are being told.
#[derive(Default)]
pub struct Audit {
    pub mirror: Mirror,
    pub coverage: Coverage,
    pub events: u64,
    pub checks: u64,
    taker: Option<Taker>,
    replaced: Option<(Resting, usize)>,
    last: (u64, u32),
    /// Account and command of the last step of a liquidation.
    step: (u64, u64),
    item: u8,
}

struct Taker {
    order: Resting,
    rests: u32,
    filled: u32,
}

/// Events between the acceptance of an order and what became of it.
const WITHIN_MATCH: [u8; 5] =
    [OrderFilled::KIND, OrderCancelled::KIND, OrderShrunk::KIND, DebtPaid::KIND, FundingPaid::KIND];

impl Audit {
    /// Audits the events of a batch. `alone`: of one command.
    pub fn batch(&mut self, exchange: &Exchange, ts_us: u64, out: &[u8], alone: bool) -> Sound {
        self.mirror.ts_us = ts_us;
        self.mirror.touched.clear();
        let mut rest = out;
        while let [kind, item, low, high, ..] = *rest {
            let size = usize::from(u16::from_le_bytes([low, high]));
            need!(event_size(kind) == Some(size) && rest.len() >= size, "an event has its size", kind, size);
            let (bytes, following) = rest.split_at(size);
            rest = following;
            self.numbered(bytes)?;
            if !WITHIN_MATCH.contains(&kind) || item != self.item {
                self.taker_done()?;
            }
            self.item = item;
            self.events += 1;
            self.coverage.kinds[usize::from(kind)] += 1;
            self.event(exchange, kind, bytes, alone)?;
        }
        self.taker_done()?;
        self.replaced = None;
        self.batch_end(alone)
    }

    /// JRN-5: events are numbered by command, without gaps within one.
    fn numbered(&mut self, bytes: &[u8]) -> Sound {
        let index = u32::from_le_bytes(bytes[4..8].try_into().unwrap());
        let seq = u64::from_le_bytes(bytes[8..EVENT_HEAD].try_into().unwrap());
        if seq == self.last.0 {
            need!(index == self.last.1 + 1, "JRN-5 events of a command have no gap", seq, index);
        } else {
            need!(seq > self.last.0 && index == 0, "JRN-5 commands in order", seq, index, self.last);
            self.taker_done()?;
            self.replaced = None;
        }
        self.mirror.seq = seq;
        self.last = (seq, index);
        Ok(())
    }

    fn event(&mut self, exchange: &Exchange, kind: u8, bytes: &[u8], alone: bool) -> Sound {
        macro_rules! on {
            ($record:ident, $work:expr) => {{
                let event = $record::read(bytes).ok_or_else(|| crate::mirror::Broken {
                    kind: "an event can be read".into(),
                    text: stringify!($record).into(),
                })?;
                #[allow(clippy::redundant_closure_call)]
                $work(event)
            }};
        }
        let m = &mut self.mirror;
        match kind {
            OrderFilled::KIND => on!(OrderFilled, |e| self.filled(exchange, &e, alone)),
            OrderAccepted::KIND => on!(OrderAccepted, |e| self.accepted(&e)),
            OrderCancelled::KIND => on!(OrderCancelled, |e| self.cancelled(&e)),
            OrderShrunk::KIND => on!(OrderShrunk, |e| self.shrunk(&e)),
            OrderWaiting::KIND => on!(OrderWaiting, |e| terms::waits(m, &e)),
            OrderTriggered::KIND => on!(OrderTriggered, |e| terms::triggered(m, &e)),
            OrderSliced::KIND => on!(OrderSliced, |e| self.sliced(&e)),
            OrderRepriced::KIND => on!(OrderRepriced, |e| terms::repriced(m, &e)),
            TermsSet::KIND => on!(TermsSet, |e| terms::terms_set(m, &e)),
            OrderDuplicate::KIND => on!(OrderDuplicate, |e| duplicate(m, &e)),
            Refused::KIND => on!(Refused, |e: Refused| {
                need!(e.reason != 0, "a refusal has a reason", e);
                self.coverage.reasons[usize::from(e.reason).min(999)] += 1;
                Ok(())
            }),
            MarkRound::KIND => on!(MarkRound, |e| m.pace.round(&e)),
            PostedSet::KIND => on!(PostedSet, |e| m.pace.posted(m.ts_us, &e)),
            ChangeTaken::KIND => on!(ChangeTaken, |e| changes::taken(m, &e)),
            HoldChanged::KIND => on!(HoldChanged, |e| m.pace.changed(&e)),
            LevelChanged::KIND => on!(LevelChanged, |e| level_changed(m, &e)),
            MarketChanged::KIND => on!(MarketChanged, |e| money::market_changed(m, &e)),
            LeavingClosed::KIND => on!(LeavingClosed, |e| self.leaving_closed(&e)),
            LiquidationStep::KIND => on!(LiquidationStep, |e| self.liquidated(exchange, &e, alone)),
            AccountOpened::KIND => on!(AccountOpened, |e| accounts::account_opened(m, &e)),
            AccountClosed::KIND => on!(AccountClosed, |e| accounts::account_closed(m, &e)),
            DelegateAdded::KIND => on!(DelegateAdded, |e| accounts::delegate_added(m, &e)),
            DelegateRemoved::KIND => on!(DelegateRemoved, |e| accounts::delegate_removed(m, &e)),
            FloorRaised::KIND => on!(FloorRaised, |e| accounts::floor_raised(m, &e)),
            FeeTierSet::KIND => on!(FeeTierSet, |e: FeeTierSet| {
                need!(e.tier < 4, "FEE-5 tier", e);
                let owner = m.owner(e.owner);
                m.owners[owner].tier = e.tier + if m.owners[owner].tier < 4 { 0 } else { 4 };
                Ok(())
            }),
            ReferrerSet::KIND => on!(ReferrerSet, |e: ReferrerSet| {
                let (owner, referrer) = (m.owner(e.owner), m.owner(e.referrer));
                need!(m.owners[owner].tier < 4 && owner != referrer, "FEE-5 referred once, by another", e);
                need!(!m.owners[referrer].accounts.is_empty(), "FEE-5 a referrer has an account", e);
                m.owners[owner].tier += 4;
                Ok(())
            }),
            RestrictionsSet::KIND => on!(RestrictionsSet, |e| accounts::restrictions_set(m, &e)),
            LeverageSet::KIND => on!(LeverageSet, |e| accounts::leverage_set(m, &e)),
            _ => money::event(m, kind, bytes),
        }
    }

    /// The next fills are this order's, until it rests or is final.
    fn accepted(&mut self, e: &OrderAccepted) -> Sound {
        let m = &self.mirror;
        need!(!m.order_of.contains_key(&e.order_id), "INV 15 an order id is accepted once", e);
        need!(u64::from(e.filled) + u64::from(e.left) <= u64::from(e.size), "INV 15 filled <= size", e);
        need!(e.time_in_force != TimeInForce::Fok.code() || e.filled == e.size, "BOOK-3 FOK fills whole", e);
        need!(e.post_only == 0 || e.filled == 0, "BOOK-3 post-only takes nothing", e);
        need!(m.ts_us / 400_000 <= e.expiry, "SIG-6 not expired at arrival", e);
        let order = Resting {
            id: e.order_id,
            client_order_id: e.client_order_id,
            nonce: e.nonce,
            expiry: e.expiry,
            account: m.place(e.account)?,
            market: e.market,
            side: e.side,
            time_in_force: e.time_in_force,
            reduce_only: e.reduce_only != 0,
            price: e.price,
            size: e.size,
            left: e.size,
            kind: e.kind,
            worst: e.price,
            ..Resting::default()
        };
        self.taker = Some(Taker { order, rests: e.left, filled: e.filled });
        Ok(())
    }

    /// OrderSliced: the fills that follow are the slice's (BOOK-15).
    fn sliced(&mut self, e: &OrderSliced) -> Sound {
        let order = terms::slice_of(&mut self.mirror, e)?;
        self.taker = Some(Taker { order, rests: 0, filled: e.filled });
        Ok(())
    }

    /// All fills of the order have been told: it rests, or it is final.
    fn taker_done(&mut self) -> Sound {
        let Some(Taker { order, rests, filled }) = self.taker.take() else { return Ok(()) };
        if order.unsigned {
            return Ok(());
        }
        let replaced = self.replaced.take();
        need!(order.filled == filled, "INV 15 fills sum to what acceptance said", order, filled);
        need!(order.left == rests, "OrderAccepted.left rests", order, rests);
        if order.left == 0 {
            return Ok(());
        }
        let rests_by_kind = [TimeInForce::Gtc.code(), TimeInForce::Gtd.code()].contains(&order.time_in_force);
        need!(rests_by_kind, "BOOK-3 only gtc and gtd rest", order);
        let kept = replaced.and_then(|(old, place)| {
            let same = (old.account, old.market, old.side, old.price)
                == (order.account, order.market, order.side, order.price);
            (same && order.size < old.left && !terms::stands_on(old.kind)).then_some(place)
        });
        let (who, market, side, reduce_only) = (order.account, order.market, order.side, order.reduce_only);
        self.mirror.rest(order, kept);
        let person = &self.mirror.people[who];
        need!(person.orders.len() <= OPEN_ORDERS_MAX as usize, "INV 20 open orders", person.number);
        let exposure = person.exposure(market);
        let position = exposure.holding.position.get();
        let reach = if side == 0 { position + exposure.buys as i64 } else { exposure.sells as i64 - position };
        if !reduce_only && reach > position.abs() {
            self.checks += 1;
            let most = self.mirror.market(market)?.listing.map_or(0, |listing| listing.position_max);
            need!(reach as u64 <= most, "INV 20 position limit with open orders", person.number, reach, most);
        }
        Ok(())
    }

    /// OrderCancelled: a resting order, one that waits, or the rest of the one just accepted.
    fn cancelled(&mut self, e: &OrderCancelled) -> Sound {
        self.coverage.cancels[usize::from(e.reason)] += 1;
        if let Some((size, _)) = self.mirror.waiting.remove(&e.order_id) {
            let filled = self.mirror.sliced.remove(&e.order_id).map_or(0, |sliced| sliced.filled);
            need!((e.left, e.filled) == (size - filled, filled), "BOOK-12 BOOK-15 what one that waited filled", e);
            return Ok(());
        }
        if let Some(taker) = self.taker.as_mut().filter(|taker| taker.order.id == e.order_id) {
            need!(e.left == taker.order.left && taker.rests == 0, "rest of a taker", e);
            taker.order.left = 0;
            return Ok(());
        }
        let slot = self.mirror.resting(&e.order_id)?;
        let order = self.mirror.orders[slot as usize].clone();
        need!((order.left, order.filled) == (e.left, e.filled), "a cancel tells left and filled", e, order);
        let number = self.mirror.people[order.account].number;
        need!(number == e.account && order.price == e.price, "a cancel names its order", e, order);
        let place = self.mirror.take_out(slot);
        if e.reason == CancelReason::Replaced.code() {
            self.replaced = Some((order, place));
        }
        Ok(())
    }

    /// OrderShrunk: a resting order, or the one just accepted, which met its owner's own (BOOK-4).
    fn shrunk(&mut self, e: &OrderShrunk) -> Sound {
        if let Some(taker) = self.taker.as_mut().filter(|taker| taker.order.id == e.order_id) {
            need!(e.left == taker.rests && e.left < taker.order.left, "BOOK-4 an arriving order shrinks", e);
            taker.order.size -= taker.order.left - e.left;
            taker.order.left = e.left;
            return Ok(());
        }
        let slot = self.mirror.resting(&e.order_id)?;
        let order = &self.mirror.orders[slot as usize];
        let shrinks = 0 < e.left && e.left < order.left && e.filled == order.filled;
        need!(shrinks, "BOOK-5 a shrink only shrinks", e, order);
        self.mirror.give_up(slot, e.left);
        Ok(())
    }

    /// INV 11: only who is at or below his requirement; the fills that follow are the step's.
    fn liquidated(&mut self, exchange: &Exchange, e: &LiquidationStep, alone: bool) -> Sound {
        let m = &self.mirror;
        let who = m.place(e.account)?;
        need!(e.equity <= e.mmr || e.way == LiquidationWay::Loss.code(), "LIQ-1 a healthy account is left alone", e);
        need!(m.backstop != Some(who) || e.equity < 0, "LIQ-1 the backstop only below nothing", e);
        // All positions of a bankrupt are closed one after the other; each step tells what he was worth before the first.
        let first = self.step != (e.account, m.seq);
        self.step = (e.account, m.seq);
        if alone && first {
            self.checks += 1;
            let health = exchange.health_of(&m.people[who].funds).map_err(money::overflow)?;
            let told = (e.equity, e.mmr);
            let is = (health.net.get(), health.maintenance.get());
            need!(told == is, "LIQ-1 Net and requirement are those of its holdings", e, health);
        }
        if e.way == LiquidationWay::Book.code() {
            let order = Resting {
                account: who,
                market: e.market,
                side: u8::from(m.people[who].lots(e.market) > 0),
                price: (e.price / 1_000) as u32,
                size: e.size as u32,
                left: e.size as u32,
                reduce_only: true,
                liquidation: true,
                unsigned: true,
                ..Resting::default()
            };
            self.taker = Some(Taker { order, rests: 0, filled: 0 });
        }
        Ok(())
    }

    /// CUST-34: all lots of one who leaves, no worse than 50 bps from the index; the fills that follow are its.
    fn leaving_closed(&mut self, e: &LeavingClosed) -> Sound {
        let (who, index) = (self.mirror.place(e.account)?, i128::from(self.mirror.market(e.market)?.index));
        let person = &self.mirror.people[who];
        need!(person.restrictions & Restriction::Leaving.code() != 0, "CUST-34 he leaves", e);
        let held = person.lots(e.market);
        let all = held != 0 && e.side == u8::from(held > 0) && u64::from(e.size) == held.unsigned_abs();
        need!(all, "CUST-34 all lots", e, held);
        let away = if e.side == 0 { 1 } else { -1 };
        let bound = index * (PPM + away * NEAR_PPM) * away;
        let at = |ticks: i128| ticks * 1_000 * PPM * away;
        let price = i128::from(e.price);
        need!(at(price) <= bound && bound < at(price + away), "CUST-34 the last tick within 50 bps", e, index);
        let order = Resting {
            account: who,
            market: e.market,
            side: e.side,
            price: e.price,
            size: e.size,
            left: e.size,
            reduce_only: true,
            unsigned: true,
            ..Resting::default()
        };
        self.taker = Some(Taker { order, rests: 0, filled: 0 });
        Ok(())
    }

    /// OrderFilled: priority, price, sizes, band, caps; then money and margin of both sides.
    fn filled(&mut self, exchange: &Exchange, e: &OrderFilled, alone: bool) -> Sound {
        let slot = self.mirror.resting(&e.maker_order_id)?;
        let Some(taker) = &mut self.taker else {
            need!(false, "a fill follows its taker", e);
            return Ok(());
        };
        need!(taker.order.id == e.taker_order_id, "a fill follows its taker", e);
        fits(&self.mirror, e, &taker.order, slot)?;
        taker.order.filled += e.size;
        taker.order.left -= e.size;
        let taker = Resting { id: [0; 16], ..taker.order.clone() };
        let maker = self.mirror.orders[slot as usize].clone();
        let left = maker.left - e.size;
        need!(left == e.maker_left, "INV 15 lots left", e, maker);
        if left == 0 {
            self.mirror.take_out(slot);
        } else {
            self.mirror.shrink(slot, left);
            self.mirror.orders[slot as usize].filled += e.size;
            terms::show_next(&mut self.mirror, slot);
        }
        let lots = i64::from(e.size) * if taker.side == 0 { 1 } else { -1 };
        let maker_row = Row {
            position: e.maker_position,
            quote: e.maker_quote,
            claim: e.maker_claim,
            swept: 0,
            funding: e.maker_funding,
            collateral: e.maker_collateral,
        };
        let taker_row = Row {
            position: e.taker_position,
            quote: e.taker_quote,
            claim: e.taker_claim,
            swept: 0,
            funding: e.taker_funding,
            collateral: e.taker_collateral,
        };
        let judge = alone.then_some(exchange);
        let maker_side = Side { order: &maker, lots: -lots, fee: e.maker_fee, taking: false };
        self.side_moves(judge, e, &maker_side, &maker_row)?;
        self.side_moves(judge, e, &Side { order: &taker, lots, fee: e.taker_fee, taking: true }, &taker_row)?;
        let market = self.mirror.market_mut(e.market)?;
        need!(market.lots + market.held == 0, "INV 2 lots cancel at a fill", e, market.lots, market.held);
        let interest = market.sides[0].max(market.sides[1]);
        let most = market.listing.map_or(0, |listing| listing.open_interest_max);
        let within = interest as u64 <= most || interest <= market.interest;
        need!(within, "INV 20 at the cap of open interest nothing increases", e, interest, market.interest);
        market.interest = interest;
        Ok(())
    }

    /// One side of a fill: fee by tier, PNL-4 by sums, MGN-5 and MGN-6, reduce-only, limits.
    fn side_moves(&mut self, judge: Option<&Exchange>, e: &OrderFilled, side: &Side<'_>, row: &Row) -> Sound {
        self.checks += 1;
        let Side { order, lots, fee, taking } = *side;
        let who = order.account;
        let m = &mut self.mirror;
        let market = m.market(e.market)?;
        let (funding, position_max) = (market.funding, market.listing.map_or(0, |listing| listing.position_max));
        let mmf = market.listing.map_or(0, |listing| listing.mmf);
        let worth = i128::from(market.tick_value) * i128::from(e.price) * i128::from(lots);
        let person = &m.people[who];
        let account = if taking { e.taker_account } else { e.maker_account };
        need!(account == person.number, "a fill names its accounts", e, person.number);
        let rate = money::TIERS[usize::from(m.owners[person.owner].tier)][usize::from(taking)];
        if order.liquidation {
            let most = rate.max(i128::from(mmf / 4));
            need!(fee >= 0 && i128::from(fee) <= money::fee_of(worth.abs(), most), "LIQ-3 liquidation fee", e, most);
        } else {
            need!(i128::from(fee) == money::fee_of(worth.abs(), rate), "FEE-1 fee by tier", e, rate);
        }
        let holding = person.exposure(e.market).holding;
        let before = holding.position.get();
        let restricted = person.restrictions & (Restriction::ReduceOnly.code() | Restriction::Leaving.code()) != 0;
        need!(person.isolated.is_none_or(|own| own == e.market), "MGN-8 one market", e, person.isolated);
        need!(row.position == before + lots, "a position moves by the size", e, before);
        need!(before == 0 || holding.funding == funding, "FND-3 touched first", e, funding);
        need!(row.funding == funding, "FND-3 f of a fill", e, funding);
        // What a debt elsewhere was paid is in e already, the money that paid it not yet in c.
        let debts = person.debts;
        let health = judge.map(|exchange| exchange.health_of(&person.funds)).transpose().map_err(money::overflow)?;
        let row = Row { swept: money::swept_after(&holding, row.position), ..*row };
        need!(m.may_owe(who, row.collateral) && row.claim >= 0, "PNL-4 c within the room, r >= 0", e, row);
        let flat = row.position == 0;
        need!(!flat || row.quote <= 0, "PNL-4 flat: no profit stays in e", e, row);
        let paid = row.quote == 0 || row.claim == 0 && row.collateral <= 0;
        need!(!flat || paid, "PNL-4 flat: claim and c pay the loss", e, row);
        let total = m.put(who, e.market, &row)?;
        need!(i128::from(total) == -worth - i128::from(fee), "PNL-2 an account gains what the fill gives", e, total);
        let reduction = money::reduces(before, row.position);
        need!(reduction || !restricted, "RST-1 a restricted account only reduces", e);
        let hold = if order.liquidation || !taking { 0 } else { m.pace.hold() };
        need!(hold < 2 && (reduction || hold == 0), "CUST-9 who takes while the chain is behind only reduces", e, hold);
        need!(reduction || !order.reduce_only, "INV 19 reduce-only never increases or turns", e);
        need!(reduction || row.position.unsigned_abs() <= position_max, "INV 20 position limit", e, position_max);
        if let (Some(exchange), Some(health)) = (judge, health) {
            self.checks += 1;
            let before = (health.net.get() - debts, health.maintenance.get());
            money::carried(exchange, &m.people[who].funds, e.market, before, reduction)?;
        }
        Ok(())
    }

    /// PNL-2, PNL-3 and the books at the end of a batch, on running sums.
    fn batch_end(&mut self, alone: bool) -> Sound {
        let m = &mut self.mirror;
        let mut tracked = i128::from(m.collateral) + i128::from(m.tail);
        for (id, market) in m.listed() {
            tracked += i128::from(market.pool) + i128::from(market.insurance) + i128::from(market.fee_bucket);
            tracked += i128::from(market.shares);
            need!(market.lots == 0 && market.held == 0, "PNL-2 sum of b", id, market.lots, market.held);
            let owed = market.promises + market.snapshots + i128::from(market.fee_claim);
            let held = i128::from(market.pool) + i128::from(market.deficit);
            need!(owed == held, "PNL-2 sum of e + r", id, owed, held);
            let interest = market.sides[0].max(market.sides[1]);
            need!(market.interest == interest, "INV 2 a changed open interest is told", id, market.interest, interest);
            if let (Some(bid), Some(ask)) = (market.best(0), market.best(1)) {
                need!(bid < ask, "BOOK-1 no crossed book", id, bid, ask);
            }
        }
        need!(tracked == i128::from(m.tokens), "PNL-3 tokens tracked", tracked, m.tokens);
        if let Some(told) = m.gate_deficit.take() {
            let deficit: i64 = m.listed().map(|(_, market)| market.deficit).sum();
            need!(!alone || told == deficit, "WDR-2 the gate moves by the sum of all deficits", told, deficit);
        }
        for who in &m.touched {
            need!(m.people[*who].debts == 0, "PNL-4 a debt was paid by money that came", m.people[*who].number);
        }
        let mut levels = std::mem::take(&mut m.touched_levels);
        for (market, side, price) in levels.drain(..) {
            let total = m.market(market)?.level_total(side, price);
            let told = m.told_levels.get(&(market, side, price)).copied().unwrap_or(0);
            need!(told == total, "BOOK-1 a changed level is told", market, side, price, told, total);
        }
        m.touched_levels = levels;
        Ok(())
    }
}

/// One side of a fill.
#[derive(Clone, Copy)]
struct Side<'a> {
    order: &'a Resting,
    lots: i64,
    fee: i64,
    taking: bool,
}

/// BOOK-1, BOOK-4, BOOK-9, INV 15: the right two orders at the right price.
fn fits(m: &Mirror, e: &OrderFilled, taker: &Resting, slot: u32) -> Sound {
    let (maker, market) = (&m.orders[slot as usize], m.market(e.market)?);
    let best = market.best(maker.side);
    need!(Some(e.price) == best && e.price == maker.price, "BOOK-1 best price, the maker's", e, best);
    let front = market.levels[usize::from(maker.side)].get(&e.price).and_then(|level| level.queue.front().copied());
    need!(front == Some(slot), "BOOK-1 oldest first", e, maker);
    need!(maker.side != taker.side && e.side == taker.side && taker.market == e.market, "INV 15 two sides", e);
    let owners = (m.people[maker.account].owner, m.people[taker.account].owner);
    need!(owners.0 != owners.1, "BOOK-4 no self-trade", e);
    let within = if taker.side == 0 { e.price <= taker.price } else { e.price >= taker.price };
    need!(within, "INV 15 within the limit", e, taker.price);
    need!(m.ts_us / 400_000 <= maker.expiry, "SIG-6 an expired order never fills", e, maker.expiry);
    need!(0 < e.size && e.size <= maker.shown().min(taker.left), "INV 15 filled <= what is shown", e, taker);
    let band = i128::from(market.listing.map_or(0, |listing| listing.band));
    let near = |price: u64| {
        let price = i128::from(price);
        (i128::from(e.price) * 1_000 - price).abs() * PPM <= band * price
    };
    need!(near(market.mark) || near(market.index), "BOOK-9 in band", e, market.mark, market.index);
    Ok(())
}

/// BOOK-7: a first result that is still open is as the mirror knows it.
fn duplicate(m: &Mirror, e: &OrderDuplicate) -> Sound {
    if let Some(slot) = m.order_of.get(&e.order_id) {
        let order = &m.orders[*slot as usize];
        need!((order.left, order.filled) == (e.left, e.filled), "BOOK-7 first result", e, order);
    }
    need!((e.state == OrderState::Refused.code()) == (e.reason != 0), "BOOK-7 reason only of refused", e);
    Ok(())
}

/// LevelChanged: the total is the sum of the orders, and differs from the last told.
fn level_changed(m: &mut Mirror, e: &LevelChanged) -> Sound {
    let total = m.market(e.market)?.level_total(e.side, e.price);
    need!(e.total == total, "BOOK-1 a level is the sum of its orders", e, total);
    let key = (e.market, e.side, e.price);
    let told = if total == 0 { m.told_levels.remove(&key) } else { m.told_levels.insert(key, total) };
    need!(told.unwrap_or(0) != total, "BOOK-1 only changed levels are told", e);
    Ok(())
}
