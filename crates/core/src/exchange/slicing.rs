//! TWAP: an order that is taken in slices on the engine's clock (BOOK-15).
//!
//! Invariant: while a slice is matched its order is out of everything that finds orders; each moment of an order comes once, and
//! what its slices fill in all is never more than its size.

use super::admission::Released;
use super::orders::amend_fills;
use super::signed::Incoming;
use super::waiting::Waiting;
use super::{Events, Exchange};
use crate::reason::{CancelReason, Reason, Refusal};
use crate::schema_gen::{OrderKind, OrderSliced, OrderState, SelfTrade, TimeInForce};
use crate::slab::Slot;
use crate::units::{opposite, Lots};

/// From one slice to the next, microseconds.
const SLICE_US: u64 = 30_000_000;
/// Fewest and most slices of an order: a minute, a day.
const SLICES_MIN: u16 = 2;
const SLICES_MAX: u16 = 2_880;
/// A slice that catches up is at most so many even ones.
const CATCH_UP: u32 = 3;

/// Whether an order may be taken in so many slices: each has a lot, and nothing of it ever rests or is given up to the owner's own
/// orders.
pub(super) fn may_slice(incoming: &Incoming, slices: u16) -> bool {
    let flags = &incoming.flags;
    (SLICES_MIN..=SLICES_MAX).contains(&slices)
        && u32::from(slices) <= incoming.size.0
        && flags.time_in_force == TimeInForce::Ioc
        && flags.self_trade != SelfTrade::Decrement
        && incoming.trigger.is_none()
}

impl Waiting {
    /// Whether it is taken in slices, and so looks at no price.
    pub(super) fn is_sliced(&self) -> bool {
        self.incoming.flags.kind == OrderKind::Twap
    }

    /// When its next moment comes: of a slice, or the end.
    pub(super) fn next_us(&self) -> u64 {
        self.accepted_us.saturating_add(u64::from(self.sliced).saturating_mul(SLICE_US))
    }

    /// Lots that its slices have not filled.
    pub(super) fn left(&self) -> u32 {
        self.incoming.size.0.saturating_sub(self.filled)
    }

    /// Lots of the slice of its last moment: what an even pace has by now, less what filled; at most thrice an even slice.
    fn slice_lots(&self) -> u32 {
        let (size, slices) = (u64::from(self.incoming.size.0), u64::from(self.terms.slices));
        let due = size.saturating_mul(u64::from(self.sliced)).checked_div(slices).unwrap_or(size);
        let due = u32::try_from(due).unwrap_or(u32::MAX).saturating_sub(self.filled);
        let even = u32::try_from(size.div_ceil(slices.max(1))).unwrap_or(u32::MAX);
        due.min(even.saturating_mul(CATCH_UP))
    }
}

impl Exchange {
    /// Time passes: orders whose moment has come are taken a slice further, by moment and arrival.
    pub(super) fn slices_tick(&mut self, events: &mut Events<'_>) {
        while let Some((due, _, slot)) = self.slices.first().copied() {
            if due > self.ts_us {
                break;
            }
            self.slice(slot, events);
        }
    }

    /// One moment of an order. Moments that passed without a tick are one with it.
    fn slice(&mut self, slot: Slot, events: &mut Events<'_>) {
        let mut waiting = self.take_waiting(slot);
        let passed = self.ts_us.saturating_sub(waiting.accepted_us).checked_div(SLICE_US).unwrap_or(0);
        let Some(moment) = u16::try_from(passed).ok().filter(|moment| *moment < waiting.terms.slices) else {
            return self.end_waiting(&waiting, CancelReason::Unfilled, events);
        };
        waiting.sliced = moment.saturating_add(1);
        let lots = waiting.slice_lots();
        let ends = if lots == 0 { None } else { self.take_slice(&mut waiting, lots, events) };
        if waiting.left() == 0 {
            let account = self.accounts.at_mut(waiting.incoming.account);
            self.receipts.finish(waiting.incoming.entry, OrderState::Filled, waiting.filled, self.ts_us, account);
            return;
        }
        match ends {
            Some(reason) => self.end_waiting(&waiting, reason, events),
            None => self.stay_waiting(waiting),
        }
    }

    /// Takes a slice: an order of its own for the moment, which fills or not. Returns why the whole order ends, if it does.
    fn take_slice(&mut self, waiting: &mut Waiting, lots: u32, events: &mut Events<'_>) -> Option<CancelReason> {
        let whole = waiting.incoming;
        let account = self.accounts.at(whole.account);
        if !account.signer_trades(whole.signer, whole.market, self.ts_us) {
            return Some(CancelReason::Delegate);
        }
        let mut part = Incoming { size: Lots(lots), ..whole };
        if whole.flags.reduce_only {
            let held = account.funds.exposure(whole.market).holding.position.on(opposite(whole.side));
            part.size = Lots(lots.min(u32::try_from(held).unwrap_or(u32::MAX)));
            if held == 0 {
                return Some(CancelReason::ReduceOnly);
            }
        }
        let judged = self.admit(&part, Released::default());
        let told_at = events.out.len();
        self.tell_sliced(&part, waiting.left(), judged.err(), events);
        if judged.is_err() {
            return None;
        }
        self.count_open(&part, part.size.0);
        let mut taker = self.taker_of(&part);
        let _ = self.match_order(&mut taker, events);
        let account = self.accounts.at_mut(whole.account);
        let state = account.funds.market_entry(whole.market);
        if !whole.flags.reduce_only {
            state.exposure.drop_orders(whole.side, u64::from(taker.left));
        }
        let filled = part.size.0.saturating_sub(taker.left);
        waiting.filled = waiting.filled.saturating_add(filled);
        amend_fills(events.out, told_at.saturating_add(OrderSliced::SIZE), filled, waiting.left());
        let flat = state.exposure.holding.position.on(opposite(whole.side)) == 0;
        (whole.flags.reduce_only && flat).then_some(CancelReason::ReduceOnly)
    }

    fn tell_sliced(&self, part: &Incoming, left: u32, refusal: Option<Refusal>, events: &mut Events<'_>) {
        let event = OrderSliced {
            order_id: part.order_id,
            account: part.number,
            client_order_id: part.client_order_id,
            market: part.market,
            side: part.side.code(),
            price: part.price.0,
            size: part.size.0,
            reason: refusal.map_or(Reason::None, |refusal| refusal.reason).code(),
            filled: 0,
            left,
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }
}
