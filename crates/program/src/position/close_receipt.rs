//! close_receipt: the receipt of a transfer whose message is long over goes, and its rent goes back to who paid it (CUST-41).
//!
//! Invariant: what it stood for stays true: the slot by which messages have ended only grows, so the message is refused as over from then on.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | exchange | w | the slot by which messages end; counts the event |
//! | 1 | receipt | w | closed |
//! | 2 | payer | w | whom it names: gets the rent |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::ReceiptClosed;
use crate::state::transfer_receipt::RECEIPT_VERSION;
use crate::state::user::GRACE_SLOTS;
use crate::state::{Exchange, TransferReceipt};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct CloseReceipt {
    /// The slot by which messages end; counts the event.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Closed.
    #[account(mut, close = payer, constraint = receipt.version == RECEIPT_VERSION @ Refusal::LayoutVersion,
        seeds = [b"transfer", &receipt.account.to_le_bytes(), &receipt.nonce.to_le_bytes()], bump = receipt.bump)]
    pub receipt: Account<TransferReceipt>,
    /// Whom it names: gets the rent.
    #[account(mut, address = receipt.payer)]
    pub payer: UncheckedAccount,
}

/// Closes it; anybody may.
pub fn run(ctx: &mut Context<CloseReceipt>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    let last = a.receipt.expiry_slot.saturating_add(GRACE_SLOTS);
    require!(a.exchange.over_slot(clock.slot) > last, Refusal::ReceiptNeeded);
    let (account, nonce) = (a.receipt.account, a.receipt.nonce);
    emit!(ReceiptClosed { seq: a.exchange.next_event()?, slot: clock.slot, account, nonce });
    Ok(())
}
