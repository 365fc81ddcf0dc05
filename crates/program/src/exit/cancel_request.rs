//! cancel_request: an owner takes a request back; what was debited for it stays in the pocket and is paid.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | engine account |
//! | 1 | owner | s | its owner |
//! | 2 | exchange | w | counts open exits |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::exit::{request_tell, TAKEN_BACK};
use crate::state::user::REQUEST_NONE;
use crate::state::{Exchange, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct CancelRequest {
    /// Engine account.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Its owner.
    #[account(address = user.owner)]
    pub owner: Signer,
    /// Counts open exits.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
}

/// Ends the request, served or not.
pub fn run(ctx: &mut Context<CancelRequest>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    a.user.engine_check()?;
    require!(a.user.request.kind != REQUEST_NONE, Refusal::RequestMissing);
    a.user.next_inbox(clock.slot)?;
    request_tell(&mut a.user, clock.slot, TAKEN_BACK)?;
    a.exchange.exit_release(a.user.request.day)?;
    a.user.request_end(a.exchange.exit_hours(), &clock);
    Ok(())
}
