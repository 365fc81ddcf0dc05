//! initialize_exchange: the first instruction after deployment, by the program's upgrade authority alone.
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | authority | ws | upgrade authority of this program; pays the rent |
//! | 1 | program_data | | this program's data at the upgradeable loader, which names the authority |
//! | 2 | exchange | w | created: "exchange" |
//! | 3 | risk | w | created: "risk" |
//! | 4 | sol_vault | w | created: "sol_vault" |
//! | 5 | system_program | | |
//! | 6 | instructions | | instructions sysvar |

use anchor_lang::prelude::*;

use crate::admin::top_level_check;
use crate::error::Refusal;
use crate::event::ExchangeInitialized;
use crate::state::exchange::{EXCHANGE_VERSION, KEYS_MAX};
use crate::state::risk::RISK_VERSION;
use crate::state::user::SOL;
use crate::state::vault::{VaultBook, VAULT_VERSION};
use crate::state::{Exchange, ProtocolSolVault, Risk};

/// The upgradeable loader.
pub const LOADER: Address = anchor_lang::address!("BPFLoaderUpgradeab1e11111111111111111111111");
/// Name inside the domain of signed messages.
const DOMAIN_NAME: &[u8] = b"perp-order-v1";
/// Head of a loader's account that holds a program: state 3, slot u64, authority present.
const PROGRAM_DATA_STATE: [u8; 4] = [3, 0, 0, 0];
const AUTHORITY_AT: core::ops::Range<usize> = 13..45;
const AUTHORITY_PRESENT_AT: usize = 12;

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct InitializeExchange {
    /// Upgrade authority of this program; pays the rent.
    #[account(mut)]
    pub authority: Signer,
    /// This program's data at the upgradeable loader.
    #[account(owner = LOADER)]
    pub program_data: UncheckedAccount,
    /// Created.
    #[account(init, payer = authority, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Created.
    #[account(init, payer = authority, seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
    /// Created.
    #[account(init, payer = authority, seeds = [b"sol_vault"], bump)]
    pub sol_vault: Account<ProtocolSolVault>,
    /// System program.
    pub system_program: Program<System>,
    /// Instructions sysvar.
    pub instructions: Sysvar<SysvarInstructions>,
}

/// What the exchange starts with.
pub struct Opening {
    /// Genesis hash of the network.
    pub genesis_hash: [u8; 32],
    /// Mint of asset 0.
    pub quote_mint: Address,
    /// May pause alone.
    pub guardian: Address,
    /// Signs the settlement log.
    pub operator: Address,
    /// Owner of the backstop; zero: nobody yet.
    pub backstop: Address,
    /// Admins, 1 to 8, each once.
    pub admins: Vec<Address>,
    /// How many of them must sign.
    pub admin_threshold: u8,
    /// Deposit cap of the SOL vault, lamports.
    pub sol_cap_atoms: u64,
    /// Net outflow of the SOL vault that is always allowed, lamports.
    pub sol_floor_atoms: u64,
}

/// Writes the exchange; its domain binds every signed message to this program and network.
pub fn run(ctx: &mut Context<InitializeExchange>, opening: &Opening) -> Result<()> {
    let clock = Clock::get()?;
    let (bump, risk_bump, sol_bump) = (ctx.bumps.exchange, ctx.bumps.risk, ctx.bumps.sol_vault);
    let a = &mut ctx.accounts;
    top_level_check(&a.instructions)?;
    upgrade_authority_check(&a.program_data, a.authority.address())?;
    admins_sound(&opening.admins, opening.admin_threshold)?;

    let exchange = &mut a.exchange;
    exchange.version = EXCHANGE_VERSION;
    exchange.bump = bump;
    exchange.admin_threshold = opening.admin_threshold;
    exchange.admins_count = u8::try_from(opening.admins.len()).map_err(|_| Refusal::KeyList)?;
    for (place, admin) in exchange.admins.iter_mut().zip(&opening.admins) {
        *place = *admin;
    }
    exchange.operators_count = 1;
    if let Some(first) = exchange.operators.first_mut() {
        *first = opening.operator;
    }
    exchange.guardian = opening.guardian;
    exchange.backstop = opening.backstop;
    exchange.quote_mint = opening.quote_mint;
    exchange.genesis_hash = opening.genesis_hash;
    exchange.domain = domain_of(&opening.genesis_hash);
    exchange.assets_count = SOL.saturating_add(1);

    a.risk.version = RISK_VERSION;
    a.risk.bump = risk_bump;

    let lamports = a.sol_vault.account().lamports();
    let sol_vault = &mut a.sol_vault;
    sol_vault.version = VAULT_VERSION;
    sol_vault.bump = sol_bump;
    sol_vault.asset = SOL;
    sol_vault.rent_lamports = lamports;
    sol_vault.book = VaultBook::opened(opening.sol_cap_atoms, opening.sol_floor_atoms, clock.unix_timestamp)?;

    let domain = a.exchange.domain;
    emit!(ExchangeInitialized { seq: a.exchange.next_event()?, slot: clock.slot, domain });
    Ok(())
}

/// Refuses anybody but the authority that may upgrade this program: nobody can be first in its place.
fn upgrade_authority_check(program_data: &UncheckedAccount, authority: &Address) -> Result<()> {
    let (address, _) = find_program_address(&[crate::ID.as_ref()], &LOADER);
    require!(anchor_lang::address_eq(program_data.address(), &address), Refusal::NotUpgradeAuthority);
    let view = program_data.account();
    let data = view.try_borrow()?;
    let named = data.starts_with(&PROGRAM_DATA_STATE)
        && data.get(AUTHORITY_PRESENT_AT) == Some(&1)
        && data.get(AUTHORITY_AT) == Some(authority.as_ref());
    require!(named, Refusal::NotUpgradeAuthority);
    Ok(())
}

/// Refuses empty, long or doubled lists and a threshold that nobody or everybody more than all could meet.
fn admins_sound(admins: &[Address], threshold: u8) -> Result<()> {
    require!(!admins.is_empty() && admins.len() <= KEYS_MAX, Refusal::KeyList);
    require!(threshold > 0 && usize::from(threshold) <= admins.len(), Refusal::AdminThreshold);
    let doubled =
        admins.iter().enumerate().any(|(at, admin)| admins.iter().skip(at.saturating_add(1)).any(|x| x == admin));
    require!(!doubled, Refusal::KeyList);
    Ok(())
}

/// First eight bytes of every signed message (SIG-1).
fn domain_of(genesis_hash: &[u8; 32]) -> [u8; 8] {
    let mut text = Vec::with_capacity(DOMAIN_NAME.len().saturating_add(64));
    text.extend_from_slice(DOMAIN_NAME);
    text.extend_from_slice(crate::ID.as_ref());
    text.extend_from_slice(genesis_hash);
    let [a, b, c, d, e, f, g, ..] = sha256(&text);
    [0xFF, a, b, c, d, e, f, g]
}
