//! create_user_account: an owner opens an account, engine or self (CUST-1); its number is never used again.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | payer | ws | pays the rent |
//! | 1 | owner | s | wallet |
//! | 2 | exchange | w | gives the number |
//! | 3 | user | w | created: "user", owner, index |
//! | 4 | system_program | | |

#![allow(unused_variables, reason = "Anchor reads the argument in the seeds alone, and writes two functions")]

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::AccountMoved;
use crate::state::exchange::PAUSE_ACCOUNTS;
use crate::state::user::{ACCOUNTS_PER_OWNER_MAX, KIND_ENGINE, KIND_SELF, USER_VERSION};
use crate::state::{Exchange, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
#[instruction(index: u16)]
pub struct CreateUserAccount {
    /// Pays the rent; may be the owner himself (`unsafe(dup)`: writable, and given twice).
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// Wallet.
    pub owner: Signer,
    /// Gives the number.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Created.
    #[account(init, payer = payer, seeds = [b"user", owner.address().as_ref(), &index.to_le_bytes()], bump)]
    pub user: Account<UserAccount>,
    /// System program.
    pub system_program: Program<System>,
}

/// Opens the account; its kind never changes. After the freeze only self accounts are opened.
pub fn run(ctx: &mut Context<CreateUserAccount>, index: u16, kind: u8) -> Result<()> {
    let clock = Clock::get()?;
    let bump = ctx.bumps.user;
    let a = &mut ctx.accounts;
    a.exchange.not_paused(PAUSE_ACCOUNTS)?;
    require!(kind <= KIND_SELF && usize::from(index) < ACCOUNTS_PER_OWNER_MAX, Refusal::AccountKind);
    let number = a.exchange.accounts_last.checked_add(1).ok_or(Refusal::Overflow)?;
    a.exchange.accounts_last = number;
    if kind == KIND_ENGINE {
        a.exchange.open_check()?;
        a.exchange.account_open()?;
    }
    let owner = *a.owner.address();
    let user = &mut a.user;
    user.version = USER_VERSION;
    user.index = index;
    user.bump = bump;
    user.kind = kind;
    user.owner = owner;
    user.settled.number = number;
    emit!(AccountMoved {
        seq: user.next_event()?,
        slot: clock.slot,
        account: number,
        index: u64::from(index),
        kind: u64::from(kind),
        state: 1,
        owner,
    });
    Ok(())
}
