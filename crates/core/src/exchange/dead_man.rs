//! Cancels of many orders at once, and the switches that send them when nobody does (BOOK-8).
//!
//! Invariant: nothing here asks margin, pauses or limits; `dead_men` holds exactly the timers that run.

use alloc::vec::Vec;

use super::receipts::Flags;
use super::{refuse, Events, Exchange, Subject};
use crate::market::MARKET_ALL;
use crate::reason::{CancelReason, Reason, Refusal};
use crate::schema_gen::{
    CancelAll, CancelMany, CancelledAll, DeadManFired, DeadManSet, DeadManView, SetDeadMan, Timer,
};
use crate::slab::Slot as BookSlot;
use crate::units::{detail, Side};

/// The number of a side that stands for both.
const SIDE_BOTH: u8 = 2;
/// The number of a group that stands for all.
const GROUP_EVERY: u8 = 4;
/// Shortest and longest time until a dead-man switch fires, microseconds.
const TIMEOUT_MIN_US: u64 = 1_000_000;
const TIMEOUT_MAX_US: u64 = 86_400_000_000;

/// Which open orders of an account are meant; None: all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Chosen {
    market: Option<u16>,
    side: Option<Side>,
    group: Option<u8>,
    nonce_below: Option<u64>,
}

impl Chosen {
    /// Those that an owner's floor kills (SIG-5).
    pub(super) fn below(nonce: u64) -> Chosen {
        Chosen { nonce_below: Some(nonce), ..Chosen::default() }
    }

    fn takes(&self, market: u16, side: Side, flags: Flags, nonce: u64) -> bool {
        self.market.is_none_or(|id| id == market)
            && self.side.is_none_or(|chosen| chosen == side)
            && self.group.is_none_or(|group| group == flags.group)
            && self.nonce_below.is_none_or(|floor| nonce < floor)
    }
}

/// The choice of a command's fields.
fn chosen(market: u16, side: u8, group: u8) -> Result<Chosen, Refusal> {
    let named = Side::from_u8(side);
    if (named.is_none() && side != SIDE_BOTH) || group > GROUP_EVERY {
        return Err(Refusal::of(Reason::RecordMalformed));
    }
    Ok(Chosen {
        market: (market != MARKET_ALL).then_some(market),
        side: named,
        group: (group != GROUP_EVERY).then_some(group),
        nonce_below: None,
    })
}

/// The place of a timer in its account.
const fn place_of(timer: Timer) -> usize {
    match timer {
        Timer::User => 0,
        Timer::Connection => 1,
    }
}

impl Exchange {
    /// All open orders of an account, of a market, of a side: by time of arrival (BOOK-8).
    pub(super) fn cancel_all(&mut self, command: &CancelAll, events: &mut Events<'_>) {
        let cancelled = chosen(command.market, command.side, GROUP_EVERY)
            .and_then(|choice| self.cancel_chosen(command.account, choice, CancelReason::User, events));
        if let Err(refusal) = cancelled {
            refuse(events, &Subject::of(CancelAll::KIND, command.account), refusal);
        }
    }

    /// The same, of a group too; a socket that is gone takes its timer along.
    pub(super) fn cancel_many(&mut self, command: &CancelMany, events: &mut Events<'_>) {
        match self.try_cancel_many(command, events) {
            Ok(()) => {}
            Err(refusal) => refuse(events, &Subject::of(CancelMany::KIND, command.account), refusal),
        }
    }

    fn try_cancel_many(&mut self, command: &CancelMany, events: &mut Events<'_>) -> Result<(), Refusal> {
        let reason = match command.disconnected {
            0 => CancelReason::User,
            1 => CancelReason::Disconnected,
            _ => return Err(Refusal::of(Reason::RecordMalformed)),
        };
        let choice = chosen(command.market, command.side, command.group)?;
        self.cancel_chosen(command.account, choice, reason, events)?;
        if reason == CancelReason::Disconnected {
            if let Some(dense) = self.accounts.dense(command.account) {
                self.set_timer(dense, Timer::Connection, 0);
            }
        }
        Ok(())
    }

    /// Cancels the chosen orders, then tells how many.
    fn cancel_chosen(
        &mut self,
        account: u64,
        choice: Chosen,
        reason: CancelReason,
        events: &mut Events<'_>,
    ) -> Result<(), Refusal> {
        let dense = self.accounts.dense(account).ok_or(Reason::AccountUnknown)?;
        if choice.market.is_some_and(|market| self.markets.get(market).is_none()) {
            return Err(Refusal::of(Reason::MarketUnknown));
        }
        let count = self.cancel_orders(dense, choice, reason, events);
        let event = CancelledAll { account, count };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
        Ok(())
    }

    /// Cancels the chosen orders by time of arrival; returns how many.
    pub(super) fn cancel_orders(
        &mut self,
        dense: u32,
        choice: Chosen,
        reason: CancelReason,
        events: &mut Events<'_>,
    ) -> u32 {
        let orders = self.orders_of(dense, choice);
        for (arrival, entry) in &orders {
            self.cancel_entry(*entry, *arrival, reason, events);
        }
        u32::try_from(orders.len()).unwrap_or(u32::MAX)
    }

    /// Arrival and receipt of open orders, resting or waiting, by arrival.
    fn orders_of(&self, dense: u32, choice: Chosen) -> Vec<(u64, BookSlot)> {
        let mut orders = Vec::new();
        for market in self.markets.iter() {
            for slot in self.order_slots(dense, market.id) {
                let order = market.book.get(slot);
                if choice.takes(market.id, order.side, Flags::unpack(order.flags), order.nonce) {
                    orders.push((order.accepted_seq, order.entry));
                }
            }
        }
        for slot in &self.accounts.at(dense).waiting {
            let waiting = self.waiting.get(*slot);
            let incoming = &waiting.incoming;
            if choice.takes(incoming.market, incoming.side, incoming.flags, incoming.nonce) {
                orders.push((waiting.arrival, incoming.entry));
            }
        }
        orders.sort_unstable();
        orders
    }

    /// Sets or stops a dead-man switch.
    pub(super) fn set_dead_man(&mut self, command: &SetDeadMan, events: &mut Events<'_>) {
        match self.try_set_dead_man(command) {
            Ok(event) => events.put(|item, index, seq, out| event.write(item, index, seq, out)),
            Err(refusal) => refuse(events, &Subject::of(SetDeadMan::KIND, command.account), refusal),
        }
    }

    fn try_set_dead_man(&mut self, command: &SetDeadMan) -> Result<DeadManSet, Refusal> {
        let timer = Timer::from_u8(command.timer).ok_or(Reason::RecordMalformed)?;
        let dense = self.accounts.dense(command.account).ok_or(Reason::AccountUnknown)?;
        let timeout = command.timeout_us;
        let bound = timeout.clamp(TIMEOUT_MIN_US, TIMEOUT_MAX_US);
        if timeout != 0 && timeout != bound {
            return Err(Refusal::with(Reason::Timeout, detail(bound), detail(timeout)));
        }
        let deadline = if timeout == 0 { 0 } else { self.ts_us.saturating_add(timeout) };
        self.set_timer(dense, timer, deadline);
        Ok(DeadManSet { account: command.account, timer: command.timer, deadline })
    }

    /// Sets a timer's deadline; 0: off.
    fn set_timer(&mut self, dense: u32, timer: Timer, deadline: u64) {
        let Some(known) = self.accounts.at_mut(dense).dead_man.get_mut(place_of(timer)) else { return };
        let before = core::mem::replace(known, deadline);
        let _ = self.dead_men.remove(&(before, dense, timer.code()));
        if deadline != 0 {
            let _ = self.dead_men.insert((deadline, dense, timer.code()));
        }
    }

    /// The timers of an account that is closed stop.
    pub(super) fn stop_timers(&mut self, dense: u32) {
        self.set_timer(dense, Timer::User, 0);
        self.set_timer(dense, Timer::Connection, 0);
    }

    /// Time passes: accounts whose deadline is reached lose their open orders, by deadline, account, timer.
    pub(super) fn dead_man_tick(&mut self, events: &mut Events<'_>) {
        while let Some((deadline, dense, code)) = self.dead_men.first().copied() {
            let Some(timer) = Timer::from_u8(code).filter(|_| deadline <= self.ts_us) else { break };
            self.set_timer(dense, timer, 0);
            let reason = match timer {
                Timer::User => CancelReason::DeadMan,
                Timer::Connection => CancelReason::Disconnected,
            };
            let count = self.cancel_orders(dense, Chosen::default(), reason, events);
            let event = DeadManFired { account: self.accounts.number(dense), timer: code, count };
            events.put(|item, index, seq, out| event.write(item, index, seq, out));
        }
    }

    /// The timers of an account that run.
    pub(super) fn tell_timers(&self, dense: u32, out: &mut Vec<u8>) {
        let account = self.accounts.at(dense);
        for (timer, deadline) in (0u8..).zip(account.dead_man).filter(|(_, deadline)| *deadline != 0) {
            DeadManView { account: account.number, timer, deadline }.write(out);
        }
    }
}
