//! Orders that are registered for settlement: what of a signed message the chain remembers, and for how long.
//!
//! Invariant: a nonce is bound by its first registration. An entry gives way only when nothing of its message can settle any
//! more, past expiry and grace or below the floor; a message in that state is never registered, so none comes back.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | nonce u64 |
//! | 8 | expiry slot u64 |
//! | 16 | price u32, size u32, filled u32, in ticks and lots |
//! | 28 | market u16, flags u16 as in the message, fee cap u16 |
//! | 34 | builder u16, builder fee u16: zero |
//! | 38 | 1 when the gateway held the key that signed, else 0 |
//! | 39 | a zero byte |
//! | 40 | tag of the delegate's key that signed, u64; zero: the owner's |

use alloc::vec::Vec;

use crate::message::{Message, MESSAGE_BYTES};
use crate::reason::Reason;
use crate::units::Side;

/// Bytes of an entry.
pub const ENTRY_BYTES: usize = 48;
/// Entries that a table starts with, and by which it grows.
pub const ENTRIES_STEP: usize = 16;
/// Entries that a table may have.
pub const ENTRIES_MAX: usize = 160;
/// Slots after its expiry in which a fill that was matched in time may still settle (CUST-5).
pub const GRACE_SLOTS: u64 = 750;

const FLAGS_AT: usize = 54;
const FLAG_SELL: u16 = 1;
const FLAG_REDUCE_ONLY: u16 = 1 << 1;
const FLAG_POST_ONLY: u16 = 1 << 4;

/// A registered order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Nonce of the message; zero: the entry is free.
    pub nonce: u64,
    /// Slot at which the message ends.
    pub expiry_slot: u64,
    /// Worst price, ticks.
    pub price: u32,
    /// Size, lots.
    pub size: u32,
    /// Settled of it, lots.
    pub filled: u32,
    /// Number of the market.
    pub market: u16,
    /// As in the message.
    pub flags: u16,
    /// Highest fee, in 10 ppm.
    pub fee_max: u16,
    /// Tag of the delegate's key that signed (CUST-49); 0: the owner's.
    pub key_tag: u64,
}

impl Entry {
    /// The entry of a message that decodes; nothing of it is filled.
    #[must_use]
    pub fn of(bytes: &[u8; MESSAGE_BYTES], message: &Message, key_tag: u64) -> Entry {
        Entry {
            nonce: message.nonce,
            expiry_slot: message.expiry_slot,
            price: message.price,
            size: message.size,
            filled: 0,
            market: message.market,
            flags: u16::from_le_bytes(field(bytes, FLAGS_AT)),
            fee_max: message.fee_max,
            key_tag,
        }
    }

    /// What closes a position without anybody's order, as if it were one: reduce-only, of no end and no cap of its own (LIQ-2).
    #[must_use]
    pub fn closing(side: Side, market: u16, price: u32, lots: u32) -> Entry {
        let sells = if side == Side::Sell { FLAG_SELL } else { 0 };
        let endless = Entry { nonce: u64::MAX, expiry_slot: u64::MAX, fee_max: u16::MAX, ..Entry::default() };
        Entry { price, size: lots, market, flags: sells | FLAG_REDUCE_ONLY, ..endless }
    }

    /// Reads an entry.
    #[must_use]
    pub fn read(bytes: &[u8; ENTRY_BYTES]) -> Entry {
        Entry {
            nonce: nonce_of(bytes),
            expiry_slot: u64::from_le_bytes(field(bytes, 8)),
            price: u32::from_le_bytes(field(bytes, 16)),
            size: u32::from_le_bytes(field(bytes, 20)),
            filled: u32::from_le_bytes(field(bytes, 24)),
            market: u16::from_le_bytes(field(bytes, 28)),
            flags: u16::from_le_bytes(field(bytes, 30)),
            fee_max: u16::from_le_bytes(field(bytes, 32)),
            key_tag: u64::from_le_bytes(field(bytes, 40)),
        }
    }

    /// The bytes of the entry.
    #[must_use]
    pub fn write(&self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        put(&mut bytes, 0, self.nonce.to_le_bytes());
        put(&mut bytes, 8, self.expiry_slot.to_le_bytes());
        put(&mut bytes, 16, self.price.to_le_bytes());
        put(&mut bytes, 20, self.size.to_le_bytes());
        put(&mut bytes, 24, self.filled.to_le_bytes());
        put(&mut bytes, 28, self.market.to_le_bytes());
        put(&mut bytes, 30, self.flags.to_le_bytes());
        put(&mut bytes, 32, self.fee_max.to_le_bytes());
        put(&mut bytes, 40, self.key_tag.to_le_bytes());
        bytes
    }

    /// Writes what is settled of an entry into its bytes, and nothing else.
    pub fn write_filled(bytes: &mut [u8; ENTRY_BYTES], filled: u32) {
        put(bytes, 24, filled.to_le_bytes());
    }

    /// Side of the order.
    #[must_use]
    pub fn side(&self) -> Side {
        if self.flags & FLAG_SELL == 0 {
            Side::Buy
        } else {
            Side::Sell
        }
    }

    /// Whether it only lowers a position.
    #[must_use]
    pub fn reduce_only(&self) -> bool {
        self.flags & FLAG_REDUCE_ONLY != 0
    }

    /// Whether it only rests.
    #[must_use]
    pub fn post_only(&self) -> bool {
        self.flags & FLAG_POST_ONLY != 0
    }

    /// Lots that may still settle.
    #[must_use]
    pub fn left(&self) -> u32 {
        self.size.saturating_sub(self.filled)
    }

    /// Whether nothing of its message can settle any more.
    #[must_use]
    pub fn is_over(&self, slot: u64, floor: u64) -> bool {
        self.nonce < floor || slot > self.expiry_slot.saturating_add(GRACE_SLOTS)
    }
}

/// Entries that a table must have at least.
pub const ENTRIES_LEAST: u16 = 32;
/// The last entries of a table, which only orders that reduce may take: who has used up all others can still close.
pub const ENTRIES_KEPT: usize = 16;

/// Entries that the table of each account may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryLimit(pub u16);

impl Default for EntryLimit {
    fn default() -> EntryLimit {
        EntryLimit(160) // ENTRIES_MAX
    }
}

impl EntryLimit {
    /// Of an exchange that settles nowhere: entries are not counted.
    pub const ANY: EntryLimit = EntryLimit(u16::MAX);

    /// How many entries an order may see taken before its own.
    #[inline(always)]
    #[must_use]
    pub fn for_order(self, reduce_only: bool) -> usize {
        let all = usize::from(self.0);
        if reduce_only || self == EntryLimit::ANY {
            all
        } else {
            all.saturating_sub(ENTRIES_KEPT)
        }
    }
}

/// Orders of an account that hold an entry of its table: nonce and expiry slot of each that has matched (BOOK-6).
///
/// Invariant: ascending by nonce, each once. What is over counts for nothing; it is dropped when the rows have come to a power of two, and
/// when the floor is raised past it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    rows: Vec<(u64, u64)>,
}

impl Bound {
    /// Whether an order may match: it holds an entry, or one is free for it at the slot.
    #[inline(always)]
    #[must_use]
    pub fn has_room(&self, nonce: u64, reduce_only: bool, slot: u64, limit: EntryLimit) -> bool {
        self.rows.len() < limit.for_order(reduce_only) || self.has_room_searched(nonce, reduce_only, slot, limit)
    }

    #[cold]
    fn has_room_searched(&self, nonce: u64, reduce_only: bool, slot: u64, limit: EntryLimit) -> bool {
        self.used(slot) < limit.for_order(reduce_only) || self.place(nonce).is_ok()
    }

    /// Gives an order that matches its entry; one that has it keeps it.
    #[inline]
    pub fn bind(&mut self, nonce: u64, expiry_slot: u64, slot: u64, limit: EntryLimit) {
        if limit == EntryLimit::ANY {
            return;
        }
        let Err(place) = self.place(nonce) else { return };
        self.rows.insert(place, (nonce, expiry_slot));
        let count = self.rows.len();
        if count >= ENTRIES_STEP && count.is_power_of_two() {
            self.rows.retain(|row| !is_past(row, slot));
        }
    }

    /// Entries that are held at a slot.
    #[must_use]
    pub fn used(&self, slot: u64) -> usize {
        self.rows.iter().filter(|row| !is_past(row, slot)).count()
    }

    /// What is below the owner's floor can never settle again: its entries are free.
    pub fn raise_floor(&mut self, floor: u64) {
        self.rows.retain(|(nonce, _)| *nonce >= floor);
    }

    /// Nonce and expiry slot of each, ascending.
    #[must_use]
    pub fn rows(&self) -> &[(u64, u64)] {
        &self.rows
    }

    /// Out of its rows; None when they do not ascend.
    #[must_use]
    pub fn of_rows(rows: Vec<(u64, u64)>) -> Option<Bound> {
        rows.is_sorted_by(|(one, _), (next, _)| one < next).then_some(Bound { rows })
    }

    fn place(&self, nonce: u64) -> Result<usize, usize> {
        self.rows.binary_search_by_key(&nonce, |(held, _)| *held)
    }
}

/// Whether an order is past expiry and grace.
#[inline(always)]
fn is_past(row: &(u64, u64), slot: u64) -> bool {
    slot > row.1.saturating_add(GRACE_SLOTS)
}

/// Where a message is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It was registered before, at this place.
    Known(usize),
    /// It may be written to this place, whose entry is over or free.
    Free(usize),
    /// No entry is free.
    Full,
}

/// Where a new entry belongs in a table, or where it is already.
///
/// # Errors
/// `Expired`: past expiry and grace. `NonceUsed`: below the floor, or bound by another message.
pub fn place_of(table: &[[u8; ENTRY_BYTES]], new: &Entry, slot: u64, floor: u64) -> Result<Place, Reason> {
    if slot > new.expiry_slot.saturating_add(GRACE_SLOTS) {
        return Err(Reason::Expired);
    }
    if new.nonce < floor || new.nonce == 0 {
        return Err(Reason::NonceUsed);
    }
    let mut free = Place::Full;
    for (place, bytes) in table.iter().enumerate() {
        let nonce = nonce_of(bytes);
        if nonce == new.nonce {
            let known = Entry { filled: 0, ..Entry::read(bytes) };
            return if known == *new { Ok(Place::Known(place)) } else { Err(Reason::NonceUsed) };
        }
        if free == Place::Full && (nonce == 0 || Entry::read(bytes).is_over(slot, floor)) {
            free = Place::Free(place);
        }
    }
    Ok(free)
}

#[inline(always)]
fn nonce_of(bytes: &[u8; ENTRY_BYTES]) -> u64 {
    u64::from_le_bytes(field(bytes, 0))
}

/// Bytes of a field; places and lengths are constants of the layout.
#[inline(always)]
fn field<const N: usize, const M: usize>(bytes: &[u8; M], at: usize) -> [u8; N] {
    let mut out = [0; N];
    for (to, from) in out.iter_mut().zip(bytes.iter().skip(at)) {
        *to = *from;
    }
    out
}

#[inline(always)]
fn put<const N: usize>(bytes: &mut [u8; ENTRY_BYTES], at: usize, value: [u8; N]) {
    for (to, from) in bytes.iter_mut().skip(at).zip(value) {
        *to = from;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::{place_of, Bound, Entry, EntryLimit, Place, ENTRIES_MAX, ENTRY_BYTES, GRACE_SLOTS};
    use crate::message::Message;
    use crate::reason::Reason;
    use crate::units::Side;

    fn message(nonce: u64) -> Message {
        Message {
            domain: [0xFF; 8],
            account: 7,
            nonce,
            expiry_slot: 1_000,
            client_order_id: 1,
            price: 50_000,
            size: 12,
            market: 3,
            fee_max: 45,
            side: Side::Sell,
            time_in_force: 1,
            self_trade: 0,
            group: 0,
            trigger: 0,
            trigger_falls: false,
            reduce_only: true,
            post_only: false,
        }
    }

    fn entry(nonce: u64) -> Entry {
        let message = message(nonce);
        Entry::of(&message.encode(), &message, 0)
    }

    #[test]
    fn an_entry_reads_back_and_says_what_its_message_said() {
        let mut one = entry(9);
        one.filled = 5;
        one.key_tag = u64::MAX - 7;
        assert_eq!(Entry::read(&one.write()), one);
        assert_eq!((one.side(), one.reduce_only(), one.post_only(), one.left()), (Side::Sell, true, false, 7));
        assert_eq!((one.write()[39], one.write()[40]), (0, 0xF8));
        let mut bytes = one.write();
        Entry::write_filled(&mut bytes, 6);
        assert_eq!(bytes, Entry { filled: 6, ..one }.write());
    }

    /// A nonce is bound by its first registration; the same message again is the same entry, however much of it is filled.
    #[test]
    fn a_nonce_is_bound_by_its_first_message() {
        let mut filled = entry(9);
        filled.filled = 12;
        let table = [entry(8).write(), filled.write(), [0; ENTRY_BYTES]];
        assert_eq!(place_of(&table, &entry(9), 500, 0), Ok(Place::Known(1)));
        let other = Entry { price: 1, ..entry(9) };
        assert_eq!(place_of(&table, &other, 500, 0), Err(Reason::NonceUsed));
        assert_eq!(place_of(&table, &entry(10), 500, 0), Ok(Place::Free(2)));
    }

    /// Attack: freed-entry replay. What frees an entry is what refuses its message.
    #[test]
    fn what_frees_an_entry_refuses_its_message() {
        let table = [entry(8).write()];
        for (slot, floor) in [(1_000 + GRACE_SLOTS, 8), (1_001 + GRACE_SLOTS, 0), (0, 9), (0, 8)] {
            let over = entry(8).is_over(slot, floor);
            let again = place_of(&[[0; ENTRY_BYTES]], &entry(8), slot, floor);
            assert_eq!(over, again.is_err(), "{slot} {floor}");
            let later = Entry { expiry_slot: u64::MAX, ..entry(20) };
            let wanted = if over { Place::Free(0) } else { Place::Full };
            assert_eq!(place_of(&table, &later, slot, floor), Ok(wanted));
        }
        assert_eq!(place_of(&[], &entry(8), 0, 0), Ok(Place::Full));
        assert_eq!(place_of(&[], &entry(0), 0, 0), Err(Reason::NonceUsed));
    }

    /// A free place before the known one changes nothing: the whole table is looked through.
    #[test]
    fn a_known_message_is_found_behind_a_free_place() {
        let table = [[0; ENTRY_BYTES], entry(9).write()];
        assert_eq!(place_of(&table, &entry(9), 0, 0), Ok(Place::Known(1)));
    }

    #[test]
    fn a_table_has_as_many_entries_as_on_the_chain() {
        assert_eq!(usize::from(EntryLimit::default().0), ENTRIES_MAX);
        let mut bound = Bound::default();
        bound.bind(1, 100, 0, EntryLimit::ANY);
        assert!(bound.rows().is_empty() && bound.has_room(2, false, 0, EntryLimit::ANY));
    }

    /// BOOK-6: the last sixteen are for orders that reduce; what matched keeps its entry and matches on.
    #[test]
    fn a_full_table_takes_what_reduces_and_what_it_holds() {
        let (limit, mut bound) = (EntryLimit(32), Bound::default());
        for nonce in 1..=16 {
            assert!(bound.has_room(nonce, false, 0, limit));
            bound.bind(nonce, 100, 0, limit);
            bound.bind(nonce, 100, 0, limit);
        }
        assert_eq!(bound.used(0), 16);
        assert!(!bound.has_room(17, false, 0, limit) && bound.has_room(16, false, 0, limit));
        for nonce in 17..=32 {
            assert!(bound.has_room(nonce, true, 0, limit));
            bound.bind(nonce, 100, 0, limit);
        }
        assert!(!bound.has_room(33, true, 0, limit) && bound.has_room(20, false, 0, limit));
    }

    /// BOOK-6: an entry is free past expiry and grace, and below the floor; never before.
    #[test]
    fn an_entry_is_free_past_its_grace_or_below_the_floor() {
        let (limit, mut bound) = (EntryLimit(32), Bound::default());
        for nonce in 1..=16 {
            bound.bind(nonce, 100, 0, limit);
        }
        assert!(!bound.has_room(17, false, 100 + GRACE_SLOTS, limit));
        assert!(bound.has_room(17, false, 101 + GRACE_SLOTS, limit));
        assert_eq!(bound.used(101 + GRACE_SLOTS), 0);
        bound.raise_floor(5);
        assert_eq!((bound.used(0), bound.rows().first()), (12, Some(&(5, 100))));
        assert!(bound.has_room(17, false, 0, limit));
        assert_eq!(Bound::of_rows(bound.rows().to_vec()), Some(bound));
        assert_eq!(Bound::of_rows(alloc::vec![(2, 1), (1, 1)]), None);
    }
}
