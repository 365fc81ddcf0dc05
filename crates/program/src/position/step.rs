//! Item liquidation: a step against an account that cannot keep what it holds, judged by the core (CUST-30: LIQ-1, LIQ-2, LIQ-7).
//!
//! Invariant: nobody whose Net is above his requirement is liquidated. What a step may do is written into the account before any of it
//! happens, since the account may be healthy after the first part: fills without an order of its owner, and lots that pass at the
//! mark, are within it, and it ends with the mark round.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | kind 6; places of the account and of the market |
//! | 3 | way as the core numbers it: 1 on the book, 2 to the backstop, 3 by rounds |
//! | 4 | lots of a step on the book, u32, else zero |
//! | 8 | sequence that the account has before it, u64 |
//! | 16 | engine time of the step, microseconds, u64 |
//! | 24 | eight zero bytes |

use anchor_lang::prelude::*;
use quantdesk_core::liquidation::{fillable_price, step_lots, way_of, STEP_US};
use quantdesk_core::margin::Health;
use quantdesk_core::rounds::MARK_AGE_MAX_US;
use quantdesk_core::schema_gen::LiquidationWay;
use quantdesk_core::units::{opposite, Mticks, Ppm, TickValue, Ticks};

use crate::error::Refusal;
use crate::event::LiquidationStepped;
use crate::position::book::Book;
use crate::position::item::ITEM_BYTES;
use crate::position::settle_items::Head;
use crate::state::step::Step;
use crate::state::{Risk, UserAccount};

/// A step.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct StepItem {
    kind: u8,
    place: u8,
    market: u8,
    way: u8,
    lots: u32,
    seq: u64,
    step_us: u64,
    zero_word: u64,
}

const _: () = assert!(core::mem::size_of::<StepItem>() == ITEM_BYTES);

/// Judges a step and writes what it may do into the account.
pub fn settle(book: &mut Book, bytes: &[u8], head: &Head, risk: &Risk, clock: &Clock) -> Result<()> {
    let item: StepItem = bytemuck::try_pod_read_unaligned(bytes).map_err(|_| Refusal::ItemsMalformed)?;
    let on_book = item.way == LiquidationWay::Book.code();
    require!(item.zero_word == 0 && on_book == (item.lots > 0), Refusal::ItemsMalformed);
    let number = book.market_read(item.market)?.number;
    let seat = book.seat(item.place)?;
    let (user, is_backstop) = (&mut seat.user, seat.is_backstop);
    head.follows_check(user, item.seq)?;
    // The engine's own time of the step: of a transaction it is that of its last item.
    require!(item.step_us >= risk.round_us && item.step_us <= head.engine_us, Refusal::EngineTime);
    require!(item.step_us <= risk.round_us.saturating_add(MARK_AGE_MAX_US), Refusal::MarkStale);
    // What is not listed is worth nothing here: who has some of it is not judged at all.
    require!(risk.knows(user), Refusal::OtherCollateral);
    risk.young_check(user, item.step_us)?;
    let health = risk.health(user)?;
    let exposed = user.positions().iter().any(|slot| slot.lots != 0);
    let way = way_of(&health, exposed, false).ok_or(Refusal::Healthy)?;
    require!(!is_backstop || way == LiquidationWay::Round, Refusal::Healthy);
    require!(item.way == way.code() && !user.holding(number)?.position.is_flat(), Refusal::StepTerms);
    let mut step = Step { round: risk.round, market: number, way: item.way, ..bytemuck::Zeroable::zeroed() };
    if on_book {
        let early = user.liquidated_us != 0 && item.step_us < user.liquidated_us.saturating_add(STEP_US);
        require!(!early, Refusal::StepEarly);
        (step.lots, step.price) = (item.lots, on_book_terms(user, risk, number, &health, item.lots)?.0);
        user.liquidated_us = item.step_us;
    }
    user.step = step;
    head.taken(user)?;
    emit!(LiquidationStepped {
        seq: user.next_event()?,
        slot: clock.slot,
        account: user.settled.number,
        market: u64::from(number),
        way: u64::from(item.way),
        lots: u64::from(item.lots),
        price: u64::from(step.price),
        equity_atoms: health.net.get(),
        requirement_atoms: health.maintenance.get(),
    });
    Ok(())
}

/// LIQ-2, LIQ-7: the market is the one with the largest requirement, the lots are no more than the core's at the highest rate; returns
/// the worst price.
fn on_book_terms(user: &UserAccount, risk: &Risk, market: u16, health: &Health, lots: u32) -> Result<Ticks> {
    let (needed, largest) = risk.largest_requirement(user)?;
    require!(market == largest, Refusal::StepTerms);
    let row = risk.rows.get(usize::from(market)).ok_or(Refusal::MarketUnknown)?;
    let (value, mark) = (TickValue(row.tick_value), Mticks(row.mark_mticks));
    let position = user.holding(market)?.position;
    let held = position.magnitude();
    let side = position.side();
    let lot_mark = value.lot_at(mark).map_err(Refusal::from)?;
    let most = step_lots(held, lot_mark, health, Ppm(row.mmf_ppm), row.step_rate_max()).map_err(Refusal::from)?;
    require!(i64::from(lots) <= most, Refusal::StepTerms);
    Ok(fillable_price(opposite(side), held, value, mark, needed, health).map_err(Refusal::from)?)
}
