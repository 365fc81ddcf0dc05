//! The watch: which accounts may be due for liquidation, without a look at all of them (MGN-9).
//!
//! Invariant: an account whose Net is not above its requirement, or that owes without a position, is either noted as changed or has
//! an entry that its market's price has passed. Entries are never believed, only looked up: health decides. Nothing here is state:
//! a restored exchange notes everybody as changed.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::Exchange;
use crate::account::Funds;
use crate::borrow::owed;
use crate::liquidation::{watched_mark, way_of};
use crate::margin::Health;
use crate::rounding::{mul_div_ceil, Overflow};
use crate::schema_gen::LiquidationWay;
use crate::slab::place;
use crate::units::{Atoms, Ppm, Side, PPM};

/// Atoms that roundings of one position or asset may take beside its share.
const ROUNDING: i64 = 4;
/// Entries beside twice the accounts before those that hold no more are thrown out.
const ENTRIES_SPARE: usize = 1_024;

/// Threshold, generation and place of an account.
type Entry = (i64, u32, u32);

/// Thresholds of one market.
#[derive(Clone, Debug, Default)]
struct Levels {
    market: u16,
    longs: BinaryHeap<Entry>,           // passed by a mark below
    shorts: BinaryHeap<Reverse<Entry>>, // passed by a mark above
    assets: BinaryHeap<Entry>,          // passed by a price of the asset below
}

/// Thresholds of all accounts.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    levels: Vec<Levels>, // by market number
    generations: Vec<u32>,
    calls: BinaryHeap<Reverse<(u64, u32, u32)>>, // when a borrow is called, generation, place
    /// Accounts whose health was computed since the beginning: what the watch costs.
    pub examined: u64,
}

impl Watch {
    fn levels_of(&mut self, market: u16) -> &mut Levels {
        let place = self.levels.partition_point(|levels| levels.market < market);
        if self.levels.get(place).is_none_or(|levels| levels.market != market) {
            self.levels.insert(place, Levels { market, ..Levels::default() });
        }
        #[allow(clippy::indexing_slicing, reason = "the place was found or made just above")]
        &mut self.levels[place]
    }

    /// A new generation of an account: what was entered for it before holds no more.
    fn renew(&mut self, dense: u32) -> u32 {
        let at = place(dense);
        if self.generations.len() <= at {
            self.generations.resize(at.saturating_add(1), 0);
        }
        self.generations.get_mut(at).map_or(0, |generation| {
            *generation = generation.wrapping_add(1);
            *generation
        })
    }

    /// Enters when a borrow of an account is called. Of more than this many entries, those that hold no more are thrown out.
    fn enter_call(&mut self, call_us: u64, generation: u32, dense: u32, most: usize) {
        self.calls.push(Reverse((call_us, generation, dense)));
        if self.calls.len() > most {
            let generations = &self.generations;
            self.calls.retain(|entry| Watch::is_live(generations, &(0, entry.0 .1, entry.0 .2)));
        }
    }

    /// All entries, also those that hold no more.
    fn len(&self) -> usize {
        let kept = |levels: &Levels| {
            levels.longs.len().saturating_add(levels.shorts.len()).saturating_add(levels.assets.len())
        };
        self.levels.iter().map(kept).sum::<usize>().saturating_add(self.calls.len())
    }

    fn is_live(generations: &[u32], entry: &Entry) -> bool {
        generations.get(place(entry.2)) == Some(&entry.1)
    }
}

impl Exchange {
    /// LIQ-1, MGN-7: whether an account is due at a tick.
    pub(super) fn is_due(&self, dense: u32) -> bool {
        self.is_due_owing_since(dense, self.accounts.at(dense).borrowed_us)
    }

    /// The same, for a borrow that began then.
    fn is_due_owing_since(&self, dense: u32, since_us: u64) -> bool {
        self.is_called_owing_since(dense, since_us) || self.liquidation_way(dense).is_some()
    }

    /// LIQ-1: how an account is liquidated now; None: it is not. Who owes without a position is due when Net is below zero and he has no
    /// other collateral.
    pub(super) fn liquidation_way(&self, dense: u32) -> Option<(LiquidationWay, Health)> {
        let account = self.accounts.at(dense);
        let health = self.standing_of(&account.funds).ok()?;
        let exposed = account.funds.markets.iter().any(|state| !state.exposure.holding.position.is_flat());
        let owes = account.funds.flat_debts > 0 || account.funds.collateral.is_negative();
        let way = way_of(&health, exposed, owes && account.funds.others.is_empty())?;
        let spared = Some(dense) == self.backstop && way != LiquidationWay::Round && way != LiquidationWay::Loss;
        (!spared).then_some((way, health))
    }

    /// Takes out of a watch who may be due: those that changed, and those whose threshold a price has passed. Ascending, without doubles.
    fn suspects_of(&self, watch: &mut Watch, changed: Vec<u32>) -> Vec<u32> {
        let mut suspects = changed;
        for levels in &mut watch.levels {
            let Some(market) = self.markets.get(levels.market) else { continue };
            let mark = i64::try_from(market.mark.0).unwrap_or(i64::MAX);
            while levels.longs.peek().is_some_and(|entry| entry.0 > mark) {
                suspects.extend(levels.longs.pop().filter(|e| Watch::is_live(&watch.generations, e)).map(|e| e.2));
            }
            while levels.shorts.peek().is_some_and(|entry| entry.0 .0 < mark) {
                let popped = levels.shorts.pop().map(|entry| entry.0);
                suspects.extend(popped.filter(|e| Watch::is_live(&watch.generations, e)).map(|e| e.2));
            }
            let price = self.markets.assets.priced_by(levels.market).map(|asset| asset.unit_price()).min();
            while price.is_some_and(|price| levels.assets.peek().is_some_and(|entry| entry.0 > price)) {
                suspects.extend(levels.assets.pop().filter(|e| Watch::is_live(&watch.generations, e)).map(|e| e.2));
            }
        }
        while watch.calls.peek().is_some_and(|entry| entry.0 .0 <= self.ts_us) {
            let popped = watch.calls.pop().map(|entry| (0, entry.0 .1, entry.0 .2));
            suspects.extend(popped.filter(|e| Watch::is_live(&watch.generations, e)).map(|e| e.2));
        }
        suspects.sort_unstable();
        suspects.dedup();
        suspects
    }

    /// Accounts that are due now, ascending by place; all others that were looked at are entered anew.
    pub(super) fn watch_due(&mut self) -> Vec<u32> {
        let mut due = Vec::new();
        let (mut watch, changed) = (core::mem::take(&mut self.watch), self.accounts.take_changed());
        let suspects = self.suspects_of(&mut watch, changed);
        self.watch = watch;
        for dense in suspects {
            self.watch.examined = self.watch.examined.saturating_add(1);
            self.note_borrow(dense);
            if self.is_due(dense) {
                due.push(dense);
            } else {
                self.watch_enter(dense);
            }
        }
        due
    }

    /// Enters the thresholds of an account; one whose thresholds cannot be computed stays noted as changed.
    fn watch_enter(&mut self, dense: u32) {
        let generation = self.watch.renew(dense);
        let Ok(entries) = self.thresholds(&self.accounts.at(dense).funds) else {
            self.accounts.note_changed(dense);
            return;
        };
        let since_us = self.accounts.at(dense).borrowed_us;
        let most = self.accounts.len().saturating_mul(2).saturating_add(ENTRIES_SPARE);
        if since_us != 0 {
            self.watch.enter_call(self.borrowing.call_us(since_us), generation, dense, most);
        }
        for (market, kind, threshold) in entries {
            let generations = core::mem::take(&mut self.watch.generations);
            let levels = self.watch.levels_of(market);
            let entry = (threshold, generation, dense);
            match kind {
                Kind::Long => levels.longs.push(entry),
                Kind::Short => levels.shorts.push(Reverse(entry)),
                Kind::Asset => levels.assets.push(entry),
            }
            if levels.longs.len() > most {
                levels.longs.retain(|entry| Watch::is_live(&generations, entry));
            }
            if levels.shorts.len() > most {
                levels.shorts.retain(|entry| Watch::is_live(&generations, &entry.0));
            }
            if levels.assets.len() > most {
                levels.assets.retain(|entry| Watch::is_live(&generations, entry));
            }
            self.watch.generations = generations;
        }
    }

    /// MGN-9: the buffer of an account, shared evenly by its positions and assets: where each share is gone.
    fn thresholds(&self, funds: &Funds) -> Result<Vec<(u16, Kind, i64)>, Overflow> {
        let positions = || funds.markets.iter().filter(|state| !state.exposure.holding.position.is_flat());
        let parts = positions().count().saturating_add(funds.others.len());
        let mut entries = self.call_thresholds(funds)?;
        if positions().next().is_none() {
            return Ok(entries);
        }
        let health = self.standing_of(funds)?;
        let parts = i64::try_from(parts).map_err(|_| Overflow)?;
        let spared = Atoms::new(parts.saturating_mul(ROUNDING).saturating_add(1))?;
        let buffer = health.net.sub(health.maintenance)?.sub(spared)?.above_zero();
        let share = buffer.share_floor(1, parts)?;
        for state in positions() {
            let market = self.markets.get(state.market).ok_or(Overflow)?;
            let position = state.exposure.holding.position;
            let side = if position.get() > 0 { Side::Buy } else { Side::Sell };
            let mmf = market.terms.tiers.steepest(market.terms.mmf);
            let at = watched_mark(side, position.magnitude(), market.tick_value, market.mark, share, mmf)?;
            entries.push((state.market, if side == Side::Buy { Kind::Long } else { Kind::Short }, at));
        }
        for other in &funds.others {
            let asset = self.markets.assets.get(other.asset).ok_or(Overflow)?;
            let at = asset.price_without(other.amount, Ppm(asset.set.weight_maintenance), share)?;
            entries.extend(at.map(|at| (asset.set.market, Kind::Asset, at)));
        }
        Ok(entries)
    }

    /// MGN-7: who owes USDC is looked at again where the prices of his other collateral make his room as small as that.
    fn call_thresholds(&self, funds: &Funds) -> Result<Vec<(u16, Kind, i64)>, Overflow> {
        let owes = owed(funds.collateral);
        let (mut value, mut entries) = (Atoms::ZERO, Vec::new());
        if owes == Atoms::ZERO || funds.others.is_empty() {
            return Ok(entries);
        }
        for other in &funds.others {
            value = value.add(self.markets.assets.get(other.asset).ok_or(Overflow)?.lends(other.amount)?)?;
        }
        let parts = i64::try_from(funds.others.len()).map_err(|_| Overflow)?;
        let needed = mul_div_ceil(owes.get(), PPM, i64::from(self.borrowing.room_part.0).max(1))?;
        let spared = Atoms::new(parts.saturating_mul(ROUNDING).saturating_add(1))?;
        let share = value.sub(Atoms::new(needed)?)?.sub(spared)?.above_zero().share_floor(1, parts)?;
        for other in &funds.others {
            let asset = self.markets.assets.get(other.asset).ok_or(Overflow)?;
            let at = asset.index_without(other.amount, share)?;
            entries.extend(at.map(|at| (asset.set.market, Kind::Asset, at)));
        }
        Ok(entries)
    }

    /// All that may change the health of many at once was changed: everybody is looked at again.
    pub(super) fn watch_all(&mut self) {
        self.accounts.note_all_changed();
    }

    /// Numbers of accounts that are due by a full scan, whose borrows a tick has seen: what the watch must find.
    #[must_use]
    pub fn due_by_scan(&self) -> Vec<u64> {
        (0..u32::try_from(self.accounts.len()).unwrap_or(0)).filter_map(|dense| self.due_if_seen(dense)).collect()
    }

    /// Number of an account that is due once a tick has seen whether it owes.
    fn due_if_seen(&self, dense: u32) -> Option<u64> {
        self.is_due_owing_since(dense, self.owes_since(dense)).then(|| self.accounts.number(dense))
    }

    /// The same by the watch, and how many accounts it looked at.
    #[must_use]
    pub fn due_by_watch(&self) -> (Vec<u64>, u64) {
        let mut watch = self.watch.clone();
        let suspects = self.suspects_of(&mut watch, self.accounts.changed().to_vec());
        let due = suspects.iter().filter_map(|dense| self.due_if_seen(*dense)).collect();
        (due, u64::try_from(suspects.len()).unwrap_or(u64::MAX))
    }

    /// How many entries the watch keeps: bounded by accounts and markets, however often anything changes.
    #[must_use]
    pub fn watch_entries(&self) -> usize {
        self.watch.len()
    }
}

/// What passes a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Long,
    Short,
    Asset,
}
