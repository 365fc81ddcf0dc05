//! Orders that enter together or not at all: the ladder of a scale (BOOK-16).
//!
//! Invariant: of such a batch either every order rests or none of them changed anything but what is remembered of it; none of them
//! can take, so whether one is taken does not hang on what those before it would fill.

use alloc::vec::Vec;

use super::admission::{may_rest, Released};
use super::frames::Record;
use super::orders::account_of;
use super::receipts::Flags;
use super::signed::{Envelope, Incoming};
use super::{refuse, Events, Exchange, Subject};
use crate::reason::{Reason, Refusal};
use crate::schema_gen::{OrderKind, PlaceOrder};

/// An order of the batch, its place in it, and its turn.
struct One<'a> {
    place: u8,
    turn: u8,
    envelope: Envelope<'a>,
    incoming: Incoming,
}

/// Whether an order may be one of several: it rests, takes nothing, and is of the market and side of the first.
fn belongs(incoming: &Incoming, first: &Incoming) -> bool {
    let Flags { kind, time_in_force, post_only, .. } = incoming.flags;
    let plain = matches!(kind, OrderKind::Limit | OrderKind::Slide);
    plain && post_only && may_rest(time_in_force) && incoming.market == first.market && incoming.side == first.side
}

impl Exchange {
    /// BOOK-16: each is judged as if those before it rested; the first that is refused takes all others along.
    pub(super) fn take_whole(&mut self, account: u64, items: &[(u8, Record<'_>)], events: &mut Events<'_>) {
        let mut ones = self.read_whole(account, items, events);
        let complete = ones.len() == items.len();
        let failed = if complete { self.judge_whole(&mut ones) } else { None };
        for (at, one) in ones.iter().enumerate() {
            (events.item, events.turn) = (one.place, one.turn);
            match &failed {
                Some((place, refusal)) if *place == at => {
                    self.refuse_remembered(&one.incoming, &one.envelope, *refusal, events);
                }
                None if complete => self.take(&one.incoming, None, events),
                _ => self.refuse_remembered(&one.incoming, &one.envelope, Refusal::of(Reason::BatchWhole), events),
            }
        }
    }

    /// The orders of the batch that are sent for the first time by whom may do so; tells of each other what is the matter.
    fn read_whole<'a>(&mut self, account: u64, items: &[(u8, Record<'a>)], events: &mut Events<'_>) -> Vec<One<'a>> {
        let mut ones: Vec<One<'a>> = Vec::with_capacity(items.len());
        for (turn, (place, item)) in (0u8..).zip(items) {
            (events.item, events.turn) = (*place, turn);
            let subject = account_of(item).unwrap_or(Subject::of(item.kind, account));
            let envelope = if item.kind == PlaceOrder::KIND { Envelope::of_place(item.bytes) } else { None };
            let Some(envelope) = envelope else {
                refuse(events, &subject, Refusal::of(Reason::OrderKind));
                continue;
            };
            if subject.account != account {
                refuse(events, &subject, Refusal::of(Reason::MessageAccount));
                continue;
            }
            let Some(incoming) = self.new_order(&envelope, events) else { continue };
            let twice = ones.iter().find_map(|one| match &one.incoming {
                other if other.client_order_id == incoming.client_order_id || other.order_id == incoming.order_id => {
                    Some(Reason::ClientOrderIdReused)
                }
                other if other.nonce == incoming.nonce => Some(Reason::NonceUsed),
                _ => None,
            });
            match twice {
                Some(reason) => refuse(events, &subject, Refusal::of(reason)),
                None => ones.push(One { place: *place, turn, envelope, incoming }),
            }
        }
        ones
    }

    /// Judges all of them, each beside the open lots of those before it; returns the first that is refused. Nothing stays counted.
    fn judge_whole(&mut self, ones: &mut [One<'_>]) -> Option<(usize, Refusal)> {
        let first = ones.first()?.incoming;
        let mut counted = 0usize;
        let mut failed = None;
        for (at, one) in ones.iter_mut().enumerate() {
            self.slide(&mut one.incoming);
            let fits = if belongs(&one.incoming, &first) { Ok(()) } else { Err(Refusal::of(Reason::OrderKind)) };
            if let Err(refusal) = fits.and_then(|()| self.admit(&one.incoming, Released::default())) {
                failed = Some((at, refusal));
                break;
            }
            self.count_open(&one.incoming, one.incoming.size.0);
            let account = self.accounts.at_mut(one.incoming.account);
            account.open_orders = account.open_orders.saturating_add(1);
            counted = counted.saturating_add(1);
        }
        for one in ones.iter().take(counted) {
            let account = self.accounts.at_mut(one.incoming.account);
            account.open_orders = account.open_orders.saturating_sub(1);
            if !one.incoming.flags.reduce_only {
                let state = account.funds.market_entry(one.incoming.market);
                state.exposure.drop_orders(one.incoming.side, u64::from(one.incoming.size.0));
            }
        }
        failed
    }
}
