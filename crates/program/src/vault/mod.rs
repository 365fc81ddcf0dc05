//! Instructions of the vaults: the only ones that move tokens (CUST-3).

pub mod deposit_native_sol;
pub mod deposit_tokens;
pub mod initialize_token_vault;
pub mod withdraw_native_sol;
pub mod withdraw_tokens;

use anchor_lang::prelude::*;
use quantdesk_core::units::Atoms;

use crate::error::Refusal;
use crate::state::user::{KIND_ENGINE, USDC};
use crate::state::{Exchange, Risk, UserAccount};

/// Refuses what an engine account would receive after the freeze: nobody credits it any more.
fn receive_check(exchange: &Exchange, user: &UserAccount) -> Result<()> {
    if user.kind == KIND_ENGINE {
        exchange.open_check()?;
    }
    Ok(())
}

/// Books a deposit on the account: an engine account's waits in the pocket, a self account's is collateral at once
/// (CUST-3). Returns pocket and c afterwards.
fn account_receive(user: &mut UserAccount, asset: u8, amount: u64, slot: u64) -> Result<(u64, i64)> {
    let pocket = user.pocket(asset)?;
    pocket.arriving_atoms = pocket.arriving_atoms.checked_add(amount).ok_or(Refusal::Overflow)?;
    if user.kind != KIND_ENGINE {
        user.pocket_to_collateral(asset, amount)?;
    }
    user.next_inbox(slot)?;
    Ok((user.pocket(asset)?.arriving_atoms, user.collateral(asset)?))
}

/// Books a payout on the account: an engine account's comes out of the pocket, whoever asks; a self account's out of
/// collateral, asked by its owner, within its margin (MGN-5). Returns pocket and c afterwards.
fn account_pay(user: &mut UserAccount, payout: &Payout, risk: &Risk, clock: &Clock) -> Result<(u64, i64)> {
    if user.kind != KIND_ENGINE {
        require!(payout.owner_signed, Refusal::OwnerMustSign);
        require!(user.collateral(USDC)? >= 0, Refusal::BorrowOpen);
        if payout.asset == USDC {
            let bound = risk.withdrawable(user, USDC, clock.unix_timestamp)?;
            require!(i64::try_from(payout.amount).is_ok_and(|amount| amount <= bound), Refusal::Withdrawable);
        } else if user.positions_count > 0 {
            // Other collateral is worth nothing here: what is left must carry the positions alone.
            require!(risk.health_free(user, Atoms::ZERO)?.carries_risk(), Refusal::Withdrawable);
        }
        user.collateral_to_pocket(payout.asset, payout.amount)?;
        user.next_inbox(clock.slot)?;
    }
    let pocket = user.pocket(payout.asset)?;
    pocket.leaving_atoms = pocket.leaving_atoms.checked_sub(payout.amount).ok_or(Refusal::Withdrawable)?;
    Ok((user.pocket(payout.asset)?.leaving_atoms, user.collateral(payout.asset)?))
}

/// What is to be paid out.
struct Payout {
    asset: u8,
    amount: u64,
    owner_signed: bool,
}

/// Releases the counter of a request that is served.
pub(crate) fn request_release(user: &mut UserAccount, exchange: &mut Exchange) -> Result<()> {
    if let Some(day) = user.request_take_served() {
        exchange.exit_release(day)?;
    }
    Ok(())
}
