//! set_emergency_price: enough admins name a price of a market whose feed is gone, at once; by it positions are only lowered, by
//! those who want to (ORC-3, CUST-21). It ends with the next verified price.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | exchange | | admins |
//! | 1 | market | w | |
//! | 2 | instructions | | instructions sysvar |
//! | 3… | admins | s | at least the threshold |

use anchor_lang::prelude::*;
use quantdesk_core::rounds::INDEX_AGE_MAX_US;

use crate::admin::{admins_check, top_level_check};
use crate::error::Refusal;
use crate::event::EmergencyPriceSet;
use crate::state::{Exchange, Market};

const MICROSECONDS: u64 = 1_000_000;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct SetEmergencyPrice {
    /// Admins.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// The market.
    #[account(mut, constraint = market.current() @ Refusal::LayoutVersion,
        seeds = [b"market", market.symbol.as_ref()], bump = market.bump)]
    pub market: Account<Market>,
    /// Instructions sysvar.
    pub instructions: Sysvar<SysvarInstructions>,
}

/// Sets the price while the newest index is older than any round may use. Margin, funding and liquidation never read it.
pub fn run(ctx: &mut Context<SetEmergencyPrice>, price_mticks: u64) -> Result<()> {
    let clock = Clock::get()?;
    let signers = ctx.remaining_accounts()?;
    let a = &mut ctx.accounts;
    top_level_check(&a.instructions)?;
    admins_check(&a.exchange, &signers)?;
    a.exchange.open_check()?;
    let highest = u64::from(a.market.price_max).checked_mul(1_000).ok_or(Refusal::Overflow)?;
    require!(price_mticks > 0 && price_mticks <= highest, Refusal::ChangeBounds);
    let now_s = u64::try_from(clock.unix_timestamp).map_err(|_| Refusal::Overflow)?;
    let last_s = a.market.newest()?.publish_s;
    let limit_s = INDEX_AGE_MAX_US.checked_div(MICROSECONDS).ok_or(Refusal::Overflow)?;
    require!(last_s > 0 && now_s > last_s.saturating_add(limit_s), Refusal::PriceThere);
    a.market.emergency_mticks = price_mticks;
    emit!(EmergencyPriceSet {
        seq: a.market.next_event()?,
        slot: clock.slot,
        market: u64::from(a.market.number),
        price_mticks,
    });
    Ok(())
}
