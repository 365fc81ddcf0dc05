//! All accounts and their owners.
//!
//! Invariant: the number of an account is its dense place plus one and is never reused; an owner's accounts have
//! different indices.
#![allow(
    clippy::indexing_slicing,
    reason = "dense numbers are given out by `open` and never taken back; another one is a broken invariant"
)]

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::account::{Account, ACCOUNTS_PER_OWNER_MAX};
use crate::reason::{Reason, Refusal};
use crate::slab::place;
use crate::units::detail;

/// A wallet and its accounts.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Public key.
    pub key: [u8; 32],
    /// Fee tier (FEE-5).
    pub tier: u8,
    /// Dense numbers, in the order in which they were opened.
    pub accounts: Vec<u32>,
}

/// All accounts and owners.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    list: Vec<Account>,
    owners: Vec<Owner>,
    owner_of: BTreeMap<[u8; 32], u32>,
}

/// Number of an account from its dense one.
#[inline(always)]
pub fn number_of(dense: u32) -> u64 {
    u64::from(dense).wrapping_add(1)
}

impl Accounts {
    /// Dense number of an account's number.
    #[inline(always)]
    pub fn dense(&self, number: u64) -> Option<u32> {
        let dense = u32::try_from(number.checked_sub(1)?).ok()?;
        (place(dense) < self.list.len()).then_some(dense)
    }

    /// An account.
    #[inline(always)]
    pub fn at(&self, dense: u32) -> &Account {
        &self.list[place(dense)]
    }

    /// An account, to change.
    #[inline(always)]
    pub fn at_mut(&mut self, dense: u32) -> &mut Account {
        &mut self.list[place(dense)]
    }

    /// All accounts by number.
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.list.iter()
    }

    /// Number of accounts.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Owners in the order of their first account.
    pub fn owners(&self) -> &[Owner] {
        &self.owners
    }

    /// An owner by key.
    pub fn owner(&self, key: &[u8; 32]) -> Option<&Owner> {
        self.owners.get(place(*self.owner_of.get(key)?))
    }

    /// Opens the next account; returns its dense number.
    ///
    /// # Errors
    /// `account_exists`, `account_limit`.
    pub fn open(&mut self, key: [u8; 32], index: u16) -> Result<u32, Refusal> {
        let known = self.owner_of.get(&key).copied();
        if let Some(owner) = known {
            let accounts = &self.owners[place(owner)].accounts;
            if let Some(taken) = accounts.iter().find(|dense| self.at(**dense).index == index) {
                return Err(Refusal::with(Reason::AccountExists, 0, detail(number_of(*taken))));
            }
            if accounts.len() >= ACCOUNTS_PER_OWNER_MAX {
                return Err(Refusal::with(Reason::AccountLimit, count(ACCOUNTS_PER_OWNER_MAX), count(accounts.len())));
            }
        }
        let dense = u32::try_from(self.list.len()).map_err(|_| Refusal::of(Reason::AccountLimit))?;
        let owner = known.unwrap_or_else(|| self.add_owner(Owner { key, tier: 0, accounts: Vec::new() }));
        let tier = self.owners[place(owner)].tier;
        self.owners[place(owner)].accounts.push(dense);
        self.list.push(Account { owner, owner_key: key, index, tier, ..Account::default() });
        Ok(dense)
    }

    /// Adds an owner without accounts; returns his place.
    pub fn add_owner(&mut self, owner: Owner) -> u32 {
        let place = u32::try_from(self.owners.len()).unwrap_or(u32::MAX);
        let _ = self.owner_of.insert(owner.key, place);
        self.owners.push(owner);
        place
    }

    /// Sets the fee tier of an owner and of all his accounts (FEE-5).
    ///
    /// # Errors
    /// `account_unknown` when he has none.
    pub fn set_tier(&mut self, key: &[u8; 32], tier: u8) -> Result<(), Refusal> {
        let owner = *self.owner_of.get(key).ok_or(Reason::AccountUnknown)?;
        let owner = &mut self.owners[place(owner)];
        owner.tier = tier;
        for dense in &owner.accounts {
            self.list[place(*dense)].tier = tier;
        }
        Ok(())
    }
}

/// A count as the number of a refusal.
pub fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
