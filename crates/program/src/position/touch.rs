//! Item touch: an account takes in what is due in one market: funding, and a loss left without a position, which its claim and
//! then its collateral pay (PNL-4); a loss at mark that they pay, or a claim that the pool pays (PNL-5).
//!
//! Invariant: the account's equity does not change; what its collateral pays is in the market's pool, what it gets was its claim.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | kind 5; places of the account and of the market |
//! | 3 | step: 0 what is due, 1 a loss at mark, 2 a claim; four zero bytes |
//! | 8 | sequences that account and ledger have before it, u64 each |
//! | 24 | eight zero bytes |

use anchor_lang::prelude::*;
use quantdesk_core::position::{pay_claim, sweep_loss, tidy, Ledger, Party};
use quantdesk_core::units::{Atoms, Mticks, TickValue};

use crate::error::Refusal;
use crate::event::AccountTouched;
use crate::position::book::Book;
use crate::position::fill::{ledger_store, party_of, party_store};
use crate::position::item::ITEM_BYTES;
use crate::position::settle_items::Head;
use crate::state::risk::RiskRow;
use crate::state::Risk;

/// Step: funding, and a loss without a position.
const DUE: u8 = 0;
/// Step: a loss at mark, paid by the own claim and by collateral.
const LOSS: u8 = 1;
/// Step: a claim, paid by the pool.
const CLAIM: u8 = 2;

/// A touch.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct TouchItem {
    kind: u8,
    place: u8,
    market: u8,
    step: u8,
    zero: [u8; 4],
    seq: u64,
    ledger_seq: u64,
    zero_word: u64,
}

const _: () = assert!(core::mem::size_of::<TouchItem>() == ITEM_BYTES);

/// Touches one account in one market. Refuses a touch that changes nothing.
pub fn settle(book: &mut Book, bytes: &[u8], head: &Head, risk: &Risk, clock: &Clock) -> Result<()> {
    let item: TouchItem = bytemuck::try_pod_read_unaligned(bytes).map_err(|_| Refusal::ItemsMalformed)?;
    require!(item.zero == [0; 4] && item.zero_word == 0, Refusal::ItemsMalformed);
    let market = book.market_read(item.market)?;
    require!(item.ledger_seq == market.engine.seq, Refusal::ItemSequence);
    let (mut counted, number) = (market.engine, market.number);
    let row = risk.rows.get(usize::from(number)).ok_or(Refusal::MarketUnknown)?;
    let mut ledger = counted.core(row.funding)?;

    if item.step != DUE {
        counted.record_check(&ledger, row.mark_us)?;
    }
    let user = &mut book.seat(item.place)?.user;
    head.follows_check(user, item.seq)?;
    let mut party = party_of(user, number, 0)?;
    let before = party.holding;
    party.holding.touch(row.funding).map_err(Refusal::from)?;
    step_take(item.step, row, &mut party, &mut ledger)?;
    require!(!before.is_empty() && party.holding != before, Refusal::Nothing);
    party_store(user, number, &party, head, &mut counted)?;
    let account = user.settled.number;

    let seq = ledger_store(book, item.market, counted, &ledger)?;
    emit!(AccountTouched {
        seq,
        slot: clock.slot,
        market: u64::from(number),
        account,
        collateral_atoms: party.collateral.get(),
        quote_atoms: party.holding.quote.get(),
    });
    Ok(())
}

/// What the step moves, at the mark in force. A claim is paid only while no deficit stands.
fn step_take(step: u8, row: &RiskRow, party: &mut Party, ledger: &mut Ledger) -> Result<()> {
    let (holding, collateral) = (&mut party.holding, &mut party.collateral);
    if step == DUE {
        return Ok(tidy(holding, collateral, ledger).map_err(Refusal::from)?);
    }
    require!(row.mark_mticks > 0, Refusal::PriceBand);
    let lot_mark = TickValue(row.tick_value).lot_at(Mticks(row.mark_mticks)).map_err(Refusal::from)?;
    match step {
        LOSS => {
            let _ = sweep_loss(holding, collateral, ledger, lot_mark).map_err(Refusal::from)?;
        }
        CLAIM => {
            require!(ledger.deficit == Atoms::ZERO, Refusal::Nothing);
            party.paid = pay_claim(holding, collateral, ledger, lot_mark).map_err(Refusal::from)?;
        }
        _ => return Err(Refusal::ItemsMalformed.into()),
    }
    Ok(())
}
