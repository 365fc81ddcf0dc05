//! register_keeper: an operator vouches for a keeper's key. It gives no right over money.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | operator | ws | pays the rent |
//! | 1 | exchange | w | |
//! | 2 | key | | the keeper's key |
//! | 3 | keeper | w | created: "keeper", key |
//! | 4 | system_program | | |

use anchor_lang::prelude::*;

use crate::event::KeeperMoved;
use crate::state::keeper::KEEPER_VERSION;
use crate::state::{Exchange, Keeper};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct RegisterKeeper {
    /// Pays the rent.
    #[account(mut)]
    pub operator: Signer,
    /// The exchange.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// The keeper's key; any.
    pub key: UncheckedAccount,
    /// Created.
    #[account(init, payer = operator, seeds = [b"keeper", key.address().as_ref()], bump)]
    pub keeper: Account<Keeper>,
    /// System program.
    pub system_program: Program<System>,
}

/// Writes the key down.
pub fn run(ctx: &mut Context<RegisterKeeper>) -> Result<()> {
    let clock = Clock::get()?;
    let bump = ctx.bumps.keeper;
    let a = &mut ctx.accounts;
    a.exchange.operator_check(a.operator.address())?;
    let key = *a.key.address();
    let keeper = &mut a.keeper;
    keeper.version = KEEPER_VERSION;
    keeper.bump = bump;
    keeper.key = key;
    keeper.slot = clock.slot;
    emit!(KeeperMoved { seq: a.exchange.next_event()?, slot: clock.slot, registered: 1, key });
    Ok(())
}
