//! cancel_change: enough admins, or the guardian, take a proposed change back; a change of the guardian only the admins.
//! What items are judged by is not taken back for a day once it may apply: the engine may have it already (CUST-50).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | exchange | w | |
//! | 1 | change | w | closed |
//! | 2 | payer | w | who paid for it gets the rent |
//! | 3 | guardian | s | the guardian, or anybody where admins sign |
//! | 4 | instructions | | instructions sysvar |
//! | 5… | admins | s | at least the threshold, without the guardian |

use anchor_lang::prelude::*;

use crate::admin::{admins_check, top_level_check};
use crate::event::ChangeMoved;
use crate::state::change::GUARDIAN;
use crate::state::{Exchange, PendingChange};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct CancelChange {
    /// The exchange.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Closed.
    #[account(mut, close = payer, seeds = [b"change", &change.id.to_le_bytes()], bump = change.bump)]
    pub change: Account<PendingChange>,
    /// Who paid for it gets the rent; may be the guardian (`unsafe(dup)`: writable).
    #[account(unsafe(dup), address = change.payer)]
    pub payer: UncheckedAccount,
    /// The guardian, or anybody where admins sign.
    pub guardian: Signer,
    /// Instructions sysvar.
    pub instructions: Sysvar<SysvarInstructions>,
}

/// Ends the change without effect.
pub fn run(ctx: &mut Context<CancelChange>) -> Result<()> {
    let clock = Clock::get()?;
    let signers = ctx.remaining_accounts()?;
    let a = &mut ctx.accounts;
    top_level_check(&a.instructions)?;
    a.change.cancel_check(&a.exchange, &clock)?;
    // A guardian whose key was stolen could otherwise keep itself in office for ever.
    let guarded = anchor_lang::address_eq(a.guardian.address(), &a.exchange.guardian) && a.change.kind != GUARDIAN;
    if !guarded {
        admins_check(&a.exchange, &signers)?;
    }
    emit!(ChangeMoved {
        seq: a.exchange.next_event()?,
        slot: clock.slot,
        id: a.change.id,
        kind: u64::from(a.change.kind),
        state: 2,
        due_s: a.change.due_s,
    });
    Ok(())
}
