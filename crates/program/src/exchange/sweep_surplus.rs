//! sweep_surplus: anybody takes what a vault holds above its books (a gift) into the shared insurance tail (PNL-3).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | vault | w, optional | books of a mint |
//! | 1 | vault_tokens | optional | its tokens |
//! | 2 | sol_vault | w, optional | books and lamports of SOL |

use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::error::Refusal;
use crate::event::SurplusSwept;
use crate::state::{ProtocolSolVault, TokenVault};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct SweepSurplus {
    /// Books of a mint.
    #[account(mut)]
    pub vault: Option<Account<TokenVault>>,
    /// Its tokens.
    pub vault_tokens: Option<Account<TokenAccount>>,
    /// Books and lamports of SOL.
    #[account(mut)]
    pub sol_vault: Option<Account<ProtocolSolVault>>,
}

/// Books the surplus of the one vault that is given; no token moves.
pub fn run(ctx: &mut Context<SweepSurplus>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    let (asset, book, real_atoms) = match (&mut a.vault, &a.vault_tokens, &mut a.sol_vault) {
        (Some(vault), Some(tokens), None) => {
            vault.address_check(vault.address())?;
            require!(anchor_lang::address_eq(tokens.address(), &vault.tokens), Refusal::AssetUnknown);
            (vault.asset, &mut vault.book, tokens.amount())
        }
        (None, None, Some(vault)) => {
            vault.address_check(vault.address())?;
            let real_atoms = vault.real_atoms(vault.account().lamports())?;
            (vault.asset, &mut vault.book, real_atoms)
        }
        _ => return Err(Refusal::AssetUnknown.into()),
    };
    let amount_atoms = book.sweep(real_atoms)?;
    emit!(SurplusSwept {
        seq: book.next_event()?,
        slot: clock.slot,
        asset: u64::from(asset),
        amount_atoms,
        tracked_atoms: book.tracked_atoms,
    });
    Ok(())
}
