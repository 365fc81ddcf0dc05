//! What makes a transaction an admin's: enough admins sign, at top level, without a durable nonce.
//!
//! Invariant: an admin instruction was signed with a recent blockhash for this very transaction; nothing signed long ago
//! and nothing called by another program passes.

use anchor_lang::prelude::*;
use pinocchio::sysvars::instructions::Instructions;

use crate::error::Refusal;
use crate::state::Exchange;

/// First bytes of the system program's instruction that spends a durable nonce.
const ADVANCE_NONCE: [u8; 4] = [4, 0, 0, 0];

/// Refuses a call from another program and a transaction of a durable nonce.
pub fn top_level_check<T: core::ops::Deref<Target = [u8]>>(instructions: &Instructions<T>) -> Result<()> {
    let current = usize::from(instructions.load_current_index());
    let here = instructions.load_instruction_at(current).map_err(|_| Refusal::AdminTransaction)?;
    // This program calls none that could call it back, so a top-level instruction of its own is this one.
    require!(anchor_lang::address_eq(here.get_program_id(), &crate::ID), Refusal::AdminTransaction);
    let first = instructions.load_instruction_at(0).map_err(|_| Refusal::AdminTransaction)?;
    let durable = anchor_lang::address_eq(first.get_program_id(), &System::id())
        && first.get_instruction_data().starts_with(&ADVANCE_NONCE);
    require!(!durable, Refusal::AdminTransaction);
    Ok(())
}

/// How many different admins are among the signers.
#[must_use]
pub fn admins_signed(exchange: &Exchange, signers: &[AccountView]) -> usize {
    exchange
        .admins()
        .iter()
        .filter(|admin| signers.iter().any(|view| view.is_signer() && anchor_lang::address_eq(view.address(), admin)))
        .count()
}

/// Refuses when fewer different admins signed than the threshold.
pub fn admins_check(exchange: &Exchange, signers: &[AccountView]) -> Result<()> {
    require!(admins_signed(exchange, signers) >= usize::from(exchange.admin_threshold), Refusal::AdminThreshold);
    Ok(())
}
