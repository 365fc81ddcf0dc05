//! liquidate: anybody has a self account that cannot keep what it holds closed against an order that is there (CUST-29).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | exchange | | its pause bits |
//! | 1 | risk | | marks |
//! | 2 | market | w | its ledger of self accounts |
//! | 3 | user | w | the self account |
//! | 4 | resting_user | w | self account of the order |
//! | 5 | resting | w | an order of the side that closes |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::order::own::{liquidation_step, Scene};
use crate::state::{Exchange, Market, Order, Risk, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct Liquidate {
    /// Its pause bits.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Marks.
    #[account(seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
    /// Its ledger of self accounts.
    #[account(mut, constraint = market.current() @ Refusal::LayoutVersion,
        seeds = [b"market", market.symbol.as_ref()], bump = market.bump)]
    pub market: Account<Market>,
    /// The self account.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Self account of the order.
    #[account(mut, constraint = resting_user.current() @ Refusal::LayoutVersion, address = resting.user)]
    pub resting_user: Account<UserAccount>,
    /// An order of the side that closes.
    #[account(mut, seeds = [b"order", resting.user.as_ref(), &resting.client_order_id.to_le_bytes()], bump = resting.bump)]
    pub resting: Account<Order>,
}

/// One step, of as many lots as the core says and the order has.
pub fn run(ctx: &mut Context<Liquidate>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    a.user.own_check()?;
    require!(a.resting.market == a.market.number, Refusal::MarketUnknown);
    let scene = Scene::of(&a.exchange, &a.risk, &a.market, &clock)?;
    let at = *a.user.address();
    liquidation_step(&scene, &a.risk, &mut a.market, (&mut a.resting_user, &mut a.resting), (&mut a.user, at))
}
