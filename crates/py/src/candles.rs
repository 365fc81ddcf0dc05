//! The one fold from ticks to candles (CDL-1 to CDL-3): ticks in, candles of all twelve intervals out.
//!
//! Invariant: a candle depends on the set of its ticks alone, not on how they were cut into calls nor on their order, because
//! ticks are ordered by (time, seq, index) and candles of disjoint ticks are joined by a commutative, associative operation.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;

/// Lengths of the intervals in seconds; each but the first is a multiple of the first (CDL-1).
const INTERVALS_S: [u32; 12] = [1, 5, 15, 60, 180, 300, 900, 1_800, 3_600, 14_400, 43_200, 86_400];
const TICK_BYTES: usize = 40;
const CANDLE_BYTES: usize = 104;
const KINDS: u8 = 3;

/// Place of a tick among all ticks of its series: time in microseconds, command, event of the command.
type Place = (u64, u64, u32);

/// Series and interval of a candle, and when it begins in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    market: u16,
    kind: u8,
    interval_s: u32,
    open_us: u64,
}

/// Prices in mticks, volume in lots, number of ticks, and the places of the first and the last one.
#[derive(Clone, Copy)]
struct Candle {
    open: u64,
    high: u64,
    low: u64,
    close: u64,
    volume: u64,
    ticks: u64,
    first: Place,
    last: Place,
}

impl Candle {
    /// Joins the candle of other ticks of the same key (CDL-2). None: volume or number of ticks above 64 bits.
    fn join(&mut self, other: &Candle) -> Option<()> {
        self.volume = self.volume.checked_add(other.volume)?;
        self.ticks = self.ticks.checked_add(other.ticks)?;
        self.high = self.high.max(other.high);
        self.low = self.low.min(other.low);
        if other.first < self.first {
            (self.first, self.open) = (other.first, other.open);
        }
        if other.last > self.last {
            (self.last, self.close) = (other.last, other.close);
        }
        Some(())
    }
}

/// Start of the interval of `interval_s` seconds that holds a time, counted from 1970 UTC.
fn open_of(ts_us: u64, interval_s: u32) -> Option<u64> {
    let width_us = u64::from(interval_s).checked_mul(1_000_000)?;
    ts_us.checked_sub(ts_us.checked_rem(width_us)?)
}

fn taken<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}

fn u64_taken(bytes: &mut &[u8]) -> Option<u64> {
    taken(bytes).map(u64::from_le_bytes)
}

fn u32_taken(bytes: &mut &[u8]) -> Option<u32> {
    taken(bytes).map(u32::from_le_bytes)
}

/// Market and kind of a series; None for a kind that does not exist.
fn series_taken(bytes: &mut &[u8]) -> Option<(u16, u8)> {
    let market = u16::from_le_bytes(taken(bytes)?);
    let [kind, zero] = taken(bytes)?;
    (kind < KINDS && zero == 0).then_some((market, kind))
}

/// A tick as the candle of its second; None when it is malformed or its price is zero.
fn tick_read(mut bytes: &[u8]) -> Option<(Key, Candle)> {
    let bytes = &mut bytes;
    let (market, kind) = series_taken(bytes)?;
    let index = u32_taken(bytes)?;
    let ts_us = u64_taken(bytes)?;
    let seq = u64_taken(bytes)?;
    let price = u64_taken(bytes).filter(|price| *price > 0)?;
    let volume = u64_taken(bytes)?;
    let place = (ts_us, seq, index);
    let candle =
        Candle { open: price, high: price, low: price, close: price, volume, ticks: 1, first: place, last: place };
    Some((Key { market, kind, interval_s: 1, open_us: open_of(ts_us, 1)? }, candle))
}

fn candle_read(mut bytes: &[u8]) -> Option<(Key, Candle)> {
    let bytes = &mut bytes;
    let (market, kind) = series_taken(bytes)?;
    let interval_s = u32_taken(bytes).filter(|interval_s| INTERVALS_S.contains(interval_s))?;
    let open_us = u64_taken(bytes)?;
    let (open, high, low, close) = (u64_taken(bytes)?, u64_taken(bytes)?, u64_taken(bytes)?, u64_taken(bytes)?);
    let (volume, ticks) = (u64_taken(bytes)?, u64_taken(bytes)?);
    let (first_us, first_seq) = (u64_taken(bytes)?, u64_taken(bytes)?);
    let (last_us, last_seq) = (u64_taken(bytes)?, u64_taken(bytes)?);
    let first = (first_us, first_seq, u32_taken(bytes)?);
    let last = (last_us, last_seq, u32_taken(bytes)?);
    let candle = Candle { open, high, low, close, volume, ticks, first, last };
    Some((Key { market, kind, interval_s, open_us }, candle))
}

fn candle_write(out: &mut Vec<u8>, key: &Key, candle: &Candle) {
    out.extend_from_slice(&key.market.to_le_bytes());
    out.extend_from_slice(&[key.kind, 0]);
    out.extend_from_slice(&key.interval_s.to_le_bytes());
    let (first, last) = (candle.first, candle.last);
    let prices = [key.open_us, candle.open, candle.high, candle.low, candle.close, candle.volume, candle.ticks];
    for number in prices.into_iter().chain([first.0, first.1, last.0, last.1]) {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(&first.2.to_le_bytes());
    out.extend_from_slice(&last.2.to_le_bytes());
}

/// Ticks joined into the candles of their seconds. Err: the number of the tick that is malformed.
fn seconds_of(ticks: &[u8]) -> Result<HashMap<Key, Candle>, usize> {
    let mut seconds: HashMap<Key, Candle> = HashMap::new();
    for (number, bytes) in ticks.chunks(TICK_BYTES).enumerate() {
        let (key, tick) = tick_read(bytes).ok_or(number)?;
        match seconds.entry(key) {
            Entry::Occupied(mut known) => known.get_mut().join(&tick).ok_or(number)?,
            Entry::Vacant(place) => {
                place.insert(tick);
            }
        }
    }
    Ok(seconds)
}

/// Candles of all intervals, each a join of those of the seconds in it (CDL-3). None: a number above 64 bits.
fn intervals_of(seconds: &HashMap<Key, Candle>) -> Option<BTreeMap<Key, Candle>> {
    let mut all: BTreeMap<Key, Candle> = BTreeMap::new();
    for (key, candle) in seconds {
        for interval_s in INTERVALS_S {
            let key = Key { interval_s, open_us: open_of(key.open_us, interval_s)?, ..*key };
            put(&mut all, key, candle)?;
        }
    }
    Some(all)
}

fn put(all: &mut BTreeMap<Key, Candle>, key: Key, candle: &Candle) -> Option<()> {
    match all.get_mut(&key) {
        Some(known) => known.join(candle),
        None => {
            all.insert(key, *candle);
            Some(())
        }
    }
}

fn written(all: &BTreeMap<Key, Candle>) -> Vec<u8> {
    let mut out = Vec::with_capacity(all.len().saturating_mul(CANDLE_BYTES));
    for (key, candle) in all {
        candle_write(&mut out, key, candle);
    }
    out
}

fn folded(ticks: &[u8]) -> Result<Vec<u8>, String> {
    let seconds = seconds_of(ticks).map_err(|number| {
        format!(
            "tick {number}: expected {TICK_BYTES} bytes of a known kind with a positive price, found something else"
        )
    })?;
    let all = intervals_of(&seconds).ok_or("expected volumes of 64 bits, found a larger sum")?;
    Ok(written(&all))
}

fn joined(parts: [&[u8]; 2]) -> Result<Vec<u8>, String> {
    let mut all = BTreeMap::new();
    for part in parts {
        for (number, bytes) in part.chunks(CANDLE_BYTES).enumerate() {
            candle_read(bytes).and_then(|(key, candle)| put(&mut all, key, &candle)).ok_or_else(|| {
                format!(
                    "candle {number}: expected {CANDLE_BYTES} bytes of a known kind and interval, found something else"
                )
            })?;
        }
    }
    Ok(written(&all))
}

/// Candles of all twelve intervals of ticks in any order, ordered by market, kind, interval and time (CDL-1 to CDL-3).
#[pyfunction]
pub fn candles_fold(py: Python<'_>, ticks: PyBackedBytes) -> PyResult<Bound<'_, PyBytes>> {
    let candles = py.detach(|| folded(&ticks)).map_err(PyValueError::new_err)?;
    Ok(PyBytes::new(py, &candles))
}

/// Candles of the ticks of both: those of the same key are joined, all others stay (CDL-2). No tick may be in both.
#[pyfunction]
pub fn candles_join(py: Python<'_>, left: PyBackedBytes, right: PyBackedBytes) -> PyResult<Bound<'_, PyBytes>> {
    let candles = py.detach(|| joined([&left, &right])).map_err(PyValueError::new_err)?;
    Ok(PyBytes::new(py, &candles))
}
