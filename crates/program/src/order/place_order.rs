//! place_order: the owner of a self account puts an order on the chain and locks what it asks for (CUST-25).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | a self account |
//! | 1 | owner | ws | its owner; pays the rent |
//! | 2 | exchange | | its pause bits |
//! | 3 | risk | | marks |
//! | 4 | market | w | gives the order's number |
//! | 5 | order | w | created: "order", user, client order id |
//! | 6 | system_program | | |

#![allow(unused_variables, reason = "Anchor reads the argument in the seeds alone, and writes two functions")]

use anchor_lang::prelude::*;
use quantdesk_core::units::Atoms;

use crate::error::Refusal;
use crate::event::OwnOrderMoved;
use crate::order::own::PLACED;
use crate::state::exchange::PAUSE_ORDERS;
use crate::state::order::{side_of, ORDER_VERSION, POST_ONLY, REDUCE_ONLY};
use crate::state::{Exchange, Market, Order, Risk, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
#[instruction(client_order_id: u64)]
pub struct PlaceOrder {
    /// A self account.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Its owner; pays the rent.
    #[account(mut, address = user.owner)]
    pub owner: Signer,
    /// Its pause bits.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Marks.
    #[account(seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
    /// Gives the order's number.
    #[account(mut, constraint = market.current() @ Refusal::LayoutVersion,
        seeds = [b"market", market.symbol.as_ref()], bump = market.bump)]
    pub market: Account<Market>,
    /// Created.
    #[account(init, payer = owner, seeds = [b"order", user.address().as_ref(), &client_order_id.to_le_bytes()], bump)]
    pub order: Account<Order>,
    /// System program.
    pub system_program: Program<System>,
}

/// What the owner signs for.
pub struct Placed {
    /// His own number of it.
    pub client_order_id: u64,
    /// 0 buy, 1 sell.
    pub side: u8,
    /// Reduce-only, post-only.
    pub flags: u8,
    /// Worst price, ticks.
    pub price: u32,
    /// Lots.
    pub size: u32,
    /// Last slot in which it trades.
    pub expiry_slot: u64,
}

/// Writes the order down. One that may raise risk locks the initial requirement of its lots, which the account must have free.
pub fn run(ctx: &mut Context<PlaceOrder>, placed: &Placed) -> Result<()> {
    let clock = Clock::get()?;
    let bump = ctx.bumps.order;
    let a = &mut ctx.accounts;
    a.user.own_check()?;
    require!(placed.flags & !(REDUCE_ONLY | POST_ONLY) == 0, Refusal::OrderKind);
    require!(placed.price > 0 && placed.price <= a.market.price_max, Refusal::OrderPrice);
    require!(placed.size > 0 && placed.size <= a.market.order_max, Refusal::OrderSize);
    require!(placed.expiry_slot >= clock.slot, Refusal::Expired);
    let side = side_of(placed.side)?;
    let mut locked = Atoms::ZERO;
    if placed.flags & REDUCE_ONLY == 0 {
        a.exchange.not_paused(PAUSE_ORDERS)?;
        locked = a.risk.order_lock(a.market.number, side, placed.size)?;
        require!(a.risk.health_free(&a.user, locked)?.carries_risk(), Refusal::MarginInitial);
    }
    a.user.order_open(locked)?;
    let number = a.market.next_own_order()?;
    let (market, account, at) = (a.market.number, a.user.settled.number, *a.user.address());
    let order = &mut a.order;
    order.version = ORDER_VERSION;
    order.bump = bump;
    order.side = placed.side;
    order.flags = placed.flags;
    order.market = market;
    order.price = placed.price;
    order.size = placed.size;
    order.left = placed.size;
    order.client_order_id = placed.client_order_id;
    order.number = number;
    order.expiry_slot = placed.expiry_slot;
    order.locked_atoms = locked.get();
    order.account = account;
    order.user = at;
    emit!(OwnOrderMoved {
        seq: a.user.next_event()?,
        slot: clock.slot,
        account,
        market: u64::from(market),
        client_order_id: placed.client_order_id,
        number,
        left: u64::from(placed.size),
        state: PLACED,
    });
    Ok(())
}
