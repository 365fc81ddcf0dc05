//! update_user_account: an owner adds a delegate, schedules its removal, or schedules a nonce floor (CUST-4, CUST-5).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | user | w | |
//! | 1 | owner | s | its owner |

use anchor_lang::prelude::*;

use crate::error::Refusal;
use crate::event::AuthorityChanged;
use crate::state::delegate::Delegate;
use crate::state::user::DELEGATE_EXPIRY_MAX_S;
use crate::state::UserAccount;

/// Action: adds a delegate.
pub const DELEGATE_ADD: u8 = 1;
/// Action: schedules a delegate's removal.
pub const DELEGATE_REMOVE: u8 = 2;
/// Action: schedules a nonce floor.
pub const FLOOR_RAISE: u8 = 3;
/// Furthest floor: a day, milliseconds.
const FLOOR_AHEAD_MS: u64 = 86_400_000;
/// A nonce is unix milliseconds and this many bits of counter.
const NONCE_COUNTER_BITS: u32 = 12;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct UpdateUserAccount {
    /// The account.
    #[account(mut, constraint = user.current() @ Refusal::LayoutVersion,
        seeds = [b"user", user.owner.as_ref(), &user.index.to_le_bytes()], bump = user.bump)]
    pub user: Account<UserAccount>,
    /// Its owner.
    #[account(address = user.owner)]
    pub owner: Signer,
}

/// What the owner changes; what an action does not need is zero.
pub struct Update {
    /// Which action.
    pub action: u8,
    /// Delegate.
    pub key: Address,
    /// Its end, unix time.
    pub expiry_s: i64,
    /// Bit m: market m.
    pub markets: u64,
    /// Notional that it may trade a day, atoms.
    pub notional_day_atoms: u64,
    /// Bit 0: held by the gateway.
    pub flags: u64,
    /// Nonces below it die.
    pub floor: u64,
}

/// Writes the change; a removal or floor of an engine account takes effect with its ack or after the grace.
pub fn run(ctx: &mut Context<UpdateUserAccount>, update: &Update) -> Result<()> {
    let clock = Clock::get()?;
    let user = &mut ctx.accounts.user;
    user.floor_ripen(clock.slot);
    let inbox_seq = user.next_inbox(clock.slot)?;
    let value = match update.action {
        DELEGATE_ADD => delegate_add(user, update, &clock)?,
        DELEGATE_REMOVE => delegate_remove(user, update, &clock, inbox_seq)?,
        FLOOR_RAISE => floor_raise(user, update, &clock, inbox_seq)?,
        _ => return Err(Refusal::ChangeBounds.into()),
    };
    emit!(AuthorityChanged {
        seq: user.next_event()?,
        slot: clock.slot,
        account: user.settled.number,
        inbox_seq,
        action: u64::from(update.action),
        value,
        key: update.key,
    });
    Ok(())
}

fn delegate_add(user: &mut UserAccount, update: &Update, clock: &Clock) -> Result<u64> {
    let furthest = clock.unix_timestamp.checked_add(DELEGATE_EXPIRY_MAX_S).ok_or(Refusal::Overflow)?;
    let timely = update.expiry_s > clock.unix_timestamp && update.expiry_s <= furthest;
    require!(timely, Refusal::DelegateExpiry);
    let flags = u32::try_from(update.flags).ok().filter(|flags| *flags <= 1).ok_or(Refusal::ChangeBounds)?;
    let delegate = Delegate {
        key: update.key,
        expiry_s: update.expiry_s,
        markets: update.markets,
        notional_day_atoms: update.notional_day_atoms,
        flags,
        traded_day: 0,
        removal_slot: 0,
        removal_inbox: 0,
    };
    // A key whose tag is zero could not be told from the owner's.
    require!(delegate.tag() != 0 && update.key != user.owner, Refusal::ChangeBounds);
    user.delegate_put(delegate, clock)?;
    Ok(update.expiry_s.unsigned_abs())
}

fn delegate_remove(user: &mut UserAccount, update: &Update, clock: &Clock, inbox_seq: u64) -> Result<u64> {
    let live = |delegate: &&mut Delegate| delegate.key == update.key && delegate.removal_slot == 0;
    let delegate = user.delegates.iter_mut().find(live).ok_or(Refusal::DelegateUnknown)?;
    require!(update.key != Address::default(), Refusal::DelegateUnknown);
    delegate.removal_slot = clock.slot;
    delegate.removal_inbox = inbox_seq;
    Ok(delegate.expiry_s.unsigned_abs())
}

fn floor_raise(user: &mut UserAccount, update: &Update, clock: &Clock, inbox_seq: u64) -> Result<u64> {
    let seconds = u64::try_from(clock.unix_timestamp).map_err(|_| Refusal::Overflow)?;
    let ahead_ms = seconds.checked_mul(1_000).and_then(|ms| ms.checked_add(FLOOR_AHEAD_MS)).ok_or(Refusal::Overflow)?;
    let furthest = ahead_ms.checked_shl(NONCE_COUNTER_BITS).ok_or(Refusal::Overflow)?;
    require!(update.floor > user.floor && update.floor <= furthest, Refusal::FloorBounds);
    require!(user.floor_next == 0, Refusal::FloorPending);
    user.floor_next = update.floor;
    user.floor_slot = clock.slot;
    user.floor_inbox = inbox_seq;
    Ok(update.floor)
}
