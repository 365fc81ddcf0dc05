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
use crate::liquidation::{watched_mark, way_of};
use crate::margin::Health;
use crate::rounding::{mul_div_floor, Overflow};
use crate::schema_gen::LiquidationWay;
use crate::slab::place;
use crate::units::{Atoms, Side, PPM};

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

    fn is_live(generations: &[u32], entry: &Entry) -> bool {
        generations.get(place(entry.2)) == Some(&entry.1)
    }
}

impl Exchange {
    /// LIQ-1: how an account is liquidated now; None: it is not. Who owes without a position is due while he has other collateral that the
    /// backstop can take (MGN-7), and else when Net is below zero.
    pub(super) fn liquidation_way(&self, dense: u32) -> Option<(LiquidationWay, Health)> {
        let account = self.accounts.at(dense);
        let health = self.standing_of(&account.funds).ok()?;
        let exposed = account.funds.markets.iter().any(|state| !state.exposure.holding.position.is_flat());
        let owes = account.funds.flat_debts > 0;
        if owes && !exposed && !account.funds.others.is_empty() {
            return (Some(dense) != self.backstop).then_some((LiquidationWay::Loss, health));
        }
        let way = way_of(&health, exposed, owes)?;
        let spared = Some(dense) == self.backstop && way != LiquidationWay::Round && way != LiquidationWay::Loss;
        (!spared).then_some((way, health))
    }

    /// Accounts that may be due: those that changed, and those whose threshold a price has passed. Ascending, without doubles.
    fn watch_suspects(&mut self) -> Vec<u32> {
        let mut suspects = self.accounts.take_changed();
        let watch = &mut self.watch;
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
        suspects.sort_unstable();
        suspects.dedup();
        suspects
    }

    /// Accounts that are due now, ascending by place; all others that were looked at are entered anew.
    pub(super) fn watch_due(&mut self) -> Vec<u32> {
        let mut due = Vec::new();
        for dense in self.watch_suspects() {
            self.watch.examined = self.watch.examined.saturating_add(1);
            match self.liquidation_way(dense) {
                Some(_) => due.push(dense),
                None => self.watch_enter(dense),
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
        let most = self.accounts.len().saturating_mul(2).saturating_add(ENTRIES_SPARE);
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
        if positions().next().is_none() {
            return Ok(Vec::new());
        }
        let health = self.standing_of(funds)?;
        let parts = i64::try_from(parts).map_err(|_| Overflow)?;
        let spared = Atoms::new(parts.saturating_mul(ROUNDING).saturating_add(1))?;
        let buffer = health.net.sub(health.maintenance)?.sub(spared)?.above_zero();
        let share = buffer.share_floor(1, parts)?;
        let mut entries = Vec::new();
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
            let whole = 10i64.checked_pow(u32::from(asset.set.decimals)).ok_or(Overflow)?;
            let weight = i64::from(asset.set.weight_maintenance);
            if weight == 0 {
                continue;
            }
            let away = mul_div_floor(share.get(), whole, other.amount.get())?;
            let away = mul_div_floor(away, PPM, weight)?;
            entries.push((asset.set.market, Kind::Asset, asset.unit_price().saturating_sub(away)));
        }
        Ok(entries)
    }

    /// All that may change the health of many at once was changed: everybody is looked at again.
    pub(super) fn watch_all(&mut self) {
        self.accounts.note_all_changed();
    }

    /// Numbers of accounts that are due by a full scan: what the watch must find.
    #[must_use]
    pub fn due_by_scan(&self) -> Vec<u64> {
        let all = u32::try_from(self.accounts.len()).unwrap_or(0);
        (0..all)
            .filter(|dense| self.liquidation_way(*dense).is_some())
            .map(|dense| self.accounts.number(dense))
            .collect()
    }

    /// The same by the watch, and how many accounts it looked at.
    #[must_use]
    pub fn due_by_watch(&self) -> (Vec<u64>, u64) {
        let mut twin = self.clone();
        let before = twin.watch.examined;
        let due = twin.watch_due();
        let numbers = due.iter().map(|dense| twin.accounts.number(*dense)).collect();
        (numbers, twin.watch.examined.saturating_sub(before))
    }
}

/// What passes a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Long,
    Short,
    Asset,
}
