//! All accounts and their owners.
//!
//! Invariant: a number names one account for ever, a closed one too; an owner's open accounts have different indices. An
//! account's place in the list is given once, in the order of opening, and stays.
#![allow(
    clippy::indexing_slicing,
    reason = "places are given out by `open` and never taken back; another one is a broken invariant"
)]

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::account::{Account, ACCOUNTS_PER_OWNER_MAX};
use crate::borrow::owed;
use crate::fees::REFERRED;
use crate::reason::{Reason, Refusal};
use crate::slab::{place, NONE};
use crate::units::{detail, Atoms};

/// Transfers that an owner may have settled in a unix day (CUST-41): each costs whoever settles a transaction.
pub const TRANSFERS_A_DAY: u16 = 32;

/// Numbers below it are found in one step; the chain's counter gives them in a row.
const NEAR_MAX: u64 = 1 << 20;

/// An owner's transfers of the last unix day in which he had one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransferDay {
    /// Days since 1970.
    pub day: u64,
    /// How many.
    pub count: u16,
}

/// A wallet and its accounts.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Public key.
    pub key: [u8; 32],
    /// Fee tier, `REFERRED` more where somebody referred him (FEE-5).
    pub tier: u8,
    /// His transfers of a day.
    pub transfers: TransferDay,
    /// Place of the owner who did (FEE-2).
    pub referrer: Option<u32>,
    /// What is set aside for him as a referrer, by market number; nothing of zero.
    pub owed: Vec<(u16, Atoms)>,
    /// Places of his open accounts, in the order of opening.
    pub accounts: Vec<u32>,
}

impl Owner {
    /// A wallet without accounts.
    pub fn new(key: [u8; 32]) -> Owner {
        Owner {
            key,
            tier: 0,
            transfers: TransferDay::default(),
            referrer: None,
            owed: Vec::new(),
            accounts: Vec::new(),
        }
    }

    /// What is set aside for him in a market; an entry of nothing where there was none.
    pub fn owed_in(&mut self, market: u16) -> &mut Atoms {
        let at = self.owed.binary_search_by_key(&market, |(of, _)| *of).unwrap_or_else(|at| {
            self.owed.insert(at, (market, Atoms::ZERO));
            at
        });
        &mut self.owed[at].1
    }
}

/// Places of accounts by their numbers; a closed account keeps its place.
#[derive(Clone, Debug, Default)]
struct Places {
    near: Vec<u32>, // NONE: never used
    far: BTreeMap<u64, u32>,
}

impl Places {
    #[inline(always)]
    fn get(&self, number: u64) -> Option<u32> {
        match usize::try_from(number).ok().and_then(|number| self.near.get(number)) {
            Some(found) => (*found != NONE).then_some(*found),
            None => self.far.get(&number).copied(),
        }
    }

    fn put(&mut self, number: u64, at: u32) {
        match usize::try_from(number) {
            Ok(near) if number < NEAR_MAX => {
                if self.near.len() <= near {
                    self.near.resize(near.saturating_add(1), NONE);
                }
                self.near[near] = at;
            }
            _ => {
                let _ = self.far.insert(number, at);
            }
        }
    }
}

/// All accounts and owners.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    list: Vec<Account>,
    places: Places,
    open: usize,
    owners: Vec<Owner>,
    owner_of: BTreeMap<[u8; 32], u32>,
    changed: Vec<u32>, // given out to change since the watch last looked (MGN-9)
    /// What all of them owe in USDC (MGN-7); every change of c tells it first.
    pub borrowed: Atoms,
}

impl Accounts {
    /// Place of an open account.
    #[inline(always)]
    pub fn dense(&self, number: u64) -> Option<u32> {
        self.places.get(number).filter(|dense| !self.list[place(*dense)].closed)
    }

    /// Number of the account at a place.
    #[inline(always)]
    pub fn number(&self, dense: u32) -> u64 {
        self.list[place(dense)].number
    }

    /// An account.
    #[inline(always)]
    pub fn at(&self, dense: u32) -> &Account {
        &self.list[place(dense)]
    }

    /// An account, to change: the watch will look at it (MGN-9).
    #[inline(always)]
    pub fn at_mut(&mut self, dense: u32) -> &mut Account {
        let account = &mut self.list[place(dense)];
        if !account.changed {
            account.changed = true;
            self.changed.push(dense);
        }
        account
    }

    /// Counts what an account will owe when its c becomes this (MGN-7).
    #[inline(always)]
    pub fn collateral_becomes(&mut self, dense: u32, collateral: Atoms) {
        let before = self.at(dense).funds.collateral;
        if before.is_negative() || collateral.is_negative() {
            let rest = self.borrowed.sub(owed(before)).and_then(|rest| rest.add(owed(collateral)));
            self.borrowed = rest.unwrap_or(self.borrowed); // sums of owed parts stay within money: each is a part of USDC
        }
        if before.is_negative() && !collateral.is_negative() {
            self.at_mut(dense).borrowed_us = 0; // the hour of this borrow is over, as on the chain: another has its own
        }
    }

    /// Sets c of an account.
    pub fn set_collateral(&mut self, dense: u32, collateral: Atoms) {
        self.collateral_becomes(dense, collateral);
        self.at_mut(dense).funds.collateral = collateral;
    }

    /// Notes that the watch must look at an account.
    pub fn note_changed(&mut self, dense: u32) {
        let _ = self.at_mut(dense);
    }

    /// Notes that the watch must look at everybody.
    pub fn note_all_changed(&mut self) {
        self.changed.clear();
        for (dense, account) in (0u32..).zip(&mut self.list) {
            account.changed = true;
            self.changed.push(dense);
        }
    }

    /// Accounts that the watch must look at.
    pub fn changed(&self) -> &[u32] {
        &self.changed
    }

    /// Accounts that the watch must look at; from now on none is.
    pub fn take_changed(&mut self) -> Vec<u32> {
        let changed = core::mem::take(&mut self.changed);
        for dense in &changed {
            self.list[place(*dense)].changed = false;
        }
        changed
    }

    /// All accounts in the order of opening; closed ones are empty.
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.list.iter()
    }

    /// Number of all accounts that ever were.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Number of open accounts.
    pub fn open_count(&self) -> usize {
        self.open
    }

    /// Owners in the order in which they came.
    pub fn owners(&self) -> &[Owner] {
        &self.owners
    }

    /// An owner by key.
    pub fn owner(&self, key: &[u8; 32]) -> Option<&Owner> {
        self.owners.get(place(*self.owner_of.get(key)?))
    }

    /// Opens an account; returns its place.
    ///
    /// # Errors
    /// `account_exists` for zero, for a number ever used and for an index that the owner has in use; `account_limit`.
    pub fn open(&mut self, number: u64, key: [u8; 32], index: u16) -> Result<u32, Refusal> {
        if number == 0 || self.places.get(number).is_some() {
            return Err(Refusal::with(Reason::AccountExists, 0, detail(number)));
        }
        let known = self.owner_of.get(&key).copied();
        if let Some(owner) = known {
            let accounts = &self.owners[place(owner)].accounts;
            if let Some(taken) = accounts.iter().find(|dense| self.at(**dense).index == index) {
                return Err(Refusal::with(Reason::AccountExists, 0, detail(self.number(*taken))));
            }
            if accounts.len() >= ACCOUNTS_PER_OWNER_MAX {
                return Err(Refusal::with(Reason::AccountLimit, count(ACCOUNTS_PER_OWNER_MAX), count(accounts.len())));
            }
        }
        let dense = self.next_place()?;
        let owner = known.unwrap_or_else(|| self.add_owner(Owner::new(key)));
        let tier = self.owners[place(owner)].tier;
        self.owners[place(owner)].accounts.push(dense);
        self.places.put(number, dense);
        self.list.push(Account { number, owner, owner_key: key, index, tier, ..Account::default() });
        self.open = self.open.saturating_add(1);
        Ok(dense)
    }

    fn next_place(&self) -> Result<u32, Refusal> {
        let next = u32::try_from(self.list.len()).ok().filter(|next| *next != NONE);
        next.ok_or(Refusal::of(Reason::AccountLimit))
    }

    /// Closes an account that is empty: its index is free again, its number never is.
    pub fn close(&mut self, dense: u32) {
        let account = core::mem::take(self.at_mut(dense));
        self.owners[place(account.owner)].accounts.retain(|other| *other != dense);
        *self.at_mut(dense) = Account { number: account.number, closed: true, ..Account::default() };
        self.open = self.open.saturating_sub(1);
    }

    /// Takes over the number of an account that was closed before a snapshot.
    ///
    /// # Errors
    /// `account_exists`, `account_limit`.
    pub fn add_closed(&mut self, number: u64) -> Result<(), Refusal> {
        if number == 0 || self.places.get(number).is_some() {
            return Err(Refusal::with(Reason::AccountExists, 0, detail(number)));
        }
        self.places.put(number, self.next_place()?);
        self.list.push(Account { number, closed: true, ..Account::default() });
        Ok(())
    }

    /// Adds an owner without accounts; returns his place.
    pub fn add_owner(&mut self, owner: Owner) -> u32 {
        let place = u32::try_from(self.owners.len()).unwrap_or(u32::MAX);
        let _ = self.owner_of.insert(owner.key, place);
        self.owners.push(owner);
        place
    }

    /// Counts a transfer of the owner of an account (CUST-41).
    ///
    /// # Errors
    /// `transfer_limit`.
    pub fn count_transfer(&mut self, dense: u32, day: u64) -> Result<(), Refusal> {
        let owner = self.at(dense).owner;
        let counted = &mut self.owners[place(owner)].transfers;
        let before = if counted.day == day { counted.count } else { 0 };
        if before >= TRANSFERS_A_DAY {
            let most = i64::from(TRANSFERS_A_DAY);
            return Err(Refusal::with(Reason::TransferLimit, most, most.saturating_add(1)));
        }
        *counted = TransferDay { day, count: before.saturating_add(1) };
        Ok(())
    }

    /// Sets the fee tier of an owner and of all his accounts (FEE-5); whether he was referred stays.
    ///
    /// # Errors
    /// `account_unknown` when he has none.
    pub fn set_tier(&mut self, key: &[u8; 32], tier: u8) -> Result<(), Refusal> {
        let owner = *self.owner_of.get(key).ok_or(Reason::AccountUnknown)?;
        let referred = if self.owners[place(owner)].referrer.is_some() { REFERRED } else { 0 };
        self.put_tier(owner, tier.saturating_add(referred));
        Ok(())
    }

    /// Who referred an owner; from now on his fees are lower, and a part of them is the other's (FEE-2, FEE-5).
    ///
    /// # Errors
    /// `referrer_known` when somebody has; `referrer_unknown` where nobody has this key who has an account, or it is his own.
    pub fn refer(&mut self, owner: u32, key: &[u8; 32]) -> Result<(), Refusal> {
        let referrer = self.owner_of.get(key).copied().filter(|other| *other != owner);
        let referrer = referrer.filter(|other| !self.owners[place(*other)].accounts.is_empty());
        let referrer = referrer.ok_or(Reason::ReferrerUnknown)?;
        let known = &mut self.owners[place(owner)];
        if known.referrer.is_some() {
            return Err(Refusal::of(Reason::ReferrerKnown));
        }
        known.referrer = Some(referrer);
        let tier = known.tier.saturating_add(REFERRED);
        self.put_tier(owner, tier);
        Ok(())
    }

    /// An owner to change.
    pub fn owner_mut(&mut self, owner: u32) -> &mut Owner {
        &mut self.owners[place(owner)]
    }

    fn put_tier(&mut self, owner: u32, tier: u8) {
        let owner = &mut self.owners[place(owner)];
        owner.tier = tier;
        for dense in &owner.accounts {
            self.list[place(*dense)].tier = tier;
        }
    }
}

/// A count as the number of a refusal.
pub fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
