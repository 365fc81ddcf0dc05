//! view_health: worth and requirements of an account at the marks in force, as return data; changes nothing.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | | |
//! | 1 | risk | | marks |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::state::user::USDC;
use crate::state::{Risk, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct ViewHealth {
    /// The account.
    #[account(constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Marks.
    #[account(seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
}

/// Net, Open, initial and maintenance requirement and what may be withdrawn, atoms of USDC (MGN-5). Health is never stored.
pub fn run(ctx: &mut Context<ViewHealth>) -> Result<[i64; 5]> {
    let clock = Clock::get()?;
    let a = &ctx.accounts;
    let health = a.risk.health(&a.user)?;
    let withdrawable = a.risk.withdrawable(&a.user, USDC, clock.unix_timestamp)?;
    Ok([health.net.get(), health.open.get(), health.initial.get(), health.maintenance.get(), withdrawable])
}
