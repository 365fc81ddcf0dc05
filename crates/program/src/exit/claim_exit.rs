//! claim_exit: anybody moves what a flat account asked for into its pocket, once the request is an hour old (trust 8). No
//! operator, no token account: withdraw_* pays the pocket.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | engine account |
//! | 1 | exchange | w | counts open exits |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::exit::{request_tell, CLAIMED};
use crate::state::user::{ASSETS_MAX, CLAIM_S, REQUEST_EXIT, REQUEST_OPEN, REQUEST_SERVED, REQUEST_WITHDRAW, USDC};
use crate::state::{Exchange, UserAccount};

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
}

/// Serves the request from collateral. The account's sequence moves on, so that items which were not settled in time are
/// void (CUST-10). A request that is served already is released.
pub fn run(ctx: &mut Context<ClaimExit>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    a.user.engine_check()?;
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
