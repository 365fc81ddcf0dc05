//! Item share: a referrer gets what was set aside of fees (CUST-46: FEE-2).
//!
//! Invariant: a market pays no more than fills have set aside there, which is at most a tenth of the fees that its bucket got.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | kind 15; places of the account and of the market; five zero bytes |
//! | 8 | sequences that account and ledger have before it, u64 each |
//! | 24 | atoms, u64 |

use anchor_lang::prelude::*;
use quantdesk_core::fees::pay_share;
use quantdesk_core::units::Atoms;

use crate::error::Refusal;
use crate::event::ItemSettled;
use crate::position::book::Book;
use crate::position::fill::{ledger_store, party_of, party_store};
use crate::position::item::{ITEM_BYTES, SHARE};
use crate::position::settle_items::Head;
use crate::state::user::USDC;
use crate::state::Risk;

/// An item of a share.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct ShareItem {
    kind: u8,
    place: u8,
    market: u8,
    zero: [u8; 5],
    seq: u64,
    ledger_seq: u64,
    amount: u64,
}

const _: () = assert!(core::mem::size_of::<ShareItem>() == ITEM_BYTES);

/// Pays a share.
pub fn settle(book: &mut Book, bytes: &[u8], head: &Head, risk: &Risk, clock: &Clock) -> Result<()> {
    let item: ShareItem = bytemuck::try_pod_read_unaligned(bytes).map_err(|_| Refusal::ItemsMalformed)?;
    require!(item.zero == [0; 5], Refusal::ItemsMalformed);
    let amount = i64::try_from(item.amount).map_err(|_| Refusal::Amount)?;
    require!(amount > 0, Refusal::Amount);
    let market = book.market_read(item.market)?;
    require!(item.ledger_seq == market.engine.seq, Refusal::ItemSequence);
    let (mut counted, number) = (market.engine, market.number);
    require!(amount <= counted.shares_atoms, Refusal::ShareLimit);
    let row = risk.rows.get(usize::from(number)).ok_or(Refusal::MarketUnknown)?;
    let mut ledger = counted.core(row.funding)?;

    let seat = book.seat(item.place)?;
    head.follows_check(&seat.user, item.seq)?;
    let mut party = party_of(&seat.user, number, 0)?;
    party.counted = !seat.is_backstop;
    pay_share(&mut party.collateral, &mut ledger, Atoms::new(amount).map_err(Refusal::from)?).map_err(Refusal::from)?;
    party_store(&mut seat.user, number, &party, head, &mut counted)?;
    let user = &mut seat.user;
    user.step_end();
    emit!(ItemSettled {
        seq: user.next_event()?,
        slot: clock.slot,
        account: user.settled.number,
        item_seq: user.settled.seq,
        kind: u64::from(SHARE),
        asset: u64::from(USDC),
        amount: item.amount,
        collateral_atoms: user.collateral(USDC)?,
    });
    let _ = ledger_store(book, item.market, counted, &ledger)?;
    Ok(())
}
