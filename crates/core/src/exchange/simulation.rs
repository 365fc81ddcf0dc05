//! Simulation: what an order would do, without doing it. Fill-or-kill and the preview ask.
//!
//! Invariant: the same judgements in the same order as the match, over copies of the accounts that fill; the book and the
//! state are only read.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;

use super::beside::Beside;
use super::judge::{closed_or_turned, count_day, judge, maker_bind, pay_flat_debts, Halt, Outcome, Scene, Taker};
use super::receipts::{is_linked, is_reduce_only};
use super::Exchange;
use crate::account::Funds;
use crate::book::Order;
use crate::borrow::owed;
use crate::margin::MarginTerms;
use crate::market::Market;
use crate::position::{Ledger, Party};
use crate::reason::{CancelReason, Reason};
use crate::schema_gen::{Link, OrderState};
use crate::slab::Slot;
use crate::units::{opposite, Atoms, Lots, Position, Ppm, Ticks};

/// What an order would do.
#[derive(Debug)]
pub(super) struct Simulated {
    /// Lots that would fill at once.
    pub filled: u32,
    /// Why it would take no more.
    pub stop: Option<CancelReason>,
    /// Notional of the fills.
    pub quote: i128,
    /// Fees of the fills.
    pub fee: i128,
    /// The account's funds afterwards, what is left of the order still among its open lots.
    pub funds: Funds,
    /// Least initial fraction of new risk afterwards (MGN-2).
    pub imf_now: Ppm,
}

/// The state that a simulated match changes.
struct Simulation<'a> {
    exchange: &'a Exchange,
    market: &'a Market,
    ledger: Ledger,
    borrowed: Atoms,
    taker: Taker,
    makers: BTreeMap<u32, Funds>,
    gone: Vec<Slot>, // legs of an OCO that were met, or that ended with the other leg
    result: Simulated,
}

impl Exchange {
    /// What an order would do. `funds` are the taker's, its open lots already in them.
    pub(super) fn simulate(&self, taker: &Taker, funds: Funds) -> Simulated {
        let mut result = Simulated { filled: 0, stop: None, quote: 0, fee: 0, funds, imf_now: Ppm(0) };
        let Some(market) = self.markets.get(taker.market) else { return result };
        result.imf_now = market.terms.imf_now;
        let ledger = market.now.ledger;
        let mut simulation = Simulation {
            exchange: self,
            market,
            ledger,
            borrowed: self.accounts.borrowed,
            taker: *taker,
            makers: BTreeMap::new(),
            gone: Vec::new(),
            result,
        };
        simulation.run();
        let gone = simulation.taker.left.saturating_add(simulation.taker.given_up);
        simulation.result.filled = taker.left.saturating_sub(gone);
        simulation.result
    }
}

impl Simulation<'_> {
    /// Walks the other side of the book as far as the order crosses it.
    fn run(&mut self) {
        let (side, limit) = (self.taker.side, self.taker.price);
        let mut level = self.market.book.best(opposite(side));
        while let Some(price) = level.filter(|price| limit.crosses(side, Ticks(*price))) {
            let mut next = self.market.book.front(opposite(side), price);
            let mut behind = VecDeque::new();
            while let Some(slot) = next {
                next = self.market.book.next_in_level(slot);
                let order = *self.market.book.get(slot);
                if is_linked(order.flags) {
                    if self.gone.contains(&slot) {
                        continue;
                    }
                    self.gone.push(slot);
                }
                if !self.meets_iceberg(order, self.exchange.besides.get(&order), &mut behind) {
                    return;
                }
            }
            while let Some((order, row)) = behind.pop_front() {
                if !self.meets_iceberg(order, row, &mut behind) {
                    return;
                }
            }
            level = self.market.book.next_level(opposite(side), price);
        }
    }

    /// Meets one resting order until what it shows is gone; what it shows next goes behind the others of its price. False: the
    /// arriving order takes no more.
    #[inline]
    fn meets_iceberg(&mut self, mut order: Order, row: Beside, behind: &mut VecDeque<(Order, Beside)>) -> bool {
        let (display, mut hidden) = match row {
            Beside::Iceberg { display, hidden } => (display, hidden),
            _ => (0, 0),
        };
        if self.taker.left == 0 || !self.meets(&mut order, &mut hidden) {
            return false;
        }
        if order.left == 0 && hidden > 0 {
            order.left = hidden.min(display);
            behind.push_back((order, Beside::Iceberg { display, hidden: hidden.saturating_sub(order.left) }));
        }
        true
    }

    /// Meets one resting order until what it shows is gone; false: the arriving order takes no more.
    fn meets(&mut self, order: &mut Order, hidden: &mut u32) -> bool {
        while order.left > 0 && self.taker.left > 0 {
            match self.judged(order) {
                Err(Halt::Stop(reason)) => {
                    self.result.stop = Some(reason);
                    return false;
                }
                Err(Halt::Drop(_)) => {
                    self.drop_lots(order, order.left.saturating_add(core::mem::take(hidden)));
                    return true;
                }
                Err(Halt::Both(reason)) => {
                    self.drop_lots(order, order.left.saturating_add(*hidden));
                    self.result.stop = Some(reason);
                    return false;
                }
                Err(Halt::Decrement) => {
                    let lots = order.left.min(self.taker.left);
                    self.drop_lots(order, lots);
                    let unseen = lots.min(*hidden);
                    *hidden = hidden.saturating_sub(unseen);
                    order.left = order.left.saturating_sub(lots.saturating_sub(unseen));
                    self.taker.left = self.taker.left.saturating_sub(lots);
                    self.taker.given_up = self.taker.given_up.saturating_add(lots);
                    self.drop_taken(lots);
                }
                Ok(outcome) => {
                    self.fill(order, &outcome);
                    order.left = order.left.saturating_sub(outcome.lots);
                }
            }
        }
        true
    }

    fn judged(&self, order: &Order) -> Result<Outcome, Halt> {
        let maker_account = self.exchange.accounts.at(order.account);
        let scene = Scene {
            ts_us: self.exchange.ts_us,
            slot: self.exchange.slot.0,
            markets: &self.exchange.markets,
            market: self.market,
            terms: &MarginTerms { imf_now: self.result.imf_now, ..self.market.terms },
            ledger: &self.ledger,
            taker: &self.result.funds,
            maker_account,
            backstop: self.exchange.backstop,
            entries: self.exchange.entries,
            lending: self.exchange.lending(self.borrowed),
            maker: self.makers.get(&order.account).unwrap_or(&maker_account.funds),
        };
        judge(&scene, &self.taker, order)
    }

    /// The copy of a resting order's account; the arriving order's own when it is the same.
    fn copy_of(&mut self, account: u32) -> &mut Funds {
        if account == self.taker.account {
            return &mut self.result.funds;
        }
        self.makers.entry(account).or_insert_with(|| self.exchange.accounts.at(account).funds.clone())
    }

    fn drop_lots(&mut self, order: &Order, lots: u32) {
        if !is_reduce_only(order.flags) {
            let market = self.market.id;
            self.copy_of(order.account).market_entry(market).exposure.drop_orders(order.side, u64::from(lots));
        }
    }

    fn fill(&mut self, order: &Order, outcome: &Outcome) {
        self.ledger = outcome.ledger;
        self.result.imf_now = self.market.imf_at(&self.ledger);
        self.taker.left = self.taker.left.saturating_sub(outcome.lots);
        let notional = self.market.tick_value.notional(Ticks(order.price), Lots(outcome.lots));
        self.result.quote = self.result.quote.saturating_add(i128::from(notional.map_or(0, Atoms::get)));
        self.result.fee = self.result.fee.saturating_add(i128::from(outcome.taker.fee.get()));
        let (slot, limit) = (self.exchange.slot.0, self.exchange.entries);
        self.store(order.account, &outcome.maker);
        maker_bind(order, self.copy_of(order.account), slot, limit);
        count_day(self.copy_of(order.account), order.signer_delegate, outcome.traded[1]);
        self.drop_lots(order, outcome.lots);
        self.store(self.taker.account, &outcome.taker);
        self.taker.bind(&mut self.result.funds, slot, limit);
        count_day(&mut self.result.funds, self.taker.signer, outcome.traded[0]);
        self.drop_taken(outcome.lots);
    }

    /// Lots of the arriving order that are no longer open.
    fn drop_taken(&mut self, lots: u32) {
        if !self.taker.reduce_only {
            let state = self.result.funds.market_entry(self.market.id);
            state.exposure.drop_orders(self.taker.side, u64::from(lots));
        }
    }

    /// Stores one side of a fill, its flat losses paid; the ledgers of other markets only take, so they need no copy.
    fn store(&mut self, account: u32, party: &Party) {
        let (exchange, market) = (self.exchange, self.market.id);
        let funds = self.copy_of(account);
        let before = funds.exposure(market).holding.position;
        let owes = owed(funds.collateral);
        let rest = self.borrowed.sub(owes).and_then(|rest| rest.add(owed(party.collateral)));
        self.borrowed = rest.unwrap_or(self.borrowed);
        let funds = self.copy_of(account);
        let _ = funds.store(market, party, exchange.ts_us); // judged: it cannot overflow
        if funds.flat_debts > 0 {
            pay_flat_debts(funds, |id| exchange.markets.get(id).map(|market| market.now.ledger), |_, _, _, _| {});
        }
        if closed_or_turned(before, party.holding.position) {
            self.end_tied(account, party.holding.position);
        }
    }

    /// A position closed or turned: orders that wait only to reduce it end, and with each the resting order that is its other leg
    /// (BOOK-12). Resting orders that only reduce are dropped where they are met.
    #[cold]
    fn end_tied(&mut self, account: u32, position: Position) {
        let (exchange, market) = (self.exchange, self.market);
        for slot in &exchange.accounts.at(account).waiting {
            let waiting = exchange.waiting.get(*slot);
            let incoming = &waiting.incoming;
            let here = incoming.market == market.id && incoming.flags.reduce_only && waiting.armed > 0;
            if !here || waiting.terms.link != Link::Oco || position.on(opposite(incoming.side)) > 0 {
                continue;
            }
            let Some(leg) = exchange.receipts.of_order(account, &waiting.terms.linked) else { continue };
            let receipt = exchange.receipts.get(leg);
            if receipt.state == OrderState::Resting && !self.gone.contains(&receipt.order) {
                let order = *market.book.get(receipt.order);
                self.gone.push(receipt.order);
                self.drop_lots(&order, exchange.besides.left(&order));
            }
        }
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
        CancelReason::Deficit => Reason::MarketDeficit,
        CancelReason::Entries => Reason::EntriesFull,
        CancelReason::DelegateDay => Reason::DelegateDay,
        _ => Reason::None,
    }
}
