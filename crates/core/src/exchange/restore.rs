//! The state out of a snapshot's bytes.
//!
//! Invariant: bytes are taken only when writing the restored state gives them again, so hostile or torn bytes are refused
//! and one state has one snapshot.

use alloc::vec::Vec;

use super::accounts::{Owner, TransferDay, TRANSFERS_A_DAY};
use super::beside::Beside;
use super::gate::Gate;
use super::receipts::{is_reduce_only, unlinked, Flags, Receipt};
use super::signed::Incoming;
use super::slicing::may_slice;
use super::snapshot::MAGIC;
use super::waiting::{waits, Terms, Waiting};
use super::{BatchError, Exchange};
use crate::account::{Account, Flow, Held, OtherCollateral, CLIENT_ORDER_IDS_MAX, NONCES_MAX};
use crate::book::Order;
use crate::borrow::Borrowing;
use crate::delegate::{Bounds, Delegate, Traded};
use crate::entries::{Bound, EntryLimit, ENTRIES_LEAST};
use crate::fees::{is_shared, REFERRED, TIER_MAX};
use crate::margin::imf_of;
use crate::mark::{Averages, Premium};
use crate::market::{Market, MARKETS_MAX, MARKET_ALL};
use crate::position::{Holding, Ledger};
use crate::rounding::Overflow;
use crate::schema_gen::{
    Link, ListMarket, OrderKind, OrderState, PriceSource, Reason, SetAsset, SetBorrowing, SetMargin,
};
use crate::slab::{place, NONE};
use crate::tail::Given;
use crate::tier::{Feed, Tier, TierCause};
use crate::trigger::Distance;
use crate::units::{
    opposite, slot_of, AssetAtoms, Atoms, Lots, Mticks, Position, Ppm, Side, Ticks, LOTS_MAX, PPM, TICKS_MAX,
};
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
    exchange.round = from.u64()?;
    exchange.round_us = from.u64()?;
    exchange.tracked = Atoms::new(from.i64()?)?;
    exchange.backstop = Some(from.u32()?).filter(|backstop| *backstop != u32::MAX);
    exchange.entries = EntryLimit(from.u16()?);
    require(exchange.entries.0 >= ENTRIES_LEAST)?;
    exchange.frozen_us = from.u64()?;
    exchange.posted_us = from.u64()?;
    exchange.unposted_us = from.u64()?;
    exchange.changes_last = from.u64()?;
    let (room_max, room_part, total_part, duration) = (from.i64()?, from.u32()?, from.u32()?, from.u64()?);
    let set = SetBorrowing { room_max, room_part, total_part, duration };
    exchange.borrowing = Borrowing::of(&set).map_err(|_| Malformed)?;
    let closed = from.u8()?;
    exchange.gate = Gate { closed: closed == 1, since_us: from.u64()? };
    require(closed <= 1)?;
    exchange.tail = Atoms::new(from.i64()?)?;
    let markets = from.count(ListMarket::SIZE)?;
    require(markets <= MARKETS_MAX)?;
    for _ in 0..markets {
        let market = read_market(&mut from)?;
        require(exchange.markets.get(market.id).is_none())?;
        exchange.markets.add(market);
    }
    for _ in 0..from.count(SetAsset::SIZE)? {
        read_asset(&mut from, &mut exchange)?;
    }
    let owners = from.count(51)?;
    for _ in 0..owners {
        let owner = read_owner(&mut from, owners)?;
        require(exchange.accounts.owner(&owner.key).is_none())?;
        let _ = exchange.accounts.add_owner(owner);
    }
    for _ in 0..from.count(9)? {
        read_account(&mut from, &mut exchange)?;
    }
    let ids: Vec<u16> = exchange.markets.iter().map(|market| market.id).collect();
    for id in ids {
        for _ in 0..from.count(78)? {
            let order = read_order(&mut from)?;
            rest(&mut exchange, id, order)?;
        }
    }
    for _ in 0..from.count(131)? {
        let (waiting, receipt) = read_waiting(&mut from, &exchange)?;
        wait(&mut exchange, waiting, receipt)?;
    }
    for _ in 0..from.count(29)? {
        read_beside(&mut from, &mut exchange)?;
    }
    for market in exchange.markets.iter_mut() {
        market.told = market.now;
        market.book.take_changed_levels(|_, _, _| {});
    }
    require(from.is_at_end())?;
    let accounts = u32::try_from(exchange.accounts.len()).map_err(|_| Malformed)?;
    require(exchange.backstop.is_none_or(|backstop| backstop < accounts))?;
    exchange.watch_all();
    Ok(exchange)
}

fn require(holds: bool) -> Result<(), Malformed> {
    if holds {
        Ok(())
    } else {
        Err(Malformed)
    }
}

fn read_owner(from: &mut Reader<'_>, owners: usize) -> Result<Owner, Malformed> {
    let mut owner = Owner { tier: 0, ..Owner::new(from.bytes::<32>()?) };
    owner.tier = from.u8()?;
    owner.transfers = TransferDay { day: from.u64()?, count: from.u16()? };
    require(owner.transfers.count <= TRANSFERS_A_DAY)?;
    owner.referrer = Some(from.u32()?).filter(|referrer| *referrer != u32::MAX);
    require(owner.tier <= TIER_MAX.saturating_add(REFERRED) && is_shared(owner.tier) == owner.referrer.is_some())?;
    require(owner.referrer.is_none_or(|referrer| place(referrer) < owners))?;
    for _ in 0..from.count(10)? {
        let (market, amount) = (from.u16()?, Atoms::new(from.i64()?)?);
        require(amount.is_positive() && owner.owed.last().is_none_or(|(last, _)| *last < market))?;
        owner.owed.push((market, amount));
    }
    Ok(owner)
}

fn read_market(from: &mut Reader<'_>) -> Result<Market, Malformed> {
    let listing = ListMarket::read(&from.bytes::<{ ListMarket::SIZE }>()?).ok_or(Malformed)?;
    let mut market = Market::list(listing).map_err(|_| Malformed)?;
    let margin = SetMargin::read(&from.bytes::<{ SetMargin::SIZE }>()?).ok_or(Malformed)?;
    require(margin.market == market.id)?;
    market.set_margin(&margin, Ppm(listing.imf), Ppm(listing.mmf)).map_err(|_| Malformed)?;
    let paused = from.u8()?;
    require(paused <= 1)?;
    market.paused = paused == 1;
    market.index = Mticks(from.u64()?);
    market.mark = Mticks(from.u64()?);
    market.slow = Mticks(from.u64()?);
    market.slow_us = from.u64()?;
    market.sweep_cursor = from.u64()?;
    market.liquidation_fee = Ppm(from.u32()?);
    market.insurance_cap = Atoms::new(from.i64()?)?;
    market.records = from.u64()?;
    market.tried = (Atoms::new(from.i64()?)?, Mticks(from.u64()?));
    market.given = Given { day: from.u32()?, amount: Atoms::new(from.i64()?)? };
    market.newest = Mticks(from.u64()?);
    market.published_us = from.u64()?;
    market.feed = read_feed(from)?;
    market.mark_us = from.u64()?;
    market.averages = Averages { mid: from.i64()?, basis: from.i64()? };
    market.premium = Premium { hour: from.u64()?, sum: from.i64()?, count: from.u32()? };
    market.funding_rest = from.u32()?;
    market.funding_place = Some(from.u32()?).filter(|place| *place != u32::MAX);
    market.now.last_price = Ticks(from.u32()?);
    market.now.ledger = Ledger {
        pool: Atoms::new(from.i64()?)?,
        insurance: Atoms::new(from.i64()?)?,
        fee_bucket: Atoms::new(from.i64()?)?,
        shares: Atoms::new(from.i64()?)?,
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

fn read_feed(from: &mut Reader<'_>) -> Result<Feed, Malformed> {
    let (tier, cause) = (Tier::from_u8(from.u8()?), TierCause::from_u8(from.u8()?));
    let jumped = from.u8()?;
    require(jumped <= 1)?;
    Ok(Feed {
        tier: tier.ok_or(Malformed)?,
        cause: cause.ok_or(Malformed)?,
        jumped: jumped == 1,
        interval_us: from.u64()?,
        conf: Ppm(from.u32()?),
        doubt: Ppm(from.u32()?),
    })
}

fn read_asset(from: &mut Reader<'_>, exchange: &mut Exchange) -> Result<(), Malformed> {
    let set = SetAsset::read(&from.bytes::<{ SetAsset::SIZE }>()?).ok_or(Malformed)?;
    require(exchange.markets.set_asset(&set).is_ok())?;
    exchange.markets.assets.get_mut(set.asset).ok_or(Malformed)?.tracked = AssetAtoms::new(from.i64()?)?;
    Ok(())
}

/// Other collateral, sums of credits and debits, and what the chain's owner instructions left behind.
fn read_collateral(from: &mut Reader<'_>, account: &mut Account) -> Result<(), Malformed> {
    for _ in 0..from.count(9)? {
        account.funds.others.push(OtherCollateral { asset: from.u8()?, amount: AssetAtoms::new(from.i64()?)? });
    }
    require(account.funds.others.iter().all(|other| other.amount > AssetAtoms::ZERO))?;
    require(account.funds.others.is_sorted_by(|one, next| one.asset < next.asset))?;
    for _ in 0..from.count(17)? {
        account.flows.push(Flow { asset: from.u8()?, credited: from.u64()?, debited: from.u64()? });
    }
    require(account.flows.is_sorted_by(|one, next| one.asset < next.asset))?;
    account.last_request = from.u64()?;
    account.floor = from.u64()?;
    account.inbox = from.u64()?;
    account.liquidated_us = from.u64()?;
    account.settled = from.u64()?;
    account.borrowed_us = from.u64()?;
    account.restrictions = from.u8()?;
    account.isolated = Some(from.u16()?).filter(|market| *market != MARKET_ALL);
    account.dead_man = [from.u64()?, from.u64()?];
    Ok(())
}

fn read_account(from: &mut Reader<'_>, exchange: &mut Exchange) -> Result<(), Malformed> {
    let (number, closed) = (from.u64()?, from.u8()?);
    require(closed <= 1)?;
    if closed == 1 {
        return exchange.accounts.add_closed(number).map_err(|_| Malformed);
    }
    let owner = usize::try_from(from.u32()?).map_err(|_| Malformed)?;
    let key = exchange.accounts.owners().get(owner).ok_or(Malformed)?.key;
    let index = from.u16()?;
    let dense = exchange.accounts.open(number, key, index).map_err(|_| Malformed)?;
    let mut account = exchange.accounts.at(dense).clone();
    account.funds.collateral = Atoms::new(from.i64()?)?;
    account.funds.held =
        Held { epoch: from.u64()?, current: Atoms::new(from.i64()?)?, previous: Atoms::new(from.i64()?)? };
    read_collateral(from, &mut account)?;
    require(account.isolated.is_none_or(|market| exchange.markets.get(market).is_some()))?;
    for other in &account.funds.others {
        require(exchange.markets.assets.get(other.asset).is_some())?;
    }
    for _ in 0..from.count(70)? {
        let (id, key, expiry_us) = (from.u8()?, from.bytes()?, from.u64()?);
        let (markets, notional_day, near_index) = (from.u64()?, from.u64()?, from.u8()?);
        require(near_index <= 1)?;
        let bounds = Bounds { markets, notional_day, near_index: near_index == 1 };
        account.delegates.push(Delegate { id, key, expiry_us, bounds });
        let traded = Traded { day: from.u32()?, atoms: from.u64()? };
        if traded != Traded::default() {
            account.funds.set_traded(id, traded);
        }
    }
    require(account.delegates.is_sorted_by(|one, next| one.id < next.id))?;
    account.nonces.floor = from.u64()?;
    for _ in 0..from.count(8)? {
        account.nonces.taken.push_back(from.u64()?);
    }
    account.nonces.highest = account.nonces.taken.back().copied().unwrap_or(0).max(account.nonces.floor);
    let taken = &account.nonces.taken;
    require(taken.len() <= NONCES_MAX && taken.iter().is_sorted_by(|one, next| one < next))?;
    let mut bound = Vec::new();
    for _ in 0..from.count(16)? {
        bound.push((from.u64()?, from.u64()?));
    }
    account.funds.bound = Bound::of_rows(bound).ok_or(Malformed)?;
    for _ in 0..from.count(44)? {
        let (market, leverage) = (from.u16()?, from.u16()?);
        require(exchange.markets.get(market).is_some())?;
        let holding = read_holding(from)?;
        account.funds.flat_debts = account.funds.flat_debts.saturating_add(u32::from(holding.is_flat_debt()));
        let state = account.funds.market_entry(market);
        (state.leverage, state.exposure.imf_own) = (leverage, imf_of(leverage));
        state.exposure.holding = holding;
    }
    for _ in 0..from.count(84)? {
        let receipt = read_receipt(from, dense)?;
        add_receipt(exchange, receipt, &mut account)?;
    }
    for (timer, deadline) in (0u8..).zip(account.dead_man) {
        if deadline != 0 {
            let _ = exchange.dead_men.insert((deadline, dense, timer));
        }
    }
    exchange.accounts.collateral_becomes(dense, account.funds.collateral);
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
        flags: from.u16()?,
        side: Side::from_u8(from.u8()?).ok_or(Malformed)?,
        state: OrderState::from_u8(from.u8()?).ok_or(Malformed)?,
    };
    require(!matches!(receipt.state, OrderState::Resting | OrderState::Waiting) && Flags::is_packed(receipt.flags))?;
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
        flags: from.u16()?,
        signer_delegate: from.u8()?,
    };
    require(order.price > 0 && order.price <= TICKS_MAX && order.size <= LOTS_MAX)?;
    require(order.left > 0 && order.left <= order.size && Flags::is_packed(order.flags))?;
    Ok(order)
}

/// An order that waits, and its receipt.
fn read_waiting(from: &mut Reader<'_>, exchange: &Exchange) -> Result<(Waiting, Receipt), Malformed> {
    let order_id = from.bytes()?;
    let (client_order_id, nonce, expiry_slot) = (from.u64()?, from.u64()?, from.u64()?);
    let (arrival, accepted_us, best) = (from.u64()?, from.u64()?, Mticks(from.u64()?));
    let (account, price, size, armed) = (from.u32()?, from.u32()?, from.u32()?, from.u32()?);
    let filled = from.u32()?;
    let trigger = Ticks(from.u32()?);
    let distance = Distance { ticks: from.u32()?, ppm: from.u32()? };
    let activation = Ticks(from.u32()?);
    let (market, fee_max, flags) = (from.u16()?, from.u16()?, from.u16()?);
    let (slices, sliced) = (from.u16()?, from.u16()?);
    let falls = from.u8()?;
    let side = Side::from_u8(from.u8()?).ok_or(Malformed)?;
    let signer = from.u8()?;
    let source = PriceSource::from_u8(from.u8()?).ok_or(Malformed)?;
    let link = Link::from_u8(from.u8()?).ok_or(Malformed)?;
    let linked = from.bytes()?;
    let known = usize::try_from(account).is_ok_and(|place| place < exchange.accounts.len());
    require(known && !exchange.accounts.at(account).closed && exchange.markets.get(market).is_some())?;
    require(falls <= 1 && Flags::is_packed(flags) && waits(Flags::unpack(flags).kind))?;
    require(price > 0 && price <= TICKS_MAX && size > 0 && size <= LOTS_MAX && trigger.0 <= TICKS_MAX)?;
    require(activation.0 <= TICKS_MAX && distance.ticks <= TICKS_MAX && i64::from(distance.ppm) < PPM)?;
    let receipt = Receipt {
        order_id,
        client_order_id,
        nonce,
        arrival,
        accepted_us,
        expiry_slot,
        final_us: 0,
        account,
        order: NONE,
        price,
        size,
        filled,
        market,
        reason: Reason::None,
        flags,
        side,
        state: OrderState::Waiting,
    };
    let incoming = Incoming {
        account,
        number: exchange.accounts.number(account),
        signer,
        market,
        side,
        flags: Flags::unpack(flags),
        price: Ticks(price),
        size: Lots(size),
        fee_max,
        expiry_slot,
        nonce,
        order_id,
        client_order_id,
        trigger: (trigger.0 != 0 || falls == 1).then_some((trigger, falls == 1)),
        beside: Beside::Plain,
        entry: NONE,
    };
    let terms = Terms { source, distance, activation, link, linked, display: 0, offset: 0, slices };
    let twap = incoming.flags.kind == OrderKind::Twap;
    require(
        sliced <= slices
            && filled < size
            && if twap { may_slice(&incoming, slices) && armed > 0 } else { slices == 0 && filled == 0 },
    )?;
    Ok((Waiting { incoming, terms, arrival, accepted_us, best, armed, sliced, filled }, receipt))
}

/// Puts an order back among those that wait.
fn wait(exchange: &mut Exchange, mut waiting: Waiting, receipt: Receipt) -> Result<(), Malformed> {
    let mut account = core::mem::take(exchange.accounts.at_mut(receipt.account));
    let entry = add_receipt(exchange, receipt, &mut account);
    *exchange.accounts.at_mut(receipt.account) = account;
    waiting.incoming.entry = entry?;
    exchange.put_waiting(waiting);
    while exchange.triggers.take_noted().is_some() {}
    Ok(())
}

/// Terms of an order that rests: what it hides, or what it follows.
fn read_beside(from: &mut Reader<'_>, exchange: &mut Exchange) -> Result<(), Malformed> {
    let (account, order_id) = (from.u32()?, from.bytes::<16>()?);
    let entry = exchange.receipts.of_order(account, &order_id).ok_or(Malformed)?;
    let receipt = *exchange.receipts.get(entry);
    require(receipt.state == OrderState::Resting)?;
    let order = *exchange.markets.get(receipt.market).ok_or(Malformed)?.book.get(receipt.order);
    let kind = OrderKind::from_u8(from.u8()?).ok_or(Malformed)?;
    require(kind == Flags::unpack(order.flags).kind && exchange.besides.get(&order) == Beside::Plain)?;
    let row = if kind == OrderKind::Iceberg {
        let (display, hidden) = (from.u32()?, from.u32()?);
        let size = order.size.checked_add(hidden).filter(|size| *size <= LOTS_MAX).ok_or(Malformed)?;
        require(display >= order.left)?;
        exchange.receipts.get_mut(entry).size = size;
        if !is_reduce_only(order.flags) {
            let exposure = &mut exchange.accounts.at_mut(account).funds.market_entry(receipt.market).exposure;
            exposure.add_orders(order.side, u64::from(hidden))?;
        }
        Beside::Iceberg { display, hidden }
    } else {
        let source = PriceSource::from_u8(from.u8()?).ok_or(Malformed)?;
        let offset = i32::try_from(from.i64()?).map_err(|_| Malformed)?;
        let worst = Ticks(from.u32()?);
        require(kind == OrderKind::Pegged && worst.0 > 0 && worst.0 <= TICKS_MAX)?;
        Beside::Pegged { source, offset, worst }
    };
    exchange.besides.set(receipt.market, &order, row);
    Ok(())
}

/// Puts an order back: its receipt, its place in the book, its lots among the open ones of its account.
fn rest(exchange: &mut Exchange, id: u16, mut order: Order) -> Result<(), Malformed> {
    let known = usize::try_from(order.account).is_ok_and(|place| place < exchange.accounts.len());
    require(known && !exchange.accounts.at(order.account).closed)?;
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
        flags: unlinked(order.flags),
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
