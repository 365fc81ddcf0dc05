//! Switches of mutants: `MUTANT=7` in the environment turns number 7 on. Every function is the original unless its number is on.
#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::restriction)]

use crate::rounding::{mul_div_ceil, mul_div_floor, mul_div_trunc, product_at_least, Overflow};
use crate::units::{opposite, Atoms, LotValue, Position, Ppm, Side, MTICKS, PPM};
use std::sync::LazyLock;

static ON: LazyLock<u32> = LazyLock::new(|| std::env::var("MUTANT").map_or(0, |text| text.parse().unwrap()));

pub fn on(id: u32) -> bool {
    *ON == id
}

pub fn lt<const ID: u32, A: PartialOrd<B>, B>(a: &A, b: &B) -> bool {
    if on(ID) { a <= b } else { a < b }
}
pub fn le<const ID: u32, A: PartialOrd<B>, B>(a: &A, b: &B) -> bool {
    if on(ID) { a < b } else { a <= b }
}
pub fn gt<const ID: u32, A: PartialOrd<B>, B>(a: &A, b: &B) -> bool {
    if on(ID) { a >= b } else { a > b }
}
pub fn ge<const ID: u32, A: PartialOrd<B>, B>(a: &A, b: &B) -> bool {
    if on(ID) { a > b } else { a >= b }
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

pub trait Plus {
    fn plus(self) -> Self;
}
macro_rules! plus {
    ($($kind:ty),+) => { $(impl Plus for $kind { fn plus(self) -> $kind { self + 1 } })+ };
}
plus!(i32, i64, i128, u8, u16, u32, u64, u128, usize);
pub fn number<const ID: u32, T: Plus>(number: T) -> T {
    if on(ID) { number.plus() } else { number }
}

pub fn mul_div_floor_m<const ID: u32>(a: i64, b: i64, divisor: i64) -> Result<i64, Overflow> {
    if on(ID) { mul_div_ceil(a, b, divisor) } else { mul_div_floor(a, b, divisor) }
}
pub fn mul_div_ceil_m<const ID: u32>(a: i64, b: i64, divisor: i64) -> Result<i64, Overflow> {
    if on(ID) { mul_div_floor(a, b, divisor) } else { mul_div_ceil(a, b, divisor) }
}
pub fn mul_div_trunc_m<const ID: u32>(a: i64, b: i64, divisor: i64) -> Result<i64, Overflow> {
    if on(ID) { mul_div_floor(a, b, divisor) } else { mul_div_trunc(a, b, divisor) }
}
pub fn product_at_least_m<const ID: u32>(a: i64, b: i64, c: i64, d: i64) -> bool {
    if on(ID) { !product_at_least(c, d, a, b) } else { product_at_least(a, b, c, d) }
}
pub fn opposite_m<const ID: u32>(side: Side) -> Side {
    if on(ID) { side } else { opposite(side) }
}

pub trait Extremes: Ord + Sized {
    fn min_m<const ID: u32>(self, other: Self) -> Self {
        if on(ID) { Ord::max(self, other) } else { Ord::min(self, other) }
    }
    fn max_m<const ID: u32>(self, other: Self) -> Self {
        if on(ID) { Ord::min(self, other) } else { Ord::max(self, other) }
    }
}
impl<T: Ord> Extremes for T {}

pub trait Money: Sized {
    fn add_m<const ID: u32>(self, other: Self) -> Result<Self, Overflow>;
    fn sub_m<const ID: u32>(self, other: Self) -> Result<Self, Overflow>;
}
impl Money for Atoms {
    fn add_m<const ID: u32>(self, other: Atoms) -> Result<Atoms, Overflow> {
        if on(ID) { self.sub(other) } else { self.add(other) }
    }
    fn sub_m<const ID: u32>(self, other: Atoms) -> Result<Atoms, Overflow> {
        if on(ID) { self.add(other) } else { self.sub(other) }
    }
}

pub trait Parts: Sized {
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
        if on(ID) { self.part_floor(rate) } else { self.part_ceil(rate) }
    }
    fn part_floor_m<const ID: u32>(self, rate: Ppm) -> Result<Atoms, Overflow> {
        if on(ID) { self.part_ceil(rate) } else { self.part_floor(rate) }
    }
    fn share_floor_m<const ID: u32>(self, part: i64, whole: i64) -> Result<Atoms, Overflow> {
        if on(ID) { Atoms::new(mul_div_ceil(self.get(), part, whole)?) } else { self.share_floor(part, whole) }
    }
    fn neg_m<const ID: u32>(self) -> Atoms {
        if on(ID) { self } else { self.neg() }
    }
    fn above_zero_m<const ID: u32>(self) -> Atoms {
        if on(ID) { self } else { self.above_zero() }
    }
    fn is_positive_m<const ID: u32>(self) -> bool {
        if on(ID) { !self.is_negative() } else { self.is_positive() }
    }
    fn is_negative_m<const ID: u32>(self) -> bool {
        if on(ID) { !self.is_positive() } else { self.is_negative() }
    }
}

pub trait Lotted: Sized {
    fn notional_ceil_m<const ID: u32>(self, lots: i64) -> Result<Atoms, Overflow>;
    fn quote_floor_m<const ID: u32>(self, position: Position) -> Result<Atoms, Overflow>;
}
impl Lotted for LotValue {
    fn notional_ceil_m<const ID: u32>(self, lots: i64) -> Result<Atoms, Overflow> {
        if on(ID) { Atoms::new(mul_div_floor(lots, self.thousandths(), MTICKS)?) } else { self.notional_ceil(lots) }
    }
    fn quote_floor_m<const ID: u32>(self, position: Position) -> Result<Atoms, Overflow> {
        let up = || Atoms::new(mul_div_ceil(position.get(), self.thousandths(), MTICKS)?);
        if on(ID) { up() } else { self.quote_floor(position) }
    }
}

pub trait Placed: Sized {
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
            if on(ID) { self.checked_sub(other) } else { self.checked_add(other) }
        }
        fn checked_sub_m<const ID: u32>(self, other: $kind) -> Option<$kind> {
            if on(ID) { self.checked_add(other) } else { self.checked_sub(other) }
        }
        fn saturating_add_m<const ID: u32>(self, other: $kind) -> $kind {
            if on(ID) { self.saturating_sub(other) } else { self.saturating_add(other) }
        }
        fn saturating_sub_m<const ID: u32>(self, other: $kind) -> $kind {
            if on(ID) { self.saturating_add(other) } else { self.saturating_sub(other) }
        }
        fn wrapping_sub_m<const ID: u32>(self, other: $kind) -> $kind {
            if on(ID) { self.wrapping_add(other) } else { self.wrapping_sub(other) }
        }
    })+ };
}
pub trait Whole: Sized {
    fn checked_add_m<const ID: u32>(self, other: Self) -> Option<Self>;
    fn checked_sub_m<const ID: u32>(self, other: Self) -> Option<Self>;
    fn saturating_add_m<const ID: u32>(self, other: Self) -> Self;
    fn saturating_sub_m<const ID: u32>(self, other: Self) -> Self;
    fn wrapping_sub_m<const ID: u32>(self, other: Self) -> Self;
}
whole!(i32, i64, i128, u32, u64, u128, usize);

const _: i64 = PPM;
