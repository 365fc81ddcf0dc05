//! initialize_market: enough admins list a market, whose bounds the core proves (UNIT-2, UNIT-3, ORC-4).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | payer | ws | pays the rent |
//! | 1 | exchange | w | |
//! | 2 | risk | w | gets the market's row |
//! | 3 | market | w | created: "market", symbol |
//! | 4 | system_program | | |
//! | 5 | instructions | | instructions sysvar |
//! | 6… | admins | s | at least the threshold |

#![allow(unused_variables, reason = "Anchor reads the argument in the seeds alone, and writes two functions")]

use anchor_lang::prelude::*;
use quantdesk_core::growth::Tiers;
use quantdesk_core::market::prove;
use quantdesk_core::rounds::envelope_proven;
use quantdesk_core::schema_gen::{ListMarket, SetAsset, SetBorrowing, SetMargin, SetRisk};
use quantdesk_core::units::{Atoms, Ppm, PPM};

use crate::admin::{admins_check, top_level_check};
use crate::error::Refusal;
use crate::event::MarketListed;
use crate::state::change::DELAY_S;
use crate::state::market::MARKET_VERSION;
use crate::state::{Exchange, Market, Risk};

/// Accounts of the instruction.
#[derive(Accounts)]
#[instruction(symbol: [u8; 16])]
pub struct InitializeMarket {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer,
    /// The exchange.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Gets the market's row.
    #[account(mut, seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
    /// Created.
    #[account(init, payer = payer, seeds = [b"market", symbol.as_ref()], bump)]
    pub market: Account<Market>,
    /// System program.
    pub system_program: Program<System>,
    /// Instructions sysvar.
    pub instructions: Sysvar<SysvarInstructions>,
}

/// What is listed.
pub struct Listed<'a> {
    /// Symbol: the address is made of it.
    pub symbol: [u8; 16],
    /// Pyth's id of the price.
    pub feed: [u8; 32],
    /// Envelope of the mark, ppm a second.
    pub envelope_ppm: u32,
    /// The engine's record ListMarket; its SetMargin, its SetRisk, the SetAsset of what it prices and SetBorrowing may stand
    /// behind it.
    pub record: &'a [u8],
}

/// How the market's fractions grow, proven as in the engine (MGN-3); nothing: they do not.
fn margin_of(bytes: &[u8], listing: &ListMarket) -> Result<SetMargin> {
    if bytes.is_empty() {
        return Ok(SetMargin::default());
    }
    require!(bytes.len() == SetMargin::SIZE, Refusal::MarketParameters);
    let margin = SetMargin::read(bytes).ok_or(Refusal::MarketParameters)?;
    require!(margin.market == listing.market, Refusal::MarketParameters);
    let _ = Tiers::of(&margin, Ppm(listing.imf), Ppm(listing.mmf)).map_err(|_| Refusal::MarketParameters)?;
    Ok(margin)
}

/// Fee of a liquidation and what insurance pays for one bankrupt, within the engine's bounds (LIQ-3, LIQ-5); nothing: neither.
fn risk_of(bytes: &[u8], listing: &ListMarket) -> Result<SetRisk> {
    if bytes.is_empty() {
        return Ok(SetRisk::default());
    }
    let risk = SetRisk::read(bytes).ok_or(Refusal::MarketParameters)?;
    let cap = Atoms::new(risk.insurance_cap).map_err(|_| Refusal::MarketParameters)?;
    let sound = risk.market == listing.market && i64::from(risk.liquidation_fee) <= PPM && !cap.is_negative();
    require!(sound, Refusal::MarketParameters);
    Ok(risk)
}

/// Collateral that the market prices, and terms of borrowing (MGN-7), while no user account exists: later they are changes, which who does not
/// like them can leave before.
fn asset_list(bytes: &[u8], listing: &ListMarket, exchange: &Exchange, risk: &mut Risk) -> Result<()> {
    let (asset, borrowing) = bytes.split_at_checked(SetAsset::SIZE).ok_or(Refusal::MarketParameters)?;
    require!(exchange.accounts_last == 0, Refusal::MarketParameters);
    let set = SetAsset::read(asset).ok_or(Refusal::MarketParameters)?;
    require!(set.market == listing.market && set.asset < exchange.assets_count, Refusal::MarketParameters);
    risk.asset_set(&set, listing.price_max, listing.tick_size)?;
    if borrowing.is_empty() {
        return Ok(());
    }
    require!(borrowing.len() == SetBorrowing::SIZE, Refusal::MarketParameters);
    risk.borrowing_set(&SetBorrowing::read(borrowing).ok_or(Refusal::MarketParameters)?)
}

/// Writes market and row. Its fills settle at once while no user account exists, else after the delay of a change: who
/// does not like the market can leave before.
pub fn run(ctx: &mut Context<InitializeMarket>, listed: &Listed<'_>) -> Result<()> {
    let clock = Clock::get()?;
    let signers = ctx.remaining_accounts()?;
    let bump = ctx.bumps.market;
    let a = &mut ctx.accounts;
    top_level_check(&a.instructions)?;
    admins_check(&a.exchange, &signers)?;
    let (listing, margin) = listed.record.split_at_checked(ListMarket::SIZE).ok_or(Refusal::MarketParameters)?;
    let record = ListMarket::read(listing).ok_or(Refusal::MarketParameters)?;
    let (margin, risk) = margin.split_at_checked(SetMargin::SIZE).unwrap_or((margin, &[]));
    let (risk, asset) = risk.split_at_checked(SetRisk::SIZE).unwrap_or((risk, &[]));
    let (margin, risk) = (margin_of(margin, &record)?, risk_of(risk, &record)?);
    let named = record.symbol == listed.symbol && listed.symbol != [0; 16] && listed.feed != [0; 32];
    require!(named, Refusal::MarketParameters);
    let tick_value = prove(&record).map_err(|refusal| Refusal::of_listing(refusal.reason))?;
    require!(envelope_proven(Ppm(record.mmf), Ppm(listed.envelope_ppm)), Refusal::MarketEnvelope);

    let row = a.risk.rows.get_mut(usize::from(record.market)).ok_or(Refusal::MarketLimit)?;
    require!(row.tick_value == 0, Refusal::MarketExists);
    row.tick_value = tick_value.0;
    row.imf_ppm = record.imf;
    row.mmf_ppm = record.mmf;
    row.requirement_min_atoms = record.requirement_min;
    row.profit_cap_atoms = record.profit_cap;
    (row.tier1_usd, row.tier1_mmf_ppm) = (margin.tier1_usd, margin.tier1_mmf);
    (row.tier2_usd, row.tier2_mmf_ppm) = (margin.tier2_usd, margin.tier2_mmf);
    (row.liquidation_fee_ppm, row.insurance_cap_atoms) = (risk.liquidation_fee, risk.insurance_cap);

    if !asset.is_empty() {
        asset_list(asset, &record, &a.exchange, &mut a.risk)?;
    }

    let delay_s = if a.exchange.accounts_last == 0 { 0 } else { DELAY_S };
    let market = &mut a.market;
    market.version = MARKET_VERSION;
    market.bump = bump;
    market.number = record.market;
    market.symbol = record.symbol;
    market.feed = listed.feed;
    market.tick_size = record.tick_size;
    market.lot_size = record.lot_size;
    market.position_max = record.position_max;
    market.open_interest_max = record.open_interest_max;
    market.price_max = record.price_max;
    market.order_max = record.order_max;
    market.band_ppm = record.band;
    market.envelope_ppm = listed.envelope_ppm;
    market.live_s = clock.unix_timestamp.checked_add(delay_s).ok_or(Refusal::Overflow)?;
    let (seq, live_s) = (market.next_event()?, market.live_s);
    emit!(MarketListed {
        seq,
        slot: clock.slot,
        market: u64::from(record.market),
        tick_value: u64::from(tick_value.0),
        live_s,
        symbol: record.symbol,
    });
    Ok(())
}
