//! post_mark_round: an operator's marks of one engine time; margin reads them and the indices of that time from then on
//! (ORC-2). The program checks every step against envelope and index, moves the slow index (MGN-7), takes the samples of the premium,
//! and moves the funding index when an hour ends (CUST-16, FND-1 to FND-3).
//!
//! Invariant: a sample is of mark and index of its own round and hour. What the operator tells of an hour differs from what he
//! posted by samples within their bound, as many as the numbers differ by; with too few posted ones there is no funding.
//! A round that lands late is judged by an index of its own time: one that was brought then, or a verified price beside it.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | operator | s | an operator of the exchange |
//! | 1 | exchange | w | its list; keeps the slot of the round's time |
//! | 2 | risk | w | rows of the markets, number and time of the round |
//! | 3… | markets | | one a mark, in the order of the marks |
//! | | updates | | Pyth's PriceUpdateV2, one a mark that has its price with it, in the order of these |
//!
//! A mark is a u64: mticks, bit 63 when it is a sample, bit 62 when the hour of its market ended before it, bit 61 when its
//! price stands beside. For each that ends an hour, in their order, `hours` has 20 bytes: mean of the hour's samples i64 e9,
//! index at its end u64 mticks, samples u32.

use anchor_lang::prelude::*;
use quantdesk_core::mark::{funding_step, premium, Premium, HOUR_US};
use quantdesk_core::rounds::{follows, hour_follows, mark_follows, near, Told, INDEX_AGE_MAX_US};
use quantdesk_core::units::{Mticks, Ppm, TickValue};

use crate::error::Refusal;
use crate::event::RoundPosted;
use crate::market::price_update::PriceUpdate;
use crate::state::risk::RiskRow;
use crate::state::{Exchange, Market, Risk};

/// How far the engine's clock may be ahead of the chain's, microseconds (trust 7).
const AHEAD_MAX_US: u64 = 2_000_000;
/// Oldest time of a round, microseconds (CUST-7).
pub const AGE_MAX_US: u64 = 3_600_000_000;
const MICROSECONDS: u64 = 1_000_000;
/// Bytes of a mark.
const MARK_BYTES: usize = 8;
/// Bytes of an hour that ended.
const HOUR_BYTES: usize = 20;
/// Bit of a mark: it is a sample of the premium.
const SAMPLE: u64 = 1 << 63;
/// Bit of a mark: the hour of its market ended before it.
const TURN: u64 = 1 << 62;
/// Bit of a mark: its price stands beside.
const BESIDE: u64 = 1 << 61;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct PostMarkRound {
    /// An operator of the exchange.
    pub operator: Signer,
    /// Its list; keeps the slot of the round's time.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Rows of the markets, number and time of the round.
    #[account(mut, seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
}

/// Opens the next round: all marks or none. A market that is left out keeps mark and index.
pub fn run(ctx: &mut Context<PostMarkRound>, engine_us: u64, marks: &[u8], hours: &[u8]) -> Result<()> {
    let clock = Clock::get()?;
    let views = ctx.remaining_accounts()?;
    let a = &mut ctx.accounts;
    a.exchange.operator_check(a.operator.address())?;
    a.exchange.open_check()?;
    let now_s = u64::try_from(clock.unix_timestamp).map_err(|_| Refusal::Overflow)?;
    let now_us = now_s.checked_mul(MICROSECONDS).ok_or(Refusal::Overflow)?;
    let timely = engine_us > a.risk.round_us
        && engine_us <= now_us.saturating_add(AHEAD_MAX_US)
        && engine_us.saturating_add(AGE_MAX_US) >= now_us;
    require!(timely, Refusal::EngineTime);
    let chunks = marks.chunks_exact(MARK_BYTES);
    let count = chunks.len();
    require!(count > 0 && chunks.remainder().is_empty() && count <= views.len(), Refusal::MarkMalformed);
    let (markets, updates) = views.split_at(count);
    let mut updates = updates.iter();
    let mut ended = hours.chunks_exact(HOUR_BYTES);
    require!(ended.remainder().is_empty(), Refusal::MarkMalformed);
    for (view, chunk) in markets.iter().zip(chunks) {
        let market = Account::<Market>::load(*view)?;
        require!(market.current(), Refusal::LayoutVersion);
        market.address_check(market.address())?;
        let word = u64::from_le_bytes(chunk.try_into().map_err(|_| Refusal::MarkMalformed)?);
        let row = a.risk.rows.get_mut(usize::from(market.number)).ok_or(Refusal::MarketUnknown)?;
        let index = if word & BESIDE == 0 {
            market.index_at(engine_us)?
        } else {
            index_beside(updates.next().ok_or(Refusal::MarkMalformed)?, &a.exchange, &market, row, engine_us)?
        };
        mark_set(row, &market, Mticks(word & !(SAMPLE | TURN | BESIDE)), index, engine_us)?;
        if word & TURN != 0 {
            hour_end(row, ended.next().ok_or(Refusal::MarkMalformed)?, engine_us)?;
        }
        if word & SAMPLE != 0 {
            sample(row, engine_us)?;
        }
    }
    require!(ended.next().is_none() && updates.next().is_none(), Refusal::MarkMalformed);
    a.risk.round = a.risk.round.checked_add(1).ok_or(Refusal::Overflow)?;
    a.risk.round_us = engine_us;
    a.exchange.round_note(clock.slot, now_us.saturating_sub(engine_us))?;
    emit!(RoundPosted {
        seq: a.risk.round,
        slot: clock.slot,
        engine_us,
        markets: u64::try_from(count).map_err(|_| Refusal::Overflow)?,
    });
    Ok(())
}

/// ORC-1: the index that a verified price says, of the engine's time as `update_oracle_price` asks of the chain's; not older
/// than what was brought by then, so that nobody chooses between the two.
fn index_beside(
    view: &AccountView,
    exchange: &Exchange,
    market: &Market,
    row: &RiskRow,
    engine_us: u64,
) -> Result<Mticks> {
    let update = PriceUpdate::of(view, exchange, market)?;
    let publish_us = update.publish_s.checked_mul(MICROSECONDS).ok_or(Refusal::Overflow)?;
    let timely = publish_us <= engine_us && engine_us.saturating_sub(publish_us) <= INDEX_AGE_MAX_US;
    require!(timely && update.publish_s >= market.kept_by(engine_us).publish_s, Refusal::OracleStale);
    let index = update.index(market)?;
    require!(row.index_mticks == 0 || follows(Mticks(row.index_mticks), index), Refusal::OracleVolatile);
    Ok(index)
}

/// Writes mark, index and slow index of a market; a market given twice has no time between its two marks and is refused.
fn mark_set(row: &mut RiskRow, market: &Market, mark: Mticks, index: Mticks, engine_us: u64) -> Result<()> {
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
    row.slow_move(engine_us)
}

/// FND-2, FND-3: the hour that ended moves F by the rate of its samples, at the index of its end.
fn hour_end(row: &mut RiskRow, bytes: &[u8], engine_us: u64) -> Result<()> {
    let field = |from: usize| -> Result<[u8; 8]> {
        let bytes = bytes.get(from..).and_then(|rest| rest.first_chunk::<8>());
        Ok(*bytes.ok_or(Refusal::MarkMalformed)?)
    };
    let count: &[u8; 4] = bytes.last_chunk::<4>().ok_or(Refusal::MarkMalformed)?;
    let told = Told { premium: i64::from_le_bytes(field(0)?), count: u32::from_le_bytes(*count) };
    let index = Mticks(u64::from_le_bytes(field(8)?));
    let hour = engine_us.checked_div(HOUR_US).ok_or(Refusal::Overflow)?;
    require!(hour > row.hour, Refusal::FundingHour);
    let posted = Premium { hour: row.hour, sum: row.premium_sum, count: row.samples };
    let mmf = Ppm(row.mmf_ppm);
    let rate = hour_follows(&posted, &told, mmf).map_err(Refusal::from)?.ok_or(Refusal::FundingSamples)?;
    (row.hour, row.premium_sum, row.samples) = (hour, 0, 0);
    if rate == 0 {
        return Ok(());
    }
    let apart = near(index, Mticks(row.index_mticks), mmf).map_err(Refusal::from)?;
    require!(apart, Refusal::FundingSamples);
    let lot_index = TickValue(row.tick_value).lot_at(index).map_err(Refusal::from)?;
    let (step, rest) = funding_step(rate, lot_index, row.funding_rest).map_err(Refusal::from)?;
    row.funding = row.funding.checked_add(step).ok_or(Refusal::Overflow)?;
    row.funding_rest = rest;
    Ok(())
}

/// FND-1: one sample of the premium, in the hour that it is of.
fn sample(row: &mut RiskRow, engine_us: u64) -> Result<()> {
    require!(engine_us.checked_div(HOUR_US) == Some(row.hour), Refusal::FundingHour);
    let signed = |mticks: u64| i64::try_from(mticks).map_err(|_| Refusal::Overflow);
    let taken = premium(signed(row.mark_mticks)?, signed(row.index_mticks)?, Ppm(row.mmf_ppm));
    row.premium_sum = row.premium_sum.checked_add(taken.map_err(Refusal::from)?).ok_or(Refusal::Overflow)?;
    row.samples = row.samples.checked_add(1).ok_or(Refusal::Overflow)?;
    Ok(())
}
