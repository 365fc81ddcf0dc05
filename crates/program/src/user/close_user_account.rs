//! close_user_account: an owner closes an empty account and gets its rent.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | closed |
//! | 1 | owner | ws | its owner, who gets the rent |
//! | 2 | exchange | w | counter of a served request that this releases |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::AccountMoved;
use crate::state::user::KIND_ENGINE;
use crate::state::{Exchange, UserAccount};
use crate::vault::request_release;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct CloseUserAccount {
    /// Closed.
    #[account(mut, close = owner, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Its owner, who gets the rent.
    #[account(mut, address = user.owner)]
    pub owner: Signer,
    /// Counter of a served request that this releases.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
}

/// Closes it when nothing is in it and no ack can be on its way: an item never meets an account that is gone.
pub fn run(ctx: &mut Context<CloseUserAccount>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    request_release(&mut a.user, &mut a.exchange)?;
    require!(a.user.is_empty(), Refusal::AccountNotEmpty);
    require!(a.user.kind != KIND_ENGINE || a.user.inbox_quiet(clock.slot), Refusal::AccountInGrace);
    if a.user.kind == KIND_ENGINE && !a.user.is_resolved() {
        a.exchange.account_end()?;
    }
    emit!(AccountMoved {
        seq: a.user.next_event()?,
        slot: clock.slot,
        account: a.user.settled.number,
        index: u64::from(a.user.index),
        kind: u64::from(a.user.kind),
        state: 0,
        owner: a.user.owner,
    });
    Ok(())
}
