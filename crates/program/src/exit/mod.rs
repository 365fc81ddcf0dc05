//! Instructions of leaving: what an owner can do without the operator (CUST-4, CUST-10), and how everybody is paid when the
//! operator is gone for good (CUST-17 to CUST-19).

pub mod cancel_request;
pub mod claim_exit;
pub mod freeze;
pub mod request_exit;
pub mod request_withdraw;
pub mod resolve_account;
pub mod resolve_price;

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::RequestMoved;
use crate::state::{Exchange, UserAccount};
use crate::vault::request_release;

/// State of a request that was made.
const MADE: u64 = 1;
/// State of a request that was taken back.
const TAKEN_BACK: u64 = 2;
/// State of a request that was claimed.
const CLAIMED: u64 = 3;

/// Opens a request of an engine account and counts it.
fn request(user: &mut UserAccount, exchange: &mut Exchange, kind: u8, asset: u8, amount: u64) -> Result<()> {
    let clock = Clock::get()?;
    user.engine_check()?;
    exchange.open_check()?;
    request_release(user, exchange)?;
    require!(asset < exchange.assets_count, Refusal::AssetUnknown);
    let day = exchange.exit_open(clock.unix_timestamp)?;
    user.request_open(kind, asset, amount, &clock, day)?;
    user.next_inbox(clock.slot)?;
    request_tell(user, clock.slot, MADE)
}

fn request_tell(user: &mut UserAccount, slot: u64, state: u64) -> Result<()> {
    let seq = user.next_event()?;
    let request = &user.request;
    emit!(RequestMoved {
        seq,
        slot,
        account: user.settled.number,
        inbox_seq: user.inbox_seq,
        kind: u64::from(request.kind),
        state,
        asset: u64::from(request.asset),
        amount_atoms: request.amount_atoms,
    });
    Ok(())
}
