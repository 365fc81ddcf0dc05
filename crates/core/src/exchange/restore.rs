//! The state out of a snapshot's bytes.
//!
//! Invariant: bytes are taken only when writing the restored state gives them again, so hostile or torn bytes are refused
//! and one state has one snapshot.

use alloc::vec::Vec;

use super::accounts::Owner;
use super::receipts::{is_reduce_only, Flags, Receipt};
use super::snapshot::MAGIC;
use super::{BatchError, Exchange};
use crate::account::{Account, Delegate, Held, CLIENT_ORDER_IDS_MAX, NONCES_MAX};
use crate::book::Order;
use crate::fees::TIER_MAX;
use crate::market::{Market, MARKETS_MAX};
use crate::position::{Holding, Ledger};
use crate::rounding::Overflow;
use crate::schema_gen::{ListMarket, OrderState, Reason};
use crate::slab::NONE;
use crate::units::{opposite, slot_of, Atoms, Mticks, Position, Side, Ticks, LOTS_MAX, TICKS_MAX};
use crate::wire::{Malformed, Reader};

impl From<Overflow> for Malformed {
    fn from(_: Overflow) -> Malformed {
        Malformed
    }
}

impl Exchange {
    /// The state that a snapshot holds.
    ///
    /// # Errors
    /// `BatchError::Snapshot` when the bytes are not exactly what `snapshot` writes of some state.
    pub fn restore(bytes: &[u8]) -> Result<Exchange, BatchError> {
        let exchange = read(bytes).map_err(|Malformed| BatchError::Snapshot)?;
        if exchange.snapshot() != bytes {
            return Err(BatchError::Snapshot);
        }
        Ok(exchange)
    }
}

fn read(bytes: &[u8]) -> Result<Exchange, Malformed> {
    let mut from = Reader::new(bytes);
    require(from.bytes::<4>()? == MAGIC)?;
    let (opened, domain) = (from.u8()?, from.bytes::<8>()?);
    let mut exchange = Exchange { domain: (opened == 1).then_some(domain), seq: from.u64()?, ..Exchange::default() };
    exchange.ts_us = from.u64()?;
    exchange.slot = slot_of(exchange.ts_us);
    exchange.tracked = Atoms::new(from.i64()?)?;
    let markets = from.count(ListMarket::SIZE)?;
    require(markets <= MARKETS_MAX)?;
    for _ in 0..markets {
        let market = read_market(&mut from)?;
        require(exchange.markets.get(market.id).is_none())?;
        exchange.markets.add(market);
    }
    let mut owners = Vec::new();
    for _ in 0..from.count(33)? {
        owners.push((from.bytes::<32>()?, from.u8()?));
    }
    for _ in 0..from.count(78)? {
        read_account(&mut from, &mut exchange, &owners)?;
    }
    for (key, tier) in &owners {
        require(*tier <= TIER_MAX && exchange.accounts.set_tier(key, *tier).is_ok())?;
    }
    let ids: Vec<u16> = exchange.markets.iter().map(|market| market.id).collect();
    for id in ids {
        for _ in 0..from.count(77)? {
            let order = read_order(&mut from)?;
            rest(&mut exchange, id, order)?;
        }
    }
    for market in exchange.markets.iter_mut() {
        market.told = market.now;
        market.book.take_changed_levels(|_, _, _| {});
    }
    require(from.is_at_end())?;
    Ok(exchange)
}

fn require(holds: bool) -> Result<(), Malformed> {
    if holds {
        Ok(())
    } else {
        Err(Malformed)
    }
}

fn read_market(from: &mut Reader<'_>) -> Result<Market, Malformed> {
    let listing = ListMarket::read(&from.bytes::<{ ListMarket::SIZE }>()?).ok_or(Malformed)?;
    let mut market = Market::list(listing).map_err(|_| Malformed)?;
    let paused = from.u8()?;
    require(paused <= 1)?;
    market.paused = paused == 1;
    market.index = Mticks(from.u64()?);
    market.mark = Mticks(from.u64()?);
    market.now.last_price = Ticks(from.u32()?);
    market.now.ledger = Ledger {
        pool: Atoms::new(from.i64()?)?,
        insurance: Atoms::new(from.i64()?)?,
        fee_bucket: Atoms::new(from.i64()?)?,
        fee_claim: Atoms::new(from.i64()?)?,
        claims: Atoms::new(from.i64()?)?,
        deficit: Atoms::new(from.i64()?)?,
        funding: from.i64()?,
        long_lots: from.i64()?,
        short_lots: from.i64()?,
    };
    market.derive()?;
    Ok(market)
}

fn read_account(from: &mut Reader<'_>, exchange: &mut Exchange, owners: &[([u8; 32], u8)]) -> Result<(), Malformed> {
    let owner = usize::try_from(from.u32()?).map_err(|_| Malformed)?;
    let (key, tier) = owners.get(owner).ok_or(Malformed)?;
    let index = from.u16()?;
    if owner == exchange.accounts.owners().len() {
        let _ = exchange.accounts.add_owner(Owner { key: *key, tier: *tier, accounts: Vec::new() });
    }
    require(owner < exchange.accounts.owners().len())?;
    let dense = exchange.accounts.open(*key, index).map_err(|_| Malformed)?;
    let mut account = exchange.accounts.at(dense).clone();
    account.funds.collateral = Atoms::new(from.i64()?)?;
    account.funds.held =
        Held { epoch: from.u64()?, current: Atoms::new(from.i64()?)?, previous: Atoms::new(from.i64()?)? };
    for _ in 0..from.count(41)? {
        account.delegates.push(Delegate { id: from.u8()?, key: from.bytes()?, expiry_us: from.u64()? });
    }
    require(account.delegates.is_sorted_by(|one, next| one.id < next.id))?;
    account.nonces.floor = from.u64()?;
    for _ in 0..from.count(8)? {
        account.nonces.taken.push_back(from.u64()?);
    }
    account.nonces.highest = account.nonces.taken.back().copied().unwrap_or(0).max(account.nonces.floor);
    let taken = &account.nonces.taken;
    require(taken.len() <= NONCES_MAX && taken.iter().is_sorted_by(|one, next| one < next))?;
    for _ in 0..from.count(42)? {
        let market = from.u16()?;
        require(exchange.markets.get(market).is_some())?;
        let holding = read_holding(from)?;
        account.funds.flat_debts = account.funds.flat_debts.saturating_add(u32::from(holding.is_flat_debt()));
        account.funds.market_entry(market).exposure.holding = holding;
    }
    for _ in 0..from.count(83)? {
        let receipt = read_receipt(from, dense)?;
        add_receipt(exchange, receipt, &mut account)?;
    }
    *exchange.accounts.at_mut(dense) = account;
    Ok(())
}

fn add_receipt(exchange: &mut Exchange, receipt: Receipt, account: &mut Account) -> Result<u32, Malformed> {
    let known = exchange.receipts.of_client(receipt.account, receipt.client_order_id).is_some();
    require(!known && !exchange.receipts.is_taken(&receipt.order_id) && account.receipts < CLIENT_ORDER_IDS_MAX)?;
    Ok(exchange.receipts.add(receipt, account))
}

fn read_holding(from: &mut Reader<'_>) -> Result<Holding, Malformed> {
    Ok(Holding {
        position: Position::new(from.i64()?)?,
        quote: Atoms::new(from.i64()?)?,
        claim: Atoms::new(from.i64()?)?,
        swept: Atoms::new(from.i64()?)?,
        funding: from.i64()?,
    })
}

fn reason_from(code: u16) -> Option<Reason> {
    Reason::ALL.iter().find(|reason| reason.code() == code).copied()
}

fn read_receipt(from: &mut Reader<'_>, account: u32) -> Result<Receipt, Malformed> {
    let receipt = Receipt {
        order_id: from.bytes()?,
        client_order_id: from.u64()?,
        nonce: from.u64()?,
        arrival: from.u64()?,
        accepted_us: from.u64()?,
        expiry_slot: from.u64()?,
        final_us: from.u64()?,
        account,
        order: NONE,
        price: from.u32()?,
        size: from.u32()?,
        filled: from.u32()?,
        market: from.u16()?,
        reason: reason_from(from.u16()?).ok_or(Malformed)?,
        flags: from.u8()?,
        side: Side::from_u8(from.u8()?).ok_or(Malformed)?,
        state: OrderState::from_u8(from.u8()?).ok_or(Malformed)?,
    };
    require(receipt.state != OrderState::Resting && Flags::is_packed(receipt.flags))?;
    Ok(receipt)
}

fn read_order(from: &mut Reader<'_>) -> Result<Order, Malformed> {
    let order = Order {
        id: from.bytes()?,
        client_order_id: from.u64()?,
        nonce: from.u64()?,
        expiry_slot: from.u64()?,
        accepted_seq: from.u64()?,
        accepted_us: from.u64()?,
        account: from.u32()?,
        entry: NONE,
        price: from.u32()?,
        size: from.u32()?,
        left: from.u32()?,
        fee_max: from.u16()?,
        side: Side::from_u8(from.u8()?).ok_or(Malformed)?,
        flags: from.u8()?,
        signer_delegate: from.u8()?,
    };
    require(order.price > 0 && order.price <= TICKS_MAX && order.size <= LOTS_MAX)?;
    require(order.left > 0 && order.left <= order.size && Flags::is_packed(order.flags))?;
    Ok(order)
}

/// Puts an order back: its receipt, its place in the book, its lots among the open ones of its account.
fn rest(exchange: &mut Exchange, id: u16, mut order: Order) -> Result<(), Malformed> {
    require(exchange.accounts.dense(u64::from(order.account).saturating_add(1)).is_some())?;
    let market = exchange.markets.get(id).ok_or(Malformed)?;
    let facing = market.book.best(opposite(order.side));
    require(facing.is_none_or(|best| !Ticks(order.price).crosses(order.side, Ticks(best))))?;
    let receipt = Receipt {
        order_id: order.id,
        client_order_id: order.client_order_id,
        nonce: order.nonce,
        arrival: order.accepted_seq,
        accepted_us: order.accepted_us,
        expiry_slot: order.expiry_slot,
        final_us: 0,
        account: order.account,
        order: NONE,
        price: order.price,
        size: order.size,
        filled: 0,
        market: id,
        reason: Reason::None,
        flags: order.flags,
        side: order.side,
        state: OrderState::Resting,
    };
    let mut account = core::mem::take(exchange.accounts.at_mut(order.account));
    let entry = add_receipt(exchange, receipt, &mut account);
    *exchange.accounts.at_mut(order.account) = account;
    order.entry = entry?;
    if !is_reduce_only(order.flags) {
        let exposure = &mut exchange.accounts.at_mut(order.account).funds.market_entry(id).exposure;
        exposure.add_orders(order.side, u64::from(order.left))?;
    }
    exchange.put_in_book(id, order, None);
    Ok(())
}
