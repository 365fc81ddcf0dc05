//! withdraw_native_sol: lamports from the SOL vault to the owner's wallet (CUST-3, WDR-1).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | account that pays |
//! | 1 | exchange | w | counter of the request that this releases |
//! | 2 | risk | | marks, for self accounts |
//! | 3 | sol_vault | w | books and lamports |
//! | 4 | owner | w | wallet that receives |
//! | 5 | caller | s | anybody for an engine account, the owner for a self account |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::TokensMoved;
use crate::state::{Exchange, ProtocolSolVault, Risk, UserAccount};
use crate::vault::{account_pay, request_release, Payout};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct WithdrawNativeSol {
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
    /// Books and lamports.
    #[account(mut, seeds = [b"sol_vault"], bump)]
    pub sol_vault: Account<ProtocolSolVault>,
    /// Wallet that receives: any kind of account, at the owner's address; may be the caller (`unsafe(dup)`: writable).
    #[account(unsafe(dup), address = user.owner)]
    pub owner: UncheckedAccount,
    /// Anybody for an engine account, the owner for a self account.
    pub caller: Signer,
}

/// Moves `amount` lamports; the sum of the booked deltas equals the lamports moved (PNL-3).
pub fn run(ctx: &mut Context<WithdrawNativeSol>, amount: u64) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    let owner_signed = anchor_lang::address_eq(a.caller.address(), &a.user.owner);
    let payout = Payout { asset: a.sol_vault.asset, amount, owner_signed };
    a.sol_vault.book.pay(amount, a.user.side(), a.exchange.frozen_s != 0, clock.unix_timestamp)?;
    let (pocket_atoms, collateral_atoms) = account_pay(&mut a.user, &payout, &a.risk, &clock)?;
    request_release(&mut a.user, &mut a.exchange)?;

    let (mut from, mut to) = (*a.sol_vault.account(), *a.owner.account());
    let (before, held) = (from.lamports(), to.lamports());
    from.set_lamports(before.checked_sub(amount).ok_or(Refusal::VaultMismatch)?);
    to.set_lamports(held.checked_add(amount).ok_or(Refusal::Overflow)?);
    let after = a.sol_vault.account().lamports();
    require!(before.checked_sub(after) == Some(amount), Refusal::VaultMismatch);
    a.sol_vault.backed(after)?;

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
        tracked_atoms: a.sol_vault.book.tracked_atoms,
    });
    Ok(())
}
