//! A table of slots, found by the hash of their keys: open addressing, linear probing, deletion by shifting back.
//!
//! A cell is eight bytes: 32 bits of hash and the slot. The key itself stays in the record, and whoever asks says whether a
//! slot is the one; a wrong one is looked at once in thousands of searches. Invariant: between the home cell of a slot and
//! its cell no cell is empty, so that a search ends at the first empty one. The layout depends on history; it cannot be
//! seen, since a table is never walked.
#![allow(clippy::indexing_slicing, reason = "every cell number is masked by the number of cells, a power of two")]

use alloc::vec;
use alloc::vec::Vec;

use crate::slab::{place, Slot, NONE};

const CELLS_MIN: usize = 16;

#[derive(Clone, Copy, Debug)]
struct Cell {
    hash: u32,
    slot: Slot, // NONE: the cell is empty
}

const EMPTY: Cell = Cell { hash: 0, slot: NONE };

/// Slots by the hashes of their keys.
#[derive(Clone, Debug, Default)]
pub struct Table {
    cells: Vec<Cell>,
    count: usize,
}

/// Spreads a key of two words over all bits: ids that callers choose in a row, or with equal low or high bits, do not pile
/// up. The folded product brings high bits down; the constants are odd, or bits of pi and e.
#[inline(always)]
#[must_use]
pub fn hash(first: u64, second: u64) -> u32 {
    let spread = (first ^ 0x243F_6A88_85A3_08D3).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32);
    let product =
        u128::from(spread ^ second ^ 0xB7E1_5162_8AED_2A6B).wrapping_mul(0xD6E8_FEB8_6659_FD93_A076_1D64_78BD_642F);
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = product.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
        ^ u32::from_le_bytes([e, f, g, h]).rotate_left(16)
        ^ u32::from_le_bytes([i, j, k, l]).rotate_left(8)
        ^ u32::from_le_bytes([m, n, o, p])
}

/// The hash of an order id.
#[inline(always)]
#[must_use]
pub fn hash_id(id: &[u8; 16]) -> u32 {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *id;
    hash(u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes([i, j, k, l, m, n, o, p]))
}

impl Table {
    /// An empty table; takes no memory.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of slots.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether no slot is here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The slot of a key, by its hash; `is` says whether a slot's record has that key.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, hash: u32, is: impl Fn(Slot) -> bool) -> Option<Slot> {
        if self.cells.is_empty() {
            return None;
        }
        let mask = self.mask();
        let mut at = place(hash) & mask;
        loop {
            let cell = self.cells[at];
            if cell.slot == NONE {
                return None;
            }
            if cell.hash == hash && is(cell.slot) {
                return Some(cell.slot);
            }
            at = at.wrapping_add(1) & mask;
        }
    }

    /// The slot in the cell where a search starts, whosever it is; `NONE` when empty. Reading it early hides a miss.
    #[inline(always)]
    #[must_use]
    pub fn touch(&self, hash: u32) -> Slot {
        self.cells.get(place(hash) & self.mask()).map_or(NONE, |cell| cell.slot)
    }

    /// Adds a slot whose key is not here. The slot `NONE` stands for nothing and is not allowed.
    #[inline]
    pub fn insert(&mut self, hash: u32, slot: Slot) {
        debug_assert!(slot != NONE, "NONE marks an empty cell");
        // At most 3 of 4 cells are taken.
        if self.count.saturating_mul(4) >= self.cells.len().saturating_mul(3) {
            self.grow();
        }
        self.put(Cell { hash, slot });
        self.count = self.count.wrapping_add(1);
    }

    /// Forgets a slot that was added with this hash; false: it is not here.
    #[inline]
    pub fn remove(&mut self, hash: u32, slot: Slot) -> bool {
        if self.cells.is_empty() {
            return false;
        }
        let mask = self.mask();
        let mut hole = place(hash) & mask;
        while self.cells[hole].slot != slot {
            if self.cells[hole].slot == NONE {
                return false;
            }
            hole = hole.wrapping_add(1) & mask;
        }
        let mut at = hole;
        loop {
            at = at.wrapping_add(1) & mask;
            let cell = self.cells[at];
            if cell.slot == NONE {
                break;
            }
            // The cell may move into the hole when its home lies at or before the hole on the way round.
            let from_home = at.wrapping_sub(place(cell.hash)) & mask;
            if from_home >= at.wrapping_sub(hole) & mask {
                self.cells[hole] = cell;
                hole = at;
            }
        }
        self.cells[hole] = EMPTY;
        self.count = self.count.wrapping_sub(1);
        true
    }

    #[inline(always)]
    fn mask(&self) -> usize {
        self.cells.len().wrapping_sub(1)
    }

    #[inline(always)]
    fn put(&mut self, cell: Cell) {
        let mask = self.mask();
        let mut at = place(cell.hash) & mask;
        while self.cells[at].slot != NONE {
            at = at.wrapping_add(1) & mask;
        }
        self.cells[at] = cell;
    }

    #[cold]
    fn grow(&mut self) {
        let cells = self.cells.len().saturating_mul(2).max(CELLS_MIN);
        let full = core::mem::replace(&mut self.cells, vec![EMPTY; cells]);
        for cell in full.into_iter().filter(|cell| cell.slot != NONE) {
            self.put(cell);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::arithmetic_side_effects, clippy::integer_division, reason = "a test counts")]

    use super::{hash, Table};
    use crate::slab::NONE;
    use alloc::vec::Vec;

    /// A small generator of numbers, so that the test needs no crate.
    fn step(state: &mut u64) -> u64 {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        *state
    }

    #[test]
    fn table_agrees_with_a_list_over_random_inserts_and_removes() {
        let (mut table, mut keys, mut state) = (Table::new(), Vec::<Option<u64>>::new(), 88_172_645_463_325_252);
        let mut count = 0;
        for _ in 0..60_000u32 {
            let key = step(&mut state) % 700;
            // Few hashes for many keys: searches meet others' slots all the time.
            let hash = hash(key % 40, 0);
            let known = keys.iter().position(|other| *other == Some(key)).map(|at| u32::try_from(at).unwrap());
            assert_eq!(table.get(hash, |slot| keys[super::place(slot)] == Some(key)), known);
            match known {
                Some(slot) => {
                    assert!(table.remove(hash, slot));
                    assert!(!table.remove(hash, slot));
                    keys[super::place(slot)] = None;
                    count -= 1;
                }
                None => {
                    let slot = u32::try_from(keys.len()).unwrap();
                    table.insert(hash, slot);
                    keys.push(Some(key));
                    count += 1;
                }
            }
            if keys.len() > 3_000 {
                (table, count) = (Table::new(), 0);
                keys.clear();
            }
            assert_eq!(table.len(), count);
        }
    }

    #[test]
    fn keys_in_a_row_and_keys_with_equal_low_bits_do_not_pile_up() {
        for shift in [0u32, 20, 40] {
            for swapped in [false, true] {
                let mut table = Table::new();
                for number in 0..100_000u64 {
                    let key = number << shift;
                    table.insert(if swapped { hash(key, 7) } else { hash(7, key) }, 1);
                }
                let (mut run, mut longest) = (0, 0);
                for cell in &table.cells {
                    run = if cell.slot == NONE { 0 } else { run + 1 };
                    longest = longest.max(run);
                }
                assert!(longest < 300, "{longest} cells in a row are taken (shift {shift}, swapped {swapped})");
            }
        }
    }
}
