//! update_oracle_price: anybody brings a verified price of a market's feed; it becomes the market's newest index (ORC-1).
//! Margin reads an index with the next mark round, never before: no pending item meets other prices than the engine's.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | market | w | |
//! | 1 | exchange | | names the receiver that is trusted |
//! | 2 | update | | Pyth's PriceUpdateV2 |

use anchor_lang::prelude::*;
use quantdesk_core::rounds::{follows, INDEX_AGE_MAX_US};
use quantdesk_core::units::Mticks;

use crate::error::Refusal;
use crate::event::IndexKept;
use crate::market::price_update::PriceUpdate;
use crate::state::market::IndexPoint;
use crate::state::{Exchange, Market};

/// How far a publish time may be ahead of the chain's clock, seconds.
const AHEAD_MAX_S: u64 = 2;
const MICROSECONDS: u64 = 1_000_000;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct UpdateOraclePrice {
    /// The market.
    #[account(mut, constraint = market.current() @ Refusal::LayoutVersion,
        seeds = [b"market", market.symbol.as_ref()], bump = market.bump)]
    pub market: Account<Market>,
    /// Names the receiver that is trusted.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Pyth's PriceUpdateV2: owner, type, verification and feed are checked by the instruction.
    pub update: UncheckedAccount,
}

/// Keeps the index when the price is verified, of this feed, young, sure and newer than the last.
pub fn run(ctx: &mut Context<UpdateOraclePrice>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    let update = PriceUpdate::of(a.update.account(), &a.exchange, &a.market)?;
    let now_s = u64::try_from(clock.unix_timestamp).map_err(|_| Refusal::Overflow)?;
    let age_us = now_s.saturating_sub(update.publish_s).saturating_mul(MICROSECONDS);
    let timely = age_us <= INDEX_AGE_MAX_US && update.publish_s <= now_s.saturating_add(AHEAD_MAX_S);
    require!(timely, Refusal::OracleStale);
    let index = update.index(&a.market)?;
    let last = a.market.newest()?;
    require!(last.publish_s == 0 || follows(Mticks(last.mticks), index), Refusal::OracleVolatile);
    a.market.keep(IndexPoint { publish_s: update.publish_s, mticks: index.0 })?;
    emit!(IndexKept {
        seq: a.market.next_event()?,
        slot: clock.slot,
        market: u64::from(a.market.number),
        publish_s: update.publish_s,
        index_mticks: index.0,
    });
    Ok(())
}
