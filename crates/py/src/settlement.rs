//! What an item of the settlement log does to accounts and to a market's ledger: the core's own functions over plain numbers.
//!
//! Invariant: nothing is decided here. Whole numbers go in, the core's function runs, whole numbers come out (CUST-8).

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use quantdesk_core::account::Held;
use quantdesk_core::asset::Asset;
use quantdesk_core::borrow::Borrowing;
use quantdesk_core::dealing::{Act, At, Dealing, Dealt, Fault, DEALING_WORDS};
use quantdesk_core::deleverage::hand_over;
use quantdesk_core::fees::{pay_share, rate_of_fee, rate_reaching};
use quantdesk_core::leaving::is_last;
use quantdesk_core::mark::moved;
use quantdesk_core::position::{fill, pay_claim, sweep_loss, tidy, Holding, Ledger, Party, Terms};
use quantdesk_core::rounding::Overflow;
use quantdesk_core::schema_gen::SetAsset;
use quantdesk_core::tail::{day_of, give, Given};
use quantdesk_core::units::{AssetAtoms, Atoms, LotValue, Lots, Mticks, Position, Ppm, Side, TickValue, Ticks};

/// pool, insurance, fee bucket, fee claim, claims, deficit, funding index, long lots, short lots, shares.
type LedgerRow = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);
/// b, e, r, w, f of a market and c.
type HoldingRow = (i64, i64, i64, i64, i64, i64);
/// Amount of an asset, its decimals, its initial weight, index in mticks and tick size of its market.
type LendingRow = (i64, u8, u32, u64, u64);
/// Epoch, profit held of it, profit held of the one before.
type HeldRow = (u64, i64, i64);
/// A ledger and an account's money afterwards, and what of a claim was paid.
type Outcome = (LedgerRow, HoldingRow, i64);
/// A ledger afterwards, and of taker and maker their money, the fee and what of a claim was paid.
type FillOutcome = (LedgerRow, (HoldingRow, i64, i64), (HoldingRow, i64, i64));

fn overflow<T>(_: T) -> PyErr {
    PyValueError::new_err("settlement: expected numbers within the range of money, found more")
}

fn ledger_of(row: LedgerRow) -> Result<Ledger, Overflow> {
    Ok(Ledger {
        pool: Atoms::new(row.0)?,
        insurance: Atoms::new(row.1)?,
        fee_bucket: Atoms::new(row.2)?,
        fee_claim: Atoms::new(row.3)?,
        claims: Atoms::new(row.4)?,
        deficit: Atoms::new(row.5)?,
        funding: row.6,
        long_lots: row.7,
        short_lots: row.8,
        shares: Atoms::new(row.9)?,
    })
}

fn ledger_row(ledger: &Ledger) -> LedgerRow {
    (
        ledger.pool.get(),
        ledger.insurance.get(),
        ledger.fee_bucket.get(),
        ledger.fee_claim.get(),
        ledger.claims.get(),
        ledger.deficit.get(),
        ledger.funding,
        ledger.long_lots,
        ledger.short_lots,
        ledger.shares.get(),
    )
}

fn holding_of(row: HoldingRow) -> Result<(Holding, Atoms), Overflow> {
    let holding = Holding {
        position: Position::new(row.0)?,
        quote: Atoms::new(row.1)?,
        claim: Atoms::new(row.2)?,
        swept: Atoms::new(row.3)?,
        funding: row.4,
    };
    Ok((holding, Atoms::new(row.5)?))
}

fn holding_row(holding: &Holding, collateral: Atoms) -> HoldingRow {
    (
        holding.position.get(),
        holding.quote.get(),
        holding.claim.get(),
        holding.swept.get(),
        holding.funding,
        collateral.get(),
    )
}

fn lot_mark(tick_value: u32, mark_mticks: u64) -> Result<LotValue, Overflow> {
    TickValue(tick_value).lot_at(Mticks(mark_mticks))
}

/// One match (PNL-4, FEE-4): of taker and maker their money, the fee charged and what of a claim was paid. `step_fee_max`: of a step
/// of a liquidation the most that the taker's fee may be (LIQ-3). `counted`: whether lots count in open interest; `shared`: whether a part
/// of the fee is a referrer's (FEE-2); `rooms`: how far a loss or a fee may take c below zero (MGN-7).
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "a call of Python by name")]
#[pyo3(signature = (*, ledger, taker, maker, rates, side, lots, price, tick_value, mark_mticks, step_fee_max=None, counted=(true, true), shared=(false, false), rooms=(0, 0)))]
pub fn fill_settle(
    ledger: LedgerRow,
    taker: HoldingRow,
    maker: HoldingRow,
    rates: (i32, i32),
    side: u8,
    lots: u32,
    price: u32,
    tick_value: u32,
    mark_mticks: u64,
    step_fee_max: Option<i64>,
    counted: (bool, bool),
    shared: (bool, bool),
    rooms: (i64, i64),
) -> PyResult<FillOutcome> {
    let side = Side::from_u8(side).ok_or(Overflow).map_err(overflow)?;
    let mut ledger = ledger_of(ledger).map_err(overflow)?;
    let (taking, making) = (holding_of(taker).map_err(overflow)?, holding_of(maker).map_err(overflow)?);
    let mut taker = Party::new(taking.0, taking.1, rates.0);
    let mut maker = Party::new(making.0, making.1, rates.1);
    (taker.counted, maker.counted) = counted;
    (taker.shared, maker.shared) = shared;
    taker.room = Atoms::new(rooms.0).map_err(overflow)?;
    maker.room = Atoms::new(rooms.1).map_err(overflow)?;
    taker.liquidation_fee_max = step_fee_max.map(Atoms::new).transpose().map_err(overflow)?;
    let terms = Terms {
        side,
        lots: Lots(lots),
        price: Ticks(price),
        tick_value: TickValue(tick_value),
        lot_mark: lot_mark(tick_value, mark_mticks).map_err(overflow)?,
    };
    fill(&mut ledger, &mut taker, &mut maker, &terms).map_err(overflow)?;
    let side_of = |party: &Party| (holding_row(&party.holding, party.collateral), party.fee.get(), party.paid.get());
    Ok((ledger_row(&ledger), side_of(&taker), side_of(&maker)))
}

/// All lots of an account pass to the backstop at the mark (LIQ-2, LIQ-3): ledger, account and backstop afterwards. `fee`: as it was
/// charged, whose rate is the lowest that reaches it; `room`: of the account (MGN-7).
#[pyfunction]
#[pyo3(signature = (*, ledger, account, backstop, fee, tick_value, mark_mticks, room=0))]
pub fn hand_over_settle(
    ledger: LedgerRow,
    account: HoldingRow,
    backstop: HoldingRow,
    fee: i64,
    tick_value: u32,
    mark_mticks: u64,
    room: i64,
) -> PyResult<(u32, LedgerRow, HoldingRow, HoldingRow)> {
    handed_over(ledger, account, backstop, (fee, room), tick_value, mark_mticks).map_err(overflow)
}

fn handed_over(
    ledger: LedgerRow,
    account: HoldingRow,
    backstop: HoldingRow,
    (fee, room): (i64, i64),
    tick_value: u32,
    mark_mticks: u64,
) -> Result<(u32, LedgerRow, HoldingRow, HoldingRow), Overflow> {
    let mut ledger = ledger_of(ledger)?;
    let (mut from, mut to) = (holding_of(account)?, holding_of(backstop)?);
    let (fee, lot_mark) = (Atoms::new(fee)?, lot_mark(tick_value, mark_mticks)?);
    let worth = lot_mark.quote_floor(Position::new(from.0.position.magnitude())?)?;
    let rate = u32::try_from(rate_reaching(worth, fee)?).map_err(|_| Overflow)?;
    let (giving, taking) = ((&mut from.0, &mut from.1, Atoms::new(room)?), (&mut to.0, &mut to.1));
    hand_over(&mut ledger, giving, taking, lot_mark, Ppm(rate), |_, _| Ok(fee))?;
    Ok((rate, ledger_row(&ledger), holding_row(&from.0, from.1), holding_row(&to.0, to.1)))
}

/// What one account takes in at a ledger: step 0 funding and a loss without a position (PNL-4), 1 a loss at mark that claim
/// and collateral pay, 2 a claim that the pool pays (PNL-5).
#[pyfunction]
#[pyo3(signature = (*, ledger, holding, step, tick_value, mark_mticks))]
pub fn touch_settle(
    ledger: LedgerRow,
    holding: HoldingRow,
    step: u8,
    tick_value: u32,
    mark_mticks: u64,
) -> PyResult<Outcome> {
    touched(ledger, holding, step, tick_value, mark_mticks).map_err(overflow)
}

fn touched(
    ledger: LedgerRow,
    holding: HoldingRow,
    step: u8,
    tick_value: u32,
    mark_mticks: u64,
) -> Result<Outcome, Overflow> {
    let mut ledger = ledger_of(ledger)?;
    let (mut holding, mut collateral) = holding_of(holding)?;
    holding.touch(ledger.funding)?;
    let mut paid = Atoms::ZERO;
    match step {
        0 => tidy(&mut holding, &mut collateral, &mut ledger)?,
        1 => {
            sweep_loss(&mut holding, &mut collateral, &mut ledger, lot_mark(tick_value, mark_mticks)?)?;
        }
        2 => paid = pay_claim(&mut holding, &mut collateral, &mut ledger, lot_mark(tick_value, mark_mticks)?)?,
        _ => return Err(Overflow),
    }
    Ok((ledger_row(&ledger), holding_row(&holding, collateral), paid.get()))
}

/// What one act of dealing does (LIQ-5, LIQ-6): ledger, account and words of the dealing afterwards. `account`: its money, the last record
/// that it passed, whether it is the backstop, its room (MGN-7). `at`: tick value, mark, when it was made, what insurance pays at once, accounts that are
/// long and short, index.
#[pyfunction]
#[pyo3(signature = (*, ledger, account, words, act, amount, at))]
pub fn deal_settle(
    ledger: LedgerRow,
    account: (HoldingRow, u64, bool, i64),
    words: [u64; DEALING_WORDS],
    act: u8,
    amount: i64,
    at: (u32, u64, u64, i64, (u32, u32), u64),
) -> PyResult<(LedgerRow, HoldingRow, [u64; DEALING_WORDS])> {
    dealt(ledger, account, &words, (act, amount), at)
        .map_err(|fault| PyValueError::new_err(format!("settlement: expected an act that is due, found {fault:?}")))
}

fn dealt(
    ledger: LedgerRow,
    account: (HoldingRow, u64, bool, i64),
    words: &[u64; DEALING_WORDS],
    (act, amount): (u8, i64),
    (tick_value, mark_mticks, mark_us, cap, holders, index_mticks): (u32, u64, u64, i64, (u32, u32), u64),
) -> Result<(LedgerRow, HoldingRow, [u64; DEALING_WORDS]), Fault> {
    let (mut ledger, mut dealing) = (ledger_of(ledger)?, Dealing::read(words)?);
    let (holding, collateral) = holding_of(account.0)?;
    let (record, is_backstop, room) = (account.1, account.2, Atoms::new(account.3)?);
    let mut of = Dealt { holding, collateral, room, record, is_backstop };
    let act = Act::from_u8(act, Atoms::new(amount)?).ok_or(Overflow)?;
    let (lot_mark, lot_index) = (lot_mark(tick_value, mark_mticks)?, lot_mark(tick_value, index_mticks)?);
    let at = At { lot_mark, lot_index, mark_us, insurance_cap: Atoms::new(cap)?, holders };
    dealing.act(act, &mut of, &mut ledger, &at)?;
    Ok((ledger_row(&ledger), holding_row(&of.holding, of.collateral), dealing.write()))
}

/// How far c of an account may lie below zero on the strength of its other collateral (MGN-7). `terms`: the most, and the part of what that
/// lends in ppm.
#[pyfunction]
#[pyo3(signature = (*, others, terms))]
pub fn room_own(others: Vec<LendingRow>, terms: (i64, u32)) -> PyResult<i64> {
    let room = || -> Result<Atoms, Overflow> {
        let mut value = Atoms::ZERO;
        for (amount, decimals, weight_initial, index, tick_size) in others {
            let set = SetAsset { decimals, weight_initial, ..SetAsset::default() };
            let asset = Asset::priced(set, (Mticks(index), Mticks(index)), tick_size)?;
            value = value.add(asset.lends(AssetAtoms::new(amount)?)?)?;
        }
        Borrowing { room_max: Atoms::new(terms.0)?, room_part: Ppm(terms.1), ..Borrowing::default() }.room_of(value)
    };
    room().map(Atoms::get).map_err(overflow)
}

/// Whether an exit that was asked for at `asked_s` and has `hours` is in its last twelve at `now_s`, unix seconds each (CUST-51).
#[pyfunction]
#[pyo3(signature = (*, asked_s, hours, now_s))]
pub fn exit_is_last(asked_s: i64, hours: u64, now_s: i64) -> bool {
    is_last(asked_s, hours, now_s)
}

/// Shares that were set aside are paid (FEE-2): ledger and account afterwards.
#[pyfunction]
#[pyo3(signature = (*, ledger, holding, amount))]
pub fn share_settle(ledger: LedgerRow, holding: HoldingRow, amount: i64) -> PyResult<(LedgerRow, HoldingRow)> {
    let paid = || -> Result<(LedgerRow, HoldingRow), Overflow> {
        let (mut ledger, (holding, mut collateral)) = (ledger_of(ledger)?, holding_of(holding)?);
        pay_share(&mut collateral, &mut ledger, Atoms::new(amount)?)?;
        Ok((ledger_row(&ledger), holding_row(&holding, collateral)))
    };
    paid().map_err(overflow)
}

/// What the tail's gift does (LIQ-5): the ledger, and day and amount of what the tail gave the market on the last day that it did.
#[pyfunction]
#[pyo3(signature = (*, ledger, given, amount, day))]
pub fn tail_settle(ledger: LedgerRow, given: (u32, i64), amount: i64, day: u32) -> PyResult<(LedgerRow, (u32, i64))> {
    let gift = || -> Result<(LedgerRow, (u32, i64)), Overflow> {
        let mut ledger = ledger_of(ledger)?;
        let mut now = Given { day: given.0, amount: Atoms::new(given.1)? };
        let amount = Atoms::new(amount)?;
        give(&mut amount.clone(), &mut now, &mut ledger, amount, day)?;
        Ok((ledger_row(&ledger), (now.day, now.amount.get())))
    };
    gift().map_err(overflow)
}

/// The UTC day of a time, since 1970.
#[pyfunction]
pub fn tail_day(us: u64) -> PyResult<u32> {
    day_of(us).map_err(overflow)
}

/// The mark after `elapsed_us`, at most 5 s, on its way to another within its envelope (MRK-2).
#[pyfunction]
pub fn mark_moved(mark: i64, target: i64, mmf_ppm: u32, elapsed_us: i64) -> PyResult<i64> {
    moved(mark, target, Ppm(mmf_ppm), elapsed_us).map_err(overflow)
}

/// Held profit after `amount` was paid at a time (PNL-6).
#[pyfunction]
pub fn held_paid(held: HeldRow, ts_us: u64, amount: i64) -> PyResult<HeldRow> {
    let paid = || -> Result<HeldRow, Overflow> {
        let mut now = Held { epoch: held.0, current: Atoms::new(held.1)?, previous: Atoms::new(held.2)? };
        now.paid(ts_us, Atoms::new(amount)?)?;
        Ok((now.epoch, now.current.get(), now.previous.get()))
    };
    paid().map_err(overflow)
}

/// The lowest rate of a tier, ppm, whose fee of a notional is `fee`; None when no tier charges that (FEE-1, FEE-5).
#[pyfunction]
pub fn fee_rate_of(notional: i64, fee: i64, takes: bool) -> PyResult<Option<i32>> {
    let rate = || rate_of_fee(Atoms::new(notional)?, Atoms::new(fee)?, takes);
    rate().map_err(overflow)
}

/// The lowest rate, ppm, whose fee of a notional is at least `fee` (LIQ-3).
#[pyfunction]
pub fn fee_rate_reaching(notional: i64, fee: i64) -> PyResult<i32> {
    let rate = || rate_reaching(Atoms::new(notional)?, Atoms::new(fee)?);
    rate().map_err(overflow)
}
