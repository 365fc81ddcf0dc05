//! deposit_tokens: an owner's tokens into the vault and into the account's pocket (CUST-3).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | account that is credited |
//! | 1 | owner | s | its owner |
//! | 2 | exchange | | pause bits |
//! | 3 | vault | w | books of the mint |
//! | 4 | mint | | mint of the vault |
//! | 5 | vault_tokens | w | the vault's tokens |
//! | 6 | owner_tokens | w | the owner's tokens |
//! | 7 | token_program | | SPL Token |

use anchor_lang::prelude::*;
use anchor_spl::prelude::*;
use anchor_spl::{Mint, TokenAccount};

use crate::error::Refusal;
use crate::event::TokensMoved;
use crate::state::exchange::PAUSE_DEPOSITS;
use crate::state::{Exchange, TokenVault, UserAccount};
use crate::transfer::TokenTransfer;
use crate::vault::{account_receive, receive_check};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct DepositTokens {
    /// Account that is credited.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Its owner.
    #[account(address = user.owner)]
    pub owner: Signer,
    /// Pause bits.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Books of the mint.
    #[account(mut, seeds = [b"vault", vault.mint.as_ref()], bump = vault.bump)]
    pub vault: Account<TokenVault>,
    /// Mint of the vault.
    #[account(address = vault.mint)]
    pub mint: Account<Mint>,
    /// The vault's tokens.
    #[account(mut, address = vault.tokens)]
    pub vault_tokens: Account<TokenAccount>,
    /// The owner's tokens.
    #[account(mut, token::mint = mint, token::authority = owner)]
    pub owner_tokens: Account<TokenAccount>,
    /// SPL Token.
    pub token_program: Program<Token>,
}

/// Moves `amount` atoms; the sum of the booked deltas equals the tokens moved (PNL-3).
pub fn run(ctx: &mut Context<DepositTokens>, amount: u64) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    a.exchange.not_paused(PAUSE_DEPOSITS)?;
    let asset = a.vault.asset;
    receive_check(&a.exchange, &a.user)?;
    a.vault.book.receive(amount, a.user.side(), clock.unix_timestamp)?;
    let (pocket_atoms, collateral_atoms) = account_receive(&mut a.user, asset, amount, clock.slot)?;

    let before = a.vault_tokens.amount();
    let decimals = a.vault.decimals;
    TokenTransfer {
        program: a.token_program.address(),
        from: a.owner_tokens.try_to_cpi_handle_mut()?,
        mint: a.mint.to_cpi_handle(),
        to: a.vault_tokens.try_to_cpi_handle_mut()?,
        authority: a.owner.to_cpi_handle(),
        amount,
        decimals,
    }
    .run(&[]);
    let after = a.vault_tokens.amount();
    require!(after.checked_sub(before) == Some(amount), Refusal::VaultMismatch);
    a.vault.backed(after)?;

    emit!(TokensMoved {
        seq: a.user.next_event()?,
        slot: clock.slot,
        account: a.user.settled.number,
        inbox_seq: a.user.inbox_seq,
        asset: u64::from(asset),
        incoming: 1,
        amount_atoms: amount,
        pocket_atoms,
        collateral_atoms,
        tracked_atoms: a.vault.book.tracked_atoms,
    });
    Ok(())
}
