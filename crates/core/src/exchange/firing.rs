//! Starting: what happens to orders that wait when a price reaches them (BOOK-12).
//!
//! Invariant: an order starts once; it then enters as any order does, judged by what is there at that moment, and keeps the
//! place of its arrival among its account's orders.

use alloc::vec::Vec;

use super::admission::Released;
use super::signed::Incoming;
use super::waiting::{price_of, Waiting};
use super::{Events, Exchange};
use crate::reason::{CancelReason, Reason, Refusal};
use crate::schema_gen::{Link, OrderKind, OrderState, OrderTriggered, PriceSource};
use crate::slab::Slot;
use crate::units::{opposite, Lots, Mticks};

const SOURCES: [PriceSource; 3] = [PriceSource::Mark, PriceSource::Index, PriceSource::Last];

impl Exchange {
    /// Starts what the prices of noted markets reach: the markets by number, each until nothing is due there.
    #[cold]
    pub(super) fn run_triggers(&mut self, events: &mut Events<'_>) {
        while let Some(market) = self.triggers.take_noted() {
            for (slot, entry, arrival) in self.due(market) {
                let receipt = self.receipts.get(entry);
                if receipt.state == OrderState::Waiting && receipt.arrival == arrival {
                    self.start(slot, events);
                    self.triggers.note(market);
                }
            }
        }
    }

    /// Moves trailing stops of a market, then lists the orders that its prices start now: by mark, by index, by last.
    fn due(&mut self, id: u16) -> Vec<(Slot, Slot, u64)> {
        let mut due = Vec::new();
        for source in SOURCES {
            let price = self.markets.get(id).map_or(Mticks(0), |market| price_of(market, source));
            if price.0 == 0 {
                continue;
            }
            for slot in self.triggers.trailed(id, source, price) {
                self.trail(slot, price);
            }
            for slot in self.triggers.reached(id, source, price) {
                let waiting = self.waiting.get(slot);
                if waiting.incoming.flags.kind == OrderKind::TrailingStop && waiting.best.0 == 0 {
                    self.trail(slot, price);
                } else {
                    due.push((slot, waiting.incoming.entry, waiting.arrival));
                }
            }
        }
        due
    }

    /// A trailing stop follows from a price on.
    fn trail(&mut self, slot: Slot, price: Mticks) {
        self.triggers.remove(&self.waiting.get(slot).stand());
        self.waiting.get_mut(slot).best = price;
        self.triggers.insert(slot, &self.waiting.get(slot).stand());
    }

    /// An order starts: what is tied to it goes, then it is judged and enters.
    fn start(&mut self, slot: Slot, events: &mut Events<'_>) {
        let waiting = self.take_waiting(slot);
        self.untie(&waiting, events);
        let judged = self.started(&waiting);
        let (size, reason) = match &judged {
            Ok(incoming) => (incoming.size.0, Reason::None),
            Err(refusal) => (waiting.incoming.size.0, refusal.reason),
        };
        let known = self.markets.get(waiting.incoming.market);
        let event = OrderTriggered {
            order_id: waiting.incoming.order_id,
            account: waiting.incoming.number,
            client_order_id: waiting.incoming.client_order_id,
            market: waiting.incoming.market,
            source: waiting.terms.source.code(),
            price: known.map_or(0, |market| price_of(market, waiting.terms.source).0),
            size,
            reason: reason.code(),
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        match judged {
            Err(_) => self.end_waiting(&waiting, CancelReason::Refused, events),
            Ok(incoming) => {
                self.receipts.get_mut(incoming.entry).size = size;
                self.take(&incoming, None, events);
                if self.waiting.is_named(&incoming.order_id) {
                    let receipt = *self.receipts.get(incoming.entry);
                    let (filled, _) = self.filled_and_left(&receipt);
                    self.named_changed(&incoming.order_id, filled, receipt.state != OrderState::Resting, events);
                }
            }
        }
    }

    /// The other leg of an OCO goes; of a bracket the other children go, and what is left of the entry.
    fn untie(&mut self, waiting: &Waiting, events: &mut Events<'_>) {
        let (account, linked) = (waiting.incoming.account, waiting.terms.linked);
        if waiting.terms.link == Link::Child {
            for sibling in self.waiting.naming(&linked) {
                if self.waiting.get(sibling).terms.link == Link::Child {
                    self.cancel_waiting(sibling, CancelReason::Linked, events);
                }
            }
        }
        if waiting.terms.link != Link::None {
            self.cancel_open(account, &linked, events);
        }
        for other in self.waiting.naming(&waiting.incoming.order_id) {
            if self.waiting.get(other).terms.link == Link::Oco {
                self.cancel_waiting(other, CancelReason::Linked, events);
            }
        }
    }

    /// The order as it enters: no larger than its entry's fills, and when it only reduces no larger than the position.
    fn started(&self, waiting: &Waiting) -> Result<Incoming, Refusal> {
        let mut incoming = waiting.incoming;
        let account = self.accounts.at(incoming.account);
        if !account.signer_lives(incoming.signer, self.ts_us) {
            return Err(Refusal::of(Reason::SignerUnknown));
        }
        let mut size = incoming.size.0.min(waiting.armed);
        if incoming.flags.reduce_only {
            let held = account.funds.exposure(incoming.market).holding.position.on(opposite(incoming.side));
            size = size.min(u32::try_from(held).unwrap_or(u32::MAX));
            if size == 0 {
                return Err(Refusal::of(Reason::ReduceOnlyNothing));
            }
        }
        incoming.size = Lots(size);
        incoming.trigger = None;
        incoming.flags.linked = self.waiting.is_named(&incoming.order_id);
        self.admit(&incoming, Released::default())?;
        Ok(incoming)
    }
}
