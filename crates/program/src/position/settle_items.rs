//! settle_items: an operator's next items of the settlement log: credit, debit, ack, fill, touch,
//! liquidation, move, convert and what is dealt out. No item moves a token (CUST-3).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | operator | s | an operator of the exchange |
//! | 1 | exchange | | its list |
//! | 2 | risk | | mark round in force |
//! | 3… | users | w | engine accounts, each once; items name them by their place from 0 |
//! | | entries | w | the table of registered orders of the user account right before it, where a fill needs it |
//! | | markets | w | markets of fills, each once; items name them by their place among the markets |
//! | | vault | w | books of USDC, where an item funds or draws the tail of insurance |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::ItemSettled;
use crate::market::post_mark_round::AGE_MAX_US;
use crate::position::book::Book;
use crate::position::item::{
    Item, ACK, CONVERT, CREDIT, DEBIT, DEFICIT, FILL, INSURANCE, ITEM_BYTES, LOSS, MOVE, RECORD, SHARE, STEP, TAIL,
    TOUCH,
};
use crate::position::{convert, deal, fill, hand_over, share, step, tail, touch};
use crate::state::user::USDC;
use crate::state::{Exchange, Risk, UserAccount};

/// How far the engine's clock may be ahead of the chain's, microseconds.
const TIME_AHEAD_MAX_US: u64 = 30_000_000;
/// Bytes of the digest that are compared (CUST-8).
pub const DIGEST_BYTES: usize = 16;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct SettleItems {
    /// An operator of the exchange.
    pub operator: Signer,
    /// Its list.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Mark round in force.
    #[account(seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
}

/// Engine time and mark round of a settlement (CUST-7).
pub struct Head {
    /// Engine time, microseconds.
    pub engine_us: u64,
    /// Mark round that the engine's checks used.
    pub round: u64,
}

impl Head {
    /// Engine time in whole seconds: what the engine's own check used (CUST-7).
    pub fn seconds(&self) -> Result<i64> {
        let seconds = self.engine_us.checked_div(1_000_000).ok_or(Refusal::Overflow)?;
        Ok(i64::try_from(seconds).map_err(|_| Refusal::Overflow)?)
    }

    /// An item is the account's next, and not of a time before its last (CUST-6).
    pub(crate) fn follows_check(&self, user: &UserAccount, seq: u64) -> Result<()> {
        require!(seq == user.settled.seq, Refusal::ItemSequence);
        require!(self.engine_us >= user.settled.engine_us, Refusal::EngineTime);
        Ok(())
    }

    /// Counts an item that the account has taken.
    pub(crate) fn taken(&self, user: &mut UserAccount) -> Result<()> {
        user.settled.seq = user.settled.seq.checked_add(1).ok_or(Refusal::Overflow)?;
        user.settled.engine_us = self.engine_us;
        Ok(())
    }
}

/// Applies `items` in order; all or none. Every sequence of what an item writes grows by one (CUST-6).
pub fn run(ctx: &mut Context<SettleItems>, head: &Head, items: &[u8], digest: &[u8; DIGEST_BYTES]) -> Result<()> {
    let clock = Clock::get()?;
    let views = ctx.remaining_accounts()?;
    let a = &ctx.accounts;
    a.exchange.operator_check(a.operator.address())?;
    a.exchange.open_check()?;
    head_check(head, &a.risk, &clock)?;
    let orders_slot = a.exchange.orders_slot(clock.slot);
    let mut book = Book::load(&views, &a.exchange)?;
    let chunks = items.chunks_exact(ITEM_BYTES);
    require!(!items.is_empty() && chunks.remainder().is_empty(), Refusal::ItemsMalformed);
    for chunk in chunks {
        match chunk.first() {
            Some(&FILL) => fill::settle(&mut book, chunk, head, &a.risk, (&clock, orders_slot))?,
            Some(&TOUCH) => touch::settle(&mut book, chunk, head, &a.risk, &clock)?,
            Some(&STEP) => step::settle(&mut book, chunk, head, &a.risk, &clock)?,
            Some(&(INSURANCE | RECORD | LOSS | DEFICIT)) => deal::settle(&mut book, chunk, head, &a.risk, &clock)?,
            Some(&SHARE) => share::settle(&mut book, chunk, head, &a.risk, &clock)?,
            Some(&TAIL) => tail::settle(&mut book, chunk, head, &a.risk, &clock)?,
            Some(&CONVERT) => convert::settle(&mut book, chunk, head, &a.risk, &clock)?,
            Some(&MOVE) => hand_over::settle(&mut book, chunk, head, &a.risk, &clock)?,
            _ => {
                let item = Item::read(chunk)?;
                apply(&mut book.seat(item.place)?.user, &item, head, &a.risk, &clock)?;
            }
        }
    }
    book.borrows_note(a.risk.round_us);
    let hash = sha256(&book.after_state()?);
    require!(hash.get(..DIGEST_BYTES) == Some(digest.as_slice()), Refusal::Digest);
    Ok(())
}

/// CUST-7: the time is not older than an hour nor before the last mark round, and the round is the one in force.
pub(crate) fn head_check(head: &Head, risk: &Risk, clock: &Clock) -> Result<()> {
    let seconds = u64::try_from(clock.unix_timestamp).map_err(|_| Refusal::Overflow)?;
    let now_us = seconds.checked_mul(1_000_000).ok_or(Refusal::Overflow)?;
    let timely = head.engine_us.saturating_add(AGE_MAX_US) >= now_us
        && head.engine_us <= now_us.saturating_add(TIME_AHEAD_MAX_US)
        && head.engine_us >= risk.round_us;
    require!(timely, Refusal::EngineTime);
    require!(head.round == risk.round, Refusal::MarkRound);
    Ok(())
}

fn apply(user: &mut UserAccount, item: &Item, head: &Head, risk: &Risk, clock: &Clock) -> Result<()> {
    head.follows_check(user, item.seq)?;
    match item.kind {
        CREDIT => {
            require!(item.amount > 0, Refusal::Amount);
            user.pocket_to_collateral(item.asset, item.amount)?;
            user.step_end();
        }
        DEBIT => debit(user, item, head, risk)?,
        ACK => {
            let fresh = item.amount > user.settled.inbox_acked && item.amount <= user.inbox_seq;
            require!(fresh, Refusal::AckSequence);
            user.settled.inbox_acked = item.amount;
            user.floor_ripen(clock.slot);
        }
        _ => return Err(Refusal::ItemsMalformed.into()),
    }
    head.taken(user)?;
    emit!(ItemSettled {
        seq: user.next_event()?,
        slot: clock.slot,
        account: user.settled.number,
        item_seq: user.settled.seq,
        kind: u64::from(item.kind),
        asset: u64::from(item.asset),
        amount: item.amount,
        collateral_atoms: user.collateral(item.asset)?,
    });
    Ok(())
}

/// With positions or a borrow, what leaves is within the core's bound (MGN-5, MGN-7), where all that the account has is listed.
pub(crate) fn leaves_within(user: &UserAccount, asset: u8, amount: u64, head: &Head, risk: &Risk) -> Result<()> {
    let bound = user.positions_count > 0 || user.collateral(USDC)? < 0;
    if bound && risk.knows(user) {
        let bound = risk.withdrawable(user, asset, head.seconds()?)?;
        require!(i64::try_from(amount).is_ok_and(|amount| amount <= bound), Refusal::Withdrawable);
    }
    Ok(())
}

/// What leaves must be there, within the core's bound.
fn debit(user: &mut UserAccount, item: &Item, head: &Head, risk: &Risk) -> Result<()> {
    require!(item.amount > 0, Refusal::Amount);
    leaves_within(user, item.asset, item.amount, head, risk)?;
    user.collateral_to_pocket(item.asset, item.amount)?;
    user.request_serve(item.asset, item.amount);
    Ok(())
}
