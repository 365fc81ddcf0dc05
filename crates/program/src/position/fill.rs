//! Item fill: one match between two registered orders, or a registered one and a step of a liquidation or an owner who leaves, by the
//! core's own functions (CUST-14: PNL-4, FEE-4, MGN-5, MGN-6, BOOK-9).
//!
//! Invariant: no order trades worse than it was signed, beyond its size, after its end, or against its owner; fees are within
//! the signed caps and rebates within the fees of the same fill; both parties can carry what they have afterwards.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | kind 4; places of taker, maker and market |
//! | 4 | place of the taker's and of the maker's order in their tables; 255 for the taker: the step of a liquidation that he is in; 254: he leaves |
//! | 6 | rates of taker and maker, i16 ppm each; a negative one is a rebate |
//! | 10 | 1: of the taker's fee a part is set aside for who referred him, 2: of the maker's (FEE-2) |
//! | 11 | bit 0: the taker's loss and fee may take his c below zero by his room, bit 1: the maker's (MGN-7); bit 2: it was matched on the UTC day before that of the engine time (CUST-49) |
//! | 12 | lots u32, price u32 |
//! | 20 | lower half of the sequences that taker, maker and ledger have before it, u32 each |

use anchor_lang::prelude::*;
use quantdesk_core::carry::{carries, in_band, reduces, within_limit};
use quantdesk_core::entries::Entry;
use quantdesk_core::fees::cap_allows;
use quantdesk_core::leaving::is_near;
use quantdesk_core::liquidation::step_fee_max;
use quantdesk_core::position::{fill, Ledger, Party, Terms};
use quantdesk_core::rounding::Overflow;
use quantdesk_core::tail::day_of;
use quantdesk_core::units::{opposite, Atoms, Lots, Mticks, Ppm, Side, TickValue, Ticks};

use crate::error::Refusal;
use crate::event::FillSettled;
use crate::position::book::{Book, Seat};
use crate::position::item::ITEM_BYTES;
use crate::position::leave::{self, LEAVE_ENTRY};
use crate::position::settle_items::Head;
use crate::state::market::MarketLedger;
use crate::state::risk::RiskRow;
use crate::state::user::USDC;
use crate::state::{Market, Risk, UserAccount};

/// Place of the taker's order where there is none: he is in a step of a liquidation (CUST-30).
const STEP_ENTRY: u8 = 255;
/// Terms: the taker has his room, the maker has his (MGN-7); it was matched on the day before (CUST-49).
const TAKER_ROOM: u8 = 1;
const MAKER_ROOM: u8 = 1 << 1;
const DAY_BEFORE: u8 = 1 << 2;

/// A fill.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct FillItem {
    kind: u8,
    taker: u8,
    maker: u8,
    market: u8,
    taker_entry: u8,
    maker_entry: u8,
    taker_rate: i16,
    maker_rate: i16,
    shared: u8,
    terms: u8,
    lots: u32,
    price: u32,
    taker_seq: u32,
    maker_seq: u32,
    ledger_seq: u32,
}

const _: () = assert!(core::mem::size_of::<FillItem>() == ITEM_BYTES);

/// Settles one fill. slot: by which orders end.
pub fn settle(book: &mut Book, bytes: &[u8], head: &Head, risk: &Risk, (clock, slot): (&Clock, u64)) -> Result<()> {
    let item: FillItem = bytemuck::try_pod_read_unaligned(bytes).map_err(|_| Refusal::ItemsMalformed)?;
    require!(item.terms < 8 && item.shared < 4 && item.lots > 0 && item.price > 0, Refusal::ItemsMalformed);
    let (ledger_before, number, caps) = ledger_open(book, &item, clock)?;
    let row = risk.rows.get(usize::from(number)).ok_or(Refusal::MarketUnknown)?;
    let mut ledger = ledger_before.core(row.funding)?;
    let interest = ledger.open_interest();

    let (taker, maker) = book.seats(item.taker, item.maker)?;
    for (seat, seq) in [(&*taker, item.taker_seq), (&*maker, item.maker_seq)] {
        require!(seq == low(seat.user.settled.seq), Refusal::ItemSequence);
        require!(head.engine_us >= seat.user.settled.engine_us, Refusal::EngineTime);
    }
    require!(taker.user.owner != maker.user.owner, Refusal::SelfTrade);
    let stepping = item.taker_entry == STEP_ENTRY;
    let making = maker.entry(item.maker_entry)?;
    let taking = taking_of(taker, &item, number, risk, slot)?;
    let signed = !stepping && item.taker_entry != LEAVE_ENTRY;
    let dealing = ledger_before.dealing()?;
    require!(!dealing.is_open(&ledger, row.mark_us) && (stepping || !dealing.is_busy()), Refusal::RecordOpen);
    orders_check(&item, &taking, &making, number)?;
    for (seat, entry) in [(&*taker, &taking), (&*maker, &making)] {
        require!(!entry.is_over(slot, seat.user.floor_at(clock.slot)), Refusal::Expired);
        reduce_only_check(&seat.user, entry, number, item.lots)?;
    }
    let (mark, price) = (Mticks(row.mark_mticks), Ticks(item.price));
    let usual = in_usual_band(price, row, &caps, !signed)?;

    let value = TickValue(row.tick_value);
    let terms = Terms {
        side: taking.side(),
        lots: Lots(item.lots),
        price,
        tick_value: value,
        lot_mark: value.lot_at(mark).map_err(Refusal::from)?,
    };
    keys_count([(&mut *taker, taking.key_tag), (&mut *maker, making.key_tag)], &item, head, (risk, row))?;
    let (mut taker_party, mut maker_party) = parties_of(taker, maker, number, &item, risk)?;
    if stepping {
        require!(step_rate_allowed(item.taker_rate, row), Refusal::FeeCap);
        let most = step_fee_most(&taker.user, risk, number, (&ledger, &taker_party, &maker_party), &terms)?;
        taker_party.liquidation_fee_max = Some(most);
    }
    fill(&mut ledger, &mut taker_party, &mut maker_party, &terms).map_err(|_| Refusal::Overflow)?;
    let grown = ledger.open_interest();
    require!(grown <= interest || grown.unsigned_abs() <= caps.open_interest_max, Refusal::OpenInterestLimit);

    let mut counted = ledger_before;
    for (seat, party) in [(&mut *taker, &taker_party), (&mut *maker, &maker_party)] {
        let moved = (seat.user.holding(number)?.position, party.holding.position);
        require!(usual || reduces(moved.0, moved.1), Refusal::PriceBand);
        carry_check(&seat.user, risk, number, party, caps.position_max)?;
        party_store(&mut seat.user, number, party, head, &mut counted)?;
    }
    taken(taker, &item, &taking)?;
    maker.entry_fill(item.maker_entry, &making, item.lots)?;
    maker.user.step_end();
    let (taker_number, maker_number) = (taker.user.settled.number, maker.user.settled.number);

    let seq = ledger_store(book, item.market, counted, &ledger)?;
    emit!(FillSettled {
        seq,
        slot: clock.slot,
        market: u64::from(number),
        taker: taker_number,
        maker: maker_number,
        lots: u64::from(item.lots),
        price: u64::from(item.price),
        taker_fee_atoms: taker_party.fee.get(),
        maker_fee_atoms: maker_party.fee.get(),
    });
    Ok(())
}

/// Both sides as they are stored, with their rates, rooms and what of their fees is shared.
#[inline(always)]
fn parties_of(taker: &Seat, maker: &Seat, market: u16, item: &FillItem, risk: &Risk) -> Result<(Party, Party)> {
    let mut taking = party_of(&taker.user, market, item.taker_rate)?;
    let mut making = party_of(&maker.user, market, item.maker_rate)?;
    (taking.counted, making.counted) = (!taker.is_backstop, !maker.is_backstop);
    (taking.shared, making.shared) = (item.shared & 1 > 0, item.shared & 2 > 0);
    if item.terms & (TAKER_ROOM | MAKER_ROOM) > 0 {
        let (taker_room, maker_room) = (item.terms & TAKER_ROOM > 0, item.terms & MAKER_ROOM > 0);
        (taking.room, making.room) = (taker.room(taker_room, risk)?, maker.room(maker_room, risk)?);
    }
    Ok((taking, making))
}

/// Whether a price is in the band of the marks. False: it is around the price that admins named while there is no feed, and may only lower
/// positions of those who signed for it (CUST-21). Errors: PriceBand.
fn in_usual_band(price: Ticks, row: &RiskRow, caps: &Caps, unsigned: bool) -> Result<bool> {
    let (band, named) = (Ppm(caps.band_ppm), Mticks(caps.emergency_mticks));
    let usual = in_band(price, Mticks(row.mark_mticks), Mticks(row.index_mticks), band);
    let emergency = !unsigned && caps.emergency_mticks > 0 && in_band(price, named, named, band);
    require!(row.mark_mticks > 0 && (usual || emergency), Refusal::PriceBand);
    Ok(usual)
}

/// CUST-49: counts the fill for the UTC days of the keys that signed, by their tags, and refuses what they may not fill.
fn keys_count(
    sides: [(&mut Seat, u64); 2],
    item: &FillItem,
    head: &Head,
    (risk, row): (&Risk, &RiskRow),
) -> Result<()> {
    if sides.iter().all(|(_, tag)| *tag == 0) {
        return Ok(());
    }
    let price = Ticks(item.price);
    let notional = TickValue(row.tick_value).notional(price, Lots(item.lots)).map_err(Refusal::from)?;
    let day = day_of(head.engine_us).map_err(Refusal::from)?.saturating_sub(u32::from(item.terms & DAY_BEFORE > 0));
    for (seat, tag) in sides {
        seat.user.traded_count(tag, (day, notional), || {
            // A round may leave the market out: its index is then of an earlier one.
            row.young_check(risk.round_us)?;
            require!(is_near(price, Mticks(row.index_mticks)), Refusal::DelegatePrice);
            Ok(())
        })?;
    }
    Ok(())
}

/// What the taker signed; of a step of a liquidation (CUST-30), or of who leaves (CUST-34), what stands for it.
fn taking_of(taker: &Seat, item: &FillItem, market: u16, risk: &Risk, slot: u64) -> Result<Entry> {
    match item.taker_entry {
        STEP_ENTRY => taker.user.step.order(taker.user.holding(market)?.position, market, risk.round),
        LEAVE_ENTRY => leave::order(&taker.user, market, risk, (item.lots, item.taker_rate), slot),
        place => taker.entry(place),
    }
}

/// Counts the lots against what the taker signed, or against the step that he is in. CUST-30: who trades by what was signed is in no
/// step any more.
fn taken(taker: &mut Seat, item: &FillItem, taking: &Entry) -> Result<()> {
    match item.taker_entry {
        STEP_ENTRY => {
            let step = &mut taker.user.step;
            step.lots = step.lots.checked_sub(item.lots).ok_or(Refusal::Overflow)?;
            Ok(())
        }
        LEAVE_ENTRY => {
            taker.user.step_end();
            Ok(())
        }
        place => {
            taker.user.step_end();
            taker.entry_fill(place, taking, item.lots)
        }
    }
}

/// LIQ-3: whether a step of a liquidation may be charged at this rate.
fn step_rate_allowed(rate: i16, row: &RiskRow) -> bool {
    u32::try_from(rate).is_ok_and(|rate| Ppm(rate) <= row.step_rate_max())
}

/// LIQ-3: the most that the fee of a step's fill in a market may be: what the account's Net is after it without fees.
pub(crate) fn step_fee_most(
    user: &UserAccount,
    risk: &Risk,
    market: u16,
    (ledger, taker, maker): (&Ledger, &Party, &Party),
    terms: &Terms,
) -> Result<Atoms> {
    let most = step_fee_max(ledger, taker, maker, terms, |holding, collateral| {
        risk.health_with(user, market, holding, collateral).map(|health| health.net).map_err(|_| Overflow)
    });
    Ok(most.map_err(Refusal::from)?)
}

/// Bounds of a market that a fill must keep.
struct Caps {
    band_ppm: u32,
    position_max: u64,
    open_interest_max: u64,
    emergency_mticks: u64,
}

/// The ledger before the fill, the market's number, and its caps.
fn ledger_open(book: &mut Book, item: &FillItem, clock: &Clock) -> Result<(MarketLedger, u16, Caps)> {
    // Digested after the two accounts, which the item touches first.
    let market: &Market = book.market_read(item.market)?;
    require!(item.ledger_seq == low(market.engine.seq), Refusal::ItemSequence);
    require!(clock.unix_timestamp >= market.live_s, Refusal::MarketNotLive);
    let caps = Caps {
        band_ppm: market.band_ppm,
        position_max: market.position_max,
        open_interest_max: market.open_interest_max,
        emergency_mticks: market.emergency_mticks,
    };
    Ok((market.engine, market.number, caps))
}

/// What both signed: market, sides, price, size, fee, and that a post-only order takes nothing.
fn orders_check(item: &FillItem, taking: &Entry, making: &Entry, market: u16) -> Result<()> {
    let known = taking.nonce > 0 && making.nonce > 0;
    require!(known && taking.market == market && making.market == market, Refusal::ItemsMalformed);
    require!(taking.side() != making.side() && !taking.post_only(), Refusal::OrderKind);
    // The resting order's price is at its limit, or better for its owner where a slide or a peg moved it.
    let within = |entry: &Entry| within_limit(entry.side(), Ticks(entry.price), Ticks(item.price));
    require!(within(taking) && within(making), Refusal::OrderPrice);
    require!(item.lots <= taking.left() && item.lots <= making.left(), Refusal::OrderSize);
    let (taker_rate, maker_rate) = (i32::from(item.taker_rate), i32::from(item.maker_rate));
    let capped = cap_allows(taking.fee_max, taker_rate) && cap_allows(making.fee_max, maker_rate);
    // CUST-14: no rebate beyond what the other side of the same fill pays.
    require!(capped && taker_rate.saturating_add(maker_rate) >= 0, Refusal::FeeCap);
    Ok(())
}

/// BOOK-3: a reduce-only order closes at most what is there.
fn reduce_only_check(user: &UserAccount, entry: &Entry, market: u16, lots: u32) -> Result<()> {
    if entry.reduce_only() {
        let held = user.holding(market)?.position.on(opposite(entry.side()));
        require!(i64::from(lots) <= held, Refusal::ReduceOnlyNothing);
    }
    Ok(())
}

/// The account in a market as it is stored, USDC its collateral, with the fee rate that is due.
pub(crate) fn party_of(user: &UserAccount, market: u16, rate: i16) -> Result<Party> {
    let collateral = Atoms::new(user.collateral(USDC)?).map_err(Refusal::from)?;
    Ok(Party::new(user.holding(market)?, collateral, i32::from(rate)))
}

/// MGN-5, MGN-6 without open orders, and the position cap.
fn carry_check(user: &UserAccount, risk: &Risk, market: u16, party: &Party, position_max: u64) -> Result<()> {
    let moved = (user.holding(market)?.position, party.holding.position);
    let large = party.holding.position.magnitude().unsigned_abs() > position_max;
    require!(!large || reduces(moved.0, moved.1), Refusal::PositionLimit);
    // What is not listed is worth nothing here: the engine, which counts it, is the judge of who has some of it.
    require!(carried(user, risk, market, party)? || !risk.knows(user), Refusal::MarginInitial);
    Ok(())
}

/// MGN-5, MGN-6 of the core without open orders: whether the account, as it is stored, may become the party.
pub(crate) fn carried(user: &UserAccount, risk: &Risk, market: u16, party: &Party) -> Result<bool> {
    let before = party_of(user, market, 0)?;
    let moved = (before.holding.position, party.holding.position);
    let after = risk.health_with(user, market, &party.holding, party.collateral)?;
    Ok(carries(&after, moved, || {
        risk.health_with(user, market, &before.holding, before.collateral).map_err(|_| Overflow)
    })
    .map_err(Refusal::from)?)
}

/// Writes a party back, and counts whether it is long, short, or has a claim.
pub(crate) fn party_store(
    user: &mut UserAccount,
    market: u16,
    party: &Party,
    head: &Head,
    counted: &mut MarketLedger,
) -> Result<()> {
    let before = user.holding(market)?;
    let after = &party.holding;
    if party.counted {
        counted.longs = turned(counted.longs, before.position.on(Side::Buy) > 0, after.position.on(Side::Buy) > 0)?;
        counted.shorts = turned(counted.shorts, before.position.on(Side::Sell) > 0, after.position.on(Side::Sell) > 0)?;
    }
    counted.claimants = turned(counted.claimants, before.claim.is_positive(), after.claim.is_positive())?;
    if party.paid != Atoms::ZERO {
        let mut held = user.held_core()?;
        held.paid(head.engine_us, party.paid).map_err(Refusal::from)?;
        user.held_set(&held);
    }
    user.collateral_set(USDC, party.collateral.get())?;
    user.holding_set(market, after)?;
    head.taken(user)?;
    Ok(())
}

/// Counts an item of a ledger and takes its money; returns the ledger's sequence.
pub(crate) fn ledger_store(book: &mut Book, market: u8, mut counted: MarketLedger, ledger: &Ledger) -> Result<u64> {
    counted.seq = counted.seq.checked_add(1).ok_or(Refusal::Overflow)?;
    counted.take(ledger);
    book.market(market)?.engine = counted;
    Ok(counted.seq)
}

fn turned(count: u32, before: bool, after: bool) -> Result<u32> {
    Ok(match (before, after) {
        (false, true) => count.checked_add(1).ok_or(Refusal::Overflow)?,
        (true, false) => count.checked_sub(1).ok_or(Refusal::Overflow)?,
        _ => count,
    })
}

/// The lower half of a sequence.
fn low(seq: u64) -> u32 {
    let [a, b, c, d, ..] = seq.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}
