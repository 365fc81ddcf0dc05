//! register_orders: an operator registers orders that an account's owner or delegate signed, before their first settlement
//! (CUST-15).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | operator | ws | an operator of the exchange; pays the rent of the table |
//! | 1 | exchange | | its list, and the domain of messages |
//! | 2 | user | | engine account that the messages name |
//! | 3 | entries | w | created with the first order: "entries", user |
//! | 4 | system_program | | |
//! | 5 | instructions | | instructions sysvar: the precompile stands before this instruction |

use anchor_lang::prelude::*;
use anchor_lang::AccountInitialize;
use quantdesk_core::entries::{place_of, Entry, Place, ENTRIES_MAX, ENTRIES_STEP};
use quantdesk_core::message::Message;

use crate::error::Refusal;
use crate::event::OrderRegistered;
use crate::order::signed::{precompile_before, signed_read, Signed};
use crate::position::book::Table;
use crate::state::entries::{ENTRIES_FIRST, ENTRIES_VERSION};
use crate::state::{Exchange, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct RegisterOrders {
    /// An operator of the exchange; pays the rent of the table.
    #[account(mut)]
    pub operator: Signer,
    /// Its list, and the domain of messages.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Engine account that the messages name.
    #[account(constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Created with the first order; owner, type and address are checked by the instruction.
    #[account(mut)]
    pub entries: UncheckedAccount,
    /// System program.
    pub system_program: Program<System>,
    /// The precompile stands before this instruction.
    pub instructions: Sysvar<SysvarInstructions>,
}

/// Registers the signatures `which` of the precompile's instruction at `signed_at`: all or none. One that is registered
/// already changes nothing.
pub fn run(ctx: &mut Context<RegisterOrders>, signed_at: u8, which: &[u8]) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    a.exchange.operator_check(a.operator.address())?;
    a.exchange.open_check()?;
    a.user.engine_check()?;
    let mut table = table_open(&a.entries, &a.user, &a.operator)?;
    require!(!which.is_empty(), Refusal::SignatureMissing);
    let precompile = precompile_before(&a.instructions, signed_at)?;
    let data = precompile.get_instruction_data();
    for number in which {
        let signed = signed_read(data, u16::from(signed_at), *number)?;
        let entry = entry_of(&signed, &a.exchange, &a.user, &clock)?;
        register(&mut table, &a.user, &a.operator, &entry, (&clock, a.exchange.orders_slot(clock.slot)))?;
    }
    Ok(())
}

/// The account's table. A new one, or one of an account that was closed and created again, begins empty: its old entries are
/// nobody's.
fn table_open(entries: &UncheckedAccount, user: &Account<UserAccount>, operator: &Signer) -> Result<Table> {
    let view = *entries.account();
    let mut table = if view.data_len() == 0 {
        table_create(&view, user, operator)?
    } else {
        // SAFETY: no other account of the instruction has this type, so no other reference to its data lives.
        unsafe { Table::load_mut(view)? }
    };
    let its = anchor_lang::address_eq(&table.user, user.address());
    require!(its && table.version == ENTRIES_VERSION, Refusal::LayoutVersion);
    table.address_check(view.address())?;
    if table.number != user.settled.number {
        table.clear();
        table.number = user.settled.number;
    }
    Ok(table)
}

fn table_create(view: &AccountView, user: &Account<UserAccount>, operator: &Signer) -> Result<Table> {
    let (address, bump) = find_program_address(&[b"entries", user.address().as_ref()], &crate::ID);
    require!(anchor_lang::address_eq(view.address(), &address), ErrorCode::ConstraintSeeds);
    let seeds: [&[u8]; 3] = [b"entries", user.address().as_ref(), &[bump]];
    let space = Table::space_for(ENTRIES_FIRST);
    let mut table = Table::create_and_initialize(operator.account(), view, space, &crate::ID, &(), Some(&seeds), None)?;
    table.version = ENTRIES_VERSION;
    table.bump = bump;
    table.user = *user.address();
    table.number = user.settled.number;
    Ok(table)
}

/// What of a message is remembered, when owner or a delegate signed it for this account, program and network (SIG-2, SIG-4).
fn entry_of(signed: &Signed, exchange: &Exchange, user: &UserAccount, clock: &Clock) -> Result<Entry> {
    let message = Message::decode(&signed.message).map_err(|_| Refusal::MessageMalformed)?;
    require!(message.domain == exchange.domain, Refusal::MessageDomain);
    require!(message.account == user.settled.number, Refusal::MessageAccount);
    require!(message.size > 0 && message.price > 0, Refusal::MessageMalformed);
    let key_tag =
        user.signer_check(&Address::new_from_array(signed.key), message.market, clock, exchange.behind_s(clock.slot)?)?;
    Ok(Entry::of(&signed.message, &message, key_tag))
}

/// Writes the entry where the core says; the table grows by sixteen while it may. slot: by which orders end.
fn register(
    table: &mut Table,
    user: &UserAccount,
    operator: &Signer,
    entry: &Entry,
    (clock, slot): (&Clock, u64),
) -> Result<()> {
    let floor = user.floor_at(clock.slot);
    let place = match place_of(table.as_slice(), entry, slot, floor).map_err(Refusal::of_message)? {
        Place::Known(_) => return Ok(()),
        Place::Free(place) => {
            *table.get_mut(place).ok_or(Refusal::EntriesFull)? = entry.write();
            place
        }
        Place::Full => {
            if table.is_full() {
                grow(table, operator)?;
            }
            table.try_push(entry.write())?;
            table.len().checked_sub(1).ok_or(Refusal::EntriesFull)?
        }
    };
    table.event_seq = table.event_seq.checked_add(1).ok_or(Refusal::Overflow)?;
    emit!(OrderRegistered {
        seq: table.event_seq,
        slot: clock.slot,
        account: user.settled.number,
        nonce: entry.nonce,
        place: u64::try_from(place).map_err(|_| Refusal::Overflow)?,
    });
    Ok(())
}

fn grow(table: &mut Table, operator: &Signer) -> Result<()> {
    let wanted = table.capacity().checked_add(ENTRIES_STEP).ok_or(Refusal::EntriesFull)?;
    require!(wanted <= ENTRIES_MAX, Refusal::EntriesFull);
    let capacity = u32::try_from(wanted).map_err(|_| Refusal::EntriesFull)?;
    table.resize_to_capacity(capacity)?;
    table.top_up(operator.account())?;
    Ok(())
}
