//! resolve_price: anybody brings one of the three prices whose middle a market ends with (CUST-18).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | market | | feed, grid, and what its engine ledger has |
//! | 1 | exchange | | time of the freeze, and the receiver that is trusted |
//! | 2 | resolution | w | |
//! | 3 | update | optional | Pyth's PriceUpdateV2; none: the feed sent no sample for a week |

use anchor_lang::prelude::*;
use quantdesk_core::resolution::{is_sample, SAMPLES};
use quantdesk_core::rounds::index_of;
use quantdesk_core::units::Mticks;

use crate::error::Refusal;
use crate::event::PriceResolved;
use crate::market::price_update::PriceUpdate;
use crate::state::exchange::DAY_S;
use crate::state::{Exchange, Market, Resolution};

/// Seconds after the freeze from which the last index stands for a sample that the feed did not send.
pub const SLEEP_S: u64 = 7 * DAY_S;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct ResolvePrice {
    /// Feed, grid, and what its engine ledger has.
    #[account(constraint = market.current() @ Refusal::LayoutVersion,
        seeds = [b"market", market.symbol.as_ref()], bump = market.bump)]
    pub market: Account<Market>,
    /// Time of the freeze, and the receiver that is trusted.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// The end of the exchange.
    #[account(mut, seeds = [b"resolution"], bump = resolution.bump)]
    pub resolution: Account<Resolution>,
    /// Pyth's PriceUpdateV2: owner, type, verification and feed are checked by the instruction.
    pub update: Option<UncheckedAccount>,
}

/// Keeps sample `number`, from 0. With the last one the market has its price, and what its ledger has is set aside for claims.
pub fn run(ctx: &mut Context<ResolvePrice>, number: u8) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    let frozen_s = a.exchange.frozen_check()?;
    let place = usize::from(number);
    require!(place < SAMPLES, Refusal::PriceSample);
    let price = match &a.update {
        Some(update) => sampled(update, &a.market, &a.exchange, frozen_s, place)?,
        None => {
            let now_s = u64::try_from(clock.unix_timestamp).map_err(|_| Refusal::Overflow)?;
            require!(now_s >= frozen_s.saturating_add(SLEEP_S), Refusal::PriceSample);
            Mticks(a.market.newest()?.mticks)
        }
    };
    let market = a.market.number;
    let row = a.resolution.market(market)?;
    row.sample(place, price)?;
    let price_mticks = row.price_mticks;
    if price_mticks > 0 {
        let ledger = &a.market.engine;
        for part in [ledger.pool_atoms, ledger.insurance_atoms, ledger.fee_bucket_atoms] {
            row.take(part, 0)?;
        }
    }
    emit!(PriceResolved {
        seq: a.resolution.next_event()?,
        slot: clock.slot,
        market: u64::from(market),
        number: u64::from(number),
        sample_mticks: price.0,
        price_mticks,
    });
    Ok(())
}

/// The price of an update that is the sample, and no other.
fn sampled(
    update: &UncheckedAccount,
    market: &Market,
    exchange: &Exchange,
    frozen_s: u64,
    place: usize,
) -> Result<Mticks> {
    let update = PriceUpdate::of(update.account(), exchange, market)?;
    require!(is_sample(frozen_s, place, update.published_before_s, update.publish_s), Refusal::PriceSample);
    let price = index_of(update.price, update.exponent, market.tick_size).map_err(|_| Refusal::OracleUncertain)?;
    let highest = u64::from(market.price_max).checked_mul(1_000).ok_or(Refusal::Overflow)?;
    Ok(Mticks(price.0.min(highest)))
}
