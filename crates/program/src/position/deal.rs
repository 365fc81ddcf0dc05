//! Items insurance, record, loss and deficit: what a bankrupt left is dealt out, by the core's acts in the engine's order (CUST-35 to
//! CUST-37: LIQ-5, LIQ-6), and lots of one who leaves are (CUST-51).
//!
//! Invariant: lots enter a pot, and a loss is written off, only of an account that was judged in this mark round; what a record takes of
//! anybody is the core's function of the record and the account; a record ends only when what it took is dealt.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | kind: 8 insurance, 9 record, 11 loss, 12 deficit; places of the account and of the market |
//! | 3 | act as the core numbers it |
//! | 4 | 1: a loss may take the account's c below zero by its room (MGN-7), of lots into a pot or a round and of a share alone; three zero bytes |
//! | 8 | sequences that account and ledger have before it, u64 each |
//! | 24 | atoms that become insurance, u64, else zero |

use anchor_lang::prelude::*;
use quantdesk_core::dealing::{Act, At, Dealt, Fault};
use quantdesk_core::liquidation::way_of;
use quantdesk_core::schema_gen::LiquidationWay;
use quantdesk_core::units::{Atoms, Mticks, TickValue};

use crate::error::Refusal;
use crate::event::MarketDealt;
use crate::position::book::{Book, Seat};
use crate::position::fill::{ledger_store, party_of, party_store};
use crate::position::item::{DEFICIT, INSURANCE, ITEM_BYTES, LOSS, RECORD};
use crate::position::settle_items::Head;
use crate::state::market::MarketLedger;
use crate::state::risk::RiskRow;
use crate::state::step::Step;
use crate::state::user::USDC;
use crate::state::{Risk, UserAccount};

/// An act.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct DealItem {
    kind: u8,
    place: u8,
    market: u8,
    act: u8,
    room: u8,
    zero: [u8; 3],
    seq: u64,
    ledger_seq: u64,
    amount: u64,
}

const _: () = assert!(core::mem::size_of::<DealItem>() == ITEM_BYTES);

/// Does one act with one account in one market.
pub fn settle(book: &mut Book, bytes: &[u8], head: &Head, risk: &Risk, clock: &Clock) -> Result<()> {
    let item: DealItem = bytemuck::try_pod_read_unaligned(bytes).map_err(|_| Refusal::ItemsMalformed)?;
    let act = act_of(&item)?;
    let market = book.market_read(item.market)?;
    require!(item.ledger_seq == market.engine.seq, Refusal::ItemSequence);
    let (mut counted, number) = (market.engine, market.number);
    let row = risk.rows.get(usize::from(number)).ok_or(Refusal::MarketUnknown)?;
    require!(row.mark_mticks > 0, Refusal::PriceBand);
    let mut ledger = counted.core(row.funding)?;
    let mut dealing = counted.dealing()?;

    let hours = book.exit_hours;
    let seat = book.seat(item.place)?;
    head.follows_check(&seat.user, item.seq)?;
    require!(!act.is_of_backstop() || seat.is_backstop, Refusal::BackstopOther);
    judge(seat, act, number, head, risk)?;
    if act == Act::Leave {
        // A round may leave the market out: its index is then of an earlier one.
        row.young_check(risk.round_us)?;
        require!(seat.user.leaves_last(hours, clock), Refusal::NotLeaving);
        // What a step was judged by is no more: as behind a fill for him.
        seat.user.step_end();
    }
    let mut party = party_of(&seat.user, number, 0)?;
    party.counted = !seat.is_backstop;
    let mut of = Dealt {
        holding: party.holding,
        collateral: party.collateral,
        room: seat.room(item.room > 0, risk)?,
        record: seat.user.record_of(number),
        is_backstop: seat.is_backstop,
    };
    let passed = dealing.act(act, &mut of, &mut ledger, &at_of(row, &counted)?).map_err(refusal_of)?;
    (party.holding, party.collateral) = (of.holding, of.collateral);
    party_store(&mut seat.user, number, &party, head, &mut counted)?;
    seat.user.record_set(number, of.record);
    let account = seat.user.settled.number;
    counted.dealing_put(&dealing);

    let seq = ledger_store(book, item.market, counted, &ledger)?;
    emit!(MarketDealt {
        seq,
        slot: clock.slot,
        market: u64::from(number),
        account,
        act: u64::from(item.act),
        record: dealing.number,
        lots: passed.lots,
        amount_atoms: passed.amount.get(),
        deficit_atoms: ledger.deficit.get(),
        insurance_atoms: ledger.insurance.get(),
    });
    Ok(())
}

/// The act of an item; each kind has its own.
fn act_of(item: &DealItem) -> Result<Act> {
    let atoms = i64::try_from(item.amount).map_err(|_| Refusal::Amount)?;
    let act = Act::from_u8(item.act, Atoms::new(atoms).map_err(Refusal::from)?).ok_or(Refusal::ItemsMalformed)?;
    let kind = match act {
        Act::Insure(_) => INSURANCE,
        Act::Loss => LOSS,
        Act::Stand | Act::Pay => DEFICIT,
        _ => RECORD,
    };
    let funds = kind == INSURANCE;
    let lends = item.room == 0 || (item.room == 1 && matches!(act, Act::Pot | Act::Share | Act::Leave));
    let sound = item.kind == kind && item.zero == [0; 3] && (item.amount > 0) == funds && lends;
    require!(sound, Refusal::ItemsMalformed);
    Ok(act)
}

/// The market as the marks in force have it.
fn at_of(row: &RiskRow, counted: &MarketLedger) -> Result<At> {
    let lot_at = |price: u64| TickValue(row.tick_value).lot_at(Mticks(price)).map_err(Refusal::from);
    Ok(At {
        lot_mark: lot_at(row.mark_mticks)?,
        lot_index: lot_at(row.index_mticks)?,
        mark_us: row.mark_us,
        insurance_cap: Atoms::new(row.insurance_cap_atoms).map_err(Refusal::from)?,
        holders: (counted.longs, counted.shorts),
    })
}

/// Whether the account's state allows the act: lots go to a pot within a step that was judged in this mark round; a loss is written off of a
/// bankrupt, of one without a position there unless it is the backstop; insurance is what may leave.
fn judge(seat: &mut Seat, act: Act, market: u16, head: &Head, risk: &Risk) -> Result<()> {
    let (user, is_backstop) = (&mut seat.user, seat.is_backstop);
    match act {
        Act::Pot => user.step.check_closing(risk.round),
        Act::Loss => {
            bankrupt_check(user, is_backstop, risk)?;
            if !user.step.is_bankrupt(risk.round) {
                let way = LiquidationWay::Loss.code();
                user.step = Step { round: risk.round, market, way, ..bytemuck::Zeroable::zeroed() };
            }
            require!(is_backstop || user.holding(market)?.position.is_flat(), Refusal::PositionsOpen);
            Ok(())
        }
        Act::Insure(amount) => {
            require!(amount.get() <= free_of(user, head, risk)?, Refusal::Withdrawable);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Refuses who is not bankrupt: by a step of this mark round, or now, without a position. LIQ-5: other collateral pays first; only the
/// backstop's, of which nobody takes any, does not within its step to rounds.
pub(crate) fn bankrupt_check(user: &UserAccount, is_backstop: bool, risk: &Risk) -> Result<()> {
    let judged = user.step.is_bankrupt(risk.round);
    require!(user.has_usdc_alone() || (judged && is_backstop), Refusal::OtherCollateral);
    if judged {
        return Ok(());
    }
    let exposed = user.positions().iter().any(|slot| slot.lots != 0);
    require!(!exposed && way_of(&risk.health(user)?, false, true).is_some(), Refusal::Healthy);
    Ok(())
}

/// Collateral that may become insurance: what may leave.
pub(crate) fn free_of(user: &UserAccount, head: &Head, risk: &Risk) -> Result<i64> {
    if risk.knows(user) {
        risk.withdrawable(user, USDC, head.seconds()?)
    } else {
        user.collateral(USDC)
    }
}

fn refusal_of(fault: Fault) -> Refusal {
    match fault {
        Fault::Overflow => Refusal::Overflow,
        Fault::Busy => Refusal::RecordOpen,
        Fault::Undue => Refusal::Nothing,
        Fault::Passed => Refusal::RecordPassed,
        Fault::Unfinished => Refusal::RecordUnfinished,
    }
}
