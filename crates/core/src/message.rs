//! The signed message: 64 little-endian bytes that a wallet or a delegate signs (SIG-1).
//!
//! Invariant: one message has one encoding. What is not used yet must be zero, so `decode` and `encode` undo each other.
//!
//! | bytes | order (kind 0) | transfer (kind 1) |
//! |---|---|---|
//! | 0 | domain, 8 bytes: 0xFF and 7 bytes that name program and network | the same |
//! | 8 | account u64 | the same |
//! | 16 | nonce u64: unix ms << 12, and a counter | the same |
//! | 24 | expiry slot u64 | the same |
//! | 32 | client order id u64 | account that receives, u64 |
//! | 40 | price u32, size u32 | amount in atoms, u64 |
//! | 48 | trigger u32, ticks; zero when it has none | zero |
//! | 52 | market u16 | zero |
//! | 54 | flags u16 | zero |
//! | 56 | fee cap u16, in 10 ppm | zero |
//! | 58 | builder u16, builder fee u16: zero | zero |
//! | 62 | kind u8, zero u8 | the same |
//!
//! Flags: bit 0 sell, 1 reduce-only, 2-3 validity, 4 post-only, 5 trigger direction, 6-7 self-trade mode, 8 isolated,
//! 9-10 group. Bits 8 and 11 to 15 must be zero.

use crate::units::Side;

/// Bytes of a message.
pub const MESSAGE_BYTES: usize = 64;

const KIND_AT: usize = 62;
const KIND_ORDER: u8 = 0;
const KIND_TRANSFER: u8 = 1;

const FLAG_SELL: u16 = 1;
const FLAG_REDUCE_ONLY: u16 = 1 << 1;
const FLAG_POST_ONLY: u16 = 1 << 4;
const FLAG_TRIGGER_FALLS: u16 = 1 << 5;
const SELF_TRADE_BIT: u32 = 6;
const GROUP_BIT: u32 = 9;
const TIME_IN_FORCE_BIT: u32 = 2;
const TWO_BITS: u16 = 0b11;
const FLAGS_KNOWN: u16 = FLAG_SELL
    | FLAG_REDUCE_ONLY
    | (TWO_BITS << TIME_IN_FORCE_BIT)
    | FLAG_POST_ONLY
    | FLAG_TRIGGER_FALLS
    | (TWO_BITS << SELF_TRADE_BIT)
    | (TWO_BITS << GROUP_BIT);

/// Two bits of the flags.
const fn two_bits(flags: u16, at: u32) -> u8 {
    let [low, _] = ((flags >> at) & TWO_BITS).to_le_bytes();
    low
}

/// Why bytes are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageError {
    /// The kind is unknown, or not the one asked for.
    Kind,
    /// A bit or byte that must be zero is set.
    Reserved,
}

/// What a message asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// An order.
    Order,
    /// Collateral moved between accounts of one owner.
    Transfer,
}

/// A signed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Network and program that it is signed for.
    pub domain: [u8; 8],
    /// Number of the account.
    pub account: u64,
    /// Unix ms << 12, and a counter.
    pub nonce: u64,
    /// Slot at which it ends.
    pub expiry_slot: u64,
    /// The caller's number.
    pub client_order_id: u64,
    /// Limit or protection price, ticks.
    pub price: u32,
    /// Size, lots.
    pub size: u32,
    /// Number of the market.
    pub market: u16,
    /// Highest fee, in 10 ppm of notional.
    pub fee_max: u16,
    /// Buy or sell.
    pub side: Side,
    /// 0 gtc, 1 ioc, 2 fok, 3 gtd: TimeInForce of the schema.
    pub time_in_force: u8,
    /// 0 cancel maker, 1 cancel taker, 2 cancel both, 3 decrement: SelfTrade of the schema.
    pub self_trade: u8,
    /// A number from 0 to 3 of the user's, by which he cancels many at once.
    pub group: u8,
    /// Price that starts the order, ticks; 0: it has none.
    pub trigger: u32,
    /// Whether it starts at or below that price, not at or above.
    pub trigger_falls: bool,
    /// Only lowers a position.
    pub reduce_only: bool,
    /// Only rests.
    pub post_only: bool,
}

/// A signed transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferMessage {
    /// Network and program that it is signed for.
    pub domain: [u8; 8],
    /// Account that gives.
    pub account: u64,
    /// Unix ms << 12, and a counter.
    pub nonce: u64,
    /// Slot at which it ends.
    pub expiry_slot: u64,
    /// Account that receives.
    pub to_account: u64,
    /// Atoms.
    pub amount: u64,
}

/// The kind of a message; refuses unknown kinds and a last byte that is not zero.
///
/// # Errors
/// `Kind` or `Reserved`.
pub fn kind_of(bytes: &[u8; MESSAGE_BYTES]) -> Result<MessageKind, MessageError> {
    let [kind, zero] = read(bytes, KIND_AT);
    match (kind, zero) {
        (KIND_ORDER, 0) => Ok(MessageKind::Order),
        (KIND_TRANSFER, 0) => Ok(MessageKind::Transfer),
        (KIND_ORDER | KIND_TRANSFER, _) => Err(MessageError::Reserved),
        _ => Err(MessageError::Kind),
    }
}

impl Message {
    /// Reads an order (SIG-1). Ranges, domain and expiry are the exchange's to judge.
    ///
    /// # Errors
    /// `Kind`: not an order. `Reserved`: something that must be zero is not.
    pub fn decode(bytes: &[u8; MESSAGE_BYTES]) -> Result<Self, MessageError> {
        if kind_of(bytes)? != MessageKind::Order {
            return Err(MessageError::Kind);
        }
        let flags = u16::from_le_bytes(read(bytes, 54));
        let builder: [u8; 4] = read(bytes, 58);
        if flags & !FLAGS_KNOWN != 0 || builder != [0; 4] {
            return Err(MessageError::Reserved);
        }
        Ok(Self {
            domain: read(bytes, 0),
            account: u64::from_le_bytes(read(bytes, 8)),
            nonce: u64::from_le_bytes(read(bytes, 16)),
            expiry_slot: u64::from_le_bytes(read(bytes, 24)),
            client_order_id: u64::from_le_bytes(read(bytes, 32)),
            price: u32::from_le_bytes(read(bytes, 40)),
            size: u32::from_le_bytes(read(bytes, 44)),
            market: u16::from_le_bytes(read(bytes, 52)),
            fee_max: u16::from_le_bytes(read(bytes, 56)),
            side: if flags & FLAG_SELL == 0 { Side::Buy } else { Side::Sell },
            time_in_force: two_bits(flags, TIME_IN_FORCE_BIT),
            self_trade: two_bits(flags, SELF_TRADE_BIT),
            group: two_bits(flags, GROUP_BIT),
            trigger: u32::from_le_bytes(read(bytes, 48)),
            trigger_falls: flags & FLAG_TRIGGER_FALLS != 0,
            reduce_only: flags & FLAG_REDUCE_ONLY != 0,
            post_only: flags & FLAG_POST_ONLY != 0,
        })
    }

    /// Writes the order; only the low two bits of `time_in_force`, `self_trade` and `group` have a place.
    #[must_use]
    pub fn encode(&self) -> [u8; MESSAGE_BYTES] {
        let mut flags = (u16::from(self.time_in_force) & TWO_BITS) << TIME_IN_FORCE_BIT
            | (u16::from(self.self_trade) & TWO_BITS) << SELF_TRADE_BIT
            | (u16::from(self.group) & TWO_BITS) << GROUP_BIT;
        let switches = [
            (self.side == Side::Sell, FLAG_SELL),
            (self.reduce_only, FLAG_REDUCE_ONLY),
            (self.post_only, FLAG_POST_ONLY),
            (self.trigger_falls, FLAG_TRIGGER_FALLS),
        ];
        for (on, flag) in switches {
            if on {
                flags |= flag;
            }
        }
        let mut bytes = [0; MESSAGE_BYTES];
        write(&mut bytes, 0, self.domain);
        write(&mut bytes, 8, self.account.to_le_bytes());
        write(&mut bytes, 16, self.nonce.to_le_bytes());
        write(&mut bytes, 24, self.expiry_slot.to_le_bytes());
        write(&mut bytes, 32, self.client_order_id.to_le_bytes());
        write(&mut bytes, 40, self.price.to_le_bytes());
        write(&mut bytes, 44, self.size.to_le_bytes());
        write(&mut bytes, 48, self.trigger.to_le_bytes());
        write(&mut bytes, 52, self.market.to_le_bytes());
        write(&mut bytes, 54, flags.to_le_bytes());
        write(&mut bytes, 56, self.fee_max.to_le_bytes());
        bytes
    }
}

impl TransferMessage {
    /// Reads a transfer (SIG-1). Ranges, domain and expiry are the exchange's to judge.
    ///
    /// # Errors
    /// `Kind`: not a transfer. `Reserved`: something that must be zero is not.
    pub fn decode(bytes: &[u8; MESSAGE_BYTES]) -> Result<Self, MessageError> {
        if kind_of(bytes)? != MessageKind::Transfer {
            return Err(MessageError::Kind);
        }
        let unused: [u8; 14] = read(bytes, 48);
        if unused != [0; 14] {
            return Err(MessageError::Reserved);
        }
        Ok(Self {
            domain: read(bytes, 0),
            account: u64::from_le_bytes(read(bytes, 8)),
            nonce: u64::from_le_bytes(read(bytes, 16)),
            expiry_slot: u64::from_le_bytes(read(bytes, 24)),
            to_account: u64::from_le_bytes(read(bytes, 32)),
            amount: u64::from_le_bytes(read(bytes, 40)),
        })
    }

    /// Writes the transfer.
    #[must_use]
    pub fn encode(&self) -> [u8; MESSAGE_BYTES] {
        let mut bytes = [0; MESSAGE_BYTES];
        write(&mut bytes, 0, self.domain);
        write(&mut bytes, 8, self.account.to_le_bytes());
        write(&mut bytes, 16, self.nonce.to_le_bytes());
        write(&mut bytes, 24, self.expiry_slot.to_le_bytes());
        write(&mut bytes, 32, self.to_account.to_le_bytes());
        write(&mut bytes, 40, self.amount.to_le_bytes());
        write(&mut bytes, KIND_AT, [KIND_TRANSFER]);
        bytes
    }
}

/// Bytes of a field; places and lengths are constants of the layout.
#[inline(always)]
fn read<const N: usize>(bytes: &[u8; MESSAGE_BYTES], at: usize) -> [u8; N] {
    let mut field = [0; N];
    for (to, from) in field.iter_mut().zip(bytes.iter().skip(at)) {
        *to = *from;
    }
    field
}

#[inline(always)]
fn write<const N: usize>(bytes: &mut [u8; MESSAGE_BYTES], at: usize, field: [u8; N]) {
    for (to, from) in bytes.iter_mut().skip(at).zip(field) {
        *to = from;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::integer_division, clippy::arithmetic_side_effects, reason = "bits are counted by bytes")]

    use super::{kind_of, Message, MessageError, MessageKind, TransferMessage, FLAGS_KNOWN, MESSAGE_BYTES};
    use crate::units::Side;

    fn order() -> Message {
        Message {
            domain: [0xFF, 1, 2, 3, 4, 5, 6, 7],
            account: 0x0102_0304_0506_0708,
            nonce: 0x1112_1314_1516_1718,
            expiry_slot: 0x2122_2324_2526_2728,
            client_order_id: 0x3132_3334_3536_3738,
            price: 0x4142_4344,
            size: 0x5152_5354,
            market: 0x6162,
            fee_max: 0x7172,
            side: Side::Sell,
            time_in_force: 3,
            self_trade: 2,
            group: 1,
            trigger: 0x6566_6768,
            trigger_falls: false,
            reduce_only: true,
            post_only: true,
        }
    }

    fn transfer() -> TransferMessage {
        TransferMessage { domain: [0xFF; 8], account: 1, nonce: 2, expiry_slot: 3, to_account: 4, amount: u64::MAX }
    }

    /// Whether a bit has no meaning in an order.
    fn reserved_in_order(bit: usize) -> bool {
        match bit / 8 {
            58..=63 => true,
            54 | 55 => FLAGS_KNOWN & (1 << (bit - 54 * 8)) == 0,
            _ => false,
        }
    }

    /// SIG-1: one order has one encoding.
    #[test]
    fn an_order_reads_back_and_every_reserved_bit_is_refused() {
        let bytes = order().encode();
        assert_eq!(Message::decode(&bytes), Ok(order()));
        assert_eq!(bytes[8..16], [8, 7, 6, 5, 4, 3, 2, 1]);
        assert_eq!(bytes[54..56], [0b1001_1111, 0b10]);
        for bit in 0..MESSAGE_BYTES * 8 {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            match Message::decode(&flipped) {
                Ok(message) => {
                    assert!(!reserved_in_order(bit), "bit {bit} was taken");
                    assert_eq!(message.encode(), flipped);
                }
                Err(_) => assert!(reserved_in_order(bit), "bit {bit} was refused"),
            }
        }
    }

    /// SIG-1: one transfer has one encoding.
    #[test]
    fn a_transfer_reads_back_and_every_reserved_bit_is_refused() {
        let bytes = transfer().encode();
        assert_eq!(TransferMessage::decode(&bytes), Ok(transfer()));
        for bit in 0..MESSAGE_BYTES * 8 {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            let verdict = TransferMessage::decode(&flipped);
            assert_eq!(verdict.is_ok(), bit < 48 * 8, "bit {bit}");
        }
    }

    #[test]
    fn a_message_of_another_kind_is_refused() {
        assert_eq!(Message::decode(&transfer().encode()), Err(MessageError::Kind));
        assert_eq!(TransferMessage::decode(&order().encode()), Err(MessageError::Kind));
        assert_eq!(kind_of(&transfer().encode()), Ok(MessageKind::Transfer));
        let mut unknown = order().encode();
        unknown[62] = 2;
        assert_eq!(kind_of(&unknown), Err(MessageError::Kind));
        unknown[62..].copy_from_slice(&[1, 1]);
        assert_eq!(kind_of(&unknown), Err(MessageError::Reserved));
    }
}
