//! Item tail: collateral of the backstop becomes the tail of insurance, and the tail fills a market's fund (CUST-44: LIQ-5).
//!
//! Invariant: the tail pays funds alone, for a loss that stands: what an account that is bankrupt here cannot pay, or the market's D; of a
//! market no more in a day than the core lets it. It is money of the vault that was booked there before: what all have together does not change.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | kind 14; place of the backstop |
//! | 2 | place of the market whose fund is filled; 255: the tail is funded |
//! | 3 | place of whose loss it is; 255: the market's D, or nobody's |
//! | 4 | day of the engine's time since 1970, u32; zero when the tail is funded |
//! | 8 | sequences that account and ledger have before it, u64 each; that of no ledger is zero |
//! | 24 | atoms, u64 |
//!
//! The vault of USDC is among the accounts. Gifts may come into its tail at any time, so no digest holds it.

use anchor_lang::prelude::*;
use quantdesk_core::tail::{day_of, due, give, uncovered};
use quantdesk_core::units::{Atoms, LotValue, Mticks, TickValue};

use crate::error::Refusal;
use crate::event::{ItemSettled, MarketDealt};
use crate::position::book::{Book, Seat};
use crate::position::deal::{bankrupt_check, free_of};
use crate::position::fill::ledger_store;
use crate::position::item::{ITEM_BYTES, TAIL};
use crate::position::settle_items::Head;
use crate::state::user::USDC;
use crate::state::{Risk, UserAccount};

/// A place that names nothing.
const NONE: u8 = 255;
/// Numbers of its two acts in the event, behind those of the core's acts: for a bankrupt's loss, for a deficit.
const ACTS: [u64; 2] = [14, 15];

/// An item of the tail.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct TailItem {
    kind: u8,
    place: u8,
    market: u8,
    debtor: u8,
    day: u32,
    seq: u64,
    ledger_seq: u64,
    amount: u64,
}

const _: () = assert!(core::mem::size_of::<TailItem>() == ITEM_BYTES);

/// Funds the tail, or fills a fund out of it.
pub fn settle(book: &mut Book, bytes: &[u8], head: &Head, risk: &Risk, clock: &Clock) -> Result<()> {
    let item: TailItem = bytemuck::try_pod_read_unaligned(bytes).map_err(|_| Refusal::ItemsMalformed)?;
    require!(item.amount > 0, Refusal::Amount);
    if item.market == NONE {
        fund(book, &item, head, risk, clock)
    } else {
        fill(book, &item, head, risk, clock)
    }
}

/// Collateral of the backstop that may leave becomes the tail.
fn fund(book: &mut Book, item: &TailItem, head: &Head, risk: &Risk, clock: &Clock) -> Result<()> {
    require!(item.debtor == NONE && item.day == 0 && item.ledger_seq == 0, Refusal::ItemsMalformed);
    let amount = i64::try_from(item.amount).map_err(|_| Refusal::Amount)?;
    book.vault()?.book.tail_receive(item.amount)?;
    let user = next_of(book, item, head)?;
    require!(amount <= free_of(user, head, risk)?, Refusal::Withdrawable);
    let collateral_atoms = user.collateral(USDC)?.checked_sub(amount).ok_or(Refusal::Overflow)?;
    user.collateral_set(USDC, collateral_atoms)?;
    emit!(ItemSettled {
        seq: user.next_event()?,
        slot: clock.slot,
        account: user.settled.number,
        item_seq: user.settled.seq,
        kind: u64::from(TAIL),
        asset: u64::from(USDC),
        amount: item.amount,
        collateral_atoms,
    });
    Ok(())
}

/// A fund gets what the core says is due at most.
fn fill(book: &mut Book, item: &TailItem, head: &Head, risk: &Risk, clock: &Clock) -> Result<()> {
    let amount = i64::try_from(item.amount).map_err(|_| Refusal::Amount)?;
    let amount = Atoms::new(amount).map_err(Refusal::from)?;
    let today = day_of(head.engine_us).map_err(Refusal::from)?;
    require!(item.day == today || item.day.checked_add(1) == Some(today), Refusal::EngineTime);
    let market = book.market_read(item.market)?;
    require!(item.ledger_seq == market.engine.seq, Refusal::ItemSequence);
    let (mut counted, number) = (market.engine, market.number);
    let row = risk.rows.get(usize::from(number)).ok_or(Refusal::MarketUnknown)?;
    require!(row.mark_mticks > 0, Refusal::PriceBand);
    let mut ledger = counted.core(row.funding)?;
    let lot_mark = TickValue(row.tick_value).lot_at(Mticks(row.mark_mticks)).map_err(Refusal::from)?;
    let (act, loss) = match item.debtor {
        NONE => (ACTS[1], ledger.deficit),
        place => (ACTS[0], lacking(book.seat_read(place)?, number, lot_mark, risk)?),
    };

    let (mut tail, mut given) = (book.vault()?.book.tail()?, counted.given()?);
    let cap = Atoms::new(row.insurance_cap_atoms).map_err(Refusal::from)?;
    let most = due(tail, given, &ledger, loss, cap, item.day).map_err(Refusal::from)?;
    require!(amount <= most, Refusal::TailLimit);
    give(&mut tail, &mut given, &mut ledger, amount, item.day).map_err(Refusal::from)?;
    book.vault()?.book.tail_pay(item.amount)?;
    counted.given_put(given);

    let account = next_of(book, item, head)?.settled.number;
    let seq = ledger_store(book, item.market, counted, &ledger)?;
    emit!(MarketDealt {
        seq,
        slot: clock.slot,
        market: u64::from(number),
        account,
        act,
        record: counted.dealing()?.number,
        lots: 0,
        amount_atoms: amount.get(),
        deficit_atoms: ledger.deficit.get(),
        insurance_atoms: ledger.insurance.get(),
    });
    Ok(())
}

/// What a bankrupt lacks in a market beside his claim there and his collateral.
fn lacking(seat: &Seat, market: u16, lot_mark: LotValue, risk: &Risk) -> Result<Atoms> {
    bankrupt_check(&seat.user, seat.is_backstop, risk)?;
    let holding = seat.user.holding(market)?;
    require!(seat.is_backstop || holding.position.is_flat(), Refusal::PositionsOpen);
    let collateral = Atoms::new(seat.user.collateral(USDC)?).map_err(Refusal::from)?;
    Ok(uncovered(&holding, collateral, lot_mark).map_err(Refusal::from)?)
}

/// The backstop, whose next item it is.
fn next_of<'a>(book: &'a mut Book, item: &TailItem, head: &Head) -> Result<&'a mut UserAccount> {
    let seat = book.seat(item.place)?;
    require!(seat.is_backstop, Refusal::BackstopOther);
    let user = &mut seat.user;
    head.follows_check(user, item.seq)?;
    head.taken(user)?;
    Ok(user)
}
