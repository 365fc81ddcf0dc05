//! Receipts: the first result of every order message, kept for the one who asks again (BOOK-7).
//!
//! Invariant: one receipt for each remembered (account, client order id) and for each (account, order id); a receipt is
//! resting exactly while its order is in a book, waiting while it is among those that wait. The tables are never walked, so their layout cannot be seen.

use super::accounts::Accounts;
use crate::account::{Account, CLIENT_ORDER_IDS_MAX};
use crate::schema_gen::{OrderKind, OrderState, Reason, SelfTrade, TimeInForce};
use crate::slab::{Slab, Slot, NONE};
use crate::table::{hash, hash_id, Table};
use crate::units::{Side, DAY_US};

/// Switches of an order, packed into two bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags {
    /// What it does beside matching.
    pub kind: OrderKind,
    /// Validity.
    pub time_in_force: TimeInForce,
    /// Only rests.
    pub post_only: bool,
    /// Only lowers a position.
    pub reduce_only: bool,
    /// What happens where it would meet an order of the same owner (BOOK-4).
    pub self_trade: SelfTrade,
    /// Its user's number, 0 to 3, by which he cancels many at once.
    pub group: u8,
    /// Whether a waiting order names it (BOOK-12).
    pub linked: bool,
}

const KIND_BITS: u16 = 0b1111;
const POST_ONLY: u16 = 1 << 4;
const REDUCE_ONLY: u16 = 1 << 5;
const TWO_BITS: u16 = 0b11;
const TIME_IN_FORCE_BIT: u32 = 6;
const SELF_TRADE_BIT: u32 = 8;
const GROUP_BIT: u32 = 10;
const LINKED: u16 = 1 << 12;

/// Whether packed switches say that a waiting order names the order.
#[inline(always)]
pub const fn is_linked(flags: u16) -> bool {
    flags & LINKED != 0
}

/// Packed switches of an order as its receipt has them: named or not.
pub const fn unlinked(flags: u16) -> u16 {
    flags & !LINKED
}

/// Packed switches of an order that a waiting one names.
pub const fn linked(flags: u16) -> u16 {
    flags | LINKED
}

/// Whether packed switches are of a kind that rests on terms beside its message (BOOK-13, BOOK-14).
#[inline(always)]
pub fn has_terms(flags: u16) -> bool {
    let kind = flags & KIND_BITS;
    kind == u16::from(OrderKind::Iceberg.code()) || kind == u16::from(OrderKind::Pegged.code())
}

/// Two bits of packed switches.
const fn two_bits(flags: u16, at: u32) -> u8 {
    let [low, _] = ((flags >> at) & TWO_BITS).to_le_bytes();
    low
}

/// Whether packed switches say reduce-only.
#[inline(always)]
pub const fn is_reduce_only(flags: u16) -> bool {
    flags & REDUCE_ONLY != 0
}

impl Flags {
    /// Two bytes.
    #[inline(always)]
    pub fn pack(self) -> u16 {
        let mut flags = u16::from(self.kind.code())
            | u16::from(self.time_in_force.code()) << TIME_IN_FORCE_BIT
            | u16::from(self.self_trade.code()) << SELF_TRADE_BIT
            | u16::from(self.group) << GROUP_BIT;
        if self.post_only {
            flags |= POST_ONLY;
        }
        if self.reduce_only {
            flags |= REDUCE_ONLY;
        }
        if self.linked {
            flags |= LINKED;
        }
        flags
    }

    /// The switches of two bytes.
    pub fn unpack(flags: u16) -> Flags {
        let [kind, _] = (flags & KIND_BITS).to_le_bytes();
        Flags {
            kind: OrderKind::from_u8(kind).unwrap_or(OrderKind::Limit),
            time_in_force: TimeInForce::from_u8(two_bits(flags, TIME_IN_FORCE_BIT)).unwrap_or(TimeInForce::Gtc),
            post_only: flags & POST_ONLY != 0,
            reduce_only: is_reduce_only(flags),
            self_trade: SelfTrade::from_u8(two_bits(flags, SELF_TRADE_BIT)).unwrap_or(SelfTrade::CancelMaker),
            group: two_bits(flags, GROUP_BIT),
            linked: is_linked(flags),
        }
    }

    /// Whether two bytes are such as `pack` makes.
    pub fn is_packed(flags: u16) -> bool {
        Flags::unpack(flags).pack() == flags
    }
}

/// The first result of an order message.
#[derive(Clone, Copy, Debug)]
pub struct Receipt {
    /// First 16 bytes of SHA-256 of the message.
    pub order_id: [u8; 16],
    /// The caller's number.
    pub client_order_id: u64,
    /// Nonce of the message.
    pub nonce: u64,
    /// Place in the order of all arrivals: seq of the command * 64 + place in its batch.
    pub arrival: u64,
    /// Time of that command.
    pub accepted_us: u64,
    /// Slot at which the order ends.
    pub expiry_slot: u64,
    /// When it became final; 0 while it rests.
    pub final_us: u64,
    /// Dense number of the account.
    pub account: u32,
    /// Slot in the market's book while it rests, among the waiting orders while it waits.
    pub order: Slot,
    /// Price.
    pub price: u32,
    /// Size.
    pub size: u32,
    /// Filled until it became final.
    pub filled: u32,
    /// Number of the market.
    pub market: u16,
    /// Why it was refused.
    pub reason: Reason,
    /// Packed switches.
    pub flags: u16,
    /// Buy or sell.
    pub side: Side,
    /// What became of it.
    pub state: OrderState,
}

/// How many arrivals one seq can hold; a batch has at most 50 items.
const ARRIVALS_PER_SEQ: u64 = 64;

/// Place in the order of all arrivals.
#[inline(always)]
pub fn arrival_of(seq: u64, turn: u8) -> u64 {
    seq.wrapping_mul(ARRIVALS_PER_SEQ).wrapping_add(u64::from(turn))
}

/// Seq of an arrival.
#[inline(always)]
pub fn seq_of(arrival: u64) -> u64 {
    arrival.checked_div(ARRIVALS_PER_SEQ).unwrap_or(0)
}

/// All receipts.
#[derive(Clone, Debug, Default)]
pub struct Receipts {
    slab: Slab<Receipt>,
    by_order_id: Table,
    by_client_order_id: Table,
}

/// The hash of a caller's number.
#[inline(always)]
pub fn hash_client(account: u32, client_order_id: u64) -> u32 {
    hash(u64::from(account), client_order_id)
}

impl Receipts {
    /// A receipt.
    #[inline(always)]
    pub fn get(&self, slot: Slot) -> &Receipt {
        self.slab.get(slot)
    }

    /// A receipt, to change.
    #[inline(always)]
    pub fn get_mut(&mut self, slot: Slot) -> &mut Receipt {
        self.slab.get_mut(slot)
    }

    /// By the caller's number.
    #[inline]
    pub fn of_client(&self, account: u32, client_order_id: u64) -> Option<Slot> {
        self.by_client_order_id.get(hash_client(account, client_order_id), |slot| {
            let receipt = self.slab.get(slot);
            receipt.client_order_id == client_order_id && receipt.account == account
        })
    }

    /// By order id, if it is one of the account.
    #[inline]
    pub fn of_order(&self, account: u32, order_id: &[u8; 16]) -> Option<Slot> {
        self.any_order(order_id).filter(|slot| self.slab.get(*slot).account == account)
    }

    /// Whether any account has this order id.
    #[inline]
    pub fn is_taken(&self, order_id: &[u8; 16]) -> bool {
        self.any_order(order_id).is_some()
    }

    #[inline(always)]
    fn any_order(&self, order_id: &[u8; 16]) -> Option<Slot> {
        self.by_order_id.get(hash_id(order_id), |slot| self.slab.get(slot).order_id == *order_id)
    }

    /// Reads early where two searches start: the slots there, whosever they are.
    #[inline(always)]
    pub fn touch(&self, client_hash: u32, order_hash: u32) -> (Slot, Slot) {
        (self.by_client_order_id.touch(client_hash), self.by_order_id.touch(order_hash))
    }

    /// Reads a receipt early: its market, and its order's slot in that market's book.
    #[inline(always)]
    pub fn touch_receipt(&self, slot: Slot) -> (u16, Slot) {
        if slot == NONE {
            return (0, NONE);
        }
        let receipt = self.slab.get(slot);
        (receipt.market, receipt.order)
    }

    /// Adds a receipt; both its ids are free. Forgets the account's oldest final one when it has too many.
    #[inline]
    pub fn add(&mut self, receipt: Receipt, account: &mut Account) -> Slot {
        while account.receipts >= CLIENT_ORDER_IDS_MAX && !account.finals.is_empty() {
            self.forget_oldest(account);
        }
        let slot = self.slab.insert(receipt);
        self.by_client_order_id.insert(hash_client(receipt.account, receipt.client_order_id), slot);
        self.by_order_id.insert(hash_id(&receipt.order_id), slot);
        account.receipts = account.receipts.saturating_add(1);
        if !matches!(receipt.state, OrderState::Resting | OrderState::Waiting) {
            push_final(account, slot, receipt.final_us);
        }
        slot
    }

    /// An order left its book.
    #[inline]
    pub fn finish(&mut self, slot: Slot, state: OrderState, filled: u32, ts_us: u64, account: &mut Account) {
        let receipt = self.slab.get_mut(slot);
        receipt.state = state;
        receipt.filled = filled;
        receipt.final_us = ts_us;
        receipt.order = NONE;
        push_final(account, slot, ts_us);
    }

    /// BOOK-7: forgets what became final a day ago. Cheap while nothing did.
    #[inline]
    pub fn forget_old(&mut self, account: &mut Account, ts_us: u64) {
        while !account.finals.is_empty() && ts_us.saturating_sub(account.finals_since_us) >= DAY_US {
            self.forget_oldest(account);
        }
    }

    /// Forgets every message of an account that is closed.
    pub fn forget_all(&mut self, account: &mut Account) {
        while !account.finals.is_empty() {
            self.forget_oldest(account);
        }
    }

    /// Forgets the oldest final receipt; its nonce and all below it never come again.
    fn forget_oldest(&mut self, account: &mut Account) {
        let Some(slot) = account.finals.pop_front() else { return };
        let receipt = self.slab.remove(slot);
        let _ = self.by_client_order_id.remove(hash_client(receipt.account, receipt.client_order_id), slot);
        let _ = self.by_order_id.remove(hash_id(&receipt.order_id), slot);
        account.receipts = account.receipts.saturating_sub(1);
        account.nonces.raise_floor(receipt.nonce);
        if let Some(next) = account.finals.front() {
            account.finals_since_us = self.slab.get(*next).final_us;
        }
    }
}

#[inline]
fn push_final(account: &mut Account, slot: Slot, ts_us: u64) {
    if account.finals.is_empty() {
        account.finals_since_us = ts_us;
    }
    account.finals.push_back(slot);
}

/// Forgets old receipts of an account by its dense number.
#[inline]
pub fn forget_old(receipts: &mut Receipts, accounts: &mut Accounts, account: u32, ts_us: u64) {
    receipts.forget_old(accounts.at_mut(account), ts_us);
}
