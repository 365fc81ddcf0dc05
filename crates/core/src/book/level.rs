//! Price levels, in chunks of 32 neighbouring prices.
//!
//! Invariant: a bit of `occupied` is set for the side whose orders a level holds, never for both; a chunk that is in the
//! list of changed chunks has a bit of `touched` set.
#![allow(clippy::indexing_slicing, reason = "a place in a chunk is masked by the number of its prices, a power of two")]

use alloc::vec::Vec;

use crate::slab::{place, Slot, NONE};
use crate::units::Side;

const CHUNK_BITS: u32 = 5; // one word of bits says which levels of a chunk hold orders
const LEVELS: usize = 32;
const PLACE_MASK: u32 = 31;

/// The chunk of a price on the price axis.
#[inline(always)]
pub(crate) fn chunk_number(price: u32) -> u32 {
    price >> CHUNK_BITS
}

/// All orders of one price.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Level {
    pub(crate) total: u64,
    told: u64, // total when the changed levels were last taken
    pub(crate) head: Slot,
    pub(crate) tail: Slot,
    pub(crate) orders: u32,
}

const EMPTY: Level = Level { total: 0, told: 0, head: NONE, tail: NONE, orders: 0 };

/// Levels of neighbouring prices.
#[derive(Clone, Debug)]
pub(crate) struct Chunk {
    pub(crate) number: u32, // of the price axis
    pub(crate) lower: Slot, // neighbours that hold orders
    pub(crate) higher: Slot,
    occupied: [u32; 2],      // one bit a level, by side
    told_occupied: [u32; 2], // the same, when the changed levels were last taken
    touched: u32,
    levels: [Level; LEVELS],
}

#[inline(always)]
fn row(side: Side) -> usize {
    match side {
        Side::Buy => 0,
        Side::Sell => 1,
    }
}

#[inline(always)]
fn bit(price: u32) -> u32 {
    1u32.wrapping_shl(price & PLACE_MASK)
}

impl Chunk {
    pub(crate) fn new(number: u32) -> Self {
        Self {
            number,
            lower: NONE,
            higher: NONE,
            occupied: [0; 2],
            told_occupied: [0; 2],
            touched: 0,
            levels: [EMPTY; LEVELS],
        }
    }

    /// Whether no level holds an order.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.occupied == [0; 2]
    }

    #[inline]
    pub(crate) fn holds(&self, side: Side, price: u32) -> bool {
        self.occupied[row(side)] & bit(price) != 0
    }

    #[inline]
    pub(crate) fn level(&self, price: u32) -> &Level {
        &self.levels[place(price & PLACE_MASK)]
    }

    /// A level that is about to change; notes it, and the chunk in `changed` when it is the chunk's first.
    #[inline]
    pub(crate) fn touch(&mut self, price: u32, changed: &mut Vec<Slot>, own: Slot) -> &mut Level {
        if self.touched == 0 {
            changed.push(own);
        }
        self.touched |= bit(price);
        &mut self.levels[place(price & PLACE_MASK)]
    }

    #[inline]
    pub(crate) fn open(&mut self, side: Side, price: u32) {
        self.occupied[row(side)] |= bit(price);
    }

    #[inline]
    pub(crate) fn close(&mut self, side: Side, price: u32) {
        self.occupied[row(side)] &= !bit(price);
    }

    /// The chunk behind this one, away from the best price.
    #[inline]
    pub(crate) fn neighbour(&self, side: Side) -> Slot {
        match side {
            Side::Buy => self.lower,
            Side::Sell => self.higher,
        }
    }

    /// Best price of a side in this chunk.
    #[inline]
    pub(crate) fn best(&self, side: Side) -> Option<u32> {
        self.first(side, self.occupied[row(side)])
    }

    /// Next worse price of a side in this chunk.
    #[inline]
    pub(crate) fn worse(&self, side: Side, price: u32) -> Option<u32> {
        let below = bit(price).wrapping_sub(1);
        let behind = match side {
            Side::Buy => below,
            Side::Sell => !(below | bit(price)),
        };
        self.first(side, self.occupied[row(side)] & behind)
    }

    #[inline(always)]
    fn first(&self, side: Side, bits: u32) -> Option<u32> {
        let at = match side {
            Side::Buy => PLACE_MASK.wrapping_sub(bits.leading_zeros()),
            Side::Sell => bits.trailing_zeros(),
        };
        (bits != 0).then(|| self.price(at))
    }

    #[inline(always)]
    fn price(&self, at: u32) -> u32 {
        (self.number << CHUNK_BITS) | at
    }

    /// Tells the levels of a side whose total differs from what was told last, by ascending price.
    pub(crate) fn changes(&self, side: Side, tell: &mut impl FnMut(Side, u32, u64)) {
        let mut bits = self.touched & (self.occupied[row(side)] | self.told_occupied[row(side)]);
        while bits != 0 {
            let at = bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
            let level = &self.levels[place(at)];
            let of = |occupied: u32, total: u64| if occupied & bit(at) == 0 { 0 } else { total };
            let total = of(self.occupied[row(side)], level.total);
            if total != of(self.told_occupied[row(side)], level.told) {
                tell(side, self.price(at), total);
            }
        }
    }

    /// Takes the present totals as told.
    pub(crate) fn settle(&mut self) {
        let mut bits = self.touched;
        while bits != 0 {
            let level = &mut self.levels[place(bits.trailing_zeros())];
            bits &= bits.wrapping_sub(1);
            level.told = level.total;
        }
        self.touched = 0;
        self.told_occupied = self.occupied;
    }
}
