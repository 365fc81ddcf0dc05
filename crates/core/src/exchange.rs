//! The exchange: one deterministic state machine from commands to events.
//!
//! Invariants: nothing but `apply` changes state; a command is atomic; a refusal is an event that changes nothing but the
//! remembered first result of its message (BOOK-7); after every command PNL-2 and PNL-3 hold in every market.

mod accounts;
mod admin;
mod admission;
mod ahead;
mod beside;
mod borrows;
mod changes;
mod collateral;
mod dead_man;
mod ending;
mod firing;
mod frames;
mod gate;
mod hold;
mod judge;
mod liquidate;
mod markets;
mod marks;
mod matching;
mod orders;
mod preview;
mod queries;
mod receipts;
mod referral;
mod restore;
mod risk;
mod seat;
mod signed;
mod simulation;
mod slicing;
mod snapshot;
mod sweep;
mod tail;
mod waiting;
mod watch;
mod whole;

use alloc::collections::{BTreeSet, BinaryHeap};
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;

use self::accounts::Accounts;
pub use self::frames::{
    cut, records_check, records_count, BatchHead, Record, BATCH_HEAD_BYTES, BATCH_ITEMS_MAX, BATCH_MAGIC,
};
use self::receipts::Receipts;
pub use self::seat::Seen;
use crate::borrow::Borrowing;
use crate::entries::EntryLimit;
use crate::market::Markets;
use crate::reason::{Reason, Refusal};
use crate::schema_gen::{
    AddDelegate, Batch, CancelAll, CancelMany, CancelOrder, ChangeAsset, ChangeMarket, CloseAccount, CloseLeaving,
    Credit, Debit, ExchangeOpened, Freeze, FundInsurance, Hold, Leave, LevelChanged, ListMarket, OpenAccount,
    OpenExchange, PayShare, PlaceAlgo, PlaceOrder, RaiseFloor, Refused, RemoveDelegate, ReplaceOrder, SetAsset,
    SetBackstop, SetBorrowing, SetDeadMan, SetEntryLimit, SetFeeTier, SetIndex, SetIsolation, SetLeverage, SetMargin,
    SetMarketParameters, SetPause, SetPosted, SetPrices, SetReferrer, SetRestrictions, SetRisk, Settle, ShrinkOrder,
    Sweep, Tick, Transfer,
};
use crate::sha256::sha256;
use crate::trigger::Triggers;
use crate::units::{slot_of, Atoms, Slot};

/// Why bytes were not taken as a whole; nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchError {
    /// The head is too short, or its magic or reserved bytes are wrong.
    Head,
    /// A record is broken.
    Record {
        /// What is wrong with it.
        reason: Reason,
        /// Where it starts, from the first record on.
        offset: usize,
    },
    /// The head counts other than there are records.
    Count {
        /// Number of records.
        expected: u32,
        /// Count of the head.
        found: u32,
    },
    /// The batch does not follow the last one.
    Seq {
        /// The seq that comes next.
        expected: u64,
        /// Seq of the head.
        found: u64,
    },
    /// Time goes backwards.
    Time {
        /// Time of the last batch.
        expected: u64,
        /// Time of the head.
        found: u64,
    },
    /// The bytes are no query.
    Query,
    /// The bytes are no snapshot.
    Snapshot,
}

impl fmt::Display for BatchError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BatchError::Head => write!(out, "the head of the batch is malformed"),
            BatchError::Record { reason, offset } => write!(out, "record at byte {offset}: {}", reason.name()),
            BatchError::Count { expected, found } => {
                write!(out, "the head counts {found} records, there are {expected}")
            }
            BatchError::Seq { expected, found } => {
                write!(out, "the batch starts at seq {found}, {expected} comes next")
            }
            BatchError::Time { expected, found } => {
                write!(out, "the batch is of {found} us, the last one of {expected} us")
            }
            BatchError::Query => write!(out, "the bytes are no query"),
            BatchError::Snapshot => write!(out, "the bytes are no snapshot"),
        }
    }
}

impl core::error::Error for BatchError {}

/// Where events go, and what their headers say.
pub(crate) struct Events<'a> {
    out: &'a mut Vec<u8>,
    seq: u64,
    index: u32,
    item: u8,
    turn: u8,
}

impl Events<'_> {
    /// Writes one event with the next index.
    #[inline(always)]
    fn put(&mut self, write: impl FnOnce(u8, u32, u64, &mut Vec<u8>)) {
        write(self.item, self.index, self.seq, self.out);
        self.index = self.index.wrapping_add(1);
    }
}

/// Names a refusal's command, account and order.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Subject {
    command: u8,
    account: u64,
    order_id: [u8; 16],
    client_order_id: u64,
}

impl Subject {
    /// A command that names an account at most.
    const fn of(command: u8, account: u64) -> Subject {
        Subject { command, account, order_id: [0; 16], client_order_id: 0 }
    }
}

/// The whole state.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    domain: Option<[u8; 8]>,
    seq: u64,
    ts_us: u64,
    slot: Slot,
    round: u64,
    round_us: u64,
    tracked: Atoms,
    accounts: Accounts,
    markets: Markets,
    receipts: Receipts,
    expiries: BinaryHeap<Reverse<(u64, u64, u32)>>, // expiry slot, arrival, receipt; may name what no longer rests
    resting: usize,
    dead_men: BTreeSet<(u64, u32, u8)>, // deadline, account, timer of those that run (BOOK-8)
    backstop: Option<u32>,              // place of the account that takes over (LIQ-2)
    watch: watch::Watch,
    waiting: waiting::WaitingOrders,
    triggers: Triggers,
    entries: EntryLimit,
    frozen_us: u64,    // when it ended on the chain; 0: it did not (CUST-24)
    posted_us: u64,    // of the last mark round that is on the chain; 0: none is known to be (CUST-9)
    unposted_us: u64,  // of the oldest that is not, or a round earlier
    changes_last: u64, // number of the last change of the chain that was taken (CUST-50)
    borrowing: Borrowing,
    gate: gate::Gate,
    tail: Atoms, // insurance that all markets share (LIQ-5)
    besides: beside::Besides,
    slices: BTreeSet<(u64, u64, u32)>, // next moment, arrival, place among those that wait, of those taken in slices (BOOK-15)
}

impl Exchange {
    /// An empty exchange, before `OpenExchange`.
    #[must_use]
    pub fn new() -> Exchange {
        Exchange::default()
    }

    /// Seq of the last command; 0 before the first.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Time of the last batch, microseconds.
    #[must_use]
    pub fn ts_us(&self) -> u64 {
        self.ts_us
    }

    /// SHA-256 of the canonical snapshot: equal state, equal hash.
    #[must_use]
    pub fn state_hash(&self) -> [u8; 32] {
        sha256(&self.snapshot())
    }

    /// Applies a batch: a head of 32 bytes and its command records; appends events to `out`. Record i has seq
    /// `seq_from + i`; all have the head's time.
    ///
    /// # Errors
    /// `BatchError` when head or framing is broken, the seq does not follow or time goes backwards; nothing changed then.
    pub fn apply(&mut self, batch: &[u8], out: &mut Vec<u8>) -> Result<(), BatchError> {
        let (head, records) = BatchHead::read(batch)?;
        let count = records_count(records).map_err(|(reason, offset)| BatchError::Record { reason, offset })?;
        if count != head.count {
            return Err(BatchError::Count { expected: count, found: head.count });
        }
        let next = self.seq.wrapping_add(1);
        if head.seq_from != next || head.seq_from.checked_add(u64::from(count)).is_none() {
            return Err(BatchError::Seq { expected: next, found: head.seq_from });
        }
        if head.ts_us < self.ts_us {
            return Err(BatchError::Time { expected: self.ts_us, found: head.ts_us });
        }
        self.ts_us = head.ts_us;
        self.slot = slot_of(head.ts_us);
        let mut events = Events { out, seq: self.seq, index: 0, item: 0, turn: 0 };
        let (mut rest, mut ahead) = (records, ahead::Ahead::new(records));
        while let Ok(record) = frames::cut(rest) {
            ahead.keep(self);
            self.seq = self.seq.wrapping_add(1);
            events.seq = self.seq;
            (events.index, events.item, events.turn) = (0, 0, 0);
            rest = if record.kind == Batch::KIND {
                self.batch(record.bytes, record.rest, &mut events)
            } else {
                self.command(record.kind, record.bytes, &mut events);
                record.rest
            };
        }
        events.item = 0;
        if count > 0 {
            self.tell_changes(&mut events);
        }
        Ok(())
    }

    /// One command that stands alone, or an item of a Batch.
    #[inline]
    fn command(&mut self, kind: u8, bytes: &[u8], events: &mut Events<'_>) {
        if let Err(reason) = self.takes(kind) {
            return refuse(events, &Subject::of(kind, 0), Refusal::of(reason));
        }
        let known = match kind {
            PlaceOrder::KIND => self.place_order(bytes, events),
            CancelOrder::KIND => CancelOrder::read(bytes).map(|command| self.cancel_order(&command, events)),
            ReplaceOrder::KIND => self.replace_order(bytes, events),
            ShrinkOrder::KIND => ShrinkOrder::read(bytes).map(|command| self.shrink_order(&command, events)),
            CancelAll::KIND => CancelAll::read(bytes).map(|command| self.cancel_all(&command, events)),
            SetIndex::KIND => SetIndex::read(bytes).map(|command| self.set_index(&command, events)),
            SetPrices::KIND => SetPrices::read(bytes).map(|command| self.set_prices(&command, events)),
            Tick::KIND if self.frozen_us != 0 => Tick::read(bytes).map(|_| ()),
            Tick::KIND => Tick::read(bytes).map(|_| {
                self.tick(events);
                self.dead_man_tick(events);
                self.markets_tick(events);
                self.slices_tick(events);
                self.liquidation_tick(events);
                self.gate_tick(events);
            }),
            _ => self.rare_command(kind, bytes, events),
        };
        if known.is_none() {
            refuse(events, &Subject::of(kind, 0), Refusal::of(Reason::RecordMalformed));
        }
        if self.triggers.is_noted() && self.hold() != Hold::Nothing {
            self.run_triggers(events);
        }
    }

    #[cold]
    fn rare_command(&mut self, kind: u8, bytes: &[u8], events: &mut Events<'_>) -> Option<()> {
        match kind {
            OpenExchange::KIND => OpenExchange::read(bytes).map(|command| self.open_exchange(&command, events)),
            OpenAccount::KIND => OpenAccount::read(bytes).map(|command| self.open_account(&command, events)),
            SetDeadMan::KIND => SetDeadMan::read(bytes).map(|command| self.set_dead_man(&command, events)),
            PlaceAlgo::KIND => self.place_algo(bytes, events),
            CancelMany::KIND => CancelMany::read(bytes).map(|command| self.cancel_many(&command, events)),
            CloseAccount::KIND => CloseAccount::read(bytes).map(|command| self.close_account(&command, events)),
            Settle::KIND => Settle::read(bytes).map(|command| self.settle(&command, events)),
            SetEntryLimit::KIND => SetEntryLimit::read(bytes).map(|command| self.set_entry_limit(&command, events)),
            RaiseFloor::KIND => RaiseFloor::read(bytes).map(|command| self.raise_floor(&command, events)),
            SetAsset::KIND => SetAsset::read(bytes).map(|command| self.set_asset(&command, events)),
            Sweep::KIND => Sweep::read(bytes).map(|command| self.sweep(&command, events)),
            AddDelegate::KIND => AddDelegate::read(bytes).map(|command| self.add_delegate(&command, events)),
            RemoveDelegate::KIND => RemoveDelegate::read(bytes).map(|command| self.remove_delegate(&command, events)),
            Credit::KIND => Credit::read(bytes).map(|command| self.credit(&command, events)),
            Debit::KIND => Debit::read(bytes).map(|command| self.debit(&command, events)),
            Transfer::KIND => Transfer::read(bytes).map(|command| self.transfer(&command, events)),
            ListMarket::KIND => ListMarket::read(bytes).map(|command| self.list_market(&command, events)),
            SetMarketParameters::KIND => {
                SetMarketParameters::read(bytes).map(|command| self.set_market_parameters(&command, events))
            }
            SetBackstop::KIND => SetBackstop::read(bytes).map(|command| self.set_backstop(&command, events)),
            SetBorrowing::KIND => SetBorrowing::read(bytes).map(|command| self.set_borrowing(&command, events)),
            SetRisk::KIND => SetRisk::read(bytes).map(|command| self.set_risk(&command, events)),
            SetMargin::KIND => SetMargin::read(bytes).map(|command| self.set_margin(&command, events)),
            SetRestrictions::KIND => {
                SetRestrictions::read(bytes).map(|command| self.set_restrictions(&command, events))
            }
            SetReferrer::KIND => SetReferrer::read(bytes).map(|command| self.set_referrer(&command, events)),
            PayShare::KIND => PayShare::read(bytes).map(|command| self.share_pay(&command, events)),
            SetIsolation::KIND => SetIsolation::read(bytes).map(|command| self.set_isolation(&command, events)),
            SetLeverage::KIND => SetLeverage::read(bytes).map(|command| self.set_leverage(&command, events)),
            FundInsurance::KIND => FundInsurance::read(bytes).map(|command| self.fund_insurance(&command, events)),
            Leave::KIND => Leave::read(bytes).map(|command| self.leave(&command, events)),
            CloseLeaving::KIND => CloseLeaving::read(bytes).map(|command| self.close_leaving(&command, events)),
            Freeze::KIND => Freeze::read(bytes).map(|command| self.freeze(&command, events)),
            SetPause::KIND => SetPause::read(bytes).map(|command| self.set_pause(&command, events)),
            ChangeMarket::KIND => ChangeMarket::read(bytes).map(|command| self.change_market(&command, events)),
            ChangeAsset::KIND => ChangeAsset::read(bytes).map(|command| self.change_asset(&command, events)),
            SetPosted::KIND => SetPosted::read(bytes).map(|command| self.set_posted(&command, events)),
            SetFeeTier::KIND => SetFeeTier::read(bytes).map(|command| self.set_fee_tier(&command, events)),
            _ => None,
        }
    }

    /// The first command of every journal.
    fn open_exchange(&mut self, command: &OpenExchange, events: &mut Events<'_>) {
        if self.domain.is_some() {
            return refuse(events, &Subject::of(OpenExchange::KIND, 0), Refusal::of(Reason::ExchangeOpenAlready));
        }
        self.domain = Some(command.domain);
        let event = ExchangeOpened { domain: command.domain };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }

    /// The end of a batch: each market and each price level whose totals differ from those at its start. Lots that only one side
    /// gained or lost are no total, as long as the other side has more.
    fn tell_changes(&mut self, events: &mut Events<'_>) {
        for market in self.markets.iter_mut() {
            if market.now != market.told {
                let event = market.now.event(market.id);
                let moved = market.now.ledger.funding != market.told.ledger.funding;
                if moved || event != market.told.event(market.id) {
                    events.put(|item, index, seq, out| event.write(item, index, seq, out));
                }
                market.told = market.now;
            }
        }
        for market in self.markets.iter_mut() {
            let id = market.id;
            market.book.take_changed_levels(|side, price, total| {
                let event = LevelChanged { market: id, side: side.code(), price, total };
                events.put(|item, index, seq, out| event.write(item, index, seq, out));
            });
        }
    }
}

/// Writes a refusal.
#[cold]
fn refuse(events: &mut Events<'_>, subject: &Subject, refusal: Refusal) {
    let event = Refused {
        command: subject.command,
        reason: refusal.reason.code(),
        account: subject.account,
        order_id: subject.order_id,
        client_order_id: subject.client_order_id,
        expected: refusal.expected,
        found: refusal.found,
    };
    events.put(|item, index, seq, out| event.write(item, index, seq, out));
}
