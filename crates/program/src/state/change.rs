//! A change that waits, "change" and its number: what admins proposed and when it may apply.
//!
//! Invariant: a change applies once, after its delay, and after every exit requested within `EXIT_WINDOW_S` of it is paid. One that items
//! of the settlement log are judged by is an operator's first, and is not taken back meanwhile (CUST-50).

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::state::exchange::PAUSE_ALL;
use crate::state::Exchange;

/// Layout of this version.
pub const CHANGE_VERSION: u16 = 1;
/// Seconds of a day.
const DAY_S: i64 = 86_400;
/// Exits requested this long after a proposal are paid before it applies, seconds.
const EXIT_WINDOW_S: i64 = 3 * DAY_S;
/// Delay of everything that is not named otherwise, seconds.
pub const DELAY_S: i64 = 7 * DAY_S;
/// Delay of another version of the program, seconds.
const UPGRADE_DELAY_S: i64 = 14 * DAY_S;
/// Least time between two rises of one vault's cap, seconds.
pub const CAP_STEP_S: i64 = DAY_S;

/// For so long only an operator applies what items are judged by: they are of at most an hour ago (CUST-7), seconds.
const OPERATORS_S: i64 = 3_600;
/// For so long nobody takes such a change back: the engine may have it already, seconds.
const KEPT_S: i64 = DAY_S;

/// Kind: deposit cap of the asset.
pub const VAULT_CAP: u8 = 1;
/// Kind: rolling limits of the asset.
pub const VAULT_LIMITS: u8 = 2;
/// Kind: the guardian's key.
pub const GUARDIAN: u8 = 3;
/// Kind: adds an operator.
pub const OPERATOR_ADD: u8 = 4;
/// Kind: removes an operator.
pub const OPERATOR_REMOVE: u8 = 5;
/// Kind: adds an admin.
pub const ADMIN_ADD: u8 = 6;
/// Kind: removes an admin.
pub const ADMIN_REMOVE: u8 = 7;
/// Kind: how many admins must sign.
pub const ADMIN_THRESHOLD: u8 = 8;
/// Kind: lifts pause bits.
pub const UNPAUSE: u8 = 9;

/// Kind: initial and maintenance fraction and least requirement of a market.
pub const MARKET_MARGIN: u8 = 11;
/// Kind: largest position, open interest and order of a market.
pub const MARKET_LIMITS: u8 = 12;
/// Kind: hours that the operator has for an exit with positions.
pub const EXIT_SHORTER: u8 = 13;
/// Kind: the owner whose first account is the backstop, while there is none (LIQ-2).
pub const BACKSTOP_NAME: u8 = 14;
/// Kind: another version of the program; its key is the SHA-256 of the bytes (CUST-45).
pub const UPGRADE: u8 = 15;
/// Kind: weights of an asset of collateral, and with the first of them its market and decimals (MGN-7).
pub const ASSET_WEIGHTS: u8 = 16;
/// Kind: the program whose price updates are trusted; no key: Pyth's receiver.
pub const RECEIVER_SET: u8 = 10;

/// One pending change.
#[account]
pub struct PendingChange {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// What changes.
    pub kind: u8,
    /// Asset of a vault's change or of weights, number of a market's; threshold, pause bits or hours of the others.
    pub number: u8,
    /// Zero.
    pub reserved: [u8; 3],
    /// Number of the change.
    pub id: u64,
    /// Unix time of the proposal.
    pub proposed_s: i64,
    /// Unix time from which it may apply.
    pub due_s: i64,
    /// Key of changes of keys.
    pub key: Address,
    /// Amounts of changes of vaults: cap; or hour ppm, day ppm, floor. Of an asset: market and 2^16 times decimals; initial, maintenance
    /// weight.
    pub amounts: [u64; 3],
    /// Receives the rent when it ends.
    pub payer: Address,
}

const _: () = assert!(core::mem::size_of::<PendingChange>() == 8 + 24 + 32 + 24 + 32);

impl PendingChange {
    /// Refuses before its time, and while an exit of its first days is not paid; unix time since which it may apply.
    pub fn due_check(&self, exchange: &Exchange, clock: &Clock) -> Result<i64> {
        require!(clock.unix_timestamp >= self.due_s, Refusal::ChangeEarly);
        let window_end = self.proposed_s.checked_add(EXIT_WINDOW_S).ok_or(Refusal::Overflow)?;
        require!(exchange.exits_paid_until(window_end)?, Refusal::ChangeWaitsForExits);
        Ok(self.due_s.max(exchange.exits_late_s))
    }

    /// CUST-50: refuses who is no operator what items are judged by, in its first hour. since_s: unix time since which it may apply.
    pub fn operator_hour_check(&self, since_s: i64, clock: &Clock) -> Result<()> {
        let others_s = since_s.checked_add(OPERATORS_S).ok_or(Refusal::Overflow)?;
        require!(!is_judged(self.kind) || clock.unix_timestamp >= others_s, Refusal::ChangeOperators);
        Ok(())
    }

    /// CUST-50: refuses to take back what items are judged by for a day since it may apply.
    pub fn cancel_check(&self, exchange: &Exchange, clock: &Clock) -> Result<()> {
        let Ok(since_s) = self.due_check(exchange, clock) else { return Ok(()) };
        let kept_s = since_s.checked_add(KEPT_S).ok_or(Refusal::Overflow)?;
        require!(!is_judged(self.kind) || clock.unix_timestamp >= kept_s, Refusal::ChangeDue);
        Ok(())
    }
}

/// Whether items of the settlement log are judged by what a kind changes.
#[must_use]
pub const fn is_judged(kind: u8) -> bool {
    matches!(kind, MARKET_MARGIN | MARKET_LIMITS | ASSET_WEIGHTS)
}

/// For how long a change of a kind waits, seconds.
#[must_use]
pub const fn delay_of(kind: u8) -> i64 {
    if kind == UPGRADE {
        UPGRADE_DELAY_S
    } else {
        DELAY_S
    }
}

/// Refuses a change whose kind is unknown or whose fields cannot be meant.
pub fn change_check(kind: u8, number: u8, key: &Address, amounts: &[u64; 3]) -> Result<()> {
    let keyless = *key == Address::default();
    let [first, second, third] = *amounts;
    let sound = match kind {
        VAULT_CAP => keyless && first > 0 && second == 0 && third == 0,
        VAULT_LIMITS => keyless && first > 0 && second >= first && second <= 1_000_000,
        GUARDIAN | OPERATOR_ADD | OPERATOR_REMOVE | ADMIN_ADD | ADMIN_REMOVE | BACKSTOP_NAME | UPGRADE => {
            !keyless && number == 0 && *amounts == [0; 3]
        }
        RECEIVER_SET => number == 0 && *amounts == [0; 3],
        MARKET_MARGIN | MARKET_LIMITS => keyless && first > 0 && second > 0 && third > 0,
        ASSET_WEIGHTS => keyless && number > 0 && second <= third && third > 0,
        EXIT_SHORTER => keyless && number > 0 && *amounts == [0; 3],
        ADMIN_THRESHOLD => keyless && number > 0 && *amounts == [0; 3],
        UNPAUSE => keyless && number > 0 && number & !PAUSE_ALL == 0 && *amounts == [0; 3],
        _ => false,
    };
    require!(sound, Refusal::ChangeBounds);
    Ok(())
}
