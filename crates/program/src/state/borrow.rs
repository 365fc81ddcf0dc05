//! Borrowing on the chain: its terms, rooms of accounts, and since when somebody owes USDC (CUST-47: MGN-7).
//!
//! Invariant: a room is the core's, by the index in force and what is listed; an hour begins no later than with the engine's tick that saw
//! the borrow.

use anchor_lang::prelude::*;
use quantdesk_core::borrow::Borrowing;
use quantdesk_core::schema_gen::SetBorrowing;
use quantdesk_core::units::{AssetAtoms, Atoms, Ppm};

use crate::error::Refusal;
use crate::position::book::Seat;
use crate::state::risk::BorrowTerms;
use crate::state::{Risk, UserAccount};

impl Risk {
    /// MGN-7: sets the terms of borrowing, within the core's bounds.
    pub fn borrowing_set(&mut self, set: &SetBorrowing) -> Result<()> {
        let terms = Borrowing::of(set).map_err(|_| Refusal::BorrowTerms)?;
        self.borrowing = BorrowTerms {
            room_max_atoms: terms.room_max.get(),
            room_part_ppm: terms.room_part.0,
            total_part_ppm: terms.total_part.0,
            duration_us: terms.duration_us,
        };
        Ok(())
    }

    /// The terms as the core has them.
    pub fn lending(&self) -> Result<Borrowing> {
        let terms = &self.borrowing;
        Ok(Borrowing {
            room_max: Atoms::new(terms.room_max_atoms).map_err(Refusal::from)?,
            room_part: Ppm(terms.room_part_ppm),
            total_part: Ppm(terms.total_part_ppm),
            duration_us: terms.duration_us,
        })
    }

    /// MGN-7: how far c of an account may be below zero on the strength of its other collateral. What is not listed lends nothing.
    pub fn room(&self, account: &UserAccount) -> Result<Atoms> {
        let mut value = Atoms::ZERO;
        for (asset, atoms) in account.others() {
            if let Some(known) = self.asset(asset)? {
                let amount = AssetAtoms::new(atoms).map_err(Refusal::from)?;
                value = value.add(known.lends(amount).map_err(Refusal::from)?).map_err(Refusal::from)?;
            }
        }
        Ok(self.lending()?.room_of(value).map_err(Refusal::from)?)
    }
}

impl Seat {
    /// MGN-7: its room where the item says that it has one, else none. The backstop has none.
    pub fn room(&self, has_room: bool, risk: &Risk) -> Result<Atoms> {
        if !has_room {
            return Ok(Atoms::ZERO);
        }
        require!(!self.is_backstop, Refusal::BorrowNone);
        risk.room(&self.user)
    }
}

impl UserAccount {
    /// Since when it owes USDC: by the round in force, no later than the engine's tick that saw it (CUST-47).
    #[must_use]
    pub fn owes_since(&self, round_us: u64) -> u64 {
        if self.insured_or_borrowed_us == 0 {
            round_us
        } else {
            self.insured_or_borrowed_us
        }
    }

    /// Notes whether it owes USDC, behind what may have changed that.
    pub fn borrow_note(&mut self, round_us: u64) {
        let [usdc, ..] = self.settled.collateral;
        self.insured_or_borrowed_us = if usdc < 0 { self.owes_since(round_us) } else { 0 };
    }
}
