//! migrate_account: anybody moves a user account, or the one Risk account, of the layout before to this layout, paying the rent of the new
//! bytes.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | payer | ws | pays the rent |
//! | 1 | user | w | account of layout version 1, or the Risk account of its |
//! | 2 | system_program | | |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::{AccountMoved, RiskMoved};
use crate::state::risk::{RISK_BYTES, RISK_BYTES_V1, RISK_VERSION};
use crate::state::user::{USER_BYTES, USER_BYTES_V1, USER_VERSION};
use crate::state::{Risk, UserAccount};

/// Layout before this one, of both.
const VERSION_BEFORE: u16 = 1;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct MigrateAccount {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer,
    /// Account of layout version 1, or Risk: owner, discriminator, length and version are checked by the instruction.
    #[account(mut, owner = crate::ID)]
    pub user: UncheckedAccount,
    /// System program.
    pub system_program: Program<System>,
}

/// Version 1 of a user account had 16 position slots at the end, that of Risk no assets; the new bytes are zero, everything else stays
/// where it is.
pub fn run(ctx: &mut Context<MigrateAccount>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    let mut view = *a.user.account();
    let is_risk = outdated(&view.try_borrow()?, Risk::DISCRIMINATOR, RISK_BYTES_V1);
    let is_user = outdated(&view.try_borrow()?, UserAccount::DISCRIMINATOR, USER_BYTES_V1);
    require!(is_risk || is_user, Refusal::NotOutdated);
    let (bytes, version) = if is_risk { (RISK_BYTES, RISK_VERSION) } else { (USER_BYTES, USER_VERSION) };
    anchor_lang::realloc_account(&mut view, bytes, a.payer.account(), true)?;
    {
        let mut data = view.try_borrow_mut()?;
        let head = data.get_mut(8..10).ok_or(Refusal::NotOutdated)?;
        head.copy_from_slice(&version.to_le_bytes());
    }
    let data = view.try_borrow()?;
    let body = data.get(8..bytes).ok_or(Refusal::NotOutdated)?;
    if is_risk {
        let risk: &Risk = bytemuck::try_from_bytes(body).map_err(|_| Refusal::NotOutdated)?;
        anchor_lang::verify_program_address(&[b"risk", &[risk.bump]], &crate::ID, a.user.address())?;
        emit!(RiskMoved { seq: risk.round, slot: clock.slot, version: u64::from(version) });
        return Ok(());
    }
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

/// Whether these are an account of this type and of the layout before.
fn outdated(data: &[u8], discriminator: &[u8], bytes: usize) -> bool {
    data.len() == bytes && data.starts_with(discriminator) && data.get(8..10) == Some(&VERSION_BEFORE.to_le_bytes())
}
