//! withdraw_tokens: tokens from the vault to a token account of the owner (CUST-3, WDR-1).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | account that pays |
//! | 1 | exchange | w | counter of the request that this releases |
//! | 2 | risk | | marks, for self accounts |
//! | 3 | vault | w | books of the mint |
//! | 4 | mint | | mint of the vault |
//! | 5 | vault_tokens | w | the vault's tokens |
//! | 6 | owner_tokens | w | token account of the owner that receives |
//! | 7 | caller | s | anybody for an engine account, the owner for a self account |
//! | 8 | token_program | | SPL Token |

use anchor_lang::prelude::*;
use anchor_spl::prelude::*;
use anchor_spl::{Mint, TokenAccount};

use crate::error::Refusal;
use crate::event::TokensMoved;
use crate::state::{Exchange, Risk, TokenVault, UserAccount};
use crate::transfer::TokenTransfer;
use crate::vault::{account_pay, request_release, Payout};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct WithdrawTokens {
    /// Account that pays.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Counter of the request that this releases.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Marks, for self accounts.
    #[account(seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
    /// Books of the mint.
    #[account(mut, seeds = [b"vault", vault.mint.as_ref()], bump = vault.bump)]
    pub vault: Account<TokenVault>,
    /// Mint of the vault.
    #[account(address = vault.mint)]
    pub mint: Account<Mint>,
    /// The vault's tokens.
    #[account(mut, address = vault.tokens)]
    pub vault_tokens: Account<TokenAccount>,
    /// Token account of the owner that receives.
    #[account(mut, token::mint = mint, token::authority = user.owner)]
    pub owner_tokens: Account<TokenAccount>,
    /// Anybody for an engine account, the owner for a self account.
    pub caller: Signer,
    /// SPL Token.
    pub token_program: Program<Token>,
}

/// Moves `amount` atoms; the sum of the booked deltas equals the tokens moved (PNL-3).
pub fn run(ctx: &mut Context<WithdrawTokens>, amount: u64) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    let owner_signed = anchor_lang::address_eq(a.caller.address(), &a.user.owner);
    // A stranger may send money only where nobody but the owner can take it.
    let plain = !a.owner_tokens.has_delegate() && !a.owner_tokens.has_close_authority();
    require!(owner_signed || plain, Refusal::TokenAccountEncumbered);
    let payout = Payout { asset: a.vault.asset, amount, owner_signed };
    a.vault.book.pay(amount, a.user.side(), a.exchange.frozen_s != 0, clock.unix_timestamp)?;
    let (pocket_atoms, collateral_atoms) = account_pay(&mut a.user, &payout, &a.risk, &clock)?;
    request_release(&mut a.user, &mut a.exchange)?;

    let before = a.vault_tokens.amount();
    let bump = [a.vault.bump];
    let decimals = a.vault.decimals;
    let seeds: [&[u8]; 3] = [b"vault", a.mint.address().as_ref(), &bump];
    TokenTransfer {
        program: a.token_program.address(),
        from: a.vault_tokens.try_to_cpi_handle_mut()?,
        mint: a.mint.to_cpi_handle(),
        to: a.owner_tokens.try_to_cpi_handle_mut()?,
        authority: a.vault.to_cpi_handle(),
        amount,
        decimals,
    }
    .run(&[&seeds]);
    let after = a.vault_tokens.amount();
    require!(before.checked_sub(after) == Some(amount), Refusal::VaultMismatch);
    a.vault.backed(after)?;

    emit!(TokensMoved {
        seq: a.user.next_event()?,
        slot: clock.slot,
        account: a.user.settled.number,
        inbox_seq: a.user.inbox_seq,
        asset: u64::from(payout.asset),
        incoming: 0,
        amount_atoms: amount,
        pocket_atoms,
        collateral_atoms,
        tracked_atoms: a.vault.book.tracked_atoms,
    });
    Ok(())
}
