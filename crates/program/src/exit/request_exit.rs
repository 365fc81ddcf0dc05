//! request_exit: an owner asks for everything; a flat account may claim after an hour (trust 8).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | engine account |
//! | 1 | owner | s | its owner |
//! | 2 | exchange | w | counts open exits |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::exit::request;
use crate::state::user::{REQUEST_EXIT, USDC};
use crate::state::{Exchange, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct RequestExit {
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

/// Asks for everything.
pub fn run(ctx: &mut Context<RequestExit>) -> Result<()> {
    let a = &mut ctx.accounts;
    request(&mut a.user, &mut a.exchange, REQUEST_EXIT, USDC, 0)
}
