//! A slab: records at stable numbers, freed numbers used again, last freed first.
//!
//! Invariant: a number names one living record from `insert` until `remove`; numbers never show outside the process,
//! because they depend on what was freed before.
#![allow(
    clippy::indexing_slicing,
    reason = "a slot that no insert gave out is a broken invariant of the caller, and the process must stop"
)]

use alloc::vec::Vec;

/// Number of a record in a slab.
pub type Slot = u32;

/// The slot of nothing.
pub const NONE: Slot = Slot::MAX;

/// Place of a slot in an array: a widening on every machine that the core runs on.
#[inline(always)]
pub(crate) fn place(slot: Slot) -> usize {
    usize::try_from(slot).unwrap_or(usize::MAX)
}

/// Records of one type at stable slots.
#[derive(Clone, Debug)]
pub struct Slab<T> {
    records: Vec<T>,
    free: Vec<Slot>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { records: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slab<T> {
    /// An empty slab; takes no memory.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a record in; returns its slot.
    #[inline]
    pub fn insert(&mut self, record: T) -> Slot {
        if let Some(slot) = self.free.pop() {
            self.records[place(slot)] = record;
            return slot;
        }
        let slot = Slot::try_from(self.records.len()).unwrap_or(NONE);
        assert!(slot != NONE, "a slab holds fewer than 2^32 - 1 records");
        self.records.push(record);
        slot
    }

    /// The record of a slot.
    #[inline]
    #[must_use]
    pub fn get(&self, slot: Slot) -> &T {
        &self.records[place(slot)]
    }

    /// The record of a slot, to change.
    #[inline]
    pub fn get_mut(&mut self, slot: Slot) -> &mut T {
        &mut self.records[place(slot)]
    }

    /// Gives a slot back without reading its record.
    #[inline]
    pub fn free(&mut self, slot: Slot) {
        self.free.push(slot);
    }

    /// Number of living records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len().saturating_sub(self.free.len())
    }

    /// Whether nothing lives here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One more than the highest slot ever given.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.records.len()
    }
}

impl<T: Copy> Slab<T> {
    /// Takes a record out and gives its slot back.
    #[inline]
    pub fn remove(&mut self, slot: Slot) -> T {
        self.free.push(slot);
        self.records[place(slot)]
    }
}

#[cfg(test)]
mod tests {
    use super::Slab;

    #[test]
    fn a_freed_slot_is_used_again_before_the_slab_grows() {
        let mut slab = Slab::new();
        let (first, second) = (slab.insert(10u8), slab.insert(20));
        assert_eq!((slab.remove(first), slab.len()), (10, 1));
        assert_eq!((slab.insert(30), slab.slots()), (first, 2));
        *slab.get_mut(second) = 21;
        assert_eq!((*slab.get(first), *slab.get(second)), (30, 21));
        slab.free(first);
        slab.free(second);
        assert!(slab.is_empty());
    }
}
