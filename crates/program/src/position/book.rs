//! Accounts of a settlement: user accounts, the table of registered orders right behind its user account, markets, the vault of USDC.
//!
//! Invariant: every account is loaded once, is ours, writable and of this layout; what was touched is digested in the order of
//! its first touch (CUST-8).

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use quantdesk_core::entries::{Entry, ENTRY_BYTES};

use crate::error::Refusal;
use crate::state::entries::ENTRIES_VERSION;
use crate::state::user::USDC;
use crate::state::vault::VAULT_VERSION;
use crate::state::{Entries, Exchange, Market, TokenVault, UserAccount};

/// A table of registered orders.
pub type Table = Slab<Entries, [u8; ENTRY_BYTES]>;

/// What was written first, by its place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Touched {
    /// A user account.
    User(u8),
    /// The engine's ledger of a market.
    Market(u8),
}

/// A user account and its table, where it was given.
pub struct Seat {
    /// The account.
    pub user: Account<UserAccount>,
    /// Its registered orders.
    pub table: Option<Table>,
    /// Whether it takes over what the book does not: its lots count in no open interest.
    pub is_backstop: bool,
}

/// The accounts of a settlement.
pub struct Book {
    seats: Vec<Seat>,
    markets: Vec<Account<Market>>,
    vault: Option<Account<TokenVault>>,
    touched: Vec<Touched>,
    /// Hours of an exit (CUST-17).
    pub exit_hours: u64,
}

impl Book {
    /// Loads the accounts: their type is told by their discriminator, their place by their order within the type.
    pub fn load(views: &[AccountView], exchange: &Exchange) -> Result<Book> {
        let mut book = Book {
            seats: Vec::with_capacity(views.len()),
            markets: Vec::with_capacity(views.len()),
            vault: None,
            touched: Vec::with_capacity(views.len()),
            exit_hours: exchange.exit_hours(),
        };
        for (at, view) in views.iter().enumerate() {
            let doubled = views.iter().take(at).any(|other| anchor_lang::address_eq(other.address(), view.address()));
            require!(!doubled, ErrorCode::ConstraintDuplicateMutableAccount);
            let kind: [u8; 8] = kind_of(view)?;
            if kind == Market::DISCRIMINATOR {
                book.market_load(view)?;
            } else if kind == Entries::DISCRIMINATOR {
                book.table_load(view)?;
            } else if kind == TokenVault::DISCRIMINATOR {
                book.vault_load(view)?;
            } else {
                book.user_load(view, exchange)?;
            }
        }
        Ok(book)
    }

    fn user_load(&mut self, view: &AccountView, exchange: &Exchange) -> Result<()> {
        // SAFETY: no account is loaded twice, so no other reference to its data lives.
        let user = unsafe { Account::<UserAccount>::load_mut(*view)? };
        require!(user.current(), Refusal::LayoutVersion);
        user.address_check(user.address())?;
        user.engine_check()?;
        let is_backstop = exchange.is_backstop(&user.owner, user.index);
        self.seats.push(Seat { user, table: None, is_backstop });
        Ok(())
    }

    fn table_load(&mut self, view: &AccountView) -> Result<()> {
        // SAFETY: no account is loaded twice, so no other reference to its data lives.
        let table = unsafe { Table::load_mut(*view)? };
        table.address_check(table.address())?;
        let seat = self.seats.last_mut().ok_or(Refusal::ItemsMalformed)?;
        let its = anchor_lang::address_eq(seat.user.address(), &table.user)
            && table.version == ENTRIES_VERSION
            && table.number == seat.user.settled.number;
        require!(its, Refusal::ItemsMalformed);
        seat.table = Some(table);
        Ok(())
    }

    fn market_load(&mut self, view: &AccountView) -> Result<()> {
        // SAFETY: no account is loaded twice, so no other reference to its data lives.
        let market = unsafe { Account::<Market>::load_mut(*view)? };
        require!(market.current(), Refusal::LayoutVersion);
        market.address_check(market.address())?;
        self.markets.push(market);
        Ok(())
    }

    fn vault_load(&mut self, view: &AccountView) -> Result<()> {
        // SAFETY: no account is loaded twice, so no other reference to its data lives.
        let vault = unsafe { Account::<TokenVault>::load_mut(*view)? };
        require!(vault.version == VAULT_VERSION, Refusal::LayoutVersion);
        vault.address_check(vault.address())?;
        require!(vault.asset == USDC, Refusal::AssetUnknown);
        self.vault = Some(vault);
        Ok(())
    }

    /// The vault of USDC.
    pub fn vault(&mut self) -> Result<&mut Account<TokenVault>> {
        Ok(self.vault.as_mut().ok_or(Refusal::ItemsMalformed)?)
    }

    /// A user account that an item reads.
    pub fn seat_read(&self, place: u8) -> Result<&Seat> {
        Ok(self.seats.get(usize::from(place)).ok_or(Refusal::ItemsMalformed)?)
    }

    /// A user account and its table, which an item writes.
    pub fn seat(&mut self, place: u8) -> Result<&mut Seat> {
        self.touch(Touched::User(place));
        Ok(self.seats.get_mut(usize::from(place)).ok_or(Refusal::ItemsMalformed)?)
    }

    /// Two different user accounts, which an item writes.
    pub fn seats(&mut self, first: u8, second: u8) -> Result<(&mut Seat, &mut Seat)> {
        self.touch(Touched::User(first));
        self.touch(Touched::User(second));
        let (low, high) = (usize::from(first.min(second)), usize::from(first.max(second)));
        require!(low != high && high < self.seats.len(), Refusal::ItemsMalformed);
        let (left, right) = self.seats.split_at_mut(high);
        let (lower, higher) = (left.get_mut(low), right.first_mut());
        let (Some(lower), Some(higher)) = (lower, higher) else { return Err(Refusal::ItemsMalformed.into()) };
        Ok(if first < second { (lower, higher) } else { (higher, lower) })
    }

    /// A market whose engine ledger an item writes.
    pub fn market(&mut self, place: u8) -> Result<&mut Account<Market>> {
        self.touch(Touched::Market(place));
        Ok(self.markets.get_mut(usize::from(place)).ok_or(Refusal::ItemsMalformed)?)
    }

    /// A market that an item reads.
    pub fn market_read(&self, place: u8) -> Result<&Market> {
        Ok(self.markets.get(usize::from(place)).ok_or(Refusal::ItemsMalformed)?)
    }

    /// CUST-8: the after-state of what was written, in the order of its first touch: the settled block and the positions of a
    /// user account, the engine's ledger of a market. What owner instructions write is not in it.
    pub fn after_state(&self) -> Result<Vec<u8>> {
        let mut state = Vec::with_capacity(self.touched.len().saturating_mul(512));
        for touched in &self.touched {
            match touched {
                Touched::User(place) => {
                    let seat = self.seats.get(usize::from(*place)).ok_or(Refusal::ItemsMalformed)?;
                    state.extend_from_slice(bytemuck::bytes_of(&seat.user.settled));
                    state.extend_from_slice(bytemuck::cast_slice(seat.user.positions()));
                }
                Touched::Market(place) => {
                    let market = self.markets.get(usize::from(*place)).ok_or(Refusal::ItemsMalformed)?;
                    state.extend_from_slice(bytemuck::bytes_of(&market.engine));
                }
            }
        }
        Ok(state)
    }

    /// Notes of all that was written whether it owes USDC (CUST-47).
    pub fn borrows_note(&mut self, round_us: u64) {
        for seat in &mut self.seats {
            seat.user.borrow_note(round_us);
        }
    }

    fn touch(&mut self, what: Touched) {
        if !self.touched.contains(&what) {
            self.touched.push(what);
        }
    }
}

impl Seat {
    /// A registered order.
    pub fn entry(&self, place: u8) -> Result<Entry> {
        let table = self.table.as_ref().ok_or(Refusal::ItemsMalformed)?;
        let bytes = table.get(usize::from(place)).ok_or(Refusal::ItemsMalformed)?;
        Ok(Entry::read(bytes))
    }

    /// Counts settled lots of a registered order.
    pub fn entry_fill(&mut self, place: u8, entry: &Entry, lots: u32) -> Result<()> {
        let filled = entry.filled.checked_add(lots).ok_or(Refusal::Overflow)?;
        let table = self.table.as_mut().ok_or(Refusal::ItemsMalformed)?;
        let bytes = table.get_mut(usize::from(place)).ok_or(Refusal::ItemsMalformed)?;
        Entry::write_filled(bytes, filled);
        Ok(())
    }
}

fn kind_of(view: &AccountView) -> Result<[u8; 8]> {
    let data = view.try_borrow()?;
    let head = data.get(..8).ok_or(Refusal::ItemsMalformed)?;
    Ok(head.try_into().map_err(|_| Refusal::ItemsMalformed)?)
}
