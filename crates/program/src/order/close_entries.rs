//! close_entries: a table of registered orders in which nothing can settle any more goes, and its rent goes to an operator (CUST-42).
//!
//! Invariant: no order of it can ever be registered again: each is past its expiry and grace or below the owner's floor, which both stay
//! so, or its account is gone, whose number no other ever has.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | operator | ws | an operator of the exchange; gets the rent |
//! | 1 | exchange | w | its list, and the slot by which orders end; counts the event |
//! | 2 | user | | the address that the table is of: the account, another one there, or none |
//! | 3 | entries | w | closed |

use anchor_lang::prelude::*;
use quantdesk_core::entries::Entry;

use crate::error::Refusal;
use crate::event::EntriesClosed;
use crate::position::book::Table;
use crate::state::entries::ENTRIES_VERSION;
use crate::state::{Exchange, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct CloseEntries {
    /// An operator of the exchange; gets the rent.
    #[account(mut)]
    pub operator: Signer,
    /// Its list, and the slot by which orders end; counts the event.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// The address that the table is of; checked by the instruction.
    #[account(address = entries.user @ Refusal::EntriesNeeded)]
    pub user: UncheckedAccount,
    /// Closed.
    #[account(mut, close = operator, constraint = entries.version == ENTRIES_VERSION @ Refusal::LayoutVersion,
        seeds = [b"entries", entries.user.as_ref()], bump = entries.bump)]
    pub entries: Table,
}

/// Closes it when nothing of it can settle.
pub fn run(ctx: &mut Context<CloseEntries>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    a.exchange.operator_check(a.operator.address())?;
    if let Some(floor) = floor_of(&a.user, a.entries.number, clock.slot)? {
        let slot = a.exchange.over_slot(clock.slot);
        let over = a.entries.as_slice().iter().map(Entry::read).all(|entry| entry.is_over(slot, floor));
        require!(over, Refusal::EntriesNeeded);
    }
    let account = a.entries.number;
    emit!(EntriesClosed { seq: a.exchange.next_event()?, slot: clock.slot, account });
    Ok(())
}

/// The floor in force of the account of this number; None when it is gone.
fn floor_of(user: &UncheckedAccount, number: u64, slot: u64) -> Result<Option<u64>> {
    let view = *user.account();
    if view.data_len() == 0 {
        return Ok(None);
    }
    let user = Account::<UserAccount>::load(view)?;
    require!(user.current(), Refusal::LayoutVersion);
    Ok((user.settled.number == number).then(|| user.floor_at(slot)))
}
