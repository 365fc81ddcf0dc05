//! post_root: an operator posts the Merkle root of a day of the journal, so that he cannot tell another story later (CUST-20).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | operator | ws | an operator of the exchange; pays the rent |
//! | 1 | exchange | w | its list; the last command and day that have a root |
//! | 2 | root | w | created: "root", day |
//! | 3 | system_program | | |

#![allow(unused_variables, reason = "Anchor reads the argument in the seeds alone, and writes two functions")]

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::RootPosted;
use crate::state::exchange::DAY_S;
use crate::state::root::ROOT_VERSION;
use crate::state::{Exchange, JournalRoot};

/// Accounts of the instruction.
#[derive(Accounts)]
#[instruction(day: u32)]
pub struct PostRoot {
    /// An operator of the exchange; pays the rent.
    #[account(mut)]
    pub operator: Signer,
    /// Its list; the last command and day that have a root.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Created.
    #[account(init, payer = operator, seeds = [b"root", &day.to_le_bytes()], bump)]
    pub root: Account<JournalRoot>,
    /// System program.
    pub system_program: Program<System>,
}

/// What is posted.
pub struct Posted {
    /// Unix day, which is over.
    pub day: u32,
    /// First command of the journal: the one behind the last root.
    pub first_seq: u64,
    /// Last command of the journal.
    pub last_seq: u64,
    /// Root of the tree.
    pub merkle_root: [u8; 32],
}

/// Writes the root down. Days follow each other, commands without a gap; also when the exchange is frozen.
pub fn run(ctx: &mut Context<PostRoot>, posted: &Posted) -> Result<()> {
    let clock = Clock::get()?;
    let bump = ctx.bumps.root;
    let a = &mut ctx.accounts;
    a.exchange.operator_check(a.operator.address())?;
    let now_s = u64::try_from(clock.unix_timestamp).map_err(|_| Refusal::Overflow)?;
    let today = now_s.checked_div(DAY_S).ok_or(Refusal::Overflow)?;
    let next = a.exchange.root_seq.checked_add(1).ok_or(Refusal::Overflow)?;
    let days = u64::from(posted.day) < today && u64::from(posted.day) > a.exchange.root_day;
    let rows = posted.first_seq == next && posted.last_seq >= posted.first_seq;
    require!(days && rows && posted.merkle_root != [0; 32], Refusal::RootSequence);
    a.exchange.root_day = u64::from(posted.day);
    a.exchange.root_seq = posted.last_seq;
    let root = &mut a.root;
    root.version = ROOT_VERSION;
    root.bump = bump;
    root.day = posted.day;
    root.first_seq = posted.first_seq;
    root.last_seq = posted.last_seq;
    root.slot = clock.slot;
    root.root = posted.merkle_root;
    emit!(RootPosted {
        seq: a.exchange.next_event()?,
        slot: clock.slot,
        day: u64::from(posted.day),
        first_seq: posted.first_seq,
        last_seq: posted.last_seq,
        root: posted.merkle_root,
    });
    Ok(())
}
