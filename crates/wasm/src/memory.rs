//! What JavaScript calls, and the memory that it shares.
//!
//! Invariant: an address that JavaScript holds is valid until the next `room`. Memory is taken from one end and given back
//! all at once: a call needs little and ends soon. The module has one thread.

use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size, unreachable};
use core::panic::PanicInfo;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

const PAGE: usize = 65_536;

/// First free byte; 0 before the first `room`.
static FREE: AtomicUsize = AtomicUsize::new(0);
/// Place and length of the input.
static INPUT: AtomicUsize = AtomicUsize::new(0);
static INPUT_LEN: AtomicUsize = AtomicUsize::new(0);

extern "C" {
    static __heap_base: u8; // the linker's end of the data
}

struct Arena;

#[global_allocator]
static ARENA: Arena = Arena;

// SAFETY: each block lies behind all others since the last reset, aligned, within memory that was grown for it.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let mask = layout.align().wrapping_sub(1);
        let Some(start) = FREE.load(Relaxed).checked_add(mask).map(|end| end & !mask) else { return null_mut() };
        let Some(end) = start.checked_add(layout.size()) else { return null_mut() };
        let have = memory_size::<0>().saturating_mul(PAGE);
        if end > have {
            let pages = end.saturating_sub(have).div_ceil(PAGE);
            if memory_grow::<0>(pages) == usize::MAX {
                return null_mut();
            }
        }
        FREE.store(end, Relaxed);
        core::ptr::with_exposed_provenance_mut(start)
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {} // all at once, in `room`
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    unreachable()
}

/// The address of `len` bytes for the input; frees everything before.
#[no_mangle]
pub extern "C" fn room(len: usize) -> usize {
    // The linker's symbol is an address, not a value.
    FREE.store(core::ptr::addr_of!(__heap_base).addr(), Relaxed);
    let input: Vec<u8> = Vec::with_capacity(len);
    let place = input.as_ptr().addr();
    core::mem::forget(input);
    INPUT.store(place, Relaxed);
    INPUT_LEN.store(len, Relaxed);
    place
}

fn input() -> &'static [u8] {
    let (place, len) = (INPUT.load(Relaxed), INPUT_LEN.load(Relaxed));
    if len == 0 {
        return &[];
    }
    // SAFETY: `room` took these bytes from the arena and nobody else has them; memory of wasm is never uninitialised.
    unsafe { core::slice::from_raw_parts(core::ptr::with_exposed_provenance(place), len) }
}

/// The PreviewView record of the question: its address, and its length in the upper half.
#[no_mangle]
pub extern "C" fn preview() -> u64 {
    let out = crate::preview_of(input());
    let (place, len) = (out.as_ptr().addr(), out.len());
    core::mem::forget(out);
    let half = |number: usize| u64::try_from(number).unwrap_or(0);
    half(place) | half(len).wrapping_shl(32)
}

/// The most lots that the question's order could have.
#[no_mangle]
pub extern "C" fn lots_most() -> u32 {
    crate::lots_most(input())
}

/// Atoms of lots at a price.
#[no_mangle]
pub extern "C" fn notional(tick_value: u32, price: u32, lots: u32) -> i64 {
    crate::notional_of(tick_value, price, lots)
}

/// Lots that atoms pay for at a price.
#[no_mangle]
pub extern "C" fn lots_within(tick_value: u32, price: u32, atoms: i64) -> u32 {
    crate::lots_within(tick_value, price, atoms)
}

/// The worst price within a part of a price.
#[no_mangle]
pub extern "C" fn price_worst(price: u32, side: u32, part_ppm: u32) -> u32 {
    u8::try_from(side).map_or(0, |side| crate::price_worst(price, side, part_ppm))
}

/// Price of the order at a place of a scale.
#[no_mangle]
pub extern "C" fn rung_price(first: u32, last: u32, count: u32, place: u32) -> u32 {
    crate::rung_price(first, last, count, place)
}

/// Lots of the order at a place of a scale.
#[no_mangle]
pub extern "C" fn rung_lots(size: u32, count: u32, place: u32) -> u32 {
    crate::rung_lots(size, count, place)
}
