//! execute_order: anybody has two crossing orders of self accounts traded, at the price of the older (CUST-26).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | exchange | | its pause bits |
//! | 1 | risk | | marks |
//! | 2 | market | w | its ledger of self accounts |
//! | 3 | first_user | w | self account of the first order |
//! | 4 | first | w | an order |
//! | 5 | second_user | w | self account of the second order |
//! | 6 | second | w | the other order; which of them is older their numbers say |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::order::own::{trade, Scene};
use crate::state::{Exchange, Market, Order, Risk, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct ExecuteOrder {
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
    /// Self account of the first order.
    #[account(mut, constraint = first_user.current() @ Refusal::LayoutVersion, address = first.user)]
    pub first_user: Account<UserAccount>,
    /// An order.
    #[account(mut, seeds = [b"order", first.user.as_ref(), &first.client_order_id.to_le_bytes()], bump = first.bump)]
    pub first: Account<Order>,
    /// Self account of the second order.
    #[account(mut, constraint = second_user.current() @ Refusal::LayoutVersion, address = second.user)]
    pub second_user: Account<UserAccount>,
    /// The other order.
    #[account(mut, seeds = [b"order", second.user.as_ref(), &second.client_order_id.to_le_bytes()], bump = second.bump)]
    pub second: Account<Order>,
}

/// Trades as many lots as both have.
pub fn run(ctx: &mut Context<ExecuteOrder>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    require!(a.first.market == a.market.number && a.second.market == a.market.number, Refusal::MarketUnknown);
    let scene = Scene::of(&a.exchange, &a.risk, &a.market, &clock)?;
    let (older, younger) = if a.first.number < a.second.number {
        ((&mut *a.first_user, &mut *a.first), (&mut *a.second_user, &mut *a.second))
    } else {
        ((&mut *a.second_user, &mut *a.second), (&mut *a.first_user, &mut *a.first))
    };
    trade(&scene, &a.risk, &mut a.market, older, younger)
}
