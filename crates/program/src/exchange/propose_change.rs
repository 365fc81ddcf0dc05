//! propose_change: enough admins name a change that may apply after its delay.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | payer | ws | pays the rent |
//! | 1 | exchange | w | gives the change its number |
//! | 2 | change | w | created: "change", number |
//! | 3 | system_program | | |
//! | 4 | instructions | | instructions sysvar |
//! | 5… | admins | s | at least the threshold |

#![allow(unused_variables, reason = "Anchor reads the argument in the seeds alone, and writes two functions")]

use anchor_lang::prelude::*;

use crate::admin::{admins_check, top_level_check};
use crate::error::Refusal;
use crate::event::ChangeMoved;
use crate::state::change::{change_check, delay_of, CHANGE_VERSION};
use crate::state::{Exchange, PendingChange};

/// Accounts of the instruction.
#[derive(Accounts)]
#[instruction(id: u64)]
pub struct ProposeChange {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer,
    /// Gives the change its number.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Created.
    #[account(init, payer = payer, seeds = [b"change", &id.to_le_bytes()], bump)]
    pub change: Account<PendingChange>,
    /// System program.
    pub system_program: Program<System>,
    /// Instructions sysvar.
    pub instructions: Sysvar<SysvarInstructions>,
}

/// What is to change.
pub struct Proposal {
    /// Number of the change: the exchange's last plus one.
    pub id: u64,
    /// What changes.
    pub kind: u8,
    /// Asset, threshold or bits.
    pub number: u8,
    /// Key of a change of keys; hash of another version of the program.
    pub key: Address,
    /// Amounts of a change of a vault.
    pub amounts: [u64; 3],
}

/// Writes the change down; nothing else changes.
pub fn run(ctx: &mut Context<ProposeChange>, proposal: &Proposal) -> Result<()> {
    let clock = Clock::get()?;
    let signers = ctx.remaining_accounts()?;
    let bump = ctx.bumps.change;
    let a = &mut ctx.accounts;
    top_level_check(&a.instructions)?;
    admins_check(&a.exchange, &signers)?;
    let id = a.exchange.changes_last.checked_add(1).ok_or(Refusal::Overflow)?;
    require!(proposal.id == id, Refusal::ChangeBounds);
    change_check(proposal.kind, proposal.number, &proposal.key, &proposal.amounts)?;
    a.exchange.changes_last = id;
    let payer = *a.payer.address();
    let due_s = clock.unix_timestamp.checked_add(delay_of(proposal.kind)).ok_or(Refusal::Overflow)?;
    let change = &mut a.change;
    change.version = CHANGE_VERSION;
    change.bump = bump;
    change.kind = proposal.kind;
    change.number = proposal.number;
    change.id = id;
    change.proposed_s = clock.unix_timestamp;
    change.due_s = due_s;
    change.key = proposal.key;
    change.amounts = proposal.amounts;
    change.payer = payer;
    emit!(ChangeMoved {
        seq: a.exchange.next_event()?,
        slot: clock.slot,
        id,
        kind: u64::from(proposal.kind),
        state: 0,
        due_s,
    });
    Ok(())
}
