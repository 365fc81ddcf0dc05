//! open_position, close_position: the owner of a self account takes orders that are there, at once or not at all (CUST-28).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | a self account |
//! | 1 | owner | s | its owner |
//! | 2 | exchange | | its pause bits |
//! | 3 | risk | | marks |
//! | 4 | market | w | its ledger of self accounts |
//! | 5… | orders | w | orders of the other side, best price first, the older first, and behind each its user account |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::order::own::{trade, Scene};
use crate::state::order::{side_of, REDUCE_ONLY};
use crate::state::{Exchange, Market, Order, Risk, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct OpenPosition {
    /// A self account.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Its owner.
    #[account(address = user.owner)]
    pub owner: Signer,
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
}

/// What the owner signs for.
pub struct Wish {
    /// 0 buy, 1 sell.
    pub side: u8,
    /// Worst price, ticks.
    pub price: u32,
    /// Most lots.
    pub size: u32,
    /// It only lowers a position.
    pub reduce_only: bool,
}

/// An order that is there, and its account.
struct Resting {
    order: Account<Order>,
    user: Account<UserAccount>,
}

/// Trades with one order after the other until the size is reached. Refuses when nothing was traded, or one of them cannot be.
pub fn run(ctx: &mut Context<OpenPosition>, wish: &Wish) -> Result<()> {
    let clock = Clock::get()?;
    let views = ctx.remaining_accounts()?;
    let a = &mut ctx.accounts;
    a.user.own_check()?;
    require!(wish.price > 0 && wish.price <= a.market.price_max, Refusal::OrderPrice);
    require!(wish.size > 0 && wish.size <= a.market.order_max, Refusal::OrderSize);
    let _ = side_of(wish.side)?;
    let mut taking = Order {
        side: wish.side,
        flags: if wish.reduce_only { REDUCE_ONLY } else { 0 },
        market: a.market.number,
        price: wish.price,
        size: wish.size,
        left: wish.size,
        number: u64::MAX,
        expiry_slot: clock.slot,
        account: a.user.settled.number,
        user: *a.user.address(),
        ..bytemuck::Zeroable::zeroed()
    };
    let mut resting = resting_load(&views, a.user.address())?;
    order_check(&resting, a.market.number)?;
    let scene = Scene::of(&a.exchange, &a.risk, &a.market, &clock)?;
    for one in &mut resting {
        if taking.left == 0 {
            break;
        }
        trade(&scene, &a.risk, &mut a.market, (&mut one.user, &mut one.order), (&mut a.user, &mut taking))?;
    }
    require!(taking.left < wish.size, Refusal::Nothing);
    Ok(())
}

/// Loads orders and the accounts behind them; every account once.
fn resting_load(views: &[AccountView], own: &Address) -> Result<Vec<Resting>> {
    require!(!views.is_empty() && views.chunks_exact(2).remainder().is_empty(), Refusal::ItemsMalformed);
    let mut resting = Vec::with_capacity(views.len());
    for (at, view) in views.iter().enumerate() {
        let doubled = views.iter().take(at).any(|other| anchor_lang::address_eq(other.address(), view.address()));
        require!(
            !doubled && !anchor_lang::address_eq(view.address(), own),
            ErrorCode::ConstraintDuplicateMutableAccount
        );
    }
    for pair in views.chunks_exact(2) {
        let [order, user] = pair else { return Err(Refusal::ItemsMalformed.into()) };
        // SAFETY: no account is loaded twice, so no other reference to its data lives.
        let (order, user) = unsafe { (Account::<Order>::load_mut(*order)?, Account::<UserAccount>::load_mut(*user)?) };
        order.address_check(order.address())?;
        let its = user.current() && anchor_lang::address_eq(user.address(), &order.user);
        require!(its, Refusal::ItemsMalformed);
        resting.push(Resting { order, user });
    }
    Ok(resting)
}

/// Orders of this market, of one side, the best price first and of one price the older first.
fn order_check(resting: &[Resting], market: u16) -> Result<()> {
    for pair in resting.windows(2) {
        let [before, after] = pair else { continue };
        let (first, second) = (&before.order, &after.order);
        let better = if first.side == 0 { first.price > second.price } else { first.price < second.price };
        let older = first.price == second.price && first.number < second.number;
        require!(first.side == second.side && (better || older), Refusal::OrdersApart);
    }
    require!(resting.iter().all(|one| one.order.market == market), Refusal::MarketUnknown);
    Ok(())
}
