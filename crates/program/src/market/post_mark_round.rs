//! post_mark_round: an operator's marks of one engine time; margin reads them and the indices of that time from then on
//! (ORC-2). The program checks every step against envelope and index.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | operator | s | an operator of the exchange |
//! | 1 | exchange | | its list |
//! | 2 | risk | w | rows of the markets, number and time of the round |
//! | 3… | markets | | one a mark, in the order of the marks |

use anchor_lang::prelude::*;
use quantdesk_core::rounds::mark_follows;
use quantdesk_core::units::{Mticks, Ppm};

use crate::error::Refusal;
use crate::event::RoundPosted;
use crate::state::{Exchange, Market, Risk};

/// How far the engine's clock may be ahead of the chain's, microseconds (trust 7).
const AHEAD_MAX_US: u64 = 2_000_000;
/// Oldest time of a round, microseconds (CUST-7).
const AGE_MAX_US: u64 = 300_000_000;
const MICROSECONDS: u64 = 1_000_000;
/// Bytes of a mark.
const MARK_BYTES: usize = 8;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct PostMarkRound {
    /// An operator of the exchange.
    pub operator: Signer,
    /// Its list.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Rows of the markets, number and time of the round.
    #[account(mut, seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
}

/// Opens the next round: all marks or none. A market that is left out keeps mark and index.
pub fn run(ctx: &mut Context<PostMarkRound>, engine_us: u64, marks: &[u8]) -> Result<()> {
    let clock = Clock::get()?;
    let views = ctx.remaining_accounts()?;
    let a = &mut ctx.accounts;
    a.exchange.operator_check(a.operator.address())?;
    let now_s = u64::try_from(clock.unix_timestamp).map_err(|_| Refusal::Overflow)?;
    let now_us = now_s.checked_mul(MICROSECONDS).ok_or(Refusal::Overflow)?;
    let timely = engine_us > a.risk.round_us
        && engine_us <= now_us.saturating_add(AHEAD_MAX_US)
        && engine_us.saturating_add(AGE_MAX_US) >= now_us;
    require!(timely, Refusal::EngineTime);
    let chunks = marks.chunks_exact(MARK_BYTES);
    require!(!views.is_empty() && chunks.remainder().is_empty() && chunks.len() == views.len(), Refusal::MarkMalformed);
    for (view, chunk) in views.iter().zip(chunks) {
        let market = Account::<Market>::load(*view)?;
        require!(market.current(), Refusal::LayoutVersion);
        market.address_check(market.address())?;
        let mark = u64::from_le_bytes(chunk.try_into().map_err(|_| Refusal::MarkMalformed)?);
        mark_set(&mut a.risk, &market, Mticks(mark), engine_us)?;
    }
    a.risk.round = a.risk.round.checked_add(1).ok_or(Refusal::Overflow)?;
    a.risk.round_us = engine_us;
    emit!(RoundPosted {
        seq: a.risk.round,
        slot: clock.slot,
        engine_us,
        markets: u64::try_from(views.len()).map_err(|_| Refusal::Overflow)?,
    });
    Ok(())
}

/// Writes mark and index of a market; a market given twice has no time between its two marks and is refused.
fn mark_set(risk: &mut Risk, market: &Market, mark: Mticks, engine_us: u64) -> Result<()> {
    let index = market.index_at(engine_us)?;
    let row = risk.rows.get_mut(usize::from(market.number)).ok_or(Refusal::MarketUnknown)?;
    let follows = mark_follows(
        Mticks(row.mark_mticks),
        mark,
        index,
        engine_us.saturating_sub(row.mark_us),
        Ppm(market.envelope_ppm),
        Ppm(row.mmf_ppm),
    )
    .map_err(Refusal::from)?;
    let highest = u64::from(market.price_max).checked_mul(1_000).ok_or(Refusal::Overflow)?;
    require!(follows && mark.0 <= highest, Refusal::MarkEnvelope);
    row.mark_mticks = mark.0;
    row.index_mticks = index.0;
    row.mark_us = engine_us;
    Ok(())
}
