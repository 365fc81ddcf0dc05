//! The mirror: what a reader of the exchange's events alone knows of it.
//!
//! Invariant: it learns nothing but from events. Sums over all accounts are kept as running sums, so that PNL-2 and PNL-3 are judged
//! after every command; `recount` makes them anew.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};

use quantdesk_core::account::Funds;
use quantdesk_core::margin::Exposure;
use quantdesk_core::position::Holding;
use quantdesk_core::schema_gen::{ListMarket, MarketSet, OrderKind, Tier, TierCause};
use quantdesk_core::units::{Atoms, Position};

use crate::pace::Pace;

/// What an invariant forbids: its name, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub kind: String,
    pub text: String,
}

pub type Sound<T = ()> = Result<T, Broken>;

/// Fails with the name of the invariant and what was found.
macro_rules! need {
    ($ok:expr, $kind:expr, $($what:expr),* $(,)?) => {
        if !$ok {
            let mut text = String::new();
            $(text += &format!("{:?} ", $what);)*
            return Err(crate::mirror::Broken { kind: $kind.to_string(), text });
        }
    };
}
pub(crate) use need;

/// Order ids are hashes already: their first bytes will do.
#[derive(Default)]
pub struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0 ^ u64::from_le_bytes(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
        }
    }

    fn write_usize(&mut self, _: usize) {}
}

pub type Table<K, V> = HashMap<K, V, BuildHasherDefault<Plain>>;
pub type OrderId = [u8; 16];

/// A resting order, or one whose fills are being told.
#[derive(Clone, Debug, Default)]
pub struct Resting {
    pub id: OrderId,
    pub client_order_id: u64,
    pub nonce: u64,
    pub expiry: u64,
    pub account: usize,
    pub market: u16,
    pub side: u8,
    pub time_in_force: u8,
    pub reduce_only: bool,
    pub price: u32,
    pub size: u32,
    pub left: u32,
    pub filled: u32,
    pub liquidation: bool,
    /// Whether nobody signed it: a step of a liquidation, or what closes for one who leaves.
    pub unsigned: bool,
    pub kind: u8,
    /// Of an iceberg: the most that is shown, and what is not (BOOK-13).
    pub display: u32,
    pub hidden: u32,
    /// Of a pegged order: the signed price (BOOK-14).
    pub worst: u32,
}

impl Resting {
    /// What stands in the book.
    pub fn shown(&self) -> u32 {
        self.left.saturating_sub(self.hidden)
    }

    /// All but the next part of an iceberg is hidden.
    pub fn hide(&mut self) {
        if self.kind == OrderKind::Iceberg.code() {
            self.hidden = self.left.saturating_sub(self.display);
        }
    }
}

/// An order that takes in slices, and what they have filled (BOOK-15).
#[derive(Clone, Debug)]
pub struct Sliced {
    pub size: u32,
    pub price: u32,
    pub time_in_force: u8,
    pub reduce_only: bool,
    pub filled: u32,
}

/// The orders at one price, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Level {
    pub queue: VecDeque<u32>,
    pub total: u64,
}

/// An owner.
#[derive(Clone, Debug)]
pub struct Owner {
    pub key: [u8; 32],
    pub tier: u8,
    pub accounts: Vec<usize>,
}

/// An account.
#[derive(Clone, Debug)]
pub struct Person {
    pub number: u64,
    pub owner: usize,
    pub index: u16,
    pub funds: Funds,
    /// Asset, credited, debited.
    pub flows: Vec<(u8, u64, u64)>,
    pub requested: u64,
    /// Items of its log that have landed on the chain (CUST-6).
    pub settled: u64,
    pub inbox: u64,
    pub restrictions: u8,
    pub isolated: Option<u16>,
    /// Key and end of its life.
    pub delegates: Vec<([u8; 32], u64)>,
    pub orders: Vec<u32>,
    /// What debts told by DebtPaid gained, until the money comes that paid them.
    pub debts: i64,
}

impl Person {
    pub fn exposure(&self, market: u16) -> Exposure {
        self.funds.exposure(market)
    }

    pub fn lots(&self, market: u16) -> i64 {
        self.funds.market(market).map_or(0, |state| state.exposure.holding.position.get())
    }

    pub fn collateral(&self) -> i64 {
        self.funds.collateral.get()
    }

    pub fn flow(&mut self, asset: u8) -> &mut (u8, u64, u64) {
        let place = self.flows.iter().position(|flow| flow.0 == asset).unwrap_or_else(|| {
            self.flows.push((asset, 0, 0));
            self.flows.len() - 1
        });
        &mut self.flows[place]
    }

    pub fn amount(&self, asset: u8) -> i64 {
        if asset == 0 {
            self.collateral()
        } else {
            self.funds.other(asset).get()
        }
    }
}

/// A market: its numbers as told, and sums over accounts as counted here.
#[derive(Clone, Debug, Default)]
pub struct MarketSeen {
    pub listing: Option<ListMarket>,
    pub tick_value: i64,
    pub paused: bool,
    pub index: u64,
    pub mark: u64,
    pub slow: u64,
    pub last: u32,
    pub interest: i64,
    pub pool: i64,
    pub insurance: i64,
    /// Day of the tail's last gift, and what it gave on it (LIQ-5).
    pub given: (u64, i64),
    pub fee_bucket: i64,
    pub shares: i64,
    pub fee_claim: i64,
    pub deficit: i64,
    pub tier: (u8, u8),
    pub funding: i64,
    pub records: u64,
    pub done: u64,
    /// Sum of b.
    pub lots: i64,
    /// Lots that moved out of accounts and not yet into others: what rounds to come hold (LIQ-6).
    pub held: i64,
    /// Sum of e + r.
    pub promises: i128,
    /// Sum of b x f.
    pub snapshots: i128,
    /// Sum of r.
    pub claims: i64,
    /// Lots of users, long and short.
    pub sides: [i64; 2],
    pub levels: [BTreeMap<u32, Level>; 2],
}

impl MarketSeen {
    pub fn best(&self, side: u8) -> Option<u32> {
        let levels = &self.levels[usize::from(side)];
        if side == 0 {
            levels.last_key_value().map(|(price, _)| *price)
        } else {
            levels.first_key_value().map(|(price, _)| *price)
        }
    }

    pub fn level_total(&self, side: u8, price: u32) -> u64 {
        self.levels[usize::from(side)].get(&price).map_or(0, |level| level.total)
    }

    /// Whether it was listed.
    pub fn is_listed(&self) -> bool {
        self.listing.is_some()
    }
}

/// Holding and collateral after an event.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub position: i64,
    pub quote: i64,
    pub claim: i64,
    pub swept: i64,
    pub funding: i64,
    pub collateral: i64,
}

pub fn holding_of(row: &Row) -> Sound<Holding> {
    let broken = |_| Broken { kind: "UNIT-4 range of money".into(), text: format!("{row:?}") };
    Ok(Holding {
        position: Position::new(row.position).map_err(broken)?,
        quote: Atoms::new(row.quote).map_err(broken)?,
        claim: Atoms::new(row.claim).map_err(broken)?,
        swept: Atoms::new(row.swept).map_err(broken)?,
        funding: row.funding,
    })
}

/// Where a waiting order starts: price in mticks, and whether it must fall; None for a trailing stop.
pub type Starts = Option<(u64, bool)>;

/// State by events.
#[derive(Default)]
pub struct Mirror {
    pub ts_us: u64,
    pub seq: u64,
    pub owners: Vec<Owner>,
    pub owner_of: Table<[u8; 32], usize>,
    pub people: Vec<Person>,
    pub place_of: Table<u64, usize>,
    /// Open accounts by opening.
    pub open: Vec<usize>,
    /// Number, decimals, tracked amount of assets other than USDC.
    pub assets: Vec<(u8, u16, u8, i64)>,
    pub markets: Vec<MarketSeen>,
    pub orders: Vec<Resting>,
    pub free: Vec<u32>,
    pub order_of: Table<OrderId, u32>,
    pub waiting: Table<OrderId, (u32, Starts)>,
    pub sliced: Table<OrderId, Sliced>,
    pub tokens: i64,
    pub collateral: i64,
    pub backstop: Option<usize>,
    /// Insurance that all markets share (LIQ-5).
    pub tail: i64,
    /// Most that an account may owe in USDC (MGN-7).
    pub room_max: i64,
    /// Whether the gate is closed, and when it was closed last; 0: never (WDR-2).
    pub gate: (bool, u64),
    /// What it said of the deficits of all markets, until the end of its batch.
    pub gate_deficit: Option<i64>,
    /// Whose loss others paid in which market, until his next move there is told.
    pub covered: Option<(usize, u16)>,
    pub pace: Pace,
    pub changes_last: u64,
    pub touched: Vec<usize>,
    pub touched_levels: Vec<(u16, u8, u32)>,
    pub told_levels: HashMap<(u16, u8, u32), u64>,
}

impl Mirror {
    pub fn place(&self, number: u64) -> Sound<usize> {
        let unknown = || Broken { kind: "an event names an open account".into(), text: number.to_string() };
        self.place_of.get(&number).copied().ok_or_else(unknown)
    }

    pub fn market(&self, id: u16) -> Sound<&MarketSeen> {
        let unknown = || Broken { kind: "an event names a market".into(), text: id.to_string() };
        self.markets.get(usize::from(id)).filter(|market| market.is_listed()).ok_or_else(unknown)
    }

    pub fn market_mut(&mut self, id: u16) -> Sound<&mut MarketSeen> {
        self.market(id)?;
        Ok(&mut self.markets[usize::from(id)])
    }

    /// Numbers of the markets.
    pub fn listed(&self) -> impl Iterator<Item = (u16, &MarketSeen)> {
        (0u16..).zip(&self.markets).filter(|(_, market)| market.is_listed())
    }

    pub fn list(&mut self, event: &MarketSet) {
        let place = usize::from(event.market);
        if self.markets.len() <= place {
            self.markets.resize_with(place + 1, MarketSeen::default);
        }
        let market = &mut self.markets[place];
        if market.listing.is_none() {
            market.tier = (Tier::Missing.code(), TierCause::Unpriced.code());
        }
        market.listing = Some(ListMarket {
            market: event.market,
            symbol: event.symbol,
            tick_size: event.tick_size,
            lot_size: event.lot_size,
            price_max: event.price_max,
            order_max: event.order_max,
            position_max: event.position_max,
            open_interest_max: event.open_interest_max,
            imf: event.imf,
            mmf: event.mmf,
            requirement_min: event.requirement_min,
            profit_cap: event.profit_cap,
            band: event.band,
        });
        market.tick_value = i64::from(event.tick_value);
        market.paused = event.paused != 0;
    }

    pub fn owner(&mut self, key: [u8; 32]) -> usize {
        let next = self.owners.len();
        let place = *self.owner_of.entry(key).or_insert(next);
        if place == next {
            self.owners.push(Owner { key, tier: 0, accounts: Vec::new() });
        }
        place
    }

    pub fn touch(&mut self, who: usize) {
        if !self.touched.contains(&who) {
            self.touched.push(who);
        }
    }

    /// MGN-7: whether c may become this: not below zero, within the room on the strength of other collateral, or no worse than it was.
    pub fn may_owe(&self, who: usize, after: i64) -> bool {
        let person = &self.people[who];
        let room = if person.funds.others.is_empty() { 0 } else { -self.room_max };
        after >= room.min(person.collateral())
    }

    /// Collateral of an account is now this.
    pub fn put_collateral(&mut self, who: usize, after: i64) -> Sound {
        let person = &mut self.people[who];
        self.collateral += after - person.collateral();
        person.funds.collateral =
            Atoms::new(after).map_err(|_| Broken { kind: "UNIT-4 range of money".into(), text: after.to_string() })?;
        self.touch(who);
        Ok(())
    }

    /// Holding and collateral are now these; all sums follow. Gives what c + e + r gained, debts paid before included.
    pub fn put(&mut self, who: usize, id: u16, row: &Row) -> Sound<i64> {
        let holding = holding_of(row)?;
        let backstop = self.backstop == Some(who);
        let person = &mut self.people[who];
        let before = person.exposure(id).holding;
        let gained = row.quote + row.claim - before.quote.get() - before.claim.get();
        let debts = std::mem::take(&mut person.debts);
        let total = row.collateral - person.collateral() + gained + debts;
        person.funds.put_holding(id, &holding);
        let market = self.market_mut(id)?;
        let was = before.position.get();
        market.lots += row.position - was;
        market.promises += i128::from(gained);
        market.claims += row.claim - before.claim.get();
        market.snapshots += i128::from(row.position) * i128::from(row.funding);
        market.snapshots -= i128::from(was) * i128::from(before.funding);
        if !backstop {
            market.sides[0] += row.position.max(0) - was.max(0);
            market.sides[1] += (-row.position).max(0) - (-was).max(0);
        }
        self.put_collateral(who, row.collateral)?;
        Ok(total)
    }

    /// The resting order of an id.
    pub fn resting(&self, id: &OrderId) -> Sound<u32> {
        let unknown = || Broken { kind: "an event names an open order".into(), text: format!("{id:02x?}") };
        self.order_of.get(id).copied().ok_or_else(unknown)
    }

    /// Adds signed lots to the open lots that count for margin (MGN-1: reduce-only orders do not), and those shown to the level.
    pub fn count(&mut self, slot: u32, lots: i64, shown: i64) {
        let order = &self.orders[slot as usize];
        let (market, side, price, who) = (order.market, order.side, order.price, order.account);
        let counts = !order.reduce_only;
        if let Some(level) = self.markets[usize::from(market)].levels[usize::from(side)].get_mut(&price) {
            level.total = level.total.wrapping_add_signed(shown);
        }
        if counts {
            let exposure = &mut self.people[who].funds.market_entry(market).exposure;
            let total = if side == 0 { &mut exposure.buys } else { &mut exposure.sells };
            *total = total.wrapping_add_signed(lots);
        }
        self.touch(who);
        self.touched_levels.push((market, side, price));
    }

    /// An order rests: behind all others of its price, or at a place that it has kept (BOOK-5).
    pub fn rest(&mut self, order: Resting, place: Option<usize>) {
        let (left, shown) = (i64::from(order.left), i64::from(order.shown()));
        let slot = self.free.pop().unwrap_or_else(|| {
            self.orders.push(Resting::default());
            self.orders.len() as u32 - 1
        });
        let levels = &mut self.markets[usize::from(order.market)].levels[usize::from(order.side)];
        let queue = &mut levels.entry(order.price).or_default().queue;
        queue.insert(place.unwrap_or(queue.len()), slot);
        self.order_of.insert(order.id, slot);
        self.people[order.account].orders.push(slot);
        self.orders[slot as usize] = order;
        self.count(slot, left, shown);
    }

    /// An order leaves the book; gives its place in the queue.
    pub fn take_out(&mut self, slot: u32) -> usize {
        let (left, shown) = (self.orders[slot as usize].left, self.orders[slot as usize].shown());
        self.count(slot, -i64::from(left), -i64::from(shown));
        let order = &self.orders[slot as usize];
        let levels = &mut self.markets[usize::from(order.market)].levels[usize::from(order.side)];
        let mut place = 0;
        if let Some(level) = levels.get_mut(&order.price) {
            place = level.queue.iter().position(|other| *other == slot).unwrap_or(0);
            level.queue.remove(place);
            if level.queue.is_empty() {
                levels.remove(&order.price);
            }
        }
        self.order_of.remove(&order.id);
        self.people[order.account].orders.retain(|other| *other != slot);
        self.free.push(slot);
        place
    }

    /// A resting order has fewer lots left: what it shows filled.
    pub fn shrink(&mut self, slot: u32, left: u32) {
        let gone = i64::from(self.orders[slot as usize].left) - i64::from(left);
        self.count(slot, -gone, -gone);
        self.orders[slot as usize].left = left;
    }

    /// A resting order gives lots up without a fill: hidden ones first (BOOK-13).
    pub fn give_up(&mut self, slot: u32, left: u32) {
        let order = &self.orders[slot as usize];
        let gone = order.left - left;
        let unseen = gone.min(order.hidden);
        self.count(slot, -i64::from(gone), -i64::from(gone - unseen));
        let order = &mut self.orders[slot as usize];
        (order.left, order.hidden) = (left, order.hidden - unseen);
    }
}
