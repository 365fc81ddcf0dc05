//! initialize_token_vault: opens the vault of a mint of the classic token program; enough admins sign.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | payer | ws | pays the rent |
//! | 1 | exchange | w | gives the asset its number |
//! | 2 | mint | | mint |
//! | 3 | vault | w | created: "vault", mint |
//! | 4 | vault_tokens | w | created: "tokens", mint; owned by the vault |
//! | 5 | token_program | | SPL Token |
//! | 6 | system_program | | |
//! | 7 | instructions | | instructions sysvar |
//! | 8… | admins | s | at least the threshold |

use anchor_lang::prelude::*;
use anchor_spl::prelude::*;
use anchor_spl::{Mint, TokenAccount};

use crate::admin::{admins_check, top_level_check};
use crate::error::Refusal;
use crate::event::VaultOpened;
use crate::state::user::{ASSETS_MAX, USDC};
use crate::state::vault::{VaultBook, VAULT_VERSION};
use crate::state::{Exchange, TokenVault};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct InitializeTokenVault {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer,
    /// Gives the asset its number.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Mint.
    pub mint: Account<Mint>,
    /// Created.
    #[account(init, payer = payer, seeds = [b"vault", mint.address().as_ref()], bump)]
    pub vault: Account<TokenVault>,
    /// Created; owned by the vault.
    #[account(init, payer = payer, seeds = [b"tokens", mint.address().as_ref()], bump,
        token::mint = mint, token::authority = vault)]
    pub vault_tokens: Account<TokenAccount>,
    /// SPL Token.
    pub token_program: Program<Token>,
    /// System program.
    pub system_program: Program<System>,
    /// Instructions sysvar.
    pub instructions: Sysvar<SysvarInstructions>,
}

/// Opens the books. The quote mint becomes asset 0, any other the next number; a new asset is worth nothing to margin until
/// a weight is set through the timelock.
pub fn run(ctx: &mut Context<InitializeTokenVault>, cap_atoms: u64, floor_atoms: u64) -> Result<()> {
    let clock = Clock::get()?;
    let signers = ctx.remaining_accounts()?;
    let bump = ctx.bumps.vault;
    let a = &mut ctx.accounts;
    top_level_check(&a.instructions)?;
    admins_check(&a.exchange, &signers)?;
    let (mint, tokens) = (*a.mint.address(), *a.vault_tokens.address());
    let asset = if mint == a.exchange.quote_mint {
        USDC
    } else {
        let number = a.exchange.assets_count;
        require!(usize::from(number) < ASSETS_MAX, Refusal::KeyList);
        a.exchange.assets_count = number.checked_add(1).ok_or(Refusal::Overflow)?;
        number
    };
    let decimals = a.mint.decimals();
    let vault = &mut a.vault;
    vault.version = VAULT_VERSION;
    vault.bump = bump;
    vault.asset = asset;
    vault.decimals = decimals;
    vault.mint = mint;
    vault.tokens = tokens;
    vault.book = VaultBook::opened(cap_atoms, floor_atoms, clock.unix_timestamp)?;
    emit!(VaultOpened { seq: a.exchange.next_event()?, slot: clock.slot, asset: u64::from(asset), cap_atoms, mint });
    Ok(())
}
