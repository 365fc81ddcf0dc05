//! deposit_native_sol: an owner's lamports into the SOL vault and into the account's pocket (CUST-3).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | account that is credited |
//! | 1 | owner | ws | its owner, who pays |
//! | 2 | exchange | | pause bits |
//! | 3 | sol_vault | w | books and lamports |
//! | 4 | system_program | | |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::TokensMoved;
use crate::state::exchange::PAUSE_DEPOSITS;
use crate::state::{Exchange, ProtocolSolVault, UserAccount};
use crate::transfer::lamports_transfer;
use crate::vault::{account_receive, receive_check};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct DepositNativeSol {
    /// Account that is credited.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Its owner, who pays.
    #[account(mut, address = user.owner)]
    pub owner: Signer,
    /// Pause bits.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Books and lamports.
    #[account(mut, seeds = [b"sol_vault"], bump)]
    pub sol_vault: Account<ProtocolSolVault>,
    /// System program.
    pub system_program: Program<System>,
}

/// Moves `amount` lamports; the sum of the booked deltas equals the lamports moved (PNL-3).
pub fn run(ctx: &mut Context<DepositNativeSol>, amount: u64) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    a.exchange.not_paused(PAUSE_DEPOSITS)?;
    let asset = a.sol_vault.asset;
    receive_check(&a.exchange, &a.user)?;
    a.sol_vault.book.receive(amount, a.user.side(), clock.unix_timestamp)?;
    let (pocket_atoms, collateral_atoms) = account_receive(&mut a.user, asset, amount, clock.slot)?;

    let before = a.sol_vault.account().lamports();
    lamports_transfer(
        a.system_program.address(),
        a.owner.try_to_cpi_handle_mut()?,
        a.sol_vault.try_to_cpi_handle_mut()?,
        amount,
    );
    let after = a.sol_vault.account().lamports();
    require!(after.checked_sub(before) == Some(amount), Refusal::VaultMismatch);
    a.sol_vault.backed(after)?;

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
        tracked_atoms: a.sol_vault.book.tracked_atoms,
    });
    Ok(())
}
