//! apply_change: anybody applies a change whose delay has passed and whose early exits are paid.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | exchange | w | |
//! | 1 | change | w | closed |
//! | 2 | payer | w | who paid for it gets the rent |
//! | 3 | vault | w, optional | token vault of a change of a vault |
//! | 4 | sol_vault | w, optional | SOL vault of a change of it |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::ChangeMoved;
use crate::state::change::{
    ADMIN_ADD, ADMIN_REMOVE, ADMIN_THRESHOLD, CAP_STEP_S, EXIT_WINDOW_S, GUARDIAN, OPERATOR_ADD, OPERATOR_REMOVE,
    RECEIVER_SET, UNPAUSE, VAULT_CAP, VAULT_LIMITS,
};
use crate::state::exchange::KEYS_MAX;
use crate::state::vault::{VaultBook, CAP_MAX};
use crate::state::{Exchange, PendingChange, ProtocolSolVault, TokenVault};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct ApplyChange {
    /// The exchange.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Closed.
    #[account(mut, close = payer, seeds = [b"change", &change.id.to_le_bytes()], bump = change.bump)]
    pub change: Account<PendingChange>,
    /// Who paid for it gets the rent.
    #[account(mut, address = change.payer)]
    pub payer: UncheckedAccount,
    /// Token vault of a change of a vault.
    #[account(mut)]
    pub vault: Option<Account<TokenVault>>,
    /// SOL vault of a change of it.
    #[account(mut)]
    pub sol_vault: Option<Account<ProtocolSolVault>>,
}

/// Applies once: the change is closed.
pub fn run(ctx: &mut Context<ApplyChange>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    // CUST-17: nothing that was proposed before may touch what everybody is paid by now.
    a.exchange.open_check()?;
    require!(clock.unix_timestamp >= a.change.due_s, Refusal::ChangeEarly);
    let window_end = a.change.proposed_s.checked_add(EXIT_WINDOW_S).ok_or(Refusal::Overflow)?;
    require!(a.exchange.exits_paid_until(window_end)?, Refusal::ChangeWaitsForExits);
    if matches!(a.change.kind, VAULT_CAP | VAULT_LIMITS) {
        let asset = a.change.number;
        let book = match (&mut a.vault, &mut a.sol_vault) {
            (Some(vault), _) if vault.asset == asset => {
                vault.address_check(vault.address())?;
                &mut vault.book
            }
            (_, Some(vault)) if vault.asset == asset => {
                vault.address_check(vault.address())?;
                &mut vault.book
            }
            _ => return Err(Refusal::AssetUnknown.into()),
        };
        book_change(book, &a.change, clock.unix_timestamp)?;
    } else {
        exchange_change(&mut a.exchange, &a.change)?;
    }
    emit!(ChangeMoved {
        seq: a.exchange.next_event()?,
        slot: clock.slot,
        id: a.change.id,
        kind: u64::from(a.change.kind),
        state: 1,
        due_s: a.change.due_s,
    });
    Ok(())
}

/// Caps and limits loosen at most to the double, and a cap at most once a day; tightening is free.
fn book_change(book: &mut VaultBook, change: &PendingChange, unix_s: i64) -> Result<()> {
    let [first, second, third] = change.amounts;
    if change.kind == VAULT_CAP {
        let rises = first > book.cap_atoms;
        let late = unix_s >= book.cap_raised_s.checked_add(CAP_STEP_S).ok_or(Refusal::Overflow)?;
        require!(!rises || (doubled(book.cap_atoms, first) && late && first <= CAP_MAX), Refusal::ChangeBounds);
        book.cap_atoms = first;
        if rises {
            book.cap_raised_s = unix_s;
        }
        return Ok(());
    }
    let within = doubled(book.hour_ppm, first) && doubled(book.day_ppm, second) && doubled(book.floor_atoms, third);
    require!(within && !halved_more(book, change), Refusal::ChangeBounds);
    (book.hour_ppm, book.day_ppm, book.floor_atoms) = (first, second, third);
    Ok(())
}

/// Limits change at most 2x a step in either direction (WDR-1): they may not be shut in one step either.
fn halved_more(book: &VaultBook, change: &PendingChange) -> bool {
    let [first, second, third] = change.amounts;
    !(doubled(first, book.hour_ppm) && doubled(second, book.day_ppm) && doubled(third, book.floor_atoms))
}

fn doubled(from: u64, to: u64) -> bool {
    to <= from.saturating_mul(2)
}

fn exchange_change(exchange: &mut Exchange, change: &PendingChange) -> Result<()> {
    match change.kind {
        GUARDIAN => exchange.guardian = change.key,
        RECEIVER_SET => exchange.receiver = change.key,
        OPERATOR_ADD => key_add(&mut exchange.operators, &mut exchange.operators_count, &change.key)?,
        OPERATOR_REMOVE => key_remove(&mut exchange.operators, &mut exchange.operators_count, &change.key)?,
        ADMIN_ADD => key_add(&mut exchange.admins, &mut exchange.admins_count, &change.key)?,
        ADMIN_REMOVE => {
            key_remove(&mut exchange.admins, &mut exchange.admins_count, &change.key)?;
            require!(exchange.admins_count >= exchange.admin_threshold, Refusal::KeyList);
        }
        ADMIN_THRESHOLD => {
            require!(change.number <= exchange.admins_count, Refusal::ChangeBounds);
            exchange.admin_threshold = change.number;
        }
        UNPAUSE => exchange.pause &= !change.number,
        _ => return Err(Refusal::ChangeBounds.into()),
    }
    Ok(())
}

fn key_add(keys: &mut [Address; KEYS_MAX], count: &mut u8, key: &Address) -> Result<()> {
    let used = usize::from(*count);
    require!(!keys.iter().take(used).any(|known| known == key), Refusal::KeyList);
    *keys.get_mut(used).ok_or(Refusal::KeyList)? = *key;
    *count = count.checked_add(1).ok_or(Refusal::Overflow)?;
    Ok(())
}

fn key_remove(keys: &mut [Address; KEYS_MAX], count: &mut u8, key: &Address) -> Result<()> {
    let used = usize::from(*count);
    require!(used > 1, Refusal::KeyList);
    let at = keys.iter().take(used).position(|known| known == key).ok_or(Refusal::KeyList)?;
    let last = used.checked_sub(1).ok_or(Refusal::Overflow)?;
    keys.swap(at, last);
    *keys.get_mut(last).ok_or(Refusal::KeyList)? = Address::default();
    *count = count.checked_sub(1).ok_or(Refusal::Overflow)?;
    Ok(())
}
