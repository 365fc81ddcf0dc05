//! freeze: anybody ends the exchange when the operator kept an exit with positions from being served for as long as it may take,
//! or posted no mark round for six hours (CUST-17). From then on the chain settles itself.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | payer | ws | anybody; pays the rent |
//! | 1 | exchange | w | |
//! | 2 | risk | | time of the last mark round |
//! | 3 | resolution | w | created: "resolution" |
//! | 4 | user | optional | engine account whose exit is overdue |
//! | 5 | system_program | | |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::ExchangeFrozen;
use crate::state::resolution::RESOLUTION_VERSION;
use crate::state::user::{KIND_ENGINE, REQUEST_EXIT, REQUEST_OPEN};
use crate::state::vault::HOUR_S;
use crate::state::{Exchange, Resolution, Risk, UserAccount};

/// Seconds without a mark round.
pub const SILENCE_S: u64 = 6 * HOUR_S;
const MICROSECONDS: u64 = 1_000_000;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct Freeze {
    /// Anybody; pays the rent.
    #[account(mut)]
    pub payer: Signer,
    /// The exchange.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Time of the last mark round.
    #[account(seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
    /// Created.
    #[account(init, payer = payer, seeds = [b"resolution"], bump)]
    pub resolution: Account<Resolution>,
    /// Engine account whose exit is overdue.
    pub user: Option<Account<UserAccount>>,
    /// System program.
    pub system_program: Program<System>,
}

/// Freezes once. The user account is looked at when it is given, else the time of the last mark round.
pub fn run(ctx: &mut Context<Freeze>) -> Result<()> {
    let clock = Clock::get()?;
    let bump = ctx.bumps.resolution;
    let a = &mut ctx.accounts;
    a.exchange.open_check()?;
    let account = match &a.user {
        Some(user) => {
            require!(user.current(), Refusal::LayoutVersion);
            user.address_check(user.address())?;
            require!(overdue(user, a.exchange.exit_hours(), &clock)?, Refusal::FreezeEarly);
            user.settled.number
        }
        None => {
            require!(silent(&a.risk, &clock)?, Refusal::FreezeEarly);
            0
        }
    };
    a.exchange.frozen_s = clock.unix_timestamp;
    a.resolution.version = RESOLUTION_VERSION;
    a.resolution.bump = bump;
    emit!(ExchangeFrozen {
        seq: a.exchange.next_event()?,
        slot: clock.slot,
        frozen_s: clock.unix_timestamp,
        account,
        unresolved: a.exchange.unresolved,
    });
    Ok(())
}

/// Whether the account asked to leave so long ago, and still has a position.
fn overdue(user: &UserAccount, hours: u64, clock: &Clock) -> Result<bool> {
    let asked = user.kind == KIND_ENGINE && user.request.kind == REQUEST_EXIT && user.request.state == REQUEST_OPEN;
    let exit_s = i64::try_from(hours.saturating_mul(HOUR_S)).map_err(|_| Refusal::Overflow)?;
    let due_s = user.request.unix_s.checked_add(exit_s).ok_or(Refusal::Overflow)?;
    let positioned = user.positions().iter().any(|slot| slot.lots != 0);
    Ok(asked && positioned && clock.unix_timestamp >= due_s)
}

/// Whether no round was posted for so long. Before the first there is no position that could be held up.
fn silent(risk: &Risk, clock: &Clock) -> Result<bool> {
    let now_s = u64::try_from(clock.unix_timestamp).map_err(|_| Refusal::Overflow)?;
    let last_s = risk.round_us.checked_div(MICROSECONDS).ok_or(Refusal::Overflow)?;
    Ok(risk.round > 0 && now_s >= last_s.saturating_add(SILENCE_S))
}
