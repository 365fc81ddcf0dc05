//! upgrade_program: anybody puts the version of this program in place that admins announced by its hash, once its delay has passed and
//! its early exits are paid (CUST-45).
//!
//! Invariant: where the upgrade authority is the program's own address "upgrade", no key can replace the program: nothing else signs
//! for that address, and it signs for bytes of an announced hash alone. The buffer must be the address's too, so that nobody writes
//! to it any more.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | exchange | w | |
//! | 1 | change | w | closed |
//! | 2 | payer | w | who paid for it gets the rent, and what the buffer holds |
//! | 3 | authority | | "upgrade": upgrade authority of program and buffer |
//! | 4 | program_data | w | this program's data at the upgradeable loader |
//! | 5 | program | w | this program |
//! | 6 | buffer | w | the bytes that were announced |
//! | 7 | rent | | rent sysvar |
//! | 8 | clock | | clock sysvar |
//! | 9 | loader | | the upgradeable loader |

use anchor_lang::prelude::*;
use pinocchio::instruction::InstructionAccount;

use crate::error::Refusal;
use crate::event::ChangeMoved;
use crate::exchange::initialize_exchange::LOADER;
use crate::state::change::UPGRADE;
use crate::state::{Exchange, PendingChange};

/// Seed of the address that may upgrade.
const SEED: &[u8] = b"upgrade";
/// The loader's instruction Upgrade.
const INSTRUCTION: [u8; 4] = [3, 0, 0, 0];
/// Head of a loader's buffer: its state, whether an authority is there, and whose.
const BUFFER_HEAD_BYTES: usize = 37;
const BUFFER_STATE: [u8; 4] = [1, 0, 0, 0];

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct UpgradeProgram {
    /// The exchange.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Closed.
    #[account(mut, close = payer, seeds = [b"change", &change.id.to_le_bytes()], bump = change.bump)]
    pub change: Account<PendingChange>,
    /// Who paid for it gets the rent, and what the buffer holds.
    #[account(mut, address = change.payer)]
    pub payer: UncheckedAccount,
    /// Upgrade authority of program and buffer.
    #[account(seeds = [SEED], bump)]
    pub authority: UncheckedAccount,
    /// This program's data at the upgradeable loader.
    #[account(mut, owner = LOADER)]
    pub program_data: UncheckedAccount,
    /// This program.
    #[account(mut, address = crate::ID)]
    pub program: UncheckedAccount,
    /// The bytes that were announced.
    #[account(mut, owner = LOADER)]
    pub buffer: UncheckedAccount,
    /// Rent sysvar; the loader checks it, and the next.
    pub rent: UncheckedAccount,
    /// Clock sysvar.
    pub clock: UncheckedAccount,
    /// The upgradeable loader.
    #[account(address = LOADER)]
    pub loader: UncheckedAccount,
}

/// Has the loader put the buffer's bytes in place; this instruction ends by the old ones.
pub fn run(ctx: &mut Context<UpgradeProgram>) -> Result<()> {
    let clock = Clock::get()?;
    let bump = [ctx.bumps.authority];
    let a = &mut ctx.accounts;
    // CUST-17: what a freeze ended stays as it is.
    a.exchange.open_check()?;
    require!(a.change.kind == UPGRADE, Refusal::ChangeBounds);
    a.change.due_check(&a.exchange, &clock)?;
    require!(hash_of(a.buffer.account())? == a.change.key.to_bytes(), Refusal::UpgradeBytes);
    emit!(ChangeMoved {
        seq: a.exchange.next_event()?,
        slot: clock.slot,
        id: a.change.id,
        kind: u64::from(a.change.kind),
        state: 1,
        due_s: a.change.due_s,
    });
    upgrade(a, &[&[SEED, &bump]])
}

/// SHA-256 of the program in a buffer of the loader.
fn hash_of(buffer: &AccountView) -> Result<[u8; 32]> {
    let data = buffer.try_borrow()?;
    let (head, program) = data.split_at_checked(BUFFER_HEAD_BYTES).ok_or(Refusal::UpgradeBytes)?;
    require!(head.starts_with(&BUFFER_STATE), Refusal::UpgradeBytes);
    Ok(sha256(program))
}

fn upgrade(a: &mut UpgradeProgram, seeds: &[&[&[u8]]]) -> Result<()> {
    let accounts = [
        InstructionAccount::writable(a.program_data.address()),
        InstructionAccount::writable(a.program.address()),
        InstructionAccount::writable(a.buffer.address()),
        InstructionAccount::writable(a.payer.address()),
        InstructionAccount::readonly(a.rent.address()),
        InstructionAccount::readonly(a.clock.address()),
        InstructionAccount::readonly_signer(a.authority.address()),
    ];
    let loader = *a.loader.address();
    let handles = [
        a.program_data.to_cpi_handle(),
        a.program.to_cpi_handle(),
        a.buffer.to_cpi_handle(),
        a.payer.to_cpi_handle(),
        a.rent.to_cpi_handle(),
        a.clock.to_cpi_handle(),
        a.authority.to_cpi_handle(),
    ];
    anchor_lang::unchecked_invoke_signed_fixed(&loader, &INSTRUCTION, &accounts, &handles, seeds);
    Ok(())
}
