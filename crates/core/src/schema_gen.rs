//! Records of commands, events, queries and views, as in `schema.txt`. Written by `./desk gen`; do not edit.
//!
//! `read` takes the record at the start of the bytes and checks kind, size and the zero byte; `write` appends one.

use alloc::vec::Vec;

/// Takes `N` bytes off the front.
#[inline(always)]
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (chunk, behind) = rest.split_first_chunk::<N>()?;
    *rest = behind;
    Some(*chunk)
}

/// Writes `N` bytes and gives the rest; the sizes are made to fit, what did not would be left out.
#[inline(always)]
fn put<const N: usize>(rest: &mut [u8], bytes: [u8; N]) -> &mut [u8] {
    match rest.split_first_chunk_mut::<N>() {
        Some((chunk, behind)) => {
            *chunk = bytes;
            behind
        }
        None => &mut [],
    }
}

/// The record's bytes behind its kind, zero byte and size, when those three are right.
#[inline(always)]
fn body<const SIZE: usize>(bytes: &[u8], kind: u8) -> Option<&[u8]> {
    let record = bytes.first_chunk::<SIZE>()?;
    let mut rest = record.as_slice();
    let [kind_found, zero] = take::<2>(&mut rest)?;
    let size_found = u16::from_le_bytes(take::<2>(&mut rest)?);
    (kind_found == kind && zero == 0 && usize::from(size_found) == SIZE).then_some(rest)
}

/// The same of an event: its header's item, index and seq, and the bytes behind the header.
#[inline(always)]
fn event_body<const SIZE: usize>(bytes: &[u8], kind: u8) -> Option<(EventHead, &[u8])> {
    let record = bytes.first_chunk::<SIZE>()?;
    let mut rest = record.as_slice();
    let [kind_found, item] = take::<2>(&mut rest)?;
    let size_found = u16::from_le_bytes(take::<2>(&mut rest)?);
    let index = u32::from_le_bytes(take::<4>(&mut rest)?);
    let seq = u64::from_le_bytes(take::<8>(&mut rest)?);
    let right = kind_found == kind && usize::from(size_found) == SIZE;
    right.then_some((EventHead { item, index, seq }, rest))
}

/// What the header of an event says beside its kind and size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventHead {
    /// Place in a Batch, else 0.
    pub item: u8,
    /// Number of the event within its command.
    pub index: u32,
    /// Number of the command in the journal.
    pub seq: u64,
}

/// Version of the schema.
pub const VERSION: u16 = 15;

/// SHA-256 of `schema.txt`.
#[rustfmt::skip]
pub const SCHEMA_HASH: [u8; 32] = [
    0xdc, 0x60, 0x3d, 0x9c, 0x02, 0xcb, 0x6e, 0xd6, 0x0a, 0x83, 0xe2, 0x0d, 0x56, 0x22, 0xe9, 0x70,
    0xff, 0xfc, 0x4e, 0x40, 0xf4, 0xf3, 0xe6, 0xb9, 0x53, 0x21, 0x76, 0x10, 0xba, 0xac, 0x28, 0xda,
];

/// Numbers of Service; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Service {
    /// The engine itself.
    Engine = 0,
    /// HTTP door.
    Gateway = 1,
    /// Socket door.
    Stream = 2,
    /// Prices.
    Ingest = 3,
    /// Reconcilers.
    Keepers = 4,
    /// The operator's command line: seeding of a local desk.
    Desk = 5,
}

impl Service {
    /// Every member, by number.
    pub const ALL: &'static [Service] = &[
        Service::Engine,
        Service::Gateway,
        Service::Stream,
        Service::Ingest,
        Service::Keepers,
        Service::Desk,
    ];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            0 => Some(Service::Engine),
            1 => Some(Service::Gateway),
            2 => Some(Service::Stream),
            3 => Some(Service::Ingest),
            4 => Some(Service::Keepers),
            5 => Some(Service::Desk),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            Service::Engine => 0,
            Service::Gateway => 1,
            Service::Stream => 2,
            Service::Ingest => 3,
            Service::Keepers => 4,
            Service::Desk => 5,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Service::Engine => "engine",
            Service::Gateway => "gateway",
            Service::Stream => "stream",
            Service::Ingest => "ingest",
            Service::Keepers => "keepers",
            Service::Desk => "desk",
        }
    }
}

/// Numbers of Side; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Side {
    /// Buy.
    Buy = 0,
    /// Sell.
    Sell = 1,
}

impl Side {
    /// Every member, by number.
    pub const ALL: &'static [Side] = &[Side::Buy, Side::Sell];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            0 => Some(Side::Buy),
            1 => Some(Side::Sell),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            Side::Buy => 0,
            Side::Sell => 1,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Side::Buy => "buy",
            Side::Sell => "sell",
        }
    }
}

/// Numbers of OrderKind; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum OrderKind {
    /// Rests unless its validity says otherwise.
    Limit = 0,
    /// Takes what is there up to its protection price, never rests.
    Market = 1,
    /// A post-only limit order that moves one tick away from the other side where it would take.
    Slide = 2,
    /// Waits for a price against it, then takes.
    StopMarket = 3,
    /// Waits for a price against it, then is a limit order.
    StopLimit = 4,
    /// Waits for a price in its favour, then takes.
    TakeProfitMarket = 5,
    /// Waits for a price in its favour, then is a limit order.
    TakeProfitLimit = 6,
    /// Follows the best price at a distance, and takes when the price comes back by it.
    TrailingStop = 7,
    /// A limit order that shows a part of its size at a time.
    Iceberg = 8,
    /// A post-only limit order whose price follows mark or index.
    Pegged = 9,
    /// Taken in slices of half a minute.
    Twap = 10,
}

impl OrderKind {
    /// Every member, by number.
    pub const ALL: &'static [OrderKind] = &[
        OrderKind::Limit,
        OrderKind::Market,
        OrderKind::Slide,
        OrderKind::StopMarket,
        OrderKind::StopLimit,
        OrderKind::TakeProfitMarket,
        OrderKind::TakeProfitLimit,
        OrderKind::TrailingStop,
        OrderKind::Iceberg,
        OrderKind::Pegged,
        OrderKind::Twap,
    ];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            0 => Some(OrderKind::Limit),
            1 => Some(OrderKind::Market),
            2 => Some(OrderKind::Slide),
            3 => Some(OrderKind::StopMarket),
            4 => Some(OrderKind::StopLimit),
            5 => Some(OrderKind::TakeProfitMarket),
            6 => Some(OrderKind::TakeProfitLimit),
            7 => Some(OrderKind::TrailingStop),
            8 => Some(OrderKind::Iceberg),
            9 => Some(OrderKind::Pegged),
            10 => Some(OrderKind::Twap),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            OrderKind::Limit => 0,
            OrderKind::Market => 1,
            OrderKind::Slide => 2,
            OrderKind::StopMarket => 3,
            OrderKind::StopLimit => 4,
            OrderKind::TakeProfitMarket => 5,
            OrderKind::TakeProfitLimit => 6,
            OrderKind::TrailingStop => 7,
            OrderKind::Iceberg => 8,
            OrderKind::Pegged => 9,
            OrderKind::Twap => 10,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            OrderKind::Limit => "limit",
            OrderKind::Market => "market",
            OrderKind::Slide => "slide",
            OrderKind::StopMarket => "stop_market",
            OrderKind::StopLimit => "stop_limit",
            OrderKind::TakeProfitMarket => "take_profit_market",
            OrderKind::TakeProfitLimit => "take_profit_limit",
            OrderKind::TrailingStop => "trailing_stop",
            OrderKind::Iceberg => "iceberg",
            OrderKind::Pegged => "pegged",
            OrderKind::Twap => "twap",
        }
    }
}

/// Numbers of TimeInForce; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TimeInForce {
    /// Until cancelled, at the latest until the signature's expiry.
    Gtc = 0,
    /// What does not fill at once is cancelled.
    Ioc = 1,
    /// Fills whole at once or is refused.
    Fok = 2,
    /// Until the expiry slot, chosen by the user.
    Gtd = 3,
}

impl TimeInForce {
    /// Every member, by number.
    pub const ALL: &'static [TimeInForce] = &[
        TimeInForce::Gtc,
        TimeInForce::Ioc,
        TimeInForce::Fok,
        TimeInForce::Gtd,
    ];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            0 => Some(TimeInForce::Gtc),
            1 => Some(TimeInForce::Ioc),
            2 => Some(TimeInForce::Fok),
            3 => Some(TimeInForce::Gtd),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            TimeInForce::Gtc => 0,
            TimeInForce::Ioc => 1,
            TimeInForce::Fok => 2,
            TimeInForce::Gtd => 3,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            TimeInForce::Gtc => "gtc",
            TimeInForce::Ioc => "ioc",
            TimeInForce::Fok => "fok",
            TimeInForce::Gtd => "gtd",
        }
    }
}

/// Numbers of SelfTrade; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SelfTrade {
    /// The resting order of the same owner is cancelled, the match goes on.
    CancelMaker = 0,
    /// The arriving order's rest is cancelled.
    CancelTaker = 1,
    /// Both.
    CancelBoth = 2,
    /// Both lose the lots that would have filled, and the match goes on.
    Decrement = 3,
}

impl SelfTrade {
    /// Every member, by number.
    pub const ALL: &'static [SelfTrade] = &[
        SelfTrade::CancelMaker,
        SelfTrade::CancelTaker,
        SelfTrade::CancelBoth,
        SelfTrade::Decrement,
    ];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            0 => Some(SelfTrade::CancelMaker),
            1 => Some(SelfTrade::CancelTaker),
            2 => Some(SelfTrade::CancelBoth),
            3 => Some(SelfTrade::Decrement),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            SelfTrade::CancelMaker => 0,
            SelfTrade::CancelTaker => 1,
            SelfTrade::CancelBoth => 2,
            SelfTrade::Decrement => 3,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            SelfTrade::CancelMaker => "cancel_maker",
            SelfTrade::CancelTaker => "cancel_taker",
            SelfTrade::CancelBoth => "cancel_both",
            SelfTrade::Decrement => "decrement",
        }
    }
}

/// Numbers of Timer; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Timer {
    /// The dead-man switch that its user sets.
    User = 0,
    /// Kept running by the sockets that asked for cancel on disconnect.
    Connection = 1,
}

impl Timer {
    /// Every member, by number.
    pub const ALL: &'static [Timer] = &[Timer::User, Timer::Connection];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            0 => Some(Timer::User),
            1 => Some(Timer::Connection),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            Timer::User => 0,
            Timer::Connection => 1,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Timer::User => "user",
            Timer::Connection => "connection",
        }
    }
}

/// Numbers of OrderState; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum OrderState {
    /// Resting.
    Resting = 1,
    /// Filled.
    Filled = 2,
    /// Cancelled.
    Cancelled = 3,
    /// Refused.
    Refused = 4,
    /// For a price; counts nothing in margin.
    Waiting = 5,
}

impl OrderState {
    /// Every member, by number.
    pub const ALL: &'static [OrderState] = &[
        OrderState::Resting,
        OrderState::Filled,
        OrderState::Cancelled,
        OrderState::Refused,
        OrderState::Waiting,
    ];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            1 => Some(OrderState::Resting),
            2 => Some(OrderState::Filled),
            3 => Some(OrderState::Cancelled),
            4 => Some(OrderState::Refused),
            5 => Some(OrderState::Waiting),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            OrderState::Resting => 1,
            OrderState::Filled => 2,
            OrderState::Cancelled => 3,
            OrderState::Refused => 4,
            OrderState::Waiting => 5,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            OrderState::Resting => "resting",
            OrderState::Filled => "filled",
            OrderState::Cancelled => "cancelled",
            OrderState::Refused => "refused",
            OrderState::Waiting => "waiting",
        }
    }
}

/// Numbers of PriceSource; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum PriceSource {
    /// Mark.
    Mark = 0,
    /// Index.
    Index = 1,
    /// Of the last fill.
    Last = 2,
}

impl PriceSource {
    /// Every member, by number.
    pub const ALL: &'static [PriceSource] = &[PriceSource::Mark, PriceSource::Index, PriceSource::Last];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            0 => Some(PriceSource::Mark),
            1 => Some(PriceSource::Index),
            2 => Some(PriceSource::Last),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            PriceSource::Mark => 0,
            PriceSource::Index => 1,
            PriceSource::Last => 2,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            PriceSource::Mark => "mark",
            PriceSource::Index => "index",
            PriceSource::Last => "last",
        }
    }
}

/// Numbers of Link; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Link {
    /// None.
    None = 0,
    /// The order named and this one are two legs: one that fills, starts or ends takes the other along.
    Oco = 1,
    /// Of a bracket: the order named is the entry, and this one is no larger than what that filled.
    Child = 2,
}

impl Link {
    /// Every member, by number.
    pub const ALL: &'static [Link] = &[Link::None, Link::Oco, Link::Child];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            0 => Some(Link::None),
            1 => Some(Link::Oco),
            2 => Some(Link::Child),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            Link::None => 0,
            Link::Oco => 1,
            Link::Child => 2,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Link::None => "none",
            Link::Oco => "oco",
            Link::Child => "child",
        }
    }
}

/// Numbers of LiquidationWay; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum LiquidationWay {
    /// A part of the position with the largest requirement, on the book.
    Book = 1,
    /// All positions at the mark to the backstop.
    Backstop = 2,
    /// All positions at the mark to the accounts on the other side.
    Round = 3,
    /// No position is left; the loss is written off.
    Loss = 4,
}

impl LiquidationWay {
    /// Every member, by number.
    pub const ALL: &'static [LiquidationWay] = &[
        LiquidationWay::Book,
        LiquidationWay::Backstop,
        LiquidationWay::Round,
        LiquidationWay::Loss,
    ];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            1 => Some(LiquidationWay::Book),
            2 => Some(LiquidationWay::Backstop),
            3 => Some(LiquidationWay::Round),
            4 => Some(LiquidationWay::Loss),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            LiquidationWay::Book => 1,
            LiquidationWay::Backstop => 2,
            LiquidationWay::Round => 3,
            LiquidationWay::Loss => 4,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            LiquidationWay::Book => "book",
            LiquidationWay::Backstop => "backstop",
            LiquidationWay::Round => "round",
            LiquidationWay::Loss => "loss",
        }
    }
}

/// Numbers of RecordKind; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RecordKind {
    /// Closes lots pro rata.
    Round = 1,
    /// Profit becomes claims.
    Mark = 2,
    /// Claims are shortened pro rata.
    Cut = 3,
}

impl RecordKind {
    /// Every member, by number.
    pub const ALL: &'static [RecordKind] = &[RecordKind::Round, RecordKind::Mark, RecordKind::Cut];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            1 => Some(RecordKind::Round),
            2 => Some(RecordKind::Mark),
            3 => Some(RecordKind::Cut),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            RecordKind::Round => 1,
            RecordKind::Mark => 2,
            RecordKind::Cut => 3,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            RecordKind::Round => "round",
            RecordKind::Mark => "mark",
            RecordKind::Cut => "cut",
        }
    }
}

/// Numbers of MoveCause; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum MoveCause {
    /// Lots pass between an account and the backstop.
    Backstop = 1,
    /// Lots pass into or out of a round.
    Round = 2,
    /// What a round still held goes to the backstop.
    Rest = 3,
    /// Profit became a claim; negative: a claim paid a loss.
    Mark = 4,
    /// A claim was shortened.
    Cut = 5,
    /// A loss was written off.
    Loss = 6,
    /// The backstop paid what was left of a deficit.
    Deficit = 7,
    /// Lots of one who leaves become a round at the index (CUST-51).
    Leaving = 8,
}

impl MoveCause {
    /// Every member, by number.
    pub const ALL: &'static [MoveCause] = &[
        MoveCause::Backstop,
        MoveCause::Round,
        MoveCause::Rest,
        MoveCause::Mark,
        MoveCause::Cut,
        MoveCause::Loss,
        MoveCause::Deficit,
        MoveCause::Leaving,
    ];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            1 => Some(MoveCause::Backstop),
            2 => Some(MoveCause::Round),
            3 => Some(MoveCause::Rest),
            4 => Some(MoveCause::Mark),
            5 => Some(MoveCause::Cut),
            6 => Some(MoveCause::Loss),
            7 => Some(MoveCause::Deficit),
            8 => Some(MoveCause::Leaving),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            MoveCause::Backstop => 1,
            MoveCause::Round => 2,
            MoveCause::Rest => 3,
            MoveCause::Mark => 4,
            MoveCause::Cut => 5,
            MoveCause::Loss => 6,
            MoveCause::Deficit => 7,
            MoveCause::Leaving => 8,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            MoveCause::Backstop => "backstop",
            MoveCause::Round => "round",
            MoveCause::Rest => "rest",
            MoveCause::Mark => "mark",
            MoveCause::Cut => "cut",
            MoveCause::Loss => "loss",
            MoveCause::Deficit => "deficit",
            MoveCause::Leaving => "leaving",
        }
    }
}

/// Numbers of Hold; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Hold {
    /// None.
    None = 0,
    /// Rounds of more than a minute are not on the chain: only reductions and cancels (CUST-9).
    Reductions = 1,
    /// More than a quarter of an hour: nothing trades, no round is made, nobody is liquidated.
    Nothing = 2,
}

impl Hold {
    /// Every member, by number.
    pub const ALL: &'static [Hold] = &[Hold::None, Hold::Reductions, Hold::Nothing];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            0 => Some(Hold::None),
            1 => Some(Hold::Reductions),
            2 => Some(Hold::Nothing),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            Hold::None => 0,
            Hold::Reductions => 1,
            Hold::Nothing => 2,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Hold::None => "none",
            Hold::Reductions => "reductions",
            Hold::Nothing => "nothing",
        }
    }
}

/// Numbers of Tier; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Tier {
    /// The price is young and sure: everything is allowed (ORC-3).
    Valid = 0,
    /// No new risk above twice leverage.
    Slow = 1,
    /// Only reductions, cancels and settlement.
    Stale = 2,
    /// No fills, no funding.
    Uncertain = 3,
    /// Paused, no liquidation.
    Volatile = 4,
    /// Only reductions, at the last valid price.
    Missing = 5,
}

impl Tier {
    /// Every member, by number.
    pub const ALL: &'static [Tier] = &[
        Tier::Valid,
        Tier::Slow,
        Tier::Stale,
        Tier::Uncertain,
        Tier::Volatile,
        Tier::Missing,
    ];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            0 => Some(Tier::Valid),
            1 => Some(Tier::Slow),
            2 => Some(Tier::Stale),
            3 => Some(Tier::Uncertain),
            4 => Some(Tier::Volatile),
            5 => Some(Tier::Missing),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            Tier::Valid => 0,
            Tier::Slow => 1,
            Tier::Stale => 2,
            Tier::Uncertain => 3,
            Tier::Volatile => 4,
            Tier::Missing => 5,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Tier::Valid => "valid",
            Tier::Slow => "slow",
            Tier::Stale => "stale",
            Tier::Uncertain => "uncertain",
            Tier::Volatile => "volatile",
            Tier::Missing => "missing",
        }
    }
}

/// Numbers of TierCause; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TierCause {
    /// None.
    None = 0,
    /// The last price was published too long ago for this feed.
    Age = 1,
    /// Its confidence interval is too wide.
    Confidence = 2,
    /// Other venues stay away from it.
    Venues = 3,
    /// It is more than five times the last one, or less than its fifth.
    Jump = 4,
    /// There never was a price.
    Unpriced = 5,
}

impl TierCause {
    /// Every member, by number.
    pub const ALL: &'static [TierCause] = &[
        TierCause::None,
        TierCause::Age,
        TierCause::Confidence,
        TierCause::Venues,
        TierCause::Jump,
        TierCause::Unpriced,
    ];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            0 => Some(TierCause::None),
            1 => Some(TierCause::Age),
            2 => Some(TierCause::Confidence),
            3 => Some(TierCause::Venues),
            4 => Some(TierCause::Jump),
            5 => Some(TierCause::Unpriced),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            TierCause::None => 0,
            TierCause::Age => 1,
            TierCause::Confidence => 2,
            TierCause::Venues => 3,
            TierCause::Jump => 4,
            TierCause::Unpriced => 5,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            TierCause::None => "none",
            TierCause::Age => "age",
            TierCause::Confidence => "confidence",
            TierCause::Venues => "venues",
            TierCause::Jump => "jump",
            TierCause::Unpriced => "unpriced",
        }
    }
}

/// Numbers of CancelReason; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CancelReason {
    /// Asked for by cancel or cancel-all.
    User = 1,
    /// Gave way to its replacement.
    Replaced = 2,
    /// Its expiry slot has passed.
    Expired = 3,
    /// Rest of an ioc or market order.
    Unfilled = 4,
    /// Self-trade prevention.
    SelfTrade = 5,
    /// Nothing left to reduce.
    ReduceOnly = 6,
    /// Could no longer carry its fill (BOOK-6).
    Margin = 7,
    /// Rest of a taking order that would fill outside the band (BOOK-9).
    Band = 8,
    /// Rest that would raise open interest above its cap.
    OpenInterest = 9,
    /// Rest that would pass the position limit.
    PositionLimit = 10,
    /// The signed fee cap is below the fee now due (FEE-3).
    FeeCap = 11,
    /// The key that signed it was removed, has expired, or may not trade this market (SIG-4).
    Delegate = 12,
    /// Would take what its key trades this day above what the owner allows (SIG-4).
    DelegateDay = 66,
    /// Further from the index than the owner lets its key trade, or the index is old (SIG-4).
    DelegatePrice = 67,
    /// The fill would leave the range of money (UNIT-4).
    Overflow = 13,
    /// Its nonce lies below the floor that the owner raised (SIG-5).
    Floor = 14,
    /// Its account is liquidated (LIQ-2).
    Liquidation = 15,
    /// Would raise risk in a market with a deficit (LIQ-6).
    Deficit = 16,
    /// The dead-man switch was not set again in time (BOOK-8).
    DeadMan = 40,
    /// The socket that asked for cancel on disconnect is gone (BOOK-8).
    Disconnected = 41,
    /// What it is tied to filled, started or ended (BOOK-12).
    Linked = 42,
    /// Its price came, and it was not taken then; OrderTriggered says why.
    Refused = 43,
    /// Its account may only reduce (RST-1).
    Restricted = 30,
    /// Its account has no free entry on the chain for it (BOOK-6).
    Entries = 90,
}

impl CancelReason {
    /// Every member, by number.
    pub const ALL: &'static [CancelReason] = &[
        CancelReason::User,
        CancelReason::Replaced,
        CancelReason::Expired,
        CancelReason::Unfilled,
        CancelReason::SelfTrade,
        CancelReason::ReduceOnly,
        CancelReason::Margin,
        CancelReason::Band,
        CancelReason::OpenInterest,
        CancelReason::PositionLimit,
        CancelReason::FeeCap,
        CancelReason::Delegate,
        CancelReason::DelegateDay,
        CancelReason::DelegatePrice,
        CancelReason::Overflow,
        CancelReason::Floor,
        CancelReason::Liquidation,
        CancelReason::Deficit,
        CancelReason::DeadMan,
        CancelReason::Disconnected,
        CancelReason::Linked,
        CancelReason::Refused,
        CancelReason::Restricted,
        CancelReason::Entries,
    ];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            1 => Some(CancelReason::User),
            2 => Some(CancelReason::Replaced),
            3 => Some(CancelReason::Expired),
            4 => Some(CancelReason::Unfilled),
            5 => Some(CancelReason::SelfTrade),
            6 => Some(CancelReason::ReduceOnly),
            7 => Some(CancelReason::Margin),
            8 => Some(CancelReason::Band),
            9 => Some(CancelReason::OpenInterest),
            10 => Some(CancelReason::PositionLimit),
            11 => Some(CancelReason::FeeCap),
            12 => Some(CancelReason::Delegate),
            66 => Some(CancelReason::DelegateDay),
            67 => Some(CancelReason::DelegatePrice),
            13 => Some(CancelReason::Overflow),
            14 => Some(CancelReason::Floor),
            15 => Some(CancelReason::Liquidation),
            16 => Some(CancelReason::Deficit),
            40 => Some(CancelReason::DeadMan),
            41 => Some(CancelReason::Disconnected),
            42 => Some(CancelReason::Linked),
            43 => Some(CancelReason::Refused),
            30 => Some(CancelReason::Restricted),
            90 => Some(CancelReason::Entries),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            CancelReason::User => 1,
            CancelReason::Replaced => 2,
            CancelReason::Expired => 3,
            CancelReason::Unfilled => 4,
            CancelReason::SelfTrade => 5,
            CancelReason::ReduceOnly => 6,
            CancelReason::Margin => 7,
            CancelReason::Band => 8,
            CancelReason::OpenInterest => 9,
            CancelReason::PositionLimit => 10,
            CancelReason::FeeCap => 11,
            CancelReason::Delegate => 12,
            CancelReason::DelegateDay => 66,
            CancelReason::DelegatePrice => 67,
            CancelReason::Overflow => 13,
            CancelReason::Floor => 14,
            CancelReason::Liquidation => 15,
            CancelReason::Deficit => 16,
            CancelReason::DeadMan => 40,
            CancelReason::Disconnected => 41,
            CancelReason::Linked => 42,
            CancelReason::Refused => 43,
            CancelReason::Restricted => 30,
            CancelReason::Entries => 90,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            CancelReason::User => "user",
            CancelReason::Replaced => "replaced",
            CancelReason::Expired => "expired",
            CancelReason::Unfilled => "unfilled",
            CancelReason::SelfTrade => "self_trade",
            CancelReason::ReduceOnly => "reduce_only",
            CancelReason::Margin => "margin",
            CancelReason::Band => "band",
            CancelReason::OpenInterest => "open_interest",
            CancelReason::PositionLimit => "position_limit",
            CancelReason::FeeCap => "fee_cap",
            CancelReason::Delegate => "delegate",
            CancelReason::DelegateDay => "delegate_day",
            CancelReason::DelegatePrice => "delegate_price",
            CancelReason::Overflow => "overflow",
            CancelReason::Floor => "floor",
            CancelReason::Liquidation => "liquidation",
            CancelReason::Deficit => "deficit",
            CancelReason::DeadMan => "dead_man",
            CancelReason::Disconnected => "disconnected",
            CancelReason::Linked => "linked",
            CancelReason::Refused => "refused",
            CancelReason::Restricted => "restricted",
            CancelReason::Entries => "entries",
        }
    }
}

/// Numbers of Restriction; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Restriction {
    /// Only reductions are taken.
    ReduceOnly = 1,
    /// Takes no transfer of another account.
    NoReceiving = 2,
    /// Gives no transfer, and no withdrawal that the operator pays.
    NoGiving = 4,
    /// Only reductions are taken: its owner asked for an exit on the chain (CUST-23).
    Leaving = 8,
}

impl Restriction {
    /// Every member, by number.
    pub const ALL: &'static [Restriction] = &[
        Restriction::ReduceOnly,
        Restriction::NoReceiving,
        Restriction::NoGiving,
        Restriction::Leaving,
    ];

    /// The member with this number.
    pub const fn from_u8(code: u8) -> Option<Self> {
        match code {
            1 => Some(Restriction::ReduceOnly),
            2 => Some(Restriction::NoReceiving),
            4 => Some(Restriction::NoGiving),
            8 => Some(Restriction::Leaving),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u8 {
        match self {
            Restriction::ReduceOnly => 1,
            Restriction::NoReceiving => 2,
            Restriction::NoGiving => 4,
            Restriction::Leaving => 8,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Restriction::ReduceOnly => "reduce_only",
            Restriction::NoReceiving => "no_receiving",
            Restriction::NoGiving => "no_giving",
            Restriction::Leaving => "leaving",
        }
    }
}

/// Numbers of Reason; what is not listed does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Reason {
    /// None.
    None = 0,
    /// A field is outside its type's range or a must-be-zero byte is set.
    RecordMalformed = 100,
    /// The first command must be OpenExchange.
    ExchangeNotOpen = 101,
    /// Exchange open already.
    ExchangeOpenAlready = 102,
    /// This service may not send this command.
    ServiceForbidden = 103,
    /// More items than BATCH_ITEMS_MAX.
    BatchTooLarge = 104,
    /// The result would leave the range of money.
    Overflow = 105,
    /// It ended on the chain for good: nothing is taken any more (CUST-24).
    ExchangeFrozen = 160,
    /// Account unknown.
    AccountUnknown = 200,
    /// The number was used before, or the owner has an account of this index; detail: its number.
    AccountExists = 201,
    /// The owner has as many accounts as allowed.
    AccountLimit = 202,
    /// Delegate exists.
    DelegateExists = 203,
    /// Delegate unknown.
    DelegateUnknown = 204,
    /// Delegate limit.
    DelegateLimit = 205,
    /// Not in the future, or further away than allowed.
    DelegateExpiry = 206,
    /// Positions, profit or debts, open orders or collateral are left.
    AccountNotEmpty = 207,
    /// The main account of an owner, and the backstop, are never bound to one market.
    AccountMain = 271,
    /// Its positions are in one market alone; detail: that market, the one asked for.
    AccountIsolated = 272,
    /// It is restricted; detail: the restriction, all of its restrictions.
    AccountRestricted = 270,
    /// There is a backstop, which never changes.
    BackstopExists = 209,
    /// The floor is already as high, and the instruction acknowledged; detail: floor.
    FloorKnown = 208,
    /// Market unknown.
    MarketUnknown = 300,
    /// Market exists.
    MarketExists = 301,
    /// Market limit.
    MarketLimit = 302,
    /// Tick x lot is not a whole number of atoms (UNIT-2).
    MarketGrid = 303,
    /// A parameter is outside its bounds; detail: which, and the bound.
    MarketParameters = 304,
    /// Position cap x price cap passes 2^52 atoms (UNIT-3).
    MarketNotional = 305,
    /// An index or mark of zero is refused.
    PriceZero = 306,
    /// Above the market's allowed price.
    PriceRange = 307,
    /// The market has no mark yet.
    MarketPriceUnknown = 308,
    /// Only reductions are taken.
    MarketPaused = 309,
    /// Published no later than the present index; detail: present, found; or later than now allows.
    IndexStale = 310,
    /// The mark follows a jump of the index: only reductions are taken (MRK-2).
    MarketCatchingUp = 311,
    /// Losses are not paid yet: only reductions are taken (LIQ-6).
    MarketDeficit = 312,
    /// The price does not allow it (ORC-3); detail: Tier, TierCause.
    MarketTier = 380,
    /// Signed for another network or program.
    MessageDomain = 400,
    /// A reserved bit or byte is set, or the kind is unknown.
    MessageMalformed = 401,
    /// Not the account of the command.
    MessageAccount = 402,
    /// Neither owner nor live delegate.
    SignerUnknown = 403,
    /// Its owner does not let this key trade the market; detail: how many it may trade, the market.
    DelegateMarket = 660,
    /// Above what its owner lets this key trade in a UTC day; detail: atoms left, notional at the limit.
    DelegateDay = 661,
    /// A message with this nonce was taken or is too old.
    NonceUsed = 404,
    /// Detail: expiry slot, slot now.
    Expired = 405,
    /// Expiry too far.
    ExpiryTooFar = 406,
    /// This client order id belongs to another body.
    ClientOrderIdReused = 407,
    /// Client order id limit.
    ClientOrderIdLimit = 408,
    /// Order unknown.
    OrderUnknown = 409,
    /// Already filled or cancelled.
    OrderFinal = 410,
    /// Zero or above the limit; detail: size, limit.
    OrderSize = 411,
    /// Zero or above the limit; detail: price, limit.
    OrderPrice = 412,
    /// A combination of kind, validity and flags that does not exist.
    OrderKind = 413,
    /// Would take; detail: price, best opposite.
    PostOnlyCrosses = 414,
    /// Detail: size, fillable.
    FokUnfillable = 415,
    /// There is nothing to reduce on that side.
    ReduceOnlyNothing = 416,
    /// Detail: price, bound.
    PriceBand = 417,
    /// As many open orders as allowed.
    OrderLimit = 418,
    /// Detail: resulting lots, limit.
    PositionLimit = 419,
    /// Open interest limit.
    OpenInterestLimit = 420,
    /// Detail: fee due ppm, signed cap ppm.
    FeeCap = 421,
    /// A replacement without signature may only shrink.
    ReplaceGrows = 422,
    /// A replacement must keep account, market and side.
    ReplaceMismatch = 423,
    /// Its time is more than a day ahead; detail: microseconds allowed, found.
    NonceTooFar = 424,
    /// Its account has no free entry on the chain; detail: entries for such an order, used.
    EntriesFull = 490,
    /// The chain is behind: only reductions and cancels are taken (CUST-9); detail: microseconds of rounds allowed, found.
    SettlementBehind = 491,
    /// The chain is far behind: nothing trades until it has caught up (CUST-9); detail: as above.
    SettlementStopped = 492,
    /// The price is there already; detail: trigger, price, in 1/1000 tick.
    TriggerPassed = 451,
    /// The order named is not one that this one can be tied to.
    LinkInvalid = 452,
    /// An order that waits is not changed: cancel it and sign another.
    OrderWaiting = 453,
    /// Another order of its group was refused, so none was taken.
    BatchWhole = 454,
    /// Of a dead-man switch: from 1 second to 24 hours, or 0; detail: bound, found, microseconds.
    Timeout = 450,
    /// Detail: equity for new risk, requirement.
    MarginInitial = 500,
    /// Detail: net equity, requirement.
    MarginMaintenance = 501,
    /// A reduction that leaves the account worse off (MGN-6).
    MarginWorse = 502,
    /// Above what the market's initial fraction allows; detail: most, found.
    Leverage = 570,
    /// A parameter of borrowing is outside its bounds; detail: bound, place of the field.
    BorrowParameters = 571,
    /// Detail: asked, withdrawable.
    Withdrawable = 600,
    /// A loss is not paid yet: nothing leaves until it is, for an hour at most (WDR-2); detail: when it opens at the latest, now, microseconds.
    GateClosed = 670,
    /// Zero, negative or above the limit.
    Amount = 601,
    /// Transfer same account.
    TransferSameAccount = 602,
    /// Both accounts must have one owner.
    TransferOwner = 603,
    /// The receiver holds nothing yet: its first money is a deposit.
    TransferToEmpty = 692,
    /// The owner's transfers of this unix day (CUST-41); detail: most, asked.
    TransferLimit = 630,
    /// Not set on this exchange.
    AssetUnknown = 604,
    /// The total credited is already as high; detail: asked, present total.
    CreditStale = 605,
    /// The total debited is another; detail: expected, present total.
    DebitStale = 606,
    /// This request, or a later one, was taken; detail: asked, last.
    RequestKnown = 607,
    /// A parameter of an asset is outside its bounds; detail: bound, place of the field.
    AssetParameters = 609,
    /// As many items have landed already; detail: asked, known.
    SettledKnown = 690,
    /// Insurance is funded by the backstop alone: the chain takes it from nobody else (LIQ-5).
    InsuranceSource = 640,
    /// Somebody referred this owner already.
    ReferrerKnown = 650,
    /// Nobody who has an account has this key, or it is the owner's own.
    ReferrerUnknown = 651,
    /// Nothing is set aside for this owner in this market.
    ShareNone = 652,
    /// Rounds as new are known to be on the chain; detail: asked, known.
    PostedKnown = 691,
    /// A change goes further than one may; detail: bound, place of the field.
    ChangeStep = 680,
    /// A change of this number, or of a later one, was taken; detail: asked, last.
    ChangeKnown = 681,
}

impl Reason {
    /// Every member, by number.
    pub const ALL: &'static [Reason] = &[
        Reason::None,
        Reason::RecordMalformed,
        Reason::ExchangeNotOpen,
        Reason::ExchangeOpenAlready,
        Reason::ServiceForbidden,
        Reason::BatchTooLarge,
        Reason::Overflow,
        Reason::ExchangeFrozen,
        Reason::AccountUnknown,
        Reason::AccountExists,
        Reason::AccountLimit,
        Reason::DelegateExists,
        Reason::DelegateUnknown,
        Reason::DelegateLimit,
        Reason::DelegateExpiry,
        Reason::AccountNotEmpty,
        Reason::AccountMain,
        Reason::AccountIsolated,
        Reason::AccountRestricted,
        Reason::BackstopExists,
        Reason::FloorKnown,
        Reason::MarketUnknown,
        Reason::MarketExists,
        Reason::MarketLimit,
        Reason::MarketGrid,
        Reason::MarketParameters,
        Reason::MarketNotional,
        Reason::PriceZero,
        Reason::PriceRange,
        Reason::MarketPriceUnknown,
        Reason::MarketPaused,
        Reason::IndexStale,
        Reason::MarketCatchingUp,
        Reason::MarketDeficit,
        Reason::MarketTier,
        Reason::MessageDomain,
        Reason::MessageMalformed,
        Reason::MessageAccount,
        Reason::SignerUnknown,
        Reason::DelegateMarket,
        Reason::DelegateDay,
        Reason::NonceUsed,
        Reason::Expired,
        Reason::ExpiryTooFar,
        Reason::ClientOrderIdReused,
        Reason::ClientOrderIdLimit,
        Reason::OrderUnknown,
        Reason::OrderFinal,
        Reason::OrderSize,
        Reason::OrderPrice,
        Reason::OrderKind,
        Reason::PostOnlyCrosses,
        Reason::FokUnfillable,
        Reason::ReduceOnlyNothing,
        Reason::PriceBand,
        Reason::OrderLimit,
        Reason::PositionLimit,
        Reason::OpenInterestLimit,
        Reason::FeeCap,
        Reason::ReplaceGrows,
        Reason::ReplaceMismatch,
        Reason::NonceTooFar,
        Reason::EntriesFull,
        Reason::SettlementBehind,
        Reason::SettlementStopped,
        Reason::TriggerPassed,
        Reason::LinkInvalid,
        Reason::OrderWaiting,
        Reason::BatchWhole,
        Reason::Timeout,
        Reason::MarginInitial,
        Reason::MarginMaintenance,
        Reason::MarginWorse,
        Reason::Leverage,
        Reason::BorrowParameters,
        Reason::Withdrawable,
        Reason::GateClosed,
        Reason::Amount,
        Reason::TransferSameAccount,
        Reason::TransferOwner,
        Reason::TransferToEmpty,
        Reason::TransferLimit,
        Reason::AssetUnknown,
        Reason::CreditStale,
        Reason::DebitStale,
        Reason::RequestKnown,
        Reason::AssetParameters,
        Reason::SettledKnown,
        Reason::InsuranceSource,
        Reason::ReferrerKnown,
        Reason::ReferrerUnknown,
        Reason::ShareNone,
        Reason::PostedKnown,
        Reason::ChangeStep,
        Reason::ChangeKnown,
    ];

    /// The member with this number.
    pub const fn from_u16(code: u16) -> Option<Self> {
        match code {
            0 => Some(Reason::None),
            100 => Some(Reason::RecordMalformed),
            101 => Some(Reason::ExchangeNotOpen),
            102 => Some(Reason::ExchangeOpenAlready),
            103 => Some(Reason::ServiceForbidden),
            104 => Some(Reason::BatchTooLarge),
            105 => Some(Reason::Overflow),
            160 => Some(Reason::ExchangeFrozen),
            200 => Some(Reason::AccountUnknown),
            201 => Some(Reason::AccountExists),
            202 => Some(Reason::AccountLimit),
            203 => Some(Reason::DelegateExists),
            204 => Some(Reason::DelegateUnknown),
            205 => Some(Reason::DelegateLimit),
            206 => Some(Reason::DelegateExpiry),
            207 => Some(Reason::AccountNotEmpty),
            271 => Some(Reason::AccountMain),
            272 => Some(Reason::AccountIsolated),
            270 => Some(Reason::AccountRestricted),
            209 => Some(Reason::BackstopExists),
            208 => Some(Reason::FloorKnown),
            300 => Some(Reason::MarketUnknown),
            301 => Some(Reason::MarketExists),
            302 => Some(Reason::MarketLimit),
            303 => Some(Reason::MarketGrid),
            304 => Some(Reason::MarketParameters),
            305 => Some(Reason::MarketNotional),
            306 => Some(Reason::PriceZero),
            307 => Some(Reason::PriceRange),
            308 => Some(Reason::MarketPriceUnknown),
            309 => Some(Reason::MarketPaused),
            310 => Some(Reason::IndexStale),
            311 => Some(Reason::MarketCatchingUp),
            312 => Some(Reason::MarketDeficit),
            380 => Some(Reason::MarketTier),
            400 => Some(Reason::MessageDomain),
            401 => Some(Reason::MessageMalformed),
            402 => Some(Reason::MessageAccount),
            403 => Some(Reason::SignerUnknown),
            660 => Some(Reason::DelegateMarket),
            661 => Some(Reason::DelegateDay),
            404 => Some(Reason::NonceUsed),
            405 => Some(Reason::Expired),
            406 => Some(Reason::ExpiryTooFar),
            407 => Some(Reason::ClientOrderIdReused),
            408 => Some(Reason::ClientOrderIdLimit),
            409 => Some(Reason::OrderUnknown),
            410 => Some(Reason::OrderFinal),
            411 => Some(Reason::OrderSize),
            412 => Some(Reason::OrderPrice),
            413 => Some(Reason::OrderKind),
            414 => Some(Reason::PostOnlyCrosses),
            415 => Some(Reason::FokUnfillable),
            416 => Some(Reason::ReduceOnlyNothing),
            417 => Some(Reason::PriceBand),
            418 => Some(Reason::OrderLimit),
            419 => Some(Reason::PositionLimit),
            420 => Some(Reason::OpenInterestLimit),
            421 => Some(Reason::FeeCap),
            422 => Some(Reason::ReplaceGrows),
            423 => Some(Reason::ReplaceMismatch),
            424 => Some(Reason::NonceTooFar),
            490 => Some(Reason::EntriesFull),
            491 => Some(Reason::SettlementBehind),
            492 => Some(Reason::SettlementStopped),
            451 => Some(Reason::TriggerPassed),
            452 => Some(Reason::LinkInvalid),
            453 => Some(Reason::OrderWaiting),
            454 => Some(Reason::BatchWhole),
            450 => Some(Reason::Timeout),
            500 => Some(Reason::MarginInitial),
            501 => Some(Reason::MarginMaintenance),
            502 => Some(Reason::MarginWorse),
            570 => Some(Reason::Leverage),
            571 => Some(Reason::BorrowParameters),
            600 => Some(Reason::Withdrawable),
            670 => Some(Reason::GateClosed),
            601 => Some(Reason::Amount),
            602 => Some(Reason::TransferSameAccount),
            603 => Some(Reason::TransferOwner),
            692 => Some(Reason::TransferToEmpty),
            630 => Some(Reason::TransferLimit),
            604 => Some(Reason::AssetUnknown),
            605 => Some(Reason::CreditStale),
            606 => Some(Reason::DebitStale),
            607 => Some(Reason::RequestKnown),
            609 => Some(Reason::AssetParameters),
            690 => Some(Reason::SettledKnown),
            640 => Some(Reason::InsuranceSource),
            650 => Some(Reason::ReferrerKnown),
            651 => Some(Reason::ReferrerUnknown),
            652 => Some(Reason::ShareNone),
            691 => Some(Reason::PostedKnown),
            680 => Some(Reason::ChangeStep),
            681 => Some(Reason::ChangeKnown),
            _ => None,
        }
    }

    /// The number of the member.
    pub const fn code(self) -> u16 {
        match self {
            Reason::None => 0,
            Reason::RecordMalformed => 100,
            Reason::ExchangeNotOpen => 101,
            Reason::ExchangeOpenAlready => 102,
            Reason::ServiceForbidden => 103,
            Reason::BatchTooLarge => 104,
            Reason::Overflow => 105,
            Reason::ExchangeFrozen => 160,
            Reason::AccountUnknown => 200,
            Reason::AccountExists => 201,
            Reason::AccountLimit => 202,
            Reason::DelegateExists => 203,
            Reason::DelegateUnknown => 204,
            Reason::DelegateLimit => 205,
            Reason::DelegateExpiry => 206,
            Reason::AccountNotEmpty => 207,
            Reason::AccountMain => 271,
            Reason::AccountIsolated => 272,
            Reason::AccountRestricted => 270,
            Reason::BackstopExists => 209,
            Reason::FloorKnown => 208,
            Reason::MarketUnknown => 300,
            Reason::MarketExists => 301,
            Reason::MarketLimit => 302,
            Reason::MarketGrid => 303,
            Reason::MarketParameters => 304,
            Reason::MarketNotional => 305,
            Reason::PriceZero => 306,
            Reason::PriceRange => 307,
            Reason::MarketPriceUnknown => 308,
            Reason::MarketPaused => 309,
            Reason::IndexStale => 310,
            Reason::MarketCatchingUp => 311,
            Reason::MarketDeficit => 312,
            Reason::MarketTier => 380,
            Reason::MessageDomain => 400,
            Reason::MessageMalformed => 401,
            Reason::MessageAccount => 402,
            Reason::SignerUnknown => 403,
            Reason::DelegateMarket => 660,
            Reason::DelegateDay => 661,
            Reason::NonceUsed => 404,
            Reason::Expired => 405,
            Reason::ExpiryTooFar => 406,
            Reason::ClientOrderIdReused => 407,
            Reason::ClientOrderIdLimit => 408,
            Reason::OrderUnknown => 409,
            Reason::OrderFinal => 410,
            Reason::OrderSize => 411,
            Reason::OrderPrice => 412,
            Reason::OrderKind => 413,
            Reason::PostOnlyCrosses => 414,
            Reason::FokUnfillable => 415,
            Reason::ReduceOnlyNothing => 416,
            Reason::PriceBand => 417,
            Reason::OrderLimit => 418,
            Reason::PositionLimit => 419,
            Reason::OpenInterestLimit => 420,
            Reason::FeeCap => 421,
            Reason::ReplaceGrows => 422,
            Reason::ReplaceMismatch => 423,
            Reason::NonceTooFar => 424,
            Reason::EntriesFull => 490,
            Reason::SettlementBehind => 491,
            Reason::SettlementStopped => 492,
            Reason::TriggerPassed => 451,
            Reason::LinkInvalid => 452,
            Reason::OrderWaiting => 453,
            Reason::BatchWhole => 454,
            Reason::Timeout => 450,
            Reason::MarginInitial => 500,
            Reason::MarginMaintenance => 501,
            Reason::MarginWorse => 502,
            Reason::Leverage => 570,
            Reason::BorrowParameters => 571,
            Reason::Withdrawable => 600,
            Reason::GateClosed => 670,
            Reason::Amount => 601,
            Reason::TransferSameAccount => 602,
            Reason::TransferOwner => 603,
            Reason::TransferToEmpty => 692,
            Reason::TransferLimit => 630,
            Reason::AssetUnknown => 604,
            Reason::CreditStale => 605,
            Reason::DebitStale => 606,
            Reason::RequestKnown => 607,
            Reason::AssetParameters => 609,
            Reason::SettledKnown => 690,
            Reason::InsuranceSource => 640,
            Reason::ReferrerKnown => 650,
            Reason::ReferrerUnknown => 651,
            Reason::ShareNone => 652,
            Reason::PostedKnown => 691,
            Reason::ChangeStep => 680,
            Reason::ChangeKnown => 681,
        }
    }

    /// The word of the schema.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::None => "none",
            Reason::RecordMalformed => "record_malformed",
            Reason::ExchangeNotOpen => "exchange_not_open",
            Reason::ExchangeOpenAlready => "exchange_open_already",
            Reason::ServiceForbidden => "service_forbidden",
            Reason::BatchTooLarge => "batch_too_large",
            Reason::Overflow => "overflow",
            Reason::ExchangeFrozen => "exchange_frozen",
            Reason::AccountUnknown => "account_unknown",
            Reason::AccountExists => "account_exists",
            Reason::AccountLimit => "account_limit",
            Reason::DelegateExists => "delegate_exists",
            Reason::DelegateUnknown => "delegate_unknown",
            Reason::DelegateLimit => "delegate_limit",
            Reason::DelegateExpiry => "delegate_expiry",
            Reason::AccountNotEmpty => "account_not_empty",
            Reason::AccountMain => "account_main",
            Reason::AccountIsolated => "account_isolated",
            Reason::AccountRestricted => "account_restricted",
            Reason::BackstopExists => "backstop_exists",
            Reason::FloorKnown => "floor_known",
            Reason::MarketUnknown => "market_unknown",
            Reason::MarketExists => "market_exists",
            Reason::MarketLimit => "market_limit",
            Reason::MarketGrid => "market_grid",
            Reason::MarketParameters => "market_parameters",
            Reason::MarketNotional => "market_notional",
            Reason::PriceZero => "price_zero",
            Reason::PriceRange => "price_range",
            Reason::MarketPriceUnknown => "market_price_unknown",
            Reason::MarketPaused => "market_paused",
            Reason::IndexStale => "index_stale",
            Reason::MarketCatchingUp => "market_catching_up",
            Reason::MarketDeficit => "market_deficit",
            Reason::MarketTier => "market_tier",
            Reason::MessageDomain => "message_domain",
            Reason::MessageMalformed => "message_malformed",
            Reason::MessageAccount => "message_account",
            Reason::SignerUnknown => "signer_unknown",
            Reason::DelegateMarket => "delegate_market",
            Reason::DelegateDay => "delegate_day",
            Reason::NonceUsed => "nonce_used",
            Reason::Expired => "expired",
            Reason::ExpiryTooFar => "expiry_too_far",
            Reason::ClientOrderIdReused => "client_order_id_reused",
            Reason::ClientOrderIdLimit => "client_order_id_limit",
            Reason::OrderUnknown => "order_unknown",
            Reason::OrderFinal => "order_final",
            Reason::OrderSize => "order_size",
            Reason::OrderPrice => "order_price",
            Reason::OrderKind => "order_kind",
            Reason::PostOnlyCrosses => "post_only_crosses",
            Reason::FokUnfillable => "fok_unfillable",
            Reason::ReduceOnlyNothing => "reduce_only_nothing",
            Reason::PriceBand => "price_band",
            Reason::OrderLimit => "order_limit",
            Reason::PositionLimit => "position_limit",
            Reason::OpenInterestLimit => "open_interest_limit",
            Reason::FeeCap => "fee_cap",
            Reason::ReplaceGrows => "replace_grows",
            Reason::ReplaceMismatch => "replace_mismatch",
            Reason::NonceTooFar => "nonce_too_far",
            Reason::EntriesFull => "entries_full",
            Reason::SettlementBehind => "settlement_behind",
            Reason::SettlementStopped => "settlement_stopped",
            Reason::TriggerPassed => "trigger_passed",
            Reason::LinkInvalid => "link_invalid",
            Reason::OrderWaiting => "order_waiting",
            Reason::BatchWhole => "batch_whole",
            Reason::Timeout => "timeout",
            Reason::MarginInitial => "margin_initial",
            Reason::MarginMaintenance => "margin_maintenance",
            Reason::MarginWorse => "margin_worse",
            Reason::Leverage => "leverage",
            Reason::BorrowParameters => "borrow_parameters",
            Reason::Withdrawable => "withdrawable",
            Reason::GateClosed => "gate_closed",
            Reason::Amount => "amount",
            Reason::TransferSameAccount => "transfer_same_account",
            Reason::TransferOwner => "transfer_owner",
            Reason::TransferToEmpty => "transfer_to_empty",
            Reason::TransferLimit => "transfer_limit",
            Reason::AssetUnknown => "asset_unknown",
            Reason::CreditStale => "credit_stale",
            Reason::DebitStale => "debit_stale",
            Reason::RequestKnown => "request_known",
            Reason::AssetParameters => "asset_parameters",
            Reason::SettledKnown => "settled_known",
            Reason::InsuranceSource => "insurance_source",
            Reason::ReferrerKnown => "referrer_known",
            Reason::ReferrerUnknown => "referrer_unknown",
            Reason::ShareNone => "share_none",
            Reason::PostedKnown => "posted_known",
            Reason::ChangeStep => "change_step",
            Reason::ChangeKnown => "change_known",
        }
    }
}

/// Command 1. First command of every journal; fixes what signatures are bound to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenExchange {
    /// First 8 bytes of every signed message: 0xFF and 7 bytes of SHA-256 over name, program id, genesis hash.
    pub domain: [u8; 8],
}

impl OpenExchange {
    /// Number of the record in its class.
    pub const KIND: u8 = 1;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 12;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            domain: take(&mut rest)?,
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 12, 0]);
        put(rest, self.domain);
        out.extend_from_slice(&record);
    }
}

/// Command 2. Carries time; the batch head holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tick {}

impl Tick {
    /// Number of the record in its class.
    pub const KIND: u8 = 2;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 4;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {})
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        put(&mut record, [Self::KIND, 0, 4, 0]);
        out.extend_from_slice(&record);
    }
}

/// Command 3. A margin account that was created on the chain; index 0 is the main one, others are sub-accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenAccount {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Ed25519 public key.
    pub owner: [u8; 32],
    /// Index.
    pub index: u16,
}

impl OpenAccount {
    /// Number of the record in its class.
    pub const KIND: u8 = 3;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 46;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            owner: take(&mut rest)?,
            index: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 46, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.owner);
        put(rest, self.index.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 4. A key that may sign orders for an account until it expires, within what its owner allows; never money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddDelegate {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Ed25519 public key.
    pub delegate: [u8; 32],
    /// Microseconds since 1970 UTC.
    pub expiry_us: u64,
    /// Number of the owner instruction on the chain; 0: none.
    pub inbox: u64,
    /// Bit m: market m.
    pub markets: u64,
    /// Notional that it may trade a UTC day; 0: any (total atoms).
    pub notional_day: u64,
    /// 1: fills at prices within 50 bps of the index alone; else 0.
    pub near_index: u8,
}

impl AddDelegate {
    /// Number of the record in its class.
    pub const KIND: u8 = 4;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 77;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            delegate: take(&mut rest)?,
            expiry_us: u64::from_le_bytes(take(&mut rest)?),
            inbox: u64::from_le_bytes(take(&mut rest)?),
            markets: u64::from_le_bytes(take(&mut rest)?),
            notional_day: u64::from_le_bytes(take(&mut rest)?),
            near_index: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 77, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.delegate);
        let rest = put(rest, self.expiry_us.to_le_bytes());
        let rest = put(rest, self.inbox.to_le_bytes());
        let rest = put(rest, self.markets.to_le_bytes());
        let rest = put(rest, self.notional_day.to_le_bytes());
        put(rest, self.near_index.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RemoveDelegate {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Ed25519 public key.
    pub delegate: [u8; 32],
    /// Inbox.
    pub inbox: u64,
}

impl RemoveDelegate {
    /// Number of the record in its class.
    pub const KIND: u8 = 5;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 52;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            delegate: take(&mut rest)?,
            inbox: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 52, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.delegate);
        put(rest, self.inbox.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 6. Collateral that arrived on the chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Credit {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of an asset on the chain: 0 USDC, 1 SOL.
    pub asset: u8,
    /// All credits of this account and asset, this one included.
    pub credited: u64,
}

impl Credit {
    /// Number of the record in its class.
    pub const KIND: u8 = 6;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 21;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            asset: u8::from_le_bytes(take(&mut rest)?),
            credited: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 21, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.asset.to_le_bytes());
        put(rest, self.credited.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 7. Collateral that leaves; refused above what is withdrawable (MGN-5, PNL-6); paid when all before it has settled (CUST-10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Debit {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of an asset on the chain: 0 USDC, 1 SOL.
    pub asset: u8,
    /// Least unit of an asset: 1e-6 USDC, a lamport.
    pub amount: i64,
    /// The asker's number, which grows; 0: asked for on the chain.
    pub request: u64,
    /// All debits of this account and asset before this one; all ones: any.
    pub debited: u64,
}

impl Debit {
    /// Number of the record in its class.
    pub const KIND: u8 = 7;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 37;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            asset: u8::from_le_bytes(take(&mut rest)?),
            amount: i64::from_le_bytes(take(&mut rest)?),
            request: u64::from_le_bytes(take(&mut rest)?),
            debited: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 37, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.asset.to_le_bytes());
        let rest = put(rest, self.amount.to_le_bytes());
        let rest = put(rest, self.request.to_le_bytes());
        put(rest, self.debited.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 8. Collateral between two accounts of one owner, signed like an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Id of the message (order id).
    pub order_id: [u8; 16],
    /// The signed message.
    pub message: [u8; 64],
    /// Ed25519 signature over the message.
    pub signature: [u8; 64],
    /// Ed25519 public key.
    pub signer: [u8; 32],
}

impl Transfer {
    /// Number of the record in its class.
    pub const KIND: u8 = 8;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 180;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            order_id: take(&mut rest)?,
            message: take(&mut rest)?,
            signature: take(&mut rest)?,
            signer: take(&mut rest)?,
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 180, 0]);
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.message);
        let rest = put(rest, self.signature);
        put(rest, self.signer);
        out.extend_from_slice(&record);
    }
}

/// Command 9. Lists a market; every bound is proven here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListMarket {
    /// Number of a market.
    pub market: u16,
    /// ASCII, zero-padded.
    pub symbol: [u8; 16],
    /// USD of one tick (e9).
    pub tick_size: u64,
    /// Base units of one lot (e9).
    pub lot_size: u64,
    /// Highest price of an order; a mark may not pass it (ticks).
    pub price_max: u32,
    /// Size in lots of the market.
    pub order_max: u32,
    /// Largest position of one account, open orders included (total lots).
    pub position_max: u64,
    /// Largest open interest of one side (total lots).
    pub open_interest_max: u64,
    /// Initial margin fraction (ppm).
    pub imf: u32,
    /// Maintenance margin fraction (ppm).
    pub mmf: u32,
    /// Least requirement of a non-zero position (atoms).
    pub requirement_min: i64,
    /// Unrealised profit that counts for new risk (PNL-6) (atoms).
    pub profit_cap: i64,
    /// Distance from mark or index within which a fill must be (BOOK-9) (ppm).
    pub band: u32,
}

impl ListMarket {
    /// Number of the record in its class.
    pub const KIND: u8 = 9;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 90;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            market: u16::from_le_bytes(take(&mut rest)?),
            symbol: take(&mut rest)?,
            tick_size: u64::from_le_bytes(take(&mut rest)?),
            lot_size: u64::from_le_bytes(take(&mut rest)?),
            price_max: u32::from_le_bytes(take(&mut rest)?),
            order_max: u32::from_le_bytes(take(&mut rest)?),
            position_max: u64::from_le_bytes(take(&mut rest)?),
            open_interest_max: u64::from_le_bytes(take(&mut rest)?),
            imf: u32::from_le_bytes(take(&mut rest)?),
            mmf: u32::from_le_bytes(take(&mut rest)?),
            requirement_min: i64::from_le_bytes(take(&mut rest)?),
            profit_cap: i64::from_le_bytes(take(&mut rest)?),
            band: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 90, 0]);
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.symbol);
        let rest = put(rest, self.tick_size.to_le_bytes());
        let rest = put(rest, self.lot_size.to_le_bytes());
        let rest = put(rest, self.price_max.to_le_bytes());
        let rest = put(rest, self.order_max.to_le_bytes());
        let rest = put(rest, self.position_max.to_le_bytes());
        let rest = put(rest, self.open_interest_max.to_le_bytes());
        let rest = put(rest, self.imf.to_le_bytes());
        let rest = put(rest, self.mmf.to_le_bytes());
        let rest = put(rest, self.requirement_min.to_le_bytes());
        let rest = put(rest, self.profit_cap.to_le_bytes());
        put(rest, self.band.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 10. The same parameters, for a listed market; symbol and grid must not change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetMarketParameters {
    /// Number of a market.
    pub market: u16,
    /// ASCII, zero-padded.
    pub symbol: [u8; 16],
    /// Billionth of a whole unit.
    pub tick_size: u64,
    /// Billionth of a whole unit.
    pub lot_size: u64,
    /// Price in ticks of the market.
    pub price_max: u32,
    /// Size in lots of the market.
    pub order_max: u32,
    /// Sum of lots over orders or accounts.
    pub position_max: u64,
    /// Sum of lots over orders or accounts.
    pub open_interest_max: u64,
    /// Millionth.
    pub imf: u32,
    /// Millionth.
    pub mmf: u32,
    /// 1e-6 USDC.
    pub requirement_min: i64,
    /// 1e-6 USDC.
    pub profit_cap: i64,
    /// Millionth.
    pub band: u32,
}

impl SetMarketParameters {
    /// Number of the record in its class.
    pub const KIND: u8 = 10;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 90;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            market: u16::from_le_bytes(take(&mut rest)?),
            symbol: take(&mut rest)?,
            tick_size: u64::from_le_bytes(take(&mut rest)?),
            lot_size: u64::from_le_bytes(take(&mut rest)?),
            price_max: u32::from_le_bytes(take(&mut rest)?),
            order_max: u32::from_le_bytes(take(&mut rest)?),
            position_max: u64::from_le_bytes(take(&mut rest)?),
            open_interest_max: u64::from_le_bytes(take(&mut rest)?),
            imf: u32::from_le_bytes(take(&mut rest)?),
            mmf: u32::from_le_bytes(take(&mut rest)?),
            requirement_min: i64::from_le_bytes(take(&mut rest)?),
            profit_cap: i64::from_le_bytes(take(&mut rest)?),
            band: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 90, 0]);
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.symbol);
        let rest = put(rest, self.tick_size.to_le_bytes());
        let rest = put(rest, self.lot_size.to_le_bytes());
        let rest = put(rest, self.price_max.to_le_bytes());
        let rest = put(rest, self.order_max.to_le_bytes());
        let rest = put(rest, self.position_max.to_le_bytes());
        let rest = put(rest, self.open_interest_max.to_le_bytes());
        let rest = put(rest, self.imf.to_le_bytes());
        let rest = put(rest, self.mmf.to_le_bytes());
        let rest = put(rest, self.requirement_min.to_le_bytes());
        let rest = put(rest, self.profit_cap.to_le_bytes());
        put(rest, self.band.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 11. Index and mark of a market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetPrices {
    /// Number of a market.
    pub market: u16,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub index_price: u64,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub mark_price: u64,
}

impl SetPrices {
    /// Number of the record in its class.
    pub const KIND: u8 = 11;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 22;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            market: u16::from_le_bytes(take(&mut rest)?),
            index_price: u64::from_le_bytes(take(&mut rest)?),
            mark_price: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 22, 0]);
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.index_price.to_le_bytes());
        put(rest, self.mark_price.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 12. Pauses new risk in a market (65535: all); reductions and cancels are never paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetPause {
    /// Number of a market.
    pub market: u16,
    /// Paused.
    pub paused: u8,
}

impl SetPause {
    /// Number of the record in its class.
    pub const KIND: u8 = 12;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 7;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            market: u16::from_le_bytes(take(&mut rest)?),
            paused: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 7, 0]);
        let rest = put(rest, self.market.to_le_bytes());
        put(rest, self.paused.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 13. Fee tier of an owner, 0 to 3 (FEE-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetFeeTier {
    /// Ed25519 public key.
    pub owner: [u8; 32],
    /// Tier.
    pub tier: u8,
}

impl SetFeeTier {
    /// Number of the record in its class.
    pub const KIND: u8 = 13;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 37;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            owner: take(&mut rest)?,
            tier: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 37, 0]);
        let rest = put(rest, self.owner);
        put(rest, self.tier.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 14. A signed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceOrder {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// The signed message.
    pub message: [u8; 64],
    /// Ed25519 signature over the message.
    pub signature: [u8; 64],
    /// Ed25519 public key.
    pub signer: [u8; 32],
    /// OrderKind; rides beside the message and can only narrow it.
    pub kind: u8,
}

impl PlaceOrder {
    /// Number of the record in its class.
    pub const KIND: u8 = 14;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 181;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            order_id: take(&mut rest)?,
            message: take(&mut rest)?,
            signature: take(&mut rest)?,
            signer: take(&mut rest)?,
            kind: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 181, 0]);
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.message);
        let rest = put(rest, self.signature);
        let rest = put(rest, self.signer);
        put(rest, self.kind.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 15. By order id; by client order id when the order id is zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CancelOrder {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Client order id.
    pub client_order_id: u64,
}

impl CancelOrder {
    /// Number of the record in its class.
    pub const KIND: u8 = 15;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 36;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            order_id: take(&mut rest)?,
            client_order_id: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 36, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.order_id);
        put(rest, self.client_order_id.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 16. All open orders of an account, or those of one market or side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CancelAll {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// 65535: every market (market).
    pub market: u16,
    /// Side; 2: both.
    pub side: u8,
}

impl CancelAll {
    /// Number of the record in its class.
    pub const KIND: u8 = 16;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 15;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            side: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 15, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        put(rest, self.side.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 17. Lowers what is left of a resting order, time kept; needs no signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShrinkOrder {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Client order id.
    pub client_order_id: u64,
    /// New size left, above zero, below the present one (lots).
    pub left: u32,
}

impl ShrinkOrder {
    /// Number of the record in its class.
    pub const KIND: u8 = 17;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 40;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            order_id: take(&mut rest)?,
            client_order_id: u64::from_le_bytes(take(&mut rest)?),
            left: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 40, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.client_order_id.to_le_bytes());
        put(rest, self.left.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 18. Gives up a resting order for a newly signed one in one step; the old one stays when the new one is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplaceOrder {
    /// First 16 bytes of SHA-256 of the signed message.
    pub old_order_id: [u8; 16],
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// The signed message.
    pub message: [u8; 64],
    /// Ed25519 signature over the message.
    pub signature: [u8; 64],
    /// Ed25519 public key.
    pub signer: [u8; 32],
    /// Kind.
    pub kind: u8,
}

impl ReplaceOrder {
    /// Number of the record in its class.
    pub const KIND: u8 = 18;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 197;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            old_order_id: take(&mut rest)?,
            order_id: take(&mut rest)?,
            message: take(&mut rest)?,
            signature: take(&mut rest)?,
            signer: take(&mut rest)?,
            kind: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 197, 0]);
        let rest = put(rest, self.old_order_id);
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.message);
        let rest = put(rest, self.signature);
        let rest = put(rest, self.signer);
        put(rest, self.kind.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 19. Up to 50 records of kinds 14 to 18, 41 and 42 behind this one, all of one account; cancels, shrinks and post-only first (BOOK-2), each atomic by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Count.
    pub count: u8,
    /// 1: all of them or none (BOOK-16).
    pub whole: u8,
}

impl Batch {
    /// Number of the record in its class.
    pub const KIND: u8 = 19;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 14;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            count: u8::from_le_bytes(take(&mut rest)?),
            whole: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 14, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.count.to_le_bytes());
        put(rest, self.whole.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 20. An account that was closed on the chain; its number never comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CloseAccount {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
}

impl CloseAccount {
    /// Number of the record in its class.
    pub const KIND: u8 = 20;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 12;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 12, 0]);
        put(rest, self.account.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 21. Messages with a nonce below the floor are dead, and open orders of them are cancelled (SIG-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RaiseFloor {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Nonce.
    pub nonce: u64,
    /// Number of the owner instruction on the chain; 0: none.
    pub inbox: u64,
}

impl RaiseFloor {
    /// Number of the record in its class.
    pub const KIND: u8 = 21;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 28;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            nonce: u64::from_le_bytes(take(&mut rest)?),
            inbox: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 28, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.nonce.to_le_bytes());
        put(rest, self.inbox.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 22. An asset that counts as collateral (MGN-7); decimals never change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetAsset {
    /// Number of an asset on the chain: 0 USDC, 1 SOL.
    pub asset: u8,
    /// Whose index prices it; 65535: USDC itself (market).
    pub market: u16,
    /// Decimals.
    pub decimals: u8,
    /// Share of its value that counts for new risk and withdrawals (ppm).
    pub weight_initial: u32,
    /// Share of its value that counts for liquidation (ppm).
    pub weight_maintenance: u32,
}

impl SetAsset {
    /// Number of the record in its class.
    pub const KIND: u8 = 22;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 16;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            asset: u8::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            decimals: u8::from_le_bytes(take(&mut rest)?),
            weight_initial: u32::from_le_bytes(take(&mut rest)?),
            weight_maintenance: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 16, 0]);
        let rest = put(rest, self.asset.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.decimals.to_le_bytes());
        let rest = put(rest, self.weight_initial.to_le_bytes());
        put(rest, self.weight_maintenance.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 23. Unrealised losses pay waiting claims (PNL-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sweep {
    /// Number of a market.
    pub market: u16,
}

impl Sweep {
    /// Number of the record in its class.
    pub const KIND: u8 = 23;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 6;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            market: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 6, 0]);
        put(rest, self.market.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 24. The newest index of a market (MRK-1); it counts from the next mark round on, and the mark follows it (MRK-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetIndex {
    /// Number of a market.
    pub market: u16,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub index_price: u64,
    /// When it was published; must grow (us).
    pub published: u64,
    /// Half width of its confidence interval, rounded up (mticks).
    pub conf: u64,
    /// How far all venues together stay away from it (DATA-2); moves the tier alone (ppm).
    pub doubt: u32,
    /// Of the signed update that proves it; zero: of none (hash).
    pub evidence: [u8; 32],
}

impl SetIndex {
    /// Number of the record in its class.
    pub const KIND: u8 = 24;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 66;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            market: u16::from_le_bytes(take(&mut rest)?),
            index_price: u64::from_le_bytes(take(&mut rest)?),
            published: u64::from_le_bytes(take(&mut rest)?),
            conf: u64::from_le_bytes(take(&mut rest)?),
            doubt: u32::from_le_bytes(take(&mut rest)?),
            evidence: take(&mut rest)?,
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 66, 0]);
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.index_price.to_le_bytes());
        let rest = put(rest, self.published.to_le_bytes());
        let rest = put(rest, self.conf.to_le_bytes());
        let rest = put(rest, self.doubt.to_le_bytes());
        put(rest, self.evidence);
        out.extend_from_slice(&record);
    }
}

/// Command 25. The account that takes over what the book does not (LIQ-2); without one nobody is liquidated. It never changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetBackstop {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
}

impl SetBackstop {
    /// Number of the record in its class.
    pub const KIND: u8 = 25;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 12;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 12, 0]);
        put(rest, self.account.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 26. What liquidation costs in a market, and the most that its insurance pays for one bankrupt (LIQ-3, LIQ-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetRisk {
    /// Number of a market.
    pub market: u16,
    /// Millionth.
    pub liquidation_fee: u32,
    /// 1e-6 USDC.
    pub insurance_cap: i64,
}

impl SetRisk {
    /// Number of the record in its class.
    pub const KIND: u8 = 26;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 18;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            market: u16::from_le_bytes(take(&mut rest)?),
            liquidation_fee: u32::from_le_bytes(take(&mut rest)?),
            insurance_cap: i64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 18, 0]);
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.liquidation_fee.to_le_bytes());
        put(rest, self.insurance_cap.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 27. Collateral of the backstop becomes insurance of a market (LIQ-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FundInsurance {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// 65535: the tail, which all markets share (market).
    pub market: u16,
    /// 1e-6 USDC.
    pub amount: i64,
}

impl FundInsurance {
    /// Number of the record in its class.
    pub const KIND: u8 = 27;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 22;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            amount: i64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 22, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        put(rest, self.amount.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 40. All open orders of an account are cancelled at the first tick after the timeout, unless it is set again before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetDeadMan {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Timer.
    pub timer: u8,
    /// From now; 0: off.
    pub timeout_us: u64,
}

impl SetDeadMan {
    /// Number of the record in its class.
    pub const KIND: u8 = 40;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 21;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            timer: u8::from_le_bytes(take(&mut rest)?),
            timeout_us: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 21, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.timer.to_le_bytes());
        put(rest, self.timeout_us.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 41. Open orders of an account: of one market, side, group, or all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CancelMany {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// 65535: every market (market).
    pub market: u16,
    /// Side; 2: both.
    pub side: u8,
    /// Of the message, 0 to 3; 4: every group.
    pub group: u8,
    /// 1: the socket that asked for it is gone; its timer is off then.
    pub disconnected: u8,
}

impl CancelMany {
    /// Number of the record in its class.
    pub const KIND: u8 = 41;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 17;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            side: u8::from_le_bytes(take(&mut rest)?),
            group: u8::from_le_bytes(take(&mut rest)?),
            disconnected: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 17, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.group.to_le_bytes());
        put(rest, self.disconnected.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 42. A signed order with terms; what stands behind the signer rides beside the message and can only narrow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceAlgo {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// The signed message.
    pub message: [u8; 64],
    /// Ed25519 signature over the message.
    pub signature: [u8; 64],
    /// Ed25519 public key.
    pub signer: [u8; 32],
    /// OrderKind, 3 to 10.
    pub kind: u8,
    /// PriceSource: what a waiting or pegged order looks at.
    pub source: u8,
    /// Of a trailing stop; 0: in millionths (ticks).
    pub distance: u32,
    /// Millionth.
    pub distance_ppm: u32,
    /// Price from which a trailing stop follows; 0: at once (ticks).
    pub activation: u32,
    /// Link.
    pub link: u8,
    /// The order that it is tied to; zero: none (order id).
    pub linked: [u8; 16],
    /// Most of an iceberg that is shown at a time (lots).
    pub display: u32,
    /// Of a pegged order from its source (tick offset).
    pub offset: i32,
    /// Of a TWAP, one each 30 seconds.
    pub slices: u16,
}

impl PlaceAlgo {
    /// Number of the record in its class.
    pub const KIND: u8 = 42;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 221;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            order_id: take(&mut rest)?,
            message: take(&mut rest)?,
            signature: take(&mut rest)?,
            signer: take(&mut rest)?,
            kind: u8::from_le_bytes(take(&mut rest)?),
            source: u8::from_le_bytes(take(&mut rest)?),
            distance: u32::from_le_bytes(take(&mut rest)?),
            distance_ppm: u32::from_le_bytes(take(&mut rest)?),
            activation: u32::from_le_bytes(take(&mut rest)?),
            link: u8::from_le_bytes(take(&mut rest)?),
            linked: take(&mut rest)?,
            display: u32::from_le_bytes(take(&mut rest)?),
            offset: i32::from_le_bytes(take(&mut rest)?),
            slices: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 221, 0]);
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.message);
        let rest = put(rest, self.signature);
        let rest = put(rest, self.signer);
        let rest = put(rest, self.kind.to_le_bytes());
        let rest = put(rest, self.source.to_le_bytes());
        let rest = put(rest, self.distance.to_le_bytes());
        let rest = put(rest, self.distance_ppm.to_le_bytes());
        let rest = put(rest, self.activation.to_le_bytes());
        let rest = put(rest, self.link.to_le_bytes());
        let rest = put(rest, self.linked);
        let rest = put(rest, self.display.to_le_bytes());
        let rest = put(rest, self.offset.to_le_bytes());
        put(rest, self.slices.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 60. How the margin fractions of a market grow: with its open interest (MGN-2), with the size of a position (MGN-3). Zeros: they do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetMargin {
    /// Number of a market.
    pub market: u16,
    /// Open interest at mark up to which the initial fraction is the base (atoms).
    pub interest_lower: i64,
    /// From which on it is one (atoms).
    pub interest_upper: i64,
    /// Notional in whole USD above which the first tier's fractions hold.
    pub tier1_usd: u32,
    /// Maintenance fraction; the initial one grows as it does (ppm).
    pub tier1_mmf: u32,
    /// Tier2 usd.
    pub tier2_usd: u32,
    /// Millionth.
    pub tier2_mmf: u32,
}

impl SetMargin {
    /// Number of the record in its class.
    pub const KIND: u8 = 60;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 38;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            market: u16::from_le_bytes(take(&mut rest)?),
            interest_lower: i64::from_le_bytes(take(&mut rest)?),
            interest_upper: i64::from_le_bytes(take(&mut rest)?),
            tier1_usd: u32::from_le_bytes(take(&mut rest)?),
            tier1_mmf: u32::from_le_bytes(take(&mut rest)?),
            tier2_usd: u32::from_le_bytes(take(&mut rest)?),
            tier2_mmf: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 38, 0]);
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.interest_lower.to_le_bytes());
        let rest = put(rest, self.interest_upper.to_le_bytes());
        let rest = put(rest, self.tier1_usd.to_le_bytes());
        let rest = put(rest, self.tier1_mmf.to_le_bytes());
        let rest = put(rest, self.tier2_usd.to_le_bytes());
        put(rest, self.tier2_mmf.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 61. The most leverage that new risk of an account may have in a market; it can only lower what the market allows (MGN-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetLeverage {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of a market.
    pub market: u16,
    /// Notional over margin, whole; 0: what the market allows.
    pub leverage: u16,
}

impl SetLeverage {
    /// Number of the record in its class.
    pub const KIND: u8 = 61;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 16;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            leverage: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 16, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        put(rest, self.leverage.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 62. What an account may not do, for risk or by law (RST-1); never a cancel, a reduction or the way out through the chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetRestrictions {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Sum of Restriction; 0: none.
    pub restrictions: u8,
}

impl SetRestrictions {
    /// Number of the record in its class.
    pub const KIND: u8 = 62;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 13;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            restrictions: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 13, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.restrictions.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 63. How far the USDC of an account with other collateral may fall below zero by loss or fee (MGN-7). Zeros: nobody borrows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetBorrowing {
    /// Most of one account (atoms).
    pub room_max: i64,
    /// Most of one account, as a part of the initial value of its other collateral (ppm).
    pub room_part: u32,
    /// Most of all accounts, as a part of all USDC (ppm).
    pub total_part: u32,
    /// How long a borrow may last before other collateral pays it (us).
    pub duration: u64,
}

impl SetBorrowing {
    /// Number of the record in its class.
    pub const KIND: u8 = 63;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 28;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            room_max: i64::from_le_bytes(take(&mut rest)?),
            room_part: u32::from_le_bytes(take(&mut rest)?),
            total_part: u32::from_le_bytes(take(&mut rest)?),
            duration: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 28, 0]);
        let rest = put(rest, self.room_max.to_le_bytes());
        let rest = put(rest, self.room_part.to_le_bytes());
        let rest = put(rest, self.total_part.to_le_bytes());
        put(rest, self.duration.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 64. Binds a sub-account to one market, or frees it (MGN-8); nothing may be open in another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetIsolation {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// 65535: every market, which is cross margin (market).
    pub market: u16,
}

impl SetIsolation {
    /// Number of the record in its class.
    pub const KIND: u8 = 64;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 14;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 14, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.market.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 75. Items of an account's settlement log have landed on the chain (CUST-6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settle {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// All that have, which grows.
    pub items: u64,
}

impl Settle {
    /// Number of the record in its class.
    pub const KIND: u8 = 75;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 20;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            items: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 20, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.items.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 77. Mark rounds up to a time are on the chain, or are too old ever to be; from the first one on the engine holds by itself (CUST-9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetPosted {
    /// Microseconds since 1970 UTC.
    pub posted: u64,
}

impl SetPosted {
    /// Number of the record in its class.
    pub const KIND: u8 = 77;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 12;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            posted: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 12, 0]);
        put(rest, self.posted.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 76. Entries that the chain's table of an account may have: that many of its orders match until the first frees (BOOK-6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetEntryLimit {
    /// From 32; 160 until it is set; 65535: nothing settles on a chain, none are counted.
    pub entries: u16,
}

impl SetEntryLimit {
    /// Number of the record in its class.
    pub const KIND: u8 = 76;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 6;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            entries: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 6, 0]);
        put(rest, self.entries.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 80. The owner of an account asked for an exit on the chain, or took it back (CUST-23).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leave {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// 1: asked; 0: taken back.
    pub leaving: u8,
}

impl Leave {
    /// Number of the record in its class.
    pub const KIND: u8 = 80;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 13;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            leaving: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 13, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.leaving.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 85. Positions of an owner who leaves are closed against orders that are there, near the index (CUST-34).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CloseLeaving {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// 1: the hours of the exit are nearly over: what no order takes goes by a round at the index (CUST-51).
    pub last: u8,
}

impl CloseLeaving {
    /// Number of the record in its class.
    pub const KIND: u8 = 85;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 13;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            last: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 13, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.last.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 81. The exchange was frozen on the chain, for good (CUST-24).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freeze {
    /// Microseconds since 1970 UTC.
    pub since: u64,
}

impl Freeze {
    /// Number of the record in its class.
    pub const KIND: u8 = 81;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 12;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            since: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 12, 0]);
        put(rest, self.since.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 66. Who referred the owner of an account; once. His fees are a tenth lower, and a tenth of them is the referrer's (FEE-2, FEE-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetReferrer {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Owner who has an account; not himself (key).
    pub referrer: [u8; 32],
}

impl SetReferrer {
    /// Number of the record in its class.
    pub const KIND: u8 = 66;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 44;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            referrer: take(&mut rest)?,
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 44, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.referrer);
        out.extend_from_slice(&record);
    }
}

/// Command 67. What is set aside for a referrer in a market becomes his collateral (FEE-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PayShare {
    /// One of his (account).
    pub account: u64,
    /// Number of a market.
    pub market: u16,
}

impl PayShare {
    /// Number of the record in its class.
    pub const KIND: u8 = 67;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 14;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 14, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.market.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 86. A change of a market that admins named on the chain has come to its time: the chain changes at the same place of its log (CUST-50).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeMarket {
    /// Its number there, which rises; 0: the chain has these numbers already.
    pub change: u64,
    /// Number of a market.
    pub market: u16,
    /// Size in lots of the market.
    pub order_max: u32,
    /// Sum of lots over orders or accounts.
    pub position_max: u64,
    /// Sum of lots over orders or accounts.
    pub open_interest_max: u64,
    /// Millionth.
    pub imf: u32,
    /// Millionth.
    pub mmf: u32,
    /// 1e-6 USDC.
    pub requirement_min: i64,
}

impl ChangeMarket {
    /// Number of the record in its class.
    pub const KIND: u8 = 86;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 50;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            change: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            order_max: u32::from_le_bytes(take(&mut rest)?),
            position_max: u64::from_le_bytes(take(&mut rest)?),
            open_interest_max: u64::from_le_bytes(take(&mut rest)?),
            imf: u32::from_le_bytes(take(&mut rest)?),
            mmf: u32::from_le_bytes(take(&mut rest)?),
            requirement_min: i64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 50, 0]);
        let rest = put(rest, self.change.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.order_max.to_le_bytes());
        let rest = put(rest, self.position_max.to_le_bytes());
        let rest = put(rest, self.open_interest_max.to_le_bytes());
        let rest = put(rest, self.imf.to_le_bytes());
        let rest = put(rest, self.mmf.to_le_bytes());
        put(rest, self.requirement_min.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Command 87. The same of what an asset counts for (CUST-39).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeAsset {
    /// Change.
    pub change: u64,
    /// Number of an asset on the chain: 0 USDC, 1 SOL.
    pub asset: u8,
    /// As it is, unless the asset is new (market).
    pub market: u16,
    /// As they are.
    pub decimals: u8,
    /// Millionth.
    pub weight_initial: u32,
    /// Millionth.
    pub weight_maintenance: u32,
}

impl ChangeAsset {
    /// Number of the record in its class.
    pub const KIND: u8 = 87;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 24;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            change: u64::from_le_bytes(take(&mut rest)?),
            asset: u8::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            decimals: u8::from_le_bytes(take(&mut rest)?),
            weight_initial: u32::from_le_bytes(take(&mut rest)?),
            weight_maintenance: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 24, 0]);
        let rest = put(rest, self.change.to_le_bytes());
        let rest = put(rest, self.asset.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.decimals.to_le_bytes());
        let rest = put(rest, self.weight_initial.to_le_bytes());
        put(rest, self.weight_maintenance.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 1. A command, or an item of a batch, that changed nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// Kind of the command.
    pub command: u8,
    /// Reason.
    pub reason: u16,
    /// 0 when none is known (account).
    pub account: u64,
    /// Zero when it is no order (order id).
    pub order_id: [u8; 16],
    /// Client order id.
    pub client_order_id: u64,
    /// What the reason's text calls the bound.
    pub expected: i64,
    /// Found.
    pub found: i64,
}

impl Refused {
    /// Number of the record in its class.
    pub const KIND: u8 = 1;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 67;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                command: u8::from_le_bytes(take(&mut rest)?),
                reason: u16::from_le_bytes(take(&mut rest)?),
                account: u64::from_le_bytes(take(&mut rest)?),
                order_id: take(&mut rest)?,
                client_order_id: u64::from_le_bytes(take(&mut rest)?),
                expected: i64::from_le_bytes(take(&mut rest)?),
                found: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 67, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.command.to_le_bytes());
        let rest = put(rest, self.reason.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.client_order_id.to_le_bytes());
        let rest = put(rest, self.expected.to_le_bytes());
        put(rest, self.found.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExchangeOpened {
    /// First 8 bytes of every signed message: 0xFF and 7 bytes of SHA-256 over name, program id, genesis hash.
    pub domain: [u8; 8],
}

impl ExchangeOpened {
    /// Number of the record in its class.
    pub const KIND: u8 = 2;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 24;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                domain: take(&mut rest)?,
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 24, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        put(rest, self.domain);
        out.extend_from_slice(&record);
    }
}

/// Event 3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountOpened {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Ed25519 public key.
    pub owner: [u8; 32],
    /// Index.
    pub index: u16,
}

impl AccountOpened {
    /// Number of the record in its class.
    pub const KIND: u8 = 3;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 58;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                owner: take(&mut rest)?,
                index: u16::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 58, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.owner);
        put(rest, self.index.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DelegateAdded {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Ed25519 public key.
    pub delegate: [u8; 32],
    /// Microseconds since 1970 UTC.
    pub expiry_us: u64,
    /// Inbox.
    pub inbox: u64,
    /// Bit m: market m.
    pub markets: u64,
    /// Notional that it may trade a UTC day; 0: any (total atoms).
    pub notional_day: u64,
    /// 1: fills at prices within 50 bps of the index alone; else 0.
    pub near_index: u8,
}

impl DelegateAdded {
    /// Number of the record in its class.
    pub const KIND: u8 = 4;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 89;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                delegate: take(&mut rest)?,
                expiry_us: u64::from_le_bytes(take(&mut rest)?),
                inbox: u64::from_le_bytes(take(&mut rest)?),
                markets: u64::from_le_bytes(take(&mut rest)?),
                notional_day: u64::from_le_bytes(take(&mut rest)?),
                near_index: u8::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 89, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.delegate);
        let rest = put(rest, self.expiry_us.to_le_bytes());
        let rest = put(rest, self.inbox.to_le_bytes());
        let rest = put(rest, self.markets.to_le_bytes());
        let rest = put(rest, self.notional_day.to_le_bytes());
        put(rest, self.near_index.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DelegateRemoved {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Ed25519 public key.
    pub delegate: [u8; 32],
    /// Acknowledges the owner instructions up to it; 0: nothing new.
    pub inbox: u64,
}

impl DelegateRemoved {
    /// Number of the record in its class.
    pub const KIND: u8 = 5;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 64;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                delegate: take(&mut rest)?,
                inbox: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 64, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.delegate);
        put(rest, self.inbox.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Credited {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of an asset on the chain: 0 USDC, 1 SOL.
    pub asset: u8,
    /// Least unit of an asset: 1e-6 USDC, a lamport.
    pub amount: i64,
    /// All credits afterwards.
    pub credited: u64,
    /// What the account has of the asset afterwards (asset atoms).
    pub collateral: i64,
}

impl Credited {
    /// Number of the record in its class.
    pub const KIND: u8 = 6;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 49;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                asset: u8::from_le_bytes(take(&mut rest)?),
                amount: i64::from_le_bytes(take(&mut rest)?),
                credited: u64::from_le_bytes(take(&mut rest)?),
                collateral: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 49, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.asset.to_le_bytes());
        let rest = put(rest, self.amount.to_le_bytes());
        let rest = put(rest, self.credited.to_le_bytes());
        put(rest, self.collateral.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 7.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Debited {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of an asset on the chain: 0 USDC, 1 SOL.
    pub asset: u8,
    /// Least unit of an asset: 1e-6 USDC, a lamport.
    pub amount: i64,
    /// The asker's number; 0: asked for on the chain.
    pub request: u64,
    /// All debits afterwards.
    pub debited: u64,
    /// What the account has of the asset afterwards (asset atoms).
    pub collateral: i64,
}

impl Debited {
    /// Number of the record in its class.
    pub const KIND: u8 = 7;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 57;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                asset: u8::from_le_bytes(take(&mut rest)?),
                amount: i64::from_le_bytes(take(&mut rest)?),
                request: u64::from_le_bytes(take(&mut rest)?),
                debited: u64::from_le_bytes(take(&mut rest)?),
                collateral: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 57, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.asset.to_le_bytes());
        let rest = put(rest, self.amount.to_le_bytes());
        let rest = put(rest, self.request.to_le_bytes());
        let rest = put(rest, self.debited.to_le_bytes());
        put(rest, self.collateral.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transferred {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of a margin account, given by the chain's counter, never reused.
    pub to_account: u64,
    /// 1e-6 USDC.
    pub amount: i64,
    /// 1e-6 USDC.
    pub collateral: i64,
    /// 1e-6 USDC.
    pub to_collateral: i64,
}

impl Transferred {
    /// Number of the record in its class.
    pub const KIND: u8 = 8;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 72;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                order_id: take(&mut rest)?,
                account: u64::from_le_bytes(take(&mut rest)?),
                to_account: u64::from_le_bytes(take(&mut rest)?),
                amount: i64::from_le_bytes(take(&mut rest)?),
                collateral: i64::from_le_bytes(take(&mut rest)?),
                to_collateral: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 72, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.to_account.to_le_bytes());
        let rest = put(rest, self.amount.to_le_bytes());
        let rest = put(rest, self.collateral.to_le_bytes());
        put(rest, self.to_collateral.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 9. Listed, or parameters changed; holds all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarketSet {
    /// Number of a market.
    pub market: u16,
    /// ASCII, zero-padded.
    pub symbol: [u8; 16],
    /// Billionth of a whole unit.
    pub tick_size: u64,
    /// Billionth of a whole unit.
    pub lot_size: u64,
    /// Atoms of one tick x one lot.
    pub tick_value: u32,
    /// Price in ticks of the market.
    pub price_max: u32,
    /// Size in lots of the market.
    pub order_max: u32,
    /// Sum of lots over orders or accounts.
    pub position_max: u64,
    /// Sum of lots over orders or accounts.
    pub open_interest_max: u64,
    /// Millionth.
    pub imf: u32,
    /// Millionth.
    pub mmf: u32,
    /// 1e-6 USDC.
    pub requirement_min: i64,
    /// 1e-6 USDC.
    pub profit_cap: i64,
    /// Millionth.
    pub band: u32,
    /// Paused.
    pub paused: u8,
}

impl MarketSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 9;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 107;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                symbol: take(&mut rest)?,
                tick_size: u64::from_le_bytes(take(&mut rest)?),
                lot_size: u64::from_le_bytes(take(&mut rest)?),
                tick_value: u32::from_le_bytes(take(&mut rest)?),
                price_max: u32::from_le_bytes(take(&mut rest)?),
                order_max: u32::from_le_bytes(take(&mut rest)?),
                position_max: u64::from_le_bytes(take(&mut rest)?),
                open_interest_max: u64::from_le_bytes(take(&mut rest)?),
                imf: u32::from_le_bytes(take(&mut rest)?),
                mmf: u32::from_le_bytes(take(&mut rest)?),
                requirement_min: i64::from_le_bytes(take(&mut rest)?),
                profit_cap: i64::from_le_bytes(take(&mut rest)?),
                band: u32::from_le_bytes(take(&mut rest)?),
                paused: u8::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 107, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.symbol);
        let rest = put(rest, self.tick_size.to_le_bytes());
        let rest = put(rest, self.lot_size.to_le_bytes());
        let rest = put(rest, self.tick_value.to_le_bytes());
        let rest = put(rest, self.price_max.to_le_bytes());
        let rest = put(rest, self.order_max.to_le_bytes());
        let rest = put(rest, self.position_max.to_le_bytes());
        let rest = put(rest, self.open_interest_max.to_le_bytes());
        let rest = put(rest, self.imf.to_le_bytes());
        let rest = put(rest, self.mmf.to_le_bytes());
        let rest = put(rest, self.requirement_min.to_le_bytes());
        let rest = put(rest, self.profit_cap.to_le_bytes());
        let rest = put(rest, self.band.to_le_bytes());
        put(rest, self.paused.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 10.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PricesSet {
    /// Number of a market.
    pub market: u16,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub index_price: u64,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub mark_price: u64,
    /// Slow index: moves towards the index by at most 6 % an hour (MGN-7) (mticks).
    pub slow_price: u64,
    /// 1: of a mark round, and a sample of its premium counts (FND-1).
    pub sampled: u8,
}

impl PricesSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 10;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 43;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                index_price: u64::from_le_bytes(take(&mut rest)?),
                mark_price: u64::from_le_bytes(take(&mut rest)?),
                slow_price: u64::from_le_bytes(take(&mut rest)?),
                sampled: u8::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 43, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.index_price.to_le_bytes());
        let rest = put(rest, self.mark_price.to_le_bytes());
        let rest = put(rest, self.slow_price.to_le_bytes());
        put(rest, self.sampled.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 11.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeeTierSet {
    /// Ed25519 public key.
    pub owner: [u8; 32],
    /// Tier.
    pub tier: u8,
}

impl FeeTierSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 11;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 49;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                owner: take(&mut rest)?,
                tier: u8::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 49, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.owner);
        put(rest, self.tier.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 12. Taken; what it filled at once and what rests of it are already in it, the fills follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderAccepted {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Client order id.
    pub client_order_id: u64,
    /// Nonce.
    pub nonce: u64,
    /// 400 ms of chain time: us / 400,000 on the local network.
    pub expiry: u64,
    /// Number of a market.
    pub market: u16,
    /// Side.
    pub side: u8,
    /// Kind.
    pub kind: u8,
    /// Time in force.
    pub time_in_force: u8,
    /// Post only.
    pub post_only: u8,
    /// Reduce only.
    pub reduce_only: u8,
    /// Price in ticks of the market.
    pub price: u32,
    /// Size in lots of the market.
    pub size: u32,
    /// Size in lots of the market.
    pub filled: u32,
    /// Resting now; 0 when final (lots).
    pub left: u32,
}

impl OrderAccepted {
    /// Number of the record in its class.
    pub const KIND: u8 = 12;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 87;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                order_id: take(&mut rest)?,
                account: u64::from_le_bytes(take(&mut rest)?),
                client_order_id: u64::from_le_bytes(take(&mut rest)?),
                nonce: u64::from_le_bytes(take(&mut rest)?),
                expiry: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                side: u8::from_le_bytes(take(&mut rest)?),
                kind: u8::from_le_bytes(take(&mut rest)?),
                time_in_force: u8::from_le_bytes(take(&mut rest)?),
                post_only: u8::from_le_bytes(take(&mut rest)?),
                reduce_only: u8::from_le_bytes(take(&mut rest)?),
                price: u32::from_le_bytes(take(&mut rest)?),
                size: u32::from_le_bytes(take(&mut rest)?),
                filled: u32::from_le_bytes(take(&mut rest)?),
                left: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 87, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.client_order_id.to_le_bytes());
        let rest = put(rest, self.nonce.to_le_bytes());
        let rest = put(rest, self.expiry.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.kind.to_le_bytes());
        let rest = put(rest, self.time_in_force.to_le_bytes());
        let rest = put(rest, self.post_only.to_le_bytes());
        let rest = put(rest, self.reduce_only.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        let rest = put(rest, self.size.to_le_bytes());
        let rest = put(rest, self.filled.to_le_bytes());
        put(rest, self.left.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 13. One match. Money of both accounts afterwards: b, e, r, f of this market, c of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderFilled {
    /// Number of a market.
    pub market: u16,
    /// Of the taker.
    pub side: u8,
    /// Price in ticks of the market.
    pub price: u32,
    /// Size in lots of the market.
    pub size: u32,
    /// First 16 bytes of SHA-256 of the signed message.
    pub maker_order_id: [u8; 16],
    /// First 16 bytes of SHA-256 of the signed message.
    pub taker_order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub maker_account: u64,
    /// Number of a margin account, given by the chain's counter, never reused.
    pub taker_account: u64,
    /// Maker client order id.
    pub maker_client_order_id: u64,
    /// Taker client order id.
    pub taker_client_order_id: u64,
    /// Size in lots of the market.
    pub maker_left: u32,
    /// Size in lots of the market.
    pub taker_left: u32,
    /// Negative: rebate (atoms).
    pub maker_fee: i64,
    /// 1e-6 USDC.
    pub taker_fee: i64,
    /// Profit of the reducing part (PNL-4) (atoms).
    pub maker_realized: i64,
    /// 1e-6 USDC.
    pub taker_realized: i64,
    /// Signed lots: long positive, short negative.
    pub maker_position: i64,
    /// 1e-6 USDC.
    pub maker_quote: i64,
    /// 1e-6 USDC.
    pub maker_claim: i64,
    /// Funding index: atoms per lot.
    pub maker_funding: i64,
    /// 1e-6 USDC.
    pub maker_collateral: i64,
    /// Signed lots: long positive, short negative.
    pub taker_position: i64,
    /// 1e-6 USDC.
    pub taker_quote: i64,
    /// 1e-6 USDC.
    pub taker_claim: i64,
    /// Funding index: atoms per lot.
    pub taker_funding: i64,
    /// 1e-6 USDC.
    pub taker_collateral: i64,
    /// 1: of the taker's fee a part is set aside, 2: of the maker's (FEE-2).
    pub shared: u8,
}

impl OrderFilled {
    /// Number of the record in its class.
    pub const KIND: u8 = 13;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 212;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                side: u8::from_le_bytes(take(&mut rest)?),
                price: u32::from_le_bytes(take(&mut rest)?),
                size: u32::from_le_bytes(take(&mut rest)?),
                maker_order_id: take(&mut rest)?,
                taker_order_id: take(&mut rest)?,
                maker_account: u64::from_le_bytes(take(&mut rest)?),
                taker_account: u64::from_le_bytes(take(&mut rest)?),
                maker_client_order_id: u64::from_le_bytes(take(&mut rest)?),
                taker_client_order_id: u64::from_le_bytes(take(&mut rest)?),
                maker_left: u32::from_le_bytes(take(&mut rest)?),
                taker_left: u32::from_le_bytes(take(&mut rest)?),
                maker_fee: i64::from_le_bytes(take(&mut rest)?),
                taker_fee: i64::from_le_bytes(take(&mut rest)?),
                maker_realized: i64::from_le_bytes(take(&mut rest)?),
                taker_realized: i64::from_le_bytes(take(&mut rest)?),
                maker_position: i64::from_le_bytes(take(&mut rest)?),
                maker_quote: i64::from_le_bytes(take(&mut rest)?),
                maker_claim: i64::from_le_bytes(take(&mut rest)?),
                maker_funding: i64::from_le_bytes(take(&mut rest)?),
                maker_collateral: i64::from_le_bytes(take(&mut rest)?),
                taker_position: i64::from_le_bytes(take(&mut rest)?),
                taker_quote: i64::from_le_bytes(take(&mut rest)?),
                taker_claim: i64::from_le_bytes(take(&mut rest)?),
                taker_funding: i64::from_le_bytes(take(&mut rest)?),
                taker_collateral: i64::from_le_bytes(take(&mut rest)?),
                shared: u8::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 212, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        let rest = put(rest, self.size.to_le_bytes());
        let rest = put(rest, self.maker_order_id);
        let rest = put(rest, self.taker_order_id);
        let rest = put(rest, self.maker_account.to_le_bytes());
        let rest = put(rest, self.taker_account.to_le_bytes());
        let rest = put(rest, self.maker_client_order_id.to_le_bytes());
        let rest = put(rest, self.taker_client_order_id.to_le_bytes());
        let rest = put(rest, self.maker_left.to_le_bytes());
        let rest = put(rest, self.taker_left.to_le_bytes());
        let rest = put(rest, self.maker_fee.to_le_bytes());
        let rest = put(rest, self.taker_fee.to_le_bytes());
        let rest = put(rest, self.maker_realized.to_le_bytes());
        let rest = put(rest, self.taker_realized.to_le_bytes());
        let rest = put(rest, self.maker_position.to_le_bytes());
        let rest = put(rest, self.maker_quote.to_le_bytes());
        let rest = put(rest, self.maker_claim.to_le_bytes());
        let rest = put(rest, self.maker_funding.to_le_bytes());
        let rest = put(rest, self.maker_collateral.to_le_bytes());
        let rest = put(rest, self.taker_position.to_le_bytes());
        let rest = put(rest, self.taker_quote.to_le_bytes());
        let rest = put(rest, self.taker_claim.to_le_bytes());
        let rest = put(rest, self.taker_funding.to_le_bytes());
        let rest = put(rest, self.taker_collateral.to_le_bytes());
        put(rest, self.shared.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 14.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderCancelled {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Client order id.
    pub client_order_id: u64,
    /// Number of a market.
    pub market: u16,
    /// Side.
    pub side: u8,
    /// Price in ticks of the market.
    pub price: u32,
    /// What was given up (lots).
    pub left: u32,
    /// Size in lots of the market.
    pub filled: u32,
    /// CancelReason.
    pub reason: u8,
}

impl OrderCancelled {
    /// Number of the record in its class.
    pub const KIND: u8 = 14;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 64;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                order_id: take(&mut rest)?,
                account: u64::from_le_bytes(take(&mut rest)?),
                client_order_id: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                side: u8::from_le_bytes(take(&mut rest)?),
                price: u32::from_le_bytes(take(&mut rest)?),
                left: u32::from_le_bytes(take(&mut rest)?),
                filled: u32::from_le_bytes(take(&mut rest)?),
                reason: u8::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 64, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.client_order_id.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        let rest = put(rest, self.left.to_le_bytes());
        let rest = put(rest, self.filled.to_le_bytes());
        put(rest, self.reason.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 15.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderShrunk {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Client order id.
    pub client_order_id: u64,
    /// Number of a market.
    pub market: u16,
    /// Side.
    pub side: u8,
    /// Price in ticks of the market.
    pub price: u32,
    /// Size in lots of the market.
    pub left: u32,
    /// Size in lots of the market.
    pub filled: u32,
}

impl OrderShrunk {
    /// Number of the record in its class.
    pub const KIND: u8 = 15;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 63;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                order_id: take(&mut rest)?,
                account: u64::from_le_bytes(take(&mut rest)?),
                client_order_id: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                side: u8::from_le_bytes(take(&mut rest)?),
                price: u32::from_le_bytes(take(&mut rest)?),
                left: u32::from_le_bytes(take(&mut rest)?),
                filled: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 63, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.client_order_id.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        let rest = put(rest, self.left.to_le_bytes());
        put(rest, self.filled.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 16. The same message again: the first result (BOOK-7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderDuplicate {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Client order id.
    pub client_order_id: u64,
    /// Number of a command in the journal, gap-free from 1.
    pub first_seq: u64,
    /// OrderState.
    pub state: u8,
    /// Reason when refused.
    pub reason: u16,
    /// Size in lots of the market.
    pub filled: u32,
    /// Size in lots of the market.
    pub left: u32,
}

impl OrderDuplicate {
    /// Number of the record in its class.
    pub const KIND: u8 = 16;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 67;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                order_id: take(&mut rest)?,
                account: u64::from_le_bytes(take(&mut rest)?),
                client_order_id: u64::from_le_bytes(take(&mut rest)?),
                first_seq: u64::from_le_bytes(take(&mut rest)?),
                state: u8::from_le_bytes(take(&mut rest)?),
                reason: u16::from_le_bytes(take(&mut rest)?),
                filled: u32::from_le_bytes(take(&mut rest)?),
                left: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 67, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.client_order_id.to_le_bytes());
        let rest = put(rest, self.first_seq.to_le_bytes());
        let rest = put(rest, self.state.to_le_bytes());
        let rest = put(rest, self.reason.to_le_bytes());
        let rest = put(rest, self.filled.to_le_bytes());
        put(rest, self.left.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 17. Last of a batch, once for each market whose totals changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarketChanged {
    /// Number of a market.
    pub market: u16,
    /// Price in ticks of the market.
    pub last_price: u32,
    /// Larger side (total lots).
    pub open_interest: u64,
    /// 1e-6 USDC.
    pub pool: i64,
    /// 1e-6 USDC.
    pub insurance: i64,
    /// 1e-6 USDC.
    pub fee_bucket: i64,
    /// Set aside for referrers (FEE-2) (atoms).
    pub shares: i64,
    /// 1e-6 USDC.
    pub fee_claim: i64,
    /// 1e-6 USDC.
    pub claims: i64,
    /// 1e-6 USDC.
    pub deficit: i64,
}

impl MarketChanged {
    /// Number of the record in its class.
    pub const KIND: u8 = 17;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 86;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                last_price: u32::from_le_bytes(take(&mut rest)?),
                open_interest: u64::from_le_bytes(take(&mut rest)?),
                pool: i64::from_le_bytes(take(&mut rest)?),
                insurance: i64::from_le_bytes(take(&mut rest)?),
                fee_bucket: i64::from_le_bytes(take(&mut rest)?),
                shares: i64::from_le_bytes(take(&mut rest)?),
                fee_claim: i64::from_le_bytes(take(&mut rest)?),
                claims: i64::from_le_bytes(take(&mut rest)?),
                deficit: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 86, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.last_price.to_le_bytes());
        let rest = put(rest, self.open_interest.to_le_bytes());
        let rest = put(rest, self.pool.to_le_bytes());
        let rest = put(rest, self.insurance.to_le_bytes());
        let rest = put(rest, self.fee_bucket.to_le_bytes());
        let rest = put(rest, self.shares.to_le_bytes());
        let rest = put(rest, self.fee_claim.to_le_bytes());
        let rest = put(rest, self.claims.to_le_bytes());
        put(rest, self.deficit.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 18. Last of a batch, once for each price level whose total changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LevelChanged {
    /// Number of a market.
    pub market: u16,
    /// Side.
    pub side: u8,
    /// Price in ticks of the market.
    pub price: u32,
    /// 0: the level is gone (total lots).
    pub total: u64,
}

impl LevelChanged {
    /// Number of the record in its class.
    pub const KIND: u8 = 18;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 31;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                side: u8::from_le_bytes(take(&mut rest)?),
                price: u32::from_le_bytes(take(&mut rest)?),
                total: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 31, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        put(rest, self.total.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 19. Answer to CancelAll, after the single cancels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CancelledAll {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Count.
    pub count: u32,
}

impl CancelledAll {
    /// Number of the record in its class.
    pub const KIND: u8 = 19;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 28;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                count: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 28, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.count.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 20. Money that came paid a loss left in a market without a position (PNL-4); stands before the event that brought the money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DebtPaid {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of a market.
    pub market: u16,
    /// E afterwards (atoms).
    pub quote: i64,
    /// R afterwards (atoms).
    pub claim: i64,
    /// F (funding).
    pub funding: i64,
    /// C afterwards, as far as this payment (atoms).
    pub collateral: i64,
}

impl DebtPaid {
    /// Number of the record in its class.
    pub const KIND: u8 = 20;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 58;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                quote: i64::from_le_bytes(take(&mut rest)?),
                claim: i64::from_le_bytes(take(&mut rest)?),
                funding: i64::from_le_bytes(take(&mut rest)?),
                collateral: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 58, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.quote.to_le_bytes());
        let rest = put(rest, self.claim.to_le_bytes());
        let rest = put(rest, self.funding.to_le_bytes());
        put(rest, self.collateral.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 21.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountClosed {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Ed25519 public key.
    pub owner: [u8; 32],
    /// Index.
    pub index: u16,
}

impl AccountClosed {
    /// Number of the record in its class.
    pub const KIND: u8 = 21;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 58;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                owner: take(&mut rest)?,
                index: u16::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 58, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.owner);
        put(rest, self.index.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 22. The single cancels stand before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FloorRaised {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Messages with a nonce below it are dead.
    pub nonce: u64,
    /// Acknowledges the owner instructions up to it; 0: nothing new.
    pub inbox: u64,
}

impl FloorRaised {
    /// Number of the record in its class.
    pub const KIND: u8 = 22;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 40;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                nonce: u64::from_le_bytes(take(&mut rest)?),
                inbox: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 40, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.nonce.to_le_bytes());
        put(rest, self.inbox.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 23.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssetSet {
    /// Number of an asset on the chain: 0 USDC, 1 SOL.
    pub asset: u8,
    /// Number of a market.
    pub market: u16,
    /// Decimals.
    pub decimals: u8,
    /// Millionth.
    pub weight_initial: u32,
    /// Millionth.
    pub weight_maintenance: u32,
}

impl AssetSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 23;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 28;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                asset: u8::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                decimals: u8::from_le_bytes(take(&mut rest)?),
                weight_initial: u32::from_le_bytes(take(&mut rest)?),
                weight_maintenance: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 28, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.asset.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.decimals.to_le_bytes());
        let rest = put(rest, self.weight_initial.to_le_bytes());
        put(rest, self.weight_maintenance.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 24. One step of a sweep for one account (PNL-5). Money afterwards: b, e, r, f, w of this market, c of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Number of a market.
    pub market: u16,
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Z: loss paid by the own claim (atoms).
    pub offset: i64,
    /// X: loss paid by collateral into the pool (atoms).
    pub paid: i64,
    /// Y: claim paid out of the pool (atoms).
    pub received: i64,
    /// Signed lots: long positive, short negative.
    pub position: i64,
    /// 1e-6 USDC.
    pub quote: i64,
    /// 1e-6 USDC.
    pub claim: i64,
    /// Funding index: atoms per lot.
    pub funding: i64,
    /// 1e-6 USDC.
    pub swept: i64,
    /// 1e-6 USDC.
    pub collateral: i64,
}

impl Swept {
    /// Number of the record in its class.
    pub const KIND: u8 = 24;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 98;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                account: u64::from_le_bytes(take(&mut rest)?),
                offset: i64::from_le_bytes(take(&mut rest)?),
                paid: i64::from_le_bytes(take(&mut rest)?),
                received: i64::from_le_bytes(take(&mut rest)?),
                position: i64::from_le_bytes(take(&mut rest)?),
                quote: i64::from_le_bytes(take(&mut rest)?),
                claim: i64::from_le_bytes(take(&mut rest)?),
                funding: i64::from_le_bytes(take(&mut rest)?),
                swept: i64::from_le_bytes(take(&mut rest)?),
                collateral: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 98, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.offset.to_le_bytes());
        let rest = put(rest, self.paid.to_le_bytes());
        let rest = put(rest, self.received.to_le_bytes());
        let rest = put(rest, self.position.to_le_bytes());
        let rest = put(rest, self.quote.to_le_bytes());
        let rest = put(rest, self.claim.to_le_bytes());
        let rest = put(rest, self.funding.to_le_bytes());
        let rest = put(rest, self.swept.to_le_bytes());
        put(rest, self.collateral.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 25. Index and mark of all markets whose index comes by SetIndex are made anew; a PricesSet of each follows (MRK-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarkRound {
    /// Number of the round, gap-free from 1.
    pub round: u64,
    /// Microseconds since 1970 UTC.
    pub ts: u64,
}

impl MarkRound {
    /// Number of the record in its class.
    pub const KIND: u8 = 25;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 32;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                round: u64::from_le_bytes(take(&mut rest)?),
                ts: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 32, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.round.to_le_bytes());
        put(rest, self.ts.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 26. An hour's funding of a market (FND-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FundingSet {
    /// Number of a market.
    pub market: u16,
    /// Mean of the hour's samples (rate e9).
    pub premium: i64,
    /// Fewer than 480: no funding.
    pub samples: u32,
    /// Of the hour; positive: longs pay (rate e9).
    pub rate: i64,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub index_price: u64,
    /// F afterwards (funding).
    pub funding: i64,
}

impl FundingSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 26;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 54;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                premium: i64::from_le_bytes(take(&mut rest)?),
                samples: u32::from_le_bytes(take(&mut rest)?),
                rate: i64::from_le_bytes(take(&mut rest)?),
                index_price: u64::from_le_bytes(take(&mut rest)?),
                funding: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 54, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.premium.to_le_bytes());
        let rest = put(rest, self.samples.to_le_bytes());
        let rest = put(rest, self.rate.to_le_bytes());
        let rest = put(rest, self.index_price.to_le_bytes());
        put(rest, self.funding.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 27. A position took in funding (FND-3). Money afterwards: e, r, f of this market, c of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FundingPaid {
    /// Number of a market.
    pub market: u16,
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Paid; negative: received (atoms).
    pub amount: i64,
    /// Signed lots: long positive, short negative.
    pub position: i64,
    /// 1e-6 USDC.
    pub quote: i64,
    /// 1e-6 USDC.
    pub claim: i64,
    /// Funding index: atoms per lot.
    pub funding: i64,
    /// 1e-6 USDC.
    pub collateral: i64,
}

impl FundingPaid {
    /// Number of the record in its class.
    pub const KIND: u8 = 27;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 74;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                account: u64::from_le_bytes(take(&mut rest)?),
                amount: i64::from_le_bytes(take(&mut rest)?),
                position: i64::from_le_bytes(take(&mut rest)?),
                quote: i64::from_le_bytes(take(&mut rest)?),
                claim: i64::from_le_bytes(take(&mut rest)?),
                funding: i64::from_le_bytes(take(&mut rest)?),
                collateral: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 74, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.amount.to_le_bytes());
        let rest = put(rest, self.position.to_le_bytes());
        let rest = put(rest, self.quote.to_le_bytes());
        let rest = put(rest, self.claim.to_le_bytes());
        let rest = put(rest, self.funding.to_le_bytes());
        put(rest, self.collateral.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 28. The newest index; it counts from the next mark round on (MRK-1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexSet {
    /// Number of a market.
    pub market: u16,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub index_price: u64,
    /// Microseconds since 1970 UTC.
    pub published: u64,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub conf: u64,
    /// Millionth.
    pub doubt: u32,
    /// SHA-256.
    pub evidence: [u8; 32],
    /// 0: too wide or too far from the last one to count ever (ORC-3).
    pub used: u8,
}

impl IndexSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 28;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 79;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                index_price: u64::from_le_bytes(take(&mut rest)?),
                published: u64::from_le_bytes(take(&mut rest)?),
                conf: u64::from_le_bytes(take(&mut rest)?),
                doubt: u32::from_le_bytes(take(&mut rest)?),
                evidence: take(&mut rest)?,
                used: u8::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 79, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.index_price.to_le_bytes());
        let rest = put(rest, self.published.to_le_bytes());
        let rest = put(rest, self.conf.to_le_bytes());
        let rest = put(rest, self.doubt.to_le_bytes());
        let rest = put(rest, self.evidence);
        put(rest, self.used.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 29.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackstopSet {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
}

impl BackstopSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 29;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 24;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 24, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        put(rest, self.account.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 30.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RiskSet {
    /// Number of a market.
    pub market: u16,
    /// Millionth.
    pub liquidation_fee: u32,
    /// 1e-6 USDC.
    pub insurance_cap: i64,
}

impl RiskSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 30;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 30;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                liquidation_fee: u32::from_le_bytes(take(&mut rest)?),
                insurance_cap: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 30, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.liquidation_fee.to_le_bytes());
        put(rest, self.insurance_cap.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 31.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InsuranceFunded {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// 65535: the tail (market).
    pub market: u16,
    /// 1e-6 USDC.
    pub amount: i64,
    /// Afterwards (atoms).
    pub insurance: i64,
    /// Afterwards (atoms).
    pub collateral: i64,
}

impl InsuranceFunded {
    /// Number of the record in its class.
    pub const KIND: u8 = 31;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 50;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                amount: i64::from_le_bytes(take(&mut rest)?),
                insurance: i64::from_le_bytes(take(&mut rest)?),
                collateral: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 50, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.amount.to_le_bytes());
        let rest = put(rest, self.insurance.to_le_bytes());
        put(rest, self.collateral.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 32. An account is liquidated; what follows of it in this market is that step (LIQ-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LiquidationStep {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of a market.
    pub market: u16,
    /// LiquidationWay.
    pub way: u8,
    /// Lots that are to close (total lots).
    pub size: u64,
    /// The mark, or the worst price on the book (mticks).
    pub price: u64,
    /// Net (atoms).
    pub equity: i64,
    /// Maintenance requirement (atoms).
    pub mmr: i64,
}

impl LiquidationStep {
    /// Number of the record in its class.
    pub const KIND: u8 = 32;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 59;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                way: u8::from_le_bytes(take(&mut rest)?),
                size: u64::from_le_bytes(take(&mut rest)?),
                price: u64::from_le_bytes(take(&mut rest)?),
                equity: i64::from_le_bytes(take(&mut rest)?),
                mmr: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 59, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.way.to_le_bytes());
        let rest = put(rest, self.size.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        let rest = put(rest, self.equity.to_le_bytes());
        put(rest, self.mmr.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 33. Lots or money of an account moved beside the book (LIQ-2 to LIQ-6). Money afterwards: b, e, r, f, w of this market, c of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Number of a market.
    pub market: u16,
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// MoveCause.
    pub cause: u8,
    /// Change of b (position lots).
    pub lots: i64,
    /// Worth of the lots, or what became a claim, was cut, written off or paid (atoms).
    pub amount: i64,
    /// Liquidation fee, half of it to insurance (atoms).
    pub fee: i64,
    /// Signed lots: long positive, short negative.
    pub position: i64,
    /// 1e-6 USDC.
    pub quote: i64,
    /// 1e-6 USDC.
    pub claim: i64,
    /// Funding index: atoms per lot.
    pub funding: i64,
    /// 1e-6 USDC.
    pub swept: i64,
    /// 1e-6 USDC.
    pub collateral: i64,
}

impl Moved {
    /// Number of the record in its class.
    pub const KIND: u8 = 33;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 99;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                account: u64::from_le_bytes(take(&mut rest)?),
                cause: u8::from_le_bytes(take(&mut rest)?),
                lots: i64::from_le_bytes(take(&mut rest)?),
                amount: i64::from_le_bytes(take(&mut rest)?),
                fee: i64::from_le_bytes(take(&mut rest)?),
                position: i64::from_le_bytes(take(&mut rest)?),
                quote: i64::from_le_bytes(take(&mut rest)?),
                claim: i64::from_le_bytes(take(&mut rest)?),
                funding: i64::from_le_bytes(take(&mut rest)?),
                swept: i64::from_le_bytes(take(&mut rest)?),
                collateral: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 99, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.cause.to_le_bytes());
        let rest = put(rest, self.lots.to_le_bytes());
        let rest = put(rest, self.amount.to_le_bytes());
        let rest = put(rest, self.fee.to_le_bytes());
        let rest = put(rest, self.position.to_le_bytes());
        let rest = put(rest, self.quote.to_le_bytes());
        let rest = put(rest, self.claim.to_le_bytes());
        let rest = put(rest, self.funding.to_le_bytes());
        let rest = put(rest, self.swept.to_le_bytes());
        put(rest, self.collateral.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 34. A record that accounts pass one after the other (LIQ-6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordStarted {
    /// Number of a market.
    pub market: u16,
    /// Gap-free from 1 in its market.
    pub number: u64,
    /// RecordKind.
    pub kind: u8,
    /// Side of the accounts that a round concerns.
    pub side: u8,
    /// Q (total lots).
    pub size: u64,
    /// OI of that side (total lots).
    pub open_interest: u64,
    /// The price that lots pass at: the mark, or the index for one who leaves (mticks).
    pub mark_price: u64,
    /// F (funding).
    pub funding: i64,
    /// L of a cut (atoms).
    pub loss: i64,
    /// R of a cut (atoms).
    pub claims: i64,
    /// Takes what the record leaves (account).
    pub backstop: u64,
}

impl RecordStarted {
    /// Number of the record in its class.
    pub const KIND: u8 = 34;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 84;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                number: u64::from_le_bytes(take(&mut rest)?),
                kind: u8::from_le_bytes(take(&mut rest)?),
                side: u8::from_le_bytes(take(&mut rest)?),
                size: u64::from_le_bytes(take(&mut rest)?),
                open_interest: u64::from_le_bytes(take(&mut rest)?),
                mark_price: u64::from_le_bytes(take(&mut rest)?),
                funding: i64::from_le_bytes(take(&mut rest)?),
                loss: i64::from_le_bytes(take(&mut rest)?),
                claims: i64::from_le_bytes(take(&mut rest)?),
                backstop: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 84, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.number.to_le_bytes());
        let rest = put(rest, self.kind.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.size.to_le_bytes());
        let rest = put(rest, self.open_interest.to_le_bytes());
        let rest = put(rest, self.mark_price.to_le_bytes());
        let rest = put(rest, self.funding.to_le_bytes());
        let rest = put(rest, self.loss.to_le_bytes());
        let rest = put(rest, self.claims.to_le_bytes());
        put(rest, self.backstop.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 35. Everybody has passed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordDone {
    /// Number of a market.
    pub market: u16,
    /// Number.
    pub number: u64,
    /// Number of a margin account, given by the chain's counter, never reused.
    pub backstop: u64,
}

impl RecordDone {
    /// Number of the record in its class.
    pub const KIND: u8 = 35;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 34;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                number: u64::from_le_bytes(take(&mut rest)?),
                backstop: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 34, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.number.to_le_bytes());
        put(rest, self.backstop.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 36. What paid a bankrupt's loss beside his own (LIQ-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LossCovered {
    /// Number of a market.
    pub market: u16,
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// 1e-6 USDC.
    pub insurance: i64,
    /// L: nobody has paid it yet (atoms).
    pub deficit: i64,
}

impl LossCovered {
    /// Number of the record in its class.
    pub const KIND: u8 = 36;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 42;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                account: u64::from_le_bytes(take(&mut rest)?),
                insurance: i64::from_le_bytes(take(&mut rest)?),
                deficit: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 42, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.insurance.to_le_bytes());
        put(rest, self.deficit.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 37. What stood for a deficit before and after all claims were cut (LIQ-6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeficitPaid {
    /// Number of a market.
    pub market: u16,
    /// 1e-6 USDC.
    pub insurance: i64,
    /// Of the fee account, dropped (atoms).
    pub fee_claim: i64,
    /// 1e-6 USDC.
    pub fee_bucket: i64,
    /// 1e-6 USDC.
    pub backstop: i64,
    /// Left (atoms).
    pub deficit: i64,
    /// The backstop (account).
    pub account: u64,
}

impl DeficitPaid {
    /// Number of the record in its class.
    pub const KIND: u8 = 37;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 66;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                insurance: i64::from_le_bytes(take(&mut rest)?),
                fee_claim: i64::from_le_bytes(take(&mut rest)?),
                fee_bucket: i64::from_le_bytes(take(&mut rest)?),
                backstop: i64::from_le_bytes(take(&mut rest)?),
                deficit: i64::from_le_bytes(take(&mut rest)?),
                account: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 66, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.insurance.to_le_bytes());
        let rest = put(rest, self.fee_claim.to_le_bytes());
        let rest = put(rest, self.fee_bucket.to_le_bytes());
        let rest = put(rest, self.backstop.to_le_bytes());
        let rest = put(rest, self.deficit.to_le_bytes());
        put(rest, self.account.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 38. The tail filled a market's fund for a loss that passes it (LIQ-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TailGiven {
    /// Number of a market.
    pub market: u16,
    /// Whose loss it is; the backstop where it is of a deficit (account).
    pub account: u64,
    /// Number of a margin account, given by the chain's counter, never reused.
    pub backstop: u64,
    /// MoveCause: loss or deficit.
    pub cause: u8,
    /// 1e-6 USDC.
    pub amount: i64,
    /// Afterwards (atoms).
    pub insurance: i64,
    /// Afterwards (atoms).
    pub tail: i64,
}

impl TailGiven {
    /// Number of the record in its class.
    pub const KIND: u8 = 38;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 59;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                account: u64::from_le_bytes(take(&mut rest)?),
                backstop: u64::from_le_bytes(take(&mut rest)?),
                cause: u8::from_le_bytes(take(&mut rest)?),
                amount: i64::from_le_bytes(take(&mut rest)?),
                insurance: i64::from_le_bytes(take(&mut rest)?),
                tail: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 59, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.backstop.to_le_bytes());
        let rest = put(rest, self.cause.to_le_bytes());
        let rest = put(rest, self.amount.to_le_bytes());
        let rest = put(rest, self.insurance.to_le_bytes());
        put(rest, self.tail.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 39. What was set aside for a referrer was paid (FEE-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SharePaid {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of a market.
    pub market: u16,
    /// 1e-6 USDC.
    pub amount: i64,
    /// Afterwards (atoms).
    pub collateral: i64,
}

impl SharePaid {
    /// Number of the record in its class.
    pub const KIND: u8 = 39;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 42;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                amount: i64::from_le_bytes(take(&mut rest)?),
                collateral: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 42, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.amount.to_le_bytes());
        put(rest, self.collateral.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 47.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReferrerSet {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Ed25519 public key.
    pub owner: [u8; 32],
    /// Ed25519 public key.
    pub referrer: [u8; 32],
}

impl ReferrerSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 47;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 88;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                owner: take(&mut rest)?,
                referrer: take(&mut rest)?,
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 88, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.owner);
        put(rest, self.referrer);
        out.extend_from_slice(&record);
    }
}

/// Event 40.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeadManSet {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Timer.
    pub timer: u8,
    /// 0: off (us).
    pub deadline: u64,
}

impl DeadManSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 40;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 33;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                timer: u8::from_le_bytes(take(&mut rest)?),
                deadline: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 33, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.timer.to_le_bytes());
        put(rest, self.deadline.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 41. After the single cancels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeadManFired {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Timer.
    pub timer: u8,
    /// Count.
    pub count: u32,
}

impl DeadManFired {
    /// Number of the record in its class.
    pub const KIND: u8 = 41;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 29;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                timer: u8::from_le_bytes(take(&mut rest)?),
                count: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 29, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.timer.to_le_bytes());
        put(rest, self.count.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 42. Taken; it waits for its price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderWaiting {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Client order id.
    pub client_order_id: u64,
    /// Nonce.
    pub nonce: u64,
    /// 400 ms of chain time: us / 400,000 on the local network.
    pub expiry: u64,
    /// Number of a market.
    pub market: u16,
    /// Side.
    pub side: u8,
    /// Kind.
    pub kind: u8,
    /// Time in force.
    pub time_in_force: u8,
    /// Post only.
    pub post_only: u8,
    /// Reduce only.
    pub reduce_only: u8,
    /// Price in ticks of the market.
    pub price: u32,
    /// Size in lots of the market.
    pub size: u32,
    /// Price in ticks of the market.
    pub trigger: u32,
    /// PriceSource.
    pub source: u8,
    /// Price in ticks of the market.
    pub distance: u32,
    /// Millionth.
    pub distance_ppm: u32,
    /// Price in ticks of the market.
    pub activation: u32,
    /// Link.
    pub link: u8,
    /// First 16 bytes of SHA-256 of the signed message.
    pub linked: [u8; 16],
    /// Of a TWAP.
    pub slices: u16,
}

impl OrderWaiting {
    /// Number of the record in its class.
    pub const KIND: u8 = 42;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 115;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                order_id: take(&mut rest)?,
                account: u64::from_le_bytes(take(&mut rest)?),
                client_order_id: u64::from_le_bytes(take(&mut rest)?),
                nonce: u64::from_le_bytes(take(&mut rest)?),
                expiry: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                side: u8::from_le_bytes(take(&mut rest)?),
                kind: u8::from_le_bytes(take(&mut rest)?),
                time_in_force: u8::from_le_bytes(take(&mut rest)?),
                post_only: u8::from_le_bytes(take(&mut rest)?),
                reduce_only: u8::from_le_bytes(take(&mut rest)?),
                price: u32::from_le_bytes(take(&mut rest)?),
                size: u32::from_le_bytes(take(&mut rest)?),
                trigger: u32::from_le_bytes(take(&mut rest)?),
                source: u8::from_le_bytes(take(&mut rest)?),
                distance: u32::from_le_bytes(take(&mut rest)?),
                distance_ppm: u32::from_le_bytes(take(&mut rest)?),
                activation: u32::from_le_bytes(take(&mut rest)?),
                link: u8::from_le_bytes(take(&mut rest)?),
                linked: take(&mut rest)?,
                slices: u16::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 115, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.client_order_id.to_le_bytes());
        let rest = put(rest, self.nonce.to_le_bytes());
        let rest = put(rest, self.expiry.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.kind.to_le_bytes());
        let rest = put(rest, self.time_in_force.to_le_bytes());
        let rest = put(rest, self.post_only.to_le_bytes());
        let rest = put(rest, self.reduce_only.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        let rest = put(rest, self.size.to_le_bytes());
        let rest = put(rest, self.trigger.to_le_bytes());
        let rest = put(rest, self.source.to_le_bytes());
        let rest = put(rest, self.distance.to_le_bytes());
        let rest = put(rest, self.distance_ppm.to_le_bytes());
        let rest = put(rest, self.activation.to_le_bytes());
        let rest = put(rest, self.link.to_le_bytes());
        let rest = put(rest, self.linked);
        put(rest, self.slices.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 43. Its price came. OrderAccepted and its fills follow, or OrderCancelled when there is a reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderTriggered {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Client order id.
    pub client_order_id: u64,
    /// Number of a market.
    pub market: u16,
    /// PriceSource.
    pub source: u8,
    /// Of that source (mticks).
    pub price: u64,
    /// With which it enters (lots).
    pub size: u32,
    /// Reason why it was not taken; 0: it was.
    pub reason: u16,
}

impl OrderTriggered {
    /// Number of the record in its class.
    pub const KIND: u8 = 43;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 65;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                order_id: take(&mut rest)?,
                account: u64::from_le_bytes(take(&mut rest)?),
                client_order_id: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                source: u8::from_le_bytes(take(&mut rest)?),
                price: u64::from_le_bytes(take(&mut rest)?),
                size: u32::from_le_bytes(take(&mut rest)?),
                reason: u16::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 65, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.client_order_id.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.source.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        let rest = put(rest, self.size.to_le_bytes());
        put(rest, self.reason.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 44. What rides beside an order that has just come to rest (BOOK-13, BOOK-14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TermsSet {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of a market.
    pub market: u16,
    /// Of an iceberg: the most that is shown; 0: all of it (lots).
    pub display: u32,
    /// PriceSource of a pegged order.
    pub source: u8,
    /// Signed ticks: how far from a price.
    pub offset: i32,
    /// As signed (ticks).
    pub worst: u32,
}

impl TermsSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 44;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 55;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                order_id: take(&mut rest)?,
                account: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                display: u32::from_le_bytes(take(&mut rest)?),
                source: u8::from_le_bytes(take(&mut rest)?),
                offset: i32::from_le_bytes(take(&mut rest)?),
                worst: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 55, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.display.to_le_bytes());
        let rest = put(rest, self.source.to_le_bytes());
        let rest = put(rest, self.offset.to_le_bytes());
        put(rest, self.worst.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 45. A pegged order has followed its source; it stands behind those of its new price (BOOK-14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderRepriced {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Client order id.
    pub client_order_id: u64,
    /// Number of a market.
    pub market: u16,
    /// Side.
    pub side: u8,
    /// Price in ticks of the market.
    pub price: u32,
    /// Size in lots of the market.
    pub left: u32,
}

impl OrderRepriced {
    /// Number of the record in its class.
    pub const KIND: u8 = 45;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 59;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                order_id: take(&mut rest)?,
                account: u64::from_le_bytes(take(&mut rest)?),
                client_order_id: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                side: u8::from_le_bytes(take(&mut rest)?),
                price: u32::from_le_bytes(take(&mut rest)?),
                left: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 59, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.client_order_id.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        put(rest, self.left.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 46. A moment of a TWAP; the fills of its slice follow (BOOK-15).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderSliced {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Client order id.
    pub client_order_id: u64,
    /// Number of a market.
    pub market: u16,
    /// Side.
    pub side: u8,
    /// As signed (ticks).
    pub price: u32,
    /// Of the slice (lots).
    pub size: u32,
    /// Reason why it was not taken; 0: it was.
    pub reason: u16,
    /// Of the slice (lots).
    pub filled: u32,
    /// Of the whole order afterwards; 0: it has filled (lots).
    pub left: u32,
}

impl OrderSliced {
    /// Number of the record in its class.
    pub const KIND: u8 = 46;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 69;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                order_id: take(&mut rest)?,
                account: u64::from_le_bytes(take(&mut rest)?),
                client_order_id: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                side: u8::from_le_bytes(take(&mut rest)?),
                price: u32::from_le_bytes(take(&mut rest)?),
                size: u32::from_le_bytes(take(&mut rest)?),
                reason: u16::from_le_bytes(take(&mut rest)?),
                filled: u32::from_le_bytes(take(&mut rest)?),
                left: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 69, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.client_order_id.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        let rest = put(rest, self.size.to_le_bytes());
        let rest = put(rest, self.reason.to_le_bytes());
        let rest = put(rest, self.filled.to_le_bytes());
        put(rest, self.left.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 85. How far a market's price can be relied upon, and why (ORC-3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TierChanged {
    /// Number of a market.
    pub market: u16,
    /// Tier.
    pub tier: u8,
    /// TierCause.
    pub cause: u8,
    /// Tier until now.
    pub before: u8,
    /// Microseconds since the last price was published.
    pub age: u64,
    /// Microseconds, mean distance of the feed's prices.
    pub interval: u64,
    /// Half width of the last price told, as a part of it (ppm).
    pub conf: u32,
    /// How far all venues together stay away from it (ppm).
    pub doubt: u32,
}

impl TierChanged {
    /// Number of the record in its class.
    pub const KIND: u8 = 85;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 45;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                tier: u8::from_le_bytes(take(&mut rest)?),
                cause: u8::from_le_bytes(take(&mut rest)?),
                before: u8::from_le_bytes(take(&mut rest)?),
                age: u64::from_le_bytes(take(&mut rest)?),
                interval: u64::from_le_bytes(take(&mut rest)?),
                conf: u32::from_le_bytes(take(&mut rest)?),
                doubt: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 45, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.tier.to_le_bytes());
        let rest = put(rest, self.cause.to_le_bytes());
        let rest = put(rest, self.before.to_le_bytes());
        let rest = put(rest, self.age.to_le_bytes());
        let rest = put(rest, self.interval.to_le_bytes());
        let rest = put(rest, self.conf.to_le_bytes());
        put(rest, self.doubt.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 70. How the margin fractions of a market grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarginSet {
    /// Number of a market.
    pub market: u16,
    /// 1e-6 USDC.
    pub interest_lower: i64,
    /// 1e-6 USDC.
    pub interest_upper: i64,
    /// Tier1 usd.
    pub tier1_usd: u32,
    /// Millionth.
    pub tier1_mmf: u32,
    /// Tier2 usd.
    pub tier2_usd: u32,
    /// Millionth.
    pub tier2_mmf: u32,
}

impl MarginSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 70;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 50;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                market: u16::from_le_bytes(take(&mut rest)?),
                interest_lower: i64::from_le_bytes(take(&mut rest)?),
                interest_upper: i64::from_le_bytes(take(&mut rest)?),
                tier1_usd: u32::from_le_bytes(take(&mut rest)?),
                tier1_mmf: u32::from_le_bytes(take(&mut rest)?),
                tier2_usd: u32::from_le_bytes(take(&mut rest)?),
                tier2_mmf: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 50, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.interest_lower.to_le_bytes());
        let rest = put(rest, self.interest_upper.to_le_bytes());
        let rest = put(rest, self.tier1_usd.to_le_bytes());
        let rest = put(rest, self.tier1_mmf.to_le_bytes());
        let rest = put(rest, self.tier2_usd.to_le_bytes());
        put(rest, self.tier2_mmf.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 71.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeverageSet {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of a market.
    pub market: u16,
    /// 0: what the market allows.
    pub leverage: u16,
}

impl LeverageSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 71;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 28;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                leverage: u16::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 28, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        put(rest, self.leverage.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 72.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RestrictionsSet {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Sum of Restriction.
    pub restrictions: u8,
}

impl RestrictionsSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 72;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 25;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                restrictions: u8::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 25, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.restrictions.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 73. The backstop took collateral other than USDC of an account that owes (MGN-7), or with asset 0 its last debt. DebtPaid stands before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of an asset on the chain: 0 USDC, 1 SOL.
    pub asset: u8,
    /// Taken (asset atoms).
    pub amount: i64,
    /// For it (atoms).
    pub paid: i64,
    /// Of the asset, to the account (asset atoms).
    pub left: i64,
    /// C of the account (atoms).
    pub collateral: i64,
    /// Number of a margin account, given by the chain's counter, never reused.
    pub backstop: u64,
    /// What it has of the asset (asset atoms).
    pub backstop_amount: i64,
    /// C of the backstop (atoms).
    pub backstop_collateral: i64,
}

impl Converted {
    /// Number of the record in its class.
    pub const KIND: u8 = 73;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 81;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                asset: u8::from_le_bytes(take(&mut rest)?),
                amount: i64::from_le_bytes(take(&mut rest)?),
                paid: i64::from_le_bytes(take(&mut rest)?),
                left: i64::from_le_bytes(take(&mut rest)?),
                collateral: i64::from_le_bytes(take(&mut rest)?),
                backstop: u64::from_le_bytes(take(&mut rest)?),
                backstop_amount: i64::from_le_bytes(take(&mut rest)?),
                backstop_collateral: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 81, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.asset.to_le_bytes());
        let rest = put(rest, self.amount.to_le_bytes());
        let rest = put(rest, self.paid.to_le_bytes());
        let rest = put(rest, self.left.to_le_bytes());
        let rest = put(rest, self.collateral.to_le_bytes());
        let rest = put(rest, self.backstop.to_le_bytes());
        let rest = put(rest, self.backstop_amount.to_le_bytes());
        put(rest, self.backstop_collateral.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 74.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BorrowingSet {
    /// 1e-6 USDC.
    pub room_max: i64,
    /// Millionth.
    pub room_part: u32,
    /// Millionth.
    pub total_part: u32,
    /// Microseconds since 1970 UTC.
    pub duration: u64,
}

impl BorrowingSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 74;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 40;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                room_max: i64::from_le_bytes(take(&mut rest)?),
                room_part: u32::from_le_bytes(take(&mut rest)?),
                total_part: u32::from_le_bytes(take(&mut rest)?),
                duration: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 40, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.room_max.to_le_bytes());
        let rest = put(rest, self.room_part.to_le_bytes());
        let rest = put(rest, self.total_part.to_le_bytes());
        put(rest, self.duration.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 75.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IsolationSet {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// 65535: every market (market).
    pub market: u16,
}

impl IsolationSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 75;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 26;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 26, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.market.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 76. Whether collateral may leave (WDR-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GateSet {
    /// 1: nothing leaves until it opens, in an hour at most.
    pub closed: u8,
    /// Of all markets, after insurance, cuts and the backstop (atoms).
    pub deficit: i64,
    /// All USDC (atoms).
    pub tracked: i64,
}

impl GateSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 76;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 33;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                closed: u8::from_le_bytes(take(&mut rest)?),
                deficit: i64::from_le_bytes(take(&mut rest)?),
                tracked: i64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 33, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.closed.to_le_bytes());
        let rest = put(rest, self.deficit.to_le_bytes());
        put(rest, self.tracked.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 90. Items of an account's settlement log have landed on the chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// All that have.
    pub items: u64,
}

impl Settled {
    /// Number of the record in its class.
    pub const KIND: u8 = 90;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 32;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                items: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 32, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.items.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 91.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryLimitSet {
    /// Entries.
    pub entries: u16,
}

impl EntryLimitSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 91;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 18;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                entries: u16::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 18, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        put(rest, self.entries.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 92. Mark rounds up to a time are on the chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostedSet {
    /// Microseconds since 1970 UTC.
    pub posted: u64,
}

impl PostedSet {
    /// Number of the record in its class.
    pub const KIND: u8 = 92;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 24;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                posted: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 24, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        put(rest, self.posted.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 93. What is taken while the chain is behind, from now on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HoldChanged {
    /// Hold.
    pub hold: u8,
    /// Of the last round that is on the chain (us).
    pub posted: u64,
    /// Of the newest one (us).
    pub round: u64,
}

impl HoldChanged {
    /// Number of the record in its class.
    pub const KIND: u8 = 93;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 33;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                hold: u8::from_le_bytes(take(&mut rest)?),
                posted: u64::from_le_bytes(take(&mut rest)?),
                round: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 33, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.hold.to_le_bytes());
        let rest = put(rest, self.posted.to_le_bytes());
        put(rest, self.round.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 98. The operator closes a position of an owner who leaves; fills of nobody's order follow, as many as there are (CUST-34).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeavingClosed {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of a market.
    pub market: u16,
    /// Side of what closes.
    pub side: u8,
    /// Size in lots of the market.
    pub size: u32,
    /// Worst (ticks).
    pub price: u32,
}

impl LeavingClosed {
    /// Number of the record in its class.
    pub const KIND: u8 = 98;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 35;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                account: u64::from_le_bytes(take(&mut rest)?),
                market: u16::from_le_bytes(take(&mut rest)?),
                side: u8::from_le_bytes(take(&mut rest)?),
                size: u32::from_le_bytes(take(&mut rest)?),
                price: u32::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 35, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.size.to_le_bytes());
        put(rest, self.price.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 99. A change of the chain was taken: what it set stands before it, and the chain changes at this place of its log (CUST-50).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeTaken {
    /// Change.
    pub change: u64,
}

impl ChangeTaken {
    /// Number of the record in its class.
    pub const KIND: u8 = 99;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 24;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                change: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 24, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        put(rest, self.change.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Event 95. Nothing is taken any more; what did not settle is void, and the chain pays everybody out (CUST-24).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frozen {
    /// Microseconds since 1970 UTC.
    pub since: u64,
}

impl Frozen {
    /// Number of the record in its class.
    pub const KIND: u8 = 95;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 24;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_head(bytes).map(|(_, record)| record)
    }

    /// The same with its header.
    #[inline]
    pub fn read_head(bytes: &[u8]) -> Option<(EventHead, Self)> {
        let (head, mut rest) = event_body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some((
            head,
            Self {
                since: u64::from_le_bytes(take(&mut rest)?),
            },
        ))
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, item: u8, index: u32, seq: u64, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, item, 24, 0]);
        let rest = put(rest, index.to_le_bytes());
        let rest = put(rest, seq.to_le_bytes());
        put(rest, self.since.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Query 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountQuery {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
}

impl AccountQuery {
    /// Number of the record in its class.
    pub const KIND: u8 = 1;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 12;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 12, 0]);
        put(rest, self.account.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Query 2. All accounts of an owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnerQuery {
    /// Ed25519 public key.
    pub owner: [u8; 32],
}

impl OwnerQuery {
    /// Number of the record in its class.
    pub const KIND: u8 = 2;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 36;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            owner: take(&mut rest)?,
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 36, 0]);
        put(rest, self.owner);
        out.extend_from_slice(&record);
    }
}

/// Query 3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarketQuery {
    /// 65535: every market (market).
    pub market: u16,
}

impl MarketQuery {
    /// Number of the record in its class.
    pub const KIND: u8 = 3;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 6;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            market: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 6, 0]);
        put(rest, self.market.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Query 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BookQuery {
    /// Number of a market.
    pub market: u16,
    /// Levels a side; 0: all.
    pub depth: u16,
}

impl BookQuery {
    /// Number of the record in its class.
    pub const KIND: u8 = 4;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 8;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            market: u16::from_le_bytes(take(&mut rest)?),
            depth: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 8, 0]);
        let rest = put(rest, self.market.to_le_bytes());
        put(rest, self.depth.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Query 5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenOrdersQuery {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// 65535: every market (market).
    pub market: u16,
}

impl OpenOrdersQuery {
    /// Number of the record in its class.
    pub const KIND: u8 = 5;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 14;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 14, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.market.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Query 6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderQuery {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Used when the order id is zero.
    pub client_order_id: u64,
}

impl OrderQuery {
    /// Number of the record in its class.
    pub const KIND: u8 = 6;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 36;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            order_id: take(&mut rest)?,
            client_order_id: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 36, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.order_id);
        put(rest, self.client_order_id.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Query 7. What an order would do now, without signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PreviewQuery {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of a market.
    pub market: u16,
    /// Side.
    pub side: u8,
    /// Kind.
    pub kind: u8,
    /// Time in force.
    pub time_in_force: u8,
    /// Post only.
    pub post_only: u8,
    /// Reduce only.
    pub reduce_only: u8,
    /// Price in ticks of the market.
    pub price: u32,
    /// Size in lots of the market.
    pub size: u32,
}

impl PreviewQuery {
    /// Number of the record in its class.
    pub const KIND: u8 = 7;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 27;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            side: u8::from_le_bytes(take(&mut rest)?),
            kind: u8::from_le_bytes(take(&mut rest)?),
            time_in_force: u8::from_le_bytes(take(&mut rest)?),
            post_only: u8::from_le_bytes(take(&mut rest)?),
            reduce_only: u8::from_le_bytes(take(&mut rest)?),
            price: u32::from_le_bytes(take(&mut rest)?),
            size: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 27, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.kind.to_le_bytes());
        let rest = put(rest, self.time_in_force.to_le_bytes());
        let rest = put(rest, self.post_only.to_le_bytes());
        let rest = put(rest, self.reduce_only.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        put(rest, self.size.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Query 8. The account at marks moved by a fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StressQuery {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Signed millionth: a fee, or a rebate when negative.
    pub shift: i32,
}

impl StressQuery {
    /// Number of the record in its class.
    pub const KIND: u8 = 8;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 16;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            shift: i32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 16, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.shift.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Query 9. Sums over the whole exchange, for invariants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TotalsQuery {}

impl TotalsQuery {
    /// Number of the record in its class.
    pub const KIND: u8 = 9;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 4;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {})
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        put(&mut record, [Self::KIND, 0, 4, 0]);
        out.extend_from_slice(&record);
    }
}

/// Query 10. What is owed to each referrer in each market (FEE-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SharesQuery {}

impl SharesQuery {
    /// Number of the record in its class.
    pub const KIND: u8 = 10;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 4;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {})
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        put(&mut record, [Self::KIND, 0, 4, 0]);
        out.extend_from_slice(&record);
    }
}

/// Query 40. Whether the exchange was frozen on the chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FrozenQuery {}

impl FrozenQuery {
    /// Number of the record in its class.
    pub const KIND: u8 = 40;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 4;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {})
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        put(&mut record, [Self::KIND, 0, 4, 0]);
        out.extend_from_slice(&record);
    }
}

/// View 1. First record of every answer to a query: the state that it speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnswerHead {
    /// Number of a command in the journal, gap-free from 1.
    pub seq: u64,
    /// Microseconds since 1970 UTC.
    pub ts: u64,
}

impl AnswerHead {
    /// Number of the record in its class.
    pub const KIND: u8 = 1;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 20;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            seq: u64::from_le_bytes(take(&mut rest)?),
            ts: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 20, 0]);
        let rest = put(rest, self.seq.to_le_bytes());
        put(rest, self.ts.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountView {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Ed25519 public key.
    pub owner: [u8; 32],
    /// Index.
    pub index: u16,
    /// 4 more where somebody referred the owner (FEE-5).
    pub fee_tier: u8,
    /// Open orders.
    pub open_orders: u32,
    /// C (atoms).
    pub collateral: i64,
    /// Profit of this and the last epoch that cannot leave yet (PNL-6) (atoms).
    pub held: i64,
    /// Net (MGN-5) (atoms).
    pub equity: i64,
    /// Open (MGN-5) (atoms).
    pub equity_open: i64,
    /// Initial requirement with open orders (atoms).
    pub imr: i64,
    /// Maintenance requirement (atoms).
    pub mmr: i64,
    /// USDC that margin lets go (atoms).
    pub withdrawable: i64,
    /// Messages with a nonce below it are dead.
    pub floor: u64,
    /// Owner instruction of the chain up to which all is acknowledged.
    pub inbox: u64,
    /// Highest number of a withdrawal asked for here.
    pub last_request: u64,
    /// Sum of Restriction.
    pub restrictions: u8,
    /// Entries of its table on the chain that its matched orders hold (BOOK-6).
    pub entries_used: u16,
    /// Entries that it has; the last sixteen are for orders that only reduce.
    pub entries_max: u16,
}

impl AccountView {
    /// Number of the record in its class.
    pub const KIND: u8 = 2;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 136;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            owner: take(&mut rest)?,
            index: u16::from_le_bytes(take(&mut rest)?),
            fee_tier: u8::from_le_bytes(take(&mut rest)?),
            open_orders: u32::from_le_bytes(take(&mut rest)?),
            collateral: i64::from_le_bytes(take(&mut rest)?),
            held: i64::from_le_bytes(take(&mut rest)?),
            equity: i64::from_le_bytes(take(&mut rest)?),
            equity_open: i64::from_le_bytes(take(&mut rest)?),
            imr: i64::from_le_bytes(take(&mut rest)?),
            mmr: i64::from_le_bytes(take(&mut rest)?),
            withdrawable: i64::from_le_bytes(take(&mut rest)?),
            floor: u64::from_le_bytes(take(&mut rest)?),
            inbox: u64::from_le_bytes(take(&mut rest)?),
            last_request: u64::from_le_bytes(take(&mut rest)?),
            restrictions: u8::from_le_bytes(take(&mut rest)?),
            entries_used: u16::from_le_bytes(take(&mut rest)?),
            entries_max: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 136, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.owner);
        let rest = put(rest, self.index.to_le_bytes());
        let rest = put(rest, self.fee_tier.to_le_bytes());
        let rest = put(rest, self.open_orders.to_le_bytes());
        let rest = put(rest, self.collateral.to_le_bytes());
        let rest = put(rest, self.held.to_le_bytes());
        let rest = put(rest, self.equity.to_le_bytes());
        let rest = put(rest, self.equity_open.to_le_bytes());
        let rest = put(rest, self.imr.to_le_bytes());
        let rest = put(rest, self.mmr.to_le_bytes());
        let rest = put(rest, self.withdrawable.to_le_bytes());
        let rest = put(rest, self.floor.to_le_bytes());
        let rest = put(rest, self.inbox.to_le_bytes());
        let rest = put(rest, self.last_request.to_le_bytes());
        let rest = put(rest, self.restrictions.to_le_bytes());
        let rest = put(rest, self.entries_used.to_le_bytes());
        put(rest, self.entries_max.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PositionView {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of a market.
    pub market: u16,
    /// Signed lots: long positive, short negative.
    pub position: i64,
    /// E, with funding due (atoms).
    pub quote: i64,
    /// R (atoms).
    pub claim: i64,
    /// W (atoms).
    pub swept: i64,
    /// F up to which it is so (funding).
    pub funding: i64,
    /// Open orders that count for margin (total lots).
    pub buys: u64,
    /// Sum of lots over orders or accounts.
    pub sells: u64,
    /// Most leverage of new risk that the user chose; 0: what the market allows.
    pub leverage: u16,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub mark_price: u64,
    /// Pnl (PNL-1) (atoms).
    pub unrealized: i64,
    /// 1e-6 USDC.
    pub imr: i64,
    /// 1e-6 USDC.
    pub mmr: i64,
    /// 0: none (mticks).
    pub liquidation_price: u64,
}

impl PositionView {
    /// Number of the record in its class.
    pub const KIND: u8 = 3;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 112;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            position: i64::from_le_bytes(take(&mut rest)?),
            quote: i64::from_le_bytes(take(&mut rest)?),
            claim: i64::from_le_bytes(take(&mut rest)?),
            swept: i64::from_le_bytes(take(&mut rest)?),
            funding: i64::from_le_bytes(take(&mut rest)?),
            buys: u64::from_le_bytes(take(&mut rest)?),
            sells: u64::from_le_bytes(take(&mut rest)?),
            leverage: u16::from_le_bytes(take(&mut rest)?),
            mark_price: u64::from_le_bytes(take(&mut rest)?),
            unrealized: i64::from_le_bytes(take(&mut rest)?),
            imr: i64::from_le_bytes(take(&mut rest)?),
            mmr: i64::from_le_bytes(take(&mut rest)?),
            liquidation_price: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 112, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.position.to_le_bytes());
        let rest = put(rest, self.quote.to_le_bytes());
        let rest = put(rest, self.claim.to_le_bytes());
        let rest = put(rest, self.swept.to_le_bytes());
        let rest = put(rest, self.funding.to_le_bytes());
        let rest = put(rest, self.buys.to_le_bytes());
        let rest = put(rest, self.sells.to_le_bytes());
        let rest = put(rest, self.leverage.to_le_bytes());
        let rest = put(rest, self.mark_price.to_le_bytes());
        let rest = put(rest, self.unrealized.to_le_bytes());
        let rest = put(rest, self.imr.to_le_bytes());
        let rest = put(rest, self.mmr.to_le_bytes());
        put(rest, self.liquidation_price.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarketView {
    /// Number of a market.
    pub market: u16,
    /// ASCII, zero-padded.
    pub symbol: [u8; 16],
    /// Billionth of a whole unit.
    pub tick_size: u64,
    /// Billionth of a whole unit.
    pub lot_size: u64,
    /// Tick value.
    pub tick_value: u32,
    /// Price in ticks of the market.
    pub price_max: u32,
    /// Size in lots of the market.
    pub order_max: u32,
    /// Sum of lots over orders or accounts.
    pub position_max: u64,
    /// Sum of lots over orders or accounts.
    pub open_interest_max: u64,
    /// Millionth.
    pub imf: u32,
    /// Millionth.
    pub mmf: u32,
    /// 1e-6 USDC.
    pub requirement_min: i64,
    /// 1e-6 USDC.
    pub profit_cap: i64,
    /// Millionth.
    pub band: u32,
    /// Paused.
    pub paused: u8,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub index_price: u64,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub mark_price: u64,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub slow_price: u64,
    /// Index that the next mark round takes (MRK-1); 0: prices are set by hand (mticks).
    pub newest_price: u64,
    /// Of the newest index; 0: prices are set by hand (us).
    pub published: u64,
    /// Mean of this hour's samples (rate e9).
    pub premium: i64,
    /// Samples.
    pub samples: u32,
    /// F (funding).
    pub funding: i64,
    /// Price in ticks of the market.
    pub last_price: u32,
    /// Sum of lots over orders or accounts.
    pub open_interest: u64,
    /// 1e-6 USDC.
    pub pool: i64,
    /// 1e-6 USDC.
    pub insurance: i64,
    /// 1e-6 USDC.
    pub fee_bucket: i64,
    /// Set aside for referrers (FEE-2) (atoms).
    pub shares: i64,
    /// 1e-6 USDC.
    pub fee_claim: i64,
    /// 1e-6 USDC.
    pub claims: i64,
    /// 1e-6 USDC.
    pub deficit: i64,
    /// Tier.
    pub tier: u8,
    /// TierCause.
    pub cause: u8,
    /// Hold: what is taken while the chain is behind.
    pub hold: u8,
    /// Least initial fraction of new risk at the present open interest (MGN-2) (ppm).
    pub imf_now: u32,
    /// Open interest at mark from which it grows (atoms).
    pub interest_lower: i64,
    /// From which on it is one; 0: it does not grow (atoms).
    pub interest_upper: i64,
    /// Notional in whole USD above which the first tier's fractions hold (MGN-3); 0: none.
    pub tier1_usd: u32,
    /// Its maintenance fraction (ppm).
    pub tier1_mmf: u32,
    /// Tier2 usd.
    pub tier2_usd: u32,
    /// Millionth.
    pub tier2_mmf: u32,
}

impl MarketView {
    /// Number of the record in its class.
    pub const KIND: u8 = 4;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 262;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            market: u16::from_le_bytes(take(&mut rest)?),
            symbol: take(&mut rest)?,
            tick_size: u64::from_le_bytes(take(&mut rest)?),
            lot_size: u64::from_le_bytes(take(&mut rest)?),
            tick_value: u32::from_le_bytes(take(&mut rest)?),
            price_max: u32::from_le_bytes(take(&mut rest)?),
            order_max: u32::from_le_bytes(take(&mut rest)?),
            position_max: u64::from_le_bytes(take(&mut rest)?),
            open_interest_max: u64::from_le_bytes(take(&mut rest)?),
            imf: u32::from_le_bytes(take(&mut rest)?),
            mmf: u32::from_le_bytes(take(&mut rest)?),
            requirement_min: i64::from_le_bytes(take(&mut rest)?),
            profit_cap: i64::from_le_bytes(take(&mut rest)?),
            band: u32::from_le_bytes(take(&mut rest)?),
            paused: u8::from_le_bytes(take(&mut rest)?),
            index_price: u64::from_le_bytes(take(&mut rest)?),
            mark_price: u64::from_le_bytes(take(&mut rest)?),
            slow_price: u64::from_le_bytes(take(&mut rest)?),
            newest_price: u64::from_le_bytes(take(&mut rest)?),
            published: u64::from_le_bytes(take(&mut rest)?),
            premium: i64::from_le_bytes(take(&mut rest)?),
            samples: u32::from_le_bytes(take(&mut rest)?),
            funding: i64::from_le_bytes(take(&mut rest)?),
            last_price: u32::from_le_bytes(take(&mut rest)?),
            open_interest: u64::from_le_bytes(take(&mut rest)?),
            pool: i64::from_le_bytes(take(&mut rest)?),
            insurance: i64::from_le_bytes(take(&mut rest)?),
            fee_bucket: i64::from_le_bytes(take(&mut rest)?),
            shares: i64::from_le_bytes(take(&mut rest)?),
            fee_claim: i64::from_le_bytes(take(&mut rest)?),
            claims: i64::from_le_bytes(take(&mut rest)?),
            deficit: i64::from_le_bytes(take(&mut rest)?),
            tier: u8::from_le_bytes(take(&mut rest)?),
            cause: u8::from_le_bytes(take(&mut rest)?),
            hold: u8::from_le_bytes(take(&mut rest)?),
            imf_now: u32::from_le_bytes(take(&mut rest)?),
            interest_lower: i64::from_le_bytes(take(&mut rest)?),
            interest_upper: i64::from_le_bytes(take(&mut rest)?),
            tier1_usd: u32::from_le_bytes(take(&mut rest)?),
            tier1_mmf: u32::from_le_bytes(take(&mut rest)?),
            tier2_usd: u32::from_le_bytes(take(&mut rest)?),
            tier2_mmf: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 6, 1]);
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.symbol);
        let rest = put(rest, self.tick_size.to_le_bytes());
        let rest = put(rest, self.lot_size.to_le_bytes());
        let rest = put(rest, self.tick_value.to_le_bytes());
        let rest = put(rest, self.price_max.to_le_bytes());
        let rest = put(rest, self.order_max.to_le_bytes());
        let rest = put(rest, self.position_max.to_le_bytes());
        let rest = put(rest, self.open_interest_max.to_le_bytes());
        let rest = put(rest, self.imf.to_le_bytes());
        let rest = put(rest, self.mmf.to_le_bytes());
        let rest = put(rest, self.requirement_min.to_le_bytes());
        let rest = put(rest, self.profit_cap.to_le_bytes());
        let rest = put(rest, self.band.to_le_bytes());
        let rest = put(rest, self.paused.to_le_bytes());
        let rest = put(rest, self.index_price.to_le_bytes());
        let rest = put(rest, self.mark_price.to_le_bytes());
        let rest = put(rest, self.slow_price.to_le_bytes());
        let rest = put(rest, self.newest_price.to_le_bytes());
        let rest = put(rest, self.published.to_le_bytes());
        let rest = put(rest, self.premium.to_le_bytes());
        let rest = put(rest, self.samples.to_le_bytes());
        let rest = put(rest, self.funding.to_le_bytes());
        let rest = put(rest, self.last_price.to_le_bytes());
        let rest = put(rest, self.open_interest.to_le_bytes());
        let rest = put(rest, self.pool.to_le_bytes());
        let rest = put(rest, self.insurance.to_le_bytes());
        let rest = put(rest, self.fee_bucket.to_le_bytes());
        let rest = put(rest, self.shares.to_le_bytes());
        let rest = put(rest, self.fee_claim.to_le_bytes());
        let rest = put(rest, self.claims.to_le_bytes());
        let rest = put(rest, self.deficit.to_le_bytes());
        let rest = put(rest, self.tier.to_le_bytes());
        let rest = put(rest, self.cause.to_le_bytes());
        let rest = put(rest, self.hold.to_le_bytes());
        let rest = put(rest, self.imf_now.to_le_bytes());
        let rest = put(rest, self.interest_lower.to_le_bytes());
        let rest = put(rest, self.interest_upper.to_le_bytes());
        let rest = put(rest, self.tier1_usd.to_le_bytes());
        let rest = put(rest, self.tier1_mmf.to_le_bytes());
        let rest = put(rest, self.tier2_usd.to_le_bytes());
        put(rest, self.tier2_mmf.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LevelView {
    /// Side.
    pub side: u8,
    /// Price in ticks of the market.
    pub price: u32,
    /// Sum of lots over orders or accounts.
    pub total: u64,
    /// Orders.
    pub orders: u32,
}

impl LevelView {
    /// Number of the record in its class.
    pub const KIND: u8 = 5;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 21;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            side: u8::from_le_bytes(take(&mut rest)?),
            price: u32::from_le_bytes(take(&mut rest)?),
            total: u64::from_le_bytes(take(&mut rest)?),
            orders: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 21, 0]);
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        let rest = put(rest, self.total.to_le_bytes());
        put(rest, self.orders.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderView {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Client order id.
    pub client_order_id: u64,
    /// Number of a market.
    pub market: u16,
    /// Side.
    pub side: u8,
    /// Kind.
    pub kind: u8,
    /// Time in force.
    pub time_in_force: u8,
    /// Post only.
    pub post_only: u8,
    /// Reduce only.
    pub reduce_only: u8,
    /// OrderState.
    pub state: u8,
    /// Reason when refused.
    pub reason: u16,
    /// Price in ticks of the market.
    pub price: u32,
    /// Size in lots of the market.
    pub size: u32,
    /// Size in lots of the market.
    pub filled: u32,
    /// Hidden ones included (lots).
    pub left: u32,
    /// Of it in the book now (lots).
    pub shown: u32,
    /// 400 ms of chain time: us / 400,000 on the local network.
    pub expiry: u64,
    /// Number of a command in the journal, gap-free from 1.
    pub accepted_seq: u64,
    /// Microseconds since 1970 UTC.
    pub accepted: u64,
}

impl OrderView {
    /// Number of the record in its class.
    pub const KIND: u8 = 6;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 90;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            order_id: take(&mut rest)?,
            account: u64::from_le_bytes(take(&mut rest)?),
            client_order_id: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            side: u8::from_le_bytes(take(&mut rest)?),
            kind: u8::from_le_bytes(take(&mut rest)?),
            time_in_force: u8::from_le_bytes(take(&mut rest)?),
            post_only: u8::from_le_bytes(take(&mut rest)?),
            reduce_only: u8::from_le_bytes(take(&mut rest)?),
            state: u8::from_le_bytes(take(&mut rest)?),
            reason: u16::from_le_bytes(take(&mut rest)?),
            price: u32::from_le_bytes(take(&mut rest)?),
            size: u32::from_le_bytes(take(&mut rest)?),
            filled: u32::from_le_bytes(take(&mut rest)?),
            left: u32::from_le_bytes(take(&mut rest)?),
            shown: u32::from_le_bytes(take(&mut rest)?),
            expiry: u64::from_le_bytes(take(&mut rest)?),
            accepted_seq: u64::from_le_bytes(take(&mut rest)?),
            accepted: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 90, 0]);
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.client_order_id.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.side.to_le_bytes());
        let rest = put(rest, self.kind.to_le_bytes());
        let rest = put(rest, self.time_in_force.to_le_bytes());
        let rest = put(rest, self.post_only.to_le_bytes());
        let rest = put(rest, self.reduce_only.to_le_bytes());
        let rest = put(rest, self.state.to_le_bytes());
        let rest = put(rest, self.reason.to_le_bytes());
        let rest = put(rest, self.price.to_le_bytes());
        let rest = put(rest, self.size.to_le_bytes());
        let rest = put(rest, self.filled.to_le_bytes());
        let rest = put(rest, self.left.to_le_bytes());
        let rest = put(rest, self.shown.to_le_bytes());
        let rest = put(rest, self.expiry.to_le_bytes());
        let rest = put(rest, self.accepted_seq.to_le_bytes());
        put(rest, self.accepted.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 7.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PreviewView {
    /// Reason why it would be refused; 0: it would be taken.
    pub reason: u16,
    /// At once (lots).
    pub filled: u32,
    /// Size in lots of the market.
    pub resting: u32,
    /// Of the fills, rounded against the user; 0: none (mticks).
    pub average_price: u64,
    /// 1e-6 USDC.
    pub fee: i64,
    /// Afterwards (atoms).
    pub equity: i64,
    /// 1e-6 USDC.
    pub equity_open: i64,
    /// 1e-6 USDC.
    pub imr: i64,
    /// 1e-6 USDC.
    pub mmr: i64,
    /// Signed lots: long positive, short negative.
    pub position: i64,
    /// Price in 1/1000 tick: index, mark, liquidation price; 0 is not known.
    pub liquidation_price: u64,
}

impl PreviewView {
    /// Number of the record in its class.
    pub const KIND: u8 = 7;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 78;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            reason: u16::from_le_bytes(take(&mut rest)?),
            filled: u32::from_le_bytes(take(&mut rest)?),
            resting: u32::from_le_bytes(take(&mut rest)?),
            average_price: u64::from_le_bytes(take(&mut rest)?),
            fee: i64::from_le_bytes(take(&mut rest)?),
            equity: i64::from_le_bytes(take(&mut rest)?),
            equity_open: i64::from_le_bytes(take(&mut rest)?),
            imr: i64::from_le_bytes(take(&mut rest)?),
            mmr: i64::from_le_bytes(take(&mut rest)?),
            position: i64::from_le_bytes(take(&mut rest)?),
            liquidation_price: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 78, 0]);
        let rest = put(rest, self.reason.to_le_bytes());
        let rest = put(rest, self.filled.to_le_bytes());
        let rest = put(rest, self.resting.to_le_bytes());
        let rest = put(rest, self.average_price.to_le_bytes());
        let rest = put(rest, self.fee.to_le_bytes());
        let rest = put(rest, self.equity.to_le_bytes());
        let rest = put(rest, self.equity_open.to_le_bytes());
        let rest = put(rest, self.imr.to_le_bytes());
        let rest = put(rest, self.mmr.to_le_bytes());
        let rest = put(rest, self.position.to_le_bytes());
        put(rest, self.liquidation_price.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StressView {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Signed millionth: a fee, or a rebate when negative.
    pub shift: i32,
    /// 1e-6 USDC.
    pub equity: i64,
    /// 1e-6 USDC.
    pub mmr: i64,
    /// Liquidatable.
    pub liquidatable: u8,
}

impl StressView {
    /// Number of the record in its class.
    pub const KIND: u8 = 8;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 33;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            shift: i32::from_le_bytes(take(&mut rest)?),
            equity: i64::from_le_bytes(take(&mut rest)?),
            mmr: i64::from_le_bytes(take(&mut rest)?),
            liquidatable: u8::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 33, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.shift.to_le_bytes());
        let rest = put(rest, self.equity.to_le_bytes());
        let rest = put(rest, self.mmr.to_le_bytes());
        put(rest, self.liquidatable.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DelegateView {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Ed25519 public key.
    pub delegate: [u8; 32],
    /// Microseconds since 1970 UTC.
    pub expiry_us: u64,
    /// Bit m: market m.
    pub markets: u64,
    /// Notional that it may trade a UTC day; 0: any (total atoms).
    pub notional_day: u64,
    /// 1: fills at prices within 50 bps of the index alone; else 0.
    pub near_index: u8,
    /// Of it, what it traded today (total atoms).
    pub traded_day: u64,
}

impl DelegateView {
    /// Number of the record in its class.
    pub const KIND: u8 = 9;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 77;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            delegate: take(&mut rest)?,
            expiry_us: u64::from_le_bytes(take(&mut rest)?),
            markets: u64::from_le_bytes(take(&mut rest)?),
            notional_day: u64::from_le_bytes(take(&mut rest)?),
            near_index: u8::from_le_bytes(take(&mut rest)?),
            traded_day: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 77, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.delegate);
        let rest = put(rest, self.expiry_us.to_le_bytes());
        let rest = put(rest, self.markets.to_le_bytes());
        let rest = put(rest, self.notional_day.to_le_bytes());
        let rest = put(rest, self.near_index.to_le_bytes());
        put(rest, self.traded_day.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 10.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TotalsView {
    /// Accounts.
    pub accounts: u64,
    /// Open orders.
    pub open_orders: u64,
    /// Sum of c (atoms).
    pub collateral: i64,
    /// 1e-6 USDC.
    pub pools: i64,
    /// Of all markets (atoms).
    pub insurance: i64,
    /// 1e-6 USDC.
    pub fee_buckets: i64,
    /// Insurance that all markets share (LIQ-5) (atoms).
    pub tail: i64,
    /// Set aside for referrers (FEE-2) (atoms).
    pub shares: i64,
    /// USDC credits less debits (PNL-3) (atoms).
    pub tracked: i64,
    /// Markets in which PNL-2 fails, plus one if PNL-3 fails: always 0.
    pub violations: u32,
}

impl TotalsView {
    /// Number of the record in its class.
    pub const KIND: u8 = 10;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 80;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            accounts: u64::from_le_bytes(take(&mut rest)?),
            open_orders: u64::from_le_bytes(take(&mut rest)?),
            collateral: i64::from_le_bytes(take(&mut rest)?),
            pools: i64::from_le_bytes(take(&mut rest)?),
            insurance: i64::from_le_bytes(take(&mut rest)?),
            fee_buckets: i64::from_le_bytes(take(&mut rest)?),
            tail: i64::from_le_bytes(take(&mut rest)?),
            shares: i64::from_le_bytes(take(&mut rest)?),
            tracked: i64::from_le_bytes(take(&mut rest)?),
            violations: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 80, 0]);
        let rest = put(rest, self.accounts.to_le_bytes());
        let rest = put(rest, self.open_orders.to_le_bytes());
        let rest = put(rest, self.collateral.to_le_bytes());
        let rest = put(rest, self.pools.to_le_bytes());
        let rest = put(rest, self.insurance.to_le_bytes());
        let rest = put(rest, self.fee_buckets.to_le_bytes());
        let rest = put(rest, self.tail.to_le_bytes());
        let rest = put(rest, self.shares.to_le_bytes());
        let rest = put(rest, self.tracked.to_le_bytes());
        put(rest, self.violations.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 11. What an account has of an asset; behind AccountView, one for each asset that it ever had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssetView {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of an asset on the chain: 0 USDC, 1 SOL.
    pub asset: u8,
    /// Least unit of an asset: 1e-6 USDC, a lamport.
    pub collateral: i64,
    /// All credits.
    pub credited: u64,
    /// All debits.
    pub debited: u64,
    /// What a debit may take now (MGN-5, PNL-6) (asset atoms).
    pub withdrawable: i64,
    /// Whose index prices it; 65535: USDC itself (market).
    pub market: u16,
    /// Decimals.
    pub decimals: u8,
    /// Share of its value that counts for new risk and withdrawals (ppm).
    pub weight_initial: u32,
    /// Share of its value that counts for liquidation (ppm).
    pub weight_maintenance: u32,
}

impl AssetView {
    /// Number of the record in its class.
    pub const KIND: u8 = 11;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 56;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            asset: u8::from_le_bytes(take(&mut rest)?),
            collateral: i64::from_le_bytes(take(&mut rest)?),
            credited: u64::from_le_bytes(take(&mut rest)?),
            debited: u64::from_le_bytes(take(&mut rest)?),
            withdrawable: i64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            decimals: u8::from_le_bytes(take(&mut rest)?),
            weight_initial: u32::from_le_bytes(take(&mut rest)?),
            weight_maintenance: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 56, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.asset.to_le_bytes());
        let rest = put(rest, self.collateral.to_le_bytes());
        let rest = put(rest, self.credited.to_le_bytes());
        let rest = put(rest, self.debited.to_le_bytes());
        let rest = put(rest, self.withdrawable.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.decimals.to_le_bytes());
        let rest = put(rest, self.weight_initial.to_le_bytes());
        put(rest, self.weight_maintenance.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 20. Behind AccountView, one for each timer that runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeadManView {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Timer.
    pub timer: u8,
    /// Microseconds since 1970 UTC.
    pub deadline: u64,
}

impl DeadManView {
    /// Number of the record in its class.
    pub const KIND: u8 = 20;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 21;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            timer: u8::from_le_bytes(take(&mut rest)?),
            deadline: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 21, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.timer.to_le_bytes());
        put(rest, self.deadline.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 30. Behind AccountView of an account that may borrow, or does (MGN-7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BorrowView {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// How far c may fall below zero now; 0: no further (atoms).
    pub room: i64,
    /// When the tick first saw it below zero; 0: it is not (us).
    pub since: u64,
}

impl BorrowView {
    /// Number of the record in its class.
    pub const KIND: u8 = 30;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 28;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            room: i64::from_le_bytes(take(&mut rest)?),
            since: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 28, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.room.to_le_bytes());
        put(rest, self.since.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 31. Behind AccountView of an account that is bound to one market (MGN-8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IsolationView {
    /// Number of a margin account, given by the chain's counter, never reused.
    pub account: u64,
    /// Number of a market.
    pub market: u16,
}

impl IsolationView {
    /// Number of the record in its class.
    pub const KIND: u8 = 31;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 14;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 14, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        put(rest, self.market.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 21. Behind OrderView of an order that waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaitingView {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// As signed (ticks).
    pub trigger: u32,
    /// PriceSource.
    pub source: u8,
    /// Price in ticks of the market.
    pub distance: u32,
    /// Millionth.
    pub distance_ppm: u32,
    /// Price in ticks of the market.
    pub activation: u32,
    /// Link.
    pub link: u8,
    /// First 16 bytes of SHA-256 of the signed message.
    pub linked: [u8; 16],
    /// With which it may start now; 0: it looks at no price yet (lots).
    pub armed: u32,
    /// Where it starts as things stand; 0: it looks at no price yet (mticks).
    pub starts_at: u64,
    /// Of a TWAP.
    pub slices: u16,
    /// Of them whose moment has come.
    pub sliced: u16,
    /// When its next moment comes; 0: it has none (us).
    pub next: u64,
}

impl WaitingView {
    /// Number of the record in its class.
    pub const KIND: u8 = 21;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 78;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            order_id: take(&mut rest)?,
            trigger: u32::from_le_bytes(take(&mut rest)?),
            source: u8::from_le_bytes(take(&mut rest)?),
            distance: u32::from_le_bytes(take(&mut rest)?),
            distance_ppm: u32::from_le_bytes(take(&mut rest)?),
            activation: u32::from_le_bytes(take(&mut rest)?),
            link: u8::from_le_bytes(take(&mut rest)?),
            linked: take(&mut rest)?,
            armed: u32::from_le_bytes(take(&mut rest)?),
            starts_at: u64::from_le_bytes(take(&mut rest)?),
            slices: u16::from_le_bytes(take(&mut rest)?),
            sliced: u16::from_le_bytes(take(&mut rest)?),
            next: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 78, 0]);
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.trigger.to_le_bytes());
        let rest = put(rest, self.source.to_le_bytes());
        let rest = put(rest, self.distance.to_le_bytes());
        let rest = put(rest, self.distance_ppm.to_le_bytes());
        let rest = put(rest, self.activation.to_le_bytes());
        let rest = put(rest, self.link.to_le_bytes());
        let rest = put(rest, self.linked);
        let rest = put(rest, self.armed.to_le_bytes());
        let rest = put(rest, self.starts_at.to_le_bytes());
        let rest = put(rest, self.slices.to_le_bytes());
        let rest = put(rest, self.sliced.to_le_bytes());
        put(rest, self.next.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 22. Behind OrderView of an iceberg or a pegged order that rests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TermsView {
    /// First 16 bytes of SHA-256 of the signed message.
    pub order_id: [u8; 16],
    /// Of an iceberg: the most that is shown; 0: all of it (lots).
    pub display: u32,
    /// PriceSource of a pegged order.
    pub source: u8,
    /// Signed ticks: how far from a price.
    pub offset: i32,
    /// As signed (ticks).
    pub worst: u32,
}

impl TermsView {
    /// Number of the record in its class.
    pub const KIND: u8 = 22;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 33;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            order_id: take(&mut rest)?,
            display: u32::from_le_bytes(take(&mut rest)?),
            source: u8::from_le_bytes(take(&mut rest)?),
            offset: i32::from_le_bytes(take(&mut rest)?),
            worst: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 33, 0]);
        let rest = put(rest, self.order_id);
        let rest = put(rest, self.display.to_le_bytes());
        let rest = put(rest, self.source.to_le_bytes());
        let rest = put(rest, self.offset.to_le_bytes());
        put(rest, self.worst.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 32. Behind TotalsView, once it was closed (WDR-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GateView {
    /// Closed.
    pub closed: u8,
    /// When it was closed last (us).
    pub since: u64,
}

impl GateView {
    /// Number of the record in its class.
    pub const KIND: u8 = 32;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 13;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            closed: u8::from_le_bytes(take(&mut rest)?),
            since: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 13, 0]);
        let rest = put(rest, self.closed.to_le_bytes());
        put(rest, self.since.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 12. Behind TotalsView, one for each asset other than USDC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssetTotalsView {
    /// Number of an asset on the chain: 0 USDC, 1 SOL.
    pub asset: u8,
    /// Sum over all accounts (asset atoms).
    pub collateral: i64,
    /// Credits less debits (PNL-3) (asset atoms).
    pub tracked: i64,
    /// Whose index prices it (market).
    pub market: u16,
    /// Decimals.
    pub decimals: u8,
    /// Millionth.
    pub weight_initial: u32,
    /// Millionth.
    pub weight_maintenance: u32,
}

impl AssetTotalsView {
    /// Number of the record in its class.
    pub const KIND: u8 = 12;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 32;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            asset: u8::from_le_bytes(take(&mut rest)?),
            collateral: i64::from_le_bytes(take(&mut rest)?),
            tracked: i64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            decimals: u8::from_le_bytes(take(&mut rest)?),
            weight_initial: u32::from_le_bytes(take(&mut rest)?),
            weight_maintenance: u32::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 32, 0]);
        let rest = put(rest, self.asset.to_le_bytes());
        let rest = put(rest, self.collateral.to_le_bytes());
        let rest = put(rest, self.tracked.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        let rest = put(rest, self.decimals.to_le_bytes());
        let rest = put(rest, self.weight_initial.to_le_bytes());
        put(rest, self.weight_maintenance.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 33. What is owed to a referrer in a market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShareView {
    /// His first (account).
    pub account: u64,
    /// Number of a market.
    pub market: u16,
    /// 1e-6 USDC.
    pub amount: i64,
}

impl ShareView {
    /// Number of the record in its class.
    pub const KIND: u8 = 33;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 22;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            account: u64::from_le_bytes(take(&mut rest)?),
            market: u16::from_le_bytes(take(&mut rest)?),
            amount: i64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 22, 0]);
        let rest = put(rest, self.account.to_le_bytes());
        let rest = put(rest, self.market.to_le_bytes());
        put(rest, self.amount.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// View 40.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FrozenView {
    /// 0: it was not (us).
    pub since: u64,
}

impl FrozenView {
    /// Number of the record in its class.
    pub const KIND: u8 = 40;
    /// Bytes of the record, header included.
    pub const SIZE: usize = 12;

    /// The record at the start of `bytes`; None when kind, size or zero byte differ.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body::<{ Self::SIZE }>(bytes, Self::KIND)?;
        Some(Self {
            since: u64::from_le_bytes(take(&mut rest)?),
        })
    }

    /// Appends the record to `out`.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = [0u8; Self::SIZE];
        let rest = put(&mut record, [Self::KIND, 0, 12, 0]);
        put(rest, self.since.to_le_bytes());
        out.extend_from_slice(&record);
    }
}

/// Kind, size and senders (bit n: service n) of every command.
pub const COMMANDS: &[(u8, usize, u8)] = &[
    (1, 12, 0b000001),
    (2, 4, 0b000001),
    (3, 46, 0b010000),
    (4, 77, 0b010000),
    (5, 52, 0b010000),
    (6, 21, 0b010000),
    (7, 37, 0b010010),
    (8, 180, 0b000110),
    (9, 90, 0b100000),
    (10, 90, 0b100000),
    (11, 22, 0b101000),
    (12, 7, 0b110000),
    (13, 37, 0b110000),
    (14, 181, 0b000110),
    (15, 36, 0b010110),
    (16, 15, 0b010110),
    (17, 40, 0b000110),
    (18, 197, 0b000110),
    (19, 14, 0b000110),
    (20, 12, 0b010000),
    (21, 28, 0b010000),
    (22, 16, 0b100000),
    (23, 6, 0b010000),
    (24, 66, 0b101000),
    (25, 12, 0b100000),
    (26, 18, 0b100000),
    (27, 22, 0b100000),
    (40, 21, 0b010110),
    (41, 17, 0b010110),
    (42, 221, 0b000110),
    (60, 38, 0b100000),
    (61, 16, 0b000110),
    (62, 13, 0b110000),
    (63, 28, 0b100000),
    (64, 14, 0b000110),
    (75, 20, 0b010000),
    (77, 12, 0b010000),
    (76, 6, 0b100000),
    (80, 13, 0b010000),
    (85, 13, 0b010000),
    (81, 12, 0b010000),
    (66, 44, 0b100010),
    (67, 14, 0b010000),
    (86, 50, 0b010000),
    (87, 24, 0b010000),
];

/// Kind and size of every event.
pub const EVENTS: &[(u8, usize)] = &[
    (1, 67),
    (2, 24),
    (3, 58),
    (4, 89),
    (5, 64),
    (6, 49),
    (7, 57),
    (8, 72),
    (9, 107),
    (10, 43),
    (11, 49),
    (12, 87),
    (13, 212),
    (14, 64),
    (15, 63),
    (16, 67),
    (17, 86),
    (18, 31),
    (19, 28),
    (20, 58),
    (21, 58),
    (22, 40),
    (23, 28),
    (24, 98),
    (25, 32),
    (26, 54),
    (27, 74),
    (28, 79),
    (29, 24),
    (30, 30),
    (31, 50),
    (32, 59),
    (33, 99),
    (34, 84),
    (35, 34),
    (36, 42),
    (37, 66),
    (38, 59),
    (39, 42),
    (47, 88),
    (40, 33),
    (41, 29),
    (42, 115),
    (43, 65),
    (44, 55),
    (45, 59),
    (46, 69),
    (85, 45),
    (70, 50),
    (71, 28),
    (72, 25),
    (73, 81),
    (74, 40),
    (75, 26),
    (76, 33),
    (90, 32),
    (91, 18),
    (92, 24),
    (93, 33),
    (98, 35),
    (99, 24),
    (95, 24),
];

/// Kind and size of every query.
pub const QUERIES: &[(u8, usize)] = &[
    (1, 12),
    (2, 36),
    (3, 6),
    (4, 8),
    (5, 14),
    (6, 36),
    (7, 27),
    (8, 16),
    (9, 4),
    (10, 4),
    (40, 4),
];

/// Kind and size of every view.
pub const VIEWS: &[(u8, usize)] = &[
    (1, 20),
    (2, 136),
    (3, 112),
    (4, 262),
    (5, 21),
    (6, 90),
    (7, 78),
    (8, 33),
    (9, 77),
    (10, 80),
    (11, 56),
    (20, 21),
    (30, 28),
    (31, 14),
    (21, 78),
    (22, 33),
    (32, 13),
    (12, 32),
    (33, 22),
    (40, 12),
];

/// Size and senders of a command by its kind.
#[inline]
pub const fn command_of(kind: u8) -> Option<(usize, u8)> {
    match kind {
        OpenExchange::KIND => Some((OpenExchange::SIZE, 0b000001)),
        Tick::KIND => Some((Tick::SIZE, 0b000001)),
        OpenAccount::KIND => Some((OpenAccount::SIZE, 0b010000)),
        AddDelegate::KIND => Some((AddDelegate::SIZE, 0b010000)),
        RemoveDelegate::KIND => Some((RemoveDelegate::SIZE, 0b010000)),
        Credit::KIND => Some((Credit::SIZE, 0b010000)),
        Debit::KIND => Some((Debit::SIZE, 0b010010)),
        Transfer::KIND => Some((Transfer::SIZE, 0b000110)),
        ListMarket::KIND => Some((ListMarket::SIZE, 0b100000)),
        SetMarketParameters::KIND => Some((SetMarketParameters::SIZE, 0b100000)),
        SetPrices::KIND => Some((SetPrices::SIZE, 0b101000)),
        SetPause::KIND => Some((SetPause::SIZE, 0b110000)),
        SetFeeTier::KIND => Some((SetFeeTier::SIZE, 0b110000)),
        PlaceOrder::KIND => Some((PlaceOrder::SIZE, 0b000110)),
        CancelOrder::KIND => Some((CancelOrder::SIZE, 0b010110)),
        CancelAll::KIND => Some((CancelAll::SIZE, 0b010110)),
        ShrinkOrder::KIND => Some((ShrinkOrder::SIZE, 0b000110)),
        ReplaceOrder::KIND => Some((ReplaceOrder::SIZE, 0b000110)),
        Batch::KIND => Some((Batch::SIZE, 0b000110)),
        CloseAccount::KIND => Some((CloseAccount::SIZE, 0b010000)),
        RaiseFloor::KIND => Some((RaiseFloor::SIZE, 0b010000)),
        SetAsset::KIND => Some((SetAsset::SIZE, 0b100000)),
        Sweep::KIND => Some((Sweep::SIZE, 0b010000)),
        SetIndex::KIND => Some((SetIndex::SIZE, 0b101000)),
        SetBackstop::KIND => Some((SetBackstop::SIZE, 0b100000)),
        SetRisk::KIND => Some((SetRisk::SIZE, 0b100000)),
        FundInsurance::KIND => Some((FundInsurance::SIZE, 0b100000)),
        SetDeadMan::KIND => Some((SetDeadMan::SIZE, 0b010110)),
        CancelMany::KIND => Some((CancelMany::SIZE, 0b010110)),
        PlaceAlgo::KIND => Some((PlaceAlgo::SIZE, 0b000110)),
        SetMargin::KIND => Some((SetMargin::SIZE, 0b100000)),
        SetLeverage::KIND => Some((SetLeverage::SIZE, 0b000110)),
        SetRestrictions::KIND => Some((SetRestrictions::SIZE, 0b110000)),
        SetBorrowing::KIND => Some((SetBorrowing::SIZE, 0b100000)),
        SetIsolation::KIND => Some((SetIsolation::SIZE, 0b000110)),
        Settle::KIND => Some((Settle::SIZE, 0b010000)),
        SetPosted::KIND => Some((SetPosted::SIZE, 0b010000)),
        SetEntryLimit::KIND => Some((SetEntryLimit::SIZE, 0b100000)),
        Leave::KIND => Some((Leave::SIZE, 0b010000)),
        CloseLeaving::KIND => Some((CloseLeaving::SIZE, 0b010000)),
        Freeze::KIND => Some((Freeze::SIZE, 0b010000)),
        SetReferrer::KIND => Some((SetReferrer::SIZE, 0b100010)),
        PayShare::KIND => Some((PayShare::SIZE, 0b010000)),
        ChangeMarket::KIND => Some((ChangeMarket::SIZE, 0b010000)),
        ChangeAsset::KIND => Some((ChangeAsset::SIZE, 0b010000)),
        _ => None,
    }
}

/// Size of a record of class event by its kind.
#[inline]
pub const fn event_size(kind: u8) -> Option<usize> {
    match kind {
        Refused::KIND => Some(Refused::SIZE),
        ExchangeOpened::KIND => Some(ExchangeOpened::SIZE),
        AccountOpened::KIND => Some(AccountOpened::SIZE),
        DelegateAdded::KIND => Some(DelegateAdded::SIZE),
        DelegateRemoved::KIND => Some(DelegateRemoved::SIZE),
        Credited::KIND => Some(Credited::SIZE),
        Debited::KIND => Some(Debited::SIZE),
        Transferred::KIND => Some(Transferred::SIZE),
        MarketSet::KIND => Some(MarketSet::SIZE),
        PricesSet::KIND => Some(PricesSet::SIZE),
        FeeTierSet::KIND => Some(FeeTierSet::SIZE),
        OrderAccepted::KIND => Some(OrderAccepted::SIZE),
        OrderFilled::KIND => Some(OrderFilled::SIZE),
        OrderCancelled::KIND => Some(OrderCancelled::SIZE),
        OrderShrunk::KIND => Some(OrderShrunk::SIZE),
        OrderDuplicate::KIND => Some(OrderDuplicate::SIZE),
        MarketChanged::KIND => Some(MarketChanged::SIZE),
        LevelChanged::KIND => Some(LevelChanged::SIZE),
        CancelledAll::KIND => Some(CancelledAll::SIZE),
        DebtPaid::KIND => Some(DebtPaid::SIZE),
        AccountClosed::KIND => Some(AccountClosed::SIZE),
        FloorRaised::KIND => Some(FloorRaised::SIZE),
        AssetSet::KIND => Some(AssetSet::SIZE),
        Swept::KIND => Some(Swept::SIZE),
        MarkRound::KIND => Some(MarkRound::SIZE),
        FundingSet::KIND => Some(FundingSet::SIZE),
        FundingPaid::KIND => Some(FundingPaid::SIZE),
        IndexSet::KIND => Some(IndexSet::SIZE),
        BackstopSet::KIND => Some(BackstopSet::SIZE),
        RiskSet::KIND => Some(RiskSet::SIZE),
        InsuranceFunded::KIND => Some(InsuranceFunded::SIZE),
        LiquidationStep::KIND => Some(LiquidationStep::SIZE),
        Moved::KIND => Some(Moved::SIZE),
        RecordStarted::KIND => Some(RecordStarted::SIZE),
        RecordDone::KIND => Some(RecordDone::SIZE),
        LossCovered::KIND => Some(LossCovered::SIZE),
        DeficitPaid::KIND => Some(DeficitPaid::SIZE),
        TailGiven::KIND => Some(TailGiven::SIZE),
        SharePaid::KIND => Some(SharePaid::SIZE),
        ReferrerSet::KIND => Some(ReferrerSet::SIZE),
        DeadManSet::KIND => Some(DeadManSet::SIZE),
        DeadManFired::KIND => Some(DeadManFired::SIZE),
        OrderWaiting::KIND => Some(OrderWaiting::SIZE),
        OrderTriggered::KIND => Some(OrderTriggered::SIZE),
        TermsSet::KIND => Some(TermsSet::SIZE),
        OrderRepriced::KIND => Some(OrderRepriced::SIZE),
        OrderSliced::KIND => Some(OrderSliced::SIZE),
        TierChanged::KIND => Some(TierChanged::SIZE),
        MarginSet::KIND => Some(MarginSet::SIZE),
        LeverageSet::KIND => Some(LeverageSet::SIZE),
        RestrictionsSet::KIND => Some(RestrictionsSet::SIZE),
        Converted::KIND => Some(Converted::SIZE),
        BorrowingSet::KIND => Some(BorrowingSet::SIZE),
        IsolationSet::KIND => Some(IsolationSet::SIZE),
        GateSet::KIND => Some(GateSet::SIZE),
        Settled::KIND => Some(Settled::SIZE),
        EntryLimitSet::KIND => Some(EntryLimitSet::SIZE),
        PostedSet::KIND => Some(PostedSet::SIZE),
        HoldChanged::KIND => Some(HoldChanged::SIZE),
        LeavingClosed::KIND => Some(LeavingClosed::SIZE),
        ChangeTaken::KIND => Some(ChangeTaken::SIZE),
        Frozen::KIND => Some(Frozen::SIZE),
        _ => None,
    }
}

/// Size of a record of class query by its kind.
#[inline]
pub const fn query_size(kind: u8) -> Option<usize> {
    match kind {
        AccountQuery::KIND => Some(AccountQuery::SIZE),
        OwnerQuery::KIND => Some(OwnerQuery::SIZE),
        MarketQuery::KIND => Some(MarketQuery::SIZE),
        BookQuery::KIND => Some(BookQuery::SIZE),
        OpenOrdersQuery::KIND => Some(OpenOrdersQuery::SIZE),
        OrderQuery::KIND => Some(OrderQuery::SIZE),
        PreviewQuery::KIND => Some(PreviewQuery::SIZE),
        StressQuery::KIND => Some(StressQuery::SIZE),
        TotalsQuery::KIND => Some(TotalsQuery::SIZE),
        SharesQuery::KIND => Some(SharesQuery::SIZE),
        FrozenQuery::KIND => Some(FrozenQuery::SIZE),
        _ => None,
    }
}

/// Size of a record of class view by its kind.
#[inline]
pub const fn view_size(kind: u8) -> Option<usize> {
    match kind {
        AnswerHead::KIND => Some(AnswerHead::SIZE),
        AccountView::KIND => Some(AccountView::SIZE),
        PositionView::KIND => Some(PositionView::SIZE),
        MarketView::KIND => Some(MarketView::SIZE),
        LevelView::KIND => Some(LevelView::SIZE),
        OrderView::KIND => Some(OrderView::SIZE),
        PreviewView::KIND => Some(PreviewView::SIZE),
        StressView::KIND => Some(StressView::SIZE),
        DelegateView::KIND => Some(DelegateView::SIZE),
        TotalsView::KIND => Some(TotalsView::SIZE),
        AssetView::KIND => Some(AssetView::SIZE),
        DeadManView::KIND => Some(DeadManView::SIZE),
        BorrowView::KIND => Some(BorrowView::SIZE),
        IsolationView::KIND => Some(IsolationView::SIZE),
        WaitingView::KIND => Some(WaitingView::SIZE),
        TermsView::KIND => Some(TermsView::SIZE),
        GateView::KIND => Some(GateView::SIZE),
        AssetTotalsView::KIND => Some(AssetTotalsView::SIZE),
        ShareView::KIND => Some(ShareView::SIZE),
        FrozenView::KIND => Some(FrozenView::SIZE),
        _ => None,
    }
}
