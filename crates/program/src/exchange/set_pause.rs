//! set_pause: sets pause bits at once, by the guardian or enough admins. Bits are lifted by a change, behind its delay.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | exchange | w | |
//! | 1 | guardian | s | the guardian, or anybody where admins sign |
//! | 2 | instructions | | instructions sysvar |
//! | 3… | admins | s | at least the threshold, without the guardian |

use anchor_lang::prelude::*;

use crate::admin::{admins_check, top_level_check};
use crate::error::Refusal;
use crate::event::PauseSet;
use crate::state::exchange::PAUSE_ALL;
use crate::state::Exchange;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct SetPause {
    /// The exchange.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// The guardian, or anybody where admins sign.
    pub guardian: Signer,
    /// Instructions sysvar.
    pub instructions: Sysvar<SysvarInstructions>,
}

/// Adds `bits`. No bit stops a cancel, a reduction, a settlement, a withdrawal or an exit.
pub fn run(ctx: &mut Context<SetPause>, bits: u8) -> Result<()> {
    let clock = Clock::get()?;
    let signers = ctx.remaining_accounts()?;
    let a = &mut ctx.accounts;
    top_level_check(&a.instructions)?;
    if !anchor_lang::address_eq(a.guardian.address(), &a.exchange.guardian) {
        admins_check(&a.exchange, &signers)?;
    }
    require!(bits != 0 && bits & !PAUSE_ALL == 0, Refusal::ChangeBounds);
    a.exchange.pause |= bits;
    let pause = u64::from(a.exchange.pause);
    emit!(PauseSet { seq: a.exchange.next_event()?, slot: clock.slot, pause });
    Ok(())
}
