//! A margin account: who may act for it, what it owns, and which messages it has used.
//!
//! Invariant: positions are kept by market number; a nonce is taken at most once; live delegates are at most
//! `DELEGATES_MAX`, and a delegate's number names one key as long as an order that it signed rests or what it traded today counts.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use crate::book::OrderList;
use crate::delegate::{Bounds, Delegate, Traded};
use crate::entries::Bound;
use crate::margin::Exposure;
use crate::position;
use crate::reason::{Reason, Refusal};
use crate::rounding::Overflow;
use crate::schema_gen::Restriction;
use crate::slab::{Slot, NONE};
use crate::units::{AssetAtoms, Atoms};

/// Accounts of one owner.
pub const ACCOUNTS_PER_OWNER_MAX: usize = 16;
/// Resting orders of one account.
pub const OPEN_ORDERS_MAX: u32 = 1_000;
/// Remembered client order ids of one account (BOOK-7).
pub const CLIENT_ORDER_IDS_MAX: u32 = 10_000;
/// Nonces above the floor that an account may have taken; beyond it the smallest raises the floor.
pub const NONCES_MAX: usize = 20_000;
/// Length of an epoch of held profit, microseconds (PNL-6).
pub const EPOCH_US: u64 = 300_000_000;

/// Profit paid in this and the previous epoch: it cannot be withdrawn yet (PNL-6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Number of the epoch that `current` belongs to.
    pub epoch: u64,
    /// Paid in that epoch.
    pub current: Atoms,
    /// Paid in the one before.
    pub previous: Atoms,
}

impl Held {
    /// The same, seen from a time: what is two epochs old is free.
    #[must_use]
    pub fn at(self, ts_us: u64) -> Held {
        let epoch = ts_us.checked_div(EPOCH_US).unwrap_or(0);
        match epoch.saturating_sub(self.epoch) {
            0 => self,
            1 => Held { epoch, current: Atoms::ZERO, previous: self.current },
            _ => Held { epoch, current: Atoms::ZERO, previous: Atoms::ZERO },
        }
    }

    /// Adds profit paid now.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn paid(&mut self, ts_us: u64, amount: Atoms) -> Result<(), Overflow> {
        let mut held = self.at(ts_us);
        held.current = held.current.add(amount)?;
        let _ = held.current.add(held.previous)?;
        *self = held;
        Ok(())
    }

    /// All that is held at a time.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn total(self, ts_us: u64) -> Result<Atoms, Overflow> {
        let held = self.at(ts_us);
        held.current.add(held.previous)
    }
}

/// What an account has in one market.
#[derive(Clone, Copy, Debug, Default)]
pub struct MarketState {
    /// Number of the market.
    pub market: u16,
    /// Holding and open orders that count for margin.
    pub exposure: Exposure,
    /// Most leverage of new risk that the user chose; 0: what the market allows (MGN-2).
    pub leverage: u16,
    /// Resting reduce-only orders.
    pub reduce_only_orders: u32,
    /// Its resting orders in that market, oldest first.
    pub orders: OrderList,
}

/// What an account has of an asset other than USDC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OtherCollateral {
    /// Number of the asset.
    pub asset: u8,
    /// How much; never negative.
    pub amount: AssetAtoms,
}

/// All that ever came and went of an asset, in its least unit: what makes credits and debits safe to repeat (CUST-3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Number of the asset.
    pub asset: u8,
    /// Sum of all credits.
    pub credited: u64,
    /// Sum of all debits.
    pub debited: u64,
}

/// What an account owns.
#[derive(Clone, Debug, Default)]
pub struct Funds {
    /// c: settled collateral in USDC.
    pub collateral: Atoms,
    /// Other collateral, by asset.
    pub others: Vec<OtherCollateral>,
    /// Profit that cannot leave yet.
    pub held: Held,
    /// By market number.
    pub markets: Vec<MarketState>,
    /// Markets in which a loss is left without a position; he who gets collateral pays it at once (PNL-4).
    pub flat_debts: u32,
    /// Matched orders that hold an entry on the chain (BOOK-6).
    pub bound: Bound,
    /// What bounded delegates traded, by their numbers; none that traded nothing (SIG-4).
    pub traded: Vec<(u8, Traded)>,
}

impl Funds {
    /// State in a market.
    #[inline(always)]
    #[must_use]
    pub fn market(&self, market: u16) -> Option<&MarketState> {
        self.markets.iter().find(|state| state.market == market)
    }

    /// State in a market, to change.
    #[inline(always)]
    #[must_use]
    pub fn market_mut(&mut self, market: u16) -> Option<&mut MarketState> {
        self.markets.iter_mut().find(|state| state.market == market)
    }

    /// State in a market, made if there is none.
    #[inline]
    pub fn market_entry(&mut self, market: u16) -> &mut MarketState {
        let place = match self.markets.iter().position(|state| state.market >= market) {
            Some(place) if self.markets.get(place).is_some_and(|state| state.market == market) => place,
            found => {
                let place = found.unwrap_or(self.markets.len());
                self.markets.insert(place, MarketState { market, ..MarketState::default() });
                place
            }
        };
        #[allow(clippy::indexing_slicing, reason = "the place was found or made just above")]
        &mut self.markets[place]
    }

    /// Exposure in a market; empty where there is none.
    #[inline(always)]
    #[must_use]
    pub fn exposure(&self, market: u16) -> Exposure {
        self.market(market).map_or(Exposure::default(), |state| state.exposure)
    }

    /// Stores one side of a fill.
    ///
    /// # Errors
    /// `Overflow` of what is held; nothing is stored then.
    #[inline(always)]
    pub fn store(&mut self, market: u16, party: &position::Party, ts_us: u64) -> Result<(), Overflow> {
        if party.paid != Atoms::ZERO {
            self.held.paid(ts_us, party.paid)?;
        }
        self.collateral = party.collateral;
        self.put_holding(market, &party.holding);
        Ok(())
    }

    /// Stores a holding, and counts whether a loss is left in it without a position.
    #[inline(always)]
    pub fn put_holding(&mut self, market: u16, holding: &position::Holding) {
        let state = self.market_entry(market);
        let before = state.exposure.holding.is_flat_debt();
        state.exposure.holding = *holding;
        let after = holding.is_flat_debt();
        if before != after {
            self.flat_debts = if after { self.flat_debts.saturating_add(1) } else { self.flat_debts.saturating_sub(1) };
        }
    }

    /// What is owed in markets without a position (PNL-4).
    ///
    /// # Errors
    /// `Overflow`.
    pub fn flat_debt(&self) -> Result<Atoms, Overflow> {
        let holdings = self.markets.iter().map(|state| state.exposure.holding);
        let debts = holdings.filter(|holding| holding.is_flat_debt());
        debts.map(|holding| holding.quote.neg()).try_fold(Atoms::ZERO, Atoms::add)
    }

    /// What a delegate traded last.
    #[must_use]
    pub fn traded(&self, delegate: u8) -> Traded {
        self.traded.iter().find(|(id, _)| *id == delegate).map_or(Traded::default(), |(_, traded)| *traded)
    }

    /// Stores what a delegate traded.
    pub fn set_traded(&mut self, delegate: u8, traded: Traded) {
        match self.traded.iter_mut().find(|(id, _)| *id == delegate) {
            Some((_, known)) => *known = traded,
            None => self.traded.push((delegate, traded)),
        }
    }

    /// How much there is of an asset other than USDC.
    #[must_use]
    pub fn other(&self, asset: u8) -> AssetAtoms {
        self.others.iter().find(|other| other.asset == asset).map_or(AssetAtoms::ZERO, |other| other.amount)
    }

    /// Sets how much there is of an asset other than USDC; nothing of it leaves no entry.
    pub fn set_other(&mut self, asset: u8, amount: AssetAtoms) {
        self.others.retain(|other| other.asset != asset);
        if amount != AssetAtoms::ZERO {
            let place = self.others.partition_point(|other| other.asset < asset);
            self.others.insert(place, OtherCollateral { asset, amount });
        }
    }
}

/// Nonces of an account: those at or below the floor are gone for good (BOOK-7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nonces {
    /// Largest nonce whose message was forgotten.
    pub floor: u64,
    /// Largest nonce ever taken or forgotten; a larger one is free without a look at the others.
    pub highest: u64,
    /// Taken nonces above the floor, ascending.
    pub taken: VecDeque<u64>,
}

impl Nonces {
    /// Whether a message with this nonce may still come. Callers count upwards: nearly always the last one decides.
    #[inline]
    #[must_use]
    pub fn is_free(&self, nonce: u64) -> bool {
        nonce > self.highest || (nonce > self.floor && self.taken.binary_search(&nonce).is_err())
    }

    /// Takes a free nonce.
    #[inline]
    pub fn take(&mut self, nonce: u64) {
        if nonce > self.highest {
            self.highest = nonce;
            self.taken.push_back(nonce);
        } else if let Err(place) = self.taken.binary_search(&nonce) {
            self.taken.insert(place, nonce);
        }
        if self.taken.len() > NONCES_MAX {
            if let Some(first) = self.taken.pop_front() {
                self.floor = self.floor.max(first);
            }
        }
    }

    /// Forgets a message: its nonce and all below it never come again.
    pub fn raise_floor(&mut self, nonce: u64) {
        self.floor = self.floor.max(nonce);
        self.highest = self.highest.max(nonce);
        while self.taken.front().is_some_and(|first| *first <= self.floor) {
            let _ = self.taken.pop_front();
        }
    }
}

/// A margin account.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Number, from the chain's counter; never used again.
    pub number: u64,
    /// Place of the owner in the list of owners.
    pub owner: u32,
    /// Whether it was closed; then nothing but its number is left.
    pub closed: bool,
    /// The owner's key.
    pub owner_key: [u8; 32],
    /// Number among the owner's accounts; 0 is the main one.
    pub index: u16,
    /// Fee tier of the owner (FEE-5).
    pub tier: u8,
    /// What it may not do: a sum of `Restriction` (RST-1).
    pub restrictions: u8,
    /// The one market in which it may have positions; None: every one (MGN-8).
    pub isolated: Option<u16>,
    /// Resting orders in all markets.
    pub open_orders: u32,
    /// What it owns.
    pub funds: Funds,
    /// Sums of what came and went, by asset; one for each that was ever credited.
    pub flows: Vec<Flow>,
    /// Slots of its orders that wait for a price, by arrival (BOOK-12).
    pub waiting: Vec<Slot>,
    /// Deadlines of the dead-man switches, by `Timer`; 0: off (BOOK-8).
    pub dead_man: [u64; 2],
    /// When the last step of a liquidation on the book was; 0: never (LIQ-2).
    pub liquidated_us: u64,
    /// When a tick first saw that it owes USDC; 0: it does not (MGN-7).
    pub borrowed_us: u64,
    /// Whether it is among those that the watch will look at (MGN-9); no part of the state.
    pub changed: bool,
    /// Highest number of a withdrawal that was asked for here.
    pub last_request: u64,
    /// Messages with a nonce below it are dead (SIG-5).
    pub floor: u64,
    /// Owner instruction of the chain up to which all is acknowledged (CUST-5).
    pub inbox: u64,
    /// Items of its settlement log that have landed on the chain (CUST-6).
    pub settled: u64,
    /// Keys that may sign, by number.
    pub delegates: Vec<Delegate>,
    /// Nonces that are taken.
    pub nonces: Nonces,
    /// Remembered messages in all (BOOK-7).
    pub receipts: u32,
    /// Slots of the receipts of final messages, oldest first.
    pub finals: VecDeque<u32>,
    /// When the oldest of them became final; meaningless while there is none.
    pub finals_since_us: u64,
}

impl Account {
    /// RST-1: whether the account is free of a restriction.
    ///
    /// # Errors
    /// `account_restricted`.
    #[inline(always)]
    pub fn free_of(&self, restriction: Restriction) -> Result<(), Refusal> {
        let barring = match restriction {
            Restriction::ReduceOnly => Restriction::ReduceOnly.code() | Restriction::Leaving.code(),
            other => other.code(),
        };
        if self.restrictions & barring == 0 {
            return Ok(());
        }
        let (which, all) = (i64::from(restriction.code()), i64::from(self.restrictions));
        Err(Refusal::with(Reason::AccountRestricted, which, all))
    }

    /// MGN-8: whether the account may have orders in a market.
    ///
    /// # Errors
    /// `account_isolated`.
    #[inline(always)]
    pub fn trades_in(&self, market: u16) -> Result<(), Refusal> {
        match self.isolated {
            Some(own) if own != market => {
                Err(Refusal::with(Reason::AccountIsolated, i64::from(own), i64::from(market)))
            }
            _ => Ok(()),
        }
    }

    /// Sums of what came and went of an asset.
    #[must_use]
    pub fn flow(&self, asset: u8) -> Flow {
        self.flows.iter().find(|flow| flow.asset == asset).copied().unwrap_or(Flow { asset, ..Flow::default() })
    }

    /// Whether it ever had something of an asset: credited, or taken over by a conversion (MGN-7).
    #[must_use]
    pub fn had(&self, asset: u8) -> bool {
        let flows = self.flows.iter().any(|flow| flow.asset == asset);
        flows || self.funds.others.iter().any(|other| other.asset == asset)
    }

    /// Stores the sums of an asset.
    pub fn set_flow(&mut self, flow: Flow) {
        let place = self.flows.partition_point(|other| other.asset < flow.asset);
        match self.flows.get_mut(place).filter(|known| known.asset == flow.asset) {
            Some(known) => *known = flow,
            None => self.flows.insert(place, flow),
        }
    }

    /// Notes that owner instructions up to `inbox` were seen; returns what an event says: zero when nothing is new (CUST-5).
    pub fn acknowledge(&mut self, inbox: u64) -> u64 {
        if inbox <= self.inbox {
            return 0;
        }
        self.inbox = inbox;
        inbox
    }

    /// Whether nothing is left that belongs to anybody: positions, profit or debts, orders, collateral.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open_orders == 0 && self.waiting.is_empty() && self.holds_nothing()
    }

    /// Whether there is neither collateral nor anything in a market.
    #[must_use]
    pub fn holds_nothing(&self) -> bool {
        let funds = &self.funds;
        funds.collateral == Atoms::ZERO
            && funds.others.is_empty()
            && funds.markets.iter().all(|state| state.exposure.holding.is_empty())
    }

    /// Reads early what an order of the account looks at, which hides misses; returns the first of its orders in a market.
    #[inline(always)]
    #[must_use]
    pub fn touch(&self, market: u16) -> (u64, Slot) {
        let [first, ..] = self.owner_key;
        let seen = u64::from(first) ^ self.nonces.highest ^ self.finals_since_us ^ u64::from(self.open_orders);
        let state = self.funds.market(market);
        let orders = state.map_or(0, |state| state.exposure.buys ^ state.exposure.sells);
        (seen ^ orders, state.and_then(|state| state.orders.first()).unwrap_or(NONE))
    }

    /// The number of a signer: 0 the owner, else a live delegate.
    #[inline]
    #[must_use]
    pub fn signer(&self, key: &[u8; 32], ts_us: u64) -> Option<u8> {
        if self.owner_key == *key {
            return Some(0);
        }
        self.delegates
            .iter()
            .find(|delegate| delegate.key == *key && delegate.expiry_us > ts_us)
            .map(|delegate| delegate.id)
    }

    /// Whether the signer of an open order may still sign (SIG-4).
    #[inline(always)]
    #[must_use]
    pub fn signer_lives(&self, id: u8, ts_us: u64) -> bool {
        id == 0 || self.delegates.iter().any(|delegate| delegate.id == id && delegate.expiry_us > ts_us)
    }

    /// Whether the signer of an open order may still sign in a market (SIG-4).
    #[inline(always)]
    #[must_use]
    pub fn signer_trades(&self, id: u8, market: u16, ts_us: u64) -> bool {
        id == 0 || (self.signer_lives(id, ts_us) && self.bounds(id).names(market))
    }

    /// What the owner allows a signer.
    #[inline(always)]
    #[must_use]
    pub fn bounds(&self, id: u8) -> Bounds {
        if id == 0 {
            return Bounds::NONE;
        }
        self.delegates.iter().find(|delegate| delegate.id == id).map_or(Bounds::NONE, |delegate| delegate.bounds)
    }

    /// Forgets what keys traded that are delegates no more.
    pub fn forget_traded(&mut self) {
        let delegates = &self.delegates;
        self.funds.traded.retain(|(id, _)| delegates.iter().any(|delegate| delegate.id == *id));
    }
}
