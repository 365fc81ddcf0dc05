//! Item convert: the backstop takes other collateral of an account that owes, at 98 % of the index, or pays a borrow that nothing else can
//! (CUST-40: MGN-7).
//!
//! Invariant: nobody who owes nothing, or within his room and his time, loses collateral; amounts are the core's, at the index in force, which is no older
//! than a minute; what one gives the other has.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | kind 10; places of the account and of the backstop |
//! | 3 | asset; USDC: a borrow that nothing else can pay |
//! | 4 | four zero bytes |
//! | 8 | sequences that account and backstop have before it, u64 each |
//! | 24 | engine time of the conversion, microseconds, u64; of a borrow that nothing else can pay eight zero bytes |

use anchor_lang::prelude::*;
use quantdesk_core::borrow::owed;
use quantdesk_core::units::{AssetAtoms, Atoms};

use crate::error::Refusal;
use crate::event::CollateralConverted;
use crate::position::book::Book;
use crate::position::item::ITEM_BYTES;
use crate::position::settle_items::Head;
use crate::state::user::USDC;
use crate::state::{Risk, UserAccount};

/// A conversion.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct ConvertItem {
    kind: u8,
    place: u8,
    backstop: u8,
    asset: u8,
    zero: [u8; 4],
    seq: u64,
    backstop_seq: u64,
    convert_us: u64,
}

const _: () = assert!(core::mem::size_of::<ConvertItem>() == ITEM_BYTES);

/// Takes what the core takes, or pays what it pays.
pub fn settle(book: &mut Book, bytes: &[u8], head: &Head, risk: &Risk, clock: &Clock) -> Result<()> {
    let item: ConvertItem = bytemuck::try_pod_read_unaligned(bytes).map_err(|_| Refusal::ItemsMalformed)?;
    let is_borrow = item.asset == USDC;
    require!(item.zero == [0; 4] && is_borrow == (item.convert_us == 0), Refusal::ItemsMalformed);
    let (from, to) = book.seats(item.place, item.backstop)?;
    require!(to.is_backstop && !from.is_backstop, Refusal::BackstopOther);
    for (seat, seq) in [(&*from, item.seq), (&*to, item.backstop_seq)] {
        head.follows_check(&seat.user, seq)?;
    }
    let (from, to) = (&mut from.user, &mut to.user);
    let (amount, paid) = if is_borrow {
        (0, covered(from, to, risk)?)
    } else {
        timely_check(&item, head, risk)?;
        taken(from, to, &item, risk)?
    };
    require!(paid > 0 || amount > 0, Refusal::Nothing);
    if amount > 0 {
        let _ = from.collateral_add(item.asset, amount.checked_neg().ok_or(Refusal::Overflow)?)?;
        let _ = to.collateral_add(item.asset, amount)?;
    }
    let _ = from.collateral_add(USDC, paid)?;
    let _ = to.collateral_add(USDC, paid.checked_neg().ok_or(Refusal::Overflow)?)?;
    for user in [&mut *from, &mut *to] {
        head.taken(user)?;
    }
    emit!(CollateralConverted {
        seq: from.next_event()?,
        slot: clock.slot,
        account: from.settled.number,
        backstop: to.settled.number,
        asset: u64::from(item.asset),
        amount,
        paid_atoms: paid,
    });
    Ok(())
}

/// CUST-40: by a mark of the asset's market of the last minute, as the engine's own law has it: nobody chooses an older index by leaving
/// the market out of rounds. The engine's own time of the conversion: of a transaction it is that of its last item.
fn timely_check(item: &ConvertItem, head: &Head, risk: &Risk) -> Result<()> {
    require!(item.convert_us >= risk.round_us && item.convert_us <= head.engine_us, Refusal::EngineTime);
    let row = risk.assets.get(usize::from(item.asset)).ok_or(Refusal::AssetUnknown)?;
    let market = risk.rows.get(usize::from(row.market)).ok_or(Refusal::MarketUnknown)?;
    market.young_check(item.convert_us)
}

/// What an account owes in USDC, and in markets without a position (PNL-4).
fn owed_by(user: &UserAccount) -> Result<Atoms> {
    let usdc = owed(Atoms::new(user.collateral(USDC)?).map_err(Refusal::from)?);
    Ok(usdc.add(debts_of(user)?).map_err(Refusal::from)?)
}

/// What it owes in markets without a position.
fn debts_of(user: &UserAccount) -> Result<Atoms> {
    let mut owes = Atoms::ZERO;
    for slot in user.positions() {
        let holding = slot.core()?;
        if holding.is_flat_debt() {
            owes = owes.sub(holding.quote).map_err(Refusal::from)?;
        }
    }
    Ok(owes)
}

/// MGN-7: how much of an asset the backstop takes for what the account owes, and what it pays for it. The assets before it give nothing
/// more.
fn taken(from: &UserAccount, to: &UserAccount, item: &ConvertItem, risk: &Risk) -> Result<(i64, i64)> {
    let owes = owed_by(from)?;
    // What he has in USDC pays first, by touches.
    require!(owes.is_positive() && from.collateral(USDC)? <= 0, Refusal::Healthy);
    called_check(from, item, risk)?;
    let purse = purse_of(to)?;
    for (held, atoms) in from.others() {
        let known = risk.asset(held)?.ok_or(Refusal::OtherCollateral)?;
        let held_atoms = AssetAtoms::new(atoms).map_err(Refusal::from)?;
        let (amount, paid) = known.conversion(held_atoms, owes, purse).map_err(Refusal::from)?;
        if held == item.asset {
            return Ok((amount.get(), paid.get()));
        }
        require!(amount == AssetAtoms::ZERO, Refusal::ConversionOrder);
    }
    Err(Refusal::Nothing.into())
}

/// MGN-7, CUST-47: why it is taken: a debt is left without a position, he was judged bankrupt in this mark round, or c owes more than his
/// room or too long.
fn called_check(from: &UserAccount, item: &ConvertItem, risk: &Risk) -> Result<()> {
    let owes = owed(Atoms::new(from.collateral(USDC)?).map_err(Refusal::from)?);
    let indebted = from.step.is_bankrupt(risk.round) || debts_of(from)?.is_positive();
    let since_us = Some(from.owes_since(risk.round_us));
    let called = indebted || risk.lending()?.is_called(owes, risk.room(from)?, since_us, item.convert_us);
    require!(called, Refusal::BorrowKept);
    Ok(())
}

/// MGN-7: what the backstop pays of a borrow: what Net is below zero without a position and without other collateral.
fn covered(from: &UserAccount, to: &UserAccount, risk: &Risk) -> Result<i64> {
    require!(from.has_usdc_alone(), Refusal::OtherCollateral);
    require!(from.positions().iter().all(|slot| slot.lots == 0), Refusal::PositionsOpen);
    let owes = owed(Atoms::new(from.collateral(USDC)?).map_err(Refusal::from)?);
    let short = risk.health(from)?.net.neg();
    Ok(short.min(owes).min(purse_of(to)?).above_zero().get())
}

/// What the backstop can pay.
fn purse_of(backstop: &UserAccount) -> Result<Atoms> {
    Ok(Atoms::new(backstop.collateral(USDC)?).map_err(Refusal::from)?.above_zero())
}
