//! cancel_order: an order of a self account is taken off the chain, by its owner, or by anybody when it trades no more (CUST-25).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | its self account |
//! | 1 | owner | w | the account's owner, who gets the rent |
//! | 2 | order | w | closed |
//! | 3 | caller | s | the owner; anybody for an order that is filled or past its end |

use anchor_lang::prelude::*;
use quantdesk_core::units::Atoms;

use crate::error::Refusal;
use crate::event::OwnOrderMoved;
use crate::order::own::ENDED;
use crate::state::{Order, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct CancelOrder {
    /// Its self account.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion, address = order.user)]
    pub user: Account<UserAccount>,
    /// The account's owner, who gets the rent; may be the caller (`unsafe(dup)`: writable).
    #[account(unsafe(dup), address = user.owner)]
    pub owner: UncheckedAccount,
    /// Closed.
    #[account(mut, close = owner,
        seeds = [b"order", order.user.as_ref(), &order.client_order_id.to_le_bytes()], bump = order.bump)]
    pub order: Account<Order>,
    /// The owner; anybody for an order that is filled or past its end.
    pub caller: Signer,
}

/// Frees what it locked and closes it. Nothing stops a cancel.
pub fn run(ctx: &mut Context<CancelOrder>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    let owner_signed = anchor_lang::address_eq(a.caller.address(), &a.user.owner);
    require!(owner_signed || a.order.is_over(clock.slot), Refusal::OrderAlive);
    a.user.order_end(Atoms::new(a.order.locked_atoms).map_err(Refusal::from)?)?;
    emit!(OwnOrderMoved {
        seq: a.user.next_event()?,
        slot: clock.slot,
        account: a.user.settled.number,
        market: u64::from(a.order.market),
        client_order_id: a.order.client_order_id,
        number: a.order.number,
        left: u64::from(a.order.left),
        state: ENDED,
    });
    Ok(())
}
