//! Pyth's PriceUpdateV2 account: what a verified update leaves on the chain.
//!
//! Invariant: only an account of the receiver program, of this type, fully verified, is read; a cut one is refused.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | discriminator |
//! | 8 | write authority, 32 bytes |
//! | 40 | verification level: 1 full (0 partial, and one byte more) |
//! | 41 | feed id, 32 bytes |
//! | 73 | price i64, confidence u64, exponent i32, publish time i64, its predecessor's i64 |
//! | 109 | average price i64, its confidence u64, posted slot u64 |

use anchor_lang::prelude::*;
use quantdesk_core::rounds::{confident, index_of};
use quantdesk_core::units::Mticks;

use crate::error::Refusal;
use crate::state::{Exchange, Market};

/// Pyth's receiver since 2026-08-18, the owner of price updates.
pub const RECEIVER: Address = anchor_lang::address!("rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp");
/// First bytes of SHA-256 of "account:PriceUpdateV2".
const DISCRIMINATOR: [u8; 8] = [0x22, 0xf1, 0x23, 0x63, 0x9d, 0x7e, 0xf4, 0xcd];
const FULL: u8 = 1;
const LEVEL_AT: usize = 40;
const FEED_AT: usize = 41;
const PRICE_AT: usize = 73;
const CONFIDENCE_AT: usize = 81;
const EXPONENT_AT: usize = 89;
const PUBLISH_AT: usize = 93;
const BEFORE_AT: usize = 101;
/// Bytes of a fully verified update.
const SIZE: usize = 133;

/// A verified price.
pub struct PriceUpdate {
    /// Pyth's id of the price.
    pub feed: [u8; 32],
    /// Price, in powers of ten of a USD.
    pub price: i64,
    /// Half width of its interval, in the same unit.
    pub confidence: u64,
    /// The power of ten.
    pub exponent: i32,
    /// Unix time.
    pub publish_s: u64,
    /// Unix time of the update before it.
    pub published_before_s: u64,
}

impl PriceUpdate {
    /// The price that an account has for a market: the trusted receiver's account, of the market's feed.
    pub fn of(view: &AccountView, exchange: &Exchange, market: &Market) -> Result<PriceUpdate> {
        require!(view.owned_by(&exchange.receiver()), Refusal::OracleAccount);
        let update = PriceUpdate::read(&view.try_borrow()?)?;
        require!(update.feed == market.feed, Refusal::OracleFeed);
        Ok(update)
    }

    /// The index that it says, when it is sure enough (ORC-1, ORC-3).
    pub fn index(&self, market: &Market) -> Result<Mticks> {
        require!(confident(self.price, self.confidence), Refusal::OracleUncertain);
        Ok(index_of(self.price, self.exponent, market.tick_size).map_err(|_| Refusal::OracleUncertain)?)
    }

    /// Reads the account's data.
    fn read(data: &[u8]) -> Result<PriceUpdate> {
        require!(data.len() >= SIZE && data.starts_with(&DISCRIMINATOR), Refusal::OracleAccount);
        require!(data.get(LEVEL_AT) == Some(&FULL), Refusal::OracleUnverified);
        let time = |at: usize| -> Result<u64> {
            Ok(u64::try_from(i64::from_le_bytes(field(data, at)?)).map_err(|_| Refusal::OracleStale)?)
        };
        Ok(PriceUpdate {
            feed: field(data, FEED_AT)?,
            price: i64::from_le_bytes(field(data, PRICE_AT)?),
            confidence: u64::from_le_bytes(field(data, CONFIDENCE_AT)?),
            exponent: i32::from_le_bytes(field(data, EXPONENT_AT)?),
            publish_s: time(PUBLISH_AT)?,
            published_before_s: time(BEFORE_AT)?,
        })
    }
}

fn field<const N: usize>(data: &[u8], at: usize) -> Result<[u8; N]> {
    let end = at.checked_add(N).ok_or(Refusal::OracleAccount)?;
    let bytes = data.get(at..end).ok_or(Refusal::OracleAccount)?;
    Ok(bytes.try_into().map_err(|_| Refusal::OracleAccount)?)
}
