//! migrate_account: anybody moves a user account of the layout before to this layout, paying the rent of the new bytes.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | payer | ws | pays the rent |
//! | 1 | user | w | account of layout version 1 |
//! | 2 | system_program | | |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::AccountMoved;
use crate::state::user::{USER_BYTES, USER_BYTES_V1, USER_VERSION};
use crate::state::UserAccount;

/// Layout before this one.
const USER_VERSION_BEFORE: u16 = 1;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct MigrateAccount {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer,
    /// Account of layout version 1: owner, discriminator, length and version are checked by the instruction.
    #[account(mut, owner = crate::ID)]
    pub user: UncheckedAccount,
    /// System program.
    pub system_program: Program<System>,
}

/// Version 1 had 16 position slots at the end; the new ones are zero, everything else stays where it is.
pub fn run(ctx: &mut Context<MigrateAccount>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    let mut view = *a.user.account();
    outdated_check(&view.try_borrow()?)?;
    anchor_lang::realloc_account(&mut view, USER_BYTES, a.payer.account(), true)?;
    {
        let mut data = view.try_borrow_mut()?;
        let head = data.get_mut(8..10).ok_or(Refusal::NotOutdated)?;
        head.copy_from_slice(&USER_VERSION.to_le_bytes());
    }
    let data = view.try_borrow()?;
    let body = data.get(8..USER_BYTES).ok_or(Refusal::NotOutdated)?;
    let user: &UserAccount = bytemuck::try_from_bytes(body).map_err(|_| Refusal::NotOutdated)?;
    user.address_check(a.user.address())?;
    emit!(AccountMoved {
        seq: user.event_seq,
        slot: clock.slot,
        account: user.settled.number,
        index: u64::from(user.index),
        kind: u64::from(user.kind),
        state: 2,
        owner: user.owner,
    });
    Ok(())
}

fn outdated_check(data: &[u8]) -> Result<()> {
    let outdated = data.len() == USER_BYTES_V1
        && data.starts_with(UserAccount::DISCRIMINATOR)
        && data.get(8..10) == Some(&USER_VERSION_BEFORE.to_le_bytes());
    require!(outdated, Refusal::NotOutdated);
    Ok(())
}
