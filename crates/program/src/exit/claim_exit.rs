//! claim_exit: anybody moves what a flat account asked for into its pocket, once the request is an hour old (trust 8). No
//! operator, no token account: withdraw_* pays the pocket. After the freeze anybody moves the share of any resolved account there,
//! asked for or not, once all are resolved (CUST-19).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | engine account |
//! | 1 | exchange | w | counts open exits |
//! | 2 | resolution | w, optional | after the freeze |
//! | 3… | vaults | | after the freeze: of the assets whose shares are not fixed yet |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::exit::{request_tell, CLAIMED};
use crate::state::user::{
    ASSETS_MAX, CLAIM_S, REQUEST_EXIT, REQUEST_NONE, REQUEST_OPEN, REQUEST_SERVED, REQUEST_WITHDRAW, USDC,
};
use crate::state::{Exchange, ProtocolSolVault, Resolution, TokenVault, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct ClaimExit {
    /// Engine account.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Counts open exits.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// After the freeze.
    #[account(mut)]
    pub resolution: Option<Account<Resolution>>,
}

/// Serves the request from collateral. The account's sequence moves on, so that items which were not settled in time are
/// void (CUST-10). A request that is served already is released.
pub fn run(ctx: &mut Context<ClaimExit>) -> Result<()> {
    let clock = Clock::get()?;
    let views = ctx.remaining_accounts()?;
    let a = &mut ctx.accounts;
    a.user.engine_check()?;
    if a.exchange.frozen_s != 0 {
        return end(a, &views, &clock);
    }
    if a.user.request.state == REQUEST_OPEN {
        serve(&mut a.user, &clock)?;
    }
    require!(a.user.request.state == REQUEST_SERVED, Refusal::RequestMissing);
    request_tell(&mut a.user, clock.slot, CLAIMED)?;
    if let Some(day) = a.user.request_take_served() {
        a.exchange.exit_release(day)?;
    }
    Ok(())
}

fn serve(user: &mut UserAccount, clock: &Clock) -> Result<()> {
    let due_s = user.request.unix_s.checked_add(CLAIM_S).ok_or(Refusal::Overflow)?;
    require!(clock.unix_timestamp >= due_s, Refusal::RequestEarly);
    require!(user.is_flat(), Refusal::PositionsOpen);
    require!(user.collateral(USDC)? >= 0, Refusal::BorrowOpen);
    let (kind, wanted) = (user.request.kind, user.request.asset);
    for number in 0..ASSETS_MAX {
        let asset = u8::try_from(number).map_err(|_| Refusal::AssetUnknown)?;
        if kind == REQUEST_WITHDRAW && asset != wanted {
            continue;
        }
        let there = u64::try_from(user.collateral(asset)?).unwrap_or(0);
        let amount = if kind == REQUEST_EXIT { there } else { there.min(user.request.amount_atoms) };
        if amount > 0 {
            user.collateral_to_pocket(asset, amount)?;
        }
    }
    user.settled.seq = user.settled.seq.checked_add(1).ok_or(Refusal::Overflow)?;
    user.request.state = REQUEST_SERVED;
    Ok(())
}

/// CUST-19: the account's share of everything, once; shares are fixed by the first claim that needs them.
fn end(a: &mut ClaimExit, vaults: &[AccountView], clock: &Clock) -> Result<()> {
    let resolution = a.resolution.as_mut().ok_or(Refusal::ShareMissing)?;
    resolution.address_check(resolution.address())?;
    require!(a.user.is_resolved() && a.exchange.unresolved == 0, Refusal::AccountsUnresolved);
    for view in vaults {
        vault_fix(view, resolution)?;
    }
    let asked = a.user.request.kind != REQUEST_NONE;
    // Gains of which nothing is left are gone too: the account is done with, and can be closed.
    let mut moved = a.user.positions_count > 0;
    for number in 0..ASSETS_MAX {
        let asset = u8::try_from(number).map_err(|_| Refusal::AssetUnknown)?;
        let gains = if asset == USDC { gains_take(&mut a.user, resolution)? } else { 0 };
        let held = a.user.collateral(asset)?;
        if held > 0 || gains > 0 {
            let paid = resolution.payout(asset, held, gains)?;
            a.user.collateral_set(asset, 0)?;
            let pocket = a.user.pocket(asset)?;
            pocket.leaving_atoms = pocket.leaving_atoms.checked_add(paid).ok_or(Refusal::Overflow)?;
            moved = true;
        }
    }
    require!(moved || asked, Refusal::Nothing);
    request_tell(&mut a.user, clock.slot, CLAIMED)?;
    if asked {
        a.exchange.exit_release(a.user.request.day)?;
        a.user.request = bytemuck::Zeroable::zeroed();
    }
    Ok(())
}

/// What all claims of the account get of their markets; they are gone then.
fn gains_take(user: &mut UserAccount, resolution: &mut Resolution) -> Result<i64> {
    let mut gains: i64 = 0;
    for slot in user.positions() {
        let paid = resolution.market(slot.market)?.paid(slot.claim_atoms)?;
        gains = gains.checked_add(paid).ok_or(Refusal::Overflow)?;
    }
    let used = usize::from(user.positions_count);
    user.positions.get_mut(..used).ok_or(Refusal::PositionsFull)?.fill(bytemuck::Zeroable::zeroed());
    user.positions_count = 0;
    Ok(gains)
}

/// Fixes the shares of the asset of a vault.
fn vault_fix(view: &AccountView, resolution: &mut Resolution) -> Result<()> {
    let is_sol = view.try_borrow()?.starts_with(ProtocolSolVault::DISCRIMINATOR);
    if is_sol {
        let vault = Account::<ProtocolSolVault>::load(*view)?;
        vault.address_check(vault.address())?;
        resolution.fix(vault.asset, &vault.book)
    } else {
        let vault = Account::<TokenVault>::load(*view)?;
        vault.address_check(vault.address())?;
        resolution.fix(vault.asset, &vault.book)
    }
}
