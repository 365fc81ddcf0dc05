//! Switches of mutants: `MUTANT=7` in the environment turns number 7 on. Every function is the original unless its number is on.
#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::restriction)]

use crate::rounding::{mul_div_ceil, mul_div_floor, mul_div_trunc, product_at_least, Overflow};
use crate::units::{opposite, AssetAtoms, Atoms, LotValue, Position, Ppm, Side, MTICKS, PPM};
use std::cell::Cell;
use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::LazyLock;

static ON: LazyLock<u32> = LazyLock::new(|| std::env::var("MUTANT").map_or(0, |text| text.parse().unwrap()));
/// Where it is told which numbers would change a value, each once.
static SEEN: LazyLock<Option<(File, Vec<AtomicBool>)>> = LazyLock::new(|| {
    let file = File::create(std::env::var("MUTANTS_SEEN").ok()?).unwrap();
    Some((file, (0..10_000).map(|_| AtomicBool::new(false)).collect()))
});

thread_local! {
    static TRYING: Cell<bool> = const { Cell::new(false) };
}

fn seen(id: u32) {
    if let Some((file, known)) = &*SEEN {
        if !known[id as usize].swap(true, Ordering::Relaxed) {
            writeln!(&*file, "{id}").unwrap();
        }
    }
}

/// Whether a number is on, at a place where it would make a difference.
pub fn on(id: u32) -> bool {
    if !TRYING.get() {
        seen(id);
    }
    *ON == id
}

/// What is there, or with its number on what the mutant puts in its place.
fn pick<T: PartialEq>(id: u32, is: T, other: impl FnOnce() -> T) -> T {
    if *ON == id {
        return other();
    }
    // One mutant at a time: what another one would make of this one's value is not asked.
    if SEEN.is_some() && !TRYING.replace(true) {
        let differs = other() != is;
        TRYING.set(false);
        if differs {
            seen(id);
        }
    }
    is
}

pub fn lt<const ID: u32, A: PartialOrd<B>, B>(a: &A, b: &B) -> bool {
    pick(ID, a < b, || a <= b)
}
pub fn le<const ID: u32, A: PartialOrd<B>, B>(a: &A, b: &B) -> bool {
    pick(ID, a <= b, || a < b)
}
pub fn gt<const ID: u32, A: PartialOrd<B>, B>(a: &A, b: &B) -> bool {
    pick(ID, a > b, || a >= b)
}
pub fn ge<const ID: u32, A: PartialOrd<B>, B>(a: &A, b: &B) -> bool {
    pick(ID, a >= b, || a > b)
}
pub fn eq<const ID: u32, A: PartialEq<B>, B>(a: &A, b: &B) -> bool {
    (a == b) != on(ID)
}
pub fn ne<const ID: u32, A: PartialEq<B>, B>(a: &A, b: &B) -> bool {
    (a != b) != on(ID)
}
pub fn condition<const ALWAYS: u32, const NEVER: u32>(is: bool) -> bool {
    (is || on(ALWAYS)) && !on(NEVER)
}

/// What `!` is: true, to be exclusive of.
pub fn not<const ID: u32>() -> bool {
    !on(ID)
}

pub trait Plus {
    fn plus(self) -> Self;
}
macro_rules! plus {
    ($($kind:ty),+) => { $(impl Plus for $kind { fn plus(self) -> $kind { self.wrapping_add(1) } })+ };
}
plus!(i32, i64, i128, u8, u16, u32, u64, u128, usize);
pub fn number<const ID: u32, T: Plus>(number: T) -> T {
    if on(ID) { number.plus() } else { number }
}

pub fn mul_div_floor_m<const ID: u32>(a: i64, b: i64, divisor: i64) -> Result<i64, Overflow> {
    pick(ID, mul_div_floor(a, b, divisor), || mul_div_ceil(a, b, divisor))
}
pub fn mul_div_ceil_m<const ID: u32>(a: i64, b: i64, divisor: i64) -> Result<i64, Overflow> {
    pick(ID, mul_div_ceil(a, b, divisor), || mul_div_floor(a, b, divisor))
}
pub fn mul_div_trunc_m<const ID: u32>(a: i64, b: i64, divisor: i64) -> Result<i64, Overflow> {
    pick(ID, mul_div_trunc(a, b, divisor), || mul_div_floor(a, b, divisor))
}
pub fn product_at_least_m<const ID: u32>(a: i64, b: i64, c: i64, d: i64) -> bool {
    pick(ID, product_at_least(a, b, c, d), || !product_at_least(c, d, a, b))
}
pub fn opposite_m<const ID: u32>(side: Side) -> Side {
    pick(ID, opposite(side), || side)
}

pub trait Extremes: Ord + Copy {
    fn min_m<const ID: u32>(self, other: Self) -> Self {
        pick(ID, Ord::min(self, other), || Ord::max(self, other))
    }
    fn max_m<const ID: u32>(self, other: Self) -> Self {
        pick(ID, Ord::max(self, other), || Ord::min(self, other))
    }
}
impl<T: Ord + Copy> Extremes for T {}

pub trait Money: Copy {
    fn add_m<const ID: u32>(self, other: Self) -> Result<Self, Overflow>;
    fn sub_m<const ID: u32>(self, other: Self) -> Result<Self, Overflow>;
}
macro_rules! money {
    ($($kind:ty),+) => { $(impl Money for $kind {
        fn add_m<const ID: u32>(self, other: $kind) -> Result<$kind, Overflow> {
            pick(ID, self.add(other), || self.sub(other))
        }
        fn sub_m<const ID: u32>(self, other: $kind) -> Result<$kind, Overflow> {
            pick(ID, self.sub(other), || self.add(other))
        }
    })+ };
}
money!(Atoms, AssetAtoms);

pub trait Parts: Copy {
    fn part_ceil_m<const ID: u32>(self, rate: Ppm) -> Result<Atoms, Overflow>;
    fn part_floor_m<const ID: u32>(self, rate: Ppm) -> Result<Atoms, Overflow>;
    fn share_floor_m<const ID: u32>(self, part: i64, whole: i64) -> Result<Atoms, Overflow>;
    fn neg_m<const ID: u32>(self) -> Atoms;
    fn above_zero_m<const ID: u32>(self) -> Atoms;
    fn is_positive_m<const ID: u32>(self) -> bool;
    fn is_negative_m<const ID: u32>(self) -> bool;
}
impl Parts for Atoms {
    fn part_ceil_m<const ID: u32>(self, rate: Ppm) -> Result<Atoms, Overflow> {
        pick(ID, self.part_ceil(rate), || self.part_floor(rate))
    }
    fn part_floor_m<const ID: u32>(self, rate: Ppm) -> Result<Atoms, Overflow> {
        pick(ID, self.part_floor(rate), || self.part_ceil(rate))
    }
    fn share_floor_m<const ID: u32>(self, part: i64, whole: i64) -> Result<Atoms, Overflow> {
        pick(ID, self.share_floor(part, whole), || Atoms::new(mul_div_ceil(self.get(), part, whole)?))
    }
    fn neg_m<const ID: u32>(self) -> Atoms {
        pick(ID, self.neg(), || self)
    }
    fn above_zero_m<const ID: u32>(self) -> Atoms {
        pick(ID, self.above_zero(), || self)
    }
    fn is_positive_m<const ID: u32>(self) -> bool {
        pick(ID, self.is_positive(), || !self.is_negative())
    }
    fn is_negative_m<const ID: u32>(self) -> bool {
        pick(ID, self.is_negative(), || !self.is_positive())
    }
}

pub trait Lotted: Copy {
    fn notional_ceil_m<const ID: u32>(self, lots: i64) -> Result<Atoms, Overflow>;
    fn quote_floor_m<const ID: u32>(self, position: Position) -> Result<Atoms, Overflow>;
}
impl Lotted for LotValue {
    fn notional_ceil_m<const ID: u32>(self, lots: i64) -> Result<Atoms, Overflow> {
        pick(ID, self.notional_ceil(lots), || Atoms::new(mul_div_floor(lots, self.thousandths(), MTICKS)?))
    }
    fn quote_floor_m<const ID: u32>(self, position: Position) -> Result<Atoms, Overflow> {
        let up = || Atoms::new(mul_div_ceil(position.get(), self.thousandths(), MTICKS)?);
        pick(ID, self.quote_floor(position), || up())
    }
}

pub trait Placed: Copy {
    fn is_flat_m<const ID: u32>(self) -> bool;
}
impl Placed for Position {
    fn is_flat_m<const ID: u32>(self) -> bool {
        self.is_flat() != on(ID)
    }
}

macro_rules! whole {
    ($($kind:ty),+) => { $(impl Whole for $kind {
        fn checked_add_m<const ID: u32>(self, other: $kind) -> Option<$kind> {
            pick(ID, self.checked_add(other), || self.checked_sub(other))
        }
        fn checked_sub_m<const ID: u32>(self, other: $kind) -> Option<$kind> {
            pick(ID, self.checked_sub(other), || self.checked_add(other))
        }
        fn saturating_add_m<const ID: u32>(self, other: $kind) -> $kind {
            pick(ID, self.saturating_add(other), || self.saturating_sub(other))
        }
        fn saturating_sub_m<const ID: u32>(self, other: $kind) -> $kind {
            pick(ID, self.saturating_sub(other), || self.saturating_add(other))
        }
        fn wrapping_sub_m<const ID: u32>(self, other: $kind) -> $kind {
            pick(ID, self.wrapping_sub(other), || self.wrapping_add(other))
        }
    })+ };
}
pub trait Whole: Copy {
    fn checked_add_m<const ID: u32>(self, other: Self) -> Option<Self>;
    fn checked_sub_m<const ID: u32>(self, other: Self) -> Option<Self>;
    fn saturating_add_m<const ID: u32>(self, other: Self) -> Self;
    fn saturating_sub_m<const ID: u32>(self, other: Self) -> Self;
    fn wrapping_sub_m<const ID: u32>(self, other: Self) -> Self;
}
whole!(i32, i64, i128, u8, u32, u64, u128, usize);

const _: i64 = PPM;
