//! remove_keeper: an operator takes a keeper's key off the list.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | operator | ws | gets the rent |
//! | 1 | exchange | w | |
//! | 2 | keeper | w | closed |

use anchor_lang::prelude::*;

use crate::event::KeeperMoved;
use crate::state::{Exchange, Keeper};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct RemoveKeeper {
    /// Gets the rent.
    #[account(mut)]
    pub operator: Signer,
    /// The exchange.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Closed.
    #[account(mut, close = operator, seeds = [b"keeper", keeper.key.as_ref()], bump = keeper.bump)]
    pub keeper: Account<Keeper>,
}

/// Closes the entry.
pub fn run(ctx: &mut Context<RemoveKeeper>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    a.exchange.operator_check(a.operator.address())?;
    let key = a.keeper.key;
    emit!(KeeperMoved { seq: a.exchange.next_event()?, slot: clock.slot, registered: 0, key });
    Ok(())
}
