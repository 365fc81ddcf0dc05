//! apply_change: anybody applies a change whose delay has passed and whose early exits are paid. By some of what changes items of the
//! settlement log are judged: for an hour those are an operator's, who applies them at their place of the log (CUST-50).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | exchange | w | |
//! | 1 | change | w | closed |
//! | 2 | payer | w | who paid for it gets the rent |
//! | 3 | vault | w, optional | token vault of a change of a vault |
//! | 4 | sol_vault | w, optional | SOL vault of a change of it |
//! | 5 | market | w, optional | market of a change of one, or whose price an asset has |
//! | 6 | risk | w, optional | its row, or the asset's |
//! | 7 | operator | s, optional | an operator of the exchange |

use anchor_lang::prelude::*;
use quantdesk_core::change::{cap_change, limits_change, market_change};
use quantdesk_core::growth::Tiers;
use quantdesk_core::rounds::envelope_proven;
use quantdesk_core::schema_gen::{ListMarket, SetAsset};
use quantdesk_core::units::Ppm;

use crate::error::Refusal;
use crate::event::ChangeMoved;
use crate::state::change::{
    ADMIN_ADD, ADMIN_REMOVE, ADMIN_THRESHOLD, ASSET_WEIGHTS, BACKSTOP_NAME, CAP_STEP_S, EXIT_SHORTER, GUARDIAN,
    MARKET_LIMITS, MARKET_MARGIN, OPERATOR_ADD, OPERATOR_REMOVE, RECEIVER_SET, UNPAUSE, VAULT_CAP, VAULT_LIMITS,
};
use crate::state::exchange::KEYS_MAX;
use crate::state::risk::RiskRow;
use crate::state::vault::{VaultBook, CAP_MAX};
use crate::state::{Exchange, Market, PendingChange, ProtocolSolVault, Risk, TokenVault};

/// Accounts of the instruction.
#[derive(Accounts)]
pub struct ApplyChange {
    /// The exchange.
    #[account(mut, seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Closed.
    #[account(mut, close = payer, seeds = [b"change", &change.id.to_le_bytes()], bump = change.bump)]
    pub change: Account<PendingChange>,
    /// Who paid for it gets the rent; may be the operator (`unsafe(dup)`: writable).
    #[account(unsafe(dup), address = change.payer)]
    pub payer: UncheckedAccount,
    /// Token vault of a change of a vault.
    #[account(mut)]
    pub vault: Option<Account<TokenVault>>,
    /// SOL vault of a change of it.
    #[account(mut)]
    pub sol_vault: Option<Account<ProtocolSolVault>>,
    /// Market of a change of one.
    #[account(mut)]
    pub market: Option<Account<Market>>,
    /// Its row.
    #[account(mut)]
    pub risk: Option<Account<Risk>>,
    /// An operator of the exchange.
    pub operator: Option<Signer>,
}

/// Applies once: the change is closed.
pub fn run(ctx: &mut Context<ApplyChange>) -> Result<()> {
    let clock = Clock::get()?;
    let a = &mut ctx.accounts;
    // CUST-17: nothing that was proposed before may touch what everybody is paid by now.
    a.exchange.open_check()?;
    let since_s = a.change.due_check(&a.exchange, &clock)?;
    if let Some(operator) = &a.operator {
        a.exchange.operator_check(operator.address())?;
    } else {
        a.change.operator_hour_check(since_s, &clock)?;
    }
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
    } else if matches!(a.change.kind, MARKET_MARGIN | MARKET_LIMITS) {
        let (Some(market), Some(risk)) = (&mut a.market, &mut a.risk) else {
            return Err(Refusal::MarketUnknown.into());
        };
        require!(market.current() && market.number == u16::from(a.change.number), Refusal::MarketUnknown);
        market.address_check(market.address())?;
        anchor_lang::verify_program_address(&[b"risk", &[risk.bump]], &crate::ID, risk.address())?;
        let row = risk.rows.get_mut(usize::from(market.number)).ok_or(Refusal::MarketUnknown)?;
        market_change_take(market, row, &a.change)?;
    } else if a.change.kind == ASSET_WEIGHTS {
        let (Some(market), Some(risk)) = (&mut a.market, &mut a.risk) else {
            return Err(Refusal::MarketUnknown.into());
        };
        require!(market.current(), Refusal::MarketUnknown);
        market.address_check(market.address())?;
        anchor_lang::verify_program_address(&[b"risk", &[risk.bump]], &crate::ID, risk.address())?;
        asset_change(&a.exchange, market, risk, &a.change)?;
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

/// Caps rise at most to the double and once a day; limits of the outflow move at most by two in either direction (WDR-1).
fn book_change(book: &mut VaultBook, change: &PendingChange, unix_s: i64) -> Result<()> {
    let [first, second, third] = change.amounts;
    if change.kind == VAULT_CAP {
        let rises = first > book.cap_atoms;
        let late = unix_s >= book.cap_raised_s.checked_add(CAP_STEP_S).ok_or(Refusal::Overflow)?;
        cap_change(book.cap_atoms, first).map_err(|refusal| Refusal::of_change(refusal.reason))?;
        require!(!rises || (late && first <= CAP_MAX), Refusal::ChangeBounds);
        book.cap_atoms = first;
        if rises {
            book.cap_raised_s = unix_s;
        }
        return Ok(());
    }
    limits_change([book.hour_ppm, book.day_ppm, book.floor_atoms], change.amounts)
        .map_err(|refusal| Refusal::of_change(refusal.reason))?;
    (book.hour_ppm, book.day_ppm, book.floor_atoms) = (first, second, third);
    Ok(())
}

/// CUST-22: fractions and limits rise at most to the double, and what the core proved when the market was listed holds afterwards.
fn market_change_take(market: &mut Market, row: &mut RiskRow, change: &PendingChange) -> Result<()> {
    let before = listing_of(market, row);
    let [first, second, third] = change.amounts;
    let after = if change.kind == MARKET_MARGIN {
        let least = i64::try_from(third).map_err(|_| Refusal::ChangeBounds)?;
        ListMarket { imf: narrow(first)?, mmf: narrow(second)?, requirement_min: least, ..before }
    } else {
        ListMarket { position_max: first, open_interest_max: second, order_max: narrow(third)?, ..before }
    };
    let _ = market_change(&before, &after).map_err(|refusal| Refusal::of_change(refusal.reason))?;
    let _ = Tiers::of(&row.margin(), Ppm(after.imf), Ppm(after.mmf)).map_err(|_| Refusal::ChangeBounds)?;
    require!(envelope_proven(Ppm(after.mmf), Ppm(market.envelope_ppm)), Refusal::MarketEnvelope);
    (row.imf_ppm, row.mmf_ppm, row.requirement_min_atoms) = (after.imf, after.mmf, after.requirement_min);
    (market.position_max, market.open_interest_max, market.order_max) =
        (after.position_max, after.open_interest_max, after.order_max);
    Ok(())
}

/// CUST-39: an asset that has a vault, at the price of this market.
fn asset_change(exchange: &Exchange, market: &Market, risk: &mut Risk, change: &PendingChange) -> Result<()> {
    let [place, initial, maintenance] = change.amounts;
    let [low, high, decimals, rest @ ..] = place.to_le_bytes();
    require!(rest == [0; 5] && u16::from_le_bytes([low, high]) == market.number, Refusal::ChangeBounds);
    require!(change.number < exchange.assets_count, Refusal::AssetUnknown);
    let set = SetAsset {
        asset: change.number,
        market: market.number,
        decimals,
        weight_initial: narrow(initial)?,
        weight_maintenance: narrow(maintenance)?,
    };
    risk.asset_set(&set, market.price_max, market.tick_size)
}

/// The market as the core would list it.
fn listing_of(market: &Market, row: &RiskRow) -> ListMarket {
    ListMarket {
        market: market.number,
        symbol: market.symbol,
        tick_size: market.tick_size,
        lot_size: market.lot_size,
        price_max: market.price_max,
        order_max: market.order_max,
        position_max: market.position_max,
        open_interest_max: market.open_interest_max,
        imf: row.imf_ppm,
        mmf: row.mmf_ppm,
        requirement_min: row.requirement_min_atoms,
        profit_cap: row.profit_cap_atoms,
        band: market.band_ppm,
    }
}

fn narrow(number: u64) -> Result<u32> {
    Ok(u32::try_from(number).map_err(|_| Refusal::ChangeBounds)?)
}

fn exchange_change(exchange: &mut Exchange, change: &PendingChange) -> Result<()> {
    match change.kind {
        GUARDIAN => exchange.guardian = change.key,
        BACKSTOP_NAME => {
            // Once: the lots of another would count in open interest that they never entered.
            require!(exchange.backstop == Address::default(), Refusal::ChangeBounds);
            exchange.backstop = change.key;
        }
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
        EXIT_SHORTER => {
            require!(u64::from(change.number) < exchange.exit_hours(), Refusal::ChangeBounds);
            exchange.exit_hours = u64::from(change.number);
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
