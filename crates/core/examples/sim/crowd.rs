//! The random world: what a seeded crowd of traders and keepers would send next.
//!
//! Invariant: the same seed and shape give the same commands to the same answers. It knows the exchange by the mirror alone, and keeps
//! what a client keeps: his clock, his numbers, the messages that he has sent.

use std::collections::VecDeque;

use quantdesk_core::message::{Message, TransferMessage};
use quantdesk_core::schema_gen::*;
use quantdesk_core::sha256::sha256;

use crate::algos;
use crate::changes;
use crate::hostile;
use crate::mirror::{Mirror, OrderId};
use crate::shape::{MarketShape, Shape};
use crate::trading;

pub const DOMAIN: [u8; 8] = *b"\xFFsimdesk";
pub const SLOT_US: u64 = 400_000;
const START_US: u64 = 1_700_000_000_000_000;
/// A market that is listed and never gets a price.
const UNPRICED: u16 = 62;
/// Collateral other than USDC.
const OTHER: u8 = 1;
const OTHER_DECIMALS: u8 = 4;
const EVERY: u16 = 65_535;

/// Commands of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub ts_us: u64,
    pub records: Vec<Vec<u8>>,
}

/// xorshift64*: numbers from a seed.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            dice.roll();
        }
        dice
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        (self.roll() >> 11) % bound.max(1)
    }

    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high.saturating_sub(low).max(0) as u64 + 1) as i64
    }

    /// True in so many of a thousand.
    pub fn chance(&mut self, of_thousand: u64) -> bool {
        self.below(1_000) < of_thousand
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

macro_rules! bytes_of {
    ($record:expr) => {{
        let mut bytes = Vec::with_capacity(192);
        $record.write(&mut bytes);
        bytes
    }};
}
pub(crate) use bytes_of;

fn delegate_added(account: u64, (delegate, expiry_us): ([u8; 32], u64), inbox: u64, bounds: (u64, u64, u8)) -> Vec<u8> {
    let (markets, notional_day, near_index) = bounds;
    bytes_of!(AddDelegate { account, delegate, expiry_us, inbox, markets, notional_day, near_index })
}

/// A made-up key of an owner or delegate.
pub fn key_of(number: u64) -> [u8; 32] {
    let mut key = *b"sim-key-\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    key[24..].copy_from_slice(&number.to_be_bytes());
    key
}

pub fn id_of(message: &[u8; 64]) -> OrderId {
    sha256(message)[..16].try_into().unwrap()
}

/// Clock, numbers and memory of the crowd.
pub struct Crowd {
    pub dice: Dice,
    pub shape: Shape,
    pub ts_us: u64,
    pub sent: VecDeque<Vec<u8>>,
    pub centre: Vec<i64>,
    pub client: u64,
    counter: u64,
    last_account: u64,
    quiet: u32,
    posts: Option<Dice>, // how the chain follows, in half of the worlds
    admins: Dice,
}

impl Crowd {
    pub fn new(shape: &Shape, seed: u64) -> Crowd {
        let mut dice = Dice::new(seed ^ shape.name.bytes().fold(7, |sum, byte| sum * 31 + u64::from(byte)));
        let quiet = if dice.chance(200) { 1_450 } else { 0 };
        let posts = (seed % 2 == 0).then(|| Dice::new(seed ^ 0x0070_6f73_7473));
        Crowd {
            quiet,
            posts,
            admins: Dice::new(seed ^ 0x61_646d_696e),
            ts_us: START_US + dice.below(1 << 20) * 1_000,
            sent: VecDeque::new(),
            centre: shape.markets.iter().map(|market| market.price * 1_000).collect(),
            client: 0,
            counter: 0,
            last_account: shape.accounts,
            shape: shape.clone(),
            dice,
        }
    }

    /// The first commands: markets, accounts, collateral, prices.
    pub fn opening(&mut self) -> Moment {
        let mut rows = vec![bytes_of!(Tick {}), bytes_of!(OpenExchange { domain: DOMAIN })];
        let credit = self.shape.credit;
        let entries = self.dice.pick(&[65_535, 65_535, 65_535, 160, 48]);
        rows.push(bytes_of!(SetEntryLimit { entries }));
        for number in 0..self.shape.markets.len() {
            let market = number as u16;
            let centre = self.centre[number] as u64;
            rows.push(bytes_of!(listing(market, &self.shape.markets[number])));
            rows.push(bytes_of!(SetPrices { market, index_price: centre, mark_price: centre + 7 }));
            rows.push(self.growth(number));
        }
        rows.push(bytes_of!(listing(UNPRICED, &self.shape.markets[0])));
        if self.shape.other_collateral {
            rows.push(self.other_asset());
        }
        if self.shape.backstop {
            let liquidation_fee = self.dice.pick(&[0, 2_500, 10_000]);
            let insurance_cap = self.dice.pick(&[0, credit, 1_000_000_000_000]);
            rows.push(bytes_of!(SetRisk { market: 0, liquidation_fee, insurance_cap }));
        }
        for number in 0..self.shape.accounts {
            let (account, owner) = (number + 1, key_of(number % self.shape.owners));
            rows.push(bytes_of!(OpenAccount { account, owner, index: (number / self.shape.owners) as u16 }));
            let credited = self.dice.between(credit / 4, credit) as u64;
            rows.push(bytes_of!(Credit { account, asset: 0, credited }));
        }
        if self.shape.backstop {
            rows.push(bytes_of!(SetBackstop { account: 1 }));
            rows.push(self.borrowing());
        }
        for owner in 0..self.shape.owners {
            let tier = self.shape.tiers[owner as usize % self.shape.tiers.len()];
            rows.push(bytes_of!(SetFeeTier { owner: key_of(owner), tier }));
            if owner % 3 == 1 {
                rows.push(bytes_of!(SetReferrer { account: owner + 1, referrer: key_of(0) }));
            }
        }
        Moment { ts_us: self.ts_us, records: rows }
    }

    /// What is sent next. Three times in four one command alone, which the audit can judge more sharply.
    pub fn next(&mut self, m: &Mirror) -> Moment {
        if self.quiet > 0 {
            return self.quiet_round(m);
        }
        self.ts_us += self.step_us();
        if self.dice.below(10_000) < 2 {
            self.quiet = 1_450;
        }
        if let Some(posted) = self.posted(40) {
            return Moment { ts_us: self.ts_us, records: vec![posted] };
        }
        if self.admins.below(1_000) < 3 {
            let named = changes::named(&mut self.admins, &self.shape.markets, m);
            return Moment { ts_us: self.ts_us, records: vec![named] };
        }
        let count = if self.dice.chance(750) { 1 } else { 1 + self.dice.below(self.shape.commands_max) };
        let records = (0..count).map(|_| self.command(m)).collect();
        Moment { ts_us: self.ts_us, records }
    }

    /// One of many rounds in a row: two hours of ticks give funding, with an index now and then and little trading.
    fn quiet_round(&mut self, m: &Mirror) -> Moment {
        self.quiet -= 1;
        self.ts_us += 5_000_000;
        let mut rows = Vec::new();
        if self.quiet % 9 == 0 {
            rows.extend((0..self.shape.markets.len()).map(|number| self.index(number)));
        }
        rows.push(bytes_of!(Tick {}));
        rows.extend(self.posted(300));
        if self.dice.chance(150) {
            rows.push(self.command(m));
        }
        Moment { ts_us: self.ts_us, records: rows }
    }

    /// How far the chain has followed, one time in so many of a thousand: mostly to now.
    fn posted(&mut self, per_mille: u64) -> Option<Vec<u8>> {
        let dice = self.posts.as_mut()?;
        if !dice.chance(per_mille) {
            return None;
        }
        let posted = dice.pick(&[self.ts_us, self.ts_us, self.ts_us, self.ts_us - 5_000_000, self.ts_us + 1, 0]);
        Some(bytes_of!(SetPosted { posted }))
    }

    /// Time until the next moment: mostly nothing, sometimes slots, an epoch, seldom a day.
    fn step_us(&mut self) -> u64 {
        match self.dice.below(10_000) {
            0..7_500 => self.dice.below(30_000),
            7_500..9_500 => self.dice.below(4 * SLOT_US),
            9_500..9_985 => self.dice.below(200_000_000),
            _ => self.dice.pick(&[3_600_000_000, 90_000_000_000]),
        }
    }

    fn command(&mut self, m: &Mirror) -> Vec<u8> {
        match self.dice.below(1_000) {
            0..560 => trading::order(self, m, None),
            560..590 => trading::waiting_order(self, m, None),
            590..610 => algos::on_terms(self, m, None),
            610..620 => algos::sliced(self, m, None),
            620..740 => trading::change(self, m, None),
            740..790 => trading::several(self, m),
            790..870 => self.prices(m),
            870..930 => self.collateral(m),
            930..952 => self.house_keeping(m),
            952..960 => self.closing(m).unwrap_or_else(|| bytes_of!(Tick {})),
            _ => hostile::command(self, m),
        }
    }

    /// Somebody asks for an exit, the operator closes for one who did or did not, or it is taken back (CUST-34).
    fn closing(&mut self, m: &Mirror) -> Option<Vec<u8>> {
        let draw = self.dice.below(100);
        let leaves = |who: &&usize| m.people[**who].restrictions & Restriction::Leaving.code() != 0;
        let leaving: Vec<u64> = m.open.iter().filter(leaves).map(|who| m.people[*who].number).collect();
        if draw < 40 {
            return None;
        }
        if leaving.is_empty() {
            let account = if self.dice.chance(50) || m.open.is_empty() { 0 } else { m.people[self.account(m)].number };
            return Some(if draw < 80 {
                bytes_of!(Leave { account, leaving: 1 })
            } else {
                bytes_of!(CloseLeaving { account, last: 0 })
            });
        }
        let account = self.dice.pick(&leaving);
        let last = u8::from(self.dice.chance(300));
        Some(if draw < 85 {
            bytes_of!(CloseLeaving { account, last })
        } else {
            bytes_of!(Leave { account, leaving: 0 })
        })
    }

    /// Place of somebody, mostly of those who were there at the start.
    pub fn account(&mut self, m: &Mirror) -> usize {
        let most = if self.dice.chance(900) { self.shape.accounts as usize } else { m.open.len() };
        let most = most.min(m.open.len());
        if most == 0 {
            return 0;
        }
        m.open[self.dice.below(most as u64) as usize]
    }

    /// A market, the first ones more often.
    pub fn market(&mut self) -> usize {
        let count = self.shape.markets.len() as u64;
        self.dice.below(count).min(self.dice.below(count)) as usize
    }

    /// A fresh nonce: milliseconds << 12 | counter.
    pub fn nonce(&mut self) -> u64 {
        self.counter = (self.counter + 1) % 4_096;
        (self.ts_us / 1_000) << 12 | self.counter
    }

    /// A fresh client order id.
    pub fn client_order_id(&mut self) -> u64 {
        self.client += 1;
        self.client
    }

    pub fn slot(&self) -> u64 {
        self.ts_us / SLOT_US
    }

    /// A step of the index, the mark near it; now and then a jump.
    fn prices(&mut self, m: &Mirror) -> Vec<u8> {
        let number = self.market();
        let market = self.shape.markets[number];
        if m.markets.get(number).is_some_and(|market| market.paused) && self.dice.chance(300) {
            return bytes_of!(SetPause { market: number as u16, paused: 0 });
        }
        let reach = market.price * if self.dice.chance(self.shape.jump) { 200 } else { 6 };
        let step = self.dice.between(-reach, reach);
        let centre = (self.centre[number] + step).clamp(market.price * 650, market.price * 1_500);
        self.centre[number] = centre;
        if self.dice.chance(400) {
            return self.index(number);
        }
        let away = self.dice.between(-market.price * 3, market.price * 3);
        let mark_price = (centre + away) as u64;
        bytes_of!(SetPrices { market: number as u16, index_price: centre as u64, mark_price })
    }

    /// The index of a market, published now or a little before.
    fn index(&mut self, number: usize) -> Vec<u8> {
        let (centre, mmf) = (self.centre[number], i64::from(self.shape.markets[number].mmf));
        let confs = [0, 0, 0, 0, 0, centre * mmf / 5_000_000, centre * mmf / 2_500_000, centre / 49];
        let (conf, doubt) = (self.dice.pick(&confs) as u64, self.doubt(mmf as u32));
        let published = self.ts_us - self.dice.pick(&[0, 0, 0, 40_000, 9_000_000]);
        let evidence = sha256(&published.to_le_bytes());
        bytes_of!(SetIndex { market: number as u16, index_price: centre as u64, published, conf, doubt, evidence })
    }

    fn doubt(&mut self, mmf: u32) -> u32 {
        if self.dice.chance(800) {
            0
        } else {
            self.dice.pick(&[mmf / 5, mmf / 2, 20_001])
        }
    }

    /// Collateral of the backstop for a market or for the tail; of another account it is refused (LIQ-5).
    fn insurance(&mut self, m: &Mirror, who: usize) -> Vec<u8> {
        let source = m.backstop.filter(|_| self.dice.chance(400)).unwrap_or(who);
        let (account, most) = (m.people[source].number, m.people[source].collateral() / 16);
        let market = if self.dice.chance(400) { EVERY } else { self.market() as u16 };
        let amount = self.dice.between(1, 2.max(most));
        bytes_of!(FundInsurance { account, market, amount })
    }

    /// Money in, money out, money between accounts.
    fn collateral(&mut self, m: &Mirror) -> Vec<u8> {
        let who = self.account(m);
        let person = &m.people[who];
        let account = person.number;
        let asset = if !m.assets.is_empty() && self.dice.chance(300) { OTHER } else { 0 };
        let (credited, debited) =
            person.flows.iter().find(|flow| flow.0 == asset).map_or((0, 0), |flow| (flow.1, flow.2));
        let (amount, largest) = (person.amount(asset), self.largest(m, asset));
        let draw = self.dice.below(1_000);
        if draw < 20 {
            let account = if self.dice.chance(500) { 1 } else { account };
            return bytes_of!(PayShare { account, market: self.market() as u16 });
        }
        if draw < 120 {
            return bytes_of!(Sweep { market: self.market() as u16 });
        }
        if self.shape.backstop && draw < 160 {
            return self.insurance(m, who);
        }
        if draw < 400 && amount < largest {
            let credited = credited + self.dice.between(1, largest / 3) as u64;
            return bytes_of!(Credit { account, asset, credited });
        }
        if draw < 750 {
            let amount = self.dice.between(1, amount.max(2));
            let next = person.requested + self.dice.pick(&[0, 1, 1, 5]);
            let request = if self.dice.chance(500) { next } else { 0 };
            let debited = self.dice.pick(&[u64::MAX, u64::MAX, debited, debited, debited.saturating_sub(1)]);
            return bytes_of!(Debit { account, asset, amount, request, debited });
        }
        let own = &m.owners[person.owner].accounts;
        let receiver = if self.dice.chance(850) && !own.is_empty() { self.dice.pick(own) } else { self.account(m) };
        let amount = self.dice.between(0, person.collateral().max(1)) as u64;
        let message = TransferMessage {
            domain: DOMAIN,
            account,
            nonce: self.nonce(),
            expiry_slot: self.slot() + self.dice.below(2_000),
            to_account: m.people[receiver].number,
            amount,
        };
        transfer(&message.encode(), m.owners[person.owner].key)
    }

    /// The most of an asset that an account is given: of each about the same value.
    fn largest(&self, m: &Mirror, asset: u8) -> i64 {
        let Some(row) = m.assets.iter().find(|row| row.0 == asset) else { return self.shape.credit.max(3) };
        let Ok(market) = m.market(row.1) else { return 3 };
        let tick = market.listing.map_or(0, |listing| listing.tick_size);
        let whole = (i128::from(market.index) * i128::from(tick) / 1_000_000).max(1);
        let most = i128::from(self.shape.credit) * 10i128.pow(u32::from(row.2)) / whole;
        most.clamp(3, 1 << 50) as i64
    }

    /// Parameters of the collateral other than USDC; its market and weights change.
    fn other_asset(&mut self) -> Vec<u8> {
        let weight = self.dice.pick(&[0, 500_000, 900_000, 900_000, 1_000_000]);
        bytes_of!(SetAsset {
            asset: OTHER,
            market: self.market() as u16,
            decimals: OTHER_DECIMALS,
            weight_initial: weight * 8 / 9,
            weight_maintenance: weight,
        })
    }

    /// How much may be borrowed; at times nothing.
    fn borrowing(&mut self) -> Vec<u8> {
        bytes_of!(SetBorrowing {
            room_max: self.dice.pick(&[0, self.shape.credit / 4, self.shape.credit]),
            room_part: self.dice.pick(&[0, 100_000, 400_000]),
            total_part: self.dice.pick(&[1_000, 50_000, 500_000]),
            duration: self.dice.pick(&[0, 60_000_000, 3_600_000_000]),
        })
    }

    /// How the fractions of a market grow: with open interest, with size, both, not at all.
    fn growth(&mut self, number: usize) -> Vec<u8> {
        let (market, tier_usd) = (self.shape.markets[number], self.shape.tier_usd);
        let grid = i128::from(market.tick_size) * i128::from(market.lot_size) / 1_000_000_000_000;
        let value = (i128::from(market.open_interest_max) * i128::from(market.price) * grid) as i64;
        let caps = [(0, 0), (0, value), (value / 4, value), (value / 8, value / 3)];
        let (interest_lower, interest_upper) = self.dice.pick(&caps);
        let mut tiers = SetMargin { market: number as u16, interest_lower, interest_upper, ..SetMargin::default() };
        if tier_usd > 0 && self.dice.chance(800) {
            tiers.tier1_usd = tier_usd;
            tiers.tier1_mmf = 1_000_000.min(market.mmf * self.dice.pick(&[1, 2, 5]));
            if self.dice.chance(700) {
                tiers.tier2_usd = tier_usd * 3;
                tiers.tier2_mmf = 1_000_000.min(tiers.tier1_mmf + self.dice.pick(&[0, 1, market.mmf * 3]));
            }
        }
        bytes_of!(tiers)
    }

    /// Tiers, pauses, parameters, accounts, delegates, floors, how margin grows.
    fn house_keeping(&mut self, m: &Mirror) -> Vec<u8> {
        let (number, who) = (self.market(), self.account(m));
        let (account, inbox, market) = (m.people[who].number, m.people[who].inbox, number as u16);
        match self.dice.below(13) {
            12 => {
                let items = (m.people[who].settled + self.dice.below(10)).saturating_sub(1);
                bytes_of!(Settle { account, items })
            }
            0 if self.dice.chance(300) => {
                let referrer = key_of(self.dice.below(self.shape.owners + 1));
                bytes_of!(SetReferrer { account, referrer })
            }
            0 => {
                let owner = key_of(self.dice.below(self.shape.owners));
                bytes_of!(SetFeeTier { owner, tier: self.dice.pick(self.shape.tiers) })
            }
            1 => {
                let market = if self.dice.chance(900) { market } else { EVERY };
                bytes_of!(SetPause { market, paused: u8::from(self.dice.chance(150)) })
            }
            2 => self.parameters(number),
            3 => {
                self.last_account += self.dice.pick(&[0, 1, 1, 4]);
                let owner = key_of(self.dice.below(self.shape.owners));
                bytes_of!(OpenAccount { account: self.last_account, owner, index: self.dice.below(3) as u16 })
            }
            4 | 5 => {
                let delegate = key_of(1_000 + self.dice.below(12));
                if self.dice.chance(700) {
                    let life = self.dice.pick(&[0, 400_000, 60_000_000, 80_000_000_000, 170 * 86_400_000_000]);
                    let inbox = inbox + self.dice.below(3);
                    let markets = self.dice.pick(&[u64::MAX, u64::MAX, 1 << (market & 63)]);
                    let notional_day = self.dice.pick(&[0, 0, 1_000_000, 50_000_000_000]);
                    let expiry_us = self.ts_us + life;
                    let bounds = (markets, notional_day, self.dice.pick(&[0, 0, 0, 1]));
                    return delegate_added(account, (delegate, expiry_us), inbox, bounds);
                }
                let inbox = (inbox + self.dice.below(3)).saturating_sub(1);
                bytes_of!(RemoveDelegate { account, delegate, inbox })
            }
            6 if self.dice.chance(500) => bytes_of!(CloseAccount { account }),
            6 => {
                let before = self.dice.pick(&[0, 10_000, 10_000_000, 10_000_000_000]);
                let inbox = (inbox + self.dice.below(4)).saturating_sub(1);
                bytes_of!(RaiseFloor { account, nonce: ((self.ts_us - before) / 1_000) << 12, inbox })
            }
            7 if !m.assets.is_empty() && self.dice.chance(300) => self.other_asset(),
            7 if self.shape.backstop && self.dice.chance(400) => self.borrowing(),
            7 | 8 => {
                let most = 1_000_000 / self.shape.markets[number].imf as u16 as u32;
                let leverage = self.dice.pick(&[0, 1, 2, most / 2, most, most + 1]) as u16;
                bytes_of!(SetLeverage { account, market, leverage })
            }
            9 if self.dice.chance(250) => {
                let market = self.dice.pick(&[market, market, u16::MAX]);
                bytes_of!(SetIsolation { account, market })
            }
            9 => self.growth(number),
            10 if self.dice.chance(300) => {
                let leaving = self.dice.pick(&[0, 0, 1]);
                bytes_of!(Leave { account, leaving })
            }
            10 => {
                let restrictions = self.dice.pick(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 7]);
                bytes_of!(SetRestrictions { account, restrictions })
            }
            _ => {
                let timeout_us = self.dice.pick(&[0, 1_000_000, 2_000_000, 30_000_000, 86_400_000_000]);
                bytes_of!(SetDeadMan { account, timer: u8::from(self.dice.chance(300)), timeout_us })
            }
        }
    }

    /// The same parameters, some of them tightened or loosened.
    fn parameters(&mut self, number: usize) -> Vec<u8> {
        let mut set = listing(number as u16, &self.shape.markets[number]);
        set.position_max = self.dice.pick(&[set.position_max, set.position_max / 3, set.position_max / 8]);
        let interest = set.open_interest_max;
        set.open_interest_max = self.dice.pick(&[interest, interest, interest / 3]);
        set.profit_cap = self.dice.pick(&[set.profit_cap, 0, set.profit_cap * 4]);
        set.requirement_min = self.dice.pick(&[set.requirement_min, set.requirement_min / 3]);
        bytes_of!(parameters_of(&set))
    }

    /// Keeps some of what was sent, to send it again one day.
    pub fn remember(&mut self, sent: &[u8]) {
        if self.dice.chance(100) {
            self.sent.push_back(sent.to_vec());
            if self.sent.len() > 200 {
                self.sent.pop_front();
            }
        }
    }
}

pub fn transfer(message: &[u8; 64], signer: [u8; 32]) -> Vec<u8> {
    bytes_of!(Transfer { order_id: id_of(message), message: *message, signature: [0; 64], signer })
}

pub fn place(message: &[u8; 64], signer: [u8; 32], kind: u8) -> Vec<u8> {
    bytes_of!(PlaceOrder { order_id: id_of(message), message: *message, signature: [0; 64], signer, kind })
}

pub fn place_message(message: &Message, signer: [u8; 32], kind: OrderKind) -> Vec<u8> {
    place(&message.encode(), signer, kind.code())
}

/// Parameters of a market as its shape gives them.
pub fn listing(market: u16, shape: &MarketShape) -> ListMarket {
    let mut symbol = [0; 16];
    let name = format!("SIM{market}-PERP");
    symbol[..name.len()].copy_from_slice(name.as_bytes());
    ListMarket {
        market,
        symbol,
        tick_size: shape.tick_size,
        lot_size: shape.lot_size,
        price_max: shape.price_max() as u32,
        order_max: shape.order_max,
        position_max: shape.position_max,
        open_interest_max: shape.open_interest_max,
        imf: shape.imf,
        mmf: shape.mmf,
        requirement_min: shape.requirement_min,
        profit_cap: shape.profit_cap,
        band: shape.band,
    }
}

pub fn parameters_of(set: &ListMarket) -> SetMarketParameters {
    SetMarketParameters {
        market: set.market,
        symbol: set.symbol,
        tick_size: set.tick_size,
        lot_size: set.lot_size,
        price_max: set.price_max,
        order_max: set.order_max,
        position_max: set.position_max,
        open_interest_max: set.open_interest_max,
        imf: set.imf,
        mmf: set.mmf,
        requirement_min: set.requirement_min,
        profit_cap: set.profit_cap,
        band: set.band,
    }
}
