//! request_withdraw: an owner asks for an amount of one asset (CUST-10); unserved, it may be claimed after an hour.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | engine account |
//! | 1 | owner | s | its owner |
//! | 2 | exchange | w | counts open exits |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::exit::request;
use crate::state::user::REQUEST_WITHDRAW;
use crate::state::{Exchange, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct RequestWithdraw {
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

/// Asks for `amount` atoms of `asset`.
pub fn run(ctx: &mut Context<RequestWithdraw>, asset: u8, amount: u64) -> Result<()> {
    let a = &mut ctx.accounts;
    require!(amount > 0 && amount <= i64::MAX.unsigned_abs(), Refusal::Amount);
    request(&mut a.user, &mut a.exchange, REQUEST_WITHDRAW, asset, amount)
}
