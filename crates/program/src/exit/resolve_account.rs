//! resolve_account: anybody closes everything that an engine account has at the prices that its markets ended with (CUST-19).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | engine account |
//! | 1 | exchange | w | counts accounts that are not resolved |
//! | 2 | risk | | lot values and funding of the markets |
//! | 3 | resolution | w | |

use anchor_lang::prelude::*;
use quantdesk_core::asset::Asset;
use quantdesk_core::borrow::owed;
use quantdesk_core::position::Holding;
use quantdesk_core::resolution::Estate;
use quantdesk_core::units::{AssetAtoms, Atoms, Mticks, TickValue};

use crate::error::Refusal;
use crate::event::AccountResolved;
use crate::state::user::{PositionSlot, ASSETS_MAX, RESOLVED, USDC};
use crate::state::{Exchange, Resolution, Risk, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct ResolveAccount {
    /// Engine account.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Counts accounts that are not resolved.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Lot values and funding of the markets.
    #[account(seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
    /// The end of the exchange.
    #[account(mut, seeds = [b"resolution"], bump = resolution.bump)]
    pub resolution: Account<Resolution>,
}

/// Resolves once. Losses leave collateral for the markets, gains become claims on them; what was deposited and not credited goes
/// back to the owner with the pocket that leaves.
pub fn run(ctx: &mut Context<ResolveAccount>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    let _ = a.exchange.frozen_check()?;
    a.user.engine_check()?;
    require!(!a.user.is_resolved(), Refusal::AlreadyResolved);
    close(&mut a.user, &a.risk, &mut a.resolution)?;
    borrow_end(&mut a.user, &a.risk, &mut a.resolution)?;
    for number in 0..ASSETS_MAX {
        let asset = u8::try_from(number).map_err(|_| Refusal::AssetUnknown)?;
        let held = a.user.collateral(asset)?.max(0);
        let pocket = a.user.pocket(asset)?;
        let leaving = pocket.leaving_atoms.checked_add(pocket.arriving_atoms).ok_or(Refusal::Overflow)?;
        (pocket.leaving_atoms, pocket.arriving_atoms) = (leaving, 0);
        let row = a.resolution.asset(asset)?;
        row.owed_atoms = row.owed_atoms.checked_add(held).ok_or(Refusal::Overflow)?;
        row.first_atoms = row.first_atoms.checked_add(leaving).ok_or(Refusal::Overflow)?;
    }
    a.user.flags |= RESOLVED;
    a.user.settled.seq = a.user.settled.seq.checked_add(1).ok_or(Refusal::Overflow)?;
    a.exchange.account_end()?;
    emit!(AccountResolved {
        seq: a.user.next_event()?,
        slot: clock.slot,
        account: a.user.settled.number,
        collateral_atoms: a.user.collateral(USDC)?,
        unresolved: a.exchange.unresolved,
    });
    Ok(())
}

/// All positions at their resolved prices, by the core (PNL-1, CUST-19).
fn close(user: &mut UserAccount, risk: &Risk, resolution: &mut Resolution) -> Result<()> {
    let mut ended = Vec::with_capacity(user.positions().len());
    let mut estate = Estate::of(Atoms::new(user.collateral(USDC)?).map_err(Refusal::from)?);
    for slot in user.positions() {
        let (pnl, funding) = worth(slot, risk, resolution)?;
        estate.add(pnl).map_err(Refusal::from)?;
        ended.push((slot.market, pnl, funding));
    }
    let mut passing = estate.pass().map_err(Refusal::from)?;
    for (market, pnl, funding) in ended {
        let left = passing.market(pnl).map_err(Refusal::from)?;
        resolution.market(market)?.take(left.brought.get(), left.claim.get())?;
        user.holding_set(market, &Holding { claim: left.claim, funding, ..Holding::default() })?;
    }
    user.collateral_set(USDC, passing.collateral.get())
}

/// CUST-48: of who owes USDC in the end as much other collateral is nobody's as a conversion took, at the prices that its markets ended with.
fn borrow_end(user: &mut UserAccount, risk: &Risk, resolution: &mut Resolution) -> Result<()> {
    let mut owes = owed(Atoms::new(user.collateral(USDC)?).map_err(Refusal::from)?);
    if owes == Atoms::ZERO {
        return Ok(());
    }
    let others: Vec<(u8, i64)> = user.others().collect();
    for (asset, atoms) in others {
        let row = risk.assets.get(usize::from(asset)).ok_or(Refusal::AssetUnknown)?;
        if row.tick_size == 0 {
            continue;
        }
        let price = Mticks(resolution.market(row.market)?.price_mticks);
        require!(price.0 > 0, Refusal::PriceMissing);
        let known = Asset::priced(row.record(asset), (price, price), row.tick_size).map_err(Refusal::from)?;
        let held = AssetAtoms::new(atoms).map_err(Refusal::from)?;
        let (amount, paid) = known.conversion(held, owes, Atoms::MAX).map_err(Refusal::from)?;
        let _ = user.collateral_add(asset, amount.get().checked_neg().ok_or(Refusal::Overflow)?)?;
        owes = owes.sub(paid.min(owes)).map_err(Refusal::from)?;
    }
    // What it could not pay is missing in USDC; nobody can ask it of him any more.
    user.collateral_set(USDC, 0)
}

/// What a position is worth at the price that its market ended with, and the funding index until which it paid.
fn worth(slot: &PositionSlot, risk: &Risk, resolution: &mut Resolution) -> Result<(Atoms, i64)> {
    let row = risk.rows.get(usize::from(slot.market)).ok_or(Refusal::MarketUnknown)?;
    let price = Mticks(resolution.market(slot.market)?.price_mticks);
    require!(price.0 > 0, Refusal::PriceMissing);
    let lot = TickValue(row.tick_value).lot_at(price).map_err(Refusal::from)?;
    let holding = slot.core()?.touched(row.funding).map_err(Refusal::from)?;
    Ok((holding.pnl(lot).map_err(Refusal::from)?, row.funding))
}
