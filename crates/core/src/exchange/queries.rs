//! Queries: what the state is, asked without changing it.
//!
//! Invariant: an answer opens with the seq and time that it speaks of; what is unknown gives an answer without views.

use alloc::vec::Vec;

use super::judge::collateral_health;
use super::preview::holding_view;
use super::receipts::{is_reduce_only, seq_of, Flags, Receipt};
use super::waiting::Waiting;
use super::{BatchError, Exchange};
use crate::account::{Account, Funds, MarketState};
use crate::asset::{usdc_view, Asset, ASSETS_MAX, USDC};
use crate::book::Order;
use crate::margin::{Health, MarginTerms};
use crate::market::{Market, MARKET_ALL};
use crate::rounding::{mul_div_floor, Overflow};
use crate::schema_gen::{
    AccountQuery, AccountView, AnswerHead, AssetTotalsView, AssetView, BookQuery, DelegateView, FrozenQuery, Hold,
    IsolationView, LevelView, MarketQuery, MarketView, OpenOrdersQuery, OrderQuery, OrderState, OrderView, OwnerQuery,
    PositionView, PreviewQuery, SharesQuery, StressQuery, StressView, TotalsQuery, TotalsView, WaitingView,
};
use crate::slab::{Slot, NONE};
use crate::units::{Atoms, Mticks, Side, Ticks, PPM};

impl Exchange {
    /// Answers one query record: `AnswerHead`, then views.
    ///
    /// # Errors
    /// `BatchError::Query` when the bytes are not one query record.
    pub fn query(&self, query: &[u8], out: &mut Vec<u8>) -> Result<(), BatchError> {
        let kind = *query.first().ok_or(BatchError::Query)?;
        if crate::schema_gen::query_size(kind) != Some(query.len()) {
            return Err(BatchError::Query);
        }
        let start = out.len();
        AnswerHead { seq: self.seq, ts: self.ts_us }.write(out);
        let answered = match kind {
            AccountQuery::KIND => AccountQuery::read(query).map(|query| self.tell_account(query.account, out)),
            OwnerQuery::KIND => OwnerQuery::read(query).map(|query| self.tell_owner(&query.owner, out)),
            MarketQuery::KIND => MarketQuery::read(query).map(|query| self.tell_markets(query.market, out)),
            BookQuery::KIND => BookQuery::read(query).map(|query| self.tell_book(&query, out)),
            OpenOrdersQuery::KIND => OpenOrdersQuery::read(query).map(|query| self.tell_open_orders(&query, out)),
            OrderQuery::KIND => OrderQuery::read(query).map(|query| self.tell_order(&query, out)),
            PreviewQuery::KIND => PreviewQuery::read(query).map(|query| self.preview(&query).write(out)),
            StressQuery::KIND => StressQuery::read(query).map(|query| self.tell_stress(&query, out)),
            TotalsQuery::KIND => TotalsQuery::read(query).map(|_| self.tell_totals(out)),
            SharesQuery::KIND => SharesQuery::read(query).map(|_| self.tell_shares(out)),
            FrozenQuery::KIND => FrozenQuery::read(query).map(|_| self.tell_frozen(out)),
            _ => None,
        };
        if answered.is_none() {
            out.truncate(start);
        }
        answered.ok_or(BatchError::Query)
    }

    /// Entries of an account that its matched orders hold now (BOOK-6).
    pub(super) fn entries_used(&self, account: &Account) -> u16 {
        u16::try_from(account.funds.bound.used(self.slot.0)).unwrap_or(u16::MAX)
    }

    /// An open account as it is, for a witness that compares it with what events told.
    #[must_use]
    pub fn account(&self, number: u64) -> Option<&Account> {
        self.accounts.dense(number).map(|dense| self.accounts.at(dense))
    }

    /// A market as it is, for the same.
    #[must_use]
    pub fn market(&self, id: u16) -> Option<&Market> {
        self.markets.get(id)
    }

    fn tell_account(&self, number: u64, out: &mut Vec<u8>) {
        let Some(dense) = self.accounts.dense(number) else { return };
        let account = self.accounts.at(dense);
        let health = self.health(account).unwrap_or_default();
        AccountView {
            account: number,
            owner: account.owner_key,
            index: account.index,
            fee_tier: account.tier,
            restrictions: account.restrictions,
            open_orders: account.open_orders,
            collateral: account.funds.collateral.get(),
            held: account.funds.held.total(self.ts_us).map_or(0, Atoms::get),
            equity: health.net.get(),
            equity_open: health.open.get(),
            imr: health.initial.get(),
            mmr: health.maintenance.get(),
            withdrawable: self.withdrawable(dense).map_or(0, Atoms::get),
            floor: account.floor,
            inbox: account.inbox,
            last_request: account.last_request,
            entries_used: self.entries_used(account),
            entries_max: self.entries.0,
        }
        .write(out);
        self.tell_timers(dense, out);
        if let Some(view) = self.borrow_view(dense) {
            view.write(out);
        }
        if let Some(market) = account.isolated {
            IsolationView { account: number, market }.write(out);
        }
        for flow in (0..ASSETS_MAX).map(|asset| account.flow(asset)).filter(|flow| account.had(flow.asset)) {
            AssetView {
                account: number,
                asset: flow.asset,
                collateral: self.collateral_of(dense, flow.asset),
                credited: flow.credited,
                debited: flow.debited,
                withdrawable: self.asset_withdrawable(dense, flow.asset).unwrap_or(0),
                ..self.markets.assets.get(flow.asset).map_or_else(usdc_view, Asset::view)
            }
            .write(out);
        }
        for state in &account.funds.markets {
            if let Some(market) = self.markets.get(state.market).filter(|_| is_shown(state)) {
                self.position_view(number, account, state, market).write(out);
            }
        }
        for delegate in account.delegates.iter().filter(|delegate| delegate.expiry_us > self.ts_us) {
            DelegateView {
                account: number,
                delegate: delegate.key,
                expiry_us: delegate.expiry_us,
                markets: delegate.bounds.markets,
                notional_day: delegate.bounds.notional_day,
                near_index: u8::from(delegate.bounds.near_index),
                traded_day: account.funds.traded(delegate.id).on(self.today()).atoms,
            }
            .write(out);
        }
    }

    fn position_view(&self, number: u64, account: &Account, state: &MarketState, market: &Market) -> PositionView {
        let holding = state.exposure.holding.touched(market.terms.funding).unwrap_or(state.exposure.holding);
        PositionView {
            mark_price: market.mark.0,
            unrealized: holding.pnl(market.terms.lot_mark).map_or(0, Atoms::get),
            imr: state.exposure.initial(&market.terms).map_or(0, Atoms::get),
            mmr: state.exposure.maintenance(&market.terms).map_or(0, Atoms::get),
            liquidation_price: self.liquidation_price(&account.funds, state.market),
            ..holding_view(number, state, &holding)
        }
    }

    fn tell_owner(&self, key: &[u8; 32], out: &mut Vec<u8>) {
        if let Some(owner) = self.accounts.owner(key) {
            for dense in &owner.accounts {
                self.tell_account(self.accounts.number(*dense), out);
            }
        }
    }

    fn tell_markets(&self, number: u16, out: &mut Vec<u8>) {
        for market in self.markets.iter().filter(|market| number == MARKET_ALL || number == market.id) {
            market_view(market, self.hold()).write(out);
        }
    }

    fn tell_book(&self, query: &BookQuery, out: &mut Vec<u8>) {
        let Some(market) = self.markets.get(query.market) else { return };
        for side in [Side::Buy, Side::Sell] {
            let (mut level, mut told) = (market.book.best(side), 0u16);
            while let Some(price) = level {
                let (total, orders) = market.book.level_total(side, price);
                LevelView { side: side.code(), price, total, orders }.write(out);
                told = told.saturating_add(1);
                if told == query.depth && query.depth != 0 {
                    break;
                }
                level = market.book.next_level(side, price);
            }
        }
    }

    fn tell_open_orders(&self, query: &OpenOrdersQuery, out: &mut Vec<u8>) {
        let Some(dense) = self.accounts.dense(query.account) else { return };
        for market in self.markets.iter().filter(|market| query.market == MARKET_ALL || query.market == market.id) {
            for slot in self.order_slots(dense, market.id) {
                let order = market.book.get(slot);
                self.tell_resting(order, out);
            }
            for slot in &self.accounts.at(dense).waiting {
                if self.waiting.get(*slot).incoming.market == market.id {
                    self.tell_waiting(*slot, out);
                }
            }
        }
    }

    /// An order that rests, then its terms when it has some.
    fn tell_resting(&self, order: &Order, out: &mut Vec<u8>) {
        self.order_view(self.receipts.get(order.entry), Some(order)).write(out);
        if let Some(terms) = self.terms_view(order) {
            terms.write(out);
        }
    }

    /// An order that waits: what it asks for, then what it waits for.
    fn tell_waiting(&self, slot: Slot, out: &mut Vec<u8>) {
        let waiting = self.waiting.get(slot);
        let Waiting { incoming, terms, armed, sliced, .. } = waiting;
        self.order_view(self.receipts.get(incoming.entry), None).write(out);
        let at = waiting.stand().at;
        WaitingView {
            order_id: incoming.order_id,
            trigger: incoming.trigger.unwrap_or_default().0 .0,
            source: terms.source.code(),
            distance: terms.distance.ticks,
            distance_ppm: terms.distance.ppm,
            activation: terms.activation.0,
            link: terms.link.code(),
            linked: terms.linked,
            armed: *armed,
            starts_at: if *armed == 0 || waiting.is_sliced() { 0 } else { at.0 },
            slices: terms.slices,
            sliced: *sliced,
            next: if waiting.is_sliced() { waiting.next_us() } else { 0 },
        }
        .write(out);
    }

    fn tell_order(&self, query: &OrderQuery, out: &mut Vec<u8>) {
        let Some(dense) = self.accounts.dense(query.account) else { return };
        let slot = if query.order_id == [0; 16] {
            self.receipts.of_client(dense, query.client_order_id)
        } else {
            self.receipts.of_order(dense, &query.order_id)
        };
        if let Some(slot) = slot {
            let receipt = self.receipts.get(slot);
            if receipt.state == OrderState::Waiting {
                return self.tell_waiting(receipt.order, out);
            }
            let rests = receipt.state == OrderState::Resting && receipt.order != NONE;
            let order = self.markets.get(receipt.market).filter(|_| rests).map(|market| market.book.get(receipt.order));
            match order {
                Some(order) => self.tell_resting(order, out),
                None => self.order_view(receipt, None).write(out),
            }
        }
    }

    pub(super) fn order_view(&self, receipt: &Receipt, order: Option<&Order>) -> OrderView {
        let flags = Flags::unpack(receipt.flags);
        let waits = if receipt.state == OrderState::Waiting { receipt.size.saturating_sub(receipt.filled) } else { 0 };
        let (filled, shown, hidden) = order.map_or((receipt.filled, 0, waits), |order| {
            (order.size.saturating_sub(order.left), order.left, self.besides.hidden(order))
        });
        OrderView {
            order_id: receipt.order_id,
            account: self.accounts.number(receipt.account),
            client_order_id: receipt.client_order_id,
            market: receipt.market,
            side: receipt.side.code(),
            kind: flags.kind.code(),
            time_in_force: flags.time_in_force.code(),
            post_only: u8::from(flags.post_only),
            reduce_only: u8::from(flags.reduce_only),
            state: receipt.state.code(),
            reason: receipt.reason.code(),
            price: receipt.price,
            size: receipt.size,
            filled,
            left: shown.saturating_add(hidden),
            shown,
            expiry: receipt.expiry_slot,
            accepted_seq: seq_of(receipt.arrival),
            accepted: receipt.accepted_us,
        }
    }

    fn tell_stress(&self, query: &StressQuery, out: &mut Vec<u8>) {
        let Some(dense) = self.accounts.dense(query.account) else { return };
        let funds = &self.accounts.at(dense).funds;
        let moved = |market: &Market| {
            let mark = i64::try_from(market.mark.0).map_err(|_| Overflow)?;
            let factor = PPM.saturating_add(i64::from(query.shift)).max(0);
            Ok(Mticks(u64::try_from(mul_div_floor(mark, factor, PPM)?).map_err(|_| Overflow)?))
        };
        let health = self.health_at(funds, moved).unwrap_or_default();
        let exposed = funds.markets.iter().any(|state| !state.exposure.holding.position.is_flat());
        StressView {
            account: query.account,
            shift: query.shift,
            equity: health.net.get(),
            mmr: health.maintenance.get(),
            liquidatable: u8::from(exposed && health.net <= health.maintenance),
        }
        .write(out);
    }

    /// Health of funds at other marks; the initial requirement stays that of now.
    fn health_at(
        &self,
        funds: &Funds,
        mark_of: impl Fn(&Market) -> Result<Mticks, Overflow>,
    ) -> Result<Health, Overflow> {
        let mut health = collateral_health(funds, &self.markets, funds.collateral)?;
        for state in &funds.markets {
            let market = self.markets.get(state.market).ok_or(Overflow)?;
            let lot_mark = market.tick_value.lot_at(mark_of(market)?)?;
            health.add(&state.exposure, &MarginTerms { lot_mark, ..market.terms })?;
        }
        Ok(health)
    }

    /// The mark at which the account can be liquidated when it alone moves: for a long the highest, for a short the lowest
    /// such mark, so that it is hit no later than the real trigger. 0: none within the market's prices. Exact search.
    pub(super) fn liquidation_price(&self, funds: &Funds, id: u16) -> u64 {
        let Some(market) = self.markets.get(id) else { return 0 };
        let position = funds.exposure(id).holding.position;
        let (long, short) = (position.on(Side::Buy) > 0, position.on(Side::Sell) > 0);
        if !(long || short) {
            return 0;
        }
        let ends_at = |mark: u64| {
            let health = self.health_at(funds, |other| Ok(if other.id == id { Mticks(mark) } else { other.mark }));
            health.is_ok_and(|health| health.net <= health.maintenance)
        };
        let (mut low, mut high) = (1u64, Ticks(market.listing.price_max).mticks().0);
        if !ends_at(if long { low } else { high }) {
            return 0;
        }
        while low < high {
            let middle = low.midpoint(high);
            if long {
                let middle = middle.max(low.saturating_add(1));
                if ends_at(middle) {
                    low = middle;
                } else {
                    high = middle.saturating_sub(1);
                }
            } else if ends_at(middle) {
                high = middle;
            } else {
                low = middle.saturating_add(1);
            }
        }
        low
    }

    /// Sums over the whole exchange; PNL-2 and PNL-3 recomputed from every account.
    #[must_use]
    pub fn totals(&self) -> TotalsView {
        let sum =
            |amounts: &mut dyn Iterator<Item = Atoms>| -> i128 { amounts.map(|amount| i128::from(amount.get())).sum() };
        let collateral = sum(&mut self.accounts.iter().map(|account| account.funds.collateral));
        let ledgers = || self.markets.iter().map(|market| market.now.ledger);
        let pools = sum(&mut ledgers().map(|ledger| ledger.pool));
        let insurance = sum(&mut ledgers().map(|ledger| ledger.insurance));
        let fee_buckets = sum(&mut ledgers().map(|ledger| ledger.fee_bucket));
        let shares = sum(&mut ledgers().map(|ledger| ledger.shares));
        let broken = self.markets.iter().filter(|market| !self.market_holds(market)).count();
        let tail = i128::from(self.tail.get());
        let all = [pools, insurance, fee_buckets, tail, shares].into_iter().fold(collateral, i128::saturating_add);
        let usdc_untracked = u32::from(all != i128::from(self.tracked.get()));
        let others = self
            .markets
            .assets
            .iter()
            .filter(|asset| i128::from(asset.tracked.get()) != self.asset_collateral(asset.set.asset));
        let untracked = u32::try_from(others.count()).unwrap_or(u32::MAX).saturating_add(usdc_untracked);
        let number = |amount: i128| i64::try_from(amount).unwrap_or(i64::MAX);
        TotalsView {
            accounts: u64::try_from(self.accounts.open_count()).unwrap_or(u64::MAX),
            open_orders: u64::try_from(self.resting).unwrap_or(u64::MAX),
            collateral: number(collateral),
            pools: number(pools),
            insurance: number(insurance),
            fee_buckets: number(fee_buckets),
            tail: self.tail.get(),
            shares: number(shares),
            tracked: self.tracked.get(),
            violations: u32::try_from(broken).unwrap_or(u32::MAX).saturating_add(untracked),
        }
    }

    fn tell_totals(&self, out: &mut Vec<u8>) {
        self.totals().write(out);
        if let Some(view) = self.gate_view() {
            view.write(out);
        }
        for asset in self.markets.assets.iter() {
            let number = asset.set.asset;
            let collateral = i64::try_from(self.asset_collateral(number)).unwrap_or(i64::MAX);
            AssetTotalsView {
                asset: number,
                collateral,
                tracked: asset.tracked.get(),
                market: asset.set.market,
                decimals: asset.set.decimals,
                weight_initial: asset.set.weight_initial,
                weight_maintenance: asset.set.weight_maintenance,
            }
            .write(out);
        }
    }

    /// Sum of an asset other than USDC over all accounts.
    fn asset_collateral(&self, asset: u8) -> i128 {
        debug_assert!(asset != USDC, "USDC is also in pools and funds");
        self.accounts.iter().map(|account| i128::from(account.funds.other(asset).get())).sum()
    }

    /// PNL-2 of one market, with funding due; and that its sums of lots and claims are those of the accounts.
    fn market_holds(&self, market: &Market) -> bool {
        let ledger = &market.now.ledger;
        let (mut lots, mut long, mut short, mut money, mut claims) = (0i128, 0i128, 0i128, 0i128, 0i128);
        for (dense, account) in (0u32..).zip(self.accounts.iter()) {
            let holding = account.funds.exposure(market.id).holding;
            let position = holding.position;
            let counted = i128::from(Some(dense) != self.backstop);
            let due =
                i128::from(position.get()).saturating_mul(i128::from(ledger.funding.saturating_sub(holding.funding)));
            lots = lots.saturating_add(i128::from(position.get()));
            long = long.saturating_add(i128::from(position.on(Side::Buy)).saturating_mul(counted));
            short = short.saturating_add(i128::from(position.on(Side::Sell)).saturating_mul(counted));
            claims = claims.saturating_add(i128::from(holding.claim.get()));
            money = money
                .saturating_add(i128::from(holding.quote.get()))
                .saturating_add(i128::from(holding.claim.get()))
                .saturating_sub(due);
        }
        let owed = i128::from(ledger.pool.get()).saturating_add(i128::from(ledger.deficit.get()));
        lots == 0
            && self.shares_hold(market.id, ledger)
            && money.saturating_add(i128::from(ledger.fee_claim.get())) == owed
            && claims == i128::from(ledger.claims.get())
            && long == i128::from(ledger.long_lots)
            && short == i128::from(ledger.short_lots)
    }

    /// Lots of open orders that count and that do not, recomputed from the books: whether every account's are right.
    #[must_use]
    pub fn open_orders_hold(&self) -> bool {
        let mut right = true;
        for market in self.markets.iter() {
            for (dense, account) in (0u32..).zip(self.accounts.iter()) {
                let (mut buys, mut sells, mut reducing) = (0u64, 0u64, 0u32);
                for slot in self.order_slots(dense, market.id) {
                    let order = market.book.get(slot);
                    let left = u64::from(self.besides.left(order));
                    match (is_reduce_only(order.flags), order.side) {
                        (true, _) => reducing = reducing.saturating_add(1),
                        (false, Side::Buy) => buys = buys.saturating_add(left),
                        (false, Side::Sell) => sells = sells.saturating_add(left),
                    }
                }
                for slot in &account.waiting {
                    let waiting = self.waiting.get(*slot);
                    let counts = waiting.incoming.flags.reduce_only && waiting.armed > 0;
                    reducing = reducing.saturating_add(u32::from(counts && waiting.incoming.market == market.id));
                }
                let state = account.funds.market(market.id).copied().unwrap_or_default();
                let counted = (state.exposure.buys, state.exposure.sells, state.reduce_only_orders);
                right = right && counted == (buys, sells, reducing);
            }
        }
        right
    }
}

/// Whether an account's state in a market is worth a view.
fn is_shown(state: &MarketState) -> bool {
    !state.exposure.holding.is_empty() || !state.orders.is_empty() || state.leverage != 0
}

pub(super) fn market_view(market: &Market, hold: Hold) -> MarketView {
    let (listing, ledger) = (&market.listing, &market.now.ledger);
    MarketView {
        market: market.id,
        symbol: listing.symbol,
        tick_size: listing.tick_size,
        lot_size: listing.lot_size,
        tick_value: market.tick_value.0,
        price_max: listing.price_max,
        order_max: listing.order_max,
        position_max: listing.position_max,
        open_interest_max: listing.open_interest_max,
        imf: listing.imf,
        mmf: listing.mmf,
        requirement_min: listing.requirement_min,
        profit_cap: listing.profit_cap,
        band: listing.band,
        paused: u8::from(market.paused),
        index_price: market.index.0,
        mark_price: market.mark.0,
        slow_price: market.slow.0,
        newest_price: market.newest.0,
        published: market.published_us,
        premium: market.premium.rate().premium,
        samples: market.premium.count,
        funding: ledger.funding,
        last_price: market.now.last_price.0,
        open_interest: u64::try_from(ledger.open_interest()).unwrap_or(0),
        pool: ledger.pool.get(),
        insurance: ledger.insurance.get(),
        fee_bucket: ledger.fee_bucket.get(),
        shares: ledger.shares.get(),
        fee_claim: ledger.fee_claim.get(),
        claims: ledger.claims.get(),
        deficit: ledger.deficit.get(),
        tier: market.feed.tier.code(),
        cause: market.feed.cause.code(),
        hold: hold.code(),
        imf_now: market.terms.imf_now.0,
        interest_lower: market.margin.interest_lower,
        interest_upper: market.margin.interest_upper,
        tier1_usd: market.margin.tier1_usd,
        tier1_mmf: market.margin.tier1_mmf,
        tier2_usd: market.margin.tier2_usd,
        tier2_mmf: market.margin.tier2_mmf,
    }
}
