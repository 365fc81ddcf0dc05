//! A seat: the part of an exchange that one account can see, made of views alone (BOOK-11).
//!
//! Invariant: a preview is a function of these views, so the engine and a browser that holds the same views give the same
//! answer to the atom. What others' accounts can carry is not seen: at every price one willing counterparty stands for all
//! others' orders, ahead of the account's own.

use alloc::vec::Vec;

use super::receipts::Flags;
use super::Exchange;
use crate::account::Account;
use crate::asset::USDC;
use crate::book::Order;
use crate::borrow::{owed, Borrowing};
use crate::entries::EntryLimit;
use crate::margin::imf_of;
use crate::market::Market;
use crate::position::{Holding, Ledger};
use crate::reason::{Reason, Refusal};
use crate::rounding::Overflow;
use crate::schema_gen::{
    view_size, AccountView, AnswerHead, AssetView, BorrowView, Hold, IsolationView, LevelView, ListMarket, MarketView,
    OrderKind, OrderState, OrderView, PositionView, SelfTrade, SetAsset, SetMargin, TimeInForce,
};
use crate::slab::NONE;
use crate::tier::{Tier, TierCause};
use crate::units::{slot_of, AssetAtoms, Atoms, Mticks, Position, Ppm, Side, Ticks, NOTIONAL_MAX};

/// Number of the account that stands for the owner's others, on a seat alone.
const SIBLING: u64 = u64::MAX;
/// Numbers of others' accounts, on a seat alone; no exchange counts so far.
const CROWD: u64 = 1 << 62;

/// Views of one moment; those that no field names do not matter and are left out.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// When.
    pub head: AnswerHead,
    /// Accounts of the owner.
    pub accounts: Vec<AccountView>,
    /// Collateral of those other than USDC, with the parameters of its assets.
    pub assets: Vec<AssetView>,
    /// How far they may borrow.
    pub borrows: Vec<BorrowView>,
    /// Which of them are bound to one market.
    pub isolated: Vec<IsolationView>,
    /// Their positions.
    pub positions: Vec<PositionView>,
    /// Every market in which there is a position or that prices an asset, and the one of the order.
    pub markets: Vec<MarketView>,
    /// Levels of the order's market.
    pub levels: Vec<LevelView>,
    /// Open orders of the owner's accounts.
    pub orders: Vec<OrderView>,
}

impl Seen {
    /// The views of answers put behind one another; None when the bytes are no views.
    #[must_use]
    pub fn read(mut bytes: &[u8]) -> Option<Seen> {
        let mut seen = Seen::default();
        while let Some(kind) = bytes.first() {
            match *kind {
                AnswerHead::KIND => seen.head = AnswerHead::read(bytes)?,
                AccountView::KIND => seen.accounts.push(AccountView::read(bytes)?),
                AssetView::KIND => seen.assets.push(AssetView::read(bytes)?),
                IsolationView::KIND => seen.isolated.push(IsolationView::read(bytes)?),
                BorrowView::KIND => seen.borrows.push(BorrowView::read(bytes)?),
                PositionView::KIND => seen.positions.push(PositionView::read(bytes)?),
                MarketView::KIND => seen.markets.push(MarketView::read(bytes)?),
                LevelView::KIND => seen.levels.push(LevelView::read(bytes)?),
                OrderView::KIND => seen.orders.push(OrderView::read(bytes)?),
                _ => {}
            }
            bytes = bytes.get(view_size(*kind)?..)?;
        }
        Some(seen)
    }

    /// The exchange as the account sees it, and the account's place in it. None: the account is not among the views.
    ///
    /// # Errors
    /// `overflow` or a reason of the listing, when a view holds what no exchange tells.
    pub(super) fn seat(&self, account: u64, market: u16) -> Result<Option<(Exchange, u32)>, Refusal> {
        let Some(view) = self.accounts.iter().find(|view| view.account == account) else { return Ok(None) };
        let mut seat = Exchange { seq: self.head.seq, ts_us: self.head.ts, ..Exchange::default() };
        seat.slot = slot_of(self.head.ts);
        for market in &self.markets {
            seat.markets.add(market_of(market)?);
            seat.hold_as(Hold::from_u8(market.hold).ok_or(Refusal::of(Reason::RecordMalformed))?);
        }
        seat.entries = EntryLimit(view.entries_max);
        let asker = seat.accounts.open(view.account, view.owner, view.index)?;
        self.furnish(seat.accounts.at_mut(asker), view)?;
        for asset in self.assets.iter().filter(|asset| asset.account == account && asset.asset != USDC) {
            seat.markets.set_asset(&SetAsset {
                asset: asset.asset,
                market: asset.market,
                decimals: asset.decimals,
                weight_initial: asset.weight_initial,
                weight_maintenance: asset.weight_maintenance,
            })?;
            let amount = AssetAtoms::new(asset.collateral)?;
            seat.accounts.at_mut(asker).funds.set_other(asset.asset, amount);
        }
        // What is free for all stands in the room already; the others in the seat have no other collateral, so no room.
        if let Some(known) = self.borrows.iter().find(|known| known.account == account) {
            let room_max = Atoms::new(known.room)?;
            seat.borrowing = Borrowing { room_max, room_part: Ppm::ONE, total_part: Ppm::ONE, duration_us: 0 };
            (seat.tracked, seat.backstop) = (Atoms::MAX, Some(u32::MAX));
            // What it owes is lent already: with it beside all that there is, the room would leave the range of money (UNIT-4).
            seat.accounts.borrowed = owed(seat.accounts.at(asker).funds.collateral);
        }
        self.fill_book(&mut seat, asker, view, market)?;
        Ok(Some((seat, asker)))
    }

    /// Gives an account what its views say.
    fn furnish(&self, account: &mut Account, view: &AccountView) -> Result<(), Overflow> {
        account.tier = view.fee_tier;
        account.restrictions = view.restrictions;
        account.isolated = self.isolated.iter().find(|known| known.account == view.account).map(|known| known.market);
        account.open_orders = view.open_orders;
        account.funds.collateral = Atoms::new(view.collateral)?;
        for nonce in 1..=u64::from(view.entries_used) {
            account.funds.bound.bind(nonce, u64::MAX, 0, EntryLimit(view.entries_max));
        }
        for position in self.positions.iter().filter(|position| position.account == view.account) {
            let holding = Holding {
                position: Position::new(position.position)?,
                quote: Atoms::new(position.quote)?,
                claim: Atoms::new(position.claim)?,
                swept: Atoms::new(position.swept)?,
                funding: position.funding,
            };
            account.funds.flat_debts = account.funds.flat_debts.saturating_add(u32::from(holding.is_flat_debt()));
            let state = account.funds.market_entry(position.market);
            state.leverage = position.leverage;
            let exposure = &mut state.exposure;
            exposure.imf_own = imf_of(position.leverage);
            exposure.holding = holding;
            (exposure.buys, exposure.sells) = (position.buys, position.sells);
        }
        Ok(())
    }

    /// Others' lots of each level as orders of willing counterparties, and the owner's own orders behind them.
    fn fill_book(&self, seat: &mut Exchange, asker: u32, view: &AccountView, market: u16) -> Result<(), Refusal> {
        let own: Vec<&OrderView> = self.orders.iter().filter(|order| order.market == market && rests(order)).collect();
        let sibling = match own.iter().find(|order| order.account != view.account) {
            Some(_) => seat.accounts.open(SIBLING, view.owner, view.index.wrapping_add(1))?,
            None => asker,
        };
        let mut crowd = Crowd::beside(view.owner);
        let most = seat.markets.get(market).map_or(1, |market| market.listing.position_max).max(1);
        for level in self.levels.iter() {
            let Some(side) = Side::from_u8(level.side) else { continue };
            let at_level = |order: &&&OrderView| order.side == level.side && order.price == level.price;
            let mine: u64 = own.iter().filter(at_level).map(|order| u64::from(order.shown)).sum();
            let mut others = level.total.saturating_sub(mine);
            while others > 0 {
                let lots = u32::try_from(others.min(most)).unwrap_or(u32::MAX);
                others = others.saturating_sub(u64::from(lots));
                let account = crowd.join(seat)?;
                put(seat, market, &resting(account, side, level.price, lots, false));
            }
            for order in own.iter().filter(at_level) {
                let account = if order.account == view.account { asker } else { sibling };
                put(seat, market, &resting(account, side, level.price, order.left, order.reduce_only == 1));
            }
        }
        Ok(())
    }
}

/// Counterparties that can carry whatever they are asked to: flat, rich, and none with more lots than a position may have.
struct Crowd {
    owner: [u8; 32],
    people: u32,
}

impl Crowd {
    /// Nobody yet; never one of the owner's own accounts.
    fn beside(owner: [u8; 32]) -> Crowd {
        Crowd { owner: owner.map(|byte| !byte), people: 0 }
    }

    /// Another one's account. Each has an owner of its own; all but the last bytes differ from the asker's.
    fn join(&mut self, seat: &mut Exchange) -> Result<u32, Refusal> {
        if let Some(tail) = self.owner.last_chunk_mut::<4>() {
            *tail = self.people.to_le_bytes();
        }
        self.people = self.people.wrapping_add(1);
        let account = seat.accounts.open(CROWD.saturating_add(u64::from(self.people)), self.owner, 0)?;
        seat.accounts.at_mut(account).funds.collateral = Atoms::new(NOTIONAL_MAX)?;
        Ok(account)
    }
}

fn put(seat: &mut Exchange, market: u16, order: &Order) {
    if let Some(known) = seat.markets.get_mut(market) {
        let state = seat.accounts.at_mut(order.account).funds.market_entry(market);
        let _ = known.book.insert(*order, &mut state.orders);
    }
}

/// Whether an order stands in the book; one that waits for its price does not.
fn rests(order: &OrderView) -> bool {
    order.left > 0 && order.state != OrderState::Waiting.code()
}

/// An order that rests without end and whatever the fee.
fn resting(account: u32, side: Side, price: u32, left: u32, reduce_only: bool) -> Order {
    let flags = Flags {
        kind: OrderKind::Limit,
        time_in_force: TimeInForce::Gtc,
        post_only: false,
        reduce_only,
        self_trade: SelfTrade::CancelMaker,
        group: 0,
        linked: false,
    };
    Order {
        id: [0; 16],
        client_order_id: 0,
        nonce: 0,
        expiry_slot: u64::MAX,
        accepted_seq: u64::from(account),
        accepted_us: 0,
        account,
        entry: NONE,
        price,
        size: left,
        left,
        fee_max: u16::MAX,
        side,
        flags: flags.pack(),
        signer_delegate: 0,
    }
}

/// A market without its book.
fn market_of(view: &MarketView) -> Result<Market, Refusal> {
    let mut market = Market::list(ListMarket {
        market: view.market,
        symbol: view.symbol,
        tick_size: view.tick_size,
        lot_size: view.lot_size,
        price_max: view.price_max,
        order_max: view.order_max,
        position_max: view.position_max,
        open_interest_max: view.open_interest_max,
        imf: view.imf,
        mmf: view.mmf,
        requirement_min: view.requirement_min,
        profit_cap: view.profit_cap,
        band: view.band,
    })?;
    market.paused = view.paused == 1;
    (market.index, market.mark) = (Mticks(view.index_price), Mticks(view.mark_price));
    (market.slow, market.published_us) = (Mticks(view.slow_price), view.published);
    let malformed = || Refusal::of(Reason::RecordMalformed);
    market.feed.tier = Tier::from_u8(view.tier).ok_or_else(malformed)?;
    market.feed.cause = TierCause::from_u8(view.cause).ok_or_else(malformed)?;
    market.now.last_price = Ticks(view.last_price);
    let interest = i64::try_from(view.open_interest).map_err(|_| Overflow)?; // longs and shorts are equal (PNL-2)
    market.now.ledger = Ledger {
        pool: Atoms::new(view.pool)?,
        insurance: Atoms::new(view.insurance)?,
        fee_bucket: Atoms::new(view.fee_bucket)?,
        shares: Atoms::new(view.shares)?,
        fee_claim: Atoms::new(view.fee_claim)?,
        claims: Atoms::new(view.claims)?,
        deficit: Atoms::new(view.deficit)?,
        funding: view.funding,
        long_lots: interest,
        short_lots: interest,
    };
    let margin = SetMargin {
        market: view.market,
        interest_lower: view.interest_lower,
        interest_upper: view.interest_upper,
        tier1_usd: view.tier1_usd,
        tier1_mmf: view.tier1_mmf,
        tier2_usd: view.tier2_usd,
        tier2_mmf: view.tier2_mmf,
    };
    market.set_margin(&margin, Ppm(view.imf), Ppm(view.mmf))?;
    market.derive()?;
    Ok(market)
}
