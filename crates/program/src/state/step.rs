//! The licence that a judged step of a liquidation leaves in its account (CUST-30).
//!
//! Invariant: it ends with the mark round in which it was judged, and with money or a signed trade that comes before; its lots only
//! become fewer.

use anchor_lang::prelude::*;
use quantdesk_core::entries::Entry;
use quantdesk_core::schema_gen::LiquidationWay;
use quantdesk_core::units::{Position, Side};

use crate::error::Refusal;

/// What a step of a liquidation may still do (CUST-30).
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct Step {
    /// Mark round in which it was judged, and with which it ends.
    pub round: u64,
    /// Lots left of a step on the book.
    pub lots: u32,
    /// Worst price of a step on the book, ticks.
    pub price: u32,
    /// Market of a step on the book; of others one in which there are lots.
    pub market: u16,
    /// As the core numbers it; zero: none.
    pub way: u8,
    /// Zero.
    pub reserved: [u8; 5],
}

impl Step {
    /// Refuses when there is no step of this way in this mark round.
    pub fn check(&self, way: LiquidationWay, round: u64) -> Result<()> {
        require!(self.way == way.code() && self.round == round, Refusal::StepTerms);
        Ok(())
    }

    /// Refuses when there is no step in this mark round by which all positions go.
    pub fn check_closing(&self, round: u64) -> Result<()> {
        let closing = [LiquidationWay::Backstop, LiquidationWay::Round].iter().any(|way| self.way == way.code());
        require!(closing && self.round == round, Refusal::StepTerms);
        Ok(())
    }

    /// Whether it was judged in this mark round that the account is bankrupt: Net below zero.
    #[must_use]
    pub fn is_bankrupt(&self, round: u64) -> bool {
        let bankrupt = [LiquidationWay::Round, LiquidationWay::Loss].iter().any(|way| self.way == way.code());
        bankrupt && self.round == round
    }

    /// The order that a step on the book is in a market: reduce-only, of the side that closes, at the worst price, of nobody's hand.
    /// Refuses when there is no such step in this mark round.
    pub fn order(&self, position: Position, market: u16, round: u64) -> Result<Entry> {
        self.check(LiquidationWay::Book, round)?;
        require!(self.market == market, Refusal::StepTerms);
        let side = if position.get() > 0 { Side::Sell } else { Side::Buy };
        Ok(Entry::closing(side, market, self.price, self.lots))
    }
}
