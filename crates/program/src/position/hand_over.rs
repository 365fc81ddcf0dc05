//! Item move: all lots of an account that is liquidated pass to the backstop at the mark, for a fee (CUST-31: LIQ-2, LIQ-3).
//!
//! Invariant: only within a step to the backstop that was judged in this mark round; to the exchange's backstop and to no other; it can
//! carry what it takes over; its lots enter no open interest.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | kind 7; places of the account, of the backstop and of the market |
//! | 4 | rate of the fee, ppm, u32; its highest bit: loss and fee may take the account's c below zero by its room (MGN-7) |
//! | 8 | sequences that account, backstop and ledger have before it, u64 each |

use anchor_lang::prelude::*;
use quantdesk_core::carry::reduces;
use quantdesk_core::deleverage::hand_over;
use quantdesk_core::rounding::Overflow;
use quantdesk_core::schema_gen::LiquidationWay;
use quantdesk_core::units::{Mticks, Ppm, TickValue};

use crate::error::Refusal;
use crate::event::PositionHandedOver;
use crate::position::book::{Book, Seat};
use crate::position::fill::{ledger_store, party_of, party_store};
use crate::position::item::ITEM_BYTES;
use crate::position::settle_items::Head;
use crate::state::Risk;

/// Bit of the rate: the account has its room.
const ROOM: u32 = 1 << 31;

/// A move.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct MoveItem {
    kind: u8,
    place: u8,
    backstop: u8,
    market: u8,
    rate: u32,
    seq: u64,
    backstop_seq: u64,
    ledger_seq: u64,
}

const _: () = assert!(core::mem::size_of::<MoveItem>() == ITEM_BYTES);

/// Hands over what an account has in one market.
pub fn settle(book: &mut Book, bytes: &[u8], head: &Head, risk: &Risk, clock: &Clock) -> Result<()> {
    let item: MoveItem = bytemuck::try_pod_read_unaligned(bytes).map_err(|_| Refusal::ItemsMalformed)?;
    // Digested after the two accounts, which the item touches first.
    let market = book.market_read(item.market)?;
    require!(item.ledger_seq == market.engine.seq, Refusal::ItemSequence);
    let (mut counted, number) = (market.engine, market.number);
    let row = risk.rows.get(usize::from(number)).ok_or(Refusal::MarketUnknown)?;
    let mut ledger = counted.core(row.funding)?;
    counted.record_check(&ledger, row.mark_us)?;

    let (from, to) = book.seats(item.place, item.backstop)?;
    require!(to.is_backstop && !from.is_backstop, Refusal::BackstopOther);
    for (seat, seq) in [(&*from, item.seq), (&*to, item.backstop_seq)] {
        head.follows_check(&seat.user, seq)?;
    }
    from.user.step.check(LiquidationWay::Backstop, risk.round)?;
    let (rate, room) = (Ppm(item.rate & !ROOM), from.room(item.rate & ROOM > 0, risk)?);
    require!(rate <= row.hand_over_rate(), Refusal::FeeCap);
    let lot_mark = TickValue(row.tick_value).lot_at(Mticks(row.mark_mticks)).map_err(Refusal::from)?;
    let (mut giving, mut taking) = (party_of(&from.user, number, 0)?, party_of(&to.user, number, 0)?);
    taking.counted = false;
    require!(!giving.holding.position.is_flat(), Refusal::Nothing);
    let passed = hand_over(
        &mut ledger,
        (&mut giving.holding, &mut giving.collateral, room),
        (&mut taking.holding, &mut taking.collateral),
        lot_mark,
        rate,
        |holding, collateral| {
            risk.health_with(&from.user, number, holding, collateral).map(|health| health.net).map_err(|_| Overflow)
        },
    )
    .map_err(Refusal::from)?;
    carry_check(to, risk, number, &taking)?;
    party_store(&mut from.user, number, &giving, head, &mut counted)?;
    party_store(&mut to.user, number, &taking, head, &mut counted)?;
    let (account, backstop) = (from.user.settled.number, to.user.settled.number);
    let seq = ledger_store(book, item.market, counted, &ledger)?;
    emit!(PositionHandedOver {
        seq,
        slot: clock.slot,
        market: u64::from(number),
        account,
        backstop,
        lots: passed.lots.checked_neg().ok_or(Refusal::Overflow)?,
        worth_atoms: passed.amount.get(),
        fee_atoms: passed.fee.get(),
    });
    Ok(())
}

/// LIQ-2: what the backstop takes over it carries (MGN-5), or it becomes less. With collateral that is not listed the engine alone judges.
fn carry_check(to: &Seat, risk: &Risk, market: u16, taking: &quantdesk_core::position::Party) -> Result<()> {
    let before = to.user.holding(market)?.position;
    let less = reduces(before, taking.holding.position);
    let carried =
        || Ok::<bool, Error>(risk.health_with(&to.user, market, &taking.holding, taking.collateral)?.carries_risk());
    require!(less || !risk.knows(&to.user) || carried()?, Refusal::MarginInitial);
    Ok(())
}
