//! Signed messages: who may send them, and the first result of each (BOOK-7, SIG-1).
//!
//! Invariant: a message is judged once; whoever sends it again gets its first result, and no nonce or client order id
//! serves two messages.

use super::beside::Beside;
use super::receipts::{arrival_of, seq_of, Flags, Receipt};
use super::{refuse, Events, Exchange, Subject};
use crate::market::Market;
use crate::message::{kind_of, Message, MessageError, MessageKind, TransferMessage};
use crate::reason::{Reason, Refusal};
use crate::schema_gen::{
    OrderDuplicate, OrderKind, OrderState, PlaceAlgo, PlaceOrder, ReplaceOrder, Restriction, SelfTrade, TimeInForce,
    Transfer, Transferred,
};
use crate::slab::{Slot as BookSlot, NONE};
use crate::tail::day_of;
use crate::units::{detail, Atoms, Lots, Side, Ticks, ATOMS_MAX, DAY_US};

/// A nonce is unix milliseconds and a counter in its lowest bits.
const NONCE_COUNTER_BITS: u32 = 12;
const US_PER_MS: u64 = 1_000;
/// How far ahead a nonce's time may be: one day, as for floors on chain.
const NONCE_AHEAD_US_MAX: u64 = 86_400_000_000;

/// Slots from now until the latest expiry of a signature: 180 days of 86,400 s at 2.5 slots a second.
pub const EXPIRY_SLOTS_MAX: u64 = 38_880_000;
/// Of a transfer: an hour. Its receipt on the chain costs rent until then (CUST-41).
pub const TRANSFER_SLOTS_MAX: u64 = 9_000;

/// An order that someone with the right to do so signed, or one that a preview asks about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incoming {
    pub account: u32,
    pub number: u64,
    pub signer: u8,
    pub market: u16,
    pub side: Side,
    pub flags: Flags,
    pub price: Ticks,
    pub size: Lots,
    pub fee_max: u16,
    pub expiry_slot: u64,
    pub nonce: u64,
    pub order_id: [u8; 16],
    pub client_order_id: u64,
    /// Price that starts it, ticks, and whether that is at or below, not at or above; None: it has none.
    pub trigger: Option<(Ticks, bool)>,
    /// What rides beside it while it rests.
    pub beside: Beside,
    /// Its receipt when it waited before it enters; NONE: it is new.
    pub entry: BookSlot,
}

/// The parts of a command that carries a signed order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Envelope<'a> {
    pub command: u8,
    pub order_id: &'a [u8; 16],
    pub message: &'a [u8; 64],
    pub signer: &'a [u8; 32],
    pub kind: u8,
}

/// Bytes at a place of a record, without copying them.
#[inline(always)]
fn part<const N: usize>(bytes: &[u8], at: usize) -> Option<&[u8; N]> {
    bytes.get(at..)?.first_chunk::<N>()
}

impl<'a> Envelope<'a> {
    /// Reads the five parts that stand in a row from a place of a record: order id, message, signature, signer, kind.
    #[inline(always)]
    fn read(command: u8, bytes: &'a [u8], at: usize) -> Option<Envelope<'a>> {
        Some(Envelope {
            command,
            order_id: part(bytes, at)?,
            message: part(bytes, at.saturating_add(16))?,
            signer: part(bytes, at.saturating_add(144))?,
            kind: *bytes.get(at.saturating_add(176))?,
        })
    }

    /// The parts of a PlaceOrder record.
    #[inline(always)]
    pub(super) fn of_place(bytes: &'a [u8]) -> Option<Envelope<'a>> {
        const { assert!(PlaceOrder::SIZE == 4 + 177) };
        Envelope::read(PlaceOrder::KIND, bytes, 4)
    }

    /// The parts of a PlaceAlgo record that a PlaceOrder has too.
    #[inline(always)]
    pub(super) fn of_algo(bytes: &'a [u8]) -> Option<Envelope<'a>> {
        const { assert!(PlaceAlgo::SIZE == PlaceOrder::SIZE + 40) };
        Envelope::read(PlaceAlgo::KIND, bytes, 4)
    }

    /// The parts of a ReplaceOrder record, and the order id that it gives up.
    #[inline(always)]
    pub(super) fn of_replace(bytes: &'a [u8]) -> Option<(&'a [u8; 16], Envelope<'a>)> {
        const { assert!(ReplaceOrder::SIZE == 20 + 177) };
        Some((part(bytes, 4)?, Envelope::read(ReplaceOrder::KIND, bytes, 20)?))
    }

    /// What a refusal names.
    #[cold]
    pub(super) fn subject(&self) -> Subject {
        subject_of(self.command, self.order_id, self.message)
    }
}

/// What a refusal of a signed command names, whatever the message is.
fn subject_of(command: u8, order_id: &[u8; 16], message: &[u8; 64]) -> Subject {
    const ACCOUNT_AT: usize = 8;
    const CLIENT_ORDER_ID_AT: usize = 32;
    let field = |at: usize| part(message, at).map_or(0, |bytes| u64::from_le_bytes(*bytes));
    Subject { command, account: field(ACCOUNT_AT), order_id: *order_id, client_order_id: field(CLIENT_ORDER_ID_AT) }
}

fn malformed(_: MessageError) -> Refusal {
    Refusal::of(Reason::MessageMalformed)
}

impl Exchange {
    /// SIG-4: whether the key that signed may trade the market of its order.
    #[inline(always)]
    pub(super) fn key_allows(&self, incoming: &Incoming) -> Result<(), Refusal> {
        if incoming.signer == 0 {
            return Ok(());
        }
        let bounds = self.accounts.at(incoming.account).bounds(incoming.signer);
        if bounds.names(incoming.market) {
            return Ok(());
        }
        let named = i64::from(bounds.markets.count_ones());
        Err(Refusal::with(Reason::DelegateMarket, named, i64::from(incoming.market)))
    }

    /// SIG-4: whether what the key that signed may still trade today suffices for all lots at the order's own limit.
    #[inline(always)]
    pub(super) fn day_allows(&self, incoming: &Incoming, market: &Market) -> Result<(), Refusal> {
        let account = self.accounts.at(incoming.account);
        let most = account.bounds(incoming.signer).notional_day;
        if most == 0 {
            return Ok(());
        }
        let asked = market.tick_value.notional(incoming.price, incoming.size)?.get();
        let left = account.funds.traded(incoming.signer).left(self.today(), most);
        if asked.unsigned_abs() <= left {
            return Ok(());
        }
        Err(Refusal::with(Reason::DelegateDay, detail(left), asked))
    }

    /// The UTC day of engine time.
    pub(super) fn today(&self) -> u32 {
        day_of(self.ts_us).unwrap_or(u32::MAX)
    }

    /// The account of a message, if the message is for this network.
    #[inline(always)]
    fn addressed(&self, domain: [u8; 8]) -> Result<(), Refusal> {
        if self.domain == Some(domain) {
            Ok(())
        } else {
            Err(Refusal::of(Reason::MessageDomain))
        }
    }

    /// Opens an envelope: fields, domain, account, signer. Nothing is remembered of what fails here.
    #[inline]
    pub(super) fn open_envelope(&self, envelope: &Envelope<'_>) -> Result<Incoming, Refusal> {
        let kind = OrderKind::from_u8(envelope.kind).ok_or(Reason::RecordMalformed)?;
        if *envelope.order_id == [0; 16] {
            return Err(Refusal::of(Reason::RecordMalformed));
        }
        self.addressed(envelope.message.first_chunk::<8>().copied().unwrap_or_default())?;
        let message = Message::decode(envelope.message).map_err(malformed)?;
        let account = self.accounts.dense(message.account).ok_or(Reason::AccountUnknown)?;
        let signer = self.accounts.at(account).signer(envelope.signer, self.ts_us).ok_or(Reason::SignerUnknown)?;
        let time_in_force = TimeInForce::from_u8(message.time_in_force).ok_or(Reason::MessageMalformed)?;
        Ok(Incoming {
            account,
            number: message.account,
            signer,
            market: message.market,
            side: message.side,
            flags: Flags {
                kind,
                time_in_force,
                post_only: message.post_only,
                reduce_only: message.reduce_only,
                self_trade: SelfTrade::from_u8(message.self_trade).unwrap_or(SelfTrade::CancelMaker), // two bits
                group: message.group,
                linked: false,
            },
            price: Ticks(message.price),
            size: Lots(message.size),
            fee_max: message.fee_max,
            expiry_slot: message.expiry_slot,
            nonce: message.nonce,
            order_id: *envelope.order_id,
            client_order_id: message.client_order_id,
            trigger: (message.trigger != 0 || message.trigger_falls)
                .then_some((Ticks(message.trigger), message.trigger_falls)),
            beside: Beside::Plain,
            entry: NONE,
        })
    }

    /// BOOK-7: whether a message is new. Tells the first result of a known one. Nothing is remembered of what fails here.
    #[inline]
    pub(super) fn is_new(&mut self, incoming: &Incoming, envelope: &Envelope<'_>, events: &mut Events<'_>) -> bool {
        super::receipts::forget_old(&mut self.receipts, &mut self.accounts, incoming.account, self.ts_us);
        let reason = match self.receipts.of_client(incoming.account, incoming.client_order_id) {
            Some(known) if self.receipts.get(known).order_id == incoming.order_id => {
                self.tell_duplicate(known, events);
                return false;
            }
            Some(_) => Reason::ClientOrderIdReused,
            None if self.receipts.is_taken(&incoming.order_id) => Reason::ClientOrderIdReused,
            None => match self.nonce_allows(incoming.account, incoming.nonce) {
                Ok(()) => return true,
                Err(refusal) => {
                    refuse(events, &envelope.subject(), refusal);
                    return false;
                }
            },
        };
        refuse(events, &envelope.subject(), Refusal::of(reason));
        false
    }

    /// Whether a nonce is new, above the floor, and of a time at most a day ahead (SIG-5): one from the far future would,
    /// once forgotten, raise the floor above everything that its account can sign.
    #[inline]
    fn nonce_allows(&self, account: u32, nonce: u64) -> Result<(), Refusal> {
        if !self.accounts.at(account).nonces.is_free(nonce) {
            return Err(Refusal::of(Reason::NonceUsed));
        }
        let nonce_us = nonce.wrapping_shr(NONCE_COUNTER_BITS).saturating_mul(US_PER_MS); // at most 2^52 x 1,000
        let furthest_us = self.ts_us.saturating_add(NONCE_AHEAD_US_MAX);
        if nonce_us > furthest_us {
            return Err(Refusal::with(Reason::NonceTooFar, detail(furthest_us), detail(nonce_us)));
        }
        Ok(())
    }

    #[cold]
    fn tell_duplicate(&self, known: BookSlot, events: &mut Events<'_>) {
        let receipt = self.receipts.get(known);
        let (filled, left) = self.filled_and_left(receipt);
        let event = OrderDuplicate {
            order_id: receipt.order_id,
            account: self.accounts.number(receipt.account),
            client_order_id: receipt.client_order_id,
            first_seq: seq_of(receipt.arrival),
            state: receipt.state.code(),
            reason: receipt.reason.code(),
            filled,
            left,
        };
        events.put(|item, index, seq, out| event.write(item, index, seq, out));
    }

    /// Filled and resting lots of an order now.
    pub(super) fn filled_and_left(&self, receipt: &Receipt) -> (u32, u32) {
        if receipt.state == OrderState::Waiting {
            return (receipt.filled, receipt.size.saturating_sub(receipt.filled));
        }
        match self.markets.get(receipt.market) {
            Some(market) if receipt.state == OrderState::Resting && receipt.order != NONE => {
                let order = market.book.get(receipt.order);
                (order.size.saturating_sub(order.left), self.besides.left(order))
            }
            _ => (receipt.filled, 0),
        }
    }

    /// Remembers a message and takes its nonce, or what became of one that waited; returns the receipt's slot.
    #[inline]
    pub(super) fn remember(
        &mut self,
        incoming: &Incoming,
        state: OrderState,
        reason: Reason,
        filled: u32,
        events: &mut Events<'_>,
    ) -> BookSlot {
        if incoming.entry != NONE {
            return self.settle_waited(incoming, state, filled);
        }
        let receipt = Receipt {
            order_id: incoming.order_id,
            client_order_id: incoming.client_order_id,
            nonce: incoming.nonce,
            arrival: arrival_of(events.seq, events.turn),
            accepted_us: self.ts_us,
            expiry_slot: incoming.expiry_slot,
            final_us: if matches!(state, OrderState::Resting | OrderState::Waiting) { 0 } else { self.ts_us },
            account: incoming.account,
            order: NONE,
            price: incoming.price.0,
            size: incoming.size.0,
            filled,
            market: incoming.market,
            reason,
            flags: incoming.flags.pack(),
            side: incoming.side,
            state,
        };
        let account = self.accounts.at_mut(incoming.account);
        account.nonces.take(incoming.nonce);
        self.receipts.add(receipt, account)
    }

    /// The receipt of an order that waited says what became of it.
    #[cold]
    fn settle_waited(&mut self, incoming: &Incoming, state: OrderState, filled: u32) -> BookSlot {
        let receipt = self.receipts.get_mut(incoming.entry);
        receipt.size = incoming.size.0;
        if state == OrderState::Resting {
            receipt.state = state;
        } else {
            let account = self.accounts.at_mut(incoming.account);
            self.receipts.finish(incoming.entry, state, filled, self.ts_us, account);
        }
        incoming.entry
    }

    /// Refuses a new message and remembers that (BOOK-7).
    #[cold]
    pub(super) fn refuse_remembered(
        &mut self,
        incoming: &Incoming,
        envelope: &Envelope<'_>,
        refusal: Refusal,
        events: &mut Events<'_>,
    ) {
        let _ = self.remember(incoming, OrderState::Refused, refusal.reason, 0, events);
        refuse(events, &envelope.subject(), refusal);
    }

    /// Whether a signature's expiry lies between now and 180 days ahead (SIG-6).
    #[inline(always)]
    pub(super) fn expiry_in_range(&self, expiry_slot: u64, most: u64) -> Result<(), Refusal> {
        if expiry_slot < self.slot.0 {
            return Err(Refusal::with(Reason::Expired, detail(self.slot.0), detail(expiry_slot)));
        }
        let furthest = self.slot.0.saturating_add(most);
        if expiry_slot > furthest {
            return Err(Refusal::with(Reason::ExpiryTooFar, detail(furthest), detail(expiry_slot)));
        }
        Ok(())
    }

    /// Collateral between two accounts of one owner, signed by the owner himself. The nonce is taken by the first try.
    pub(super) fn transfer(&mut self, command: &Transfer, events: &mut Events<'_>) {
        let mut subject = subject_of(Transfer::KIND, &command.order_id, &command.message);
        subject.client_order_id = 0;
        match self.try_transfer(command, events) {
            Ok(event) => events.put(|item, index, seq, out| event.write(item, index, seq, out)),
            Err(refusal) => refuse(events, &subject, refusal),
        }
    }

    fn try_transfer(&mut self, command: &Transfer, events: &mut Events<'_>) -> Result<Transferred, Refusal> {
        self.addressed(command.message.first_chunk::<8>().copied().unwrap_or_default())?;
        if kind_of(&command.message).map_err(malformed)? != MessageKind::Transfer {
            return Err(Refusal::of(Reason::MessageMalformed));
        }
        let message = TransferMessage::decode(&command.message).map_err(malformed)?;
        let from = self.accounts.dense(message.account).ok_or(Reason::AccountUnknown)?;
        if self.accounts.at(from).owner_key != command.signer {
            return Err(Refusal::of(Reason::SignerUnknown));
        }
        super::receipts::forget_old(&mut self.receipts, &mut self.accounts, from, self.ts_us);
        self.nonce_allows(from, message.nonce)?;
        self.accounts.at_mut(from).nonces.take(message.nonce);
        self.expiry_in_range(message.expiry_slot, TRANSFER_SLOTS_MAX)?;
        let to = self.accounts.dense(message.to_account).ok_or(Reason::AccountUnknown)?;
        if to == from {
            return Err(Refusal::of(Reason::TransferSameAccount));
        }
        if self.accounts.at(to).owner != self.accounts.at(from).owner {
            return Err(Refusal::of(Reason::TransferOwner));
        }
        self.accounts.at(from).free_of(Restriction::NoGiving)?;
        self.accounts.at(to).free_of(Restriction::NoReceiving)?;
        // CUST-23: what the chain may pay out by a claim at any moment moves to nobody, and gets nothing that another log waits for.
        self.accounts.at(from).free_of(Restriction::Leaving)?;
        self.accounts.at(to).free_of(Restriction::Leaving)?;
        let asked = i64::try_from(message.amount).unwrap_or(i64::MAX);
        if asked == 0 || asked > ATOMS_MAX {
            return Err(Refusal::of(Reason::Amount));
        }
        let amount = Atoms::new(asked)?;
        let withdrawable = self.withdrawable(from)?;
        if amount > withdrawable {
            return Err(Refusal::with(Reason::Withdrawable, withdrawable.get(), asked));
        }
        // CUST-38: what holds nothing its owner may close on the chain before the transfer lands there.
        if self.accounts.at(to).holds_nothing() {
            return Err(Refusal::of(Reason::TransferToEmpty));
        }
        self.accounts.count_transfer(from, self.ts_us.checked_div(DAY_US).unwrap_or(0))?;
        let given = self.accounts.at(from).funds.collateral.sub(amount)?;
        let received = self.accounts.at(to).funds.collateral.add(amount)?;
        self.accounts.set_collateral(from, given);
        self.accounts.set_collateral(to, received);
        let to_collateral = self.settle_flat_debts(to, events);
        Ok(Transferred {
            order_id: command.order_id,
            account: message.account,
            to_account: message.to_account,
            amount: asked,
            collateral: given.get(),
            to_collateral: to_collateral.get(),
        })
    }
}
