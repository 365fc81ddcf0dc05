//! Triggers: which waiting orders start at a price, and where a trailing stop stands.
//!
//! Invariant: an armed order stands at exactly one price of its market's board for its source; so a price costs by the orders
//! that it starts and by the trailing stops that it moves, not by those that wait.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;

use crate::rounding::mul_div_floor;
use crate::schema_gen::PriceSource;
use crate::slab::Slot;
use crate::units::{Mticks, Side, Ticks, PPM};

/// Where an armed order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Market whose price it looks at.
    pub market: u16,
    /// Which of its prices.
    pub source: PriceSource,
    /// Whether it starts at or below `at`, not at or above.
    pub falls: bool,
    /// The price.
    pub at: Mticks,
    /// Best price that a trailing stop has seen, and the side that it trades; None: it does not trail.
    pub trails: Option<(Mticks, Side)>,
    /// Place in the order of all arrivals; ties start by it.
    pub arrival: u64,
}

/// How far a trailing stop stays behind the best price: ticks, or millionths of that price rounded down; at least 1 mtick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Distance {
    /// In ticks; 0: it is in millionths.
    pub ticks: u32,
    /// In millionths.
    pub ppm: u32,
}

impl Distance {
    /// The price at which a trailing stop starts, behind the best one that it has seen: below it to sell, above it to buy. Zero is
    /// never reached.
    #[must_use]
    pub fn behind(self, best: Mticks, side: Side) -> Mticks {
        let away = match self.ticks {
            0 => i64::try_from(best.0)
                .ok()
                .and_then(|price| mul_div_floor(price, i64::from(self.ppm), PPM).ok())
                .and_then(|away| u64::try_from(away).ok())
                .unwrap_or(u64::MAX)
                .max(1),
            ticks => Ticks(ticks).mticks().0,
        };
        Mticks(match side {
            Side::Sell => best.0.saturating_sub(away),
            Side::Buy => best.0.saturating_add(away),
        })
    }
}

/// Armed orders by the prices at which they start; those of one source of one market.
#[derive(Clone, Debug, Default)]
struct Board {
    falls: BTreeMap<(Reverse<u64>, u64), Slot>,
    rises: BTreeMap<(u64, u64), Slot>,
    // Trailing stops by the best price that they have seen.
    trailing_sells: BTreeMap<(u64, u64), Slot>,
    trailing_buys: BTreeMap<(Reverse<u64>, u64), Slot>,
}

/// All boards, and the markets whose prices must be looked at.
#[derive(Clone, Debug, Default)]
pub struct Triggers {
    boards: BTreeMap<(u16, u8), Board>,
    armed: usize,
    moved: Vec<u16>,
}

impl Triggers {
    /// Whether no order is armed.
    #[inline(always)]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.armed == 0
    }

    /// Notes that a price of a market moved, or that an order there was armed.
    #[inline(always)]
    pub fn note(&mut self, market: u16) {
        if self.armed != 0 && self.moved.last() != Some(&market) {
            self.moved.push(market);
        }
    }

    /// Whether any market was noted.
    #[inline(always)]
    #[must_use]
    pub fn is_noted(&self) -> bool {
        !self.moved.is_empty()
    }

    /// The noted market with the lowest number, noted no more.
    pub fn take_noted(&mut self) -> Option<u16> {
        let lowest = self.moved.iter().min().copied()?;
        self.moved.retain(|market| *market != lowest);
        Some(lowest)
    }

    /// Puts an order where it stands.
    pub fn insert(&mut self, slot: Slot, stand: &Stand) {
        let board = self.boards.entry((stand.market, stand.source.code())).or_default();
        let arrival = stand.arrival;
        let _ = if stand.falls {
            board.falls.insert((Reverse(stand.at.0), arrival), slot)
        } else {
            board.rises.insert((stand.at.0, arrival), slot)
        };
        let _ = match stand.trails {
            Some((best, Side::Sell)) => board.trailing_sells.insert((best.0, arrival), slot),
            Some((best, Side::Buy)) => board.trailing_buys.insert((Reverse(best.0), arrival), slot),
            None => None,
        };
        self.armed = self.armed.saturating_add(1);
    }

    /// Takes an order out from where it stands.
    pub fn remove(&mut self, stand: &Stand) {
        let key = (stand.market, stand.source.code());
        let Some(board) = self.boards.get_mut(&key) else { return };
        let arrival = stand.arrival;
        let known = if stand.falls {
            board.falls.remove(&(Reverse(stand.at.0), arrival))
        } else {
            board.rises.remove(&(stand.at.0, arrival))
        };
        let _ = match stand.trails {
            Some((best, Side::Sell)) => board.trailing_sells.remove(&(best.0, arrival)),
            Some((best, Side::Buy)) => board.trailing_buys.remove(&(Reverse(best.0), arrival)),
            None => None,
        };
        if known.is_some() {
            self.armed = self.armed.saturating_sub(1);
        }
        if board.falls.is_empty() && board.rises.is_empty() {
            let _ = self.boards.remove(&key);
        }
    }

    /// Orders that start at a price: first those that wait for it to fall, the highest first, then those that wait for it to
    /// rise, the lowest first; ties by arrival.
    #[must_use]
    pub fn reached(&self, market: u16, source: PriceSource, price: Mticks) -> Vec<Slot> {
        let Some(board) = self.boards.get(&(market, source.code())) else { return Vec::new() };
        let falls = board.falls.range(..=(Reverse(price.0), u64::MAX)).map(|entry| *entry.1);
        let rises = board.rises.range(..=(price.0, u64::MAX)).map(|entry| *entry.1);
        falls.chain(rises).collect()
    }

    /// Trailing stops that a price moves: it is better than the best that they have seen.
    #[must_use]
    pub fn trailed(&self, market: u16, source: PriceSource, price: Mticks) -> Vec<Slot> {
        let Some(board) = self.boards.get(&(market, source.code())) else { return Vec::new() };
        let sells = board.trailing_sells.range(..(price.0, 0)).map(|entry| *entry.1);
        let buys = board.trailing_buys.range(..(Reverse(price.0), 0)).map(|entry| *entry.1);
        sells.chain(buys).collect()
    }
}
