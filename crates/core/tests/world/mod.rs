//! A world for the tests: an exchange, the records that drive it, and what came out.
#![allow(dead_code, missing_docs, reason = "each test file uses a part of it")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::integer_division,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

use quantdesk_core::exchange::BatchHead;
use quantdesk_core::message::{Message, TransferMessage};
use quantdesk_core::schema_gen::*;
use quantdesk_core::sha256::sha256;
use quantdesk_core::Exchange;

pub const DOMAIN: [u8; 8] = [0xFF, 1, 2, 3, 4, 5, 6, 7];
pub const USD: i64 = 1_000_000;
pub const MARKET: u16 = 1;

/// xorshift64*: numbers from a seed.
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        (self.roll() >> 11) % bound
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

/// One event of any kind, with its header.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub kind: u8,
    pub head: EventHead,
    pub bytes: Vec<u8>,
}

/// Cuts events apart.
pub fn events_of(mut out: &[u8]) -> Vec<Event> {
    let mut events = Vec::new();
    while !out.is_empty() {
        let size = usize::from(u16::from_le_bytes([out[2], out[3]]));
        assert_eq!(event_size(out[0]), Some(size), "event {} has another size", out[0]);
        let head = EventHead {
            item: out[1],
            index: u32::from_le_bytes(out[4..8].try_into().unwrap()),
            seq: u64::from_le_bytes(out[8..16].try_into().unwrap()),
        };
        events.push(Event { kind: out[0], head, bytes: out[..size].to_vec() });
        out = &out[size..];
    }
    events
}

/// What an order asks for; `..Ask::default()` is a good-till-cancelled limit order.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub account: u64,
    pub market: u16,
    pub side: Side,
    pub price: u32,
    pub size: u32,
    pub time_in_force: TimeInForce,
    pub kind: OrderKind,
    pub post_only: bool,
    pub reduce_only: bool,
    pub self_trade: u8,
    pub group: u8,
    pub trigger: u32,
    pub trigger_falls: bool,
    pub fee_max: u16,
    pub expiry_slot: u64,
    pub nonce: u64,
    pub client_order_id: u64,
    pub signer: [u8; 32],
}

/// An exchange with time and numbers.
#[derive(Clone)]
pub struct World {
    pub exchange: Exchange,
    pub ts_us: u64,
    pub last: u64,
    pub owners: Vec<[u8; 32]>,
}

pub fn key(number: u64) -> [u8; 32] {
    sha256(&number.to_le_bytes())
}

pub fn listing(market: u16) -> ListMarket {
    let mut symbol = [0; 16];
    symbol[..8].copy_from_slice(b"BTC-PERP");
    ListMarket {
        market,
        symbol,
        tick_size: 100_000_000, // 0.1 USD
        lot_size: 100_000,      // 0.0001 BTC: v = 10 atoms
        price_max: 10_000_000,
        order_max: 10_000_000,
        position_max: 40_000_000,
        open_interest_max: 400_000_000,
        imf: 20_000,
        mmf: 10_000,
        requirement_min: USD,
        profit_cap: 1_000 * USD,
        band: 50_000,
    }
}

pub fn market_parameters(listing: &ListMarket) -> SetMarketParameters {
    SetMarketParameters {
        market: listing.market,
        symbol: listing.symbol,
        tick_size: listing.tick_size,
        lot_size: listing.lot_size,
        price_max: listing.price_max,
        order_max: listing.order_max,
        position_max: listing.position_max,
        open_interest_max: listing.open_interest_max,
        imf: listing.imf,
        mmf: listing.mmf,
        requirement_min: listing.requirement_min,
        profit_cap: listing.profit_cap,
        band: listing.band,
    }
}

macro_rules! bytes_of {
    ($record:expr) => {{
        let mut bytes = Vec::new();
        $record.write(&mut bytes);
        bytes
    }};
}
pub(crate) use bytes_of;

impl World {
    /// Opened, one market with prices (index = mark = 60,000.0 USD, 600,000 ticks), `accounts` accounts of an owner each
    /// with `usd` each.
    pub fn new(accounts: u64, usd: i64) -> World {
        let mut world = World::empty();
        world.run(&bytes_of!(OpenExchange { domain: DOMAIN }));
        world.run(&bytes_of!(listing(MARKET)));
        world.prices(MARKET, 600_000_000, 600_000_000);
        for number in 1..=accounts {
            world.open_account(number, 0);
            if usd > 0 {
                world.credit(number, usd * USD);
            }
        }
        world
    }

    pub fn empty() -> World {
        World { exchange: Exchange::new(), ts_us: 1_700_000_000_000_000, last: 0, owners: Vec::new() }
    }

    pub fn slot(&self) -> u64 {
        self.ts_us / 400_000
    }

    pub fn open_account(&mut self, owner: u64, index: u16) {
        self.owners.push(key(owner));
        let account = self.owners.len() as u64;
        self.run(&bytes_of!(OpenAccount { account, owner: key(owner), index }));
    }

    pub fn credit(&mut self, account: u64, amount: i64) -> Vec<Event> {
        let record = self.credit_of(account, amount);
        self.run(&record)
    }

    /// A credit of USDC that names the total afterwards, as the keeper does.
    pub fn credit_of(&self, account: u64, amount: i64) -> Vec<u8> {
        let credited = self.asset(account, 0).map_or(0, |view| view.credited).wrapping_add_signed(amount);
        bytes_of!(Credit { account, asset: 0, credited })
    }

    pub fn debit(&mut self, account: u64, amount: i64) -> Vec<Event> {
        self.run(&bytes_of!(debit_of(account, amount)))
    }

    pub fn prices(&mut self, market: u16, index_price: u64, mark_price: u64) -> Vec<Event> {
        self.run(&bytes_of!(SetPrices { market, index_price, mark_price }))
    }

    pub fn tick(&mut self, later_us: u64) -> Vec<Event> {
        self.ts_us += later_us;
        self.run(&bytes_of!(Tick {}))
    }

    /// One command as a batch of its own; checks the order of events and PNL-2, PNL-3 afterwards.
    pub fn run(&mut self, record: &[u8]) -> Vec<Event> {
        self.run_many(&[record.to_vec()])
    }

    pub fn batch_bytes(&self, records: &[Vec<u8>]) -> Vec<u8> {
        let head = BatchHead { count: records.len() as u32, seq_from: self.exchange.seq() + 1, ts_us: self.ts_us };
        let mut batch = head.bytes().to_vec();
        for record in records {
            batch.extend_from_slice(record);
        }
        batch
    }

    pub fn run_many(&mut self, records: &[Vec<u8>]) -> Vec<Event> {
        let batch = self.batch_bytes(records);
        let mut out = Vec::new();
        self.exchange.apply(&batch, &mut out).unwrap();
        let events = events_of(&out);
        let mut before = (0, 0);
        for event in &events {
            let expected = if event.head.seq == before.0 { before.1 } else { 0 };
            assert_eq!(event.head.index, expected, "events of a command count from 0");
            assert!(event.head.seq >= before.0);
            before = (event.head.seq, expected + 1);
        }
        assert_eq!(self.exchange.totals().violations, 0, "PNL-2 or PNL-3 fails");
        events
    }

    pub fn ask(&mut self, account: u64, side: Side, price: u32, size: u32) -> Ask {
        self.last += 1;
        Ask {
            account,
            market: MARKET,
            side,
            price,
            size,
            time_in_force: TimeInForce::Gtc,
            kind: OrderKind::Limit,
            post_only: false,
            reduce_only: false,
            self_trade: 0,
            group: 0,
            trigger: 0,
            trigger_falls: false,
            fee_max: 100,
            expiry_slot: self.slot() + 1_000_000,
            nonce: (self.ts_us / 1_000) << 12 | (self.last & 0xFFF),
            client_order_id: self.last,
            signer: self.owners[account as usize - 1],
        }
    }

    /// Places; returns the order id and the events.
    pub fn place(&mut self, ask: &Ask) -> ([u8; 16], Vec<Event>) {
        let command = place_of(ask);
        (command.order_id, self.run(&bytes_of!(command)))
    }

    pub fn buy(&mut self, account: u64, price: u32, size: u32) -> ([u8; 16], Vec<Event>) {
        let ask = self.ask(account, Side::Buy, price, size);
        self.place(&ask)
    }

    pub fn sell(&mut self, account: u64, price: u32, size: u32) -> ([u8; 16], Vec<Event>) {
        let ask = self.ask(account, Side::Sell, price, size);
        self.place(&ask)
    }

    pub fn cancel(&mut self, account: u64, order_id: [u8; 16]) -> Vec<Event> {
        self.run(&bytes_of!(CancelOrder { account, order_id, client_order_id: 0 }))
    }

    pub fn query(&self, query: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        self.exchange.query(query, &mut out).unwrap();
        let (head, rest) = out.split_at(AnswerHead::SIZE);
        assert_eq!(AnswerHead::read(head), Some(AnswerHead { seq: self.exchange.seq(), ts: self.exchange.ts_us() }));
        rest.to_vec()
    }

    pub fn account(&self, account: u64) -> AccountView {
        AccountView::read(&self.query(&bytes_of!(AccountQuery { account }))).unwrap()
    }

    pub fn position(&self, account: u64, market: u16) -> Option<PositionView> {
        let views = self.query(&bytes_of!(AccountQuery { account }));
        let mut rest = &views[AccountView::SIZE..];
        while !rest.is_empty() {
            if let Some(view) = PositionView::read(rest) {
                if view.market == market {
                    return Some(view);
                }
            }
            rest = &rest[usize::from(u16::from_le_bytes([rest[2], rest[3]]))..];
        }
        None
    }

    pub fn asset(&self, account: u64, asset: u8) -> Option<AssetView> {
        let views = self.query(&bytes_of!(AccountQuery { account }));
        let mut rest = views.get(AccountView::SIZE..)?;
        while !rest.is_empty() {
            if let Some(view) = AssetView::read(rest) {
                if view.asset == asset {
                    return Some(view);
                }
            }
            rest = &rest[usize::from(u16::from_le_bytes([rest[2], rest[3]]))..];
        }
        None
    }

    pub fn order(&self, account: u64, order_id: [u8; 16]) -> Option<OrderView> {
        OrderView::read(&self.query(&bytes_of!(OrderQuery { account, order_id, client_order_id: 0 })))
    }

    pub fn market(&self, market: u16) -> MarketView {
        MarketView::read(&self.query(&bytes_of!(MarketQuery { market }))).unwrap()
    }
}

/// A debit of USDC that was asked for on the chain and takes whatever total there is.
pub fn debit_of(account: u64, amount: i64) -> Debit {
    Debit { account, asset: 0, amount, request: 0, debited: u64::MAX }
}

pub fn message_of(ask: &Ask) -> [u8; 64] {
    Message {
        domain: DOMAIN,
        account: ask.account,
        nonce: ask.nonce,
        expiry_slot: ask.expiry_slot,
        client_order_id: ask.client_order_id,
        price: ask.price,
        size: ask.size,
        market: ask.market,
        fee_max: ask.fee_max,
        side: ask.side,
        time_in_force: ask.time_in_force.code(),
        self_trade: ask.self_trade,
        group: ask.group,
        trigger: ask.trigger,
        trigger_falls: ask.trigger_falls,
        reduce_only: ask.reduce_only,
        post_only: ask.post_only,
    }
    .encode()
}

pub fn id_of(message: &[u8; 64]) -> [u8; 16] {
    sha256(message)[..16].try_into().unwrap()
}

pub fn place_of(ask: &Ask) -> PlaceOrder {
    let message = message_of(ask);
    PlaceOrder { order_id: id_of(&message), message, signature: [0; 64], signer: ask.signer, kind: ask.kind.code() }
}

pub fn replace_of(ask: &Ask, old_order_id: [u8; 16]) -> ReplaceOrder {
    let PlaceOrder { order_id, message, signature, signer, kind } = place_of(ask);
    ReplaceOrder { old_order_id, order_id, message, signature, signer, kind }
}

pub fn transfer_of(message: &TransferMessage, signer: [u8; 32]) -> Transfer {
    let message = message.encode();
    Transfer { order_id: id_of(&message), message, signature: [0; 64], signer }
}

/// The reason of the refusal that is the only event.
pub fn reason_of(events: &[Event]) -> Option<Reason> {
    let refused = Refused::read(&events.first()?.bytes)?;
    Reason::ALL.iter().find(|reason| reason.code() == refused.reason).copied()
}

pub fn refused(events: &[Event]) -> Refused {
    Refused::read(&events[0].bytes).expect("a refusal")
}

/// All events of one kind, read.
pub fn fills(events: &[Event]) -> Vec<OrderFilled> {
    events.iter().filter_map(|event| OrderFilled::read(&event.bytes)).collect()
}

pub fn accepted(events: &[Event]) -> Option<OrderAccepted> {
    events.iter().find_map(|event| OrderAccepted::read(&event.bytes))
}

pub fn cancels(events: &[Event]) -> Vec<OrderCancelled> {
    events.iter().filter_map(|event| OrderCancelled::read(&event.bytes)).collect()
}

pub fn levels(events: &[Event]) -> Vec<LevelChanged> {
    events.iter().filter_map(|event| LevelChanged::read(&event.bytes)).collect()
}
