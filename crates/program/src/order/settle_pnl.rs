//! settle_pnl: anybody has a self account take in what is due in a market: funding, a loss at the mark, a claim (CUST-27); of a
//! bankrupt without a position insurance pays (CUST-29).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | exchange | | its pause bits |
//! | 1 | risk | | marks |
//! | 2 | market | w | its ledger of self accounts |
//! | 3 | user | w | a self account |

use anchor_lang::prelude::*;
use quantdesk_core::deleverage::insure_loss;
use quantdesk_core::liquidation::way_of;
use quantdesk_core::position::{pay_claim, sweep_loss, tidy, Ledger, Party};
use quantdesk_core::schema_gen::LiquidationWay;
use quantdesk_core::units::{Atoms, LotValue};

use crate::error::Refusal;
use crate::event::OwnSettled;
use crate::order::own::Scene;
use crate::position::fill::{party_of, party_store};
use crate::state::user::bit_of;
use crate::state::{Exchange, Market, Risk, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct SettlePnl {
    /// Its pause bits.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Marks.
    #[account(seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
    /// Its ledger of self accounts.
    #[account(mut, constraint = market.current() @ Refusal::LayoutVersion,
        seeds = [b"market", market.symbol.as_ref()], bump = market.bump)]
    pub market: Account<Market>,
    /// A self account.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
}

/// Losses go into the pool out of the account's claim and collateral; its claim is paid while no deficit stands and the pool covers
/// all claims, so that nobody is paid before another. Refuses when nothing changes; the account's equity never does.
pub fn run(ctx: &mut Context<SettlePnl>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    a.user.own_check()?;
    let scene = Scene::of(&a.exchange, &a.risk, &a.market, &clock)?;
    let number = a.market.number;
    let row = a.risk.rows.get(usize::from(number)).ok_or(Refusal::MarketUnknown)?;
    let mut counted = a.market.own;
    let mut ledger = counted.core(row.funding)?;
    let before = a.user.holding(number)?;
    let mut party = party_of(&a.user, number, 0)?;
    let lot_mark = scene.lot_mark()?;
    let holding = &mut party.holding;
    holding.touch(row.funding).map_err(Refusal::from)?;
    tidy(holding, &mut party.collateral, &mut ledger).map_err(Refusal::from)?;
    let _ = sweep_loss(holding, &mut party.collateral, &mut ledger, lot_mark).map_err(Refusal::from)?;
    bankrupt_insure(&mut a.user, &a.risk, number, (&mut party, &mut ledger), lot_mark)?;
    let holding = &mut party.holding;
    if ledger.deficit == Atoms::ZERO && ledger.pool >= ledger.claims {
        party.paid = pay_claim(holding, &mut party.collateral, &mut ledger, lot_mark).map_err(Refusal::from)?;
    }
    require!(!before.is_empty() && party.holding != before, Refusal::Nothing);
    party_store(&mut a.user, number, &party, scene.head(), &mut counted)?;
    counted.seq = counted.seq.checked_add(1).ok_or(Refusal::Overflow)?;
    counted.take(&ledger);
    a.market.own = counted;
    emit!(OwnSettled {
        seq: counted.seq,
        slot: clock.slot,
        market: u64::from(number),
        account: a.user.settled.number,
        collateral_atoms: party.collateral.get(),
        claim_atoms: party.holding.claim.get(),
    });
    Ok(())
}

/// LIQ-5: of a bankrupt without a position the market's insurance pays, up to its cap, what he cannot; once until he opens something
/// there again. What is left stays his debt, and is missing in the pool.
fn bankrupt_insure(
    user: &mut UserAccount,
    risk: &Risk,
    market: u16,
    (party, ledger): (&mut Party, &mut Ledger),
    lot_mark: LotValue,
) -> Result<()> {
    let row = risk.rows.get(usize::from(market)).ok_or(Refusal::MarketUnknown)?;
    let loss = party.holding.loss(lot_mark).map_err(Refusal::from)?;
    let exposed = user.positions().iter().any(|slot| slot.lots != 0);
    let bankrupt = way_of(&risk.health(user)?, exposed, loss.is_positive()) == Some(LiquidationWay::Loss);
    if bankrupt && ledger.insurance.is_positive() && user.insured_note(market) {
        let cap = Atoms::new(row.insurance_cap_atoms).map_err(Refusal::from)?;
        let _ = insure_loss(&mut party.holding, ledger, loss, cap).map_err(Refusal::from)?;
    }
    Ok(())
}

impl UserAccount {
    /// Notes that a market's insurance has paid for it; false when it had before (LIQ-5: once for one bankrupt).
    pub fn insured_note(&mut self, market: u16) -> bool {
        let before = self.insured_or_borrowed_us;
        self.insured_or_borrowed_us |= bit_of(market);
        self.insured_or_borrowed_us != before
    }

    /// It opens something in a market: who could was no bankrupt.
    pub fn insured_end(&mut self, market: u16) {
        self.insured_or_borrowed_us &= !bit_of(market);
    }
}
